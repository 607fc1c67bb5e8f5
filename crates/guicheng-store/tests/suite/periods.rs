//! Cases that the calendar opens, and look-ups over a calendar month.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot be set up has failed")]

use crate::night::{NINE, Night};
use guicheng_core::{Timestamp, Value};
use guicheng_store::{CaseQuery, Store};

const HOUR: i64 = 3_600_000;
const DAY: i64 = 24 * HOUR;

const REPORT: &str = r#"
[opens.monthly]
on = "每月1号"
at = "08:30"
basis = "house"
give = { month = "last_month" }
[fields]
month = { type = "date", title = "哪个月" }
[roles]
manager = { title = "经理", from = "post:manager" }
[route.main]
title = "全程"
steps = ["mended", "sign"]
[lookup.mended]
title = "修好的"
of = "repair"
state = "closed"
closed_in = "month"
[step.sign]
title = "签发"
who = "manager"
"#;

const TILL: &str = r#"
[opens.daily]
on = "每天"
at = "08:00"
basis = "house"
give = { day = "day" }
[fields]
day = { type = "date", title = "哪天" }
[roles]
manager = { title = "经理", from = "post:manager" }
[route.main]
title = "全程"
steps = ["close"]
[step.close]
title = "日结"
who = "manager"
"#;

/// So many days after 2026-12-01, at a local time of day.
fn on(day: i64, ms: i64) -> Timestamp {
    NINE.plus(day * DAY - 9 * HOUR + ms)
}

const HALF_PAST_EIGHT: i64 = 8 * HOUR + HOUR / 2;

fn awake(publish: &[(&str, &str)]) -> Night {
    let mut night = Night::new();
    for (id, body) in publish {
        night.publish(id, body);
    }
    night.host.registry_mut().by_roster = true;
    night
}

/// Ticks, however long the host slept; the cases of a procedure that it opened.
fn tick(night: &mut Night, now: Timestamp, procedure: &str) -> Vec<Box<str>> {
    night.host.confirm_jump(now).unwrap();
    let ticked = night.host.tick(now).unwrap();
    assert_eq!(ticked.failed.len(), 0, "{:?}", ticked.failed);
    ticked.opened.into_iter().filter(|case| case.starts_with(procedure)).collect()
}

fn date(night: &mut Night, case: &str, field: &str) -> i64 {
    let view = night.host.view(case).unwrap().unwrap();
    let field = view.linked.procedure.names.fields.find(|l| &*l.id == field).unwrap();
    match view.case.value(field) {
        Value::Date(day) => i64::from(*day) - 20_788,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_month_is_opened_once_and_made_up_for_after_an_outage() {
    let mut night = awake(&[("report", REPORT)]);
    assert_eq!(tick(&mut night, NINE, "REPORT"), [] as [Box<str>; 0], "half past eight was before it was published");
    let january = on(31, HALF_PAST_EIGHT);
    assert!(tick(&mut night, january.plus(-1), "REPORT").is_empty());
    assert_eq!(night.host.next_due().unwrap(), Some(january));
    let opened = tick(&mut night, january, "REPORT");
    assert_eq!(opened, ["REPORT-20270101-1".into()]);
    assert_eq!(date(&mut night, "REPORT-20270101-1", "month"), 0, "the month before, from its first day");

    // Neither a further tick nor another host over the same store opens it again.
    assert!(tick(&mut night, january.plus(HOUR), "REPORT").is_empty());
    let mut night = night.restart();
    night.host.registry_mut().by_roster = true;
    assert!(tick(&mut night, january.plus(2 * HOUR), "REPORT").is_empty());

    // Asleep until 10 April: February, March and April are made up for, each for its own month.
    let opened = tick(&mut night, on(130, 12 * HOUR), "REPORT");
    let months: Vec<i64> = opened.iter().map(|case| date(&mut night, case, "month")).collect();
    assert_eq!(months, [31, 62, 90]);
    assert!(tick(&mut night, on(130, 13 * HOUR), "REPORT").is_empty());
}

#[test]
fn a_day_is_opened_once_and_days_long_gone_are_not() {
    let mut night = awake(&[("till", TILL)]);
    assert_eq!(tick(&mut night, on(1, 8 * HOUR), "TILL"), ["TILL-20261202-1".into()]);
    assert!(tick(&mut night, on(1, 20 * HOUR), "TILL").is_empty());
    let opened = tick(&mut night, on(30, 8 * HOUR), "TILL");
    let days: Vec<i64> = opened.iter().map(|case| date(&mut night, case, "day")).collect();
    assert_eq!(days, [24, 25, 26, 27, 28, 29, 30], "a week is made up for");
}

/// Opens a repair and closes it at an instant.
fn mended(night: &mut Night, at: Timestamp) -> Box<str> {
    night.host.confirm_jump(at).unwrap();
    let repair = night.repair.clone();
    let case = night.open(&repair, &format!("open at {}", at.0), at).unwrap().case;
    let holder = night.host.store().open_work("", &guicheng_store::WorkQuery::Case(case.clone())).unwrap();
    let holder = holder.first().and_then(|row| row.holder.clone()).unwrap();
    night.complete(&case, "mend", &holder, &[("outcome", "好了")], at).unwrap();
    case
}

#[test]
fn a_look_up_over_a_month_counts_each_case_once_by_the_local_day() {
    let mut night = awake(&[("report", REPORT)]);
    let last_of_november = mended(&mut night, NINE.plus(1));
    let last_of_december = mended(&mut night, on(31, -1));
    let first_of_january = mended(&mut night, on(31, 0));
    let found = |night: &mut Night, report: &str| -> Vec<Box<str>> {
        let view = night.host.view(report).unwrap().unwrap();
        let step = view.linked.procedure.names.steps.find(|l| &*l.id == "mended").unwrap();
        view.case.found.iter().find(|(id, _)| *id == step).map(|(_, cases)| cases.to_vec()).unwrap()
    };
    tick(&mut night, on(31, HALF_PAST_EIGHT), "REPORT");
    assert_eq!(found(&mut night, "REPORT-20270101-1"), [last_of_november, last_of_december]);
    tick(&mut night, on(62, HALF_PAST_EIGHT), "REPORT");
    assert_eq!(found(&mut night, "REPORT-20270201-1"), std::slice::from_ref(&first_of_january));

    // Opened by hand without a month: the one before.
    let report = night.host.store().cases("", &CaseQuery::default()).unwrap();
    let report = report.into_iter().find(|row| &*row.head.procedure == "report").unwrap();
    let linked = night.host.view(&report.case).unwrap().unwrap().linked;
    night.host.confirm_jump(on(70, 0)).unwrap();
    let case = night.open(&linked, "by hand", on(70, 0)).unwrap();
    assert_eq!(found(&mut night, &case.case), [first_of_january]);
}
