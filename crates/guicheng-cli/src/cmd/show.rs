//! `guicheng show`: a case as it stands.

use crate::{
    desk::Desk,
    failure::{Exit, Failure},
    instant,
    picture::{self, CaseDoc},
    shell::Shell,
    table::Table,
    words,
};
use clap::Args;
use guicheng_core::Timestamp;
use guicheng_store::View;

/// Which case.
#[derive(Debug, Args)]
pub(crate) struct Show {
    /// 个案 · the case
    case: String,
}

/// Shows it. The look at it changes nothing: what is due meanwhile fires with the next command or tick.
pub(crate) fn run(args: &Show, shell: &Shell) -> Result<Exit, Failure> {
    let mut desk = Desk::existing(shell)?;
    let now = desk.now()?;
    let view = desk.read(&args.case)?;
    let mut doc = picture::of(&desk, &view, now)?;
    let mut others = Vec::new();
    for case in picture::to_go_through(&view) {
        let other = desk.view(&case)?;
        let of = picture::of(&desk, &other, now)?;
        others.push((other, of));
    }
    if shell.json() {
        doc.go_through = others.into_iter().map(|(_, of)| of).collect();
        shell.document(&doc)?;
    } else {
        shell.print(&text(&desk, &view, &doc, now));
        shell.print(&gone_through(&desk, &others));
    }
    Ok(Exit::Done)
}

/// Cases that are gone through one by one: what is open in each, clocks that run, notices that nobody confirmed.
fn gone_through(desk: &Desk, others: &[(View, CaseDoc)]) -> String {
    let lang = desk.shell.lang;
    let mut out = String::new();
    if !others.is_empty() {
        out.push_str(&format!("\n{}\n", words::head_go_through(lang)));
    }
    for (view, doc) in others {
        out.push_str(&format!("  {}  {}\n", doc.case, doc.title));
        out.push_str(&picture::work_table(desk, doc, "    "));
        out.push_str(&clocks(view, doc, desk, "    "));
        out.push_str(&waiting(doc, desk, "    "));
    }
    out
}

/// Notices that nobody confirmed.
fn waiting(doc: &CaseDoc, desk: &Desk, indent: &str) -> String {
    let lang = desk.shell.lang;
    let told = |n: &picture::NoticeDoc| words::notice_waiting(lang, n.number, &n.title, n.to.join(lang.comma()));
    doc.notices.iter().map(|n| format!("{indent}{}\n", told(n))).collect()
}

/// A case for people.
pub(crate) fn text(desk: &Desk, view: &View, doc: &CaseDoc, now: Timestamp) -> String {
    let lang = desk.shell.lang;
    let case = &view.case;
    let mut out = format!("{}  {}  {} {}\n", doc.case, doc.title, words::col_version(lang), doc.version);
    let mut state = picture::state_words(case.status, case.is_held(), lang).to_owned();
    if doc.escalated {
        state.push_str(&format!(" · {}", words::escalated(lang)));
    }
    if let Some(into) = &case.merged_into {
        state.push_str(&format!(" · {}", words::merged_into(lang, into)));
    }
    let opened = instant::show(case.opened_at, &view.linked.procedure.zone);
    let here = instant::show(now, &view.linked.procedure.zone);
    out.push_str(&format!("{state}  {} {opened}  {}\n", words::col_opened(lang), words::try_now(lang, here)));
    let section = |out: &mut String, title: &str, body: String| {
        if !body.is_empty() {
            out.push_str(&format!("\n{title}\n{body}"));
        }
    };
    section(&mut out, words::head_work(lang), picture::work_table(desk, doc, "  "));
    section(&mut out, words::head_clocks(lang), clocks(view, doc, desk, "  "));
    let lines = |texts: &[String]| texts.iter().map(|t| format!("  {t}\n")).collect::<String>();
    section(&mut out, words::head_holds(lang), lines(&doc.holds));
    section(&mut out, words::head_broken(lang), lines(&doc.broken));
    section(&mut out, "", waiting(doc, desk, "  "));
    section(&mut out, words::head_fields(lang), fields(doc));
    section(&mut out, words::head_acts(lang), acts(doc));
    out
}

fn clocks(view: &View, doc: &CaseDoc, desk: &Desk, indent: &str) -> String {
    let lang = desk.shell.lang;
    let mut table = Table::bare();
    let running = view.case.clocks.iter().filter(|c| c.phase != guicheng_core::Phase::Stopped);
    for (state, clock) in running.zip(&doc.clocks) {
        let zone = &view.linked.procedure.zone;
        let phase = match clock.phase {
            "paused" => words::clock_paused(lang),
            _ if clock.late => words::clock_late(lang),
            _ => words::clock_running(lang),
        };
        let due =
            state.due.map_or_else(String::new, |at| format!("{} {}", words::col_due(lang), instant::show(at, zone)));
        let left = match (clock.left_ms, clock.next.is_some()) {
            (Some(ms), _) => picture::left(ms, lang),
            (None, true) => words::next_due(lang, instant::show(state.next, zone)),
            (None, false) => String::new(),
        };
        table.row([clock.title.clone(), phase.to_owned(), due, left]);
    }
    table.render(indent)
}

fn fields(doc: &CaseDoc) -> String {
    let mut table = Table::bare();
    for field in &doc.fields {
        table.row([field.title.clone(), field.field.clone(), field.value.clone()]);
    }
    table.render("  ")
}

fn acts(doc: &CaseDoc) -> String {
    let mut table = Table::bare();
    for act in &doc.acts {
        table.row([act.title.clone(), act.act.clone(), act.roles.clone()]);
    }
    table.render("  ")
}
