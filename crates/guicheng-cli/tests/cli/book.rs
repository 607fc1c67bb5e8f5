//! The chapters of `docs/book` are run: files are edited as they say, commands are typed, and what they print is
//! compared. A line `…` stands for any lines. With `GUICHENG_BLESS` set, outputs without such a line are written anew.

use super::Desk;
use std::{fs, path::Path};

/// Where the chapters are.
const BOOK: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/book");
/// Copied beside the reader, as on their machine.
const PROCEDURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../procedures");

#[test]
fn each_chapter_does_what_it_says() {
    let bless = std::env::var_os("GUICHENG_BLESS").is_some();
    let mut chapters: Vec<_> = fs::read_dir(BOOK).unwrap().map(|e| e.unwrap().path()).collect();
    chapters.retain(|path| path.extension().is_some_and(|e| e == "md"));
    chapters.sort();
    assert!(!chapters.is_empty(), "docs/book is empty");
    for path in chapters {
        let text = fs::read_to_string(&path).unwrap();
        let desk = Desk::new(&format!("book-{}", path.file_stem().unwrap().to_string_lossy()));
        copy(Path::new(PROCEDURES), &desk.path("procedures"));
        let played = play(&desk, &text);
        if bless {
            fs::write(&path, &played).unwrap();
        }
        similar_asserts(&text, &played, &path, bless);
    }
}

fn similar_asserts(text: &str, played: &str, path: &Path, bless: bool) {
    if text == played || bless {
        return;
    }
    let line = text.lines().zip(played.lines()).position(|(a, b)| a != b).unwrap_or(0);
    let here = |text: &str| text.lines().skip(line.saturating_sub(3)).take(12).collect::<Vec<_>>().join("\n");
    panic!("{} line {}: it says\n{}\n\nbut prints\n{}", path.display(), line + 1, here(text), here(played));
}

pub(crate) fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(|e| e.unwrap()) {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// Carries a chapter out; gives it back with what its commands printed.
fn play(desk: &Desk, text: &str) -> String {
    let mut out = String::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        out.push_str(line);
        out.push('\n');
        let Some(kind) = line.strip_prefix("```").filter(|kind| !kind.is_empty()) else { continue };
        let block: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
        match kind.split_once(' ').unwrap_or((kind, "")) {
            ("console", _) => out.push_str(&console(desk, &block)),
            ("diff", path) => {
                edit(&desk.path(path), &block);
                block.iter().for_each(|line| out.push_str(&format!("{line}\n")));
            }
            ("text", name) => {
                desk.write(name, &format!("{}\n", block.join("\n")));
                block.iter().for_each(|line| out.push_str(&format!("{line}\n")));
            }
            _ => block.iter().for_each(|line| out.push_str(&format!("{line}\n"))),
        }
        out.push_str("```\n");
    }
    out
}

/// Replaces the lines with `-` by those with `+`; lines with a blank say where.
fn edit(path: &Path, block: &[&str]) {
    let pick = |mark: char| -> String {
        let kept = block.iter().filter_map(|l| l.strip_prefix([' ', mark]));
        kept.map(|line| format!("{line}\n")).collect()
    };
    let (old, new) = (pick('-'), pick('+'));
    let text = fs::read_to_string(path).unwrap();
    assert_eq!(text.matches(&old).count(), 1, "{} should have once:\n{old}", path.display());
    fs::write(path, text.replacen(&old, &new, 1)).unwrap();
}

/// Types the commands of a block.
fn console(desk: &Desk, block: &[&str]) -> String {
    let mut out = String::new();
    let mut rest = block;
    while let Some((command, after)) = rest.split_first() {
        let end = after.iter().position(|line| line.starts_with("$ ")).unwrap_or(after.len());
        let (expected, next) = after.split_at(end);
        rest = next;
        let typed = command.strip_prefix("$ guicheng ").unwrap_or_else(|| panic!("{command} is no command of ours"));
        let done = desk.run_with(typed, "", &[("LANG", "zh_CN.UTF-8")]);
        let printed = format!("{}{}", done.out, done.err);
        let printed: Vec<&str> = printed.lines().map(str::trim_end).collect();
        out.push_str(&format!("{command}\n"));
        let kept = if matches(expected, &printed) { expected.to_vec() } else { printed };
        kept.iter().for_each(|line| out.push_str(&format!("{line}\n")));
    }
    out
}

/// Whether these lines are as expected; `…` stands for any of them.
fn matches(expected: &[&str], printed: &[&str]) -> bool {
    match expected.split_first() {
        None => printed.is_empty(),
        Some((&"…", after)) => (0..=printed.len()).any(|n| matches(after, &printed[n..])),
        Some((line, after)) => printed.first() == Some(line) && matches(after, &printed[1..]),
    }
}
