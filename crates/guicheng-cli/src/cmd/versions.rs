//! `guicheng versions`: what is published, from when it counts, and how many cases are on each version.

use crate::{
    desk::{Desk, TENANT},
    failure::{Exit, Failure},
    instant, picture,
    shell::Shell,
    table::Table,
    words,
};
use clap::Args;
use guicheng_core::Status;
use guicheng_store::{CaseQuery, CaseRow, Definition, Store};
use serde::Serialize;

/// Which procedure.
#[derive(Debug, Args)]
pub(crate) struct Versions {
    /// 只看这个流程 · only of this procedure
    procedure: Option<String>,
}

#[derive(Serialize)]
struct Doc {
    schema: &'static str,
    versions: Vec<One>,
}

#[derive(Serialize)]
struct One {
    procedure: String,
    version: String,
    digest: String,
    calendars: String,
    effective: String,
    published: String,
    by: String,
    open: usize,
    cases: usize,
}

/// Lists them.
pub(crate) fn run(args: &Versions, shell: &Shell) -> Result<Exit, Failure> {
    let desk = Desk::existing(shell)?;
    let store = desk.host.store();
    let all = store.definitions(TENANT, args.procedure.as_deref()).map_err(|e| desk.failed(e.into()))?;
    let cases = store.cases(TENANT, &CaseQuery::default()).map_err(|e| desk.failed(e.into()))?;
    // The organisation is kept beside the versions, under a name that no procedure can have.
    let published = all.iter().filter(|d| !d.procedure.starts_with('@'));
    let versions: Vec<One> = published.map(|definition| one(&desk, definition, &cases)).collect();
    if shell.json() {
        shell.document(&Doc { schema: "guicheng/versions/1", versions })?;
        return Ok(Exit::Done);
    }
    shell.print(&table(shell, &versions));
    Ok(Exit::Done)
}

fn one(desk: &Desk, definition: &Definition, cases: &[CaseRow]) -> One {
    let at = |at| instant::rfc3339(at, &desk.zone);
    let on_it = |row: &&CaseRow| row.head.procedure == definition.procedure && row.head.pins == definition.pins;
    One {
        procedure: definition.procedure.to_string(),
        version: picture::version(definition.version),
        digest: guicheng_history::to_hex(&definition.pins.procedure),
        calendars: guicheng_history::to_hex(&definition.pins.calendars),
        effective: at(definition.effective),
        published: at(definition.published),
        by: definition.by.to_string(),
        open: cases.iter().filter(on_it).filter(|row| row.head.status == Status::Open).count(),
        cases: cases.iter().filter(on_it).count(),
    }
}

fn table(shell: &Shell, versions: &[One]) -> String {
    let lang = shell.lang;
    let mut table = Table::new([
        words::col_procedure(lang),
        words::col_version(lang),
        words::col_effective(lang),
        words::col_published(lang),
        words::col_by(lang),
        words::col_digest(lang),
        words::col_cases(lang),
    ]);
    for one in versions {
        table.row([
            one.procedure.clone(),
            one.version.clone(),
            one.effective.clone(),
            one.published.clone(),
            one.by.clone(),
            one.digest.get(..12).unwrap_or_default().to_owned(),
            format!("{} / {}", one.open, one.cases),
        ]);
    }
    table.render("")
}
