//! Scopes: runs of routes, what is begun beside them, jumps, and withdrawal.

use super::{
    draft::{Draft, Outcome, Scene},
    happen::happen,
    life, visit,
};
use crate::{
    Activation, CardRef, Case, Cause, EventKind, FlowId, Frame, Item, Mark, Node, NodeId, Scope, ScopeId, Token, Visit,
    VisitId, What, Withdrawal,
};
use alloc::{boxed::Box, vec::Vec};
use smallvec::SmallVec;

/// The root activation.
pub(crate) const ROOT: Activation = Activation(1);

/// Opens the run of a scope for a visit; a loop that is not to begin is done at once.
pub(crate) fn open(d: &mut Draft<'_>, visit: &Visit, scope: ScopeId, item: Option<Item>) -> Outcome<()> {
    if let Some(repeat) = d.p.graph.scopes.at(scope).repeat
        && !d.holds(repeat.again, item, visit.of)
    {
        return visit::count(d, visit.id);
    }
    let id = Activation(d.next_id());
    start(d, Frame { id, scope, visit: Some(visit.id), parent: visit.of, beside: None, round: 1, item });
    Ok(())
}

fn start(d: &mut Draft<'_>, frame: Frame) {
    let flow = d.p.graph.scopes.at(frame.scope).start;
    d.emit(EventKind::FrameOpened(frame));
    enter(d, flow, frame.id);
}

fn enter(d: &mut Draft<'_>, flow: FlowId, of: Activation) {
    d.waiting.wake_behind(d.p, of, &[flow]);
    d.emit(EventKind::Entered { flow, of });
}

/// Opens the root.
pub(crate) fn open_root(d: &mut Draft<'_>) -> Outcome<()> {
    let scope = d.p.graph.root;
    start(d, Frame { id: ROOT, scope, visit: None, parent: ROOT, beside: None, round: 1, item: None });
    happen(d, Mark::ScopeOpened(scope), d.now)
}

/// Begins a card beside the work; it goes with the activation that set it off when that is left by a jump.
pub(crate) fn begin_beside(d: &mut Draft<'_>, card: CardRef, scene: Scene) -> Outcome<()> {
    let CardRef::Scope(scope) = card else { return Ok(()) };
    let id = Activation(d.next_id());
    let beside = scene.bound.then_some(scene.of);
    start(d, Frame { id, scope, visit: None, parent: ROOT, beside, round: 1, item: scene.item });
    happen(d, Mark::ScopeOpened(scope), d.now)
}

/// Completes the first run in which nothing is left; the root closes the case. False if there is none.
pub(crate) fn complete_next(d: &mut Draft<'_>) -> Outcome<bool> {
    let Some(frame) = first_empty(d) else { return Ok(false) };
    if frame.id == ROOT {
        return life::close(d);
    }
    d.emit(EventKind::FrameClosed { of: frame.id });
    match frame.visit.and_then(|id| d.case().visit(id).copied()) {
        Some(visit) => next_round(d, frame, visit)?,
        None => happen(d, Mark::ScopeDone(frame.scope), d.now)?,
    }
    Ok(true)
}

/// The latest run in which nothing is left. A few runs are looked at one by one.
fn first_empty(d: &Draft<'_>) -> Option<Frame> {
    let Case { frames, tokens, visits, work, .. } = d.case();
    if frames.len() > 4 {
        let occupied = occupied(d);
        return frames.iter().rev().find(|f| occupied.binary_search(&f.id).is_err()).copied();
    }
    let occupied = |id: Activation| {
        visits.iter().any(|v| v.of == id)
            || tokens.iter().any(|t| t.of == id)
            || work.iter().any(|w| w.of == id)
            || frames.iter().any(|f| f.parent == id && f.id != id)
    };
    frames.iter().rev().find(|f| !occupied(f.id)).copied()
}

/// Runs in which something is left: a token, an open node, work or an inner run.
fn occupied(d: &Draft<'_>) -> SmallVec<[Activation; 32]> {
    let case = d.case();
    let inner = case.frames.iter().filter(|f| f.parent != f.id).map(|f| f.parent);
    let mut all: SmallVec<[Activation; 32]> = case.tokens.iter().map(|t| t.of).collect();
    all.extend(case.visits.iter().map(|v| v.of).chain(case.work.iter().map(|w| w.of)).chain(inner));
    all.sort_unstable();
    all.dedup();
    all
}

/// After a round: another one, a person's decision at the bound, or done.
fn next_round(d: &mut Draft<'_>, frame: Frame, visit: Visit) -> Outcome<()> {
    let Some(repeat) = d.p.graph.scopes.at(frame.scope).repeat else { return visit::count(d, visit.id) };
    if !d.holds(repeat.again, frame.item, frame.parent) {
        return visit::count(d, visit.id);
    }
    if frame.round >= repeat.at_most {
        visit::open_plain(d, &visit, What::Round(frame.scope));
        return Ok(());
    }
    another_round(d, frame.scope, visit, frame.round.saturating_add(1), frame.item);
    Ok(())
}

/// One more round of a loop.
pub(crate) fn another_round(d: &mut Draft<'_>, scope: ScopeId, visit: Visit, round: u16, item: Option<Item>) {
    let id = Activation(d.next_id());
    start(d, Frame { id, scope, visit: Some(visit.id), parent: visit.of, beside: None, round, item });
}

/// Interrupts an activation and goes to a card: the first scope around it that has the card as an entry is emptied and
/// entered there; failing that, the innermost in which it is done instead.
pub(crate) fn go(d: &mut Draft<'_>, from: Activation, card: CardRef, cause: Cause) -> Outcome<()> {
    let found = way(d, from, card, |s| &s.entries).or_else(|| way(d, from, card, |s| &s.instead));
    let Some((of, flow)) = found else { return Ok(()) };
    leave(d, of, cause);
    d.back = true;
    enter(d, flow, of);
    Ok(())
}

fn way<'p>(
    d: &Draft<'p>,
    from: Activation,
    card: CardRef,
    list: impl Fn(&'p Scope) -> &'p [(CardRef, FlowId)],
) -> Option<(Activation, FlowId)> {
    let mut at = from;
    loop {
        let frame = d.case().frame(at)?;
        let scope = d.p.graph.scopes.get(frame.scope)?;
        if let Some((_, flow)) = list(scope).iter().find(|(c, _)| *c == card) {
            return Some((at, *flow));
        }
        if frame.parent == at {
            return None;
        }
        at = frame.parent;
    }
}

/// Ends the whole case: everything open is withdrawn, and the root is left empty.
pub(crate) fn stop(d: &mut Draft<'_>, cause: Cause) {
    let mut withdrawal = Withdrawal { cause: Some(cause), ..Withdrawal::default() };
    gather(d, ROOT, Reach::Everything, &mut withdrawal);
    emit_withdrawal(d, withdrawal);
}

/// Withdraws everything inside an activation, which itself stays.
pub(crate) fn leave(d: &mut Draft<'_>, of: Activation, cause: Cause) {
    let mut withdrawal = Withdrawal { cause: Some(cause), ..Withdrawal::default() };
    gather(d, of, Reach::Below, &mut withdrawal);
    emit_withdrawal(d, withdrawal);
}

/// How far a withdrawal reaches.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reach {
    /// What is inside; the activation stays.
    Below,
    /// The activation as well.
    Itself,
    /// What is inside, and whatever was begun beside the case as a whole; the activation stays.
    Everything,
}

/// Records a withdrawal, unless nothing is withdrawn.
pub(crate) fn emit_withdrawal(d: &mut Draft<'_>, withdrawal: Withdrawal) {
    let Withdrawal { cause: _, tokens, frames, visits, work, holds } = &withdrawal;
    if tokens.is_empty() && frames.is_empty() && visits.is_empty() && work.is_empty() && holds.is_empty() {
        return;
    }
    d.waiting.removed(tokens.len());
    d.emit(EventKind::Withdrawn(Box::new(withdrawal)));
}

/// Gathers what lies inside an activation (and the activation itself, if told so): runs inside it, what was begun
/// beside any of them, and everything in them.
fn gather(d: &Draft<'_>, of: Activation, reach: Reach, out: &mut Withdrawal) {
    let case = d.case();
    let mut inside = alloc::vec![of];
    let mut grown = true;
    while grown {
        grown = false;
        for frame in &case.frames {
            let belongs = match (frame.visit, frame.beside) {
                (_, Some(beside)) => inside.contains(&beside),
                (Some(_), None) => inside.contains(&frame.parent),
                (None, None) => reach == Reach::Everything && frame.id != frame.parent,
            };
            if belongs && !inside.contains(&frame.id) {
                inside.push(frame.id);
                grown = true;
            }
        }
    }
    let of_them = |at: &Activation| inside.contains(at);
    out.tokens.extend(case.tokens.iter().filter(|t| of_them(&t.of)));
    out.visits.extend(case.visits.iter().filter(|v| of_them(&v.of)).map(|v| v.id));
    out.work.extend(case.work.iter().filter(|w| of_them(&w.of)).map(|w| (w.id, w.what, w.child.clone())));
    out.holds
        .extend(case.holds.iter().filter(|h| of_them(&h.of) && (h.of != of || reach == Reach::Itself)).map(|h| h.id));
    out.frames.extend(inside.into_iter().filter(|a| reach == Reach::Itself || *a != of));
    out.holds.extend(d.holds_over(out, of));
}

/// Gathers a visit: its work, its runs and what is in them.
pub(crate) fn gather_visit(d: &Draft<'_>, visit: Visit, out: &mut Withdrawal) {
    out.visits.push(visit.id);
    gather_instances(d, visit.id, out);
}

fn gather_instances(d: &Draft<'_>, visit: VisitId, out: &mut Withdrawal) {
    let case = d.case();
    out.work.extend(case.work.iter().filter(|w| w.visit == visit).map(|w| (w.id, w.what, w.child.clone())));
    let runs: Vec<Activation> = case.frames.iter().filter(|f| f.visit == Some(visit)).map(|f| f.id).collect();
    for run in runs {
        gather(d, run, Reach::Itself, out);
    }
}

/// Withdraws the instances of a visit that are still open; the visit itself stays.
pub(crate) fn withdraw_visit_rest(d: &mut Draft<'_>, visit: Visit) -> Outcome<()> {
    let mut withdrawal = Withdrawal { cause: Some(Cause::Enough(visit.node)), ..Withdrawal::default() };
    gather_instances(d, visit.id, &mut withdrawal);
    emit_withdrawal(d, withdrawal);
    Ok(())
}

/// Withdraws what lies in the region of an n-of-m join that has just passed.
pub(crate) fn withdraw_region(d: &mut Draft<'_>, id: NodeId, node: &Node, of: Activation) -> Outcome<()> {
    let mut withdrawal = Withdrawal { cause: Some(Cause::Enough(id)), ..Withdrawal::default() };
    let visits: Vec<Visit> =
        d.case().visits.iter().filter(|v| v.of == of && node.region.contains(&v.node)).copied().collect();
    let reaches_region = |t: &&Token| {
        t.of == of && d.p.graph.flows.get(t.flow).is_some_and(|f| f.to == id || node.region.contains(&f.to))
    };
    // The node's own outgoing tokens exist already where it passed at once: a flow back into the region is not one of
    // the tokens to be withdrawn.
    let fresh = |t: &Token| node.outs.contains(&t.flow);
    withdrawal.tokens.extend(d.case().tokens.iter().filter(reaches_region).filter(|t| !fresh(t)));
    for visit in visits {
        gather_visit(d, visit, &mut withdrawal);
    }
    emit_withdrawal(d, withdrawal);
    Ok(())
}

/// Whether a card is open, and the activation in which it is: for a route its own run, for a step the run that holds it.
pub(crate) fn where_open(d: &Draft<'_>, card: CardRef, item: Option<u16>) -> Option<Activation> {
    let case = d.case();
    let fits = |own: Option<Item>, of: Activation| {
        item.is_none_or(|index| own.or_else(|| d.item_of(of)).is_some_and(|i| i.index == index))
    };
    match card {
        CardRef::Step(step) => {
            let open = case.work.iter().find(|w| w.what == What::Step(step) && fits(w.item, w.of));
            open.map(|w| w.of)
        }
        CardRef::Scope(scope) => {
            let open = case.frames.iter().find(|f| f.scope == scope && fits(f.item, f.id));
            open.map(|f| f.id)
        }
        CardRef::Gate(node) => case.visits.iter().find(|v| v.node == node).map(|v| v.of),
        CardRef::Hold(hold) => case.holds.iter().find(|h| h.hold == hold && fits(None, h.of)).map(|h| h.of),
        CardRef::Reaction(_) => None,
    }
}

/// Whether a card covers a piece of work within an activation: it is that card, or lies in a run of that route.
pub(crate) fn covers(d: &Draft<'_>, card: CardRef, of: Activation, what: What, work_of: Activation) -> bool {
    if !d.case().is_inside(work_of, of) {
        return false;
    }
    match card {
        CardRef::Step(step) => what == What::Step(step),
        CardRef::Gate(node) => what == What::Choose(node),
        CardRef::Scope(scope) => {
            let mut at = work_of;
            loop {
                match d.case().frame(at) {
                    Some(f) if f.scope == scope => return true,
                    Some(f) if f.parent != at => at = f.parent,
                    _ => return false,
                }
            }
        }
        CardRef::Reaction(_) | CardRef::Hold(_) => false,
    }
}

impl Draft<'_> {
    /// Holds whose held cards are all withdrawn: a jump ends the holds inside.
    fn holds_over(&self, out: &Withdrawal, of: Activation) -> Vec<crate::WorkId> {
        let held = |hold: &crate::HoldState| {
            let def = &self.p.holds.at(hold.hold);
            self.case()
                .work
                .iter()
                .filter(|w| def.during.iter().any(|card| covers(self, *card, hold.of, w.what, w.of)))
                .all(|w| out.work.iter().any(|(id, _, _)| *id == w.id))
        };
        let listed = |hold: &&crate::HoldState| !out.holds.contains(&hold.id) && self.case().is_inside(hold.of, of);
        self.case().holds.iter().filter(listed).filter(|h| held(h)).map(|h| h.id).collect()
    }
}
