//! Values: self-describing, options by name where the field is known.

use super::{Context, Object, Part, put, single};
use crate::{
    DecodeError,
    canonical::{Json, Writer},
    instant,
};
use alloc::{boxed::Box, vec::Vec};
use guicheng_core::{Digest, FieldId, OptionId, Timestamp, Value};

/// Writes a value; options are named by the field's.
pub(super) fn write(value: &Value, field: Option<FieldId>, out: &mut Writer, cx: &Context<'_>) {
    match value {
        Value::Empty => out.null(),
        Value::Text(text) => out.text(text),
        Value::YesNo(yes) => out.bool(*yes),
        Value::Decimal(number) => tagged(out, key!("number"), |out| out.plain(format_args!("{number}"))),
        Value::Choice(option) => tagged(out, key!("choice"), |out| write_option(*option, field, out, cx)),
        Value::Choices(bits) => tagged(out, key!("choices"), |out| {
            out.open_list();
            for option in (0..64_u16).filter(|n| bits >> n & 1 == 1) {
                out.item();
                write_option(OptionId(option), field, out, cx);
            }
            out.close_list();
        }),
        Value::Date(day) => tagged(out, key!("date"), |out| out.plain(format_args!("{}", instant::Day(*day)))),
        Value::Moment(at) => tagged(out, key!("moment"), |out| at.write(out, cx)),
        Value::Duration(ms) => tagged(out, key!("ms"), |out| out.int(*ms)),
        Value::Person(person) => tagged(out, key!("person"), |out| person.write(out, cx)),
        Value::File(sha256, size) => tagged(out, key!("file"), |out| {
            out.open();
            out.known_key(key!("sha256"));
            out.hex(sha256);
            out.known_key(key!("size"));
            // Sizes beyond 2^53 do not occur; the decimal form keeps them exact all the same.
            match i64::try_from(*size) {
                Ok(size) => out.int(size),
                Err(_) => out.plain(format_args!("{size}")),
            }
            out.close();
        }),
        Value::Sealed(commitment) => tagged(out, key!("sealed"), |out| out.hex(commitment)),
        Value::List(items) => {
            out.open_list();
            for item in items {
                out.item();
                write(item, field, out, cx);
            }
            out.close_list();
        }
    }
}

/// Reads a value of a field.
pub(super) fn read(json: &Json<'_>, field: Option<FieldId>, cx: &Context<'_>) -> Result<Value, DecodeError> {
    match json {
        Json::Null => Ok(Value::Empty),
        Json::Bool(yes) => Ok(Value::YesNo(*yes)),
        Json::Text(text) => Ok(Value::Text((&**text).into())),
        Json::List(items) => {
            let items: Result<Vec<Value>, DecodeError> = items.iter().map(|i| read(i, field, cx)).collect();
            Ok(Value::List(items?.into_boxed_slice()))
        }
        Json::Object(_) => read_tagged(json, field, cx),
        Json::Int(_) => Err(DecodeError::expected("a value with its type")),
    }
}

fn read_tagged(json: &Json<'_>, field: Option<FieldId>, cx: &Context<'_>) -> Result<Value, DecodeError> {
    let (tag, inner) = single(json)?;
    let text = |expected| match inner {
        Json::Text(text) => Ok(&**text),
        Json::Null | Json::Bool(_) | Json::Int(_) | Json::List(_) | Json::Object(_) => {
            Err(DecodeError::expected(expected))
        }
    };
    match tag {
        "number" => {
            let number = text("a decimal number")?.parse();
            number.map(Value::Decimal).map_err(|_| DecodeError::expected("a decimal number"))
        }
        "choice" => read_option(inner, field, cx).map(Value::Choice),
        "choices" => {
            let Json::List(items) = inner else { return Err(DecodeError::expected("a list of options")) };
            let bit = |item| {
                let option = read_option(item, field, cx)?;
                let bit = 1_u64.checked_shl(u32::from(option.0));
                bit.ok_or(DecodeError::expected("one of the first 64 options"))
            };
            items.iter().try_fold(0, |bits, item| Ok(bits | bit(item)?)).map(Value::Choices)
        }
        "date" => {
            let day = instant::read_day(text("a day")?);
            day.map(Value::Date).ok_or(DecodeError::expected("a day"))
        }
        "moment" => Timestamp::read(inner, cx).map(Value::Moment),
        "ms" => i64::read(inner, cx).map(Value::Duration),
        "person" => Part::read(inner, cx).map(Value::Person),
        "file" => {
            let object = Object::of(inner, &["sha256", "size"])?;
            let Digest(sha256) = object.take("sha256", cx)?;
            Ok(Value::File(Box::new(sha256), size(object.need("size")?)?))
        }
        "sealed" => Digest::read(inner, cx).map(|d| Value::Sealed(d.0.into())),
        other => Err(DecodeError::UnknownName { what: "type of value", name: other.into() }),
    }
}

fn size(json: &Json<'_>) -> Result<u64, DecodeError> {
    let size = match json {
        Json::Int(n) => u64::try_from(*n).ok(),
        Json::Text(text) => text.parse().ok(),
        Json::Null | Json::Bool(_) | Json::List(_) | Json::Object(_) => None,
    };
    size.ok_or(DecodeError::expected("a size"))
}

/// An object whose one key (as `key!` makes it) holds this.
fn tagged(out: &mut Writer, tag: &'static str, inner: impl FnOnce(&mut Writer)) {
    out.open();
    out.known_key(tag);
    inner(out);
    out.close();
}

/// An option that the field does not name (or whose field is not known) stands as its number.
fn write_option(option: OptionId, field: Option<FieldId>, out: &mut Writer, cx: &Context<'_>) {
    match field.and_then(|f| cx.lexicon.option(f, option)) {
        Some(name) => out.text(name),
        None => out.int(i64::from(option.0)),
    }
}

fn read_option(json: &Json<'_>, field: Option<FieldId>, cx: &Context<'_>) -> Result<OptionId, DecodeError> {
    match json {
        Json::Text(name) => {
            let unknown = || DecodeError::UnknownName { what: "option", name: (&**name).into() };
            field.and_then(|f| cx.lexicon.option_id(f, name)).ok_or_else(unknown)
        }
        Json::Int(n) => u16::try_from(*n).map(OptionId).map_err(|_| DecodeError::expected("an option")),
        Json::Null | Json::Bool(_) | Json::List(_) | Json::Object(_) => Err(DecodeError::expected("an option")),
    }
}

/// A value whose field is not known: options stand as numbers.
impl Part for Value {
    fn write(&self, out: &mut Writer, cx: &Context<'_>) {
        write(self, None, out, cx);
    }
    fn read(json: &Json<'_>, cx: &Context<'_>) -> Result<Self, DecodeError> {
        read(json, None, cx)
    }
    fn is_nothing(&self) -> bool {
        *self == Self::Empty
    }
    fn nothing() -> Option<Self> {
        Some(Self::Empty)
    }
}

/// A field and its value.
impl Part for (FieldId, Value) {
    fn write(&self, out: &mut Writer, cx: &Context<'_>) {
        let (field, value) = self;
        out.open();
        put(out, key!("field"), field, cx);
        put_value(out, value, *field, cx);
        out.close();
    }
    fn read(json: &Json<'_>, cx: &Context<'_>) -> Result<Self, DecodeError> {
        let object = Object::of(json, &["field", "value"])?;
        let field = object.take("field", cx)?;
        Ok((field, take_value(&object, field, cx)?))
    }
}

/// Writes the key `value` of a field, unless that is empty.
pub(super) fn put_value(out: &mut Writer, value: &Value, field: FieldId, cx: &Context<'_>) {
    if *value != Value::Empty {
        out.known_key(key!("value"));
        write(value, Some(field), out, cx);
    }
}

/// Reads the key `value` of a field; empty if it is left out.
pub(super) fn take_value(object: &Object<'_, '_>, field: FieldId, cx: &Context<'_>) -> Result<Value, DecodeError> {
    let value = object.get("value").map(|json| read(json, Some(field), cx).map_err(|e| e.under("value")));
    value.unwrap_or(Ok(Value::Empty))
}
