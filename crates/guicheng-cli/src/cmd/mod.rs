//! One file for each command.

pub(crate) mod as_of;
pub(crate) mod backup;
pub(crate) mod cases;
pub(crate) mod check;
pub(crate) mod checkpoint;
pub(crate) mod completions;
pub(crate) mod demo;
pub(crate) mod diff;
pub(crate) mod disclose;
pub(crate) mod r#do;
pub(crate) mod draw;
pub(crate) mod duty;
pub(crate) mod erase;
pub(crate) mod explain;
pub(crate) mod export;
pub(crate) mod fmt;
pub(crate) mod history;
pub(crate) mod import;
pub(crate) mod key;
pub(crate) mod lsp;
pub(crate) mod migrate;
pub(crate) mod new;
pub(crate) mod open;
pub(crate) mod pack;
pub(crate) mod publish;
pub(crate) mod register;
pub(crate) mod replay;
pub(crate) mod report;
pub(crate) mod restore;
mod sarif;
pub(crate) mod schema;
pub(crate) mod show;
pub(crate) mod test;
pub(crate) mod tick;
pub(crate) mod todo;
mod trace;
pub(crate) mod r#try;
pub(crate) mod verify;
pub(crate) mod versions;
pub(crate) mod whatif;
pub(crate) mod why;
pub(crate) mod why_not;

use crate::{
    args::{Cli, Cmd, Format},
    failure::{Exit, Failure},
    refusal::Refusal,
    shell::Shell,
    words,
};
use serde::Serialize;
use std::process::ExitCode;

/// Carries the command out, and says how it ended.
pub(crate) fn run(cli: Cli) -> ExitCode {
    let shell = Shell::new(cli.global);
    match dispatch(&cli.command, &shell) {
        Ok(exit) => exit.into(),
        Err(failure) => {
            report(&failure, &shell);
            failure.exit.into()
        }
    }
}

fn dispatch(command: &Cmd, shell: &Shell) -> Result<Exit, Failure> {
    let special = match shell.format {
        Format::Sarif => Some("sarif"),
        Format::Github => Some("github"),
        Format::Human | Format::Json => None,
    };
    if let Some(format) = special
        && !matches!(command, Cmd::Check(_))
    {
        return Err(Failure::usage(words::format_only_check(shell.lang, format)));
    }
    match command {
        Cmd::Check(args) => check::run(args, shell),
        Cmd::Schema(args) => schema::run(args, shell),
        Cmd::New(args) => new::run(args, shell),
        Cmd::Diff(args) => diff::run(args, shell),
        Cmd::Lsp(args) => lsp::run(args),
        Cmd::Fmt(args) => fmt::run(args, shell),
        Cmd::Explain(args) => explain::run(args, shell),
        Cmd::Test(args) => test::run(args, shell),
        Cmd::Draw(args) => draw::run(args, shell),
        Cmd::Try(args) => r#try::run(args, shell),
        Cmd::Demo(args) => demo::run(args, shell),
        Cmd::Open(args) => open::run(args, shell),
        Cmd::Do(args) => r#do::run(args, shell),
        Cmd::Todo(args) => todo::run(args, shell),
        Cmd::Cases(args) => cases::run(args, shell),
        Cmd::Show(args) => show::run(args, shell),
        Cmd::Register(args) => register::run(args, shell),
        Cmd::Duty(args) => duty::run(args, shell),
        Cmd::Tick(args) => tick::run(args, shell),
        Cmd::History(args) => history::run(args, shell),
        Cmd::Replay(args) => replay::run(args, shell),
        Cmd::Why(args) => why::run(args, shell),
        Cmd::WhyNot(args) => why_not::run(args, shell),
        Cmd::AsOf(args) => as_of::run(args, shell),
        Cmd::Export(args) => export::run(args, shell),
        Cmd::Import(args) => import::run(args, shell),
        Cmd::Whatif(args) => whatif::run(args, shell),
        Cmd::Report(args) => report::run(args, shell),
        Cmd::Key(args) => key::run(args, shell),
        Cmd::Checkpoint(args) => checkpoint::run(args, shell),
        Cmd::Pack(args) => pack::run(args, shell),
        Cmd::Verify(args) => verify::run(args, shell),
        Cmd::Disclose(args) => disclose::run(args, shell),
        Cmd::Erase(args) => erase::run(args, shell),
        Cmd::Publish(args) => publish::run(args, shell),
        Cmd::Versions(args) => versions::run(args, shell),
        Cmd::Migrate(args) => migrate::run(args, shell),
        Cmd::Backup(args) => backup::run(args, shell),
        Cmd::Restore(args) => restore::run(args, shell),
        Cmd::Completions(args) => Ok(completions::run(args, shell)),
    }
}

/// A failure as programs read it.
#[derive(Serialize)]
struct ErrorDoc<'a> {
    schema: &'static str,
    error: ErrorBody<'a>,
}

#[derive(Serialize)]
struct ErrorBody<'a> {
    code: &'static str,
    words: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    refusal: Option<&'a Refusal>,
}

/// Says why nothing was done: to programs on the output, to people beside it.
pub(crate) fn report(failure: &Failure, shell: &Shell) {
    if shell.json() {
        let error = ErrorBody { code: failure.code, words: &failure.words, refusal: failure.refusal.as_deref() };
        if shell.document(&ErrorDoc { schema: "guicheng/error/1", error }).is_ok() {
            return;
        }
    }
    shell.complain(&failure.words);
}
