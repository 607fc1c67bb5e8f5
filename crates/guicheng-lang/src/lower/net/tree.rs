//! Which route lies in which, and where a card can be jumped to.

use super::super::symbols::{CardOf, Symbols};
use crate::model::{ActsCard, File, HoldCard, Name, OnCard, RouteCard, Stop, ThresholdCard, Ways};
use alloc::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    vec::Vec,
};

/// The tree of routes (a route may lie in several).
#[derive(Debug, Default)]
pub(crate) struct Tree<'f> {
    /// For each route those it lies in, with the stop there where it is known.
    parents: BTreeMap<&'f str, BTreeSet<(&'f str, Option<usize>)>>,
    /// For each card the routes that it lies in.
    homes: BTreeMap<&'f str, BTreeSet<&'f str>>,
    /// Entry cards of each route.
    entries: BTreeMap<&'f str, BTreeSet<&'f str>>,
    /// Stops of each route, with their position.
    stops: BTreeMap<&'f str, BTreeMap<&'f str, usize>>,
    /// What is done instead of the rest of a route, with the name as written.
    pub(crate) instead: Vec<(&'f str, &'f Name)>,
    /// Routes that were followed.
    seen: BTreeSet<&'f str>,
}

/// What a `go` means.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Meaning<'f> {
    /// A jump to an entry of this route.
    Jump(&'f str),
    /// Into the stops of this route, where it is no entry.
    NoEntry(&'f str),
    /// Done in this place, or instead.
    InPlace,
}

impl<'f> Tree<'f> {
    pub(crate) fn read(file: &'f File, symbols: &Symbols<'f>, root: &'f str) -> Self {
        let mut tree = Self::default();
        for route in &file.routes {
            let name = &*route.common.name.value;
            tree.entries.insert(name, route.entry.iter().map(|entry| &*entry.value).collect());
            tree.stops.insert(name, stops(route).map(|(at, stop)| (&*stop.value, at)).collect());
        }
        if let Some(graph) = &file.graph {
            let ends = graph.flows.iter().flat_map(|(_, from, to)| [from, to]).map(|name| &*name.value);
            let names: BTreeSet<&str> = ends.collect();
            tree.stops.insert(root, BTreeMap::new());
            for name in &names {
                tree.put(symbols, name, root, None);
            }
            tree.entries.insert(root, names);
        }
        let first: Vec<&RouteCard> = match symbols.route(root) {
            Some(route) => alloc::vec![route],
            None => file.routes.iter().filter(|route| tree.homes.contains_key(&*route.common.name.value)).collect(),
        };
        tree.spread(symbols, first);
        // What is done beside may be interrupted, and what is done instead may begin work beside: twice is enough.
        for _ in 0..2 {
            for (place, target) in beside(file) {
                for route in tree.places(symbols, place, root) {
                    tree.put(symbols, target, route, None);
                }
                tree.spread(symbols, symbols.route(target).into_iter().collect());
            }
            for (place, target, written) in interruptions(file) {
                for route in tree.places(symbols, place, root) {
                    if tree.meaning(route, target) == Meaning::InPlace && symbols.cards.contains_key(target) {
                        tree.instead.push((route, written));
                        tree.put(symbols, target, route, None);
                    }
                }
                tree.spread(symbols, symbols.route(target).into_iter().collect());
            }
        }
        tree.instead.sort_by_key(|(route, name)| (*route, &*name.value));
        tree.instead.dedup_by(|a, b| a.0 == b.0 && a.1.value == b.1.value);
        // Routes that nothing leads to are still looked over.
        let lost = file.routes.iter().filter(|route| !tree.seen.contains(&*route.common.name.value)).collect();
        tree.spread(symbols, lost);
        tree
    }

    /// Follows steps and choices until nothing new is found. It starts from the outermost route: only then is known what
    /// can be jumped to.
    fn spread(&mut self, symbols: &Symbols<'f>, start: Vec<&'f RouteCard>) {
        let mut work: VecDeque<&RouteCard> = start.into();
        while let Some(route) = work.pop_front() {
            let name = &*route.common.name.value;
            self.seen.insert(name);
            for (at, stop) in stops(route) {
                let mut inside = Vec::new();
                self.within(symbols, name, &stop.value, &mut inside);
                for card in inside {
                    if self.put(symbols, card, name, Some(at))
                        && let Some(CardOf::Route(found)) = symbols.cards.get(card)
                    {
                        work.push_back(found);
                    }
                }
            }
        }
    }

    /// A card and what its choices do in the same place.
    fn within(&self, symbols: &Symbols<'f>, route: &'f str, card: &'f str, out: &mut Vec<&'f str>) {
        let mut work = alloc::vec![card];
        while let Some(card) = work.pop() {
            if out.contains(&card) {
                continue;
            }
            out.push(card);
            if let Some(CardOf::Choice(choice)) = symbols.cards.get(card) {
                let targets = targets(&choice.ways).into_iter().map(|target| &*target.value);
                work.extend(targets.filter(|target| self.meaning(route, target) == Meaning::InPlace));
            }
        }
    }

    fn put(&mut self, symbols: &Symbols<'f>, card: &'f str, route: &'f str, at: Option<usize>) -> bool {
        self.homes.entry(card).or_default().insert(route);
        match symbols.cards.get(card) {
            Some(CardOf::Route(_)) => self.parents.entry(card).or_default().insert((route, at)),
            _ => false,
        }
    }

    /// The routes that an interruption at this place interrupts.
    fn places(&self, symbols: &Symbols<'f>, place: Place<'f>, root: &'f str) -> Vec<&'f str> {
        match place {
            Place::Root => alloc::vec![root],
            Place::Card(card) => self.homes.get(card).into_iter().flatten().copied().collect(),
            Place::During(cards) => {
                let mut found = BTreeSet::new();
                for card in cards {
                    match symbols.cards.get(&*card.value) {
                        Some(CardOf::Route(_)) => {
                            found.insert(&*card.value);
                        }
                        _ => found.extend(self.homes.get(&*card.value).into_iter().flatten().copied()),
                    }
                }
                if cards.is_empty() || found.is_empty() {
                    found.insert(root);
                }
                found.into_iter().collect()
            }
        }
    }

    /// This route and all around it, nearest first.
    fn around(&self, route: &'f str) -> Vec<&'f str> {
        let mut found = alloc::vec![route];
        let mut seen = BTreeSet::from([route]);
        let mut at = 0;
        while let Some(route) = found.get(at).copied() {
            at += 1;
            for (parent, _) in self.parents.get(route).into_iter().flatten() {
                if seen.insert(*parent) {
                    found.push(parent);
                }
            }
        }
        found
    }

    /// What a `go` from inside a route means.
    pub(crate) fn meaning(&self, route: &'f str, target: &str) -> Meaning<'f> {
        let around = self.around(route);
        let has_entry = |r: &&&str| self.entries.get(**r).is_some_and(|entries| entries.contains(target));
        if let Some(route) = around.iter().find(has_entry) {
            return Meaning::Jump(route);
        }
        let has_stop = |r: &&&str| self.stops.get(**r).is_some_and(|stops| stops.contains_key(target));
        around.iter().find(has_stop).map_or(Meaning::InPlace, |route| Meaning::NoEntry(route))
    }

    /// Whether a jump from a stop of one route to an entry of another (or the same) goes back.
    pub(crate) fn goes_back(&self, from: &'f str, at: Option<usize>, to: &'f str, target: &str) -> bool {
        let Some(goal) = self.stops.get(to).and_then(|stops| stops.get(target)) else { return false };
        if from == to && at.is_some_and(|at| goal <= &at) {
            return true;
        }
        let inside: BTreeSet<&str> = self.around(from).into_iter().collect();
        let ways = inside.iter().filter(|route| **route != to).filter_map(|route| self.parents.get(route));
        ways.flatten().any(|(parent, at)| *parent == to && at.is_some_and(|at| goal <= &at))
    }

    /// The circles among routes: each as the routes on it.
    pub(crate) fn circles(&self) -> Vec<Vec<&'f str>> {
        let mut graph = petgraph::graph::DiGraph::<&str, ()>::new();
        let mut known = BTreeMap::new();
        for route in self.stops.keys() {
            known.insert(*route, graph.add_node(*route));
        }
        for (child, parents) in &self.parents {
            for (parent, _) in parents {
                if let (Some(a), Some(b)) = (known.get(parent), known.get(child)) {
                    graph.update_edge(*a, *b, ());
                }
            }
        }
        let mut circles: Vec<Vec<&str>> = petgraph::algo::tarjan_scc(&graph)
            .into_iter()
            .filter(|part| part.len() > 1 || part.iter().any(|n| graph.contains_edge(*n, *n)))
            .map(|part| {
                let mut names: Vec<&str> = part.into_iter().filter_map(|n| graph.node_weight(n).copied()).collect();
                names.sort_unstable();
                names
            })
            .collect();
        circles.sort();
        circles
    }

    /// Whether anything leads to a card.
    pub(crate) fn is_used(&self, card: &str) -> bool {
        self.homes.contains_key(card)
    }

    /// The routes that a card lies in.
    pub(crate) fn homes(&self, card: &str) -> impl Iterator<Item = &'f str> {
        self.homes.get(card).into_iter().flatten().copied()
    }

    /// Whether a route is, or lies in, one that is done once per item of this list.
    pub(crate) fn any_around(&self, route: &'f str, test: impl Fn(&str) -> bool) -> bool {
        self.around(route).into_iter().any(test)
    }
}

/// Where something interrupts.
#[derive(Clone, Copy)]
enum Place<'f> {
    Root,
    Card(&'f str),
    During(&'f [Name]),
}

/// Stops with their position.
pub(crate) fn stops(route: &RouteCard) -> impl Iterator<Item = (usize, &Name)> {
    route.steps.iter().enumerate().flat_map(|(at, stop)| {
        let names: &[Name] = match stop {
            Stop::One(name) => core::slice::from_ref(name),
            Stop::Together(_, names) => names,
        };
        names.iter().map(move |name| (at, name))
    })
}

/// Where the ways of a choice go.
pub(crate) fn targets(ways: &Ways) -> Vec<&Name> {
    match ways {
        Ways::By(_, go) => go.iter().map(|(_, to)| to).collect(),
        Ways::First(lines) | Ways::All(lines) => lines.iter().filter_map(|line| line.acts.go.as_ref()).collect(),
        Ways::Race(lines) => lines.iter().flat_map(|line| line.on.iter().chain(&line.go)).collect(),
        Ways::Open => Vec::new(),
    }
}

/// Every list of actions outside choices, with the place that it interrupts.
fn acts<'f>(file: &'f File) -> Vec<(Place<'f>, &'f ActsCard)> {
    let mut found: Vec<(Place<'f>, &'f ActsCard)> = Vec::new();
    let mut card = |name: &'f Name, late: &'f [ThresholdCard]| {
        found.extend(late.iter().map(|line| (Place::Card(&name.value), &line.acts)));
    };
    file.steps.iter().for_each(|c| card(&c.common.name, &c.late));
    file.waits.iter().for_each(|c| card(&c.common.name, &c.late));
    file.calls.iter().for_each(|c| card(&c.common.name, &c.late));
    file.lookups.iter().for_each(|c| card(&c.common.name, &c.late));
    for HoldCard { during, late, .. } in &file.holds {
        found.extend(late.iter().map(|line| (Place::During(during), &line.acts)));
    }
    found.extend(file.clocks.iter().flat_map(|c| &c.late).map(|line| (Place::Root, &line.acts)));
    for OnCard { during, acts, .. } in &file.ons {
        found.push((Place::During(during), acts));
    }
    for rule in &file.rules {
        found.extend(rule.broken.iter().map(|(_, acts)| (Place::During(&rule.during), acts)));
    }
    found
}

fn interruptions<'f>(file: &'f File) -> Vec<(Place<'f>, &'f str, &'f Name)> {
    let with_go = |(place, acts): (Place<'f>, &'f ActsCard)| {
        acts.go.as_ref().map(|go| (place, &*go.value, go)).filter(|(_, target, _)| !matches!(*target, "next" | "stop"))
    };
    acts(file).into_iter().filter_map(with_go).collect()
}

/// What is begun beside the work.
fn beside(file: &File) -> Vec<(Place<'_>, &str)> {
    let mut found: Vec<(Place<'_>, &str)> = Vec::new();
    for (place, acts) in acts(file) {
        found.extend(acts.also.as_ref().map(|also| (place, &*also.value)));
    }
    for hold in &file.holds {
        found.extend(hold.also.as_ref().map(|also| (Place::During(&hold.during), &*also.value)));
    }
    found
}

/// Names of single cards that are begun beside the work: a scope is made around each.
pub(crate) fn begun_beside<'f>(file: &'f File, symbols: &Symbols<'f>) -> BTreeSet<&'f str> {
    let single = |name: &&str| {
        symbols.cards.get(*name).is_some_and(|card| !matches!(card, CardOf::Route(_) | CardOf::Hold(_) | CardOf::On(_)))
    };
    beside(file).into_iter().map(|(_, name)| name).filter(|name| single(name)).collect()
}

/// Every `go` outside choices, with what it interrupts.
pub(crate) fn every_go<'f>(
    file: &'f File,
    tree: &Tree<'f>,
    symbols: &Symbols<'f>,
    root: &'f str,
) -> Vec<(Vec<&'f str>, &'f Name)> {
    let all = interruptions(file).into_iter();
    all.map(|(place, _, written)| (tree.places(symbols, place, root), written)).collect()
}
