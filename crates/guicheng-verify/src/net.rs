//! One scope as a net: its nodes and flows by position, and what passing each node can do.

use crate::tables::Tables;
use alloc::{boxed::Box, collections::BTreeSet, vec::Vec};
use guicheng_core::{Action, CardRef, Chooser, FlowId, GoTo, Id, Join, NodeId, Procedure, Rest, ScopeId, Split, Work};

/// The most leaving flows of which every combination is tried.
const COMBINED: usize = 10;

/// A scope.
#[derive(Clone)]
pub(crate) struct Net {
    /// Ids of the flows, by position.
    pub(crate) flows: Vec<FlowId>,
    /// The position of the node that a flow reaches.
    pub(crate) to: Vec<usize>,
    /// A way in: its token passes its node by itself.
    pub(crate) entry: Vec<bool>,
    /// May hold several tokens.
    pub(crate) many: Vec<bool>,
    /// Flows whose tokens go when work is begun over this one (a race).
    pub(crate) rivals: Vec<Box<[usize]>>,
    pub(crate) spots: Vec<Spot>,
    /// Tokens can be spent at a join that waits for the rest.
    pub(crate) spends: bool,
    /// The number of ends.
    pub(crate) ends: usize,
    pub(crate) start: usize,
    /// Ways in that some jump may take.
    pub(crate) entries: Vec<usize>,
    /// A gate has too many combinations of ways.
    pub(crate) too_wide: bool,
    /// Every join is each or all, and nothing withdraws anything.
    pub(crate) free_choice: bool,
    /// The same for the token game.
    pub(crate) tables: Tables,
}

/// A node.
#[derive(Clone)]
pub(crate) struct Spot {
    pub(crate) id: NodeId,
    pub(crate) join: Join,
    pub(crate) ins: Vec<usize>,
    pub(crate) outs: Vec<usize>,
    /// The sets of flows that it may give.
    pub(crate) ways: Vec<Vec<usize>>,
    pub(crate) kind: Kind,
    /// It stays open until somebody does it.
    pub(crate) opens: bool,
    /// For a withdrawing join the flows that it empties.
    pub(crate) clears: Vec<usize>,
    /// For an inclusive join, for each incoming flow: which flows can still reach it.
    pub(crate) reach: Vec<Vec<bool>>,
    /// One way in, one way out, and nothing else of the net notices whether it has passed yet.
    pub(crate) chain: bool,
}

/// What a node does besides taking and giving tokens.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Kind {
    /// Nothing.
    Plain,
    /// Jumps: everything goes, and this way in is taken.
    Jump(usize),
    /// Leaves the scope or ends the case: everything goes.
    Leave,
    /// Ends a path.
    End(usize),
}

/// Cards that any list of actions goes to.
pub(crate) fn targets(p: &Procedure) -> BTreeSet<CardRef> {
    let goes = |action: &Action| match action {
        Action::Go(GoTo::Card(card)) => Some(*card),
        _ => None,
    };
    p.acts.values().flat_map(|acts| acts.iter().filter_map(goes)).collect()
}

impl Net {
    /// The net of a scope; none if it has no start.
    pub(crate) fn new(p: &Procedure, scope: ScopeId, jumps: &BTreeSet<CardRef>) -> Option<Self> {
        let graph = &p.graph;
        let nodes: Vec<NodeId> = graph.nodes.iter().filter(|(_, n)| n.scope == scope).map(|(id, _)| id).collect();
        let mut node_at = alloc::vec![None; graph.nodes.len()];
        for (at, id) in nodes.iter().enumerate() {
            *node_at.get_mut(id.index())? = Some(at);
        }
        let mut flow_at = alloc::vec![None; graph.flows.len()];
        let (mut flows, mut to, mut entry, mut many) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for (id, flow) in graph.flows.iter() {
            let Some(Some(node)) = node_at.get(flow.to.index()).copied() else { continue };
            *flow_at.get_mut(id.index())? = Some(flows.len());
            flows.push(id);
            to.push(node);
            entry.push(flow.from.is_none());
            many.push(flow.many);
        }
        let at = |flow: FlowId| flow_at.get(flow.index()).copied().flatten();
        let def = graph.scopes.get(scope)?;
        let start = at(def.start)?;
        let ways_in = || def.entries.iter().chain(&def.instead);
        let entries = ways_in().filter(|(card, _)| jumps.contains(card)).filter_map(|(_, flow)| at(*flow)).collect();
        let rivals = flows.iter().map(|_| Box::from([])).collect();
        let mut net = Self {
            flows,
            to,
            entry,
            many,
            rivals,
            spots: Vec::new(),
            spends: false,
            ends: 0,
            start,
            entries,
            too_wide: false,
            free_choice: false,
            tables: Tables::default(),
        };
        let locals = |ids: &[FlowId]| ids.iter().filter_map(|id| at(*id)).collect::<Vec<usize>>();
        for id in nodes {
            let node = graph.nodes.get(id)?;
            let outs = locals(&node.outs);
            let ways = ways(&node.split, &outs, &at);
            net.too_wide |= ways.is_none();
            let jump = |card: CardRef| ways_in().find(|(c, _)| *c == card).and_then(|(_, flow)| at(*flow));
            let opens = matches!(node.work, Work::Step(_) | Work::Scope(_));
            let kind = match node.work {
                Work::Stop => Kind::Leave,
                Work::Act(acts) => gone(p, acts, &jump).unwrap_or(Kind::Plain),
                Work::Nothing | Work::End | Work::Step(_) | Work::Scope(_) => Kind::Plain,
            };
            let kind = if kind == Kind::Plain && outs.is_empty() {
                net.ends += 1;
                Kind::End(net.ends - 1)
            } else {
                kind
            };
            let leaves = matches!(node.join, Join::First { rest: Rest::Leave, .. });
            net.spends |= leaves;
            let region = |flow: &usize| {
                let reached = net.flows.get(*flow).and_then(|f| graph.flows.get(*f)).map(|f| f.to);
                reached.is_some_and(|to| to == id || node.region.contains(&to)) && !outs.contains(flow)
            };
            let clears = match node.join {
                Join::First { rest: Rest::Withdraw, .. } => (0..net.flows.len()).filter(region).collect(),
                Join::Each | Join::All | Join::Some | Join::First { rest: Rest::Leave, .. } => Vec::new(),
            };
            let reach = node.reach.iter().map(|ids| {
                let mut set = alloc::vec![false; net.flows.len()];
                for flow in locals(ids) {
                    if let Some(it) = set.get_mut(flow) {
                        *it = true;
                    }
                }
                set
            });
            let reach = reach.collect();
            let ways = ways.unwrap_or_default();
            let ins = locals(&node.ins);
            net.spots.push(Spot { id, join: node.join, ins, outs, ways, kind, opens, clears, reach, chain: false });
        }
        net.races(p);
        net.chains();
        Some(net)
    }

    /// A race between pieces of work is a choice of one of them, made by whoever begins; another race lets its tokens
    /// go on, and withdraws those that are left when work is begun over one of them.
    fn races(&mut self, p: &Procedure) {
        let race = |spot: &Spot| p.graph.nodes.get(spot.id).is_some_and(|n| n.split == Split::Race);
        let gates: Vec<usize> = (0..self.spots.len()).filter(|at| self.spots.get(*at).is_some_and(race)).collect();
        for gate in gates {
            let Some(outs) = self.spots.get(gate).map(|spot| spot.outs.clone()) else { continue };
            let work = |flow: &usize| self.goal(*flow).is_some_and(|goal| goal.opens && goal.join == Join::Each);
            if !outs.is_empty() && outs.iter().all(work) {
                if let Some(spot) = self.spots.get_mut(gate) {
                    spot.ways = outs.iter().map(|flow| alloc::vec![*flow]).collect();
                }
                continue;
            }
            let openers: Vec<usize> = outs.iter().copied().filter(work).collect();
            for flow in openers {
                if let Some(rivals) = self.rivals.get_mut(flow) {
                    *rivals = outs.iter().copied().filter(|other| *other != flow).collect();
                }
            }
        }
    }

    /// Finds out what passes at once, whether every choice is free, and what the token game looks up.
    pub(crate) fn chains(&mut self) {
        let plain = |spot: &Spot| matches!(spot.join, Join::Each | Join::All);
        let quiet = self.spots.iter().all(|s| plain(s) && !matches!(s.kind, Kind::Jump(_) | Kind::Leave));
        self.free_choice = quiet && self.rivals.iter().all(|r| r.is_empty()) && !self.many.contains(&true);
        let inclusive = self.spots.iter().any(|spot| spot.join == Join::Some);
        let mut into: Vec<Vec<usize>> = alloc::vec![Vec::new(); self.spots.len()];
        for (flow, to) in self.to.iter().enumerate() {
            into.get_mut(*to).into_iter().for_each(|into| into.push(flow));
        }
        let raced: BTreeSet<usize> = self.rivals.iter().flat_map(|rivals| rivals.iter().copied()).collect();
        let emptied: BTreeSet<usize> = self.spots.iter().flat_map(|spot| spot.clears.iter().copied()).collect();
        let is_chain = |(at, ways_in): (usize, &Vec<usize>)| self.is_chain(at, ways_in, inclusive, &raced, &emptied);
        let chain: Vec<bool> = into.iter().enumerate().map(is_chain).collect();
        for (spot, chain) in self.spots.iter_mut().zip(chain) {
            spot.chain = chain;
        }
        self.tables = Tables::of(self);
    }

    fn is_chain(
        &self,
        at: usize,
        ways_in: &[usize],
        inclusive: bool,
        raced: &BTreeSet<usize>,
        emptied: &BTreeSet<usize>,
    ) -> bool {
        let Some(spot) = self.spots.get(at) else { return false };
        let ([into], [way]) = (ways_in, spot.ways.as_slice()) else { return false };
        let [out] = way.as_slice() else { return false };
        let many = |flow: &usize| self.many.get(*flow).copied().unwrap_or(false);
        let rivals = |flow: &usize| self.rivals.get(*flow).is_some_and(|r| !r.is_empty());
        let raced = |flow: &usize| raced.contains(flow);
        if spot.kind != Kind::Plain || many(into) || many(out) || rivals(into) || raced(into) {
            return false;
        }
        if spot.outs.len() != 1 || rivals(out) || raced(out) || matches!(spot.join, Join::First { .. } | Join::Some) {
            return false;
        }
        let Some(goal) = self.goal(*out) else { return false };
        let next = match goal.join {
            Join::Each => !inclusive || goal.opens && goal.outs.len() == 1,
            Join::All => true,
            // The join waits for this token anyhow, if it can come by this flow alone.
            Join::Some => {
                let by = goal.ins.iter().zip(&goal.reach).filter(|(_, reach)| reach.get(*out) == Some(&true));
                by.map(|(flow, _)| flow).eq([out])
            }
            Join::First { .. } => false,
        };
        let neither = !emptied.contains(into) && !emptied.contains(out);
        next && (neither || self.spots.iter().all(|s| s.clears.contains(into) == s.clears.contains(out)))
    }

    /// The node that a flow reaches.
    pub(crate) fn goal(&self, flow: usize) -> Option<&Spot> {
        self.spots.get(*self.to.get(flow)?)
    }
}

/// Where a list of actions goes, if it interrupts.
fn gone(p: &Procedure, acts: guicheng_core::ActsId, jump: &impl Fn(CardRef) -> Option<usize>) -> Option<Kind> {
    let card = p.acts.get(acts)?.iter().rev().find_map(|action| match action {
        Action::Go(GoTo::Card(card)) => Some(*card),
        _ => None,
    })?;
    Some(jump(card).map_or(Kind::Leave, Kind::Jump))
}

/// The sets of flows that a split may give; none: too many.
fn ways(split: &Split, outs: &[usize], at: &impl Fn(FlowId) -> Option<usize>) -> Option<Vec<Vec<usize>>> {
    let distinct = |flows: Vec<usize>| {
        let mut seen = Vec::new();
        for flow in flows {
            if !seen.contains(&flow) {
                seen.push(flow);
            }
        }
        seen
    };
    let chooser = match split {
        Split::All | Split::Race => return Some(alloc::vec![outs.to_vec()]),
        Split::One(_) | Split::Some(_) if outs.is_empty() => return Some(alloc::vec![Vec::new()]),
        Split::One(chooser) | Split::Some(chooser) => chooser,
    };
    let mut otherwise = Vec::new();
    let listed = match chooser {
        Chooser::Guards(branches) => {
            let some = matches!(split, Split::Some(_));
            otherwise = branches.iter().filter(|b| some && b.guard.is_none()).filter_map(|b| at(b.flow)).collect();
            branches.iter().filter(|b| !some || b.guard.is_some()).filter_map(|b| at(b.flow)).collect()
        }
        Chooser::Field(_, table) => table.iter().filter_map(|(_, flow)| at(*flow)).collect(),
        Chooser::YesNo(_, yes, no) => [at(*yes), at(*no)].into_iter().flatten().collect(),
        Chooser::Person => outs.to_vec(),
    };
    let listed = distinct(listed);
    if matches!(split, Split::One(_)) {
        return Some(listed.into_iter().map(|flow| alloc::vec![flow]).collect());
    }
    if listed.len() > COMBINED {
        return None;
    }
    let taken = |bits: u32| {
        let flows = listed.iter().enumerate().filter(move |(i, _)| bits >> i & 1 == 1).map(|(_, flow)| *flow);
        flows.collect::<Vec<usize>>()
    };
    let mut sets: Vec<Vec<usize>> = (1..1_u32 << listed.len()).map(taken).collect();
    if !otherwise.is_empty() {
        sets.push(otherwise);
    }
    Some(sets)
}
