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

/// One desk, one owner; the owner is on leave for two days, and so is whoever is on the desk on the first of them.
const ORG: &str = r#"
[org]
title = "样例"
version = 1
time_zone = "Asia/Shanghai"
until = 2026-12-03

[people]
wang = { name = "王芳" }
zhao = { name = "赵刚" }

[posts]
boss = { title = "主管", holder = "zhao" }

[[absences]]
person = "zhao"
from = 2026-12-01T08:00:00
to = 2026-12-03T08:00:00

[[absences]]
person = "wang"
from = 2026-12-02T09:00:00
to = 2026-12-02T09:30:00

[roster.desk]
shifts = { whole = "08:00-08:00" }

[roster.desk.days]
2026-12-01 = { whole = ["wang"] }
2026-12-02 = { whole = ["wang"] }
2026-12-03 = { whole = ["zhao"] }
"#;

const CALL: &str = r#"
[procedure]
id = "call"
title = "来电"
version = 1
time_zone = "Asia/Shanghai"
owner = "boss"

[roles]
desk = { title = "前台", from = "roster:desk" }
boss = { title = "主管", from = "post:boss" }

[route.main]
steps = ["take"]

[step.take]
title = "接听"
who = "desk"
"#;

#[test]
fn an_emergency_that_can_wait_with_nobody_told_is_shown_day_by_day() {
    let desk = Desk::new("soundness-told");
    desk.write("org.toml", ORG);
    desk.write("call.toml", CALL);
    let ask = |time: &str| {
        let out = desk.run(&format!("check call.toml --told {time} --format json"));
        let doc: Value = serde_json::from_str(&out.out).unwrap_or_else(|e| panic!("{e}: {}{}", out.out, out.err));
        (out.code, doc["files"][0]["procedures"][0]["told"].clone())
    };
    let (code, told) = ask("10m");
    assert_eq!((code, &told["verdict"]), (1, &"can_wait".into()), "{told}");
    let gaps = told["gaps"].as_array().unwrap();
    assert_eq!(gaps.len(), 1, "{told}");
    assert_eq!(gaps[0]["step"], "take");
    // From nine on nobody is there; whoever calls in the last ten minutes of the half hour is heard in time.
    assert_eq!(gaps[0]["from"], "2026-12-02T09:00:00+08:00");
    assert!(gaps[0]["to"].as_str().unwrap().starts_with("2026-12-02T09:20:00"), "{told}");
    let (code, told) = ask("30m");
    assert_eq!((code, &told["verdict"]), (0, &"never".into()), "{told}");
    let text = desk.run("check call.toml --told 10m --lang zh").out;
    assert!(text.contains("2026-12-02 09:00:00 起到 2026-12-02 09:20:00"), "{text}");
}

#[test]
fn what_is_not_sound_is_neither_opened_nor_published() {
    let desk = Desk::new("soundness-refused");
    desk.write("org.toml", ORG);
    desk.write("net.toml", &STUCK.replace("version = 1\n", "version = 1\nchange = \"首版\"\n"));
    for command in ["open net.toml --as wang", "publish net.toml --as wang --approved-by zhao"] {
        let out = desk.run(command);
        assert_eq!(out.code, 1, "{command}: {}{}", out.out, out.err);
        assert!(out.err.contains("G025"), "{command}: {}{}", out.out, out.err);
    }
}
