//! Acknowledgement ladders: who is asked next when nobody takes work up or confirms a notice.

use super::look::place;
use super::run;
use crate::decide::draft::{Draft, Outcome};
use crate::decide::people;
use crate::{Cause, ClockId, ClockKey, ClockOwner, EventKind, NoticeId, StepId, What, WorkId, WorkState};
use alloc::sync::Arc;

/// What a ladder belongs to, if that still waits.
struct Waiting {
    clock: ClockId,
    rung: u16,
}

/// Work was taken up: its acknowledgement ladder ends.
pub(crate) fn taken(d: &mut Draft<'_>, work: WorkId) {
    let of = ClockKey::Work(work);
    let is_ladder = |clock: ClockId| matches!(d.p.clocks.get(clock).map(|c| c.owner), Some(ClockOwner::AckWork(_)));
    let ladder = d.case().clocks.iter().find(|k| k.of == of && is_ladder(k.clock)).map(|k| k.clock);
    if let Some(clock) = ladder {
        d.emit(EventKind::ClockEnded { clock, of });
    }
}

/// Climbs a ladder at once (nobody was there) or because its time is over: to the next rung that has somebody; the time
/// for that rung counts from now. Past the last rung the owner of the procedure is told, once.
pub(crate) fn climb_now(d: &mut Draft<'_>, of: ClockKey) -> Outcome<()> {
    let p = d.p;
    let Some(Waiting { clock, rung: from }) = waiting(d, of) else { return Ok(()) };
    let (item, place) = place(d.case(), of);
    let ladder = p.clocks.get(clock).map_or(&[][..], |def| &def.ladder);
    for (rung, who) in (1_u16..).zip(ladder).skip(usize::from(from)) {
        let to = people::who(d, who, item, place);
        if d.asks() {
            return Ok(());
        }
        if !to.is_empty() {
            d.emit(EventKind::Climbed { of, rung, to });
            run::start(d, clock, of, d.now);
            return Ok(());
        }
        let (work, notice) = match of {
            ClockKey::Work(work) => (Some(work), None),
            ClockKey::Notice(number) => (None, Some(number)),
            ClockKey::Case => (None, None),
        };
        let roles = people::roles(d, who, item);
        d.emit(EventKind::Nobody { work, notice, roles, source: Arc::default() });
    }
    if run::find(d.case(), clock, of).is_some() {
        d.emit(EventKind::ClockEnded { clock, of });
        people::tell_owner(d, Cause::Nobody);
    }
    Ok(())
}

/// The ladder and the rung reached, while nobody has taken the work up or confirmed the notice.
fn waiting(d: &Draft<'_>, of: ClockKey) -> Option<Waiting> {
    match of {
        ClockKey::Case => None,
        ClockKey::Work(id) => {
            let work = d.case().work_item(id).filter(|w| w.state == WorkState::Offered)?;
            let What::Step(step) = work.what else { return None };
            Some(Waiting { clock: of_step(d, step)?, rung: work.rung })
        }
        ClockKey::Notice(number) => {
            let notice = d.case().unconfirmed.iter().find(|n| n.number == number)?;
            Some(Waiting { clock: of_notice(d, notice.notice)?, rung: notice.rung })
        }
    }
}

fn of_step(d: &Draft<'_>, step: StepId) -> Option<ClockId> {
    d.p.task(step)?.ack
}

fn of_notice(d: &Draft<'_>, notice: NoticeId) -> Option<ClockId> {
    d.p.notices.get(notice)?.ack
}
