//! The whole procedure: every scope that can be entered, each as a net of its own.

use crate::{
    Method, Report, Verdict,
    explore::{Outcome, judge, way_to},
    net::{Net, targets},
    story,
};
use alloc::{boxed::Box, collections::BTreeMap, vec::Vec};
use guicheng_core::{Action, CardRef, NodeId, Procedure, ScopeId, Work};

/// How a scope is entered: by a node of another, or beside the work (and first of all).
type Entered = Option<(ScopeId, NodeId)>;

/// Judges the whole kernel graph of a procedure.
pub fn soundness(p: &Procedure) -> Report {
    let jumps = targets(p);
    let mut report = Report { verdict: Verdict::Sound, states: 0, method: Method::Structure };
    let entered = entered(p);
    for scope in order(p, &entered) {
        let Some(net) = Net::new(p, scope, &jumps) else { continue };
        let (outcome, method, states) = judge(&net);
        report.method = report.method.max(method);
        report.states = report.states.saturating_add(states);
        match outcome {
            Outcome::Sound => {}
            Outcome::Capped => report.verdict = Verdict::Unknown,
            Outcome::Fault(fault, path) => {
                let mut steps = if path.is_empty() { Vec::new() } else { before(p, scope, &entered) };
                steps.extend(story::steps(p, &net, &path));
                report.verdict = Verdict::Unsound(Box::new(story::tell(p, &net, fault, steps)));
                return report;
            }
        }
    }
    report
}

/// The scopes that can be entered, each with the first node that does.
fn entered(p: &Procedure) -> BTreeMap<ScopeId, Entered> {
    let mut found: BTreeMap<ScopeId, Entered> = BTreeMap::from([(p.graph.root, None)]);
    let beside = p.acts.values().flat_map(|acts| acts.iter()).filter_map(|action| match action {
        Action::Also(CardRef::Scope(scope)) => Some(*scope),
        _ => None,
    });
    let held = p.holds.values().filter_map(|hold| match hold.also {
        Some(CardRef::Scope(scope)) => Some(scope),
        _ => None,
    });
    let beside: Vec<ScopeId> = beside.chain(held).collect();
    let mut work: Vec<ScopeId> = alloc::vec![p.graph.root];
    let mut inside: BTreeMap<ScopeId, Vec<(ScopeId, NodeId)>> = BTreeMap::new();
    for (id, node) in p.graph.nodes.iter() {
        if let Work::Scope(inner) = node.work {
            inside.entry(node.scope).or_default().push((inner, id));
        }
    }
    let mut pending = beside.into_iter();
    loop {
        while let Some(scope) = work.pop() {
            for (inner, node) in inside.get(&scope).into_iter().flatten() {
                if !found.contains_key(inner) {
                    found.insert(*inner, Some((scope, *node)));
                    work.push(*inner);
                }
            }
        }
        let Some(scope) = pending.next() else { return found };
        if let alloc::collections::btree_map::Entry::Vacant(place) = found.entry(scope) {
            place.insert(None);
            work.push(scope);
        }
    }
}

/// The root first, then the others by id.
fn order(p: &Procedure, entered: &BTreeMap<ScopeId, Entered>) -> Vec<ScopeId> {
    let others = entered.keys().copied().filter(|scope| *scope != p.graph.root);
    core::iter::once(p.graph.root).chain(others).collect()
}

/// The steps that lead into a scope; none for one that is begun beside the work.
fn before(p: &Procedure, scope: ScopeId, entered: &BTreeMap<ScopeId, Entered>) -> Vec<story::TraceStep> {
    let mut parts = Vec::new();
    let mut at = scope;
    while let Some(Some((outer, node))) = entered.get(&at) {
        let Some(net) = Net::new(p, *outer, &targets(p)) else { break };
        let spot = net.spots.iter().position(|spot| spot.id == *node);
        let path = spot.and_then(|spot| way_to(&net, spot)).unwrap_or_default();
        parts.push(story::steps(p, &net, &path));
        at = *outer;
        if parts.len() > entered.len() {
            break;
        }
    }
    parts.into_iter().rev().flatten().collect()
}
