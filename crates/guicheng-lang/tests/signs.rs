//! Slips in the signs of TOML, one at a time in the shipped procedures: a bracket, a brace or a comma that is missing, a
//! colon for an equals sign, a full-width sign. Each is one finding on its line with a way out, and hides nothing else.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod library;
mod shipped;

use guicheng_lang::{Diagnostic, FileId, Library, Severity, Source, load};
use shipped::shipped;
use std::fmt::Write as _;

/// The signs of a text outside of strings and comments, with their places.
fn signs(text: &str) -> Vec<(usize, char)> {
    let (mut found, mut quote, mut comment, mut escaped) = (Vec::new(), None, false, false);
    for (at, c) in text.char_indices() {
        match (quote, c) {
            _ if comment => comment = c != '\n',
            (Some(_), _) if escaped => escaped = false,
            (Some('"'), '\\') => escaped = true,
            (Some(open), _) if c == open => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') => quote = Some(c),
            (None, '#') => comment = true,
            (None, '[' | ']' | '{' | '}' | ',' | '=') => found.push((at, c)),
            (None, _) => {}
        }
    }
    found
}

fn found(source: &Source, text: &str, library: &Library) -> Vec<(u32, Diagnostic)> {
    let source = Source::from_text(FileId(0), &source.path, text);
    let found = load(&source, library).findings.into_iter().filter(|found| found.severity() != Severity::Note);
    found.map(|found| (source.place(found.primary.start).line, found)).collect()
}

/// So many places of a file, spread over it; with `GUICHENG_SLIPS` set all of them.
fn some(places: Vec<usize>) -> Vec<usize> {
    let most = if std::env::var_os("GUICHENG_SLIPS").is_some() { usize::MAX } else { 6 };
    let each = places.len().div_ceil(most).max(1);
    places.into_iter().step_by(each).collect()
}

/// Puts this in place of each such sign, one at a time: one finding of the text each, where it is, with a way out.
fn each_is_one_finding(with: &str, slips: impl Fn(&str, usize, char) -> bool) {
    let (mut tried, mut wrong) = (0, String::new());
    for (source, library) in shipped() {
        let text = &*source.text;
        let places = signs(text).into_iter().filter(|(at, c)| slips(text, *at, *c)).map(|(at, _)| at).collect();
        for at in some(places) {
            tried += 1;
            let line = source.place(u32::try_from(at).unwrap()).line;
            let found = found(&source, &format!("{}{with}{}", &text[..at], &text[at + 1..]), &library);
            let way_out = |one: &Diagnostic| !one.fixes.is_empty() || one.words().help.is_some();
            let right =
                matches!(found.as_slice(), [(there, one)] if *there == line && one.code() == "T001" && way_out(one));
            if !right {
                let told: Vec<_> =
                    found.iter().take(4).map(|(line, f)| (line, f.code(), f.words().message.en)).collect();
                let _ = writeln!(wrong, "{}:{line} {:?}: {told:?}", source.path, text.get(at..at + 1));
            }
        }
    }
    println!("{tried} tried");
    assert!(wrong.is_empty() && tried > 40, "{tried}\n{wrong}");
}

/// Whether nothing else stands on the line behind here.
fn last_on_line(text: &str, at: usize) -> bool {
    text[at + 1..].lines().next().unwrap_or_default().trim().is_empty()
}

#[test]
fn a_heading_without_its_end() {
    each_is_one_finding("", |text, at, c| {
        let line = text[..at].rfind('\n').map_or(0, |at| at + 1);
        c == ']' && text[line..].starts_with('[') && last_on_line(text, at)
    });
}

/// Where a list in a list, or a table in a table, is left open, what follows could belong to either: it is told of where
/// the outer one ends.
#[test]
fn a_list_or_table_without_its_end() {
    each_is_one_finding("", |text, at, c| {
        let line = text[..at].rfind('\n').map_or(0, |at| at + 1);
        let around = signs(&text[..at]).into_iter().fold(Vec::new(), |mut open, (_, c)| {
            match c {
                '[' | '{' => open.push(c),
                ']' | '}' => drop(open.pop()),
                _ => {}
            }
            open
        });
        let nested = matches!(around.as_slice(), [.., a, b] if a == b);
        matches!(c, ']' | '}') && !nested && !text[line..].starts_with(['[', ']'])
    });
}

/// A heading that is written twice is told of once, not with every key below it.
#[test]
fn a_card_that_is_there_twice() {
    for (source, library) in shipped() {
        let card = source.text.find("\n[step.").unwrap();
        let end = source.text[card + 1..].find("\n[").map_or(source.text.len(), |at| card + 1 + at);
        let text = format!("{}{}", source.text, &source.text[card..end]);
        let codes: Vec<&str> = found(&source, &text, &library).iter().map(|(_, one)| one.code()).collect();
        assert_eq!(codes, ["T008"], "{}", source.path);
    }
}

#[test]
fn two_things_without_a_comma() {
    each_is_one_finding("", |text, at, c| c == ',' && !last_on_line(text, at));
}

#[test]
fn a_colon_for_an_equals_sign() {
    each_is_one_finding(":", |_, _, c| c == '=');
}

#[test]
fn full_width_signs() {
    each_is_one_finding("＝", |_, _, c| c == '=');
    each_is_one_finding("，", |_, _, c| c == ',');
    each_is_one_finding("、", |_, _, c| c == ',');
    each_is_one_finding("】", |_, _, c| c == ']');
    each_is_one_finding("｛", |_, _, c| c == '{');
}

/// A slip in the signs does not hide a misspelt key after it, or before it.
#[test]
fn what_else_is_wrong_is_told_too() {
    for (source, library) in shipped() {
        let text = source.text.replacen("\nowner = ", "\nownr = ", 1).replacen("[route.main]", "[route.main", 1);
        let codes: Vec<&str> = found(&source, &text, &library).iter().map(|(_, one)| one.code()).collect();
        assert_eq!(codes, ["T002", "T001"], "{}", source.path);
    }
}

/// Nothing that stands in a good file is taken for a slip where something else is wrong with it.
#[test]
fn good_signs_are_left_alone() {
    for (source, library) in shipped() {
        let found = found(&source, &format!("{}\n[procedure]\n", source.text), &library);
        let codes: Vec<&str> = found.iter().map(|(_, one)| one.code()).collect();
        assert_eq!(codes, ["T008"], "{}", source.path);
    }
}
