//! Pictures of a procedure: an outline numbered like a manual, an SVG that fits a page, a DOT graph.
//!
//! All three read the kernel graph through one `tree`: the author's order from top to bottom, branches side by side.
//! They are deterministic, so that a changed picture means a changed procedure.

#![no_std]
extern crate alloc;
#[cfg(test)]
extern crate std;

mod bpmn;
mod dot;
mod guard;
mod mermaid;
mod outline;
mod pnml;
mod svg;
#[cfg(test)]
mod tests;
mod tree;
mod words;
mod xml;

pub use bpmn::bpmn;
pub use dot::dot;
pub use mermaid::mermaid;
pub use outline::outline;
pub use pnml::pnml;
pub use svg::{Page, pages, svg, svg_route};
pub use words::Lang;
