//! The embedded store: SQLite in one file, readable by any SQLite tool.
//!
//! One writer, write-ahead log, full synchronisation: a commit is acknowledged after the sync. [`SqliteStore`] opens
//! only its own files, in versions that it knows; a group of commits costs one sync
//! ([`guicheng_store::Store::commit_all`]). The crate never decides anything about a case.

mod backup;
mod commit;
mod listed;
mod open;
mod read;
mod store;
mod tree;
mod words;

pub use backup::BackupError;
pub use open::{OpenError, SETTINGS, SqliteStore};
