//! Known answers, worked out by hand: local date and time in, local date and time out.

use super::{Calendar, DAY, Every, HOUR, Hours, Zone};
use crate::{Limit, Timestamp};
use alloc::{boxed::Box, format, string::String, vec::Vec};
use chrono::{NaiveDate, NaiveDateTime};

const MINUTE: i64 = HOUR / 60;
const OFFICE: &[(i64, i64)] =
    &[(8 * HOUR + 30 * MINUTE, 11 * HOUR + 30 * MINUTE), (14 * HOUR, 17 * HOUR + 30 * MINUTE)];

fn shanghai() -> Zone {
    Zone::fixed("Asia/Shanghai", 8 * HOUR)
}

/// Rome in 2026: forward on 29 March at 01:00 UTC, back on 25 October at 01:00 UTC.
fn rome() -> Zone {
    Zone {
        first: HOUR,
        changes: Box::new([(utc("2026-03-29 01:00"), 2 * HOUR), (utc("2026-10-25 01:00"), HOUR)]),
        ..Zone::fixed("Europe/Rome", HOUR)
    }
}

fn utc(text: &str) -> Timestamp {
    let at = NaiveDateTime::parse_from_str(&format!("{text}:00"), "%Y-%m-%d %H:%M:%S").unwrap();
    Timestamp(at.and_utc().timestamp_millis())
}

fn day(text: &str) -> i32 {
    let epoch = NaiveDate::from_ymd_opt(1970, 1, 1).unwrap();
    let date = NaiveDate::parse_from_str(text, "%Y-%m-%d").unwrap();
    i32::try_from((date - epoch).num_days()).unwrap()
}

fn at(zone: &Zone, text: &str) -> Timestamp {
    let (date, time) = text.split_once(' ').unwrap();
    let ms = utc(&format!("1970-01-01 {time}")).0;
    zone.instant(day(date), ms).0
}

/// Local date and time, with seconds and milliseconds only where there are any.
fn show(zone: &Zone, at: Timestamp) -> String {
    let (day, ms) = zone.local(at);
    let local = chrono::DateTime::from_timestamp_millis(i64::from(day) * DAY + ms).unwrap();
    let short = ms % MINUTE == 0;
    format!("{}", local.format(if short { "%Y-%m-%d %H:%M" } else { "%Y-%m-%d %H:%M:%S%.3f" }))
}

fn always(zone: Zone) -> Calendar {
    Calendar { zone, ..Calendar::default() }
}

/// Monday to Friday in office hours; closed on 1 to 7 October; the Sundays 6 December and 10 October (a Saturday) worked.
fn office(zone: Zone) -> Calendar {
    let week = core::array::from_fn(|i| if i < 5 { OFFICE.into() } else { Box::default() });
    Calendar {
        hours: Hours::Weekly(Box::new(week)),
        closed: (1..=7).map(|d| day(&format!("2026-10-0{d}"))).collect(),
        open_extra: Box::new([day("2026-10-10"), day("2026-12-06")]),
        ..always(zone)
    }
}

#[track_caller]
fn due(calendar: &Calendar, start: &str, limit: Limit, extra: i64, pauses: &[(&str, &str)], want: &str) {
    let zone = &calendar.zone;
    let pauses: Vec<_> = pauses.iter().map(|(a, b)| (at(zone, a), at(zone, b))).collect();
    let (due, _) = calendar.due(at(zone, start), limit, extra, &pauses).unwrap();
    assert_eq!(show(zone, due), want, "{start} {limit:?} +{extra} {pauses:?}");
}

#[test]
fn a_zone_without_changes_is_an_offset() {
    let zone = shanghai();
    assert_eq!(zone.local(utc("2026-12-04 16:30")), (day("2026-12-05"), 30 * MINUTE));
    assert_eq!(zone.instant(day("2026-12-05"), 0), (utc("2026-12-04 16:00"), false));
    assert_eq!(zone.local(Timestamp(-1)), (0, 8 * HOUR - 1));
}

#[test]
fn a_missing_hour_shifts_and_a_doubled_one_takes_the_first() {
    let zone = rome();
    for (date, time, want, settled) in [
        ("2026-03-29", "01:59", "2026-03-29 00:59", false),
        ("2026-03-29", "02:00", "2026-03-29 01:00", true),
        ("2026-03-29", "02:30", "2026-03-29 01:30", true),
        ("2026-03-29", "03:00", "2026-03-29 01:00", false),
        ("2026-10-25", "01:59", "2026-10-24 23:59", false),
        ("2026-10-25", "02:00", "2026-10-25 00:00", true),
        ("2026-10-25", "02:30", "2026-10-25 00:30", true),
        ("2026-10-25", "03:00", "2026-10-25 02:00", false),
        ("2026-07-01", "12:00", "2026-07-01 10:00", false),
    ] {
        let ms = utc(&format!("1970-01-01 {time}")).0;
        assert_eq!(zone.instant(day(date), ms), (utc(want), settled), "{date} {time}");
    }
    assert_eq!(zone.offset_at(utc("2026-03-29 00:59")), HOUR);
    assert_eq!(zone.offset_at(utc("2026-03-29 01:00")), 2 * HOUR);
}

#[test]
fn which_days_are_open() {
    let calendar = office(shanghai());
    for (date, open) in [
        ("2026-12-04", true),
        ("2026-12-05", false),
        ("2026-12-06", true),
        ("2026-10-01", false),
        ("2026-10-08", true),
        ("2026-10-10", true),
        ("2026-10-11", false),
    ] {
        assert_eq!(calendar.is_open(day(date)), open, "{date}");
    }
    assert_eq!(
        calendar.hours_of(day("2026-12-06")),
        OFFICE,
        "a make-up Sunday has the hours of the first working weekday"
    );
    assert!(always(shanghai()).is_open(day("2026-12-06")));
}

#[test]
fn spans_elapse_in_an_open_calendar() {
    let calendar = always(shanghai());
    due(&calendar, "2026-12-02 02:13", Limit::Span(HOUR), 0, &[], "2026-12-02 03:13");
    due(&calendar, "2026-12-02 02:13", Limit::Span(2 * DAY), DAY, &[], "2026-12-05 02:13");
    due(
        &calendar,
        "2026-12-02 10:00",
        Limit::Span(HOUR),
        0,
        &[("2026-12-02 10:30", "2026-12-02 12:00")],
        "2026-12-02 12:30",
    );
    due(
        &calendar,
        "2026-12-02 10:00",
        Limit::Span(HOUR),
        0,
        &[("2026-12-02 11:00", "2026-12-02 12:00")],
        "2026-12-02 11:00",
    );
    due(
        &calendar,
        "2026-12-02 10:00",
        Limit::Span(HOUR),
        0,
        &[("2026-12-02 09:00", "2026-12-02 10:10")],
        "2026-12-02 11:10",
    );
    // Overlapping pauses are one.
    let twice = &[("2026-12-02 10:10", "2026-12-02 10:40"), ("2026-12-02 10:20", "2026-12-02 10:30")];
    due(&calendar, "2026-12-02 10:00", Limit::Span(HOUR), 0, twice, "2026-12-02 11:30");
}

#[test]
fn spans_count_open_hours_only() {
    let calendar = office(shanghai());
    due(&calendar, "2026-12-02 10:30", Limit::Span(2 * HOUR), 0, &[], "2026-12-02 15:00");
    due(&calendar, "2026-12-02 10:30", Limit::Span(HOUR), 0, &[], "2026-12-02 11:30");
    due(&calendar, "2026-12-02 02:00", Limit::Span(HOUR), 0, &[], "2026-12-02 09:30");
    due(&calendar, "2026-12-04 17:00", Limit::Span(HOUR), 0, &[], "2026-12-06 09:00");
    due(&calendar, "2026-09-30 17:00", Limit::Span(HOUR), 0, &[], "2026-10-08 09:00");
    // An extension counts in the same hours.
    due(&calendar, "2026-12-02 16:30", Limit::Span(HOUR), 2 * HOUR, &[], "2026-12-03 10:30");
}

/// A hold over a holiday takes nothing that the calendar had not taken already.
#[test]
fn a_pause_wins_over_the_calendar() {
    let calendar = office(shanghai());
    let holiday = &[("2026-10-02 09:00", "2026-10-06 09:00")];
    due(&calendar, "2026-09-30 17:00", Limit::Span(HOUR), 0, holiday, "2026-10-08 09:00");
    due(&calendar, "2026-09-30 17:00", Limit::WorkingDays(1), 0, holiday, "2026-10-08 17:00");
    let morning = &[("2026-10-06 09:00", "2026-10-08 09:00")];
    due(&calendar, "2026-09-30 17:00", Limit::Span(HOUR), 0, morning, "2026-10-08 09:30");
    due(&calendar, "2026-09-30 17:00", Limit::WorkingDays(1), 0, morning, "2026-10-08 17:30");
    due(&calendar, "2026-09-30 17:00", Limit::WorkingDays(1), HOUR, morning, "2026-10-09 09:30");
}

#[test]
fn working_days_keep_the_local_time() {
    let calendar = office(shanghai());
    // A minor complaint received on Friday at 16:00; Sunday is a make-up working day.
    due(&calendar, "2026-12-04 16:00", Limit::WorkingDays(2), 0, &[], "2026-12-07 16:00");
    due(&calendar, "2026-12-05 16:00", Limit::WorkingDays(1), 0, &[], "2026-12-07 08:30");
    due(&calendar, "2026-12-02 17:30", Limit::WorkingDays(1), 0, &[], "2026-12-04 08:30");
    due(&calendar, "2026-09-30 10:00", Limit::WorkingDays(4), 0, &[], "2026-10-12 10:00");
    due(&always(shanghai()), "2026-12-04 16:00", Limit::WorkingDays(2), 0, &[], "2026-12-06 16:00");
    let zone = calendar.zone.clone();
    let (_, sum) = calendar.due(at(&zone, "2026-12-04 16:00"), Limit::WorkingDays(2), 0, &[]).unwrap();
    let shown: Vec<_> = sum.counted.iter().map(|(a, b)| (show(&zone, *a), show(&zone, *b))).collect();
    let want = [
        ("2026-12-04 16:00", "2026-12-04 17:30"),
        ("2026-12-06 08:30", "2026-12-06 11:30"),
        ("2026-12-06 14:00", "2026-12-06 17:30"),
        ("2026-12-07 08:30", "2026-12-07 11:30"),
        ("2026-12-07 14:00", "2026-12-07 16:00"),
    ];
    assert_eq!(shown, want.map(|(a, b)| (a.into(), b.into())));
}

#[test]
fn a_time_of_day_is_the_next_on_the_wall() {
    let calendar = always(shanghai());
    let four = Limit::TimeOfDay(16 * 3_600_000);
    due(&calendar, "2026-12-02 10:00", four, 0, &[], "2026-12-02 16:00");
    due(&calendar, "2026-12-02 16:00", four, 0, &[], "2026-12-02 16:00");
    due(&calendar, "2026-12-02 16:01", four, 0, &[], "2026-12-03 16:00");
    due(&calendar, "2026-12-02 10:00", four, HOUR, &[], "2026-12-02 17:00");
    due(&calendar, "2026-12-02 10:00", four, 0, &[("2026-12-02 11:00", "2026-12-02 11:30")], "2026-12-02 16:30");
}

#[test]
fn a_day_of_the_month_is_the_next_and_clamped() {
    let calendar = always(shanghai());
    let the = Limit::DayOfMonth;
    due(&calendar, "2026-12-02 10:00", the(30), 0, &[], "2026-12-30 23:59:59.999");
    due(&calendar, "2026-12-30 23:00", the(30), 0, &[], "2026-12-30 23:59:59.999");
    due(&calendar, "2026-12-31 00:00", the(30), 0, &[], "2027-01-30 23:59:59.999");
    due(&calendar, "2027-02-01 08:30", the(30), 0, &[], "2027-02-28 23:59:59.999");
    due(&calendar, "2028-02-01 08:30", the(30), 0, &[], "2028-02-29 23:59:59.999");
    due(&calendar, "2027-01-31 08:30", the(30), 0, &[], "2027-02-28 23:59:59.999");
    due(&calendar, "2026-12-02 10:00", the(5), DAY, &[], "2026-12-06 23:59:59.999");
}

#[test]
fn days_end_one_millisecond_before_midnight() {
    let calendar = always(shanghai());
    due(&calendar, "2026-12-02 10:00", Limit::EndOfDay, 0, &[], "2026-12-02 23:59:59.999");
    due(&calendar, "2026-12-02 23:59", Limit::CalendarDays(3), 0, &[], "2026-12-05 23:59:59.999");
    due(&calendar, "2026-12-02 10:00", Limit::CalendarDays(3), 2 * DAY, &[], "2026-12-07 23:59:59.999");
    let pause = &[("2026-12-03 10:00", "2026-12-03 11:00")];
    due(&calendar, "2026-12-02 10:00", Limit::CalendarDays(3), 0, pause, "2026-12-06 23:59:59.999");
}

#[test]
fn months_are_clamped() {
    let calendar = always(shanghai());
    due(&calendar, "2027-01-31 09:00", Limit::Months(1), 0, &[], "2027-02-28 09:00");
    due(&calendar, "2028-01-31 09:00", Limit::Months(1), 0, &[], "2028-02-29 09:00");
    due(&calendar, "2028-02-29 09:00", Limit::Months(12), 0, &[], "2029-02-28 09:00");
    due(&calendar, "2026-12-15 09:00", Limit::Months(2), 0, &[], "2027-02-15 09:00");
    due(
        &calendar,
        "2027-01-15 09:00",
        Limit::Months(1),
        0,
        &[("2027-01-20 00:00", "2027-01-21 00:00")],
        "2027-02-16 09:00",
    );
    let zone = shanghai();
    assert!(calendar.due(at(&zone, "2027-01-31 09:00"), Limit::Months(1), 0, &[]).unwrap().1.clamped);
    assert!(!calendar.due(at(&zone, "2027-01-28 09:00"), Limit::Months(1), 0, &[]).unwrap().1.clamped);
}

/// Wall time stays, elapsed time does not.
#[test]
fn summer_time() {
    let calendar = always(rome());
    due(&calendar, "2026-03-28 12:00", Limit::WorkingDays(1), 0, &[], "2026-03-29 12:00");
    due(&calendar, "2026-03-28 12:00", Limit::Span(DAY), 0, &[], "2026-03-29 13:00");
    due(&calendar, "2026-03-28 02:30", Limit::WorkingDays(1), 0, &[], "2026-03-29 03:30");
    due(&calendar, "2026-03-28 12:00", Limit::CalendarDays(1), 0, &[], "2026-03-29 23:59:59.999");
    due(&calendar, "2026-09-25 02:30", Limit::Months(1), 0, &[], "2026-10-25 02:30");
    let (first, sum) = calendar.due(at(&calendar.zone, "2026-09-25 02:30"), Limit::Months(1), 0, &[]).unwrap();
    assert_eq!((first, sum.shifted), (utc("2026-10-25 00:30"), true));
    // A night shift over the doubled hour has one hour more.
    let night = (0..7).map(|_| Box::from([(0, 6 * HOUR)])).collect::<Vec<_>>();
    let calendar = Calendar { hours: Hours::Weekly(Box::new(night.try_into().unwrap())), ..calendar };
    due(&calendar, "2026-10-25 00:00", Limit::Span(6 * HOUR), 0, &[], "2026-10-25 05:00");
    due(&calendar, "2026-03-29 00:00", Limit::Span(6 * HOUR), 0, &[], "2026-03-30 01:00");
}

#[test]
fn a_calendar_that_never_opens_gives_nothing() {
    let closed = Calendar { hours: Hours::Weekly(Box::default()), ..always(shanghai()) };
    let start = at(&closed.zone, "2026-12-02 10:00");
    assert_eq!(closed.due(start, Limit::Span(1), 0, &[]), None);
    assert_eq!(closed.due(start, Limit::WorkingDays(1), 0, &[]), None);
    assert_eq!(closed.before(start, Limit::Span(1), &[]), None);
    assert!(closed.due(start, Limit::Months(1), 0, &[]).is_some());
    // Hostile numbers end in an answer or in none, never in a panic.
    for limit in [Limit::Span(i64::MAX), Limit::Span(i64::MIN), Limit::Months(u16::MAX), Limit::WorkingDays(u16::MAX)] {
        for start in [Timestamp(i64::MIN), Timestamp(i64::MAX), start] {
            for calendar in [&closed, &always(shanghai()), &office(rome())] {
                let _ = calendar.due(start, limit, i64::MAX, &[(start, Timestamp::NEVER)]);
                let _ = calendar.before(start, limit, &[]);
            }
        }
    }
}

#[test]
fn stepping_back_from_a_due() {
    let (open, hours) = (always(shanghai()), office(shanghai()));
    let zone = shanghai();
    for (calendar, from, limit, want) in [
        (&open, "2026-12-04 10:00", Limit::Span(DAY), "2026-12-03 10:00"),
        (&hours, "2026-12-04 09:00", Limit::Span(HOUR), "2026-12-03 17:00"),
        (&hours, "2026-12-07 09:00", Limit::Span(HOUR), "2026-12-06 17:00"),
        (&hours, "2026-12-08 09:00", Limit::WorkingDays(3), "2026-12-04 09:00"),
        (&open, "2026-12-04 10:00", Limit::CalendarDays(1), "2026-12-03 23:59:59.999"),
        (&open, "2026-12-04 10:00", Limit::EndOfDay, "2026-12-03 23:59:59.999"),
        (&open, "2026-12-04 10:00", Limit::TimeOfDay(16 * 3_600_000), "2026-12-03 16:00"),
        (&open, "2026-12-04 17:00", Limit::TimeOfDay(16 * 3_600_000), "2026-12-04 16:00"),
        (&open, "2027-03-31 10:00", Limit::Months(1), "2027-02-28 10:00"),
        (&open, "2027-03-29 10:00", Limit::DayOfMonth(30), "2027-02-28 23:59:59.999"),
        (&open, "2027-03-31 10:00", Limit::DayOfMonth(30), "2027-03-30 23:59:59.999"),
    ] {
        let back = calendar.before(at(&zone, from), limit, &[]).unwrap();
        assert_eq!(show(&zone, back), want, "{from} {limit:?}");
    }
    let pause = [(at(&zone, "2026-12-04 09:00"), at(&zone, "2026-12-04 09:50"))];
    assert_eq!(
        show(&zone, open.before(at(&zone, "2026-12-04 10:00"), Limit::Span(HOUR), &pause).unwrap()),
        "2026-12-04 08:10"
    );
}

#[test]
fn a_share_of_the_way_counts_what_the_limit_counts() {
    let (open, hours) = (always(shanghai()), office(shanghai()));
    let zone = shanghai();
    let share = |calendar: &Calendar, from: &str, to: &str, limit, percent, pauses: &[_]| {
        show(&zone, calendar.share(at(&zone, from), at(&zone, to), limit, percent, pauses).unwrap())
    };
    let span = Some(Limit::Span(0));
    assert_eq!(share(&open, "2026-12-02 00:00", "2026-12-04 00:00", span, 75, &[]), "2026-12-03 12:00");
    assert_eq!(share(&hours, "2026-12-02 10:30", "2026-12-02 15:00", span, 50, &[]), "2026-12-02 11:30");
    assert_eq!(share(&hours, "2026-12-02 10:30", "2026-12-02 15:00", span, 75, &[]), "2026-12-02 14:30");
    assert_eq!(share(&hours, "2026-12-02 00:00", "2026-12-04 00:00", None, 75, &[]), "2026-12-03 12:00");
    let pause = [(at(&zone, "2026-12-02 10:30"), at(&zone, "2026-12-02 11:00"))];
    assert_eq!(share(&hours, "2026-12-02 10:00", "2026-12-02 14:30", span, 50, &pause), "2026-12-02 11:15");
    assert_eq!(hours.counted(at(&zone, "2026-12-02 00:00"), at(&zone, "2026-12-03 00:00"), &pause), 6 * HOUR);
}

#[test]
fn an_open_day_is_looked_for_within_bounds() {
    let from = day("2026-12-02");
    // Every day is closed up to the one so many days ahead.
    let opens_after = |days: i32| {
        let week = core::array::from_fn(|_| OFFICE.into());
        let closed = (from - 1..from + days).collect();
        Calendar { hours: Hours::Weekly(Box::new(week)), closed, ..always(shanghai()) }
    };
    let start = at(&shanghai(), "2026-12-02 10:00");
    // The search for an opening begins on the day before, that for the n-th open day on the day after.
    let (last, far) = (crate::limits::CALENDAR_DAYS - 2, crate::limits::CALENDAR_DAYS);
    assert_eq!(opens_after(last).opening(start).map(|at| show(&shanghai(), at)), Some("2037-01-16 08:30".into()));
    assert_eq!(opens_after(last + 1).opening(start), None);
    assert_eq!(opens_after(far).open_day(from, 1), Some(from + far));
    assert_eq!(opens_after(far + 1).open_day(from, 1), None);
}

#[test]
fn what_comes_back_does_so_once_a_period_by_the_local_time() {
    let list = |zone: &Zone, every: Every, time: i64, after: &str, until: &str| -> Vec<String> {
        let ms = u32::try_from(time).unwrap();
        let all = zone.recurrences(every, ms, at(zone, after), at(zone, until));
        all.iter().map(|one| format!("{} {}", one.period, show(zone, one.at))).collect()
    };
    let half_past_eight = 8 * HOUR + 30 * MINUTE;
    let month = |day, after, until| list(&shanghai(), Every::Month(day), half_past_eight, after, until);
    assert_eq!(
        month(31, "2027-01-31 08:30", "2027-04-30 08:30"),
        ["2027-02 2027-02-28 08:30", "2027-03 2027-03-31 08:30", "2027-04 2027-04-30 08:30"],
        "the month's last day; the boundary before is left out, that behind is not"
    );
    assert_eq!(month(5, "2026-12-05 08:30", "2027-01-05 08:29"), Vec::<String>::new());
    assert_eq!(month(5, "2026-12-31 23:59", "2027-01-05 08:30"), ["2027-01 2027-01-05 08:30"]);
    // Rome skips from two to three on 29 March, and has half past two twice on 25 October.
    let daily = |after, until| list(&rome(), Every::Day, 2 * HOUR + 30 * MINUTE, after, until);
    assert_eq!(
        daily("2026-03-28 02:30", "2026-03-30 12:00"),
        ["2026-03-29 2026-03-29 03:30", "2026-03-30 2026-03-30 02:30"]
    );
    assert_eq!(daily("2026-10-24 12:00", "2026-10-26 00:00"), ["2026-10-25 2026-10-25 02:30"]);
    assert_eq!(daily("2000-01-01 00:00", "2026-10-26 00:00").len(), 1_000);
    let starts = [0, -1, 1].map(|n| super::month_start(day("2027-03-31"), n));
    assert_eq!(starts, ["2027-03-01", "2027-02-01", "2027-04-01"].map(|text| Some(day(text))));
}
