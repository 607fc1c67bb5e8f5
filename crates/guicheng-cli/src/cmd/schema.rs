//! `guicheng schema`: the JSON Schema of procedure files, for editors.

use crate::{
    failure::{Exit, Failure},
    shell::Shell,
    words,
};
use clap::Args;
use std::path::PathBuf;

/// Where to write it.
#[derive(Debug, Args)]
pub(crate) struct Schema {
    /// 写到这个文件；不写就打印 · write it there instead of printing it
    #[arg(short, long, value_name = "OUT")]
    output: Option<PathBuf>,
}

/// Writes it.
pub(crate) fn run(args: &Schema, shell: &Shell) -> Result<Exit, Failure> {
    let schema: serde_json::Value = serde_json::from_str(&guicheng_lang::schema::schema().canonical())
        .map_err(|e| Failure::internal(e.to_string()))?;
    let Some(path) = &args.output else {
        shell.document(&schema)?;
        return Ok(Exit::Done);
    };
    let text = serde_json::to_string_pretty(&schema).map_err(|e| Failure::internal(e.to_string()))?;
    let written = std::fs::write(path, format!("{text}\n"));
    written.map_err(|e| Failure::unreadable(words::cannot_write(shell.lang, path.display(), e)))?;
    Ok(Exit::Done)
}
