//! Codes of the host's own for where a case stands (`[status.HOST]`).

use crate::{HoldId, ScopeId, Status, StepId};
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
