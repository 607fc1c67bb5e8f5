//! House rules as tests: what arrows are allowed, how large a file may be, that nothing is left over.

use std::{
    fs,
    path::{Path, PathBuf},
};

/// The root of the workspace.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace").to_path_buf()
}

/// Rust files below a folder, in order.
fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut found: Vec<PathBuf> = Vec::new();
    for entry in entries.map(|e| e.expect("a readable folder").path()) {
        if entry.is_dir() && !entry.ends_with("target") {
            found.extend(rust_files(&entry));
        } else if entry.extension().is_some_and(|e| e == "rs") {
            found.push(entry);
        }
    }
    found.sort();
    found
}

fn own_files() -> Vec<(PathBuf, String)> {
    let folders = [root().join("crates"), root().join("tests")];
    let files = folders.iter().flat_map(|f| rust_files(f));
    files.map(|path| (path.clone(), fs::read_to_string(&path).expect("UTF-8"))).collect()
}

fn short(path: &Path) -> String {
    path.strip_prefix(root()).unwrap_or(path).display().to_string()
}

#[test]
fn pure_crates_depend_on_nothing_impure() {
    let allowed = [
        ("guicheng-core", &["chrono", "petgraph", "smallvec", "thiserror"][..]),
        ("guicheng-draw", &["guicheng-core", "petgraph", "quick-xml", "unicode-width"]),
        ("guicheng-evidence", &["ed25519-dalek", "guicheng-core", "guicheng-history", "sha2", "thiserror"]),
        ("guicheng-export", &["chrono", "guicheng-core", "guicheng-history", "quick-xml", "serde_json", "thiserror"]),
        ("guicheng-history", &["guicheng-core", "serde_json", "sha2", "smallvec", "thiserror"]),
        (
            "guicheng-lang",
            &[
                "annotate-snippets",
                "chrono",
                "chrono-tz",
                "encoding_rs",
                "guicheng-core",
                "memchr",
                "petgraph",
                "sha2",
                "strsim",
                "thiserror",
                "toml",
                "toml_edit",
                "unicode-width",
            ],
        ),
        (
            "guicheng-scenario",
            &["guicheng-core", "guicheng-history", "guicheng-lang", "serde", "serde_json", "sha2", "thiserror", "toml"],
        ),
        ("guicheng-verify", &["guicheng-core", "smallvec"]),
    ];
    for (name, allowed) in allowed {
        let manifest = fs::read_to_string(root().join("crates").join(name).join("Cargo.toml")).expect(name);
        let dependencies =
            manifest.split("[dependencies]").nth(1).unwrap_or_default().split("\n[").next().unwrap_or_default();
        for line in dependencies.lines().map(str::trim).filter(|l| !l.is_empty() && !l.starts_with('#')) {
            let dependency = line.split(['.', ' ', '=']).next().unwrap_or_default();
            assert!(allowed.contains(&dependency), "{name} may not depend on {dependency}");
        }
    }
}

#[test]
fn pure_crates_use_no_std_and_no_hash_order() {
    for name in [
        "guicheng-core",
        "guicheng-draw",
        "guicheng-evidence",
        "guicheng-history",
        "guicheng-lang",
        "guicheng-scenario",
        "guicheng-verify",
    ] {
        let library = root().join("crates").join(name).join("src/lib.rs");
        assert!(fs::read_to_string(&library).expect(name).contains("#![no_std]"), "{name} is not no_std");
    }
    for (path, text) in own_files() {
        let pure = [
            "core/src",
            "draw/src",
            "evidence/src",
            "export/src",
            "history/src",
            "lang/src",
            "scenario/src",
            "verify/src",
        ]
        .iter()
        .any(|p| short(&path).contains(p));
        assert!(!pure || !text.contains("HashMap"), "{} uses a hash map", short(&path));
    }
}

#[test]
fn files_hold_one_idea() {
    for (path, text) in own_files() {
        let lines = text.lines().count();
        let most = if path.ends_with("src/lib.rs") { 120 } else { 600 };
        assert!(lines <= most, "{} has {lines} lines, more than {most}", short(&path));
    }
}

#[test]
fn every_module_says_what_it_is() {
    let tests = |path: &Path| path.ends_with("tests.rs") || short(path).contains("/tests/");
    for (path, text) in own_files().into_iter().filter(|(path, _)| !tests(path)) {
        assert!(text.starts_with("//!"), "{} has no module documentation", short(&path));
    }
}

#[test]
fn nothing_is_left_over() {
    // Spelled so that this file does not find itself.
    let marks = ["FIX", "TO", "XX"].map(|m| match m {
        "FIX" => ["FIX", "ME"].concat(),
        "TO" => ["TO", "DO:"].concat(),
        _ => ["XX", "X:"].concat(),
    });
    for (path, text) in own_files().into_iter().filter(|(p, _)| !p.ends_with("house.rs")) {
        for mark in &marks {
            assert!(!text.contains(mark.as_str()), "{} has a {mark}", short(&path));
        }
        assert!(!text.contains("#[ignore"), "{} ignores a test", short(&path));
    }
}

/// Whoever must know every kind of event names every kind: a new one does not compile before it is thought of.
#[test]
fn no_kind_of_event_is_passed_over() {
    let closed = ["core/src/apply.rs", "core/src/effect.rs", "history/src/clause.rs"];
    let tellers = ["mod.rs", "acts.rs", "clocks.rs", "course.rs"].map(|name| format!("history/src/timeline/{name}"));
    let read = |name: &str| fs::read_to_string(root().join(format!("crates/guicheng-{name}"))).expect(name);
    for name in closed.iter().map(|name| (*name).to_owned()).chain(tellers) {
        assert!(!read(&name).contains("_ =>"), "guicheng-{name} has an arm for whatever else there is");
    }
}

/// What moves tokens is emitted in one place each, which says to the waiting joins what it may let pass.
#[test]
fn whatever_moves_tokens_wakes_the_joins() {
    let decide = root().join("crates/guicheng-core/src/decide");
    let source: String =
        rust_files(&decide).iter().map(|path| fs::read_to_string(path).expect("a source file")).collect();
    for kind in ["NodePassed(", "NodeEntered {", "NodeLeft {", "Entered {", "JoinReset {", "Withdrawn("] {
        let emitted = format!("d.emit(EventKind::{kind}");
        let before: Vec<&str> = source.split(&emitted).collect();
        assert_eq!(before.len(), 2, "{kind} is emitted in one place");
        let own = before[0].rsplit("\nfn ").next().expect("a function");
        let own = own.rsplit("\npub(crate) fn ").next().expect("a function");
        assert!(own.contains("d.waiting."), "{kind} is emitted without a word to the joins: {own}");
    }
}

#[test]
fn no_test_file_is_forgotten() {
    let main = fs::read_to_string(root().join("tests/suite/main.rs")).expect("the suite");
    for path in rust_files(&root().join("tests/suite")) {
        let name = path.file_stem().and_then(|n| n.to_str()).expect("a name").to_owned();
        let top = path.parent().is_some_and(|p| p.ends_with("suite"));
        assert!(name == "main" || !top || main.contains(&format!("mod {name};")), "{name} is not in the suite");
    }
}
