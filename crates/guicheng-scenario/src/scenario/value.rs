//! Values as written in a story, as values of fields and back.

use super::{instant, story::When};
use alloc::{
    boxed::Box,
    format,
    string::{String, ToString as _},
    vec::Vec,
};
use guicheng_core::{Case, Decimal, FieldId, FieldKind, Procedure, Timestamp, Value};
use guicheng_lang::{Both, doc};
use sha2::{Digest as _, Sha256};

/// Reads a value for a field, in clear.
pub(crate) fn read(p: &Procedure, id: FieldId, node: &doc::Node, start: Timestamp) -> Result<Value, Both> {
    let Some(field) = p.fields.get(id) else { return Ok(Value::Empty) };
    match (&node.value, field.kind) {
        (doc::Value::Text(text), FieldKind::Choices(_)) if !text.is_empty() => choices(p, id, &[Box::from(&**text)]),
        (doc::Value::List(items), FieldKind::Choices(_)) => {
            let names: Option<Vec<_>> = items.iter().map(|n| n.text().map(|t| t.value)).collect();
            choices(p, id, &names.ok_or_else(|| misfit(p, id))?)
        }
        (doc::Value::List(items), _) => {
            let all: Result<Vec<Value>, Both> = items.iter().map(|n| single(p, id, n, start)).collect();
            all.map(|all| Value::List(all.into()))
        }
        _ => single(p, id, node, start),
    }
}

fn misfit(p: &Procedure, id: FieldId) -> Both {
    let name = p.names.fields.get(id).map_or("", |l| &*l.id);
    Both::new(format!("值不合字段 `{name}` 的类型"), format!("the value does not fit the type of field `{name}`"))
}

fn single(p: &Procedure, id: FieldId, node: &doc::Node, start: Timestamp) -> Result<Value, Both> {
    let Some(field) = p.fields.get(id) else { return Ok(Value::Empty) };
    let when = || match instant::of_node(node) {
        Ok(when @ (When::At(_) | When::Local(_))) => Some(Value::Moment(instant::resolve(when, start, &p.zone))),
        Ok(when @ When::After(_)) => Some(Value::Moment(instant::resolve(when, start, &p.zone))),
        Err(_) => None,
    };
    let value = match (field.kind, &node.value) {
        (_, doc::Value::Text(text)) if text.is_empty() => Some(Value::Empty),
        (
            FieldKind::Text
            | FieldKind::Note
            | FieldKind::Phone
            | FieldKind::Unit
            | FieldKind::Department
            | FieldKind::Person,
            doc::Value::Text(text),
        ) => Some(Value::Text(Box::from(&**text))),
        (FieldKind::Number | FieldKind::Money, doc::Value::Whole(n)) => Some(Value::Decimal(Decimal::whole(*n))),
        (FieldKind::Number | FieldKind::Money, doc::Value::Decimal(text) | doc::Value::Text(text)) => {
            text.parse().ok().map(Value::Decimal)
        }
        (FieldKind::YesNo, doc::Value::YesNo(yes)) => Some(Value::YesNo(*yes)),
        (FieldKind::Choice(_), doc::Value::Text(text)) => p.names.option(id, text).map(Value::Choice),
        (FieldKind::Duration, doc::Value::Text(text)) => guicheng_lang::times::span(text).ok().map(Value::Duration),
        (FieldKind::Date, doc::Value::Time(time)) => time.date.and_then(|d| {
            i32::try_from(instant::days(i64::from(d.year), i64::from(d.month), i64::from(d.day))).ok().map(Value::Date)
        }),
        (FieldKind::Moment, doc::Value::Time(_) | doc::Value::Text(_)) => when(),
        (FieldKind::File, doc::Value::Text(text)) => {
            let digest = Sha256::digest(text.as_bytes());
            Some(Value::File(Box::new(digest.into()), u64::try_from(text.len()).unwrap_or(0)))
        }
        _ => None,
    };
    value.ok_or_else(|| misfit(p, id))
}

fn choices(p: &Procedure, id: FieldId, names: &[Box<str>]) -> Result<Value, Both> {
    let mut bits = 0_u64;
    for name in names {
        let option = p.names.option(id, name).ok_or_else(|| misfit(p, id))?;
        bits |= 1_u64.checked_shl(u32::from(option.0)).unwrap_or(0);
    }
    Ok(Value::Choices(bits))
}

/// A value as it would be written in a story.
pub(crate) fn told(p: &Procedure, case: &Case, id: FieldId, value: &Value) -> String {
    let option = |n| p.names.option_label(id, n).map_or_else(String::new, |l| l.id.as_ref().into());
    match value {
        Value::Empty => "—".into(),
        Value::Text(text) => format!("\"{text}\""),
        Value::Decimal(n) => n.to_string(),
        Value::YesNo(yes) => yes.to_string(),
        Value::Choice(n) => format!("\"{}\"", option(*n)),
        Value::Choices(bits) => {
            let ticked = (0..64_u16).filter(|i| bits >> i & 1 == 1);
            let names: Vec<String> = ticked.map(|i| format!("\"{}\"", option(guicheng_core::OptionId(i)))).collect();
            format!("[{}]", names.join(", "))
        }
        Value::Date(day) => {
            let at = Timestamp(i64::from(*day) * 86_400_000);
            instant::told(at, &guicheng_core::Zone::default()).chars().take(10).collect()
        }
        Value::Moment(at) => instant::told(*at, &p.zone),
        Value::Duration(ms) => format!("\"{}\"", instant::span(*ms)),
        Value::Person(ix) => format!("\"{}\"", case.person(*ix)),
        Value::File(..) => "(file)".into(),
        Value::Sealed(_) => "(sealed)".into(),
        Value::List(items) => {
            let all: Vec<String> = items.iter().map(|v| told(p, case, id, v)).collect();
            format!("[{}]", all.join(", "))
        }
    }
}

/// Whether a field's value is the one wanted: people are compared by name.
pub(crate) fn same(case: &Case, wanted: &Value, is: &Value) -> bool {
    match (wanted, is) {
        (Value::Text(name), Value::Person(ix)) => case.person(*ix) == &**name,
        (Value::List(a), Value::List(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(case, a, b)),
        (a, b) if a.is_empty() && b.is_empty() => true,
        (a, b) => a == b,
    }
}
