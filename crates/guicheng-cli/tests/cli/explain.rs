//! `explain`: the examples give what their pages say, checked by the program itself; the pages as people see them.

use super::Desk;
use guicheng_lang::explain::{Base, Page, pages};
use serde_json::Value;
use std::{fs, path::Path};

/// The good files, and what each is called beside the others.
const FILES: [(&str, &str); 6] = [
    ("bad/good_routes.toml", "sample.toml"),
    ("bad/good_graph.toml", "plain/plain.toml"),
    ("explain/org.toml", "org.toml"),
    ("explain/calendars.toml", "calendars.toml"),
    ("explain/clauses.toml", "clauses.toml"),
    ("explain/sample.test.toml", "sample.test.toml"),
];

const fn base(page: &Page) -> usize {
    match page.example.base {
        Base::Routes => 0,
        Base::Graph => 1,
        Base::Org | Base::Gbk => 2,
        Base::Calendars => 3,
        Base::Clauses => 4,
        Base::Story => 5,
    }
}

fn good(at: usize) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../guicheng-lang/tests").join(FILES[at].0);
    fs::read_to_string(&path).unwrap()
}

fn gbk(text: &str) -> Vec<u8> {
    text.chars().flat_map(|c| if c.is_ascii() { vec![c as u8] } else { vec![0xB9, 0xE6] }).collect()
}

/// The codes found in the folder with their gravity, each once; notes only where they are asked for.
fn found(desk: &Desk, notes: bool) -> Vec<(String, String)> {
    let out = desk.run("check . --format json");
    let doc: Value = serde_json::from_str(&out.out).unwrap_or_else(|e| panic!("{e}: {}{}", out.out, out.err));
    let files = doc["files"].as_array().unwrap().iter();
    let all = files.flat_map(|f| f["findings"].as_array().unwrap());
    let word = |f: &Value, key: &str| f[key].as_str().unwrap().to_owned();
    let all = all.map(|f| (word(f, "code"), word(f, "severity")));
    let all = all.filter(|(_, severity)| notes || severity != "note");
    all.collect::<std::collections::BTreeSet<_>>().into_iter().collect()
}

#[test]
fn examples_give_exactly_their_code() {
    let desk = Desk::new("explain-examples");
    for (at, (_, name)) in FILES.iter().enumerate() {
        desk.write(name, &good(at));
    }
    assert_eq!(found(&desk, true), [], "the good files are clean, which is every good example");
    let mut wrong = String::new();
    for page in pages() {
        let at = base(page);
        let bad = page.example.bad(&good(at)).unwrap_or_else(|| panic!("{}: no piece of its file", page.code));
        match page.example.base {
            // The same file from an old desk: its Chinese in GBK (all of it 规).
            Base::Gbk => fs::write(desk.path(FILES[at].1), gbk(&bad)).unwrap(),
            _ => desk.write(FILES[at].1, &bad),
        }
        let got = found(&desk, page.code == "I001");
        let mut want = vec![(page.code.to_owned(), guicheng_lang::severity_word(page.severity).to_owned())];
        if page.code == "G009" {
            // A node that no path leads to is dead as well: the procedure is unsound, and that is an error.
            want.push(("G025".to_owned(), "error".to_owned()));
        }
        if got != want {
            wrong.push_str(&format!("{}: {got:?}\n", page.code));
        }
        desk.write(FILES[at].1, &good(at));
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn a_page_and_the_list_in_both_languages() {
    let desk = Desk::new("explain-pages");
    insta::assert_snapshot!("explain_zh", desk.ok("explain g025 --lang zh"));
    insta::assert_snapshot!("explain_en", desk.ok("explain F011 --lang en"));
    let list = desk.ok("explain --lang zh");
    assert!(pages().all(|page| list.contains(page.code) && list.contains(page.what.zh)), "{list}");
    let doc = desk.json("explain L006");
    assert_eq!((&doc["schema"], &doc["pages"][0]["code"]), (&"guicheng/explain/1".into(), &"L006".into()));
    assert!(doc["pages"][0]["good"].as_str().unwrap().contains("after"));
    assert_eq!(desk.json("explain")["pages"].as_array().unwrap().len(), pages().count());
    let unknown = desk.run("explain T0003 --lang en");
    assert_eq!(unknown.code, 2);
    assert!(unknown.err.contains("did you mean T003?"), "{}", unknown.err);
}
