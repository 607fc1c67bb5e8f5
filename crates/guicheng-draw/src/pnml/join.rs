//! What comes together: joins of several flows, and paths that end each by itself.

use super::{
    net::Spot,
    run::{Build, Mode},
};
use alloc::{
    collections::{BTreeMap, BTreeSet},
    vec::Vec,
};
use guicheng_core::{FlowId, Join, Node, NodeId, Procedure, Rest, ScopeId, Split};

/// Incoming flows of a join of some of them of which every combination is written.
const COMBINED: usize = 6;

/// A branch of a fork whose branches end each by itself.
struct Branch {
    fork: NodeId,
    at: usize,
    nodes: BTreeSet<NodeId>,
    end: Spot,
}

/// Forks whose branches never meet, and what a way that is not taken gives instead.
#[derive(Default)]
pub(super) struct Forks {
    branches: Vec<Branch>,
    without: BTreeMap<(NodeId, usize), Spot>,
}

impl Forks {
    pub(super) fn of(b: &mut Build<'_>, scope: ScopeId) -> Self {
        let mut forks = Self::default();
        let p = b.p;
        for (id, node) in p.graph.nodes.iter().filter(|(_, n)| n.scope == scope && n.outs.len() > 1) {
            let some = matches!(node.split, Split::Some(_));
            if !some && node.split != Split::All {
                continue;
            }
            let meet = b.after.get(guicheng_core::Id::index(id)).copied().flatten();
            let reached: Vec<_> = node.outs.iter().map(|f| reach(p, *f, meet)).collect();
            match meet {
                Some(meet) if some => forks.arrive_without(b, id, node, meet, &reached),
                Some(_) => {}
                None => forks.end_apart(b, id, &reached),
            }
        }
        forks
    }

    fn arrive_without(&mut self, b: &Build<'_>, id: NodeId, node: &Node, meet: NodeId, reached: &[BTreeSet<NodeId>]) {
        let Some(to) = b.p.graph.nodes.get(meet).filter(|n| matches!(n.join, Join::Some | Join::All)) else { return };
        let mut places: Vec<Spot> = Vec::new();
        for (out, nodes) in node.outs.iter().zip(reached) {
            let arrives = |f: &&FlowId| {
                *f == out || b.p.graph.flows.get(**f).and_then(|f| f.from).is_some_and(|from| nodes.contains(&from))
            };
            let mut arrivals = to.ins.iter().filter(arrives);
            let (Some(one), None) = (arrivals.next(), arrivals.next()) else { return };
            let Some(place) = b.flow(*one).filter(|p| !places.contains(p)) else { return };
            places.push(place);
        }
        self.without.extend(places.into_iter().enumerate().map(|(at, place)| ((id, at), place)));
    }

    fn end_apart(&mut self, b: &mut Build<'_>, id: NodeId, reached: &[BTreeSet<NodeId>]) {
        let apart = reached.iter().enumerate().all(|(i, a)| reached.iter().skip(i + 1).all(|c| a.is_disjoint(c)));
        if !apart {
            return;
        }
        for (at, nodes) in reached.iter().enumerate() {
            let end = b.net.place();
            self.without.insert((id, at), end);
            self.branches.push(Branch { fork: id, at, nodes: nodes.clone(), end });
        }
    }

    /// The end of the innermost branch that a node lies in.
    pub(super) fn end_of(&self, node: NodeId) -> Option<Spot> {
        let around = self.branches.iter().filter(|b| b.nodes.contains(&node) && b.fork != node);
        around.min_by_key(|b| b.nodes.len()).map(|b| b.end)
    }

    /// What a way on gives where it is not taken.
    pub(super) fn without(&self, node: NodeId, at: usize) -> Option<Spot> {
        self.without.get(&(node, at)).copied()
    }
}

/// The nodes that a flow reaches without passing `meet`.
fn reach(p: &Procedure, flow: FlowId, meet: Option<NodeId>) -> BTreeSet<NodeId> {
    let mut seen = BTreeSet::new();
    let mut next: Vec<FlowId> = [flow].into();
    while let Some(flow) = next.pop() {
        let Some(to) = p.graph.flows.get(flow).map(|f| f.to).filter(|to| Some(*to) != meet) else { continue };
        if seen.insert(to) {
            next.extend(p.graph.nodes.get(to).map_or(&[][..], |n| &n.outs));
        }
    }
    seen
}

impl Build<'_> {
    /// Branches that end each by itself are over when all are.
    pub(super) fn gather_forks(&mut self, forks: &Forks) {
        let heads: BTreeSet<NodeId> = forks.branches.iter().map(|b| b.fork).collect();
        for fork in heads {
            let mut ends: Vec<&Branch> = forks.branches.iter().filter(|b| b.fork == fork).collect();
            ends.sort_by_key(|b| b.at);
            let ends: Vec<Spot> = ends.iter().map(|b| b.end).collect();
            let Some(end) = forks.end_of(fork).or_else(|| self.stack.last().map(|l| l.end)) else { return };
            self.net.silent(&ends, &[end]);
        }
    }

    pub(super) fn join(&mut self, forks: &Forks, id: NodeId, node: &Node) {
        let Some(before) = self.stack.last().and_then(|l| l.before.get(&id)).copied() else { return };
        let ins: Vec<Spot> = node.ins.iter().filter_map(|f| self.flow(*f)).collect();
        if ins.len() < 2 {
            return;
        }
        match node.join {
            Join::Each => {}
            Join::All => self.net.silent(&ins, &[before]),
            Join::Some => self.join_some(forks, node, &ins, before),
            Join::First { n, rest } => self.join_first(node, &ins, before, (n, rest)),
        }
    }

    /// All, where the ways not taken arrive as well; else any of them.
    fn join_some(&mut self, forks: &Forks, node: &Node, ins: &[Spot], before: Spot) {
        let matched = ins.iter().all(|i| forks.without.values().any(|w| w == i));
        let apart = self.p.graph.nodes.iter().any(|(id, n)| {
            n.split == Split::All
                && self
                    .after
                    .get(guicheng_core::Id::index(id))
                    .copied()
                    .flatten()
                    .and_then(|m| self.p.graph.nodes.get(m))
                    == Some(node)
        });
        if matched || apart || ins.len() > COMBINED {
            return self.net.silent(ins, &[before]);
        }
        for set in 1..1_usize << ins.len() {
            let some: Vec<Spot> =
                ins.iter().enumerate().filter(|(at, _)| set >> at & 1 == 1).map(|(_, s)| *s).collect();
            self.net.silent(&some, &[before]);
        }
    }

    /// The first to come pass; the others arrive unseen, or are swallowed; then it is ready again.
    fn join_first(&mut self, node: &Node, ins: &[Spot], before: Spot, (n, rest): (u16, Rest)) {
        let (ready, spent) = (self.net.place(), self.net.place());
        let swallowed: Vec<(Spot, Spot)> = ins.iter().map(|_| (self.net.place(), self.net.place())).collect();
        if let Some(level) = self.stack.last_mut() {
            level.idle.push(ready);
            if rest == Rest::Withdraw {
                level.regions.extend(node.region.iter().map(|n| (*n, Mode { ok: ready, leaving: spent })));
            }
        }
        for ((waits, gone), flow) in swallowed.iter().zip(ins) {
            self.net.silent(&[*flow, *waits], &[*gone]);
        }
        if ins.len() > 2 * COMBINED {
            self.net.too_large = true;
            return;
        }
        for set in (0..1_usize << ins.len()).filter(|set| set.count_ones() == u32::from(n)) {
            let chosen = |at: &usize| set >> at & 1 == 1;
            let first = (0..ins.len()).filter(chosen).filter_map(|at| ins.get(at).copied());
            let others: Vec<(Spot, Spot)> =
                (0..ins.len()).filter(|at| !chosen(at)).filter_map(|at| swallowed.get(at).copied()).collect();
            let takes: Vec<Spot> = first.chain([ready]).collect();
            let gives: Vec<Spot> = others.iter().map(|(waits, _)| *waits).chain([before, spent]).collect();
            self.net.silent(&takes, &gives);
            let all: Vec<Spot> = others.iter().map(|(_, gone)| *gone).chain([spent]).collect();
            self.net.silent(&all, &[ready]);
        }
    }
}
