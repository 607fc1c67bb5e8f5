//! Cards that open work, and the one list of actions.

use super::{CardRef, Cite, Instances, Who};
use crate::{
    ClockId, ColumnId, ExprId, FieldId, NoticeId, RegisterId, RoleId, SectionId, SignalId, StepId, TableId, TextId,
};
use alloc::boxed::Box;

/// A card that opens work.
#[derive(Clone, Debug)]
pub struct Step {
    /// What kind of work.
    pub kind: StepKind,
    /// How many pieces of work a visit opens.
    pub instances: Instances,
    /// Clocks that run while a piece of work is open (`late`).
    pub late: Box<[ClockId]>,
    /// Reached, but hidden until this is true.
    pub opens_when: Option<ExprId>,
    /// May be left out with person and reason; withdrawn when its siblings are done.
    pub optional: bool,
    /// Notices sent on opening.
    pub tell: Box<[NoticeId]>,
    /// Register written on completion.
    pub write: Option<RegisterId>,
    /// Advice shown with it.
    pub say: Option<TextId>,
    /// Of the steps in one section, one at a time may be started.
    pub section: Option<SectionId>,
    /// Clauses.
    pub cites: Box<[Cite]>,
}

impl Step {
    /// A card of this kind that opens one piece of work and does nothing beside it.
    pub fn new(kind: StepKind) -> Self {
        Self {
            kind,
            instances: Instances::ONE,
            late: Box::default(),
            opens_when: None,
            optional: false,
            tell: Box::default(),
            write: None,
            say: None,
            section: None,
            cites: Box::default(),
        }
    }
}

/// What kind of work.
#[derive(Clone, Debug)]
pub enum StepKind {
    /// A person does it.
    Task(Box<Task>),
    /// It waits: for an outside event, or (without one) only for a clock of its own.
    Wait(Option<SignalId>),
    /// A child case.
    Call(Box<Call>),
    /// The host answers a question about other cases, once.
    Lookup(Box<Lookup>),
}

/// A task. The default is one that nobody may do and that asks nothing.
#[derive(Clone, Debug, Default)]
pub struct Task {
    /// Who may do it.
    pub who: Who,
    /// How a person is picked.
    pub pick: Pick,
    /// Only people who did (one of) these.
    pub same_as: Box<[StepId]>,
    /// Nobody who did one of these.
    pub not_same: Box<[StepId]>,
    /// Completing it names who does a later step, and in what role.
    pub names: Option<(StepId, RoleId)>,
    /// Fields asked.
    pub fills: Box<[Fill]>,
    /// Fields shown.
    pub show: Box<[FieldId]>,
    /// Attested items.
    pub check: Box<[CheckItem]>,
    /// A reason is asked.
    pub why: bool,
    /// A signature is asked.
    pub sign: bool,
    /// The acknowledgement ladder.
    pub ack: Option<ClockId>,
    /// A duty that changes hands on completion.
    pub passes: Option<Passes>,
}

/// How people are picked for work.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Pick {
    /// Offered to all; taking it up claims it.
    #[default]
    Offer,
    /// Offered to all; it must be claimed before it is done.
    Claim,
    /// Given to the nearest.
    Nearest,
    /// Given in turn.
    Rotate,
    /// Given to whoever has the least open work.
    LeastBusy,
}

/// A field that a card asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fill {
    /// The field.
    pub field: FieldId,
    /// Must be filled (if its own `when` holds).
    pub required: bool,
}

/// An item to attest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckItem {
    /// Its id.
    pub id: Box<str>,
    /// Its words.
    pub text: Box<str>,
    /// A number is asked.
    pub count: bool,
    /// May be left out.
    pub optional: bool,
}

/// A duty that changes hands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passes {
    /// The duty's source, such as `roster:front_desk`.
    pub duty: Box<str>,
    /// The role that gives it up.
    pub from: RoleId,
    /// The role that takes it over.
    pub to: RoleId,
}

/// A child case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// The procedure called.
    pub procedure: Box<str>,
    /// Which version.
    pub version: CallVersion,
    /// Field of the child, and what it is given.
    pub give: Box<[(Box<str>, ExprId)]>,
    /// Field here, and the field of the child it is taken from.
    pub take: Box<[(FieldId, Box<str>)]>,
}

/// Which version a call opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CallVersion {
    /// This one.
    Exactly(u32),
    /// The one in force when called; asked and recorded.
    InForce,
}

/// A question about other cases.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lookup {
    /// The procedure of the cases sought; `any` for all.
    pub of: Box<str>,
    /// Fields that must have the same value there as here.
    pub same: Box<[FieldId]>,
    /// A condition on the other case, as written; the host evaluates it over the other case's fields.
    pub filter: Option<Box<str>>,
    /// `open` or `closed`.
    pub open: bool,
    /// Closed at most so many milliseconds ago.
    pub closed_within: Option<i64>,
    /// Closed in the calendar month of the date in this field; where it is empty, in the month before the asking case
    /// was opened.
    pub closed_in: Option<FieldId>,
    /// Work held by this source of people.
    pub held_by: Option<Box<str>>,
}

/// A notice.
#[derive(Clone, Debug)]
pub struct Notice {
    /// To whom.
    pub to: NoticeTo,
    /// By which means, in the host's words.
    pub by: Box<[Box<str>]>,
    /// The text, in pieces.
    pub text: Box<[Slot]>,
    /// The ladder it climbs when nobody confirms it.
    pub ack: Option<ClockId>,
    /// Clauses.
    pub cites: Box<[Cite]>,
}

/// To whom a notice goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoticeTo {
    /// To all of these.
    All(Who),
    /// To either: the first that is reached suffices.
    Any(Who),
    /// To an address in a field (a phone).
    Field(FieldId),
}

/// A piece of a notice's text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Slot {
    /// Words.
    Words(Box<str>),
    /// The value of a field.
    Field(FieldId),
    /// The due instant of a clock.
    Due(ClockId),
    /// The number of the case.
    CaseNumber,
    /// When the case was opened.
    OpenedAt,
}

/// A register.
#[derive(Clone, Debug)]
pub struct Register {
    /// Printed columns, as written (`case.number`, a field, `step.X.people`, `step.X.done_at` ...).
    pub columns: Box<[Box<str>]>,
    /// Masked columns and how (`last4`, `hidden`).
    pub mask: Box<[(Box<str>, Box<str>)]>,
    /// How long rows are kept, in days.
    pub keep_days: Option<u32>,
    /// Clauses.
    pub cites: Box<[Cite]>,
}

/// An outside event that the host may report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signal {
    /// Waits in the mailbox if nobody listens yet; else it is lost.
    pub kept: bool,
    /// Fields it may fill.
    pub give: Box<[FieldId]>,
}

/// One action.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// Urge these.
    Remind(Who),
    /// Hand up: told, and the case is flagged. Never a place in the graph.
    Escalate(Who),
    /// Send a notice.
    Tell(NoticeId),
    /// Write a register row.
    Write(RegisterId),
    /// Show advice.
    Say(TextId),
    /// Set a field to a computed value.
    Set(FieldId, ExprId),
    /// Interrupt and go.
    Go(GoTo),
    /// Begin this beside the work.
    Also(CardRef),
    /// Give up the open work of this clock (or look-up) as done.
    Done,
    /// The next rung of a ladder.
    Climb,
}

/// Where an interruption goes.
///
/// For a card the engine walks outward from the interrupted activation: the first scope that has it among its
/// `entries` is emptied below and entered there; failing that the innermost scope with it among `instead`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GoTo {
    /// On: the interrupted work is given up as done.
    Next,
    /// To this card.
    Card(CardRef),
}

/// A cell of a table that is read as a time, a role or a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TableColumn {
    /// The table.
    pub table: TableId,
    /// The column.
    pub column: ColumnId,
}
