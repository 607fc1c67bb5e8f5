//! A TOML document with places, in the order of the file. Its texts are those of the source, where they stand there as
//! they are: most of a file need not be copied to be read.

use crate::diagnostic::Span;
use alloc::{borrow::Cow, boxed::Box, vec::Vec};

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

impl<T: AsRef<str>> Spanned<T> {
    /// The text.
    pub fn as_str(&self) -> &str {
        self.value.as_ref()
    }
}

/// A value with its place.
#[derive(Clone, PartialEq, Debug)]
pub struct Node<'s> {
    /// The value.
    pub value: Value<'s>,
    /// Where it stands (of a table with a header: the header).
    pub span: Span,
}

impl<'s> Node<'s> {
    /// The text, if it is one.
    pub fn text(&self) -> Option<Spanned<Box<str>>> {
        match &self.value {
            Value::Text(text) => Some(Spanned::new(Box::from(&**text), self.span)),
            _ => None,
        }
    }
    /// The table, if it is one.
    pub fn table(&self) -> Option<&Table<'s>> {
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

    /// The same with texts of its own.
    #[must_use]
    pub fn into_owned(self) -> Node<'static> {
        Node { value: self.value.into_owned(), span: self.span }
    }
}

/// A TOML value.
#[derive(Clone, PartialEq, Debug)]
pub enum Value<'s> {
    /// A text.
    Text(Cow<'s, str>),
    /// A whole number.
    Whole(i64),
    /// A number with a point, as written.
    Decimal(Cow<'s, str>),
    /// True or false.
    YesNo(bool),
    /// A day, a time of day, or an instant.
    Time(toml::value::Datetime),
    /// A list.
    List(Vec<Node<'s>>),
    /// A table.
    Table(Table<'s>),
}

/// A table.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Table<'s> {
    /// Its entries, in the order of the file.
    pub entries: Vec<Entry<'s>>,
}

impl<'s> Table<'s> {
    /// The entry of a key.
    pub fn get(&self, key: &str) -> Option<&Entry<'s>> {
        self.entries.iter().find(|entry| is_key(&entry.key.value, key))
    }

    /// The same with texts of its own, for whoever keeps it longer than the source.
    #[must_use]
    pub fn into_owned(self) -> Table<'static> {
        Table { entries: self.entries.into_iter().map(Entry::into_owned).collect() }
    }
}

impl Value<'_> {
    fn into_owned(self) -> Value<'static> {
        match self {
            Self::Text(text) => Value::Text(Cow::Owned(text.into_owned())),
            Self::Whole(number) => Value::Whole(number),
            Self::Decimal(number) => Value::Decimal(Cow::Owned(number.into_owned())),
            Self::YesNo(yes) => Value::YesNo(yes),
            Self::Time(time) => Value::Time(time),
            Self::List(items) => Value::List(items.into_iter().map(Node::into_owned).collect()),
            Self::Table(table) => Value::Table(table.into_owned()),
        }
    }
}

/// Whether a key is this one. Keys of one length mostly differ in their first letter already.
#[inline]
pub(crate) fn is_key(written: &str, key: &str) -> bool {
    written.len() == key.len() && written.as_bytes().first() == key.as_bytes().first() && written == key
}

/// A key with its value.
#[derive(Clone, PartialEq, Debug)]
pub struct Entry<'s> {
    /// The key.
    pub key: Spanned<Cow<'s, str>>,
    /// The value.
    pub node: Node<'s>,
}

impl Entry<'_> {
    /// The key as a name of its own.
    pub fn name(&self) -> Spanned<Box<str>> {
        Spanned::new(Box::from(&*self.key.value), self.key.span)
    }

    fn into_owned(self) -> Entry<'static> {
        let key = Spanned::new(Cow::Owned(self.key.value.into_owned()), self.key.span);
        Entry { key, node: self.node.into_owned() }
    }
}
