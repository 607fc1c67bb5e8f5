//! Where cases live.
//!
//! [`Store`] is the port: one atomic [`Commit`] a command, wake-ups, open work, an outbox with leases, published
//! versions, and personal values that can really be deleted. [`MemoryStore`] is one kind, with failures on demand;
//! [`conformance`] checks any kind. [`Host`] drives cases over a store: it loads, seals, asks `guicheng-core` to decide,
//! answers its questions, records and commits. The crate dials nobody and reads no clock: instants and random bytes come
//! from the embedder.

pub mod conformance;
mod host;
mod memory;
mod port;
mod row;
mod wakes;

pub use guicheng_core::{Digest, Seq, Timestamp};
pub use host::{
    Done, DutySetting, Filter, Host, HostError, JUMP, Linked, Loader, Moving, Nearest, Opening, PLACES, Personal,
    Publication, Random, Registry, Removal, Ticked, View, commitment, pins, salt_hex,
};
pub use memory::{Fault, MemoryStore};
pub use port::{Answered, Outcome, Store, StoreError};
pub use row::{
    CaseHead, CaseKey, CaseQuery, CaseRow, Claimed, CommandId, Commit, Definition, Disclosure, Duty, DutyBy, EffectId,
    Erased, Lane, Leaf, Loaded, Note, OutboxRow, Position, Published, Receipt, Wake, WorkQuery, WorkRow,
};
pub use wakes::{Due, Wakes};
