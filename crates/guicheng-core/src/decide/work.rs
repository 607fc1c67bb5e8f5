//! Opening work, and what follows when a card is done.

use super::{
    clocks,
    draft::{Draft, Outcome},
    happen::happen,
    notice,
    people::{self, Resolved},
    scope, visit,
};
use crate::{
    Activation, Call, CallVersion, Cause, Done, EventKind, Few, Item, Mark, NodeId, Opening, PersonIx, Pick, Question,
    RoleId, StepId, StepKind, Taken, Visit, VisitId, What, Work, WorkId, WorkItem, WorkState,
};
use alloc::{boxed::Box, format, vec::Vec};

/// The roles of a `together` step: one piece of work for each.
pub(crate) fn together(d: &Draft<'_>, node: NodeId, of: Activation) -> Few<RoleId> {
    let Some(Work::Step(step)) = d.p.graph.nodes.get(node).map(|n| n.work) else { return Few::new() };
    d.p.task(step).map_or_else(Few::new, |task| people::roles(d, &task.who, d.item_of(of)))
}

/// Opens one piece of work of a card.
pub(crate) fn open(d: &mut Draft<'_>, visit: &Visit, step: StepId, item: Option<Item>, n: usize) -> Outcome<()> {
    let p = d.p;
    let card = &p.steps.at(step);
    let work = WorkId(d.next_id());
    let hidden = !d.allows(card.opens_when, item, visit.of);
    let mut role = None;
    let mut found = Resolved::default();
    if let Some(task) = p.task(step) {
        if card.instances.count == crate::Count::Roles {
            role = together(d, visit.node, visit.of).get(n).copied();
        }
        if !hidden {
            found = people::resolve(d, step, task, role, item, visit.of);
        }
    }
    let what = What::Step(step);
    let served = found.is_served() && !p.ready.bars();
    let only = core::mem::take(&mut found.only);
    let how = found.recorded();
    let opening = Opening { work, visit: visit.id, what, of: visit.of, item, role, hidden, how, only };
    d.emit(EventKind::WorkOpened(opening));
    if hidden { Ok(()) } else { begin(d, step, work, served) }
}

/// Hidden work whose condition holds now is shown.
pub(crate) fn show(d: &mut Draft<'_>, work: WorkId, step: StepId) -> Outcome<()> {
    d.emit(EventKind::WorkShown(work));
    begin(d, step, work, false)?;
    happen(d, Mark::StepOpened(step), d.now)
}

/// What begins with open work: its clocks, its allocation, or the wait, call or look-up itself. Where it is known that
/// somebody can take it, nobody looks again.
fn begin(d: &mut Draft<'_>, step: StepId, work: WorkId, served: bool) -> Outcome<()> {
    let p = d.p;
    clocks::open_work(d, step, work);
    match &p.steps.at(step).kind {
        StepKind::Task(task) => {
            allocate(d, step, work, task.pick);
            if served { Ok(()) } else { nobody(d, step, work) }
        }
        StepKind::Wait(Some(signal)) => {
            if d.case().mailbox.contains(signal) {
                d.emit(EventKind::MailTaken { signal: *signal });
                return end(d, work, None);
            }
            Ok(())
        }
        StepKind::Call(call) => {
            let child = format!("{}", work.0).into_boxed_str();
            send_call(d, step, work, call, child);
            Ok(())
        }
        StepKind::Wait(None) | StepKind::Lookup(_) => Ok(()),
    }
}

/// Gives work to a person by the card's policy.
pub(crate) fn allocate(d: &mut Draft<'_>, step: StepId, work: WorkId, pick: Pick) {
    if matches!(pick, Pick::Offer | Pick::Claim) {
        return;
    }
    if let Some(by) = people::pick(d, step, work) {
        d.emit(EventKind::WorkTaken { work, by, how: Taken::Allocated });
    }
}

/// Nobody is there for it: recorded, and handed up at once.
fn nobody(d: &mut Draft<'_>, step: StepId, work: WorkId) -> Outcome<()> {
    let Some(item) = d.case().work_item(work) else { return Ok(()) };
    if item.holder.is_some() || !item.only.is_empty() {
        return Ok(());
    }
    let (role, place, of) = (item.role, item.item, item.of);
    let Some(task) = d.p.task(step) else { return Ok(()) };
    let found = people::resolve(d, step, task, role, place, of);
    if found.is_served() || people::open_to_anyone(d, task) || d.asks() {
        return Ok(());
    }
    let how = found.recorded();
    d.emit(EventKind::Nobody { work: Some(work), notice: None, roles: how.roles, source: how.source });
    let climbs = task.ack.is_some();
    people::tell_owner(d, Cause::Nobody);
    if climbs { clocks::climb_now(d, crate::ClockKey::Work(work)) } else { Ok(()) }
}

/// Calls that were taken back when the case was merged go out again, each under an id of its own.
pub(crate) fn call_again(d: &mut Draft<'_>) {
    let p = d.p;
    let call = |w: &WorkItem| match w.what {
        What::Step(step) if w.child.is_none() && w.state != WorkState::Hidden => match &p.steps.at(step).kind {
            StepKind::Call(call) => Some((w.id, step, &**call)),
            StepKind::Task(_) | StepKind::Wait(_) | StepKind::Lookup(_) => None,
        },
        What::Step(_) | What::Choose(_) | What::Round(_) => None,
    };
    let calls: Vec<(WorkId, StepId, &Call)> = d.case().work.iter().filter_map(call).collect();
    for (work, step, call) in calls {
        let child = format!("{}-{}", work.0, d.case().seq.0.saturating_add(1)).into_boxed_str();
        send_call(d, step, work, call, child);
    }
}

/// A child case is called: its id is made of this case's id and `child` by the host; its version is pinned or asked.
fn send_call(d: &mut Draft<'_>, step: StepId, work: WorkId, call: &Call, child: Box<str>) {
    let Some(item) = d.case().work_item(work).map(|w| (w.item, w.of)) else { return };
    let version = match call.version {
        CallVersion::Exactly(version) => version,
        CallVersion::InForce => {
            d.ask(Question::VersionInForce { step, at: d.now }).and_then(|a| a.number).unwrap_or_default()
        }
    };
    let give = call.give.iter().map(|(name, e)| (name.clone(), d.value(*e, item.0, item.1))).collect();
    d.emit(EventKind::Called { work, child, version, give });
}

/// After all instances of a visit are open: the card counts as opened, and its notices go out.
pub(crate) fn opened(d: &mut Draft<'_>, step: StepId, visit: VisitId) -> Outcome<()> {
    if d.case().work.iter().any(|w| w.visit == visit && w.state == WorkState::Hidden) {
        return Ok(());
    }
    let p = d.p;
    let of = d.case().visit(visit).map_or(scope::ROOT, |v| v.of);
    for notice in &p.steps.at(step).tell {
        notice::send(d, *notice, d.item_of(of), of)?;
    }
    happen(d, Mark::StepOpened(step), d.now)
}

/// A piece of work ends without a person: its event came, its child closed, its answer is there, a clock gave it up.
pub(crate) fn end(d: &mut Draft<'_>, work: WorkId, by: Option<PersonIx>) -> Outcome<()> {
    let Some(item) = d.case().work_item(work) else { return Ok(()) };
    let (visit, place) = (item.visit, item.item);
    match item.what {
        What::Step(step) => {
            let done = Done { step, item: place, visit, by, at: d.at };
            clocks::close_work(d, work);
            d.emit(EventKind::WorkEnded { work, done });
            visit::count(d, visit)
        }
        What::Choose(_) | What::Round(_) => Ok(()),
    }
}

/// A card is done: its register is written, its duty passes, and whoever waits for it hears of it.
pub(crate) fn done(d: &mut Draft<'_>, step: StepId, visit: Visit) -> Outcome<()> {
    let p = d.p;
    let card = &p.steps.at(step);
    if let Some(register) = card.write {
        d.emit(EventKind::Registered(register));
    }
    if let StepKind::Task(task) = &card.kind
        && let Some(passes) = &task.passes
    {
        let item = d.item_of(visit.of);
        let from = people::role_people(d, passes.from, item, visit.of).people.first().copied();
        let to = people::role_people(d, passes.to, item, visit.of).people.first().copied();
        if let (Some(from), Some(to)) = (from, to) {
            d.emit(EventKind::DutyPassed { duty: passes.duty.clone(), from, to });
        }
    }
    happen(d, Mark::StepDone(step), d.at)
}
