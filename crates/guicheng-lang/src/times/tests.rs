use super::*;
use Limit::{CalendarDays, DayOfMonth, EndOfDay, Months, Span, TimeOfDay, WorkingDays};

#[test]
fn words_mean_what_they_say() {
    let table = [
        ("5m", Span(5 * MINUTE)),
        ("2h30m", Span(150 * MINUTE)),
        ("2h 30m", Span(150 * MINUTE)),
        ("3d", Span(3 * DAY)),
        ("48h", Span(48 * HOUR)),
        ("0m", Span(0)),
        ("90s", Span(90 * SECOND)),
        ("1.5h", Span(90 * MINUTE)),
        ("2 weeks", Span(14 * DAY)),
        ("1d12h30m15s", Span(DAY + 12 * HOUR + 30 * MINUTE + 15 * SECOND)),
        ("5分钟", Span(5 * MINUTE)),
        ("2小时", Span(2 * HOUR)),
        ("2小时30分", Span(150 * MINUTE)),
        ("2个小时", Span(2 * HOUR)),
        ("半小时", Span(30 * MINUTE)),
        ("半个小时", Span(30 * MINUTE)),
        ("三天", Span(3 * DAY)),
        ("十五天", Span(15 * DAY)),
        ("二十四小时", Span(DAY)),
        ("一百二十天", Span(120 * DAY)),
        ("PT5M", Span(5 * MINUTE)),
        ("P1DT2H", Span(26 * HOUR)),
        ("P2W", Span(14 * DAY)),
        ("P1M", Months(1)),
        ("P1Y6M", Months(18)),
        ("2 workdays", WorkingDays(2)),
        ("1 workday", WorkingDays(1)),
        ("2个工作日", WorkingDays(2)),
        ("两个工作日", WorkingDays(2)),
        ("3 calendar days", CalendarDays(3)),
        ("3个自然日", CalendarDays(3)),
        ("3自然日", CalendarDays(3)),
        ("end of day", EndOfDay),
        ("当天", EndOfDay),
        ("当日", EndOfDay),
        ("16:00", TimeOfDay(57_600_000)),
        ("当天 16:00", TimeOfDay(57_600_000)),
        ("当天8：30", TimeOfDay(30_600_000)),
        ("00:00", TimeOfDay(0)),
        ("day 30", DayOfMonth(30)),
        ("25号", DayOfMonth(25)),
        ("每月30日", DayOfMonth(30)),
        ("30日", Span(30 * DAY)),
        ("1 month", Months(1)),
        ("一个月", Months(1)),
        ("1个月", Months(1)),
        ("12个月", Months(12)),
        ("1年", Months(12)),
        ("36525d", Span(36_525 * DAY)),
    ];
    for (text, want) in table {
        assert_eq!(limit(text), Ok(want), "{text}");
    }
}

#[test]
fn what_is_no_time_says_why() {
    let table = [
        ("5", "NoUnit", None),
        ("", "BadTime", None),
        ("m", "BadTime", None),
        ("5 M", "BadTime", Some("5m")),
        ("５分钟", "BadTime", Some("5分钟")),
        ("5小时内", "BadTime", Some("5小时")),
        ("3 dyas", "BadTime", Some("3 days")),
        ("2 wrokdays", "BadTime", Some("2 workdays")),
        ("end fo day", "BadTime", Some("end of day")),
        ("30m2h", "BadTime", None),
        ("24:00", "BadTime", None),
        ("day 32", "BadTime", None),
        ("16:60", "BadTime", None),
        ("16:0", "BadTime", None),
        ("1 month 3d", "BadTime", None),
        ("1.5 workdays", "BadTime", None),
        ("-5m", "BadTime", None),
        ("PT", "BadTime", None),
        ("P", "BadTime", None),
        ("5mx", "BadTime", None),
        ("二三天", "BadTime", None),
        ("36526d", "TimeTooLong", None),
        ("70000 workdays", "TimeTooLong", None),
        ("99999999999999999999d", "TimeTooLong", None),
    ];
    for (text, kind, hint) in table {
        let found = limit(text).unwrap_err();
        assert!(format!("{found:?}").starts_with(kind), "{text}: {found:?}");
        if let GuardFinding::BadTime { near, .. } = found {
            assert_eq!(near.as_deref(), hint, "{text}");
        }
    }
}

#[test]
fn keeping_is_in_days() {
    for (text, days) in [("90d", 90), ("36 months", 1_096), ("1 month", 31), ("12个月", 366), ("1y", 366), ("36h", 2)]
    {
        assert_eq!(keep_days(text), Ok(days), "{text}");
    }
    assert_eq!(keep_days("3 workdays"), Err(GuardFinding::UnitElsewhere));
    assert_eq!(span("1 month"), Err(GuardFinding::UnitElsewhere));
}
