//! Refusals: a stable code, what refuses, and what is allowed now.

use crate::{CardRef, ClauseId, ClockId, FieldId, NoticeId, RuleId, Seq, TextId, WorkId};
use alloc::{boxed::Box, vec::Vec};

/// A refusal. It changes nothing, but for what was already due.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rejection {
    /// Why.
    pub code: Refused,
    /// What refuses: the card or rule, and the key of it.
    pub by: Option<(Refuser, Key)>,
    /// The clauses it stands on.
    pub clauses: Vec<ClauseId>,
    /// The words of the rule.
    pub say: Option<TextId>,
    /// Cards that are open now.
    pub allowed: Vec<CardRef>,
}

/// Why a command is refused. The codes are stable.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// The case was not opened yet, or is opened already.
    #[error("the case is not in a state for this")]
    WrongState,
    /// The case is closed, broken off or merged.
    #[error("the case has ended")]
    Ended,
    /// No such work is open.
    #[error("this is not open now")]
    NotOpen,
    /// It is hidden until its condition holds.
    #[error("this is not due yet")]
    NotYet,
    /// It is held.
    #[error("this is on hold")]
    Held,
    /// The actor is not among those who may do it.
    #[error("not for this person to do")]
    NotYours,
    /// Somebody else has it.
    #[error("somebody else has taken this up")]
    TakenByAnother,
    /// It must be claimed first.
    #[error("this must be claimed first")]
    ClaimFirst,
    /// The same person has another instance of it, or did a step that excludes them.
    #[error("another person must do this")]
    NotDistinct,
    /// A required field is missing.
    #[error("a field is missing")]
    MissingField(FieldId),
    /// A value does not fit its field.
    #[error("the value does not fit the field")]
    WrongValue(FieldId),
    /// The field is not asked here.
    #[error("this field is not asked here")]
    NotAsked(FieldId),
    /// A personal value came in clear.
    #[error("a personal value must be sealed first")]
    NotSealed(FieldId),
    /// An item was not attested.
    #[error("an item is not attested")]
    MissingCheck(Box<str>),
    /// A reason is missing.
    #[error("a reason is missing")]
    MissingReason,
    /// A signature is missing.
    #[error("a signature is missing")]
    MissingSignature,
    /// Nobody was named for the later step.
    #[error("nobody is named for the later step")]
    MissingName,
    /// A way must be chosen.
    #[error("a way must be chosen")]
    MissingChoice,
    /// The way chosen is not one of them.
    #[error("this way cannot be chosen here")]
    WrongChoice,
    /// A rule forbids it.
    #[error("a rule forbids this")]
    RuleForbids(RuleId),
    /// The clock within which it is allowed does not run, or is past its due.
    #[error("the time for this is over")]
    OutOfTime(ClockId),
    /// It was done as often as allowed.
    #[error("this was done as often as allowed")]
    AtMost,
    /// Its condition does not hold.
    #[error("the condition for this does not hold")]
    ConditionFails,
    /// It is not optional.
    #[error("this cannot be left out")]
    NotOptional,
    /// It cannot grow.
    #[error("no instance can be added")]
    NotGrowing,
    /// Another step of the same section is under way.
    #[error("another of these is under way")]
    SectionBusy,
    /// No such notice waits to be confirmed.
    #[error("no such notice waits to be confirmed")]
    NoSuchNotice,
    /// The case has changed since the sender saw it.
    #[error("the case has changed since it was read")]
    Stale {
        /// What the sender had seen.
        seen: Seq,
    },
    /// The same key came with another content (found by the store).
    #[error("the key was used for another command")]
    KeyReused,
    /// A limit of the engine.
    #[error("a limit of the engine is reached")]
    TooMany(Bound),
    /// Something is due: it fires first, under the version that the case is on.
    #[error("something is due and must fire first")]
    DueFirst,
    /// The plan of a migration is not, or no longer, the one that both versions and the case give.
    #[error("the plan does not fit the case as it stands")]
    PlanDiffers,
    /// `occurred` lies in the future or before the case.
    #[error("the instant at which it occurred does not fit")]
    WrongOccurred,
}

impl Refused {
    /// The stable code, as in outputs.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::WrongState => "wrong_state",
            Self::Ended => "ended",
            Self::NotOpen => "not_open",
            Self::NotYet => "not_yet",
            Self::Held => "held",
            Self::NotYours => "not_yours",
            Self::TakenByAnother => "taken_by_another",
            Self::ClaimFirst => "claim_first",
            Self::NotDistinct => "not_distinct",
            Self::MissingField(_) => "missing_field",
            Self::WrongValue(_) => "wrong_value",
            Self::NotAsked(_) => "not_asked",
            Self::NotSealed(_) => "not_sealed",
            Self::MissingCheck(_) => "missing_check",
            Self::MissingReason => "missing_reason",
            Self::MissingSignature => "missing_signature",
            Self::MissingName => "missing_name",
            Self::MissingChoice => "missing_choice",
            Self::WrongChoice => "wrong_choice",
            Self::RuleForbids(_) => "rule_forbids",
            Self::OutOfTime(_) => "out_of_time",
            Self::AtMost => "at_most",
            Self::ConditionFails => "condition_fails",
            Self::NotOptional => "not_optional",
            Self::NotGrowing => "not_growing",
            Self::SectionBusy => "section_busy",
            Self::NoSuchNotice => "no_such_notice",
            Self::Stale { .. } => "stale",
            Self::KeyReused => "key_reused",
            Self::TooMany(_) => "too_many",
            Self::DueFirst => "due_first",
            Self::PlanDiffers => "plan_differs",
            Self::WrongOccurred => "wrong_occurred",
        }
    }
}

/// A limit of the engine.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Bound {
    /// [`crate::limits::EVENTS_PER_COMMAND`].
    Events,
    /// [`crate::limits::TOKENS_PER_CASE`].
    Tokens,
    /// [`crate::limits::WORK_PER_CASE`].
    Work,
    /// [`crate::limits::PEOPLE_PER_CASE`].
    People,
    /// [`crate::limits::TEXT_BYTES`].
    Text,
}

/// The card or rule that refuses.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Refuser {
    /// A card.
    Card(CardRef),
    /// A rule.
    Rule(RuleId),
    /// A field.
    Field(FieldId),
    /// A notice.
    Notice(NoticeId),
    /// A piece of work that is no card's (a choice, a round).
    Work(WorkId),
}

/// The key of a card that refuses, as written in the file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Key {
    /// The thing as a whole.
    Whole,
    /// `who`.
    Who,
    /// `together`.
    Together,
    /// `count`.
    Count,
    /// `pick`.
    Pick,
    /// `same_as`.
    SameAs,
    /// `not_same`.
    NotSame,
    /// `names`.
    Names,
    /// `fill`.
    Fill,
    /// `check`.
    Check,
    /// `why`.
    Why,
    /// `sign`.
    Sign,
    /// `within`.
    Within,
    /// `when`.
    When,
    /// `at_most`.
    AtMost,
    /// `during`.
    During,
    /// `opens_when`.
    OpensWhen,
    /// `optional`.
    Optional,
    /// `add`.
    Add,
}

impl Key {
    /// The key as written; empty for the whole.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Whole => "",
            Self::Who => "who",
            Self::Together => "together",
            Self::Count => "count",
            Self::Pick => "pick",
            Self::SameAs => "same_as",
            Self::NotSame => "not_same",
            Self::Names => "names",
            Self::Fill => "fill",
            Self::Check => "check",
            Self::Why => "why",
            Self::Sign => "sign",
            Self::Within => "within",
            Self::When => "when",
            Self::AtMost => "at_most",
            Self::During => "during",
            Self::OpensWhen => "opens_when",
            Self::Optional => "optional",
            Self::Add => "add",
        }
    }
}
