//! Scenario files: stories with invented people, run against a procedure on a virtual clock.
//!
//! [`parse`] reads a file, [`run`] plays its tests: it opens a case, lets time pass to every instant at which something
//! is due, carries out the story lines, answers what the core asks, and compares what is expected. After every step it
//! checks that replaying the events gives the very same case.
//!
//! A test is one world on one clock. Its first case is called `first`; `opens` opens further ones, and a call of a
//! procedure that the [`Library`] has opens its child, named by the call's card. A line says by `case` which it means.
//! [`play`] does for them what a host does: it carries requests between cases, remembers keys, keeps signed duties.
//! [`tell`] gives the records of the cases as well.
//!
//! A line with `jump = true` is what the host's clock says, whatever it said before: back, or ahead with nobody awake in
//! between.
//!
//! `late due reminded escalated skipped withdrawn broken told written` count since the expectation before (or since the
//! start); lists are compared without order. Held work may be listed under `open` or left out, and so may,
//! under `late`, clocks of a card and clocks that send the work elsewhere (`go`) when they are due.

mod command;
mod coverage;
mod expect;
mod history;
mod instant;
mod invariant;
mod keys;
mod library;
mod log;
mod names;
mod parse;
mod passable;
mod people;
mod played;
mod report;
mod requests;
mod run;
mod schema;
mod secrets;
mod stage;
mod story;
#[cfg(test)]
mod tests;
mod value;
mod version;

pub use coverage::{Coverage, Part, Reached};
pub use history::History;
pub use keys::{Is, KEYS, Key, Place, page};
pub use library::{Edition, Library};
pub use parse::{LINES, parse, parse_read};
pub use report::{Failure, Outcome, Report};
pub use requests::pins;
pub use run::{play, run, tell};
pub use schema::schema;
pub use story::{Deed, Expect, Line, Organisation, Person, Story, Test, Values, Verb, When, Word};
pub use version::Version;
