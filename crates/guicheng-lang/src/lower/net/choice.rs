//! Choices: a gate, its ways, and what is done on each.

use super::{
    GuardedWay, Loose, NetSplit, Piece,
    build::{Build, Spot},
    tree::Meaning,
};
use crate::{
    diagnostic::Span,
    finding::{GraphFinding, Kind},
    lower::{Pending, symbols::dangling},
    model::{ChoiceCard, GoLine, Name, RaceLine, Ways},
};
use alloc::{boxed::Box, format, vec::Vec};
use guicheng_core::{FieldId, FieldKind, Join, OptionId, Work};

/// On what terms a way is built.
#[derive(Clone, Copy)]
struct Terms {
    /// It has a bound of its own.
    bounded: bool,
    /// It may meet another way of the choice at the same card.
    share: bool,
}

/// A way that was built: its flow and its loose ends.
struct Way {
    flow: usize,
    loose: Vec<Loose>,
}

impl<'f> Build<'_, 'f> {
    /// Puts a choice into a scope, with everything that it does in place.
    pub(super) fn choice(&mut self, spot: Spot<'f>, card: &'f ChoiceCard) -> Option<Piece> {
        let name = &*card.common.name.value;
        let span = card.common.name.span;
        if self.stack.contains(&name) {
            let mut path = self.stack.join(" → ");
            path.push_str(" → ");
            path.push_str(name);
            self.low.cx.found(GraphFinding::Recursion { path: path.into() }, span);
            return None;
        }
        self.stack.push(name);
        let gate = self.net.node(spot.scope, name, span, Work::Nothing);
        if let Some(node) = self.net.at(gate) {
            node.card = Some(name.into());
        }
        self.placed.entry((spot.scope, name.into())).or_insert(gate);
        let (split, some, loose) = match &card.ways {
            Ways::By(field, go) => self.by(spot, gate, name, field, go),
            Ways::First(lines) => {
                let (ways, loose) = self.lines(spot, gate, name, lines, false);
                (NetSplit::Guards { some: false, ways }, false, loose)
            }
            Ways::All(lines) => {
                let (ways, loose) = self.lines(spot, gate, name, lines, true);
                (NetSplit::Guards { some: true, ways }, true, loose)
            }
            Ways::Race(lines) => (NetSplit::Race, false, self.race(spot, gate, span, lines)),
            Ways::Open => (NetSplit::All, false, alloc::vec![Loose::Node(gate)]),
        };
        self.stack.pop();
        if let Some(node) = self.net.at(gate) {
            node.split = split;
        }
        if !some || loose.is_empty() {
            return Some(Piece { head: gate, loose });
        }
        let join = self.net.made(spot.scope, name, "join", span, Work::Nothing);
        self.net.tie(spot.scope, &loose, join);
        if let Some(node) = self.net.at(join) {
            node.join = Join::Some;
        }
        Some(Piece { head: gate, loose: alloc::vec![Loose::Node(join)] })
    }

    fn by(
        &mut self,
        spot: Spot<'f>,
        gate: usize,
        choice: &str,
        field: &'f Name,
        go: &'f [(Name, Name)],
    ) -> (NetSplit, bool, Vec<Loose>) {
        let mut loose = Vec::new();
        let kind = self.low.field_of(field, Kind::ChoiceField).map(|id| (id, self.low.data.kind(id)));
        let some = matches!(kind, Some((_, Some(FieldKind::Choices(_)))));
        let mut ways: Vec<(Box<str>, usize)> = Vec::new();
        for (option, target) in go {
            let label = format!("{choice}#{}", option.value);
            if let Some(way) = self.way(spot, gate, &label, None, target, Terms { bounded: false, share: !some }) {
                ways.push((option.value.clone(), way.flow));
                loose.extend(way.loose);
            }
        }
        let Some((id, _)) = kind else { return (NetSplit::All, false, loose) };
        (self.by_field(id, field.span, go, &ways), some, loose)
    }

    /// The ways of a field's options.
    pub(super) fn by_field(
        &mut self,
        field: FieldId,
        span: Span,
        go: &[(Name, Name)],
        ways: &[(Box<str>, usize)],
    ) -> NetSplit {
        let flow = |option: &str| ways.iter().find(|(name, _)| &**name == option).map(|(_, flow)| *flow);
        let written = |option: &str| go.iter().any(|(name, _)| &*name.value == option);
        let otherwise = flow("otherwise");
        let options: Vec<Box<str>> = self.low.data.options(field).to_vec();
        for (option, _) in go {
            if !options.contains(&option.value) && &*option.value != "otherwise" {
                dangling(self.low.cx, Kind::Option, option, options.iter().map(|o| &**o));
            }
        }
        // A way for an option that is misspelt is told of once.
        let known = |(option, _): &(Name, Name)| options.contains(&option.value);
        if !written("otherwise") && go.iter().all(known) {
            for option in options.iter().filter(|option| !written(option)) {
                self.low.cx.found(GraphFinding::NoWay { option: option.clone(), case: None }, span);
            }
        }
        let way = |option: &str| flow(option).or(otherwise);
        match self.low.data.kind(field) {
            Some(FieldKind::YesNo) => match (way("yes"), way("no")) {
                (Some(yes), Some(no)) => NetSplit::YesNo { field, yes, no },
                _ => NetSplit::All,
            },
            kind => {
                let some = matches!(kind, Some(FieldKind::Choices(_)));
                let ways = options.iter().zip(0_u16..).filter_map(|(option, at)| Some((OptionId(at), way(option)?)));
                NetSplit::Field { some, field, ways: ways.collect() }
            }
        }
    }

    fn lines(
        &mut self,
        spot: Spot<'f>,
        gate: usize,
        choice: &'f str,
        lines: &'f [GoLine],
        some: bool,
    ) -> (Vec<GuardedWay>, Vec<Loose>) {
        self.otherwise(lines);
        let mut ways = Vec::new();
        let mut loose = Vec::new();
        for (at, line) in lines.iter().enumerate() {
            let guard = line.when.as_ref().and_then(|when| self.low.condition(when));
            let Some(target) = &line.acts.go else { continue };
            let label = format!("{choice}#{}", at + 1);
            let Some(way) =
                self.way(spot, gate, &label, Some(line), target, Terms { bounded: line.bounded, share: !some })
            else {
                continue;
            };
            let bound = line.at_most.map(|most| (self.low.line(), most.value));
            ways.push((way.flow, guard, bound));
            loose.extend(way.loose);
        }
        (ways, loose)
    }

    /// The last line is `otherwise`, and only the last.
    pub(super) fn otherwise(&mut self, lines: &[GoLine]) {
        let Some((last, before)) = lines.split_last() else { return };
        if last.when.is_some() && before.iter().all(|line| line.when.is_some()) {
            self.low.cx.found(GraphFinding::NoOtherwise { case: None }, last.span);
        }
        if let Some(at) = before.iter().position(|line| line.when.is_none())
            && let Some(after) = lines.get(at + 1)
        {
            self.low.cx.found(GraphFinding::AfterOtherwise, after.span);
        }
    }

    fn race(&mut self, spot: Spot<'f>, gate: usize, span: Span, lines: &'f [RaceLine]) -> Vec<Loose> {
        if lines.len() < 2 {
            self.low.cx.found(GraphFinding::LonelyRace, span);
        }
        let mut loose = Vec::new();
        for line in lines {
            let (Some(on), Some(go)) = (&line.on, &line.go) else { continue };
            let known = self.low.sym.cards.get(&*on.value).is_some_and(|card| card.is_work());
            if !known {
                let Self { low, .. } = self;
                let works = low.sym.cards.iter().filter(|(_, card)| card.is_work()).map(|(name, _)| *name);
                dangling(low.cx, Kind::Step, on, works);
                continue;
            }
            let Some(first) = self.place(spot, on) else { continue };
            self.net.flow(spot.scope, gate, first.head);
            if let Some(way) = self.way(spot, first.head, &on.value, None, go, Terms { bounded: true, share: false }) {
                loose.extend(way.loose);
            }
        }
        loose
    }

    /// One way from a gate: what is done on it, and where it leads.
    fn way(
        &mut self,
        spot: Spot<'f>,
        gate: usize,
        label: &str,
        line: Option<&'f GoLine>,
        target: &'f Name,
        terms: Terms,
    ) -> Option<Way> {
        let Terms { bounded, share } = terms;
        let meaning = match &*target.value {
            "next" | "stop" => Meaning::InPlace,
            name => self.tree.meaning(spot.route, name),
        };
        let acts = line.map(|line| &line.acts);
        let does = acts.is_some_and(|acts| !acts.is_empty_but_go());
        match meaning {
            Meaning::NoEntry(route) => {
                self.no_entry(target, route);
                None
            }
            Meaning::Jump(to) => {
                if !bounded && self.tree.goes_back(spot.route, spot.at, to, &target.value) {
                    self.low.cx.found(GraphFinding::Unbounded { name: target.value.clone() }, target.span);
                }
                let pending = match acts {
                    Some(acts) => Pending::Line { acts, jump: true },
                    None => Pending::Jump(target),
                };
                let act = self.act(spot, label, target.span, pending);
                Some(Way { flow: self.net.flow(spot.scope, gate, act), loose: Vec::new() })
            }
            Meaning::InPlace => {
                let mut ends = Vec::new();
                let flow = self.net.open(spot.scope, Some(gate));
                ends.push(Loose::Flow(flow));
                if let Some(acts) = acts.filter(|_| does) {
                    let act = self.act(spot, label, target.span, Pending::Line { acts, jump: false });
                    self.net.land(flow, act);
                    ends = alloc::vec![Loose::Node(act)];
                }
                Some(Way { flow, loose: self.target(spot, gate, share, target, ends) })
            }
        }
    }

    /// Puts the target of a way in place.
    fn target(&mut self, spot: Spot<'f>, gate: usize, share: bool, target: &'f Name, ends: Vec<Loose>) -> Vec<Loose> {
        match &*target.value {
            "next" => ends,
            "stop" => {
                let stop = self.net.made(spot.scope, spot.route, "stop", target.span, Work::Stop);
                self.net.tie(spot.scope, &ends, stop);
                Vec::new()
            }
            name => {
                // Two ways of one choice to the same card meet there; where both may be taken each has its own.
                let key = (gate, Box::from(name));
                if let Some(head) = self.shared.get(&key).copied().filter(|_| share) {
                    self.net.tie(spot.scope, &ends, head);
                    return Vec::new();
                }
                match self.place(spot, target) {
                    Some(piece) => {
                        self.net.tie(spot.scope, &ends, piece.head);
                        self.shared.insert(key, piece.head);
                        piece.loose
                    }
                    None => ends,
                }
            }
        }
    }

    /// A node that does a list of actions.
    pub(super) fn act(&mut self, spot: Spot<'f>, label: &str, span: Span, pending: Pending<'f>) -> usize {
        let acts = self.low.later(pending);
        self.net.node(spot.scope, label, span, Work::Act(acts))
    }
}
