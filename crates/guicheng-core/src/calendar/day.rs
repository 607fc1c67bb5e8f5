//! Days: numbers since 1970-01-01, their weekdays and the months between them.

use chrono::{Datelike, Months, NaiveDate};

/// Milliseconds of an hour.
pub(crate) const HOUR: i64 = 3_600_000;
/// Milliseconds of a day of 24 hours.
pub(crate) const DAY: i64 = 24 * HOUR;

/// Days from 0001-01-01, chrono's count, to 1970-01-01.
const EPOCH: i32 = 719_163;

/// The weekday of a day, Monday 0.
pub(super) fn weekday(day: i32) -> usize {
    // 1970-01-01 was a Thursday.
    usize::try_from((i64::from(day) + 3).rem_euclid(7)).unwrap_or(0)
}

/// The day with this number in the month `months` later, on the month's last day where it has no such day; and whether
/// so.
pub(super) fn day_of_month(day: i32, number: u8, months: i32) -> Option<(i32, bool)> {
    let date = NaiveDate::from_num_days_from_ce_opt(day.checked_add(EPOCH)?)?;
    let first = date.with_day(1)?.num_days_from_ce().checked_sub(EPOCH)?;
    let (first, _) = add_months(first, months)?;
    let (next, _) = add_months(first, 1)?;
    let wanted = first.checked_add(i32::from(number.max(1)).checked_sub(1)?)?;
    let last = next.checked_sub(1)?;
    Some((wanted.min(last), wanted > last))
}

/// The day `months` later (earlier if negative), on the month's last day where it has no such day; and whether so.
pub(super) fn add_months(day: i32, months: i32) -> Option<(i32, bool)> {
    let date = NaiveDate::from_num_days_from_ce_opt(day.checked_add(EPOCH)?)?;
    let step = Months::new(months.unsigned_abs());
    let moved = if months < 0 { date.checked_sub_months(step) } else { date.checked_add_months(step) }?;
    Some((moved.num_days_from_ce().checked_sub(EPOCH)?, moved.day() != date.day()))
}

/// Year, month and day of the month.
pub(super) fn civil(day: i32) -> Option<(i32, u32, u32)> {
    let date = NaiveDate::from_num_days_from_ce_opt(day.checked_add(EPOCH)?)?;
    Some((date.year(), date.month(), date.day()))
}
