//! `guicheng todo`: what a person has in hand and may take up.

use crate::{
    desk::Desk,
    failure::{Exit, Failure},
    instant, picture,
    shell::Shell,
    table::Table,
    value, words,
};
use clap::Args;
use guicheng_core::{Timestamp, WorkState};
use guicheng_store::WorkRow;
use serde::Serialize;

/// Whose work.
#[derive(Debug, Args)]
pub(crate) struct Todo {
    /// 谁；也可以写岗位的别名（org.toml 的 aliases） · who; or another word for a post (`aliases` of org.toml)
    #[arg(long = "as", value_name = "PERSON")]
    person: String,
}

#[derive(Serialize)]
struct Doc {
    schema: &'static str,
    person: String,
    now: String,
    work: Vec<One>,
}

#[derive(Serialize)]
struct One {
    case: String,
    work: u32,
    step: String,
    title: String,
    #[serde(rename = "for")]
    item: Option<String>,
    state: &'static str,
    held: bool,
    mine: bool,
    opened_at: String,
    due: Option<String>,
    left_ms: Option<i64>,
}

/// Lists it.
pub(crate) fn run(args: &Todo, shell: &Shell) -> Result<Exit, Failure> {
    let mut desk = Desk::existing(shell)?;
    let now = desk.now()?;
    let person = who(&mut desk, &args.person, now)?;
    let work = list(&mut desk, &person, now)?;
    if shell.json() {
        let now = instant::rfc3339(now, &desk.zone);
        shell.document(&Doc { schema: "guicheng/todo/1", person, now, work })?;
    } else {
        shell.print(&text(&desk, &person, &work, now));
    }
    Ok(Exit::Done)
}

/// A person by id or name; a post or duty by another word of the organisation, where one person has it now.
fn who(desk: &mut Desk, text: &str, now: Timestamp) -> Result<String, Failure> {
    let org = &desk.host.registry().org;
    let person = value::person(org, desk.shell.lang, text).map(str::to_owned);
    let Some(source) = org.alias(text).filter(|_| person.as_ref().map_or(true, |person| person == text)) else {
        return person;
    };
    let holders = desk.host.holders(source, now).map_err(|e| desk.failed(e))?.people;
    match holders.as_slice() {
        [one] => Ok(one.to_string()),
        _ => person,
    }
}

fn list(desk: &mut Desk, person: &str, now: Timestamp) -> Result<Vec<One>, Failure> {
    let rows = desk.host.todo(person, now).map_err(|e| desk.failed(e))?;
    let mut work = Vec::new();
    for row in rows {
        let view = desk.view(&row.case)?;
        let names = desk.names(&view);
        let Some(item) = view.case.work_item(row.work) else { continue };
        if !item.only.is_empty() && item.holder.is_none() && !may(&view.case, item, person) {
            continue;
        }
        let one = One {
            case: row.case.to_string(),
            work: row.work.0,
            step: row.card.to_string(),
            title: names.what(item.what).to_owned(),
            item: item.item.map(|i| names.item(&view.case, i)),
            state: match row.state {
                WorkState::Hidden => "hidden",
                WorkState::Offered => "offered",
                WorkState::Taken => "taken",
                WorkState::Started => "started",
            },
            held: row.held,
            mine: mine(&row, person),
            opened_at: instant::rfc3339(row.opened_at, &desk.zone),
            due: row.due.map(|at| instant::rfc3339(at, &desk.zone)),
            left_ms: row.due.map(|at| at.since(now)),
        };
        work.push(one);
    }
    Ok(work)
}

fn may(case: &guicheng_core::Case, item: &guicheng_core::WorkItem, person: &str) -> bool {
    item.only.iter().chain(&item.added).any(|ix| case.person(*ix) == person)
}

fn mine(row: &WorkRow, person: &str) -> bool {
    row.holder.as_deref() == Some(person)
}

/// What a person has to do, for people.
pub(crate) fn of_person(desk: &mut Desk, person: &str, now: Timestamp) -> Result<String, Failure> {
    let work = list(desk, person, now)?;
    Ok(text(desk, person, &work, now))
}

fn text(desk: &Desk, person: &str, work: &[One], now: Timestamp) -> String {
    let lang = desk.shell.lang;
    let shown = crate::names::person(&desk.host.registry().org, person);
    let mut out = words::todo_of(lang, shown, instant::show_time(now, &desk.zone));
    out.push('\n');
    if work.is_empty() {
        out.push_str(&format!("  {}\n", words::nothing_to_do(lang)));
        return out;
    }
    let mut table = Table::bare();
    for one in work {
        let title = match &one.item {
            Some(item) => format!("{} [{item}]", one.title),
            None => one.title.clone(),
        };
        let held = if one.held { words::state_held(lang) } else { "" };
        let left = one.left_ms.map_or_else(|| held.to_owned(), |ms| picture::left(ms, lang));
        table.row([title, one.step.clone(), one.case.clone(), left]);
    }
    out.push_str(&table.render("  "));
    out
}
