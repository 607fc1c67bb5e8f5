//! `guicheng report`: breaches and deviations, each with clause, records and people.

use super::{history, why::telling};
use crate::{
    desk::Desk,
    failure::{Exit, Failure},
    faults, instant,
    lang::Lang,
    logbook::{self, Drawn},
    names::Names,
    shell::Shell,
    tree, words,
};
use clap::{Args, ValueEnum};
use guicheng_core::Timestamp;
use guicheng_history::{Breach, BreachKind, report};
use serde::Serialize;
use std::path::PathBuf;

/// Which cases.
#[derive(Debug, Args)]
pub(crate) struct Report {
    /// 个案；不写就是全部 · the case; all of them if not given
    case: Option<String>,
    /// 只看违反，不看偏离 · breaches only
    #[arg(long)]
    breaches: bool,
    /// 写成文字，或把许多个案画成图 · as text, or as a picture of many cases
    #[arg(long = "as", value_enum, default_value_t = Form::Text)]
    form: Form,
    /// 图写到哪个文件 · the file for the picture
    #[arg(short, long, value_name = "FILE")]
    out: Option<PathBuf>,
}

/// A form of the report.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
enum Form {
    /// Breaches and deviations.
    Text,
    /// Every completed piece of work of every case as a dot, as SVG.
    Dots,
    /// What followed what, how often, after how long, as SVG.
    Map,
}

#[derive(Serialize)]
struct Doc {
    schema: &'static str,
    breaches: usize,
    deviations: usize,
    cases: Vec<CaseDoc>,
}

#[derive(Serialize)]
struct CaseDoc {
    case: String,
    procedure: String,
    findings: Vec<One>,
}

/// A finding, for programs.
#[derive(Serialize)]
pub(crate) struct One {
    kind: &'static str,
    breach: bool,
    words: String,
    at: String,
    due: Option<String>,
    until: Option<String>,
    lasted_ms: Option<i64>,
    records: Vec<u32>,
    clauses: Vec<String>,
    people: Vec<String>,
    roles: Vec<String>,
}

/// Lists them.
pub(crate) fn run(args: &Report, shell: &Shell) -> Result<Exit, Failure> {
    let lang = shell.lang;
    let drawn = match args.form {
        Form::Text => None,
        Form::Dots => Some(Drawn::Dots),
        Form::Map => Some(Drawn::Map),
    };
    if let Some(drawn) = drawn {
        return logbook::of_store(shell, args.case.as_slice(), drawn, args.out.as_deref());
    }
    let mut desk = Desk::existing(shell)?;
    let mut doc = Doc { schema: "guicheng/report/1", breaches: 0, deviations: 0, cases: Vec::new() };
    let mut cases = 0;
    match &args.case {
        Some(case) => one_case(args, &mut desk, case, &mut doc)?,
        None => tree::each_case(&mut desk, |desk, case| {
            cases += 1;
            one_case(args, desk, case, &mut doc)
        })?,
    }
    if shell.json() {
        shell.document(&doc)?;
    } else if args.case.is_none() {
        shell.line(&words::report_total(lang, cases, doc.breaches, doc.deviations));
    }
    Ok(Exit::Done)
}

/// The findings of one case: told at once, or kept for the document.
fn one_case(args: &Report, desk: &mut Desk, case: &str, doc: &mut Doc) -> Result<(), Failure> {
    let view = desk.view(case)?;
    desk.may_report(&view.row.head.procedure)?;
    let lines = history::lines(desk, case)?;
    let versions = desk.versions_of(&view.row.head.procedure, &lines)?;
    let versions: Vec<_> = versions.iter().map(|linked| linked.as_version()).collect();
    let found = report(&telling(desk, &view, &versions), lines.iter().map(|l| &**l));
    let mut found = found
        .map_err(|e| Failure::internal(words::damaged(desk.shell.lang, case, faults::replay(desk.shell.lang, &e))))?;
    found.retain(|breach| !args.breaches || breach.kind.is_breach());
    let breaches = found.iter().filter(|b| b.kind.is_breach()).count();
    doc.breaches += breaches;
    doc.deviations += found.len() - breaches;
    let names = desk.names(&view);
    if desk.shell.json() {
        let procedure = view.linked.procedure.id.to_string();
        let findings = found.iter().map(|b| one(b, &names)).collect();
        doc.cases.push(CaseDoc { case: case.to_owned(), procedure, findings });
    } else if args.case.is_some() || !found.is_empty() {
        desk.shell.print(&text(case, &found, breaches, &names));
    }
    Ok(())
}

/// A finding, for programs.
pub(crate) fn one(breach: &Breach, names: &Names<'_>) -> One {
    let at = |at: Timestamp| instant::rfc3339(at, &names.p.zone);
    let texts = |list: &[Box<str>]| list.iter().map(ToString::to_string).collect();
    One {
        kind: breach.kind.code(),
        breach: breach.kind.is_breach(),
        words: breach.words.to_string(),
        at: at(breach.at),
        due: breach.due.map(at),
        until: breach.until.map(at),
        lasted_ms: breach.lasted(),
        records: breach.records.iter().map(|seq| seq.0).collect(),
        clauses: texts(&breach.clauses),
        people: texts(&breach.people),
        roles: texts(&breach.roles),
    }
}

const fn title(kind: BreachKind, lang: Lang) -> &'static str {
    match kind {
        BreachKind::Late => words::breach_late(lang),
        BreachKind::Rule => words::breach_rule(lang),
        BreachKind::Nobody => words::breach_nobody(lang),
        BreachKind::Unanswered => words::breach_unanswered(lang),
        BreachKind::LeftOut => words::breach_left_out(lang),
        BreachKind::Given => words::breach_given(lang),
        BreachKind::BrokenOff => words::breach_broken_off(lang),
        BreachKind::Corrected => words::breach_corrected(lang),
        BreachKind::EnteredLate => words::breach_entered_late(lang),
        BreachKind::Outage => words::breach_outage(lang),
        BreachKind::ClockBack => words::breach_clock_back(lang),
    }
}

fn text(case: &str, found: &[Breach], breaches: usize, names: &Names<'_>) -> String {
    let lang = names.lang;
    let mut out = words::report_of(lang, case, breaches, found.len() - breaches) + "\n";
    if found.is_empty() {
        out.push_str(&format!("  {}\n", words::no_breaches(lang)));
    }
    for breach in found {
        let mark = if breach.kind.is_breach() { "✗" } else { "·" };
        out.push_str(&format!("{mark} {}  {}  {}\n", names.at(breach.at), title(breach.kind, lang), breach.words));
        let records: Vec<String> = breach.records.iter().map(|seq| seq.0.to_string()).collect();
        let mut parts = Vec::new();
        if let Some(due) = breach.due {
            parts.push(words::report_due(lang, names.at(due)));
        }
        match (breach.until, breach.kind) {
            (Some(at), BreachKind::EnteredLate) => parts.push(words::report_occurred(lang, names.at(at))),
            (Some(until), _) => parts.push(words::report_until(lang, names.at(until))),
            (None, BreachKind::Late | BreachKind::Rule) => parts.push(words::still_open(lang).to_owned()),
            (None, _) => {}
        }
        if let Some(lasted) = breach.lasted() {
            parts.push(words::report_lasted(lang, instant::span(lasted, lang)));
        }
        for (list, shown) in [
            (&breach.people, words::report_people as fn(Lang, String) -> String),
            (&breach.roles, words::report_roles),
            (&breach.clauses, words::report_clauses),
        ] {
            if !list.is_empty() {
                parts.push(shown(lang, list.join(lang.comma())));
            }
        }
        out.push_str(&format!("    {} {}\n", parts.join(" · "), words::at_records(lang, records.join(lang.comma()))));
    }
    out
}
