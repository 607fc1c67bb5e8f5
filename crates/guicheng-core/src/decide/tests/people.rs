//! What people do that no story has a word for.

use super::*;
use crate::{Action, ActsId, Cause, Event, EventKind, PersonIx, Seq, Taken, TextId, WorkState};

/// A step, then two more side by side; the owner is whoever did the first.
fn three() -> Procedure {
    let step = |name| (name, Join::Each, Split::All, true);
    let mut p = procedure(&[step("a"), step("b"), step("c")], &[("a", "b"), ("a", "c")]);
    p.roles = Map::new(vec![Role { from: RoleSource::Anyone }, Role { from: RoleSource::Did(StepId(0)) }]);
    p.owner = Some(RoleId(1));
    p
}

#[test]
fn substituting_hands_over_everything_in_hand() {
    let p = three();
    let mut run = Run::new(&p);
    run.complete(0).unwrap();
    let substitute = |from: &str, why: &str| Act::Substitute(from.into(), "x".into(), why.into());
    assert_eq!(run.act(substitute("a", "ill")), Err(Refused::NotOpen), "nothing is in hand");
    for step in [1, 2] {
        run.act(Act::Claim(Pointer::Step(StepId(step), None))).unwrap();
    }
    assert_eq!(run.act(substitute("a", " ")), Err(Refused::MissingReason));
    assert_eq!(run.act(substitute("nobody", "ill")), Err(Refused::NotOpen));
    run.act(substitute("a", "ill")).unwrap();
    let holders: Vec<&str> = run.case.work.iter().filter_map(|w| Some(run.case.person(w.holder?))).collect();
    assert_eq!(holders, ["x", "x"]);
    let released = run.scratch.events.iter().filter(|e| matches!(e.kind, EventKind::WorkReleased { .. })).count();
    assert_eq!(released, 2, "what a hands back stands in the record with its reason");
    assert_eq!(run.complete(1), Err(Refused::TakenByAnother));
}

#[test]
fn only_the_owner_substitutes() {
    let mut p = three();
    p.owner = Some(RoleId(0));
    let mut run = Run::new(&p);
    run.act(Act::Claim(Pointer::Step(StepId(0), None))).unwrap();
    assert_eq!(run.act(Act::Substitute("a".into(), "x".into(), "ill".into())), Err(Refused::NotYours));
}

#[test]
fn a_correction_names_its_record_and_changes_nothing() {
    let p = three();
    let mut run = Run::new(&p);
    run.complete(0).unwrap();
    let before = run.case.clone();
    let correct = |record, words: &str| Act::Correct(Seq(record), words.into());
    assert_eq!(run.act(correct(0, "no such")), Err(Refused::NotOpen));
    assert_eq!(run.act(correct(before.seq.0 + 2, "not yet")), Err(Refused::NotOpen));
    assert_eq!(run.act(correct(2, "")), Err(Refused::MissingReason));
    run.act(correct(2, "it was building 3")).unwrap();
    let corrected = EventKind::Corrected { record: Seq(2), words: "it was building 3".into() };
    assert!(run.scratch.events.iter().any(|e| e.kind == corrected));
    assert_eq!(Case { seq: before.seq, ..run.case.clone() }, before, "nothing else changes");
}

#[test]
fn advice_stands_in_the_record() {
    let step = ("a", Join::Each, Split::All, true);
    let mut p = procedure(&[step, ("say", Join::Each, Split::All, false)], &[("a", "say")]);
    let says = |node: Node| if node.work == Work::Nothing { Node { work: Work::Act(ActsId(0)), ..node } } else { node };
    p.graph.nodes = p.graph.nodes.values().cloned().map(says).collect();
    p.acts = Map::new(vec![Box::new([Action::Say(TextId(4))])]);
    let mut run = Run::new(&p);
    run.complete(0).unwrap();
    let advised = EventKind::Advised { say: TextId(4), by: Cause::Choice(ActsId(0)) };
    assert!(run.scratch.events.iter().any(|e| e.kind == advised));
}

/// Two pieces of work of one card, one in other hands, one still hidden: the hidden one is not done instead.
#[test]
fn hidden_work_is_not_done_in_place_of_what_another_has() {
    let p = three();
    let mut run = Run::new(&p);
    run.complete(0).unwrap();
    let work = run.case.work[0].id;
    let b = PersonIx(1);
    for kind in [EventKind::PersonMet(b, "b".into()), EventKind::WorkTaken { work, by: b, how: Taken::Claimed }] {
        run.case.apply(&Event { at: Timestamp(1), kind });
    }
    run.case.work[1].what = What::Step(StepId(1));
    run.case.work[1].state = WorkState::Hidden;
    assert_eq!(run.complete(1), Err(Refused::TakenByAnother));
    run.case.work.remove(0);
    assert_eq!(run.complete(1), Err(Refused::NotYet), "nothing else is there");
}
