//! Past cases under a new version: the same, other times only, not to be replayed; and the store stays as it is.

use super::Desk;
use std::{fs, path::Path};

const CASE: &str = "EMERGENCY_PATIENT-20261202-1";

/// The night, and the shipped procedures as files that may be edited.
fn night(name: &str) -> (Desk, String) {
    let desk = Desk::new(name);
    desk.ok("demo --lang zh");
    let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../procedures");
    for file in ["org.toml", "calendars.toml", "clauses.toml", "emergency_patient/emergency_patient.toml"] {
        desk.write(&format!("lib/{file}"), &fs::read_to_string(shipped.join(file)).unwrap());
    }
    let text = fs::read_to_string(shipped.join("emergency_patient/emergency_patient.toml")).unwrap();
    (desk, text.replacen("version = 1", "version = 2", 1))
}

/// Edits the procedure, which must change, and runs past cases under it.
fn under(desk: &Desk, text: &str, from: &str, to: &str) -> serde_json::Value {
    let edited = text.replacen(from, to, 1);
    assert!(from == to || edited != text, "there is no `{from}` to edit");
    desk.write("lib/emergency_patient/new.toml", &edited);
    let store = fs::read(desk.path("guicheng.db")).unwrap();
    let told = desk.json("whatif lib/emergency_patient/new.toml --lang en");
    assert_eq!(fs::read(desk.path("guicheng.db")).unwrap(), store, "asking what if changes the store");
    assert_eq!((&told["schema"], &told["version"]), (&"guicheng/whatif/1".into(), &"2".into()));
    assert_eq!(told["cases"][0]["case"], CASE);
    told
}

#[test]
fn nothing_changed_is_the_same() {
    let (desk, text) = night("whatif-same");
    let told = under(&desk, &text, "", "");
    assert_eq!((&told["same"], &told["cases"][0]["class"]), (&1.into(), &"same".into()));
    assert_eq!(told["broken"][0]["before"], told["broken"][0]["after"]);
    assert!(desk.ok("whatif lib/emergency_patient/new.toml --lang zh").contains("没有写入任何东西"));
}

#[test]
fn a_shorter_limit_is_told_with_both_dues() {
    let (desk, text) = night("whatif-timing");
    let told = under(&desk, &text, "limit = \"1m\"", "limit = \"30s\"");
    assert_eq!(told["timing"], 1, "{told:#}");
    let shift = &told["worst"][0];
    assert_eq!((&shift["case"], &shift["by_ms"]), (&CASE.into(), &(-30_000).into()));
    assert!(shift["words"].as_str().unwrap().contains("30 s earlier"), "{shift}");
}

#[test]
fn a_step_that_is_gone_is_named() {
    let (desk, text) = night("whatif-gone");
    let told = under(
        &desk,
        &text,
        "after = \"15m\", from = \"step.b_call_120.done\"",
        "after = \"3h\", from = \"step.b_call_120.done\"",
    );
    let stuck = &told["cases"][0]["stuck"];
    assert_eq!((&told["not_replayable"], &stuck["step"]), (&1.into(), &"b_call_again".into()), "{told:#}");
    assert_eq!((&stuck["code"], &stuck["own_version"]), (&"refused".into(), &false.into()));
    assert!(desk.ok("whatif lib/emergency_patient/new.toml --lang en").contains("No ambulance yet: call 120 again"));
}

#[test]
fn what_was_never_asked_is_missing() {
    let (desk, text) = night("whatif-missing");
    let edited = text.replacen("fill = [\"help\", ", "fill = [\"estate_gate\", \"help\", ", 1);
    let told = under(
        &desk,
        &edited,
        "[fields]",
        "[fields]\nestate_gate = { type = \"yes_no\", title = \"走哪个门\", required = true }",
    );
    let stuck = &told["cases"][0]["stuck"];
    assert_eq!((&stuck["step"], &stuck["code"]), (&"ep_ask_wish".into(), &"refused".into()), "{told:#}");
}

#[test]
fn what_cannot_be_asked_is_refused() {
    let (desk, text) = night("whatif-bad");
    desk.write("lib/emergency_patient/new.toml", &text.replacen("limit = \"1m\"", "limit = \"soon\"", 1));
    assert_eq!(desk.run("whatif lib/emergency_patient/new.toml").code, 1);
    assert_eq!(desk.run("whatif none.toml").code, 2);
    desk.write("lib/emergency_patient/new.toml", &text);
    assert_eq!(desk.run("whatif lib/emergency_patient/new.toml NONE").code, 2);
}
