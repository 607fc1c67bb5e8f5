//! An object-centric log as an SQLite file (OCEL 2.0). Tables of types are named `E1`, `O1` …: mining tools strip what is
//! not ASCII from such names.

use guicheng_export::{Ocel, OcelObject, Type};
use rusqlite::{Connection, params_from_iter, types::Value};
use std::{collections::BTreeMap, fs, path::Path};

/// Why no file was written.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Unwritten {
    /// The database.
    #[error(transparent)]
    Sql(#[from] rusqlite::Error),
    /// The file.
    #[error(transparent)]
    File(#[from] std::io::Error),
}

const TABLES: &str = "
PRAGMA page_size = 4096;
PRAGMA journal_mode = OFF;
BEGIN;
CREATE TABLE event_map_type (ocel_type TEXT PRIMARY KEY, ocel_type_map TEXT NOT NULL);
CREATE TABLE object_map_type (ocel_type TEXT PRIMARY KEY, ocel_type_map TEXT NOT NULL);
CREATE TABLE event (ocel_id TEXT PRIMARY KEY, ocel_type TEXT NOT NULL REFERENCES event_map_type);
CREATE TABLE object (ocel_id TEXT PRIMARY KEY, ocel_type TEXT NOT NULL REFERENCES object_map_type);
CREATE TABLE event_object (
  ocel_event_id TEXT NOT NULL REFERENCES event, ocel_object_id TEXT NOT NULL REFERENCES object, ocel_qualifier TEXT,
  PRIMARY KEY (ocel_event_id, ocel_object_id, ocel_qualifier));
CREATE TABLE object_object (
  ocel_source_id TEXT NOT NULL REFERENCES object, ocel_target_id TEXT NOT NULL REFERENCES object, ocel_qualifier TEXT,
  PRIMARY KEY (ocel_source_id, ocel_target_id, ocel_qualifier));
";

/// Writes it; a file of that name is replaced when the new one is whole.
pub(crate) fn write(log: &Ocel, path: &Path) -> Result<(), Unwritten> {
    let mut beside = path.as_os_str().to_owned();
    beside.push(".part");
    let beside = Path::new(&beside);
    if beside.exists() {
        fs::remove_file(beside)?;
    }
    fill(log, beside)?;
    fs::rename(beside, path)?;
    Ok(())
}

fn fill(log: &Ocel, path: &Path) -> rusqlite::Result<()> {
    let db = Connection::open(path)?;
    db.execute_batch(TABLES)?;
    let events = types(&db, &log.event_types, "event", "E", "ocel_id TEXT PRIMARY KEY, ocel_time TEXT NOT NULL")?;
    let objects =
        types(&db, &log.object_types, "object", "O", "ocel_id TEXT, ocel_time TEXT NOT NULL, ocel_changed_field TEXT")?;
    for object in &log.objects {
        row(&db, "object", [&object.id, &object.kind].map(|t| text(t)))?;
    }
    for object in &log.objects {
        for (other, qualifier) in &object.objects {
            row(&db, "object_object", [&object.id, other, qualifier].map(|t| text(t)))?;
        }
        if let Some((table, of)) = objects.get(&object.kind) {
            attributes(&db, table, of, object)?;
        }
    }
    for event in &log.events {
        row(&db, "event", [&event.id, &event.kind].map(|t| text(t)))?;
        for (object, qualifier) in &event.objects {
            row(&db, "event_object", [&event.id, object, qualifier].map(|t| text(t)))?;
        }
        if let Some((table, _)) = events.get(&event.kind) {
            let first = [text(&event.id), text(&event.at.utc())];
            row(&db, table, first.into_iter().chain(event.attributes.iter().map(|(_, value)| text(value))))?;
        }
    }
    db.execute_batch("COMMIT")?;
    db.close().map_err(|(_, error)| error)
}

/// The tables of types, by the types' names.
fn types<'t>(
    db: &Connection,
    types: &'t [Type],
    what: &str,
    letter: &str,
    columns: &str,
) -> rusqlite::Result<BTreeMap<Box<str>, (String, &'t Type)>> {
    let mut tables = BTreeMap::new();
    for (at, of) in types.iter().enumerate() {
        let map = format!("{letter}{}", at + 1);
        row(db, &format!("{what}_map_type"), [text(&of.name), text(&map)])?;
        let more: String = of.attributes.iter().map(|name| format!(", {} TEXT", quoted(name))).collect();
        let table = format!("{what}_{map}");
        db.execute_batch(&format!("CREATE TABLE {table} ({columns}{more})"))?;
        tables.insert(of.name.clone(), (table, of));
    }
    Ok(tables)
}

/// The first values of an object in one row, every later one in a row of its own that names what changed.
fn attributes(db: &Connection, table: &str, of: &Type, object: &OcelObject) -> rusqlite::Result<()> {
    let first = |name: &str| object.attributes.iter().position(|(known, _, _)| **known == *name);
    let firsts: Vec<Option<usize>> = of.attributes.iter().map(|name| first(name)).collect();
    let from = object.attributes.iter().map(|(_, at, _)| *at).min().unwrap_or_default();
    let value = |at: Option<usize>| {
        at.and_then(|at| object.attributes.get(at)).map_or(Value::Null, |(_, _, value)| text(value))
    };
    let start = [text(&object.id), text(&from.utc()), Value::Null];
    row(db, table, start.into_iter().chain(firsts.iter().map(|at| value(*at))))?;
    for (at, (name, when, _)) in object.attributes.iter().enumerate() {
        if firsts.contains(&Some(at)) {
            continue;
        }
        let changed = [text(&object.id), text(&when.utc()), text(name)];
        let values = of.attributes.iter().map(|known| value((known == name).then_some(at)));
        row(db, table, changed.into_iter().chain(values))?;
    }
    Ok(())
}

fn row(db: &Connection, table: &str, values: impl IntoIterator<Item = Value>) -> rusqlite::Result<()> {
    let values: Vec<Value> = values.into_iter().collect();
    let marks = vec!["?"; values.len()].join(", ");
    let mut insert = db.prepare_cached(&format!("INSERT OR IGNORE INTO {table} VALUES ({marks})"))?;
    insert.execute(params_from_iter(values))?;
    Ok(())
}

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
