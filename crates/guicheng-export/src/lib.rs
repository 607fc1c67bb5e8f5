//! Event logs: what happened in many cases, in the forms that process-mining tools read, and what can be counted in them.
//!
//! [`Course`] reads the history of one case into rows, one for each step in the life of a piece of work. [`Log`] is an
//! event log as XES (IEEE 1849) has it: our own, made of courses by [`log_of`], or a foreign one read by [`xes::read`].
//! [`xes::write`], [`csv`] and [`ocel`] write logs; [`Statistics`] counts them. Equal input gives equal bytes.
//!
//! No personal value gets into a log: such fields are commitments in records already, and what people wrote as reasons
//! is left out. The crate touches no file and no clock.
//!
//! ```
//! use guicheng_export::{Log, Statistics, xes};
//!
//! let text = r#"<log xes.version="2.0"><trace><event><string key="concept:name" value="接单"/>
//!   <date key="time:timestamp" value="2026-12-01T08:00:00.000+08:00"/></event></trace></log>"#;
//! let log: Log = xes::read(text)?;
//! assert_eq!(Statistics::of(&log, None).events, 1);
//! assert_eq!(xes::read(&xes::write(&log))?, log);
//! # Ok::<(), xes::ReadError>(())
//! ```

mod course;
mod csv;
mod export;
mod log;
mod ocel;
pub mod picture;
mod stamp;
mod statistics;
pub mod xes;

pub use course::{Class, ClockSpan, Course, Life, Outside, Pseudonym, Row, Worded};
pub use csv::csv;
pub use export::{Naming, case_row, log_of};
pub use log::{Attribute, Attributes, Event, Extension, Log, Trace, Value};
pub use ocel::{Ocel, OcelEvent, OcelObject, Type, ocel};
pub use stamp::Stamp;
pub use statistics::{Follows, Statistics, Variant};
