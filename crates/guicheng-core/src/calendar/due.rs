//! From a start and a limit to a due instant, and the moments around it.

use super::{
    Calendar,
    counting::Counting,
    day::{add_months, day_of_month},
};
use crate::{Arithmetic, Limit, Timestamp};

/// Stretches that do not count, sorted by their start.
type Pauses<'a> = &'a [(Timestamp, Timestamp)];

impl Calendar {
    /// When a limit that began at `start` is over, and how that came about; none where the calendar has too few open
    /// hours. Neither `extra_ms` (a granted extension) nor a pause is ever counted twice: what was paused is left out
    /// before the calendar is asked what is open.
    ///
    /// Spans and working days count this calendar's open hours; calendar days, the end of the day, a time of day and
    /// months count all time. A pause or an extension moves a due in days or months by the time it took, counted from there; where the
    /// unit ends with the day, to the end of the day that is reached.
    pub fn due(
        &self,
        start: Timestamp,
        limit: Limit,
        extra_ms: i64,
        pauses: Pauses<'_>,
    ) -> Option<(Timestamp, Arithmetic)> {
        let mut sum = Arithmetic::default();
        let hours = Counting::of(self);
        let listed = !self.is_always();
        let due = match limit {
            Limit::Span(ms) => {
                let counted = listed.then_some(&mut sum.counted);
                hours.after(start, ms.saturating_add(extra_ms), pauses, counted)?
            }
            Limit::WorkingDays(n) => {
                let begin = self.opening(start)?;
                let (day, time) = self.zone.local(begin);
                let (plain, shifted) = match n {
                    0 => (begin, false),
                    n => self.zone.instant(self.open_day(day, i32::from(n))?, time),
                };
                sum.shifted = shifted;
                let due = moved(hours, start, plain, extra_ms, pauses)?;
                if listed {
                    hours.between(begin, due, pauses, Some(&mut sum.counted));
                }
                due
            }
            Limit::CalendarDays(n) => self.day_end(start, i32::from(n), extra_ms, pauses, &mut sum)?,
            Limit::EndOfDay => self.day_end(start, 0, extra_ms, pauses, &mut sum)?,
            Limit::TimeOfDay(ms) => {
                let (plain, shifted) = self.time_of_day(start, ms)?;
                sum.shifted = shifted;
                moved(Counting::Elapsed, start, plain, extra_ms, pauses)?
            }
            Limit::DayOfMonth(n) => {
                let today = self.zone.local(start).0;
                let (this, clamped) = day_of_month(today, n, 0)?;
                let (day, clamped) = if this < today { day_of_month(today, n, 1)? } else { (this, clamped) };
                sum.clamped = clamped;
                self.day_end(start, day.checked_sub(today)?, extra_ms, pauses, &mut sum)?
            }
            Limit::Months(n) => {
                let (day, time) = self.zone.local(start);
                let (to, clamped) = add_months(day, i32::from(n))?;
                let (plain, shifted) = self.zone.instant(to, time);
                (sum.clamped, sum.shifted) = (clamped, shifted);
                moved(Counting::Elapsed, start, plain, extra_ms, pauses)?
            }
        };
        Some((due, sum))
    }

    /// The first instant from `start` on at which the local time is this.
    fn time_of_day(&self, start: Timestamp, ms: u32) -> Option<(Timestamp, bool)> {
        let today = self.zone.local(start).0;
        let on = |day: i32| self.zone.instant(day, i64::from(ms));
        let (at, shifted) = on(today);
        if at >= start { Some((at, shifted)) } else { Some(on(today.checked_add(1)?)) }
    }

    /// The end of the n-th local day after the start's.
    fn day_end(
        &self,
        start: Timestamp,
        n: i32,
        extra_ms: i64,
        pauses: Pauses<'_>,
        sum: &mut Arithmetic,
    ) -> Option<Timestamp> {
        let (plain, shifted) = self.zone.end_of(self.zone.local(start).0.checked_add(n)?);
        sum.shifted = shifted;
        let due = moved(Counting::Elapsed, start, plain, extra_ms, pauses)?;
        if due == plain {
            return Some(due);
        }
        let (due, shifted) = self.zone.end_of(self.zone.local(due).0);
        sum.shifted = shifted;
        Some(due)
    }

    /// The moment that lies a limit before a due, what was paused left out. Days keep the local time, but for calendar
    /// days: the end of the n-th day before; the end of day is that of the day before; a time of day or a
    /// day of the month is the last one.
    pub fn before(&self, due: Timestamp, limit: Limit, pauses: Pauses<'_>) -> Option<Timestamp> {
        let (day, time) = self.zone.local(due);
        match limit {
            Limit::Span(ms) => Counting::of(self).before(due, ms, pauses),
            Limit::WorkingDays(n) => Some(self.zone.instant(self.open_day(day, -i32::from(n))?, time).0),
            Limit::CalendarDays(n) => Some(self.zone.end_of(day.checked_sub(i32::from(n))?).0),
            Limit::EndOfDay => Some(self.zone.end_of(day.checked_sub(1)?).0),
            Limit::TimeOfDay(ms) => {
                let (at, _) = self.zone.instant(day, i64::from(ms));
                if at <= due { Some(at) } else { Some(self.zone.instant(day.checked_sub(1)?, i64::from(ms)).0) }
            }
            Limit::DayOfMonth(n) => {
                let (this, _) = day_of_month(day, n, 0)?;
                let last = if this < day { this } else { day_of_month(day, n, -1)?.0 };
                Some(self.zone.end_of(last).0)
            }
            Limit::Months(n) => Some(self.zone.instant(add_months(day, -i32::from(n))?.0, time).0),
        }
    }

    /// The moment at a share of the way from start to due, in the time that counts for this limit (all time where there
    /// is no limit, only a fixed due).
    pub fn share(
        &self,
        start: Timestamp,
        due: Timestamp,
        limit: Option<Limit>,
        percent: u8,
        pauses: Pauses<'_>,
    ) -> Option<Timestamp> {
        let counting = match limit {
            Some(Limit::Span(_) | Limit::WorkingDays(_)) => Counting::of(self),
            Some(
                Limit::CalendarDays(_)
                | Limit::EndOfDay
                | Limit::TimeOfDay(_)
                | Limit::DayOfMonth(_)
                | Limit::Months(_),
            )
            | None => Counting::Elapsed,
        };
        let way = i128::from(counting.between(start, due, pauses, None)) * i128::from(percent) / 100;
        counting.after(start, i64::try_from(way).ok()?, pauses, None)
    }

    /// How much of the time between two instants counts as open and was not paused.
    pub fn counted(&self, from: Timestamp, to: Timestamp, pauses: Pauses<'_>) -> i64 {
        Counting::of(self).between(from, to, pauses, None)
    }
}

/// A plain due, later by what pauses took of the way there and by an extension, both counted on from it.
fn moved(
    counting: Counting<'_>,
    start: Timestamp,
    plain: Timestamp,
    extra: i64,
    pauses: Pauses<'_>,
) -> Option<Timestamp> {
    let lost = if pauses.is_empty() {
        0
    } else {
        counting.between(start, plain, &[], None).saturating_sub(counting.between(start, plain, pauses, None))
    };
    counting.after(plain, lost.saturating_add(extra.max(0)), pauses, None)
}
