//! Sealing: a personal value becomes a salted commitment before anything is decided, and a disclosure beside the history.

use super::json;
use crate::{Digest, Disclosure, Seq};
use guicheng_core::{Case, Command, Event, EventKind, Field, FieldId, FieldKind, Procedure, Value, fits};
use guicheng_history::{
    canonical::{Writer, parse},
    sha256, to_hex,
};
use std::collections::BTreeMap;

/// Gives salts: random bytes from the embedder.
pub type Random = Box<dyn FnMut(&mut [u8]) + Send>;

/// The commitment to a personal value: SHA-256 of the canonical JSON `["<salt in hex>","<field>",<value>]`.
pub fn commitment(salt: &[u8; 16], field: &str, value: &str) -> Digest {
    let mut out = Writer::default();
    out.open_list();
    out.item();
    out.text(&salt_hex(salt));
    out.item();
    out.text(field);
    let mut text = out.finish();
    // The value is canonical JSON already.
    text.push(',');
    text.push_str(value);
    text.push(']');
    sha256(text.as_bytes())
}

/// A salt as it stands in a commitment: 32 hexadecimal digits.
pub fn salt_hex(salt: &[u8; 16]) -> String {
    let mut wide = [0; 32];
    for (to, from) in wide.iter_mut().zip(salt) {
        *to = *from;
    }
    to_hex(&Digest(wide)).get(..32).unwrap_or_default().to_owned()
}

/// What sealing a command set aside.
#[derive(Default)]
pub(super) struct Sealed {
    pub(super) disclosures: Vec<Disclosure>,
}

/// Whether a field's values are sealed. People are named in the open: they work here.
pub(super) fn is_sealed(field: &Field) -> bool {
    field.personal.is_some() && field.kind != FieldKind::Person
}

/// Seals every personal value of a command that came in clear.
pub(super) fn seal(command: &mut Command, procedure: &Procedure, case: &Case, random: &mut Random) -> Sealed {
    let mut sealer = Sealer { procedure, case, random, sealed: Sealed::default() };
    for (field, value) in command.act.entries_mut() {
        // What the field does not take stays in clear, and is refused: sealed, nobody could tell.
        if procedure.fields.get(*field).is_some_and(|f| is_sealed(f) && fits(f, value)) {
            *value = sealer.value(*field, value);
        }
    }
    sealer.sealed
}

struct Sealer<'a> {
    procedure: &'a Procedure,
    case: &'a Case,
    random: &'a mut Random,
    sealed: Sealed,
}

impl Sealer<'_> {
    fn value(&mut self, field: FieldId, value: &Value) -> Value {
        match value {
            Value::Empty | Value::Sealed(_) => value.clone(),
            Value::List(items) => Value::List(items.iter().map(|item| self.value(field, item)).collect()),
            Value::Text(_)
            | Value::Decimal(_)
            | Value::YesNo(_)
            | Value::Choice(_)
            | Value::Choices(_)
            | Value::Date(_)
            | Value::Moment(_)
            | Value::Duration(_)
            | Value::Person(_)
            | Value::File(..) => self.commit(field, value),
        }
    }

    fn commit(&mut self, field: FieldId, value: &Value) -> Value {
        let mut salt = [0; 16];
        (self.random)(&mut salt);
        let mut out = Writer::default();
        json::write(&mut out, value, Some(field), self.procedure, self.case);
        let name = self.procedure.names.fields.get(field).map_or("", |l| &l.id);
        let value: Box<str> = out.finish().into();
        let commitment = commitment(&salt, name, &value);
        self.sealed.disclosures.push(Disclosure { commitment, seq: Seq(0), field: name.into(), salt, value });
        Value::Sealed(commitment.0.into())
    }
}

/// The value of a disclosure, for a field of a procedure.
pub(super) fn open(disclosure: &Disclosure, field: FieldId, procedure: &Procedure) -> Option<Value> {
    json::read(&parse(&disclosure.value).ok()?, field, procedure)
}

/// Says of each disclosure with which record it came; those that no record holds are dropped.
pub(super) fn place(sealed: Sealed, events: &[Event], before: Seq) -> Vec<Disclosure> {
    let mut at: BTreeMap<Digest, Seq> = BTreeMap::new();
    for (seq, event) in (before.0 + 1..).zip(events) {
        if let EventKind::Filled { value, .. } = &event.kind {
            for item in value.items() {
                if let Value::Sealed(commitment) = item {
                    at.entry(Digest(**commitment)).or_insert(Seq(seq));
                }
            }
        }
    }
    let placed = sealed.disclosures.into_iter();
    placed.filter_map(|d| Some(Disclosure { seq: *at.get(&d.commitment)?, ..d })).collect()
}

/// The digest of a command's content under the store's secret: what a repeat must have in common.
pub(super) fn keyed(secret: &[u8; 32], content: &[u8]) -> Digest {
    let inner = sha256(&[secret, content].concat());
    sha256(&[secret.as_slice(), &inner.0].concat())
}

/// The token by which a case is found by the value of a field.
pub(super) fn token(secret: &[u8; 32], field: &str, value: &str) -> Digest {
    keyed(secret, format!("{field}\n{value}").as_bytes())
}
