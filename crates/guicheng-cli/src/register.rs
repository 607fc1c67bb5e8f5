//! A row of a register, as it is printed: column by column, masked as the procedure says.

use crate::{
    cmd::history,
    desk::{Desk, TENANT},
    failure::Failure,
    names::Names,
    table::Table,
    value, words,
};
use guicheng_core::{
    ClockId, ClockKey, Completion, EventKind, FieldId, RegisterId, StepId, Timestamp, Value, Verdict, What,
};
use guicheng_history::Replay;
use guicheng_store::{CaseKey, Disclosure, Store, View};

/// One cell of a row.
pub(crate) struct Cell {
    /// The column, as the procedure writes it.
    pub(crate) column: String,
    /// Its title.
    pub(crate) title: String,
    /// What stands there, masked.
    pub(crate) text: String,
}

/// The row that a case writes in a register.
pub(crate) fn row(desk: &Desk, view: &View, id: RegisterId) -> Result<Vec<Cell>, Failure> {
    let names = desk.names(view);
    let key = CaseKey::new(TENANT, &view.row.case);
    let disclosures = desk.host.store().disclosures(&key).map_err(|e| desk.failed(e.into()))?;
    let row = Row { names, view, disclosures: &disclosures, told: Told::of(desk, view)? };
    let Some(register) = names.p.registers.get(id) else { return Ok(Vec::new()) };
    let cell = |column: &str| {
        let mask = register.mask.iter().find(|(masked, _)| **masked == *column).map(|(_, how)| &**how);
        let (title, text) = row.cell(column, mask);
        Cell { column: column.to_owned(), title, text }
    };
    Ok(register.columns.iter().map(|column| cell(column)).collect())
}

/// The row as a table of its own, a line for each column.
pub(crate) fn table(desk: &Desk, view: &View, id: RegisterId) -> Result<Table, Failure> {
    let mut table = Table::bare();
    for cell in row(desk, view, id)? {
        table.row([cell.title, cell.text]);
    }
    Ok(table)
}

/// What the case itself does not keep, from its history.
#[derive(Default)]
struct Told {
    opened: Vec<(StepId, Timestamp)>,
    done: Vec<Completion>,
    verdicts: Vec<(ClockId, Verdict)>,
}

impl Told {
    fn of(desk: &Desk, view: &View) -> Result<Self, Failure> {
        let mut told = Self::default();
        let mut replay = Replay::new(&view.linked.lexicon);
        for line in history::lines(desk, &view.row.case)? {
            // A case that moved between versions is read as far as its first goes.
            let Ok(read) = replay.read(&line) else { break };
            match &read.event.kind {
                EventKind::WorkOpened(opening) => {
                    if let What::Step(step) = opening.what {
                        told.opened.push((step, read.event.at));
                    }
                }
                EventKind::WorkDone(completion) => told.done.push(completion.clone()),
                EventKind::ClockStopped { clock, of: ClockKey::Case, verdict, .. } => {
                    told.verdicts.push((*clock, *verdict));
                }
                _ => {}
            }
        }
        Ok(told)
    }

    /// The last completion of a step.
    fn last(&self, step: StepId) -> Option<&Completion> {
        self.done.iter().rev().find(|completion| completion.done.is_some_and(|done| done.step == step))
    }
}

struct Row<'a> {
    names: Names<'a>,
    view: &'a View,
    disclosures: &'a [Disclosure],
    told: Told,
}

impl Row<'_> {
    fn cell(&self, column: &str, mask: Option<&str>) -> (String, String) {
        let lang = self.names.lang;
        let case = &self.view.case;
        match column.split('.').collect::<Vec<_>>().as_slice() {
            ["case", "number"] => (words::col_case(lang).into(), self.view.row.case.to_string()),
            ["case", "opened_at"] => (words::col_opened(lang).into(), self.names.at(case.opened_at)),
            ["case", "closed_at"] => {
                (words::state_closed(lang).into(), case.closed_at.map_or_else(dash, |at| self.names.at(at)))
            }
            ["case", "state"] => {
                let state = crate::picture::state_words(case.status, case.is_held(), lang);
                (words::col_state(lang).into(), state.into())
            }
            ["step" | "wait" | "call" | "lookup", step, what] => self.of_step(step, what),
            ["clock", clock, what] => self.of_clock(clock, what),
            [field] | [field, ..] => self.of_name(field, mask),
            [] => (column.into(), dash()),
        }
    }

    fn of_step(&self, name: &str, what: &str) -> (String, String) {
        let Some(step) = self.names.p.names.steps.find(|l| *l.id == *name) else { return (name.into(), dash()) };
        let title = self.names.step(step);
        let done = || self.view.case.done.iter().filter(|d| d.step == step);
        let lang = self.names.lang;
        let (title, text) = match what {
            "people" => {
                let mut people: Vec<String> = Vec::new();
                for person in done().filter_map(|d| d.by).map(|ix| self.names.person(ix)) {
                    if !people.contains(&person) {
                        people.push(person);
                    }
                }
                (words::column_who(lang, title), people.join(lang.comma()))
            }
            "opened_at" => {
                let opened = self.told.opened.iter().rev().find(|(opened, _)| *opened == step);
                (words::column_opened(lang, title), opened.map_or_else(String::new, |(_, at)| self.names.at(*at)))
            }
            "check" => (title.to_owned(), self.checked(step)),
            "reason" => {
                let reason = self.told.last(step).and_then(|done| done.reason.as_deref());
                (words::column_reason(lang, title), reason.unwrap_or_default().to_owned())
            }
            _ => {
                let at = done().map(|d| d.at).max();
                (words::column_when(lang, title), at.map_or_else(String::new, |at| self.names.at(at)))
            }
        };
        (title, if text.is_empty() { dash() } else { text })
    }

    /// Attested items in their own words, with their numbers.
    fn checked(&self, step: StepId) -> String {
        let Some(done) = self.told.last(step) else { return String::new() };
        let items = self.names.p.task(step).map_or(&[][..], |task| &task.check);
        let one = |(id, count): &(Box<str>, Option<i64>)| {
            let text = items.iter().find(|item| item.id == *id).map_or(&**id, |item| &item.text);
            count.map_or_else(|| text.to_owned(), |count| format!("{text} {count}"))
        };
        done.checks.iter().map(one).collect::<Vec<_>>().join(self.names.lang.comma())
    }

    fn of_clock(&self, name: &str, what: &str) -> (String, String) {
        let Some(clock) = self.names.p.names.clocks.find(|l| *l.id == *name) else { return (name.into(), dash()) };
        let lang = self.names.lang;
        let title = self.names.clock(clock);
        let state = self.view.case.clocks.iter().find(|state| state.clock == clock && state.of == ClockKey::Case);
        match what {
            "due" => {
                (words::column_due(lang, title), state.and_then(|s| s.due).map_or_else(dash, |at| self.names.at(at)))
            }
            "verdict" => (words::column_verdict(lang, title), self.verdict(clock, state.is_some_and(|s| s.late))),
            _ => {
                let used = state.map(|state| used(state, self.view.case.now));
                (words::column_used(lang, title), used.map_or_else(dash, |ms| crate::instant::span(ms, lang)))
            }
        }
    }

    /// In time or not: as it was judged when the clock stopped; past its due it is late at once.
    fn verdict(&self, clock: ClockId, late: bool) -> String {
        let lang = self.names.lang;
        let judged = self.told.verdicts.iter().rev().find(|(judged, _)| *judged == clock).map(|(_, verdict)| *verdict);
        match judged {
            Some(Verdict::Broken) => words::verdict_broken(lang).into(),
            Some(Verdict::Kept) => words::verdict_kept(lang).into(),
            Some(Verdict::KeptEnteredLate) => words::verdict_entered_late(lang).into(),
            Some(Verdict::Measured) => dash(),
            None if late => words::verdict_broken(lang).into(),
            None => dash(),
        }
    }

    /// A field, or the cases that a look-up found.
    fn of_name(&self, name: &str, mask: Option<&str>) -> (String, String) {
        if let Some(step) = self.names.p.names.steps.find(|l| *l.id == *name) {
            let found =
                self.view.case.found.iter().find(|(lookup, _)| *lookup == step).map(|(_, cases)| cases.join(" "));
            let found = found.filter(|cases| !cases.is_empty());
            return (self.names.step(step).to_owned(), found.unwrap_or_else(dash));
        }
        let Some(field) = self.names.p.names.fields.find(|l| *l.id == *name) else { return (name.into(), dash()) };
        let stored = self.view.case.value(field);
        let text = match (mask, stored.is_empty()) {
            (_, true) => dash(),
            (Some("last4"), false) => self.last_four(field, stored),
            (Some(_), false) => "＊＊＊".into(),
            (None, false) => value::show(&self.names, Some(field), stored),
        };
        (self.names.field(field).to_owned(), text)
    }

    fn last_four(&self, field: FieldId, stored: &Value) -> String {
        let opened = |value: &Value| match value {
            Value::Sealed(commitment) => {
                let found = self.disclosures.iter().find(|d| d.commitment.0 == **commitment);
                found.map_or_else(dash, |d| d.value.trim_matches('"').to_owned())
            }
            other => value::show(&self.names, Some(field), other),
        };
        let masked = stored.items().iter().map(|value| {
            let text = opened(value);
            let skip = text.chars().count().saturating_sub(4);
            format!("＊{}", text.chars().skip(skip).collect::<String>())
        });
        masked.collect::<Vec<_>>().join(self.names.lang.comma())
    }
}

/// How long a clock has counted, in milliseconds: without its pauses, until it stopped.
fn used(state: &guicheng_core::ClockState, now: Timestamp) -> i64 {
    let end = if state.phase == guicheng_core::Phase::Running { now } else { state.since };
    let stood: i64 = state.pauses.iter().map(|(from, to)| to.since(*from)).sum();
    end.since(state.start).saturating_sub(stood)
}

fn dash() -> String {
    "—".into()
}
