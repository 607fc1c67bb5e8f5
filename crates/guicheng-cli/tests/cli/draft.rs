//! A draft in a file, with an organisation of its own.

use super::Desk;

const LEAVE: &str = r#"
[procedure]
id = "leave"
title = "请假"
version = 3
time_zone = "Asia/Shanghai"
lang = "zh-CN"

[fields]
days = { type = "number", title = "天数", required = true, min = 1 }
from = { type = "date", title = "哪天起", required = true }
ok = { type = "yes_no", title = "同意", required = true }

[roles]
boss = { title = "主管", from = "post:boss" }
anybody = { title = "员工", from = "group:all" }

[route.main]
steps = ["ask", "answer"]

[step.ask]
title = "申请"
who = "anybody"
basis = "house"
fill = ["days", "from"]

[step.answer]
title = "批复"
who = "boss"
basis = "house"
not_same = "ask"
fill = ["ok"]
"#;

const ORG: &str = r#"
[org]
title = "x"
version = 1
time_zone = "Asia/Shanghai"
[people]
ann = { name = "安" }
bob = { name = "鲍" }
[posts]
boss = { title = "主管", holder = "bob" }
[groups]
all = ["ann", "bob"]
"#;

fn desk(name: &str) -> Desk {
    let desk = Desk::new(name);
    desk.write("files/leave.toml", LEAVE);
    desk.write("files/org.toml", ORG);
    desk
}

#[test]
fn it_runs_without_the_files_once_it_is_opened() {
    let desk = desk("draft");
    desk.ok("open files/leave.toml --as ann --now 2026-12-01T09:00");
    std::fs::remove_dir_all(desk.path("files")).unwrap();
    desk.ok("do LEAVE-20261201-1 ask --as 安 --set 天数=2 --set from=2026-12-24 --now 09:01");
    let refused = desk.run("do LEAVE-20261201-1 answer --as ann --set ok=yes --now 09:02 --format json");
    assert_eq!(refused.code, 1);
    assert!(refused.out.contains("\"not_distinct\""), "{}", refused.out);
    desk.ok("do LEAVE-20261201-1 批复 --as bob --set 同意=是 --now 09:02");
    let cases = desk.json("cases");
    assert_eq!((&cases["cases"][0]["version"], &cases["cases"][0]["state"]), (&"draft".into(), &"closed".into()));
    desk.ok("replay --all");
}

#[test]
fn a_case_stays_on_the_draft_that_opened_it() {
    let desk = desk("draft-two");
    desk.ok("open files/leave.toml --as ann --now 2026-12-01T09:00");
    desk.write("files/leave.toml", &LEAVE.replace("\"ask\", \"answer\"", "\"ask\""));
    desk.ok("open files/leave.toml --as ann --now 2026-12-01T09:01");
    for case in ["LEAVE-20261201-1", "LEAVE-20261201-2"] {
        desk.ok(&format!("do {case} ask --as ann --set days=1 --set from=2026-12-24 --now 09:02"));
    }
    let states = desk.json("cases");
    assert_eq!((&states["cases"][0]["state"], &states["cases"][1]["state"]), (&"open".into(), &"closed".into()));
    desk.ok("replay --all");
}

#[test]
fn values_are_read_by_their_fields() {
    let desk = desk("draft-values");
    desk.ok("open files/leave.toml --as ann --now 2026-12-01T09:00");
    for (set, words) in
        [("days=soon", "a number"), ("from=tomorrow", "2026-12-01"), ("nothing=1", "days"), ("days", "NAME=VALUE")]
    {
        let out = desk.run(&format!("do LEAVE-20261201-1 ask --as ann --set {set} --now 09:01 --lang en"));
        assert_eq!(out.code, 2, "{set}: {}", out.err);
        assert!(out.err.contains(words), "{set}: {}", out.err);
    }
    let small = desk.run("do LEAVE-20261201-1 ask --as ann --set days=0 --set from=2026-12-24 --now 09:01 --lang en");
    assert_eq!(small.code, 1);
    assert!(small.err.contains("does not fit"), "{}", small.err);
}
