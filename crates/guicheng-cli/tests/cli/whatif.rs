//! Past cases under a new version: the same, other times only, not to be replayed; and the store stays as it is.

use super::{Desk, versions};
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

/// Asks what if, and that nothing was written: not a byte of the store, and no file beside it.
fn asked(desk: &Desk, text: &str) -> serde_json::Value {
    desk.write("files/new.toml", text);
    let files = || {
        let mut all: Vec<_> = fs::read_dir(&desk.folder).unwrap().map(|f| f.unwrap().path()).collect();
        // Whoever reads an SQLite file maps an index beside its log; the log itself gets no byte.
        all.retain(|path| path.is_file() && !path.to_string_lossy().ends_with("-shm"));
        all.retain(|path| !path.to_string_lossy().ends_with("-wal") || fs::metadata(path).unwrap().len() > 0);
        all.sort();
        all.into_iter().map(|path| (fs::read(&path).unwrap(), path)).collect::<Vec<_>>()
    };
    let before = files();
    let told = desk.json("whatif files/new.toml --lang en");
    assert!(files() == before, "asking what if writes something");
    told
}

#[test]
fn the_worst_ten_come_first_and_the_greatest_before_the_rest() {
    let desk = versions::desk("whatif-worst");
    for day in 1..=12 {
        desk.ok(&format!("open leak --as ann --now 2026-12-{day:02}T10:00"));
    }
    let told = asked(&desk, &versions::SEVEN.replace("limit = \"2d\"", "limit = \"1 workday\"\ncalendar = \"office\""));
    assert_eq!((&told["timing"], told["cases"].as_array().unwrap().len()), (&12.into(), 12), "{told:#}");
    let by = |list: &serde_json::Value| -> Vec<u64> {
        list.as_array().unwrap().iter().map(|shift| shift["by_ms"].as_i64().unwrap().unsigned_abs()).collect()
    };
    let worst = by(&told["worst"]);
    let mut all: Vec<u64> = told["cases"].as_array().unwrap().iter().flat_map(|case| by(&case["shifts"])).collect();
    all.sort_unstable_by_key(|by| core::cmp::Reverse(*by));
    assert!(all.len() == 12 && all[0] > all[11], "{all:?}");
    assert_eq!(worst, all[..10], "the ten greatest, in their order");
}

#[test]
fn a_case_that_moved_is_run_under_the_new_version_from_its_start() {
    let desk = versions::desk("whatif-moved");
    desk.ok("open leak --as ann --now 2026-12-31T10:00");
    desk.write("files/leak.toml", &versions::eight());
    desk.ok("publish files/leak.toml --as ann --approved-by bob --now 2026-12-31T10:01");
    desk.ok("migrate LEAK-20261231-1 --to 8 --as bob --why 新时限 --now 2027-01-01T08:02");
    for (step, minute) in [("inspect", 5), ("call", 6), ("mend", 7)] {
        desk.ok(&format!("do LEAK-20261231-1 {step} --as ann --now 2027-01-01T08:{minute:02}"));
    }
    let nine = versions::eight().replace("version = 8", "version = 9") + "\n[from.8]\ncases = \"move\"\n";
    let same = asked(&desk, &nine);
    // The limit is that of version 8 from the start, and was recounted to the same when the case moved.
    assert_eq!((&same["same"], &same["not_replayable"]), (&1.into(), &0.into()), "{same:#}");
    let longer = asked(&desk, &nine.replace("limit = \"1 workday\"", "limit = \"3 workdays\""));
    assert_eq!(longer["timing"], 1, "{longer:#}");
    let shifts = longer["cases"][0]["shifts"].as_array().unwrap();
    assert!(shifts.len() == 1 && shifts[0]["clock"] == "whole", "{longer:#}");
    let gone = asked(&desk, &nine.replace("rename = { look = \"inspect\" }\n", ""));
    assert_eq!(gone["not_replayable"], 0, "the commands after the move use the new name: {gone:#}");
}

#[test]
fn a_step_that_has_another_name_now_is_the_same_step() {
    let desk = versions::desk("whatif-renamed");
    desk.ok("open leak --as ann --now 2026-12-02T10:00");
    desk.ok("do LEAK-20261202-1 look --as ann --now 2026-12-02T10:30");
    desk.ok("do LEAK-20261202-1 mend --as ann --now 2026-12-02T11:00");
    let renamed = versions::SEVEN.replace("step.look", "step.inspect").replace("\"look\",", "\"inspect\",");
    let renamed = renamed.replace("version = 7", "version = 8");
    let told = asked(&desk, &(renamed.clone() + "\n[from.7]\ncases = \"move\"\nrename = { look = \"inspect\" }\n"));
    assert_eq!((&told["same"], &told["cases"][0]["class"]), (&1.into(), &"same".into()), "{told:#}");
    let told = asked(&desk, &renamed);
    let stuck = &told["cases"][0]["stuck"];
    assert_eq!((&stuck["step"], &stuck["code"]), (&"look".into(), &"unknown_name".into()), "{told:#}");
}

#[test]
fn what_makes_no_sense_is_told_in_the_readers_language() {
    let (desk, text) = night("whatif-damaged");
    desk.write("lib/emergency_patient/new.toml", &text);
    let db = rusqlite::Connection::open(desk.path("guicheng.db")).unwrap();
    let sql = r#"UPDATE records SET line = replace(line, '"people":["sun_yan"]', '"people":[]') WHERE seq = 25"#;
    assert_eq!(db.execute(sql, ()).unwrap(), 1);
    for (lang, words) in [("zh", "第 26 条记录：它接的是"), ("en", "record 26: it links to")] {
        let told = desk.run(&format!("whatif lib/emergency_patient/new.toml --lang {lang}"));
        assert!(told.code != 0 && told.err.contains(words), "{} {}", told.code, told.err);
    }
}
