//! Writing XES.

use crate::{Attribute, Log, Value};
use quick_xml::escape::escape;
use std::fmt::Write;

/// The log as an XES document; equal logs give equal bytes.
pub fn write(log: &Log) -> String {
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    out.push_str(
        "<log xes.version=\"2.0\" xes.features=\"nested-attributes\" xmlns=\"http://www.xes-standard.org/\">\n",
    );
    for one in &log.extensions {
        let (name, prefix, uri) = (quoted(&one.name), quoted(&one.prefix), quoted(&one.uri));
        line(&mut out, 1, format_args!("<extension name=\"{name}\" prefix=\"{prefix}\" uri=\"{uri}\"/>"));
    }
    for (scope, globals) in [("trace", &log.trace_globals), ("event", &log.event_globals)] {
        if !globals.0.is_empty() {
            line(&mut out, 1, format_args!("<global scope=\"{scope}\">"));
            attributes(&mut out, 2, &globals.0);
            line(&mut out, 1, format_args!("</global>"));
        }
    }
    for (name, keys) in &log.classifiers {
        line(&mut out, 1, format_args!("<classifier name=\"{}\" keys=\"{}\"/>", quoted(name), quoted(keys)));
    }
    attributes(&mut out, 1, &log.attributes.0);
    for trace in &log.traces {
        line(&mut out, 1, format_args!("<trace>"));
        attributes(&mut out, 2, &trace.attributes.0);
        for event in &trace.events {
            line(&mut out, 2, format_args!("<event>"));
            attributes(&mut out, 3, &event.attributes.0);
            line(&mut out, 2, format_args!("</event>"));
        }
        line(&mut out, 1, format_args!("</trace>"));
    }
    out.push_str("</log>\n");
    out
}

fn line(out: &mut String, depth: usize, text: std::fmt::Arguments<'_>) {
    // Writing to a string cannot fail.
    let _ = writeln!(out, "{:width$}{text}", "", width = depth * 2);
}

fn attributes(out: &mut String, depth: usize, list: &[Attribute]) {
    for one in list {
        let (tag, value) = shown(&one.value);
        let key = quoted(&one.key);
        let value = value.map_or_else(String::new, |value| format!(" value=\"{}\"", quoted(&value)));
        if one.inside.is_empty() {
            line(out, depth, format_args!("<{tag} key=\"{key}\"{value}/>"));
        } else {
            line(out, depth, format_args!("<{tag} key=\"{key}\"{value}>"));
            attributes(out, depth + 1, &one.inside);
            line(out, depth, format_args!("</{tag}>"));
        }
    }
}

fn shown(value: &Value) -> (&'static str, Option<String>) {
    match value {
        Value::Text(text) => ("string", Some(text.to_string())),
        Value::Date(at) => ("date", Some(at.write())),
        Value::Whole(number) => ("int", Some(number.to_string())),
        Value::Number(text) => ("float", Some(text.to_string())),
        Value::YesNo(yes) => ("boolean", Some(yes.to_string())),
        Value::Id(text) => ("id", Some(text.to_string())),
        Value::List => ("list", None),
        Value::Container => ("container", None),
    }
}

/// As the value of an attribute: white space is kept as a reference, for readers turn it into blanks; what XML cannot
/// hold at all becomes the replacement character.
fn quoted(text: &str) -> String {
    let legal: String = text
        .chars()
        .map(|c| {
            if c < ' ' && !matches!(c, '\t' | '\n' | '\r') || matches!(c, '\u{fffe}' | '\u{ffff}') {
                '\u{fffd}'
            } else {
                c
            }
        })
        .collect();
    escape(&legal).replace('\t', "&#9;").replace('\n', "&#10;").replace('\r', "&#13;")
}
