//! Running an expression over a case.

use super::{Fold, OVER_DEPTH, Op, hold, ops};
use crate::{
    Activation, Case, ClockState, Decimal, ExprId, FieldId, Guard, Item, ListRef, Phase, Procedure, Timestamp, Value,
    What, WorkState,
};
use alloc::{borrow::Cow, vec::Vec};
use smallvec::SmallVec;

type Stack<'a> = SmallVec<[Cow<'a, Value>; 8]>;

const EMPTY: Cow<'static, Value> = Cow::Owned(Value::Empty);

/// What an expression reads: a case, from the place where it is asked.
#[derive(Clone, Copy)]
struct Reader<'a> {
    p: &'a Procedure,
    c: &'a Case,
    item: Option<Item>,
    of: Activation,
    depth: usize,
}

/// The value of an expression, for an item within an activation; unknown is [`Value::Empty`].
#[inline]
pub fn eval(p: &Procedure, c: &Case, item: Option<Item>, of: Activation, e: ExprId) -> Value {
    let reader = Reader { p, c, item, of, depth: 0 };
    match reader.short(e) {
        Some(truth) => ops::truth(truth),
        None => reader.run(e).into_owned(),
    }
}

/// Whether a condition is true; unknown is not.
#[inline]
pub fn is_true(p: &Procedure, c: &Case, item: Option<Item>, of: Activation, e: ExprId) -> bool {
    let reader = Reader { p, c, item, of, depth: 0 };
    match reader.short(e) {
        Some(truth) => truth == Some(true),
        None => *reader.run(e) == Value::YesNo(true),
    }
}

/// The fields that an expression reads, with their values, for the record.
pub fn reads(p: &Procedure, c: &Case, item: Option<Item>, of: Activation, e: ExprId) -> Vec<(FieldId, Value)> {
    let reader = Reader { p, c, item, of, depth: 0 };
    let fields = p.code.exprs.get(e).map_or(&[][..], |expr| &expr.reads);
    fields.iter().map(|field| (*field, reader.field(*field).clone())).collect()
}

/// The value of a field, for an item within an activation.
pub(crate) fn field<'a>(
    p: &'a Procedure,
    c: &'a Case,
    item: Option<Item>,
    of: Activation,
    field: FieldId,
) -> &'a Value {
    Reader { p, c, item, of, depth: 0 }.field(field)
}

impl<'a> Reader<'a> {
    /// What most guards ask, without a stack: is this field the option, is it yes, is it not. Nothing: it has to be run.
    #[inline]
    fn short(self, e: ExprId) -> Option<Option<bool>> {
        match self.p.ready.guard(e) {
            Guard::Is(field, option) => match self.c.value(field) {
                Value::Choice(is) => Some(Some(*is == option)),
                Value::Empty => Some(None),
                _ => None,
            },
            Guard::Yes(field) => self.yes(field),
            Guard::No(field) => self.yes(field).map(|yes| yes.map(|yes| !yes)),
            Guard::Other => None,
        }
    }

    #[inline]
    fn yes(self, field: FieldId) -> Option<Option<bool>> {
        match self.c.value(field) {
            Value::YesNo(yes) => Some(Some(*yes)),
            Value::Empty => Some(None),
            _ => None,
        }
    }

    fn run(self, e: ExprId) -> Cow<'a, Value> {
        let Some(expr) = self.p.code.exprs.get(e).filter(|_| self.depth <= OVER_DEPTH) else {
            return EMPTY;
        };
        if let Some(value) = self.plain(&expr.ops) {
            return value;
        }
        let mut stack = Stack::new();
        for op in &expr.ops {
            self.step(op, &mut stack);
        }
        stack.pop().unwrap_or(EMPTY)
    }

    /// Most guards are one field, or one field and a constant compared: they need no stack.
    fn plain(self, ops: &'a [Op]) -> Option<Cow<'a, Value>> {
        match ops {
            [one] => self.leaf(one).map(Cow::Borrowed),
            [left, right, op @ (Op::Eq | Op::Ne | Op::Lt | Op::Le | Op::Gt | Op::Ge | Op::Contains)] => {
                Some(Cow::Owned(ops::two(op, self.leaf(left)?, self.leaf(right)?)))
            }
            _ => None,
        }
    }

    fn leaf(self, op: &'a Op) -> Option<&'a Value> {
        match op {
            Op::Const(value) => Some(value),
            Op::Field(field) => Some(self.field(*field)),
            _ => None,
        }
    }

    fn step(self, op: &'a Op, stack: &mut Stack<'a>) {
        let value = match op {
            Op::Const(value) => Cow::Borrowed(value),
            Op::Field(field) => Cow::Borrowed(self.field(*field)),
            Op::Rank(field) => Cow::Owned(self.rank(*field, &pop(stack))),
            Op::Next(field) => Cow::Owned(self.next(*field, &pop(stack))),
            Op::IsEmpty => Cow::Owned(Value::YesNo(pop(stack).is_empty())),
            Op::Len => Cow::Owned(ops::len(&pop(stack))),
            Op::Not => Cow::Owned(ops::not(&pop(stack))),
            Op::Contains
            | Op::Eq
            | Op::Ne
            | Op::Lt
            | Op::Le
            | Op::Gt
            | Op::Ge
            | Op::And
            | Op::Or
            | Op::Add
            | Op::Sub
            | Op::Mul => {
                let (right, left) = (pop(stack), pop(stack));
                Cow::Owned(ops::two(op, &left, &right))
            }
            Op::Held(_)
            | Op::AnyHeld(_)
            | Op::ClockLate(_)
            | Op::ClockBroken(_)
            | Op::Written(_)
            | Op::FoundCount(_)
            | Op::StepOpen(_)
            | Op::StepDone(_)
            | Op::OpenedAt
            | Op::DoneAt(_)
            | Op::ScopeOpen(_) => Cow::Owned(self.standing(op)),
            Op::Over(fold, list, each) => Cow::Owned(self.over(*fold, *list, *each)),
        };
        stack.push(value);
    }

    /// What is asked of the case beside its fields.
    fn standing(self, op: &Op) -> Value {
        let c = self.c;
        Value::YesNo(match op {
            Op::Held(hold) => hold::is_held(self.p, c, self.of, *hold),
            Op::AnyHeld(hold) => c.holds.iter().any(|h| h.hold == *hold),
            Op::ClockLate(clock) => c.clocks.iter().any(|k| {
                k.clock == *clock
                    && k.of == crate::ClockKey::Case
                    && k.phase != Phase::Stopped
                    && (k.late || k.phase == Phase::Running && k.due.is_some_and(|due| due < c.now))
            }),
            Op::ClockBroken(clock) => {
                let state = c.clocks.iter().find(|k| k.clock == *clock && k.of == crate::ClockKey::Case);
                return state.map_or(Value::Empty, |k| Value::YesNo(broken(k, c.now)));
            }
            Op::Written(register) => c.written.iter().any(|(r, n)| r == register && *n > 0),
            Op::FoundCount(step) => match c.found.iter().find(|(s, _)| s == step) {
                Some((_, cases)) => return count(cases.len()),
                None => return Value::Empty,
            },
            Op::StepOpen(step) => c.work.iter().any(|w| w.what == What::Step(*step) && w.state != WorkState::Hidden),
            Op::OpenedAt => return Value::Moment(c.opened_at),
            Op::DoneAt(step) => {
                return c.done.iter().rfind(|d| d.step == *step).map_or(Value::Empty, |d| Value::Moment(d.at));
            }
            Op::StepDone(step) => c.done.has(*step),
            Op::ScopeOpen(scope) => c.frames.iter().any(|f| f.scope == *scope),
            _ => return Value::Empty,
        })
    }

    /// A field; of one kept per item the value for the item at hand.
    #[inline]
    fn field(self, field: FieldId) -> &'a Value {
        match self.p.fields.get(field).and_then(|f| f.per) {
            None => self.c.value(field),
            Some(list) => match self.index_in(list) {
                Some(index) => self.c.value_for(field, index),
                None => &Value::Empty,
            },
        }
    }

    /// Which item of a list is at hand: the work's own, or that of the activation or of one around it.
    fn index_in(self, list: ListRef) -> Option<u16> {
        if let Some(item) = self.item.filter(|item| item.list == list) {
            return Some(item.index);
        }
        let mut frame = self.c.frame(self.of)?;
        // A case has at most so many frames; a wrong parent must not lead round in a circle.
        for _ in 0..=self.c.frames.len() {
            if let Some(item) = frame.item.filter(|item| item.list == list) {
                return Some(item.index);
            }
            if frame.parent == frame.id {
                return None;
            }
            frame = self.c.frame(frame.parent)?;
        }
        None
    }

    fn rank(self, field: FieldId, value: &Value) -> Value {
        let order = self.p.fields.get(field).map_or(&[][..], |f| &f.order);
        match value {
            Value::Choice(option) => order.iter().position(|o| o == option).map_or(Value::Empty, count),
            _ => Value::Empty,
        }
    }

    fn next(self, field: FieldId, value: &Value) -> Value {
        let order = self.p.fields.get(field).map_or(&[][..], |f| &f.order);
        match value {
            Value::Choice(option) => match order.iter().position(|o| o == option) {
                Some(at) => Value::Choice(order.get(at + 1).copied().unwrap_or(*option)),
                None => Value::Empty,
            },
            _ => Value::Empty,
        }
    }

    /// Folds an expression over the items of a list; a list that nobody has filled yet is unknown.
    fn over(self, fold: Fold, list: ListRef, each: ExprId) -> Value {
        let Some(items) = items(self.c, list) else { return Value::Empty };
        let mut known = Value::YesNo(fold == Fold::All);
        let mut times = 0_usize;
        for index in 0..items {
            let item = u16::try_from(index).ok().map(|index| Item { list, index });
            let one = Self { item, depth: self.depth + 1, ..self }.run(each);
            times += usize::from(*one == Value::YesNo(true));
            known = match fold {
                Fold::Any => ops::two(&Op::Or, &known, &one),
                Fold::All => ops::two(&Op::And, &known, &one),
                Fold::Count => Value::Empty,
            };
        }
        if fold == Fold::Count { count(times) } else { known }
    }
}

/// How many items a list has; none where it is not known yet.
fn items(c: &Case, list: ListRef) -> Option<usize> {
    match list {
        ListRef::Field(field) => match c.value(field) {
            Value::Empty => None,
            Value::Choices(ticked) => usize::try_from(ticked.count_ones()).ok(),
            other => Some(other.items().len()),
        },
        ListRef::Found(step) => c.found.iter().find(|(s, _)| *s == step).map(|(_, cases)| cases.len()),
    }
}

/// Whether a clock's due was not kept: stopped after it, or past it now.
fn broken(clock: &ClockState, now: Timestamp) -> bool {
    let end = if clock.phase == Phase::Running { now } else { clock.since };
    clock.due.is_some_and(|due| due < end) || clock.late && clock.phase != Phase::Stopped
}

fn pop<'a>(stack: &mut Stack<'a>) -> Cow<'a, Value> {
    stack.pop().unwrap_or(EMPTY)
}

fn count(n: usize) -> Value {
    i64::try_from(n).map_or(Value::Empty, |n| Value::Decimal(Decimal::whole(n)))
}
