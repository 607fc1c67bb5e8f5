//! Personal values: sealed before anything is decided, as an adapter does; opened again where one case gives to another.

use super::value;
use alloc::{collections::BTreeMap, format, vec::Vec};
use guicheng_core::{Act, Case, Field, FieldId, FieldKind, OptionId, Procedure, Value, fits};
use sha2::{Digest as _, Sha256};

/// Values in clear, by their commitments.
#[derive(Debug, Default)]
pub(crate) struct Secrets {
    known: BTreeMap<[u8; 32], Value>,
}

/// Where a value comes from, or goes to.
#[derive(Clone, Copy)]
pub(crate) struct Side<'s> {
    pub(crate) p: &'s Procedure,
    pub(crate) case: &'s Case,
    pub(crate) field: Option<FieldId>,
}

impl Secrets {
    /// Seals what an act brings for personal fields.
    pub(crate) fn seal(&mut self, p: &Procedure, act: &mut Act) {
        for (field, value) in act.entries_mut() {
            self.remember(*field, value);
            *value = sealed(p, *field, core::mem::take(value));
        }
    }

    fn remember(&mut self, field: FieldId, value: &Value) {
        match value {
            Value::List(items) => items.iter().for_each(|item| self.remember(field, item)),
            one => {
                self.known.insert(commitment(field, one), one.clone());
            }
        }
    }

    /// A value of one case as another takes it over: by names, and in clear.
    pub(crate) fn carried(&self, value: &Value, from: Side<'_>, to: &Procedure, field: FieldId) -> Value {
        let name = |id| from.field.and_then(|f| from.p.names.option_label(f, id)).map_or("", |l| &*l.id);
        let text = |text: &str| match to.fields.get(field).map(|f| f.kind) {
            Some(FieldKind::Choice(_)) => {
                to.names.option(field, text).map_or_else(|| Value::Text(text.into()), Value::Choice)
            }
            _ => Value::Text(text.into()),
        };
        match value {
            Value::Sealed(digest) => match self.known.get(&**digest) {
                Some(known) => self.carried(known, from, to, field),
                None => Value::Empty,
            },
            Value::Choice(id) => text(name(*id)),
            Value::Text(words) => text(words),
            Value::Person(ix) => Value::Text(from.case.person(*ix).into()),
            Value::Choices(bits) => {
                let ticked = (0..64_u16).filter(|n| bits >> n & 1 == 1);
                let there = ticked.filter_map(|n| to.names.option(field, name(OptionId(n))));
                Value::Choices(there.fold(0, |all, id| all | 1_u64.checked_shl(u32::from(id.0)).unwrap_or(0)))
            }
            Value::List(items) => {
                let all: Vec<Value> = items.iter().map(|v| self.carried(v, from, to, field)).collect();
                Value::List(all.into_iter().filter(|v| !v.is_empty()).collect())
            }
            Value::Empty
            | Value::Decimal(_)
            | Value::YesNo(_)
            | Value::Date(_)
            | Value::Moment(_)
            | Value::Duration(_)
            | Value::File(..) => value.clone(),
        }
    }
}

/// A value as the core sees it: of a personal field only a commitment.
pub(crate) fn sealed(p: &Procedure, field: FieldId, value: Value) -> Value {
    let personal = |f: &Field| f.personal.is_some() && f.kind != FieldKind::Person;
    // What the field does not take stays in clear, and is refused.
    let seals = p.fields.get(field).is_some_and(|f| personal(f) && fits(f, &value));
    if seals && !value.is_empty() { seal(field, &value) } else { value }
}

/// The commitment to a personal value: of each entry, where it is a list.
fn seal(field: FieldId, value: &Value) -> Value {
    match value {
        Value::List(items) => Value::List(items.iter().map(|v| seal(field, v)).collect()),
        Value::Sealed(_) => value.clone(),
        one => Value::Sealed(commitment(field, one).into()),
    }
}

fn commitment(field: FieldId, value: &Value) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(b"guicheng scenario salt");
    hash.update(field.0.to_be_bytes());
    hash.update(format!("{value:?}").as_bytes());
    hash.finalize().into()
}

/// Reads a value for a field as the core will see it.
pub(crate) fn read(
    p: &Procedure,
    field: FieldId,
    node: &guicheng_lang::doc::Node,
    start: guicheng_core::Timestamp,
) -> Result<Value, guicheng_lang::Both> {
    value::read(p, field, node, start).map(|value| sealed(p, field, value))
}
