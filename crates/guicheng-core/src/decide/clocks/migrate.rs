//! Clocks that a new version brings for what is open already.

use super::run;
use crate::decide::draft::Draft;
use crate::{ClockDef, ClockId, ClockKey, ClockOwner, Mark, Timestamp, Value, What, WorkState};
use alloc::vec::Vec;

/// Starts clocks that are `new` with the version where their beginning is known to lie behind: a clock of open work
/// from its opening, a clock of the case from the opening, from a card that was done, or from the instant in a field,
/// unless what stops it has happened as well.
pub(crate) fn begin_missing(d: &mut Draft<'_>, new: &[ClockId]) {
    let p = d.p;
    for clock in new {
        let Some(def) = p.clocks.get(*clock) else { continue };
        for (of, opened) in owners(d, def.owner) {
            let start = if def.from.is_empty() { opened } else { begun(d, def) };
            if let Some(start) = start.filter(|_| run::find(d.case(), *clock, of).is_none()) {
                run::start(d, *clock, of, start);
            }
        }
    }
}

/// What is open and has such a clock, and since when.
fn owners(d: &Draft<'_>, owner: ClockOwner) -> Vec<(ClockKey, Option<Timestamp>)> {
    let c = d.case();
    let work = |step, state: fn(WorkState) -> bool| {
        let open = c.work.iter().filter(move |w| w.what == What::Step(step) && state(w.state));
        open.map(|w| (ClockKey::Work(w.id), Some(w.opened_at))).collect()
    };
    match owner {
        ClockOwner::Case => [(ClockKey::Case, None)].into(),
        ClockOwner::Work(step) => work(step, |state| state != WorkState::Hidden),
        ClockOwner::AckWork(step) => work(step, |state| state == WorkState::Offered),
        ClockOwner::Hold(hold) => {
            let runs = c.holds.iter().filter(|h| h.hold == hold);
            runs.map(|h| (ClockKey::Work(h.id), Some(h.since))).collect()
        }
        // When a notice went out is not kept in the case.
        ClockOwner::AckNotice(_) => Vec::new(),
    }
}

/// When the beginning of a clock took place, where the case knows it and its end is not known to have come.
fn begun(d: &Draft<'_>, def: &ClockDef) -> Option<Timestamp> {
    let start = def.from.iter().filter_map(|mark| happened(d, *mark)).min()?;
    let over = def.until.iter().filter_map(|mark| happened(d, *mark)).any(|at| at >= start);
    (!over).then_some(start)
}

fn happened(d: &Draft<'_>, mark: Mark) -> Option<Timestamp> {
    let c = d.case();
    match mark {
        Mark::CaseOpened => Some(c.opened_at),
        Mark::StepDone(step) => c.done.iter().filter(|done| done.step == step).map(|done| done.at).max(),
        Mark::Filled(field) => match c.value(field) {
            Value::Moment(at) => Some(*at),
            _ => None,
        },
        Mark::StepOpened(step) => c.work.iter().filter(|w| w.what == What::Step(step)).map(|w| w.opened_at).min(),
        Mark::StepClaimed(_)
        | Mark::ScopeOpened(_)
        | Mark::ScopeDone(_)
        | Mark::HoldBegan(_)
        | Mark::HoldEnded(_)
        | Mark::CaseClosed
        | Mark::Signal(_) => None,
    }
}
