//! What the store lists of a case: its head, its open work, its index, its picks.

use super::{Linked, json, people, seal};
use crate::{CaseHead, Digest, Disclosure, WorkRow};
use guicheng_core::{
    Case, ClockKey, Event, EventKind, Field, FieldId, FieldKind, Phase, Pick, Procedure, RoleRef, Scratch, StepKind,
    Taken, Timestamp, Value, What, Who, WorkId, WorkItem, WorkState,
};
use guicheng_history::canonical::Writer;

pub(super) fn head(linked: &Linked, case: &Case, link: Digest) -> CaseHead {
    CaseHead {
        procedure: linked.procedure.id.clone(),
        version: linked.procedure.version,
        pins: case.pins.as_deref().unwrap_or(&linked.pins).clone(),
        status: case.status,
        held: case.is_held(),
        escalated: case.escalated,
        opened_at: case.opened_at,
        closed_at: case.closed_at,
        next_due: case.next_due(),
        link,
    }
}

/// Open work that people can see; waits, calls and look-ups are nobody's.
pub(super) fn work(procedure: &Procedure, case: &Case) -> Vec<WorkRow> {
    let mut rows: Vec<WorkRow> = case.work.iter().filter_map(|item| row(procedure, case, item)).collect();
    rows.sort_by_key(|row| (row.opened_at, row.work));
    rows
}

fn row(procedure: &Procedure, case: &Case, item: &WorkItem) -> Option<WorkRow> {
    let owner;
    let (card, who) = match item.what {
        What::Step(step) => match &procedure.steps.get(step)?.kind {
            StepKind::Task(task) => (procedure.names.steps.get(step)?, &task.who),
            StepKind::Wait(_) | StepKind::Call(_) | StepKind::Lookup(_) => return None,
        },
        What::Choose(node) => {
            owner = of_owner(procedure);
            (procedure.names.nodes.get(node)?, &owner)
        }
        What::Round(scope) => {
            owner = of_owner(procedure);
            (procedure.names.scopes.get(scope)?, &owner)
        }
    };
    if item.state == WorkState::Hidden {
        return None;
    }
    Some(WorkRow {
        case: Box::default(),
        work: item.id,
        card: card.id.clone(),
        item: item.item.map(|i| i.index),
        state: item.state,
        held: item.held,
        holder: item.holder.map(|ix| case.person(ix).into()),
        who: people::sources(procedure, case, item, who),
        opened_at: item.opened_at,
        due: due(case, item.id),
    })
}

/// The owner decides at choices and at the bounds of loops; anyone does where there is none.
fn of_owner(procedure: &Procedure) -> Who {
    Who(procedure.owner.map(RoleRef::Role).into_iter().collect())
}

fn due(case: &Case, work: WorkId) -> Option<Timestamp> {
    let own = case.clocks.iter().filter(|c| c.of == ClockKey::Work(work) && c.phase == Phase::Running);
    own.filter_map(|c| c.due).min()
}

/// Whom the next turn comes after.
pub(super) fn picks(procedure: &Procedure, case: &Case, events: &[Event]) -> Vec<(Box<str>, Box<str>)> {
    let mut opened = Vec::new();
    let mut picks = Vec::new();
    for event in events {
        match &event.kind {
            EventKind::WorkOpened(opening) => opened.push((opening.work, opening.what)),
            EventKind::WorkTaken { work, by, how: Taken::Allocated } => {
                let open = case.work_item(*work).map(|w| w.what);
                let what = open.or_else(|| opened.iter().find(|(id, _)| id == work).map(|(_, what)| *what));
                if let Some(What::Step(step)) = what
                    && people::pick(procedure, step) == Pick::Rotate
                {
                    picks.push((people::list(procedure, step), case.person(*by).into()));
                }
            }
            _ => {}
        }
    }
    picks
}

/// Whether a case can be found by this field: it names a person or a place, and is short.
pub(super) fn is_indexed(field: &Field) -> bool {
    let short = match field.kind {
        FieldKind::Phone | FieldKind::Unit => true,
        FieldKind::Text => field.personal.is_some(),
        FieldKind::Note
        | FieldKind::Number
        | FieldKind::Money
        | FieldKind::YesNo
        | FieldKind::Choice(_)
        | FieldKind::Choices(_)
        | FieldKind::Date
        | FieldKind::Moment
        | FieldKind::Duration
        | FieldKind::Department
        | FieldKind::Person
        | FieldKind::File => false,
    };
    short && field.per.is_none()
}

/// The tokens of fields filled by these events.
pub(super) fn index(
    secret: &[u8; 32],
    procedure: &Procedure,
    scratch: &Scratch,
    disclosures: &[Disclosure],
) -> Vec<(Box<str>, Vec<Digest>)> {
    let mut index: Vec<(Box<str>, Vec<Digest>)> = Vec::new();
    for event in &scratch.events {
        let EventKind::Filled { field, item: None, value, .. } = &event.kind else { continue };
        if !procedure.fields.get(*field).is_some_and(is_indexed) {
            continue;
        }
        let name = procedure.names.fields.get(*field).map_or("", |l| &l.id);
        let tokens = value.items().iter();
        let tokens = tokens.filter_map(|v| token(secret, procedure, &scratch.draft, *field, name, v, disclosures));
        index.retain(|(other, _)| **other != *name);
        index.push((name.into(), tokens.collect()));
    }
    index
}

fn token(
    secret: &[u8; 32],
    procedure: &Procedure,
    case: &Case,
    field: FieldId,
    name: &str,
    value: &Value,
    disclosures: &[Disclosure],
) -> Option<Digest> {
    let text = match value {
        Value::Sealed(commitment) => disclosures.iter().find(|d| d.commitment.0 == **commitment)?.value.clone(),
        open => {
            let mut out = Writer::default();
            json::write(&mut out, open, Some(field), procedure, case);
            out.finish().into()
        }
    };
    Some(seal::token(secret, name, &text))
}
