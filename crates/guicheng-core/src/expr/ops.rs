//! Operations on values alone.

use super::Op;
use crate::{Decimal, Value};
use core::cmp::Ordering;

/// Milliseconds of a day.
const DAY: i64 = crate::calendar::DAY;

/// An operation on two values; unknown where either is, or where they do not fit.
pub(super) fn two(op: &Op, left: &Value, right: &Value) -> Value {
    let compared = |test: fn(Ordering) -> bool| order(left, right).map(test);
    truth(match op {
        Op::And => return and(left, right),
        Op::Or => return not(&and(&not(left), &not(right))),
        Op::Add => return add(left, right),
        Op::Sub => return subtract(left, right),
        Op::Mul => return multiply(left, right),
        Op::Eq => equal(left, right),
        Op::Ne => equal(left, right).map(|same| !same),
        Op::Lt => compared(Ordering::is_lt),
        Op::Le => compared(Ordering::is_le),
        Op::Gt => compared(Ordering::is_gt),
        Op::Ge => compared(Ordering::is_ge),
        Op::Contains => contains(left, right),
        _ => None,
    })
}

/// Kleene's not.
pub(super) fn not(value: &Value) -> Value {
    match value {
        Value::YesNo(yes) => Value::YesNo(!yes),
        _ => Value::Empty,
    }
}

/// How many entries or ticks there are.
pub(super) fn len(value: &Value) -> Value {
    match value {
        Value::List(items) => i64::try_from(items.len()).map_or(Value::Empty, |n| Value::Decimal(Decimal::whole(n))),
        Value::Choices(ticked) => Value::Decimal(Decimal::whole(i64::from(ticked.count_ones()))),
        _ => Value::Empty,
    }
}

/// Kleene's and: false if either is false, even where the other is unknown.
fn and(left: &Value, right: &Value) -> Value {
    match (left, right) {
        (Value::YesNo(false), _) | (_, Value::YesNo(false)) => Value::YesNo(false),
        (Value::YesNo(true), Value::YesNo(true)) => Value::YesNo(true),
        _ => Value::Empty,
    }
}

/// What is known as a value; unknown is empty.
pub(super) fn truth(known: Option<bool>) -> Value {
    known.map_or(Value::Empty, Value::YesNo)
}

/// Whether two values of one kind are the same. Sealed values cannot be compared: nothing may read them.
fn equal(left: &Value, right: &Value) -> Option<bool> {
    // Options and yes or no, which most guards compare, need not be looked through kind by kind.
    match (left, right) {
        (Value::Choice(a), Value::Choice(b)) => return Some(a == b),
        (Value::YesNo(a), Value::YesNo(b)) => return Some(a == b),
        _ => {}
    }
    let alike = match (left, right) {
        (Value::Empty | Value::Sealed(_), _) => false,
        (one, other) => core::mem::discriminant(one) == core::mem::discriminant(other),
    };
    alike.then(|| left == right)
}

fn order(left: &Value, right: &Value) -> Option<Ordering> {
    Some(match (left, right) {
        (Value::Decimal(a), Value::Decimal(b)) => a.cmp(b),
        (Value::Date(a), Value::Date(b)) => a.cmp(b),
        (Value::Moment(a), Value::Moment(b)) => a.cmp(b),
        (Value::Duration(a), Value::Duration(b)) => a.cmp(b),
        _ => return None,
    })
}

/// Whether a list or a set of ticks has a value: known false only where nothing unknown could be it.
fn contains(list: &Value, value: &Value) -> Option<bool> {
    match (list, value) {
        (_, Value::Empty) => None,
        (Value::Choices(ticked), Value::Choice(option)) => {
            Some(1_u64.checked_shl(u32::from(option.0)).is_some_and(|bit| ticked & bit != 0))
        }
        (Value::List(items), one) => {
            let mut sure = true;
            for item in items {
                match equal(item, one) {
                    Some(true) => return Some(true),
                    Some(false) => {}
                    None => sure = false,
                }
            }
            sure.then_some(false)
        }
        _ => None,
    }
}

fn add(left: &Value, right: &Value) -> Value {
    let sum = match (left, right) {
        (Value::Decimal(a), Value::Decimal(b)) => a.checked_add(*b).map(Value::Decimal),
        (Value::Duration(a), Value::Duration(b)) => a.checked_add(*b).map(Value::Duration),
        (Value::Moment(at), Value::Duration(by)) | (Value::Duration(by), Value::Moment(at)) => {
            moment(at.0.checked_add(*by))
        }
        _ => None,
    };
    sum.unwrap_or_default()
}

fn subtract(left: &Value, right: &Value) -> Value {
    let difference = match (left, right) {
        (Value::Decimal(a), Value::Decimal(b)) => a.checked_sub(*b).map(Value::Decimal),
        (Value::Duration(a), Value::Duration(b)) => a.checked_sub(*b).map(Value::Duration),
        (Value::Moment(at), Value::Duration(by)) => moment(at.0.checked_sub(*by)),
        (Value::Moment(a), Value::Moment(b)) => a.0.checked_sub(b.0).map(Value::Duration),
        (Value::Date(a), Value::Date(b)) => Some(Value::Duration((i64::from(*a) - i64::from(*b)) * DAY)),
        _ => None,
    };
    difference.unwrap_or_default()
}

fn multiply(left: &Value, right: &Value) -> Value {
    match (left, right) {
        (Value::Decimal(a), Value::Decimal(b)) => a.checked_mul(*b).map_or(Value::Empty, Value::Decimal),
        _ => Value::Empty,
    }
}

fn moment(ms: Option<i64>) -> Option<Value> {
    ms.map(|ms| Value::Moment(crate::Timestamp(ms)))
}
