//! The language server for procedure files: what an editor needs while somebody writes.
//!
//! Findings as one types, Chinese first; completion of keys, ids, roles, fields, options; rename in every file of the
//! estate that speaks of the thing: scenarios, callers, look-ups, side files; go to card; hover with clause and picture;
//! titles and dues between the letters; quick fixes; layout. What stands in the editor counts before what stands on disk.
//! A thin adapter: meanings come from `guicheng-lang`.

mod actions;
mod complete;
mod desk;
mod estate;
mod hint;
mod hover;
mod names;
mod place;
mod server;
mod uses;

pub use server::{Prove, serve};
