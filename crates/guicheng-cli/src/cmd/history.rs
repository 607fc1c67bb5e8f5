//! `guicheng history`: what happened in a case, record by record.

use super::why::telling;
use crate::{
    courses,
    desk::{Desk, TENANT},
    failure::{Exit, Failure},
    faults, instant,
    lang::Lang,
    logbook, picture,
    shell::Shell,
    words,
};
use clap::{Args, ValueEnum};
use guicheng_core::{Pins, Seq};
use guicheng_export::picture::{gantt, timeline};
use guicheng_history::{Breach, BreachKind, Entry, timeline_across, to_hex};
use guicheng_store::{CaseKey, Linked, Store, View};
use serde::Serialize;
use std::{path::PathBuf, sync::Arc};

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
    /// How long the clock that fired was not served.
    outage_ms: Option<i64>,
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
    head(&mut desk, &view, &lines)?.iter().for_each(|line| shell.line(line));
    // The number is what `why` and `as-of` ask for.
    entries.iter().for_each(|entry| shell.line(&format!("{:>5}  {}", entry.seq.0, entry.line)));
    Ok(Exit::Done)
}

/// What stands above the timeline: whether the records are whole, which rule was in force then and is now, how far it was
/// followed, and what was written late or not served.
fn head(desk: &mut Desk, view: &View, lines: &[Box<str>]) -> Result<Vec<String>, Failure> {
    let (case, lang) = (&*view.row.case, desk.shell.lang);
    let mut head = vec![super::verify::one(desk, case)?];
    let versions = desk.versions_of(&view.row.head.procedure, lines)?;
    head.extend(rules(desk, view, &versions)?);
    let versions: Vec<_> = versions.iter().map(|linked| linked.as_version()).collect();
    let found = guicheng_history::report(&telling(desk, view, &versions), lines.iter().map(|line| &**line));
    let found = found.map_err(|e| Failure::internal(words::damaged(lang, case, faults::replay(lang, &e))))?;
    let listed = |which: &dyn Fn(BreachKind) -> bool| {
        let all: Vec<&Breach> = found.iter().filter(|one| which(one.kind)).collect();
        let mut records: Vec<u32> = all.iter().map(|one| one.seq.0).collect();
        records.sort_unstable();
        records.dedup();
        let records: Vec<String> = records.iter().map(ToString::to_string).collect();
        let at = words::at_records(lang, records.join(lang.comma()));
        (all.len(), if records.is_empty() { String::new() } else { format!("{}{at}", lang.pick("", " ")) })
    };
    let (breaches, broken) = listed(&BreachKind::is_breach);
    let (deviations, deviant) = listed(&|kind| !kind.is_breach());
    head.push(words::history_followed(lang, breaches, broken, deviations, deviant));
    let (late, entered) = listed(&|kind| kind == BreachKind::EnteredLate);
    let (outages, unserved) = listed(&|kind| kind == BreachKind::Outage);
    head.push(words::history_marked(lang, late, entered, outages, unserved));
    Ok(head)
}

/// The versions that the case was on, and whether the last of them is still the one in force.
fn rules(desk: &Desk, view: &View, versions: &[Arc<Linked>]) -> Result<Vec<String>, Failure> {
    let (lang, store) = (desk.shell.lang, desk.host.store());
    let published = store.definitions(TENANT, Some(&view.row.head.procedure)).map_err(|e| desk.failed(e.into()))?;
    // What was in force from the first instant on needs no day.
    let since = |pins: &Pins| {
        let definition = published.iter().find(|definition| definition.pins == *pins && definition.effective.0 > 0);
        definition.map_or_else(String::new, |definition| words::history_since(lang, desk.at(definition.effective)))
    };
    let mut rules = Vec::new();
    for linked in versions {
        let (version, digest) = (picture::version(linked.procedure.version), to_hex(&linked.procedure.digest));
        rules.push(words::history_rule(lang, version, since(&linked.pins), digest));
    }
    let now = store.last_now(TENANT).map_err(|e| desk.failed(e.into()))?.unwrap_or(view.case.now);
    let present = desk.host.in_force(&view.row.head.procedure, now).map_err(|e| desk.failed(e))?;
    let newer = present.filter(|present| present.pins != view.linked.pins);
    rules.push(match newer {
        None => words::history_present(lang).to_owned(),
        Some(newer) => words::history_newer(lang, picture::version(newer.version), since(&newer.pins)),
    });
    Ok(rules)
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
    told.map_err(|e| Failure::internal(words::damaged(lang, &view.row.case, faults::replay(lang, &e))))
}

fn doc(view: &View, entries: &[Entry], lines: &[Box<str>]) -> Doc {
    let zone = &view.linked.procedure.zone;
    let own = |text: &Option<Box<str>>| text.as_ref().map(ToString::to_string);
    let one = |entry: &Entry| One {
        seq: entry.seq.0,
        recorded: instant::rfc3339(entry.recorded, zone),
        occurred: entry.occurred.map(|at| instant::rfc3339(at, zone)),
        outage_ms: entry.outage,
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
