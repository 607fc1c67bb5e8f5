//! What can be seen once everything is lowered: what is unlawful, cards that nothing uses, fields that nothing fills,
//! clauses uncovered. Most of it is advice.
//!
//! Held back while anything grave is found: most of this would only be its consequence.

use super::{
    Low,
    clocks::late_cards,
    flow::Order,
    net::{Tree, targets},
    symbols::CardOf,
    thresholds,
};
use crate::{
    diagnostic::{Diagnostic, has_errors},
    finding::{ClockFinding, DataFinding, GraphFinding, Kind, NormFinding, Unlawful},
    model::{ActsCard, Common, File, Name, RowCard, Stop},
    places::{every_cite, lies_in},
};
use alloc::{
    boxed::Box,
    collections::{BTreeMap, BTreeSet},
    vec::Vec,
};
use guicheng_core::{Action, Basis, Chooser, FieldId, Graph, NodeId, Split, StepId, Work};

/// Looks the whole file over.
pub(super) fn checks<'f>(low: &mut Low<'f>, tree: &Tree<'f>, graph: &Graph, acts: &[Box<[Action]>]) {
    unlawful(low);
    let meant = unknown_clauses(low);
    if has_errors(&low.cx.findings) {
        return;
    }
    items(low, tree);
    if low.to_run {
        return;
    }
    unused(low, tree);
    cites(low, &meant);
    thresholds::thresholds(low);
    together(low);
    anyone(low);
    let (order, places) = (Order::new(graph, acts), places(graph));
    starts(low, graph, &order, &places);
    stops(low, graph, &order, &places);
    fields(low, graph, &order, &places);
}

/// Ids and words that ask for what the law forbids; "cannot help" without a referral.
fn unlawful(low: &mut Low<'_>) {
    let file = low.file;
    for name in cards(file).into_iter().map(|common| &common.name) {
        if let Some(what) = Unlawful::of(&name.value) {
            low.cx.found(NormFinding::Law(what), name.span);
        }
    }
    for text in words(file) {
        if let Some(what) = Unlawful::said(&text.value) {
            low.cx.found(NormFinding::Law(what), text.span);
        }
    }
    referral(low);
}

/// Cards by which something is done.
fn cards(file: &File) -> Vec<&Common> {
    let mut all: Vec<&Common> = Vec::new();
    all.extend(file.steps.iter().map(|card| &card.common));
    all.extend(file.routes.iter().map(|card| &card.common));
    all.extend(file.choices.iter().map(|card| &card.common));
    all.extend(file.ons.iter().map(|card| &card.common));
    all.extend(file.holds.iter().map(|card| &card.common));
    all.extend(file.notices.iter().map(|card| &card.common));
    all.extend(file.registers.iter().map(|card| &card.common));
    all
}

/// What people are told to do.
fn words(file: &File) -> Vec<&Name> {
    let mut all: Vec<&Name> = cards(file).into_iter().filter_map(|common| common.title.as_ref()).collect();
    for step in &file.steps {
        all.extend(step.say.iter().chain(step.check.iter().map(|line| &line.text)));
    }
    all.extend(every_acts(file).into_iter().filter_map(|acts| acts.say.as_ref()));
    all.extend(file.notices.iter().filter_map(|notice| notice.text.as_ref()));
    all.extend(file.fields.iter().flat_map(|field| &field.options).map(|option| &option.title));
    all.extend(file.rules.iter().filter_map(|rule| rule.say.as_ref()));
    all
}

fn referral(low: &mut Low<'_>) {
    let file = low.file;
    let helps = |title: &Name| ["代为联系", "代联系", "转介", "帮忙找到"].iter().any(|word| title.value.contains(word));
    let refers = |name: &Name| name.value.contains("refer") || name.value.contains("转介");
    let titled = |common: &Common| refers(&common.name) || common.title.as_ref().is_some_and(helps);
    let checked = |step: &crate::model::StepCard| step.check.iter().any(|line| refers(&line.name) || helps(&line.text));
    let steps = file.steps.iter().map(|step| (&step.common.name, step.common.title.as_ref()));
    let options = file.fields.iter().flat_map(|field| &field.options);
    let options = options.map(|option| (&option.name, Some(&option.title)));
    let cannot = |(name, title): &(&Name, Option<&Name>)| {
        matches!(&*name.value, "cannot_help" | "cannot" | "unable_to_help" | "refuse_help")
            || title.is_some_and(|title| {
                // Each of them has this sign in it.
                title.value.contains('帮')
                    && ["帮不了", "无法帮助", "不能帮助", "帮不上"].iter().any(|word| title.value.contains(word))
            })
    };
    let Some((name, _)) = steps.chain(options).find(cannot) else { return };
    let referral = file.steps.iter().any(|step| titled(&step.common) || checked(step))
        || file.fields.iter().any(|field| titled(&field.common));
    if !referral {
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
    columns(low);
    for card in &file.roles {
        if !low.used.contains(&(Kind::Role, card.common.name.value.clone())) {
            let name = &card.common.name;
            low.cx.found(NormFinding::UnusedRole { name: name.value.clone() }, name.span);
        }
    }
}

/// Columns that nothing reads: as a rule one that is misspelt in a row, which then does without what it says.
fn columns(low: &mut Low<'_>) {
    let file = low.file;
    for table in &file.tables {
        // That nothing reads the table at all is said of the table.
        if !low.used.contains(&(Kind::Table, table.common.name.value.clone())) {
            continue;
        }
        let read = |low: &Low<'_>, column: &str| {
            low.used.contains(&(Kind::Column, alloc::format!("{}.{column}", table.common.name.value).into()))
        };
        let all: BTreeSet<&str> =
            table.rows.iter().flat_map(|row| &row.cells).map(|cell| &*cell.column.value).collect();
        let mut told: BTreeSet<&str> = BTreeSet::new();
        for row in &table.rows {
            for cell in &row.cells {
                if read(low, &cell.column.value) {
                    continue;
                }
                // One that every row has is no slip. Any other is told of once.
                let has = |row: &RowCard| row.cells.iter().any(|other| other.column.value == cell.column.value);
                if table.rows.iter().all(has) || !told.insert(&*cell.column.value) {
                    continue;
                }
                let free =
                    |column: &&&str| read(low, column) && !row.cells.iter().any(|cell| &*cell.column.value == **column);
                let free: Vec<&str> = all.iter().filter(free).copied().collect();
                let near: Option<Box<str>> = low.cx.near(&cell.column.value, free).map(Into::into);
                let found = DataFinding::UnusedColumn { column: cell.column.value.clone(), near: near.clone() };
                low.cx.findings.push(Diagnostic::new(found, cell.column.span).near(near.as_deref(), false));
            }
        }
    }
}

/// Clauses that are not in the register, told of whatever else is wrong; what is returned was meant by them.
fn unknown_clauses(low: &mut Low<'_>) -> Vec<Box<str>> {
    let file = low.file;
    let (mut meant, mut seen) = (Vec::new(), BTreeSet::new());
    let Some(register) = &low.library.clauses else { return meant };
    for clause in cited(file).into_iter().chain(&file.head.covers) {
        let parent = register.clauses.keys().any(|id| lies_in(id, &clause.value));
        if !parent && seen.insert(clause.value.clone()) {
            let near: Option<Box<str>> =
                low.cx.near(&clause.value, register.clauses.keys().map(|id| &**id)).map(Into::into);
            meant.extend(near.clone());
            low.cx.found(NormFinding::UnknownClause { clause: clause.value.clone(), near }, clause.span);
        }
    }
    meant
}

/// Clauses and bases.
fn cites(low: &mut Low<'_>, meant: &[Box<str>]) {
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
    let known = |clause: &Name| {
        let register = low.library.clauses.as_ref();
        register.is_none_or(|register| register.clauses.keys().any(|id| lies_in(id, &clause.value)))
    };
    // That a clause is not in the register is enough said of it.
    let covers: Vec<&Name> = file.head.covers.iter().filter(|clause| known(clause)).collect();
    for clause in covers {
        let cited = all.iter().map(|cited| &cited.value).chain(meant);
        if !cited.into_iter().any(|cited| lies_in(cited, &clause.value)) {
            low.cx.found(NormFinding::Uncovered { clause: clause.value.clone() }, clause.span);
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

/// Personal data at a step that anyone may do: whoever looks has no part in the case.
fn anyone(low: &mut Low<'_>) {
    let file = low.file;
    let personal =
        |name: &Name| file.fields.iter().any(|field| field.common.name.value == name.value && field.personal.is_some());
    for step in file.steps.iter().filter(|step| step.who.is_empty() && step.together.is_empty()) {
        if let Some(field) = step.show.iter().find(|field| personal(field)) {
            low.cx.found(DataFinding::ShownToAnyone { field: field.value.clone() }, field.span);
        }
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
type Places = BTreeMap<StepId, Vec<NodeId>>;

fn places(graph: &Graph) -> Places {
    let mut places = Places::new();
    for (id, node) in graph.nodes.iter() {
        if let Work::Step(step) = node.work {
            places.entry(step).or_default().push(id);
        }
    }
    places
}

/// A threshold that counts from what cannot have happened by then, nor can happen while its card is open.
fn starts(low: &mut Low<'_>, graph: &Graph, order: &Order, places: &Places) {
    let file = low.file;
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

/// A clock of the case that only cards stop which come before all that starts it.
fn stops(low: &mut Low<'_>, graph: &Graph, order: &Order, places: &Places) {
    let file = low.file;
    let nodes = |name: &Name| -> Option<&Vec<NodeId>> {
        let card = name.value.strip_prefix("step.").and_then(|path| path.strip_suffix(".done"))?;
        low.sym.steps.get(card).and_then(|step| places.get(&step))
    };
    let mut found = Vec::new();
    for card in file.clocks.iter().filter(|card| !card.from.is_empty()) {
        let from: Option<Vec<&Vec<NodeId>>> = card.from.iter().map(nodes).collect();
        let until: Option<Vec<&Vec<NodeId>>> = card.until.iter().map(nodes).collect();
        let (Some(from), Some(until), Some(first)) = (from, until, card.until.first()) else { continue };
        let pairs = from.iter().flat_map(|a| until.iter().map(move |b| (a, b)));
        let can = |(a, b): (&&Vec<NodeId>, &&Vec<NodeId>)| {
            a.iter().any(|a| b.iter().any(|b| order.before(*a, *b) || beside(graph, order, *a, *b)))
        };
        if !pairs.into_iter().any(can) {
            found.push((ClockFinding::NeverStops { until: first.value.clone() }, first.span));
        }
    }
    for (what, span) in found {
        low.cx.found(what, span);
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
fn fields(low: &mut Low<'_>, graph: &Graph, order: &Order, places: &Places) {
    let file = low.file;
    let given = given(file);
    let fillers = fillers(low, places);
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

/// Every list of actions of a file.
pub(crate) fn every_acts(file: &File) -> Vec<&ActsCard> {
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
fn fillers(low: &Low<'_>, places: &Places) -> BTreeMap<FieldId, Vec<NodeId>> {
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
