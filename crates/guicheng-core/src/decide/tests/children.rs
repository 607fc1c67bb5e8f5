//! Child cases: called, taken back where their caller is merged or put elsewhere, called afresh.

use super::*;
use crate::{Call, CallVersion, EffectKind, Event, EventKind, Linkage, Migration, WorkId, effects};

/// One card: a call.
fn calling() -> Procedure {
    let mut p = procedure(&[("call", Join::Each, Split::All, true)], &[]);
    let call = Call {
        procedure: "other".into(),
        version: CallVersion::Exactly(3),
        give: Box::default(),
        take: Box::default(),
    };
    p.steps = Map::new(vec![Step { kind: StepKind::Call(Box::new(call)), ..step() }]);
    p
}

fn child(run: &Run<'_>) -> Option<Box<str>> {
    run.case.work.first().and_then(|w| w.child.clone())
}

/// What the last command asks of the host.
fn asked(run: &Run<'_>, before: &Case) -> Vec<EffectKind> {
    effects(run.p, before, &run.case, &run.scratch.events).into_iter().map(|effect| effect.kind).collect()
}

#[test]
fn merging_takes_calls_back_and_unmerging_calls_afresh() {
    let p = calling();
    let mut run = Run::new(&p);
    let (first, before) = (child(&run).unwrap(), run.case.clone());
    run.act(Act::MergeInto("C-2".into())).unwrap();
    assert_eq!((run.case.status, child(&run)), (Status::Merged, None));
    let told = EffectKind::TellMerged { into: "C-2".into(), undone: false };
    assert_eq!(asked(&run, &before), [EffectKind::WithdrawChild { child: first.clone() }, told]);
    let before = run.case.clone();
    run.act(Act::Unmerge).unwrap();
    let second = child(&run).unwrap();
    assert_ne!(first, second, "a child that was broken off is not opened again");
    let open = EffectKind::OpenChild {
        work: WorkId(before.work[0].id.0),
        step: StepId(0),
        child: second,
        version: 3,
        give: vec![],
    };
    assert_eq!(asked(&run, &before), [EffectKind::TellMerged { into: "C-2".into(), undone: true }, open]);
}

#[test]
fn a_called_case_that_is_merged_tells_its_caller() {
    let p = procedure(&[("a", Join::Each, Split::All, true)], &[]);
    let pins = alloc::sync::Arc::new(Pins { procedure: p.digest, calendars: p.digest, zone: p.digest });
    let parent = Some(("P-1".into(), WorkId(7)));
    let mut run = Run { p: &p, case: Case::default(), scratch: Scratch::default() };
    run.act(Act::Open { pins, fill: vec![], parent, first: None }).unwrap();
    let before = run.case.clone();
    run.act(Act::MergeInto("C-2".into())).unwrap();
    let told = EffectKind::TellParent { parent: "P-1".into(), work: WorkId(7), status: Status::Merged };
    assert_eq!(asked(&run, &before).last(), Some(&told));
}

#[test]
fn a_call_that_a_migration_puts_elsewhere_withdraws_its_child() {
    let p = calling();
    let run = Run::new(&p);
    let pins = Pins { procedure: p.digest, calendars: p.digest, zone: p.digest };
    let link = Linkage { version: 1, pins };
    let moved = |case: Case| {
        let migration = Migration { from: link.clone(), to: link.clone(), reason: "x".into(), case };
        let event = Event { at: Timestamp(1), kind: EventKind::Migrated(Box::new(migration)) };
        let mut after = run.case.clone();
        after.apply(&event);
        effects(&p, &run.case, &after, &[event]).into_iter().map(|effect| effect.kind).collect::<Vec<_>>()
    };
    assert_eq!(moved(run.case.clone()), [], "it stays where it is");
    let child = child(&run).unwrap();
    assert_eq!(moved(Case { work: vec![], ..run.case.clone() }), [EffectKind::WithdrawChild { child }]);
    assert!(matches!(run.case.work[0].what, What::Step(StepId(0))));
}
