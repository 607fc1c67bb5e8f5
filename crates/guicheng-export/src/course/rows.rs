//! The life of work, row by row.

use super::{Class, Life, Row, Worded, Words};
use guicheng_core::{
    CardRef, Case, Cite, Digest, Done, Few, Item, Opening, Passage, PersonIx, RoleId, RoleRef, Seq, StepId, StepKind,
    Taken, Timestamp, What, Withdrawal, WorkId,
};
use guicheng_history::sha256;
use std::collections::BTreeMap;

/// Work met so far, and its rows.
#[derive(Default)]
pub(super) struct Works {
    pub(super) rows: Vec<Row>,
    known: BTreeMap<WorkId, Known>,
    /// When what the command says happened, if it was entered later.
    pub(super) occurred: Option<Timestamp>,
}

/// What is known of a piece of work.
#[derive(Clone, Default)]
struct Known {
    card: Worded,
    class: Option<Class>,
    roles: Vec<Worded>,
    item: Option<u32>,
    started: bool,
    clauses: Vec<Box<str>>,
}

/// One record, as far as rows need it.
pub(super) struct Record<'a> {
    pub(super) seq: Seq,
    pub(super) at: Timestamp,
    pub(super) digest: &'a Digest,
    /// The case with it applied.
    pub(super) after: &'a Case,
}

impl Works {
    pub(super) fn opened(&mut self, words: &Words<'_>, record: &Record<'_>, opening: &Opening) {
        let roles = opening.role.map_or_else(|| opening.how.roles.clone(), |role| Few::from_slice(&[role]));
        let known = meet(words, opening.what, &roles, opening.item);
        self.known.insert(opening.work, known);
        if !opening.hidden {
            self.row(record, opening.work, Life::Schedule, None);
        }
    }

    pub(super) fn taken(&mut self, record: &Record<'_>, work: WorkId, by: PersonIx, how: Taken) {
        let life = match how {
            Taken::Claimed | Taken::Allocated => Life::Assign,
            Taken::Given(_) => Life::Reassign,
        };
        self.row(record, work, life, Some(by));
    }

    pub(super) fn started(&mut self, record: &Record<'_>, work: WorkId, by: PersonIx) {
        if let Some(known) = self.known.get_mut(&work) {
            known.started = true;
        }
        self.row(record, work, Life::Start, Some(by));
    }

    /// What nobody did (an event came, a clock gave it up) has no person.
    pub(super) fn done(&mut self, record: &Record<'_>, work: WorkId, done: Option<Done>) {
        let (by, at) = done.map_or((None, None), |done| (done.by, Some(done.at)));
        self.row_at(record, work, Life::Complete, by, at);
    }

    pub(super) fn called(&mut self, record: &Record<'_>, work: WorkId, child: &str) {
        self.row(record, work, Life::Start, None);
        if let Some(row) = self.rows.last_mut() {
            row.child = Some(child.into());
        }
    }

    pub(super) fn withdrawn(&mut self, record: &Record<'_>, withdrawal: &Withdrawal) {
        for (work, _, child) in &withdrawal.work {
            let started = self.known.get(work).is_some_and(|known| known.started) || child.is_some();
            self.row(record, *work, if started { Life::Abort } else { Life::Withdraw }, None);
        }
    }

    /// A card whose condition was not true was passed over without any work.
    pub(super) fn passed(&mut self, words: &Words<'_>, record: &Record<'_>, passage: &Passage) {
        let CardRef::Step(step) = words.version.procedure.card_of(passage.node) else { return };
        if passage.skipped {
            let known = meet(words, What::Step(step), &[], None);
            self.push(record, None, &known, Life::AutoSkip, None, None);
        }
    }

    /// Work keeps its number when the case moves, but its card has the name of the new version.
    pub(super) fn renamed(&mut self, words: &Words<'_>, after: &Case) {
        for work in &after.work {
            let roles: Vec<RoleId> = work.role.into_iter().collect();
            let before = self.known.get(&work.id).cloned().unwrap_or_default();
            let mut known = meet(words, work.what, &roles, work.item);
            known.started = before.started;
            self.known.insert(work.id, known);
        }
    }

    pub(super) fn row(&mut self, record: &Record<'_>, work: WorkId, life: Life, by: Option<PersonIx>) {
        self.row_at(record, work, life, by, None);
    }

    fn row_at(&mut self, record: &Record<'_>, work: WorkId, life: Life, by: Option<PersonIx>, at: Option<Timestamp>) {
        let known = self.known.get(&work).cloned().unwrap_or_default();
        self.push(record, Some(work), &known, life, by, at);
    }

    fn push(
        &mut self,
        record: &Record<'_>,
        work: Option<WorkId>,
        known: &Known,
        life: Life,
        by: Option<PersonIx>,
        at: Option<Timestamp>,
    ) {
        // What a late entry leads to happens when it is written down; only the person's own act happened earlier.
        let entered = by.and(self.occurred);
        self.rows.push(Row {
            seq: record.seq,
            id: identifier(record.digest, work, life),
            recorded: record.at,
            occurred: at.or(entered).unwrap_or(record.at),
            work,
            card: known.card.clone(),
            class: known.class.unwrap_or(Class::Case),
            life,
            by: by.map(|ix| record.after.person(ix).into()),
            roles: known.roles.clone(),
            item: known.item,
            child: None,
            clauses: known.clauses.clone(),
        });
    }
}

/// What a piece of work is.
fn meet(words: &Words<'_>, what: What, roles: &[RoleId], item: Option<Item>) -> Known {
    let procedure = words.version.procedure;
    let names = &procedure.names;
    let mut known = Known { item: item.map(|i| u32::from(i.index) + 1), ..Known::default() };
    known.roles = roles.iter().map(|role| words.worded(names.roles.get(*role))).collect();
    let (card, class) = match what {
        What::Step(step) => (names.steps.get(step), class_of(words, step)),
        What::Choose(node) => (names.nodes.get(node), Some(Class::Choice)),
        What::Round(scope) => (names.scopes.get(scope), Some(Class::Round)),
    };
    known.card = words.worded(card);
    known.class = class;
    if let What::Step(step) = what {
        known.clauses = clauses(words, step);
        if roles.is_empty() {
            known.roles = roles_of(words, step);
        }
    }
    known
}

/// A UUID of version 8, made of the digests of the record, the work and the step in its life.
fn identifier(digest: &Digest, work: Option<WorkId>, life: Life) -> Box<str> {
    let mut bytes = digest.0.to_vec();
    bytes.extend(work.map_or(0, |work| work.0).to_be_bytes());
    bytes.extend(life.name().bytes());
    uuid(&sha256(&bytes))
}

/// A UUID of version 8 (RFC 9562) of a digest.
pub(crate) fn uuid(digest: &Digest) -> Box<str> {
    let bytes = digest.0.iter().take(16).enumerate().map(|(at, byte)| match at {
        6 => byte & 0x0f | 0x80,
        8 => byte & 0x3f | 0x80,
        _ => *byte,
    });
    let mut out = String::with_capacity(36);
    for (at, byte) in bytes.enumerate() {
        if matches!(at, 4 | 6 | 8 | 10) {
            out.push('-');
        }
        out.push_str(&format!("{byte:02x}"));
    }
    out.into()
}

fn class_of(words: &Words<'_>, step: StepId) -> Option<Class> {
    words.version.procedure.steps.get(step).map(|step| match step.kind {
        StepKind::Task(_) => Class::Task,
        StepKind::Wait(_) => Class::Wait,
        StepKind::Call(_) => Class::Call,
        StepKind::Lookup(_) => Class::Lookup,
    })
}

/// The roles that a task's card names.
fn roles_of(words: &Words<'_>, step: StepId) -> Vec<Worded> {
    let names = &words.version.procedure.names;
    let who = words.version.procedure.task(step).map(|task| task.who.0.iter());
    let named = who.into_iter().flatten().map(|role| match role {
        RoleRef::Role(role) => words.worded(names.roles.get(*role)),
        RoleRef::Table(at) => words.worded(names.tables.get(at.table)),
    });
    named.collect()
}

fn clauses(words: &Words<'_>, step: StepId) -> Vec<Box<str>> {
    let procedure = words.version.procedure;
    let cites: &[Cite] = procedure.steps.get(step).map_or(&[], |step| &step.cites);
    let labels = cites.iter().filter_map(|cite| procedure.names.clauses.get(cite.clause?));
    labels.map(|label| label.id.clone()).collect()
}
