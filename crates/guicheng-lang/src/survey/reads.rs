//! Fields that are read where, on some way there, nobody was asked for them.

use super::known::{Known, Sure, asks, ends_scope, sets};
use crate::{
    diagnostic::{Diagnostic, Span},
    doc::Cx,
    finding::DataFinding,
    model::{File, GoLine, Name, Ways},
};
use alloc::{
    boxed::Box,
    collections::{BTreeMap, BTreeSet, VecDeque, btree_map::Entry},
    string::String,
    vec::Vec,
};
use guicheng_core::{
    Action, ActsId, Chooser, ExprId, FieldId, Node, NodeId, NoticeId, Procedure, RoleRef, RoleSource, ScopeId, Slot,
    Split, StepKind, Work, expr::Op,
};

/// Nodes beyond which nothing is said: what decides about what would take too long to find out.
const NODES: usize = 2_000;

pub(super) fn reads(cx: &mut Cx, file: &File, p: &Procedure) {
    if p.graph.nodes.len() > NODES || p.fields.is_empty() {
        return;
    }
    let Some(known) = Known::of(p, Sure::Always) else { return };
    let skips = p.graph.nodes.values().any(|node| node.only_if.is_some());
    let perhaps = if skips { Known::of(p, Sure::Perhaps) } else { None };
    let look = Look { file, p, known, perhaps, fillers: fillers(p), elsewhere: elsewhere(p) };
    let mut told: BTreeSet<(FieldId, Span)> = BTreeSet::new();
    for (id, node) in p.graph.nodes.iter() {
        for read in look.of_node(id, node) {
            for field in look.missing(id, &read) {
                if told.insert((field, read.span)) {
                    cx.findings.push(look.finding(id, field, read.span));
                }
            }
        }
    }
}

/// A reading of fields at a node.
struct Read {
    fields: Vec<FieldId>,
    /// Behind the work of the node, not before it.
    behind: bool,
    span: Span,
}

struct Look<'p> {
    file: &'p File,
    p: &'p Procedure,
    known: Known<'p>,
    /// The same of what may be known, where anything is ever skipped.
    perhaps: Option<Known<'p>>,
    /// For each field the nodes that ask for it or set it.
    fillers: BTreeMap<FieldId, Vec<NodeId>>,
    /// Fields that may be filled at any time, by an act, a hold or an event.
    elsewhere: BTreeSet<FieldId>,
}

/// For each field the nodes that ask for it or set it.
fn fillers(p: &Procedure) -> BTreeMap<FieldId, Vec<NodeId>> {
    let mut fillers: BTreeMap<FieldId, Vec<NodeId>> = BTreeMap::new();
    for (id, node) in p.graph.nodes.iter() {
        let fields = match node.work {
            Work::Step(step) => asks(p, step),
            Work::Act(acts) => sets(p, acts),
            Work::Scope(_) | Work::Nothing | Work::End | Work::Stop => Vec::new(),
        };
        fields.into_iter().for_each(|field| fillers.entry(field).or_default().push(id));
    }
    fillers
}

fn elsewhere(p: &Procedure) -> BTreeSet<FieldId> {
    let triggers = p.reactions.values().map(|it| &it.trigger).chain(p.holds.values().map(|it| &it.trigger));
    let mut all: BTreeSet<FieldId> = triggers.flat_map(|trigger| trigger.fills.iter().map(|fill| fill.field)).collect();
    all.extend(p.signals.values().flat_map(|signal| signal.give.iter().copied()));
    let lists = p.reactions.values().map(|it| it.acts);
    let lists = lists.chain(p.clocks.values().flat_map(|clock| clock.thresholds.iter().map(|at| at.acts)));
    all.extend(lists.chain(p.rules.values().filter_map(|rule| rule.broken)).flat_map(|acts| sets(p, acts)));
    all
}

impl Look<'_> {
    /// What a node reads, and where that is written.
    fn of_node(&self, id: NodeId, node: &Node) -> Vec<Read> {
        let mut reads = Vec::new();
        reads.extend(node.only_if.and_then(|skips| self.skipped(id, skips)));
        match &node.split {
            Split::One(chooser) | Split::Some(chooser) => self.chosen(id, chooser, &mut reads),
            Split::All | Split::Race => {}
        }
        match node.work {
            Work::Step(step) => {
                let Some(step) = self.p.steps.get(step) else { return reads };
                step.tell.iter().for_each(|notice| reads.extend(self.notice(*notice)));
                if let StepKind::Task(task) = &step.kind {
                    let fields: Vec<FieldId> = task.who.0.iter().filter_map(|role| self.person(*role)).collect();
                    if !fields.is_empty() {
                        let card = self.file.steps.iter().find(|card| self.is(id, &card.common.name));
                        let span = card.and_then(|card| card.who.first()).map(|who| who.span);
                        reads.extend(span.map(|span| Read { fields, behind: false, span }));
                    }
                }
            }
            Work::Act(acts) => self.told(acts).into_iter().for_each(|notice| reads.extend(self.notice(notice))),
            Work::Scope(scope) => reads.extend(self.repeated(scope)),
            Work::Nothing | Work::End | Work::Stop => {}
        }
        reads
    }

    /// That a card is skipped where nobody was asked is what `only_if` is for: what counts is only asked for later.
    fn skipped(&self, id: NodeId, only_if: ExprId) -> Option<Read> {
        let read = self.expression(only_if, false, self.only_if(id)?)?;
        let perhaps = self.perhaps.as_ref()?.before(id)?;
        Some(Read { fields: read.fields.into_iter().filter(|field| !perhaps.has(*field)).collect(), ..read })
    }

    /// Where the card of a node says when it is skipped.
    fn only_if(&self, id: NodeId) -> Option<Span> {
        let File { routes, steps, waits, calls, lookups, gates, .. } = self.file;
        let cards = routes.iter().map(|card| (&card.common, &card.only_if));
        let cards = cards.chain(steps.iter().map(|card| (&card.common, &card.only_if)));
        let cards = cards.chain(waits.iter().map(|card| (&card.common, &card.only_if)));
        let cards = cards.chain(calls.iter().map(|card| (&card.common, &card.only_if)));
        let cards = cards.chain(lookups.iter().map(|card| (&card.common, &card.only_if)));
        let mut cards = cards.chain(gates.iter().map(|card| (&card.common, &card.only_if)));
        let (_, only_if) = cards.find(|(common, _)| self.is(id, &common.name))?;
        only_if.as_ref().map(|text| text.span)
    }

    /// What decides whether a route is gone through once more, before the first time too.
    fn repeated(&self, scope: ScopeId) -> Option<Read> {
        let again = self.p.graph.scopes.get(scope)?.repeat?.again;
        let name = &self.p.names.scopes.get(scope)?.id;
        let card = self.file.routes.iter().find(|card| card.common.name.value == *name)?;
        self.expression(again, false, card.repeat.as_ref()?.again.as_ref()?.span)
    }

    /// The field from which the people of a role come.
    fn person(&self, role: RoleRef) -> Option<FieldId> {
        let RoleRef::Role(role) = role else { return None };
        match self.p.roles.get(role)?.from {
            RoleSource::Field(field) | RoleSource::HeadOf(field) => Some(field),
            RoleSource::Organisation(_) | RoleSource::Did(_) | RoleSource::Anyone => None,
        }
    }

    fn told(&self, acts: ActsId) -> Vec<NoticeId> {
        let tell = |action: &Action| match action {
            Action::Tell(notice) => Some(*notice),
            Action::Remind(_) | Action::Escalate(_) | Action::Write(_) | Action::Say(_) | Action::Set(..) => None,
            Action::Go(_) | Action::Also(_) | Action::Done | Action::Climb => None,
        };
        self.p.acts.get(acts).map_or_else(Vec::new, |list| list.iter().filter_map(tell).collect())
    }

    /// What the text of a notice shows.
    fn notice(&self, id: NoticeId) -> Option<Read> {
        let notice = self.p.notices.get(id)?;
        let name = &self.p.names.notices.get(id)?.id;
        let card = self.file.notices.iter().find(|card| card.common.name.value == *name)?;
        // That a notice shows personal data at all is said as such.
        let plain = |field: &FieldId| self.p.fields.get(*field).is_some_and(|def| def.personal.is_none());
        let field = |slot: &Slot| match slot {
            Slot::Field(field) => Some(*field).filter(plain),
            Slot::Words(_) | Slot::Due(_) | Slot::CaseNumber | Slot::OpenedAt => None,
        };
        let fields = notice.text.iter().filter_map(field).collect();
        Some(Read { fields, behind: false, span: card.text.as_ref()?.span })
    }

    /// What an expression reads; nothing if it asks itself whether something is there.
    fn expression(&self, id: ExprId, behind: bool, span: Span) -> Option<Read> {
        let expr = self.p.code.exprs.get(id)?;
        let careful = expr.ops.iter().any(|op| matches!(op, Op::IsEmpty | Op::Over(..)));
        (!careful).then(|| Read { fields: expr.reads.to_vec(), behind, span })
    }

    fn chosen(&self, id: NodeId, chooser: &Chooser, reads: &mut Vec<Read>) {
        let choices = self.file.choices.iter().map(|card| (&card.common.name, &card.ways));
        let mut cards = choices.chain(self.file.gates.iter().map(|card| (&card.common.name, &card.ways)));
        let Some((_, ways)) = cards.find(|(name, _)| self.is(id, name)) else { return };
        match (chooser, ways) {
            (Chooser::Field(field, _) | Chooser::YesNo(field, ..), Ways::By(by, _)) => {
                reads.push(Read { fields: alloc::vec![*field], behind: true, span: by.span });
            }
            (Chooser::Guards(branches), Ways::First(lines) | Ways::All(lines)) => {
                for guard in branches.iter().filter_map(|branch| branch.guard) {
                    let text = self.p.code.exprs.get(guard).map(|expr| &expr.source);
                    let written = |line: &GoLine| line.when.as_ref().filter(|when| Some(&when.value) == text).cloned();
                    let span = lines.iter().find_map(written).map(|when| when.span);
                    reads.extend(span.and_then(|span| self.expression(guard, true, span)));
                }
            }
            _ => {}
        }
    }

    /// Whether a node is that of this card.
    fn is(&self, id: NodeId, name: &Name) -> bool {
        let label = self.p.names.nodes.get(id).map_or("", |label| &label.id);
        label.split('#').next() == Some(&*name.value)
    }

    /// Of what is read there the fields that may be unknown, where that is worth saying: some step asks for them, nothing
    /// else fills them, and what decides whether they are asked for is not what decides here.
    fn missing(&self, id: NodeId, read: &Read) -> Vec<FieldId> {
        let known = if read.behind { self.known.behind(id) } else { self.known.before(id) };
        let Some(known) = known else { return Vec::new() };
        let single =
            |field: &FieldId| self.p.fields.get(*field).is_some_and(|def| def.per.is_none() && def.default.is_none());
        let asked = |field: &FieldId| self.fillers.contains_key(field) && !self.elsewhere.contains(field);
        let unknown = read.fields.iter().copied().filter(|field| !known.has(*field) && single(field) && asked(field));
        let unknown: Vec<FieldId> = unknown.collect();
        if unknown.is_empty() {
            return unknown;
        }
        let mut speaks = self.decided_by(id);
        speaks.extend(&read.fields);
        let apart = |field: &FieldId| {
            let nodes = self.fillers.get(field).into_iter().flatten();
            let mut deciding: BTreeSet<FieldId> = nodes.flat_map(|node| self.decided_by(*node)).collect();
            deciding.remove(field);
            deciding.is_disjoint(&speaks)
        };
        unknown.into_iter().filter(apart).collect()
    }

    /// The fields that decide whether the work comes to a node: conditions of it and of the routes around it, and
    /// choices of which some ways lead there and others do not.
    fn decided_by(&self, id: NodeId) -> BTreeSet<FieldId> {
        let mut fields = BTreeSet::new();
        let (mut nodes, mut seen) = (alloc::vec![id], BTreeSet::new());
        while let Some(at) = nodes.pop() {
            let Some(node) = self.p.graph.nodes.get(at).filter(|_| seen.insert(at)) else { continue };
            fields.extend(node.only_if.into_iter().flat_map(|expr| self.read_by(expr)));
            for (gate, other) in self.p.graph.nodes.iter().filter(|(_, other)| other.scope == node.scope) {
                let (Split::One(chooser) | Split::Some(chooser)) = &other.split else { continue };
                if self.parts(gate, other, at) {
                    fields.extend(self.chosen_by(chooser));
                }
            }
            let around = self.p.graph.nodes.iter().filter(|(_, other)| other.work == Work::Scope(node.scope));
            nodes.extend(around.map(|(id, _)| id));
        }
        fields
    }

    fn read_by(&self, expr: ExprId) -> Vec<FieldId> {
        self.p.code.exprs.get(expr).map_or_else(Vec::new, |expr| expr.reads.to_vec())
    }

    fn chosen_by(&self, chooser: &Chooser) -> Vec<FieldId> {
        match chooser {
            Chooser::Guards(branches) => {
                branches.iter().filter_map(|branch| branch.guard).flat_map(|guard| self.read_by(guard)).collect()
            }
            Chooser::Field(field, _) | Chooser::YesNo(field, ..) => alloc::vec![*field],
            Chooser::Person => Vec::new(),
        }
    }

    /// Whether some ways out of a gate lead to a node of its scope, and others do not.
    fn parts(&self, gate: NodeId, node: &Node, goal: NodeId) -> bool {
        let leads = node.outs.iter().map(|out| {
            let (mut todo, mut seen) = (VecDeque::from([*out]), BTreeSet::from([gate]));
            while let Some(to) = todo.pop_front().and_then(|flow| self.p.graph.flows.get(flow)).map(|flow| flow.to) {
                if to == goal {
                    return true;
                }
                if seen.insert(to) {
                    todo.extend(self.p.graph.nodes.get(to).into_iter().flat_map(|node| node.outs.iter().copied()));
                }
            }
            false
        });
        let leads: Vec<bool> = leads.collect();
        leads.contains(&true) && leads.contains(&false)
    }

    fn finding(&self, id: NodeId, field: FieldId, span: Span) -> Diagnostic {
        let name = self.p.names.fields.get(field).map_or_else(Box::default, |label| label.id.clone());
        let cards = self.fillers.get(&field).into_iter().flatten().filter_map(|node| self.step_card(*node));
        let cards: Vec<&Name> = cards.collect();
        let found = DataFinding::MaybeUnfilled { field: name, way: self.way(id, field).into() };
        cards.into_iter().take(1).fold(Diagnostic::new(found, span), |found, card| {
            found.label(card.span, "这一步才填它", "it is asked for here")
        })
    }

    fn step_card(&self, id: NodeId) -> Option<&Name> {
        self.file.steps.iter().map(|card| &card.common.name).find(|name| self.is(id, name))
    }

    /// The cards on a shortest way from the start to a node that passes no step which asks for the field.
    fn way(&self, goal: NodeId, field: FieldId) -> String {
        let empty = Vec::new();
        let past = self.fillers.get(&field).unwrap_or(&empty);
        let start =
            |scope: ScopeId| self.p.graph.scopes.get(scope).and_then(|scope| self.p.graph.flows.get(scope.start));
        let mut from: BTreeMap<NodeId, Option<NodeId>> = BTreeMap::new();
        let mut todo = VecDeque::new();
        if let Some(flow) = start(self.p.graph.root) {
            from.insert(flow.to, None);
            todo.push_back(flow.to);
        }
        while let Some(at) = todo.pop_front() {
            let Some(node) = self.p.graph.nodes.get(at).filter(|_| at != goal) else { continue };
            let skipped = node.only_if.is_some();
            let mut next: Vec<NodeId> = Vec::new();
            let flows = |outs: &[guicheng_core::FlowId]| -> Vec<NodeId> {
                outs.iter().filter_map(|flow| self.p.graph.flows.get(*flow)).map(|flow| flow.to).collect()
            };
            if let Work::Scope(scope) = node.work {
                next.extend(start(scope).map(|flow| flow.to));
            }
            // Through a route its own cards lead on.
            let through = !matches!(node.work, Work::Scope(_)) || skipped;
            if through && (skipped || !past.contains(&at)) {
                next.extend(flows(&node.outs));
                if ends_scope(self.p, node) {
                    let around = self.p.graph.nodes.values().filter(|other| other.work == Work::Scope(node.scope));
                    next.extend(around.flat_map(|other| flows(&other.outs)));
                }
            }
            // Where the field is surely known no such way leads.
            let open = |to: &NodeId| self.known.before(*to).is_some_and(|known| !known.has(field));
            for to in next.into_iter().filter(open) {
                if let Entry::Vacant(free) = from.entry(to) {
                    free.insert(Some(at));
                    todo.push_back(to);
                }
            }
        }
        let mut cards: Vec<&str> = Vec::new();
        let mut at = from.contains_key(&goal).then_some(goal);
        while let Some(node) = at {
            let work = self.p.graph.nodes.get(node).map(|node| node.work);
            let told = matches!(work, Some(Work::Step(_))) && !(past.contains(&node));
            if let Some(label) = self.p.names.nodes.get(node).filter(|_| told || node == goal) {
                let card = label.id.split('#').next().unwrap_or_default();
                cards.push(card);
            }
            at = from.get(&node).copied().flatten();
        }
        cards.reverse();
        cards.dedup();
        cards.join(" → ")
    }
}
