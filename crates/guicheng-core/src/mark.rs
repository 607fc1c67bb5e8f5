//! Happenings: what can start, stop or set off something.

use crate::{FieldId, HoldId, ScopeId, SignalId, StepId};

/// A happening.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Mark {
    /// A card's work was opened.
    StepOpened(StepId),
    /// A card's work was taken up by a person.
    StepClaimed(StepId),
    /// A card was done: its visit is over.
    StepDone(StepId),
    /// A route was entered.
    ScopeOpened(ScopeId),
    /// A route was done (not: left by a jump).
    ScopeDone(ScopeId),
    /// A hold began.
    HoldBegan(HoldId),
    /// A hold ended.
    HoldEnded(HoldId),
    /// The case was opened.
    CaseOpened,
    /// The case was closed.
    CaseClosed,
    /// The host reported an outside event.
    Signal(SignalId),
    /// A field was filled; of a moment field the instant in it counts, of a date field the beginning of that day.
    Filled(FieldId),
}
