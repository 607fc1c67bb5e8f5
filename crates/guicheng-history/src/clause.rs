//! The clauses that a record stands on.

use crate::lexicon::Clauses;
use alloc::{boxed::Box, vec::Vec};
use guicheng_core::{EventKind, Id, What};

/// The clauses cited by the card, clock, rule, hold or notice that an event is about, in the order of the file.
pub(crate) fn clauses<'c>(kind: &EventKind, of: &'c Clauses) -> &'c [Box<str>] {
    match kind {
        EventKind::WorkOpened(opening) => match opening.what {
            What::Step(step) => at(&of.steps, step.index()),
            What::Choose(_) | What::Round(_) => &[],
        },
        EventKind::WorkEnded { done, .. } => at(&of.steps, done.step.index()),
        EventKind::WorkDone(completion) => completion.done.map(|d| at(&of.steps, d.step.index())).unwrap_or(&[]),
        EventKind::Found { step, .. } | EventKind::Named { step, .. } => at(&of.steps, step.index()),
        EventKind::Registered(register) => at(&of.registers, register.index()),
        EventKind::Noticed { notice, .. } => at(&of.notices, notice.index()),
        EventKind::HoldBegan { hold, .. } => at(&of.holds, hold.hold.index()),
        EventKind::HoldEnded { hold, .. } => at(&of.holds, hold.index()),
        EventKind::RuleBroken { rule, .. } | EventKind::RuleKept { rule, .. } => at(&of.rules, rule.index()),
        EventKind::Reacted { reaction, .. } => at(&of.reactions, reaction.index()),
        EventKind::ClockStarted(run) | EventKind::ClockMoved(run) => at(&of.clocks, run.clock.index()),
        EventKind::ClockStopped { clock, .. } => at(&of.clocks, clock.index()),
        EventKind::ClockFired(firing) => {
            let own = of.thresholds.get(firing.clock.index()).and_then(|t| t.get(usize::from(firing.threshold)));
            let own = own.map(Vec::as_slice).filter(|own| !own.is_empty());
            own.unwrap_or_else(|| at(&of.clocks, firing.clock.index()))
        }
        EventKind::Accepted { .. }
        | EventKind::PersonMet(..)
        | EventKind::Opened { .. }
        | EventKind::Closed { .. }
        | EventKind::Reopened
        | EventKind::Merged { .. }
        | EventKind::Unmerged { .. }
        | EventKind::Absorbed { .. }
        | EventKind::Migrated(_)
        | EventKind::Corrected { .. }
        | EventKind::Erased { .. }
        | EventKind::Disclosed { .. }
        | EventKind::DutyPassed { .. }
        | EventKind::NodePassed(_)
        | EventKind::NodeEntered { .. }
        | EventKind::NodeLeft { .. }
        | EventKind::Entered { .. }
        | EventKind::JoinReset { .. }
        | EventKind::FrameOpened(_)
        | EventKind::FrameClosed { .. }
        | EventKind::Counted { .. }
        | EventKind::Withdrawn(_)
        | EventKind::WorkShown(_)
        | EventKind::WorkTaken { .. }
        | EventKind::WorkReleased { .. }
        | EventKind::WorkStarted { .. }
        | EventKind::WorkHeld { .. }
        | EventKind::WorkSkipped { .. }
        | EventKind::Called { .. }
        | EventKind::CallWithdrawn { .. }
        | EventKind::Nobody { .. }
        | EventKind::Climbed { .. }
        | EventKind::Urged { .. }
        | EventKind::Filled { .. }
        | EventKind::Confirmed { .. }
        | EventKind::Reminded { .. }
        | EventKind::Escalated { .. }
        | EventKind::Advised { .. }
        | EventKind::LineTaken { .. }
        | EventKind::Signalled { .. }
        | EventKind::MailTaken { .. }
        | EventKind::Watched { .. }
        | EventKind::Marked { .. }
        | EventKind::ClockPaused { .. }
        | EventKind::ClockEnded { .. } => &[],
    }
}

fn at(list: &[Vec<Box<str>>], index: usize) -> &[Box<str>] {
    list.get(index).map_or(&[], |clauses| clauses)
}
