//! Starting, moving and stopping one clock.

use super::look::{Look, Moment};
use crate::decide::draft::Draft;
use crate::{
    Arithmetic, Case, ClockId, ClockKey, ClockRun, ClockState, EventKind, Firing, Phase, Repeating, Timestamp, Verdict,
};
use alloc::boxed::Box;
use smallvec::SmallVec;

/// The state of a clock.
pub(super) fn find(c: &Case, clock: ClockId, of: ClockKey) -> Option<&ClockState> {
    c.clocks.iter().find(|k| k.clock == clock && k.of == of)
}

/// Starts a clock (afresh), counting from an instant that may lie before now.
pub(super) fn start(d: &mut Draft<'_>, clock: ClockId, of: ClockKey, start: Timestamp) {
    let generation = find(d.case(), clock, of).map_or(0, |old| old.generation).saturating_add(1);
    let state = ClockState {
        clock,
        of,
        generation,
        phase: Phase::Running,
        start,
        pauses: SmallVec::new(),
        since: start,
        due: None,
        late: false,
        fired: 0,
        repeats: SmallVec::new(),
        next: Timestamp::NEVER,
        kept: None,
    };
    if let Some(run) = counted(d, state) {
        d.emit(EventKind::ClockStarted(Box::new(run)));
        mute(d, clock, of);
    }
}

/// Puts a clock into another state, its due counted again.
pub(super) fn move_to(d: &mut Draft<'_>, state: ClockState) {
    let (clock, of) = (state.clock, state.of);
    if let Some(run) = counted(d, state) {
        d.emit(EventKind::ClockMoved(Box::new(run)));
        mute(d, clock, of);
    }
}

/// Lets a stopped or paused clock run on; with time used so far, what lies between does not count.
pub(super) fn resume(d: &mut Draft<'_>, mut state: ClockState, at: Timestamp, between_counts: bool) {
    if !between_counts && at > state.since {
        state.pauses.push((state.since, at));
    }
    state.phase = Phase::Running;
    move_to(d, state);
}

/// Stops a clock at the instant at which what it waited for happened, with its verdict.
pub(super) fn stop(d: &mut Draft<'_>, state: &ClockState, at: Timestamp) {
    let (clock, of) = (state.clock, state.of);
    if state.phase == Phase::Paused {
        // What it stood still must not be lost: going back behind this stop counts on from here.
        resume(d, state.clone(), at, false);
    }
    let verdict = match find(d.case(), clock, of).and_then(|k| k.due) {
        None => Verdict::Measured,
        Some(due) if at > due => Verdict::Broken,
        Some(due) if d.now > due => Verdict::KeptEnteredLate,
        Some(_) => Verdict::Kept,
    };
    d.emit(EventKind::ClockStopped { clock, of, since: at, verdict });
}

/// The due and the next instant of a state, as an event carries them.
fn counted(d: &Draft<'_>, mut state: ClockState) -> Option<ClockRun> {
    let look = Look::new(d.p, d.case(), d.now, &state)?;
    let (due, sum): (_, Arithmetic) = look.due(&state);
    state.due = due;
    state.late &= due.is_some_and(|due| due < d.now);
    let next = look.next(&state);
    Some(ClockRun {
        clock: state.clock,
        of: state.of,
        generation: state.generation,
        start: state.start,
        paused: (state.phase == Phase::Paused).then_some(state.since),
        pauses: state.pauses.into_vec(),
        due,
        fired: state.fired,
        next,
        sum,
    })
}

/// Of the thresholds that are past at once because a due moved or a start lay back, only the last acts; the others are
/// recorded.
fn mute(d: &mut Draft<'_>, clock: ClockId, of: ClockKey) {
    // Each turn fires one threshold for good or plans its repeat past now.
    for _ in 0..=crate::limits::THRESHOLDS {
        let Some(state) = find(d.case(), clock, of).filter(|k| k.next <= d.now) else { return };
        let Some(look) = Look::new(d.p, d.case(), d.now, state) else { return };
        let thresholds = look.def.thresholds.len();
        let mut past: SmallVec<[Moment; 4]> = look.moments(state);
        past.retain(|m| m.fire <= d.now && usize::from(m.index) < thresholds);
        past.sort_unstable_by_key(|m| (m.fire, m.index));
        if past.len() < 2 {
            return;
        }
        let Some(first) = past.first() else { return };
        let firing = firing(&look, state, *first, d.now, true);
        d.emit(EventKind::ClockFired(Box::new(firing)));
    }
}

/// The firing of a threshold: the last of its repeats that are past counts, those before it are missed.
pub(super) fn firing(look: &Look<'_>, state: &ClockState, moment: Moment, now: Timestamp, muted: bool) -> Firing {
    let Moment { index, mut planned, mut fire } = moment;
    let threshold = look.def.thresholds.get(usize::from(index));
    let mut after = state.clone();
    let mut missed = 0_u16;
    let repeat = threshold.and_then(|t| t.every.map(|every| (t, every))).map(|(t, (every, most))| {
        let before = state.repeats.iter().find(|r| r.threshold == index).map_or(0, |r| r.count);
        let mut count = before.saturating_add(1);
        let mut next = None;
        while count < most {
            next = look.repeat(planned, every, state);
            match next.filter(|next| super::look::fires_at(t, *next) <= now) {
                Some(past) => {
                    planned = past;
                    fire = super::look::fires_at(t, past);
                    missed = missed.saturating_add(1);
                    count += 1;
                }
                None => break,
            }
        }
        (count, count < most && next.is_some())
    });
    let late = state.due.is_some_and(|due| fire > due);
    after.late |= late;
    after.repeats.retain(|r| r.threshold != index);
    match repeat {
        Some((count, true)) => after.repeats.push(Repeating { threshold: index, count, last: planned }),
        Some((_, false)) | None => after.fired |= 1_u32.checked_shl(u32::from(index)).unwrap_or(0),
    }
    Firing {
        clock: state.clock,
        of: state.of,
        generation: state.generation,
        threshold: index,
        planned,
        late,
        muted,
        missed,
        repeat,
        next: look.next(&after),
    }
}
