//! The explorer: plays the token game on the graph as drawn, every order of every step.

use super::*;

/// Tokens on flows (the last is the way in), tokens spent at joins, ends reached.
type Marking = (Vec<usize>, BTreeSet<usize>, BTreeSet<usize>);

/// The explorer: tries everything.
pub(super) struct Naive<'d> {
    drawn: &'d Drawn,
    /// Gates let through at once what they can, as in the engine; else they are steps of their own.
    eager: bool,
    /// For each inclusive join and each flow into it: flows from which a token can still come.
    reach: HashMap<(usize, usize), BTreeSet<usize>>,
}

enum Next {
    To(usize, Marking),
    Doubled,
}

impl<'d> Naive<'d> {
    pub(super) fn new(drawn: &'d Drawn, eager: bool) -> Self {
        let mut reach = HashMap::new();
        for join in 0..drawn.nodes.len() {
            for flow in drawn.ins(join) {
                let mut from = BTreeSet::from([flow]);
                let mut todo = vec![flow];
                while let Some(at) = todo.pop() {
                    let node = drawn.flows[at].0;
                    if node == join {
                        continue;
                    }
                    let before = drawn.ins(node).into_iter().chain((node == 0).then_some(drawn.flows.len()));
                    for flow in before {
                        if from.insert(flow) && flow < drawn.flows.len() {
                            todo.push(flow);
                        }
                    }
                }
                reach.insert((join, flow), from);
            }
        }
        Self { drawn, eager, reach }
    }

    fn head(&self, flow: usize) -> usize {
        self.drawn.flows.get(flow).map_or(0, |f| f.1)
    }

    /// What each node takes here: node, taken, spent instead of taken, swallowed.
    fn ready(&self, (tokens, spent, _): &Marking) -> Vec<(usize, Vec<usize>, bool, bool)> {
        let mut found = Vec::new();
        let way_in = self.drawn.flows.len();
        for node in 0..self.drawn.nodes.len() {
            let here: Vec<usize> = self.drawn.ins(node).into_iter().filter(|f| tokens.contains(f)).collect();
            if node == 0 && tokens.contains(&way_in) {
                found.push((node, vec![way_in], false, false));
            }
            let ins = self.drawn.ins(node);
            match self.drawn.join(node) {
                Join::One => found.extend(here.iter().map(|f| (node, vec![*f], false, false))),
                Join::All if here.len() == ins.len() => found.push((node, here, false, false)),
                Join::Number(_) if ins.iter().any(|f| spent.contains(f)) => {
                    let late = here.into_iter().filter(|f| !spent.contains(f));
                    found.extend(late.map(|f| (node, vec![f], true, true)));
                }
                Join::Number(n) if here.len() >= n => found.push((node, here, true, false)),
                Join::All | Join::Some | Join::Number(_) => {}
            }
        }
        let gate = |node: usize| self.drawn.nodes[node] != Node::Step;
        if found.iter().any(|(node, ..)| gate(*node)) {
            // A race is won only once the gates behind it have let through what they can.
            found.retain(|(node, taken, ..)| gate(*node) || !self.eager && !taken.iter().any(|f| self.raced(*f)));
            return found;
        }
        let mut joins = Vec::new();
        for node in (0..self.drawn.nodes.len()).filter(|n| self.drawn.join(*n) == Join::Some) {
            let here: Vec<usize> = self.drawn.ins(node).into_iter().filter(|f| tokens.contains(f)).collect();
            if !here.is_empty() && !self.may_come(node, tokens) {
                joins.push((node, here, false, false));
            }
        }
        if !joins.is_empty() {
            found.retain(|(_, taken, ..)| !self.eager && !taken.iter().any(|f| self.raced(*f)));
        }
        found.append(&mut joins);
        found
    }

    fn raced(&self, flow: usize) -> bool {
        self.drawn.flows.get(flow).is_some_and(|f| matches!(self.drawn.nodes[f.0], Node::Gate(_, Way::Race)))
    }

    fn may_come(&self, join: usize, tokens: &[usize]) -> bool {
        let ins = self.drawn.ins(join);
        let comes = |at: usize| {
            let to = |filled: bool| {
                ins.iter().any(|f| tokens.contains(f) == filled && self.reach[&(join, *f)].contains(&at))
            };
            to(false) && !to(true)
        };
        tokens.iter().filter(|f| !ins.contains(f)).any(|flow| {
            let head = self.head(*flow);
            match self.drawn.nodes[head] {
                Node::Step => self.drawn.outs(head).into_iter().any(comes),
                Node::Gate(..) | Node::Stop => comes(*flow),
            }
        })
    }

    fn gives(&self, node: usize) -> Vec<Vec<usize>> {
        let outs = self.drawn.outs(node);
        let split = match self.drawn.nodes[node] {
            Node::Gate(_, split) if !outs.is_empty() => split,
            Node::Step | Node::Gate(..) | Node::Stop => Way::All,
        };
        match split {
            Way::All | Way::Race => vec![outs],
            Way::One => outs.into_iter().map(|f| vec![f]).collect(),
            Way::Some => (1..1_usize << outs.len())
                .map(|bits| outs.iter().enumerate().filter(|(i, _)| bits >> i & 1 == 1).map(|(_, f)| *f).collect())
                .collect(),
        }
    }

    fn next(&self, at: &Marking) -> Vec<Next> {
        let mut found = Vec::new();
        for (node, taken, spends, swallowed) in self.ready(at) {
            let (mut tokens, mut spent, mut ends) = at.clone();
            tokens.retain(|f| !taken.contains(f));
            if self.drawn.nodes[node] == Node::Step {
                for flow in taken.iter().filter(|f| **f < self.drawn.flows.len()) {
                    let from = self.drawn.flows[*flow].0;
                    if self.raced(*flow) {
                        tokens.retain(|f| self.drawn.flows.get(*f).is_none_or(|flow| flow.0 != from));
                    }
                }
            }
            if spends {
                spent.extend(&taken);
                let ins = self.drawn.ins(node);
                if ins.iter().all(|f| spent.contains(f)) {
                    spent.retain(|f| !ins.contains(f));
                }
            }
            if swallowed {
                found.push(Next::To(node, (tokens, spent, ends)));
                continue;
            }
            if self.drawn.nodes[node] == Node::Stop {
                found.push(Next::To(node, Marking::default()));
                continue;
            }
            if self.drawn.outs(node).is_empty() && !ends.insert(node) {
                found.push(Next::Doubled);
                continue;
            }
            for given in self.gives(node) {
                if given.iter().any(|f| tokens.contains(f)) {
                    found.push(Next::Doubled);
                    continue;
                }
                let mut tokens: Vec<usize> = tokens.iter().copied().chain(given).collect();
                tokens.sort_unstable();
                found.push(Next::To(node, (tokens, spent.clone(), ends.clone())));
            }
        }
        found
    }

    /// What is violated first in this order: a doubled token, a state without an end, a dead node. None: too large.
    pub(super) fn judge(&self) -> Option<Option<Property>> {
        let start: Marking = (vec![self.drawn.flows.len()], BTreeSet::new(), BTreeSet::new());
        let mut index = BTreeMap::from([(start.clone(), 0)]);
        let mut todo = VecDeque::from([start]);
        let (mut before, mut empty) = (vec![Vec::new()], vec![false]);
        let mut passed = BTreeSet::new();
        while let Some(at) = todo.pop_front() {
            let from = index[&at];
            if index.len() > SMALL {
                return None;
            }
            empty[from] = at.0.is_empty() && at.1.is_empty();
            for next in self.next(&at) {
                let Next::To(node, next) = next else { return Some(Some(Property::ProperCompletion)) };
                passed.insert(node);
                let fresh = index.len();
                let to = *index.entry(next.clone()).or_insert(fresh);
                if to == fresh {
                    before.push(Vec::new());
                    empty.push(false);
                    todo.push_back(next);
                }
                before[to].push(from);
            }
        }
        let mut can = empty.clone();
        let mut work: Vec<usize> = (0..can.len()).filter(|at| can[*at]).collect();
        while let Some(at) = work.pop() {
            for from in &before[at] {
                if !can[*from] {
                    can[*from] = true;
                    work.push(*from);
                }
            }
        }
        if can.contains(&false) {
            return Some(Some(Property::OptionToComplete));
        }
        let drawn = |n: &usize| *n == 0 || !self.drawn.ins(*n).is_empty() || !self.drawn.outs(*n).is_empty();
        let dead = (0..self.drawn.nodes.len()).filter(drawn).any(|n| !passed.contains(&n));
        Some(dead.then_some(Property::NoDeadStep))
    }
}
