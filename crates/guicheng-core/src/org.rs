//! The organisation: people, posts, rosters, groups, departments. Pure data that a host may answer questions from.
//!
//! [`Org::holders`] says who holds a role at an instant, [`Org::runs`] when shifts begin and end, [`Org::changes`] when one gives
//! way to the next, [`order`] who comes first, [`Org::permits`] who may do what beyond the steps of a case.

mod changes;
mod holders;
mod order;
mod permission;
mod runs;
#[cfg(test)]
mod tests;

pub use changes::Change;
pub use order::{Ranking, order};
pub use permission::{Permission, Reach, Right};
pub use runs::Run;

use crate::{Digest, Timestamp, Zone};
use alloc::{boxed::Box, vec::Vec};

/// An organisation as of one version.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Org {
    /// Its version.
    pub version: u32,
    /// Digest of its data.
    pub digest: Digest,
    /// The zone in which shifts are meant: rosters keep wall time.
    pub zone: Zone,
    /// The last day for which rosters are entered.
    pub until: Option<i32>,
    /// People.
    pub people: Vec<OrgPerson>,
    /// Posts.
    pub posts: Vec<Post>,
    /// Rosters.
    pub rosters: Vec<Roster>,
    /// Groups.
    pub groups: Vec<Group>,
    /// Departments.
    pub departments: Vec<Department>,
    /// Absences: a person on leave is passed over.
    pub absences: Vec<Absence>,
    /// Other words for a source of people (`post:X`, `roster:X`, `group:X`), as manuals and people use them.
    pub aliases: Vec<(Box<str>, Box<str>)>,
    /// Permissions, in the order of the file.
    pub permissions: Vec<Permission>,
}

impl Org {
    /// The source of people that goes by this other word.
    pub fn alias(&self, word: &str) -> Option<&str> {
        self.aliases.iter().find(|(alias, _)| **alias == *word).map(|(_, source)| &**source)
    }
}

/// A person of the organisation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrgPerson {
    /// The id used everywhere.
    pub id: Box<str>,
    /// The name shown.
    pub name: Box<str>,
}

/// A post with its holder and deputies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Post {
    /// Its id, as in `post:X`.
    pub id: Box<str>,
    /// The holder.
    pub holder: Option<Box<str>>,
    /// Deputies, in order: one stands in when the holder is absent.
    pub deputies: Vec<Box<str>>,
}

/// A roster.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Roster {
    /// Its id, as in `roster:X`.
    pub id: Box<str>,
    /// It changes hands only when both have signed.
    pub signed: bool,
    /// Shifts, in the order of the file.
    pub shifts: Vec<Shift>,
    /// Day (since 1970-01-01), shift, people; sorted by day, then in the order of the shifts.
    pub days: Vec<(i32, u8, Vec<Box<str>>)>,
}

/// A shift in local wall time; one that ends at or before its start ends on the next day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shift {
    /// Its id.
    pub id: Box<str>,
    /// Start, in milliseconds of the local day.
    pub from: i64,
    /// End, likewise.
    pub to: i64,
}

/// A group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// Its id, as in `group:X`.
    pub id: Box<str>,
    /// Its people.
    pub people: Vec<Box<str>>,
}

/// A department.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Department {
    /// Its id, as in a department field.
    pub id: Box<str>,
    /// The source of its head: a person's id, or `post:X`.
    pub head: Box<str>,
}

/// An absence, from (inclusive) to (exclusive).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Absence {
    /// Who.
    pub person: Box<str>,
    /// From.
    pub from: Timestamp,
    /// To.
    pub to: Timestamp,
}
