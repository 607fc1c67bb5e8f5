//! Moving a case to another version: making the plan, and carrying it out.

use super::{
    Decision, Scratch, clocks,
    draft::{Draft, Outcome},
    fields, fire_due, kernel, occurred,
};
use crate::{
    Act, Case, ClockPlan, Command, Due, EventKind, FieldId, Linkage, Migration, Phase, Pins, Plan, Procedure, Refused,
    Rejection, Timestamp,
    migrate::{Obstacles, Translated, translate},
    undo::Undo,
};
use alloc::{boxed::Box, vec::Vec};

/// The plan for moving a case from the version that it is on (`old`) to another (`new`, linked as `pins` say) at an
/// instant. Of clocks that `keep` names (by their name in the new version) the due stays; every other is counted again.
/// It runs nothing.
///
/// # Errors
/// Everything that finds no place in the new version.
pub fn plan(
    old: &Procedure,
    new: &Procedure,
    pins: &Pins,
    case: &Case,
    now: Timestamp,
    keep: &dyn Fn(&str) -> bool,
) -> Result<Plan, Obstacles> {
    let translated = translate(old, new, case, keep)?;
    let to = Linkage { version: new.version, pins: pins.clone() };
    Ok(planned(old, new, case, translated, to, now))
}

/// The plan of a translation: dues as they come out when fields are set and clocks are counted by the new version.
fn planned(old: &Procedure, new: &Procedure, was: &Case, translated: Translated, to: Linkage, now: Timestamp) -> Plan {
    let Translated { case, places, mut ended, new_clocks, new_fields } = translated;
    let act = Act::Tick;
    let actor = crate::Actor::default();
    let command = Command { key: Box::default(), now, occurred: None, actor, seen: None, act, answers: Vec::new() };
    let mut draft = case;
    let (mut events, mut questions, mut undo) = (Vec::new(), Vec::new(), Undo::default());
    let mut d = Draft::new(new, &command, &mut draft, &mut events, &mut questions, &mut undo);
    let before: Vec<_> = d.case().clocks.iter().map(|k| (k.clock, k.of, k.due)).collect();
    bring(&mut d, old, &new_fields, &new_clocks);
    drop(d);
    let name = |clock| -> Box<str> { new.names.clocks.get(clock).map_or_else(Box::default, |l| l.id.clone()) };
    let one = |k: &crate::ClockState| {
        let known = before.iter().find(|(clock, of, _)| (*clock, *of) == (k.clock, k.of));
        let how = match (known, k.kept) {
            (None, _) => Due::Begin,
            (Some(_), Some(_)) => Due::Keep,
            (Some(_), None) => Due::Recount,
        };
        ClockPlan { clock: name(k.clock), of: k.of, how, old: known.and_then(|(_, _, due)| *due), new: k.due }
    };
    let mut clocks: Vec<ClockPlan> = draft.clocks.iter().filter(|k| k.phase != Phase::Stopped).map(one).collect();
    clocks.append(&mut ended);
    let pins = was.pins.as_deref().unwrap_or(&to.pins).clone();
    Plan { from: Linkage { version: old.version, pins }, to, places, clocks }
}

/// What the new version brings: defaults of its own fields, values that it sets, clocks that begin, dues counted again.
fn bring(d: &mut Draft<'_>, old: &Procedure, new_fields: &[FieldId], new_clocks: &[crate::ClockId]) {
    let p = d.p;
    for field in new_fields {
        if let Some(value) = p.fields.get(*field).and_then(|f| f.default.clone()) {
            d.emit(EventKind::Filled { field: *field, item: None, value, reason: None });
        }
    }
    let said = p.from.iter().find(|from| from.version == old.version && p.digest != old.digest);
    for (field, value) in said.iter().flat_map(|from| &from.set) {
        let value = fields::people_met(d, *field, value).into_owned();
        d.emit(EventKind::Filled { field: *field, item: None, value, reason: None });
    }
    clocks::recount(d);
    clocks::begin_missing(d, new_clocks);
}

/// Decides a command that moves a case to another version ([`Act::Migrate`]). The case and `old` are as before; the
/// command's answers and all events are in the ids of `new`, and so is the draft.
///
/// # Errors
/// A [`Rejection`]: something is due and must fire first, no reason or person is given, or the plan is not the one that
/// both versions and the case give (they have changed since it was made).
pub fn migrate(
    old: &Procedure,
    new: &Procedure,
    case: &Case,
    command: &Command,
    scratch: &mut Scratch,
) -> Result<Decision, Box<Rejection>> {
    let Scratch { draft, events, due, questions, undo } = scratch;
    draft.clone_from(case);
    *due = 0;
    undo.idle();
    let done = carried_out(old, new, case, command, &mut Draft::new(new, command, draft, events, questions, undo));
    if !questions.is_empty() {
        return Ok(Decision::Ask);
    }
    match done {
        Ok(()) => Ok(Decision::Decided),
        Err(mut rejection) => {
            // The case stays in the ids of the old version: no card of the new one is named.
            rejection.allowed.clear();
            events.clear();
            draft.clone_from(case);
            Err(rejection)
        }
    }
}

fn carried_out(old: &Procedure, new: &Procedure, was: &Case, command: &Command, d: &mut Draft<'_>) -> Outcome<()> {
    let refuse = |code| Box::new(Rejection { code, by: None, clauses: Vec::new(), say: None, allowed: Vec::new() });
    let Act::Migrate(plan, reason) = &command.act else { return Err(refuse(Refused::WrongState)) };
    if was.next_due().is_some_and(|due| due <= d.now) {
        return Err(refuse(Refused::DueFirst));
    }
    let Some(person) = &command.actor.person else { return Err(refuse(Refused::NotYours)) };
    if reason.trim().is_empty() {
        return Err(refuse(Refused::MissingReason));
    }
    let keep = |name: &str| plan.clocks.iter().any(|clock| *clock.clock == *name && clock.how == Due::Keep);
    let translated = translate(old, new, was, &keep).map_err(|_| refuse(Refused::PlanDiffers))?;
    let Translated { case, places, ended, new_clocks, new_fields } = translated;
    let again = Translated {
        case: case.clone(),
        places,
        ended,
        new_clocks: new_clocks.clone(),
        new_fields: new_fields.clone(),
    };
    if planned(old, new, was, again, plan.to.clone(), d.now) != **plan {
        return Err(refuse(Refused::PlanDiffers));
    }
    let occurred = occurred(d).map_err(|r| refuse(r.code.clone()))?;
    let reported = (command.now < d.now).then_some(command.now);
    let at = d.count();
    d.emit(EventKind::Accepted { actor: None, occurred, reported });
    d.at = occurred.unwrap_or(d.now);
    let actor = d.meet(person);
    d.actor = Some(actor);
    d.set_actor(at, actor);
    let seq = crate::Seq(d.case().seq.0.saturating_add(1));
    let people = d.case().people.clone();
    let case = Case { seq, now: d.now, people, pins: Some(plan.to.pins.clone().into()), ..case };
    let (from, to, reason) = (plan.from.clone(), plan.to.clone(), reason.clone());
    d.emit(EventKind::Migrated(Box::new(Migration { from, to, reason, case })));
    bring(d, old, &new_fields, &new_clocks);
    kernel::settle(d)?;
    fire_due(d)
}
