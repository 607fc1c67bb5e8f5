//! What can come before what: the whole graph with its scopes unfolded into one, jumps included.

use alloc::{boxed::Box, collections::BTreeSet};
use core::cell::Cell;
use guicheng_core::{Action, CardRef, FlowId, GoTo, Graph, Id, NodeId, ScopeId, Work};
use petgraph::{graph::DiGraph, graph::NodeIndex, visit::Dfs};

/// The graph of what can follow what. Too generous where jumps are concerned, never too strict.
pub(crate) struct Order {
    graph: DiGraph<(), ()>,
    nodes: usize,
    budget: Cell<usize>,
}

/// The most places visited in all walks together; past it everything is taken to be possible.
const BUDGET: usize = 5_000_000;

impl Order {
    pub(crate) fn new(graph: &Graph, acts: &[Box<[Action]>]) -> Self {
        let nodes = graph.nodes.len();
        let mut order = Self { graph: DiGraph::new(), nodes, budget: Cell::new(BUDGET) };
        let gone_to: BTreeSet<CardRef> = acts.iter().flatten().filter_map(gone_to).collect();
        // Each node has an entrance and an exit; each scope has a hub from which its jumps start.
        for _ in 0..nodes.saturating_mul(2).saturating_add(graph.scopes.len()) {
            order.graph.add_node(());
        }
        for (id, node) in graph.nodes.iter() {
            order.link(order.enter(id), order.leave(id));
            order.link(order.enter(id), order.hub(node.scope));
            for out in &node.outs {
                order.link_flow(graph, order.leave(id), *out);
            }
            if let Work::Scope(scope) = node.work {
                if let Some(inner) = graph.scopes.get(scope) {
                    order.link_flow(graph, order.enter(id), inner.start);
                }
                order.link(order.hub(scope), order.leave(id));
                order.link(order.hub(scope), order.hub(node.scope));
            }
        }
        for (id, scope) in graph.scopes.iter() {
            for (_, flow) in scope.entries.iter().chain(&scope.instead).filter(|(card, _)| gone_to.contains(card)) {
                order.link_flow(graph, order.hub(id), *flow);
            }
        }
        order
    }

    /// Whether one node can be passed, or its work done, before another is reached.
    pub(crate) fn before(&self, first: NodeId, then: NodeId) -> bool {
        let mut walk = Dfs::new(&self.graph, self.leave(first));
        while let Some(at) = walk.next(&self.graph) {
            let left = self.budget.get().saturating_sub(1);
            self.budget.set(left);
            if at == self.enter(then) || left == 0 {
                return true;
            }
        }
        false
    }

    fn link(&mut self, from: NodeIndex, to: NodeIndex) {
        if from.index() < self.graph.node_count() && to.index() < self.graph.node_count() {
            self.graph.add_edge(from, to, ());
        }
    }

    fn link_flow(&mut self, graph: &Graph, from: NodeIndex, flow: FlowId) {
        if let Some(flow) = graph.flows.get(flow) {
            self.link(from, self.enter(flow.to));
        }
    }

    fn enter(&self, node: NodeId) -> NodeIndex {
        NodeIndex::new(node.index())
    }

    fn leave(&self, node: NodeId) -> NodeIndex {
        NodeIndex::new(self.nodes + node.index())
    }

    fn hub(&self, scope: ScopeId) -> NodeIndex {
        NodeIndex::new(self.nodes * 2 + scope.index())
    }
}

fn gone_to(action: &Action) -> Option<CardRef> {
    match action {
        Action::Go(GoTo::Card(card)) => Some(*card),
        Action::Go(GoTo::Next)
        | Action::Remind(_)
        | Action::Escalate(_)
        | Action::Tell(_)
        | Action::Write(_)
        | Action::Say(_)
        | Action::Set(..)
        | Action::Also(_)
        | Action::Done
        | Action::Climb => None,
    }
}
