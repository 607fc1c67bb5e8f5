//! `guicheng restore`: a store out of a backup. It says what it lacks against a checkpoint that lay elsewhere, erases again
//! what was erased since, and sends nothing that was waiting to go out until somebody says so.

use super::{backup, verify};
use crate::{
    desk::Desk,
    erasures::{self, Again},
    failure::{Exit, Failure},
    shell::Shell,
    words,
};
use clap::Args;
use guicheng_store_sqlite::SqliteStore;
use serde::Serialize;
use std::path::PathBuf;

/// Where from, and what to compare with.
#[derive(Debug, Args)]
pub(crate) struct Restore {
    /// 备份文件 · the copy
    #[arg(required_unless_present = "send_outbox")]
    file: Option<PathBuf>,
    /// 由外人保存的检查点：看恢复出来的库缺什么 · a checkpoint that somebody else kept: what does the store lack?
    #[arg(long, value_name = "FILE")]
    checkpoint: Option<PathBuf>,
    /// 备份以后删除过什么的清单；不写就用库旁边的 .erasures · what was erased since; the list beside the store if not given
    #[arg(long, value_name = "FILE", requires = "file")]
    erasures: Option<PathBuf>,
    /// 备份时待发的，现在发出去（可能有的已经发过） · let go out what was waiting then (some may have gone out since)
    #[arg(long)]
    send_outbox: bool,
}

#[derive(Serialize)]
struct Doc {
    schema: &'static str,
    file: Option<String>,
    store: String,
    held_back: u64,
    sent: u64,
    lacks: Option<String>,
    /// What had been erased since the backup was made, and is now erased here too.
    erased: Vec<Again>,
}

/// Restores it, where there is no store yet.
pub(crate) fn run(args: &Restore, shell: &Shell) -> Result<Exit, Failure> {
    let lang = shell.lang;
    if let Some(file) = &args.file {
        SqliteStore::restore(file, &shell.store).map_err(|e| backup::failed(e, shell))?;
    }
    let mut desk = Desk::existing(shell)?;
    let mut doc = Doc {
        schema: "guicheng/restore/1",
        file: args.file.as_ref().map(|file| file.display().to_string()),
        store: shell.store.display().to_string(),
        held_back: 0,
        sent: 0,
        lacks: None,
        erased: erased_since(args, &mut desk)?,
    };
    if args.send_outbox {
        doc.sent = desk.host.store_mut().send_held_back().map_err(|e| desk.failed(e.into()))?;
    }
    doc.held_back = desk.host.store().held_back().map_err(|e| desk.failed(e.into()))?;
    if let Some(checkpoint) = &args.checkpoint {
        doc.lacks = verify::against(&mut desk, checkpoint)?;
    }
    let exit = if doc.lacks.is_some() { Exit::Refused } else { Exit::Done };
    if shell.json() {
        shell.document(&doc)?;
        return Ok(exit);
    }
    if let Some(file) = &doc.file {
        shell.line(&words::restored(lang, file, &doc.store));
    }
    for again in &doc.erased {
        shell.line(&words::restored_erased(lang, &again.case, again.values, again.record, again.before));
    }
    if doc.file.is_some() && doc.erased.is_empty() && !erasures::beside(shell).exists() && args.erasures.is_none() {
        shell.line(words::no_erasures_known(lang));
    }
    if doc.held_back > 0 {
        shell.line(&words::held_back(lang, doc.held_back));
    }
    if args.send_outbox {
        shell.line(&words::sent_after_all(lang, doc.sent));
    }
    match (&doc.lacks, &args.checkpoint) {
        (Some(lacks), _) => shell.line(lacks),
        (None, Some(_)) => shell.line(words::lacks_nothing(lang)),
        (None, None) => shell.line(words::compare_with_checkpoint(lang)),
    }
    Ok(exit)
}

/// A backup knows nothing of what was erased after it was made: whatever the list says is erased again.
fn erased_since(args: &Restore, desk: &mut Desk) -> Result<Vec<Again>, Failure> {
    let Some(file) = &args.file else { return Ok(Vec::new()) };
    let list = match &args.erasures {
        Some(list) => list.clone(),
        None => erasures::beside(&desk.shell),
    };
    if args.erasures.is_none() && !list.exists() {
        return Ok(Vec::new());
    }
    let name = file.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    erasures::again(&list, &format!("backup {name}"), desk)
}
