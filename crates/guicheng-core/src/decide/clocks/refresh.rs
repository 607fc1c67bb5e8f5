//! Looking again at every clock after something changed: does it stand still, has its due moved?

use super::look::Look;
use super::run::{move_to, resume};
use crate::decide::draft::Draft;
use crate::{ClockKey, ClockState, EventKind, Phase, Seq};

/// What a clock needs.
enum Need {
    /// To stand still from now on.
    Pause,
    /// To run on.
    Resume,
    /// To be counted again.
    Count,
}

/// Follows pauses, held work, moved limits, extensions and outside dues, and conditions of thresholds whose moment is
/// past.
pub(crate) fn refresh(d: &mut Draft<'_>) {
    let filled = Seq(d.case().seq.0.saturating_sub(u32::try_from(d.count()).unwrap_or(u32::MAX)));
    let mut at = 0;
    while let Some(state) = d.case().clocks.get(at) {
        if let Some((need, state)) = need(d, state, filled).map(|need| (need, state.clone())) {
            meet(d, need, state);
        }
        at += 1;
    }
}

/// Counts every clock again that is not stopped, after the case moved to another version.
pub(crate) fn recount(d: &mut Draft<'_>) {
    let running = |k: &&ClockState| k.phase != Phase::Stopped;
    let states: alloc::vec::Vec<ClockState> = d.case().clocks.iter().filter(running).cloned().collect();
    for state in states {
        let Some(look) = Look::new(d.p, d.case(), d.now, &state) else { continue };
        let due = look.due(&state).0;
        let next = look.next(&ClockState { due, ..state.clone() });
        if due != state.due || next != state.next && state.phase == Phase::Running {
            move_to(d, state);
        }
    }
}

fn need(d: &Draft<'_>, state: &ClockState, filled: Seq) -> Option<Need> {
    if state.phase == Phase::Stopped {
        return None;
    }
    let look = Look::new(d.p, d.case(), d.now, state)?;
    let held = match state.of {
        ClockKey::Work(work) => d.case().work_item(work).is_some_and(|work| work.held),
        ClockKey::Case | ClockKey::Notice(_) => false,
    };
    let still = held || look.def.pause_while.is_some_and(|condition| look.holds(condition));
    match (state.phase, still) {
        (Phase::Running, true) => Some(Need::Pause),
        (Phase::Paused, false) => Some(Need::Resume),
        (Phase::Running | Phase::Paused, _) if look.changed_since(filled) => {
            let due = look.due(state).0;
            let moved = ClockState { due, ..state.clone() };
            (due != state.due || look.next(&moved) != state.next && state.phase == Phase::Running)
                .then_some(Need::Count)
        }
        (Phase::Running, false) if look.is_conditional() && state.next > d.now && look.now_true(state).is_some() => {
            Some(Need::Count)
        }
        (Phase::Running | Phase::Paused | Phase::Stopped, _) => None,
    }
}

fn meet(d: &mut Draft<'_>, need: Need, mut state: ClockState) {
    // Stretches stay in order and apart, whatever was entered late.
    let earliest = state.pauses.last().map_or(state.start, |(_, to)| *to);
    match need {
        Need::Count => move_to(d, state),
        Need::Resume => {
            let at = d.at.max(state.since);
            resume(d, state, at, false);
        }
        Need::Pause => {
            let since = d.at.max(earliest);
            let outside = Look::new(d.p, d.case(), d.now, &state).and_then(|look| look.outside());
            if outside.is_some() {
                (state.phase, state.since) = (Phase::Paused, since);
                move_to(d, state);
            } else {
                d.emit(EventKind::ClockPaused { clock: state.clock, of: state.of, since });
            }
        }
    }
}
