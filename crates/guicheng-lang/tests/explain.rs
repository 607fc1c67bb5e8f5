//! The pages of `explain`: none is missing, none is about nothing, and `docs/findings.md` is made of them. What their
//! examples give is tested with the program itself (`guicheng-cli`).

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use guicheng_lang::explain::{Base, document, pages};
use std::{collections::BTreeSet, fs, path::Path};

fn own(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
}

/// Texts in quotes that look like codes: `T001`, `LAW944`.
fn codes_in(text: &str) -> BTreeSet<String> {
    let quoted = text.split('"').skip(1).step_by(2);
    let code = |word: &&str| {
        let digits = word.trim_start_matches(|c: char| c.is_ascii_uppercase());
        let plain = word.len() > digits.len() && digits.len() == 3 && digits.bytes().all(|b| b.is_ascii_digit());
        plain || (word.starts_with("LAW") && digits.is_empty() && word.len() > 3)
    };
    quoted.filter(code).map(String::from).collect()
}

#[test]
fn every_code_has_its_page_and_every_page_its_code() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/finding");
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files
        .extend(["src/side/finding.rs", "src/guard/finding.rs"].map(|p| Path::new(env!("CARGO_MANIFEST_DIR")).join(p)));
    let codes: BTreeSet<String> = files.iter().flat_map(|path| codes_in(&fs::read_to_string(path).unwrap())).collect();
    let paged: BTreeSet<String> = pages().map(|page| page.code.into()).collect();
    assert!(codes.len() > 100, "{codes:?}");
    let missing: Vec<_> = codes.difference(&paged).collect();
    let idle: Vec<_> = paged.difference(&codes).collect();
    assert!(missing.is_empty() && idle.is_empty(), "without a page: {missing:?}; pages of nothing: {idle:?}");
    assert_eq!(pages().count(), paged.len(), "a code has two pages");
}

#[test]
fn examples_are_pieces_of_the_good_files() {
    let mut wrong = Vec::new();
    for page in pages() {
        let good = own(match page.example.base {
            Base::Routes => "tests/bad/good_routes.toml",
            Base::Graph => "tests/bad/good_graph.toml",
            Base::Org | Base::Gbk => "tests/explain/org.toml",
            Base::Calendars => "tests/explain/calendars.toml",
            Base::Clauses => "tests/explain/clauses.toml",
            Base::Story => "tests/explain/sample.test.toml",
        });
        if page.example.bad(&good).is_none() {
            wrong.push(page.code);
        }
    }
    assert!(wrong.is_empty(), "a good piece does not stand once in its file: {wrong:?}");
}

#[test]
fn the_page_of_findings_is_made_of_them() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/findings.md");
    if std::env::var_os("GUICHENG_BLESS").is_some() {
        fs::write(&path, document()).unwrap();
    }
    let there = fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(
        there,
        document(),
        "docs/findings.md is old: GUICHENG_BLESS=1 cargo test -p guicheng-lang --test explain"
    );
}
