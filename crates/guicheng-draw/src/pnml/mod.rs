//! The control flow of a procedure as a Petri net in PNML, for process mining.
//!
//! A step is a visible transition whose label is the step's id; it fires when a piece of the step's work is done. Gates,
//! clocks, reactions and everything else that no step shows are silent. The net is a workflow net: one place to begin,
//! one to end, and where the procedure is sound, so is the net.
//!
//! Plain nets cannot withdraw tokens. A run of a route that can be left holds a token `ok` that its steps look at; whoever
//! leaves it turns `ok` into `leaving`, under which every step has a silent twin. So the run goes to its own end
//! unseen, and only then is the card entered that the jump goes to. No history shows the difference.
//!
//! Routes are copied to wherever they are named; a route inside itself is passed over. Runs for each entry of a list are
//! three side by side, each as often as wanted. Something begun beside runs once at a time. Data is left out.
//! An inclusive join whose ways come from no one inclusive split, and a loop back into an n-of-m join that swallows late
//! arrivals, allow more in the net than in the procedure.

mod beside;
mod join;
mod net;
mod node;
mod run;

use crate::{Lang, words::Words};
use alloc::string::String;
use guicheng_core::Procedure;

/// Writes a procedure as PNML with initial and final marking; none where its routes name each other so often that the net
/// would have more than 20,000 transitions.
pub fn pnml(procedure: &Procedure, lang: Lang) -> Option<String> {
    let w = Words::new(procedure, lang);
    let (net, end) = run::Build::of(procedure);
    (!net.too_large).then(|| net.write(&w, end))
}
