//! What the joins need to know beforehand: who can still come, and whom they withdraw.

use super::{Net, NetNode};
use alloc::{
    collections::{BTreeMap, BTreeSet},
    vec::Vec,
};
use guicheng_core::{Join, Rest, ScopeId};
use petgraph::{
    algo::dominators::{Dominators, simple_fast},
    graph::{DiGraph, NodeIndex},
};

/// For each incoming flow of an inclusive join: the flows from which a token can still reach it (itself among them)
/// without passing the join.
pub(super) fn reach(net: &Net, join: usize) -> Vec<Vec<usize>> {
    let Some(node) = net.nodes.get(join) else { return Vec::new() };
    let ways_in = ways_in(net, node.scope);
    node.ins.iter().map(|flow| upstream(net, &ways_in, join, *flow)).collect()
}

/// Flows from nowhere, by the node they reach.
fn ways_in(net: &Net, scope: ScopeId) -> BTreeMap<usize, Vec<usize>> {
    let mut found: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (at, flow) in net.flows.iter().enumerate().filter(|(_, flow)| flow.scope == scope && flow.from.is_none()) {
        if let Some(to) = flow.to {
            found.entry(to).or_default().push(at);
        }
    }
    found
}

fn upstream(net: &Net, ways_in: &BTreeMap<usize, Vec<usize>>, join: usize, flow: usize) -> Vec<usize> {
    let mut flows = alloc::vec![flow];
    let mut seen = alloc::vec![false; net.nodes.len()];
    let mut work: Vec<usize> = net.flows.get(flow).and_then(|flow| flow.from).into_iter().collect();
    while let Some(node) = work.pop() {
        match seen.get_mut(node) {
            Some(seen) if !*seen && node != join => *seen = true,
            Some(_) | None => continue,
        }
        let ins = net.nodes.get(node).map_or(&[][..], |node| &node.ins);
        for before in ins.iter().chain(ways_in.get(&node).into_iter().flatten()) {
            flows.push(*before);
            work.extend(net.flows.get(*before).and_then(|flow| flow.from));
        }
    }
    flows.sort_unstable();
    flows.dedup();
    flows
}

/// Fills in what each withdrawing join of the graph form withdraws: whatever lies between the node that all its tokens
/// come through and the join itself.
pub(super) fn regions(net: &mut Net) {
    let withdraws =
        |node: &NetNode| matches!(node.join, Join::First { rest: Rest::Withdraw, .. }) && node.region.is_empty();
    let joins: Vec<usize> =
        net.nodes.iter().enumerate().filter(|(_, node)| withdraws(node)).map(|(at, _)| at).collect();
    let mut known: BTreeMap<ScopeId, (Vec<NodeIndex>, Dominators<NodeIndex>)> = BTreeMap::new();
    for join in joins {
        let Some(scope) = net.nodes.get(join).map(|node| node.scope) else { continue };
        let (index, dominators) = known.entry(scope).or_insert_with(|| dominated(net, scope));
        let head = index.get(join).and_then(|at| dominators.immediate_dominator(*at)).map(NodeIndex::index);
        let region = between(net, head, join);
        if let Some(node) = net.nodes.get_mut(join) {
            node.region = region;
        }
    }
}

/// Dominators of one scope; all its ways in come from one added node, which has the last index.
fn dominated(net: &Net, scope: ScopeId) -> (Vec<NodeIndex>, Dominators<NodeIndex>) {
    let mut graph: DiGraph<(), ()> = DiGraph::new();
    let index: Vec<NodeIndex> = net.nodes.iter().map(|_| graph.add_node(())).collect();
    let source = graph.add_node(());
    for flow in net.flows.iter().filter(|flow| flow.scope == scope) {
        let Some(to) = flow.to.and_then(|to| index.get(to)) else { continue };
        let from = flow.from.and_then(|from| index.get(from)).copied().unwrap_or(source);
        graph.add_edge(from, *to, ());
    }
    let dominators = simple_fast(&graph, source);
    (index, dominators)
}

fn between(net: &Net, head: Option<usize>, join: usize) -> Vec<usize> {
    let next = |node: usize, forward: bool| -> Vec<usize> {
        let Some(node) = net.nodes.get(node) else { return Vec::new() };
        let flows = if forward { &node.outs } else { &node.ins };
        let end = |flow: &usize| net.flows.get(*flow).and_then(|flow| if forward { flow.to } else { flow.from });
        flows.iter().filter_map(end).collect()
    };
    let walk = |from: usize, stop: Option<usize>, forward: bool| -> BTreeSet<usize> {
        let mut seen = BTreeSet::new();
        let mut work = next(from, forward);
        while let Some(node) = work.pop() {
            if Some(node) != stop && node != join && seen.insert(node) {
                work.extend(next(node, forward));
            }
        }
        seen
    };
    let back = walk(join, head, false);
    match head.filter(|head| *head < net.nodes.len()) {
        Some(head) => walk(head, Some(join), true).intersection(&back).copied().filter(|node| *node != head).collect(),
        None => back.into_iter().collect(),
    }
}
