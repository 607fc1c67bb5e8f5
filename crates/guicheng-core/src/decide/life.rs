//! The life of a case: opening, closing, breaking off, merging.

use super::{
    clocks,
    draft::{Draft, Outcome},
    fields,
    happen::happen,
    kernel, norms, refuse, scope, work,
};
use crate::{Cause, Entry, EventKind, Mark, Pins, Refused, Status, WorkId, WorkItem};
use alloc::{boxed::Box, sync::Arc, vec::Vec};

/// Opens the case.
pub(crate) fn open(
    d: &mut Draft<'_>,
    pins: &Arc<Pins>,
    fill: &[Entry],
    parent: Option<(Box<str>, WorkId)>,
) -> Outcome<()> {
    d.emit(EventKind::Opened { pins: pins.clone(), parent });
    let p = d.p;
    for (id, field) in p.fields.iter() {
        if let Some(value) = &field.default {
            d.emit(EventKind::Filled { field: id, item: None, value: value.clone(), reason: None });
        }
    }
    for (field, value) in fill {
        let value = fields::people_met(d, *field, value);
        fields::check(d, *field, &value)?;
        fields::set(d, *field, None, value.into_owned(), None)?;
    }
    happen(d, Mark::CaseOpened, d.at)?;
    scope::open_root(d)?;
    kernel::settle(d)
}

/// Closes the case when nothing is left. A person's act that would close it is refused while a rule keeps it open; a
/// clock's is not: then the case stays open until the rule holds. Says whether anything was done.
pub(crate) fn close(d: &mut Draft<'_>) -> Outcome<bool> {
    if d.case().frames.iter().any(|f| f.id != scope::ROOT) {
        return Ok(false);
    }
    if let Some(rule) = norms::keeps_open(d) {
        return if d.completing { Err(refuse::by_rule(d, rule)) } else { Ok(false) };
    }
    end(d, Status::Closed, None)?;
    Ok(true)
}

fn end(d: &mut Draft<'_>, status: Status, reason: Option<Box<str>>) -> Outcome<()> {
    clocks::stop_all(d);
    d.emit(EventKind::Closed { status, reason });
    if status == Status::Closed {
        happen(d, Mark::ScopeDone(d.p.graph.root), d.now)?;
        happen(d, Mark::CaseClosed, d.now)?;
    }
    Ok(())
}

/// Breaks the case off with a reason: everything open is withdrawn.
pub(crate) fn abort(d: &mut Draft<'_>, reason: &str) -> Outcome<()> {
    scope::stop(d, d.actor.map_or(Cause::End, Cause::Person));
    end(d, Status::Aborted, Some(reason.into()))
}

/// Merges the case into another: its marking stays, but nothing fires and nothing can be done until it is unmerged. What
/// it has called is taken back: nobody waits for it any more.
pub(crate) fn merge(d: &mut Draft<'_>, into: &str) {
    let called = |w: &WorkItem| w.child.clone().map(|child| (w.id, child));
    let called: Vec<(WorkId, Box<str>)> = d.case().work.iter().filter_map(called).collect();
    for (work, child) in called {
        d.emit(EventKind::CallWithdrawn { work, child });
    }
    d.emit(EventKind::Merged { into: into.into() });
}

/// Undoes the merging; what fell due meanwhile fires now, and what was called and is still wanted is called afresh.
pub(crate) fn unmerge(d: &mut Draft<'_>) -> Outcome<()> {
    let into = d.case().merged_into.clone().filter(|_| d.case().status == Status::Merged);
    let Some(from) = into else { return Err(d.refuse(Refused::WrongState)) };
    d.emit(EventKind::Unmerged { from });
    super::fire_due(d)?;
    work::call_again(d);
    kernel::settle(d)
}
