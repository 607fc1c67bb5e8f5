//! What can be seen once everything is lowered: cards that nothing uses, fields that nothing fills, clauses uncovered.
//!
//! Held back while anything grave is found: most of this would only be its consequence.

use super::{
    Low,
    clocks::late_cards,
    flow::Order,
    net::{Tree, targets},
    symbols::CardOf,
};
use crate::{
    diagnostic::has_errors,
    finding::{ClockFinding, DataFinding, GraphFinding, Kind, NormFinding, Unlawful},
    model::{ActsCard, AtCard, Common, File, Name, Stop, ThresholdCard},
    places::{every_cite, lies_in},
    times,
};
use alloc::{
    boxed::Box,
    collections::{BTreeMap, BTreeSet},
    vec::Vec,
};
use guicheng_core::{Action, Basis, Chooser, FieldId, Graph, Limit, NodeId, Split, StepId, Work};

/// Looks the whole file over.
pub(super) fn checks<'f>(low: &mut Low<'f>, tree: &Tree<'f>, graph: &Graph, acts: &[Box<[Action]>]) {
    unlawful(low);
    if has_errors(&low.cx.findings) {
        return;
    }
    unused(low, tree);
    cites(low);
    ladders(low);
    items(low, tree);
    together(low);
    let order = Order::new(graph, acts);
    starts(low, graph, &order);
    fields(low, graph, &order);
}

/// Ids and titles that ask for what the law forbids; "cannot help" without a referral.
fn unlawful(low: &mut Low<'_>) {
    let file = low.file;
    for card in &file.steps {
        let common = &card.common;
        let title = common.title.as_ref().map_or("", |title| &title.value);
        let fine = (title.contains("罚款") && !title.contains('不')).then_some(Unlawful::Fine);
        if let Some(what) = Unlawful::of(&common.name.value).or(fine) {
            low.cx.found(NormFinding::Law(what), common.name.span);
        }
    }
    let refers = |name: &Name| name.value.contains("refer");
    let referral =
        file.steps.iter().any(|step| refers(&step.common.name) || step.check.iter().any(|c| refers(&c.name)))
            || file.fields.iter().any(|field| refers(&field.common.name));
    if referral {
        return;
    }
    let steps = file.steps.iter().map(|step| &step.common.name);
    let options = file.fields.iter().flat_map(|field| &field.options).map(|option| &option.name);
    let cannot = |name: &&Name| matches!(&*name.value, "cannot_help" | "cannot" | "unable_to_help" | "refuse_help");
    if let Some(name) = steps.chain(options).find(cannot) {
        low.cx.found(NormFinding::NoReferral { name: name.value.clone() }, name.span);
    }
}

fn unused<'f>(low: &mut Low<'f>, tree: &Tree<'f>) {
    let file = low.file;
    let cards: Vec<(&str, CardOf<'f>)> = low.sym.cards.iter().map(|(name, card)| (*name, *card)).collect();
    for (name, card) in cards {
        let needs_a_place = !matches!(card, CardOf::Hold(_) | CardOf::On(_)) && name != "main";
        if needs_a_place && !tree.is_used(name) {
            low.cx.found(GraphFinding::Unused { name: name.into() }, card.common().name.span);
        }
    }
    let commons: [(&'static str, Kind, Vec<&Common>); 4] = [
        ("notice", Kind::Notice, file.notices.iter().map(|c| &c.common).collect()),
        ("register", Kind::Register, file.registers.iter().map(|c| &c.common).collect()),
        ("events", Kind::Event, file.events.iter().map(|c| &c.common).collect()),
        ("table", Kind::Table, file.tables.iter().map(|c| &c.common).collect()),
    ];
    for (key, kind, cards) in commons {
        for common in cards {
            if !low.used.contains(&(kind, common.name.value.clone())) {
                low.cx.found(NormFinding::Unused { key, name: common.name.value.clone() }, common.name.span);
            }
        }
    }
    for card in &file.roles {
        if !low.used.contains(&(Kind::Role, card.common.name.value.clone())) {
            let name = &card.common.name;
            low.cx.found(NormFinding::UnusedRole { name: name.value.clone() }, name.span);
        }
    }
}

/// Clauses and bases.
fn cites(low: &mut Low<'_>) {
    let file = low.file;
    for (_, cite) in every_cite(file) {
        let Some(basis) = cite.basis else { continue };
        let law = cite.clause.iter().any(|clause| clause.value.starts_with("law."));
        match basis.value {
            Basis::Family if cite.source.is_empty() => low.cx.found(NormFinding::NoSource, basis.span),
            Basis::Law if cite.source.is_empty() && !law => low.cx.found(NormFinding::NoSource, basis.span),
            Basis::Manual if cite.clause.is_empty() => low.cx.found(NormFinding::NoClause, basis.span),
            Basis::Manual | Basis::Family | Basis::Law | Basis::Contract | Basis::House => {}
        }
    }
    let all = cited(file);
    if let Some(register) = &low.library.clauses {
        let mut seen = BTreeSet::new();
        for clause in all.iter().chain(&file.head.covers.iter().collect::<Vec<_>>()) {
            let parent = register.clauses.keys().any(|id| lies_in(id, &clause.value));
            if !parent && seen.insert(clause.value.clone()) {
                let near = low.cx.near(&clause.value, register.clauses.keys().map(|id| &**id)).map(Into::into);
                low.cx.found(NormFinding::UnknownClause { clause: clause.value.clone(), near }, clause.span);
            }
        }
    }
    for clause in &file.head.covers {
        if !all.iter().any(|cited| lies_in(&cited.value, &clause.value)) {
            low.cx.found(NormFinding::Uncovered { clause: clause.value.clone() }, clause.span);
        }
    }
}

/// Reminders behind what they remind of; handing up to whoever does the work.
fn ladders(low: &mut Low<'_>) {
    let file = low.file;
    for (_, late) in late_cards(file) {
        let after = |line: &ThresholdCard| match &line.at {
            AtCard::After(time) => match times::limit(&time.value) {
                Ok(Limit::Span(ms)) => Some(ms),
                Ok(
                    Limit::CalendarDays(_)
                    | Limit::WorkingDays(_)
                    | Limit::EndOfDay
                    | Limit::TimeOfDay(_)
                    | Limit::DayOfMonth(_)
                    | Limit::Months(_),
                )
                | Err(_) => None,
            },
            AtCard::Before(_) | AtCard::At(_) | AtCard::Over(_) | AtCard::Due => None,
        };
        let plain = |line: &&ThresholdCard| line.when.is_none() && line.from.is_empty() && line.calendar.is_none();
        let up = late.iter().filter(plain).filter(|line| !line.acts.escalate.is_empty()).filter_map(after).min();
        let Some(up) = up else { continue };
        let reminds = |line: &&ThresholdCard| line.acts.only_words() && line.every.is_none();
        if let Some(line) = late.iter().filter(plain).filter(reminds).find(|line| after(line).is_some_and(|ms| ms > up))
        {
            low.cx.found(ClockFinding::Order, line.span);
        }
    }
    for step in &file.steps {
        for line in &step.late {
            let own = |role: &&Name| step.who.len() == 1 && step.who.iter().any(|who| who.value == role.value);
            if let Some(role) = line.acts.escalate.iter().find(own) {
                low.cx.found(ClockFinding::ToItself { role: role.value.clone() }, role.span);
            }
        }
    }
}

/// Fields kept per item are asked where there are items.
fn items<'f>(low: &mut Low<'f>, tree: &Tree<'f>) {
    let file = low.file;
    let per: BTreeMap<&str, &str> =
        file.fields.iter().filter_map(|field| Some((&*field.common.name.value, &*field.per.as_ref()?.value))).collect();
    let each_of = |route: &str, list: &str| {
        low.sym.route(route).is_some_and(|route| route.each.as_ref().is_some_and(|each| &*each.value == list))
    };
    let mut found = Vec::new();
    for step in &file.steps {
        for field in &step.fill {
            let Some(list) = per.get(&*field.value) else { continue };
            let own = step.instances.each.as_ref().is_some_and(|each| &*each.value == *list);
            let mut homes = tree.homes(&step.common.name.value);
            if !own && !homes.any(|home| tree.any_around(home, |route| each_of(route, list))) {
                found.push((DataFinding::NoItem { field: field.value.clone() }, field.span));
            }
        }
    }
    for (what, span) in found {
        low.cx.found(what, span);
    }
}

/// Two sides of one block that fill the same field.
fn together(low: &mut Low<'_>) {
    let file = low.file;
    let mut found = Vec::new();
    for route in &file.routes {
        for stop in &route.steps {
            let Stop::Together(_, cards) = stop else { continue };
            let mut before: BTreeSet<Box<str>> = BTreeSet::new();
            for card in cards {
                let fills = fills_within(low, &card.value);
                if let Some(field) = fills.iter().find(|field| before.contains(*field)) {
                    found.push((DataFinding::FilledTwice { field: field.clone() }, card.span));
                }
                before.extend(fills);
            }
        }
    }
    for (what, span) in found {
        low.cx.found(what, span);
    }
}

/// Fields that a card, or anything inside it, asks for.
fn fills_within(low: &Low<'_>, card: &str) -> BTreeSet<Box<str>> {
    let mut fills = BTreeSet::new();
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    let mut work = alloc::vec![card];
    while let Some(name) = work.pop() {
        let Some((name, card)) = low.sym.cards.get_key_value(name) else { continue };
        if !seen.insert(name) {
            continue;
        }
        match card {
            CardOf::Step(step) => fills.extend(step.fill.iter().map(|field| field.value.clone())),
            CardOf::Route(route) => work.extend(super::net::stops(route).map(|(_, stop)| &*stop.value)),
            CardOf::Choice(choice) => work.extend(targets(&choice.ways).into_iter().map(|target| &*target.value)),
            CardOf::Wait(_)
            | CardOf::Call(_)
            | CardOf::Lookup(_)
            | CardOf::Gate(_)
            | CardOf::Hold(_)
            | CardOf::On(_) => {}
        }
    }
    fills
}

/// The nodes of each step.
fn places(graph: &Graph) -> BTreeMap<StepId, Vec<NodeId>> {
    let mut places: BTreeMap<StepId, Vec<NodeId>> = BTreeMap::new();
    for (id, node) in graph.nodes.iter() {
        if let Work::Step(step) = node.work {
            places.entry(step).or_default().push(id);
        }
    }
    places
}

/// A threshold that counts from what cannot have happened by then, nor can happen while its card is open.
fn starts(low: &mut Low<'_>, graph: &Graph, order: &Order) {
    let file = low.file;
    let places = places(graph);
    let at = |step: Option<StepId>| step.and_then(|step| places.get(&step)).map_or(&[][..], |nodes| nodes);
    let waits = file.waits.iter().flat_map(|card| card.from.iter().map(|from| (&card.common, from)));
    let late = late_cards(file).into_iter();
    let late =
        late.flat_map(|(common, late)| late.iter().flat_map(move |line| line.from.iter().map(move |f| (common, f))));
    for (common, from) in late.chain(waits) {
        let Some(name) = from.value.strip_prefix("step.").and_then(|path| path.split('.').next()) else { continue };
        let (sources, goals) = (at(low.sym.steps.get(name)), at(low.sym.steps.get(&common.name.value)));
        let beside = sources.iter().any(|a| goals.iter().any(|b| a == b || beside(graph, order, *a, *b)));
        let before = sources.iter().any(|a| goals.iter().any(|b| order.before(*a, *b)));
        if !before && !beside && !sources.is_empty() {
            low.cx.found(ClockFinding::NeverStarts { from: from.value.clone() }, from.span);
        }
    }
}

/// Whether two nodes may be open at once: some node that gives all its flows comes before both.
fn beside(graph: &Graph, order: &Order, a: NodeId, b: NodeId) -> bool {
    let forks =
        graph.nodes.iter().filter(|(_, node)| node.outs.len() > 1 && matches!(node.split, Split::All | Split::Some(_)));
    let mut forks = forks.map(|(id, _)| id);
    forks.any(|fork| order.before(fork, a) && order.before(fork, b))
}

/// Fields that are read before anything can have filled them, or that nothing fills.
fn fields(low: &mut Low<'_>, graph: &Graph, order: &Order) {
    let file = low.file;
    let given = given(file);
    let fillers = fillers(low, graph);
    let mut told: BTreeSet<FieldId> = BTreeSet::new();
    let mut found = Vec::new();
    for (id, node) in graph.nodes.iter() {
        let read: Vec<FieldId> = match &node.split {
            Split::One(chooser) | Split::Some(chooser) => match chooser {
                Chooser::Field(field, _) | Chooser::YesNo(field, ..) => alloc::vec![*field],
                Chooser::Guards(_) | Chooser::Person => Vec::new(),
            },
            Split::All | Split::Race => Vec::new(),
        };
        for field in read {
            let Some(card) = file.fields.get(usize::from(field.0)) else { continue };
            let name = &card.common.name;
            let anyway = card.default.is_some() || given.contains(&*name.value);
            let nodes = fillers.get(&field).map_or(&[][..], |nodes| nodes);
            let can = nodes.iter().any(|filler| order.before(*filler, id));
            if !anyway && !can && told.insert(field) {
                found.push((DataFinding::NeverFilled { field: name.value.clone() }, low.span_of(graph, id, name)));
            }
        }
    }
    let read: BTreeSet<FieldId> = low.exprs.iter().flat_map(|expr| expr.reads.iter().copied()).collect();
    for (at, card) in (0_u16..).zip(&file.fields) {
        let (id, name) = (FieldId(at), &card.common.name);
        let filled = fillers.contains_key(&id) || given.contains(&*name.value) || card.default.is_some();
        if filled || told.contains(&id) {
            continue;
        }
        let what = if read.contains(&id) {
            DataFinding::NeverFilled { field: name.value.clone() }
        } else {
            DataFinding::NeverUsed { field: name.value.clone() }
        };
        found.push((what, name.span));
    }
    for (what, span) in found {
        low.cx.found(what, span);
    }
}

impl Low<'_> {
    /// Where a choice says by which field it goes; failing that, the field itself.
    fn span_of(&self, graph: &Graph, node: NodeId, field: &Name) -> crate::diagnostic::Span {
        let _ = graph;
        let gate = self.gates.iter().find(|(_, gate)| **gate == node).map(|(name, _)| name);
        let ways = gate.and_then(|name| match self.sym.cards.get(&**name) {
            Some(CardOf::Choice(choice)) => Some(&choice.ways),
            Some(CardOf::Gate(gate)) => Some(&gate.ways),
            _ => None,
        });
        match ways {
            Some(crate::model::Ways::By(by, _)) => by.span,
            _ => field.span,
        }
    }
}

/// Fields that come from elsewhere than from steps: acts, events, the host, called cases, computed values.
fn given(file: &File) -> BTreeSet<&str> {
    let mut given: BTreeSet<&str> = BTreeSet::new();
    given.extend(file.ons.iter().flat_map(|on| &on.trigger.fill).map(|name| &*name.value));
    given.extend(file.holds.iter().flat_map(|hold| &hold.trigger.fill).map(|name| &*name.value));
    given.extend(file.events.iter().flat_map(|event| &event.give).map(|name| &*name.value));
    given.extend(file.opens.iter().flat_map(|opens| &opens.give).map(|(name, _)| &*name.value));
    given.extend(file.calls.iter().flat_map(|call| &call.take).map(|(name, _)| &*name.value));
    let acts = every_acts(file).into_iter().flat_map(|acts| &acts.set);
    given.extend(acts.map(|line| &*line.field.value));
    given
}

fn every_acts(file: &File) -> Vec<&ActsCard> {
    let mut all: Vec<&ActsCard> = Vec::new();
    all.extend(late_cards(file).into_iter().flat_map(|(_, late)| late).map(|line| &line.acts));
    all.extend(file.clocks.iter().flat_map(|card| &card.late).map(|line| &line.acts));
    all.extend(file.holds.iter().flat_map(|card| &card.late).map(|line| &line.acts));
    all.extend(file.ons.iter().map(|card| &card.acts));
    all.extend(file.rules.iter().filter_map(|card| card.broken.as_ref()).map(|(_, acts)| acts));
    let ways = file.choices.iter().map(|card| &card.ways).chain(file.gates.iter().map(|card| &card.ways));
    for ways in ways {
        match ways {
            crate::model::Ways::First(lines) | crate::model::Ways::All(lines) => {
                all.extend(lines.iter().map(|line| &line.acts));
            }
            crate::model::Ways::By(..) | crate::model::Ways::Race(_) | crate::model::Ways::Open => {}
        }
    }
    all
}

/// For each field the nodes that fill it.
fn fillers(low: &Low<'_>, graph: &Graph) -> BTreeMap<FieldId, Vec<NodeId>> {
    let places = places(graph);
    let mut fillers: BTreeMap<FieldId, Vec<NodeId>> = BTreeMap::new();
    for step in &low.file.steps {
        let nodes = low.sym.steps.get(&step.common.name.value).and_then(|id| places.get(&id));
        for field in step.fill.iter().filter_map(|name| low.sym.fields.get(&name.value)) {
            fillers.entry(field).or_default().extend(nodes.into_iter().flatten());
        }
    }
    fillers
}

/// Every clause cited anywhere.
pub(super) fn cited(file: &File) -> Vec<&Name> {
    every_cite(file).into_iter().flat_map(|(_, cite)| &cite.clause).collect()
}
