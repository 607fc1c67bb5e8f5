//! `guicheng backup`: a whole and checked copy of the store.

use crate::{
    desk::{Desk, chain},
    evidence,
    failure::{Exit, Failure},
    shell::Shell,
    words,
};
use clap::Args;
use guicheng_store_sqlite::BackupError;
use serde::Serialize;
use std::path::PathBuf;

/// Where to.
#[derive(Debug, Args)]
pub(crate) struct Backup {
    /// 备份文件 · the copy
    file: PathBuf,
}

#[derive(Serialize)]
struct Doc {
    schema: &'static str,
    file: String,
}

/// Writes it.
pub(crate) fn run(args: &Backup, shell: &Shell) -> Result<Exit, Failure> {
    let mut desk = Desk::existing(shell)?;
    let now = desk.now()?;
    desk.host.store().backup(&args.file).map_err(|e| failed(e, shell))?;
    // An erasure names the copies that it cannot reach.
    let at = crate::instant::rfc3339(now, &desk.zone);
    evidence::remember_copy(&mut desk, "backup", &args.file, &at)?;
    let file = args.file.display().to_string();
    if shell.json() {
        shell.document(&Doc { schema: "guicheng/backup/1", file })?;
    } else {
        shell.line(&words::backed_up(shell.lang, file));
    }
    Ok(Exit::Done)
}

/// Why a copy was not made, in words.
pub(crate) fn failed(error: BackupError, shell: &Shell) -> Failure {
    let lang = shell.lang;
    match error {
        BackupError::Exists(path) => Failure::refused("exists", words::backup_exists(lang, path.display())),
        BackupError::Damaged(problems) => Failure::refused("damaged", words::damaged_file(lang, problems.join("; "))),
        other => Failure::unreadable(words::store_failed(lang, chain(&other))),
    }
}
