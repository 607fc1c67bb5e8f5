//! The history of a case: one record a line, in canonical JSON by names, that anybody can read, hash and decide again.
//!
//! [`Recorder`] writes the lines of a decision, [`decode`] reads them back, [`chain`] ties each to the one before;
//! [`state_digest`] stands on the last line of every batch. The crate never decides by itself, holds no file and no key.
//!
//! The types that matter: [`Lexicon`] (the words of a procedure), [`Recorder`], [`Decoded`].
//!
//! ```
//! use guicheng_core::{Act, Actor, Case, Command, Event, EventKind, Procedure, Timestamp};
//! use guicheng_history::{Lexicon, Recorder, decode};
//!
//! let lexicon = Lexicon::new(&Procedure::default());
//! let (key, now, actor) = ("k1".into(), Timestamp(0), Actor::default());
//! let command = Command { key, now, occurred: None, actor, seen: None, act: Act::Unmerge, answers: vec![] };
//! let event = Event { at: now, kind: EventKind::Reopened };
//! let mut after = Case::default();
//! after.apply(&event);
//!
//! let recorder = Recorder::new(&lexicon, "estate", "C-1");
//! let encoded = recorder.encode(&Case::default(), &command, &[event.clone()], 0, &after);
//! assert_eq!(decode(&lexicon, &[], &encoded.lines[0]).map(|d| d.event), Ok(event));
//! ```

#![no_std]
extern crate alloc;

#[macro_use]
pub mod canonical;
mod clause;
mod digest;
mod error;
mod instant;
mod lexicon;
mod part;
mod personal;
mod record;
mod replay;
mod snapshot;
mod state;
#[cfg(test)]
mod tests;
mod timeline;
mod verify;
mod version;
mod whatif;

pub use digest::{from_hex, leaf_hash, sha256, to_hex};
pub use error::DecodeError;
pub use instant::{Day, Instant};
pub use lexicon::Lexicon;
pub use personal::{Lifted, Personal, PersonalFault, PersonalWrong, children, personal, personal_of};
pub use record::{
    Decoded, ENGINE, Encoded, NotChainable, RECORD_VERSION, Recorder, chain, decode, due_command, unchain,
};
pub use replay::{Replay, ReplayError, ReplayFault, rebuild};
pub use snapshot::{SnapshotError, restore, snapshot};
pub use state::{case_of_state, state_digest, state_json};
pub use timeline::{
    Bound, Breach, BreachKind, Entry, Hindrance, Lang, Later, OUTAGE_MS, Reason, RoleHeld, RunningClock, Standing,
    StandingWork, Telling, Why, report, standing, timeline, timeline_across, why, why_not,
};
pub use verify::{Difference, Differs, Verified, verify, verify_across};
pub use version::{Version, versions_named};
pub use whatif::{Ask, Change, Clock as RerunClock, Outcome, Run, Shift, Stuck, StuckWhy, WhatIf, what_if};
