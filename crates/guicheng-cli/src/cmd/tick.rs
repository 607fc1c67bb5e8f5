//! `guicheng tick`: everything that is due fires.

use crate::{
    desk::{Desk, chain},
    failure::{Exit, Failure},
    instant,
    shell::Shell,
    tree, words,
};
use clap::Args;
use serde::Serialize;

/// Nothing but the instant, which all commands take.
#[derive(Debug, Args)]
pub(crate) struct Tick {}

#[derive(Serialize)]
struct Doc {
    schema: &'static str,
    now: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    opened: Vec<String>,
    fired: Vec<String>,
    failed: Vec<Failed>,
    next_due: Option<String>,
}

#[derive(Serialize)]
struct Failed {
    case: String,
    why: String,
}

/// Fires it.
pub(crate) fn run(_: &Tick, shell: &Shell) -> Result<Exit, Failure> {
    let mut desk = Desk::existing(shell)?;
    let now = desk.now()?;
    desk.host.registry_mut().by_roster = true;
    let ticked = desk.host.tick(now).map_err(|e| desk.failed(e))?;
    // One sealer after the commits: whatever is written by now has its place in the tree from here on.
    tree::seal(&mut desk)?;
    let next = desk.host.next_due().map_err(|e| desk.failed(e))?;
    let failed = ticked.failed.iter().map(|(case, why)| Failed { case: case.to_string(), why: chain(why) });
    let doc = Doc {
        schema: "guicheng/tick/1",
        now: instant::rfc3339(now, &desk.zone),
        opened: ticked.opened.iter().map(ToString::to_string).collect(),
        fired: ticked.fired.iter().map(ToString::to_string).collect(),
        failed: failed.collect(),
        next_due: next.map(|at| instant::rfc3339(at, &desk.zone)),
    };
    let exit = if doc.failed.is_empty() { Exit::Done } else { Exit::Refused };
    if shell.json() {
        shell.document(&doc)?;
        return Ok(exit);
    }
    let lang = shell.lang;
    doc.opened.iter().for_each(|case| shell.line(&words::opened_by_roster(lang, case)));
    if doc.fired.is_empty() && doc.opened.is_empty() {
        shell.line(words::nothing_due(lang));
    } else if !doc.fired.is_empty() {
        shell.line(&words::ticked(lang, desk.at(now), doc.fired.len()));
        doc.fired.iter().for_each(|case| shell.line(&format!("  {case}")));
    }
    doc.failed.iter().for_each(|f| shell.complain(&words::tick_failed(lang, &f.case, &f.why)));
    shell.line(&next.map_or_else(|| words::nothing_pending(lang).to_owned(), |at| words::next_due(lang, desk.at(at))));
    Ok(exit)
}
