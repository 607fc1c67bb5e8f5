//! The documents that programs read: schema ids and keys that stay.

use super::Desk;
use serde_json::Value;
use std::{fs, path::Path};

fn has(document: &Value, keys: &[&str]) {
    for key in keys {
        assert!(document.get(key).is_some(), "no `{key}` in {document}");
    }
}

#[test]
fn cases_and_their_work() {
    let desk = Desk::new("shapes");
    desk.ok("demo");
    let case = "EMERGENCY_PATIENT-20261202-1";
    let cases = desk.json("cases");
    assert_eq!(cases["schema"], "guicheng/cases/1");
    has(&cases["cases"][0], &["case", "procedure", "version", "state", "opened_at", "next_due"]);
    assert_eq!(cases["cases"][0]["opened_at"], "2026-12-02T02:13:00+08:00");

    let done = desk.json("open emergency_patient --as chen_jing --now 2026-12-02T09:00");
    assert_eq!((&done["schema"], &done["open"][0]), (&"guicheng/do/1".into(), &"ep_intake".into()));
    has(&done, &["case", "state", "repeated", "first", "last", "records"]);
    let todo = desk.json("todo --as chen_jing --now 2026-12-02T09:00");
    assert_eq!(todo["schema"], "guicheng/todo/1");
    has(&todo["work"][0], &["case", "work", "step", "title", "for", "state", "held", "mine", "due", "left_ms"]);
    let show = desk.json("show EMERGENCY_PATIENT-20261202-2");
    assert_eq!(show["schema"], "guicheng/show/1");
    has(&show, &["work", "clocks", "fields", "acts", "notices", "holds", "broken", "state", "seq"]);

    let history = desk.json(&format!("history {case}"));
    assert_eq!(history["schema"], "guicheng/history/1");
    has(&history["entries"][0], &["seq", "recorded", "occurred", "who", "what", "clauses"]);
    assert_eq!(history["records"][0]["seq"], 1);
    let replay = desk.json("replay --all");
    assert_eq!((&replay["schema"], &replay["identical"]), (&"guicheng/replay/1".into(), &2.into()));
}

#[test]
fn findings() {
    let desk = Desk::new("shapes-check");
    desk.write("a.toml", "[procedure]\nid = \"a\"\ntitle ＝ \"甲\"\nversion = 1\n[route.main]\nsteps = [\"x\"]\n");
    let out = desk.run("check a.toml --format json");
    assert_eq!(out.code, 1);
    let check: Value = serde_json::from_str(&out.out).unwrap();
    assert_eq!(check["schema"], "guicheng/check/1");
    let findings = check["files"][0]["findings"].as_array().unwrap();
    has(&findings[0], &["code", "severity", "message", "line", "column", "fixes"]);
    has(&findings[0]["message"], &["zh", "en"]);
    let full_width = findings.iter().find(|f| f["code"] == "T001").unwrap();
    assert_eq!((&full_width["line"], &full_width["column"]), (&3.into(), &7.into()));

    let sarif = desk.run("check a.toml --format sarif");
    let sarif: Value = serde_json::from_str(&sarif.out).unwrap();
    assert_eq!(sarif["version"], "2.1.0");
    assert!(desk.run("check a.toml --format github").out.starts_with("::error file=a.toml,line="));
    desk.run("check a.toml --fix");
    assert!(fs::read_to_string(desk.path("a.toml")).unwrap().contains("title = \"甲\""));
}

/// A key without quotes hides everything else: once it is mended, so is what comes to light.
#[test]
fn what_one_repair_uncovers_is_repaired_too() {
    let desk = Desk::new("shapes-fix");
    let good = include_str!("../../../guicheng-lang/tests/bad/good_routes.toml");
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../guicheng-lang/tests/explain");
    for name in ["org.toml", "calendars.toml", "clauses.toml"] {
        desk.write(name, &fs::read_to_string(folder.join(name)).unwrap());
    }
    let bad = good.replace("small = \"小\"", "small = \"小\", 中 = \"中\"").replace("people >= 2", "people = 2");
    let bad = bad.replace("order = [\"small\", \"big\"]", "order = [\"small\", \"中\", \"big\"]");
    let bad = bad.replace("rows.small =", "rows.\"中\" = { finish = \"3d\", who = \"desk\" }\nrows.small =");
    desk.write("a.toml", &bad.replace("go = { small", "go = { \"中\" = \"next\", small"));
    let out = desk.run("check a.toml --fix --deny warnings");
    assert_eq!(out.code, 0, "{}", out.out);
    let mended = fs::read_to_string(desk.path("a.toml")).unwrap();
    assert!(mended.contains("\"中\" = \"中\"") && mended.contains("people == 2"), "{mended}");
}
