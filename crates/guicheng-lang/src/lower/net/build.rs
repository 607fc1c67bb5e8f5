//! Routes become scopes of the graph.

use super::{
    Loose, Net, NetScope, Piece,
    plain::plain,
    tree::{Meaning, Tree, begun_beside, every_go, stops},
};
use crate::{
    diagnostic::{Diagnostic, Span},
    finding::{GraphFinding, Kind},
    lower::{
        Low,
        symbols::{CardOf, Ids, dangling},
    },
    model::{Name, RouteCard, Stop},
};
use alloc::{boxed::Box, collections::BTreeMap, format, string::ToString, vec::Vec};
use guicheng_core::{Count, Instances, Join, ListRef, Need, Repeat, Rest, ScopeId, Work, limits};

/// The most routes of a procedure.
const ROUTES: usize = 1_000;

/// The scope of the graph form.
const GRAPH: &str = "graph";

/// The builder of a graph.
pub(crate) struct Build<'l, 'f> {
    pub(crate) low: &'l mut Low<'f>,
    pub(crate) net: Net,
    pub(crate) tree: Tree<'f>,
    /// The node of each card in each scope.
    pub(crate) placed: BTreeMap<(ScopeId, Box<str>), usize>,
    /// Where the ways of a choice lead in place, by gate and card.
    pub(crate) shared: BTreeMap<(usize, Box<str>), usize>,
    /// Choices being put in place, outermost first.
    pub(crate) stack: Vec<&'f str>,
}

/// Where a piece is put.
#[derive(Clone, Copy)]
pub(crate) struct Spot<'f> {
    pub(crate) scope: ScopeId,
    pub(crate) route: &'f str,
    /// The stop of the route that it belongs to.
    pub(crate) at: Option<usize>,
}

/// Builds the graph; none if there is nothing to start with.
pub(crate) fn build<'f>(low: &mut Low<'f>) -> Option<(Net, Tree<'f>)> {
    let file = low.file;
    let main = low.sym.route("main");
    let root = match (&file.graph, main) {
        (Some(graph), Some(_)) => {
            low.cx.found(GraphFinding::TwoStarts, graph.span);
            return None;
        }
        (None, None) => {
            low.cx.found(GraphFinding::NoStart, file.head.id.span);
            return None;
        }
        (Some(_), None) => GRAPH,
        (None, Some(_)) => "main",
    };
    if file.routes.len() > ROUTES {
        low.cx.found(GraphFinding::TooLarge { limit: ROUTES }, file.head.id.span);
        return None;
    }
    let tree = Tree::read(file, &low.sym, root);
    let beside = begun_beside(file, &low.sym);
    let made: Vec<(Box<str>, Box<str>)> =
        beside.iter().map(|card| ((*card).into(), format!("also#{card}").into())).collect();
    let routes = low.file.routes.iter().map(|route| &*route.common.name.value);
    let made_names = made.iter().map(|(_, scope)| &**scope);
    let graph = file.graph.as_ref().map(|_| GRAPH);
    low.sym.scopes = Ids::new(routes.chain(made_names).chain(graph));
    let titles: Vec<_> = low.sym.scopes.names().map(|name| low.title(name)).collect();
    low.guards.routes(&titles);
    low.made = made.iter().filter_map(|(card, scope)| Some((card.clone(), low.sym.scopes.get(scope)?))).collect();
    let mut build =
        Build { low, net: Net::default(), tree, placed: BTreeMap::new(), shared: BTreeMap::new(), stack: Vec::new() };
    build.circles();
    build.scopes(root);
    build.instead(root);
    let Build { mut net, tree, low, .. } = build;
    if net.full {
        low.cx.found(GraphFinding::TooLarge { limit: limits::NODES }, file.head.id.span);
        return None;
    }
    net.root = low.sym.scopes.get(root).unwrap_or_default();
    Some((net, tree))
}

impl<'f> Build<'_, 'f> {
    fn circles(&mut self) {
        // A misspelt stop makes routes seem to lie where they do not.
        let known = |stop: &Name| self.low.sym.cards.contains_key(&*stop.value);
        if !self.low.file.routes.iter().flat_map(stops).all(|(_, stop)| known(stop)) {
            return;
        }
        for circle in self.tree.circles() {
            let Some(route) = circle.first().and_then(|name| self.low.sym.route(name)) else { continue };
            let mut path = circle.join(" → ");
            path.push_str(" → ");
            path.push_str(&route.common.name.value);
            self.low.cx.found(GraphFinding::Recursion { path: path.into() }, route.common.name.span);
        }
    }

    fn scopes(&mut self, root: &'f str) {
        let names: Vec<Box<str>> = self.low.sym.scopes.names().map(Into::into).collect();
        for name in names {
            self.net.scopes.push(NetScope {
                start: None,
                entries: Vec::new(),
                instead: Vec::new(),
                instances: Instances::ONE,
                repeat: None,
            });
            let Some(scope) = self.low.sym.scopes.get(&name) else { continue };
            if let Some(route) = self.low.sym.route(&name) {
                self.route(scope, route);
            } else if name.starts_with("also#") {
                self.lonely(scope, &name);
            } else if let Some(graph) = &self.low.file.graph {
                plain(self, scope, graph, root);
            }
        }
    }

    /// A scope around one card.
    fn lonely(&mut self, scope: ScopeId, name: &str) {
        let card = name.strip_prefix("also#").unwrap_or(name);
        let Some(common) = self.low.sym.cards.get(card).map(|card| card.common()) else { return };
        let spot = Spot { scope, route: &common.name.value, at: None };
        let start = self.net.open(scope, None);
        if let Some(piece) = self.place(spot, &common.name) {
            self.net.land(start, piece.head);
            self.net.close(scope, name, common.name.span, &piece.loose);
        }
        if let Some(it) = self.scope(scope) {
            it.start = Some(start);
        }
    }

    pub(crate) fn scope(&mut self, scope: ScopeId) -> Option<&mut NetScope> {
        self.net.scopes.get_mut(usize::from(scope.0))
    }

    fn route(&mut self, scope: ScopeId, route: &'f RouteCard) {
        let name = &*route.common.name.value;
        let span = route.common.name.span;
        if route.steps.is_empty() {
            self.low.cx.found(GraphFinding::Empty { name: name.into() }, span);
        }
        self.sections(route);
        let start = self.net.open(scope, None);
        let mut loose = alloc::vec![Loose::Flow(start)];
        for (at, stop) in route.steps.iter().enumerate() {
            let spot = Spot { scope, route: name, at: Some(at) };
            let piece = match stop {
                Stop::One(card) => self.place(spot, card),
                Stop::Together(span, cards) => self.block(spot, *span, cards, route),
            };
            if let Some(piece) = piece {
                self.net.tie(scope, &loose, piece.head);
                loose = piece.loose;
            }
        }
        self.net.close(scope, name, span, &loose);
        let instances = self.route_instances(route);
        let repeat = self.repeat(route);
        self.entries(scope, route);
        if let Some(it) = self.scope(scope) {
            it.start = Some(start);
            it.instances = instances;
            it.repeat = repeat;
        }
    }

    fn sections(&mut self, route: &'f RouteCard) {
        let all: Vec<&str> = {
            let routes = self.low.file.routes.iter();
            routes.flat_map(|route| &route.one_at_a_time).map(|card| &*card.value).collect()
        };
        for card in &route.one_at_a_time {
            // A section inside another could wait for ever: each may hold what the other wants.
            let mut homes = self.tree.homes(&card.value);
            if homes.any(|home| self.tree.any_around(home, |around| all.contains(&around))) {
                self.low.cx.found(GraphFinding::TwoSections { name: card.value.clone() }, card.span);
            }
            let name = &*route.common.name.value;
            let mut homes = self.tree.homes(&card.value);
            if !homes.any(|home| self.tree.any_around(home, |around| around == name)) {
                let name = &route.common.name.value;
                let found = GraphFinding::NotAStop { name: card.value.clone(), route: name.clone(), near: None };
                self.low.cx.found(found, card.span);
            }
        }
    }

    fn repeat(&mut self, route: &'f RouteCard) -> Option<Repeat> {
        let repeat = route.repeat.as_ref()?;
        let again = self.low.condition(repeat.again.as_ref()?)?;
        Some(Repeat { again, at_most: repeat.at_most?.value })
    }

    fn route_instances(&mut self, route: &'f RouteCard) -> Instances {
        let rest = if route.leave { Rest::Leave } else { Rest::Withdraw };
        let Some(each) = &route.each else {
            let blocks = route.steps.iter().any(|stop| matches!(stop, Stop::Together(..)));
            if let Some(wait) = route.wait.filter(|_| !blocks) {
                self.low.cx.found(GraphFinding::WaitOfOne, wait.span);
            }
            return Instances::ONE;
        };
        let need = route.wait.and_then(|wait| wait.value).map_or(Need::All, Need::N);
        match self.low.list(each) {
            Some(list) => Instances { count: Count::Items(list), need, rest, grow: false },
            None => Instances::ONE,
        }
    }

    fn entries(&mut self, scope: ScopeId, route: &'f RouteCard) {
        for entry in &route.entry {
            let Some(node) = self.placed.get(&(scope, entry.value.clone())).copied() else {
                let all: Vec<&Name> = stops(route).map(|(_, stop)| stop).collect();
                let known = |stop: &&Name| self.low.sym.cards.contains_key(&*stop.value);
                // Where a stop is misspelt, it is the stop that is told of.
                if all.iter().all(|stop| known(stop) && stop.value != entry.value) {
                    let free = |stop: &&&Name| !route.entry.iter().any(|entry| entry.value == stop.value);
                    let free: Vec<&str> = all.iter().filter(free).map(|stop| &*stop.value).collect();
                    let near: Option<Box<str>> = self.low.cx.near(&entry.value, free).map(Into::into);
                    let name = entry.value.clone();
                    let route = route.common.name.value.clone();
                    let found = GraphFinding::NotAStop { name, route, near: near.clone() };
                    let found = Diagnostic::new(found, entry.span).near(near.as_deref(), true);
                    self.low.cx.findings.push(found);
                }
                continue;
            };
            self.entry(scope, &entry.value, node);
        }
    }

    /// A way in that a jump takes.
    pub(crate) fn entry(&mut self, scope: ScopeId, card: &str, node: usize) {
        let flow = self.net.open(scope, None);
        self.net.land(flow, node);
        if let Some(it) = self.scope(scope) {
            it.entries.push((card.into(), flow));
        }
    }

    /// Several cards together: a fork and a join around them.
    fn block(&mut self, spot: Spot<'f>, span: Span, cards: &'f [Name], route: &'f RouteCard) -> Option<Piece> {
        for (at, card) in cards.iter().enumerate() {
            if cards.iter().take(at).any(|other| other.value == card.value) {
                self.low.cx.found(GraphFinding::Twice { name: card.value.clone() }, card.span);
            }
        }
        let number = spot.at.unwrap_or(0).saturating_add(1).to_string();
        let fork = self.net.made(spot.scope, spot.route, &number, span, Work::Nothing);
        let before = self.net.nodes.len();
        let mut loose = Vec::new();
        let mut branches = 0_usize;
        for card in cards {
            let Some(piece) = self.place(spot, card) else { continue };
            branches += 1;
            self.net.flow(spot.scope, fork, piece.head);
            loose.push(self.one_end(spot, piece));
        }
        let after = self.net.nodes.len();
        let join = self.net.made(spot.scope, spot.route, &format!("{number}.join"), span, Work::Nothing);
        self.net.tie(spot.scope, &loose, join);
        let wait = if route.each.is_none() { route.wait.and_then(|wait| wait.value) } else { None };
        let rest = if route.leave { Rest::Leave } else { Rest::Withdraw };
        if let Some(n) = wait.filter(|n| usize::from(*n) > branches && branches == cards.len()) {
            let name = route.common.name.value.clone();
            self.low.cx.found(GraphFinding::TooMany { name, n, ins: branches }, span);
        }
        if let Some(node) = self.net.at(join) {
            node.join = match wait {
                Some(n) if usize::from(n) < branches => Join::First { n, rest },
                Some(_) | None => Join::All,
            };
            if let Join::First { rest: Rest::Withdraw, .. } = node.join {
                node.region = (before..after).collect();
            }
        }
        Some(Piece { head: fork, loose: alloc::vec![Loose::Node(join)] })
    }

    /// A branch of a block leads to the join by one flow.
    fn one_end(&mut self, spot: Spot<'f>, piece: Piece) -> Loose {
        match piece.loose.as_slice() {
            [one] => *one,
            _ => {
                let end = self.net.made(spot.scope, spot.route, "merge", Span::default(), Work::Nothing);
                self.net.tie(spot.scope, &piece.loose, end);
                Loose::Node(end)
            }
        }
    }

    /// Puts a card into a scope.
    pub(crate) fn place(&mut self, spot: Spot<'f>, name: &'f Name) -> Option<Piece> {
        if self.net.full {
            return None;
        }
        let card = self.low.sym.cards.get(&*name.value).copied();
        let (work, only_if) = match card {
            Some(CardOf::Choice(choice)) => return self.choice(spot, choice),
            Some(CardOf::Route(route)) => {
                (Work::Scope(self.low.sym.scopes.get(&route.common.name.value)?), route.only_if.as_ref())
            }
            Some(card) if card.is_work() => (Work::Step(self.low.sym.steps.get(&name.value)?), card.only_if()),
            Some(_) | None => {
                let Low { cx, sym, .. } = &mut *self.low;
                let cards = sym.cards.iter().filter(|(_, card)| !matches!(card, CardOf::Hold(_) | CardOf::On(_)));
                dangling(cx, Kind::Card, name, cards.map(|(name, _)| *name));
                return None;
            }
        };
        let only_if = only_if.and_then(|text| self.low.condition(text));
        let node = self.net.node(spot.scope, &name.value, name.span, work);
        if let Some(it) = self.net.at(node) {
            it.card = Some(name.value.clone());
            it.only_if = only_if;
        }
        self.placed.entry((spot.scope, name.value.clone())).or_insert(node);
        Some(Piece { head: node, loose: alloc::vec![Loose::Node(node)] })
    }

    /// What is done instead of the rest of a route that is interrupted; and jumps that lead nowhere.
    fn instead(&mut self, root: &'f str) {
        for (route, name) in core::mem::take(&mut self.tree.instead) {
            let Some(scope) = self.low.sym.scopes.get(route) else { continue };
            let flow = self.net.open(scope, None);
            let spot = Spot { scope, route, at: None };
            let Some(piece) = self.place(spot, name) else { continue };
            self.net.land(flow, piece.head);
            self.net.close(scope, route, name.span, &piece.loose);
            if let Some(it) = self.scope(scope) {
                it.instead.push((name.value.clone(), flow));
            }
        }
        for (places, name) in every_go(self.low.file, &self.tree, &self.low.sym, root) {
            if !self.low.sym.cards.contains_key(&*name.value) && !self.low.sym.bare.contains(&&*name.value) {
                let Low { cx, sym, .. } = &mut *self.low;
                dangling(cx, Kind::Card, name, sym.cards.keys().copied());
                continue;
            }
            let missing = places.iter().find_map(|place| match self.tree.meaning(place, &name.value) {
                Meaning::NoEntry(route) => Some(route),
                Meaning::Jump(_) | Meaning::InPlace => None,
            });
            if let Some(route) = missing {
                self.no_entry(name, route);
            }
        }
        self.stop_node(root);
    }

    /// A jump into a route where it has no entry; an entry that is misspelt there may have been this one.
    pub(super) fn no_entry(&mut self, name: &Name, route: &str) {
        let card = self.low.sym.route(route);
        let stray = |entry: &Name| card.is_some_and(|card| stops(card).all(|(_, stop)| stop.value != entry.value));
        if !card.is_some_and(|card| card.entry.iter().any(stray)) {
            self.low.cx.found(GraphFinding::NoEntry { name: name.value.clone(), route: route.into() }, name.span);
        }
    }

    /// The node that ends everything, for a threshold or an `on` card that says `go = "stop"`.
    fn stop_node(&mut self, root: &'f str) {
        let Some(scope) = self.low.sym.scopes.get(root) else { return };
        let file = self.low.file;
        let acts = file.clocks.iter().flat_map(|c| &c.late).map(|line| &line.acts);
        let steps = file.steps.iter().flat_map(|c| &c.late).map(|line| &line.acts);
        let more = file.waits.iter().flat_map(|c| &c.late).chain(file.calls.iter().flat_map(|c| &c.late));
        let more = more.chain(file.lookups.iter().flat_map(|c| &c.late)).chain(file.holds.iter().flat_map(|c| &c.late));
        let mut all = acts.chain(steps).chain(more.map(|line| &line.acts)).chain(file.ons.iter().map(|on| &on.acts));
        if all.any(|acts| acts.go.as_ref().is_some_and(|go| &*go.value == "stop")) {
            let stop = self.net.made(scope, root, "stop", Span::default(), Work::Stop);
            let flow = self.net.open(scope, None);
            self.net.land(flow, stop);
            if let Some(it) = self.scope(scope) {
                it.instead.push(("stop".into(), flow));
            }
            if let Some(it) = self.net.at(stop) {
                it.card = Some("stop".into());
            }
        }
    }
}

impl Low<'_> {
    /// The list that an `each` goes through.
    pub(crate) fn list(&mut self, name: &Name) -> Option<ListRef> {
        if let Some(CardOf::Lookup(_)) = self.sym.cards.get(&*name.value) {
            return self.sym.steps.get(&name.value).map(ListRef::Found);
        }
        if self.sym.fields.get(&name.value).is_none() {
            let lookups = self.sym.cards.iter().filter(|(_, card)| matches!(card, CardOf::Lookup(_)));
            let candidates: Vec<&str> = lookups.map(|(name, _)| *name).chain(self.sym.fields.names()).collect();
            dangling(self.cx, Kind::ListField, name, candidates);
            return None;
        }
        self.field_of(name, Kind::ListField).map(ListRef::Field)
    }
}
