//! What people do with work: completing, claiming, passing on, leaving out.

use super::{
    clocks,
    draft::{Draft, Outcome},
    fields::{self, Asked},
    happen::happen,
    kernel, norms, people,
    piece::Piece,
    refuse, scope, section, visit,
};
use crate::{
    Act, CardRef, Completion, Done, EventKind, Few, FlowId, Input, Key, Mark, PersonIx, Pick, Pointer, Refused, StepId,
    Taken, Task, What, WorkId, WorkItem, WorkState,
};
use alloc::{boxed::Box, vec::Vec};

/// Carries out an act on work.
pub(crate) fn on_work(d: &mut Draft<'_>, act: &Act) -> Outcome<()> {
    match act {
        Act::Complete(at, input) => complete(d, *at, input),
        Act::Skip(at, reason) => skip(d, *at, reason),
        Act::Claim(at) => claim(d, *at),
        Act::Release(at, reason) => release(d, *at, reason.as_deref()),
        Act::Start(at) => start(d, *at),
        Act::Delegate(at, to) => delegate(d, *at, to),
        Act::Reassign(at, to, reason) => reassign(d, *at, to, reason),
        Act::Substitute(from, to, reason) => substitute(d, from, to, reason),
        Act::AddSigner(at, to) => add_signer(d, *at, to),
        Act::Urge(at) => urge(d, *at),
        _ => Ok(()),
    }
}

fn actor(d: &Draft<'_>) -> Outcome<PersonIx> {
    d.actor.ok_or_else(|| d.refuse(Refused::NotYours))
}

/// Whether a pointer may mean this work.
fn is_meant(at: Pointer, w: &WorkItem) -> bool {
    match at {
        Pointer::Work(id) => w.id == id,
        Pointer::Step(step, item) => {
            w.what == What::Step(step) && item.is_none_or(|i| w.item.is_some_and(|own| own.index == i))
        }
        Pointer::Gate(node) => w.what == What::Choose(node),
    }
}

/// In which order the work that is meant is looked at: the actor's own, what is free, what others have, what is hidden.
fn rank(d: &Draft<'_>, w: &WorkItem) -> u8 {
    match (w.state, w.holder) {
        (WorkState::Hidden, _) => 3,
        (_, Some(holder)) if Some(holder) == d.actor => 0,
        (_, None) => 1,
        (_, Some(_)) => 2,
    }
}

/// The next piece of open work that a pointer may mean, by rank and then in the order of opening, from this rank and
/// position on; and from where to go on.
fn next_meant(d: &Draft<'_>, at: Pointer, from: (u8, usize)) -> Option<(Piece, (u8, usize))> {
    let mut best: Option<((u8, usize), &WorkItem)> = None;
    for (position, work) in d.case().work.iter().enumerate().filter(|(_, w)| is_meant(at, w)) {
        let key = (rank(d, work), position);
        if key >= from && best.is_none_or(|(known, _)| key < known) {
            best = Some((key, work));
        }
    }
    best.map(|((rank, position), work)| (Piece::of(work), (rank, position + 1)))
}

/// The first of them.
fn first(d: &Draft<'_>, at: Pointer) -> Option<Piece> {
    next_meant(d, at, (0, 0)).map(|(work, _)| work)
}

/// The first piece of work meant that the actor may do, or why not.
fn mine(d: &mut Draft<'_>, at: Pointer) -> Outcome<Piece> {
    let person = actor(d)?;
    let mut refusal = None;
    let mut from = (0, 0);
    while let Some((work, next)) = next_meant(d, at, from) {
        from = next;
        if work.state == WorkState::Hidden {
            refusal = refusal.or_else(|| Some(of_work(d, &work, Key::OpensWhen, Refused::NotYet)));
            break;
        }
        match people::may_do(d, &work, person) {
            Ok(()) if work.held => refusal = Some(held(d, &work)),
            Ok(()) => return Ok(work),
            Err(why) => refusal = refusal.or(Some(why)),
        }
    }
    Err(refusal.unwrap_or_else(|| not_open(d, at)))
}

fn not_open(d: &Draft<'_>, at: Pointer) -> Box<crate::Rejection> {
    match at {
        Pointer::Step(step, _) => refuse::by_step(d, step, Key::Whole, Refused::NotOpen),
        Pointer::Gate(node) => refuse::by_card(d, CardRef::Gate(node), Key::Whole, Refused::NotOpen),
        Pointer::Work(_) => d.refuse(Refused::NotOpen),
    }
}

fn of_work(d: &Draft<'_>, work: &Piece, key: Key, code: Refused) -> Box<crate::Rejection> {
    match work.what {
        What::Step(step) => refuse::by_step(d, step, key, code),
        What::Choose(node) => refuse::by_card(d, CardRef::Gate(node), key, code),
        What::Round(scope) => refuse::by_card(d, CardRef::Scope(scope), key, code),
    }
}

/// Held work is refused by the rule or hold that holds it, in its words and with its clauses.
fn held(d: &Draft<'_>, work: &Piece) -> Box<crate::Rejection> {
    match norms::holds_up(d, work.what, work.of) {
        Some(by) => refuse::held(d, by),
        None => of_work(d, work, Key::Whole, Refused::Held),
    }
}

/// Refuses where the work has changed since the sender looked.
fn fresh(d: &Draft<'_>, work: &Piece) -> Outcome<()> {
    match d.command.seen {
        Some(seen) if work.opened > seen && !matches!(d.command.act, Act::Open { .. }) => {
            Err(d.refuse(Refused::Stale { seen }))
        }
        _ => Ok(()),
    }
}

/// Completes a piece of work that was opened a moment ago by the same command.
pub(crate) fn complete_first(d: &mut Draft<'_>, work: WorkId, input: &Input) -> Outcome<()> {
    complete(d, Pointer::Work(work), input)
}

fn complete(d: &mut Draft<'_>, at: Pointer, input: &Input) -> Outcome<()> {
    let work = mine(d, at)?;
    fresh(d, &work)?;
    let by = actor(d)?;
    let step = match work.what {
        What::Step(step) => step,
        What::Choose(node) => return choose(d, &work, node, input),
        What::Round(_) => return Err(d.refuse(Refused::NotOpen)),
    };
    let p = d.p;
    let Some(task) = p.task(step) else { return Err(refuse::by_step(d, step, Key::Whole, Refused::NotYours)) };
    may_begin(d, step, task, &work, by)?;
    if work.holder.is_none() {
        d.emit(EventKind::WorkTaken { work: work.id, by, how: Taken::Claimed });
        clocks::taken(d, work.id);
        happen(d, Mark::StepClaimed(step), d.at)?;
    }
    let visit = d.case().visit(work.visit).copied();
    visit.map_or(Ok(()), |visit| visit::won_race(d, &visit))?;
    d.doing = Some(step);
    let asked = Asked {
        card: CardRef::Step(step),
        fills: &task.fills,
        check: &task.check,
        why: task.why,
        sign: task.sign,
        since: visit.map(|visit| visit.opened),
    };
    fields::take(d, &asked, input, work.item, work.of)?;
    // A rule over the very step may depend on what was just filled in.
    norms::before(d, CardRef::Step(step), work.item, work.of)?;
    name_people(d, step, task, input)?;
    finish(d, step, &work, by, input)
}

/// Whether the actor may begin: claimed if need be, the section free, the rules met.
fn may_begin(d: &mut Draft<'_>, step: StepId, task: &Task, work: &Piece, by: PersonIx) -> Outcome<()> {
    if task.pick == Pick::Claim && work.holder != Some(by) {
        return Err(refuse::by_step(d, step, Key::Pick, Refused::ClaimFirst));
    }
    let busy = |of| section::is_busy(d, of, work.of, Some(work.id));
    if d.p.steps.at(step).section.is_some_and(busy) {
        return Err(refuse::by_step(d, step, Key::Whole, Refused::SectionBusy));
    }
    norms::during(d, step, work.item, work.of)
}

fn name_people(d: &mut Draft<'_>, step: StepId, task: &Task, input: &Input) -> Outcome<()> {
    let Some((later, role)) = task.names else { return Ok(()) };
    if input.names.is_empty() {
        return Err(refuse::by_step(d, step, Key::Names, Refused::MissingName));
    }
    let named: Few<PersonIx> = input.names.iter().map(|name| d.meet(name)).collect();
    let who = crate::Who(Box::new([crate::RoleRef::Role(role)]));
    for person in &named {
        if !people::is_one_of(d, &who, *person, None, scope::ROOT) {
            return Err(refuse::by_step(d, step, Key::Names, Refused::NotYours));
        }
    }
    d.emit(EventKind::Named { step: later, people: named });
    Ok(())
}

fn finish(d: &mut Draft<'_>, step: StepId, work: &Piece, by: PersonIx, input: &Input) -> Outcome<()> {
    clocks::close_work(d, work.id);
    let on_behalf = d.command.actor.on_behalf.as_deref().map(|name| d.meet(name));
    let done = Done { step, item: work.item, visit: work.visit, by: Some(by), at: d.at };
    d.emit(EventKind::WorkDone(Completion {
        work: work.id,
        done: Some(done),
        on_behalf,
        reason: input.why.clone(),
        signed: input.sign,
        checks: input.check.clone(),
    }));
    visit::count(d, work.visit)
}

/// A choice at a gate that nobody could choose at before.
fn choose(d: &mut Draft<'_>, work: &Piece, node: crate::NodeId, input: &Input) -> Outcome<()> {
    let p = d.p;
    let gate = &p.graph.nodes.at(node);
    let leads_to = |flow: &FlowId| p.graph.flows.get(*flow).is_some_and(|f| input.choose.contains(&f.to));
    let gave: Few<FlowId> = gate.outs.iter().copied().filter(leads_to).collect();
    let one = matches!(gate.split, crate::Split::One(_));
    if gave.is_empty() || gave.len() < input.choose.len() || (one && gave.len() > 1) {
        let code = if input.choose.is_empty() { Refused::MissingChoice } else { Refused::WrongChoice };
        return Err(refuse::by_card(d, CardRef::Gate(node), Key::Whole, code));
    }
    let completion = Completion {
        work: work.id,
        done: None,
        on_behalf: None,
        reason: input.why.clone(),
        signed: input.sign,
        checks: Vec::new(),
    };
    d.emit(EventKind::WorkDone(completion));
    visit::leave_by(d, work.visit, gave);
    Ok(())
}

fn skip(d: &mut Draft<'_>, at: Pointer, reason: &str) -> Outcome<()> {
    let work = mine(d, at)?;
    let by = actor(d)?;
    let What::Step(step) = work.what else { return Err(d.refuse(Refused::NotOptional)) };
    if !d.p.steps.at(step).optional {
        return Err(refuse::by_step(d, step, Key::Optional, Refused::NotOptional));
    }
    if reason.trim().is_empty() {
        return Err(refuse::by_step(d, step, Key::Why, Refused::MissingReason));
    }
    d.emit(EventKind::WorkSkipped { work: work.id, by, reason: reason.into() });
    visit::skipped(d, work.visit)
}

fn claim(d: &mut Draft<'_>, at: Pointer) -> Outcome<()> {
    let work = mine(d, at)?;
    let by = actor(d)?;
    if work.holder == Some(by) {
        return Ok(());
    }
    d.emit(EventKind::WorkTaken { work: work.id, by, how: Taken::Claimed });
    clocks::taken(d, work.id);
    visit::won_race_of(d, work.visit)?;
    match work.what {
        What::Step(step) => happen(d, Mark::StepClaimed(step), d.at),
        What::Choose(_) | What::Round(_) => Ok(()),
    }
}

fn held_by_actor(d: &mut Draft<'_>, at: Pointer) -> Outcome<(Piece, PersonIx)> {
    let by = actor(d)?;
    match d.case().work.iter().find(|w| is_meant(at, w) && w.holder == Some(by)) {
        Some(work) => Ok((Piece::of(work), by)),
        None => Err(not_open(d, at)),
    }
}

fn release(d: &mut Draft<'_>, at: Pointer, reason: Option<&str>) -> Outcome<()> {
    let (work, by) = held_by_actor(d, at)?;
    d.emit(EventKind::WorkReleased { work: work.id, by, reason: reason.map(Box::from) });
    Ok(())
}

fn start(d: &mut Draft<'_>, at: Pointer) -> Outcome<()> {
    let work = mine(d, at)?;
    let by = actor(d)?;
    if let What::Step(step) = work.what {
        let p = d.p;
        if let Some(task) = p.task(step) {
            may_begin(d, step, task, &work, by)?;
        }
        if work.holder.is_none() {
            d.emit(EventKind::WorkTaken { work: work.id, by, how: Taken::Claimed });
            clocks::taken(d, work.id);
            happen(d, Mark::StepClaimed(step), d.at)?;
        }
    }
    visit::won_race_of(d, work.visit)?;
    d.emit(EventKind::WorkStarted { work: work.id, by });
    Ok(())
}

/// The holder passes it on to another who may do it.
fn delegate(d: &mut Draft<'_>, at: Pointer, to: &str) -> Outcome<()> {
    let (work, by) = held_by_actor(d, at)?;
    give(d, &work, to, by)
}

fn give(d: &mut Draft<'_>, work: &Piece, to: &str, by: PersonIx) -> Outcome<()> {
    let to = d.meet(to);
    if let What::Step(step) = work.what {
        let p = d.p;
        if let Some(task) = p.task(step)
            && (people::unfit(d, step, task, work.item, work.of, to).is_some()
                || people::has_another(d, work, to)
                || people::is_needed_elsewhere(d, work, step, task, to, Some(work.id)))
        {
            return Err(refuse::by_step(d, step, Key::NotSame, Refused::NotDistinct));
        }
    }
    d.emit(EventKind::WorkTaken { work: work.id, by: to, how: Taken::Given(by) });
    Ok(())
}

fn owner_acts(d: &mut Draft<'_>, reason: &str) -> Outcome<PersonIx> {
    let by = actor(d)?;
    let Some(owner) = d.p.owner else { return Err(d.refuse(Refused::NotYours)) };
    if !people::role_people(d, owner, None, scope::ROOT).people.contains(&by) {
        return Err(d.refuse(Refused::NotYours));
    }
    if reason.trim().is_empty() { Err(d.refuse(Refused::MissingReason)) } else { Ok(by) }
}

fn reassign(d: &mut Draft<'_>, at: Pointer, to: &str, reason: &str) -> Outcome<()> {
    let by = owner_acts(d, reason)?;
    let Some(work) = first(d, at) else { return Err(not_open(d, at)) };
    if let Some(holder) = work.holder {
        d.emit(EventKind::WorkReleased { work: work.id, by: holder, reason: Some(reason.into()) });
    }
    give(d, &work, to, by)
}

fn substitute(d: &mut Draft<'_>, from: &str, to: &str, reason: &str) -> Outcome<()> {
    let by = owner_acts(d, reason)?;
    let Some(from) = d.case().person_ix(from) else { return Err(d.refuse(Refused::NotOpen)) };
    let held: Vec<Piece> = d.case().work.iter().filter(|w| w.holder == Some(from)).map(Piece::of).collect();
    if held.is_empty() {
        return Err(d.refuse(Refused::NotOpen));
    }
    for work in held {
        d.emit(EventKind::WorkReleased { work: work.id, by: from, reason: Some(reason.into()) });
        give(d, &work, to, by)?;
    }
    Ok(())
}

/// One more signer: a further instance of the same work that only this person may do.
fn add_signer(d: &mut Draft<'_>, at: Pointer, to: &str) -> Outcome<()> {
    let work = mine(d, at)?;
    let What::Step(step) = work.what else { return Err(d.refuse(Refused::NotGrowing)) };
    let to = d.meet(to);
    let p = d.p;
    let needed = p.task(step).is_some_and(|task| people::is_needed_elsewhere(d, &work, step, task, to, None));
    if needed || people::has_another(d, &work, to) || work.holder == Some(to) || d.actor == Some(to) {
        return Err(refuse::by_step(d, step, Key::Count, Refused::NotDistinct));
    }
    visit::add_signer(d, &work, step, to);
    Ok(())
}

fn urge(d: &mut Draft<'_>, at: Pointer) -> Outcome<()> {
    let by = actor(d)?;
    let Some(work) = first(d, at) else { return Err(not_open(d, at)) };
    d.emit(EventKind::Urged { work: work.id, by });
    Ok(())
}

/// More instances of open work that may grow.
pub(crate) fn add_instance(d: &mut Draft<'_>, step: StepId) -> Outcome<()> {
    let growing = d.p.steps.at(step).instances.grow;
    if !growing {
        return Err(refuse::by_step(d, step, Key::Add, Refused::NotGrowing));
    }
    let at = Pointer::Step(step, None);
    let Some(work) = first(d, at) else { return Err(not_open(d, at)) };
    match d.case().visit(work.visit).copied() {
        Some(visit) => visit::grow(d, visit),
        None => Err(not_open(d, at)),
    }
}

/// The person's decision on a loop whose bound is reached.
pub(crate) fn more_rounds(d: &mut Draft<'_>, id: WorkId, again: bool) -> Outcome<()> {
    let person = actor(d)?;
    let Some(work) = d.case().work_item(id).map(Piece::of) else { return Err(d.refuse(Refused::NotOpen)) };
    let What::Round(scope_id) = work.what else { return Err(d.refuse(Refused::NotOpen)) };
    people::may_do(d, &work, person)?;
    let Some(visit) = d.case().visit(work.visit).copied() else { return Err(d.refuse(Refused::NotOpen)) };
    let completion =
        Completion { work: id, done: None, on_behalf: None, reason: None, signed: false, checks: Vec::new() };
    d.emit(EventKind::WorkDone(completion));
    if again {
        let bound = d.p.graph.scopes.at(scope_id).repeat.map_or(u16::MAX, |r| r.at_most);
        scope::another_round(d, scope_id, visit, bound, work.item);
        kernel::settle(d)
    } else {
        visit::count(d, visit.id)
    }
}
