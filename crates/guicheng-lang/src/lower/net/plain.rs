//! The graph form: nodes and flows as written.

use super::{
    GuardedWay, NetSplit,
    build::{Build, Spot},
};
use crate::{
    diagnostic::Span,
    doc::Spanned,
    finding::{GraphFinding, Kind},
    lower::{
        Pending,
        symbols::{CardOf, dangling},
    },
    model::{GateCard, GoLine, GraphCard, Name, Ways},
};
use alloc::{boxed::Box, collections::BTreeMap, collections::BTreeSet, format, vec::Vec};
use guicheng_core::{Join, Rest, ScopeId, Work};

/// Builds the one scope of the graph form.
pub(super) fn plain<'f>(build: &mut Build<'_, 'f>, scope: ScopeId, graph: &'f GraphCard, root: &'f str) {
    let mut plain = Plain { build, scope, root, nodes: BTreeMap::new(), flows: BTreeMap::new() };
    plain.nodes(graph);
    plain.flows(graph);
    plain.gates();
    plain.steps();
    plain.start(graph);
    plain.entries();
    plain.reachable(graph);
}

struct Plain<'b, 'l, 'f> {
    build: &'b mut Build<'l, 'f>,
    scope: ScopeId,
    root: &'f str,
    nodes: BTreeMap<&'f str, usize>,
    /// For each gate or step where it leads, and by which flow.
    flows: BTreeMap<&'f str, Vec<(&'f str, usize)>>,
}

impl<'f> Plain<'_, '_, 'f> {
    fn nodes(&mut self, graph: &'f GraphCard) {
        let ends = graph.flows.iter().flat_map(|(_, from, to)| [from, to]).chain(&graph.start);
        let mut names: BTreeMap<&str, Span> = BTreeMap::new();
        for name in ends {
            names.entry(&*name.value).or_insert(name.span);
        }
        for (name, span) in names {
            let sym = &self.build.low.sym;
            let card = sym.cards.get(name).copied();
            let work = match card {
                Some(CardOf::Route(_)) => sym.scopes.get(name).map(Work::Scope),
                Some(CardOf::Gate(gate)) => Some(if gate.stop { Work::Stop } else { Work::Nothing }),
                Some(CardOf::Choice(_) | CardOf::Hold(_) | CardOf::On(_)) => None,
                Some(CardOf::Step(_) | CardOf::Wait(_) | CardOf::Call(_) | CardOf::Lookup(_)) | None => {
                    sym.steps.get(name).map(Work::Step)
                }
            };
            let Some(work) = work else {
                self.build.low.cx.found(GraphFinding::NotHere { key: "choice" }, span);
                continue;
            };
            let only_if = card.and_then(CardOf::only_if).and_then(|text| self.build.low.condition(text));
            let node = self.build.net.node(self.scope, name, span, work);
            let many = match card {
                Some(CardOf::Gate(gate)) => gate.many,
                Some(CardOf::Step(step)) => step.many,
                Some(CardOf::Route(route)) => route.many,
                Some(_) | None => false,
            };
            if let Some(it) = self.build.net.at(node) {
                it.card = Some(name.into());
                it.only_if = only_if;
                it.many = many;
            }
            self.build.placed.insert((self.scope, name.into()), node);
            self.nodes.insert(name, node);
        }
    }

    fn flows(&mut self, graph: &'f GraphCard) {
        let mut seen = BTreeSet::new();
        for (span, from, to) in &graph.flows {
            let ends = [from, to].map(|name| self.nodes.get(&*name.value).copied());
            let threads = ends.iter().flatten().any(|node| self.build.net.at(*node).is_some_and(|node| node.many));
            if !seen.insert((&*from.value, &*to.value)) && !threads {
                let found = GraphFinding::DoubleFlow { from: from.value.clone(), to: to.value.clone() };
                self.build.low.cx.found(found, *span);
                continue;
            }
            let [Some(a), Some(b)] = ends else { continue };
            let flow = self.build.net.flow(self.scope, a, b);
            self.flows.entry(&from.value).or_default().push((&to.value, flow));
        }
    }

    fn gates(&mut self) {
        let gates: Vec<(&'f GateCard, usize)> = self
            .nodes
            .iter()
            .filter_map(|(name, node)| match self.build.low.sym.cards.get(name) {
                Some(CardOf::Gate(gate)) => Some((*gate, *node)),
                _ => None,
            })
            .collect();
        for (gate, node) in gates {
            let ins = self.build.net.at(node).map_or(0, |node| node.ins.len());
            let join = self.join(gate, ins);
            let split = self.split(gate, node);
            if let Some(node) = self.build.net.at(node) {
                node.join = join;
                node.split = split;
            }
            if gate.stop && self.flows.contains_key(&*gate.common.name.value) {
                let name = &gate.common.name;
                self.build.low.cx.found(GraphFinding::StopGoesOn { name: name.value.clone() }, name.span);
            }
        }
    }

    fn join(&mut self, gate: &GateCard, ins: usize) -> Join {
        let rest = if gate.withdraw { Rest::Withdraw } else { Rest::Leave };
        match gate.join {
            Some(Ok(number)) => {
                if usize::from(number.value) > ins && !gate.many {
                    let name = gate.common.name.value.clone();
                    self.build.low.cx.found(GraphFinding::TooMany { name, n: number.value, ins }, number.span);
                }
                Join::First { n: number.value, rest }
            }
            Some(Err(Spanned { value: 1, .. })) => Join::Each,
            Some(Err(Spanned { value: 2, .. })) => Join::Some,
            // With one way in, or none, there is nothing to wait for.
            Some(Err(_)) | None => {
                if ins > 1 {
                    Join::All
                } else {
                    Join::Each
                }
            }
        }
    }

    fn split(&mut self, gate: &'f GateCard, node: usize) -> NetSplit {
        let word = gate.split.map_or(0, |word| word.value);
        let some = match word {
            1 => false,
            2 => true,
            3 => return NetSplit::Race,
            _ => {
                if !matches!(gate.ways, Ways::Open) {
                    self.build.low.cx.found(GraphFinding::NotHere { key: "first" }, gate.common.name.span);
                }
                return NetSplit::All;
            }
        };
        match &gate.ways {
            Ways::Open => NetSplit::Person { some },
            Ways::By(field, go) => self.by(gate, field, go),
            Ways::First(lines) | Ways::All(lines) => {
                let ways = self.lines(gate, node, lines);
                NetSplit::Guards { some, ways }
            }
            Ways::Race(_) => {
                self.build.low.cx.found(GraphFinding::NotHere { key: "race" }, gate.common.name.span);
                NetSplit::Race
            }
        }
    }

    fn way(&mut self, gate: &GateCard, target: &Name) -> Option<usize> {
        let ways = self.flows.get(&*gate.common.name.value);
        let flow = ways.and_then(|ways| ways.iter().find(|(to, _)| *to == &*target.value)).map(|(_, flow)| *flow);
        if flow.is_none() {
            let found = GraphFinding::WayWithoutFlow { gate: gate.common.name.value.clone(), to: target.value.clone() };
            self.build.low.cx.found(found, target.span);
        }
        flow
    }

    fn by(&mut self, gate: &'f GateCard, field: &'f Name, go: &'f [(Name, Name)]) -> NetSplit {
        let mut ways: Vec<(Box<str>, usize)> = Vec::new();
        for (option, target) in go {
            if let Some(flow) = self.way(gate, target) {
                ways.push((option.value.clone(), flow));
            }
        }
        match self.build.low.field_of(field, Kind::ChoiceField) {
            Some(id) => self.build.by_field(id, field.span, go, &ways),
            None => NetSplit::All,
        }
    }

    fn lines(&mut self, gate: &'f GateCard, node: usize, lines: &'f [GoLine]) -> Vec<GuardedWay> {
        self.build.otherwise(lines);
        let mut ways = Vec::new();
        for (at, line) in lines.iter().enumerate() {
            let guard = line.when.as_ref().and_then(|when| self.build.low.condition(when));
            let Some(target) = &line.acts.go else { continue };
            let Some(flow) = self.way(gate, target) else { continue };
            let flow = if line.acts.is_empty_but_go() {
                flow
            } else {
                self.doing(node, flow, &format!("{}#{}", gate.common.name.value, at + 1), line)
            };
            let bound = line.at_most.map(|most| (self.build.low.line(), most.value));
            ways.push((flow, guard, bound));
        }
        ways
    }

    /// Puts the actions of a line between the gate and where its flow leads.
    fn doing(&mut self, gate: usize, flow: usize, label: &str, line: &'f GoLine) -> usize {
        let spot = Spot { scope: self.scope, route: self.root, at: None };
        let act = self.build.act(spot, label, line.span, Pending::Line { acts: &line.acts, jump: false });
        let net = &mut self.build.net;
        let first = net.open(self.scope, None);
        if let Some(it) = net.flows.get_mut(first) {
            it.from = Some(gate);
        }
        if let Some(it) = net.flows.get_mut(flow) {
            it.from = Some(act);
        }
        if let Some(node) = net.at(gate)
            && let Some(out) = node.outs.iter_mut().find(|out| **out == flow)
        {
            *out = first;
        }
        if let Some(node) = net.at(act) {
            node.outs.push(flow);
        }
        net.land(first, act);
        first
    }

    /// A step lets each arrival pass; where it goes on, one way must be enough.
    fn steps(&mut self) {
        for (name, node) in &self.nodes {
            let gate = matches!(self.build.low.sym.cards.get(name), Some(CardOf::Gate(_)));
            let Some(node) = self.build.net.at(*node) else { continue };
            if !gate && node.outs.len() > 1 {
                let span = node.span;
                self.build.low.cx.found(GraphFinding::OpenSplit { name: (*name).into() }, span);
            }
        }
    }

    fn start(&mut self, graph: &GraphCard) {
        let Some(start) = &graph.start else { return };
        let Some(node) = self.nodes.get(&*start.value).copied() else {
            let names: Vec<&str> = self.nodes.keys().copied().collect();
            dangling(self.build.low.cx, Kind::Step, start, names);
            return;
        };
        let flow = self.build.net.open(self.scope, None);
        self.build.net.land(flow, node);
        if let Some(it) = self.build.scope(self.scope) {
            it.start = Some(flow);
        }
    }

    /// Every node that a `go` names may be jumped to.
    fn entries(&mut self) {
        let file = self.build.low.file;
        let gos = super::tree::every_go(file, &self.build.tree, &self.build.low.sym, self.root);
        let names: BTreeSet<&str> = gos.into_iter().map(|(_, name)| &*name.value).collect();
        for name in names {
            if let Some(node) = self.nodes.get(name).copied() {
                self.build.entry(self.scope, name, node);
            }
        }
    }

    fn reachable(&mut self, graph: &GraphCard) {
        let start = graph.start.as_ref().and_then(|start| self.nodes.get(&*start.value)).copied();
        let Some(start) = start else { return };
        let net = &self.build.net;
        let mut seen = BTreeSet::from([start]);
        let mut work = alloc::vec![start];
        if let Some(scope) = net.scopes.get(usize::from(self.scope.0)) {
            let entries = scope.entries.iter().filter_map(|(_, flow)| net.flows.get(*flow)?.to);
            work.extend(entries);
        }
        while let Some(node) = work.pop() {
            seen.insert(node);
            let outs = net.nodes.get(node).map_or(&[][..], |node| &node.outs);
            let next = outs.iter().filter_map(|flow| net.flows.get(*flow)?.to);
            work.extend(next.filter(|to| seen.insert(*to)).collect::<Vec<_>>());
        }
        for (name, node) in &self.nodes {
            if !seen.contains(node) {
                let span = net.nodes.get(*node).map(|node| node.span).unwrap_or_default();
                self.build.low.cx.found(GraphFinding::Unreachable { name: (*name).into() }, span);
            }
        }
    }
}
