//! A small procedure of names only, and a sample of every kind of event, act and value.

use alloc::{boxed::Box, sync::Arc, vec, vec::Vec};
use guicheng_core::{
    Act, Activation, Actor, ActsId, Answer, Arithmetic, Because, Calendar, CalendarId, Case, Cause, ClockId, ClockKey,
    ClockRun, ClockState, Command, Completion, Decimal, Digest, Done, EventKind, ExprId, Few, FieldId, FieldState,
    Firing, Flow, FlowId, Frame, Graph, Heard, HoldId, HoldState, Input, Item, Label, LineId, ListRef, LookupAnswer,
    Map, Mark, Names, NodeId, NoticeId, OfPerson, Opening, OptionId, Passage, PersonIx, Phase, Pins, Pointer,
    Procedure, Question, ReactionId, RegisterId, Repeating, Resolution, RoleId, RuleId, Scope, ScopeId, Seq, SignalId,
    Status, StepId, Taken, TextId, Timestamp, Token, Unconfirmed, Value, Verdict, Visit, VisitId, Watch, What, Why,
    Withdrawal, WorkId, WorkItem, WorkState,
    expr::{Code, Expr},
};

pub(super) const AT: i64 = 1_795_000_000_123;

fn labels<I: guicheng_core::Id>(names: &[&str]) -> Map<I, Label> {
    names.iter().map(|n| Label::plain(n)).collect()
}

pub(super) fn procedure() -> Procedure {
    let flow = |from: Option<u16>, to| Flow { from: from.map(NodeId), to: NodeId(to), many: false };
    let scope = Scope {
        start: FlowId(0),
        entries: Box::new([]),
        instead: Box::new([]),
        instances: guicheng_core::Instances::ONE,
        repeat: None,
    };
    let expr = |source: &str| Expr { ops: Box::new([]), reads: Box::new([]), source: source.into() };
    Procedure {
        id: "complaint".into(),
        version: 3,
        graph: Graph {
            flows: [flow(None, 0), flow(Some(0), 1), flow(Some(0), 1), flow(None, 0), flow(Some(1), 2), flow(None, 2)]
                .into_iter()
                .collect(),
            scopes: [scope].into_iter().collect(),
            ..Graph::default()
        },
        acts: [Box::default(), Box::default()].into_iter().collect(),
        code: Code { exprs: [expr("kind == \"大\""), expr("kind == \"大\"")].into_iter().collect() },
        calendars: [Calendar { id: "office".into(), ..Calendar::default() }].into_iter().collect(),
        lines: 2,
        names: Names {
            procedure: Label::plain("complaint"),
            nodes: labels(&["take", "take", "end"]),
            scopes: labels(&["主线"]),
            steps: labels(&["take", "答复"]),
            fields: labels(&["kind", "parts", "who"]),
            options: [
                vec![Label::plain("noise"), Label::plain("漏水")],
                vec![Label::plain("a"), Label::plain("b")],
                vec![],
            ]
            .into_iter()
            .collect(),
            roles: labels(&["desk"]),
            clocks: labels(&["reply", "step.take"]),
            notices: labels(&["told"]),
            registers: labels(&["log"]),
            rules: labels(&["two_people"]),
            holds: labels(&["parts"]),
            reactions: labels(&["regrade"]),
            signals: labels(&["paid"]),
            ..Names::default()
        },
        texts: labels(&["say 1"]),
        ..Procedure::default()
    }
}

pub(super) fn people() -> Vec<Arc<str>> {
    vec!["zhang".into(), "李\"四".into(), "new".into()]
}

fn few<T: Copy + Default, const N: usize>(items: impl IntoIterator<Item = T>) -> Few<T, N> {
    items.into_iter().collect()
}

const T: Timestamp = Timestamp(AT - 61_000);
const ITEM: Option<Item> = Some(Item { list: ListRef::Field(FieldId(1)), index: 2 });
const FOUND: Option<Item> = Some(Item { list: ListRef::Found(StepId(1)), index: 0 });
const TOKEN: Token = Token { flow: FlowId(2), of: Activation(1), spent: true };
const FRAME: Frame = Frame {
    id: Activation(4),
    scope: ScopeId(0),
    visit: Some(VisitId(3)),
    parent: Activation(1),
    beside: Some(Activation(2)),
    round: 2,
    item: ITEM,
};
const VISIT: Visit = Visit {
    id: VisitId(3),
    node: NodeId(1),
    of: Activation(1),
    opened: Seq(2),
    total: 3,
    done: 1,
    race: Some(VisitId(2)),
};
const DONE: Done = Done { step: StepId(1), item: FOUND, visit: VisitId(3), by: Some(PersonIx(1)), at: T };
const HOLD: HoldState = HoldState { hold: HoldId(0), of: Activation(1), id: WorkId(8), since: T };

fn pins() -> Arc<Pins> {
    Arc::new(Pins { procedure: Digest([1; 32]), calendars: Digest([0xab; 32]), zone: Digest::default() })
}

pub(super) fn values() -> Vec<(FieldId, Value)> {
    let of = |field, values: Vec<Value>| values.into_iter().map(move |v| (FieldId(field), v));
    let plain = vec![
        Value::Empty,
        Value::Text("\u{1}\u{7f} \"引\" \\ \n\t😀".into()),
        Value::Decimal(Decimal { units: -1_250, scale: 2 }),
        Value::Decimal(Decimal { units: i64::MIN, scale: 18 }),
        Value::YesNo(false),
        Value::YesNo(true),
        Value::Choice(OptionId(1)),
        Value::Choice(OptionId(7)),
        Value::Date(20_000),
        Value::Date(i32::MIN),
        Value::Moment(T),
        Value::Moment(Timestamp(i64::MIN)),
        Value::Duration(i64::MAX),
        Value::Duration(-5),
        Value::Person(PersonIx(1)),
        Value::File(Box::new([9; 32]), u64::MAX),
        Value::Sealed([0xcd; 32].into()),
        Value::List(Box::new([])),
        Value::List(Box::new([Value::Empty, Value::Choice(OptionId(0)), Value::List(Box::new([Value::YesNo(true)]))])),
    ];
    of(0, plain).chain(of(1, vec![Value::Choices(0), Value::Choices(0b11), Value::Choices(u64::MAX)])).collect()
}

fn causes() -> Vec<Cause> {
    vec![
        Cause::Clock(ClockId(1), 3),
        Cause::Rule(RuleId(0)),
        Cause::Reaction(ReactionId(0)),
        Cause::Step(StepId(0)),
        Cause::Choice(ActsId(1)),
        Cause::Nobody,
        Cause::Enough(NodeId(1)),
        Cause::Race(NodeId(0)),
        Cause::End,
        Cause::Person(PersonIx(0)),
    ]
}

fn marks() -> Vec<Mark> {
    vec![
        Mark::StepOpened(StepId(0)),
        Mark::StepClaimed(StepId(1)),
        Mark::StepDone(StepId(0)),
        Mark::ScopeOpened(ScopeId(0)),
        Mark::ScopeDone(ScopeId(0)),
        Mark::HoldBegan(HoldId(0)),
        Mark::HoldEnded(HoldId(0)),
        Mark::CaseOpened,
        Mark::CaseClosed,
        Mark::Signal(SignalId(0)),
        Mark::Filled(FieldId(2)),
    ]
}

fn whats() -> [What; 3] {
    [What::Step(StepId(1)), What::Choose(NodeId(0)), What::Round(ScopeId(0))]
}

fn owners() -> [ClockKey; 3] {
    [ClockKey::Case, ClockKey::Work(WorkId(5)), ClockKey::Notice(2)]
}

fn because() -> Vec<Because> {
    vec![
        Because { guard: Some(ExprId(1)), outcome: Value::YesNo(true), read: values() },
        Because { guard: None, outcome: Value::Empty, read: vec![] },
    ]
}

fn run(of: ClockKey) -> Box<ClockRun> {
    Box::new(ClockRun {
        clock: ClockId(0),
        of,
        generation: 2,
        start: T,
        pauses: vec![(T, T.plus(1))],
        due: Some(T.plus(60_000)),
        next: Timestamp::NEVER,
        sum: Arithmetic {
            calendar: Some((CalendarId(0), 4)),
            counted: vec![(T, T.plus(9))],
            clamped: true,
            shifted: true,
            outside: true,
        },
        paused: Some(T),
        fired: 5,
    })
}

/// Every kind of event; those with choices inside more than once.
pub(super) fn kinds() -> Vec<EventKind> {
    let mut kinds = case_kinds();
    kinds.extend(marking_kinds());
    kinds.extend(work_kinds());
    kinds.extend(field_kinds());
    kinds.extend(norm_kinds());
    kinds.extend(clock_kinds());
    kinds
}

fn case_kinds() -> Vec<EventKind> {
    let accepted = |actor, occurred, reported| EventKind::Accepted { actor, occurred, reported };
    vec![
        accepted(Some(PersonIx(0)), Some(T), Some(T.plus(-1))),
        accepted(None, None, None),
        EventKind::PersonMet(PersonIx(2), "new".into()),
        EventKind::Opened { pins: pins(), parent: Some(("C-0".into(), WorkId(3))) },
        EventKind::Opened { pins: pins(), parent: None },
        EventKind::Closed { status: Status::Closed, reason: None },
        EventKind::Closed { status: Status::Aborted, reason: Some("重复".into()) },
        EventKind::Reopened,
        EventKind::Merged { into: "C-2".into() },
        EventKind::Unmerged { from: "C-2".into() },
        EventKind::Absorbed { case: "C-2".into(), undone: true },
        EventKind::Migrated(Box::new(guicheng_core::Migration {
            from: super::plans::plan().from,
            to: super::plans::plan().to,
            reason: "新版".into(),
            case: Case::default(),
        })),
        EventKind::Corrected { record: Seq(2), words: "应为 3 号楼".into() },
        EventKind::Erased { by: PersonIx(0), of: Box::new(super::plans::of_person()) },
        EventKind::Disclosed { by: PersonIx(1), of: Box::new(super::plans::of_person()) },
        EventKind::DutyPassed { duty: "roster:desk".into(), from: PersonIx(0), to: PersonIx(1) },
    ]
}

fn marking_kinds() -> Vec<EventKind> {
    let mut kinds = vec![
        EventKind::NodePassed(Passage {
            node: NodeId(1),
            of: Activation(1),
            took: few([TOKEN, Token { spent: false, ..TOKEN }]),
            kept: few([FlowId(1)]),
            gave: few((0..6).map(FlowId)),
            because: because(),
            skipped: true,
        }),
        EventKind::NodeEntered { visit: VISIT, took: few([TOKEN]), kept: few([FlowId(0)]) },
        EventKind::NodeLeft { visit: VisitId(3), gave: few([FlowId(4)]), because: because() },
        EventKind::Entered { flow: FlowId(3), of: Activation(1) },
        EventKind::JoinReset { node: NodeId(1), of: Activation(1), flows: few([FlowId(1), FlowId(2)]) },
        EventKind::FrameOpened(FRAME),
        EventKind::FrameOpened(Frame { visit: None, beside: None, item: None, ..FRAME }),
        EventKind::FrameClosed { of: Activation(4) },
        EventKind::Counted { visit: VisitId(3), done: 1, total: 0 },
        EventKind::Withdrawn(Box::default()),
    ];
    kinds.extend(causes().into_iter().map(|cause| {
        EventKind::Withdrawn(Box::new(Withdrawal {
            cause: Some(cause),
            tokens: vec![TOKEN],
            frames: vec![Activation(4)],
            visits: vec![VisitId(3)],
            work: whats().into_iter().map(|w| (WorkId(5), w, Some("C-3".into()))).collect(),
            holds: vec![WorkId(8)],
        }))
    }));
    kinds
}

fn work_kinds() -> Vec<EventKind> {
    let work = WorkId(5);
    let by = PersonIx(1);
    let opening = |what| {
        let skipped = [Why::DidAnother(StepId(0)), Why::DidNotDo(StepId(1)), Why::Barred(RuleId(0)), Why::HasAnother];
        EventKind::WorkOpened(Opening {
            work,
            visit: VisitId(3),
            what,
            of: Activation(1),
            item: FOUND,
            role: Some(RoleId(0)),
            hidden: true,
            how: Resolution {
                roles: few([RoleId(0)]),
                found: few([PersonIx(0), PersonIx(1)]),
                skipped: skipped.into_iter().map(|w| (PersonIx(2), w)).collect(),
                source: "roster:desk v3".into(),
            },
            only: few([PersonIx(0)]),
        })
    };
    let mut kinds: Vec<EventKind> = whats().into_iter().map(opening).collect();
    let ways = [Taken::Claimed, Taken::Allocated, Taken::Given(PersonIx(0))];
    kinds.extend(ways.into_iter().map(|how| EventKind::WorkTaken { work, by, how }));
    kinds.extend(owners().into_iter().map(|of| EventKind::Climbed { of, rung: 1, to: few([by]) }));
    let checks = vec![("seen".into(), None), ("counted".into(), Some(-3)), ("many".into(), Some(i64::MIN))];
    kinds.extend([
        EventKind::WorkShown(work),
        EventKind::WorkReleased { work, by, reason: Some("换班".into()) },
        EventKind::WorkStarted { work, by },
        EventKind::WorkHeld { work, held: true },
        EventKind::WorkHeld { work, held: false },
        EventKind::WorkDone(Completion {
            work,
            done: Some(DONE),
            on_behalf: Some(PersonIx(0)),
            reason: Some("x".into()),
            signed: true,
            checks,
        }),
        EventKind::WorkDone(Completion {
            work,
            done: None,
            on_behalf: None,
            reason: None,
            signed: false,
            checks: vec![],
        }),
        EventKind::WorkSkipped { work, by, reason: "无需".into() },
        EventKind::WorkEnded { work, done: Done { by: None, item: None, ..DONE } },
        EventKind::Called {
            work,
            child: "C-1/5".into(),
            version: 2,
            give: values().into_iter().map(|(_, v)| ("unit".into(), v)).collect(),
        },
        EventKind::CallWithdrawn { work, child: "C-1/5".into() },
        EventKind::Found { work, step: StepId(1), cases: Box::new(["C-7".into()]), source: "store".into() },
        EventKind::Nobody { work: Some(work), notice: None, roles: few([RoleId(0)]), source: "v3".into() },
        EventKind::Nobody { work: None, notice: Some(1), roles: few([]), source: "".into() },
        EventKind::Urged { work, by },
        EventKind::Named { step: StepId(1), people: few([by]) },
    ]);
    kinds
}

fn field_kinds() -> Vec<EventKind> {
    let filled = |(field, value)| EventKind::Filled { field, item: ITEM, value, reason: Some("少见".into()) };
    let mut kinds: Vec<EventKind> = values().into_iter().map(filled).collect();
    for by in causes() {
        let to = few([PersonIx(0), PersonIx(1)]);
        kinds.push(EventKind::Reminded { to: to.clone(), by });
        kinds.push(EventKind::Escalated { to, by });
        kinds.push(EventKind::Advised { say: TextId(0), by });
    }
    kinds.extend([
        EventKind::Filled { field: FieldId(2), item: None, value: Value::Empty, reason: None },
        EventKind::Registered(RegisterId(0)),
        EventKind::Noticed { number: 1, notice: NoticeId(0), to: few([PersonIx(0)]), confirm: true },
        EventKind::Confirmed { number: 1, by: PersonIx(0) },
        EventKind::LineTaken { line: LineId(1), count: 2 },
    ]);
    kinds
}

fn norm_kinds() -> Vec<EventKind> {
    let signal = SignalId(0);
    let heard = [Heard::Heard, Heard::Kept, Heard::Lost];
    let mut kinds: Vec<EventKind> = heard.into_iter().map(|how| EventKind::Signalled { signal, how }).collect();
    kinds.extend(marks().into_iter().map(|mark| EventKind::Marked { mark, at: T }));
    kinds.extend([
        EventKind::MailTaken { signal },
        EventKind::HoldBegan { hold: HOLD, by: Some(PersonIx(1)), reason: Some("缺件".into()) },
        EventKind::HoldBegan { hold: HOLD, by: None, reason: None },
        EventKind::HoldEnded { hold: HoldId(0), id: WorkId(8) },
        EventKind::RuleBroken { rule: RuleId(0), of: Activation(1) },
        EventKind::RuleKept { rule: RuleId(0), of: Activation(1) },
        EventKind::Watched { watch: Watch::Hold(HoldId(0)), now: true },
        EventKind::Watched { watch: Watch::Reaction(ReactionId(0)), now: false },
        EventKind::Reacted { reaction: ReactionId(0), by: Some(PersonIx(0)), reason: Some("x".into()) },
    ]);
    kinds
}

fn clock_kinds() -> Vec<EventKind> {
    let clock = ClockId(1);
    let mut kinds = vec![];
    for of in owners() {
        kinds.push(EventKind::ClockStarted(run(of)));
        kinds.push(EventKind::ClockMoved(Box::new(ClockRun {
            pauses: vec![],
            due: None,
            paused: None,
            fired: 0,
            sum: Arithmetic::default(),
            ..*run(of)
        })));
        kinds.push(EventKind::ClockPaused { clock, of, since: T });
        kinds.push(EventKind::ClockEnded { clock, of });
        let verdicts = [Verdict::Kept, Verdict::Broken, Verdict::KeptEnteredLate, Verdict::Measured];
        kinds.extend(verdicts.into_iter().map(|verdict| EventKind::ClockStopped { clock, of, since: T, verdict }));
        for repeat in [None, Some((3, true)), Some((1, false))] {
            kinds.push(EventKind::ClockFired(Box::new(Firing {
                clock,
                of,
                generation: 1,
                threshold: 2,
                planned: T,
                late: repeat.is_some(),
                muted: repeat.is_none(),
                missed: 4,
                repeat,
                next: T.plus(1),
            })));
        }
    }
    kinds
}

pub(super) fn command(act: Act) -> Command {
    let at = Timestamp(AT);
    let answer = |people: Vec<Box<str>>, number| Answer { people, number, source: "org v2".into() };
    Command {
        key: "k-1".into(),
        now: at,
        occurred: Some(T),
        actor: Actor { person: Some("zhang".into()), on_behalf: Some("li".into()), via: "cli 0.1".into() },
        seen: Some(Seq(3)),
        act,
        answers: vec![
            (Question::Holders { role: RoleId(0), at, of: Some("工程".into()) }, answer(vec!["a".into()], None)),
            (Question::Holders { role: RoleId(0), at, of: None }, answer(vec![], None)),
            (Question::Order { step: StepId(0), role: RoleId(0), at }, answer(vec!["b".into(), "a".into()], None)),
            (Question::VersionInForce { step: StepId(1), at }, answer(vec![], Some(3))),
        ],
    }
}

/// Every act.
pub(super) fn acts() -> Vec<Act> {
    let input = || {
        Box::new(Input {
            fill: values(),
            check: vec![("seen".into(), Some(2)), ("x".into(), None)],
            why: Some("因".into()),
            sign: true,
            names: vec!["zhang".into()],
            choose: vec![NodeId(1)],
        })
    };
    let work = Pointer::Work(WorkId(5));
    let step = Pointer::Step(StepId(1), Some(0));
    let acts = vec![
        Act::Open { pins: pins(), fill: values(), parent: Some(("C-0".into(), WorkId(1))), first: Some(input()) },
        Act::Open { pins: pins(), fill: vec![], parent: None, first: None },
        Act::Tick,
        Act::Complete(step, input()),
        Act::Complete(Pointer::Gate(NodeId(0)), Box::default()),
        Act::Skip(Pointer::Step(StepId(0), None), "x".into()),
        Act::Claim(work),
        Act::Release(work, Some("x".into())),
        Act::Release(work, None),
        Act::Start(work),
        Act::Delegate(work, "li".into()),
        Act::Reassign(work, "li".into(), "病".into()),
        Act::Substitute("li".into(), "zhang".into(), "离职".into()),
        Act::AddSigner(work, "li".into()),
        Act::Urge(step),
        Act::AddInstance(StepId(0)),
        Act::Confirm(3),
        Act::Fill(values(), ITEM),
        Act::React(ReactionId(0), Some(1), input()),
        Act::Hold(HoldId(0), None, input()),
        Act::EndHold(HoldId(0), Some(2)),
        Act::Signal(SignalId(0), values()),
        Act::Answered(WorkId(5), LookupAnswer { cases: vec!["C-9".into()], source: "s".into() }),
        Act::ChildClosed(WorkId(5), Status::Merged, values()),
        Act::MoreRounds(WorkId(5), false),
        Act::Abort("x".into()),
        Act::MergeInto("C-2".into()),
        Act::Unmerge,
        Act::Absorb("C-2".into(), true),
        Act::Correct(Seq(3), "x".into()),
        Act::Migrate(Box::new(super::plans::plan()), "新版".into()),
        Act::Erase(Box::new(super::plans::of_person())),
        Act::Disclose(Box::new(OfPerson {
            subject: None,
            places: vec![],
            beyond: vec![],
            ..super::plans::of_person()
        })),
        Act::PeopleChanged,
    ];
    acts.iter().for_each(super::plans::known);
    acts
}

/// A case with something in every part.
pub(super) fn case() -> Case {
    let work = |what| WorkItem {
        id: WorkId(5),
        visit: VisitId(3),
        what,
        of: Activation(1),
        item: ITEM,
        role: Some(RoleId(0)),
        state: WorkState::Started,
        held: true,
        holder: Some(PersonIx(1)),
        only: few([PersonIx(0)]),
        added: few([PersonIx(1)]),
        opened: Seq(2),
        opened_at: T,
        rung: 1,
        child: Some("C-1/5".into()),
    };
    let clock = |of| ClockState {
        clock: ClockId(0),
        of,
        generation: 2,
        phase: Phase::Paused,
        start: T,
        pauses: [(T, T.plus(1))].into_iter().collect(),
        since: T,
        due: Some(T),
        late: true,
        fired: u32::MAX,
        repeats: [Repeating { threshold: 1, count: 2, last: T }].into_iter().collect(),
        next: Timestamp::NEVER,
        kept: Some(guicheng_core::Kept { due: T, pauses: 1, extra: -7 }),
    };
    Case {
        seq: Seq(5),
        now: Timestamp(AT),
        status: Status::Open,
        opened_at: T,
        closed_at: Some(T),
        escalated: true,
        reopened: 1,
        next_id: 9,
        merged_into: Some("C-2".into()),
        absorbed: vec!["C-3".into()],
        parent: Some(("C-0".into(), WorkId(1))),
        pins: Some(pins()),
        tokens: vec![TOKEN],
        frames: vec![FRAME],
        visits: vec![VISIT],
        work: whats().into_iter().map(work).collect(),
        clocks: owners().into_iter().map(clock).collect(),
        fields: vec![
            FieldState { value: Value::Choice(OptionId(1)), at: Seq(3) },
            FieldState::default(),
            FieldState::default(),
        ],
        per: vec![(FieldId(0), 2, Value::Choice(OptionId(0)))],
        people: people(),
        done: [DONE].into_iter().collect(),
        named: vec![(StepId(1), PersonIx(0))],
        mailbox: vec![SignalId(0)],
        found: vec![(StepId(1), Box::new(["C-7".into()]))],
        holds: vec![HOLD],
        broken: vec![(RuleId(0), Activation(1))],
        true_now: vec![Watch::Hold(HoldId(0))],
        lines: vec![(LineId(0), 2)],
        written: vec![(RegisterId(0), 1)],
        unconfirmed: vec![Unconfirmed { number: 1, notice: NoticeId(0), to: few([PersonIx(0)]), rung: 0 }],
        notices: 1,
        marks: marks().into_iter().map(|m| (m, T)).collect(),
    }
}
