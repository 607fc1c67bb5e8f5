//! `guicheng why-not`: why a step is not done: what became of it, or what it waits for.

use super::{history, why::telling};
use crate::{
    desk::Desk,
    failure::{Exit, Failure},
    faults,
    shell::Shell,
    words,
};
use clap::Args;
use guicheng_core::StepId;
use guicheng_history::Hindrance;
use guicheng_store::View;
use serde::Serialize;

/// Which step of which case.
#[derive(Debug, Args)]
pub(crate) struct WhyNot {
    /// 个案 · the case
    case: String,
    /// 步骤：名字或标题 · the step: its name or its title
    step: String,
}

#[derive(Serialize)]
struct Doc<'a> {
    schema: &'static str,
    case: &'a str,
    step: &'a str,
    title: &'a str,
    reasons: Vec<HindranceDoc>,
}

#[derive(Serialize)]
struct HindranceDoc {
    kind: &'static str,
    words: String,
    record: Option<u32>,
    clauses: Vec<Box<str>>,
}

/// Tells it.
pub(crate) fn run(args: &WhyNot, shell: &Shell) -> Result<Exit, Failure> {
    let lang = shell.lang;
    let mut desk = Desk::existing(shell)?;
    let view = desk.read(&args.case)?;
    let step = step_of(&view, &args.step).ok_or_else(|| {
        let labels = view.linked.procedure.names.steps.values();
        let known: Vec<&str> = labels.map(|l| &*l.id).collect();
        Failure::usage(words::no_step(lang, &args.step, known.join(lang.comma())))
    })?;
    let lines = history::lines(&desk, &args.case)?;
    let versions = desk.versions_of(&view.row.head.procedure, &lines)?;
    let versions: Vec<_> = versions.iter().map(|linked| linked.as_version()).collect();
    let found = guicheng_history::why_not(&telling(&desk, &view, &versions), lines.iter().map(|l| &**l), step);
    let found = found.map_err(|e| Failure::internal(words::damaged(lang, &args.case, faults::replay(lang, &e))))?;
    let names = desk.names(&view);
    let id = view.linked.procedure.names.steps.get(step).map_or("?", |l| &l.id);
    if shell.json() {
        let one = |h: &'_ Hindrance| HindranceDoc {
            kind: h.kind,
            words: h.words.to_string(),
            record: h.record.map(|seq| seq.0),
            clauses: h.clauses.clone(),
        };
        let doc = Doc {
            schema: "guicheng/why-not/1",
            case: &args.case,
            step: id,
            title: names.step(step),
            reasons: found.iter().map(one).collect(),
        };
        shell.document(&doc)?;
        return Ok(Exit::Done);
    }
    shell.line(&words::why_not_of(lang, names.step(step), id));
    if found.is_empty() {
        shell.line(&format!("  {}", words::nothing_said(lang)));
    }
    for hindrance in &found {
        let record = hindrance.record.map_or_else(String::new, |seq| format!(" {}", words::at_record(lang, seq.0)));
        let clauses = match hindrance.clauses.is_empty() {
            true => String::new(),
            false => format!(" {}", words::report_clauses(lang, hindrance.clauses.join(lang.comma()))),
        };
        shell.line(&format!("  {}{record}{clauses}", hindrance.words));
    }
    Ok(Exit::Done)
}

fn step_of(view: &View, text: &str) -> Option<StepId> {
    let labels = &view.linked.procedure.names.steps;
    let by_id = labels.iter().find(|(_, label)| *label.id == *text);
    let by_title = || labels.iter().find(|(_, l)| *l.title == *text || l.en.as_deref() == Some(text));
    by_id.or_else(by_title).map(|(id, _)| id)
}
