//! Clocks in deciding: what starts, stops, pauses and moves them, and which of their thresholds fires next.
//!
//! Five ways in, one for each kind of moment in a decision:
//! - a happening ([`on_mark`]) starts and stops clocks of the case, and clocks of work that name it;
//! - work, a hold or a notice opens and closes its own ([`open_work`], [`close_work`], [`taken`], [`open_hold`],
//!   [`open_notice`]), and ladders climb ([`climb_now`]);
//! - the case closes and goes on ([`stop_all`], [`reopened`]);
//! - whatever changed ([`refresh`]) pauses, resumes and moves what depends on it;
//! - time ([`fire_next`]) fires one threshold, whose actions the caller does.
//!
//! A clock says in its events everything that it will ever be asked for: the next instant, the due and its arithmetic.

mod back;
mod fire;
mod ladder;
mod look;
mod marks;
mod migrate;
mod refresh;
mod run;
#[cfg(test)]
mod tests;

pub(crate) use fire::fire_next;
pub(crate) use ladder::{climb_now, taken};
pub(crate) use marks::{listens, on_mark, reopened, stop_all};
pub(crate) use migrate::begin_missing;
pub(crate) use refresh::{recount, refresh};

use super::draft::Draft;
use crate::{ClockId, ClockKey, EventKind, HoldId, NoticeId, Phase, StepId, WorkId, WorkState};

/// Starts the clocks of a piece of work that was opened, or shown after having been hidden: its `late`, and its
/// acknowledgement ladder.
pub(crate) fn open_work(d: &mut Draft<'_>, step: StepId, work: WorkId) {
    let p = d.p;
    let ladder = p.task(step).and_then(|task| task.ack);
    let late = p.steps.get(step).map_or(&[][..], |s| &s.late);
    if late.is_empty() && ladder.is_none() {
        return;
    }
    let untaken = d.case().work_item(work).is_some_and(|w| w.state == WorkState::Offered);
    for clock in late.iter().copied().chain(ladder.filter(|_| untaken)) {
        open(d, clock, ClockKey::Work(work));
    }
}

/// Stops the clocks of a piece of work (or of a run of a hold) that is about to be done or given up, with a verdict
/// where they have a due.
pub(crate) fn close_work(d: &mut Draft<'_>, work: WorkId) {
    let of = ClockKey::Work(work);
    let running = |k: &&crate::ClockState| k.of == of && k.phase != Phase::Stopped;
    let clocks: crate::Few<ClockId> = d.case().clocks.iter().filter(running).map(|k| k.clock).collect();
    for clock in clocks {
        match run::find(d.case(), clock, of).cloned() {
            Some(state) if state.due.is_some() => run::stop(d, &state, d.at),
            Some(_) | None => d.emit(EventKind::ClockEnded { clock, of }),
        }
    }
}

/// Starts the clocks of a run of a hold.
pub(crate) fn open_hold(d: &mut Draft<'_>, hold: HoldId, id: WorkId) {
    let p = d.p;
    for clock in p.holds.get(hold).map_or(&[][..], |h| &h.late) {
        open(d, *clock, ClockKey::Work(id));
    }
}

/// Starts the ladder of a notice that wants to be confirmed.
pub(crate) fn open_notice(d: &mut Draft<'_>, notice: NoticeId, number: u32) {
    if let Some(clock) = d.p.notices.get(notice).and_then(|n| n.ack) {
        open(d, clock, ClockKey::Notice(number));
    }
}

/// Whether a case clock runs (or stands still) and what happens now (`occurred`) is not past its due.
pub(crate) fn is_within(d: &Draft<'_>, clock: ClockId) -> bool {
    let Some(state) = run::find(d.case(), clock, ClockKey::Case) else { return false };
    match state.phase {
        Phase::Stopped => false,
        Phase::Running => state.due.is_none_or(|due| d.at <= due),
        // Standing still its due moves along, unless it had passed before; a fixed instant makes it late by itself.
        Phase::Paused => !state.late && state.due.is_none_or(|due| due >= state.since),
    }
}

/// Starts a clock with its owner, or from the happening that it names, if that was before.
fn open(d: &mut Draft<'_>, clock: ClockId, of: ClockKey) {
    let Some(def) = d.p.clocks.get(clock) else { return };
    let earlier = d.case().marks.iter().filter(|(mark, _)| def.from.contains(mark)).map(|(_, at)| *at).min();
    let start = if def.from.is_empty() { Some(d.now) } else { earlier };
    if let Some(start) = start {
        run::start(d, clock, of, start);
    }
}
