use super::*;
use crate::{FileId, Source, digest, doc};
use alloc::vec::Vec;

fn canonical(text: &str) -> String {
    let once = format_text(text).unwrap();
    assert_eq!(format_text(&once).unwrap(), once, "formatting twice changes nothing:\n{text}");
    let data = |text: &str| {
        let mut findings = Vec::new();
        digest::json(&doc::parse(&Source::from_text(FileId(0), "a.toml", text), &mut findings).unwrap()).canonical()
    };
    assert_eq!(data(text), data(&once), "the data stay the same");
    once
}

#[test]
fn blanks_and_lines() {
    assert_eq!(canonical(""), "");
    assert_eq!(canonical("\n\n# only words"), "# only words\n");
    assert_eq!(canonical("a=1\r\n\r\n\r\n\r\nb   =  2  # two \r\n"), "a = 1\n\nb = 2 # two\n");
    assert_eq!(
        canonical("\n[ a ]#x\n\n\nk.l . m=1\n# above\n\n\n# below\nn=2\n[b]\n[[c]]\n[[c]]\n  # end\n\n"),
        "[a] #x\nk.l.m = 1\n# above\n\n# below\nn = 2\n\n[b]\n\n[[c]]\n\n[[c]]\n# end\n"
    );
    // The order in memory is not that of the file.
    assert_eq!(canonical("[b.c]\nx=1\n\n[a]\n[b]\ny=1\n"), "[b.c]\nx = 1\n\n[a]\n\n[b]\ny = 1\n");
    assert_eq!(canonical("# a heading\n\n# of this\n[a]\n"), "# a heading\n\n# of this\n[a]\n");
}

#[test]
fn lists() {
    assert_eq!(canonical("a=[1,2 , 3,]\nb=[ ]\nc=[\n]\n"), "a = [1, 2, 3]\nb = []\nc = []\n");
    // A list inside a list is broken only where it is too wide.
    assert_eq!(canonical("a=[\n1,[ 2,\n3],]\n"), "a = [\n  1,\n  [2, 3],\n]\n");
    assert_eq!(
        canonical("a = [ # first\n  1, # one\n  # above two\n\n  2 # two\n  # the end\n]\n"),
        "a = [\n  # first\n  1, # one\n  # above two\n\n  2, # two\n  # the end\n]\n"
    );
    let long = format!("steps = [{}]\n", "\"a_step_with_a_name\", ".repeat(6).trim_end_matches(", "));
    assert!(long.len() > WIDTH);
    assert_eq!(canonical(&long), format!("steps = [\n{}]\n", "  \"a_step_with_a_name\",\n".repeat(6)));
}

#[test]
fn tables_on_one_line() {
    assert_eq!(canonical("a={b=1,c.d = [1,\n2],  e={ }}\n"), "a = { b = 1, c.d = [1, 2], e = {} }\n");
    assert_eq!(canonical("late=[{after=\"5m\",remind='desk'}]\n"), "late = [{ after = \"5m\", remind = \"desk\" }]\n");
}

#[test]
fn words_stay_as_they_are() {
    let text = "when = \"级别 == '大'，且 urgent\"\n\"级别\" = 'a \"b\" \\c'\nlong = \"\"\"\n 一，\n  二 \"\"\"\n";
    assert_eq!(canonical(text), text);
    assert_eq!(format_text("a ＝ 1\n"), None);
}
