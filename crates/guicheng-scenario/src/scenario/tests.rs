//! Reading stories, and what makes one fail.

use super::{Report, parse, run};
use crate::draw::tests::two_steps;
use alloc::{format, string::String};
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
    assert!(findings.len() >= 4, "{findings:?}");
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
