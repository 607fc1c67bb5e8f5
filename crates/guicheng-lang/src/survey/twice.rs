//! Fields that two ways fill which are gone at once: ticked ways, all true lines of a choice, forks of the graph form.
//! Cards that stand together in a route are looked at where they are written.

use super::known::{asks, sets};
use crate::{
    diagnostic::Span,
    doc::Cx,
    finding::DataFinding,
    model::{File, Name},
};
use alloc::{
    collections::{BTreeMap, BTreeSet},
    vec::Vec,
};
use guicheng_core::{Chooser, FieldId, FlowId, Id, Node, NodeId, Procedure, Split, Work};

/// Nodes beyond which nothing is said: every way out of every fork is followed.
const NODES: usize = 2_000;

pub(super) fn twice(cx: &mut Cx, file: &File, p: &Procedure) {
    if p.graph.nodes.len() > NODES {
        return;
    }
    let mut told: BTreeSet<Span> = BTreeSet::new();
    for (id, node) in p.graph.nodes.iter() {
        let ways = at_once(p, id, node);
        // A single way, as most nodes have, is gone beside no other.
        if ways.len() < 2 {
            continue;
        }
        let ways: Vec<BTreeSet<NodeId>> = ways.into_iter().map(|way| beyond(p, id, way)).collect();
        let mut before: BTreeSet<FieldId> = BTreeSet::new();
        for (at, way) in ways.iter().enumerate() {
            let shared = |node: &NodeId| ways.iter().enumerate().any(|(other, it)| other != at && it.contains(node));
            let mut own: BTreeMap<FieldId, NodeId> = BTreeMap::new();
            for node in way.iter().filter(|node| !shared(node)) {
                for (field, by) in fills_of(p, *node) {
                    own.entry(field).or_insert(by);
                }
            }
            for (field, by) in own.iter().filter(|(field, _)| before.contains(field)) {
                let Some((name, span)) = written(file, p, *by, *field) else { continue };
                if told.insert(span) {
                    cx.found(DataFinding::FilledTwice { field: name.value.clone() }, span);
                }
            }
            before.extend(own.keys());
        }
    }
}

/// The ways out of a node of which several are gone at once.
fn at_once(p: &Procedure, id: NodeId, node: &Node) -> Vec<FlowId> {
    let made = p.names.nodes.get(id).is_none_or(|label| label.id.contains('#'));
    match &node.split {
        Split::All if made => Vec::new(),
        Split::All => node.outs.to_vec(),
        Split::Some(Chooser::Guards(branches)) => {
            branches.iter().filter(|branch| branch.guard.is_some()).map(|branch| branch.flow).collect()
        }
        Split::Some(Chooser::Field(_, ways)) => {
            let ways: BTreeSet<FlowId> = ways.iter().map(|(_, flow)| *flow).collect();
            ways.into_iter().collect()
        }
        Split::Some(Chooser::YesNo(..) | Chooser::Person) | Split::One(_) | Split::Race => Vec::new(),
    }
}

/// The nodes of a scope that can be reached by a way out of a node, without coming through it again.
fn beyond(p: &Procedure, gate: NodeId, way: FlowId) -> BTreeSet<NodeId> {
    let (mut todo, mut seen) = (alloc::vec![way], BTreeSet::new());
    while let Some(flow) = todo.pop().and_then(|flow| p.graph.flows.get(flow)) {
        if flow.to != gate && seen.insert(flow.to) {
            todo.extend(p.graph.nodes.get(flow.to).into_iter().flat_map(|node| node.outs.iter().copied()));
        }
    }
    seen
}

/// What a node, or any inside its route, asks for or sets, and which node it is.
fn fills_of(p: &Procedure, node: NodeId) -> Vec<(FieldId, NodeId)> {
    let (mut todo, mut seen, mut fills) = (alloc::vec![node], BTreeSet::new(), Vec::new());
    while let Some(at) = todo.pop() {
        let Some(node) = p.graph.nodes.get(at).filter(|_| seen.insert(at)) else { continue };
        match node.work {
            Work::Step(step) => fills.extend(asks(p, step).into_iter().map(|field| (field, at))),
            Work::Act(acts) => fills.extend(sets(p, acts).into_iter().map(|field| (field, at))),
            Work::Scope(scope) => {
                todo.extend(p.graph.nodes.iter().filter(|(_, inner)| inner.scope == scope).map(|(id, _)| id));
            }
            Work::Nothing | Work::End | Work::Stop => {}
        }
    }
    fills.retain(|(field, _)| p.fields.get(*field).is_some_and(|def| def.per.is_none()));
    fills
}

/// Where a card asks for a field: its name there.
fn written<'f>(file: &'f File, p: &Procedure, node: NodeId, field: FieldId) -> Option<(&'f Name, Span)> {
    let label = &p.names.nodes.get(node)?.id;
    let card = label.split('#').next().unwrap_or_default();
    let step = file.steps.iter().find(|step| &*step.common.name.value == card)?;
    let name = file.fields.get(field.index()).map(|field| &field.common.name.value)?;
    step.fill.iter().find(|fill| fill.value == *name).map(|fill| (fill, fill.span))
}
