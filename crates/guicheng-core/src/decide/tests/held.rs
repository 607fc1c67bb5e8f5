//! Held work is refused by what holds it.

use super::*;
use crate::{
    Activation, Basis, Cite, ClauseId, Event, EventKind, Hold, HoldId, HoldState, Key, Refuser, Rejection, Rule,
    RuleId, TextId, Trigger, WorkId,
};

fn cites(clause: u16) -> Box<[Cite]> {
    Box::new([Cite { clause: Some(ClauseId(clause)), basis: Basis::Manual }])
}

/// One step that a hold (clause 3) stops, and a rule (clause 7) while it is broken.
fn guarded() -> Procedure {
    let step = CardRef::Step(StepId(0));
    let mut p = procedure(&[("a", Join::Each, Split::All, true)], &[]);
    p.holds = Map::new(vec![Hold {
        during: Box::new([step]),
        trigger: Trigger::default(),
        until: Box::default(),
        late: Box::default(),
        also: None,
        cites: cites(3),
    }]);
    p.rules = Map::new(vec![Rule {
        during: Some(Box::new([step])),
        before: Box::default(),
        before_closing: false,
        when: None,
        must: None,
        never: Box::default(),
        instead: Box::default(),
        hold: Some(step),
        broken: None,
        say: Some(TextId(5)),
        cites: cites(7),
    }]);
    p
}

/// What completing the step is refused with after these events.
fn refusal(p: &Procedure, events: Vec<EventKind>) -> Rejection {
    let mut run = Run::new(p);
    let work = run.case.work.first().map(|w| w.id).unwrap();
    for kind in events.into_iter().chain([EventKind::WorkHeld { work, held: true }]) {
        run.case.apply(&Event { at: Timestamp(1), kind });
    }
    let act = Act::Complete(Pointer::Step(StepId(0), None), Box::default());
    let actor = Actor { person: Some("a".into()), ..Actor::default() };
    let command =
        Command { key: "k".into(), now: Timestamp(1), occurred: None, actor, seen: None, act, answers: vec![] };
    *decide(p, &run.case, &command, &mut run.scratch).unwrap_err()
}

#[test]
fn held_work_names_its_rule_or_its_hold_with_the_clause() {
    let p = guarded();
    let hold = HoldState { hold: HoldId(0), of: Activation(1), id: WorkId(90), since: Timestamp(1) };
    let began = || EventKind::HoldBegan { hold, by: None, reason: None };
    let broken = || EventKind::RuleBroken { rule: RuleId(0), of: Activation(1) };
    let rule = (Some((Refuser::Rule(RuleId(0)), Key::Whole)), vec![ClauseId(7)], Some(TextId(5)));
    let held = (Some((Refuser::Card(CardRef::Hold(HoldId(0))), Key::Whole)), vec![ClauseId(3)], None);
    for (events, want) in [(vec![began()], held), (vec![broken()], rule.clone()), (vec![began(), broken()], rule)] {
        let found = refusal(&p, events);
        assert_eq!(found.code, Refused::Held);
        assert_eq!((found.by, found.clauses, found.say), want);
        assert_eq!(found.allowed, Vec::<CardRef>::new());
    }
}
