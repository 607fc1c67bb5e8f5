//! `guicheng cases`: the cases of the store.

use crate::{
    desk::{Desk, TENANT},
    failure::{Exit, Failure},
    instant, picture,
    shell::Shell,
    table::Table,
    words,
};
use clap::Args;
use guicheng_core::{Status, Timestamp};
use guicheng_store::{CaseQuery, CaseRow, HostError, Store};
use serde::Serialize;

/// Which cases.
#[derive(Debug, Args)]
pub(crate) struct Cases {
    /// 只看这个流程的 · only of this procedure
    #[arg(long, value_name = "PROCEDURE")]
    procedure: Option<String>,
    /// 只看没完的 · only those that are open
    #[arg(long)]
    open: bool,
}

#[derive(Serialize)]
struct Doc {
    schema: &'static str,
    cases: Vec<One>,
}

#[derive(Serialize)]
struct One {
    case: String,
    procedure: String,
    version: String,
    state: &'static str,
    opened_at: String,
    closed_at: Option<String>,
    next_due: Option<String>,
    escalated: bool,
    records: u32,
}

/// Lists them.
pub(crate) fn run(args: &Cases, shell: &Shell) -> Result<Exit, Failure> {
    let mut desk = Desk::existing(shell)?;
    let query = CaseQuery {
        procedure: args.procedure.as_deref().map(Into::into),
        status: args.open.then_some(Status::Open),
        ..CaseQuery::default()
    };
    let mut rows = desk.host.store().cases(TENANT, &query).map_err(|e| desk.failed(e.into()))?;
    if let Some(reader) = desk.reader()? {
        let now = desk.now()?;
        rows = readable(&mut desk, rows, &reader, now)?;
    }
    rows.sort_by(|a, b| (a.head.opened_at, &a.case).cmp(&(b.head.opened_at, &b.case)));
    if shell.json() {
        let doc = Doc { schema: "guicheng/cases/1", cases: rows.iter().map(|row| one(&desk, row)).collect() };
        shell.document(&doc)?;
        return Ok(Exit::Done);
    }
    if rows.is_empty() {
        shell.line(words::no_cases(shell.lang));
        return Ok(Exit::Done);
    }
    shell.print(&table(&desk, &rows));
    Ok(Exit::Done)
}

/// Those that somebody may read.
fn readable(desk: &mut Desk, rows: Vec<CaseRow>, reader: &str, now: Timestamp) -> Result<Vec<CaseRow>, Failure> {
    let mut kept = Vec::new();
    for row in rows {
        match desk.host.may_read(&row.case, reader, now) {
            Ok(()) => kept.push(row),
            Err(HostError::NotPermitted { .. }) => {}
            Err(error) => return Err(desk.failed(error)),
        }
    }
    Ok(kept)
}

fn one(desk: &Desk, row: &CaseRow) -> One {
    let at = |at| instant::rfc3339(at, &desk.zone);
    One {
        case: row.case.to_string(),
        procedure: row.head.procedure.to_string(),
        version: picture::version(row.head.version),
        state: picture::state(row.head.status, row.head.held),
        opened_at: at(row.head.opened_at),
        closed_at: row.head.closed_at.map(at),
        next_due: row.head.next_due.map(at),
        escalated: row.head.escalated,
        records: row.seq.0,
    }
}

/// The cases as a table for people.
pub(crate) fn table(desk: &Desk, rows: &[CaseRow]) -> String {
    let lang = desk.shell.lang;
    let mut table = Table::new([
        words::col_case(lang),
        words::col_procedure(lang),
        words::col_version(lang),
        words::col_state(lang),
        words::col_opened(lang),
        words::col_next(lang),
    ]);
    for row in rows {
        let head = &row.head;
        let mut state = picture::state_words(head.status, head.held, lang).to_owned();
        if head.escalated {
            state.push_str(&format!(" · {}", words::escalated(lang)));
        }
        let next = head.next_due.map_or_else(String::new, |at| desk.at(at));
        let version = picture::version(head.version);
        table.row([row.case.to_string(), head.procedure.to_string(), version, state, desk.at(head.opened_at), next]);
    }
    table.render("")
}
