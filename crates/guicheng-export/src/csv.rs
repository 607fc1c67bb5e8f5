//! A log as a table: comma-separated values (RFC 4180), one row an event.

use crate::{Attribute, Log, Value};
use std::collections::BTreeSet;

/// Columns that come first, in this order.
const FIRST: [&str; 6] =
    ["case:concept:name", "concept:name", "time:timestamp", "lifecycle:transition", "org:resource", "org:role"];

/// The log as a table: instants in UTC, `case:` before the keys of traces. Lists and what is inside an attribute stay
/// behind, and so do traces without events: a table of events has no place for them.
pub fn csv(log: &Log) -> String {
    let mut keys: BTreeSet<String> = BTreeSet::new();
    for trace in &log.traces {
        keys.extend(trace.attributes.0.iter().filter(|a| is_flat(a)).map(|a| format!("case:{}", a.key)));
        for event in &trace.events {
            keys.extend(event.attributes.0.iter().filter(|a| is_flat(a)).map(|a| a.key.to_string()));
        }
    }
    let others = keys.iter().map(String::as_str).filter(|key| !FIRST.contains(key));
    let columns: Vec<&str> = FIRST.into_iter().chain(others).collect();
    let mut out = String::new();
    row(&mut out, columns.iter().map(|column| (*column).to_owned()));
    for trace in &log.traces {
        for event in &trace.events {
            let cell = |column: &&str| match column.strip_prefix("case:") {
                Some(key) => trace.attributes.get(key).map(text).unwrap_or_default(),
                None => event.attributes.get(column).map(text).unwrap_or_default(),
            };
            row(&mut out, columns.iter().map(cell));
        }
    }
    out
}

const fn is_flat(attribute: &Attribute) -> bool {
    !matches!(attribute.value, Value::List | Value::Container)
}

fn text(value: &Value) -> String {
    match value {
        Value::Text(text) | Value::Number(text) | Value::Id(text) => text.to_string(),
        Value::Date(at) => at.utc(),
        Value::Whole(number) => number.to_string(),
        Value::YesNo(yes) => yes.to_string(),
        Value::List | Value::Container => String::new(),
    }
}

fn row(out: &mut String, cells: impl Iterator<Item = String>) {
    for (at, cell) in cells.enumerate() {
        if at > 0 {
            out.push(',');
        }
        if cell.contains(['"', ',', '\n', '\r']) {
            out.push('"');
            out.push_str(&cell.replace('"', "\"\""));
            out.push('"');
        } else {
            out.push_str(&cell);
        }
    }
    out.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::csv;
    use crate::{Event, Log, Stamp, Trace, Value};

    #[test]
    fn columns_and_quotes_are_as_readers_expect() {
        let mut trace = Trace::default();
        trace.attributes.put_text("concept:name", "a,\"b\"");
        trace.attributes.put("paid", Value::YesNo(true));
        let mut event = Event::default();
        event.attributes.put_text("concept:name", "接单");
        event.attributes.put("time:timestamp", Value::Date(Stamp { micros: 1_000, offset: 28_800 }));
        trace.events.push(event);
        let log = Log { traces: vec![trace], ..Log::default() };
        let expected = "case:concept:name,concept:name,time:timestamp,lifecycle:transition,org:resource,org:role,case:paid\r\n\
                        \"a,\"\"b\"\"\",接单,1970-01-01T00:00:00.001Z,,,,true\r\n";
        assert_eq!(csv(&log), expected);
    }
}
