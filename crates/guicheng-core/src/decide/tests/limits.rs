//! Limits of the engine, just under and just over.

use super::*;
use crate::{Bound, Count, Field, FieldId, FieldKind, FieldState, Fill, Rest, limits};

/// Opens a case of a procedure.
fn open(p: &Procedure) -> Result<(), Refused> {
    let pins = Pins { procedure: p.digest, calendars: p.digest, zone: p.digest };
    let act = Act::Open { pins: pins.into(), fill: vec![], parent: None, first: None };
    Run { p, case: Case::default(), scratch: Scratch::default() }.act(act)
}

/// A chain of so many gates.
fn chain(gates: usize) -> Procedure {
    let names: Vec<String> = (0..gates).map(|n| format!("{n}")).collect();
    let nodes: Vec<_> = names.iter().map(|n| (n.as_str(), Join::Each, Split::All, false)).collect();
    let flows: Vec<_> = names.windows(2).map(|w| (w[0].as_str(), w[1].as_str())).collect();
    procedure(&nodes, &flows)
}

#[test]
fn events_of_one_command() {
    // Accepted, person met, opened, run begun, way in; and closed at the end.
    let gates = limits::EVENTS_PER_COMMAND - 6;
    assert_eq!(open(&chain(gates)), Ok(()));
    assert_eq!(open(&chain(gates + 1)), Err(Refused::TooMany(Bound::Events)));
}

#[test]
fn a_cycle_without_work_ends_in_a_refusal() {
    let gate = |name| (name, Join::Each, Split::All, false);
    let p = procedure(&[gate("a"), gate("b")], &[("a", "b"), ("b", "a")]);
    assert_eq!(open(&p), Err(Refused::TooMany(Bound::Events)));
}

/// So many flows wait at a join whose last flow never fills.
fn waiting(tokens: usize) -> Procedure {
    waiting_at(Join::All, tokens)
}

fn waiting_at(join: Join, tokens: usize) -> Procedure {
    let nodes =
        [("s", Join::Each, Split::All, false), ("j", join, Split::All, false), ("never", Join::Each, Split::All, true)];
    let mut flows = vec![("s", "j"); tokens];
    flows.push(("never", "j"));
    procedure(&nodes, &flows)
}

#[test]
fn tokens_of_a_case() {
    assert_eq!(open(&waiting(limits::TOKENS_PER_CASE)), Ok(()));
    assert_eq!(open(&waiting(limits::TOKENS_PER_CASE + 1)), Err(Refused::TooMany(Bound::Tokens)));
}

/// Judged for each token that waits, this join would be looked at a hundred thousand million times.
#[test]
fn a_join_of_many_near_the_limit_is_as_quick_as_any() {
    let wanted = u16::try_from(limits::TOKENS_PER_CASE + 1).unwrap();
    let p = waiting_at(Join::First { n: wanted, rest: Rest::Leave }, limits::TOKENS_PER_CASE);
    let mut run = Run::new(&p);
    assert_eq!(run.case.tokens.len(), limits::TOKENS_PER_CASE);
    assert_eq!(run.act(Act::PeopleChanged), Ok(()), "it still waits");
}

fn instances(count: usize) -> Procedure {
    let mut p = procedure(&[("a", Join::Each, Split::All, true)], &[]);
    let fixed = Count::Fixed(u16::try_from(count).unwrap());
    let instances = Instances { count: fixed, ..Instances::ONE };
    p.steps = Map::new(vec![Step { instances, ..step() }]);
    p
}

#[test]
fn work_of_a_case() {
    assert_eq!(open(&instances(limits::WORK_PER_CASE)), Ok(()));
    assert_eq!(open(&instances(limits::WORK_PER_CASE + 1)), Err(Refused::TooMany(Bound::Work)));
}

#[test]
fn people_of_a_case() {
    let p = procedure(&[("a", Join::Each, Split::All, true)], &[]);
    let delegate = |known: usize| {
        let mut run = Run::new(&p);
        run.act(Act::Claim(Pointer::Step(StepId(0), None))).unwrap();
        let more = run.case.people.len()..known;
        run.case.people.extend(more.map(|n| format!("p{n}").into()));
        run.act(Act::Delegate(Pointer::Step(StepId(0), None), "new".into()))
    };
    assert_eq!(delegate(limits::PEOPLE_PER_CASE - 1), Ok(()));
    assert_eq!(delegate(limits::PEOPLE_PER_CASE), Err(Refused::TooMany(Bound::People)));
}

/// A step that asks for a text.
fn asking() -> Procedure {
    let mut p = procedure(&[("a", Join::Each, Split::All, true)], &[]);
    let mut step = step();
    if let StepKind::Task(task) = &mut step.kind {
        task.fills = Box::new([Fill { field: FieldId(0), required: true }]);
    }
    p.steps = Map::new(vec![step]);
    p.fields = Map::new(vec![Field::of(FieldKind::Text)]);
    p
}

#[test]
fn bytes_of_a_text() {
    let p = asking();
    let fill = |bytes: usize| {
        let value = crate::Value::Text("x".repeat(bytes).into());
        let input = Input { fill: vec![(FieldId(0), value)], ..Input::default() };
        Run::new(&p).act(Act::Complete(Pointer::Step(StepId(0), None), Box::new(input)))
    };
    assert_eq!(fill(limits::TEXT_BYTES), Ok(()));
    assert_eq!(fill(limits::TEXT_BYTES + 1), Err(Refused::WrongValue(FieldId(0))));
    assert_eq!(fill(0), Err(Refused::WrongValue(FieldId(0))));
    assert_eq!(Run::new(&p).case.fields, Vec::<FieldState>::new());
}

#[test]
fn bytes_of_a_reason() {
    let p = procedure(&[("a", Join::Each, Split::All, true)], &[]);
    let why = |bytes: usize| {
        let input = Input { why: Some("x".repeat(bytes).into()), ..Input::default() };
        Run::new(&p).act(Act::Complete(Pointer::Step(StepId(0), None), Box::new(input)))
    };
    assert_eq!(why(limits::TEXT_BYTES), Ok(()));
    assert_eq!(why(limits::TEXT_BYTES + 1), Err(Refused::TooMany(Bound::Text)));
}
