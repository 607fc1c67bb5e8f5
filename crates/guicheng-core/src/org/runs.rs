//! Shifts on the time line: local wall time of a day becomes instants.

use super::{Org, Roster};
use crate::Timestamp;
use alloc::{boxed::Box, vec::Vec};

/// One shift of one day, with its people.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Run<'o> {
    /// The day on which it begins (since 1970-01-01).
    pub day: i32,
    /// The shift's id.
    pub shift: &'o str,
    /// When it begins.
    pub from: Timestamp,
    /// When it is over: this instant is the next shift's.
    pub to: Timestamp,
    /// Its people, in the order of the roster.
    pub people: &'o [Box<str>],
}

impl Org {
    /// The shifts of a roster that begin at or after `from` and before `to`, by their begin, then in the order of the
    /// file. None for a roster that is not there.
    pub fn runs(&self, roster: &str, from: Timestamp, to: Timestamp) -> Vec<Run<'_>> {
        let (first, last) = (self.zone.local(from).0.saturating_sub(1), self.zone.local(to).0.saturating_add(1));
        let mut runs: Vec<Run<'_>> = self
            .roster(roster)
            .into_iter()
            .flat_map(|roster| self.runs_of(roster, first, last))
            .filter(|run| run.from >= from && run.from < to)
            .collect();
        runs.sort_by_key(|run| run.from);
        runs
    }

    /// The shifts of a roster during which an instant lies.
    pub fn runs_at(&self, roster: &str, at: Timestamp) -> Vec<Run<'_>> {
        let day = self.zone.local(at).0;
        self.roster(roster)
            .into_iter()
            .flat_map(|roster| self.runs_of(roster, day.saturating_sub(1), day.saturating_add(1)))
            .filter(|run| run.from <= at && at < run.to)
            .collect()
    }

    pub(super) fn roster(&self, id: &str) -> Option<&Roster> {
        self.rosters.iter().find(|roster| &*roster.id == id)
    }

    /// The shifts that begin on these days (the last included).
    fn runs_of<'o>(&'o self, roster: &'o Roster, first: i32, last: i32) -> impl Iterator<Item = Run<'o>> {
        let begin = roster.days.partition_point(|(day, ..)| *day < first);
        let days = roster.days.get(begin..).unwrap_or_default().iter();
        days.take_while(move |(day, ..)| *day <= last).filter_map(|(day, shift, people)| {
            let shift = roster.shifts.get(usize::from(*shift))?;
            let end = if shift.to <= shift.from { day.saturating_add(1) } else { *day };
            Some(Run {
                day: *day,
                shift: &shift.id,
                from: self.zone.instant(*day, shift.from).0,
                to: self.zone.instant(end, shift.to).0,
                people,
            })
        })
    }
}
