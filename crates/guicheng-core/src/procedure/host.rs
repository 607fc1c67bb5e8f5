//! What a procedure asks of its host: codes for where a case stands (`[status.HOST]`), cases opened by a roster or
//! the calendar (`[opens.X]`).

use crate::{Every, FieldId, HoldId, ScopeId, Status, StepId};
use alloc::boxed::Box;

/// The codes that one host knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HostCodes {
    /// The host, as in `[status.HOST]`.
    pub host: Box<str>,
    /// What the code stands for, and the code. Of several that hold the first counts.
    pub codes: Box<[(Standing, Box<str>)]>,
}

/// Something that holds or does not hold of a case.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Standing {
    /// Work of this card is open, and not hidden.
    Step(StepId),
    /// This route runs.
    Scope(ScopeId),
    /// This hold is in force.
    Hold(HoldId),
    /// The case itself is open, closed, aborted or merged.
    Case(Status),
}

/// Cases that the host opens by itself (`[opens.X]`): one for each change of shift, each day or each month.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opens {
    /// The card's name.
    pub id: Box<str>,
    /// When.
    pub at: OpensAt,
    /// What is filled in at opening.
    pub give: Box<[(FieldId, OpensValue)]>,
}

/// When a case is opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OpensAt {
    /// At each change of shift of a roster.
    Shift {
        /// The roster.
        roster: Box<str>,
        /// So long before the change, in milliseconds.
        before: i64,
    },
    /// Every day or every month, at a time of day.
    Time {
        /// On which days.
        every: Every,
        /// Milliseconds since midnight, by the procedure's zone.
        at: u32,
    },
}

/// A value that is known at such an opening.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum OpensValue {
    /// When the shift ends.
    ShiftEnd,
    /// Who has the shift that ends; the first by the roster where the field holds one person.
    ShiftPeople,
    /// Who has the next shift; nothing where the roster ends.
    NextPeople,
    /// The local day for which it is opened, even if the host was late.
    Day,
    /// The first day of that day's month.
    ThisMonth,
    /// The first day of the month before.
    LastMonth,
}
