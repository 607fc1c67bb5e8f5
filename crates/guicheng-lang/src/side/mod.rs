//! Side files: organisation, calendars, registers of clauses.

mod calendar;
mod clauses;
mod finding;
mod org;
mod roster;
#[cfg(test)]
mod tests;
mod time;

pub use calendar::calendars;
pub use clauses::{Clause, Clauses, clauses};
pub use finding::{SideFinding, Thing};
pub use org::{OrgFile, org};
