//! Two runs of the same commands, side by side.

use super::{renames::Renames, rerun::name_of};
use crate::Version;
use alloc::{borrow::Cow, boxed::Box, collections::BTreeMap, vec::Vec};
use guicheng_core::{
    Case, ClockId, ClockKey, ClockState, Event, EventKind, Phase, Status, Timestamp, Verdict, WorkState,
};

/// What a run led to.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Run {
    /// Where the case stands at the end.
    pub status: Status,
    /// What became of work, by name: what, and how often.
    pub deeds: BTreeMap<(Change, Box<str>), usize>,
    /// Runs of clocks, by name, in the order of their starts.
    pub clocks: BTreeMap<Box<str>, Vec<Clock>>,
    /// Work that is open at the end, by name.
    pub waits: Vec<Box<str>>,
    running: Vec<(ClockId, ClockKey, Box<str>, usize)>,
}

/// What became of work, or of the case.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Change {
    /// Work was done (or its event came).
    Done,
    /// A person left it out.
    Skipped,
    /// Its condition was not true.
    PassedOver,
    /// It was withdrawn.
    Withdrawn,
    /// A rule was broken.
    RuleBroken,
    /// The case ended in this state.
    Ended,
}

/// One run of a clock.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Clock {
    /// From when it counted.
    pub start: Timestamp,
    /// Its due at last.
    pub due: Option<Timestamp>,
    /// It was past its due.
    pub broken: bool,
    /// Thresholds that fired, with the instants planned.
    pub fired: Vec<(u8, Timestamp)>,
}

/// A clock that runs otherwise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shift {
    /// The clock's name.
    pub clock: Box<str>,
    /// As it ran under the case's own version; none: it did not run.
    pub before: Option<Clock>,
    /// As it runs under the other.
    pub after: Option<Clock>,
}

impl Shift {
    /// By how many milliseconds its due moves; none where one of them has no due.
    pub fn by(&self) -> Option<i64> {
        let due = |clock: &Option<Clock>| clock.as_ref().and_then(|c| c.due).filter(|due| *due < Timestamp::NEVER);
        Some(due(&self.after)?.since(due(&self.before)?))
    }

    /// It is broken under the other version, but was kept.
    pub fn breaks(&self) -> bool {
        let broken = |clock: &Option<Clock>| clock.as_ref().is_some_and(|c| c.broken);
        broken(&self.after) && !broken(&self.before)
    }
}

/// What differs between two runs.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Outcome {
    /// What is no longer so under the other version.
    pub left_out: Vec<(Change, Box<str>)>,
    /// What is so only under the other version.
    pub added: Vec<(Change, Box<str>)>,
    /// Clocks that run otherwise.
    pub shifts: Vec<Shift>,
    /// Clocks broken under the case's own version, by name.
    pub broken_before: BTreeMap<Box<str>, usize>,
    /// Clocks broken under the other.
    pub broken_after: BTreeMap<Box<str>, usize>,
}

impl Run {
    /// Whether the case came to an end.
    pub fn ended(&self) -> bool {
        !matches!(self.status, Status::New | Status::Open)
    }

    /// Notes an event; `case` is the case before it.
    pub(super) fn note(&mut self, version: &Version<'_>, case: &Case, event: &Event) {
        let work = |id| case.work_item(id).map(|w| name_of(version, w.what)).unwrap_or_default();
        let rule = |id| version.procedure.names.rules.get(id).map_or_else(Box::default, |label| label.id.clone());
        match &event.kind {
            EventKind::WorkDone(done) => self.deed(Change::Done, work(done.work)),
            EventKind::WorkEnded { work: id, .. } => self.deed(Change::Done, work(*id)),
            EventKind::WorkSkipped { work: id, .. } => self.deed(Change::Skipped, work(*id)),
            EventKind::NodePassed(passage) if passage.skipped => {
                let name = version.procedure.names.nodes.get(passage.node);
                self.deed(Change::PassedOver, name.map_or_else(Box::default, |label| label.id.clone()));
            }
            EventKind::Withdrawn(withdrawal) => {
                for (id, what, _) in &withdrawal.work {
                    // Hidden work that is withdrawn was never there for anybody.
                    if case.work_item(*id).is_none_or(|w| w.state != WorkState::Hidden) {
                        self.deed(Change::Withdrawn, name_of(version, *what));
                    }
                }
            }
            EventKind::Migrated(migration) => self.moved(version, &migration.case),
            EventKind::RuleBroken { rule: id, .. } => self.deed(Change::RuleBroken, rule(*id)),
            EventKind::ClockStarted(run) => {
                let name = version.procedure.names.clocks.get(run.clock).map_or_else(Box::default, |l| l.id.clone());
                let list = self.clocks.entry(name.clone()).or_default();
                self.running.retain(|(clock, of, _, _)| (*clock, *of) != (run.clock, run.of));
                self.running.push((run.clock, run.of, name, list.len()));
                list.push(Clock { start: run.start, due: run.due, ..Clock::default() });
            }
            EventKind::ClockMoved(run) => {
                if let Some(clock) = self.clock(run.clock, run.of) {
                    (clock.start, clock.due) = (run.start, run.due);
                }
            }
            EventKind::ClockFired(firing) => {
                if let Some(clock) = self.clock(firing.clock, firing.of) {
                    clock.broken |= firing.late;
                    clock.fired.push((firing.threshold, firing.planned));
                }
            }
            EventKind::ClockStopped { clock, of, verdict, .. } => {
                if let Some(clock) = self.clock(*clock, *of) {
                    clock.broken = *verdict == Verdict::Broken;
                }
            }
            EventKind::Accepted { .. }
            | EventKind::PersonMet(..)
            | EventKind::Opened { .. }
            | EventKind::Closed { .. }
            | EventKind::Reopened
            | EventKind::Merged { .. }
            | EventKind::Unmerged { .. }
            | EventKind::Absorbed { .. }
            | EventKind::Corrected { .. }
            | EventKind::Erased { .. }
            | EventKind::Disclosed { .. }
            | EventKind::DutyPassed { .. }
            | EventKind::NodePassed(_)
            | EventKind::NodeEntered { .. }
            | EventKind::NodeLeft { .. }
            | EventKind::Entered { .. }
            | EventKind::JoinReset { .. }
            | EventKind::FrameOpened(_)
            | EventKind::FrameClosed { .. }
            | EventKind::Counted { .. }
            | EventKind::WorkOpened(_)
            | EventKind::WorkShown(_)
            | EventKind::WorkTaken { .. }
            | EventKind::WorkReleased { .. }
            | EventKind::WorkStarted { .. }
            | EventKind::WorkHeld { .. }
            | EventKind::Called { .. }
            | EventKind::CallWithdrawn { .. }
            | EventKind::Found { .. }
            | EventKind::Nobody { .. }
            | EventKind::Climbed { .. }
            | EventKind::Urged { .. }
            | EventKind::Named { .. }
            | EventKind::Filled { .. }
            | EventKind::Registered(_)
            | EventKind::Noticed { .. }
            | EventKind::Confirmed { .. }
            | EventKind::Reminded { .. }
            | EventKind::Escalated { .. }
            | EventKind::Advised { .. }
            | EventKind::LineTaken { .. }
            | EventKind::Signalled { .. }
            | EventKind::MailTaken { .. }
            | EventKind::HoldBegan { .. }
            | EventKind::HoldEnded { .. }
            | EventKind::RuleKept { .. }
            | EventKind::Watched { .. }
            | EventKind::Reacted { .. }
            | EventKind::Marked { .. }
            | EventKind::ClockPaused { .. }
            | EventKind::ClockEnded { .. } => {}
        }
    }

    /// The case moved to a version: clocks that run are called otherwise there, and may be due otherwise.
    fn moved(&mut self, version: &Version<'_>, case: &Case) {
        let names = &version.procedure.names.clocks;
        for (id, of, name, at) in &mut self.running {
            let new = version.procedure.from.iter().map(|from| from.new_name(name)).find(|new| **new != **name);
            let new = new.unwrap_or(Cow::Borrowed(name));
            let alike = |c: &&ClockState| c.of == *of && names.get(c.clock).is_some_and(|label| *label.id == *new);
            let Some(state) = case.clocks.iter().find(alike) else { continue };
            *id = state.clock;
            if let Some(clock) = self.clocks.get_mut(name).and_then(|list| list.get_mut(*at)) {
                (clock.start, clock.due) = (state.start, state.due);
            }
        }
    }

    /// The same in the names of another version.
    pub(super) fn renamed(mut self, renames: &Renames<'_>) -> Self {
        let mut deeds = BTreeMap::new();
        for ((change, name), count) in self.deeds {
            *deeds.entry((change, renames.name(&name))).or_default() += count;
        }
        let mut clocks: BTreeMap<Box<str>, Vec<Clock>> = BTreeMap::new();
        for (name, mut list) in self.clocks {
            clocks.entry(renames.name(&name)).or_default().append(&mut list);
        }
        self.waits.iter_mut().for_each(|name| *name = renames.name(name));
        Self { deeds, clocks, ..self }
    }

    fn clock(&mut self, clock: ClockId, of: ClockKey) -> Option<&mut Clock> {
        let (_, _, name, at) = self.running.iter().find(|(c, o, _, _)| (*c, *o) == (clock, of))?;
        self.clocks.get_mut(name)?.get_mut(*at)
    }

    fn deed(&mut self, change: Change, name: Box<str>) {
        *self.deeds.entry((change, name)).or_default() += 1;
    }

    /// At the end: where the case stands, and what it waits for.
    pub(super) fn finish(&mut self, version: &Version<'_>, case: &Case) {
        self.status = case.status;
        if self.ended() {
            let state = match case.status {
                Status::Closed => "closed",
                Status::Aborted => "aborted",
                Status::Merged => "merged",
                Status::New | Status::Open => "open",
            };
            self.deed(Change::Ended, state.into());
        }
        let open = case.work.iter().filter(|w| w.state != WorkState::Hidden);
        self.waits = open.map(|w| name_of(version, w.what)).collect();
        for clock in case.clocks.iter().filter(|c| c.phase != Phase::Stopped) {
            let late = clock.late;
            if let Some(known) = self.clock(clock.clock, clock.of) {
                known.broken |= late;
            }
        }
        self.running.clear();
    }

    fn broken(&self) -> BTreeMap<Box<str>, usize> {
        let count = |list: &[Clock]| list.iter().filter(|clock| clock.broken).count();
        let all = self.clocks.iter().map(|(name, list)| (name.clone(), count(list)));
        all.filter(|(_, count)| *count > 0).collect()
    }
}

/// What differs.
pub(super) fn compare(before: &Run, after: &Run) -> Outcome {
    let mut outcome = Outcome { broken_before: before.broken(), broken_after: after.broken(), ..Outcome::default() };
    for (deed, count) in &before.deeds {
        let now = after.deeds.get(deed).copied().unwrap_or(0);
        outcome.left_out.extend((now..*count).map(|_| deed.clone()));
    }
    for (deed, count) in &after.deeds {
        let then = before.deeds.get(deed).copied().unwrap_or(0);
        outcome.added.extend((then..*count).map(|_| deed.clone()));
    }
    let none = Vec::new();
    let names = before.clocks.keys().chain(after.clocks.keys().filter(|name| !before.clocks.contains_key(*name)));
    for name in names {
        let old = before.clocks.get(name).unwrap_or(&none);
        let new = after.clocks.get(name).unwrap_or(&none);
        for at in 0..old.len().max(new.len()) {
            let (one, other) = (old.get(at), new.get(at));
            if one != other {
                outcome.shifts.push(Shift { clock: name.clone(), before: one.cloned(), after: other.cloned() });
            }
        }
    }
    outcome
}
