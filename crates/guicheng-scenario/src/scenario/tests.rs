//! Reading stories, and what makes one fail.

use super::{KEYS, Place, Report, page, parse, run};
use alloc::{collections::BTreeSet, format, string::String};
use guicheng_core::Procedure;
use guicheng_lang::{FileId, Source};

const HEAD: &str = r#"
[tests]
procedure = "two"
start = 2026-12-01T09:00:00+08:00
[tests.people]
ann = ["desk"]
bob = ["post:boss"]
[opening.begun]
story = [{ at = "1m", who = "ann", does = "a" }]
[[test]]
name = "t"
story = [
"#;

/// Two steps in order; the first is late after five minutes.
const TWO: &str = r#"
[procedure]
id = "two"
title = "two"
version = 1
[roles]
desk = { title = "desk", from = "roster:desk" }
boss = { title = "boss", from = "post:boss" }
[route.main]
steps = ["a", "b"]
[step.a]
who = "desk"
late = [{ after = "3m", remind = "desk", basis = "house" }, { after = "5m", escalate = "boss", basis = "house" }]
[step.b]
who = "boss"
"#;

fn two_steps() -> Procedure {
    let loaded =
        guicheng_lang::load(&Source::from_text(FileId(0), "two.toml", TWO), &guicheng_lang::Library::default());
    loaded.procedure.unwrap_or_else(|| panic!("{:?}", loaded.findings))
}

fn play(lines: &str) -> Report {
    let source = Source::from_text(FileId(0), "two.test.toml", &format!("{HEAD}{lines}\n]\n"));
    let (story, findings) = parse(&source);
    let story = story.unwrap_or_else(|| panic!("{findings:?}"));
    run(&story, &two_steps())
}

fn why(lines: &str) -> String {
    play(lines).tests[0].why.clone().map_or_else(String::new, |f| format!("{}: {}", f.line, f.words.en))
}

#[test]
fn a_story_that_holds_passes() {
    let report = play(
        r#"{ use = "begun" },
        { at = "1m", expect = { open = ["b"], escalated = [], clocks = { a = "stopped" } } },
        { at = "2m", who = "bob", does = "b" },
        { at = "2m", expect = { closed = true } },"#,
    );
    assert_eq!((report.passed(), report.failed()), (1, 0), "{:?}", report.tests);
    assert_eq!(report.coverage[0].steps.counts(), (2, 2));
    assert_eq!(report.coverage[0].clocks.counts().0, 0);
}

#[test]
fn time_passes_to_what_is_due_in_between() {
    assert_eq!(
        why(r#"{ at = "3m", expect = { reminded = ["ann"] } }, { at = "5m", expect = { escalated = [] } },
        { at = "5m1s", expect = { escalated = ["bob"], open = ["a"] } }"#),
        ""
    );
}

#[test]
fn the_clock_of_the_host_may_jump() {
    assert_eq!(why(r#"{ at = "1h", jump = true, expect = { reminded = ["ann"], escalated = ["bob"] } }"#), "");
    assert_eq!(
        why(r#"{ at = "4m", expect = { reminded = ["ann"] } },
        { at = "1m", jump = true, who = "ann", does = "a" },
        { at = "4m", expect = { open = ["b"], reminded = [] } }"#),
        ""
    );
    assert!(why(r#"{ at = "4m" }, { at = "1m", who = "ann", does = "a" }"#).contains("before the one above"));
}

#[test]
fn what_differs_is_told_with_its_line() {
    let why = why(r#"{ at = "1m", expect = { open = ["b"] } }"#);
    assert!(why.starts_with("13: `open` should be [b], but is [a]"), "{why}");
}

#[test]
fn a_refusal_must_come_and_by_the_path_named() {
    assert_eq!(why(r#"{ at = "1m", who = "bob", does = "a", refused = "step.a.who" }"#), "");
    assert!(why(r#"{ at = "1m", who = "bob", does = "a", refused = "step.a.why" }"#).contains("step.a.who"));
    assert!(why(r#"{ at = "1m", who = "ann", does = "a", refused = "step.a.who" }"#).contains("yet it was done"));
    assert!(why(r#"{ at = "1m", who = "bob", does = "a" }"#).contains("was refused by `step.a.who"));
}

#[test]
fn unknown_names_are_told() {
    assert!(why(r#"{ at = "1m", who = "eve", does = "a" }"#).contains("eve"));
    assert!(why(r#"{ at = "1m", who = "ann", does = "x" }"#).contains("no card `x`"));
    assert!(why(r#"{ use = "nothing" }"#).contains("no opening"));
    assert!(why(r#"{ at = "1m", expect = { fields = { x = 1 } } }"#).contains("no field `x`"));
}

#[test]
fn openings_that_use_each_other_end() {
    let text = format!("{HEAD}{{ use = \"x\" }}]\n[opening.x]\nstory = [{{ use = \"x\" }}]\n");
    let (story, _) = parse(&Source::from_text(FileId(0), "a", &text));
    let report = run(&story.unwrap(), &two_steps());
    assert_eq!(report.failed(), 1);
}

#[test]
fn findings_come_all_at_once() {
    let text = "[tests]\nprocedure = 1\n[[test]]\nnme = \"x\"\nstory = [{ at = \"soon\", does = \"a\" }]\n";
    let (story, findings) = parse(&Source::from_text(FileId(0), "a", text));
    assert!(story.is_none());
    // That the name is missing is not told beside the misspelt key.
    let codes: alloc::vec::Vec<_> = findings.iter().map(guicheng_lang::Diagnostic::code).collect();
    assert_eq!(codes, ["T002", "T002", "T002"], "{findings:?}");
}

fn codes(head: &str, lines: &str) -> alloc::vec::Vec<&'static str> {
    let text = format!("[tests]\nprocedure = \"two\"\n{head}\n[[test]]\nname = \"t\"\nstory = [\n{lines}\n]\n");
    let (story, findings) = parse(&Source::from_text(FileId(0), "a", &text));
    assert_eq!(story.is_none(), !findings.is_empty(), "each of these is grave");
    findings.iter().map(guicheng_lang::Diagnostic::code).collect()
}

#[test]
fn planted_mistakes_have_their_findings() {
    for (head, lines, code) in [
        ("", r#"{ at = "1m", who = "a", does = "a", claims = "b" }"#, "N001"),
        ("", r#"{ at = "1m", does = "a", fills = { x = 1 } }"#, "N001"),
        ("", r#"{ at = "1m", opens = "first" }"#, "N002"),
        ("", r#"{ at = "1m", opens = "x" }, { at = "2m", opens = "x" }"#, "N002"),
        ("organisation = true\npeople = { a = [\"b\"] }", r#"{ at = "1m" }"#, "N003"),
        ("version = { eight = { effective = 2027-01-01 } }", r#"{ at = "1m" }"#, "N005"),
        ("version = { 8 = { x = 1 } }", r#"{ at = "1m" }"#, "T002"),
        ("version = { 8 = { effective = 2027-01-01, file = \"x\", y = 1 } }", r#"{ at = "1m" }"#, "T002"),
        ("duties = { d = \"a\" }", r#"{ at = "1m" }"#, "N004"),
        ("", r#"{ at = "1m", key = "k" }"#, "N004"),
        ("", r#"{ at = "1m", again = true }"#, "N004"),
        ("", r#"{ at = "1m", does = "a", procedure = "b" }"#, "N004"),
        ("organisation = 1", r#"{ at = "1m" }"#, "T002"),
        ("organisation = true\nduties = { d = 1 }", r#"{ at = "1m" }"#, "T002"),
        ("", r#"{ at = "1m", case = 1 }"#, "T002"),
        ("", r#"{ at = "1m", does = "a", again = false }"#, "T002"),
        ("", r#"{ at = "1m", merges = 1 }"#, "T002"),
        ("", r#"{ at = "1m", does = "a", seen = true }"#, "T002"),
        ("", r#"{ at = "1m", expect = { states = "open" } }"#, "T002"),
    ] {
        assert_eq!(codes(head, lines), [code], "{head} {lines}");
    }
    assert!(codes("organisation = true\nduties = { d = \"a\" }", r#"{ at = "1m", opens = "x" }"#).is_empty());
}

/// A file in which this text stands at this place.
fn around(place: Place, text: &str) -> String {
    let file = |head: &str, test: &str, line: &str| {
        let line = if line.is_empty() { String::new() } else { format!(", {line}") };
        format!(
            "[tests]\nprocedure = \"two\"\n{head}\n[[test]]\nname = \"t\"\n{test}\nstory = [{{ at = \"1m\"{line} }}]\n"
        )
    };
    match place {
        Place::File => format!("{text}\n"),
        Place::Head if text.starts_with("procedure") => format!("[tests]\n{text}\n"),
        Place::Head if text.starts_with("duties") => file(&format!("organisation = true\n{text}"), "", ""),
        Place::Head => file(text, "", ""),
        Place::Version if text.starts_with("file") => {
            file(&format!("[tests.version.8]\neffective = 2027-01-01\n{text}"), "", "")
        }
        Place::Version => file(&format!("[tests.version.8]\n{text}"), "", ""),
        Place::Opening => file(&format!("[opening.x]\n{text}"), "", ""),
        Place::Test if text.starts_with("name") || text.starts_with("story") => {
            let more = if text.starts_with("name") { "story = []" } else { "name = \"t\"" };
            format!("[tests]\nprocedure = \"two\"\n[[test]]\n{text}\n{more}\n")
        }
        Place::Test => file("", text, ""),
        Place::Line if text.starts_with("at ") => file("", "", "").replace("at = \"1m\"", text),
        Place::Line if text.starts_with("key") || text.starts_with("again") => {
            file("", "", &format!("does = \"a\", {text}"))
        }
        Place::Line if text.starts_with("procedure") => file("", "", &format!("opens = \"x\", {text}")),
        Place::Line => file("", "", text),
        Place::Child => file("", "", &format!("child = {{ {text} }}")),
        Place::Expect => file("", "", &format!("expect = {{ {text} }}")),
    }
}

fn read_whole(text: &str) -> Source {
    Source::from_text(FileId(0), "a", text)
}

#[test]
fn every_key_is_listed_and_every_example_is_read() {
    let whole = around(Place::Expect, "open = []").replace("at = \"1m\"", "at = \"1m\", child = {}");
    let whole =
        whole.replacen("[[test]]", "[tests.version.8]\neffective = 2027-01-01\n[opening.x]\nstory = []\n[[test]]", 1);
    let listed: BTreeSet<_> = KEYS.iter().map(|k| (k.place, k.key)).collect();
    assert_eq!(parse::asked(&read_whole(&whole)), listed, "the list and the parser differ");
    for key in KEYS.iter().filter(|k| k.place != Place::File) {
        let (_, findings) = parse(&read_whole(&around(key.place, key.example)));
        let told: alloc::vec::Vec<String> = findings.iter().map(|f| f.words().message.en).collect();
        assert!(told.is_empty(), "{}: {told:?}", key.example);
        assert!(key.example.starts_with(key.key), "{} is no example of {}", key.example, key.key);
    }
}

#[test]
fn the_page_is_made_of_the_list() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/stories.md");
    if std::env::var_os("GUICHENG_BLESS").is_some() {
        std::fs::write(path, page()).unwrap();
    }
    assert_eq!(std::fs::read_to_string(path).unwrap(), page(), "set GUICHENG_BLESS=1 to write it anew");
}

/// Of two clocks of the case one sends the work elsewhere at its due.
#[test]
fn a_clock_that_sends_the_work_elsewhere_may_be_left_out_of_late() {
    let text = r#"
[procedure]
id = "two"
title = "Two"
version = 1
time_zone = "Asia/Shanghai"
[roles]
desk = { title = "Desk", from = "post:desk" }
[route.main]
steps = ["a", "b"]
entry = ["b"]
[step.a]
title = "A"
who = "desk"
basis = "house"
[[step.a.late]]
after = "1m"
remind = ["desk"]
[step.b]
title = "B"
who = "desk"
basis = "house"
[clock.limit]
title = "Limit"
from = ["case.opened"]
limit = "5m"
basis = "house"
late = [{ escalate = ["desk"] }]
[clock.switch]
title = "Switch"
from = ["case.opened"]
limit = "6m"
basis = "house"
late = [{ go = "b" }]
"#;
    let loaded = guicheng_lang::load(&read_whole(text), &guicheng_lang::Library::default());
    let procedure = loaded.procedure.unwrap_or_else(|| panic!("{:?}", loaded.findings));
    let why = |late: &str| {
        let lines = format!("{{ at = \"10m\", expect = {{ late = {late}, open = [\"b\"] }} }}");
        let text = around(Place::Line, "").replace("{ at = \"1m\" }", &lines);
        run(&parse(&read_whole(&text)).0.unwrap(), &procedure).tests[0].why.clone().map(|w| w.words.en)
    };
    assert_eq!(why(r#"["limit"]"#), None, "the switch may be left out");
    assert_eq!(why(r#"["limit", "switch"]"#), None, "it may be listed");
    assert!(why(r#"["switch"]"#).is_some(), "a limit of the case must be listed");
    assert!(why(r#"["limit", "other"]"#).is_some());
}
