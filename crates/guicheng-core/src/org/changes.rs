//! Changes of shift: when a roster's people change, who goes and who comes.

use super::{Org, Run};
use crate::Timestamp;
use alloc::vec::Vec;

/// A shift begins on one day and ends on the same or the next: two days look past any.
const LONGEST: i64 = 2 * 24 * 60 * 60 * 1_000;

/// The end of one shift.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Change<'o> {
    /// When it ends.
    pub at: Timestamp,
    /// The shift that ends.
    pub ends: Run<'o>,
    /// The first that begins then or later, if the roster is entered so far.
    pub next: Option<Run<'o>>,
}

impl Org {
    /// The changes of shift of a roster after `after`, up to and including `until`, by their instant. None for a roster
    /// that is not there.
    pub fn changes(&self, roster: &str, after: Timestamp, until: Timestamp) -> Vec<Change<'_>> {
        let next = |at: Timestamp| self.runs(roster, at, at.plus(LONGEST)).into_iter().next();
        let runs = self.runs(roster, after.plus(-LONGEST), until).into_iter();
        let ending = runs.filter(|run| run.to > after && run.to <= until);
        let mut changes: Vec<Change<'_>> =
            ending.map(|run| Change { at: run.to, ends: run, next: next(run.to) }).collect();
        changes.sort_by_key(|change| change.at);
        changes
    }
}
