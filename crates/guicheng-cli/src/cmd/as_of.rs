//! `guicheng as-of`: how a case stood, from its history alone.

use super::{history, why::telling};
use crate::{
    desk::Desk,
    failure::{Exit, Failure},
    faults, instant,
    names::Names,
    picture,
    shell::Shell,
    table::Table,
    words,
};
use clap::{ArgGroup, Args};
use guicheng_core::{Seq, Status, Timestamp, WorkState};
use guicheng_history::{Bound, RunningClock, Standing, StandingWork, standing, to_hex};
use serde::Serialize;

/// Which case, and up to where.
#[derive(Debug, Args)]
#[command(group(ArgGroup::new("bound").required(true).args(["seq", "recorded", "occurred"])))]
pub(crate) struct AsOf {
    /// 个案 · the case
    case: String,
    /// 第几条记录之后 · after this record
    #[arg(long, value_name = "N")]
    seq: Option<u32>,
    /// 到这一刻写下了什么 · what had been written down by then
    #[arg(long, value_name = "T")]
    recorded: Option<String>,
    /// 这一刻实际怎样（连同后来补记的） · how it really was, late entries included
    #[arg(long, value_name = "T")]
    occurred: Option<String>,
    /// 原样输出状态（摘要就是算它的） · the state itself, whose digest is recorded
    #[arg(long)]
    state: bool,
}

#[derive(Serialize)]
struct Doc {
    schema: &'static str,
    case: String,
    seq: u32,
    at: String,
    state: &'static str,
    escalated: bool,
    digest: String,
    work: Vec<WorkDoc>,
    clocks: Vec<ClockDoc>,
    roles: Vec<RoleDoc>,
    norms: Vec<String>,
    later: Vec<LaterDoc>,
}

#[derive(Serialize)]
struct WorkDoc {
    work: u32,
    title: String,
    opened: u32,
    state: &'static str,
    held: bool,
    holder: Option<String>,
    roles: Vec<String>,
    people: Vec<String>,
    permitted: bool,
    done_by: Option<u32>,
}

#[derive(Serialize)]
struct ClockDoc {
    title: String,
    start: String,
    due: Option<String>,
    left_ms: Option<i64>,
    paused: bool,
}

#[derive(Serialize)]
struct RoleDoc {
    role: String,
    people: Vec<String>,
    source: String,
    at: String,
    record: u32,
}

#[derive(Serialize)]
struct LaterDoc {
    record: u32,
    recorded: String,
    occurred: Option<String>,
    line: String,
}

/// Shows it.
pub(crate) fn run(args: &AsOf, shell: &Shell) -> Result<Exit, Failure> {
    let mut desk = Desk::existing(shell)?;
    let view = desk.read(&args.case)?;
    let lines = history::lines(&desk, &args.case)?;
    let bound = bound(args, &desk, view.case.now)?;
    let versions = desk.versions_of(&view.row.head.procedure, &lines)?;
    let versions: Vec<_> = versions.iter().map(|linked| linked.as_version()).collect();
    let stood = standing(&telling(&desk, &view, &versions), lines.iter().map(|l| &**l), bound);
    let stood =
        stood.map_err(|e| Failure::internal(words::damaged(shell.lang, &args.case, faults::replay(shell.lang, &e))))?;
    let names = desk.names(&view);
    if args.state {
        shell.line(&stood.state_json);
    } else if shell.json() {
        shell.document(&doc(&args.case, &stood, &names))?;
    } else {
        shell.print(&text(&args.case, bound, &stood, &names));
    }
    Ok(Exit::Done)
}

fn bound(args: &AsOf, desk: &Desk, last: Timestamp) -> Result<Bound, Failure> {
    let read = |text: &str| {
        let at = instant::read(text, &desk.zone, last);
        at.ok_or_else(|| Failure::usage(words::bad_instant(desk.shell.lang, text)))
    };
    match (args.seq, &args.recorded, &args.occurred) {
        (_, Some(at), _) => Ok(Bound::Recorded(read(at)?)),
        (_, None, Some(at)) => Ok(Bound::Occurred(read(at)?)),
        (seq, None, None) => Ok(Bound::Record(Seq(seq.unwrap_or(u32::MAX)))),
    }
}

fn held(stood: &Standing) -> bool {
    stood.status == Status::Open && !stood.work.is_empty() && stood.work.iter().all(|w| w.held)
}

fn doc(case: &str, stood: &Standing, names: &Names<'_>) -> Doc {
    let at = |at: Timestamp| instant::rfc3339(at, &names.p.zone);
    let texts = |list: &[Box<str>]| list.iter().map(ToString::to_string).collect::<Vec<_>>();
    let work = |w: &StandingWork| WorkDoc {
        work: w.work.0,
        title: w.title.to_string(),
        opened: w.opened.0,
        state: state(w.state),
        held: w.held,
        holder: w.holder.as_ref().map(ToString::to_string),
        roles: texts(&w.roles),
        people: texts(&w.people),
        permitted: w.permitted,
        done_by: w.done_by.map(|seq| seq.0),
    };
    let clock = |c: &RunningClock| ClockDoc {
        title: c.title.to_string(),
        start: at(c.start),
        due: c.due.map(at),
        left_ms: c.left,
        paused: c.paused,
    };
    Doc {
        schema: "guicheng/as-of/1",
        case: case.into(),
        seq: stood.seq.0,
        at: at(stood.at),
        state: picture::state(stood.status, held(stood)),
        escalated: stood.escalated,
        digest: to_hex(&stood.state),
        work: stood.work.iter().map(work).collect(),
        clocks: stood.clocks.iter().map(clock).collect(),
        roles: (stood.roles.iter())
            .map(|r| RoleDoc {
                role: r.role.to_string(),
                people: texts(&r.people),
                source: r.source.to_string(),
                at: at(r.at),
                record: r.record.0,
            })
            .collect(),
        norms: texts(&stood.norms),
        later: (stood.later.iter())
            .map(|l| LaterDoc {
                record: l.entry.seq.0,
                recorded: at(l.entry.recorded),
                occurred: l.entry.occurred.map(at),
                line: l.entry.line.to_string(),
            })
            .collect(),
    }
}

const fn state(state: WorkState) -> &'static str {
    match state {
        WorkState::Hidden => "hidden",
        WorkState::Offered => "offered",
        WorkState::Taken => "taken",
        WorkState::Started => "started",
    }
}

fn text(case: &str, bound: Bound, stood: &Standing, names: &Names<'_>) -> String {
    let lang = names.lang;
    let at = names.at(stood.at);
    let mut out = match bound {
        Bound::Record(_) => words::as_of_record(lang, case, stood.seq.0, at),
        Bound::Recorded(_) => words::as_of_recorded(lang, case, at, stood.seq.0),
        Bound::Occurred(_) => words::as_of_occurred(lang, case, at, stood.seq.0),
    };
    out.push('\n');
    if stood.seq == Seq(0) {
        return out + words::unopened(lang) + "\n";
    }
    let mut head = picture::state_words(stood.status, held(stood), lang).to_owned();
    if stood.escalated {
        head.push_str(&format!(" · {}", words::escalated(lang)));
    }
    out.push_str(&format!("{head}  {}\n", words::state_digest(lang, to_hex(&stood.state))));
    let section = |out: &mut String, title: &str, body: String| {
        if !body.is_empty() {
            out.push_str(&format!("\n{title}\n{body}"));
        }
    };
    section(&mut out, words::head_work(lang), work_table(stood, names));
    section(&mut out, words::head_clocks(lang), clock_table(stood, names));
    let indented = |lines: Vec<String>| lines.iter().map(|l| format!("  {l}\n")).collect::<String>();
    let roles = stood.roles.iter().map(|r| {
        let people = if r.people.is_empty() { words::nobody_there(lang).into() } else { r.people.join(lang.comma()) };
        let record = words::at_record(lang, r.record.0);
        format!("{} {record}", words::role_held(lang, &r.role, people, &r.source, names.at(r.at)))
    });
    section(&mut out, words::head_roles(lang), indented(roles.collect()));
    section(&mut out, words::head_norms(lang), indented(stood.norms.iter().map(ToString::to_string).collect()));
    let later = stood.later.iter().map(|l| format!("{} {}", l.entry.line, words::at_record(lang, l.entry.seq.0)));
    section(&mut out, words::head_later(lang), indented(later.collect()));
    out
}

fn work_table(stood: &Standing, names: &Names<'_>) -> String {
    let lang = names.lang;
    let mut table = Table::bare();
    for work in &stood.work {
        let who = match &work.holder {
            Some(holder) => words::holder(lang, holder),
            None if work.people.is_empty() => work.roles.join(lang.comma()),
            None => words::could(lang, work.people.join(lang.comma())),
        };
        let mut marks = Vec::new();
        if work.state == WorkState::Hidden {
            marks.push(words::hidden(lang).to_owned());
        }
        if work.held {
            marks.push(words::state_held(lang).to_owned());
        }
        if let Some(seq) = work.done_by {
            marks.push(words::done_later(lang, seq.0));
        }
        let opened = words::at_record(lang, work.opened.0);
        table.row([work.title.to_string(), who, marks.join(lang.comma()), opened]);
    }
    table.render("  ")
}

fn clock_table(stood: &Standing, names: &Names<'_>) -> String {
    let lang = names.lang;
    let mut table = Table::bare();
    for clock in &stood.clocks {
        let due = clock.due.map_or_else(String::new, |due| words::report_due(lang, names.at(due)));
        let left = clock.left.map_or_else(String::new, |left| match left < 0 {
            true => words::over(lang, instant::span(-left, lang)),
            false => words::left(lang, instant::span(left, lang)),
        });
        let paused = if clock.paused { words::standing_still(lang) } else { "" };
        table.row([clock.title.to_string(), due, left, paused.to_owned()]);
    }
    table.render("  ")
}
