//! Events: everything that `apply` and an auditor need. They carry explicit moves, because `apply` sees no procedure.

use crate::{
    Activation, ActsId, Case, ClockId, ClockKey, Done, ExprId, Few, FieldId, FlowId, Frame, HoldId, HoldState, Item,
    LineId, Linkage, Mark, NodeId, NoticeId, OfPerson, PersonIx, Pins, ReactionId, RegisterId, RoleId, RuleId, Seq,
    SignalId, Status, StepId, TextId, Timestamp, Token, Value, Visit, VisitId, Watch, What, WorkId,
};
use alloc::{boxed::Box, sync::Arc, vec::Vec};

/// One event.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// The instant that it counts from (the case's clamped `now`).
    pub at: Timestamp,
    /// What happened.
    pub kind: EventKind,
}

/// What happened.
#[derive(Clone, Debug, PartialEq)]
#[expect(missing_docs, reason = "each variant is documented; its fields are named after the types they hold")]
pub enum EventKind {
    // ---- the batch ----
    /// A command was accepted; the record of this event holds the command itself.
    Accepted {
        /// Who.
        actor: Option<PersonIx>,
        /// When it happened, if earlier.
        occurred: Option<Timestamp>,
        /// The instant reported, where the host's clock had gone back.
        reported: Option<Timestamp>,
    },
    /// A person is named for the first time in this case.
    PersonMet(PersonIx, Arc<str>),

    // ---- the case ----
    /// The case was opened.
    Opened { pins: Arc<Pins>, parent: Option<(Box<str>, WorkId)> },
    /// The case was closed or broken off.
    Closed { status: Status, reason: Option<Box<str>> },
    /// The case goes on after its end.
    Reopened,
    /// The case was merged into another.
    Merged { into: Box<str> },
    /// The merging was undone: the case stands by itself again.
    Unmerged { from: Box<str> },
    /// The case moved to another version, or to newer calendars.
    Migrated(Box<Migration>),
    /// Another case was merged into this one, or taken out again.
    Absorbed { case: Box<str>, undone: bool },
    /// An earlier record is corrected in words.
    Corrected { record: Seq, words: Box<str> },
    /// Personal values were deleted.
    Erased { by: PersonIx, of: Box<OfPerson> },
    /// Personal values were shown.
    Disclosed { by: PersonIx, of: Box<OfPerson> },
    /// A duty passes from one person to another.
    DutyPassed { duty: Box<str>, from: PersonIx, to: PersonIx },

    // ---- the marking ----
    /// A node was passed through at once.
    NodePassed(Passage),
    /// A node was entered and stays open.
    NodeEntered { visit: Visit, took: Few<Token, 2>, kept: Few<FlowId> },
    /// An open node is done.
    NodeLeft { visit: VisitId, gave: Few<FlowId>, because: Vec<Because> },
    /// A token was put on a flow: a way in, an entry card, what is done instead.
    Entered { flow: FlowId, of: Activation },
    /// All flows of an n-of-m join have come: it is ready again.
    JoinReset { node: NodeId, of: Activation, flows: Few<FlowId> },
    /// A run of a scope began.
    FrameOpened(Frame),
    /// A run of a scope is done.
    FrameClosed { of: Activation },
    /// An instance of a visit is done, or one was added.
    Counted { visit: VisitId, done: u16, total: u16 },
    /// What lies inside was withdrawn.
    Withdrawn(Box<Withdrawal>),

    // ---- work ----
    /// Work was opened.
    WorkOpened(Opening),
    /// Hidden work is shown now.
    WorkShown(WorkId),
    /// Somebody took it up, by claiming or by allocation.
    WorkTaken { work: WorkId, by: PersonIx, how: Taken },
    /// Nobody has it any more.
    WorkReleased { work: WorkId, by: PersonIx, reason: Option<Box<str>> },
    /// Somebody began it.
    WorkStarted { work: WorkId, by: PersonIx },
    /// It is held, or no longer.
    WorkHeld { work: WorkId, held: bool },
    /// It is done.
    WorkDone(Completion),
    /// It was left out.
    WorkSkipped { work: WorkId, by: PersonIx, reason: Box<str> },
    /// It was given up as done by a clock.
    WorkEnded { work: WorkId, done: Done },
    /// A call of a child case was sent out.
    Called { work: WorkId, child: Box<str>, version: u32, give: Vec<(Box<str>, Value)> },
    /// A call was taken back because the case is being merged; unmerging calls afresh.
    CallWithdrawn { work: WorkId, child: Box<str> },
    /// A look-up was answered.
    Found { work: WorkId, step: StepId, cases: Box<[Box<str>]>, source: Box<str> },
    /// Nobody was there for it.
    Nobody { work: Option<WorkId>, notice: Option<u32>, roles: Few<RoleId>, source: Arc<str> },
    /// Its ladder climbed to a rung, and who may take it up now.
    Climbed { of: ClockKey, rung: u16, to: Few<PersonIx> },
    /// Somebody urged whoever has it.
    Urged { work: WorkId, by: PersonIx },
    /// Somebody was named for a later step.
    Named { step: StepId, people: Few<PersonIx> },

    // ---- fields, registers, notices ----
    /// A field was filled; the reason where an unusual value asks for one.
    Filled { field: FieldId, item: Option<Item>, value: Value, reason: Option<Box<str>> },
    /// A register row was written.
    Registered(RegisterId),
    /// A notice went out.
    Noticed { number: u32, notice: NoticeId, to: Few<PersonIx>, confirm: bool },
    /// A notice was confirmed.
    Confirmed { number: u32, by: PersonIx },
    /// People were urged.
    Reminded { to: Few<PersonIx>, by: Cause },
    /// It was handed up.
    Escalated { to: Few<PersonIx>, by: Cause },
    /// Advice is shown.
    Advised { say: TextId, by: Cause },
    /// A bounded line was taken.
    LineTaken { line: LineId, count: u16 },

    // ---- outside events ----
    /// The host reported one: heard, kept in the mailbox, or lost.
    Signalled { signal: SignalId, how: Heard },
    /// A kept one was taken from the mailbox.
    MailTaken { signal: SignalId },

    // ---- norms ----
    /// A hold began.
    HoldBegan { hold: HoldState, by: Option<PersonIx>, reason: Option<Box<str>> },
    /// A hold ended.
    HoldEnded { hold: HoldId, id: WorkId },
    /// A rule was broken.
    RuleBroken { rule: RuleId, of: Activation },
    /// A broken rule holds again.
    RuleKept { rule: RuleId, of: Activation },
    /// A watched condition changed.
    Watched { watch: Watch, now: bool },
    /// An `on` card was set off.
    Reacted { reaction: ReactionId, by: Option<PersonIx>, reason: Option<Box<str>> },
    /// A happening that a clock may ask for later took place.
    Marked { mark: Mark, at: Timestamp },

    // ---- clocks ----
    /// A clock started (or started afresh).
    ClockStarted(Box<ClockRun>),
    /// Its due moved: an extension, another grade, an outside due, a resumption.
    ClockMoved(Box<ClockRun>),
    /// It stands still.
    ClockPaused { clock: ClockId, of: ClockKey, since: Timestamp },
    /// It was stopped: in time, late, or in time but entered late.
    ClockStopped { clock: ClockId, of: ClockKey, since: Timestamp, verdict: Verdict },
    /// A threshold fired.
    ClockFired(Box<Firing>),
    /// A clock ended with what it belonged to.
    ClockEnded { clock: ClockId, of: ClockKey },
}

/// A case that moved to another version.
#[derive(Clone, Debug, PartialEq)]
pub struct Migration {
    /// What it was pinned to.
    pub from: Linkage,
    /// What it is pinned to.
    pub to: Linkage,
    /// Why.
    pub reason: Box<str>,
    /// The whole case as it stands after this record, in the ids of the new version.
    pub case: Case,
}

/// A node passed through at once.
#[derive(Clone, Debug, PartialEq)]
pub struct Passage {
    /// The node.
    pub node: NodeId,
    /// The activation.
    pub of: Activation,
    /// Tokens taken.
    pub took: Few<Token, 2>,
    /// Flows whose tokens stay, spent, until the rest has come (n of m).
    pub kept: Few<FlowId>,
    /// Flows reached.
    pub gave: Few<FlowId>,
    /// The guards that decided.
    pub because: Vec<Because>,
    /// It was skipped: its condition was not true.
    pub skipped: bool,
}

/// A guard evaluated, or a field read, in deciding.
#[derive(Clone, Debug, PartialEq)]
pub struct Because {
    /// The guard.
    pub guard: Option<ExprId>,
    /// Its outcome (unknown: empty).
    pub outcome: Value,
    /// The values it read.
    pub read: Vec<(FieldId, Value)>,
}

/// What was withdrawn.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Withdrawal {
    /// Why.
    pub cause: Option<Cause>,
    /// Tokens.
    pub tokens: Vec<Token>,
    /// Runs of scopes.
    pub frames: Vec<Activation>,
    /// Nodes.
    pub visits: Vec<VisitId>,
    /// Work, with the child case of a call.
    pub work: Vec<(WorkId, What, Option<Box<str>>)>,
    /// Holds.
    pub holds: Vec<WorkId>,
}

/// Work that was opened.
#[derive(Clone, Debug, PartialEq)]
pub struct Opening {
    /// Its number.
    pub work: WorkId,
    /// Its visit.
    pub visit: VisitId,
    /// What it is.
    pub what: What,
    /// The activation.
    pub of: Activation,
    /// The item.
    pub item: Option<Item>,
    /// The one role that must do it.
    pub role: Option<RoleId>,
    /// Hidden until its condition holds.
    pub hidden: bool,
    /// Who can take it up, and how that was found.
    pub how: Resolution,
    /// Only these may (named, bound to those who did another step).
    pub only: Few<PersonIx>,
}

/// How roles were resolved to people.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Resolution {
    /// The roles asked for.
    pub roles: Few<RoleId>,
    /// Who was found.
    pub found: Few<PersonIx>,
    /// Who was passed over, and why.
    pub skipped: Vec<(PersonIx, Why)>,
    /// Where it was read (roster and version).
    pub source: Arc<str>,
}

/// Why somebody was passed over.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Why {
    /// Did a step that excludes them.
    DidAnother(StepId),
    /// Did not do the step that binds it.
    DidNotDo(StepId),
    /// Barred by a rule.
    Barred(RuleId),
    /// Has another instance of the same work.
    HasAnother,
}

/// How work came to a person.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Taken {
    /// Claimed.
    Claimed,
    /// Allocated by the card's policy.
    Allocated,
    /// Delegated, reassigned or substituted, by this person.
    Given(PersonIx),
}

/// Work done.
#[derive(Clone, Debug, PartialEq)]
pub struct Completion {
    /// Its number.
    pub work: WorkId,
    /// What was done, by whom and when; none for a choice or a round.
    pub done: Option<Done>,
    /// On whose behalf.
    pub on_behalf: Option<PersonIx>,
    /// The reason given.
    pub reason: Option<Box<str>>,
    /// Signed.
    pub signed: bool,
    /// Attested items, with the number counted.
    pub checks: Vec<(Box<str>, Option<i64>)>,
}

/// What an urging, handing up, advice or withdrawal comes from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Cause {
    /// A clock's threshold.
    Clock(ClockId, u8),
    /// A rule.
    Rule(RuleId),
    /// An `on` card.
    Reaction(ReactionId),
    /// A card's own opening or completion.
    Step(StepId),
    /// A list of actions at a choice.
    Choice(ActsId),
    /// Nobody was there.
    Nobody,
    /// Enough of several are done.
    Enough(NodeId),
    /// Another of a race came first.
    Race(NodeId),
    /// The end of a path that ends everything, or of the case.
    End,
    /// A person's act (withdrawing the case).
    Person(PersonIx),
}

/// What became of an outside event.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Heard {
    /// Somebody waited for it.
    Heard,
    /// It waits in the mailbox.
    Kept,
    /// Nobody waited: lost.
    Lost,
}

/// A clock started or moved.
#[derive(Clone, Debug, PartialEq)]
pub struct ClockRun {
    /// Which.
    pub clock: ClockId,
    /// Of what.
    pub of: ClockKey,
    /// Its generation from now on.
    pub generation: u16,
    /// From when it counts.
    pub start: Timestamp,
    /// Stretches that do not count.
    pub pauses: Vec<(Timestamp, Timestamp)>,
    /// The due instant.
    pub due: Option<Timestamp>,
    /// Since when it stands still, if it does.
    pub paused: Option<Timestamp>,
    /// Thresholds that count as fired, a bit for each.
    pub fired: u32,
    /// The next instant at which something fires.
    pub next: Timestamp,
    /// The arithmetic.
    pub sum: Arithmetic,
}

/// How a due instant came about.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Arithmetic {
    /// The calendar and its version, where it was counted in one.
    pub calendar: Option<(crate::CalendarId, u32)>,
    /// The intervals counted, for a calendar with hours.
    pub counted: Vec<(Timestamp, Timestamp)>,
    /// A month was clamped to its last day.
    pub clamped: bool,
    /// A local time that does not exist or exists twice was settled.
    pub shifted: bool,
    /// The outside due instant won.
    pub outside: bool,
}

/// A threshold fired.
#[derive(Clone, Debug, PartialEq)]
pub struct Firing {
    /// The clock.
    pub clock: ClockId,
    /// Of what.
    pub of: ClockKey,
    /// Its generation.
    pub generation: u16,
    /// Which threshold, from 0.
    pub threshold: u8,
    /// When it was planned.
    pub planned: Timestamp,
    /// The clock is past its due from now on.
    pub late: bool,
    /// It does nothing: a later one of the thresholds that are past at once acts.
    pub muted: bool,
    /// Repeats missed meanwhile.
    pub missed: u16,
    /// How often it has fired, if it repeats; and whether it will again.
    pub repeat: Option<(u16, bool)>,
    /// The next instant at which something fires.
    pub next: Timestamp,
}

/// The verdict of a limit, by the instant at which it was met.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Verdict {
    /// In time.
    Kept,
    /// Late.
    Broken,
    /// In time, but written down after the due.
    KeptEnteredLate,
    /// It had no due.
    Measured,
}
