//! Two versions of one procedure in a story: the second is a file, or the first with some keys changed.

use super::{
    instant,
    story::{When, Word},
};
use alloc::{format, string::String, vec::Vec};
use guicheng_core::{Procedure, Timestamp};
use guicheng_lang::doc::{Entry, Node, Table, Value};

/// A further version of the procedure that a file tries.
#[derive(Clone, Debug, PartialEq)]
pub struct Version {
    /// Its number.
    pub number: u32,
    /// From when on cases are opened on it.
    pub effective: When,
    /// The file that it stands in, beside the stories.
    pub file: Option<Word>,
    /// Else: the keys that differ.
    pub changes: Table<'static>,
}

impl Version {
    /// The instant from which cases are opened on it, in the zone of the procedure tried.
    pub fn from(&self, tried: &Procedure) -> Timestamp {
        instant::resolve(self.effective, Timestamp(0), &tried.zone)
    }

    /// The text of the procedure file with the changes in it, as TOML.
    pub fn overlay(&self, base: &Table) -> String {
        let mut whole = merged(base, &self.changes);
        if let Some(head) = whole.entries.iter_mut().find(|e| &*e.key.value == "procedure")
            && let Value::Table(head) = &mut head.node.value
            && let Some(version) = head.entries.iter_mut().find(|e| &*e.key.value == "version")
        {
            version.node.value = Value::Whole(i64::from(self.number));
        }
        let lines: Vec<String> = whole.entries.iter().map(|e| format!("{}\n", pair(e))).collect();
        lines.concat()
    }
}

/// What is changed wins; tables are merged key by key.
fn merged<'t>(base: &Table<'t>, changes: &Table<'t>) -> Table<'t> {
    let mut all = base.clone();
    for change in &changes.entries {
        match all.entries.iter_mut().find(|e| e.key.value == change.key.value) {
            None => all.entries.push(change.clone()),
            Some(known) => match (&mut known.node.value, &change.node.value) {
                (Value::Table(old), Value::Table(new)) => *old = merged(old, new),
                (old, new) => *old = new.clone(),
            },
        }
    }
    all
}

fn pair(entry: &Entry) -> String {
    format!("{} = {}", quoted(&entry.key.value), written(&entry.node))
}

fn written(node: &Node) -> String {
    let joined = |parts: Vec<String>| parts.join(", ");
    match &node.value {
        Value::Text(text) => quoted(text),
        Value::Whole(n) => format!("{n}"),
        Value::Decimal(text) => text.as_ref().into(),
        Value::YesNo(yes) => format!("{yes}"),
        Value::Time(time) => format!("{time}"),
        Value::List(items) => format!("[{}]", joined(items.iter().map(written).collect())),
        Value::Table(table) => format!("{{ {} }}", joined(table.entries.iter().map(pair).collect())),
    }
}

fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            c if c.is_control() => out.push_str(&format!("\\u{:04X}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// A version under way of being read, without its number.
pub(crate) fn plain(table: &Table<'_>) -> Table<'static> {
    let own = |e: &&Entry<'_>| !matches!(&*e.key.value, "effective" | "file");
    Table { entries: table.entries.iter().filter(own).cloned().collect() }.into_owned()
}

/// The number in a key such as `8`.
pub(crate) fn number(key: &str) -> Option<u32> {
    key.parse().ok().filter(|n| *n > 0)
}
