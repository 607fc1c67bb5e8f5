//! `guicheng checkpoint`: a signed statement of how many records there are and what they are.

use crate::{
    desk::Desk,
    evidence,
    failure::{Exit, Failure},
    shell::Shell,
    words,
};
use clap::Args;
use guicheng_history::to_hex;
use serde::Serialize;
use std::path::PathBuf;

/// Where to.
#[derive(Debug, Args)]
pub(crate) struct CheckpointArgs {
    /// 写到文件，交给外人保存 · into a file, for somebody else to keep
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// 密钥文件 · the file of the key
    #[arg(long, value_name = "FILE")]
    key: Option<PathBuf>,
}

#[derive(Serialize)]
struct Doc {
    schema: &'static str,
    size: u64,
    root: String,
    origin: String,
    note: String,
    witnessed: bool,
}

/// Makes it.
pub(crate) fn run(args: &CheckpointArgs, shell: &Shell) -> Result<Exit, Failure> {
    let mut desk = Desk::existing(shell)?;
    let key = evidence::read_key(&evidence::key_path(args.key.as_ref(), shell), shell)?;
    let (checkpoint, note) = evidence::checkpoint(&mut desk, &key)?;
    if let Some(path) = &args.output {
        evidence::write_new(path, note.text.as_bytes(), false, shell)?;
    }
    if shell.json() {
        shell.document(&Doc {
            schema: "guicheng/checkpoint/1",
            size: checkpoint.size,
            root: to_hex(&checkpoint.root),
            origin: checkpoint.origin.into(),
            note: note.text.into(),
            witnessed: false,
        })?;
        return Ok(Exit::Done);
    }
    shell.line(&words::checkpoint_made(shell.lang, checkpoint.size, &note.text));
    if let Some(path) = &args.output {
        shell.line(&words::written_to(shell.lang, path.display()));
    }
    evidence::say_not_witnessed(shell);
    Ok(Exit::Done)
}
