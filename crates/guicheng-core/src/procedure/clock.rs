//! Clocks: what starts and stops them, when they run, and what happens when.

use super::{Cite, TableColumn, Who};
use crate::{ActsId, CalendarId, ExprId, FieldId, HoldId, Limit, Mark, NoticeId, StepId};
use alloc::boxed::Box;

/// A clock.
#[derive(Clone, Debug)]
pub struct ClockDef {
    /// What it belongs to.
    pub owner: ClockOwner,
    /// What starts it; the first counts. Empty for a clock of work, a hold or an acknowledgement: their opening.
    pub from: Box<[Mark]>,
    /// What stops it; the first counts. Clocks of work, holds and acknowledgements also end with these.
    pub until: Box<[Mark]>,
    /// Its limit; none: it only measures (or has only a fixed due).
    pub limit: Option<TimeRef>,
    /// A granted extension, added to the limit.
    pub plus: Option<FieldId>,
    /// A fixed instant; alone, or beside the limit: the earlier wins; neither paused nor extended.
    pub due: Option<FieldId>,
    /// In which it counts.
    pub calendar: CalendarId,
    /// Stands still while this is true.
    pub pause_while: Option<ExprId>,
    /// What going back behind its stop does.
    pub again: Again,
    /// What happens when, in the order of the file.
    pub thresholds: Box<[Threshold]>,
    /// Rungs of an acknowledgement ladder, in order; empty for other clocks.
    pub ladder: Box<[Who]>,
    /// Clauses.
    pub cites: Box<[Cite]>,
}

/// What a clock belongs to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ClockOwner {
    /// The case: one instance, however often it starts again.
    Case,
    /// Each open piece of work of a card.
    Work(StepId),
    /// Each run of a hold.
    Hold(HoldId),
    /// The ladder of each untaken piece of work of a step.
    AckWork(StepId),
    /// The ladder of each unconfirmed notice.
    AckNotice(NoticeId),
}

/// When work goes back behind a clock's stop, or its start recurs.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Again {
    /// It stays stopped.
    #[default]
    Stay,
    /// It goes on with the time used so far.
    Resume,
    /// It goes on as if it had never stopped.
    RunOn,
    /// It starts afresh.
    Restart,
}

/// A time: written out, by a table, or in a field.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TimeRef {
    /// Written out.
    Fixed(Limit),
    /// The cell of the row that the table's field names; a missing cell: does not apply.
    Table(TableColumn),
    /// A duration field.
    Field(FieldId),
}

/// A moment of a clock and what happens then.
#[derive(Clone, Debug)]
pub struct Threshold {
    /// When.
    pub at: At,
    /// Only with this condition: fires once, when both its moment has passed and this is true.
    pub when: Option<ExprId>,
    /// Again after so long, at most so often.
    pub every: Option<(Limit, u16)>,
    /// How often a case may do this.
    pub at_most: Option<(crate::LineId, u16)>,
    /// What happens.
    pub acts: ActsId,
    /// Whether it only reminds (such a threshold fires at its instant, the others one millisecond later).
    pub reminder: bool,
    /// Clauses.
    pub cites: Box<[Cite]>,
}

/// When a threshold lies.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum At {
    /// So long after the start.
    After(TimeRef),
    /// So long before the due.
    Before(Limit),
    /// At a share of the way to the due, in percent.
    Percent(u8),
    /// At the due.
    Due,
    /// So long past the due.
    Over(Limit),
}
