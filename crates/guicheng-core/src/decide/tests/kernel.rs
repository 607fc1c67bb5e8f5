//! The token game.

use super::*;

#[test]
fn fork_and_join_close_the_case() {
    let p = procedure(
        &[
            ("s", Join::Each, Split::All, false),
            ("a", Join::Each, Split::All, true),
            ("b", Join::Each, Split::All, true),
            ("j", Join::All, Split::All, false),
            ("c", Join::Each, Split::All, true),
        ],
        &[("s", "a"), ("s", "b"), ("a", "j"), ("b", "j"), ("j", "c")],
    );
    let mut run = Run::new(&p);
    assert_eq!(run.open(), "0 1");
    run.complete(0).unwrap();
    assert_eq!(run.complete(0), Err(Refused::NotOpen));
    assert_eq!(run.open(), "1");
    run.complete(1).unwrap();
    assert_eq!(run.open(), "2");
    run.complete(2).unwrap();
    assert_eq!(run.case.status, Status::Closed);
}

#[test]
fn a_person_chooses_at_a_gate() {
    let p = procedure(
        &[
            ("s", Join::Each, Split::All, true),
            ("g", Join::Each, Split::One(Chooser::Person), false),
            ("a", Join::Each, Split::All, true),
            ("b", Join::Each, Split::All, true),
        ],
        &[("s", "g"), ("g", "a"), ("g", "b")],
    );
    let mut run = Run::new(&p);
    assert_eq!(run.complete(0), Err(Refused::MissingChoice));
    let input = Input { choose: vec![NodeId(3)], ..Input::default() };
    run.act(Act::Complete(Pointer::Step(StepId(0), None), Box::new(input))).unwrap();
    assert_eq!(run.open(), "2");
}

#[test]
fn the_second_of_three_passes_and_the_third_is_swallowed() {
    let first = Join::First { n: 2, rest: crate::Rest::Leave };
    let p = procedure(
        &[
            ("s", Join::Each, Split::All, false),
            ("a", Join::Each, Split::All, true),
            ("b", Join::Each, Split::All, true),
            ("c", Join::Each, Split::All, true),
            ("j", first, Split::All, false),
            ("d", Join::Each, Split::All, true),
        ],
        &[("s", "a"), ("s", "b"), ("s", "c"), ("a", "j"), ("b", "j"), ("c", "j"), ("j", "d")],
    );
    let mut run = Run::new(&p);
    run.complete(0).unwrap();
    assert_eq!(run.open(), "1 2");
    run.complete(1).unwrap();
    assert_eq!(run.open(), "2 3");
    run.complete(3).unwrap();
    run.complete(2).unwrap();
    assert_eq!(run.case.status, Status::Closed);
    assert!(run.case.tokens.is_empty());
}

#[test]
fn the_first_of_a_race_withdraws_the_others() {
    let p = procedure(
        &[
            ("s", Join::Each, Split::Race, false),
            ("a", Join::Each, Split::All, true),
            ("b", Join::Each, Split::All, true),
            ("c", Join::Each, Split::All, true),
        ],
        &[("s", "a"), ("s", "b"), ("b", "c")],
    );
    let mut run = Run::new(&p);
    assert_eq!(run.open(), "0 1");
    run.act(Act::Claim(Pointer::Step(StepId(1), None))).unwrap();
    assert_eq!(run.open(), "1");
    run.complete(1).unwrap();
    assert_eq!(run.open(), "2");
}

#[test]
fn a_way_back_taken_as_often_as_allowed_is_the_owners_to_decide() {
    let back = crate::Branch { flow: FlowId(1), guard: None, at_most: Some((crate::LineId(0), 1)) };
    let lines = Chooser::Guards(Box::new([back]));
    let p = procedure(
        &[
            ("s", Join::Each, Split::All, true),
            ("g", Join::Each, Split::One(lines), false),
            ("b", Join::Each, Split::All, true),
        ],
        &[("s", "g"), ("g", "s"), ("g", "b")],
    );
    let mut run = Run::new(&p);
    run.complete(0).unwrap();
    assert_eq!(run.open(), "0");
    run.complete(0).unwrap();
    assert_eq!(run.open(), "?1");
    let input = Input { choose: vec![NodeId(2)], ..Input::default() };
    run.act(Act::Complete(Pointer::Gate(NodeId(1)), Box::new(input))).unwrap();
    assert_eq!(run.open(), "1");
    run.complete(1).unwrap();
    assert_eq!(run.case.status, Status::Closed);
}

#[test]
fn ids_that_are_not_the_procedures_are_refused() {
    let p = procedure(&[("s", Join::Each, Split::All, true)], &[]);
    let mut run = Run::new(&p);
    assert_eq!(run.complete(7), Err(Refused::NotOpen));
    assert_eq!(p.card_of(NodeId(0)), CardRef::Step(StepId(0)));
}
