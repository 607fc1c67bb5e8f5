//! `guicheng test`: scenario files on a virtual clock.

use crate::{
    failure::{Exit, Failure},
    shell::Shell,
};
use clap::Args;
use std::path::PathBuf;

/// Which scenarios.
#[derive(Debug, Args)]
pub(crate) struct Test {
    /// 文件或文件夹；不写是当前文件夹 · files or folders; the current one if none
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
}

/// Runs them.
pub(crate) fn run(args: &Test, _: &Shell) -> Result<Exit, Failure> {
    Err(Failure::internal(format!("no runner yet for {} paths", args.paths.len())))
}
