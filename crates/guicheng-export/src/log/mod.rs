//! An event log as XES has it: traces of events, all with typed attributes.

use crate::Stamp;

/// An event log.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Log {
    /// Extensions that the keys are explained by.
    pub extensions: Vec<Extension>,
    /// Attributes that every trace has, with a value for none given.
    pub trace_globals: Attributes,
    /// Attributes that every event has.
    pub event_globals: Attributes,
    /// Classifiers: a name, and the keys that tell events apart.
    pub classifiers: Vec<(Box<str>, Box<str>)>,
    /// Of the log itself.
    pub attributes: Attributes,
    /// Cases.
    pub traces: Vec<Trace>,
}

/// An extension of XES.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Extension {
    /// Its name.
    pub name: Box<str>,
    /// The prefix of its keys.
    pub prefix: Box<str>,
    /// Where it is described.
    pub uri: Box<str>,
}

/// One case.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Trace {
    /// Of the case.
    pub attributes: Attributes,
    /// What happened, in order.
    pub events: Vec<Event>,
}

/// One event.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Event {
    /// Everything that is known of it.
    pub attributes: Attributes,
}

/// Attributes, in the order in which they are written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Attributes(pub Vec<Attribute>);

/// An attribute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attribute {
    /// Its key.
    pub key: Box<str>,
    /// Its value.
    pub value: Value,
    /// Attributes of the attribute (entries, of a list or container).
    pub inside: Vec<Attribute>,
}

/// The value of an attribute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// Text.
    Text(Box<str>),
    /// An instant.
    Date(Stamp),
    /// A whole number.
    Whole(i64),
    /// A number as written: it is carried, never counted with.
    Number(Box<str>),
    /// Yes or no.
    YesNo(bool),
    /// An identifier.
    Id(Box<str>),
    /// A list; its entries are inside.
    List,
    /// A container; its entries are inside.
    Container,
}

impl Attributes {
    /// The value of a key.
    pub fn get(&self, key: &str) -> Option<&Value> {
        self.0.iter().find(|a| *a.key == *key).map(|a| &a.value)
    }

    /// The text of a key.
    pub fn text(&self, key: &str) -> Option<&str> {
        match self.get(key)? {
            Value::Text(text) | Value::Id(text) | Value::Number(text) => Some(text),
            Value::Date(_) | Value::Whole(_) | Value::YesNo(_) | Value::List | Value::Container => None,
        }
    }

    /// Adds one.
    pub fn put(&mut self, key: &str, value: Value) {
        self.0.push(Attribute { key: key.into(), value, inside: Vec::new() });
    }

    /// Adds a text.
    pub fn put_text(&mut self, key: &str, text: &str) {
        self.put(key, Value::Text(text.into()));
    }
}

impl Trace {
    /// The case.
    pub fn name(&self) -> &str {
        self.attributes.text("concept:name").unwrap_or("")
    }
}

impl Event {
    /// What was done.
    pub fn activity(&self) -> &str {
        self.attributes.text("concept:name").unwrap_or("")
    }

    /// The step in the life of the work; a log without any has only what is complete.
    pub fn transition(&self) -> Option<&str> {
        self.attributes.text("lifecycle:transition")
    }

    /// When.
    pub fn at(&self) -> Option<Stamp> {
        match self.attributes.get("time:timestamp")? {
            Value::Date(at) => Some(*at),
            Value::Text(_)
            | Value::Whole(_)
            | Value::Number(_)
            | Value::YesNo(_)
            | Value::Id(_)
            | Value::List
            | Value::Container => None,
        }
    }

    /// Who.
    pub fn resource(&self) -> Option<&str> {
        self.attributes.text("org:resource")
    }
}
