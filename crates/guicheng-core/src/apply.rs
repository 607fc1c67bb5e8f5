//! Applying an event: the only writer of a case.

use crate::{
    Case, ClockKey, ClockRun, ClockState, Completion, Done, Event, EventKind, Few, FieldState, Firing, FlowId, Heard,
    Item, Opening, Passage, Phase, Repeating, Seq, Status, Timestamp, Token, Unconfirmed, Value, Withdrawal, WorkId,
    WorkItem, WorkState,
};
use alloc::vec::Vec;

impl Case {
    /// Applies an event. Total: an event comes from [`crate::decide`] or from a checked decoder; what does not fit the
    /// case changes nothing.
    pub fn apply(&mut self, event: &Event) {
        self.seq.0 = self.seq.0.saturating_add(1);
        self.now = self.now.max(event.at);
        match &event.kind {
            EventKind::Accepted { .. }
            | EventKind::Corrected { .. }
            | EventKind::Erased { .. }
            | EventKind::Disclosed { .. }
            | EventKind::DutyPassed { .. }
            | EventKind::Nobody { .. }
            | EventKind::Urged { .. }
            | EventKind::Reminded { .. }
            | EventKind::Advised { .. }
            | EventKind::Reacted { .. } => {}
            EventKind::PersonMet(_, name) => self.people.push(name.clone()),
            EventKind::Opened { .. }
            | EventKind::Closed { .. }
            | EventKind::Reopened
            | EventKind::Merged { .. }
            | EventKind::Unmerged { .. }
            | EventKind::Absorbed { .. }
            | EventKind::Migrated(_) => self.apply_life(event),
            EventKind::NodePassed(_)
            | EventKind::NodeEntered { .. }
            | EventKind::NodeLeft { .. }
            | EventKind::Entered { .. }
            | EventKind::JoinReset { .. }
            | EventKind::FrameOpened(_)
            | EventKind::FrameClosed { .. }
            | EventKind::Counted { .. }
            | EventKind::Withdrawn(_) => self.apply_marking(&event.kind),
            EventKind::WorkOpened(_)
            | EventKind::WorkShown(_)
            | EventKind::WorkTaken { .. }
            | EventKind::WorkReleased { .. }
            | EventKind::WorkStarted { .. }
            | EventKind::WorkHeld { .. }
            | EventKind::WorkDone(_)
            | EventKind::WorkSkipped { .. }
            | EventKind::WorkEnded { .. }
            | EventKind::Called { .. }
            | EventKind::Found { .. }
            | EventKind::Climbed { .. }
            | EventKind::Named { .. } => self.apply_work(event),
            EventKind::Filled { field, item, value, .. } => self.fill(*field, *item, value),
            EventKind::Registered(register) => bump(&mut self.written, *register),
            EventKind::Noticed { number, notice, to, confirm } => {
                self.notices = *number;
                if *confirm {
                    let waiting = Unconfirmed { number: *number, notice: *notice, to: to.clone(), rung: 0 };
                    self.unconfirmed.push(waiting);
                }
            }
            EventKind::Confirmed { number, .. } => {
                self.unconfirmed.retain(|n| n.number != *number);
                self.drop_clocks(ClockKey::Notice(*number));
            }
            EventKind::Escalated { .. } => self.escalated = true,
            EventKind::LineTaken { line, count } => {
                self.lines.retain(|(l, _)| l != line);
                self.lines.push((*line, *count));
            }
            EventKind::Signalled { signal, how } => match how {
                Heard::Kept => self.mailbox.push(*signal),
                Heard::Heard | Heard::Lost => {}
            },
            EventKind::MailTaken { signal } => {
                if let Some(at) = self.mailbox.iter().position(|s| s == signal) {
                    self.mailbox.remove(at);
                }
            }
            EventKind::HoldBegan { .. }
            | EventKind::HoldEnded { .. }
            | EventKind::RuleBroken { .. }
            | EventKind::RuleKept { .. }
            | EventKind::Watched { .. }
            | EventKind::Marked { .. } => self.apply_norm(&event.kind),
            EventKind::ClockStarted(_)
            | EventKind::ClockMoved(_)
            | EventKind::ClockPaused { .. }
            | EventKind::ClockStopped { .. }
            | EventKind::ClockFired(_)
            | EventKind::ClockEnded { .. } => self.apply_clock(event),
        }
    }

    fn apply_life(&mut self, event: &Event) {
        match &event.kind {
            EventKind::Opened { pins, parent } => {
                self.status = Status::Open;
                self.opened_at = event.at;
                self.pins = Some((**pins).clone());
                self.parent.clone_from(parent);
            }
            EventKind::Closed { status, .. } => {
                self.status = *status;
                self.closed_at = Some(event.at);
            }
            EventKind::Reopened => {
                self.status = Status::Open;
                self.closed_at = None;
                self.reopened = self.reopened.saturating_add(1);
            }
            EventKind::Merged { into } => {
                self.status = Status::Merged;
                self.merged_into = Some(into.clone());
            }
            EventKind::Migrated(migration) => {
                let (seq, now) = (self.seq, self.now);
                self.clone_from(&migration.case);
                (self.seq, self.now) = (seq, now);
            }
            EventKind::Unmerged { .. } => {
                self.status = Status::Open;
                self.merged_into = None;
            }
            EventKind::Absorbed { case, undone } => {
                self.absorbed.retain(|c| c != case);
                if !undone {
                    self.absorbed.push(case.clone());
                }
            }
            _ => {}
        }
    }

    fn apply_marking(&mut self, kind: &EventKind) {
        match kind {
            EventKind::NodePassed(passage) => {
                let Passage { of, took, kept, gave, .. } = &**passage;
                self.take(took);
                self.spend(*of, kept);
                self.give(*of, gave);
            }
            EventKind::NodeEntered { visit, took, kept } => {
                self.take(took);
                self.spend(visit.of, kept);
                self.next_id = self.next_id.max(visit.id.0);
                self.visits.push(*visit);
            }
            EventKind::NodeLeft { visit, gave, .. } => {
                if let Some(at) = self.visits.iter().position(|v| v.id == *visit) {
                    let left = self.visits.remove(at);
                    self.give(left.of, gave);
                }
            }
            EventKind::Entered { flow, of } => self.tokens.push(Token { flow: *flow, of: *of, spent: false }),
            EventKind::JoinReset { of, flows, .. } => {
                for flow in flows {
                    self.take(&[Token { flow: *flow, of: *of, spent: true }]);
                }
            }
            EventKind::FrameOpened(frame) => {
                self.next_id = self.next_id.max(frame.id.0);
                self.frames.push(*frame);
            }
            EventKind::FrameClosed { of } => {
                self.frames.retain(|f| f.id != *of);
                for frame in self.frames.iter_mut().filter(|f| f.beside == Some(*of)) {
                    frame.beside = None;
                }
            }
            EventKind::Counted { visit, done, total } => {
                if let Some(visit) = self.visits.iter_mut().find(|v| v.id == *visit) {
                    visit.done = *done;
                    visit.total = *total;
                }
            }
            EventKind::Withdrawn(withdrawal) => self.withdraw(withdrawal),
            _ => {}
        }
    }

    fn apply_work(&mut self, event: &Event) {
        match &event.kind {
            EventKind::WorkOpened(opening) => self.open_work(opening, event.at),
            EventKind::WorkShown(work) => {
                let at = event.at;
                self.edit(*work, |w| {
                    w.state = WorkState::Offered;
                    w.opened_at = at;
                });
            }
            EventKind::WorkTaken { work, by, .. } => self.edit(*work, |w| {
                w.state = w.state.max(WorkState::Taken);
                w.holder = Some(*by);
            }),
            EventKind::WorkReleased { work, .. } => self.edit(*work, |w| {
                w.state = WorkState::Offered;
                w.holder = None;
            }),
            EventKind::WorkStarted { work, by } => self.edit(*work, |w| {
                w.state = WorkState::Started;
                w.holder = Some(*by);
            }),
            EventKind::WorkHeld { work, held } => self.edit(*work, |w| w.held = *held),
            EventKind::WorkDone(completion) => {
                let Completion { work, done, .. } = &**completion;
                self.remove_work(*work);
                if let Some(done) = done {
                    self.note_done(*done);
                }
            }
            EventKind::WorkSkipped { work, .. } => self.remove_work(*work),
            EventKind::WorkEnded { work, done } => {
                self.remove_work(*work);
                self.note_done(*done);
            }
            EventKind::Called { work, child, .. } => self.edit(*work, |w| w.child = Some(child.clone())),
            EventKind::Found { step, cases, .. } => {
                self.found.retain(|(s, _)| s != step);
                self.found.push((*step, cases.clone()));
            }
            EventKind::Climbed { of, rung, to } => match of {
                ClockKey::Work(work) => self.edit(*work, |w| {
                    w.rung = *rung;
                    w.added.extend(to.iter().copied());
                }),
                ClockKey::Notice(number) => {
                    if let Some(notice) = self.unconfirmed.iter_mut().find(|n| n.number == *number) {
                        notice.rung = *rung;
                        notice.to.extend(to.iter().copied());
                    }
                }
                ClockKey::Case => {}
            },
            EventKind::Named { step, people } => {
                self.named.retain(|(s, _)| s != step);
                self.named.extend(people.iter().map(|p| (*step, *p)));
            }
            _ => {}
        }
    }

    fn apply_norm(&mut self, kind: &EventKind) {
        match kind {
            EventKind::HoldBegan { hold, .. } => {
                self.next_id = self.next_id.max(hold.id.0);
                self.holds.push(*hold);
            }
            EventKind::HoldEnded { id, .. } => {
                self.holds.retain(|h| h.id != *id);
                self.drop_clocks(ClockKey::Work(*id));
            }
            EventKind::RuleBroken { rule, of } => self.broken.push((*rule, *of)),
            EventKind::RuleKept { rule, of } => self.broken.retain(|b| *b != (*rule, *of)),
            EventKind::Watched { watch, now } => {
                self.true_now.retain(|w| w != watch);
                if *now {
                    self.true_now.push(*watch);
                }
            }
            EventKind::Marked { mark, at } => {
                self.marks.retain(|(m, _)| m != mark);
                self.marks.push((*mark, *at));
            }
            _ => {}
        }
    }

    fn apply_clock(&mut self, event: &Event) {
        match &event.kind {
            EventKind::ClockStarted(run) => {
                self.clocks.retain(|c| (c.clock, c.of) != (run.clock, run.of));
                self.clocks.push(started(run));
            }
            EventKind::ClockMoved(run) => {
                let at = event.at;
                self.edit_clock(run.clock, run.of, |clock| {
                    let repeats = core::mem::take(&mut clock.repeats);
                    let late = clock.late && run.due.is_some_and(|due| due < at);
                    let kept = clock.kept;
                    *clock = ClockState { repeats, late, kept, ..started(run) };
                });
            }
            EventKind::ClockPaused { clock, of, since } => self.edit_clock(*clock, *of, |c| {
                c.phase = Phase::Paused;
                c.since = *since;
                c.next = Timestamp::NEVER;
            }),
            EventKind::ClockStopped { clock, of, since, .. } => self.edit_clock(*clock, *of, |c| {
                c.phase = Phase::Stopped;
                c.since = *since;
            }),
            EventKind::ClockFired(firing) => self.edit_clock(firing.clock, firing.of, |c| fired(c, firing)),
            EventKind::ClockEnded { clock, of } => self.clocks.retain(|c| (c.clock, c.of) != (*clock, *of)),
            _ => {}
        }
    }

    fn take(&mut self, tokens: &[Token]) {
        for token in tokens {
            if let Some(at) = self.tokens.iter().position(|t| t == token) {
                self.tokens.remove(at);
            }
        }
    }

    fn spend(&mut self, of: crate::Activation, flows: &[FlowId]) {
        for flow in flows {
            let unspent = Token { flow: *flow, of, spent: false };
            if let Some(token) = self.tokens.iter_mut().find(|t| **t == unspent) {
                token.spent = true;
            }
        }
    }

    fn give(&mut self, of: crate::Activation, flows: &[FlowId]) {
        self.tokens.extend(flows.iter().map(|flow| Token { flow: *flow, of, spent: false }));
    }

    fn withdraw(&mut self, withdrawal: &Withdrawal) {
        let Withdrawal { tokens, frames, visits, work, holds, .. } = withdrawal;
        self.take(tokens);
        self.frames.retain(|f| !frames.contains(&f.id));
        self.visits.retain(|v| !visits.contains(&v.id));
        for (id, _, _) in work {
            self.remove_work(*id);
        }
        for id in holds {
            self.holds.retain(|h| h.id != *id);
            self.drop_clocks(ClockKey::Work(*id));
        }
        self.broken.retain(|(_, of)| !frames.contains(of));
    }

    fn open_work(&mut self, opening: &Opening, at: Timestamp) {
        let Opening { work, visit, what, of, item, role, hidden, only, .. } = opening;
        self.next_id = self.next_id.max(work.0);
        self.work.push(WorkItem {
            id: *work,
            visit: *visit,
            what: *what,
            of: *of,
            item: *item,
            role: *role,
            state: if *hidden { WorkState::Hidden } else { WorkState::Offered },
            held: false,
            holder: None,
            only: only.clone(),
            added: Few::new(),
            opened: self.seq,
            opened_at: at,
            rung: 0,
            child: None,
        });
    }

    fn remove_work(&mut self, id: WorkId) {
        self.work.retain(|w| w.id != id);
        self.drop_clocks(ClockKey::Work(id));
    }

    fn drop_clocks(&mut self, of: ClockKey) {
        self.clocks.retain(|c| c.of != of);
    }

    fn note_done(&mut self, done: Done) {
        self.done.retain(|d| d.step != done.step || d.item != done.item || d.visit == done.visit);
        self.done.push(done);
    }

    fn fill(&mut self, field: crate::FieldId, item: Option<Item>, value: &Value) {
        match item {
            Some(item) => {
                self.per.retain(|(f, i, _)| *f != field || *i != item.index);
                self.per.push((field, item.index, value.clone()));
            }
            None => {
                let at = usize::from(field.0);
                if self.fields.len() <= at {
                    self.fields.resize(at + 1, FieldState { value: Value::Empty, at: Seq(0) });
                }
                if let Some(state) = self.fields.get_mut(at) {
                    state.value.clone_from(value);
                    state.at = self.seq;
                }
            }
        }
    }

    fn edit(&mut self, id: WorkId, change: impl FnOnce(&mut WorkItem)) {
        if let Some(work) = self.work.iter_mut().find(|w| w.id == id) {
            change(work);
        }
    }

    fn edit_clock(&mut self, clock: crate::ClockId, of: ClockKey, change: impl FnOnce(&mut ClockState)) {
        if let Some(state) = self.clocks.iter_mut().find(|c| (c.clock, c.of) == (clock, of)) {
            change(state);
        }
    }
}

fn started(run: &ClockRun) -> ClockState {
    ClockState {
        clock: run.clock,
        of: run.of,
        generation: run.generation,
        phase: if run.paused.is_some() { Phase::Paused } else { Phase::Running },
        start: run.start,
        pauses: run.pauses.iter().copied().collect(),
        since: run.paused.unwrap_or(run.start),
        due: run.due,
        late: false,
        fired: run.fired,
        repeats: smallvec::SmallVec::new(),
        next: run.next,
        kept: None,
    }
}

fn fired(clock: &mut ClockState, firing: &Firing) {
    if clock.generation != firing.generation {
        return;
    }
    clock.late |= firing.late;
    clock.next = firing.next;
    let bit = 1_u32.checked_shl(u32::from(firing.threshold)).unwrap_or(0);
    match firing.repeat {
        Some((count, again)) => {
            clock.repeats.retain(|r| r.threshold != firing.threshold);
            if again {
                let last = firing.planned;
                clock.repeats.push(Repeating { threshold: firing.threshold, count, last });
            } else {
                clock.fired |= bit;
            }
        }
        None => clock.fired |= bit,
    }
}

fn bump<K: PartialEq + Copy>(counts: &mut Vec<(K, u16)>, key: K) {
    match counts.iter_mut().find(|(k, _)| *k == key) {
        Some((_, count)) => *count = count.saturating_add(1),
        None => counts.push((key, 1)),
    }
}
