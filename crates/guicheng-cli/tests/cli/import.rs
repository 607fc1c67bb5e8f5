//! Foreign logs: read, counted, written again with equal counts, drawn; and pictures of our own cases.

use super::Desk;
use std::{
    fs,
    path::{Path, PathBuf},
};

/// The logs that lie beside the project; they are read in place and never copied.
fn logs() -> Option<PathBuf> {
    let found = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().map(|folder| folder.join("../shared/logs"));
    let found = found.into_iter().find(|folder| folder.is_dir());
    if found.is_none() {
        eprintln!("NOT CHECKED: there is no ../shared/logs beside the project, so no real log was read");
    }
    found
}

#[test]
fn real_logs_go_out_with_what_came_in() {
    let Some(logs) = logs() else { return };
    let desk = Desk::new("import");
    let known =
        [("receipt.xes.gz", 1_434, 8_577, 27, Some(116), 48), ("roadtraffic100traces.xes", 100, 390, 10, None, 0)];
    for (name, cases, events, activities, variants, resources) in known {
        let path = logs.join(name);
        let path = path.to_str().unwrap();
        let told = desk.json(&format!("import {path}"));
        assert_eq!(told["schema"], "guicheng/log/1");
        assert_eq!((&told["cases"], &told["events"]), (&cases.into(), &events.into()), "{name}");
        assert_eq!(told["durations_ms"].as_array().unwrap().len(), cases);
        let size =
            |key: &str| told[key].as_object().map_or_else(|| told[key].as_array().unwrap().len(), |map| map.len());
        assert_eq!(size("activities"), activities, "{name}");
        assert!(variants.is_none_or(|variants| size("variants") == variants), "{name}");
        assert!(resources == 0 || size("resources") == resources, "{name}");
        desk.ok(&format!("import {path} -o again.xes"));
        let mut again = desk.json("import again.xes");
        again["file"] = told["file"].clone();
        assert_eq!(again, told, "{name} comes back as something else");
        desk.ok("import again.xes -o third.xes");
        let [second, third] = ["again.xes", "third.xes"].map(|name| fs::read(desk.path(name)).unwrap());
        assert!(second == third, "{name} is not written the same again");
        desk.ok(&format!("import {path} -o table.csv"));
        let rows = fs::read_to_string(desk.path("table.csv")).unwrap().lines().count();
        assert_eq!(rows, events + 1, "{name}");
    }
    assert!(!desk.path("guicheng.db").exists(), "a foreign log never makes a store");
}

#[test]
fn what_is_no_log_is_refused_with_a_reason() {
    let desk = Desk::new("import-bad");
    desk.write("a.xes", "<log><date key=\"d\" value=\"soon\"/></log>");
    let out = desk.run("import a.xes --lang en");
    assert_eq!(out.code, 2);
    assert!(out.err.contains("byte 5: <date key=\"d\"> has no value of its type"), "{}", out.err);
    assert_eq!(desk.run("import none.xes").code, 2);
    desk.write("b.xes", "<log><trace><string key=\"concept:name\" value=\"1\"/></trace></log>");
    assert!(desk.ok("import b.xes --lang zh").contains("1 个个案没有事件"));
    assert!(desk.run("import b.xes -o b.csv --lang zh").err.contains("1 个个案没有事件"), "said out loud");
    assert_eq!(desk.run("import b.xes -o b.txt").code, 2, "no such form");
}

#[test]
fn cases_are_drawn_with_their_text_beside() {
    let desk = Desk::new("import-pictures");
    desk.ok("demo --lang zh");
    let case = "EMERGENCY_PATIENT-20261202-1";
    for (line, shown) in [
        (format!("history {case} --as gantt"), "拨打 120 · sun_yan: 2026-12-02"),
        (format!("history {case} --as svg"), "补记：发生于"),
        ("report --as dots".to_owned(), "EMERGENCY_PATIENT-20261202-1: 2026-12-02"),
        ("report --as map".to_owned(), "拨打 120 → "),
    ] {
        let picture = desk.ok(&format!("{line} --lang zh"));
        assert!(picture.starts_with("<svg") && picture.trim_end().ends_with("</svg>"), "{line}");
        let text = picture.split("<desc").nth(1).and_then(|rest| rest.split("</desc>").next()).unwrap();
        assert!(text.contains(shown), "{line}: {text}");
        assert_eq!(picture, desk.ok(&format!("{line} --lang zh")), "{line}");
        desk.ok(&format!("{line} --lang en -o a.svg"));
        assert!(fs::read_to_string(desk.path("a.svg")).unwrap() != picture, "{line} is not told in English");
    }
}
