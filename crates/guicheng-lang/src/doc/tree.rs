//! A TOML document with places, in the order of the file.

use crate::diagnostic::Span;
use alloc::{boxed::Box, vec::Vec};

/// Something with its place.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Spanned<T> {
    /// The thing.
    pub value: T,
    /// Where it stands.
    pub span: Span,
}

impl<T> Spanned<T> {
    /// This thing at this place.
    pub fn new(value: T, span: Span) -> Self {
        Self { value, span }
    }
}

impl Spanned<Box<str>> {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.value
    }
}

/// A value with its place.
#[derive(Clone, PartialEq, Debug)]
pub struct Node {
    /// The value.
    pub value: Value,
    /// Where it stands (of a table with a header: the header).
    pub span: Span,
}

impl Node {
    /// The text, if it is one.
    pub fn text(&self) -> Option<Spanned<Box<str>>> {
        match &self.value {
            Value::Text(text) => Some(Spanned::new(text.clone(), self.span)),
            _ => None,
        }
    }
    /// The table, if it is one.
    pub fn table(&self) -> Option<&Table> {
        match &self.value {
            Value::Table(table) => Some(table),
            _ => None,
        }
    }
    /// The entries, if it is a list.
    pub fn list(&self) -> Option<&[Self]> {
        match &self.value {
            Value::List(items) => Some(items),
            _ => None,
        }
    }
}

/// A TOML value.
#[derive(Clone, PartialEq, Debug)]
pub enum Value {
    /// A text.
    Text(Box<str>),
    /// A whole number.
    Whole(i64),
    /// A number with a point, as written.
    Decimal(Box<str>),
    /// True or false.
    YesNo(bool),
    /// A day, a time of day, or an instant.
    Time(toml::value::Datetime),
    /// A list.
    List(Vec<Node>),
    /// A table.
    Table(Table),
}

/// A table.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Table {
    /// Its entries, in the order of the file.
    pub entries: Vec<Entry>,
}

impl Table {
    /// The entry of a key.
    pub fn get(&self, key: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| is_key(&entry.key.value, key))
    }
}

/// Whether a key is this one. Keys of one length mostly differ in their first letter already.
#[inline]
pub(crate) fn is_key(written: &str, key: &str) -> bool {
    written.len() == key.len() && written.as_bytes().first() == key.as_bytes().first() && written == key
}

/// A key with its value.
#[derive(Clone, PartialEq, Debug)]
pub struct Entry {
    /// The key.
    pub key: Spanned<Box<str>>,
    /// The value.
    pub node: Node,
}
