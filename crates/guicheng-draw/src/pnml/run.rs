//! Runs of routes: how they begin, end, are repeated and are left.

use super::net::{Net, Spot};
use alloc::{
    collections::{BTreeMap, BTreeSet},
    vec::Vec,
};
use guicheng_core::{
    Action, ActsId, CardRef, Count, FlowId, GoTo, Id as _, Instances, Need, NodeId, Place, Procedure, ScopeId, Work,
};

/// Runs side by side that stand for any number of them.
const COPIES: usize = 3;
/// Routes inside routes that are still copied.
const DEPTH: usize = 24;

/// What tells whether a run (or a part of it) is being left.
#[derive(Clone, Copy, Debug)]
pub(super) struct Mode {
    /// Held while it is not.
    pub(super) ok: Spot,
    /// Held while it is: everything in it passes unseen.
    pub(super) leaving: Spot,
}

/// A run of a route that is being built.
pub(super) struct Level {
    pub(super) scope: ScopeId,
    pub(super) end: Spot,
    pub(super) mode: Option<Mode>,
    /// Where it goes on once it is left: a way in, or (none) nowhere.
    pub(super) goals: Vec<(Option<FlowId>, Spot)>,
    /// Places that hold a token whenever nothing of theirs is under way.
    pub(super) idle: Vec<Spot>,
    /// The place before each node, and the place of each flow.
    pub(super) before: BTreeMap<NodeId, Spot>,
    pub(super) flows: BTreeMap<FlowId, Spot>,
    /// Parts of the run that are being left when enough has come.
    pub(super) regions: Vec<(NodeId, Mode)>,
}

/// The net under construction.
pub(super) struct Build<'a> {
    pub(super) p: &'a Procedure,
    pub(super) net: Net,
    pub(super) stack: Vec<Level>,
    pub(super) modes: Vec<Mode>,
    pub(super) after: Vec<Option<NodeId>>,
    /// Routes begun beside: idle place, place to begin, and whether built.
    pub(super) beside: BTreeMap<ScopeId, (Spot, Spot)>,
    left: BTreeSet<ScopeId>,
}

impl<'a> Build<'a> {
    /// The net of a procedure and the place where it is over.
    pub(super) fn of(p: &'a Procedure) -> (Net, Spot) {
        let mut b = Self {
            p,
            net: Net::default(),
            stack: Vec::new(),
            modes: Vec::new(),
            after: Vec::new(),
            beside: BTreeMap::new(),
            left: left(p),
        };
        let (begin, closed, over) = (b.net.place(), b.net.place(), b.net.place());
        b.case(begin, closed);
        b.net.silent(&[closed], &[over]);
        b.net.pruned(over)
    }

    /// The root, and what is begun beside it.
    fn case(&mut self, begin: Spot, closed: Spot) {
        let root = self.p.graph.root;
        self.open(root);
        self.begin_after_closing();
        self.inside(root);
        self.happen_in_case();
        let mut built = Vec::new();
        while let Some((scope, (idle, first))) =
            self.beside.iter().map(|(s, places)| (*s, *places)).find(|(s, _)| !built.contains(s))
        {
            built.push(scope);
            self.scope(scope, first, idle);
        }
        let idle: Vec<Spot> = self.beside.values().map(|(idle, _)| *idle).collect();
        if let Some(level) = self.stack.last_mut() {
            level.idle.extend(idle);
        }
        self.reopen(closed);
        self.close(begin, closed);
    }

    /// Begins to build a run.
    pub(super) fn open(&mut self, scope: ScopeId) {
        let end = self.net.place();
        let mode = self.left.contains(&scope).then(|| Mode { ok: self.net.place(), leaving: self.net.place() });
        self.modes.extend(mode);
        let (goals, idle, regions) = (Vec::new(), Vec::new(), Vec::new());
        let (before, flows) = (BTreeMap::new(), BTreeMap::new());
        self.stack.push(Level { scope, end, mode, goals, idle, before, flows, regions });
    }

    /// Ends to build a run that is entered from `first` and gives `last`.
    pub(super) fn close(&mut self, first: Spot, last: Spot) {
        let Some(level) = self.stack.pop() else { return };
        if level.mode.is_some() {
            self.modes.pop();
        }
        let start = self.p.graph.scopes.get(level.scope).map(|s| s.start);
        let way = |flow: FlowId| self.p.graph.flows.get(flow).and_then(|f| level.before.get(&f.to)).copied();
        let awake: Vec<Spot> = level.mode.iter().map(|m| m.ok).chain(level.idle.iter().copied()).collect();
        let with = |spot: Spot, more: &[Spot]| [&[spot], more].concat();
        let begin = start.and_then(way).unwrap_or(level.end);
        self.net.silent(&[first], &with(begin, &awake));
        self.net.silent(&with(level.end, &awake), &[last]);
        let Some(mode) = level.mode else { return };
        for (flow, goal) in &level.goals {
            let takes = [&[level.end, mode.leaving, *goal], level.idle.as_slice()].concat();
            match flow.map(way) {
                Some(Some(entry)) => self.net.silent(&takes, &with(entry, &awake)),
                Some(None) | None => self.net.silent(&takes, &[last]),
            }
        }
    }

    /// A route as a card: all its runs, between two places.
    pub(super) fn scope(&mut self, scope: ScopeId, first: Spot, last: Spot) {
        let Some(def) = self.p.graph.scopes.get(scope) else { return self.net.silent(&[first], &[last]) };
        if self.stack.iter().any(|l| l.scope == scope) || self.stack.len() >= DEPTH {
            return self.net.silent(&[first], &[last]);
        }
        let Instances { count, need, grow, .. } = def.instances;
        let exact = need == Need::All && !grow;
        let (copies, again) = match count {
            Count::One if exact => (1, def.repeat.is_some()),
            Count::Fixed(n) if exact && usize::from(n) <= COPIES => (usize::from(n).max(1), def.repeat.is_some()),
            Count::One | Count::Fixed(_) | Count::Number(_) | Count::Items(_) | Count::Roles => (COPIES, true),
        };
        let ends: Vec<(Spot, Spot)> = (0..copies)
            .map(|_| if copies == 1 { (first, last) } else { (self.net.place(), self.net.place()) })
            .collect();
        if copies > 1 {
            let (ins, outs): (Vec<_>, Vec<_>) = ends.iter().copied().unzip();
            self.net.silent(&[first], &ins);
            self.net.silent(&outs, &[last]);
        }
        for (first, last) in ends {
            let (into, done) = if again { (self.net.place(), self.net.place()) } else { (first, last) };
            if again {
                self.net.silent(&[first], &[into]);
                self.net.silent(&[first], &[last]);
                self.net.silent(&[done], &[first]);
            }
            self.open(scope);
            self.inside(scope);
            self.happen_in(scope);
            self.close(into, done);
        }
    }

    fn level(&mut self, at: usize) -> Option<&mut Level> {
        self.stack.get_mut(at)
    }

    /// The run that a card is gone to from here, and the way in: outward, first as an entry, then instead.
    fn way(&self, card: CardRef) -> Option<(usize, FlowId)> {
        let find = |instead: bool| {
            self.stack.iter().enumerate().rev().find_map(|(at, level)| {
                let scope = self.p.graph.scopes.get(level.scope)?;
                let list = if instead { &scope.instead } else { &scope.entries };
                list.iter().find(|(c, _)| *c == card).map(|(_, flow)| (at, *flow))
            })
        };
        find(false).or_else(|| find(true))
    }

    /// What actions take and give besides: going elsewhere turns a run's `ok` into `leaving`. None: they move nothing.
    pub(super) fn moves(&mut self, acts: ActsId) -> Option<(Vec<Spot>, Vec<Spot>)> {
        let list = self.p.acts.get(acts)?.to_vec();
        let (mut takes, mut gives) = (Vec::new(), Vec::new());
        for action in list {
            match action {
                Action::Go(GoTo::Card(card)) => {
                    if let Some((at, flow)) = self.way(card) {
                        self.leave(at, Some(flow), &mut takes, &mut gives);
                    }
                }
                Action::Also(CardRef::Scope(scope)) => {
                    let (idle, first) = self.begin_beside(scope);
                    takes.push(idle);
                    gives.push(first);
                }
                Action::Also(_)
                | Action::Remind(_)
                | Action::Escalate(_)
                | Action::Tell(_)
                | Action::Write(_)
                | Action::Say(_)
                | Action::Set(..)
                | Action::Go(GoTo::Next)
                | Action::Done
                | Action::Climb => {}
            }
        }
        (!takes.is_empty()).then_some((takes, gives))
    }

    /// Begins to leave a run, to go on at a way in of it, or nowhere.
    pub(super) fn leave(&mut self, at: usize, flow: Option<FlowId>, takes: &mut Vec<Spot>, gives: &mut Vec<Spot>) {
        let fresh = self.net.place();
        let Some(level) = self.level(at) else { return };
        let Some(mode) = level.mode else { return };
        let known = level.goals.iter().find(|(f, _)| *f == flow).map(|(_, goal)| *goal);
        let goal = known.unwrap_or(fresh);
        if known.is_none() {
            level.goals.push((flow, goal));
        }
        takes.push(mode.ok);
        gives.extend([mode.leaving, goal]);
    }
}

/// Routes that something leaves, and routes that something looks at.
fn left(p: &Procedure) -> BTreeSet<ScopeId> {
    let goes = |action: &Action| if let Action::Go(GoTo::Card(card)) = action { Some(*card) } else { None };
    let targets: Vec<CardRef> = p.acts.values().flat_map(|acts| acts.iter().filter_map(goes)).collect();
    let scopes = p.graph.scopes.iter();
    let entered = scopes.filter(|(_, s)| s.entries.iter().chain(&s.instead).any(|(card, _)| targets.contains(card)));
    let mut left: BTreeSet<ScopeId> = entered.map(|(id, _)| id).collect();
    let stops = p.graph.nodes.values().any(|n| n.work == Work::Stop);
    let watched = p.reactions.values().any(|r| r.during == Place::Open);
    let clocks = p.clocks.values().any(|c| c.owner == guicheng_core::ClockOwner::Case);
    if stops || watched || clocks {
        left.insert(p.graph.root);
    }
    let cards = p.reactions.values().filter_map(|r| if let Place::Cards(c) = &r.during { Some(c) } else { None });
    let cards =
        cards.chain(p.holds.values().map(|h| &h.during)).chain(p.rules.values().filter_map(|r| r.during.as_ref()));
    left.extend(cards.flat_map(|c| c.iter()).filter_map(|c| if let CardRef::Scope(s) = c { Some(*s) } else { None }));
    debug_assert!(left.iter().all(|s| s.index() < p.graph.scopes.len()));
    left
}
