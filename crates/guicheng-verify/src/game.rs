//! The token game of one scope, a node at a time: which moves a state allows, and what each leads to.

use crate::{
    bits::Bits,
    net::{Kind, Net, Spot},
};
use alloc::vec::Vec;
use guicheng_core::{Join, Rest};
use smallvec::SmallVec;

/// A state, laid out by the tables of its net.
pub(crate) type State = Bits;

/// A few flows.
type Few = SmallVec<[usize; 4]>;

/// The most tokens on a flow that may hold many.
const MANY: u8 = 60;

/// A node passes, by one of its ways.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Move {
    pub(crate) spot: usize,
    pub(crate) way: usize,
    /// Flows whose tokens it takes (or spends).
    pub(crate) took: Few,
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
        self.set(&mut state, flow, 1);
        state
    }

    fn nothing(&self) -> State {
        State::with_words(self.tables.words)
    }

    /// Whether nothing is left.
    pub(crate) fn is_empty(&self, state: &State) -> bool {
        state.below(self.tables.ends_from).next().is_none()
    }

    /// The flows that hold a token.
    pub(crate) fn filled(&self, state: &State) -> impl Iterator<Item = usize> {
        state.below(self.to.len())
    }

    /// The node that the first token of a state waits for; failing that, one at which a token is spent.
    pub(crate) fn waiting(&self, state: &State) -> Option<usize> {
        let first = state.below(self.tables.ends_from).next()?;
        self.to.get(first % self.to.len().max(1)).copied()
    }

    fn get(&self, state: &State, flow: usize) -> u8 {
        match self.tables.counter.get(flow) {
            Some(Some(byte)) => state.byte(*byte),
            Some(None) | None => u8::from(state.has(flow)),
        }
    }

    fn set(&self, state: &mut State, flow: usize, to: u8) {
        if to > 0 {
            state.put(flow);
        } else {
            state.drop(flow);
        }
        if let Some(Some(byte)) = self.tables.counter.get(flow) {
            state.set_byte(*byte, to);
        }
    }

    fn spent(&self, state: &State, flow: usize) -> bool {
        self.spends && state.has(self.flows.len() + flow)
    }

    /// All moves of a state.
    pub(crate) fn moves(&self, state: &State) -> Vec<Move> {
        let mut found = Vec::new();
        let filled: SmallVec<[usize; 32]> = self.filled(state).collect();
        let mut spots: SmallVec<[usize; 32]> = filled.iter().filter_map(|flow| self.to.get(*flow)).copied().collect();
        spots.sort_unstable();
        spots.dedup();
        self.alone(&filled, &mut found);
        for at in &spots {
            self.joined(state, *at, &mut found);
        }
        // A race is won only once the gates behind it have let through what they can, joins of some among them.
        let raced = |m: &Move| m.took.iter().any(|flow| self.rivals.get(*flow).is_some_and(|r| !r.is_empty()));
        let gate = |m: &Move| self.spots.get(m.spot).is_some_and(|s| !s.opens && s.join != Join::Some);
        if found.iter().any(gate) {
            found.retain(|m| gate(m) || !raced(m));
        } else {
            let mut joins = Vec::new();
            for at in &spots {
                let Some(spot) = self.spots.get(*at).filter(|spot| spot.join == Join::Some) else { continue };
                let took: Few = spot.ins.iter().copied().filter(|f| state.has(*f)).collect();
                if !took.is_empty() && !self.waits(state, *at, &filled) {
                    Self::by_every_way(*at, spot, &took, &mut joins);
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
        let flow = state.shared(&self.tables.chained).next()?;
        let spot = *self.to.get(flow)?;
        Some(Move { spot, way: 0, took: Few::from_slice(&[flow]), swallowed: false })
    }

    fn by_every_way(at: usize, spot: &Spot, took: &[usize], found: &mut Vec<Move>) {
        let took = Few::from_slice(took);
        found.extend((0..spot.ways.len()).map(|way| Move { spot: at, way, took: took.clone(), swallowed: false }));
    }

    /// Tokens that pass by themselves.
    fn alone(&self, filled: &[usize], found: &mut Vec<Move>) {
        for flow in filled {
            let Some((to, spot)) = self.to.get(*flow).and_then(|to| Some((*to, self.spots.get(*to)?))) else {
                continue;
            };
            if spot.join == Join::Each || self.entry.get(*flow) == Some(&true) {
                Self::by_every_way(to, spot, &[*flow], found);
            }
        }
    }

    fn joined(&self, state: &State, at: usize, found: &mut Vec<Move>) {
        let (Some(spot), Some(sets)) = (self.spots.get(at), self.tables.spots.get(at)) else { return };
        let filled = || spot.ins.iter().copied().filter(|f| state.has(*f));
        match spot.join {
            Join::Each | Join::Some => {}
            Join::All => {
                if !spot.ins.is_empty() && sets.ins.within(state) {
                    Self::by_every_way(at, spot, &spot.ins, found);
                }
            }
            Join::First { n, .. } if usize::from(n) > spot.ins.len() => {
                let each = filled().flat_map(|f| core::iter::repeat_n(f, usize::from(self.get(state, f))));
                let took: Few = each.take(usize::from(n)).collect();
                if took.len() == usize::from(n) {
                    Self::by_every_way(at, spot, &took, found);
                }
            }
            Join::First { n, .. } => {
                if spot.ins.iter().any(|f| self.spent(state, *f)) {
                    for flow in filled().filter(|f| !self.spent(state, *f)) {
                        found.push(Move { spot: at, way: 0, took: Few::from_slice(&[flow]), swallowed: true });
                    }
                } else if filled().count() >= usize::from(n) && filled().next().is_some() {
                    Self::by_every_way(at, spot, &filled().collect::<Few>(), found);
                }
            }
        }
    }

    /// Whether an inclusive join waits: a token can still reach an empty incoming flow of it, and no filled one. A token
    /// at open work is asked for by the flows that the work leads to.
    fn waits(&self, state: &State, join: usize, filled: &[usize]) -> bool {
        let Some(sets) = self.tables.spots.get(join) else { return false };
        let (mut empty, mut full) = (self.nothing(), self.nothing());
        for (flow, reach) in &sets.reach {
            if state.has(*flow) {
                full.join(reach);
            } else {
                empty.join(reach);
            }
        }
        empty.cut(&full);
        let asked = |flow: &usize| self.tables.asked.get(*flow).into_iter().flatten();
        filled.iter().filter(|flow| !sets.ins.has(**flow)).flat_map(asked).any(|flow| empty.has(*flow))
    }

    /// What a move leads to.
    pub(crate) fn after(&self, state: &State, step: &Move) -> After {
        let Some(spot) = self.spots.get(step.spot) else { return After::State(state.clone()) };
        let mut next = state.clone();
        for flow in &step.took {
            let rest = self.get(&next, *flow).saturating_sub(1);
            self.set(&mut next, *flow, rest);
            if spot.opens {
                for rival in self.rivals.get(*flow).into_iter().flatten() {
                    self.set(&mut next, *rival, 0);
                }
            }
        }
        self.spend(&mut next, spot, step);
        for flow in &spot.clears {
            self.set(&mut next, *flow, 0);
        }
        if step.swallowed {
            return After::State(next);
        }
        match spot.kind {
            Kind::Leave => return After::State(self.nothing()),
            Kind::Jump(flow) => return After::State(self.entered(flow)),
            Kind::End(end) => {
                let at = self.tables.ends_from + end;
                let many = step.took.iter().any(|f| self.many.get(*f) == Some(&true));
                if next.has(at) && !many {
                    return After::Doubled(step.spot);
                }
                next.put(at);
            }
            Kind::Plain => {}
        }
        for flow in spot.ways.get(step.way).into_iter().flatten() {
            let count = self.get(&next, *flow);
            if count > 0 && self.many.get(*flow) != Some(&true) {
                return After::Doubled(self.to.get(*flow).copied().unwrap_or(step.spot));
            }
            if count >= MANY {
                return After::TooMany;
            }
            self.set(&mut next, *flow, count + 1);
        }
        After::State(next)
    }

    /// At a join that waits for the rest a token is spent; when all are, the join begins anew.
    fn spend(&self, next: &mut State, spot: &Spot, step: &Move) {
        let leaves = matches!(spot.join, Join::First { n, rest: Rest::Leave } if usize::from(n) <= spot.ins.len());
        let entered = step.took.iter().any(|f| self.entry.get(*f) == Some(&true));
        if !leaves || entered {
            return;
        }
        step.took.iter().for_each(|flow| next.put(self.flows.len() + flow));
        if spot.ins.iter().all(|f| self.spent(next, *f)) {
            spot.ins.iter().for_each(|f| next.drop(self.flows.len() + f));
        }
    }
}

impl Move {
    /// Takes the same tokens to the same node.
    pub(crate) fn same_cluster(&self, other: &Self) -> bool {
        self.spot == other.spot && self.took == other.took
    }
}
