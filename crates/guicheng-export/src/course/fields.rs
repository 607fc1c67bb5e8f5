//! Values that may leave the store, and what stands for those that may not.

use super::{Pseudonym, Worded, Words};
use guicheng_core::{Case, Field, FieldId, FieldKind, OptionId, Timestamp, Value};
use guicheng_history::{Day, Instant};

/// Values of kinds that cannot hold anything about a person, of fields that are not marked personal.
pub(super) fn public(words: &Words<'_>, case: &Case) -> Vec<(Worded, Box<str>)> {
    let procedure = words.version.procedure;
    let open = procedure.fields.iter().filter(|(_, field)| is_public(field));
    let filled = open.filter_map(|(id, _)| {
        let text = text(words, id, case, case.value(id))?;
        Some((words.worded(procedure.names.fields.get(id)), text.into()))
    });
    filled.collect()
}

/// Free text, addresses, telephones and files stay behind even where nobody marked them.
const fn is_public(field: &Field) -> bool {
    let kind = match field.kind {
        FieldKind::Number
        | FieldKind::Money
        | FieldKind::YesNo
        | FieldKind::Choice(_)
        | FieldKind::Choices(_)
        | FieldKind::Date
        | FieldKind::Moment
        | FieldKind::Duration
        | FieldKind::Department
        | FieldKind::Person => true,
        FieldKind::Text | FieldKind::Note | FieldKind::Phone | FieldKind::Unit | FieldKind::File => false,
    };
    kind && field.personal.is_none()
}

fn text(words: &Words<'_>, field: FieldId, case: &Case, value: &Value) -> Option<String> {
    let option = |option| {
        let label = words.version.procedure.names.option_label(field, option);
        label.map(|label| words.worded(Some(label)).title.into_string())
    };
    Some(match value {
        Value::Empty | Value::File(..) | Value::Sealed(_) => return None,
        Value::Text(text) => text.to_string(),
        Value::Decimal(number) => number.to_string(),
        Value::YesNo(yes) => yes.to_string(),
        Value::Choice(id) => option(*id)?,
        Value::Choices(bits) => {
            let ticked = (0..64_u16).filter(|n| bits >> n & 1 == 1).filter_map(|n| option(OptionId(n)));
            ticked.collect::<Vec<_>>().join(words.pick("、", ", "))
        }
        Value::Date(day) => Day(*day).to_string(),
        Value::Moment(Timestamp(ms)) => Instant(Timestamp(*ms)).to_string(),
        Value::Duration(ms) => ms.to_string(),
        Value::Person(person) => case.person(*person).into(),
        Value::List(items) => {
            let each = items.iter().filter_map(|item| text(words, field, case, item));
            each.collect::<Vec<_>>().join(words.pick("、", ", "))
        }
    })
    .filter(|text| !text.is_empty())
}

/// What stands for flats and telephones.
pub(super) fn pseudonyms(words: &Words<'_>, case: &Case) -> Vec<Pseudonym> {
    let procedure = words.version.procedure;
    let mut found = Vec::new();
    for (id, field) in procedure.fields.iter() {
        let flat = match field.kind {
            FieldKind::Unit => true,
            FieldKind::Phone => false,
            _ => continue,
        };
        for value in case.value(id).items() {
            let Value::Sealed(commitment) = value else { continue };
            let hex = guicheng_history::to_hex(&guicheng_core::Digest(**commitment));
            let digits = hex.get(..32).unwrap_or_default().into();
            found.push(Pseudonym { field: words.worded(procedure.names.fields.get(id)), flat, digits });
        }
    }
    found
}
