//! What a store keeps, as plain data.

use guicheng_core::{Digest, Pins, Seq, Status, Timestamp, WorkId, WorkState};

/// The key of a case: no act of a store spans two of them.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CaseKey {
    /// The organisation whose case it is; empty where there is only one.
    pub tenant: Box<str>,
    /// The case's id, unique within the tenant.
    pub case: Box<str>,
}

impl CaseKey {
    /// A key.
    pub fn new(tenant: &str, case: &str) -> Self {
        Self { tenant: tenant.into(), case: case.into() }
    }
}

/// How a repeated command is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommandId {
    /// The idempotency key. One that opens a case is unique within the tenant, any other within its case.
    pub key: Box<str>,
    /// A keyed digest of the command's content.
    pub content: Digest,
}

/// The first answer to a command, given again to a repeat.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// The case.
    pub case: Box<str>,
    /// The first record of the command's own batch.
    pub first: Seq,
    /// Its last record.
    pub last: Seq,
}

/// Everything that one command writes, as one atomic act.
#[derive(Clone, Debug, PartialEq)]
pub struct Commit {
    /// The case.
    pub key: CaseKey,
    /// The number of the last record that the decision was made upon; 0 opens the case.
    pub expected: Seq,
    /// The digest of that record; zeros for an opening. It stands for the whole history before it.
    pub prev: Digest,
    /// The command; none for what fires by time and is never sent twice.
    pub command: Option<CommandId>,
    /// The records, a line each, numbered from `expected` + 1.
    pub records: Vec<Box<str>>,
    /// The first record of the command's own batch (what was due before it stands before).
    pub first: Seq,
    /// What is listed of the case from now on.
    pub head: CaseHead,
    /// The case's memory form.
    pub snapshot: Box<[u8]>,
    /// All work that is open now: it replaces what was listed.
    pub work: Vec<WorkRow>,
    /// Requests to the host.
    pub outbox: Vec<OutboxRow>,
    /// Personal values that the records only commit to.
    pub disclosures: Vec<Disclosure>,
    /// Personal values that are deleted by the same act, with the index tokens of their fields.
    pub erase: Vec<Digest>,
    /// Fields by which the case can be found: the tokens of each field named replace its earlier ones.
    pub index: Vec<(Box<str>, Vec<Digest>)>,
    /// Allocations made, for the next turn: list and person.
    pub picks: Vec<(Box<str>, Box<str>)>,
    /// The number that an opened case was named by: series and number.
    pub number: Option<(Box<str>, u64)>,
    /// The effect that this command answers: acknowledged by the same act.
    pub handled: Option<EffectId>,
    /// The host's instant; the store remembers the latest.
    pub now: Timestamp,
}

/// What is listed of a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseHead {
    /// The procedure.
    pub procedure: Box<str>,
    /// Its version; 0 is a draft.
    pub version: u32,
    /// What the case is pinned to.
    pub pins: Pins,
    /// Where it stands.
    pub status: Status,
    /// All of its open work is held.
    pub held: bool,
    /// Handed up at least once.
    pub escalated: bool,
    /// When it was opened.
    pub opened_at: Timestamp,
    /// When it was closed last.
    pub closed_at: Option<Timestamp>,
    /// When it wants to be woken.
    pub next_due: Option<Timestamp>,
    /// Digest of its last record: the next one links to it.
    pub link: Digest,
}

/// A case as listed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseRow {
    /// Its id.
    pub case: Box<str>,
    /// The number of its last record.
    pub seq: Seq,
    /// What is listed of it.
    pub head: CaseHead,
}

/// A case as loaded for a decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Loaded {
    /// The number of its last record.
    pub seq: Seq,
    /// What is listed of it.
    pub head: CaseHead,
    /// The case's memory form.
    pub snapshot: Box<[u8]>,
}

/// Which cases to list, in byte order of their ids.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct CaseQuery {
    /// Only of this procedure.
    pub procedure: Option<Box<str>>,
    /// Only in this state.
    pub status: Option<Status>,
    /// Only after this id: the way to the next page.
    pub after: Option<Box<str>>,
    /// At most so many; none: all.
    pub limit: Option<usize>,
}

/// A case that wants to be woken.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Wake {
    /// When.
    pub at: Timestamp,
    /// Which.
    pub case: Box<str>,
    /// The record that set it.
    pub seq: Seq,
}

/// Open work, as listed for people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkRow {
    /// The case; filled in by the store.
    pub case: Box<str>,
    /// Its number in the case.
    pub work: WorkId,
    /// The card, choice or round, by name.
    pub card: Box<str>,
    /// For which item.
    pub item: Option<u16>,
    /// How far it has come.
    pub state: WorkState,
    /// It is held.
    pub held: bool,
    /// Who has it.
    pub holder: Option<Box<str>>,
    /// Who may take it up, as sources: `person:X`, `roster:X`, `post:X`, `group:X`, `head:X`, `anyone`.
    pub who: Vec<Box<str>>,
    /// When it was opened.
    pub opened_at: Timestamp,
    /// Its nearest due.
    pub due: Option<Timestamp>,
}

/// Which open work to list, in the order (opened, case, number).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WorkQuery {
    /// All of it.
    All,
    /// Of one case.
    Case(Box<str>),
    /// That a person has.
    Held(Box<str>),
    /// That nobody has and that people of one of these sources may take up.
    Offered(Vec<Box<str>>),
}

/// The id of an effect: the same request always has the same one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EffectId {
    /// The case that asks.
    pub case: Box<str>,
    /// The record it comes from.
    pub seq: Seq,
    /// Its index there.
    pub index: u8,
}

/// Who takes an effect out of the outbox.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Lane {
    /// The host itself: requests from case to case.
    Cases,
    /// The embedder: notices, alerts, offers, registers.
    World,
}

/// A request to the host.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutboxRow {
    /// Its id.
    pub id: EffectId,
    /// Who takes it.
    pub lane: Lane,
    /// The kind, as a stable word.
    pub kind: Box<str>,
    /// The rest, as a JSON object.
    pub body: Box<str>,
}

/// A request that a worker has taken, until its lease ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claimed {
    /// The request.
    pub row: OutboxRow,
    /// The number of this attempt, from 1. It fences: after a newer claim the older one can acknowledge nothing.
    pub attempt: u32,
    /// Why the attempt before it failed.
    pub last_error: Option<Box<str>>,
}

/// A personal value with the salt of its commitment. It stands beside the history and can be deleted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Disclosure {
    /// The commitment that the history holds.
    pub commitment: Digest,
    /// The record that it came with.
    pub seq: Seq,
    /// The field.
    pub field: Box<str>,
    /// The salt.
    pub salt: [u8; 16],
    /// The value, in canonical JSON.
    pub value: Box<str>,
}

/// A published version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Definition {
    /// The procedure.
    pub procedure: Box<str>,
    /// The version; 0 is a draft, which may be published again with other content.
    pub version: u32,
    /// The pins of a case opened on it.
    pub pins: Pins,
    /// From when new cases use it.
    pub effective: Timestamp,
    /// When it was published.
    pub published: Timestamp,
    /// Who published it.
    pub by: Box<str>,
    /// The definition's bytes as they came.
    pub source: Box<[u8]>,
}

/// What publishing did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Published {
    /// It is published.
    New,
    /// The very same is published already.
    Same,
    /// The version is published already with this other content: nothing was changed.
    Taken(Digest),
}

/// Who has a duty that passes only by signed handover.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Duty {
    /// The duty's source, such as `roster:front_desk`.
    pub duty: Box<str>,
    /// Who has it.
    pub person: Box<str>,
    /// Since when.
    pub since: Timestamp,
    /// What gave it to them.
    pub by: DutyBy,
}

/// What gave somebody a duty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DutyBy {
    /// A handover that both have signed.
    Handover(EffectId),
    /// An act of the host: the first holder, or one put in where no handover can come about any more.
    Set {
        /// Who set it.
        person: Box<str>,
        /// Why.
        reason: Box<str>,
    },
}

impl DutyBy {
    /// The handover, if it was one.
    pub const fn handover(&self) -> Option<&EffectId> {
        match self {
            Self::Handover(id) => Some(id),
            Self::Set { .. } => None,
        }
    }
}

/// A record's place in the tree over all records.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leaf {
    /// Its position, from 0.
    pub at: u64,
    /// Whose record.
    pub key: CaseKey,
    /// Its number in the case.
    pub seq: Seq,
    /// Its hash as a leaf, as it was when it was sealed.
    pub hash: Digest,
}

/// The position of a record of one case in the tree over all records.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position {
    /// The position, from 0.
    pub at: u64,
    /// The number of the record in its case.
    pub seq: Seq,
    /// Its hash as a leaf, as it was when it was sealed.
    pub hash: Digest,
}

/// A signed note that a store keeps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// What it is, as a stable word: `checkpoint`, `rotation`.
    pub kind: Box<str>,
    /// The size of the tree when it was made.
    pub size: u64,
    /// The note.
    pub text: Box<str>,
}

/// What an erasure deleted, place by place: the content of its receipt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Erased {
    /// Values and salts.
    pub disclosures: u32,
    /// Tokens by which the case could be found.
    pub index: u32,
    /// Content digests of remembered commands.
    pub commands: u32,
}
