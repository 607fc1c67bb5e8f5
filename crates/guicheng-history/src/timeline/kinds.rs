//! The kinds of events in groups, as patterns. Each group has one teller, which ends in all other groups: a kind that
//! stands in no group, or that its teller has no words for, does not compile.

/// The course of the case.
macro_rules! course {
    () => {
        guicheng_core::EventKind::Accepted { .. }
            | guicheng_core::EventKind::Opened { .. }
            | guicheng_core::EventKind::Closed { .. }
            | guicheng_core::EventKind::Reopened
            | guicheng_core::EventKind::Merged { .. }
            | guicheng_core::EventKind::Unmerged { .. }
            | guicheng_core::EventKind::Absorbed { .. }
            | guicheng_core::EventKind::Migrated(_)
            | guicheng_core::EventKind::Corrected { .. }
            | guicheng_core::EventKind::Erased { .. }
            | guicheng_core::EventKind::Disclosed { .. }
            | guicheng_core::EventKind::DutyPassed { .. }
            | guicheng_core::EventKind::NodePassed(_)
            | guicheng_core::EventKind::NodeLeft { .. }
            | guicheng_core::EventKind::Withdrawn(_)
            | guicheng_core::EventKind::Signalled { .. }
    };
}

/// What people do with work.
macro_rules! work {
    () => {
        guicheng_core::EventKind::WorkOpened(_)
            | guicheng_core::EventKind::WorkShown(_)
            | guicheng_core::EventKind::WorkTaken { .. }
            | guicheng_core::EventKind::WorkReleased { .. }
            | guicheng_core::EventKind::WorkStarted { .. }
            | guicheng_core::EventKind::WorkHeld { .. }
            | guicheng_core::EventKind::WorkDone(_)
            | guicheng_core::EventKind::WorkSkipped { .. }
            | guicheng_core::EventKind::WorkEnded { .. }
            | guicheng_core::EventKind::Urged { .. }
            | guicheng_core::EventKind::Confirmed { .. }
    };
}

/// What is found, filled and asked for.
macro_rules! facts {
    () => {
        guicheng_core::EventKind::Called { .. }
            | guicheng_core::EventKind::CallWithdrawn { .. }
            | guicheng_core::EventKind::Found { .. }
            | guicheng_core::EventKind::Nobody { .. }
            | guicheng_core::EventKind::Climbed { .. }
            | guicheng_core::EventKind::Named { .. }
            | guicheng_core::EventKind::Filled { .. }
            | guicheng_core::EventKind::Registered(_)
    };
}

/// Clocks.
macro_rules! clocks {
    () => {
        guicheng_core::EventKind::ClockStarted(_)
            | guicheng_core::EventKind::ClockMoved(_)
            | guicheng_core::EventKind::ClockPaused { .. }
            | guicheng_core::EventKind::ClockStopped { .. }
            | guicheng_core::EventKind::ClockFired(_)
    };
}

/// Norms and messages.
macro_rules! norms {
    () => {
        guicheng_core::EventKind::Noticed { .. }
            | guicheng_core::EventKind::Reminded { .. }
            | guicheng_core::EventKind::Escalated { .. }
            | guicheng_core::EventKind::Advised { .. }
            | guicheng_core::EventKind::HoldBegan { .. }
            | guicheng_core::EventKind::HoldEnded { .. }
            | guicheng_core::EventKind::RuleBroken { .. }
            | guicheng_core::EventKind::RuleKept { .. }
            | guicheng_core::EventKind::Reacted { .. }
    };
}

/// Only bookkeeping: told by none.
macro_rules! quiet {
    () => {
        guicheng_core::EventKind::PersonMet(..)
            | guicheng_core::EventKind::NodeEntered { .. }
            | guicheng_core::EventKind::Entered { .. }
            | guicheng_core::EventKind::JoinReset { .. }
            | guicheng_core::EventKind::FrameOpened(_)
            | guicheng_core::EventKind::FrameClosed { .. }
            | guicheng_core::EventKind::Counted { .. }
            | guicheng_core::EventKind::LineTaken { .. }
            | guicheng_core::EventKind::MailTaken { .. }
            | guicheng_core::EventKind::Watched { .. }
            | guicheng_core::EventKind::Marked { .. }
            | guicheng_core::EventKind::ClockEnded { .. }
    };
}

pub(super) use {clocks, course, facts, norms, quiet, work};
