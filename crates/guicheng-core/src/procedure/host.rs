//! What a procedure asks of its host: codes for where a case stands (`[status.HOST]`), cases opened by a roster
//! (`[opens.X]`).

use crate::{FieldId, HoldId, ScopeId, Status, StepId};
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

/// Cases that the host opens, one for each change of shift (`[opens.X]`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opens {
    /// The card's name.
    pub id: Box<str>,
    /// The roster.
    pub roster: Box<str>,
    /// So long before the change, in milliseconds.
    pub before: i64,
    /// What is filled in at opening.
    pub give: Box<[(FieldId, ShiftValue)]>,
}

/// A value that a change of shift gives.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ShiftValue {
    /// When the shift ends.
    End,
    /// Who has the shift that ends; the first by the roster where the field holds one person.
    People,
    /// Who has the next shift; nothing where the roster ends.
    NextPeople,
}
