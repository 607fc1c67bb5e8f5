//! `guicheng do`: a step, or an act.

use super::history;
use crate::{
    act::{Line, Reader, Typed},
    desk::{Desk, TENANT, fresh_key},
    failure::{Exit, Failure},
    instant, picture,
    shell::Shell,
    words,
};
use clap::Args;
use guicheng_core::{Command, Status, Timestamp};
use guicheng_store::{CaseKey, Done, HostError, Store, View};
use serde::Serialize;

/// What to do.
#[derive(Debug, Args)]
pub(crate) struct Do {
    /// 个案 · the case
    case: String,
    /// What is done, by whom, and when it happened.
    #[command(flatten)]
    line: Line,
    /// 幂等键 · idempotency key
    #[arg(long, value_name = "K")]
    key: Option<String>,
}

#[derive(Serialize)]
struct Doc {
    schema: &'static str,
    case: String,
    state: &'static str,
    repeated: bool,
    first: Option<u32>,
    last: Option<u32>,
    records: Vec<serde_json::Value>,
    open: Vec<String>,
}

/// Does it.
pub(crate) fn run(args: &Do, shell: &Shell) -> Result<Exit, Failure> {
    let mut desk = Desk::existing(shell)?;
    let now = desk.now()?;
    let Line { typed, person, occurred: at } = &args.line;
    let occurred = occurred(&desk, at.as_deref(), now)?;
    let key = args.key.as_deref().map_or_else(fresh_key, Into::into);
    let done = carry_out(&mut desk, &args.case, typed, person.as_deref(), key, now, occurred)?;
    report(&mut desk, &done, now)?;
    Ok(Exit::Done)
}

/// Carries out what was typed.
pub(crate) fn carry_out(
    desk: &mut Desk,
    case: &str,
    typed: &Typed,
    person: Option<&str>,
    key: Box<str>,
    now: Timestamp,
    occurred: Option<Timestamp>,
) -> Result<Done, Failure> {
    let view = desk.view(case)?;
    let key_of_case = CaseKey::new(TENANT, case);
    let disclosures = desk.host.store().disclosures(&key_of_case).map_err(|e| desk.failed(e.into()))?;
    let read = |desk: &Desk, again| {
        Reader { names: desk.names(&view), view: &view, disclosures: &disclosures, now, again }.act(typed)
    };
    let act = read(desk, false)?;
    let actor = desk.actor(person)?;
    let command = Command { key, now, occurred, actor, seen: None, act, answers: Vec::new() };
    match desk.host.execute(case, command.clone()) {
        Err(HostError::KeyReused(_)) => {
            // A repeat meets a case that has moved on: it is the same command if it reads the same as it did then.
            let act = read(desk, true)?;
            desk.host.execute(case, Command { act, ..command }).map_err(|error| desk.failed(error))
        }
        done => done.map_err(|error| desk.failed(error)),
    }
}

/// When it happened, as typed.
pub(crate) fn occurred(desk: &Desk, text: Option<&str>, now: Timestamp) -> Result<Option<Timestamp>, Failure> {
    let read = |text| {
        let at = instant::read(text, &desk.zone, now);
        at.ok_or_else(|| Failure::usage(words::bad_instant(desk.shell.lang, text)))
    };
    text.map(read).transpose()
}

/// Says what came of it, and what is open now.
pub(crate) fn report(desk: &mut Desk, done: &Done, now: Timestamp) -> Result<(), Failure> {
    let shell = desk.shell.clone();
    let view = desk.view(&done.case)?;
    let picture = picture::of(desk, &view, now)?;
    let (first, last) = done.receipt.as_ref().map_or((None, None), |r| (Some(r.first.0), Some(r.last.0)));
    if shell.json() {
        let lines = history::lines(desk, &done.case)?;
        let from = first.and_then(|n| usize::try_from(n).ok()).map_or(lines.len(), |n| n.saturating_sub(1));
        let to = last.and_then(|n| usize::try_from(n).ok()).unwrap_or(lines.len());
        let doc = Doc {
            schema: "guicheng/do/1",
            case: done.case.to_string(),
            state: picture.state,
            repeated: done.repeated,
            first,
            last,
            records: history::records(lines.get(from..to).unwrap_or_default()),
            open: picture.work.iter().filter(|w| w.state != "hidden").map(|w| w.step.clone()).collect(),
        };
        return shell.document(&doc);
    }
    if done.repeated {
        shell.line(&words::repeated(shell.lang, &done.case));
        return Ok(());
    }
    if let Some(first) = first {
        told(desk, &view, first)?;
    }
    if view.case.status == Status::Closed {
        shell.line(&words::case_closed(shell.lang, &done.case));
    }
    let table = picture::work_table(desk, &picture, "  ");
    if !table.is_empty() {
        shell.line(&words::waiting(shell.lang, table.lines().count()));
        shell.print(&table);
    }
    Ok(())
}

/// Tells a case from a record on.
pub(crate) fn told(desk: &mut Desk, view: &View, first: u32) -> Result<(), Failure> {
    let lines = history::lines(desk, &view.row.case)?;
    let entries = history::entries(desk, view, &lines)?;
    entries.iter().filter(|entry| entry.seq.0 >= first).for_each(|entry| desk.shell.line(&entry.line));
    Ok(())
}
