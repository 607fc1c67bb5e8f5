//! Happenings: what they start and stop, and what going back behind a stop does.

use super::back::went_back;
use super::run::{find, move_to, resume, start, stop};
use crate::decide::draft::Draft;
use crate::{
    Again, ClockDef, ClockId, ClockKey, ClockOwner, ClockState, EventKind, Mark, Phase, Timestamp, Value, What,
    WorkState,
};
use smallvec::SmallVec;

/// Tells every clock of a happening and when it took place (`occurred`).
pub(crate) fn on_mark(d: &mut Draft<'_>, mark: Mark, at: Timestamp) {
    let p = d.p;
    let at = match mark {
        Mark::Filled(field) => match d.case().value(field) {
            Value::Moment(at) => *at,
            Value::Date(day) => p.zone.instant(*day, 0).0,
            _ => at,
        },
        _ => at,
    };
    if p.clocks.values().any(|def| def.owner != ClockOwner::Case && def.from.contains(&mark)) {
        d.emit(EventKind::Marked { mark, at });
    }
    for (clock, def) in p.clocks.iter() {
        match def.owner {
            ClockOwner::Case => case_clock(d, clock, def, mark, at),
            ClockOwner::Work(_) | ClockOwner::Hold(_) | ClockOwner::AckWork(_) | ClockOwner::AckNotice(_) => {
                owned_clock(d, clock, def, mark, at);
            }
        }
    }
}

/// The case goes on after its end: clocks that its closing had stopped go on as they say, what its closing had started
/// afresh each time is over.
pub(crate) fn reopened(d: &mut Draft<'_>) {
    let (p, at) = (d.p, d.at);
    for (clock, def) in p.clocks.iter().filter(|(_, def)| def.owner == ClockOwner::Case) {
        let Some(state) = find(d.case(), clock, ClockKey::Case).cloned() else { continue };
        if state.phase == Phase::Stopped && def.until.contains(&Mark::CaseClosed) {
            go_back(d, def.again, state, at);
        } else if def.again == Again::Restart && *def.from == [Mark::CaseClosed] {
            d.emit(EventKind::ClockEnded { clock, of: ClockKey::Case });
        }
    }
}

fn case_clock(d: &mut Draft<'_>, clock: ClockId, def: &ClockDef, mark: Mark, at: Timestamp) {
    let of = ClockKey::Case;
    if def.until.contains(&mark) {
        let running = find(d.case(), clock, of).filter(|k| k.phase != Phase::Stopped).cloned();
        if let Some(state) = running {
            stop(d, &state, at);
        }
    }
    let state = find(d.case(), clock, of);
    if def.from.contains(&mark) {
        match state.cloned() {
            None => start(d, clock, of, at),
            Some(state) if state.phase == Phase::Stopped => go_back(d, def.again, state, at),
            Some(_) if def.again == Again::Restart => start(d, clock, of, at),
            // The instant or day in a field was corrected.
            Some(state) if matches!(mark, Mark::Filled(_)) && state.start != at => {
                move_to(d, ClockState { start: at, ..state });
            }
            Some(_) => {}
        }
    } else if let Some(state) = state.filter(|k| k.phase == Phase::Stopped && def.again != Again::Stay)
        && went_back(d, def, state, mark)
    {
        let state = state.clone();
        go_back(d, def.again, state, at);
    }
}

fn go_back(d: &mut Draft<'_>, again: Again, state: ClockState, at: Timestamp) {
    match again {
        Again::Stay => {}
        Again::Resume => resume(d, state, at, false),
        Again::RunOn => resume(d, state, at, true),
        Again::Restart => start(d, state.clock, state.of, at),
    }
}

/// Clocks of work, holds and ladders: stopped where they are, started where their owner is open and they are not.
fn owned_clock(d: &mut Draft<'_>, clock: ClockId, def: &ClockDef, mark: Mark, at: Timestamp) {
    if def.until.contains(&mark) {
        let running = |k: &&ClockState| k.clock == clock && k.phase != Phase::Stopped;
        let states: SmallVec<[ClockState; 2]> = d.case().clocks.iter().filter(running).cloned().collect();
        for state in &states {
            stop(d, state, at);
        }
    }
    if def.from.contains(&mark) {
        for of in owners(d, def.owner) {
            if find(d.case(), clock, of).is_none() {
                start(d, clock, of, at);
            }
        }
    }
}

/// Open owners of a clock.
fn owners(d: &Draft<'_>, owner: ClockOwner) -> SmallVec<[ClockKey; 4]> {
    let c = d.case();
    match owner {
        ClockOwner::Case => SmallVec::from_iter([ClockKey::Case]),
        ClockOwner::Work(step) => {
            let open = c.work.iter().filter(|w| w.what == What::Step(step) && w.state != WorkState::Hidden);
            open.map(|w| ClockKey::Work(w.id)).collect()
        }
        ClockOwner::AckWork(step) => {
            let open = c.work.iter().filter(|w| w.what == What::Step(step) && w.state == WorkState::Offered);
            open.map(|w| ClockKey::Work(w.id)).collect()
        }
        ClockOwner::Hold(hold) => c.holds.iter().filter(|h| h.hold == hold).map(|h| ClockKey::Work(h.id)).collect(),
        ClockOwner::AckNotice(notice) => {
            c.unconfirmed.iter().filter(|n| n.notice == notice).map(|n| ClockKey::Notice(n.number)).collect()
        }
    }
}

/// Stops every case clock that runs, with its verdict: the case closes. Those that begin with the closing come after,
/// and those within which something may still be done afterwards run on.
pub(crate) fn stop_all(d: &mut Draft<'_>) {
    let p = d.p;
    let running = |k: &&ClockState| k.of == ClockKey::Case && k.phase != Phase::Stopped;
    let states: SmallVec<[ClockState; 2]> = d.case().clocks.iter().filter(running).cloned().collect();
    for state in states {
        let window = p.reactions.values().any(|on| on.trigger.within == Some(state.clock));
        let begins = p.clocks.get(state.clock).is_some_and(|def| def.from.contains(&Mark::CaseClosed));
        if !window && !begins {
            stop(d, &state, d.at);
        }
    }
}

/// Whether some clock is started or stopped by this happening now.
pub(crate) fn listens(d: &Draft<'_>, mark: Mark) -> bool {
    let c = d.case();
    d.p.clocks.iter().any(|(clock, def)| {
        let running = c.clocks.iter().any(|k| k.clock == clock && k.phase != Phase::Stopped);
        let starts = || match def.owner {
            ClockOwner::Case => match find(c, clock, ClockKey::Case) {
                None => true,
                Some(_) if running => def.again == Again::Restart,
                Some(_) => def.again != Again::Stay,
            },
            ClockOwner::Work(_) | ClockOwner::Hold(_) | ClockOwner::AckWork(_) | ClockOwner::AckNotice(_) => {
                owners(d, def.owner).into_iter().any(|of| find(c, clock, of).is_none())
            }
        };
        running && def.until.contains(&mark) || def.from.contains(&mark) && starts()
    })
}
