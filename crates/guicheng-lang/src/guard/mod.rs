//! Guards, conditions and computed values.

mod finding;

pub use finding::GuardFinding;
