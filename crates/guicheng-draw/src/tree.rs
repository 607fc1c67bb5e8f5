//! The kernel graph of one scope read as blocks: sequences, splits with their branches, and jumps.
//!
//! A split's branches reach up to its immediate post-dominator. A way back (or into another branch) is a jump;
//! a scope with ways into other branches is no tree, and is better drawn in layers.

use alloc::{vec, vec::Vec};
use guicheng_core::{Action, CardRef, FlowId, GoTo, Id, NodeId, Procedure, ScopeId, Work};
use petgraph::{Graph, algo::dominators, graph::NodeIndex};

/// Nested splits beyond this are drawn as jumps: the picture would be unreadable, and recursion stays bounded.
const DEPTH: usize = 24;

/// One thing in a sequence.
#[derive(Clone, Debug)]
pub(crate) enum Item {
    /// A node with at most one way on.
    Node(NodeId),
    /// A node with several ways on.
    Split(NodeId, Vec<Branch>),
    /// On with a node that is drawn elsewhere.
    Jump(NodeId),
}

/// One way out of a split.
#[derive(Clone, Debug)]
pub(crate) struct Branch {
    /// The flow that it starts with.
    pub(crate) flow: FlowId,
    /// What is on it.
    pub(crate) items: Vec<Item>,
    /// Whether it comes together with the others.
    pub(crate) joins: bool,
}

/// A scope as blocks.
#[derive(Clone, Debug)]
pub(crate) struct Tree {
    /// From the way in.
    pub(crate) main: Vec<Item>,
    /// What is done instead when the scope is interrupted.
    pub(crate) instead: Vec<(CardRef, Vec<Item>)>,
    /// No way leads into another branch.
    pub(crate) structured: bool,
}

/// Reads a scope.
pub(crate) fn of_scope(p: &Procedure, scope: ScopeId) -> Tree {
    let Some(s) = p.graph.scopes.get(scope) else {
        return Tree { main: Vec::new(), instead: Vec::new(), structured: true };
    };
    let mut walk = Walk::new(p, scope);
    let main = walk.way_in(s.start);
    let mut structured = walk.structured;
    for (_, flow) in &s.entries {
        let target = p.graph.flows.get(*flow).map(|f| f.to);
        structured &= target.is_none_or(|n| walk.state(n) != Seen::No);
    }
    let instead = s.instead.iter().map(|(card, flow)| (*card, walk.way_in(*flow))).collect();
    Tree { main, instead, structured }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Seen {
    No,
    OnPath,
    Left,
}

struct Walk<'a> {
    p: &'a Procedure,
    after: Vec<Option<NodeId>>,
    seen: Vec<Seen>,
    structured: bool,
}

impl<'a> Walk<'a> {
    fn new(p: &'a Procedure, scope: ScopeId) -> Self {
        let count = p.graph.nodes.len();
        Self { p, after: post_dominators(p, scope), seen: vec![Seen::No; count], structured: true }
    }

    fn state(&self, node: NodeId) -> Seen {
        self.seen.get(node.index()).copied().unwrap_or(Seen::Left)
    }

    fn set(&mut self, node: NodeId, seen: Seen) {
        if let Some(s) = self.seen.get_mut(node.index()) {
            *s = seen;
        }
    }

    fn way_in(&mut self, flow: FlowId) -> Vec<Item> {
        let items = self.sequence(flow, None, 0).0;
        self.leave(&items);
        items
    }

    /// Items from a flow up to `stop`; and whether it goes on from there: `stop` was reached, or the path ended of itself.
    fn sequence(&mut self, flow: FlowId, stop: Option<NodeId>, depth: usize) -> (Vec<Item>, bool) {
        let mut items = Vec::new();
        let mut next = self.p.graph.flows.get(flow).map(|f| f.to);
        let mut on = false;
        while let Some(node) = next {
            if Some(node) == stop {
                return (items, true);
            }
            if self.work(node) == Some(Work::End) {
                self.set(node, Seen::Left);
                return (items, true);
            }
            if self.state(node) != Seen::No || depth > DEPTH {
                self.structured &= self.state(node) == Seen::OnPath;
                items.push(Item::Jump(node));
                return (items, false);
            }
            self.set(node, Seen::OnPath);
            let outs = self.p.graph.nodes.get(node).map_or(&[][..], |n| &n.outs);
            next = match outs {
                [] => {
                    items.push(Item::Node(node));
                    on = self.ends_of_itself(node);
                    None
                }
                [one] => {
                    items.push(Item::Node(node));
                    self.p.graph.flows.get(*one).map(|f| f.to)
                }
                many => {
                    let meet = self.after.get(node.index()).copied().flatten();
                    let branches: Vec<_> = many.iter().map(|f| self.branch(*f, meet.or(stop), depth)).collect();
                    on = branches.iter().any(|b| b.joins);
                    items.push(Item::Split(node, branches));
                    if on { meet.or(stop) } else { None }
                }
            };
        }
        (items, on)
    }

    fn work(&self, node: NodeId) -> Option<Work> {
        self.p.graph.nodes.get(node).map(|n| n.work)
    }

    /// Whether a node without a way on is an end, and no jump or stop.
    fn ends_of_itself(&self, node: NodeId) -> bool {
        match self.work(node) {
            Some(Work::Stop) | None => false,
            Some(Work::Act(acts)) => {
                let list = self.p.acts.get(acts).map_or(&[][..], |a| a);
                !list.iter().any(|a| matches!(a, Action::Go(GoTo::Card(_))))
            }
            Some(Work::Nothing | Work::Step(_) | Work::Scope(_) | Work::End) => true,
        }
    }

    fn branch(&mut self, flow: FlowId, stop: Option<NodeId>, depth: usize) -> Branch {
        let (items, joins) = self.sequence(flow, stop, depth + 1);
        self.leave(&items);
        Branch { flow, items, joins }
    }

    fn leave(&mut self, items: &[Item]) {
        for item in items {
            match item {
                Item::Node(n) | Item::Split(n, _) => self.set(*n, Seen::Left),
                Item::Jump(_) => {}
            }
        }
    }
}

/// For each node of a scope the first node that every way from it passes; none: the end.
pub(crate) fn post_dominators(p: &Procedure, scope: ScopeId) -> Vec<Option<NodeId>> {
    let mut back: Graph<(), (), petgraph::Directed, u32> = Graph::new();
    for _ in 0..=p.graph.nodes.len() {
        back.add_node(());
    }
    let end = NodeIndex::new(p.graph.nodes.len());
    for (id, node) in p.graph.nodes.iter().filter(|(_, n)| n.scope == scope) {
        if node.outs.is_empty() {
            back.add_edge(end, NodeIndex::new(id.index()), ());
        }
        for to in node.outs.iter().filter_map(|f| p.graph.flows.get(*f)).map(|f| f.to.index()) {
            if to < end.index() {
                back.add_edge(NodeIndex::new(to), NodeIndex::new(id.index()), ());
            }
        }
    }
    let found = dominators::simple_fast(&back, end);
    (0..p.graph.nodes.len())
        .map(|i| {
            found.immediate_dominator(NodeIndex::new(i)).filter(|d| *d != end).map(|d| NodeId::from_index(d.index()))
        })
        .collect()
}
