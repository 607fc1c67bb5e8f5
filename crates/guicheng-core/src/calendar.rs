//! Business calendars and zone rules, as linked data; the arithmetic of due instants.
//!
//! [`Zone`] turns instants into local days and back, [`Calendar`] says which hours count, [`Calendar::due`] adds a
//! [`crate::Limit`] to an instant. Nothing here knows the time or a time-zone database: rules come in as data.

mod counting;
mod day;
mod due;
mod open;
mod recur;
mod zone;

#[cfg(test)]
mod tests;

pub(crate) use day::{DAY, HOUR};
pub use recur::{Every, Recurrence, month_start};

use crate::{Digest, Timestamp};
use alloc::boxed::Box;

/// A calendar: which hours count.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Calendar {
    /// Its name.
    pub id: Box<str>,
    /// Its version.
    pub version: u32,
    /// Digest of its data.
    pub digest: Digest,
    /// Its zone.
    pub zone: Zone,
    /// Open hours.
    pub hours: Hours,
    /// Days closed by exception (days since 1970-01-01, sorted).
    pub closed: Box<[i32]>,
    /// Days open by exception (make-up working days, sorted), with the hours of their weekday, or of the first weekday
    /// with hours where theirs has none.
    pub open_extra: Box<[i32]>,
    /// The last day for which it was entered.
    pub until: Option<i32>,
}

/// Open hours of one day, in milliseconds since its midnight.
type DayHours = Box<[(i64, i64)]>;

/// Open hours.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub enum Hours {
    /// Always.
    #[default]
    Always,
    /// By weekday, Monday first: intervals in milliseconds of the local day, sorted and apart.
    Weekly(Box<[DayHours; 7]>),
}

/// The rules of a time zone over the years that matter, extracted at load and pinned by digest.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Zone {
    /// Its IANA name.
    pub name: Box<str>,
    /// The offset before the first change, in milliseconds east.
    pub first: i64,
    /// Changes: the instant and the offset from then on, sorted.
    pub changes: Box<[(Timestamp, i64)]>,
    /// Digest of name and changes.
    pub digest: Digest,
}
