//! The pure engine of Guicheng: a decider around a token marking.
//!
//! [`decide`] takes a compiled [`Procedure`], a [`Case`] and a [`Command`] and says which [`Event`]s follow;
//! [`Case::apply`] is the only writer of a case; [`Case::next_due`] says when to come back; [`effects`] are requests to
//! the host. The crate never reads a clock, a file, a network or a random number, and never panics: time, people and
//! facts about other cases come in with commands and stand in the record.
//!
//! The types that matter: [`Procedure`] (what the definition says), [`Case`] (where it stands), [`Event`] (what happened).

#![no_std]
extern crate alloc;

mod apply;
mod calendar;
mod case;
mod command;
mod copy;
mod decide;
mod done;
mod effect;
mod event;
pub mod expr;
mod few;
mod id;
pub mod limits;
mod mark;
mod migrate;
pub mod org;
mod pack;
mod procedure;
mod reject;
mod standing;
mod time;
mod undo;
mod value;

pub use calendar::{Calendar, Every, Hours, Recurrence, Zone, month_start};
pub use case::{
    Case, ClockKey, ClockState, FieldState, Frame, HoldState, Item, Kept, Phase, Pins, Repeating, Status, Token,
    Unconfirmed, Visit, Watch, What, WorkItem, WorkState,
};
pub use command::{
    About, Act, Actor, Answer, Command, Entry, Hidden, Input, LookupAnswer, OfPerson, Pointer, Question,
};
pub use decide::{Decision, Scratch, advance, decide, fits, migrate, plan};
pub use done::{Done, DoneList};
pub use effect::{Effect, EffectKind, effects};
pub use event::{
    Arithmetic, Because, Cause, ClockRun, Completion, Event, EventKind, Firing, Heard, Migration, Opening, Passage,
    Resolution, Taken, Verdict, Why, Withdrawal,
};
pub use few::Few;
pub use id::{
    Activation, ActsId, CalendarId, ClauseId, ClockId, ColumnId, ExprId, FieldId, FlowId, HoldId, Id, LineId, Map,
    NodeId, NoticeId, OptionId, PersonIx, ReactionId, RegisterId, RoleId, RuleId, ScopeId, SectionId, Seq, SignalId,
    StepId, TableId, TextId, VisitId, WorkId,
};
pub use mark::Mark;
pub use migrate::{ClockPlan, Due, Linkage, Obstacle, Obstacles, Placement, Plan, Thing, Unplaced};
pub use pack::Packed;
pub use procedure::*;
pub use reject::{Bound, Key, Refused, Refuser, Rejection};
pub use time::{Limit, Timestamp};
pub use value::{Decimal, NotDecimal, Value};
