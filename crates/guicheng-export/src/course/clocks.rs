//! Runs of clocks.

use super::{ClockSpan, Worded, Words};
use guicheng_core::{ClockId, ClockKey, ClockOwner, ClockRun, Firing, Timestamp, Verdict};

/// Runs of clocks met so far.
#[derive(Default)]
pub(super) struct Clocks {
    pub(super) spans: Vec<ClockSpan>,
}

impl Clocks {
    pub(super) fn moved(&mut self, words: &Words<'_>, run: &ClockRun) {
        match self.running(run.clock, run.of) {
            Some(span) => {
                (span.due, span.paused, span.start) = (run.due, run.paused, run.start);
                span.pauses.clone_from(&run.pauses);
            }
            None => self.started(words, run),
        }
    }

    pub(super) fn paused(&mut self, clock: ClockId, of: ClockKey, since: Timestamp) {
        if let Some(span) = self.running(clock, of) {
            span.paused = Some(since);
        }
    }

    pub(super) fn fired(&mut self, firing: &Firing) {
        if let Some(span) = self.running(firing.clock, firing.of).filter(|_| firing.late) {
            span.late = span.late.or(Some(firing.planned));
        }
    }

    pub(super) fn started(&mut self, words: &Words<'_>, run: &ClockRun) {
        self.spans.push(ClockSpan {
            clock: run.clock,
            name: title(words, run.clock),
            of: run.of,
            start: run.start,
            due: run.due,
            pauses: run.pauses.clone(),
            paused: run.paused,
            late: None,
            end: None,
        });
    }

    /// The run that is not over.
    fn running(&mut self, clock: ClockId, of: ClockKey) -> Option<&mut ClockSpan> {
        self.spans.iter_mut().rev().find(|span| span.clock == clock && span.of == of && span.end.is_none())
    }

    pub(super) fn over(&mut self, clock: ClockId, of: ClockKey, at: Timestamp, verdict: Option<Verdict>) {
        if let Some(span) = self.running(clock, of) {
            span.end = Some((at, verdict));
        }
    }
}

/// A clock by its own title, or by that of what it belongs to.
fn title(words: &Words<'_>, clock: ClockId) -> Worded {
    let procedure = words.version.procedure;
    let names = &procedure.names;
    let own = words.worded(names.clocks.get(clock));
    let limit = words.pick("·时限", " (limit)");
    let answer = words.pick("·应答", " (answer)");
    let of = |label, suffix: &str| format!("{}{suffix}", words.worded(label).title).into();
    let title = match procedure.clocks.get(clock).map(|c| c.owner) {
        Some(ClockOwner::Work(step)) => of(names.steps.get(step), limit),
        Some(ClockOwner::Hold(hold)) => of(names.holds.get(hold), limit),
        Some(ClockOwner::AckWork(step)) => of(names.steps.get(step), answer),
        Some(ClockOwner::AckNotice(notice)) => of(names.notices.get(notice), answer),
        Some(ClockOwner::Case) | None => own.title,
    };
    Worded { id: own.id, title }
}
