//! Reading XES: any log that keeps to the standard.

use crate::{Attribute, Attributes, Event, Extension, Log, Stamp, Trace, Value};
use quick_xml::{
    Reader, XmlVersion,
    events::{BytesStart, Event as Piece},
};

/// Attributes are nested at most so deep.
const DEPTH: usize = 64;

/// Why a text is no log.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// It is no XML.
    #[error("byte {at}: {why}")]
    Xml {
        /// Where.
        at: u64,
        /// Why.
        why: Box<str>,
    },
    /// An attribute has no key, or a value that its type does not have.
    #[error("byte {at}: <{tag} key=\"{key}\"> has no value of its type")]
    Value {
        /// Where.
        at: u64,
        /// Its type.
        tag: Box<str>,
        /// Its key.
        key: Box<str>,
    },
    /// Attributes are nested too deep.
    #[error("byte {at}: attributes are nested more than {DEPTH} deep")]
    Deep {
        /// Where.
        at: u64,
    },
    /// There is no `<log>`, or it has no end.
    #[error("there is no whole <log>")]
    NoLog,
}

/// Reads a log. Elements that the standard does not have are passed over.
///
/// # Errors
/// [`ReadError`], with the place.
pub fn read(text: &str) -> Result<Log, ReadError> {
    let mut reading = Reading::default();
    let mut reader = Reader::from_str(text.strip_prefix('\u{feff}').unwrap_or(text));
    loop {
        let at = reader.buffer_position();
        let xml = |why: &dyn core::fmt::Display| ReadError::Xml { at, why: why.to_string().into() };
        match reader.read_event().map_err(|e| xml(&e))? {
            Piece::Start(tag) => reading.start(&tag, at)?,
            Piece::Empty(tag) => {
                reading.start(&tag, at)?;
                reading.end();
            }
            Piece::End(_) => reading.end(),
            Piece::Eof => break,
            Piece::Text(_)
            | Piece::CData(_)
            | Piece::Comment(_)
            | Piece::Decl(_)
            | Piece::PI(_)
            | Piece::DocType(_)
            | Piece::GeneralRef(_) => {}
        }
    }
    if reading.whole && reading.open.is_empty() { Ok(reading.log) } else { Err(ReadError::NoLog) }
}

/// What is open while reading.
enum Open {
    Log,
    Trace(Trace),
    Event(Event),
    Global {
        of_events: bool,
        attributes: Attributes,
    },
    Attribute(Attribute),
    /// `values` of a list: its entries are the list's own.
    Values,
    Other,
}

#[derive(Default)]
struct Reading {
    log: Log,
    open: Vec<Open>,
    whole: bool,
}

impl Reading {
    fn start(&mut self, tag: &BytesStart<'_>, at: u64) -> Result<(), ReadError> {
        if self.open.len() > DEPTH {
            return Err(ReadError::Deep { at });
        }
        let name = tag.local_name();
        let name = name.as_ref();
        let given = Given::of(tag, at)?;
        let top = self.open.last();
        let opened = match (name, top) {
            ("log", None) => Open::Log,
            (_, None | Some(Open::Other)) => Open::Other,
            ("trace", Some(Open::Log)) => Open::Trace(Trace::default()),
            ("event", Some(Open::Trace(_))) => Open::Event(Event::default()),
            ("global", Some(Open::Log)) => {
                Open::Global { of_events: given.scope.as_deref() != Some("trace"), attributes: Attributes::default() }
            }
            ("extension", Some(Open::Log)) => {
                let Given { name, prefix, uri, .. } = given;
                let [name, prefix, uri] = [name, prefix, uri].map(|v| v.unwrap_or_default().into());
                self.log.extensions.push(Extension { name, prefix, uri });
                Open::Other
            }
            ("classifier", Some(Open::Log)) => {
                let Given { name, keys, .. } = given;
                self.log.classifiers.push((name.unwrap_or_default().into(), keys.unwrap_or_default().into()));
                Open::Other
            }
            ("values", Some(Open::Attribute(_))) => Open::Values,
            ("string" | "date" | "int" | "float" | "boolean" | "id" | "list" | "container", Some(_)) => {
                Open::Attribute(given.attribute(name, at)?)
            }
            (_, Some(_)) => Open::Other,
        };
        self.open.push(opened);
        Ok(())
    }

    fn end(&mut self) {
        let Some(done) = self.open.pop() else { return };
        match done {
            Open::Log => self.whole = true,
            Open::Trace(trace) => self.log.traces.push(trace),
            Open::Event(event) => {
                if let Some(Open::Trace(trace)) = self.open.last_mut() {
                    trace.events.push(event);
                }
            }
            Open::Global { of_events: true, attributes } => self.log.event_globals = attributes,
            Open::Global { of_events: false, attributes } => self.log.trace_globals = attributes,
            Open::Attribute(attribute) => self.keep(attribute),
            Open::Values | Open::Other => {}
        }
    }

    /// An attribute belongs to what is open around it.
    fn keep(&mut self, attribute: Attribute) {
        let around = self.open.iter_mut().rev().find(|open| !matches!(open, Open::Values));
        match around {
            Some(Open::Log) => self.log.attributes.0.push(attribute),
            Some(Open::Trace(trace)) => trace.attributes.0.push(attribute),
            Some(Open::Event(event)) => event.attributes.0.push(attribute),
            Some(Open::Global { attributes, .. }) => attributes.0.push(attribute),
            Some(Open::Attribute(outer)) => outer.inside.push(attribute),
            Some(Open::Values | Open::Other) | None => {}
        }
    }
}

/// What stands in a tag.
#[derive(Default)]
struct Given {
    key: Option<String>,
    value: Option<String>,
    scope: Option<String>,
    name: Option<String>,
    prefix: Option<String>,
    uri: Option<String>,
    keys: Option<String>,
}

impl Given {
    fn of(tag: &BytesStart<'_>, at: u64) -> Result<Self, ReadError> {
        let mut given = Self::default();
        for attribute in tag.attributes() {
            let xml = |why: &dyn core::fmt::Display| ReadError::Xml { at, why: why.to_string().into() };
            let attribute = attribute.map_err(|e| xml(&e))?;
            let place = match attribute.key.as_ref() {
                "key" => &mut given.key,
                "value" => &mut given.value,
                "scope" => &mut given.scope,
                "name" => &mut given.name,
                "prefix" => &mut given.prefix,
                "uri" => &mut given.uri,
                "keys" => &mut given.keys,
                _ => continue,
            };
            *place = Some(attribute.normalized_value(XmlVersion::Implicit1_0).map_err(|e| xml(&e))?.into_owned());
        }
        Ok(given)
    }

    fn attribute(self, tag: &str, at: u64) -> Result<Attribute, ReadError> {
        let key: Box<str> = self.key.unwrap_or_default().into();
        let text = self.value.unwrap_or_default();
        let value = match tag {
            "date" => Stamp::read(&text).map(Value::Date),
            "int" => text.trim().parse().ok().map(Value::Whole),
            "float" => text.trim().parse::<f64>().is_ok().then(|| Value::Number(text.trim().into())),
            "boolean" => match text.trim() {
                "true" | "1" => Some(Value::YesNo(true)),
                "false" | "0" => Some(Value::YesNo(false)),
                _ => None,
            },
            "id" => Some(Value::Id(text.into())),
            "list" => Some(Value::List),
            "container" => Some(Value::Container),
            _ => Some(Value::Text(text.into())),
        };
        let value = value.filter(|_| !key.is_empty());
        let value = value.ok_or_else(|| ReadError::Value { at, tag: tag.into(), key: key.clone() })?;
        Ok(Attribute { key, value, inside: Vec::new() })
    }
}
