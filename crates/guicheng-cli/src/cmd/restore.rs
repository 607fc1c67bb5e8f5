//! `guicheng restore`: a store out of a backup.

use super::backup;
use crate::{
    failure::{Exit, Failure},
    shell::Shell,
    words,
};
use clap::Args;
use guicheng_store_sqlite::SqliteStore;
use serde::Serialize;
use std::path::PathBuf;

/// Where from.
#[derive(Debug, Args)]
pub(crate) struct Restore {
    /// 备份文件 · the copy
    file: PathBuf,
}

#[derive(Serialize)]
struct Doc {
    schema: &'static str,
    file: String,
    store: String,
}

/// Restores it, where there is no store yet.
pub(crate) fn run(args: &Restore, shell: &Shell) -> Result<Exit, Failure> {
    SqliteStore::restore(&args.file, &shell.store).map_err(|e| backup::failed(e, shell))?;
    let (file, store) = (args.file.display().to_string(), shell.store.display().to_string());
    if shell.json() {
        shell.document(&Doc { schema: "guicheng/restore/1", file, store })?;
    } else {
        shell.line(&words::restored(shell.lang, file, store));
    }
    Ok(Exit::Done)
}
