//! The token game of one scope, a node at a time: which moves a state allows, and what each leads to.

use crate::net::{Kind, Net, Spot};
use alloc::{boxed::Box, vec::Vec};
use guicheng_core::{Join, Rest};

/// A state: for each flow its tokens, for each flow whether its token is spent (where the net spends any), for each end
/// whether it was reached.
pub(crate) type State = Box<[u8]>;

/// The most tokens on a flow that may hold many.
const MANY: u8 = 60;

/// A node passes, by one of its ways.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Move {
    pub(crate) spot: usize,
    pub(crate) way: usize,
    /// Flows whose tokens it takes (or spends).
    took: Vec<usize>,
    /// A late arrival at an n-of-m join, which passes nothing on.
    pub(crate) swallowed: bool,
}

/// What a move leads to.
pub(crate) enum After {
    /// A state.
    State(State),
    /// A second token on a flow, or an end reached twice: the position of the node that is hit.
    Doubled(usize),
    /// More tokens than are counted.
    TooMany,
}

impl Net {
    /// The state with one token, on this flow.
    pub(crate) fn entered(&self, flow: usize) -> State {
        let mut state = self.nothing();
        set(&mut state, flow, 1);
        state
    }

    fn nothing(&self) -> State {
        let spent = if self.spends { self.flows.len() } else { 0 };
        alloc::vec![0; self.flows.len() + spent + self.ends].into_boxed_slice()
    }

    fn ends_from(&self) -> usize {
        self.flows.len() * if self.spends { 2 } else { 1 }
    }

    /// Whether nothing is left.
    pub(crate) fn is_empty(&self, state: &State) -> bool {
        state.iter().take(self.ends_from()).all(|n| *n == 0)
    }

    fn spent(&self, state: &State, flow: usize) -> bool {
        self.spends && get(state, self.flows.len() + flow) > 0
    }

    /// All moves of a state.
    pub(crate) fn moves(&self, state: &State) -> Vec<Move> {
        let mut found = Vec::new();
        self.alone(state, &mut found);
        for (at, spot) in self.spots.iter().enumerate() {
            self.joined(state, at, spot, &mut found);
        }
        // A race is won only once the gates behind it have let through what they can, joins of some among them.
        let raced = |m: &Move| m.took.iter().any(|flow| self.rivals.get(*flow).is_some_and(|r| !r.is_empty()));
        let gate = |m: &Move| self.spots.get(m.spot).is_some_and(|s| !s.opens && s.join != Join::Some);
        if found.iter().any(gate) {
            found.retain(|m| gate(m) || !raced(m));
        } else {
            let mut joins = Vec::new();
            for (at, spot) in self.spots.iter().enumerate().filter(|(_, spot)| spot.join == Join::Some) {
                if spot.ins.iter().any(|f| get(state, *f) > 0) && !self.waits(state, spot) {
                    let took = spot.ins.iter().copied().filter(|f| get(state, *f) > 0).collect();
                    Self::by_every_way(at, spot, took, &mut joins);
                }
            }
            if !joins.is_empty() {
                found.retain(|m| !raced(m));
            }
            found.append(&mut joins);
        }
        found
    }

    /// The moves of the first chain node that can pass, if there is one.
    pub(crate) fn chained(&self, state: &State) -> Option<Move> {
        let filled = (0..self.flows.len()).filter(|flow| get(state, *flow) > 0);
        filled.filter_map(|flow| Some((flow, *self.to.get(flow)?))).find_map(|(flow, spot)| {
            let chain = self.spots.get(spot).is_some_and(|s| s.chain);
            chain.then(|| Move { spot, way: 0, took: alloc::vec![flow], swallowed: false })
        })
    }

    fn by_every_way(at: usize, spot: &Spot, took: Vec<usize>, found: &mut Vec<Move>) {
        for way in 0..spot.ways.len() {
            found.push(Move { spot: at, way, took: took.clone(), swallowed: false });
        }
    }

    /// Tokens that pass by themselves.
    fn alone(&self, state: &State, found: &mut Vec<Move>) {
        for (flow, to) in self.to.iter().enumerate().filter(|(flow, _)| get(state, *flow) > 0) {
            let Some(spot) = self.spots.get(*to) else { continue };
            if spot.join == Join::Each || self.entry.get(flow) == Some(&true) {
                Self::by_every_way(*to, spot, alloc::vec![flow], found);
            }
        }
    }

    fn joined(&self, state: &State, at: usize, spot: &Spot, found: &mut Vec<Move>) {
        let filled = || spot.ins.iter().copied().filter(|f| get(state, *f) > 0);
        match spot.join {
            Join::Each | Join::Some => {}
            Join::All => {
                if !spot.ins.is_empty() && filled().count() == spot.ins.len() {
                    Self::by_every_way(at, spot, spot.ins.clone(), found);
                }
            }
            Join::First { n, .. } if usize::from(n) > spot.ins.len() => {
                let each = filled().flat_map(|f| core::iter::repeat_n(f, usize::from(get(state, f))));
                let took: Vec<usize> = each.take(usize::from(n)).collect();
                if took.len() == usize::from(n) {
                    Self::by_every_way(at, spot, took, found);
                }
            }
            Join::First { n, .. } => {
                if spot.ins.iter().any(|f| self.spent(state, *f)) {
                    for flow in filled().filter(|f| !self.spent(state, *f)) {
                        found.push(Move { spot: at, way: 0, took: alloc::vec![flow], swallowed: true });
                    }
                } else if filled().count() >= usize::from(n) && filled().next().is_some() {
                    Self::by_every_way(at, spot, filled().collect(), found);
                }
            }
        }
    }

    /// Whether an inclusive join waits: a token can still reach an empty incoming flow of it, and no filled one. A token
    /// at open work is asked for by the flows that the work leads to.
    fn waits(&self, state: &State, join: &Spot) -> bool {
        let may_fill = |at: usize| {
            let pairs = || join.ins.iter().zip(&join.reach).filter(|(_, reach)| reach.get(at) == Some(&true));
            pairs().any(|(flow, _)| get(state, *flow) == 0) && !pairs().any(|(flow, _)| get(state, *flow) > 0)
        };
        let filled = (0..self.flows.len()).filter(|flow| get(state, *flow) > 0 && !join.ins.contains(flow));
        filled.into_iter().any(|flow| match self.goal(flow) {
            Some(goal) if goal.opens => goal.outs.iter().any(|out| may_fill(*out)),
            Some(_) | None => may_fill(flow),
        })
    }

    /// What a move leads to.
    pub(crate) fn after(&self, state: &State, step: &Move) -> After {
        let Some(spot) = self.spots.get(step.spot) else { return After::State(state.clone()) };
        let mut next = state.clone();
        for flow in &step.took {
            let rest = get(&next, *flow).saturating_sub(1);
            set(&mut next, *flow, rest);
            if spot.opens {
                for rival in self.rivals.get(*flow).into_iter().flatten() {
                    set(&mut next, *rival, 0);
                }
            }
        }
        let leaves = matches!(spot.join, Join::First { n, rest: Rest::Leave } if usize::from(n) <= spot.ins.len());
        let entered = step.took.iter().any(|f| self.entry.get(*f) == Some(&true));
        if leaves && !entered {
            for flow in &step.took {
                set(&mut next, self.flows.len() + flow, 1);
            }
            if spot.ins.iter().all(|f| self.spent(&next, *f)) {
                spot.ins.iter().for_each(|f| set(&mut next, self.flows.len() + f, 0));
            }
        }
        for flow in &spot.clears {
            set(&mut next, *flow, 0);
        }
        if step.swallowed {
            return After::State(next);
        }
        match spot.kind {
            Kind::Leave => return After::State(self.nothing()),
            Kind::Jump(flow) => return After::State(self.entered(flow)),
            Kind::End(end) => {
                let at = self.ends_from() + end;
                let many = step.took.iter().any(|f| self.many.get(*f) == Some(&true));
                if get(&next, at) > 0 && !many {
                    return After::Doubled(step.spot);
                }
                set(&mut next, at, 1);
            }
            Kind::Plain => {}
        }
        for flow in spot.ways.get(step.way).into_iter().flatten() {
            let count = get(&next, *flow);
            if count > 0 && self.many.get(*flow) != Some(&true) {
                return After::Doubled(self.to.get(*flow).copied().unwrap_or(step.spot));
            }
            if count >= MANY {
                return After::TooMany;
            }
            set(&mut next, *flow, count + 1);
        }
        After::State(next)
    }
}

pub(crate) fn get(state: &State, at: usize) -> u8 {
    state.get(at).copied().unwrap_or(0)
}

fn set(state: &mut State, at: usize, to: u8) {
    if let Some(it) = state.get_mut(at) {
        *it = to;
    }
}

impl Move {
    /// Takes the same tokens to the same node.
    pub(crate) fn same_cluster(&self, other: &Self) -> bool {
        self.spot == other.spot && self.took == other.took
    }
}
