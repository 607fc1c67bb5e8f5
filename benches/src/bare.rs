//! The same rows and bytes as a command leaves in the store, written without an engine: what one case's commands change
//! in the tables is looked at row by row, and then written again for other cases, in the same tables with the same indexes.

use crate::{Failure, hosted::Hosted};
use guicheng_store_sqlite::{SETTINGS, SqliteStore};
use rusqlite::{Connection, params_from_iter, types::Value};
use std::{collections::BTreeMap, ops::Range, path::Path};

/// Texts that are longer are not looked through for the case's own id.
const SHORT: usize = 64;

/// A file with the store's tables, and what each command of the workload writes into it.
pub struct Bare {
    db: Connection,
    commands: Vec<Vec<Change>>,
    cases: u64,
    /// Places in queues given so far.
    places: i64,
}

/// One row that is inserted, changed or deleted.
struct Change {
    sql: String,
    values: Vec<Written>,
}

/// A value of a row.
enum Written {
    Same(Value),
    /// A short text with the case's own id or key in it: before, which, after.
    Own(String, Own, String),
    /// The next place in a queue.
    Next,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Own {
    Case,
    Key,
}

/// A row, with the columns by which it is found apart.
#[derive(Clone, PartialEq)]
struct Row {
    key: Vec<(String, Value)>,
    rest: Vec<(String, Value)>,
}

/// The rows of each table, by their keys.
type Tables = BTreeMap<String, BTreeMap<String, Row>>;

impl Bare {
    /// A file with the store's tables at `file`; `model` is a file to play cases in.
    ///
    /// # Errors
    /// The files cannot be made, or the workload does not run.
    pub fn new(file: &Path, model: &Path) -> Result<Self, Failure> {
        drop(SqliteStore::open(file).map_err(|why| Failure::at("making the tables", &why))?);
        let db = Connection::open(file).map_err(|why| Failure::at("opening the file", &why))?;
        db.execute_batch(SETTINGS).map_err(|why| Failure::at("setting the file up", &why))?;
        db.set_prepared_statement_cache_capacity(64);
        Ok(Self { db, commands: commands(model)?, cases: 0, places: 0 })
    }

    /// So many cases one after the other, each command a commit; how many commands.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn one_by_one(&mut self, cases: u64) -> Result<u64, Failure> {
        (0..cases).map(|_| self.in_flight(1)).sum()
    }

    /// So many cases in rounds: each writes what the next command of every case leaves, with one commit; how many commands.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn in_flight(&mut self, cases: u64) -> Result<u64, Failure> {
        let all = self.cases..self.cases + cases;
        self.cases = all.end;
        for changes in &self.commands {
            write(&self.db, changes, all.clone(), &mut self.places).map_err(|why| Failure::at("inserting", &why))?;
        }
        Ok(cases * self.commands.len() as u64)
    }

    /// How many rows are inserted, changed or deleted for a case.
    pub fn rows(&self) -> usize {
        self.commands.iter().map(Vec::len).sum()
    }
}

fn write(db: &Connection, changes: &[Change], cases: Range<u64>, places: &mut i64) -> rusqlite::Result<()> {
    db.execute_batch("BEGIN IMMEDIATE")?;
    for n in cases {
        let own = |own: &Own| match own {
            Own::Case => format!("BENCH-20261202-x{n}"),
            Own::Key => format!("case-x{n}"),
        };
        for Change { sql, values } in changes {
            let values = values.iter().map(|value| match value {
                Written::Same(value) => value.clone(),
                Written::Own(before, which, after) => Value::Text(format!("{before}{}{after}", own(which))),
                Written::Next => {
                    *places += 1;
                    Value::Integer(*places)
                }
            });
            db.prepare_cached(sql)?.execute(params_from_iter(values))?;
        }
    }
    db.execute_batch("COMMIT")
}

/// What each command of a case changes; the second case of a file, so that what there is once is there already.
fn commands(model: &Path) -> Result<Vec<Vec<Change>>, Failure> {
    let mut hosted = Hosted::new(model)?;
    hosted.one_by_one(1)?;
    let db = Connection::open(model).map_err(|why| Failure::at("opening the file", &why))?;
    let look = || tables(&db).map_err(|why| Failure::at("looking at the tables", &why));
    let mut all = Vec::new();
    let mut before = look()?;
    let (case, commands) = hosted.open()?;
    let key = hosted.last_key();
    let own = [(Own::Case, &*case), (Own::Key, key.as_str())];
    let mut next = look()?;
    all.push(changes(&before, &next, &own));
    for command in commands {
        before = next;
        hosted.host.execute(&case, command).map_err(|why| Failure::at("a command", &why))?;
        next = look()?;
        all.push(changes(&before, &next, &own));
    }
    Ok(all)
}

/// All rows of all tables.
fn tables(db: &Connection) -> rusqlite::Result<Tables> {
    let mut names = db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")?;
    let names = names.query_map((), |row| row.get(0))?.collect::<rusqlite::Result<Vec<String>>>()?;
    let mut all = Tables::new();
    for table in names {
        let mut keys = db.prepare("SELECT name FROM pragma_table_info(?1) WHERE pk > 0")?;
        let keys = keys.query_map([&table], |row| row.get(0))?.collect::<rusqlite::Result<Vec<String>>>()?;
        let mut find = db.prepare(&format!("SELECT * FROM {table}"))?;
        let columns: Vec<String> = find.column_names().map(Into::into).collect();
        let mut found = find.query(())?;
        let mut rows = BTreeMap::new();
        while let Some(row) = found.next()? {
            let mut values = Vec::new();
            for (n, column) in columns.iter().enumerate() {
                values.push((column.clone(), row.get::<_, Value>(n)?));
            }
            let (key, rest): (Vec<_>, Vec<_>) = values.into_iter().partition(|(column, _)| keys.contains(column));
            rows.insert(format!("{key:?}"), Row { key, rest });
        }
        all.insert(table, rows);
    }
    Ok(all)
}

/// What makes the one of the other.
fn changes(before: &Tables, after: &Tables, own: &[(Own, &str)]) -> Vec<Change> {
    let none = BTreeMap::new();
    let mut all = Vec::new();
    for (table, rows) in after {
        let was = before.get(table).unwrap_or(&none);
        let names = |columns: &[(String, Value)], between: &str| {
            columns.iter().map(|(name, _)| format!("{name} = ?")).collect::<Vec<_>>().join(between)
        };
        for (_, row) in was.iter().filter(|(name, _)| !rows.contains_key(*name)) {
            all.push(Change::new(
                format!("DELETE FROM {table} WHERE {}", names(&row.key, " AND ")),
                row.key.iter(),
                own,
            ));
        }
        for (name, row) in rows {
            let columns = row.rest.iter().chain(&row.key);
            match was.get(name) {
                None => {
                    let list = columns.clone().map(|(name, _)| name.as_str()).collect::<Vec<_>>();
                    let marks = vec!["?"; list.len()].join(", ");
                    let sql = format!("INSERT INTO {table} ({}) VALUES ({marks})", list.join(", "));
                    all.push(Change::new(sql, columns, own));
                }
                Some(was) if was == row => {}
                Some(was) => {
                    let changed = row.rest.iter().zip(&was.rest).filter(|(now, was)| now != was).map(|(now, _)| now);
                    let changed: Vec<_> = changed.cloned().collect();
                    let (set, find) = (names(&changed, ", "), names(&row.key, " AND "));
                    let sql = format!("UPDATE {table} SET {set} WHERE {find}");
                    all.push(Change::new(sql, changed.iter().chain(&row.key), own));
                }
            }
        }
    }
    all
}

impl Change {
    fn new<'a>(sql: String, columns: impl Iterator<Item = &'a (String, Value)>, own: &[(Own, &str)]) -> Self {
        let value = |(column, value): &(String, Value)| {
            if column == "position" { Written::Next } else { Written::new(value, own) }
        };
        Self { sql, values: columns.map(value).collect() }
    }
}

impl Written {
    /// Records and other long texts are written as they are: their length is what counts.
    fn new(value: &Value, own: &[(Own, &str)]) -> Self {
        let Value::Text(text) = value else { return Self::Same(value.clone()) };
        let found = own.iter().find_map(|(which, id)| Some((*which, text.split_once(id)?)));
        match found {
            Some((which, (before, after))) if text.len() < SHORT => Self::Own(before.into(), which, after.into()),
            Some(_) | None => Self::Same(value.clone()),
        }
    }
}
