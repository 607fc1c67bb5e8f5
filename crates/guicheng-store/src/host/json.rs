//! Values that leave a case: in effects between cases, and in disclosures. By names only, so that another procedure (and
//! a person with a text editor) can read them.

use guicheng_core::{Case, Decimal, FieldId, FieldKind, OptionId, Procedure, Timestamp, Value};
use guicheng_history::{
    canonical::{Json, Writer},
    from_hex, to_hex,
};

/// Writes a value; `field` names its options.
pub(super) fn write(out: &mut Writer, value: &Value, field: Option<FieldId>, procedure: &Procedure, case: &Case) {
    let option = |id: OptionId| {
        let label = field.and_then(|f| procedure.names.option_label(f, id));
        label.map_or_else(|| id.0.to_string(), |l| l.id.to_string())
    };
    match value {
        Value::Empty => out.null(),
        Value::Text(text) => out.text(text),
        Value::YesNo(yes) => out.bool(*yes),
        Value::Decimal(number) => tagged(out, "number", |out| out.text(&number.to_string())),
        Value::Choice(id) => tagged(out, "choice", |out| out.text(&option(*id))),
        Value::Choices(bits) => tagged(out, "choices", |out| {
            out.open_list();
            for id in (0..64_u16).filter(|n| bits >> n & 1 == 1) {
                out.item();
                out.text(&option(OptionId(id)));
            }
            out.close_list();
        }),
        Value::Date(day) => tagged(out, "day", |out| out.int(i64::from(*day))),
        Value::Moment(at) => tagged(out, "moment", |out| out.int(at.0)),
        Value::Duration(ms) => tagged(out, "ms", |out| out.int(*ms)),
        Value::Person(ix) => out.text(case.person(*ix)),
        Value::File(sha256, size) => tagged(out, "file", |out| {
            out.open_list();
            out.item();
            out.text(&to_hex(&guicheng_core::Digest(**sha256)));
            out.item();
            out.text(&size.to_string());
            out.close_list();
        }),
        Value::Sealed(commitment) => {
            tagged(out, "sealed", |out| out.text(&to_hex(&guicheng_core::Digest(**commitment))));
        }
        Value::List(items) => {
            out.open_list();
            for item in items {
                out.item();
                write(out, item, field, procedure, case);
            }
            out.close_list();
        }
    }
}

fn tagged(out: &mut Writer, tag: &str, inner: impl FnOnce(&mut Writer)) {
    out.open();
    out.key(tag);
    inner(out);
    out.close();
}

/// Reads a value for a field of a procedure; none where it does not fit at all.
pub(super) fn read(json: &Json<'_>, field: FieldId, procedure: &Procedure) -> Option<Value> {
    match json {
        Json::Null => Some(Value::Empty),
        Json::Bool(yes) => Some(Value::YesNo(*yes)),
        Json::Text(text) => Some(from_text(text, field, procedure)),
        Json::List(items) => {
            let items: Option<Vec<Value>> = items.iter().map(|i| read(i, field, procedure)).collect();
            items.map(|items| Value::List(items.into()))
        }
        Json::Object(pairs) => match pairs.as_slice() {
            [(tag, inner)] => read_tagged(tag, inner, field, procedure),
            _ => None,
        },
        Json::Int(_) => None,
    }
}

/// A text may be meant for a choice: a procedure that gives a text field to a choice field means the option's name.
fn from_text(text: &str, field: FieldId, procedure: &Procedure) -> Value {
    match procedure.fields.get(field).map(|f| f.kind) {
        Some(FieldKind::Choice(_)) => {
            procedure.names.option(field, text).map_or_else(|| Value::Text(text.into()), Value::Choice)
        }
        _ => Value::Text(text.into()),
    }
}

fn read_tagged(tag: &str, inner: &Json<'_>, field: FieldId, procedure: &Procedure) -> Option<Value> {
    let text = || if let Json::Text(text) = inner { Some(&**text) } else { None };
    let list = || if let Json::List(items) = inner { Some(items) } else { None };
    match tag {
        "number" => text()?.parse::<Decimal>().ok().map(Value::Decimal),
        "choice" => {
            let name = text()?;
            // Given to a text field, the option's name is the text.
            Some(procedure.names.option(field, name).map_or_else(|| Value::Text(name.into()), Value::Choice))
        }
        "choices" => list()?
            .iter()
            .try_fold(0_u64, |bits, item| {
                let Json::Text(name) = item else { return None };
                Some(bits | 1_u64.checked_shl(u32::from(procedure.names.option(field, name)?.0))?)
            })
            .map(Value::Choices),
        "day" => integer(inner).and_then(|n| i32::try_from(n).ok()).map(Value::Date),
        "moment" => integer(inner).map(Timestamp).map(Value::Moment),
        "ms" => integer(inner).map(Value::Duration),
        "file" => match list()?.as_slice() {
            [Json::Text(sha256), Json::Text(size)] => {
                Some(Value::File(Box::new(from_hex(sha256)?.0), size.parse().ok()?))
            }
            _ => None,
        },
        "sealed" => from_hex(text()?).map(|d| Value::Sealed(d.0.into())),
        _ => None,
    }
}

/// A whole number; the writer puts those beyond 2^53 into text.
pub(super) fn integer(json: &Json<'_>) -> Option<i64> {
    match json {
        Json::Int(n) => Some(*n),
        Json::Text(text) => text.parse().ok(),
        Json::Null | Json::Bool(_) | Json::List(_) | Json::Object(_) => None,
    }
}
