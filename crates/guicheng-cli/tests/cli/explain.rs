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
    checked(desk, "check . --format json", notes)
}

fn checked(desk: &Desk, line: &str, notes: bool) -> Vec<(String, String)> {
    let out = desk.run(line);
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
    for page in pages().filter(|page| !page.code.starts_with('V')) {
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

/// The bad example of every page as it is drawn, in both languages: read line by line, and the marks stand under the words
/// that they mean however wide these are.
#[test]
fn every_code_is_drawn_in_both_languages() {
    let desk = Desk::new("explain-drawn");
    for (at, (_, name)) in FILES.iter().enumerate() {
        desk.write(name, &good(at));
    }
    let (mut drawn, mut wrong, mut marked) = ([String::new(), String::new()], String::new(), 0);
    // Beside a store, a hundred thousand characters, or another file: told apart from these by tests of their own.
    for page in pages().filter(|page| !page.code.starts_with('V')) {
        let (at, name) = (base(page), FILES[base(page)].1);
        let bad = page.example.bad(&good(at)).unwrap();
        match page.example.base {
            Base::Gbk => fs::write(desk.path(name), gbk(&bad)).unwrap(),
            _ => desk.write(name, &bad),
        }
        let doc: Value = serde_json::from_str(&desk.run(&format!("check {name} --format json")).out).unwrap();
        let all = doc["files"][0]["findings"].as_array().unwrap();
        let found = all.iter().find(|f| f["code"] == page.code).cloned();
        for (lang, out) in ["zh", "en"].into_iter().zip(&mut drawn) {
            // What only a whole folder shows is not found in one file.
            let lines = [format!("check {name} --lang {lang}"), format!("check . --lang {lang}")];
            let text = lines.iter().find_map(|line| shown(&desk.run(line).out, page.code)).unwrap_or_default();
            out.push_str(&format!("{text}\n\n"));
            let Some(found) = &found else { continue };
            match mark(&bad, found, &text) {
                Some(true) => marked += 1,
                Some(false) => wrong.push_str(&format!("{} {lang}:\n{text}\n", page.code)),
                None => {}
            }
        }
        desk.write(name, &good(at));
    }
    assert!(wrong.is_empty(), "{wrong}");
    assert!(marked > 160, "{marked}");
    for page in pages().filter(|page| !page.code.starts_with('V')) {
        assert!(drawn.iter().all(|text| text.contains(&format!("[{}]", page.code))), "{}", page.code);
    }
    insta::assert_snapshot!("drawn_zh", drawn[0]);
    insta::assert_snapshot!("drawn_en", drawn[1]);
}

/// The finding of a code as it is drawn among others.
fn shown(drawn: &str, code: &str) -> Option<String> {
    let found = drawn.split("\n\n").find(|part| part.contains(&format!("[{code}]")))?;
    Some(found.trim().lines().map(str::trim_end).collect::<Vec<_>>().join("\n"))
}

/// Whether the first mark stands under the words of the finding, by display width; none: it is drawn otherwise, over
/// several lines or in a line too long to be shown.
fn mark(text: &str, found: &Value, drawn: &str) -> Option<bool> {
    use unicode_width::UnicodeWidthStr;
    let at = |key: &str| found[key].as_u64().and_then(|n| usize::try_from(n).ok());
    let (line, from, to) = (at("line")?, at("column")?, at("end_column")?);
    let written = text.lines().nth(line - 1)?;
    if found["end_line"] != found["line"] || from == to || written.width() > 110 {
        return None;
    }
    let before: String = written.chars().take(from - 1).collect();
    let words: String = written.chars().skip(from - 1).take(to - from).collect();
    let lines: Vec<&str> = drawn.lines().collect();
    let number = format!("{line} |");
    let row = lines.iter().position(|row| row.trim_start().starts_with(&number))?;
    let marks = lines.get(row + 1).filter(|row| row.contains('^'))?;
    let bar = marks.find('|')?;
    Some(marks[bar..].find('^')? - 2 == before.width() && marks.matches('^').count() == words.width())
}

/// What is wrong with a version shows beside the store in which it, or the one before it, was published.
#[test]
fn examples_of_versions_give_exactly_their_code() {
    let desk = Desk::new("explain-versions");
    let changed = |text: &str| text.replacen("lang = ", "change = \"首版\"\nlang = ", 1);
    for (at, (_, name)) in FILES.iter().enumerate() {
        desk.write(name, &if at == 0 { changed(&good(at)) } else { good(at) });
    }
    desk.ok("publish sample.toml --as wang --approved-by li --store old.db --now 2026-12-01T08:30");
    desk.ok("open sample --as wang --store old.db --now 2026-12-01T09:00");
    let check = "check sample.toml --store old.db --format json --now 2026-12-01T10:00";
    assert_eq!(checked(&desk, check, false), [], "the published version itself");
    let mut drawn = String::new();
    for page in pages().filter(|page| page.code.starts_with('V')) {
        desk.write("sample.toml", &changed(&page.example.bad(&good(0)).unwrap()));
        let want = (page.code.to_owned(), guicheng_lang::severity_word(page.severity).to_owned());
        assert_eq!(checked(&desk, check, false), [want], "{}", desk.run(&check.replace("json", "human")).out);
        assert_eq!(checked(&desk, "check sample.toml --format json", false), [], "nothing is known without a store");
        for lang in ["zh", "en"] {
            let text = desk.run(&format!("{} --lang {lang}", check.replace("json", "human"))).out;
            drawn.push_str(&format!("{}\n\n", shown(&text, page.code).unwrap_or_default()));
        }
    }
    insta::assert_snapshot!("drawn_versions", drawn);
}

/// What is changed in a published file, and what is found of it beside the store: the code, and a piece of its line.
type Planted = (&'static str, &'static [(&'static str, &'static str)], Option<(&'static str, &'static str)>);

const PLANTED: [Planted; 7] = [
    ("a limit", &[(r#"{ after = "5m", remind"#, r#"{ after = "6m", remind"#)], Some(("V002", "version = 1"))),
    ("who does it", &[("[step.close]\nwho = \"desk\"", "[step.close]\nwho = \"boss\"")], Some(("V002", "version = 1"))),
    (
        "a row of a table",
        &[(r#"rows.big = { finish = "5d""#, r#"rows.big = { finish = "4d""#)],
        Some(("V002", "version = 1")),
    ),
    ("a comment", &[("[fields]", "# 说明\n[fields]")], None),
    (
        "the next version",
        &[("version = 1", "version = 2"), ("[fields]", "[from.1]\ncases = \"move\"\n\n[fields]")],
        None,
    ),
    (
        "no place for a case",
        &[
            ("version = 1", "version = 2"),
            ("[fields]", "[from.1]\ncases = \"move\"\nat = { take = \"ask_boss\" }\n\n[fields]"),
        ],
        Some(("V001", "[from.1]")),
    ),
    (
        "cases that stay",
        &[("version = 1", "version = 2"), ("[fields]", "[from.1]\ncases = \"finish\"\n\n[fields]")],
        None,
    ),
];

#[test]
fn mistakes_in_versions_are_told_where_they_are() {
    let desk = Desk::new("explain-planted");
    let published = good(0).replacen("lang = ", "change = \"首版\"\nlang = ", 1);
    for (at, (_, name)) in FILES.iter().enumerate() {
        desk.write(name, &if at == 0 { published.clone() } else { good(at) });
    }
    desk.ok("publish sample.toml --as wang --approved-by li --store old.db --now 2026-12-01T08:30");
    desk.ok("open sample --as wang --store old.db --now 2026-12-01T09:00");
    for (name, swaps, expected) in PLANTED {
        let text = swaps.iter().fold(published.clone(), |text, (from, to)| {
            assert!(text.contains(from), "{name}: {from}");
            text.replacen(from, to, 1)
        });
        desk.write("sample.toml", &text);
        let doc: Value = serde_json::from_str(
            &desk.run("check sample.toml --store old.db --format json --now 2026-12-01T10:00").out,
        )
        .unwrap();
        let all = doc["files"][0]["findings"].as_array().unwrap().iter().filter(|f| f["severity"] != "note");
        let line = |f: &Value| text.lines().nth(usize::try_from(f["line"].as_u64().unwrap()).unwrap() - 1).unwrap();
        let found: Vec<(&str, &str)> = all.map(|f| (f["code"].as_str().unwrap(), line(f))).collect();
        let right = match (found.as_slice(), expected) {
            ([], None) => true,
            ([(code, line)], Some((wanted, piece))) => *code == wanted && line.contains(piece),
            _ => false,
        };
        assert!(right, "{name}: {found:?}");
    }
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
