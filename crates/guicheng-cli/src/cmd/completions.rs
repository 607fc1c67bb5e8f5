//! `guicheng completions`: a script that completes this program's words in a shell.

use crate::{args, failure::Exit, shell::Shell};
use clap::Args;

/// For which shell.
#[derive(Debug, Args)]
pub(crate) struct Completions {
    /// bash、zsh、fish、powershell、elvish
    #[arg(value_enum)]
    shell: clap_complete::Shell,
}

/// Writes it.
pub(crate) fn run(args: &Completions, shell: &Shell) -> Exit {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut args::command(), "guicheng", &mut script);
    shell.print(&String::from_utf8_lossy(&script));
    Exit::Done
}
