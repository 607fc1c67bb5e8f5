//! Rules and other conditions, re-evaluated after every change.

use super::{
    actions, clocks,
    draft::{Draft, Outcome, Scene},
    happen, people, refuse, scope, work,
};
use crate::{
    Activation, CardRef, Cause, EventKind, Item, PersonIx, Refuser, RuleId, StepId, Value, Watch, What, WorkId,
    WorkItem, WorkState,
};
use alloc::vec::Vec;

/// Re-evaluates everything that depends on fields, holds, clocks and open work.
pub(crate) fn refresh(d: &mut Draft<'_>) -> Outcome<()> {
    rules(d)?;
    refresh_held(d);
    show_hidden(d)?;
    watches(d)?;
    happen::open_mail(d)?;
    clocks::refresh(d);
    Ok(())
}

/// Where a rule applies now, if it does.
fn applies(d: &Draft<'_>, rule: RuleId, card: CardRef) -> Option<Activation> {
    let of = scope::where_open(d, card, None)?;
    d.allows(d.p.rules.at(rule).when, d.item_of(of), of).then_some(of)
}

fn rules(d: &mut Draft<'_>) -> Outcome<()> {
    let p = d.p;
    for (id, rule) in p.rules.iter() {
        let (Some(during), Some(must)) = (&rule.during, rule.must) else { continue };
        let of = during.iter().find_map(|card| applies(d, id, *card));
        let broken_in = d.case().broken.iter().find(|(r, _)| *r == id).map(|(_, of)| *of);
        match (of, broken_in) {
            (Some(of), None) => {
                if d.value(must, d.item_of(of), of) == Value::YesNo(false) {
                    break_rule(d, id, of)?;
                }
            }
            (Some(of), Some(was)) => {
                if was != of || d.holds(must, d.item_of(of), of) {
                    d.emit(EventKind::RuleKept { rule: id, of: was });
                }
            }
            (None, Some(of)) => d.emit(EventKind::RuleKept { rule: id, of }),
            (None, None) => {}
        }
    }
    Ok(())
}

fn break_rule(d: &mut Draft<'_>, id: RuleId, of: Activation) -> Outcome<()> {
    d.emit(EventKind::RuleBroken { rule: id, of });
    refresh_held(d);
    let p = d.p;
    match p.rules.at(id).broken {
        Some(acts) => {
            let item = d.item_of(of);
            actions::run(d, acts, Scene { cause: Cause::Rule(id), of, bound: true, item, key: None })
        }
        None => Ok(()),
    }
}

/// Sets and lifts the hold of each piece of work, by the holds in force and the rules that are broken.
pub(crate) fn refresh_held(d: &mut Draft<'_>) {
    if d.case().holds.is_empty() && d.case().broken.is_empty() && !d.case().work.iter().any(|w| w.held) {
        return;
    }
    let changed: Vec<(WorkId, bool)> = d
        .case()
        .work
        .iter()
        .map(|w| (w.id, w.held, holds_up(d, w.what, w.of).is_some()))
        .filter(|(_, a, b)| a != b)
        .map(|(id, _, now)| (id, now))
        .collect();
    for (work, held) in changed {
        d.emit(EventKind::WorkHeld { work, held });
    }
}

/// The broken rule, or else the hold in force, that holds a piece of work up: the first of each.
pub(crate) fn holds_up(d: &Draft<'_>, what: What, of: Activation) -> Option<Refuser> {
    let rule = d.case().broken.iter().find(|(rule, broken)| {
        let card = d.p.rules.at(*rule).hold;
        card.is_some_and(|card| scope::covers(d, card, *broken, what, of))
    });
    let hold = || {
        d.case().holds.iter().find(|hold| {
            let during = &d.p.holds.at(hold.hold).during;
            during.iter().any(|card| scope::covers(d, *card, hold.of, what, of))
        })
    };
    match rule {
        Some((rule, _)) => Some(Refuser::Rule(*rule)),
        None => hold().map(|hold| Refuser::Card(CardRef::Hold(hold.hold))),
    }
}

fn show_hidden(d: &mut Draft<'_>) -> Outcome<()> {
    let ready = |w: &&WorkItem| {
        let What::Step(step) = w.what else { return false };
        w.state == WorkState::Hidden && d.allows(d.p.steps.at(step).opens_when, w.item, w.of)
    };
    let shown: Vec<(WorkId, What)> = d.case().work.iter().filter(ready).map(|w| (w.id, w.what)).collect();
    for (id, what) in shown {
        if let What::Step(step) = what {
            work::show(d, id, step)?;
        }
    }
    Ok(())
}

/// Conditions of `on` and `hold` cards that turn true.
fn watches(d: &mut Draft<'_>) -> Outcome<()> {
    let p = d.p;
    for (id, on) in p.reactions.iter() {
        let Some(becomes) = on.trigger.becomes else { continue };
        let Some(of) = happen::place(d, &on.during, None) else { continue };
        let now = d.holds(becomes, d.item_of(of), of);
        if changed(d, Watch::Reaction(id), now) && now {
            happen::react_if_possible(d, id)?;
        }
    }
    for (id, hold) in p.holds.iter() {
        let Some(becomes) = hold.trigger.becomes else { continue };
        let Some(of) = hold.during.iter().find_map(|card| scope::where_open(d, *card, None)) else { continue };
        let now = d.holds(becomes, d.item_of(of), of);
        if changed(d, Watch::Hold(id), now) && now && happen::terms(d, &hold.trigger, of).is_ok() {
            happen::begin_hold(d, id, of, None, None)?;
        }
    }
    Ok(())
}

fn changed(d: &mut Draft<'_>, watch: Watch, now: bool) -> bool {
    let was = d.case().true_now.contains(&watch);
    if was != now {
        d.emit(EventKind::Watched { watch, now });
    }
    was != now
}

/// Refuses an act that a rule forbids until it holds.
pub(crate) fn before(d: &Draft<'_>, card: CardRef, item: Option<Item>, of: Activation) -> Outcome<()> {
    for (id, rule) in d.p.rules.iter() {
        if rule.before.contains(&card) && !kept(d, id, item, of) {
            return Err(refuse::by_rule(d, id));
        }
    }
    Ok(())
}

/// Refuses work on a card while a rule on it is not yet met: it may be taken up, but not begun.
pub(crate) fn during(d: &Draft<'_>, step: StepId, item: Option<Item>, of: Activation) -> Outcome<()> {
    for (id, rule) in d.p.rules.iter() {
        let on_it = rule.hold == Some(CardRef::Step(step))
            || rule.during.as_ref().is_some_and(|cards| cards.contains(&CardRef::Step(step)) && rule.hold.is_some());
        if on_it && !kept(d, id, item, of) {
            return Err(refuse::by_rule(d, id));
        }
    }
    Ok(())
}

/// The first rule that keeps the case from closing.
pub(crate) fn keeps_open(d: &Draft<'_>) -> Option<RuleId> {
    let rules = d.p.rules.iter().filter(|(_, rule)| rule.before_closing);
    rules.map(|(id, _)| id).find(|id| !kept(d, *id, None, scope::ROOT))
}

fn kept(d: &Draft<'_>, id: RuleId, item: Option<Item>, of: Activation) -> bool {
    let rule = &d.p.rules.at(id);
    !d.allows(rule.when, item, of) || rule.must.is_none_or(|must| d.holds(must, item, of))
}

/// The rule that bars a person from a card, if one does.
pub(crate) fn barred(
    d: &Draft<'_>,
    step: StepId,
    of: Activation,
    item: Option<Item>,
    person: PersonIx,
) -> Option<RuleId> {
    d.p.rules.iter().find_map(|(id, rule)| {
        if rule.never.is_empty() || !d.allows(rule.when, item, of) {
            return None;
        }
        let here = rule
            .during
            .as_ref()
            .is_none_or(|cards| cards.iter().any(|card| scope::covers(d, *card, scope::ROOT, What::Step(step), of)));
        let listed = || rule.never.iter().any(|source| people::named_by(d, source, item).contains(&person));
        (here && listed()).then_some(id)
    })
}
