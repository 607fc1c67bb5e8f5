//! Zone rules: from an instant to the local day and back.

use super::{DAY, Zone};
use crate::Timestamp;

/// No zone was ever further from Greenwich, nor changed its offset by more.
const FURTHEST: i64 = 26 * super::HOUR;

impl Zone {
    /// A zone that never changes its offset.
    pub fn fixed(name: &str, offset: i64) -> Self {
        Self { name: name.into(), first: offset, ..Self::default() }
    }

    /// The offset at an instant, in milliseconds east.
    pub fn offset_at(&self, at: Timestamp) -> i64 {
        self.offset(self.changes.partition_point(|(from, _)| *from <= at))
    }

    /// The local day of an instant (since 1970-01-01) and the milliseconds since its midnight.
    pub fn local(&self, at: Timestamp) -> (i32, i64) {
        let local = at.0.saturating_add(self.offset_at(at));
        let day = local.div_euclid(DAY);
        (i32::try_from(day).unwrap_or(if day < 0 { i32::MIN } else { i32::MAX }), local.rem_euclid(DAY))
    }

    /// The instant of a local time, and whether it had to be settled: a missing one shifts forward by what is missing,
    /// of a doubled one the first counts.
    pub fn instant(&self, day: i32, ms: i64) -> (Timestamp, bool) {
        let local = i64::from(day) * DAY + ms;
        let near = |(from, _): &(Timestamp, i64)| from.0 <= local.saturating_sub(FURTHEST);
        let mut found = None;
        let mut before = None;
        for segment in self.changes.partition_point(near)..=self.changes.len() {
            let from = segment.checked_sub(1).and_then(|i| self.changes.get(i)).map_or(i64::MIN, |(from, _)| from.0);
            let to = self.changes.get(segment).map_or(i64::MAX, |(to, _)| to.0);
            let at = local.saturating_sub(self.offset(segment));
            if from > local.saturating_add(FURTHEST) {
                break;
            }
            if at >= from && at < to {
                if let Some(first) = found {
                    return (first, true);
                }
                found = Some(Timestamp(at));
            } else if at >= to {
                before = Some(Timestamp(at));
            }
        }
        match (found, before) {
            (Some(at), _) => (at, false),
            (None, before) => (before.unwrap_or(Timestamp(local.saturating_sub(self.first))), true),
        }
    }

    /// The last millisecond of a local day.
    pub fn end_of(&self, day: i32) -> (Timestamp, bool) {
        self.instant(day, DAY - 1)
    }

    /// The offset of a segment: 0 lies before the first change.
    fn offset(&self, segment: usize) -> i64 {
        segment.checked_sub(1).and_then(|i| self.changes.get(i)).map_or(self.first, |(_, offset)| *offset)
    }
}
