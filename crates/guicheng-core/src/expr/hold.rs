//! Whether a hold covers what it stops.

use crate::{Activation, CardRef, Case, Frame, HoldId, Procedure, What, WorkItem};

/// Whether a hold is in force where it is asked; of several items asked from outside, whether every open one is held:
/// a clock never stands still while somebody works.
pub(super) fn is_held(p: &Procedure, c: &Case, of: Activation, hold: HoldId) -> bool {
    let mut runs = c.holds.iter().filter(|h| h.hold == hold).peekable();
    if runs.peek().is_none() {
        return false;
    }
    let covered = |of: Activation| c.holds.iter().any(|h| h.hold == hold && c.is_inside(of, h.of));
    if covered(of) {
        return true;
    }
    let touched = |of: Activation| covered(of) || c.holds.iter().any(|h| h.hold == hold && c.is_inside(h.of, of));
    let siblings = |run: &Frame| {
        let same = |f: &&Frame| f.scope == run.scope && f.visit == run.visit;
        c.frames.iter().filter(same).all(|f| touched(f.id))
    };
    let during = p.holds.get(hold).map_or(&[][..], |h| &h.during);
    runs.all(|h| instances(c, h.of).all(siblings))
        && c.work.iter().filter(|w| during.iter().any(|card| stops(c, *card, w))).all(|w| covered(w.of))
}

/// The runs around an activation, itself included, that are one of several.
fn instances(c: &Case, of: Activation) -> impl Iterator<Item = &Frame> {
    let inner = c.frame(of);
    let around = core::iter::successors(inner, |f| if f.parent == f.id { None } else { c.frame(f.parent) });
    around.take(c.frames.len()).filter(|f| f.item.is_some())
}

/// Whether a piece of work is of a card, or inside it.
fn stops(c: &Case, card: CardRef, work: &WorkItem) -> bool {
    match card {
        CardRef::Step(step) => work.what == What::Step(step),
        CardRef::Gate(node) => work.what == What::Choose(node),
        CardRef::Scope(scope) => c.frames.iter().any(|f| f.scope == scope && c.is_inside(work.of, f.id)),
        CardRef::Reaction(_) | CardRef::Hold(_) => false,
    }
}
