//! `guicheng history`: what happened in a case, record by record.

use crate::{
    courses,
    desk::{Desk, TENANT},
    failure::{Exit, Failure},
    instant,
    lang::Lang,
    logbook, picture,
    shell::Shell,
    words,
};
use clap::{Args, ValueEnum};
use guicheng_core::Seq;
use guicheng_export::picture::{gantt, timeline};
use guicheng_history::{Entry, timeline_across};
use guicheng_store::{CaseKey, Store, View};
use serde::Serialize;
use std::path::PathBuf;

/// Which case.
#[derive(Debug, Args)]
pub(crate) struct History {
    /// 个案 · the case
    case: String,
    /// 原样列出每一条记录 · every record as it is kept, a line each
    #[arg(long, conflicts_with = "form")]
    records: bool,
    /// 写成文字，或画成图 · as text, or as a picture
    #[arg(long = "as", value_enum, default_value_t = Form::Text)]
    form: Form,
    /// 图写到哪个文件 · the file for the picture
    #[arg(short, long, value_name = "FILE")]
    out: Option<PathBuf>,
}

/// A form of the history of a case.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
enum Form {
    /// Sentences.
    Text,
    /// The sentences down a line, as SVG.
    Svg,
    /// Work and clocks over time, as SVG.
    Gantt,
}

#[derive(Serialize)]
struct Doc {
    schema: &'static str,
    case: String,
    procedure: String,
    version: String,
    entries: Vec<One>,
    records: Vec<serde_json::Value>,
}

#[derive(Serialize)]
struct One {
    seq: u32,
    recorded: String,
    occurred: Option<String>,
    who: Option<String>,
    role: Option<String>,
    what: String,
    clauses: Vec<String>,
}

/// Tells it.
pub(crate) fn run(args: &History, shell: &Shell) -> Result<Exit, Failure> {
    let mut desk = Desk::existing(shell)?;
    let view = desk.read(&args.case)?;
    let lines = lines(&desk, &args.case)?;
    if args.records {
        lines.iter().for_each(|line| shell.line(line));
        return Ok(Exit::Done);
    }
    if args.form == Form::Gantt {
        let (course, _) = courses::read(&mut desk, &args.case)?;
        return logbook::put(shell, &gantt(&course, shell.lang.into()), args.out.as_deref());
    }
    let entries = entries(&mut desk, &view, &lines)?;
    if args.form == Form::Svg {
        let title = words::timeline_of(shell.lang, &args.case, desk.names(&view).procedure());
        return logbook::put(shell, &timeline(&title, &entries, shell.lang.into()), args.out.as_deref());
    }
    if shell.json() {
        shell.document(&doc(&view, &entries, &lines))?;
        return Ok(Exit::Done);
    }
    let names = desk.names(&view);
    shell.line(&words::history_of(shell.lang, &args.case, names.procedure(), picture::version(names.p.version)));
    entries.iter().for_each(|entry| shell.line(&entry.line));
    Ok(Exit::Done)
}

/// The records of a case.
pub(crate) fn lines(desk: &Desk, case: &str) -> Result<Vec<Box<str>>, Failure> {
    desk.host.store().history(&CaseKey::new(TENANT, case), Seq(0)).map_err(|e| desk.failed(e.into()))
}

/// The case in sentences.
pub(crate) fn entries(desk: &mut Desk, view: &View, lines: &[Box<str>]) -> Result<Vec<Entry>, Failure> {
    entries_in(desk, view, lines, desk.shell.lang)
}

/// The same in a language of its own.
pub(crate) fn entries_in(desk: &mut Desk, view: &View, lines: &[Box<str>], lang: Lang) -> Result<Vec<Entry>, Failure> {
    let versions = desk.versions_of(&view.row.head.procedure, lines)?;
    let versions: Vec<_> = versions.iter().map(|linked| linked.as_version()).collect();
    let org = &desk.host.registry().org;
    let told = timeline_across(&versions, Some(org), lang.into(), lines.iter().map(|l| &**l));
    told.map_err(|e| Failure::internal(words::damaged(lang, &view.row.case, e)))
}

fn doc(view: &View, entries: &[Entry], lines: &[Box<str>]) -> Doc {
    let zone = &view.linked.procedure.zone;
    let own = |text: &Option<Box<str>>| text.as_ref().map(ToString::to_string);
    let one = |entry: &Entry| One {
        seq: entry.seq.0,
        recorded: instant::rfc3339(entry.recorded, zone),
        occurred: entry.occurred.map(|at| instant::rfc3339(at, zone)),
        who: own(&entry.who),
        role: own(&entry.role),
        what: entry.what.to_string(),
        clauses: entry.clauses.iter().map(ToString::to_string).collect(),
    };
    Doc {
        schema: "guicheng/history/1",
        case: view.row.case.to_string(),
        procedure: view.linked.procedure.id.to_string(),
        version: picture::version(view.linked.procedure.version),
        entries: entries.iter().map(one).collect(),
        records: records(lines),
    }
}

/// Records as JSON documents.
pub(crate) fn records(lines: &[Box<str>]) -> Vec<serde_json::Value> {
    lines.iter().filter_map(|line| serde_json::from_str(line).ok()).collect()
}
