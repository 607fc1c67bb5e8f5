//! The canonical layout over every file that is shipped, and beside what other formatters make of it.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use guicheng_lang::{FORMATTERS, FileId, Source, digest, doc, format_text};
use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

fn toml_files(folder: &Path, all: &mut Vec<PathBuf>) {
    let mut paths: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            toml_files(&path, all);
        } else if path.extension().is_some_and(|ext| ext == "toml") {
            all.push(path);
        }
    }
}

/// Shipped files, patterns and planted mistakes that are TOML.
fn files() -> Vec<(PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut paths = Vec::new();
    for folder in ["procedures", "tests/patterns", "crates/guicheng-lang/tests"] {
        toml_files(&root.join(folder), &mut paths);
    }
    let texts = paths.into_iter().map(|path| (path.clone(), fs::read_to_string(path).unwrap()));
    texts.filter(|(_, text)| format_text(text).is_some()).collect()
}

#[test]
fn data_and_comments_survive_and_twice_is_once() {
    let files = files();
    assert!(files.len() > 200, "{}", files.len());
    for (path, text) in files {
        let once = format_text(&text).unwrap();
        assert_eq!(format_text(&once).unwrap(), once, "{}", path.display());
        let data = |text: &str| {
            doc::parse(&Source::from_text(FileId(0), "a.toml", text), &mut Vec::new()).map(|table| digest::json(&table))
        };
        assert_eq!(data(&text), data(&once), "{}", path.display());
        let comments = |text: &str| -> Vec<String> {
            let lines = text.lines().map(str::trim).filter(|line| line.starts_with('#'));
            lines.map(String::from).collect()
        };
        assert_eq!(comments(&text), comments(&once), "{}", path.display());
    }
}

/// Other formatters with the configuration of `guicheng new` leave the canonical layout alone: `taplo` wholly, `tombi` but
/// for the order of tables, where it brings cards of one kind together. Each is asked if it is there; where it is not,
/// that is said aloud.
#[test]
fn other_formatters_agree() {
    for (tool, words) in [("taplo", &["fmt"][..]), ("tombi", &["format", "--offline"])] {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("canonical-{tool}"));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        for (name, text) in FORMATTERS {
            fs::write(folder.join(name), text).unwrap();
        }
        let mut laid = Vec::new();
        for (at, (path, text)) in files().into_iter().enumerate() {
            let name = format!("f{at}.toml");
            let text = format_text(&text).unwrap();
            fs::write(folder.join(&name), &text).unwrap();
            laid.push((path, name, text));
        }
        let program = std::env::var_os(format!("GUICHENG_{}", tool.to_uppercase())).unwrap_or(tool.into());
        let names = laid.iter().map(|(_, name, _)| name);
        let Ok(out) = Command::new(program).args(words).args(names).current_dir(&folder).output() else {
            eprintln!("NOT CHECKED: {tool} is not there (pip install {tool}), so nobody knows whether it agrees");
            continue;
        };
        assert!(out.status.success(), "{tool}: {}", String::from_utf8_lossy(&out.stderr));
        for (path, name, text) in laid {
            let theirs = fs::read_to_string(folder.join(name)).unwrap();
            let (ours, theirs) = if tool == "tombi" { (sorted(&text), sorted(&theirs)) } else { (text, theirs) };
            assert_eq!(ours, theirs, "{tool} changes {}", path.display());
        }
    }
}

/// The lines in an order of their own.
fn sorted(text: &str) -> String {
    let mut lines: Vec<&str> = text.lines().filter(|line| !line.is_empty()).collect();
    lines.sort_unstable();
    lines.join("\n")
}
