//! Side files: organisation, calendars, registers of clauses.

mod finding;

pub use finding::SideFinding;
