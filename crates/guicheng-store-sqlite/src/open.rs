//! Opening a file: its own or an empty one, never anybody else's.

use crate::listed::Listed;
use guicheng_store::StoreError;
use rusqlite::{Connection, ErrorCode, OpenFlags, TransactionBehavior, config::DbConfig};
use std::{path::Path, time::Duration};

/// Marks a file as ours (`guic`).
const APPLICATION: i32 = 0x6775_6963;
/// The schema, step by step: a file at version n has had the first n.
const MIGRATIONS: [&str; 3] = [include_str!("schema.sql"), include_str!("tree.sql"), include_str!("roots.sql")];
/// Older builds of SQLite may damage a write-ahead log when it is reset.
const OLDEST_SQLITE: i32 = 3_051_003;
/// What is set on every connection that may write: whoever measures something beside the store sets the same.
///
/// 8 MiB of the file are kept in memory (the pages of a large group, and the inner pages of large tables); the log is
/// written into the file after 4 000 pages, so that a page that is written often is copied once for all of them and few
/// commits wait for it: it stays below 20 MiB.
pub const SETTINGS: &str = "PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    PRAGMA cache_size = -8192;
    PRAGMA wal_autocheckpoint = 4000;
    PRAGMA trusted_schema = OFF;
    PRAGMA cell_size_check = ON";
/// How long to wait for another process that writes.
const BUSY: Duration = Duration::from_secs(10);

/// A store in one SQLite file.
#[derive(Debug)]
pub struct SqliteStore {
    pub(crate) db: Connection,
    pub(crate) listed: Listed,
}

/// Why a file is not opened.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OpenError {
    /// The file is no database, or belongs to another program.
    #[error("the file is not a store of this program")]
    Foreign,
    /// A newer program wrote it.
    #[error("the file has version {found}, and this program knows versions up to {known}")]
    Newer {
        /// The file's version.
        found: u32,
        /// The latest known here.
        known: u32,
    },
    /// An earlier program wrote it, and it must not be changed now.
    #[error("the file has version {found}; any command that writes brings it to version {known} first")]
    Older {
        /// The file's version.
        found: u32,
        /// The latest known here.
        known: u32,
    },
    /// The SQLite that this program was linked with has a known fault.
    #[error("this build of SQLite ({0}) is too old to be trusted with a store")]
    OldSqlite(&'static str),
    /// It cannot be read or written.
    #[error("the file cannot be opened")]
    Failed(#[source] rusqlite::Error),
}

impl SqliteStore {
    /// Opens a file, making it if it is not there.
    ///
    /// # Errors
    /// [`OpenError`].
    pub fn open(path: impl AsRef<Path>) -> Result<Self, OpenError> {
        Self::prepare(Connection::open(path).map_err(read_error)?)
    }

    /// Opens a file that must be there.
    ///
    /// # Errors
    /// [`OpenError`].
    pub fn open_existing(path: impl AsRef<Path>) -> Result<Self, OpenError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        Self::prepare(Connection::open_with_flags(path, flags).map_err(read_error)?)
    }

    /// Opens a file that must be there, and cannot change it: every writing call fails. Only [`guicheng_store::Store::secret`]
    /// answers for a store that has none yet, with the bytes that it is given.
    ///
    /// # Errors
    /// [`OpenError`]; a file of an earlier version is not brought up to date, but refused.
    pub fn open_read_only(path: impl AsRef<Path>) -> Result<Self, OpenError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let db = Connection::open_with_flags(path, flags).map_err(read_error)?;
        db.busy_timeout(BUSY).map_err(OpenError::Failed)?;
        plan_once(&db).map_err(OpenError::Failed)?;
        let (found, known) = (known_version(&db)?, MIGRATIONS.len());
        if found < known {
            let number = |n| u32::try_from(n).unwrap_or(u32::MAX);
            return Err(OpenError::Older { found: number(found), known: number(known) });
        }
        db.pragma_update(None, "query_only", true).map_err(OpenError::Failed)?;
        db.pragma_update(None, "trusted_schema", false).map_err(OpenError::Failed)?;
        Ok(Self { db, listed: Listed::default() })
    }

    /// A store that is gone when dropped.
    ///
    /// # Errors
    /// [`OpenError`].
    pub fn in_memory() -> Result<Self, OpenError> {
        Self::prepare(Connection::open_in_memory().map_err(read_error)?)
    }

    fn prepare(mut db: Connection) -> Result<Self, OpenError> {
        if rusqlite::version_number() < OLDEST_SQLITE {
            return Err(OpenError::OldSqlite(rusqlite::version()));
        }
        db.busy_timeout(BUSY).map_err(OpenError::Failed)?;
        let at = known_version(&db)?;
        settings(&db).map_err(OpenError::Failed)?;
        if at < MIGRATIONS.len() {
            migrate(&mut db)?;
        }
        db.set_prepared_statement_cache_capacity(64);
        Ok(Self { db, listed: Listed::default() })
    }
}

/// The file's version; refuses what is not ours before anything is written.
fn known_version(db: &Connection) -> Result<usize, OpenError> {
    let application: i32 = pragma(db, "application_id")?;
    let version: u32 = pragma(db, "user_version")?;
    let tables: u32 = db.query_row("SELECT count(*) FROM sqlite_schema", (), |row| row.get(0)).map_err(read_error)?;
    match application {
        APPLICATION => {}
        0 if version == 0 && tables == 0 => return Ok(0),
        _ => return Err(OpenError::Foreign),
    }
    let known = u32::try_from(MIGRATIONS.len()).unwrap_or(u32::MAX);
    if version > known {
        return Err(OpenError::Newer { found: version, known });
    }
    Ok(usize::try_from(version).unwrap_or(0))
}

fn pragma<T: rusqlite::types::FromSql>(db: &Connection, name: &str) -> Result<T, OpenError> {
    db.pragma_query_value(None, name, |row| row.get(0)).map_err(read_error)
}

fn settings(db: &Connection) -> rusqlite::Result<()> {
    plan_once(db)?;
    db.execute_batch(SETTINGS)
}

/// A statement is planned when it is prepared, whatever is bound to it: otherwise most would be planned again at each use.
fn plan_once(db: &Connection) -> rusqlite::Result<()> {
    db.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true).map(|_| ())
}

/// Brings a file up to date. Two programs may try at once: the version is read again inside the transaction.
fn migrate(db: &mut Connection) -> Result<(), OpenError> {
    let act = db.transaction_with_behavior(TransactionBehavior::Immediate).map_err(OpenError::Failed)?;
    let at = known_version(&act)?;
    for step in MIGRATIONS.iter().skip(at) {
        act.execute_batch(step).map_err(OpenError::Failed)?;
    }
    act.pragma_update(None, "application_id", APPLICATION).map_err(OpenError::Failed)?;
    let version = u32::try_from(MIGRATIONS.len()).unwrap_or(u32::MAX);
    act.pragma_update(None, "user_version", version).map_err(OpenError::Failed)?;
    act.commit().map_err(OpenError::Failed)
}

fn read_error(error: rusqlite::Error) -> OpenError {
    match error.sqlite_error_code() {
        Some(ErrorCode::NotADatabase) => OpenError::Foreign,
        Some(_) | None => OpenError::Failed(error),
    }
}

/// Names what the store was doing when SQLite failed.
pub(crate) fn failed(doing: &'static str) -> impl Fn(rusqlite::Error) -> StoreError {
    move |error| StoreError::Failed { doing, source: Box::new(error) }
}

#[cfg(test)]
mod tests {
    use super::{SqliteStore, pragma};

    #[test]
    fn every_setting_is_in_force() {
        let file = std::env::temp_dir().join(format!("guicheng-settings-{}.db", std::process::id()));
        let store = SqliteStore::open(&file).unwrap();
        let names = ["synchronous", "cache_size", "wal_autocheckpoint", "trusted_schema", "cell_size_check"];
        let found = names.map(|name| pragma::<i64>(&store.db, name).unwrap());
        let mode: String = pragma(&store.db, "journal_mode").unwrap();
        drop(store);
        std::fs::remove_file(&file).unwrap();
        assert_eq!((found, &*mode), ([2, -8_192, 4_000, 0, 1], "wal"));
    }
}
