//! `guicheng whatif NEW`: past cases under a new version of their procedure. The store is opened so that it cannot be
//! changed.

use super::history;
use crate::{
    courses,
    desk::Desk,
    failure::{Exit, Failure},
    faults, instant,
    lang::Lang,
    library::{self, Library},
    names::Names,
    picture, refusal,
    shell::Shell,
    words,
};
use clap::Args;
use guicheng_core::{Answer, Procedure, Question, RoleSource};
use guicheng_history::{Change, Outcome, Shift, Stuck, StuckWhy, WhatIf as Verdict, what_if};
use guicheng_lang::has_errors;
use guicheng_store::Linked;
use serde::Serialize;
use std::{collections::BTreeMap, path::PathBuf};

/// Which version, which cases.
#[derive(Debug, Args)]
pub(crate) struct WhatIf {
    /// 新版本的文件 · the file of the new version
    #[arg(value_name = "NEW")]
    new: PathBuf,
    /// 个案；不写就是该流程的全部个案 · the cases; all of the procedure if not given
    #[arg(value_name = "CASE")]
    cases: Vec<String>,
}

/// So many of the greatest shifts are told.
const WORST: usize = 10;

#[derive(Serialize)]
struct Doc {
    schema: &'static str,
    procedure: String,
    version: String,
    same: usize,
    timing: usize,
    course: usize,
    not_replayable: usize,
    /// Clocks broken, under the cases' own versions and under the new one.
    broken: Vec<BrokenDoc>,
    /// The greatest shifts of dues, over all cases.
    worst: Vec<ShiftDoc>,
    cases: Vec<CaseDoc>,
}

#[derive(Serialize)]
struct BrokenDoc {
    clock: String,
    title: String,
    before: usize,
    after: usize,
}

#[derive(Clone, Serialize)]
struct ShiftDoc {
    case: String,
    clock: String,
    title: String,
    due_before: Option<String>,
    due_after: Option<String>,
    by_ms: Option<i64>,
    broken_before: bool,
    broken_after: bool,
    words: String,
}

#[derive(Serialize)]
struct CaseDoc {
    case: String,
    version: String,
    class: &'static str,
    left_out: Vec<DeedDoc>,
    added: Vec<DeedDoc>,
    shifts: Vec<ShiftDoc>,
    #[serde(skip_serializing_if = "Option::is_none")]
    stuck: Option<StuckDoc>,
}

#[derive(Serialize)]
struct DeedDoc {
    what: &'static str,
    name: String,
    words: String,
}

#[derive(Serialize)]
struct StuckDoc {
    record: u32,
    step: Option<String>,
    /// The case cannot be decided again so even under its own version.
    own_version: bool,
    code: &'static str,
    words: String,
}

/// Runs them.
pub(crate) fn run(args: &WhatIf, shell: &Shell) -> Result<Exit, Failure> {
    let lang = shell.lang;
    let new = compiled(args, shell)?;
    let mut desk = Desk::reading(shell)?;
    let id = new.procedure.id.clone();
    let mut doc = Doc {
        schema: "guicheng/whatif/1",
        procedure: id.to_string(),
        version: picture::version(new.procedure.version),
        same: 0,
        timing: 0,
        course: 0,
        not_replayable: 0,
        broken: Vec::new(),
        worst: Vec::new(),
        cases: Vec::new(),
    };
    let (mut before, mut after) = (BTreeMap::new(), BTreeMap::new());
    for case in courses::named(&desk, &args.cases)? {
        let view = desk.view(&case)?;
        if *view.row.head.procedure != *id {
            if args.cases.is_empty() {
                continue;
            }
            return Err(Failure::usage(words::whatif_other(lang, &case, &view.row.head.procedure, &id)));
        }
        let lines = history::lines(&desk, &case)?;
        let versions = desk.versions_of(&id, &lines)?;
        let texts: Vec<&str> = lines.iter().map(|line| &**line).collect();
        let olds: Vec<_> = versions.iter().map(|linked| linked.as_version()).collect();
        let verdict = what_if(&olds, &new.as_version(), &texts, &|p, q| answer(&desk, p, q))
            .map_err(|e| Failure::internal(words::damaged(lang, &case, faults::replay(lang, &e))))?;
        // What is stuck under its own version is told in the words of that.
        let own = matches!(&verdict, Verdict::NotReplayable(stuck) if stuck.own);
        let told: &Linked = versions.last().filter(|_| own).map_or(&new, |own| own);
        let names = Names::new(&told.procedure, &[], &desk.host.registry().org, lang);
        let one = case_doc(&case, picture::version(view.linked.procedure.version), &verdict, &names);
        if let Verdict::Same(outcome) | Verdict::Timing(outcome) | Verdict::Course(outcome) = &verdict {
            add(&mut before, &outcome.broken_before);
            add(&mut after, &outcome.broken_after);
        }
        match one.class {
            "same" => doc.same += 1,
            "timing" => doc.timing += 1,
            "course" => doc.course += 1,
            _ => doc.not_replayable += 1,
        }
        doc.cases.push(one);
    }
    doc.broken = broken(&before, &after, &new, lang);
    doc.worst = worst(&doc.cases);
    if shell.json() {
        shell.document(&doc)?;
    } else {
        shell.print(&text(&doc, lang));
    }
    Ok(Exit::Done)
}

fn compiled(args: &WhatIf, shell: &Shell) -> Result<Linked, Failure> {
    let file = library::read(&args.new, shell.lang)?;
    let checked = Library::of_path(&args.new, shell.lang)?.compile(&file.path, &file.bytes);
    if has_errors(&checked.findings) || checked.procedure.is_none() {
        let shown = super::check::rendered(shell, &checked);
        let words = words::has_findings(shell.lang, args.new.display());
        return Err(Failure::refused("findings", format!("{shown}{words}")));
    }
    let procedure = checked.procedure.ok_or_else(|| Failure::internal(String::new()))?;
    Ok(Linked::new(procedure))
}

/// Who holds a role that nobody asked for then: as the roster that we have says of that instant.
fn answer(desk: &Desk, procedure: &Procedure, question: &Question) -> Option<Answer> {
    let (role, at, of) = match question {
        Question::Holders { role, at, of } => (*role, *at, of.as_deref()),
        Question::Order { role, at, .. } => (*role, *at, None),
        Question::VersionInForce { step, at } => {
            let guicheng_core::StepKind::Call(call) = &procedure.steps.get(*step)?.kind else { return None };
            let number = desk.host.in_force(&call.procedure, *at).ok()?.map(|definition| definition.version);
            return Some(Answer { people: Vec::new(), number, source: "published versions".into() });
        }
    };
    match (&procedure.roles.get(role)?.from, of) {
        (RoleSource::Organisation(source), _) => desk.host.holders(source, at).ok(),
        (RoleSource::HeadOf(_), Some(department)) => desk.host.holders(&format!("head:{department}"), at).ok(),
        (RoleSource::HeadOf(_) | RoleSource::Field(_) | RoleSource::Did(_) | RoleSource::Anyone, _) => {
            Some(Answer::default())
        }
    }
}

fn add(all: &mut BTreeMap<Box<str>, usize>, some: &BTreeMap<Box<str>, usize>) {
    for (name, count) in some {
        *all.entry(name.clone()).or_default() += count;
    }
}

fn broken(
    before: &BTreeMap<Box<str>, usize>,
    after: &BTreeMap<Box<str>, usize>,
    new: &Linked,
    lang: Lang,
) -> Vec<BrokenDoc> {
    let mut clocks: Vec<&str> = before.keys().chain(after.keys()).map(|name| &**name).collect();
    clocks.sort_unstable();
    clocks.dedup();
    let count = |of: &BTreeMap<Box<str>, usize>, name: &str| of.get(name).copied().unwrap_or(0);
    let one = |name: &str| BrokenDoc {
        clock: name.to_owned(),
        title: clock_title(new, name, lang),
        before: count(before, name),
        after: count(after, name),
    };
    clocks.into_iter().map(one).collect()
}

fn clock_title(new: &Linked, clock: &str, lang: Lang) -> String {
    let names = &new.procedure.names;
    let own = names.clocks.values().find(|label| *label.id == *clock).map(|label| label.title_in(lang.code()));
    let step = clock.split_once('.').and_then(|(_, step)| names.steps.values().find(|label| *label.id == *step));
    match (step, own) {
        (Some(step), _) => words::whatif_limit(lang, step.title_in(lang.code())),
        (None, Some(own)) => own.to_owned(),
        (None, None) => clock.to_owned(),
    }
}

fn case_doc(case: &str, version: String, verdict: &Verdict, names: &Names<'_>) -> CaseDoc {
    let (class, outcome, stuck) = match verdict {
        Verdict::Same(outcome) => ("same", Some(outcome), None),
        Verdict::Timing(outcome) => ("timing", Some(outcome), None),
        Verdict::Course(outcome) => ("course", Some(outcome), None),
        Verdict::NotReplayable(stuck) => ("not_replayable", None, Some(stuck_doc(stuck, names))),
    };
    let empty = Outcome::default();
    let outcome = outcome.map_or(&empty, |outcome| &**outcome);
    let deeds = |list: &[(Change, Box<str>)]| list.iter().map(|(change, name)| deed(*change, name, names)).collect();
    CaseDoc {
        case: case.to_owned(),
        version,
        class,
        left_out: deeds(&outcome.left_out),
        added: deeds(&outcome.added),
        shifts: outcome.shifts.iter().map(|shift| shift_doc(case, shift, names)).collect(),
        stuck,
    }
}

/// The title of a card by its name, or the name where the new version has no such card.
fn card(names: &Names<'_>, name: &str) -> String {
    let all = &names.p.names;
    let found = (all.steps.values()).chain(all.nodes.values()).chain(all.scopes.values()).chain(all.rules.values());
    let mut found = found.filter(|label| *label.id == *name);
    found.next().map_or_else(|| name.to_owned(), |label| label.title_in(names.lang.code()).to_owned())
}

fn deed(change: Change, name: &str, names: &Names<'_>) -> DeedDoc {
    let lang = names.lang;
    let title = card(names, name);
    let (what, words) = match change {
        Change::Done => ("done", words::whatif_done(lang, title)),
        Change::Skipped => ("skipped", words::whatif_skipped(lang, title)),
        Change::PassedOver => ("passed_over", words::whatif_passed_over(lang, title)),
        Change::Withdrawn => ("withdrawn", words::whatif_withdrawn(lang, title)),
        Change::RuleBroken => ("rule_broken", words::whatif_rule(lang, title)),
        Change::Ended => ("ended", words::whatif_ended(lang, name)),
    };
    DeedDoc { what, name: name.to_owned(), words }
}

fn shift_doc(case: &str, shift: &Shift, names: &Names<'_>) -> ShiftDoc {
    let lang = names.lang;
    let linked = clock_names(names, &shift.clock);
    let due = |clock: &Option<guicheng_history::RerunClock>| {
        clock.as_ref().and_then(|c| c.due).filter(|due| *due < guicheng_core::Timestamp::NEVER)
    };
    let (old, new) = (due(&shift.before), due(&shift.after));
    let broken = |clock: &Option<guicheng_history::RerunClock>| clock.as_ref().is_some_and(|c| c.broken);
    let (was, is) = (broken(&shift.before), broken(&shift.after));
    let shown = |at: Option<guicheng_core::Timestamp>| at.map_or_else(|| "—".to_owned(), |at| names.at(at));
    let mut words = words::whatif_due(lang, &linked, shown(old), shown(new));
    match shift.by() {
        Some(by) if by > 0 => words += &words::whatif_later(lang, instant::span(by, lang)),
        Some(by) if by < 0 => words += &words::whatif_earlier(lang, instant::span(-by, lang)),
        Some(_) if was == is => words += words::whatif_thresholds(lang),
        Some(_) | None => {}
    }
    match (was, is) {
        (false, true) => words += words::whatif_breaks(lang),
        (true, false) => words += words::whatif_keeps(lang),
        (true, true) | (false, false) => {}
    }
    let rfc = |at: Option<guicheng_core::Timestamp>| at.map(|at| instant::rfc3339(at, &names.p.zone));
    ShiftDoc {
        case: case.to_owned(),
        clock: shift.clock.to_string(),
        title: linked,
        due_before: rfc(old),
        due_after: rfc(new),
        by_ms: shift.by(),
        broken_before: was,
        broken_after: is,
        words,
    }
}

fn clock_names(names: &Names<'_>, clock: &str) -> String {
    let found = names.p.names.clocks.iter().find(|(_, label)| *label.id == *clock);
    found.map_or_else(|| clock.to_owned(), |(id, _)| names.clock(id))
}

fn stuck_doc(stuck: &Stuck, names: &Names<'_>) -> StuckDoc {
    let lang = names.lang;
    let step = stuck.step.as_ref().map(|step| card(names, step));
    let about = step.clone().unwrap_or_else(|| "—".to_owned());
    let (code, mut words) = match &stuck.why {
        StuckWhy::Migrated => ("migrated", words::whatif_migrated(lang).to_owned()),
        StuckWhy::Unknown(error) => ("unknown_name", words::whatif_unknown(lang, about, faults::decode(lang, error))),
        StuckWhy::NotOpen => ("not_open", words::whatif_not_open(lang, about)),
        StuckWhy::Refused(rejection) => {
            ("refused", words::whatif_refused(lang, about, refusal::text(rejection, names).trim_end()))
        }
        StuckWhy::Unanswered => ("unanswered", words::whatif_unanswered(lang, about)),
        StuckWhy::Waits => ("waits", words::whatif_waits(lang, about)),
        StuckWhy::Endless => ("endless", words::whatif_endless(lang).to_owned()),
    };
    if stuck.own {
        words += words::whatif_own(lang);
    }
    let step = stuck.step.as_ref().map(ToString::to_string);
    StuckDoc { record: stuck.record.0, step, own_version: stuck.own, code, words }
}

/// The greatest shifts: those that break a clock first, then by length.
fn worst(cases: &[CaseDoc]) -> Vec<ShiftDoc> {
    let mut all: Vec<&ShiftDoc> = cases.iter().flat_map(|case| &case.shifts).collect();
    let breaks = |shift: &ShiftDoc| shift.broken_after && !shift.broken_before;
    all.sort_by_key(|shift| (!breaks(shift), core::cmp::Reverse(shift.by_ms.map_or(0, i64::unsigned_abs))));
    all.into_iter().take(WORST).cloned().collect()
}

fn text(doc: &Doc, lang: Lang) -> String {
    let mut lines = vec![
        words::whatif_of(lang, &doc.procedure, &doc.version, doc.cases.len()),
        words::whatif_counts(lang, doc.same, doc.timing, doc.course, doc.not_replayable),
    ];
    if !doc.broken.is_empty() {
        lines.push(words::whatif_broken(lang).to_owned());
        let one = |b: &BrokenDoc| words::whatif_broken_clock(lang, &b.title, b.before, b.after);
        lines.extend(doc.broken.iter().map(one));
    }
    if !doc.worst.is_empty() {
        lines.push(words::whatif_worst(lang).to_owned());
        lines.extend(doc.worst.iter().map(|shift| format!("  {}  {}", shift.case, shift.words)));
    }
    for case in &doc.cases {
        let differs = !case.left_out.is_empty() || !case.added.is_empty();
        if differs {
            lines.push(words::whatif_course(lang, &case.case));
            lines.extend(case.left_out.iter().map(|deed| format!("  − {}", deed.words)));
            lines.extend(case.added.iter().map(|deed| format!("  + {}", deed.words)));
        }
        if let Some(stuck) = &case.stuck {
            lines.push(words::whatif_stuck(lang, &case.case, stuck.record, &stuck.words));
        }
    }
    lines.push(words::whatif_note(lang).to_owned());
    lines.join("\n") + "\n"
}
