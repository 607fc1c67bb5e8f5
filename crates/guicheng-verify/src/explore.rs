//! Looking at the states of a scope.
//!
//! Where every choice is free, one cluster of moves at a time is enough: a flow leads to one node, so the moves of a
//! cluster compete with each other only, and the cluster is a strong stubborn set. Such sets keep all stuck states, and
//! whether every state can still come to an end; where it can, and no end is reached twice, no flow of a free-choice net
//! can hold two tokens and every node that a path leads to can pass. Elsewhere every move is tried, but for chain nodes,
//! which pass at once because nothing else notices when they do.

use crate::{
    Method, Property,
    blocks::{Reduced, reduced},
    game::{After, Move, State},
    lift::lift,
    net::Net,
    rank,
};
use alloc::{collections::BTreeMap, vec::Vec};

/// The most states of one scope that are looked at before the verdict is unknown.
pub const STATES: usize = 50_000;
/// The most states that are looked at for a shortest story, with every order of steps.
pub const FULL_STATES: usize = 4_000;

/// Flows times states that are looked at in one scope at the most: in a large scope fewer than [`STATES`].
pub const WORK: usize = 500_000;
/// The most states that are looked at before a fault is sought in depth.
const SOON: usize = 400;
/// Flows times states that are looked at for a shortest story, in a scope of this many flows at the most; in a larger one
/// the story is what the search found first.
const SHORT_WORK: usize = 40_000;
const SHORT_FLOWS: usize = 100;

/// What is wrong, and at which node.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Fault {
    /// Two tokens of one activation come here.
    Doubled(usize),
    /// Nothing can pass any more, and this node waits.
    Stuck(usize),
    /// From here on it never ends.
    Endless(usize),
    /// It can never pass.
    Dead(usize),
}

impl Fault {
    /// What it violates.
    pub(crate) const fn breaks(self) -> Property {
        match self {
            Self::Doubled(_) => Property::ProperCompletion,
            Self::Stuck(_) | Self::Endless(_) => Property::OptionToComplete,
            Self::Dead(_) => Property::NoDeadStep,
        }
    }
}

/// The outcome for a scope.
#[derive(Debug)]
pub(crate) enum Outcome {
    Sound,
    Fault(Fault, Vec<Move>),
    Capped,
}

/// Which moves of a state are tried.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Order {
    /// All.
    Every,
    /// As the engine does: gates let through at once what they can, and only then is work done.
    Eager,
    /// Chains at once, then all.
    Chains,
    /// Chains at once, then one cluster.
    Clusters,
    /// As the engine does, one cluster at a time.
    EagerClusters,
}

/// Where a state was reached from.
type Parent = Option<(usize, Vec<Move>)>;

struct Search<'n> {
    net: &'n Net,
    order: Order,
    cap: usize,
    index: BTreeMap<State, usize>,
    states: Vec<State>,
    parents: Vec<Parent>,
    edges: Vec<(usize, usize)>,
    stuck: Option<usize>,
    fired: Vec<bool>,
    /// For each node how far on it is: what can come after something, and not before it, is further.
    far: Vec<usize>,
    /// The first state that was not looked at yet.
    next: usize,
}

/// Judges a scope; by what means, and with the number of states looked at.
pub(crate) fn judge(net: &Net) -> (Outcome, Method, u64) {
    let by = |net: &Net| if net.free_choice { Method::FreeChoice } else { Method::StateSpace };
    if net.too_wide {
        return (Outcome::Capped, by(net), 0);
    }
    let small = reduced(net);
    if rank::sound(&small.net) {
        return (Outcome::Sound, Method::Structure, 0);
    }
    let order = |net: &Net| if net.free_choice { Order::Clusters } else { Order::Chains };
    let mut states = 0;
    let mut count = |(outcome, looked): (Option<Outcome>, u64)| {
        states += looked;
        outcome
    };
    let mut found = count(lifted(net, &small));
    match found {
        Some(Outcome::Sound) => return (Outcome::Sound, by(&small.net), states),
        Some(Outcome::Capped) if small.net.to.len() == net.to.len() => return (Outcome::Capped, by(net), states),
        Some(Outcome::Capped) => found = None,
        Some(Outcome::Fault(..)) | None => {}
    }
    found = found.or_else(|| count(soon(net, Order::EagerClusters))).or_else(|| count(soon(net, Order::Clusters)));
    if (found.is_none() || net.to.len() <= SHORT_FLOWS)
        && let Some(told) = count(shortest(net, found.as_ref()))
    {
        found = Some(told);
    }
    let outcome = found.or_else(|| count(once(search(net, order(net), STATES))));
    (outcome.unwrap_or(Outcome::Capped), by(net), states)
}

/// Judges a scope by what is left of it without its plain parts. None: it has a fault that was not walked to in the whole.
fn lifted(net: &Net, small: &Reduced) -> (Option<Outcome>, u64) {
    let order = if small.net.free_choice { Order::Clusters } else { Order::Chains };
    let (mut outcome, mut states) = search(&small.net, order, SOON);
    if matches!(outcome, Outcome::Capped) {
        let (deep, looked) = soon(&small.net, Order::Clusters);
        states += looked;
        outcome = deep.unwrap_or_else(|| {
            let (whole, looked) = search(&small.net, order, STATES);
            states += looked;
            whole
        });
    }
    let Outcome::Fault(_, path) = &outcome else { return (Some(outcome), states) };
    (lift(net, small, path).map(|(fault, path)| Outcome::Fault(fault, path)), states)
}

fn once((outcome, looked): (Outcome, u64)) -> (Option<Outcome>, u64) {
    (Some(outcome), looked)
}

/// The shortest story of what is wrong with a scope, if it is small enough to look for one: one that the engine walks as
/// it stands, if there is one; with the number of states looked at. None: no better one than what was found.
fn shortest(net: &Net, found: Option<&Outcome>) -> (Option<Outcome>, u64) {
    let cap = (SHORT_WORK / net.to.len().max(1)).min(FULL_STATES);
    let breaks = |outcome: &Outcome| match outcome {
        Outcome::Fault(fault, _) => Some(fault.breaks()),
        Outcome::Sound | Outcome::Capped => None,
    };
    let (every, looked) = search(net, Order::Every, cap);
    let known = breaks(&every).or_else(|| found.and_then(breaks));
    let (eager, more) = search(net, Order::Eager, cap);
    let best = match (&every, &eager) {
        (_, Outcome::Fault(..)) if known.is_some() && breaks(&eager) == known => Some(eager),
        (Outcome::Fault(fault, _), _) => {
            let (walked, _) = soon(net, Order::EagerClusters);
            walked.filter(|walked| breaks(walked) == Some(fault.breaks())).or(Some(every))
        }
        (Outcome::Sound, _) => Some(every),
        (Outcome::Capped, _) => None,
    };
    (best, looked + more)
}

/// A doubled or stuck token, looked for in depth, along one branch after another: what is found is there, what is not
/// may be.
fn soon(net: &Net, order: Order) -> (Option<Outcome>, u64) {
    let mut search = Search::new(net, order, FULL_STATES);
    search.add(net.entered(net.start), None);
    let mut work = alloc::vec![0];
    let found = loop {
        let Some(at) = work.pop().filter(|_| search.states.len() < search.cap) else { break None };
        let known = search.states.len();
        match search.expand(at) {
            Err(fault @ Outcome::Fault(..)) => break Some(fault),
            Err(Outcome::Sound | Outcome::Capped) => break None,
            Ok(()) if search.stuck.is_some() => break search.at_stuck(),
            Ok(()) => work.extend(known..search.states.len()),
        }
    };
    (found, search.count())
}

/// The shortest way found from the start to a token that waits for this node.
pub(crate) fn way_to(net: &Net, spot: usize) -> Option<Vec<Move>> {
    way_by(net, spot, Order::Eager).or_else(|| way_by(net, spot, Order::Every))
}

fn way_by(net: &Net, spot: usize, order: Order) -> Option<Vec<Move>> {
    let mut search = Search::new(net, order, FULL_STATES);
    search.add(net.entered(net.start), None);
    let there = |state: &State| net.filled(state).any(|flow| net.to.get(flow) == Some(&spot));
    let mut at = 0;
    while at < search.states.len() && at < search.cap {
        if search.states.get(at).is_some_and(there) {
            return Some(search.path(at));
        }
        search.expand(at).ok()?;
        at += 1;
    }
    None
}

fn search(net: &Net, order: Order, cap: usize) -> (Outcome, u64) {
    let cap = cap.min(WORK / net.to.len().max(1));
    let mut search = Search::new(net, order, cap);
    for flow in core::iter::once(net.start).chain(net.entries.iter().copied()) {
        search.add(net.entered(flow), None);
        if let Err(outcome) = search.run() {
            return (outcome, search.count());
        }
    }
    let outcome = search.verdict();
    (outcome, search.count())
}

impl<'n> Search<'n> {
    fn new(net: &'n Net, order: Order, cap: usize) -> Self {
        Self {
            net,
            order,
            cap,
            index: BTreeMap::new(),
            states: Vec::new(),
            parents: Vec::new(),
            edges: Vec::new(),
            stuck: None,
            fired: alloc::vec![false; net.spots.len()],
            far: if matches!(order, Order::Clusters | Order::EagerClusters) { far(net) } else { Vec::new() },
            next: 0,
        }
    }

    fn count(&self) -> u64 {
        u64::try_from(self.states.len()).unwrap_or(u64::MAX)
    }

    fn add(&mut self, state: State, parent: Parent) -> usize {
        if let Some(known) = self.index.get(&state) {
            return *known;
        }
        let at = self.states.len();
        self.index.insert(state.clone(), at);
        self.states.push(state);
        self.parents.push(parent);
        at
    }

    fn run(&mut self) -> Result<(), Outcome> {
        while self.next < self.states.len() {
            // A state with many ways counts as several.
            if self.next >= self.cap || self.edges.len() / 4 >= self.cap {
                return Err(Outcome::Capped);
            }
            self.expand(self.next)?;
            self.next += 1;
        }
        Ok(())
    }

    /// The moves of a state that are tried.
    fn tried(&self, state: &State) -> Vec<Move> {
        let mut moves = self.net.moves(state);
        let gate = |m: &Move| self.net.spots.get(m.spot).is_some_and(|spot| !spot.opens);
        if matches!(self.order, Order::Eager | Order::EagerClusters) && moves.iter().any(gate) {
            moves.retain(gate);
        }
        if matches!(self.order, Order::Clusters | Order::EagerClusters) {
            // What has come furthest first: a branch comes to its join before the next one is begun.
            let far = |m: &Move| self.far.get(m.spot).copied().unwrap_or(0);
            if let Some(first) = moves.iter().max_by_key(|m| far(m)).cloned() {
                moves.retain(|m| m.same_cluster(&first));
            }
        }
        moves
    }

    fn expand(&mut self, at: usize) -> Result<(), Outcome> {
        let Some(state) = self.states.get(at).cloned() else { return Ok(()) };
        let moves = self.tried(&state);
        if moves.is_empty() && !self.net.is_empty(&state) && self.stuck.is_none() {
            self.stuck = Some(at);
        }
        for step in moves {
            let mut path = alloc::vec![step];
            let mut next = state.clone();
            let mut done = 0;
            while let Some(step) = path.get(done).cloned() {
                done += 1;
                if !step.swallowed
                    && let Some(fired) = self.fired.get_mut(step.spot)
                {
                    *fired = true;
                }
                next = match self.net.after(&next, &step) {
                    After::State(next) => next,
                    After::TooMany => return Err(Outcome::Capped),
                    After::Doubled(spot) => {
                        let mut whole = self.path(at);
                        whole.extend(path);
                        return Err(Outcome::Fault(Fault::Doubled(spot), whole));
                    }
                };
                if matches!(self.order, Order::Chains | Order::Clusters) {
                    path.extend(self.net.chained(&next));
                }
            }
            let to = self.add(next, Some((at, path)));
            self.edges.push((at, to));
        }
        Ok(())
    }

    fn path(&self, at: usize) -> Vec<Move> {
        let mut parts: Vec<&Vec<Move>> = Vec::new();
        let mut at = at;
        while let Some(Some((before, moves))) = self.parents.get(at) {
            parts.push(moves);
            at = *before;
        }
        parts.into_iter().rev().flatten().cloned().collect()
    }

    /// The state at which nothing can pass any more, if one was found.
    fn at_stuck(&self) -> Option<Outcome> {
        let at = self.stuck?;
        let waiting = self.states.get(at).and_then(|state| self.waiting(state));
        Some(Outcome::Fault(Fault::Stuck(waiting.unwrap_or(0)), self.path(at)))
    }

    fn verdict(&self) -> Outcome {
        if let Some(stuck) = self.at_stuck() {
            return stuck;
        }
        let ends = self.can_end();
        if let Some(at) = ends.iter().position(|can| !can) {
            let here = self.states.get(at).and_then(|state| self.waiting(state));
            return Outcome::Fault(Fault::Endless(here.unwrap_or(0)), self.path(at));
        }
        let reached = if self.order == Order::Clusters { self.reached() } else { self.fired.clone() };
        match reached.iter().position(|passes| !passes) {
            Some(dead) => Outcome::Fault(Fault::Dead(dead), Vec::new()),
            None => Outcome::Sound,
        }
    }

    /// The node that the first token of a state waits for.
    fn waiting(&self, state: &State) -> Option<usize> {
        self.net.waiting(state)
    }

    /// For each state whether nothing can be left some time after it.
    fn can_end(&self) -> Vec<bool> {
        let mut before: Vec<Vec<usize>> = alloc::vec![Vec::new(); self.states.len()];
        for (from, to) in &self.edges {
            if let Some(list) = before.get_mut(*to) {
                list.push(*from);
            }
        }
        let mut can: Vec<bool> = self.states.iter().map(|state| self.net.is_empty(state)).collect();
        let mut work: Vec<usize> = (0..can.len()).filter(|at| can.get(*at) == Some(&true)).collect();
        while let Some(at) = work.pop() {
            for from in before.get(at).into_iter().flatten() {
                if let Some(can) = can.get_mut(*from).filter(|can| !**can) {
                    *can = true;
                    work.push(*from);
                }
            }
        }
        can
    }

    /// For each node whether a path leads there.
    fn reached(&self) -> Vec<bool> {
        let net = self.net;
        let mut reached = alloc::vec![false; net.spots.len()];
        let ways_in = core::iter::once(&net.start).chain(&net.entries);
        let mut work: Vec<usize> = ways_in.filter_map(|flow| net.to.get(*flow).copied()).collect();
        while let Some(at) = work.pop() {
            match reached.get_mut(at) {
                Some(seen) if !*seen => *seen = true,
                Some(_) | None => continue,
            }
            let given = net.spots.get(at).into_iter().flat_map(|spot| spot.ways.iter().flatten());
            work.extend(given.filter_map(|flow| net.to.get(*flow).copied()));
        }
        reached
    }
}

/// How far on each node is, by a walk in depth.
fn far(net: &Net) -> Vec<usize> {
    let mut far = alloc::vec![0; net.spots.len()];
    let mut seen = far.clone();
    let mut left = net.spots.len();
    let ways_in = core::iter::once(&net.start).chain(&net.entries);
    for start in ways_in.filter_map(|flow| net.to.get(*flow).copied()) {
        let mut work = alloc::vec![(start, 0)];
        while let Some((at, next)) = work.pop() {
            if next == 0
                && let Some(seen) = seen.get_mut(at)
            {
                if *seen > 0 {
                    continue;
                }
                *seen = 1;
            }
            let to = net.spots.get(at).and_then(|spot| spot.outs.get(next)).and_then(|flow| net.to.get(*flow)).copied();
            match to {
                Some(to) => work.extend([(at, next + 1), (to, 0)]),
                None => {
                    far.get_mut(at).into_iter().for_each(|far| *far = left);
                    left = left.saturating_sub(1);
                }
            }
        }
    }
    far
}
