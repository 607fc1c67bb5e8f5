//! `guicheng why`: why a record stands, read from the history.

use super::history;
use crate::{
    desk::Desk,
    failure::{Exit, Failure},
    faults,
    shell::Shell,
    words,
};
use clap::Args;
use guicheng_core::Seq;
use guicheng_history::{Reason, Telling, Version, Why};
use guicheng_store::View;
use serde::Serialize;

/// Which record of which case.
#[derive(Debug, Args)]
pub(crate) struct WhyArgs {
    /// 个案 · the case
    case: String,
    /// 记录的编号 · the number of the record
    record: u32,
}

#[derive(Serialize)]
struct Doc<'a> {
    schema: &'static str,
    case: &'a str,
    record: u32,
    kind: &'a str,
    what: Option<&'a str>,
    clauses: Vec<&'a str>,
    reasons: Vec<ReasonDoc<'a>>,
}

#[derive(Serialize)]
struct ReasonDoc<'a> {
    kind: &'static str,
    words: &'a str,
    record: Option<u32>,
}

/// Tells it.
pub(crate) fn run(args: &WhyArgs, shell: &Shell) -> Result<Exit, Failure> {
    let mut desk = Desk::existing(shell)?;
    let view = desk.read(&args.case)?;
    let lines = history::lines(&desk, &args.case)?;
    let versions = desk.versions_of(&view.row.head.procedure, &lines)?;
    let versions: Vec<_> = versions.iter().map(|linked| linked.as_version()).collect();
    let telling = telling(&desk, &view, &versions);
    let found = guicheng_history::why(&telling, lines.iter().map(|l| &**l), Seq(args.record));
    let found =
        found.map_err(|e| Failure::internal(words::damaged(shell.lang, &args.case, faults::replay(shell.lang, &e))))?;
    let Some(why) = found else { return Err(Failure::usage(words::no_record(shell.lang, args.record, lines.len()))) };
    if shell.json() {
        shell.document(&doc(&args.case, &why))?;
    } else {
        shell.print(&text(&why, shell));
    }
    Ok(Exit::Done)
}

/// With what a case is told.
pub(crate) fn telling<'a>(desk: &'a Desk, view: &'a View, versions: &'a [Version<'a>]) -> Telling<'a> {
    Telling {
        procedure: &view.linked.procedure,
        lexicon: &view.linked.lexicon,
        versions,
        org: Some(&desk.host.registry().org),
        lang: desk.shell.lang.into(),
    }
}

fn doc<'a>(case: &'a str, why: &'a Why) -> Doc<'a> {
    let one = |r: &'a Reason| ReasonDoc { kind: r.kind, words: &r.words, record: r.record.map(|seq| seq.0) };
    let clauses = why.entry.iter().flat_map(|entry| entry.clauses.iter().map(|c| &**c));
    Doc {
        schema: "guicheng/why/1",
        case,
        record: why.seq.0,
        kind: &why.kind,
        what: why.entry.as_ref().map(|entry| &*entry.line),
        clauses: clauses.collect(),
        reasons: why.reasons.iter().map(one).collect(),
    }
}

fn text(why: &Why, shell: &Shell) -> String {
    let lang = shell.lang;
    let mut out = words::record_of(lang, why.seq.0, &why.kind) + "\n";
    if let Some(entry) = &why.entry {
        out.push_str(&format!("{}\n", entry.line));
    }
    for reason in &why.reasons {
        let record = reason.record.map_or_else(String::new, |seq| format!(" {}", words::at_record(lang, seq.0)));
        out.push_str(&format!("  {}{record}\n", reason.words));
    }
    out
}
