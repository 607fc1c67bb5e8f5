//! `guicheng open`: a case of a procedure, or of a draft in a file.

use super::r#do;
use crate::{
    act,
    desk::{Desk, fresh_key, machine_random},
    failure::{Exit, Failure},
    library::{self, Library},
    names::Names,
    proof,
    shell::Shell,
    words,
};
use clap::Args;
use guicheng_core::{Input, Timestamp};
use guicheng_lang::has_errors;
use guicheng_store::{HostError, Linked, Opening};
use std::{path::Path, sync::Arc};

/// What to open.
#[derive(Debug, Args)]
pub(crate) struct Open {
    /// 流程名称，或流程文件（当草稿用） · a procedure, or a file (opened as a draft)
    #[arg(value_name = "PROCEDURE|FILE")]
    procedure: String,
    /// 谁 · who
    #[arg(long = "as", value_name = "PERSON")]
    person: String,
    /// 开案时已知的内容：名称=值 · fields known at opening
    #[arg(long, value_name = "F=V")]
    set: Vec<String>,
    /// 第一步马上办完，用这些内容 · do the first step at once, with these fields
    #[arg(long)]
    first: bool,
    /// 实际发生的时刻 · when it happened, if earlier
    #[arg(long, value_name = "T", allow_hyphen_values = true)]
    occurred: Option<String>,
    /// 幂等键 · idempotency key
    #[arg(long, value_name = "K")]
    key: Option<String>,
}

/// Opens it.
pub(crate) fn run(args: &Open, shell: &Shell) -> Result<Exit, Failure> {
    let mut desk = Desk::create(shell, machine_random())?;
    let now = desk.now()?;
    let linked = procedure(&mut desk, &args.procedure, now, &args.person)?;
    let entries = {
        let names = Names::new(&linked.procedure, &[], &desk.host.registry().org, shell.lang);
        act::fill(&args.set, &names, now)?
    };
    let (fill, first) = if args.first {
        (Vec::new(), Some(Box::new(Input { fill: entries, ..Input::default() })))
    } else {
        (entries, None)
    };
    let opening = Opening {
        key: args.key.as_deref().map_or_else(fresh_key, Into::into),
        now,
        occurred: r#do::occurred(&desk, args.occurred.as_deref(), now)?,
        actor: desk.actor(Some(&args.person))?,
        fill,
        first,
    };
    let done = desk.host.open(&linked, opening).map_err(|e| desk.failed(e))?;
    if !shell.json() && !done.repeated {
        shell.line(&words::opened(shell.lang, &done.case));
    }
    r#do::report(&mut desk, &done, now)?;
    Ok(Exit::Done)
}

/// The procedure to open: of a file (a draft), published in the store, beside us, or shipped.
pub(crate) fn procedure(desk: &mut Desk, name: &str, now: Timestamp, by: &str) -> Result<Arc<Linked>, Failure> {
    let lang = desk.shell.lang;
    let path = Path::new(name);
    if path.is_file() || name.ends_with(".toml") {
        let file = library::read(path, lang)?;
        return draft(desk, &Library::of_path(path, lang)?, &file.path, &file.bytes, now, by);
    }
    match desk.host.load_version(name, None, now) {
        Ok(linked) => return Ok(linked),
        Err(HostError::NoProcedure { .. }) => {}
        Err(error) => return Err(desk.failed(error)),
    }
    let beside = Library::above(Path::new("."), lang)?.filter(|library| library.find(name).is_some());
    let library = beside.unwrap_or_else(Library::shipped);
    published(desk, &library, name, now, by)
}

/// Publishes a file as the version `draft`.
fn draft(
    desk: &mut Desk,
    library: &Library,
    path: &str,
    bytes: &[u8],
    now: Timestamp,
    by: &str,
) -> Result<Arc<Linked>, Failure> {
    let lang = desk.shell.lang;
    let mut checked = library.compile(path, bytes);
    proof::prove(&mut checked);
    let failure = || {
        let shown = super::check::rendered(&desk.shell, &checked);
        Failure::refused("findings", format!("{shown}{}", words::has_findings(lang, path)))
    };
    if has_errors(&checked.findings) {
        return Err(failure());
    }
    let mut procedure = checked.procedure.clone().ok_or_else(failure)?;
    procedure.version = 0;
    desk.take_over(library, now)?;
    desk.publish(procedure, bytes, library.calendar_bytes.as_deref(), now, now, by)
}

/// Publishes a procedure of a library, with those that it calls, under its own version.
pub(crate) fn published(
    desk: &mut Desk,
    library: &Library,
    name: &str,
    now: Timestamp,
    by: &str,
) -> Result<Arc<Linked>, Failure> {
    let lang = desk.shell.lang;
    if library.find(name).is_none() {
        return Err(Failure::usage(words::no_procedure(lang, name, library.ids().join(lang.comma()))));
    }
    desk.take_over(library, now)?;
    let mut wanted = vec![name.to_owned()];
    let mut first = None;
    let mut at = 0;
    while let Some(name) = wanted.get(at).cloned() {
        at += 1;
        // What is called may come from elsewhere: then the call itself will say so.
        let Some((checked, file)) = library.find(&name) else { continue };
        let Some(procedure) = checked.procedure else {
            return Err(Failure::refused("findings", words::has_findings(lang, &file.path)));
        };
        for step in procedure.steps.values() {
            if let guicheng_core::StepKind::Call(call) = &step.kind
                && !wanted.iter().any(|w| **w == *call.procedure)
            {
                wanted.push(call.procedure.to_string());
            }
        }
        // In effect from the beginning: a store that never saw it before has no earlier version to protect.
        let effective = Timestamp(0);
        let linked = desk.publish(procedure, &file.bytes, library.calendar_bytes.as_deref(), effective, now, by)?;
        first.get_or_insert(linked);
    }
    first.ok_or_else(|| Failure::usage(words::no_procedure(lang, name, "—")))
}
