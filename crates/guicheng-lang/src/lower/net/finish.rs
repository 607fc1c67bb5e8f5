//! Ids for nodes and flows: nodes in byte order of their names, flows with the nodes that they leave.

use super::{Net, NetNode, NetSplit, reach};
use crate::{finding::GraphFinding, lower::Low};
use alloc::{boxed::Box, vec::Vec};
use guicheng_core::{
    Branch, CardRef, Chooser, Flow, FlowId, Graph, Id, Join, Label, Map, Node, NodeId, Scope, Split, Work,
};

/// The most entries of all inclusive joins together.
const REACH: usize = 1_000_000;

/// New ids by old position.
struct Order {
    nodes: Vec<NodeId>,
    flows: Vec<FlowId>,
}

/// Makes the graph; sets the gates of choices in passing.
pub(crate) fn finish(low: &mut Low<'_>, mut net: Net) -> Option<(Graph, Vec<Label>)> {
    reach::regions(&mut net);
    let mut nodes: Vec<usize> = (0..net.nodes.len()).collect();
    nodes.sort_by(|a, b| name(&net, *a).cmp(name(&net, *b)));
    let mut flows: Vec<usize> = Vec::new();
    for node in &nodes {
        flows.extend(net.nodes.get(*node).into_iter().flat_map(|node| &node.outs));
    }
    for scope in &net.scopes {
        flows.extend(scope.start);
        flows.extend(scope.entries.iter().chain(&scope.instead).map(|(_, flow)| *flow));
    }
    let order = Order { nodes: invert(&nodes), flows: invert(&flows) };
    for node in &nodes {
        if let Some(it) = net.nodes.get(*node)
            && matches!(it.work, Work::Nothing | Work::Stop)
            && let Some(card) = &it.card
        {
            low.gates.entry(card.clone()).or_insert(order.node(*node));
        }
    }
    let mut budget = REACH;
    let mut made = Vec::new();
    let mut labels = Vec::new();
    for node in nodes.iter().filter_map(|at| Some((*at, net.nodes.get(*at)?))) {
        made.push(order.make(&net, node.0, node.1, &mut budget));
        labels.push(low.node_label(node.1));
    }
    if budget == 0 {
        low.cx.found(GraphFinding::TooLarge { limit: REACH }, low.file.head.id.span);
        return None;
    }
    let flow = |at: &usize| {
        let flow = net.flows.get(*at)?;
        let many = flow.to.and_then(|to| net.nodes.get(to)).is_some_and(|node| node.many)
            || flow.from.and_then(|from| net.nodes.get(from)).is_some_and(|node| node.many);
        Some(Flow { from: flow.from.map(|from| order.node(from)), to: order.node(flow.to?), many })
    };
    let made_flows: Option<Vec<Flow>> = flows.iter().map(flow).collect();
    let scopes: Option<Vec<Scope>> = net.scopes.iter().map(|scope| order.scope(low, &net, scope)).collect();
    let graph =
        Graph { nodes: Map::new(made), flows: Map::new(made_flows?), scopes: Map::new(scopes?), root: net.root };
    Some((graph, labels))
}

fn name(net: &Net, at: usize) -> &str {
    net.nodes.get(at).map_or("", |node| &node.name)
}

/// From the positions in the new order to the new id of each old position.
fn invert<I: Id + Default>(order: &[usize]) -> Vec<I> {
    let most = order.iter().max().map_or(0, |most| most + 1);
    let mut ids = alloc::vec![I::default(); most];
    for (new, old) in order.iter().enumerate() {
        if let Some(id) = ids.get_mut(*old) {
            *id = I::from_index(new);
        }
    }
    ids
}

impl Order {
    fn node(&self, at: usize) -> NodeId {
        self.nodes.get(at).copied().unwrap_or_default()
    }
    fn flow(&self, at: usize) -> FlowId {
        self.flows.get(at).copied().unwrap_or_default()
    }
    fn flows(&self, flows: &[usize]) -> Box<[FlowId]> {
        flows.iter().map(|flow| self.flow(*flow)).collect()
    }

    fn make(&self, net: &Net, at: usize, node: &NetNode, budget: &mut usize) -> Node {
        let mut reached: Vec<Box<[FlowId]>> = Vec::new();
        if node.join == Join::Some && *budget > 0 {
            for flows in reach::reach(net, at) {
                *budget = budget.saturating_sub(flows.len());
                let mut ids: Vec<FlowId> = flows.iter().map(|flow| self.flow(*flow)).collect();
                ids.sort_unstable();
                reached.push(ids.into());
            }
        }
        let mut region: Vec<NodeId> = node.region.iter().map(|node| self.node(*node)).collect();
        region.sort_unstable();
        Node {
            scope: node.scope,
            join: node.join,
            only_if: node.only_if,
            work: node.work,
            split: self.split(&node.split),
            ins: self.flows(&node.ins),
            outs: self.flows(&node.outs),
            reach: reached.into(),
            region: region.into(),
        }
    }

    fn split(&self, split: &NetSplit) -> Split {
        let choose = |some: bool, chooser: Chooser| if some { Split::Some(chooser) } else { Split::One(chooser) };
        match split {
            NetSplit::All => Split::All,
            NetSplit::Race => Split::Race,
            NetSplit::Guards { some, ways } => {
                let branch = |(flow, guard, at_most): &super::GuardedWay| Branch {
                    flow: self.flow(*flow),
                    guard: *guard,
                    at_most: *at_most,
                };
                choose(*some, Chooser::Guards(ways.iter().map(branch).collect()))
            }
            NetSplit::Field { some, field, ways } => {
                let ways = ways.iter().map(|(option, flow)| (*option, self.flow(*flow))).collect();
                choose(*some, Chooser::Field(*field, ways))
            }
            NetSplit::YesNo { field, yes, no } => Split::One(Chooser::YesNo(*field, self.flow(*yes), self.flow(*no))),
            NetSplit::Person { some } => choose(*some, Chooser::Person),
        }
    }

    fn scope(&self, low: &Low<'_>, net: &Net, scope: &super::NetScope) -> Option<Scope> {
        let way = |(card, flow): &(Box<str>, usize)| {
            let to = net.flows.get(*flow)?.to?;
            Some((low.way_ref(card, self.node(to))?, self.flow(*flow)))
        };
        Some(Scope {
            start: self.flow(scope.start?),
            entries: scope.entries.iter().filter_map(way).collect(),
            instead: scope.instead.iter().filter_map(way).collect(),
            instances: scope.instances.clone(),
            repeat: scope.repeat,
        })
    }
}

impl Low<'_> {
    /// What an entry or replacement is called by those who jump to it.
    fn way_ref(&self, card: &str, node: NodeId) -> Option<CardRef> {
        if card == "stop" {
            return Some(CardRef::Gate(node));
        }
        self.card_ref(card)
    }
}
