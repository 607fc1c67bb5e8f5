//! `guicheng disclose`: personal values of a case, shown to somebody for a purpose; a second person agrees, and the case
//! records it.

use crate::{
    desk::{Desk, TENANT, fresh_key},
    evidence,
    failure::{Exit, Failure},
    shell::Shell,
    table::Table,
    words,
};
use clap::Args;
use guicheng_core::EventKind;
use guicheng_history::canonical::{Json, parse};
use guicheng_store::{CaseKey, Disclosure, Personal, Store};
use serde::Serialize;

/// Whose values, which, and who stands by it.
#[derive(Debug, Args)]
pub(crate) struct Disclose {
    /// 个案 · the case
    case: String,
    /// 哪几项；不写就是全部 · which fields; all if none is named
    fields: Vec<String>,
    /// 谁要看 · who wants to see them
    #[arg(long = "as", value_name = "PERSON")]
    person: Option<String>,
    /// 用途 · what for
    #[arg(long, value_name = "TEXT")]
    purpose: Option<String>,
    /// 同意的第二个人 · the second person who agrees
    #[arg(long, value_name = "PERSON")]
    second: Option<String>,
}

#[derive(Serialize)]
struct Doc {
    schema: &'static str,
    case: String,
    record: u32,
    values: Vec<One>,
}

#[derive(Serialize)]
struct One {
    field: String,
    record: u32,
    value: String,
}

/// Shows them.
pub(crate) fn run(args: &Disclose, shell: &Shell) -> Result<Exit, Failure> {
    let lang = shell.lang;
    let mut desk = Desk::existing(shell)?;
    let asked = Asked {
        case: &args.case,
        fields: &args.fields,
        person: args.person.as_deref(),
        purpose: args.purpose.as_deref(),
        second: args.second.as_deref(),
    };
    let (record, shown) = recorded(&mut desk, &asked)?;
    let one = |d: &Disclosure| One { field: d.field.to_string(), record: d.seq.0, value: in_clear(&d.value) };
    let values: Vec<One> = shown.iter().map(one).collect();
    if shell.json() {
        shell.document(&Doc { schema: "guicheng/disclose/1", case: args.case.clone(), record, values })?;
        return Ok(Exit::Done);
    }
    let mut table = Table::bare();
    for one in values {
        table.row([one.field, words::at_record(lang, one.record), one.value]);
    }
    shell.print(&table.render(""));
    shell.line(&words::disclosed(lang, record));
    Ok(Exit::Done)
}

/// Who wants to see what.
pub(crate) struct Asked<'a> {
    pub(crate) case: &'a str,
    pub(crate) fields: &'a [String],
    pub(crate) person: Option<&'a str>,
    pub(crate) purpose: Option<&'a str>,
    pub(crate) second: Option<&'a str>,
}

/// Records a disclosure in the case; the record, and the values. Every field that was named must be there.
pub(crate) fn recorded(desk: &mut Desk, asked: &Asked<'_>) -> Result<(u32, Vec<Disclosure>), Failure> {
    let lang = desk.shell.lang;
    let needs = || Failure::refused("two_names", words::release_needs(lang));
    let (Some(person), Some(purpose), Some(second)) = (asked.person, asked.purpose, asked.second) else {
        return Err(needs());
    };
    let now = desk.now()?;
    desk.view(asked.case)?;
    if purpose.trim().is_empty() || second.trim().is_empty() {
        return Err(needs());
    }
    let (second, actor) = (desk.person(second)?, desk.actor(Some(person))?);
    if actor.person.as_ref() == Some(&second) {
        return Err(needs());
    }
    let fields: Vec<Box<str>> = asked.fields.iter().map(|f| f.as_str().into()).collect();
    let there = desk.host.store().disclosures(&CaseKey::new(TENANT, asked.case)).map_err(|e| desk.failed(e.into()))?;
    if let Some(missing) = fields.iter().find(|field| there.iter().all(|d| d.field != **field)) {
        return Err(Failure::usage(words::no_such_disclosure(lang, missing)));
    }
    let personal = Personal {
        key: fresh_key(),
        case: asked.case,
        fields: &fields,
        actor,
        approved: second,
        why: purpose.into(),
        now,
    };
    let shown = desk.host.disclose(personal).map_err(|e| desk.failed(e))?;
    let (done, shown) = shown.ok_or_else(|| Failure::usage(words::nothing_personal(lang, asked.case)))?;
    let record = evidence::record_of(&done, |kind| matches!(kind, EventKind::Disclosed { .. }));
    Ok((record, shown))
}

/// A value as people read it: a text without its quotes.
pub(crate) fn in_clear(value: &str) -> String {
    match parse(value) {
        Ok(Json::Text(text)) => text.into_owned(),
        Ok(Json::Null | Json::Bool(_) | Json::Int(_) | Json::List(_) | Json::Object(_)) | Err(_) => value.to_owned(),
    }
}
