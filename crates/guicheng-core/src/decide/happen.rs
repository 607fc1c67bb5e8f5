//! Happenings and what they set off: clocks, holds, `on` cards; and outside events.

use super::{
    actions, clocks,
    draft::{Draft, Outcome, Scene},
    norms, scope, work,
};
use crate::{
    Activation, Cause, EventKind, Heard, HoldId, Key, Mark, PersonIx, Place, ReactionId, Refused, SignalId, Status,
    StepKind, Timestamp, Trigger, What, WorkId, WorkState,
};
use alloc::{boxed::Box, vec::Vec};

/// Says that something happened at an instant: clocks start and stop, holds begin and end, `on` cards act.
#[inline]
pub(crate) fn happen(d: &mut Draft<'_>, mark: Mark, at: Timestamp) -> Outcome<()> {
    if d.p.ready.hears(mark) { heard(d, mark, at) } else { Ok(()) }
}

fn heard(d: &mut Draft<'_>, mark: Mark, at: Timestamp) -> Outcome<()> {
    let p = d.p;
    clocks::on_mark(d, mark, at);
    for (id, hold) in p.holds.iter() {
        if hold.until.contains(&mark) {
            let running: Vec<_> = d.case().holds.iter().filter(|h| h.hold == id).map(|h| h.id).collect();
            for run in running {
                end_hold(d, id, run)?;
            }
        }
        if hold.trigger.upon.contains(&mark) {
            hold_if_possible(d, id)?;
        }
    }
    for (id, on) in p.reactions.iter() {
        if on.trigger.upon.contains(&mark) {
            react_if_possible(d, id)?;
        }
    }
    Ok(())
}

/// Where an `on` card applies now: the activation concerned, if one of its cards is open.
pub(crate) fn place(d: &Draft<'_>, during: &Place, item: Option<u16>) -> Option<Activation> {
    let status = d.case().status;
    match during {
        Place::Open => (status == Status::Open).then_some(scope::ROOT),
        Place::Closed => (status == Status::Closed).then_some(scope::ROOT),
        Place::Cards(_) if status != Status::Open => None,
        Place::Cards(cards) => cards.iter().find_map(|card| scope::where_open(d, *card, item)),
    }
}

/// Whether the terms of a trigger hold, or the key that refuses.
pub(crate) fn terms(d: &Draft<'_>, trigger: &Trigger, of: Activation) -> Result<(), (Key, Refused)> {
    if let Some((line, most)) = trigger.at_most
        && d.case().taken(line) >= most
    {
        return Err((Key::AtMost, Refused::AtMost));
    }
    if let Some(clock) = trigger.within
        && !clocks::is_within(d, clock)
    {
        return Err((Key::Within, Refused::OutOfTime(clock)));
    }
    if !d.allows(trigger.when, d.item_of(of), of) {
        return Err((Key::When, Refused::ConditionFails));
    }
    Ok(())
}

/// Sets off an `on` card that needs no person, if it applies. Says whether it did.
pub(crate) fn react_if_possible(d: &mut Draft<'_>, id: ReactionId) -> Outcome<bool> {
    let p = d.p;
    let on = &p.reactions.at(id);
    let Some(of) = place(d, &on.during, None) else { return Ok(false) };
    if terms(d, &on.trigger, of).is_err() {
        return Ok(false);
    }
    react(d, id, of, None, None)?;
    Ok(true)
}

/// Does what an `on` card says.
pub(crate) fn react(
    d: &mut Draft<'_>,
    id: ReactionId,
    of: Activation,
    by: Option<PersonIx>,
    reason: Option<Box<str>>,
) -> Outcome<()> {
    let p = d.p;
    let on = &p.reactions.at(id);
    if d.case().status == Status::Closed {
        d.emit(EventKind::Reopened);
        clocks::reopened(d);
    }
    d.emit(EventKind::Reacted { reaction: id, by, reason });
    take_line(d, &on.trigger);
    let item = d.item_of(of);
    let bound = matches!(on.during, Place::Cards(_));
    actions::run(d, on.acts, Scene { cause: Cause::Reaction(id), of, bound, item, key: None })
}

fn take_line(d: &mut Draft<'_>, trigger: &Trigger) {
    if let Some((line, _)) = trigger.at_most {
        let count = d.case().taken(line).saturating_add(1);
        d.emit(EventKind::LineTaken { line, count });
    }
}

fn hold_if_possible(d: &mut Draft<'_>, id: HoldId) -> Outcome<bool> {
    let p = d.p;
    let hold = &p.holds.at(id);
    let Some(of) = hold.during.iter().find_map(|card| scope::where_open(d, *card, None)) else { return Ok(false) };
    let running = d.case().holds.iter().any(|h| h.hold == id && h.of == of);
    if running || terms(d, &hold.trigger, of).is_err() {
        return Ok(false);
    }
    begin_hold(d, id, of, None, None)?;
    Ok(true)
}

/// Begins a hold.
pub(crate) fn begin_hold(
    d: &mut Draft<'_>,
    hold: HoldId,
    of: Activation,
    by: Option<PersonIx>,
    reason: Option<Box<str>>,
) -> Outcome<()> {
    let p = d.p;
    let def = &p.holds.at(hold);
    let id = WorkId(d.next_id());
    let state = crate::HoldState { hold, of, id, since: d.at };
    d.emit(EventKind::HoldBegan { hold: state, by, reason });
    take_line(d, &def.trigger);
    clocks::open_hold(d, hold, id);
    norms::refresh_held(d);
    if let Some(card) = def.also {
        let item = d.item_of(of);
        scope::begin_beside(d, card, Scene { cause: Cause::End, of, bound: true, item, key: None })?;
    }
    happen(d, Mark::HoldBegan(hold), d.at)
}

/// Ends one run of a hold.
pub(crate) fn end_hold(d: &mut Draft<'_>, hold: HoldId, id: WorkId) -> Outcome<()> {
    clocks::close_work(d, id);
    d.emit(EventKind::HoldEnded { hold, id });
    norms::refresh_held(d);
    happen(d, Mark::HoldEnded(hold), d.at)
}

/// An outside event: everybody who waits for it hears it; else it is kept or lost.
pub(crate) fn signal(d: &mut Draft<'_>, signal: SignalId) -> Outcome<()> {
    let p = d.p;
    let waiting = listeners(d, signal);
    let mark = Mark::Signal(signal);
    let reacting = p.reactions.iter().any(|(_, on)| {
        on.trigger.upon.contains(&mark)
            && place(d, &on.during, None).is_some_and(|of| terms(d, &on.trigger, of).is_ok())
    });
    let holding = p.holds.iter().any(|(_, hold)| {
        hold.until.contains(&mark) && !d.case().holds.is_empty()
            || hold.trigger.upon.contains(&mark)
                && hold.during.iter().any(|card| scope::where_open(d, *card, None).is_some())
    });
    let kept = p.signals.get(signal).is_some_and(|s| s.kept);
    let how = if !waiting.is_empty() || reacting || holding || clocks::listens(d, mark) {
        Heard::Heard
    } else if kept {
        Heard::Kept
    } else {
        Heard::Lost
    };
    d.emit(EventKind::Signalled { signal, how });
    for id in waiting {
        work::end(d, id, None)?;
    }
    happen(d, mark, d.at)
}

fn listeners(d: &Draft<'_>, signal: SignalId) -> Vec<WorkId> {
    let waits = |w: &&crate::WorkItem| {
        let What::Step(step) = w.what else { return false };
        let for_it = matches!(d.p.steps.at(step).kind, StepKind::Wait(Some(s)) if s == signal);
        for_it && !w.held && w.state != WorkState::Hidden
    };
    d.case().work.iter().filter(waits).map(|w| w.id).collect()
}

/// A kept outside event that an `on` card, a hold or a wait can hear now. Says whether one was taken.
pub(crate) fn open_mail(d: &mut Draft<'_>) -> Outcome<bool> {
    if d.case().mailbox.is_empty() {
        return Ok(false);
    }
    for signal in d.case().mailbox.clone() {
        let mark = Mark::Signal(signal);
        if let Some(id) = listeners(d, signal).first().copied() {
            d.emit(EventKind::MailTaken { signal });
            work::end(d, id, None)?;
            return Ok(true);
        }
        let p = d.p;
        for (id, hold) in p.holds.iter() {
            let ends = hold.until.contains(&mark);
            let run = d.case().holds.iter().find(|h| h.hold == id).map(|h| h.id);
            if let (true, Some(run)) = (ends, run) {
                d.emit(EventKind::MailTaken { signal });
                end_hold(d, id, run)?;
                return Ok(true);
            }
            if hold.trigger.upon.contains(&mark) && hold_if_possible(d, id)? {
                d.emit(EventKind::MailTaken { signal });
                return Ok(true);
            }
        }
        for (id, on) in p.reactions.iter() {
            if on.trigger.upon.contains(&mark) && react_if_possible(d, id)? {
                d.emit(EventKind::MailTaken { signal });
                return Ok(true);
            }
        }
    }
    Ok(false)
}
