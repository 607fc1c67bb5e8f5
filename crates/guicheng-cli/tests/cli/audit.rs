//! What an auditor asks: why, why not, how it stood, what was broken, whether it is whole.

use super::Desk;
use rusqlite::Connection;

const CASE: &str = "EMERGENCY_PATIENT-20261202-1";

fn night(name: &str) -> Desk {
    let desk = Desk::new(name);
    desk.ok("demo --lang zh");
    desk
}

/// Changes the store behind the program's back.
fn tamper(desk: &Desk, sql: &str) {
    let db = Connection::open(desk.path("guicheng.db")).unwrap();
    assert_eq!(db.execute(sql, ()).unwrap(), 1, "{sql}");
}

/// The number of the n-th record of a kind.
fn record(desk: &Desk, kind: &str, n: usize) -> u64 {
    let history = desk.json(&format!("history {CASE}"));
    let records = history.get("records").and_then(|r| r.as_array()).unwrap();
    let found = records.iter().filter(|r| r.get("kind").is_some_and(|k| k == kind)).nth(n).unwrap();
    found.get("seq").and_then(serde_json::Value::as_u64).unwrap()
}

#[test]
fn the_whole_history_in_both_languages() {
    let desk = night("audit-history");
    insta::assert_snapshot!("history_zh", desk.ok(&format!("history {CASE} --lang zh")));
    insta::assert_snapshot!("history_en", desk.ok(&format!("history {CASE} --lang en")));
}

/// The questions of an auditor in a dispute, each answered by lines of the timeline and nothing else.
#[test]
fn the_timeline_alone_answers_the_auditors_questions() {
    let desk = night("audit-questions");
    // Of the next night nobody served the clocks until morning.
    desk.ok("open emergency_patient --as sun_yan --set address=7-2-501 --set caller_phone=138 --now 2026-12-03T02:13");
    let unserved = "EMERGENCY_PATIENT-20261203-1";
    desk.ok(&format!("do {unserved} ep_intake --as wang_fang --set condition=x --now 2026-12-03T02:14"));
    desk.ok("tick --now 2026-12-03T06:00");
    let mut told = String::new();
    for (question, case, marks) in [
        ("是不是完整、没被改过 · is it complete and unaltered", CASE, ["链条相连"].as_slice()),
        ("当时的规程是哪一版 · which rule was in force", CASE, &["当时的规程"]),
        ("照办了没有 · was it followed", CASE, &["违反 "]),
        ("现行的版本会不会两样 · would the present version have acted differently", CASE, &["现行的"]),
        ("谁在什么时候知道的 · who knew what, and when", CASE, &["发出通知", "确认收到", "确认时限到了"]),
        ("后来补记了什么 · what was typed later", CASE, &["补记："]),
        ("什么应于何时办完 · what was due, and when", CASE, &["应于"]),
        ("什么晚了 · what was late", CASE, &["超时"]),
        ("停走过没有 · what stood still", CASE, &["停走", "挂起"]),
        ("什么没有做，为什么 · what was left out, and why", CASE, &["不做“"]),
        ("谁以什么身份做了什么 · who did what, in which role", CASE, &["完成“"]),
        ("系统停过没有 · did the system stand still", unserved, &["系统停过", "系统当时未运行"]),
    ] {
        let read = |lang: &str| -> Vec<String> {
            desk.ok(&format!("history {case} --lang {lang}")).lines().map(str::to_owned).collect()
        };
        let (zh, en) = (read("zh"), read("en"));
        assert_eq!(zh.len(), en.len(), "a line in one language has its like in the other");
        told.push_str(&format!("{question}\n"));
        for mark in marks {
            assert!(zh.iter().any(|line| line.contains(mark)), "{question}: the timeline does not say {mark}");
        }
        let found = zh.iter().zip(&en).filter(|(zh, _)| marks.iter().any(|mark| zh.contains(mark)));
        found.for_each(|(zh, en)| told.push_str(&format!("  {zh}\n  {en}\n")));
    }
    insta::assert_snapshot!("questions", told);
    let served = desk.json(&format!("history {CASE}"));
    assert!(served["entries"].as_array().unwrap().iter().all(|entry| entry["outage_ms"].is_null()));
    let entries = desk.json(&format!("history {unserved}"));
    assert!(
        entries["entries"].as_array().unwrap().iter().any(|entry| entry["outage_ms"].as_i64() > Some(3 * 3_600_000))
    );
}

#[test]
fn reasons_are_read_from_the_record() {
    let desk = night("audit-why");
    let mut told = String::new();
    for lang in ["zh", "en"] {
        for (kind, n) in [
            ("accepted", 2),
            ("node_left", 2),
            ("clock_moved", 0),
            ("clock_fired", 3),
            ("clock_stopped", 4),
            ("climbed", 0),
            ("rule_broken", 0),
            ("escalated", 0),
            ("work_opened", 8),
            ("filled", 11),
        ] {
            let seq = record(&desk, kind, n);
            told.push_str(&desk.ok(&format!("why {CASE} {seq} --lang {lang}")));
            told.push('\n');
        }
    }
    insta::assert_snapshot!(told);
    let none = desk.run(&format!("why {CASE} 9999 --lang en"));
    assert_eq!(none.code, 2);
    assert!(none.err.contains("there is no record 9999"), "{}", none.err);
}

#[test]
fn a_step_not_done_has_its_reason() {
    let desk = night("audit-why-not");
    let mut told = String::new();
    for step in ["b_confirm", "c_nursing", "b_call_again", "ep_deceased", "follow_up"] {
        let out = desk.run(&format!("why-not {CASE} {step} --lang zh"));
        told.push_str(&out.out);
        told.push_str(&out.err);
    }
    desk.ok("open emergency_patient --as sun_yan --set address=7-2-501 --set caller_phone=138 --now 2026-12-03T02:13");
    let open = "EMERGENCY_PATIENT-20261203-1";
    for step in ["ep_intake", "ep_record"] {
        told.push_str(&desk.ok(&format!("why-not {open} {step} --lang en")));
    }
    insta::assert_snapshot!(told);
}

#[test]
fn how_it_stood_by_record_by_writing_and_by_fact() {
    let desk = night("audit-as-of");
    let mut told = String::new();
    for bound in ["--seq 12", "--recorded 2026-12-02T02:20", "--occurred 2026-12-02T02:20"] {
        for lang in ["zh", "en"] {
            told.push_str(&desk.ok(&format!("as-of {CASE} {bound} --lang {lang}")));
            told.push('\n');
        }
    }
    insta::assert_snapshot!(told);
    let before = desk.ok(&format!("as-of {CASE} --recorded 2026-12-01T00:00 --lang en"));
    assert!(before.contains("not opened yet"), "{before}");
}

#[test]
fn the_state_shown_is_the_one_whose_digest_was_recorded() {
    let desk = night("audit-state");
    let history = desk.json(&format!("history {CASE}"));
    let mut checked = 0;
    for record in history["records"].as_array().unwrap() {
        if let Some(digest) = record["state"].as_str().filter(|_| checked < 6) {
            let seq = record["seq"].as_u64().unwrap();
            let state = desk.ok(&format!("as-of {CASE} --seq {seq} --state"));
            let own = guicheng_history::to_hex(&guicheng_history::sha256(state.trim_end().as_bytes()));
            assert_eq!(own, digest, "record {seq}");
            assert_eq!(desk.json(&format!("as-of {CASE} --seq {seq}"))["digest"], digest);
            checked += 1;
        }
    }
    assert_eq!(checked, 6);
}

#[test]
fn breaches_name_clause_records_and_people() {
    let desk = night("audit-report");
    let zh = desk.ok(&format!("report {CASE} --lang zh"));
    let en = desk.ok(&format!("report {CASE} --lang en"));
    insta::assert_snapshot!(format!("{zh}\n{en}"));
    let report = desk.json("report --breaches");
    assert_eq!((report["breaches"].as_u64(), report["deviations"].as_u64()), (Some(2), Some(0)));
    for finding in report["cases"][0]["findings"].as_array().unwrap() {
        for key in ["clauses", "records", "roles"] {
            assert!(!finding[key].as_array().unwrap().is_empty(), "{key} of {finding}");
        }
    }
}

#[test]
fn what_was_altered_is_named() {
    let desk = night("audit-verify");
    let whole = desk.json("verify");
    assert_eq!((whole["right"].as_u64(), whole["wrong"].as_u64()), (Some(1), Some(0)));
    let seq = record(&desk, "work_done", 5);
    tamper(
        &desk,
        &format!("UPDATE records SET line = replace(line, '2026-12-01T18', '2026-12-01T17') WHERE seq = {seq}"),
    );
    let altered = desk.run("verify --lang en");
    assert_eq!(altered.code, 1);
    assert!(altered.out.contains(&format!("record {}: it links to", seq + 1)), "{}", altered.out);

    let desk = night("audit-verify-head");
    let last = record(&desk, "closed", 0);
    tamper(
        &desk,
        &format!(
            "UPDATE records SET line = replace(line, '\"recorded\":\"2026', '\"recorded\":\"2027') WHERE seq = {last}"
        ),
    );
    let altered = desk.run("verify --lang en");
    assert_eq!(altered.code, 1);
    assert!(altered.out.contains(&format!("record {last}")), "{}", altered.out);
}
