//! What `check` proves, on planted files: one for each thing that can be wrong on the way.

use super::Desk;
use serde_json::Value;

/// A choice into a join that waits for both.
const STUCK: &str = r#"
[procedure]
id = "stuck"
title = "走不到头"
version = 1

[graph]
start = "receive"
flows = [["receive", "which"], ["which", "visit"], ["which", "phone"], ["visit", "meet"], ["phone", "meet"], ["meet", "close"]]

[gate.which]
join = "one"
split = "one"

[gate.meet]
join = "all"
split = "all"

[step.visit]
title = "上门"
"#;

fn checked(desk: &Desk, text: &str) -> (i32, Value) {
    desk.write("net.toml", text);
    let out = desk.run("check net.toml --format json");
    (out.code, serde_json::from_str(&out.out).unwrap())
}

fn codes(check: &Value) -> Vec<(&str, &str)> {
    let findings = check.pointer("/files/0/findings").and_then(Value::as_array).unwrap();
    let grave = findings.iter().filter(|f| f["code"].as_str().unwrap().starts_with('G'));
    grave.map(|f| (f["code"].as_str().unwrap(), f["severity"].as_str().unwrap())).collect()
}

#[test]
fn a_case_that_sticks_is_an_error_with_its_story() {
    let desk = Desk::new("soundness-stuck");
    let (code, check) = checked(&desk, STUCK);
    assert_eq!(code, 1, "{check}");
    assert_eq!(codes(&check), [("G025", "error")]);
    let found = check["files"][0]["findings"].as_array().unwrap().iter().find(|f| f["code"] == "G025").unwrap();
    let (zh, en) = (found["message"]["zh"].as_str().unwrap(), found["message"]["en"].as_str().unwrap());
    assert!(zh.contains("「which」走向「上门 (visit)」"), "{zh}");
    assert!(en.contains("the case is stuck"), "{en}");
    assert_eq!(found["line"], 15, "it stands at the join: {found}");
    let soundness = &check["files"][0]["procedures"][0]["soundness"];
    assert_eq!(soundness["verdict"], "unsound");
    assert_eq!(soundness["property"], "option_to_complete");
    assert_eq!(soundness["trace"]["schema"], "guicheng.trace.v1");
    let steps: Vec<&str> =
        soundness["trace"]["steps"].as_array().unwrap().iter().map(|s| s["do"].as_str().unwrap()).collect();
    assert_eq!(steps, ["receive", "which", "visit"]);
    assert_eq!(soundness["trace"]["steps"][1]["take"][0], "visit");
}

#[test]
fn what_is_doubled_or_dead_is_an_error_too() {
    let desk = Desk::new("soundness-doubled");
    let doubled = STUCK.replace("split = \"one\"", "split = \"all\"").replace("join = \"all\"", "join = \"one\"");
    let (code, check) = checked(&desk, &doubled);
    assert_eq!((code, codes(&check)), (1, vec![("G025", "error")]));
    assert_eq!(check["files"][0]["procedures"][0]["soundness"]["property"], "proper_completion");
    let dead = STUCK.replace("[\"meet\", \"close\"]", "[\"meet\", \"close\"], [\"lost\", \"close\"]");
    let dead = dead.replace("join = \"all\"", "join = \"one\"");
    let (code, check) = checked(&desk, &dead);
    assert_eq!(code, 1);
    assert_eq!(check["files"][0]["procedures"][0]["soundness"]["property"], "no_dead_step");
}

#[test]
fn a_sound_one_is_said_to_be_sound_and_too_many_ways_are_not_guessed() {
    let desk = Desk::new("soundness-sound");
    let (code, check) = checked(&desk, &STUCK.replace("join = \"all\"", "join = \"one\""));
    assert_eq!((code, codes(&check)), (0, Vec::new()));
    let soundness = &check["files"][0]["procedures"][0]["soundness"];
    assert_eq!((&soundness["verdict"], &soundness["property"]), (&"sound".into(), &Value::Null));
    let ways: Vec<String> = (0..14).map(|n| format!("[\"which\", \"way{n}\"], [\"way{n}\", \"meet\"]")).collect();
    let wide = STUCK.replace("[\"which\", \"visit\"]", &format!("{}, [\"which\", \"visit\"]", ways.join(", ")));
    let wide = wide.replace("split = \"one\"", "split = \"some\"").replace("join = \"all\"", "join = \"some\"");
    let (code, check) = checked(&desk, &wide);
    assert_eq!((code, codes(&check)), (0, vec![("G026", "warning")]));
    assert_eq!(check["files"][0]["procedures"][0]["soundness"]["verdict"], "unknown");
}
