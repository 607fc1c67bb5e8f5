//! Replay and verification of a small case that is really decided.

use crate::{
    Differs, Lang, Lexicon, Recorder, Replay, ReplayFault, Verified, chain, rebuild, restore, sha256, snapshot,
    state_digest, timeline, verify,
};
use alloc::{boxed::Box, string::String, sync::Arc, vec, vec::Vec};
use guicheng_core::{
    Act, Actor, Basis, Calendar, Case, Cite, ClauseId, ClockDef, ClockId, ClockOwner, Command, Decision, Digest, Flow,
    FlowId, Graph, Instances, Join, Label, Limit, Map, Names, Node, NodeId, Pins, Pointer, Procedure, Role, RoleId,
    RoleRef, RoleSource, Scope, ScopeId, Scratch, Split, Status, Step, StepId, StepKind, Task, Threshold, TimeRef,
    Timestamp, Who, Work, Zone, decide,
};

const MINUTE: i64 = 60_000;

/// Take a complaint, then reply within ten minutes.
fn procedure() -> Procedure {
    let node = |work, ins: &[u16], outs: &[u16]| Node {
        scope: ScopeId(0),
        join: Join::Each,
        only_if: None,
        work,
        split: Split::All,
        ins: ins.iter().copied().map(FlowId).collect(),
        outs: outs.iter().copied().map(FlowId).collect(),
        reach: Box::default(),
        region: Box::default(),
    };
    let start = FlowId(1);
    let scope =
        Scope { start, entries: Box::default(), instead: Box::default(), instances: Instances::ONE, repeat: None };
    let labels = |names: &[&str]| -> Vec<Label> { names.iter().map(|n| Label::plain(n)).collect() };
    Procedure {
        id: "complaint".into(),
        version: 1,
        digest: Digest([7; 32]),
        graph: Graph {
            nodes: Map::new(vec![node(Work::Step(StepId(0)), &[], &[0]), node(Work::Step(StepId(1)), &[0], &[])]),
            flows: Map::new(vec![
                Flow { from: Some(NodeId(0)), to: NodeId(1), many: false },
                Flow { from: None, to: NodeId(0), many: false },
            ]),
            scopes: Map::new(vec![scope]),
            root: ScopeId(0),
        },
        steps: Map::new(vec![step(vec![]), step(vec![ClockId(0)])]),
        roles: Map::new(vec![Role { from: RoleSource::Anyone }]),
        clocks: Map::new(vec![late()]),
        acts: Map::new(vec![Box::new([])]),
        zone: Zone::fixed("Asia/Shanghai", 8 * 60 * MINUTE),
        calendars: Map::new(vec![Calendar { id: "always".into(), ..Calendar::default() }]),
        names: Names {
            nodes: Map::new(labels(&["take", "reply"])),
            scopes: Map::new(labels(&["main"])),
            steps: Map::new(labels(&["take", "reply"])),
            roles: Map::new(labels(&["desk"])),
            clocks: Map::new(labels(&["step.reply"])),
            clauses: Map::new(labels(&["4.1.2"])),
            ..Names::default()
        },
        ..Procedure::default()
    }
}

fn late() -> ClockDef {
    ClockDef {
        owner: ClockOwner::Work(StepId(1)),
        from: Box::default(),
        until: Box::default(),
        limit: Some(TimeRef::Fixed(Limit::Span(10 * MINUTE))),
        plus: None,
        due: None,
        calendar: guicheng_core::CalendarId(0),
        pause_while: None,
        again: guicheng_core::Again::Stay,
        thresholds: Box::new([Threshold {
            at: guicheng_core::At::Due,
            when: None,
            every: None,
            at_most: None,
            acts: guicheng_core::ActsId(0),
            reminder: false,
            cites: Box::default(),
        }]),
        ladder: Box::default(),
        cites: Box::default(),
    }
}

fn step(late: Vec<ClockId>) -> Step {
    let task = Task { who: Who(Box::new([RoleRef::Role(RoleId(0))])), ..Task::default() };
    Step {
        late: late.into(),
        cites: Box::new([Cite { clause: Some(ClauseId(0)), basis: Basis::Manual }]),
        ..Step::new(StepKind::Task(Box::new(task)))
    }
}

/// The commands, at minutes: opened by zhang, replied to late by li.
fn commands(p: &Procedure) -> Vec<Command> {
    let pins = Arc::new(Pins { procedure: p.digest, calendars: Digest::default(), zone: Digest::default() });
    let complete = |step| Act::Complete(Pointer::Step(StepId(step), None), Box::default());
    let acts = [
        (0, "zhang", Act::Open { pins, fill: vec![], parent: None, first: None }),
        (1, "zhang", complete(0)),
        (30, "li", complete(1)),
    ];
    let command = |(minute, who, act): (i64, &str, Act)| Command {
        key: alloc::format!("k{minute}").into(),
        now: Timestamp(1_795_000_000_000 + minute * MINUTE),
        occurred: (minute == 1).then_some(Timestamp(1_795_000_030_000)),
        actor: Actor { person: Some(who.into()), on_behalf: None, via: "test".into() },
        seen: None,
        act,
        answers: vec![],
    };
    acts.into_iter().map(command).collect()
}

fn play(p: &Procedure, lexicon: &Lexicon) -> (Vec<String>, Case) {
    let recorder = Recorder::new(lexicon, "estate", "C-1");
    let (mut case, mut scratch) = (Case::default(), Scratch::default());
    let (mut lines, mut prev) = (Vec::<String>::new(), Digest::default());
    for command in commands(p) {
        assert_eq!(decide(p, &case, &command, &mut scratch), Ok(Decision::Decided));
        let encoded = recorder.encode(&case, &command, &scratch.events, scratch.due, &scratch.draft);
        case.clone_from(&scratch.draft);
        assert_eq!(restore(lexicon, &encoded.snapshot), Ok(case.clone()));
        for line in encoded.lines {
            let line = chain(&line, &prev).unwrap();
            prev = sha256(line.as_bytes());
            lines.push(line);
        }
    }
    (lines, case)
}

fn check(p: &Procedure, lexicon: &Lexicon, lines: &[String]) -> Result<Verified, Box<crate::Difference>> {
    verify(p, lexicon, &lines.iter().map(String::as_str).collect::<Vec<_>>())
}

#[test]
fn a_case_is_rebuilt_and_verified() {
    let p = procedure();
    let lexicon = Lexicon::new(&p);
    let (lines, case) = play(&p, &lexicon);
    assert_eq!(case.status, Status::Closed);
    assert_eq!(rebuild(&lexicon, lines.iter().map(String::as_str)), Ok(case.clone()));
    let verified = check(&p, &lexicon, &lines).unwrap_or_else(|e| panic!("{e}\n{lines:#?}"));
    assert_eq!((verified.records, verified.batches), (lines.len(), 4));
    assert_eq!(verified.link, sha256(lines.last().unwrap().as_bytes()));
    assert_eq!(verified.snapshot, snapshot(&lexicon, &case));
    assert_eq!(verified.case, case);
    let states = lines.iter().filter(|l| l.contains("\"state\":\"")).count();
    assert_eq!(states, verified.batches);
    assert!(lines.iter().any(|l| l.contains("\"key\":\"due:")));
    assert!(lines.iter().any(|l| l.contains("\"clause\":[\"4.1.2\"]") && l.contains("\"work_opened\"")));
    assert!(lines.last().unwrap().contains(&crate::to_hex(&state_digest(&lexicon, &case))));
}

/// With the chain every change is found. Without it a command may be changed in what nothing follows from (its key, the
/// adapter); what was decided may not.
#[test]
fn every_change_of_a_byte_is_found() {
    let p = procedure();
    let lexicon = Lexicon::new(&p);
    let (chained, _) = play(&p, &lexicon);
    let bare: Vec<String> = chained.iter().map(|l| crate::unchain(l).unwrap().0).collect();
    for (lines, has_chain) in [(&chained, true), (&bare, false)] {
        for (at, line) in lines.iter().enumerate().step_by(3) {
            if !has_chain && line.contains("\"accepted\"") {
                continue;
            }
            for byte in (at % 2..line.len()).step_by(2) {
                let mut bytes = line.clone().into_bytes();
                bytes[byte] = if bytes[byte] == b'1' { b'2' } else { b'1' };
                let mut broken = lines.clone();
                broken[at] = String::from_utf8(bytes).unwrap();
                assert!(check(&p, &lexicon, &broken).is_err(), "{}", broken[at]);
            }
        }
    }
}

#[test]
fn differences_show_both_values() {
    let p = procedure();
    let lexicon = Lexicon::new(&p);
    let (lines, _) = play(&p, &lexicon);
    let at = lines.iter().position(|l| l.contains("\"clock_started\"")).unwrap();
    let mut broken = lines.clone();
    broken[at] = broken[at].replacen("\"generation\":1", "\"generation\":2", 1);
    let difference = *check(&p, &lexicon, &broken).unwrap_err();
    assert_eq!(difference.record.0, u32::try_from(at + 1).unwrap());
    let (key, expected, found) = ("data.generation".into(), "1".into(), "2".into());
    assert_eq!(difference.what, Differs::Value { key, expected, found });
}

#[test]
fn records_left_out_put_in_or_swapped_are_found() {
    let p = procedure();
    let lexicon = Lexicon::new(&p);
    let (lines, _) = play(&p, &lexicon);
    for at in 0..lines.len() {
        let mut less = lines.clone();
        less.remove(at);
        let mut more = lines.clone();
        more.insert(at, lines[at].clone());
        let mut swapped = lines.clone();
        swapped.swap(at, (at + 1) % lines.len());
        for broken in [less, more, swapped] {
            assert!(check(&p, &lexicon, &broken).is_err());
            // Replay alone notices too, but for a missing end.
            let end_is_missing = broken.len() < lines.len() && at + 1 == lines.len();
            assert_eq!(rebuild(&lexicon, broken.iter().map(String::as_str)).is_err(), !end_is_missing);
        }
    }
}

#[test]
fn a_line_of_another_chain_is_found_by_replay() {
    let p = procedure();
    let lexicon = Lexicon::new(&p);
    let (lines, _) = play(&p, &lexicon);
    let mut replay = Replay::new(&lexicon);
    replay.read(&lines[0]).unwrap();
    let other = chain(&crate::unchain(&lines[1]).unwrap().0, &Digest::default()).unwrap();
    assert!(matches!(replay.read(&other).unwrap_err().what, ReplayFault::Link { .. }));
    let bare = crate::unchain(&lines[1]).unwrap().0;
    assert!(matches!(replay.read(&bare).unwrap_err().what, ReplayFault::Link { .. }));
    assert!(replay.read(&lines[1]).is_ok());
}

#[test]
fn another_definition_is_refused() {
    let p = procedure();
    let lexicon = Lexicon::new(&p);
    let (lines, _) = play(&p, &lexicon);
    let other = Procedure { digest: Digest([8; 32]), ..p };
    let difference = check(&other, &lexicon, &lines).unwrap_err();
    assert!(matches!(difference.what, Differs::OtherDefinition { .. }), "{difference}");
}

#[test]
fn the_timeline_tells_the_case() {
    let p = procedure();
    let lexicon = Lexicon::new(&p);
    let (lines, _) = play(&p, &lexicon);
    let tell = |lang| -> String {
        let entries = timeline(&p, &lexicon, None, lang, lines.iter().map(String::as_str)).unwrap();
        entries.iter().map(|e| alloc::format!("{} {}\n", e.seq.0, e.line)).collect()
    };
    assert_eq!(tell(Lang::Zh), ZH);
    assert_eq!(tell(Lang::En), EN);
}

const ZH: &str = "\
3 2026-11-18 19:06:40  zhang 立案
7 2026-11-18 19:06:40  待办“take”（desk） 〔依据 4.1.2〕
9 2026-11-18 19:07:40  zhang（desk）接手“take” 〔补记：发生于 2026-11-18 19:07:10〕
10 2026-11-18 19:07:40  zhang（desk）完成“take” 〔补记：发生于 2026-11-18 19:07:10〕 〔依据 4.1.2〕
13 2026-11-18 19:07:40  待办“reply”（desk） 〔依据 4.1.2〕
14 2026-11-18 19:07:40  “reply”的时限开始，应于 2026-11-18 19:17:40 前（按“always”第 0 版日历）
16 2026-11-18 19:36:40  “reply”的时限已超时 〔晚了19分钟才触发：系统当时未运行〕
19 2026-11-18 19:36:40  li（desk）接手“reply”
20 2026-11-18 19:36:40  “reply”的时限：超时
21 2026-11-18 19:36:40  li（desk）完成“reply” 〔依据 4.1.2〕
23 2026-11-18 19:36:40  结案
";

const EN: &str = "\
3 2026-11-18 19:06:40  zhang opens the case
7 2026-11-18 19:06:40  “take” is open (desk) [4.1.2]
9 2026-11-18 19:07:40  zhang (desk) takes up “take” [late entry: occurred 2026-11-18 19:07:10]
10 2026-11-18 19:07:40  zhang (desk) completes “take” [late entry: occurred 2026-11-18 19:07:10] [4.1.2]
13 2026-11-18 19:07:40  “reply” is open (desk) [4.1.2]
14 2026-11-18 19:07:40  the limit of “reply” starts, due 2026-11-18 19:17:40 (calendar “always” version 0)
16 2026-11-18 19:36:40  the limit of “reply” is past its due [fired 19 min late: not served]
19 2026-11-18 19:36:40  li (desk) takes up “reply”
20 2026-11-18 19:36:40  the limit of “reply”: broken
21 2026-11-18 19:36:40  li (desk) completes “reply” [4.1.2]
23 2026-11-18 19:36:40  case closed
";
