//! How the types of the engine stand in records: each is written and read by one declaration, so that the two cannot
//! part. What is nothing (none, false, an empty list) is left out.

#[macro_use]
mod declare;
mod basic;
mod case;
mod command;
mod event;
mod names;
mod value;

pub(crate) use basic::write_list;
pub(crate) use case::{case_of, put_state};
pub(crate) use event::{KINDS, data_of, kind_name, read_data};

use crate::{
    DecodeError, Lexicon,
    canonical::{Json, Writer},
};
use alloc::{borrow::Cow, sync::Arc};
use core::cell::Cell;

/// What is needed to name things.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Context<'a> {
    /// Words of the procedure.
    pub(crate) lexicon: &'a Lexicon,
    /// People met so far.
    pub(crate) people: &'a [Arc<str>],
}

/// A type that stands in records.
pub(crate) trait Part: Sized {
    /// Writes it as one value.
    fn write(&self, out: &mut Writer, cx: &Context<'_>);
    /// Reads it from one value.
    fn read(json: &Json<'_>, cx: &Context<'_>) -> Result<Self, DecodeError>;
    /// Whether its key is left out.
    fn is_nothing(&self) -> bool {
        false
    }
    /// What a key that is left out means; none: the key must be there.
    fn nothing() -> Option<Self> {
        None
    }
}

/// Writes a key and its value, unless that is nothing.
#[inline]
pub(crate) fn put<T: Part>(out: &mut Writer, key: &'static str, value: &T, cx: &Context<'_>) {
    if !value.is_nothing() {
        out.known_key(key);
        value.write(out, cx);
    }
}

/// An object being read. Keys mostly are asked for in the order in which they stand: it knows which comes next.
#[derive(Clone, Debug)]
pub(crate) struct Object<'j, 'a> {
    pairs: &'j [(Cow<'a, str>, Json<'a>)],
    next: Cell<usize>,
}

impl<'j, 'a> Object<'j, 'a> {
    /// An object that has none but these keys.
    pub(crate) fn of(json: &'j Json<'a>, keys: &[&str]) -> Result<Self, DecodeError> {
        let Json::Object(pairs) = json else { return Err(DecodeError::expected("an object")) };
        let object = Self { pairs, next: Cell::new(0) };
        // Where both stand in one order, one pass tells.
        let mut known = keys.iter();
        if pairs.iter().all(|(key, _)| known.any(|known| **known == **key)) {
            return Ok(object);
        }
        match pairs.iter().find(|(k, _)| !keys.contains(&&**k)) {
            Some((key, _)) => Err(DecodeError::UnknownKey((**key).into())),
            None => Ok(object),
        }
    }

    /// The value of a key, if it is there.
    pub(crate) fn get(&self, key: &str) -> Option<&'j Json<'a>> {
        let next = self.next.get();
        match self.pairs.get(next) {
            Some((k, value)) if *k == *key => {
                self.next.set(next + 1);
                Some(value)
            }
            _ => self.pairs.iter().find(|(k, _)| *k == *key).map(|(_, v)| v),
        }
    }

    /// The value of a key that must be there.
    pub(crate) fn need(&self, key: &'static str) -> Result<&'j Json<'a>, DecodeError> {
        self.get(key).ok_or(DecodeError::MissingKey(key))
    }

    /// The value of a key, decoded.
    pub(crate) fn take<T: Part>(&self, key: &'static str, cx: &Context<'_>) -> Result<T, DecodeError> {
        match self.get(key) {
            Some(json) => T::read(json, cx).map_err(|e| e.under(key)),
            None => T::nothing().ok_or(DecodeError::MissingKey(key)),
        }
    }
}

/// The one key of an object and its value.
pub(crate) fn single<'j, 'a>(json: &'j Json<'a>) -> Result<(&'j str, &'j Json<'a>), DecodeError> {
    match json {
        Json::Object(pairs) => match pairs.as_slice() {
            [(key, value)] => Ok((key, value)),
            _ => Err(DecodeError::expected("an object with one key")),
        },
        Json::Null | Json::Bool(_) | Json::Int(_) | Json::Text(_) | Json::List(_) => {
            Err(DecodeError::expected("an object with one key"))
        }
    }
}
