//! Visits: nodes that stay open while their instances are done.

use super::{
    draft::{Draft, Outcome},
    happen::happen,
    piece::Piece,
    scope, split, work,
};
use crate::{
    Activation, Because, Cause, Count, EventKind, Few, FieldId, FlowId, Instances, Item, Join, ListRef, Mark, Need,
    NodeId, Opening, Resolution, Rest, Split, Token, Value, Visit, VisitId, What, Withdrawal, Work, WorkId, WorkState,
};
use alloc::{boxed::Box, vec::Vec};

/// Takes the tokens and opens the visit; its instances follow by [`open`].
pub(crate) fn enter(d: &mut Draft<'_>, node: NodeId, of: Activation, took: Few<Token, 2>, kept: Few<FlowId>) {
    let id = VisitId(d.next_id());
    let race = race_of(d, node, of, &took).map(|found| found.unwrap_or(id));
    let opened = crate::Seq(d.case().seq.0.saturating_add(1));
    let total = total(d, node, of);
    d.waiting.removed(took.len());
    d.waiting.wake_node(d.p, node, of);
    d.emit(EventKind::NodeEntered { visit: Visit { id, node, of, opened, total, done: 0, race }, took, kept });
}

/// The race that a node entered over these tokens runs in: none; or one, whose number is taken over from a sibling that
/// is open already.
fn race_of(d: &Draft<'_>, node: NodeId, of: Activation, took: &[Token]) -> Option<Option<VisitId>> {
    let gate = took.iter().find_map(|t| {
        let from = d.p.graph.flows.get(t.flow)?.from?;
        let gate = d.p.graph.nodes.get(from)?;
        (gate.split == Split::Race).then_some(gate)
    })?;
    let beside = |flow: &FlowId| d.p.graph.flows.get(*flow).map(|f| f.to).filter(|to| *to != node);
    let siblings: Few<NodeId> = gate.outs.iter().filter_map(beside).collect();
    let open = d.case().visits.iter().find(|v| v.of == of && v.race.is_some() && siblings.contains(&v.node));
    Some(open.and_then(|v| v.race))
}

fn instances<'p>(d: &Draft<'p>, node: NodeId) -> &'p Instances {
    const ONE: &Instances = &Instances::ONE;
    match d.p.graph.nodes.get(node).map(|n| n.work) {
        Some(Work::Step(step)) => &d.p.steps.at(step).instances,
        Some(Work::Scope(scope)) => &d.p.graph.scopes.at(scope).instances,
        Some(Work::Nothing | Work::Act(_) | Work::End | Work::Stop) | None => ONE,
    }
}

fn total(d: &Draft<'_>, node: NodeId, of: Activation) -> u16 {
    let clamp = |n: usize| u16::try_from(n).unwrap_or(u16::MAX);
    match instances(d, node).count {
        Count::One => 1,
        Count::Fixed(n) => n,
        Count::Number(field) => match d.case().value(field) {
            Value::Decimal(n) => n.to_whole().and_then(|n| usize::try_from(n).ok()).map_or(0, clamp),
            _ => 0,
        },
        Count::Items(list) => clamp(items(d, list).len()),
        Count::Roles => clamp(work::together(d, node, of).len()),
    }
}

/// Positions of the items of a list: entries of a field, ticked options (by option), cases found.
pub(crate) fn items(d: &Draft<'_>, list: ListRef) -> Vec<u16> {
    let positions = |n: usize| (0..u16::try_from(n).unwrap_or(u16::MAX)).collect();
    match list {
        ListRef::Field(field) => match d.case().value(field) {
            Value::Choices(bits) => {
                (0..64_u16).filter(|i| bits.checked_shr(u32::from(*i)).is_some_and(|b| b & 1 == 1)).collect()
            }
            value => positions(value.items().len()),
        },
        ListRef::Found(step) => positions(d.case().found.iter().find(|(s, _)| *s == step).map_or(0, |(_, c)| c.len())),
    }
}

/// Opens the instances of the latest visit of a node; a visit without instances is done at once.
pub(crate) fn open(d: &mut Draft<'_>, node: NodeId, of: Activation) -> Outcome<()> {
    let Some(visit) = d.case().visits.iter().rev().find(|v| v.node == node && v.of == of).copied() else {
        return Ok(());
    };
    let work = d.p.graph.nodes.at(node).work;
    if let Work::Scope(scope) = work {
        happen(d, Mark::ScopeOpened(scope), d.now)?;
    }
    if visit.total == 0 {
        return finish(d, visit.id);
    }
    match instances(d, node).count {
        Count::Items(list) => {
            for (n, index) in items(d, list).into_iter().enumerate() {
                d.within_bounds()?;
                open_one(d, &visit, work, Some(Item { list, index }), n)?;
            }
        }
        Count::One | Count::Fixed(_) | Count::Number(_) | Count::Roles => {
            let item = d.item_of(of);
            for n in 0..usize::from(visit.total) {
                d.within_bounds()?;
                open_one(d, &visit, work, item, n)?;
            }
        }
    }
    if let Work::Step(step) = work {
        work::opened(d, step, visit.id)?;
    }
    // Nobody waits for the instances: the case goes on at once, and they are done beside it.
    if instances(d, node).need == Need::N(0) { finish(d, visit.id) } else { Ok(()) }
}

fn open_one(d: &mut Draft<'_>, visit: &Visit, work: Work, item: Option<Item>, n: usize) -> Outcome<()> {
    if d.case().visit(visit.id).is_none() {
        return Ok(());
    }
    match work {
        Work::Step(step) => work::open(d, visit, step, item, n),
        Work::Scope(scope) => scope::open(d, visit, scope, item),
        Work::Nothing | Work::Act(_) | Work::End | Work::Stop => Ok(()),
    }
}

/// Opens the work of choosing a way at a gate that nobody could choose at yet.
pub(crate) fn open_choice(d: &mut Draft<'_>, node: NodeId, of: Activation) {
    let Some(visit) = d.case().visits.iter().rev().find(|v| v.node == node && v.of == of).copied() else { return };
    open_plain(d, &visit, What::Choose(node));
}

/// Opens work for the owner of the procedure: a choice, or the decision on a further round.
pub(crate) fn open_plain(d: &mut Draft<'_>, visit: &Visit, what: What) {
    let work = WorkId(d.next_id());
    let item = d.item_of(visit.of);
    let roles: Few<crate::RoleId> = d.p.owner.into_iter().collect();
    let mut how = Resolution { roles, ..Resolution::default() };
    if let Some(owner) = d.p.owner {
        let found = super::people::role_people(d, owner, item, visit.of);
        how.found = found.people;
        how.source = found.source.cloned().unwrap_or_default();
    }
    let opening = Opening {
        work,
        visit: visit.id,
        what,
        of: visit.of,
        item,
        role: d.p.owner,
        hidden: false,
        how,
        only: Few::new(),
    };
    d.emit(EventKind::WorkOpened(opening));
}

/// One more instance of a visit that may grow.
pub(crate) fn grow(d: &mut Draft<'_>, visit: Visit) -> Outcome<()> {
    let work = d.p.graph.nodes.at(visit.node).work;
    let n = usize::from(visit.total);
    d.emit(EventKind::Counted { visit: visit.id, done: visit.done, total: visit.total.saturating_add(1) });
    let item = d.item_of(visit.of);
    open_one(d, &visit, work, item, n)?;
    if let Work::Step(step) = work { work::opened(d, step, visit.id) } else { Ok(()) }
}

/// One more signer of a piece of work: an instance that only this person may do.
pub(crate) fn add_signer(d: &mut Draft<'_>, work: &Piece, step: crate::StepId, to: crate::PersonIx) {
    let Some(visit) = d.case().visit(work.visit).copied() else { return };
    d.emit(EventKind::Counted { visit: visit.id, done: visit.done, total: visit.total.saturating_add(1) });
    let only = Few::from_slice(&[to]);
    let how = Resolution { found: only.clone(), ..Resolution::default() };
    let id = WorkId(d.next_id());
    let what = What::Step(step);
    let opening = Opening {
        work: id,
        visit: visit.id,
        what,
        of: work.of,
        item: work.item,
        role: work.role,
        hidden: false,
        how,
        only,
    };
    d.emit(EventKind::WorkOpened(opening));
    super::clocks::open_work(d, step, id);
}

/// Optional work was left out: the whole card counts as passed, what else of it is open is withdrawn.
pub(crate) fn skipped(d: &mut Draft<'_>, id: VisitId) -> Outcome<()> {
    let Some(visit) = d.case().visit(id).copied() else { return Ok(()) };
    scope::withdraw_visit_rest(d, visit)?;
    leave_by_all(d, visit);
    Ok(())
}

/// An instance is done: counts it, and finishes the visit when enough are done.
pub(crate) fn count(d: &mut Draft<'_>, id: VisitId) -> Outcome<()> {
    let Some(visit) = d.case().visit(id).copied() else { return Ok(()) };
    let done = visit.done.saturating_add(1);
    if visit.total > 1 {
        d.emit(EventKind::Counted { visit: id, done, total: visit.total });
    }
    let instances = instances(d, visit.node);
    let enough = done >= visit.total
        || match instances.need {
            Need::All => false,
            Need::N(n) => done >= n,
            Need::When(guard) => d.holds(guard, d.item_of(visit.of), visit.of),
        };
    if !enough {
        return Ok(());
    }
    if done < visit.total && instances.rest == Rest::Withdraw {
        scope::withdraw_visit_rest(d, visit)?;
        return finish(d, id);
    }
    finish_open(d, visit)
}

/// Leaves a visit, if it is open still, by the flows that its split takes, and says what is done.
pub(crate) fn finish(d: &mut Draft<'_>, id: VisitId) -> Outcome<()> {
    match d.case().visit(id).copied() {
        Some(visit) => finish_open(d, visit),
        None => Ok(()),
    }
}

fn finish_open(d: &mut Draft<'_>, visit: Visit) -> Outcome<()> {
    won_race(d, &visit)?;
    let p = d.p;
    let node = &p.graph.nodes.at(visit.node);
    let ways = split::ways(d, visit.node, node, visit.of, d.item_of(visit.of))?;
    leave(d, &visit, ways.gave.unwrap_or_default(), ways.because);
    match node.work {
        Work::Step(step) => work::done(d, step, visit),
        Work::Scope(scope) => happen(d, Mark::ScopeDone(scope), d.now),
        Work::Nothing | Work::Act(_) | Work::End | Work::Stop => Ok(()),
    }
}

/// A gate's choice was made: leaves it by these flows.
pub(crate) fn leave_by(d: &mut Draft<'_>, id: VisitId, gave: Few<FlowId>) {
    if let Some(visit) = d.case().visit(id).copied() {
        leave(d, &visit, gave, Vec::new());
    }
}

/// Leaves a visit whatever its split says.
fn leave_by_all(d: &mut Draft<'_>, visit: Visit) {
    let gave = Few::from_slice(&d.p.graph.nodes.at(visit.node).outs);
    leave(d, &visit, gave, Vec::new());
}

fn leave(d: &mut Draft<'_>, visit: &Visit, gave: Few<FlowId>, because: Vec<Because>) {
    d.waiting.wake_behind(d.p, visit.of, &gave);
    d.emit(EventKind::NodeLeft { visit: visit.id, gave, because });
}

/// The same of a visit that may be gone.
pub(crate) fn won_race_of(d: &mut Draft<'_>, id: VisitId) -> Outcome<()> {
    d.case().visit(id).copied().map_or(Ok(()), |visit| won_race(d, &visit))
}

/// The first of a race: its siblings are withdrawn, with the tokens that had not opened anything yet.
pub(crate) fn won_race(d: &mut Draft<'_>, visit: &Visit) -> Outcome<()> {
    let Some(race) = visit.race else { return Ok(()) };
    let rivals: Vec<Visit> =
        d.case().visits.iter().filter(|v| v.race == Some(race) && v.id != visit.id).copied().collect();
    let waiting: Vec<Token> =
        d.case().tokens.iter().filter(|t| t.of == visit.of && shares_gate(d, t.flow, visit.node)).copied().collect();
    if rivals.is_empty() && waiting.is_empty() {
        return Ok(());
    }
    let mut withdrawal = Withdrawal { cause: Some(Cause::Race(visit.node)), tokens: waiting, ..Withdrawal::default() };
    for rival in rivals {
        scope::gather_visit(d, rival, &mut withdrawal);
    }
    scope::emit_withdrawal(d, withdrawal);
    Ok(())
}

fn shares_gate(d: &Draft<'_>, flow: FlowId, node: NodeId) -> bool {
    let gate = d.p.graph.flows.get(flow).and_then(|f| f.from).and_then(|from| d.p.graph.nodes.get(from));
    gate.is_some_and(|gate| {
        gate.split == Split::Race && gate.outs.iter().any(|out| d.p.graph.flows.get(*out).is_some_and(|f| f.to == node))
    })
}

/// Withdraws optional work that nobody has begun where all its siblings have arrived at the join behind.
pub(crate) fn drop_optional(d: &mut Draft<'_>) -> Outcome<bool> {
    let Some((visit, work)) = droppable(d) else { return Ok(false) };
    let withdrawal = Withdrawal {
        cause: Some(Cause::Enough(visit.node)),
        work: work.into_iter().collect(),
        ..Withdrawal::default()
    };
    scope::emit_withdrawal(d, withdrawal);
    leave_by_all(d, visit);
    Ok(true)
}

type Dropped = (WorkId, What, Option<Box<str>>);

fn droppable(d: &Draft<'_>) -> Option<(Visit, Vec<Dropped>)> {
    if !d.p.ready.leaves_out() {
        return None;
    }
    d.case().visits.iter().find_map(|visit| {
        let node = d.p.graph.nodes.get(visit.node)?;
        let Work::Step(step) = node.work else { return None };
        if !d.p.steps.at(step).optional {
            return None;
        }
        let join = d.p.graph.flows.get(*node.outs.first()?)?.to;
        let ready = joins_without_optional(d, join, visit.of);
        let work: Vec<_> = d.case().work.iter().filter(|w| w.visit == visit.id).collect();
        let begun = work.iter().any(|w| w.state >= WorkState::Taken);
        (ready && !begun).then(|| (*visit, work.iter().map(|w| (w.id, w.what, w.child.clone())).collect()))
    })
}

/// Whether every empty flow into an all-join comes from open optional work, and at least one flow is filled.
fn joins_without_optional(d: &Draft<'_>, join: NodeId, of: Activation) -> bool {
    let Some(node) = d.p.graph.nodes.get(join) else { return false };
    let filled = |flow: FlowId| d.case().tokens.contains(&Token { flow, of, spent: false });
    let optional = |flow: FlowId| {
        let from = d.p.graph.flows.get(flow).and_then(|f| f.from);
        let step = from.and_then(|n| match d.p.graph.nodes.get(n)?.work {
            Work::Step(step) => Some(step),
            Work::Nothing | Work::Scope(_) | Work::Act(_) | Work::End | Work::Stop => None,
        });
        step.is_some_and(|s| d.p.steps.at(s).optional)
            && d.case().visits.iter().any(|v| v.of == of && Some(v.node) == from)
    };
    node.join == Join::All
        && node.ins.len() > 1
        && node.ins.iter().any(|f| filled(*f))
        && node.ins.iter().all(|f| filled(*f) || optional(*f))
}

/// The list field behind an item, for work that is done per item.
pub(crate) const fn list_field(list: ListRef) -> Option<FieldId> {
    match list {
        ListRef::Field(field) => Some(field),
        ListRef::Found(_) => None,
    }
}
