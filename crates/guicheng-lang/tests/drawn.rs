//! Every planted mistake as it is drawn for people, in both languages: read line by line, and the marks stand under the
//! words that they mean however wide these are.

mod library;
mod plants;

use guicheng_lang::{Lang, render};
use plants::{Plant, plants};
use std::fmt::Write as _;
use unicode_width::UnicodeWidthStr;

fn drawn(lang: Lang) -> String {
    plants().iter().filter(|plant| !plant.found.is_empty()).fold(String::new(), |mut all, plant| {
        let text = render(std::slice::from_ref(&plant.source), &plant.found, lang, false);
        let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
        let _ = writeln!(all, "{}\n", lines.join("\n").trim_end());
        all
    })
}

#[test]
fn findings_in_chinese() {
    insta::assert_snapshot!("findings_zh", drawn(Lang::Zh));
}

#[test]
fn findings_in_english() {
    insta::assert_snapshot!("findings_en", drawn(Lang::En));
}

/// The column at which the first mark of the first finding stands, and what it stands under.
fn mark(plant: &Plant, lang: Lang) -> Option<(usize, usize)> {
    let found = plant.found.first()?;
    let text = render(std::slice::from_ref(&plant.source), std::slice::from_ref(found), lang, false);
    let lines: Vec<&str> = text.lines().collect();
    let place = plant.source.place(found.primary.start);
    let number = format!("{} |", place.line);
    let at = lines.iter().position(|line| line.trim_start().starts_with(&number))?;
    let marks = lines.get(at + 1).filter(|line| line.contains('^'))?;
    let bar = marks.find('|')?;
    Some((marks[bar..].find('^')? - 2, marks.matches('^').count()))
}

#[test]
fn marks_stand_under_what_they_mean() {
    let (mut looked, mut wide, mut wrong) = (0, 0, String::new());
    for plant in plants().iter().filter(|plant| !plant.found.is_empty()) {
        let span = plant.found[0].primary.range();
        let text = &plant.source.text;
        let begin = text[..span.start].rfind('\n').map_or(0, |at| at + 1);
        let (before, marked) = (&text[begin..span.start], &text[span.clone()]);
        // A mark of several lines, or in a line too long to be shown whole, is drawn otherwise.
        let line = text[begin..].lines().next().unwrap_or_default();
        if marked.contains('\n') || marked.is_empty() || line.width() > 120 {
            continue;
        }
        for lang in [Lang::Zh, Lang::En] {
            let Some((column, length)) = mark(plant, lang) else {
                let _ = writeln!(wrong, "{}: no mark", plant.name);
                continue;
            };
            looked += 1;
            wide += usize::from(before.width() != before.chars().count());
            if (column, length) != (before.width(), marked.width()) {
                let _ = writeln!(wrong, "{}: {column} {length}, not {} {}", plant.name, before.width(), marked.width());
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
    assert!(looked > 300 && wide >= 10, "{looked} {wide}");
}
