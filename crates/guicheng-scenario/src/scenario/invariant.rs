//! What must be true of every case after every step.

use alloc::{format, string::String};
use guicheng_core::{Case, Phase, Procedure, Rest, Status, Timestamp, What, WorkItem};

/// The first thing that is not as it must be.
pub(crate) fn broken(p: &Procedure, case: &Case) -> Option<String> {
    let frame = |id| case.frame(id).is_some();
    if let Some(token) = case.tokens.iter().find(|t| !frame(t.of) || p.graph.flows.get(t.flow).is_none()) {
        return Some(format!("a token on flow {} of no activation", token.flow.0));
    }
    if let Some(visit) = case.visits.iter().find(|v| !frame(v.of) || p.graph.nodes.get(v.node).is_none()) {
        return Some(format!("visit {} of no activation", visit.id.0));
    }
    let astray = |w: &&WorkItem| !frame(w.of) || (case.visit(w.visit).is_none() && !left_alone(p, w.what));
    if let Some(work) = case.work.iter().find(astray) {
        return Some(format!("work {} of no visit", work.id.0));
    }
    if let Some(f) = case.frames.iter().find(|f| f.parent != f.id && !frame(f.parent)) {
        return Some(format!("activation {} without the one around it", f.id.0));
    }
    let ids = case.work.iter().map(|w| w.id.0).chain(case.visits.iter().map(|v| v.id.0));
    if let Some(id) = ids.chain(case.frames.iter().map(|f| f.id.0)).find(|id| *id > case.next_id) {
        return Some(format!("id {id} was never given out"));
    }
    if case.status == Status::Closed && !(case.work.is_empty() && case.tokens.is_empty()) {
        return Some("closed with something left open".into());
    }
    if case.status == Status::Open && case.work.is_empty() && case.tokens.is_empty() && case.visits.is_empty() {
        return Some("open with nothing left to do".into());
    }
    let late =
        case.clocks.iter().find(|c| c.phase == Phase::Running && c.next <= case.now && c.next != Timestamp::NEVER);
    let running = matches!(case.status, Status::Open | Status::Closed);
    late.filter(|_| running).map(|c| format!("clock {} was due at {} and did not fire", c.clock.0, c.next.0))
}

/// Work that outlives its visit: enough others were done, and the rest was left alone.
fn left_alone(p: &Procedure, what: What) -> bool {
    match what {
        What::Step(step) => p.steps.get(step).is_some_and(|s| s.instances.rest == Rest::Leave),
        What::Choose(_) | What::Round(_) => false,
    }
}
