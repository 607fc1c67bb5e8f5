//! Backups: a whole and checked copy, made while the store is in use.

use crate::{OpenError, SqliteStore, open::failed, read};
use guicheng_store::StoreError;
use std::{
    fs,
    path::{Path, PathBuf},
};

/// Why a request waits that was in a backup.
const RESTORED: &str = "restored: it may have gone out since the backup";

/// Why a copy was not made.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BackupError {
    /// Something is there already.
    #[error("there is a file already at `{}`", .0.display())]
    Exists(PathBuf),
    /// The copy, or what was to be copied, is damaged.
    #[error("the file is damaged: {}", .0.join("; "))]
    Damaged(Vec<String>),
    /// It is no store that can be opened.
    #[error("the file cannot be opened as a store")]
    Open(#[from] OpenError),
    /// The store failed.
    #[error("the copy failed")]
    Store(#[from] StoreError),
    /// The file system failed.
    #[error("the copy could not be written")]
    File(#[from] std::io::Error),
}

impl SqliteStore {
    /// Writes a copy of the store as it is now, checks it, and only then gives it its name.
    ///
    /// # Errors
    /// [`BackupError`]; then there is no file of that name.
    pub fn backup(&self, to: &Path) -> Result<(), BackupError> {
        if to.exists() {
            return Err(BackupError::Exists(to.to_owned()));
        }
        let part = part(to);
        // A part left by a backup that was cut off is worth nothing.
        let _ = fs::remove_file(&part);
        let copied = self.copy(&part, to);
        if copied.is_err() {
            let _ = fs::remove_file(&part);
        }
        copied
    }

    fn copy(&self, part: &Path, to: &Path) -> Result<(), BackupError> {
        let name = part.to_string_lossy();
        self.db.execute("VACUUM INTO ?1", [&*name]).map_err(failed("writing a backup"))?;
        let copy = Self::open_existing(part)?;
        let problems = copy.check()?;
        // Back to one plain file: a backup has no log beside it.
        copy.db
            .pragma_update_and_check(None, "journal_mode", "DELETE", |_| Ok(()))
            .map_err(failed("writing a backup"))?;
        drop(copy);
        if !problems.is_empty() {
            return Err(BackupError::Damaged(problems));
        }
        fs::File::open(part)?.sync_all()?;
        fs::rename(part, to)?;
        if let Some(folder) = to.parent().filter(|f| !f.as_os_str().is_empty()) {
            fs::File::open(folder)?.sync_all()?;
        }
        Ok(())
    }

    /// Makes a store out of a backup. The backup is only read.
    ///
    /// # Errors
    /// [`BackupError`]; then there is no file at `to`.
    pub fn restore(backup: &Path, to: &Path) -> Result<Self, BackupError> {
        let source = Self::open_existing(backup)?;
        let problems = source.check()?;
        if !problems.is_empty() {
            return Err(BackupError::Damaged(problems));
        }
        source.backup(to)?;
        let store = Self::open_existing(to)?;
        // What was waiting to go out when the backup was made may have gone out since: nothing of it is sent unasked.
        const HOLD: &str = "UPDATE outbox SET free_at = ?1, last_error = ?2 WHERE lane = 'world'";
        store.db.execute(HOLD, rusqlite::params![i64::MAX, RESTORED]).map_err(failed("holding the outbox back"))?;
        Ok(store)
    }

    /// How many requests to the outside were held back when this store was made out of a backup.
    ///
    /// # Errors
    /// The store failed.
    pub fn held_back(&self) -> Result<u64, StoreError> {
        const COUNT: &str = "SELECT count(*) FROM outbox WHERE last_error = ?1";
        let count = self.db.query_row(COUNT, [RESTORED], |row| row.get::<_, i64>(0));
        Ok(u64::try_from(count.map_err(failed("looking at the outbox"))?).unwrap_or(0))
    }

    /// Lets them go out after all; how many they are. Whoever asks for it answers for what is then sent twice.
    ///
    /// # Errors
    /// The store failed.
    pub fn send_held_back(&mut self) -> Result<u64, StoreError> {
        const FREE: &str = "UPDATE outbox SET free_at = ?1, last_error = NULL WHERE last_error = ?2";
        let freed = self.db.execute(FREE, rusqlite::params![i64::MIN, RESTORED]);
        Ok(u64::try_from(freed.map_err(failed("freeing the outbox"))?).unwrap_or(0))
    }

    /// What is wrong with the file; nothing if it is whole.
    ///
    /// # Errors
    /// The store failed.
    pub fn check(&self) -> Result<Vec<String>, StoreError> {
        const GAPS: &str = "SELECT c.case_id || ': records do not run from 1 to the case''s number' FROM cases c
            WHERE c.seq <> (SELECT count(*) FROM records r WHERE r.tenant = c.tenant AND r.case_id = c.case_id)
               OR c.seq <> (SELECT max(seq) FROM records r WHERE r.tenant = c.tenant AND r.case_id = c.case_id)";
        const ORPHANS: &str = "SELECT DISTINCT case_id || ': records without a case' FROM records r
            WHERE NOT EXISTS (SELECT 1 FROM cases c WHERE c.tenant = r.tenant AND c.case_id = r.case_id)";
        let texts = |sql: &str| read::rows(&self.db, sql, (), |row| row.get::<_, String>(0));
        let all = || -> rusqlite::Result<Vec<String>> {
            let mut problems = texts("PRAGMA integrity_check")?;
            problems.retain(|line| line != "ok");
            problems.extend(texts(GAPS)?);
            problems.extend(texts(ORPHANS)?);
            Ok(problems)
        };
        all().map_err(failed("checking the file"))
    }
}

fn part(to: &Path) -> PathBuf {
    let mut name = to.file_name().unwrap_or_default().to_owned();
    name.push(".part");
    to.with_file_name(name)
}
