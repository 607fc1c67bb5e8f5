//! Clocks in deciding: starting, stopping, firing, and following what they depend on.

use super::draft::{Draft, Outcome, Scene};
use crate::{ActsId, ClockId, ClockKey, HoldId, Mark, NoticeId, StepId, Timestamp, WorkId};

/// A happening: case clocks start and stop, card clocks stop by their `until` or start by their `from`.
pub(crate) fn on_mark(d: &mut Draft<'_>, mark: Mark, at: Timestamp) {
    let _ = (d, mark, at);
}

/// Whether some clock is started or stopped by this happening now.
pub(crate) fn listens(d: &Draft<'_>, mark: Mark) -> bool {
    let _ = (d, mark);
    false
}

/// Opens the clocks of a piece of work: its `late`, and its acknowledgement ladder.
pub(crate) fn open_work(d: &mut Draft<'_>, step: StepId, work: WorkId) {
    let _ = (d, step, work);
}

/// Stops the clocks of a piece of work that is about to be done or given up, with their verdicts.
pub(crate) fn close_work(d: &mut Draft<'_>, work: WorkId) {
    let _ = (d, work);
}

/// Work was taken up: its acknowledgement ladder ends.
pub(crate) fn taken(d: &mut Draft<'_>, work: WorkId) {
    let _ = (d, work);
}

/// Opens the clocks of a hold.
pub(crate) fn open_hold(d: &mut Draft<'_>, hold: HoldId, id: WorkId) {
    let _ = (d, hold, id);
}

/// Opens the ladder of a notice that wants to be confirmed.
pub(crate) fn open_notice(d: &mut Draft<'_>, notice: NoticeId, number: u32) {
    let _ = (d, notice, number);
}

/// Climbs a ladder at once (nobody was there) or because its time is over: to the next rung that has somebody; the time
/// for that rung counts from now. Past the last rung the owner of the procedure is told, once.
pub(crate) fn climb_now(d: &mut Draft<'_>, of: ClockKey) -> Outcome<()> {
    let _ = (d, of);
    Ok(())
}

/// Whether a case clock runs (or stands still) and is not past its due.
pub(crate) fn is_within(d: &Draft<'_>, clock: ClockId) -> bool {
    let _ = (d, clock);
    false
}

/// Fires the first threshold that is due, in the order (due, clock, key), and says which actions follow.
pub(crate) fn fire_next(d: &mut Draft<'_>) -> Outcome<Option<(ActsId, Scene)>> {
    let _ = d;
    Ok(None)
}

/// Follows pauses, moved limits, extensions and outside dues, and conditions of thresholds whose moment is past.
pub(crate) fn refresh(d: &mut Draft<'_>) {
    let _ = d;
}

/// Stops every case clock that runs, with its verdict: the case closes. Clocks that a `case.closed` starts come after.
pub(crate) fn stop_all(d: &mut Draft<'_>) {
    let _ = d;
}
