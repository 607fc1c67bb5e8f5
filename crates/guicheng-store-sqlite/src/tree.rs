//! The place of records in the tree over all of them, and signed notes.

use crate::{SqliteStore, open::failed, read};
use guicheng_core::{Digest, Seq};
use guicheng_store::{CaseKey, Leaf, Note, Position, StoreError};
use rusqlite::{Connection, Row, params};

/// Gives every record without a place the next one.
pub(crate) fn seal(db: &Connection) -> rusqlite::Result<u64> {
    // Only cases that have grown since are looked at: the index on the tree gives the last sealed record of each.
    const GROWN: &str = "SELECT tenant, case_id, sealed FROM
          (SELECT tenant, case_id, seq, (SELECT ifnull(max(t.seq), 0) FROM tree t
             WHERE t.tenant = c.tenant AND t.case_id = c.case_id) AS sealed FROM cases c)
        WHERE seq > sealed ORDER BY tenant, case_id";
    let grown = read::rows(db, GROWN, (), |row| {
        Ok((row.get::<_, Box<str>>(0)?, row.get::<_, Box<str>>(1)?, row.get::<_, u32>(2)?))
    })?;
    let mut next: i64 = db.query_row("SELECT ifnull(max(position) + 1, 0) FROM tree", (), |row| row.get(0))?;
    let mut lines = db
        .prepare_cached("SELECT seq, line FROM records WHERE tenant = ?1 AND case_id = ?2 AND seq > ?3 ORDER BY seq")?;
    let mut insert =
        db.prepare_cached("INSERT INTO tree (position, tenant, case_id, seq, hash) VALUES (?1, ?2, ?3, ?4, ?5)")?;
    for (tenant, case, sealed) in grown {
        let mut found = lines.query(params![tenant, case, sealed])?;
        while let Some(row) = found.next()? {
            let (seq, line): (u32, Box<str>) = (row.get(0)?, row.get(1)?);
            insert.execute(params![next, tenant, case, seq, guicheng_history::leaf_hash(line.as_bytes()).0])?;
            next += 1;
        }
    }
    Ok(u64::try_from(next).unwrap_or(0))
}

const LEAF: &str = "position, tenant, case_id, seq, hash";

fn leaf(row: &Row<'_>) -> rusqlite::Result<Leaf> {
    Ok(Leaf {
        at: position(row)?,
        key: CaseKey { tenant: row.get(1)?, case: row.get(2)? },
        seq: Seq(row.get(3)?),
        hash: Digest(row.get(4)?),
    })
}

/// The position, which comes first.
fn position(row: &Row<'_>) -> rusqlite::Result<u64> {
    Ok(u64::try_from(row.get::<_, i64>(0)?).unwrap_or(u64::MAX))
}

/// Leaves from a position on.
pub(crate) fn leaves(db: &Connection, from: u64, limit: i64) -> rusqlite::Result<Vec<Leaf>> {
    let sql = format!("SELECT {LEAF} FROM tree WHERE position >= ?1 ORDER BY position LIMIT ?2");
    read::rows(db, &sql, params![place(from), limit], leaf)
}

/// Positions of the records of a case.
pub(crate) fn of_case(db: &Connection, key: &CaseKey) -> rusqlite::Result<Vec<Position>> {
    const SQL: &str = "SELECT position, seq, hash FROM tree WHERE tenant = ?1 AND case_id = ?2 ORDER BY seq";
    read::rows(db, SQL, params![key.tenant, key.case], |row| {
        Ok(Position { at: position(row)?, seq: Seq(row.get(1)?), hash: Digest(row.get(2)?) })
    })
}

/// Hashes at a height from a place on.
pub(crate) fn roots(db: &Connection, height: u8, from: u64, limit: i64) -> rusqlite::Result<Vec<Digest>> {
    const LEAVES: &str = "SELECT hash FROM tree WHERE position >= ?1 ORDER BY position LIMIT ?2";
    const ROOTS: &str = "SELECT hash FROM roots WHERE height = ?3 AND place >= ?1 ORDER BY place LIMIT ?2";
    let hash = |row: &Row<'_>| row.get(0).map(Digest);
    match height {
        0 => read::rows(db, LEAVES, params![place(from), limit], hash),
        _ => read::rows(db, ROOTS, params![place(from), limit, height], hash),
    }
}

/// How many there are at a height.
pub(crate) fn rooted(db: &Connection, height: u8) -> rusqlite::Result<u64> {
    // Positions and places have no gaps.
    const LEAVES: &str = "SELECT ifnull(max(position) + 1, 0) FROM tree";
    const ROOTS: &str = "SELECT ifnull(max(place) + 1, 0) FROM roots WHERE height = ?1";
    let count: i64 = match height {
        0 => db.prepare_cached(LEAVES)?.query_row((), |row| row.get(0)),
        _ => db.prepare_cached(ROOTS)?.query_row([height], |row| row.get(0)),
    }?;
    Ok(u64::try_from(count).unwrap_or(0))
}

/// Keeps roots.
pub(crate) fn put_roots(db: &Connection, height: u8, from: u64, roots: &[Digest]) -> rusqlite::Result<()> {
    let mut insert = db.prepare_cached("INSERT OR IGNORE INTO roots (height, place, hash) VALUES (?1, ?2, ?3)")?;
    for (at, root) in (place(from)..).zip(roots) {
        insert.execute(params![height, at, root.0])?;
    }
    Ok(())
}

fn place(from: u64) -> i64 {
    i64::try_from(from).unwrap_or(i64::MAX)
}

impl SqliteStore {
    pub(crate) fn read_notes(&self, kind: &str) -> Result<Vec<Note>, StoreError> {
        const SQL: &str = "SELECT kind, size, note FROM notes WHERE kind = ?1 ORDER BY position";
        let notes = read::rows(&self.db, SQL, [kind], |row| {
            let size = u64::try_from(row.get::<_, i64>(1)?).unwrap_or(u64::MAX);
            Ok(Note { kind: row.get(0)?, size, text: row.get(2)? })
        });
        notes.map_err(failed("reading notes"))
    }
}

/// Keeps a note.
pub(crate) fn put_note(db: &Connection, note: &Note) -> rusqlite::Result<()> {
    let size = i64::try_from(note.size).unwrap_or(i64::MAX);
    db.execute("INSERT INTO notes (kind, size, note) VALUES (?1, ?2, ?3)", params![note.kind, size, note.text])?;
    Ok(())
}
