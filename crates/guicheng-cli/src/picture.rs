//! A case as it stands: who has to do what and by when, clocks, fields, acts. Once for people, once for programs.

use crate::{
    desk::{Desk, TENANT},
    failure::Failure,
    instant,
    names::{Names, card_of},
    table::Table,
    value, words,
};
use guicheng_core::{
    CardRef, Case, ClockState, Digest, ListRef, Phase, Place, Procedure, Status, StepKind, Timestamp, Value, What,
    WorkItem, WorkState,
};
use guicheng_history::Lifted;
use guicheng_store::{CaseKey, Store, View, WorkQuery, WorkRow};
use serde::Serialize;
use std::collections::BTreeMap;

/// A case, for programs.
#[derive(Debug, Serialize)]
pub(crate) struct CaseDoc {
    pub(crate) schema: &'static str,
    pub(crate) case: String,
    pub(crate) procedure: String,
    pub(crate) title: String,
    pub(crate) version: String,
    pub(crate) state: &'static str,
    pub(crate) seq: u32,
    pub(crate) now: String,
    pub(crate) opened_at: String,
    pub(crate) closed_at: Option<String>,
    pub(crate) next_due: Option<String>,
    pub(crate) escalated: bool,
    pub(crate) work: Vec<WorkDoc>,
    pub(crate) clocks: Vec<ClockDoc>,
    pub(crate) fields: Vec<FieldDoc>,
    pub(crate) acts: Vec<ActDoc>,
    pub(crate) notices: Vec<NoticeDoc>,
    pub(crate) holds: Vec<String>,
    pub(crate) broken: Vec<String>,
    /// Other cases that work here is about, one by one, as they stand.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) go_through: Vec<CaseDoc>,
}

/// Open work.
#[derive(Debug, Serialize)]
pub(crate) struct WorkDoc {
    pub(crate) work: u32,
    pub(crate) step: String,
    pub(crate) title: String,
    pub(crate) kind: &'static str,
    #[serde(rename = "for")]
    pub(crate) item: Option<String>,
    pub(crate) state: &'static str,
    pub(crate) held: bool,
    pub(crate) holder: Option<String>,
    pub(crate) roles: Vec<String>,
    pub(crate) people: Vec<String>,
    pub(crate) due: Option<String>,
    pub(crate) left_ms: Option<i64>,
    pub(crate) child: Option<String>,
    pub(crate) optional: bool,
    pub(crate) say: Option<String>,
}

/// A clock.
#[derive(Debug, Serialize)]
pub(crate) struct ClockDoc {
    pub(crate) clock: String,
    pub(crate) title: String,
    pub(crate) phase: &'static str,
    pub(crate) start: String,
    pub(crate) due: Option<String>,
    pub(crate) next: Option<String>,
    pub(crate) left_ms: Option<i64>,
    pub(crate) late: bool,
}

/// A field that is filled.
#[derive(Debug, Serialize)]
pub(crate) struct FieldDoc {
    pub(crate) field: String,
    pub(crate) title: String,
    pub(crate) value: String,
    pub(crate) personal: bool,
}

/// An act that is possible.
#[derive(Debug, Serialize)]
pub(crate) struct ActDoc {
    pub(crate) act: String,
    pub(crate) title: String,
    pub(crate) roles: String,
}

/// A notice that waits to be confirmed.
#[derive(Debug, Serialize)]
pub(crate) struct NoticeDoc {
    pub(crate) number: u32,
    pub(crate) notice: String,
    pub(crate) title: String,
    pub(crate) to: Vec<String>,
}

/// The state of a case, as a stable word.
pub(crate) const fn state(status: Status, held: bool) -> &'static str {
    match status {
        Status::New => "new",
        Status::Open if held => "held",
        Status::Open => "open",
        Status::Closed => "closed",
        Status::Aborted => "aborted",
        Status::Merged => "merged",
    }
}

/// The state of a case, for people.
pub(crate) const fn state_words(status: Status, held: bool, lang: crate::lang::Lang) -> &'static str {
    match status {
        Status::New => words::state_new(lang),
        Status::Open if held => words::state_held(lang),
        Status::Open => words::state_open(lang),
        Status::Closed => words::state_closed(lang),
        Status::Aborted => words::state_aborted(lang),
        Status::Merged => words::state_merged(lang),
    }
}

/// A version as written: 0 is a draft.
pub(crate) fn version(version: u32) -> String {
    if version == 0 { "draft".into() } else { version.to_string() }
}

/// A case as it stands at an instant.
pub(crate) fn of(desk: &Desk, view: &View, now: Timestamp) -> Result<CaseDoc, Failure> {
    let names = desk.names(view);
    let zone = &names.p.zone;
    let at = |at: Timestamp| instant::rfc3339(at, zone);
    let View { row, case, .. } = view;
    let rows = desk.host.store().open_work(TENANT, &WorkQuery::Case(row.case.clone()));
    let rows = rows.map_err(|e| desk.failed(e.into()))?;
    let mut work = Vec::new();
    for item in &case.work {
        work.push(work_doc(desk, view, item, &rows, now)?);
    }
    let clocks = case.clocks.iter().filter(|c| c.phase != Phase::Stopped);
    Ok(CaseDoc {
        schema: "guicheng/show/1",
        case: row.case.to_string(),
        procedure: names.p.id.to_string(),
        title: names.procedure().to_owned(),
        version: version(names.p.version),
        state: state(case.status, case.is_held()),
        seq: case.seq.0,
        now: at(now),
        opened_at: at(case.opened_at),
        closed_at: case.closed_at.map(at),
        next_due: case.next_due().map(at),
        escalated: case.escalated,
        work,
        clocks: clocks.map(|c| clock_doc(&names, c, now)).collect(),
        fields: fields(desk, &names, view)?,
        acts: acts(names.p, case).into_iter().map(|card| act_doc(&names, card)).collect(),
        notices: (case.unconfirmed.iter())
            .map(|n| NoticeDoc {
                number: n.number,
                notice: names.p.names.notices.get(n.notice).map_or_else(String::new, |l| l.id.to_string()),
                title: names.notice(n.notice).to_owned(),
                to: n.to.iter().map(|ix| case.person(*ix).to_owned()).collect(),
            })
            .collect(),
        holds: case.holds.iter().map(|h| names.hold(h.hold).to_owned()).collect(),
        broken: case.broken.iter().map(|(rule, _)| names.rule(*rule).to_owned()).collect(),
        go_through: Vec::new(),
    })
}

/// The cases, found by a look-up, that open work here is about one by one: what a handover goes through.
pub(crate) fn to_go_through(view: &View) -> Vec<Box<str>> {
    let case = &view.case;
    let mut cases: Vec<Box<str>> = Vec::new();
    for item in case.work.iter().filter_map(|work| work.item) {
        let ListRef::Found(step) = item.list else { continue };
        let found = case.found.iter().find(|(lookup, _)| *lookup == step);
        let one = found.and_then(|(_, found)| found.get(usize::from(item.index)));
        cases.extend(one.filter(|one| !cases.contains(one)).cloned());
    }
    cases
}

fn work_doc(desk: &Desk, view: &View, item: &WorkItem, rows: &[WorkRow], now: Timestamp) -> Result<WorkDoc, Failure> {
    let names = desk.names(view);
    let case = &view.case;
    let sources = rows.iter().find(|row| row.work == item.id).map_or(&[][..], |row| &row.who);
    let mut people: Vec<String> = Vec::new();
    for source in sources {
        let found = match source.split_once(':') {
            Some(("person", person)) => vec![person.into()],
            Some(_) => desk.host.holders(source, now).map_err(|e| desk.failed(e))?.people,
            None => Vec::new(),
        };
        for person in found {
            if !people.iter().any(|p| **p == *person) {
                people.push(person.into());
            }
        }
    }
    let due = (case.clocks.iter())
        .filter(|c| c.of == guicheng_core::ClockKey::Work(item.id) && c.phase == Phase::Running)
        .filter_map(|c| c.due)
        .min();
    let step = match item.what {
        What::Step(step) => names.p.steps.get(step),
        What::Choose(_) | What::Round(_) => None,
    };
    let say = step.and_then(|s| s.say).and_then(|say| names.p.texts.get(say));
    Ok(WorkDoc {
        work: item.id.0,
        step: names.card_id(card_of(item.what)).to_owned(),
        title: names.what(item.what).to_owned(),
        kind: kind(item.what, step.map(|s| &s.kind)),
        item: item.item.map(|i| names.item(case, i)),
        state: match item.state {
            WorkState::Hidden => "hidden",
            WorkState::Offered => "offered",
            WorkState::Taken => "taken",
            WorkState::Started => "started",
        },
        held: item.held,
        holder: item.holder.map(|ix| case.person(ix).to_owned()),
        roles: sources.iter().filter(|s| !s.starts_with("person:")).map(|source| names.source(source)).collect(),
        people,
        due: due.map(|at| instant::rfc3339(at, &names.p.zone)),
        left_ms: due.map(|at| at.since(now)),
        child: item.child.as_ref().map(|child| format!("{}.{child}", view.row.case)),
        optional: step.is_some_and(|s| s.optional),
        say: say.map(|l| l.title_in(names.lang.code()).to_owned()),
    })
}

fn kind(what: What, kind: Option<&StepKind>) -> &'static str {
    match (what, kind) {
        (What::Choose(_), _) => "choice",
        (What::Round(_), _) => "round",
        (What::Step(_), Some(StepKind::Wait(_))) => "wait",
        (What::Step(_), Some(StepKind::Call(_))) => "call",
        (What::Step(_), Some(StepKind::Lookup(_))) => "lookup",
        (What::Step(_), Some(StepKind::Task(_)) | None) => "task",
    }
}

fn clock_doc(names: &Names<'_>, clock: &ClockState, now: Timestamp) -> ClockDoc {
    let at = |at: Timestamp| instant::rfc3339(at, &names.p.zone);
    ClockDoc {
        clock: names.p.names.clocks.get(clock.clock).map_or_else(String::new, |l| l.id.to_string()),
        title: names.clock(clock.clock),
        phase: match clock.phase {
            Phase::Running => "running",
            Phase::Paused => "paused",
            Phase::Stopped => "stopped",
        },
        start: at(clock.start),
        due: clock.due.map(at),
        next: Some(clock.next).filter(|next| *next != Timestamp::NEVER && clock.phase == Phase::Running).map(at),
        left_ms: clock.due.map(|due| due.since(if clock.phase == Phase::Running { now } else { clock.since })),
        late: clock.late,
    }
}

fn fields(desk: &Desk, names: &Names<'_>, view: &View) -> Result<Vec<FieldDoc>, Failure> {
    let case = &view.case;
    let erased = erased(desk, view)?;
    let filled = names.p.fields.iter().filter(|(id, _)| !case.value(*id).is_empty());
    let doc = |(id, field): (guicheng_core::FieldId, &guicheng_core::Field)| FieldDoc {
        field: names.p.names.fields.get(id).map_or_else(String::new, |l| l.id.to_string()),
        title: names.field(id).to_owned(),
        value: gone(names, case.value(id), &erased).unwrap_or_else(|| value::show(names, Some(id), case.value(id))),
        personal: field.personal.is_some(),
    };
    Ok(filled.map(doc).collect())
}

/// What was erased of a case, by its commitment: looked for only where a personal value is no longer there.
fn erased(desk: &Desk, view: &View) -> Result<BTreeMap<Digest, Lifted>, Failure> {
    let fields = view.linked.procedure.fields.iter();
    let mut sealed = fields.flat_map(|(id, _)| view.case.value(id).items()).filter_map(commitment);
    let key = CaseKey::new(TENANT, &view.row.case);
    let there = desk.host.store().disclosures(&key).map_err(|e| desk.failed(e.into()))?;
    if sealed.all(|commitment| there.iter().any(|d| d.commitment == commitment)) {
        return Ok(BTreeMap::new());
    }
    let lines = desk.host.store().history(&key, guicheng_core::Seq(0)).map_err(|e| desk.failed(e.into()))?;
    Ok(guicheng_history::personal(lines.iter().map(|l| &**l)).map(|all| all.erased).unwrap_or_default())
}

fn commitment(value: &Value) -> Option<Digest> {
    if let Value::Sealed(commitment) = value { Some(Digest(**commitment)) } else { None }
}

/// By whom and when a value was erased.
fn gone(names: &Names<'_>, value: &Value, erased: &BTreeMap<Digest, Lifted>) -> Option<String> {
    let by = value.items().iter().filter_map(commitment).find_map(|commitment| erased.get(&commitment))?;
    Some(words::erased_by(names.lang, names.person_id(&by.by), names.at(by.at), by.record.0))
}

/// Acts of people that the place allows now: conditions are judged when they are done.
pub(crate) fn acts(p: &Procedure, case: &Case) -> Vec<CardRef> {
    let place = |place: &Place| match place {
        Place::Open => case.status == Status::Open,
        Place::Closed => case.status == Status::Closed,
        Place::Cards(cards) => cards.iter().any(|card| is_open(p, case, *card)),
    };
    let reactions = p.reactions.iter().filter(|(_, on)| on.trigger.who.is_some() && place(&on.during));
    let holds = p.holds.iter().filter(|(id, hold)| {
        hold.trigger.who.is_some()
            && (hold.during.iter().any(|card| is_open(p, case, *card)) || case.holds.iter().any(|h| h.hold == *id))
    });
    reactions.map(|(id, _)| CardRef::Reaction(id)).chain(holds.map(|(id, _)| CardRef::Hold(id))).collect()
}

fn is_open(p: &Procedure, case: &Case, card: CardRef) -> bool {
    match card {
        CardRef::Step(step) => case.work.iter().any(|w| w.what == What::Step(step)),
        CardRef::Scope(scope) => case.frames.iter().any(|f| f.scope == scope),
        CardRef::Gate(node) => case.visits.iter().any(|v| v.node == node),
        CardRef::Reaction(_) => false,
        CardRef::Hold(hold) => case.holds.iter().any(|h| h.hold == hold) && p.holds.get(hold).is_some(),
    }
}

fn act_doc(names: &Names<'_>, card: CardRef) -> ActDoc {
    let who = match card {
        CardRef::Reaction(on) => names.p.reactions.get(on).and_then(|on| on.trigger.who.as_ref()),
        CardRef::Hold(hold) => names.p.holds.get(hold).and_then(|hold| hold.trigger.who.as_ref()),
        CardRef::Step(_) | CardRef::Scope(_) | CardRef::Gate(_) => None,
    };
    ActDoc {
        act: names.card_id(card).to_owned(),
        title: names.card(card).to_owned(),
        roles: who.map_or_else(String::new, |who| names.who(who)),
    }
}

/// The open work as a table for people.
pub(crate) fn work_table(desk: &Desk, doc: &CaseDoc, indent: &str) -> String {
    let lang = desk.shell.lang;
    let mut table = Table::bare();
    for work in doc.work.iter().filter(|w| w.state != "hidden") {
        let title = match &work.item {
            Some(item) => format!("{} [{item}]", work.title),
            None => work.title.clone(),
        };
        let due = work.left_ms.map_or_else(String::new, |ms| left(ms, lang));
        table.row([title, work.step.clone(), who(desk, work), due]);
    }
    table.render(indent)
}

/// How much time is left, or how much too much was taken.
pub(crate) fn left(ms: i64, lang: crate::lang::Lang) -> String {
    if ms < 0 { words::over(lang, instant::span(-ms, lang)) } else { words::left(lang, instant::span(ms, lang)) }
}

/// Who has it, or may take it up.
pub(crate) fn who(desk: &Desk, work: &WorkDoc) -> String {
    let lang = desk.shell.lang;
    let org = &desk.host.registry().org;
    let person = |id: &String| crate::names::person(org, id);
    if work.held {
        return words::state_held(lang).to_owned();
    }
    if let Some(holder) = &work.holder {
        return words::held_by(lang, person(holder));
    }
    match work.kind {
        "wait" => return words::waits_event(lang).to_owned(),
        "call" => {
            let child = work.child.as_deref().unwrap_or_default();
            return format!("{} {child}", words::waits_child(lang)).trim_end().to_owned();
        }
        "lookup" => return words::waits_answer(lang).to_owned(),
        _ => {}
    }
    let roles = work.roles.join(lang.comma());
    if work.people.is_empty() {
        let anyone = lang.pick("任何人", "anyone");
        let nobody = !work.roles.iter().all(|role| role == anyone);
        return if nobody { format!("{roles}: {}", words::nobody_there(lang)) } else { roles };
    }
    let people: Vec<String> = work.people.iter().map(person).collect();
    let shown: Vec<&str> = people.iter().take(4).map(String::as_str).collect();
    let more = if people.len() > shown.len() { " …" } else { "" };
    let roles = if roles.is_empty() { roles } else { format!("{roles}: ") };
    format!("{roles}{}{more}", shown.join(lang.comma()))
}
