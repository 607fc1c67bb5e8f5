//! Firing: one threshold at a time, in the order of what is due.

use super::look::{Look, place};
use super::run::{find, firing, move_to};
use crate::decide::draft::{Draft, Outcome, Scene};
use crate::{ActsId, Cause, ClockId, ClockKey, EventKind, Phase, Status};
use alloc::boxed::Box;

/// What firing a clock came to.
enum Fired {
    /// These actions follow.
    Acts(ActsId, Scene),
    /// It was recorded, and does nothing.
    Recorded,
    /// Its condition does not hold: nothing was due after all.
    Nothing,
}

/// Fires the first threshold that is due, in the order (due, clock, key), and says which actions follow, if any. None at
/// all: nothing was due. After each the case must settle, as being late may be all that somebody waits for.
pub(crate) fn fire_next(d: &mut Draft<'_>) -> Outcome<Option<Option<(ActsId, Scene)>>> {
    match d.case().status {
        Status::Open | Status::Closed => {}
        Status::New | Status::Aborted | Status::Merged => return Ok(None),
    }
    while let Some((clock, of)) = earliest(d) {
        d.within_bounds()?;
        match fire(d, clock, of) {
            Fired::Acts(acts, scene) => return Ok(Some(Some((acts, scene)))),
            Fired::Recorded => return Ok(Some(None)),
            // Its moment came while its condition did not hold: the clock looks ahead to what comes next.
            Fired::Nothing => match find(d.case(), clock, of).cloned() {
                Some(state) => move_to(d, state),
                None => break,
            },
        }
    }
    Ok(None)
}

/// The clock whose turn it is.
fn earliest(d: &Draft<'_>) -> Option<(ClockId, ClockKey)> {
    let due = d.case().clocks.iter().filter(|k| k.phase != Phase::Stopped && k.next <= d.now);
    due.map(|k| (k.next, k.clock, k.of)).min().map(|(_, clock, of)| (clock, of))
}

/// Fires the first due threshold of a clock, if its condition holds.
fn fire(d: &mut Draft<'_>, clock: ClockId, of: ClockKey) -> Fired {
    let c = d.case();
    let Some(state) = find(c, clock, of) else { return Fired::Nothing };
    let Some(look) = Look::new(d.p, c, d.now, state) else { return Fired::Nothing };
    let moments = look.moments(state);
    let Some(first) = moments.iter().filter(|m| m.fire <= d.now).min_by_key(|m| (m.fire, m.index)) else {
        return Fired::Nothing;
    };
    let threshold = look.def.thresholds.get(usize::from(first.index));
    let bound = threshold.and_then(|t| t.at_most);
    let spent = bound.is_some_and(|(line, most)| c.taken(line) >= most);
    let firing = firing(&look, state, *first, d.now, spent);
    let cause = Cause::Clock(clock, firing.threshold);
    let acts = threshold.filter(|_| !spent).map(|t| t.acts);
    d.emit(EventKind::ClockFired(Box::new(firing)));
    if let Some((line, _)) = bound.filter(|_| !spent) {
        let count = d.case().taken(line).saturating_add(1);
        d.emit(EventKind::LineTaken { line, count });
    }
    let (item, activation) = place(d.case(), of);
    let item = item.or_else(|| d.item_of(activation));
    let bound = of != ClockKey::Case;
    acts.map_or(Fired::Recorded, |acts| Fired::Acts(acts, Scene { cause, of: activation, bound, item, key: Some(of) }))
}
