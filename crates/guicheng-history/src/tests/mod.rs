//! Records and states of hand-made events: every kind there and back.

mod plans;
mod played;
mod samples;

use crate::{
    DecodeError, Lexicon, Recorder, SnapshotError, case_of_state, chain, decode,
    part::{KINDS, kind_name},
    restore, sha256, snapshot, state_json, unchain,
};
use alloc::{boxed::Box, collections::BTreeSet, string::String, vec::Vec};
use guicheng_core::{Act, Case, Command, Digest, Event, EventKind, PersonIx, Seq, Timestamp};
use samples::{AT, acts, case, command, kinds, people, procedure};

fn lines(lexicon: &Lexicon, command: &Command, events: &[Event], after: &Case) -> Vec<String> {
    let before = Case { seq: Seq(4), ..Case::default() };
    Recorder::new(lexicon, "estate", "C-1").encode(&before, command, events, 0, after).lines
}

#[test]
fn samples_have_every_kind() {
    let sampled: BTreeSet<&str> = kinds().iter().map(kind_name).collect();
    assert_eq!(sampled, KINDS.iter().copied().collect::<BTreeSet<_>>());
}

#[test]
fn every_event_is_read_back() {
    let lexicon = Lexicon::new(&procedure());
    let after = case();
    for kind in kinds() {
        let event = Event { at: Timestamp(AT), kind };
        let command = command(Act::Tick);
        let line = lines(&lexicon, &command, core::slice::from_ref(&event), &after).remove(0);
        let met = if matches!(event.kind, EventKind::PersonMet(..)) { &after.people[..2] } else { &after.people[..] };
        let read = decode(&lexicon, met, &line).unwrap_or_else(|e| panic!("{e}\n{line}"));
        assert_eq!(read.event, event, "{line}");
        assert_eq!((read.seq, &*read.tenant, &*read.case), (Seq(5), "estate", "C-1"));
        assert_eq!(read.accepted.is_some(), matches!(event.kind, EventKind::Accepted { .. }));
        assert_eq!(read.state, Some(sha256(state_json(&lexicon, &after).as_bytes())));
    }
}

#[test]
fn every_command_is_read_back() {
    let lexicon = Lexicon::new(&procedure());
    let after = case();
    for act in acts() {
        for now in [AT, AT - 5_000] {
            let command = Command { now: Timestamp(now), ..command(act.clone()) };
            let kind = EventKind::Accepted { actor: Some(PersonIx(1)), occurred: Some(Timestamp(7)), reported: None };
            let line = lines(&lexicon, &command, &[Event { at: Timestamp(AT), kind }], &after).remove(0);
            let read = decode(&lexicon, &after.people, &line).unwrap_or_else(|e| panic!("{e}\n{line}"));
            assert_eq!(read.accepted, Some((command, crate::ENGINE.into())), "{line}");
        }
    }
}

#[test]
fn who_acts_first_is_met_by_the_next_record() {
    let lexicon = Lexicon::new(&procedure());
    let kind = EventKind::Accepted { actor: Some(PersonIx(2)), occurred: None, reported: None };
    let event = Event { at: Timestamp(AT), kind };
    let line = lines(&lexicon, &command(Act::Tick), core::slice::from_ref(&event), &case()).remove(0);
    assert_eq!(decode(&lexicon, &people()[..2], &line).unwrap().event, event);
}

#[test]
fn state_is_read_back() {
    let lexicon = Lexicon::new(&procedure());
    for case in [case(), Case::default()] {
        let text = state_json(&lexicon, &case);
        assert_eq!(case_of_state(&lexicon, &text).unwrap_or_else(|e| panic!("{e}\n{text}")), case, "{text}");
    }
}

#[test]
fn snapshots_are_restored_or_refused() {
    let lexicon = Lexicon::new(&procedure());
    let bytes = snapshot(&lexicon, &case());
    assert_eq!(restore(&lexicon, &bytes), Ok(case()));
    assert_eq!(restore(&lexicon, &[]), Err(SnapshotError::Damaged));
    for at in (0..bytes.len()).step_by(5) {
        let mut broken = bytes.clone();
        broken[at] ^= 1;
        assert_eq!(restore(&lexicon, &broken), Err(SnapshotError::Damaged));
        assert_eq!(restore(&lexicon, &bytes[..at]), Err(SnapshotError::Damaged));
    }
    let other = Lexicon::new(&guicheng_core::Procedure::default());
    assert!(matches!(restore(&other, &bytes), Err(SnapshotError::Unfit(_))));
}

#[test]
fn damage_gives_an_error_and_never_a_panic() {
    let lexicon = Lexicon::new(&procedure());
    let after = case();
    let event = Event { at: Timestamp(AT), kind: kinds().swap_remove(0) };
    let line = lines(&lexicon, &command(acts().swap_remove(0)), &[event], &after).remove(0);
    let state = state_json(&lexicon, &after);
    for (whole, read) in [
        (&line, (|l, t| decode(l, &people(), t).map(drop)) as fn(&Lexicon, &str) -> Result<(), DecodeError>),
        (&state, |l, t| case_of_state(l, t).map(drop)),
    ] {
        for at in (0..whole.len()).step_by(3).filter(|at| whole.is_char_boundary(*at)) {
            assert!(read(&lexicon, &whole[..at]).is_err());
            for byte in ["0", "\""] {
                let mut broken = String::from(&whole[..at]);
                broken.push_str(byte);
                broken.push_str(&whole[at..]);
                let _ = read(&lexicon, &broken);
            }
        }
    }
}

#[test]
fn errors_name_what_is_wrong() {
    let lexicon = Lexicon::new(&procedure());
    let event = Event { at: Timestamp(AT), kind: EventKind::WorkShown(guicheng_core::WorkId(3)) };
    let line = lines(&lexicon, &command(Act::Tick), &[event], &case()).remove(0);
    let unknown = |what, name: &str| DecodeError::UnknownName { what, name: name.into() };
    let wrong = |key, expected| DecodeError::WrongType { key, expected };
    let table = [
        ("work_shown", "work_lost", DecodeError::UnknownKind("work_lost".into())),
        ("\"v\":1", "\"v\":2", DecodeError::Version(2)),
        ("{\"work\":3}", "{}", DecodeError::MissingKey("work")),
        ("{\"work\":3}", "{\"work\":\"3\"}", wrong("work", "a whole number")),
        ("{\"work\":3}", "{\"work\":-3}", wrong("work", "a number in its range")),
        ("{\"work\":3}", "{\"more\":1,\"work\":3}", DecodeError::UnknownKey("more".into())),
        ("\"case\":", "\"by\":1,\"case\":", DecodeError::UnknownKey("by".into())),
        ("\"data\":{\"work\":3},\"kind\":\"work_shown\"", "\"data\":{\"register\":\"x\"},\"kind\":\"registered\"", {
            unknown("register", "x")
        }),
        (",\"kind\"", ",\"engine\":\"1\",\"kind\"", DecodeError::UnknownKey("engine".into())),
    ];
    for (from, to, error) in table {
        let broken = line.replacen(from, to, 1);
        assert_ne!(broken, line, "{from}");
        assert_eq!(decode(&lexicon, &people(), &broken), Err(error), "{broken}");
    }
}

#[test]
fn ids_of_another_procedure_are_refused() {
    let lexicon = Lexicon::new(&procedure());
    let event = Event { at: Timestamp(AT), kind: EventKind::Registered(guicheng_core::RegisterId(9)) };
    let line = lines(&lexicon, &command(Act::Tick), &[event], &case()).remove(0);
    let unknown = DecodeError::UnknownName { what: "register", name: "#9".into() };
    assert_eq!(decode(&lexicon, &people(), &line), Err(unknown));
}

#[test]
fn flows_and_nodes_of_one_name_are_told_apart() {
    let lexicon = Lexicon::new(&procedure());
    let names: Vec<&str> = (0..6).filter_map(|f| lexicon.flows.name(guicheng_core::FlowId(f))).collect();
    assert_eq!(names, ["start of 主线", "take->take~2", "take->take~2~2", "way to take", "take~2->end", "way to end"]);
    for (at, name) in names.iter().enumerate() {
        assert_eq!(lexicon.flows.id(name), Some(guicheng_core::FlowId(u16::try_from(at).unwrap())));
    }
}

#[test]
fn chained_lines_are_canonical_and_come_apart_again() {
    let lexicon = Lexicon::new(&procedure());
    let kind = EventKind::Corrected { record: Seq(1), words: "x\",\"recorded\":\"y".into() };
    let recorder = Recorder::new(&lexicon, ",\"recorded\":\"", "C");
    let events = [Event { at: Timestamp(AT), kind }];
    let line = recorder.encode(&Case::default(), &command(Act::Tick), &events, 0, &case()).lines.remove(0);
    let prev = sha256(b"before");
    let chained = chain(&line, &prev).unwrap();
    assert_eq!(decode(&lexicon, &people(), &chained).unwrap().prev, Some(prev));
    assert_eq!(unchain(&chained), Some((line.clone(), prev)));
    assert!(chain(&chained, &Digest::default()).is_err());
    assert!(chain("{}", &prev).is_err());
    assert_eq!(unchain(&line), None);
}

#[test]
fn what_was_due_is_a_batch_of_its_own() {
    let lexicon = Lexicon::new(&procedure());
    let accepted = EventKind::Accepted { actor: None, occurred: None, reported: None };
    let event = |kind| Event { at: Timestamp(AT), kind };
    let unmerged = EventKind::Unmerged { from: "C-2".into() };
    let events = [event(accepted.clone()), event(EventKind::Reopened), event(accepted), event(unmerged)];
    let before = Case { seq: Seq(9), ..Case::default() };
    let mut after = before.clone();
    events.iter().for_each(|e| after.apply(e));
    let lines = Recorder::new(&lexicon, "t", "c").encode(&before, &command(Act::Unmerge), &events, 2, &after).lines;
    let read: Vec<_> = lines.iter().map(|l| decode(&lexicon, &[], l).unwrap()).collect();
    let keys: Vec<Option<Box<str>>> = read.iter().map(|r| Some(r.accepted.as_ref()?.0.key.clone())).collect();
    assert_eq!(keys, [Some("due:10".into()), None, Some("k-1".into()), None]);
    assert_eq!(read.iter().map(|r| r.state.is_some()).collect::<Vec<_>>(), [false, true, false, true]);
    assert_eq!(read.iter().map(|r| r.seq.0).collect::<Vec<_>>(), [10, 11, 12, 13]);
    assert_ne!(read[1].state, read[3].state, "{lines:?}");
}
