//! A fault found in a scope without its plain parts, walked to in the whole scope.
//!
//! The path through the small scope says which way each of its choices takes, and in which order work is done; inside a
//! part that was taken together any way will do that leaves it by the flow that was kept. What is walked is the whole
//! scope's own token game: where it does not come to a doubled or stuck token, nothing is said.

use crate::{
    blocks::Reduced,
    explore::Fault,
    game::{After, Move, State},
    net::Net,
};
use alloc::{
    collections::{BTreeMap, VecDeque},
    vec::Vec,
};

/// How often as many moves as there are nodes are made at most.
const ROUNDS: usize = 8;

/// Walks the whole scope along a path through the small one: as the engine does, gates first, if that shows a fault. What
/// has no part in the fault is left out.
pub(crate) fn lift(net: &Net, small: &Reduced, path: &[Move]) -> Option<(Fault, Vec<Move>)> {
    let walked = Guide::new(net, small, path).walk(true).or_else(|| Guide::new(net, small, path).walk(false));
    let (fault, path) = walked?;
    let fewer = needed(net, &path).filter(|fewer| shows(net, fewer) == Some(fault));
    Some((fault, fewer.unwrap_or(path)))
}

/// The moves that brought the two tokens of a doubled flow, or twice to an end: those that made what others took.
fn needed(net: &Net, path: &[Move]) -> Option<Vec<Move>> {
    let mut made: BTreeMap<usize, usize> = BTreeMap::new();
    let mut ended: BTreeMap<usize, usize> = BTreeMap::new();
    let mut before: Vec<Vec<usize>> = Vec::new();
    for (at, step) in path.iter().enumerate() {
        let spot = net.spots.get(step.spot)?;
        let mut from: Vec<usize> = step.took.iter().filter_map(|flow| made.remove(flow)).collect();
        let way = spot.ways.get(step.way).map_or(&[][..], Vec::as_slice);
        if at + 1 == path.len() {
            from.extend(way.iter().filter_map(|flow| made.get(flow)));
            from.extend(ended.get(&step.spot));
        }
        made.extend(way.iter().map(|flow| (*flow, at)));
        ended.insert(step.spot, at);
        before.push(from);
    }
    let mut kept = alloc::vec![false; path.len()];
    let mut work: Vec<usize> = path.len().checked_sub(1).into_iter().collect();
    while let Some(at) = work.pop() {
        if let Some(kept) = kept.get_mut(at).filter(|kept| !**kept) {
            *kept = true;
            work.extend(before.get(at).into_iter().flatten());
        }
    }
    Some(path.iter().zip(kept).filter(|(_, kept)| *kept).map(|(step, _)| step.clone()).collect())
}

/// The doubled token that these moves lead to, if they can be made one after another.
fn shows(net: &Net, path: &[Move]) -> Option<Fault> {
    let mut state = net.entered(*path.first()?.took.first()?);
    for step in path {
        if !net.moves(&state).contains(step) {
            return None;
        }
        state = match net.after(&state, step) {
            After::State(next) => next,
            After::Doubled(spot) => return Some(Fault::Doubled(spot)),
            After::TooMany => return None,
        };
    }
    None
}

struct Guide<'n> {
    net: &'n Net,
    small: &'n Reduced,
    /// The flow that the scope is entered by.
    entry: Option<usize>,
    /// For each node of the whole the node of the small scope that it was taken into.
    owner: Vec<Option<usize>>,
    /// For each node of the small scope the places on the path at which it passes yet, and the flows that it gives there.
    turns: BTreeMap<usize, VecDeque<(usize, Vec<usize>)>>,
    /// For each node of the small scope the place on the path at which it passed last.
    last: BTreeMap<usize, usize>,
}

impl<'n> Guide<'n> {
    fn new(net: &'n Net, small: &'n Reduced, path: &[Move]) -> Self {
        let mut owner = alloc::vec![None; net.spots.len()];
        for (at, whole) in small.spots.iter().enumerate() {
            for spot in small.parts.get(*whole).into_iter().flatten() {
                owner.get_mut(*spot).into_iter().for_each(|owner| *owner = Some(at));
            }
        }
        let flow = |flow: &usize| small.flows.get(*flow).copied();
        let mut turns: BTreeMap<usize, VecDeque<(usize, Vec<usize>)>> = BTreeMap::new();
        for (at, step) in path.iter().enumerate() {
            let ways = small.net.spots.get(step.spot).map(|spot| &spot.ways);
            let way = ways.and_then(|ways| ways.get(step.way)).into_iter().flatten().filter_map(flow).collect();
            turns.entry(step.spot).or_default().push_back((at, way));
        }
        let entry = path.first().and_then(|step| step.took.first()).and_then(flow);
        Self { net, small, entry, owner, turns, last: BTreeMap::new() }
    }

    fn walk(mut self, eager: bool) -> Option<(Fault, Vec<Move>)> {
        let mut state = self.net.entered(self.entry?);
        let mut path = Vec::new();
        for _ in 0..ROUNDS * self.net.spots.len() {
            let Some(step) = self.next(&state, eager) else {
                return Some((Fault::Stuck(self.net.waiting(&state)?), path));
            };
            self.pass(&step);
            let after = self.net.after(&state, &step);
            path.push(step);
            state = match after {
                After::State(next) => next,
                After::Doubled(spot) => return Some((Fault::Doubled(spot), path)),
                After::TooMany => return None,
            };
        }
        None
    }

    /// The move whose turn is first.
    fn next(&self, state: &State, eager: bool) -> Option<Move> {
        let mut moves = self.net.moves(state);
        let gate = |m: &Move| self.net.spots.get(m.spot).is_some_and(|spot| !spot.opens);
        if eager && moves.iter().any(gate) {
            moves.retain(gate);
        }
        moves.into_iter().min_by_key(|m| self.turn(m))
    }

    /// When a move has its turn, and how little its way fits.
    fn turn(&self, step: &Move) -> (usize, u8) {
        let given = || self.net.spots.get(step.spot).and_then(|spot| spot.ways.get(step.way)).into_iter().flatten();
        let inside = if given().any(|flow| self.small.back.contains(flow)) {
            2
        } else {
            u8::from(!given().any(|flow| self.small.kept.contains(flow)))
        };
        let Some(owner) = self.owner.get(step.spot).copied().flatten() else { return (usize::MAX, inside) };
        let first = self.turns.get(&owner).and_then(VecDeque::front);
        if self.small.spots.get(owner) != Some(&step.spot) {
            return (self.last.get(&owner).copied().unwrap_or(usize::MAX), inside);
        }
        match first {
            // A node that stands for itself alone takes the way of the path.
            Some((at, way)) if self.chooses(owner) => (*at, u8::from(!given().eq(way))),
            Some((at, _)) => (*at, inside),
            None => (usize::MAX, inside),
        }
    }

    fn chooses(&self, owner: usize) -> bool {
        self.small.net.spots.get(owner).is_some_and(|spot| spot.ways.len() > 1)
    }

    fn pass(&mut self, step: &Move) {
        let Some(owner) = self.owner.get(step.spot).copied().flatten() else { return };
        if self.small.spots.get(owner) == Some(&step.spot)
            && let Some((at, _)) = self.turns.get_mut(&owner).and_then(VecDeque::pop_front)
        {
            self.last.insert(owner, at);
        }
    }
}
