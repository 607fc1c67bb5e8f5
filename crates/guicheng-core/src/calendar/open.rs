//! Which days and hours of a calendar are open.

use super::{Calendar, DAY, Hours, day::weekday};
use crate::{Timestamp, limits};
use smallvec::SmallVec;

/// Stretches of time, in order and apart.
pub(super) type Stretches = SmallVec<[(Timestamp, Timestamp); 4]>;

impl Calendar {
    /// Whether every instant counts: only then is a span mere elapsed time.
    pub fn is_always(&self) -> bool {
        self.hours == Hours::Always && self.closed.is_empty()
    }

    /// Whether a day has open hours.
    pub fn is_open(&self, day: i32) -> bool {
        !self.hours_of(day).is_empty()
    }

    /// Whether the calendar was entered for this instant.
    pub fn covers(&self, at: Timestamp) -> bool {
        self.until.is_none_or(|last| self.zone.local(at).0 <= last)
    }

    /// The open hours of a local day, in milliseconds since its midnight.
    pub fn hours_of(&self, day: i32) -> &[(i64, i64)] {
        const WHOLE: &[(i64, i64)] = &[(0, DAY)];
        let extra = self.open_extra.binary_search(&day).is_ok();
        if !extra && self.closed.binary_search(&day).is_ok() {
            return &[];
        }
        match &self.hours {
            Hours::Always => WHOLE,
            Hours::Weekly(week) => {
                let own = week.get(weekday(day)).map_or(&[][..], |hours| hours);
                if extra && own.is_empty() {
                    week.iter().find(|hours| !hours.is_empty()).map_or(own, |h| h)
                } else {
                    own
                }
            }
        }
    }

    /// The open hours of a local day as instants.
    pub(super) fn open_on(&self, day: i32) -> Stretches {
        let edge = |ms: i64| {
            if ms >= DAY { self.zone.instant(day.saturating_add(1), 0).0 } else { self.zone.instant(day, ms).0 }
        };
        self.hours_of(day).iter().map(|(from, to)| (edge(*from), edge(*to))).filter(|(from, to)| from < to).collect()
    }

    /// The instant itself if it is open, else the next opening; none within [`limits::CALENDAR_DAYS`].
    pub(super) fn opening(&self, at: Timestamp) -> Option<Timestamp> {
        let first = self.zone.local(at).0.saturating_sub(1);
        (first..first.saturating_add(limits::CALENDAR_DAYS))
            .flat_map(|day| self.open_on(day))
            .find(|(_, to)| *to > at)
            .map(|(from, _)| from.max(at))
    }

    /// The n-th open day after a day (before it, if n is negative); the day itself for 0.
    pub(super) fn open_day(&self, day: i32, n: i32) -> Option<i32> {
        let mut left = n.unsigned_abs();
        let mut at = day;
        for _ in 0..limits::CALENDAR_DAYS {
            if left == 0 {
                return Some(at);
            }
            at = at.checked_add(n.signum())?;
            left -= u32::from(self.is_open(at));
        }
        (left == 0).then_some(at)
    }
}
