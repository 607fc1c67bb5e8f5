//! Whether work goes back behind the stop of a clock: what had stopped it is still to come, once more.

use crate::decide::draft::Draft;
use crate::{
    Activation, Chooser, ClockDef, ClockState, Few, FlowId, Mark, Node, NodeId, Procedure, ScopeId, Split, StepId,
    Timestamp, What, Work,
};

/// Whether an opening puts work back behind a clock's stop. It does where it comes by a jump or is not the first of its
/// card, and where what stops the clock lies ahead again. A card that is reached going forward does not, even if it could
/// have stopped the clock as well.
pub(super) fn went_back(d: &Draft<'_>, def: &ClockDef, state: &ClockState, mark: Mark) -> bool {
    let done = |step| d.case().done.has(step);
    match mark {
        Mark::StepOpened(step) => {
            (d.back || done(step))
                && (def.until.contains(&Mark::StepDone(step))
                    || did_while_it_ran(d, state, step) && ahead(d, def, step))
        }
        Mark::ScopeOpened(scope) => holds_stop(d.p, def, scope) && (d.back || holds(d.p, scope, &done)),
        Mark::StepClaimed(_)
        | Mark::StepDone(_)
        | Mark::ScopeDone(_)
        | Mark::HoldBegan(_)
        | Mark::HoldEnded(_)
        | Mark::CaseOpened
        | Mark::CaseClosed
        | Mark::Signal(_)
        | Mark::Filled(_) => false,
    }
}

/// Whether a card was done while the clock ran: not while it stood still or was stopped.
fn did_while_it_ran(d: &Draft<'_>, state: &ClockState, step: StepId) -> bool {
    let ran = |at: Timestamp| {
        let since = if state.generation > 1 { at > state.start } else { at >= state.start };
        since && at <= state.since && !state.pauses.iter().any(|(from, to)| *from < at && at <= *to)
    };
    d.case().done.iter().any(|done| done.step == step && ran(done.at))
}

/// Whether what stops a clock can be reached from an open card without a jump or a bounded line.
fn ahead(d: &Draft<'_>, def: &ClockDef, step: StepId) -> bool {
    let elsewhere = |mark: &Mark| !matches!(mark, Mark::StepDone(_) | Mark::ScopeDone(_));
    if def.until.iter().any(elsewhere) {
        return true;
    }
    let open = d.case().work.iter().rev().find(|w| w.what == What::Step(step));
    let Some(mut at) = open.and_then(|w| Some((d.case().visit(w.visit)?.node, w.of))) else { return false };
    loop {
        if reaches(d.p, def, at.0) {
            return true;
        }
        match around(d, at.1) {
            Some((scope, _)) if def.until.contains(&Mark::ScopeDone(scope)) => return true,
            Some((_, Some(outer))) => at = outer,
            Some((_, None)) | None => return false,
        }
    }
}

/// The route of a run, and the node that opened it with the run around.
fn around(d: &Draft<'_>, of: Activation) -> Option<(ScopeId, Option<(NodeId, Activation)>)> {
    let frame = d.case().frame(of)?;
    let visit = frame.visit.and_then(|id| d.case().visit(id));
    Some((frame.scope, visit.map(|v| (v.node, v.of))))
}

/// Whether what stops a clock lies behind a node, in its route.
fn reaches(p: &Procedure, def: &ClockDef, from: NodeId) -> bool {
    let mut seen: Few<NodeId> = Few::from_slice(&[from]);
    let mut at = 0;
    while let Some(node) = seen.get(at).and_then(|id| p.graph.nodes.get(*id)) {
        at += 1;
        for flow in node.outs.iter().filter(|flow| !is_bounded(node, **flow)) {
            let Some(to) = p.graph.flows.get(*flow).map(|f| f.to) else { continue };
            if seen.contains(&to) {
                continue;
            }
            let stops = match p.graph.nodes.get(to).map(|n| n.work) {
                Some(Work::Step(step)) => def.until.contains(&Mark::StepDone(step)),
                Some(Work::Scope(scope)) => holds_stop(p, def, scope),
                Some(Work::Nothing | Work::Act(_) | Work::End | Work::Stop) | None => false,
            };
            if stops {
                return true;
            }
            seen.push(to);
        }
    }
    false
}

fn is_bounded(node: &Node, flow: FlowId) -> bool {
    let (Split::One(Chooser::Guards(branches)) | Split::Some(Chooser::Guards(branches))) = &node.split else {
        return false;
    };
    branches.iter().any(|branch| branch.flow == flow && branch.at_most.is_some())
}

/// Whether a route, or something in it, stops a clock.
fn holds_stop(p: &Procedure, def: &ClockDef, scope: ScopeId) -> bool {
    def.until.contains(&Mark::ScopeDone(scope)) || holds(p, scope, &|step| def.until.contains(&Mark::StepDone(step)))
}

/// Whether a step of this kind stands in a scope, or in a scope inside it.
fn holds(p: &Procedure, scope: ScopeId, wanted: &dyn Fn(StepId) -> bool) -> bool {
    let mut scopes: Few<ScopeId> = Few::from_slice(&[scope]);
    let mut at = 0;
    while let Some(scope) = scopes.get(at).copied() {
        at += 1;
        for node in p.graph.nodes.values().filter(|node| node.scope == scope) {
            match node.work {
                Work::Step(step) if wanted(step) => return true,
                Work::Scope(inner) if !scopes.contains(&inner) => scopes.push(inner),
                Work::Step(_) | Work::Scope(_) | Work::Nothing | Work::Act(_) | Work::End | Work::Stop => {}
            }
        }
    }
    false
}
