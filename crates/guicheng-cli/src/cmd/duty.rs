//! `guicheng duty`: who has the duties that pass only by signature; and setting the first holder of one.

use crate::{
    desk::{Desk, TENANT},
    failure::{Exit, Failure},
    instant,
    shell::Shell,
    table::Table,
    words,
};
use clap::Args;
use guicheng_store::{Duty, DutyBy, DutySetting, HostError, Store};
use serde::Serialize;

/// Which duty, and who is to have it.
#[derive(Debug, Args)]
pub(crate) struct Duties {
    /// 值守，如 roster:front_desk；不写时列出全部 · the duty; without it all are listed
    duty: Option<String>,
    /// 从现在起由谁值守 · who is to have it from now on
    #[arg(long, value_name = "PERSON", requires_all = ["duty", "person", "why"])]
    to: Option<String>,
    /// 谁定的 · who sets it
    #[arg(long = "as", value_name = "PERSON")]
    person: Option<String>,
    /// 原因 · the reason
    #[arg(long, value_name = "REASON")]
    why: Option<String>,
}

#[derive(Serialize)]
struct Doc {
    schema: &'static str,
    duties: Vec<One>,
}

#[derive(Serialize)]
struct One {
    duty: String,
    person: String,
    since: String,
    case: Option<String>,
    set_by: Option<String>,
    reason: Option<String>,
}

/// Sets it if asked to, and lists who has had them, oldest first.
pub(crate) fn run(args: &Duties, shell: &Shell) -> Result<Exit, Failure> {
    let mut desk = Desk::existing(shell)?;
    if let (Some(duty), Some(to), Some(by), Some(reason)) = (&args.duty, &args.to, &args.person, &args.why) {
        let now = desk.now()?;
        let (person, by) = (desk.person(to)?, desk.person(by)?);
        let setting = DutySetting { duty, person: &person, by: &by, reason, now };
        desk.host.set_duty(setting).map_err(|error| refused(&desk, error))?;
    }
    let all = desk.host.store().duties(TENANT, args.duty.as_deref()).map_err(|e| desk.failed(e.into()))?;
    if shell.json() {
        let duties = all.iter().map(|duty| one(&desk, duty)).collect();
        shell.document(&Doc { schema: "guicheng/duty/1", duties })?;
        return Ok(Exit::Done);
    }
    let lang = shell.lang;
    if all.is_empty() {
        shell.line(words::no_duties(lang));
        return Ok(Exit::Done);
    }
    let mut table =
        Table::new([words::col_duty(lang), words::col_who(lang), words::col_since(lang), words::col_why(lang)]);
    for duty in &all {
        let why = match &duty.by {
            DutyBy::Handover(id) => words::duty_handed(lang, &id.case),
            DutyBy::Set { person, reason } => words::duty_set(lang, person, reason),
        };
        table.row([duty.duty.to_string(), duty.person.to_string(), desk.at(duty.since), why]);
    }
    shell.print(&table.render(""));
    Ok(Exit::Done)
}

fn one(desk: &Desk, duty: &Duty) -> One {
    let (set_by, reason) = match &duty.by {
        DutyBy::Handover(_) => (None, None),
        DutyBy::Set { person, reason } => (Some(person.to_string()), Some(reason.to_string())),
    };
    One {
        duty: duty.duty.to_string(),
        person: duty.person.to_string(),
        since: instant::rfc3339(duty.since, &desk.zone),
        case: duty.by.handover().map(|id| id.case.to_string()),
        set_by,
        reason,
    }
}

fn refused(desk: &Desk, error: HostError) -> Failure {
    let lang = desk.shell.lang;
    match error {
        HostError::NoDuty(duty) => Failure::refused("no_duty", words::no_duty(lang, duty)),
        HostError::NoPerson(person) => Failure::refused("no_person", words::no_person(lang, person)),
        HostError::NoReason => Failure::refused("missing_reason", words::duty_reason(lang)),
        other => desk.failed(other),
    }
}
