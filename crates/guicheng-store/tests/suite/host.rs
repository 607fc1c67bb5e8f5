//! What the host promises, over a store that fails when asked.
#![expect(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

use crate::night::{NINE, Night, person};
use guicheng_core::{Refused, Status, Value};
use guicheng_history::verify;
use guicheng_store::{
    CaseKey, CaseQuery, Duty, DutyBy, DutySetting, HostError, Lane, Opening, Seq, Store, StoreError, WorkQuery,
    commitment,
};
use std::sync::Arc;

const INTAKE: [(&str, &str); 2] = [("phone", "13900000001"), ("flat", "3-502")];

/// A desk case past its intake, whose repair is open; its id and that of the repair.
fn called(night: &mut Night) -> (Box<str>, Box<str>) {
    let desk = night.desk.clone();
    let case = night.open(&desk, "open", NINE).unwrap().case;
    night.complete(&case, "intake", "wang", &INTAKE, NINE.plus(1_000)).unwrap();
    let all = night.host.store().cases("", &CaseQuery::default()).unwrap();
    let child = all.into_iter().find(|row| *row.head.procedure == *"repair").unwrap();
    (case, child.case)
}

fn lines(night: &Night, case: &str) -> Vec<Box<str>> {
    night.host.store().history(&CaseKey::new("", case), Seq(0)).unwrap()
}

#[test]
fn cases_are_numbered_by_day_without_gaps() {
    let mut night = Night::new();
    let desk = night.desk.clone();
    assert_eq!(&*night.open(&desk, "a", NINE).unwrap().case, "DESK-20261201-1");
    let again = night.open(&desk, "a", NINE.plus(5)).unwrap();
    assert_eq!((&*again.case, again.repeated), ("DESK-20261201-1", true));
    assert_eq!(&*night.open(&desk, "b", NINE.plus(9)).unwrap().case, "DESK-20261201-2");
}

#[test]
fn a_call_is_opened_told_and_taken_over_before_the_command_returns() {
    let mut night = Night::new();
    let (case, child) = called(&mut night);
    assert_eq!(night.host.store().outbox("", Lane::Cases).unwrap(), Vec::new());
    let work = night.host.store().open_work("", &WorkQuery::Case(child.clone())).unwrap();
    let holder = work.first().and_then(|row| row.holder.clone()).unwrap();
    night.complete(&child, "mend", &holder, &[("outcome", "换了水管")], NINE.plus(2_000)).unwrap();
    let view = night.host.view(&case).unwrap().unwrap();
    let outcome = view.linked.procedure.names.fields.find(|l| &*l.id == "outcome").unwrap();
    assert_eq!(*view.case.value(outcome), Value::Text("换了水管".into()));
    assert_eq!(night.host.view(&child).unwrap().unwrap().row.head.status, Status::Closed);
    night.complete(&case, "answer", "wang", &[], NINE.plus(3_000)).unwrap();
    assert_eq!(night.host.view(&case).unwrap().unwrap().row.head.status, Status::Closed);
}

#[test]
fn every_history_decides_again_to_itself() {
    let mut night = Night::new();
    let (case, child) = called(&mut night);
    night.host.tick(NINE.plus(3_600_000)).unwrap();
    for id in [case, child] {
        let view = night.host.view(&id).unwrap().unwrap();
        let lines = lines(&night, &id);
        let lines: Vec<&str> = lines.iter().map(|l| &**l).collect();
        verify(&view.linked.procedure, &view.linked.lexicon, &lines).unwrap_or_else(|d| panic!("{id}: {d:?}"));
    }
}

#[test]
fn personal_values_stand_beside_the_history_and_nowhere_else() {
    let mut night = Night::new();
    let (case, child) = called(&mut night);
    let store = night.host.store();
    for id in [&case, &child] {
        let key = CaseKey::new("", id);
        assert!(lines(&night, id).iter().all(|line| !line.contains("13900000001")), "{id} has the phone in clear");
        let snapshot = store.load(&key).unwrap().unwrap().snapshot;
        assert!(!String::from_utf8_lossy(&snapshot).contains("13900000001"));
        let all = store.disclosures(&key).unwrap();
        let phone = all.iter().find(|d| &*d.field == "phone").unwrap();
        assert_eq!(&*phone.value, "\"13900000001\"");
        assert_eq!(phone.commitment, commitment(&phone.salt, "phone", &phone.value));
        let line = store.history(&key, Seq(phone.seq.0 - 1)).unwrap().into_iter().next().unwrap();
        assert!(line.contains(&guicheng_history::to_hex(&phone.commitment)), "the record named does not hold it");
    }
    let bodies = store.outbox("", Lane::World).unwrap();
    assert!(bodies.iter().all(|c| !c.row.body.contains("13900000001")));
    assert_eq!(night.host.find("phone", "13900000001").unwrap(), [case.clone(), child]);

    let key = CaseKey::new("", &case);
    let all: Vec<_> = night.host.store().disclosures(&key).unwrap().iter().map(|d| d.commitment).collect();
    night.host.store_mut().erase(&key, &all).unwrap();
    assert_eq!(night.host.find("phone", "13900000001").unwrap().len(), 1);
    let view = night.host.view(&case).unwrap().unwrap();
    let lines = lines(&night, &case);
    let lines: Vec<&str> = lines.iter().map(|l| &**l).collect();
    assert!(verify(&view.linked.procedure, &view.linked.lexicon, &lines).is_ok(), "erasing broke the history");
}

#[test]
fn a_repeat_gets_the_first_answer_and_another_content_is_told() {
    let mut night = Night::new();
    let desk = night.desk.clone();
    let case = night.open(&desk, "open", NINE).unwrap().case;
    let send = |night: &mut Night, phone: &str, at: i64| {
        let fill = [("phone", phone), ("flat", "3-502")];
        let command = night.command(&case, "intake", "wang", &fill, NINE.plus(at), "k");
        night.host.execute(&case, command)
    };
    let first = send(&mut night, "139", 1).unwrap();
    let records = lines(&night, &case).len();
    let again = send(&mut night, "139", 9).unwrap();
    assert_eq!((again.repeated, again.receipt), (true, first.receipt));
    assert!(matches!(send(&mut night, "138", 9), Err(HostError::KeyReused(_))));
    assert_eq!(lines(&night, &case).len(), records);
}

#[test]
fn a_rejection_writes_nothing_and_says_why() {
    let mut night = Night::new();
    let desk = night.desk.clone();
    let case = night.open(&desk, "open", NINE).unwrap().case;
    let records = lines(&night, &case).len();
    let refused = night.complete(&case, "intake", "sun", &INTAKE, NINE.plus(1)).unwrap_err();
    assert!(
        matches!(&refused, HostError::Rejected { rejection, .. } if rejection.code == Refused::NotYours),
        "{refused}"
    );
    assert_eq!(lines(&night, &case).len(), records);
    night.complete(&case, "intake", "wang", &INTAKE, NINE.plus(2)).unwrap();
}

#[test]
fn a_personal_value_that_its_field_does_not_take_is_refused_before_it_is_sealed() {
    let mut night = Night::new();
    let desk = night.desk.clone();
    let case = night.open(&desk, "open", NINE).unwrap().case;
    let long = "1".repeat(17 * 1_024);
    for phone in ["  ", &long] {
        let refused = night.complete(&case, "intake", "wang", &[("phone", phone), ("flat", "3-502")], NINE.plus(1));
        let Err(HostError::Rejected { rejection, .. }) = refused else { panic!("{refused:?}") };
        assert!(matches!(rejection.code, Refused::WrongValue(_)), "{:?}", rejection.code);
    }
    assert_eq!(night.host.store().disclosures(&CaseKey::new("", &case)).unwrap(), []);
    night.complete(&case, "intake", "wang", &INTAKE, NINE.plus(2)).unwrap();
}

#[test]
fn a_failing_store_loses_and_doubles_nothing() {
    for (ahead, after) in (1..8).flat_map(|n| [(n, false), (n, true)]) {
        let mut night = Night::new();
        let desk = night.desk.clone();
        let case = night.open(&desk, "open", NINE).unwrap().case;
        night.fail(ahead, after);
        let command = night.command(&case, "intake", "wang", &INTAKE, NINE.plus(1_000), "k");
        let failed = night.host.execute(&case, command.clone());
        assert!(matches!(failed, Ok(_) | Err(HostError::Store(StoreError::Injected))), "{failed:?}");
        // The sender does not know: it sends again. What cases owe each other is carried out when leases lapse.
        let mut night = night.restart();
        night.host.execute(&case, command).unwrap();
        night.host.drain(NINE.plus(200_000)).unwrap();
        let rows = night.host.store().cases("", &CaseQuery::default()).unwrap();
        let procedures: Vec<&str> = rows.iter().map(|row| &*row.head.procedure).collect();
        assert_eq!(procedures, ["desk", "repair"], "failing at {ahead}, after: {after}");
        assert_eq!(night.host.store().outbox("", Lane::Cases).unwrap(), Vec::new());
        let opened = lines(&night, &case).iter().filter(|l| l.contains("\"kind\":\"called\"")).count();
        assert_eq!(opened, 1);
    }
}

#[test]
fn what_is_due_fires_once_in_order_and_an_idle_tick_writes_nothing() {
    let mut night = Night::new();
    let (case, child) = called(&mut night);
    let work = night.host.store().open_work("", &WorkQuery::Case(child.clone())).unwrap();
    let holder = work.first().and_then(|row| row.holder.clone()).unwrap();
    night.complete(&child, "mend", &holder, &[("outcome", "好了")], NINE.plus(2_000)).unwrap();
    let due = night.host.next_due().unwrap().unwrap();
    assert_eq!(due, NINE.plus(2_000 + 300_001));
    assert!(night.host.tick(due.plus(-1)).unwrap().fired.is_empty());
    let records = lines(&night, &case).len();
    assert_eq!(night.host.tick(due).unwrap().fired, core::slice::from_ref(&case));
    assert!(lines(&night, &case).len() > records);
    let records = lines(&night, &case).len();
    let idle = night.host.tick(due.plus(1_000)).unwrap();
    assert!(idle.fired.is_empty() && idle.failed.is_empty());
    assert_eq!(lines(&night, &case).len(), records);
}

#[test]
fn very_many_due_cases_fire_a_few_at_a_time_if_so_asked() {
    let mut night = Night::new();
    let desk = night.desk.clone();
    for n in 0..3 {
        let case = night.open(&desk, &format!("open {n}"), NINE).unwrap().case;
        night.complete(&case, "intake", "wang", &INTAKE, NINE.plus(1_000)).unwrap();
    }
    let all = night.host.store().cases("", &CaseQuery::default()).unwrap();
    for child in all.into_iter().filter(|row| *row.head.procedure == *"repair").map(|row| row.case) {
        let work = night.host.store().open_work("", &WorkQuery::Case(child.clone())).unwrap();
        let holder = work.first().and_then(|row| row.holder.clone()).unwrap();
        night.complete(&child, "mend", &holder, &[("outcome", "好了")], NINE.plus(2_000)).unwrap();
    }
    let due = night.host.next_due().unwrap().unwrap();
    let (mut fired, mut ticks) = (Vec::new(), 0);
    loop {
        let ticked = night.host.tick_some(due, 2).unwrap();
        assert!(ticked.fired.len() <= 2 && ticked.failed.is_empty());
        (ticks, fired) = (ticks + 1, [fired, ticked.fired].concat());
        if !ticked.more {
            break;
        }
    }
    assert_eq!((fired.len(), ticks), (3, 2), "{fired:?}");
    assert!(night.host.tick(due).unwrap().fired.is_empty());
}

#[test]
fn a_jump_of_more_than_a_day_is_refused_until_confirmed() {
    let mut night = Night::new();
    let desk = night.desk.clone();
    night.open(&desk, "a", NINE).unwrap();
    let day = 24 * 3_600_000;
    assert!(night.host.tick(NINE.plus(day)).is_ok());
    let later = NINE.plus(2 * day + 1);
    assert!(matches!(night.host.tick(later), Err(HostError::Jump { .. })));
    assert!(matches!(night.open(&desk, "b", later), Err(HostError::Jump { .. })));
    night.host.confirm_jump(later).unwrap();
    night.open(&desk, "b", later).unwrap();
    // A clock set back is no jump: the case itself keeps the later instant.
    night.host.tick(NINE).unwrap();
}

#[test]
fn a_look_up_finds_closed_cases_of_the_same_flat() {
    let mut night = Night::new();
    let (first, child) = called(&mut night);
    let work = night.host.store().open_work("", &WorkQuery::Case(child.clone())).unwrap();
    let holder = work.first().and_then(|row| row.holder.clone()).unwrap();
    night.complete(&child, "mend", &holder, &[("outcome", "好了")], NINE.plus(2_000)).unwrap();
    night.complete(&first, "answer", "wang", &[], NINE.plus(3_000)).unwrap();
    let desk = night.desk.clone();
    let mut found = |key: &str, flat: &str, at: i64| {
        let case = night.open(&desk, key, NINE.plus(at)).unwrap().case;
        night.complete(&case, "intake", "wang", &[("phone", "137"), ("flat", flat)], NINE.plus(at + 1)).unwrap();
        let view = night.host.view(&case).unwrap().unwrap();
        view.case.found.first().map(|(_, cases)| cases.to_vec()).unwrap()
    };
    assert_eq!(found("b", "3-502", 4_000), [first]);
    assert_eq!(found("c", "9-999", 5_000), Vec::<Box<str>>::new());
}

fn set_duty(night: &mut Night, duty: &str, person: &str, by: &str, reason: &str) -> Result<(), HostError> {
    night.host.set_duty(DutySetting { duty, person, by, reason, now: NINE })
}

#[test]
fn the_first_holder_of_a_duty_is_set_by_a_person_with_a_reason() {
    let mut night = Night::new();
    let refused = |night: &mut Night, duty, person, by, reason| set_duty(night, duty, person, by, reason).unwrap_err();
    assert!(
        matches!(refused(&mut night, "roster:none", "wang", "li", "x"), HostError::NoDuty(d) if &*d == "roster:none")
    );
    assert!(matches!(refused(&mut night, "post:desk", "wang", "li", "x"), HostError::NoDuty(_)));
    assert!(matches!(refused(&mut night, "roster:desk", "ghost", "li", "x"), HostError::NoPerson(p) if &*p == "ghost"));
    assert!(matches!(refused(&mut night, "roster:desk", "wang", "ghost", "x"), HostError::NoPerson(_)));
    assert!(matches!(refused(&mut night, "roster:desk", "wang", "li", " "), HostError::NoReason));
    assert_eq!(night.host.store().duties(night.host.tenant(), None).unwrap(), []);
    set_duty(&mut night, "roster:desk", "wang", "li", "首日").unwrap();
    set_duty(&mut night, "roster:desk", "wang", "li", "again").unwrap();
    let by = DutyBy::Set { person: "li".into(), reason: "首日".into() };
    let first = Duty { duty: "roster:desk".into(), person: "wang".into(), since: NINE, by };
    assert_eq!(night.host.store().duties(night.host.tenant(), None).unwrap(), [first]);
    assert_eq!(night.host.holders("roster:desk", NINE).unwrap().people, ["wang".into()]);
}

#[test]
fn a_duty_stays_with_the_outgoing_person_until_both_have_signed() {
    let mut night = Night::new();
    set_duty(&mut night, "roster:desk", "wang", "wang", "第一天").unwrap();
    let evening = NINE.plus(12 * 3_600_000);
    let shift = night.shift.clone();
    let case = night.open(&shift, "h", evening).unwrap().case;
    night.complete(&case, "count", "wang", &[("incoming_person", "li")], evening.plus(1)).unwrap();
    let who = |night: &Night, at| night.host.holders("roster:desk", at).unwrap().people;
    night.complete(&case, "sign", "wang", &[], evening.plus(2)).unwrap();
    assert_eq!(who(&night, evening.plus(3)), ["wang".into()]);
    night.complete(&case, "sign", "li", &[], evening.plus(4)).unwrap();
    assert_eq!(who(&night, evening.plus(4)), ["li".into()]);
    assert_eq!(who(&night, evening.plus(3)), ["wang".into()]);
}

#[test]
fn rotation_and_todo_follow_what_the_store_knows() {
    let mut night = Night::new();
    let desk = night.desk.clone();
    let mut holders = Vec::new();
    for (n, key) in ["a", "b", "c"].into_iter().enumerate() {
        let at = i64::try_from(n).unwrap() * 10_000;
        let case = night.open(&desk, key, NINE.plus(at)).unwrap().case;
        night.complete(&case, "intake", "wang", &INTAKE, NINE.plus(at + 1)).unwrap();
        let held = night.host.store().open_work("", &WorkQuery::All).unwrap();
        holders.push(held.into_iter().rfind(|row| &*row.card == "mend").unwrap().holder.unwrap());
    }
    assert_eq!(holders, ["li".into(), "zhao".into(), "li".into()]);
    assert_eq!(night.host.todo("li", NINE.plus(40_000)).unwrap().len(), 2);
    let open = night.open(&desk, "d", NINE.plus(50_000)).unwrap().case;
    let mine = night.host.todo("wang", NINE.plus(50_000)).unwrap();
    assert_eq!(mine.iter().map(|row| (&row.case, &*row.card)).collect::<Vec<_>>(), [(&open, "intake")]);
}

#[test]
fn many_cases_are_opened_with_one_commit_and_numbered_without_gaps() {
    let mut night = Night::new();
    let desk = night.desk.clone();
    night.open(&desk, "known", NINE).unwrap();
    let before = night.host.store().commits();
    let opening = |key: &str| Opening { key: key.into(), now: NINE, actor: person("wang"), ..Opening::default() };
    let keys = ["a", "known", "b", "a", "c"];
    let openings = keys.iter().map(|key| (Arc::clone(&desk), opening(key))).collect();
    let answers: Vec<_> = night.host.open_all(openings).unwrap().into_iter().map(Result::unwrap).collect();
    let said: Vec<_> = answers.iter().map(|done| (&*done.case, done.repeated)).collect();
    let day = "DESK-20261201";
    let case = |n: u32| format!("{day}-{n}");
    let promised = [(case(2), false), (case(1), true), (case(3), false), (case(2), true), (case(4), false)];
    assert_eq!(said, promised.iter().map(|(case, repeated)| (case.as_str(), *repeated)).collect::<Vec<_>>());
    assert_eq!(night.host.store().commits() - before, 2, "the repeat of a key waits for the first");
    for (case, _) in promised {
        assert!(!lines(&night, &case).is_empty());
    }
}

#[test]
fn commands_on_many_cases_take_one_commit() {
    let mut night = Night::new();
    let desk = night.desk.clone();
    let cases: Vec<Box<str>> = (0..20).map(|n| night.open(&desk, &format!("{n}"), NINE).unwrap().case).collect();
    let mut commands = Vec::new();
    for (who, key) in [("sun", "refused"), ("wang", "k")] {
        for case in &cases {
            commands.push((case.clone(), night.command(case, "intake", who, &INTAKE, NINE.plus(1), key)));
        }
    }
    let before = night.host.store().commits();
    let answers = night.host.execute_all(commands).unwrap();
    let accepted = answers.iter().map(Result::is_ok);
    assert_eq!(accepted.collect::<Vec<_>>(), [vec![false; 20], vec![true; 20]].concat());
    // Twenty look-ups are answered together; of the twenty calls each picks somebody in turn, after the one before.
    let (own, look_ups, calls) = (1, 1, 20);
    let commits = night.host.store().commits() - before;
    assert!(commits <= own + look_ups + calls, "{commits}");
    let work = night.host.store().open_work("", &WorkQuery::All).unwrap();
    let given = |who: &str| work.iter().filter(|row| row.holder.as_deref() == Some(who)).count();
    assert_eq!((given("li"), given("zhao")), (10, 10), "in turn, within one group as well");
}

#[test]
fn a_host_is_told_its_code_when_it_changes_and_only_then() {
    let mut night = Night::new();
    let (case, child) = called(&mut night);
    let work = night.host.store().open_work("", &WorkQuery::Case(child.clone())).unwrap();
    let holder = work.first().and_then(|row| row.holder.clone()).unwrap();
    night.complete(&child, "mend", &holder, &[("outcome", "换了水管")], NINE.plus(2_000)).unwrap();
    night.complete(&case, "answer", "wang", &[], NINE.plus(3_000)).unwrap();
    let told = night.host.store().outbox("", Lane::World).unwrap();
    let told: Vec<String> =
        told.into_iter().filter(|c| &*c.row.kind == "host_status").map(|c| c.row.body.to_string()).collect();
    let at = |ms: i64, code: &str| format!(r#"{{"at":{},"code":"{code}","host":"java110"}}"#, NINE.plus(ms).0);
    assert_eq!(told, [at(0, "1000"), at(1_000, "1100"), at(3_000, "1900")]);
}

/// Whom and what a handover opened by the roster was given.
fn given(night: &mut Night, case: &str) -> (Value, String, String) {
    let view = night.host.view(case).unwrap().unwrap();
    let field = |name: &str| {
        let id = view.linked.procedure.names.fields.find(|l| &*l.id == name).unwrap();
        view.case.value(id).clone()
    };
    let person = |name: &str| match field(name) {
        Value::Person(ix) => view.case.person(ix).to_owned(),
        other => format!("{other:?}"),
    };
    (field("shift_end"), person("outgoing_person"), person("next_person"))
}

#[test]
fn a_handover_is_opened_once_before_each_change_of_shift() {
    let mut night = Night::new();
    let hour = 3_600_000;
    let (evening, morning) = (NINE.plus(11 * hour), NINE.plus(23 * hour));
    let opening = evening.plus(-hour / 2);
    assert!(night.host.tick(opening).unwrap().opened.is_empty(), "the host was not asked to");

    night.host.registry_mut().by_roster = true;
    assert!(night.host.tick(opening.plus(-1)).unwrap().opened.is_empty());
    assert_eq!(night.host.next_due().unwrap(), Some(opening));
    let opened = night.host.tick(opening).unwrap().opened;
    let first = opened.first().cloned().unwrap();
    assert_eq!(opened.len(), 1);
    assert_eq!(given(&mut night, &first), (Value::Moment(evening), "wang".into(), "li".into()));
    assert_eq!(night.host.next_due().unwrap(), Some(morning.plus(-hour / 2)));

    // Neither a further tick nor another host over the same store opens it again.
    assert!(night.host.tick(opening.plus(60_000)).unwrap().opened.is_empty());
    let mut night = night.restart();
    night.host.registry_mut().by_roster = true;
    assert!(night.host.tick(opening.plus(120_000)).unwrap().opened.is_empty());

    // The roster ends with the night: who comes next is left open. A host that slept makes up for what it missed.
    let opened = night.host.tick(morning.plus(hour)).unwrap().opened;
    let second = opened.first().cloned().unwrap();
    assert_eq!(opened.len(), 1);
    assert_eq!(given(&mut night, &second), (Value::Moment(morning), "li".into(), "Empty".into()));
    assert_eq!(night.host.next_due().unwrap(), None);
}
