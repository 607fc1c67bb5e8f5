//! What lets people see and try a procedure before it runs: pictures, and scenarios on a virtual clock.
//!
//! [`draw`] writes a procedure as a numbered outline, an SVG or a DOT graph, with its clocks, people and reactions.
//! [`scenario`] reads story files and plays them on the core, with invented people and a clock of its own.
//! [`trace`] walks a counterexample of the graph, step by step, on the core.

#![no_std]
extern crate alloc;
#[cfg(test)]
extern crate std;

pub mod draw;
pub mod scenario;
pub mod trace;
