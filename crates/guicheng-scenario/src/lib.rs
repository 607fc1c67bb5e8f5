//! What lets people try a procedure before it runs: scenarios on a virtual clock.
//!
//! [`scenario`] reads story files and plays them on the core, with invented people and a clock of its own.
//! [`trace`] walks a counterexample of the graph, step by step, on the core.

#![no_std]
extern crate alloc;
#[cfg(test)]
extern crate std;

pub mod scenario;
pub mod trace;
