//! Commands: the only way in. Time, randomness, people and other cases come in with them, never from elsewhere.

use crate::{
    FieldId, HoldId, Item, NodeId, ReactionId, RoleId, Seq, SignalId, Status, StepId, Timestamp, Value, WorkId,
};
use alloc::{boxed::Box, sync::Arc, vec::Vec};

/// A command.
#[derive(Clone, Debug, PartialEq)]
pub struct Command {
    /// Idempotency key.
    pub key: Box<str>,
    /// The host's instant.
    pub now: Timestamp,
    /// When it happened, if earlier.
    pub occurred: Option<Timestamp>,
    /// Who.
    pub actor: Actor,
    /// The record up to which the sender had seen the case; refused if the work it means has changed since.
    pub seen: Option<Seq>,
    /// What.
    pub act: Act,
    /// Answers to the questions that deciding it asked.
    pub answers: Vec<(Question, Answer)>,
}

/// Who sends a command.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Actor {
    /// The person; none: the system itself.
    pub person: Option<Box<str>>,
    /// The person on whose behalf.
    pub on_behalf: Option<Box<str>>,
    /// Through which adapter.
    pub via: Box<str>,
}

/// Which work is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pointer {
    /// This one.
    Work(WorkId),
    /// The first open one of a card that the actor may do (for an item, if given).
    Step(StepId, Option<u16>),
    /// The open choice at a gate.
    Gate(NodeId),
}

/// A field and its value. A person field takes the person's name as text: indices are the case's own.
pub type Entry = (FieldId, Value);

/// What a person gives along with an act.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Input {
    /// Fields.
    pub fill: Vec<Entry>,
    /// Attested items, with a number where one is asked.
    pub check: Vec<(Box<str>, Option<i64>)>,
    /// The reason.
    pub why: Option<Box<str>>,
    /// Signed.
    pub sign: bool,
    /// People named for a later step.
    pub names: Vec<Box<str>>,
    /// Nodes chosen at the gate behind.
    pub choose: Vec<NodeId>,
}

/// What is to be done.
#[derive(Clone, Debug, PartialEq)]
pub enum Act {
    /// Open the case.
    Open {
        /// Digests to pin.
        pins: Arc<crate::Pins>,
        /// Fields known at opening.
        fill: Vec<Entry>,
        /// The case and work that call this one.
        parent: Option<(Box<str>, WorkId)>,
        /// Where the first step is a task: do it at once with this input.
        first: Option<Box<Input>>,
    },
    /// Time has passed.
    Tick,
    /// Do the work (taking it up if need be).
    Complete(Pointer, Box<Input>),
    /// Leave optional work out.
    Skip(Pointer, Box<str>),
    /// Take it up.
    Claim(Pointer),
    /// Give it back to its role.
    Release(Pointer, Option<Box<str>>),
    /// Begin it.
    Start(Pointer),
    /// The holder gives it to another.
    Delegate(Pointer, Box<str>),
    /// The owner of the procedure gives it to another.
    Reassign(Pointer, Box<str>, Box<str>),
    /// The owner of the procedure replaces a person in all open work: from, to, reason.
    Substitute(Box<str>, Box<str>, Box<str>),
    /// A further signer is asked for.
    AddSigner(Pointer, Box<str>),
    /// Urge whoever has it.
    Urge(Pointer),
    /// One more instance of work that may grow.
    AddInstance(StepId),
    /// Confirm a notice by number.
    Confirm(u32),
    /// Fill fields outside any step, for an item if given.
    Fill(Vec<Entry>, Option<Item>),
    /// An `on` card's act, for an item if given.
    React(ReactionId, Option<u16>, Box<Input>),
    /// Begin a hold, for an item if given.
    Hold(HoldId, Option<u16>, Box<Input>),
    /// End a hold.
    EndHold(HoldId, Option<u16>),
    /// An outside event with the fields it gives.
    Signal(SignalId, Vec<Entry>),
    /// A look-up is answered.
    Answered(WorkId, LookupAnswer),
    /// A child case has ended: what it gives back.
    ChildClosed(WorkId, Status, Vec<Entry>),
    /// A loop's bound is reached: go on or stop.
    MoreRounds(WorkId, bool),
    /// Break the case off.
    Abort(Box<str>),
    /// Merge this case into another.
    MergeInto(Box<str>),
    /// Undo that.
    Unmerge,
    /// Another case was merged into this one (or taken out again).
    Absorb(Box<str>, bool),
    /// Correct an earlier record in words.
    Correct(Seq, Box<str>),
    /// Personal values are deleted, on this ground.
    Erase(Box<OfPerson>),
    /// Personal values are shown to somebody, for this purpose.
    Disclose(Box<OfPerson>),
    /// A duty changed hands or a roster changed: look again for work that nobody could take.
    PeopleChanged,
    /// Move the case to another version as this plan says, for this reason. Decided by [`crate::migrate`].
    Migrate(Box<crate::Plan>, Box<str>),
}

impl Act {
    /// What a person gives along with it, if anything.
    pub fn input(&self) -> Option<&Input> {
        match self {
            Self::Open { first, .. } => first.as_deref(),
            Self::Complete(_, input) | Self::React(_, _, input) | Self::Hold(_, _, input) => Some(input),
            _ => None,
        }
    }

    /// All fields that it fills, wherever they stand in it: a host seals personal values here before it asks for a
    /// decision.
    ///
    /// ```
    /// use guicheng_core::{Act, FieldId, Input, Pointer, StepId, Value};
    /// let input = Input { fill: vec![(FieldId(3), Value::YesNo(true))], ..Input::default() };
    /// let mut act = Act::Complete(Pointer::Step(StepId(0), None), Box::new(input));
    /// for (_, value) in act.entries_mut() {
    ///     *value = Value::Empty;
    /// }
    /// assert_eq!(act.input().unwrap().fill, [(FieldId(3), Value::Empty)]);
    /// ```
    pub fn entries_mut(&mut self) -> impl Iterator<Item = &mut Entry> {
        let Parts { fill, input, about: _ } = self.parts_mut();
        fill.iter_mut().chain(input.into_iter().flat_map(|input| &mut input.fill))
    }

    /// The work that it is about, if it is about one; numbers of work differ from version to version, so that whoever
    /// decides an act again elsewhere points it anew.
    pub fn about_mut(&mut self) -> Option<About<'_>> {
        self.parts_mut().about
    }

    fn parts_mut(&mut self) -> Parts<'_> {
        let fills = |fill| Parts { fill, ..Parts::default() };
        let gives = |input, about| Parts { input: Some(input), about, ..Parts::default() };
        let about = |about| Parts { about: Some(about), ..Parts::default() };
        match self {
            Self::Open { fill, first, .. } => Parts { input: first.as_deref_mut(), ..fills(fill) },
            Self::Complete(pointer, input) => gives(input, Some(About::Pointer(pointer))),
            Self::React(_, _, input) | Self::Hold(_, _, input) => gives(input, None),
            Self::Fill(fill, _) | Self::Signal(_, fill) => fills(fill),
            Self::ChildClosed(id, _, fill) => Parts { about: Some(About::Work(id)), ..fills(fill) },
            Self::Skip(pointer, _)
            | Self::Claim(pointer)
            | Self::Release(pointer, _)
            | Self::Start(pointer)
            | Self::Delegate(pointer, _)
            | Self::Reassign(pointer, _, _)
            | Self::AddSigner(pointer, _)
            | Self::Urge(pointer) => about(About::Pointer(pointer)),
            Self::Answered(id, _) | Self::MoreRounds(id, _) => about(About::Work(id)),
            Self::Tick
            | Self::Substitute(..)
            | Self::AddInstance(_)
            | Self::Confirm(_)
            | Self::EndHold(..)
            | Self::Abort(_)
            | Self::MergeInto(_)
            | Self::Unmerge
            | Self::Absorb(..)
            | Self::Correct(..)
            | Self::Erase(_)
            | Self::Disclose(_)
            | Self::Migrate(..)
            | Self::PeopleChanged => Parts::default(),
        }
    }
}

/// What whoever passes an act on may have to change in it.
#[derive(Default)]
struct Parts<'a> {
    fill: &'a mut [Entry],
    input: Option<&'a mut Input>,
    about: Option<About<'a>>,
}

/// The work that an act is about.
#[derive(Debug, PartialEq, Eq)]
pub enum About<'a> {
    /// As whoever acts points at it.
    Pointer(&'a mut Pointer),
    /// By its number, which the host knows: a look-up, a call, a loop.
    Work(&'a mut WorkId),
}

/// What becomes of personal values that the history only commits to: deleted, or shown. Two people stand by it: the actor
/// and whoever approves.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct OfPerson {
    /// The values meant.
    pub values: Vec<Hidden>,
    /// The legal ground, or the purpose.
    pub why: Box<str>,
    /// The second person.
    pub approved: Box<str>,
    /// A pseudonym that ties acts of several cases about one person together; it says nothing of who that is.
    pub subject: Option<Box<str>>,
    /// Places swept.
    pub places: Vec<Box<str>>,
    /// Copies known to be out of reach: backups, packs.
    pub beyond: Vec<Box<str>>,
}

/// A personal value, as a history knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hidden {
    /// The record that filled it.
    pub record: Seq,
    /// The field, by the name that it had then.
    pub field: Box<str>,
    /// The commitment to it.
    pub commitment: crate::Digest,
}

/// A question to the host. Equal questions within one decision are asked once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Question {
    /// Who holds this role at this instant? For the head of a department: of which.
    Holders {
        /// The role.
        role: RoleId,
        /// The instant.
        at: Timestamp,
        /// The department.
        of: Option<Box<str>>,
    },
    /// These people in order of nearness, of turn, or of load.
    Order {
        /// For which card.
        step: StepId,
        /// The role whose holders are meant.
        role: RoleId,
        /// The instant.
        at: Timestamp,
    },
    /// Which version of the called procedure is in force at this instant?
    VersionInForce {
        /// The call.
        step: StepId,
        /// The instant.
        at: Timestamp,
    },
}

/// An answer.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Answer {
    /// People, in the order that counts.
    pub people: Vec<Box<str>>,
    /// A number (a version).
    pub number: Option<u32>,
    /// Where it was read: roster id and version.
    pub source: Arc<str>,
}

/// Outcome of a look-up, sent by the host as a command of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LookupAnswer {
    /// The cases found.
    pub cases: Vec<Box<str>>,
    /// By what and when it was looked up.
    pub source: Box<str>,
}
