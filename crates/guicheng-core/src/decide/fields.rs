//! Filling fields: what fits, what is asked, and what filling sets off.

use super::{
    draft::{Draft, Outcome},
    happen::happen,
    people, refuse,
};
use crate::{
    Activation, CardRef, CheckItem, Decimal, Entry, EventKind, Field, FieldId, FieldKind, Fill, Input, Item, Key, Mark,
    PersonIx, Refused, Seq, Value, limits,
};
use alloc::{borrow::Cow, boxed::Box, vec::Vec};
use core::cmp::Ordering;

/// Fills a field and says so to whoever waits for it.
pub(crate) fn set(
    d: &mut Draft<'_>,
    field: FieldId,
    item: Option<Item>,
    value: Value,
    reason: Option<Box<str>>,
) -> Outcome<()> {
    let per = d.p.fields.get(field).and_then(|f| f.per);
    let item = per.and_then(|list| item.filter(|i| i.list == list));
    let at = match &value {
        Value::Moment(at) => *at,
        _ => d.at,
    };
    let empty = value.is_empty();
    d.emit(EventKind::Filled { field, item, value, reason });
    if empty { Ok(()) } else { happen(d, Mark::Filled(field), at) }
}

/// A person field comes in with names: those of people whom the case has not met yet are met now.
pub(crate) fn people_met<'v>(d: &mut Draft<'_>, field: FieldId, value: &'v Value) -> Cow<'v, Value> {
    if d.p.fields.get(field).map(|f| f.kind) != Some(FieldKind::Person) {
        return Cow::Borrowed(value);
    }
    match value {
        Value::Text(name) => Cow::Owned(Value::Person(d.meet(name))),
        Value::List(items) => {
            Cow::Owned(Value::List(items.iter().map(|v| people_met(d, field, v).into_owned()).collect()))
        }
        other => Cow::Borrowed(other),
    }
}

/// Whether a value fits its field.
pub(crate) fn check(d: &Draft<'_>, id: FieldId, value: &Value) -> Outcome<()> {
    let Some(field) = d.p.fields.get(id) else { return Err(d.refuse(Refused::WrongValue(id))) };
    if !fits(field, value) {
        return Err(d.refuse(Refused::WrongValue(id)));
    }
    let sealed = |v: &Value| matches!(v, Value::Sealed(_));
    if field.personal.is_some() && field.kind != FieldKind::Person && !value.items().iter().all(sealed) {
        return Err(d.refuse(Refused::NotSealed(id)));
    }
    Ok(())
}

/// Whether a field takes a value: of its kind, within its bounds, a list only where it is one; a text of blanks is none.
/// Whoever seals personal values asks this before, as nobody can tell afterwards.
pub fn fits(field: &Field, value: &Value) -> bool {
    let single = value.items().len() <= 1 && !matches!(value, Value::List(_));
    (single || field.many) && value.items().iter().all(|v| of_kind(field, v)) && in_range(field, value)
}

fn of_kind(field: &Field, value: &Value) -> bool {
    match (field.kind, value) {
        (_, Value::Sealed(_)) => field.personal.is_some(),
        (
            FieldKind::Text | FieldKind::Note | FieldKind::Phone | FieldKind::Unit | FieldKind::Department,
            Value::Text(t),
        ) => !t.trim().is_empty() && t.len() <= limits::TEXT_BYTES,
        (FieldKind::Number | FieldKind::Money, Value::Decimal(n)) => n.scale <= Decimal::MAX_SCALE,
        (FieldKind::YesNo, Value::YesNo(_))
        | (FieldKind::Date, Value::Date(_))
        | (FieldKind::Moment, Value::Moment(_))
        | (FieldKind::Person, Value::Person(_))
        | (FieldKind::File, Value::File(..)) => true,
        (FieldKind::Duration, Value::Duration(ms)) => *ms >= 0,
        (FieldKind::Choice(n), Value::Choice(option)) => option.0 < n,
        (FieldKind::Choices(n), Value::Choices(bits)) => bits.checked_shr(u32::from(n)).unwrap_or(0) == 0,
        _ => false,
    }
}

fn in_range(field: &Field, value: &Value) -> bool {
    if field.many {
        let count = Value::Decimal(Decimal::whole(i64::try_from(value.items().len()).unwrap_or(i64::MAX)));
        return not_less(&count, field.min.as_ref()) && not_less_by(field.max.as_ref(), &count);
    }
    not_less(value, field.min.as_ref()) && not_less_by(field.max.as_ref(), value)
}

fn not_less(value: &Value, min: Option<&Value>) -> bool {
    min.is_none_or(|min| order(value, min).is_none_or(|o| o != Ordering::Less))
}

fn not_less_by(max: Option<&Value>, value: &Value) -> bool {
    max.is_none_or(|max| order(max, value).is_none_or(|o| o != Ordering::Less))
}

fn order(a: &Value, b: &Value) -> Option<Ordering> {
    match (a, b) {
        (Value::Decimal(a), Value::Decimal(b)) => Some(a.cmp(b)),
        (Value::Duration(a), Value::Duration(b)) => Some(a.cmp(b)),
        (Value::Moment(a), Value::Moment(b)) => Some(a.cmp(b)),
        (Value::Date(a), Value::Date(b)) => Some(a.cmp(b)),
        _ => None,
    }
}

/// What a card asks with an act.
pub(crate) struct Asked<'p> {
    pub(crate) card: CardRef,
    pub(crate) fills: &'p [Fill],
    pub(crate) check: &'p [CheckItem],
    pub(crate) why: bool,
    pub(crate) sign: bool,
    /// Fields filled since this record count as given (by another instance of the same visit).
    pub(crate) since: Option<Seq>,
}

/// Checks what is given with an act against what is asked, and fills it in.
pub(crate) fn take(
    d: &mut Draft<'_>,
    asked: &Asked<'_>,
    input: &Input,
    item: Option<Item>,
    of: Activation,
) -> Outcome<()> {
    let nothing_asked = asked.fills.is_empty() && asked.check.is_empty() && !asked.why && !asked.sign;
    if nothing_asked && input.fill.is_empty() && input.why.is_none() {
        return Ok(());
    }
    let refuse = |d: &Draft<'_>, key: Key, code: Refused| refuse::by_card(d, asked.card, key, code);
    // All are checked, and who is named in them is met, before the first is filled in.
    for (field, value) in &input.fill {
        let value = people_met(d, *field, value);
        if !asked.fills.iter().any(|f| f.field == *field) {
            return Err(refuse(d, Key::Fill, Refused::NotAsked(*field)));
        }
        check(d, *field, &value)?;
        not_same(d, *field, &value)?;
    }
    fill_all(d, &input.fill, item, input.why.as_deref(), asked.card)?;
    for fill in asked.fills {
        require(d, asked, fill, input, item, of)?;
    }
    for point in asked.check.iter().filter(|c| !c.optional) {
        let given = input.check.iter().find(|(id, _)| *id == point.id);
        if given.is_none_or(|(_, n)| point.count && n.is_none()) {
            return Err(refuse(d, Key::Check, Refused::MissingCheck(point.id.clone())));
        }
    }
    let reason = input.why.as_deref().unwrap_or_default();
    if asked.why && reason.trim().is_empty() {
        return Err(refuse(d, Key::Why, Refused::MissingReason));
    }
    if reason.len() > limits::TEXT_BYTES {
        return Err(d.refuse(Refused::TooMany(crate::Bound::Text)));
    }
    if asked.sign && !input.sign {
        return Err(refuse(d, Key::Sign, Refused::MissingSignature));
    }
    Ok(())
}

/// Fills what is given; a value other than the usual one asks for a reason.
fn fill_all(d: &mut Draft<'_>, fill: &[Entry], item: Option<Item>, why: Option<&str>, card: CardRef) -> Outcome<()> {
    for (field, value) in fill {
        let value = people_met(d, *field, value);
        let usual = d.p.fields.get(*field).and_then(|f| f.usual.as_ref());
        let unusual = usual.is_some_and(|usual| *usual != *value);
        let reason = why.filter(|w| !w.trim().is_empty());
        if unusual && reason.is_none() {
            return Err(refuse::by_card(d, card, Key::Why, Refused::MissingReason));
        }
        let reason = if unusual { reason.map(Box::from) } else { None };
        set(d, *field, item, value.into_owned(), reason)?;
    }
    Ok(())
}

fn require(
    d: &Draft<'_>,
    asked: &Asked<'_>,
    fill: &Fill,
    input: &Input,
    item: Option<Item>,
    of: Activation,
) -> Outcome<()> {
    let Some(field) = d.p.fields.get(fill.field) else { return Ok(()) };
    if !fill.required || !d.allows(field.when, item, of) || field.default.is_some() {
        return Ok(());
    }
    let given = input.fill.iter().any(|(f, v)| *f == fill.field && !v.is_empty());
    let state = d.case().fields.get(usize::from(fill.field.0));
    let earlier = asked.since.is_some_and(|since| state.is_some_and(|s| s.at > since && !s.value.is_empty()));
    let for_item = asked.since.is_some()
        && field.per.is_some()
        && item.is_some_and(|i| !d.case().value_for(fill.field, i.index).is_empty());
    if given || earlier || for_item {
        return Ok(());
    }
    Err(refuse::by_card(d, asked.card, Key::Fill, Refused::MissingField(fill.field)))
}

/// A person field must not name those who did certain steps.
fn not_same(d: &Draft<'_>, id: FieldId, value: &Value) -> Outcome<()> {
    let Some(field) = d.p.fields.get(id) else { return Ok(()) };
    if field.kind != FieldKind::Person {
        return Ok(());
    }
    let named: Vec<PersonIx> =
        value.items().iter().filter_map(|v| if let Value::Person(p) = v { Some(*p) } else { None }).collect();
    let did: Vec<PersonIx> = field.not_same.iter().flat_map(|s| people::did(d, *s, None)).collect();
    let mut seen: Vec<PersonIx> = Vec::new();
    for person in &named {
        if did.contains(person)
            || seen.contains(person)
            || d.actor.is_some_and(|a| a == *person && is_current(d, field))
        {
            return Err(d.refuse(Refused::NotDistinct));
        }
        seen.push(*person);
    }
    Ok(())
}

/// Whether the actor is just now doing a step that the field's people must not have done.
fn is_current(d: &Draft<'_>, field: &Field) -> bool {
    d.doing.is_some_and(|step| field.not_same.contains(&step))
}
