//! The language server for procedure files: what an editor needs while somebody writes.
//!
//! Findings as one types, Chinese first; completion of keys, ids, roles, fields, options; rename everywhere, the scenarios
//! beside the file too; go to card; hover; quick fixes; layout. What stands in the editor counts before what stands on
//! disk. A thin adapter: meanings come from `guicheng-lang`.

mod actions;
mod complete;
mod desk;
mod hover;
mod names;
mod place;
mod server;
mod uses;

pub use server::{Prove, serve};
