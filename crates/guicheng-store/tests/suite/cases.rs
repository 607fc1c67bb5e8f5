//! What happens between cases, and to a case as a whole: merging, moving to another version.
#![expect(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

use crate::night::{NINE, Night, later_desk, person, publish};
use guicheng_core::{Act, Command, Status, Timestamp};
use guicheng_store::{CaseKey, CaseQuery, Done, HostError, Lane, Moving, Seq, Store, StoreError, WorkQuery};
use std::sync::Arc;

/// A desk case past its intake, whose repair is open.
fn called(night: &mut Night, key: &str) -> Box<str> {
    let desk = night.desk.clone();
    let case = night.open(&desk, key, NINE).unwrap().case;
    let fill = [("phone", "13900000001"), ("flat", "3-502")];
    night.complete(&case, "intake", "wang", &fill, NINE.plus(1_000)).unwrap();
    case
}

fn act(night: &mut Night, case: &str, act: Act, now: Timestamp) -> Result<Done, HostError> {
    let key = format!("{act:?} at {}", now.0).into();
    let command = Command { key, now, occurred: None, actor: person("sun"), seen: None, act, answers: Vec::new() };
    night.host.execute(case, command)
}

/// All repairs, oldest first, and how they stand.
fn repairs(night: &Night) -> Vec<(Box<str>, Status)> {
    let rows = night.host.store().cases("", &CaseQuery::default()).unwrap();
    rows.into_iter().filter(|r| *r.head.procedure == *"repair").map(|r| (r.case, r.head.status)).collect()
}

fn statuses(night: &Night) -> Vec<Status> {
    repairs(night).into_iter().map(|(_, status)| status).collect()
}

#[test]
fn a_merged_case_takes_its_call_back_and_calls_afresh_when_it_stands_again() {
    let mut night = Night::new();
    let case = called(&mut night, "a");
    let desk = night.desk.clone();
    let into = night.open(&desk, "b", NINE.plus(2_000)).unwrap().case;
    act(&mut night, &case, Act::MergeInto(into), NINE.plus(3_000)).unwrap();
    assert_eq!(statuses(&night), [Status::Aborted]);
    act(&mut night, &case, Act::Unmerge, NINE.plus(4_000)).unwrap();
    assert_eq!(statuses(&night), [Status::Aborted, Status::Open]);
    let (child, _) = repairs(&night).pop().unwrap();
    let work = night.host.store().open_work("", &WorkQuery::Case(child.clone())).unwrap();
    let holder = work.first().and_then(|row| row.holder.clone()).unwrap();
    night.complete(&child, "mend", &holder, &[("outcome", "好了")], NINE.plus(5_000)).unwrap();
    night.complete(&case, "answer", "wang", &[], NINE.plus(6_000)).unwrap();
    assert_eq!(night.host.view(&case).unwrap().unwrap().row.head.status, Status::Closed);
}

/// The host dies before it could tell the first child; the case is taken out again; then the first child's end comes in.
#[test]
fn the_end_of_a_child_that_was_taken_back_does_not_end_the_call_sent_out_afresh() {
    let mut night = Night::new();
    let case = called(&mut night, "a");
    let desk = night.desk.clone();
    let into = night.open(&desk, "b", NINE.plus(2_000)).unwrap().case;
    night.fail(2, false);
    let failed = act(&mut night, &case, Act::MergeInto(into), NINE.plus(3_000));
    assert!(matches!(failed, Err(HostError::Store(StoreError::Injected))), "{failed:?}");
    let mut night = night.restart();
    assert_eq!(statuses(&night), [Status::Open], "nobody has told it yet");
    act(&mut night, &case, Act::Unmerge, NINE.plus(4_000)).unwrap();
    assert_eq!(statuses(&night), [Status::Open, Status::Open]);
    night.host.drain(NINE.plus(200_000)).unwrap();
    assert_eq!(statuses(&night), [Status::Aborted, Status::Open]);
    assert_eq!(night.host.store().outbox("", Lane::Cases).unwrap(), Vec::new());
    let view = night.host.view(&case).unwrap().unwrap();
    assert_eq!(view.case.work.len(), 1, "the call still waits for its second child");
    assert!(view.case.work.iter().all(|w| w.child.is_some()));
}

#[test]
fn a_move_is_rehearsed_after_what_is_due_and_writes_nothing() {
    let mut night = Night::new();
    let case = called(&mut night, "a");
    let (child, _) = repairs(&night).pop().unwrap();
    let work = night.host.store().open_work("", &WorkQuery::Case(child.clone())).unwrap();
    let holder = work.first().and_then(|row| row.holder.clone()).unwrap();
    night.complete(&child, "mend", &holder, &[("outcome", "好了")], NINE.plus(2_000)).unwrap();
    let later = later_desk();
    let to = Arc::new(guicheng_store::Linked::new(later.0.procedure.clone()));
    // The answer was due after five minutes.
    let now = NINE.plus(2_000 + 360_000);
    let moving = |reason: &str| Moving {
        key: "m".into(),
        case: &case,
        to: &to,
        keep: &[],
        actor: person("sun"),
        reason: reason.into(),
        now,
    };
    let commits = night.host.store().commits();
    let plan = night.host.rehearse(&moving("seven minutes are enough")).unwrap();
    assert_eq!(plan.clocks.first().and_then(|c| c.new), Some(NINE.plus(2_000 + 420_000)));
    assert!(matches!(night.host.rehearse(&moving(" ")), Err(HostError::Rejected { .. })), "without a reason");
    assert_eq!(night.host.store().commits(), commits);
    let records = night.host.store().history(&CaseKey::new("", &case), Seq(0)).unwrap().len();
    assert_eq!(records, usize::try_from(night.host.view(&case).unwrap().unwrap().case.seq.0).unwrap());

    publish(&mut night, &later, now);
    night.host.migrate(moving("seven minutes are enough")).unwrap();
    let view = night.host.view(&case).unwrap().unwrap();
    assert_eq!((view.row.head.version, view.case.escalated), (2, true), "what was due has fired before");
}
