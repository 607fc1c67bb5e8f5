//! Expressions over hand-made cases.

use super::{Code, Expr, Fold, Op, eval, is_true, reads};
use crate::{
    Activation, CardRef, Case, ClockId, ClockKey, ClockState, Decimal, ExprId, Field, FieldId, FieldKind, FieldState,
    Frame, Hold, HoldId, HoldState, Item, ListRef, Map, OptionId, PersonIx, Phase, Procedure, RegisterId, ScopeId, Seq,
    StepId, Timestamp, Value, VisitId, What, WorkId, WorkItem, WorkState,
};
use alloc::{boxed::Box, vec, vec::Vec};

const YES: Value = Value::YesNo(true);
const NO: Value = Value::YesNo(false);
const UNKNOWN: Value = Value::Empty;
const A: FieldId = FieldId(0);
const B: FieldId = FieldId(1);
const PER: FieldId = FieldId(2);
const LIST: ListRef = ListRef::Field(B);

fn number(n: i64) -> Value {
    Value::Decimal(Decimal::whole(n))
}

fn field(per: Option<ListRef>) -> Field {
    Field { per, order: Box::new([OptionId(2), OptionId(0), OptionId(1)]), ..Field::of(FieldKind::Text) }
}

fn procedure(exprs: Vec<Vec<Op>>) -> Procedure {
    let expr = |ops: Vec<Op>| {
        let reads = ops.iter().filter_map(|op| if let Op::Field(f) = op { Some(*f) } else { None }).collect();
        Expr { ops: ops.into(), reads, source: "".into() }
    };
    Procedure {
        fields: Map::new(vec![field(None), field(None), field(Some(LIST))]),
        code: Code { exprs: exprs.into_iter().map(expr).collect() },
        ..Procedure::default()
    }
}

fn case(a: Value, b: Value) -> Case {
    let state = |value| FieldState { value, at: Seq(1) };
    Case { fields: vec![state(a), state(b)], ..Case::default() }
}

fn run(ops: Vec<Op>, c: &Case) -> Value {
    eval(&procedure(vec![ops]), c, None, Activation(1), ExprId(0))
}

#[track_caller]
fn two(left: &Value, op: Op, right: &Value, want: Value) {
    let c = case(left.clone(), right.clone());
    assert_eq!(run(vec![Op::Field(A), Op::Field(B), op.clone()], &c), want, "{left:?} {op:?} {right:?}");
}

#[test]
fn logic_has_three_values() {
    for (left, right, and, or) in [
        (YES, YES, YES, YES),
        (YES, NO, NO, YES),
        (NO, YES, NO, YES),
        (NO, NO, NO, NO),
        (UNKNOWN, YES, UNKNOWN, YES),
        (UNKNOWN, NO, NO, UNKNOWN),
        (YES, UNKNOWN, UNKNOWN, YES),
        (NO, UNKNOWN, NO, UNKNOWN),
        (UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN),
    ] {
        two(&left, Op::And, &right, and);
        two(&left, Op::Or, &right, or);
    }
    for (value, not) in [(YES, NO), (NO, YES), (UNKNOWN, UNKNOWN), (number(1), UNKNOWN)] {
        assert_eq!(run(vec![Op::Field(A), Op::Not], &case(value, UNKNOWN)), not);
    }
}

#[test]
fn comparing() {
    let moment = |ms| Value::Moment(Timestamp(ms));
    for (left, op, right, want) in [
        (number(1), Op::Lt, number(2), YES),
        (Value::Decimal("1.50".parse().unwrap()), Op::Eq, Value::Decimal("1.5".parse().unwrap()), YES),
        (number(2), Op::Le, number(2), YES),
        (number(2), Op::Gt, number(2), NO),
        (number(2), Op::Ge, number(3), NO),
        (number(2), Op::Ne, number(3), YES),
        (number(2), Op::Eq, UNKNOWN, UNKNOWN),
        (UNKNOWN, Op::Ne, UNKNOWN, UNKNOWN),
        (UNKNOWN, Op::Lt, number(2), UNKNOWN),
        (moment(1), Op::Lt, moment(2), YES),
        (Value::Date(5), Op::Ge, Value::Date(5), YES),
        (Value::Duration(5), Op::Gt, Value::Duration(6), NO),
        (Value::Text("a".into()), Op::Eq, Value::Text("a".into()), YES),
        (Value::Text("a".into()), Op::Lt, Value::Text("b".into()), UNKNOWN),
        (Value::Text("a".into()), Op::Eq, number(1), UNKNOWN),
        (Value::Person(PersonIx(0)), Op::Eq, Value::Person(PersonIx(1)), NO),
        (Value::Sealed([0; 32].into()), Op::Eq, Value::Sealed([0; 32].into()), UNKNOWN),
    ] {
        two(&left, op, &right, want);
    }
}

#[test]
fn arithmetic_never_overflows() {
    let moment = |ms| Value::Moment(Timestamp(ms));
    for (left, op, right, want) in [
        (number(2), Op::Add, number(3), number(5)),
        (number(2), Op::Sub, number(3), number(-1)),
        (number(2), Op::Mul, number(3), number(6)),
        (number(i64::MAX), Op::Add, number(1), UNKNOWN),
        (number(i64::MAX), Op::Mul, number(2), UNKNOWN),
        (number(2), Op::Add, UNKNOWN, UNKNOWN),
        (moment(10), Op::Add, Value::Duration(5), moment(15)),
        (Value::Duration(5), Op::Add, moment(10), moment(15)),
        (moment(10), Op::Sub, Value::Duration(5), moment(5)),
        (moment(10), Op::Sub, moment(4), Value::Duration(6)),
        (moment(i64::MAX), Op::Add, Value::Duration(1), UNKNOWN),
        (moment(10), Op::Add, moment(4), UNKNOWN),
        (Value::Date(3), Op::Sub, Value::Date(1), Value::Duration(2 * 86_400_000)),
    ] {
        two(&left, op, &right, want);
    }
}

#[test]
fn lists_ranks_and_emptiness() {
    let list = Value::List(Box::new([number(1), number(2)]));
    two(&list, Op::Contains, &number(2), YES);
    two(&list, Op::Contains, &number(3), NO);
    two(&list, Op::Contains, &UNKNOWN, UNKNOWN);
    two(&Value::Choices(0b101), Op::Contains, &Value::Choice(OptionId(2)), YES);
    two(&Value::Choices(0b101), Op::Contains, &Value::Choice(OptionId(1)), NO);
    two(&Value::Choices(u64::MAX), Op::Contains, &Value::Choice(OptionId(900)), NO);
    two(&UNKNOWN, Op::Contains, &number(2), UNKNOWN);
    let one = |value: Value, op: Op| run(vec![Op::Field(A), op], &case(value, UNKNOWN));
    assert_eq!(one(list.clone(), Op::Len), number(2));
    assert_eq!(one(Value::Choices(0b101), Op::Len), number(2));
    assert_eq!(one(UNKNOWN, Op::Len), UNKNOWN);
    assert_eq!(one(UNKNOWN, Op::IsEmpty), YES);
    assert_eq!(one(Value::Choices(0), Op::IsEmpty), YES);
    assert_eq!(one(list, Op::IsEmpty), NO);
    let choice = |n| Value::Choice(OptionId(n));
    assert_eq!(one(choice(2), Op::Rank(A)), number(0));
    assert_eq!(one(choice(1), Op::Rank(A)), number(2));
    assert_eq!(one(choice(9), Op::Rank(A)), UNKNOWN);
    assert_eq!(one(choice(2), Op::Next(A)), choice(0));
    assert_eq!(one(choice(1), Op::Next(A)), choice(1), "the last stays");
    assert_eq!(one(UNKNOWN, Op::Next(A)), UNKNOWN);
}

/// The root with one run for each of two items, both of the one visit.
fn two_items() -> Case {
    let root = Frame {
        id: Activation(1),
        scope: ScopeId(0),
        visit: None,
        parent: Activation(1),
        beside: None,
        round: 1,
        item: None,
    };
    let run = |id, index| Frame {
        id: Activation(id),
        scope: ScopeId(1),
        visit: Some(VisitId(9)),
        item: Some(Item { list: LIST, index }),
        ..root
    };
    Case {
        frames: vec![root, run(2, 0), run(3, 1)],
        per: vec![(PER, 0, number(5)), (PER, 1, number(7))],
        ..case(UNKNOWN, Value::List(Box::new([number(0), number(0)])))
    }
}

#[test]
fn a_field_per_item_is_read_for_the_item_at_hand() {
    let p = procedure(vec![vec![Op::Field(PER)]]);
    let mut c = two_items();
    let at = |c: &Case, item, of| eval(&p, c, item, Activation(of), ExprId(0));
    assert_eq!(at(&c, None, 3), number(7));
    assert_eq!(at(&c, None, 1), UNKNOWN, "no item at hand");
    assert_eq!(at(&c, Some(Item { list: LIST, index: 0 }), 1), number(5));
    assert_eq!(at(&c, Some(Item { list: ListRef::Field(A), index: 0 }), 3), number(7), "of another list");
    c.frames.push(Frame { id: Activation(4), parent: Activation(3), item: None, ..c.frames[0] });
    assert_eq!(at(&c, None, 4), number(7), "of a run around");
    c.frames[0].parent = Activation(4);
    c.frames[3].parent = Activation(1);
    assert_eq!(at(&c, None, 4), UNKNOWN, "a circle of parents ends");
    assert_eq!(reads(&p, &c, None, Activation(3), ExprId(0)), vec![(PER, number(7))]);
}

#[test]
fn folding_over_items() {
    let above = vec![Op::Field(PER), Op::Const(number(6)), Op::Gt];
    let fold = |c: &Case, fold| {
        let p = procedure(vec![vec![Op::Over(fold, LIST, ExprId(1))], above.clone()]);
        eval(&p, c, None, Activation(1), ExprId(0))
    };
    let mut c = two_items();
    assert_eq!([fold(&c, Fold::Any), fold(&c, Fold::All), fold(&c, Fold::Count)], [YES, NO, number(1)]);
    c.per.remove(0);
    assert_eq!([fold(&c, Fold::Any), fold(&c, Fold::All), fold(&c, Fold::Count)], [YES, UNKNOWN, number(1)]);
    c.fields[1].value = Value::List(Box::default());
    assert_eq!([fold(&c, Fold::Any), fold(&c, Fold::All), fold(&c, Fold::Count)], [NO, YES, number(0)]);
    c.fields[1].value = UNKNOWN;
    assert_eq!([fold(&c, Fold::Any), fold(&c, Fold::All), fold(&c, Fold::Count)], [UNKNOWN, UNKNOWN, UNKNOWN]);
}

#[test]
fn an_expression_within_itself_ends() {
    let p = procedure(vec![vec![Op::Over(Fold::Any, LIST, ExprId(0))]]);
    let mut c = two_items();
    c.fields[1].value = Value::List(Box::new([number(0)]));
    assert_eq!(eval(&p, &c, None, Activation(1), ExprId(0)), UNKNOWN);
    assert_eq!(run(vec![Op::And], &c), UNKNOWN, "an empty stack");
    assert_eq!(eval(&p, &c, None, Activation(1), ExprId(77)), UNKNOWN, "no such expression");
}

fn work(id: u32, step: u16, of: u32) -> WorkItem {
    WorkItem {
        id: WorkId(id),
        visit: VisitId(1),
        what: What::Step(StepId(step)),
        of: Activation(of),
        item: None,
        role: None,
        state: WorkState::Offered,
        held: false,
        holder: None,
        only: SmallVecs::new(),
        added: SmallVecs::new(),
        opened: Seq(1),
        opened_at: Timestamp(0),
        rung: 0,
        child: None,
    }
}
type SmallVecs = crate::Few<PersonIx>;

#[test]
fn a_hold_over_several_items_holds_when_every_open_one_is_held() {
    let mut p = procedure(vec![vec![Op::Held(HoldId(0))], vec![Op::AnyHeld(HoldId(0))]]);
    p.holds = Map::new(vec![Hold {
        during: Box::new([CardRef::Step(StepId(0))]),
        trigger: crate::Trigger::default(),
        until: Box::default(),
        late: Box::default(),
        also: None,
        cites: Box::default(),
    }]);
    let held = |c: &Case, of| is_true(&p, c, None, Activation(of), ExprId(0));
    let mut c = two_items();
    assert!(!held(&c, 1));
    let run = |of, id| HoldState { hold: HoldId(0), of: Activation(of), id: WorkId(id), since: Timestamp(0) };
    c.holds = vec![run(2, 50)];
    assert!(held(&c, 2), "where it is held");
    assert!(!held(&c, 1), "one of two");
    assert!(!held(&c, 3), "the other");
    assert!(is_true(&p, &c, None, Activation(1), ExprId(1)), "any");
    c.holds.push(run(3, 51));
    assert!(held(&c, 1), "both");
    c.holds.truncate(1);
    c.frames.truncate(2);
    assert!(held(&c, 1), "the only one left");
    c.work = vec![work(60, 0, 1)];
    assert!(!held(&c, 1), "a card of the hold is open elsewhere");
}

#[test]
fn what_is_open_done_written_found_and_late() {
    let op = |op: Op, c: &Case| run(vec![op], c);
    let mut c = two_items();
    assert_eq!(op(Op::ScopeOpen(ScopeId(1)), &c), YES);
    assert_eq!(op(Op::ScopeOpen(ScopeId(2)), &c), NO);
    c.work = vec![work(60, 4, 1)];
    assert_eq!(op(Op::StepOpen(StepId(4)), &c), YES);
    c.work[0].state = WorkState::Hidden;
    assert_eq!(op(Op::StepOpen(StepId(4)), &c), NO, "hidden");
    c.done.push(crate::Done { step: StepId(3), item: None, visit: VisitId(1), by: None, at: Timestamp(0) });
    assert_eq!([op(Op::StepDone(StepId(3)), &c), op(Op::StepDone(StepId(4)), &c)], [YES, NO]);
    c.done.push(crate::Done { step: StepId(3), item: None, visit: VisitId(2), by: None, at: Timestamp(7) });
    let last = Value::Moment(Timestamp(7));
    assert_eq!([op(Op::DoneAt(StepId(3)), &c), op(Op::DoneAt(StepId(4)), &c)], [last, UNKNOWN], "the last time");
    c.opened_at = Timestamp(5);
    assert_eq!(op(Op::OpenedAt, &c), Value::Moment(Timestamp(5)));
    c.written = vec![(RegisterId(1), 1)];
    assert_eq!([op(Op::Written(RegisterId(1)), &c), op(Op::Written(RegisterId(0)), &c)], [YES, NO]);
    assert_eq!(op(Op::FoundCount(StepId(0)), &c), UNKNOWN);
    c.found = vec![(StepId(0), Box::new(["C1".into()]))];
    assert_eq!(op(Op::FoundCount(StepId(0)), &c), number(1));
    c.now = Timestamp(10);
    c.clocks = vec![ClockState {
        clock: ClockId(0),
        of: ClockKey::Case,
        generation: 1,
        phase: Phase::Running,
        start: Timestamp(0),
        pauses: smallvec::SmallVec::new(),
        since: Timestamp(0),
        due: Some(Timestamp(10)),
        late: false,
        fired: 0,
        repeats: smallvec::SmallVec::new(),
        next: Timestamp::NEVER,
        kept: None,
    }];
    assert_eq!(op(Op::ClockLate(ClockId(0)), &c), NO, "the due instant is in time");
    c.now = Timestamp(11);
    assert_eq!(op(Op::ClockLate(ClockId(0)), &c), YES);
    c.clocks[0].late = true;
    c.clocks[0].phase = Phase::Stopped;
    assert_eq!(op(Op::ClockLate(ClockId(0)), &c), NO, "stopped");
    c.clocks[0].since = Timestamp(10);
    assert_eq!(op(Op::ClockBroken(ClockId(0)), &c), NO, "stopped at its due, whenever it was written down");
    c.clocks[0].since = Timestamp(11);
    assert_eq!(op(Op::ClockBroken(ClockId(0)), &c), YES, "stopped later");
    assert_eq!(op(Op::ClockBroken(ClockId(1)), &c), UNKNOWN, "never started");
}
