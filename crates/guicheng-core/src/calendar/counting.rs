//! Counting time: walking forwards and backwards over what counts, leaving out what was paused.

use super::{Calendar, open::Stretches};
use crate::{Timestamp, limits};
use alloc::vec::Vec;

/// What counts.
#[derive(Clone, Copy)]
pub(super) enum Counting<'a> {
    /// Every instant.
    Elapsed,
    /// The open hours of a calendar.
    Open(&'a Calendar),
}

/// The part of a stretch that was not paused. Pauses are sorted by their start.
fn unpaused(from: Timestamp, to: Timestamp, pauses: &[(Timestamp, Timestamp)]) -> Stretches {
    let mut parts = Stretches::new();
    let mut at = from;
    for (pause, resume) in pauses {
        if *pause >= to {
            break;
        }
        if *pause > at {
            parts.push((at, *pause));
        }
        at = at.max(*resume);
    }
    if at < to {
        parts.push((at, to));
    }
    parts
}

impl<'a> Counting<'a> {
    /// How a calendar counts hours.
    pub(super) fn of(calendar: &'a Calendar) -> Self {
        if calendar.is_always() { Self::Elapsed } else { Self::Open(calendar) }
    }

    /// Stretches that count, forwards from the day of an instant (all time is one stretch).
    fn forwards(self, from: Timestamp) -> impl Iterator<Item = (Timestamp, Timestamp)> {
        let (calendar, first) = self.around(from);
        let elapsed = calendar.is_none().then_some((Timestamp(i64::MIN), Timestamp::NEVER));
        let days = first.saturating_sub(1)..first.saturating_add(limits::CALENDAR_DAYS);
        elapsed.into_iter().chain(calendar.into_iter().flat_map(move |c| days.clone().flat_map(|day| c.open_on(day))))
    }

    /// The same backwards.
    fn backwards(self, from: Timestamp) -> impl Iterator<Item = (Timestamp, Timestamp)> {
        let (calendar, last) = self.around(from);
        let elapsed = calendar.is_none().then_some((Timestamp(i64::MIN), Timestamp::NEVER));
        let days = last.saturating_sub(limits::CALENDAR_DAYS)..=last.saturating_add(1);
        elapsed.into_iter().chain(
            calendar.into_iter().flat_map(move |c| days.clone().rev().flat_map(|day| c.open_on(day).into_iter().rev())),
        )
    }

    fn around(self, at: Timestamp) -> (Option<&'a Calendar>, i32) {
        match self {
            Self::Elapsed => (None, 0),
            Self::Open(calendar) => (Some(calendar), calendar.zone.local(at).0),
        }
    }

    /// The first instant at which `ms` have counted since `from`; the stretches counted are added to `counted`.
    pub(super) fn after(
        self,
        from: Timestamp,
        ms: i64,
        pauses: &[(Timestamp, Timestamp)],
        counted: Option<&mut Vec<(Timestamp, Timestamp)>>,
    ) -> Option<Timestamp> {
        let mut left = ms;
        let mut kept = counted;
        if left <= 0 {
            return Some(from);
        }
        for (open, close) in self.forwards(from) {
            for (begin, end) in unpaused(open.max(from), close, pauses) {
                let stop = end.min(begin.plus(left));
                if let Some(counted) = kept.as_deref_mut() {
                    note(counted, begin, stop);
                }
                left -= stop.since(begin);
                if left <= 0 {
                    return Some(stop);
                }
            }
        }
        None
    }

    /// The last instant from which `ms` count until `from`.
    pub(super) fn before(self, from: Timestamp, ms: i64, pauses: &[(Timestamp, Timestamp)]) -> Option<Timestamp> {
        let mut left = ms;
        if left <= 0 {
            return Some(from);
        }
        for (open, close) in self.backwards(from) {
            for (begin, end) in unpaused(open, close.min(from), pauses).into_iter().rev() {
                let stop = begin.max(end.plus(left.saturating_neg()));
                left -= end.since(stop);
                if left <= 0 {
                    return Some(stop);
                }
            }
        }
        None
    }

    /// How many milliseconds count between two instants; the stretches counted are added to `counted`.
    pub(super) fn between(
        self,
        from: Timestamp,
        to: Timestamp,
        pauses: &[(Timestamp, Timestamp)],
        counted: Option<&mut Vec<(Timestamp, Timestamp)>>,
    ) -> i64 {
        let mut sum = 0_i64;
        let mut kept = counted;
        for (open, close) in self.forwards(from) {
            if open >= to {
                break;
            }
            for (begin, end) in unpaused(open.max(from), close.min(to), pauses) {
                sum = sum.saturating_add(end.since(begin));
                if let Some(counted) = kept.as_deref_mut() {
                    note(counted, begin, end);
                }
            }
        }
        sum
    }
}

/// Adds a stretch, joined to the last one where they touch.
fn note(counted: &mut Vec<(Timestamp, Timestamp)>, begin: Timestamp, end: Timestamp) {
    match counted.last_mut() {
        Some((_, last)) if *last == begin => *last = end,
        Some(_) | None => counted.push((begin, end)),
    }
}
