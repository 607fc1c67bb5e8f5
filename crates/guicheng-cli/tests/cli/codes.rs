//! Exit codes, and where words go.

use super::Desk;

/// What is typed, the exit code, and a piece of what is said.
const TABLE: &[(&str, i32, &str)] = &[
    ("--version", 0, "guicheng"),
    ("--help", 0, "check"),
    ("completions bash", 0, "guicheng"),
    ("nonsense", 2, "nonsense"),
    ("cases", 2, "guicheng.db"),
    ("cases --store foreign.db", 2, "foreign.db"),
    ("check missing.toml", 2, "missing.toml"),
    ("check empty", 2, "empty"),
    ("check broken.toml", 1, "broken.toml:1:"),
    ("draw nothing_like_this", 2, "emergency_patient"),
    ("open nothing_like_this --as ann", 2, "emergency_patient"),
    ("open broken.toml --as ann", 1, "broken.toml"),
    ("open help_request --as ann --now soon", 2, "soon"),
    ("draw emergency_patient --format sarif", 2, "sarif"),
    ("do NONE ep_intake --as ann --store night.db", 2, "NONE"),
    ("do EMERGENCY_PATIENT-20261202-1 nonsense --as ann --store night.db", 2, "nonsense"),
    ("do EMERGENCY_PATIENT-20261202-1 ep_intake --as sun_yan --store night.db", 1, "ended"),
    ("replay NONE --store night.db", 2, "NONE"),
    ("replay --store night.db", 2, "<CASE>"),
    ("replay --all --store night.db", 0, "1 of 1"),
    ("restore foreign.db --store new.db", 2, "store"),
];

#[test]
fn codes_are_as_promised() {
    let desk = Desk::new("codes");
    desk.write("foreign.db", "this is no store at all, but long enough to look like one ................");
    desk.write("broken.toml", "[procedure\n");
    desk.write("empty/readme.txt", "");
    desk.ok("demo --store night.db");
    for (line, code, words) in TABLE {
        let out = desk.run(&format!("{line} --lang en"));
        assert_eq!(out.code, *code, "{line}\n{}{}", out.out, out.err);
        let said = format!("{}{}", out.out, out.err);
        assert!(said.contains(words), "{line}\n{said}");
        assert!(*code != 2 || out.out.is_empty(), "{line} printed {}", out.out);
    }
}

#[test]
fn failures_are_documents_for_programs() {
    let desk = Desk::new("codes-json");
    desk.ok("demo");
    let out = desk.run("do EMERGENCY_PATIENT-20261202-1 ep_intake --as sun_yan --format json --now 2026-12-02T09:00");
    let error: serde_json::Value = serde_json::from_str(&out.out).unwrap();
    assert_eq!((out.code, out.err.as_str()), (1, ""));
    assert_eq!(error["schema"], "guicheng/error/1");
    assert_eq!(error["error"]["code"], "ended");
    let missing = desk.run("show NONE --format json");
    let error: serde_json::Value = serde_json::from_str(&missing.out).unwrap();
    assert_eq!((missing.code, &error["error"]["code"]), (2, &"usage".into()));
}

#[test]
fn the_language_comes_from_the_environment() {
    let desk = Desk::new("codes-lang");
    let said = |environment: &[(&str, &str)]| desk.run_with("cases", "", environment).err;
    assert!(said(&[("LANG", "zh_CN.UTF-8")]).contains("没有个案文件"));
    assert!(said(&[("LANG", "zh_CN.UTF-8"), ("LC_ALL", "C")]).contains("there is no store"));
    assert!(said(&[]).contains("there is no store"));
}
