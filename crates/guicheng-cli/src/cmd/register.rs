//! `guicheng register`: a register of a procedure, a row for each case that wrote it, masked as the procedure says.

use crate::{
    desk::{Desk, TENANT},
    failure::{Exit, Failure},
    register::{self, Cell},
    shell::Shell,
    table::Table,
    words,
};
use clap::Args;
use guicheng_core::RegisterId;
use guicheng_store::{CaseQuery, Store, View};
use serde::Serialize;

/// Which register.
#[derive(Debug, Args)]
pub(crate) struct Register {
    /// 哪个规程 · of which procedure
    procedure: String,
    /// 哪张登记表；不写就列出有哪些 · which register; if none is named, those that there are
    register: Option<String>,
}

#[derive(Serialize)]
struct Doc {
    schema: &'static str,
    procedure: String,
    registers: Vec<One>,
}

#[derive(Serialize)]
struct One {
    register: String,
    title: String,
    rows: Vec<RowDoc>,
}

#[derive(Serialize)]
struct RowDoc {
    case: String,
    cells: Vec<CellDoc>,
}

#[derive(Serialize)]
struct CellDoc {
    column: String,
    title: String,
    text: String,
}

/// Prints it.
pub(crate) fn run(args: &Register, shell: &Shell) -> Result<Exit, Failure> {
    let lang = shell.lang;
    let mut desk = Desk::existing(shell)?;
    desk.may_read_all(&args.procedure)?;
    let query = CaseQuery { procedure: Some(args.procedure.as_str().into()), ..CaseQuery::default() };
    let mut rows = desk.host.store().cases(TENANT, &query).map_err(|e| desk.failed(e.into()))?;
    rows.sort_by(|a, b| (a.head.opened_at, &a.case).cmp(&(b.head.opened_at, &b.case)));
    let mut doc = Doc { schema: "guicheng/register/1", procedure: args.procedure.clone(), registers: Vec::new() };
    for row in rows {
        let view = desk.view(&row.case)?;
        for (id, _) in view.case.written.clone() {
            take(&desk, &view, id, args.register.as_deref(), &mut doc)?;
        }
    }
    if let Some(name) = &args.register
        && doc.registers.is_empty()
    {
        return Err(Failure::usage(words::no_rows(lang, &args.procedure, name)));
    }
    if shell.json() {
        shell.document(&doc)?;
    } else if args.register.is_some() {
        shell.print(&in_full(&doc));
    } else {
        shell.print(&in_short(&doc, shell));
    }
    Ok(Exit::Done)
}

/// Adds the row of a case to its register.
fn take(desk: &Desk, view: &View, id: RegisterId, only: Option<&str>, doc: &mut Doc) -> Result<(), Failure> {
    let names = desk.names(view);
    let Some(label) = names.p.names.registers.get(id) else { return Ok(()) };
    if only.is_some_and(|only| *only != *label.id && only != names.register(id)) {
        return Ok(());
    }
    let cell = |Cell { column, title, text }: Cell| CellDoc { column, title, text };
    let cells = register::row(desk, view, id)?.into_iter().map(cell).collect();
    let row = RowDoc { case: view.row.case.to_string(), cells };
    match doc.registers.iter_mut().find(|one| *one.register == *label.id) {
        Some(one) => one.rows.push(row),
        None => {
            let title = names.register(id).to_owned();
            doc.registers.push(One { register: label.id.to_string(), title, rows: vec![row] });
        }
    }
    Ok(())
}

/// Row under row: registers have too many columns for a line.
fn in_full(doc: &Doc) -> String {
    let mut out = String::new();
    for one in &doc.registers {
        out.push_str(&format!("{}\n", one.title));
        for row in &one.rows {
            let mut table = Table::bare();
            row.cells.iter().for_each(|cell| table.row([cell.title.clone(), cell.text.clone()]));
            out.push_str(&format!("\n{}\n{}", row.case, table.render("  ")));
        }
    }
    out
}

fn in_short(doc: &Doc, shell: &Shell) -> String {
    if doc.registers.is_empty() {
        return format!("{}\n", words::no_registers(shell.lang, &doc.procedure));
    }
    let mut table = Table::bare();
    for one in &doc.registers {
        table.row([one.register.clone(), one.title.clone(), words::rows(shell.lang, one.rows.len())]);
    }
    table.render("")
}
