//! Numbers, texts, instants, digests, lists.

use super::{Context, Part};
use crate::{
    DecodeError,
    canonical::{Json, SAFE_INTEGER, Writer},
    digest, instant,
};
use alloc::{boxed::Box, sync::Arc, vec::Vec};
use guicheng_core::{Activation, Digest, Few, Seq, Timestamp, VisitId, WorkId};
use smallvec::SmallVec;

impl Part for bool {
    fn write(&self, out: &mut Writer, _: &Context<'_>) {
        out.bool(*self);
    }
    fn read(json: &Json<'_>, _: &Context<'_>) -> Result<Self, DecodeError> {
        if let Json::Bool(b) = json { Ok(*b) } else { Err(DecodeError::expected("true or false")) }
    }
    fn is_nothing(&self) -> bool {
        !self
    }
    fn nothing() -> Option<Self> {
        Some(false)
    }
}

impl Part for i64 {
    fn write(&self, out: &mut Writer, _: &Context<'_>) {
        out.int(*self);
    }
    fn read(json: &Json<'_>, _: &Context<'_>) -> Result<Self, DecodeError> {
        let large = |text: &str| {
            let n = text.parse::<Self>().ok()?;
            (!(-SAFE_INTEGER..=SAFE_INTEGER).contains(&n) && !text.starts_with('+')).then_some(n)
        };
        match json {
            Json::Int(n) => Ok(*n),
            Json::Text(text) => large(text).ok_or(DecodeError::expected("a whole number")),
            Json::Null | Json::Bool(_) | Json::List(_) | Json::Object(_) => {
                Err(DecodeError::expected("a whole number"))
            }
        }
    }
}

macro_rules! numbers {
    ($($int:ty),*) => {$(
        impl Part for $int {
            fn write(&self, out: &mut Writer, _: &Context<'_>) {
                out.int(i64::from(*self));
            }
            fn read(json: &Json<'_>, _: &Context<'_>) -> Result<Self, DecodeError> {
                let Json::Int(n) = json else { return Err(DecodeError::expected("a whole number")) };
                <$int>::try_from(*n).map_err(|_| DecodeError::expected("a number in its range"))
            }
        }
    )*};
}
numbers!(u8, u16, u32);

macro_rules! counters {
    ($($id:ident),*) => {$(
        impl Part for $id {
            fn write(&self, out: &mut Writer, cx: &Context<'_>) {
                self.0.write(out, cx);
            }
            fn read(json: &Json<'_>, cx: &Context<'_>) -> Result<Self, DecodeError> {
                Part::read(json, cx).map(Self)
            }
        }
    )*};
}
counters!(Seq, Activation, VisitId, WorkId);

impl Part for Box<str> {
    fn write(&self, out: &mut Writer, _: &Context<'_>) {
        out.text(self);
    }
    fn read(json: &Json<'_>, _: &Context<'_>) -> Result<Self, DecodeError> {
        if let Json::Text(t) = json { Ok((&**t).into()) } else { Err(DecodeError::expected("a text")) }
    }
}

impl Part for Arc<str> {
    fn write(&self, out: &mut Writer, _: &Context<'_>) {
        out.text(self);
    }
    fn read(json: &Json<'_>, _: &Context<'_>) -> Result<Self, DecodeError> {
        if let Json::Text(t) = json { Ok((&**t).into()) } else { Err(DecodeError::expected("a text")) }
    }
}

impl<T: Part> Part for Arc<T> {
    fn write(&self, out: &mut Writer, cx: &Context<'_>) {
        (**self).write(out, cx);
    }
    fn read(json: &Json<'_>, cx: &Context<'_>) -> Result<Self, DecodeError> {
        T::read(json, cx).map(Self::new)
    }
}

impl Part for Timestamp {
    fn write(&self, out: &mut Writer, _: &Context<'_>) {
        instant::write_instant(*self, out);
    }
    fn read(json: &Json<'_>, _: &Context<'_>) -> Result<Self, DecodeError> {
        let Json::Text(text) = json else { return Err(DecodeError::expected("an instant")) };
        instant::read_instant(text).ok_or(DecodeError::expected("an instant"))
    }
}

impl Part for Digest {
    fn write(&self, out: &mut Writer, _: &Context<'_>) {
        out.hex(&self.0);
    }
    fn read(json: &Json<'_>, _: &Context<'_>) -> Result<Self, DecodeError> {
        let Json::Text(text) = json else { return Err(DecodeError::expected("a digest")) };
        digest::from_hex(text).ok_or(DecodeError::expected("a digest"))
    }
}

impl<T: Part> Part for Option<T> {
    fn write(&self, out: &mut Writer, cx: &Context<'_>) {
        match self {
            Some(it) => it.write(out, cx),
            None => out.null(),
        }
    }
    fn read(json: &Json<'_>, cx: &Context<'_>) -> Result<Self, DecodeError> {
        if *json == Json::Null { Ok(None) } else { T::read(json, cx).map(Some) }
    }
    fn is_nothing(&self) -> bool {
        self.is_none()
    }
    fn nothing() -> Option<Self> {
        Some(None)
    }
}

impl<T: Part> Part for Box<T> {
    fn write(&self, out: &mut Writer, cx: &Context<'_>) {
        T::write(self, out, cx);
    }
    fn read(json: &Json<'_>, cx: &Context<'_>) -> Result<Self, DecodeError> {
        T::read(json, cx).map(Self::new)
    }
    fn is_nothing(&self) -> bool {
        T::is_nothing(self)
    }
    fn nothing() -> Option<Self> {
        T::nothing().map(Self::new)
    }
}

/// Writes the entries of a list.
pub(crate) fn write_list<T: Part>(items: &[T], out: &mut Writer, cx: &Context<'_>) {
    out.open_list();
    for item in items {
        out.item();
        item.write(out, cx);
    }
    out.close_list();
}

fn read_list<T: Part, L: FromIterator<T>>(json: &Json<'_>, cx: &Context<'_>) -> Result<L, DecodeError> {
    let Json::List(items) = json else { return Err(DecodeError::expected("a list")) };
    items.iter().map(|i| T::read(i, cx)).collect()
}

/// Kinds of lists: all stand in records alike.
macro_rules! lists {
    ($([$($bounds:tt)*] $list:ty;)*) => {$(
        impl<$($bounds)*> Part for $list {
            fn write(&self, out: &mut Writer, cx: &Context<'_>) {
                write_list(self, out, cx);
            }
            fn read(json: &Json<'_>, cx: &Context<'_>) -> Result<Self, DecodeError> {
                read_list(json, cx)
            }
            fn is_nothing(&self) -> bool {
                self.is_empty()
            }
            fn nothing() -> Option<Self> {
                Some(Self::default())
            }
        }
    )*};
}

lists! {
    [T: Part] Vec<T>;
    [] guicheng_core::DoneList;
    [T: Part] Box<[T]>;
    [A: smallvec::Array<Item: Part>] SmallVec<A>;
    [T: Part + Copy + Default, const N: usize] Few<T, N>;
}

/// A stretch of time: from and to.
impl Part for (Timestamp, Timestamp) {
    fn write(&self, out: &mut Writer, cx: &Context<'_>) {
        write_list(&[self.0, self.1], out, cx);
    }
    fn read(json: &Json<'_>, cx: &Context<'_>) -> Result<Self, DecodeError> {
        match json {
            Json::List(ends) => match ends.as_slice() {
                [from, to] => Ok((Part::read(from, cx)?, Part::read(to, cx)?)),
                _ => Err(DecodeError::expected("two instants")),
            },
            Json::Null | Json::Bool(_) | Json::Int(_) | Json::Text(_) | Json::Object(_) => {
                Err(DecodeError::expected("two instants"))
            }
        }
    }
}
