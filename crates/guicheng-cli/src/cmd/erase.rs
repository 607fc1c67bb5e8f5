//! `guicheng erase`: personal values deleted for good, on a legal ground, by two people; each case records it. What keeps
//! a value longer than its definition says is proposed with `--due`.

use crate::{
    desk::{Desk, TENANT, fresh_key, machine_random},
    erasures::{self, Erasure},
    evidence,
    failure::{Exit, Failure},
    instant,
    retention::{self, Proposal},
    shell::Shell,
    words,
};
use clap::Args;
use guicheng_core::{Seq, Status, Timestamp};
use guicheng_history::to_hex;
use guicheng_store::{CaseKey, Personal, Removal, Store};
use serde::Serialize;
use std::collections::BTreeSet;

/// Whose values, which, on what ground, and who stands by it.
#[derive(Debug, Args)]
pub(crate) struct Erase {
    /// 个案（可写多个） · the cases
    #[arg(required_unless_present_any = ["subject", "due"])]
    cases: Vec<String>,
    /// 按人找：内容=值，例如 phone=13800000000 · whose: a field that cases are found by, and its value
    #[arg(long, value_name = "FIELD=VALUE", conflicts_with = "cases")]
    subject: Option<String>,
    /// 已过保存期限的；不写人名就只列出来 · what was kept longer than it may be; without names it is only listed
    #[arg(long, conflicts_with_all = ["cases", "subject"])]
    due: bool,
    /// 只删这几项（可写多次） · only these fields
    #[arg(long = "field", value_name = "FIELD")]
    fields: Vec<String>,
    /// 法律依据 · the legal ground
    #[arg(long, value_name = "TEXT")]
    ground: Option<String>,
    /// 谁提出 · who asks for it
    #[arg(long = "as", value_name = "PERSON")]
    person: Option<String>,
    /// 谁批准（不能是同一人） · who approves it (another person)
    #[arg(long, value_name = "PERSON")]
    approved_by: Option<String>,
}

#[derive(Serialize)]
struct Doc {
    schema: &'static str,
    subject: Option<String>,
    erased: Vec<One>,
    /// Cases found that are still open: nothing was deleted there.
    open: Vec<String>,
    beyond: Vec<String>,
}

#[derive(Serialize)]
struct One {
    case: String,
    record: u32,
    fields: Vec<String>,
    values: usize,
    places: Vec<String>,
}

/// What is to be deleted in a case.
struct Meant {
    case: Box<str>,
    fields: Vec<Box<str>>,
    ground: Box<str>,
}

/// Who stands by it.
struct Two {
    asks: String,
    approves: Box<str>,
}

/// Deletes them, or lists what is due.
pub(crate) fn run(args: &Erase, shell: &Shell) -> Result<Exit, Failure> {
    let mut desk = Desk::existing(shell)?;
    let now = desk.now()?;
    if args.due && args.person.is_none() && args.approved_by.is_none() {
        return propose(&mut desk, now);
    }
    let two = two(args, &desk)?;
    let (meant, open) = meant(args, &mut desk, now)?;
    let subject = args.subject.is_some() || meant.len() > 1;
    let subject = subject.then(pseudonym);
    let beyond = evidence::copies(&desk)?;
    let mut doc = Doc {
        schema: "guicheng/erase/1",
        subject: subject.as_ref().map(ToString::to_string),
        erased: Vec::new(),
        open,
        beyond: beyond.iter().map(ToString::to_string).collect(),
    };
    for one in &meant {
        let removal = Removal { subject: subject.clone(), beyond: beyond.clone() };
        doc.erased.extend(erase(&mut desk, one, &two, removal, now)?);
    }
    // Whatever is left of rows that are gone is written over.
    desk.host.store_mut().scrub().map_err(|e| desk.failed(e.into()))?;
    if shell.json() {
        shell.document(&doc)?;
    } else {
        tell(&doc, &meant, shell);
    }
    Ok(Exit::Done)
}

fn two(args: &Erase, desk: &Desk) -> Result<Two, Failure> {
    let lang = desk.shell.lang;
    let needs = || Failure::refused("two_names", words::erase_needs(lang));
    let (Some(asks), Some(approves)) = (&args.person, &args.approved_by) else { return Err(needs()) };
    if approves.trim().is_empty() {
        return Err(needs());
    }
    let approves = desk.person(approves)?;
    if desk.person(asks)? == approves {
        return Err(needs());
    }
    if !args.due && args.ground.as_ref().is_none_or(|ground| ground.trim().is_empty()) {
        return Err(needs());
    }
    Ok(Two { asks: asks.clone(), approves })
}

/// What is meant, and cases that were found but are still open.
fn meant(args: &Erase, desk: &mut Desk, now: Timestamp) -> Result<(Vec<Meant>, Vec<String>), Failure> {
    let lang = desk.shell.lang;
    let ground: Box<str> = args.ground.as_deref().unwrap_or_default().into();
    let fields: Vec<Box<str>> = args.fields.iter().map(|f| f.as_str().into()).collect();
    let one = |case: Box<str>| Meant { case, fields: fields.clone(), ground: ground.clone() };
    if args.due {
        let proposals = retention::due(desk, now)?;
        return Ok((due(proposals, &fields, args.ground.as_deref(), desk), Vec::new()));
    }
    if let Some(subject) = &args.subject {
        let (field, value) = subject.split_once('=').ok_or_else(|| Failure::usage(words::bad_pair(lang, subject)))?;
        let found = desk.host.find(field, value).map_err(|e| desk.failed(e))?;
        let all = with_children(desk, found)?;
        let (mut meant, mut open) = (Vec::new(), Vec::new());
        for case in all {
            match desk.view(&case)?.row.head.status {
                Status::Open | Status::New => open.push(case.to_string()),
                Status::Closed | Status::Aborted | Status::Merged => meant.push(one(case)),
            }
        }
        return Ok((meant, open));
    }
    for case in &args.cases {
        desk.view(case)?;
    }
    let named: Vec<Box<str>> = args.cases.iter().map(|c| c.as_str().into()).collect();
    Ok((with_children(desk, named)?.into_iter().map(one).collect(), Vec::new()))
}

fn due(proposals: Vec<Proposal>, fields: &[Box<str>], ground: Option<&str>, desk: &Desk) -> Vec<Meant> {
    let mut meant: Vec<Meant> = Vec::new();
    for proposal in proposals.into_iter().filter(|p| fields.is_empty() || fields.contains(&p.field)) {
        match meant.last_mut().filter(|last| last.case == proposal.case) {
            Some(last) => last.fields.push(proposal.field),
            None => {
                let ground = ground.map_or_else(|| words::ground_due(desk.shell.lang).into(), Into::into);
                meant.push(Meant { case: proposal.case, fields: [proposal.field].into(), ground });
            }
        }
    }
    meant
}

/// These cases and all that they called: a child holds copies of what was given to it.
fn with_children(desk: &Desk, cases: Vec<Box<str>>) -> Result<Vec<Box<str>>, Failure> {
    let (mut all, mut left) = (BTreeSet::new(), cases);
    while let Some(case) = left.pop() {
        let lines =
            desk.host.store().history(&CaseKey::new(TENANT, &case), Seq(0)).map_err(|e| desk.failed(e.into()))?;
        left.extend(guicheng_history::children(lines.iter().map(|l| &**l)));
        if !lines.is_empty() {
            all.insert(case);
        }
        left.retain(|case| !all.contains(case));
    }
    Ok(all.into_iter().collect())
}

fn erase(desk: &mut Desk, meant: &Meant, two: &Two, removal: Removal, now: Timestamp) -> Result<Option<One>, Failure> {
    let (actor, subject) = (desk.actor(Some(&two.asks))?, removal.subject.clone());
    let by = actor.person.clone().unwrap_or_default();
    let personal = Personal {
        key: fresh_key(),
        case: &meant.case,
        fields: &meant.fields,
        actor,
        approved: two.approves.clone(),
        why: meant.ground.clone(),
        now,
    };
    let Some((done, gone)) = desk.host.erase(personal, removal).map_err(|e| desk.failed(e))? else {
        return Ok(None);
    };
    let fields: BTreeSet<String> = gone.iter().map(|d| d.field.to_string()).collect();
    let places = guicheng_store::PLACES.map(str::to_owned).to_vec();
    let record = evidence::record_of(&done, |kind| matches!(kind, guicheng_core::EventKind::Erased { .. }));
    let erasure = Erasure {
        case: meant.case.to_string(),
        record,
        values: Erasure::values_of(&gone),
        ground: meant.ground.to_string(),
        by: by.to_string(),
        approved: two.approves.to_string(),
        subject: subject.map(Into::into),
    };
    erasures::remember(&erasure, &desk.shell)?;
    Ok(Some(One {
        case: meant.case.to_string(),
        record,
        fields: fields.into_iter().collect(),
        values: gone.len(),
        places,
    }))
}

/// A name that says nothing about anybody, the same in all cases of one erasure.
fn pseudonym() -> Box<str> {
    let mut bytes = [0; 32];
    machine_random()(&mut bytes);
    format!("s-{}", to_hex(&guicheng_core::Digest(bytes)).get(..16).unwrap_or_default()).into()
}

fn tell(doc: &Doc, meant: &[Meant], shell: &Shell) {
    let lang = shell.lang;
    for one in &doc.erased {
        shell.line(&words::erased(lang, &one.case, one.values, one.fields.join(lang.comma()), one.record));
    }
    if doc.erased.is_empty() {
        let cases: Vec<&str> = meant.iter().map(|m| &*m.case).collect();
        shell.line(&words::nothing_personal(lang, cases.join(lang.comma())));
    } else {
        let places: Vec<&str> = guicheng_store::PLACES.map(|place| words::place(lang, place)).to_vec();
        shell.line(&words::erased_places(lang, places.join(lang.comma())));
    }
    for case in &doc.open {
        shell.line(&words::erase_open(lang, case));
    }
    for copy in &doc.beyond {
        shell.line(&words::erased_beyond(lang, copy));
    }
}

#[derive(Serialize)]
struct DueDoc {
    schema: &'static str,
    due: Vec<DueOne>,
}

#[derive(Serialize)]
struct DueOne {
    case: String,
    field: String,
    values: usize,
    kept_days: u32,
    closed_at: String,
    due: String,
}

fn propose(desk: &mut Desk, now: Timestamp) -> Result<Exit, Failure> {
    let all = retention::due(desk, now)?;
    let shell = &desk.shell;
    if shell.json() {
        let at = |at: Timestamp| instant::rfc3339(at, &desk.zone);
        let one = |p: &Proposal| DueOne {
            case: p.case.to_string(),
            field: p.field.to_string(),
            values: p.values,
            kept_days: p.days,
            closed_at: at(p.closed_at),
            due: at(p.due),
        };
        shell.document(&DueDoc { schema: "guicheng/erase-due/1", due: all.iter().map(one).collect() })?;
        return Ok(Exit::Done);
    }
    for p in &all {
        shell.line(&words::erase_due(shell.lang, &p.case, &p.field, p.values, p.days, desk.at(p.due)));
    }
    shell.line(&words::erase_due_total(shell.lang, all.len()));
    Ok(Exit::Done)
}
