//! Cases that a tick opens by the calendar, on a real store file.

use super::Desk;
use std::path::Path;

fn published(name: &str) -> Desk {
    let desk = Desk::new(name);
    let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../procedures").display().to_string();
    let shipped = shipped.replace(' ', "~");
    let files: Vec<String> = ["payment", "billing", "arrears", "complaint", "monthly_report"]
        .iter()
        .map(|id| format!("{shipped}/{id}/{id}.toml"))
        .collect();
    // Publishing keeps the organisation in the store as well, under a name that is no procedure's.
    desk.ok(&format!("publish {} --as zhou_wei --approved-by qian_wei --now 2026-12-04T09:00", files.join(" ")));
    desk
}

/// The cases that a tick opened.
fn opened(desk: &Desk, now: &str) -> Vec<String> {
    let ticked = desk.json(&format!("tick --now {now}"));
    assert_eq!(ticked["failed"], serde_json::json!([]), "{ticked}");
    let opened = ticked["opened"].as_array().cloned().unwrap_or_default();
    opened.iter().map(|case| case.as_str().unwrap().to_owned()).collect()
}

#[test]
fn a_tick_opens_the_day_the_fifth_and_the_month_once_each() {
    let desk = published("periods");
    assert_eq!(opened(&desk, "2026-12-04T09:00"), Vec::<String>::new(), "the fourth had begun before it was published");
    let fifth = opened(&desk, "2026-12-05T08:30");
    assert_eq!(fifth, ["BILLING-20261205-1", "PAYMENT-20261205-1"]);
    assert_eq!(opened(&desk, "2026-12-05T08:31"), Vec::<String>::new(), "each period once");
    assert_eq!(opened(&desk, "2026-12-06T08:30"), ["PAYMENT-20261206-1"]);

    // Nobody ticked over the New Year: a week of days, the report of December and the bills of January are made up for.
    let after = opened(&desk, "2027-01-05T12:00");
    let of = |kind: &str| after.iter().filter(|case| case.starts_with(kind)).count();
    assert_eq!((of("PAYMENT"), of("BILLING"), of("MONTHLY_REPORT")), (7, 1, 1), "{after:?}");
    let report = desk.ok("show MONTHLY_REPORT-20270105-1 --lang en");
    assert!(report.contains("2026-12-01"), "the month before the first, not before the tick: {report}");
    assert_eq!(opened(&desk, "2027-01-05T12:01"), Vec::<String>::new());
    desk.ok("replay --all");
}

#[test]
fn the_organisation_in_the_store_is_no_procedure_to_a_tick() {
    let desk = published("periods-org");
    desk.ok("open payment --as chen_jing --now 2026-12-04T09:30");
    let ticked = desk.json("tick --now 2026-12-04T10:00");
    assert_eq!(ticked["failed"], serde_json::json!([]), "{ticked}");
    let versions = desk.ok("versions --format json");
    assert!(!versions.contains("@org"), "{versions}");
}

/// The manual has two or three words for one post; who asks by one of them sees the work of whoever has it now.
#[test]
fn a_post_goes_by_other_words_too() {
    let desk = published("aliases");
    desk.ok("open billing --as zheng_hui --set month=2026-12-01 --now 2026-12-05T08:30");
    let by_word = desk.json("todo --as 财务 --now 2026-12-05T08:31");
    assert_eq!(by_word["person"], "zheng_hui", "{by_word}");
    assert_eq!(by_word["work"][0]["step"], "send_bills", "{by_word}");
    let out = desk.run("todo --as 清洁工 --now 2026-12-05T08:31");
    assert!(out.code == 1 && out.err.contains("清洁工"), "a word that stands for nobody: {}", out.err);
}
