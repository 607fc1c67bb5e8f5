//! Side files: organisation, calendars, registers of clauses.

mod calendar;
mod clauses;
mod coverage;
mod finding;
mod org;
mod permission;
mod roster;
#[cfg(test)]
mod tests;
mod time;

pub use calendar::calendars;
pub use clauses::{Clause, Clauses, Reason, clauses};
pub use coverage::{Covered, Spot, coverage};
pub use finding::{SideFinding, Thing};
pub use org::{OrgFile, org};
pub(crate) use time::{clock, shown};
