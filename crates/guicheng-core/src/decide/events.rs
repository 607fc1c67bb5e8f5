//! Acts that are not on work: filling fields, `on` cards, holds, outside events, answers, corrections.

use super::{
    draft::{Draft, Outcome},
    fields::{self, Asked},
    happen, people,
    piece::Piece,
    refuse, scope, work,
};
use crate::{
    CardRef, Entry, EventKind, HoldId, Input, Item, Key, LookupAnswer, PersonIx, Pick, ReactionId, Refused, Seq,
    SignalId, Status, StepKind, Trigger, What, WorkId, WorkState,
};
use alloc::vec::Vec;

/// Does the first open step at once with what came along with opening.
pub(crate) fn first_step(d: &mut Draft<'_>, input: Option<&Input>) -> Outcome<()> {
    let Some(input) = input else { return Ok(()) };
    let open = d.case().work.iter().find(|w| matches!(w.what, What::Step(_)) && w.state != WorkState::Hidden);
    let Some(id) = open.map(|w| w.id) else { return Err(d.refuse(Refused::NotOpen)) };
    d.completing = true;
    super::acts::complete_first(d, id, input)
}

/// Confirms a notice.
pub(crate) fn confirm(d: &mut Draft<'_>, number: u32) -> Outcome<()> {
    let by = person(d)?;
    let Some(waiting) = d.case().unconfirmed.iter().find(|n| n.number == number) else {
        return Err(d.refuse(Refused::NoSuchNotice));
    };
    if !waiting.to.contains(&by) {
        return Err(d.refuse(Refused::NotYours));
    }
    d.emit(EventKind::Confirmed { number, by });
    Ok(())
}

fn person(d: &Draft<'_>) -> Outcome<PersonIx> {
    d.actor.ok_or_else(|| d.refuse(Refused::NotYours))
}

/// Fills fields outside any completion: those asked by a card that is open and that the actor may do.
pub(crate) fn fill(d: &mut Draft<'_>, fill: &[Entry], item: Option<Item>) -> Outcome<()> {
    let by = person(d)?;
    let p = d.p;
    for (field, value) in fill {
        let asking: Vec<Piece> = d
            .case()
            .work
            .iter()
            .filter(|w| match w.what {
                What::Step(step) => p.task(step).is_some_and(|t| t.fills.iter().any(|f| f.field == *field)),
                What::Choose(_) | What::Round(_) => false,
            })
            .map(Piece::of)
            .collect();
        let mut refusal = None;
        let mut at = None;
        for work in &asking {
            match people::may_do(d, work, by) {
                Ok(()) => at = at.or(Some((work.item, work.of))),
                Err(why) => refusal = refusal.or(Some(why)),
            }
        }
        let Some((own, _)) = at else {
            return Err(refusal.unwrap_or_else(|| d.refuse(Refused::NotAsked(*field))));
        };
        let value = fields::people_met(d, *field, value);
        fields::check(d, *field, &value)?;
        fields::set(d, *field, item.or(own), value.into_owned(), None)?;
    }
    Ok(())
}

/// An `on` card's act.
pub(crate) fn react(d: &mut Draft<'_>, id: ReactionId, item: Option<u16>, input: &Input) -> Outcome<()> {
    let p = d.p;
    let on = &p.reactions.at(id);
    let card = CardRef::Reaction(id);
    let Some(of) = happen::place(d, &on.during, item) else {
        return Err(refuse::by_card(d, card, Key::During, Refused::NotOpen));
    };
    let by = permitted(d, card, &on.trigger, of)?;
    ask(d, card, &on.trigger, input, of)?;
    happen::react(d, id, of, Some(by), input.why.clone())
}

fn permitted(d: &mut Draft<'_>, card: CardRef, trigger: &Trigger, of: crate::Activation) -> Outcome<PersonIx> {
    let by = person(d)?;
    let item = d.item_of(of);
    let allowed = match &trigger.who {
        Some(who) => people::is_one_of(d, who, by, item, of),
        None => false,
    };
    if !allowed {
        return Err(refuse::by_card(d, card, Key::Who, Refused::NotYours));
    }
    if let Err((key, code)) = happen::terms(d, trigger, of) {
        return Err(refuse::by_card(d, card, key, code));
    }
    super::norms::before(d, card, item, of)?;
    Ok(by)
}

fn ask(d: &mut Draft<'_>, card: CardRef, trigger: &Trigger, input: &Input, of: crate::Activation) -> Outcome<()> {
    let asked =
        Asked { card, fills: &trigger.fills, check: &trigger.check, why: trigger.why, sign: false, since: None };
    fields::take(d, &asked, input, d.item_of(of), of)
}

/// Begins a hold.
pub(crate) fn hold(d: &mut Draft<'_>, id: HoldId, item: Option<u16>, input: &Input) -> Outcome<()> {
    let p = d.p;
    let def = &p.holds.at(id);
    let card = CardRef::Hold(id);
    let Some(of) = def.during.iter().find_map(|c| scope::where_open(d, *c, item)) else {
        return Err(refuse::by_card(d, card, Key::During, Refused::NotOpen));
    };
    if d.case().holds.iter().any(|h| h.hold == id && h.of == of) {
        return Err(refuse::by_card(d, card, Key::Whole, Refused::Held));
    }
    let by = permitted(d, card, &def.trigger, of)?;
    ask(d, card, &def.trigger, input, of)?;
    happen::begin_hold(d, id, of, Some(by), input.why.clone())
}

/// Ends a hold by those who may begin it.
pub(crate) fn end_hold(d: &mut Draft<'_>, id: HoldId, item: Option<u16>) -> Outcome<()> {
    let p = d.p;
    let card = CardRef::Hold(id);
    let fits = |of| item.is_none_or(|i| d.item_of(of).is_some_and(|own| own.index == i));
    let found = d.case().holds.iter().find(|h| h.hold == id && fits(h.of)).copied();
    let Some(run) = found else { return Err(refuse::by_card(d, card, Key::Whole, Refused::NotOpen)) };
    let by = person(d)?;
    let allowed = match &p.holds.at(id).trigger.who {
        Some(who) => people::is_one_of(d, who, by, d.item_of(run.of), run.of),
        None => false,
    };
    if !allowed {
        return Err(refuse::by_card(d, card, Key::Who, Refused::NotYours));
    }
    happen::end_hold(d, id, run.id)
}

/// An outside event, with the fields that it may give.
pub(crate) fn signal(d: &mut Draft<'_>, id: SignalId, fill: &[Entry]) -> Outcome<()> {
    let p = d.p;
    let Some(def) = p.signals.get(id) else { return Err(d.refuse(Refused::NotOpen)) };
    for (field, value) in fill {
        if !def.give.contains(field) {
            return Err(d.refuse(Refused::NotAsked(*field)));
        }
        let value = fields::people_met(d, *field, value);
        fields::check(d, *field, &value)?;
        fields::set(d, *field, None, value.into_owned(), None)?;
    }
    happen::signal(d, id)
}

/// A look-up is answered: what was found, and by what.
pub(crate) fn answered(d: &mut Draft<'_>, id: WorkId, answer: &LookupAnswer) -> Outcome<()> {
    let step = match d.case().work_item(id).map(|w| w.what) {
        Some(What::Step(step)) if matches!(d.p.steps.at(step).kind, StepKind::Lookup(_)) => step,
        _ => return Err(d.refuse(Refused::NotOpen)),
    };
    let cases = answer.cases.clone().into_boxed_slice();
    d.emit(EventKind::Found { work: id, step, cases, source: answer.source.clone() });
    work::end(d, id, None)
}

/// A child case has ended: what it gives is taken over.
pub(crate) fn child_closed(d: &mut Draft<'_>, id: WorkId, _status: Status, give: &[Entry]) -> Outcome<()> {
    let p = d.p;
    let call = match d.case().work_item(id).map(|w| (w.what, w.item)) {
        Some((What::Step(step), item)) => match &p.steps.at(step).kind {
            StepKind::Call(call) => (call, item),
            StepKind::Task(_) | StepKind::Wait(_) | StepKind::Lookup(_) => return Err(d.refuse(Refused::NotOpen)),
        },
        _ => return Err(d.refuse(Refused::NotOpen)),
    };
    for (field, value) in give {
        if !call.0.take.iter().any(|(own, _)| own == field) {
            return Err(d.refuse(Refused::NotAsked(*field)));
        }
        let value = fields::people_met(d, *field, value);
        fields::check(d, *field, &value)?;
        fields::set(d, *field, call.1, value.into_owned(), None)?;
    }
    work::end(d, id, None)
}

/// Corrects an earlier record in words; the record itself stays.
pub(crate) fn correct(d: &mut Draft<'_>, record: Seq, words: &str) -> Outcome<()> {
    if record.0 == 0 || record >= d.case().seq {
        return Err(d.refuse(Refused::NotOpen));
    }
    if words.trim().is_empty() {
        return Err(d.refuse(Refused::MissingReason));
    }
    d.emit(EventKind::Corrected { record, words: words.into() });
    Ok(())
}

/// Rosters changed: work that is to be given to somebody and has nobody is given now.
pub(crate) fn people_changed(d: &mut Draft<'_>) {
    let p = d.p;
    let waiting: Vec<(WorkId, crate::StepId, Pick)> = d
        .case()
        .work
        .iter()
        .filter(|w| w.holder.is_none() && w.state == WorkState::Offered)
        .filter_map(|w| match w.what {
            What::Step(step) => p.task(step).map(|t| (w.id, step, t.pick)),
            What::Choose(_) | What::Round(_) => None,
        })
        .collect();
    for (id, step, pick) in waiting {
        work::allocate(d, step, id, pick);
    }
}
