//! Where cases live.
//!
//! [`Store`] is the port: one atomic [`Commit`] a command, wake-ups, open work, an outbox with leases, published
//! versions, and personal values that can really be deleted. [`MemoryStore`] is one kind, with failures on demand;
//! [`conformance`] checks any kind. The crate never decides anything about a case and dials nobody.

pub mod conformance;
mod memory;
mod port;
mod row;

pub use guicheng_core::{Digest, Seq, Timestamp};
pub use memory::{Fault, MemoryStore};
pub use port::{Answered, Outcome, Store, StoreError};
pub use row::{
    CaseHead, CaseKey, CaseQuery, CaseRow, Claimed, CommandId, Commit, Definition, Disclosure, Duty, EffectId, Erased,
    Lane, Loaded, OutboxRow, Published, Receipt, Wake, WorkQuery, WorkRow,
};
