//! A running case: the marking, the open work, the clocks and the fields.
//!
//! Written only by [`Case::apply`]. Its memory form is private to the engine's version; what an auditor relies on is the
//! observable state that `guicheng-history` writes out.

use crate::{
    Activation, ClockId, Decimal, Digest, DoneList, Few, FieldId, FlowId, HoldId, LineId, ListRef, Mark, NodeId,
    NoticeId, PersonIx, ReactionId, RegisterId, RoleId, RuleId, ScopeId, Seq, SignalId, StepId, Timestamp, Value,
    VisitId, WorkId,
};
use alloc::{boxed::Box, sync::Arc, vec::Vec};
use smallvec::SmallVec;

/// A case.
#[derive(Debug, Default, PartialEq)]
pub struct Case {
    /// Number of the last record.
    pub seq: Seq,
    /// The latest instant seen.
    pub now: Timestamp,
    /// Where the case stands.
    pub status: Status,
    /// When it was opened.
    pub opened_at: Timestamp,
    /// When it was closed last.
    pub closed_at: Option<Timestamp>,
    /// Handed up at least once.
    pub escalated: bool,
    /// How often it was reopened.
    pub reopened: u16,
    /// The next activation, visit or work number.
    pub next_id: u32,
    /// The case into which this one was merged.
    pub merged_into: Option<Box<str>>,
    /// Cases merged into this one.
    pub absorbed: Vec<Box<str>>,
    /// The case and work that called this one.
    pub parent: Option<(Box<str>, WorkId)>,
    /// What it is pinned to.
    pub pins: Option<Arc<Pins>>,
    /// Tokens, in the order in which they came.
    pub tokens: Vec<Token>,
    /// Runs of scopes, in the order in which they began.
    pub frames: Vec<Frame>,
    /// Nodes that are open, in the order in which they were entered.
    pub visits: Vec<Visit>,
    /// Open work, in the order in which it was opened.
    pub work: Vec<WorkItem>,
    /// Clocks that were started and still matter.
    pub clocks: Vec<ClockState>,
    /// Fields, by id.
    pub fields: Vec<FieldState>,
    /// Fields kept once per item.
    pub per: Vec<(FieldId, u16, Value)>,
    /// People met in this case.
    pub people: Vec<Arc<str>>,
    /// Who did what: the latest round of each card and item.
    pub done: DoneList,
    /// Who was named for a later step.
    pub named: Vec<(StepId, PersonIx)>,
    /// Outside events that wait for a listener.
    pub mailbox: Vec<SignalId>,
    /// What look-ups found, by look-up.
    pub found: Vec<(StepId, Box<[Box<str>]>)>,
    /// Holds in force.
    pub holds: Vec<HoldState>,
    /// Rules broken now, with the activation that they concern.
    pub broken: Vec<(RuleId, Activation)>,
    /// Conditions of `on` and `hold` cards that are true now.
    pub true_now: Vec<Watch>,
    /// Bounded lines: how often each was taken.
    pub lines: Vec<(LineId, u16)>,
    /// Registers written, and how often.
    pub written: Vec<(RegisterId, u16)>,
    /// Notices that wait to be confirmed.
    pub unconfirmed: Vec<Unconfirmed>,
    /// The number of notices sent.
    pub notices: u32,
    /// When the happenings that clocks may still ask for took place last.
    pub marks: Vec<(Mark, Timestamp)>,
}

/// Where a case stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Status {
    /// Not opened yet.
    #[default]
    New,
    /// Open.
    Open,
    /// Closed by its procedure.
    Closed,
    /// Broken off with a reason.
    Aborted,
    /// Merged into another case; unmerging restores it.
    Merged,
}

/// What a case is pinned to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pins {
    /// The definition.
    pub procedure: Digest,
    /// The calendars it is linked with.
    pub calendars: Digest,
    /// The zone rules.
    pub zone: Digest,
}

/// A token: a flow of one activation is reached.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Token {
    /// The flow.
    pub flow: FlowId,
    /// The activation.
    pub of: Activation,
    /// Its join has passed already and only waits for the rest (n of m).
    pub spent: bool,
}

/// One run of a scope.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Frame {
    /// Its number.
    pub id: Activation,
    /// The scope.
    pub scope: ScopeId,
    /// The visit that opened it; none for the root and for what was begun beside.
    pub visit: Option<VisitId>,
    /// The activation around it; its own for the root.
    pub parent: Activation,
    /// Begun beside the work: an activation whose leaving takes it along.
    pub beside: Option<Activation>,
    /// The round of a loop, from 1.
    pub round: u16,
    /// The item it is for.
    pub item: Option<Item>,
}

/// An item of an `each`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Item {
    /// The list.
    pub list: ListRef,
    /// The position in it at the time of opening.
    pub index: u16,
}

/// A node that is open.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Visit {
    /// Its number.
    pub id: VisitId,
    /// The node.
    pub node: NodeId,
    /// The activation.
    pub of: Activation,
    /// The record that opened it.
    pub opened: Seq,
    /// How many instances were opened.
    pub total: u16,
    /// How many of them are done.
    pub done: u16,
    /// The race it runs in: the first of a race withdraws the others.
    pub race: Option<VisitId>,
}

/// A piece of open work.
#[derive(Debug, PartialEq)]
pub struct WorkItem {
    /// Its number.
    pub id: WorkId,
    /// The visit it belongs to.
    pub visit: VisitId,
    /// What it is.
    pub what: What,
    /// The activation.
    pub of: Activation,
    /// The item it is for.
    pub item: Option<Item>,
    /// The one role that must do it (`together`, added signers: none then means the card's `who`).
    pub role: Option<RoleId>,
    /// How far it has come.
    pub state: WorkState,
    /// Held by a hold or a rule.
    pub held: bool,
    /// Who has it.
    pub holder: Option<PersonIx>,
    /// Only these may take it up (named, same as, delegated signers, climbed ladders add to them); empty: by role.
    pub only: Few<PersonIx>,
    /// Added by the ladder: these may take it up too.
    pub added: Few<PersonIx>,
    /// The record that opened it.
    pub opened: Seq,
    /// When it was opened.
    pub opened_at: Timestamp,
    /// The rung of its ladder.
    pub rung: u16,
    /// The child case of a call.
    pub child: Option<Box<str>>,
}

/// What a piece of work is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum What {
    /// A card.
    Step(StepId),
    /// A person decides which way to take at a gate.
    Choose(NodeId),
    /// A person decides whether a loop goes on past its bound.
    Round(ScopeId),
}

/// How far work has come.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub enum WorkState {
    /// Reached, but hidden until its condition holds.
    Hidden,
    /// Open: offered to its role, waiting for its event, its child or its answer.
    #[default]
    Offered,
    /// Somebody has it.
    Taken,
    /// Somebody has begun it.
    Started,
}

/// A field of a case.
#[derive(Debug, PartialEq, Default)]
pub struct FieldState {
    /// Its value.
    pub value: Value,
    /// The record that filled it last; 0: never, or by default.
    pub at: Seq,
}

/// A hold in force.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct HoldState {
    /// Which.
    pub hold: HoldId,
    /// The activation held: this and what is inside.
    pub of: Activation,
    /// Its number (for its clocks).
    pub id: WorkId,
    /// When it began.
    pub since: Timestamp,
}

/// A condition that is watched for turning true.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Watch {
    /// Of an `on` card.
    Reaction(ReactionId),
    /// Of a hold.
    Hold(HoldId),
}

/// A notice that waits to be confirmed.
#[derive(Clone, Debug, PartialEq)]
pub struct Unconfirmed {
    /// Its number in the case, from 1.
    pub number: u32,
    /// Which notice.
    pub notice: NoticeId,
    /// Who may confirm it.
    pub to: Few<PersonIx>,
    /// The rung of its ladder.
    pub rung: u16,
}

/// What one instance of a clock belongs to.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum ClockKey {
    /// The case.
    Case,
    /// A piece of work, or a run of a hold.
    Work(WorkId),
    /// A notice, by number.
    Notice(u32),
}

/// One instance of a clock.
#[derive(Debug, PartialEq)]
pub struct ClockState {
    /// Which clock.
    pub clock: ClockId,
    /// What it belongs to.
    pub of: ClockKey,
    /// Grows with every start, so that a stale fire never acts.
    pub generation: u16,
    /// How it stands.
    pub phase: Phase,
    /// When it started.
    pub start: Timestamp,
    /// Stretches that do not count.
    pub pauses: SmallVec<[(Timestamp, Timestamp); 1]>,
    /// Since when it stands still (paused) or is over (stopped).
    pub since: Timestamp,
    /// Its due instant, if it has a limit.
    pub due: Option<Timestamp>,
    /// Past its due while it ran.
    pub late: bool,
    /// Thresholds that have fired for good, a bit for each.
    pub fired: u32,
    /// Repeats of the threshold that is repeating now, and when it fired last by plan.
    pub repeats: SmallVec<[Repeating; 1]>,
    /// The next instant at which something fires; [`Timestamp::NEVER`] if nothing does by time alone.
    pub next: Timestamp,
    /// A migration kept its due: it is not counted again until the clock starts afresh.
    pub kept: Option<Kept>,
}

/// A due that a migration kept.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Kept {
    /// The due.
    pub due: Timestamp,
    /// How many pauses it has in it; later ones move it by their whole length.
    pub pauses: u16,
    /// The granted extension that it has in it, in milliseconds; what is granted later moves it.
    pub extra: i64,
}

/// A repeating threshold under way.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Repeating {
    /// The threshold.
    pub threshold: u8,
    /// How often it has fired (missed ones included).
    pub count: u16,
    /// The planned instant of the last fire.
    pub last: Timestamp,
}

/// How a clock stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Phase {
    /// It runs.
    #[default]
    Running,
    /// It stands still.
    Paused,
    /// It was stopped by its `until`.
    Stopped,
}

impl Case {
    /// The first instant at which something fires: one millisecond after a goal, at the instant of a reminder.
    /// The host sleeps until then and sends [`crate::Act::Tick`].
    pub fn next_due(&self) -> Option<Timestamp> {
        match self.status {
            Status::Open | Status::Closed => {
                let first = self.clocks.iter().filter(|c| c.phase != Phase::Stopped).map(|c| c.next).min()?;
                (first != Timestamp::NEVER).then_some(first)
            }
            Status::New | Status::Aborted | Status::Merged => None,
        }
    }

    /// The run of a scope.
    pub fn frame(&self, id: Activation) -> Option<&Frame> {
        self.frames.iter().find(|f| f.id == id)
    }
    /// An open visit.
    pub fn visit(&self, id: VisitId) -> Option<&Visit> {
        self.visits.iter().find(|v| v.id == id)
    }
    /// A piece of open work.
    pub fn work_item(&self, id: WorkId) -> Option<&WorkItem> {
        self.work.iter().find(|w| w.id == id)
    }
    /// The value of a field that is kept once.
    #[inline]
    pub fn value(&self, field: FieldId) -> &Value {
        const EMPTY: &Value = &Value::Empty;
        self.fields.get(usize::from(field.0)).map_or(EMPTY, |f| &f.value)
    }
    /// The value of a field that is kept per item.
    pub fn value_for(&self, field: FieldId, index: u16) -> &Value {
        const EMPTY: &Value = &Value::Empty;
        self.per.iter().find(|(f, i, _)| *f == field && *i == index).map_or(EMPTY, |(_, _, v)| v)
    }
    /// A person's name.
    pub fn person(&self, ix: PersonIx) -> &str {
        self.people.get(usize::from(ix.0)).map_or("", |p| p)
    }
    /// A person's index, if the case has met them.
    pub fn person_ix(&self, name: &str) -> Option<PersonIx> {
        // Names are told apart by their ends mostly: the last byte is looked at first.
        let end = name.as_bytes().last();
        let same = |p: &Arc<str>| p.len() == name.len() && p.as_bytes().last() == end && **p == *name;
        self.people.iter().position(same).and_then(|i| u16::try_from(i).ok()).map(PersonIx)
    }
    /// Whether `inner` is `outer` or lies inside it (what was begun beside lies inside its parent).
    pub fn is_inside(&self, inner: Activation, outer: Activation) -> bool {
        let mut at = inner;
        loop {
            if at == outer {
                return true;
            }
            match self.frame(at) {
                Some(f) if f.parent != at => at = f.parent,
                _ => return false,
            }
        }
    }
    /// How often a bounded line was taken.
    pub fn taken(&self, line: LineId) -> u16 {
        self.lines.iter().find(|(l, _)| *l == line).map_or(0, |(_, n)| *n)
    }
    /// The number of open cases of work that are neither hidden nor held.
    pub fn is_held(&self) -> bool {
        self.status == Status::Open && !self.work.is_empty() && self.work.iter().all(|w| w.held)
    }
    /// A whole number as a value.
    pub fn whole(n: i64) -> Value {
        Value::Decimal(Decimal::whole(n))
    }
}
