//! Applying an event: the only writer of a case.

use crate::{
    Activation, Case, ClockId, ClockKey, ClockRun, ClockState, Done, Event, EventKind, Few, FieldId, FieldState,
    Firing, FlowId, Frame, Heard, HoldState, Item, NoticeId, Opening, Passage, PersonIx, Phase, Pins, Repeating, Seq,
    SignalId, Status, StepId, Timestamp, Token, Unconfirmed, Value, Visit, VisitId, Watch, Withdrawal, WorkId,
    WorkItem, WorkState,
};
use alloc::{boxed::Box, sync::Arc, vec::Vec};

impl Case {
    /// Applies an event. Total: an event comes from [`crate::decide`] or from a checked decoder; what does not fit the
    /// case changes nothing. One line a kind, and no kind forgotten.
    pub fn apply(&mut self, event: &Event) {
        self.seq.0 = self.seq.0.saturating_add(1);
        self.now = self.now.max(event.at);
        let at = event.at;
        match &event.kind {
            // Said for the record alone.
            EventKind::Accepted { .. } | EventKind::Corrected { .. } | EventKind::DutyPassed { .. } => {}
            EventKind::Nobody { .. } | EventKind::Urged { .. } | EventKind::Reminded { .. } => {}
            EventKind::Advised { .. } | EventKind::Reacted { .. } => {}
            EventKind::Erased { .. } | EventKind::Disclosed { .. } => {}
            // The case.
            EventKind::PersonMet(_, name) => self.people.push(name.clone()),
            EventKind::Opened { pins, parent } => self.open(pins, parent.as_ref(), at),
            EventKind::Closed { status, .. } => (self.status, self.closed_at) = (*status, Some(at)),
            EventKind::Reopened => self.reopen(),
            EventKind::Merged { into } => {
                (self.status, self.merged_into) = (Status::Merged, Some(into.clone()));
            }
            EventKind::Unmerged { .. } => (self.status, self.merged_into) = (Status::Open, None),
            EventKind::Absorbed { case, undone } => self.absorb(case, *undone),
            EventKind::Migrated(migration) => self.become_case(&migration.case),
            EventKind::Escalated { .. } => self.escalated = true,
            // The marking.
            EventKind::NodePassed(passage) => self.pass(passage),
            EventKind::NodeEntered { visit, took, kept } => self.enter(*visit, took, kept),
            EventKind::NodeLeft { visit, gave, .. } => self.leave(*visit, gave),
            EventKind::Entered { flow, of } => self.tokens.push(Token { flow: *flow, of: *of, spent: false }),
            EventKind::JoinReset { of, flows, .. } => self.take_spent(*of, flows),
            EventKind::FrameOpened(frame) => self.open_frame(*frame),
            EventKind::FrameClosed { of } => self.close_frame(*of),
            EventKind::Counted { visit, done, total } => self.count(*visit, *done, *total),
            EventKind::Withdrawn(withdrawal) => self.withdraw(withdrawal),
            EventKind::LineTaken { line, count } => put(&mut self.lines, *line, *count),
            // Work.
            EventKind::WorkOpened(opening) => self.open_work(opening, at),
            EventKind::WorkShown(work) => self.edit(*work, |w| (w.state, w.opened_at) = (WorkState::Offered, at)),
            EventKind::WorkTaken { work, by, .. } => self.edit(*work, |w| w.taken(*by, WorkState::Taken)),
            EventKind::WorkStarted { work, by } => self.edit(*work, |w| w.taken(*by, WorkState::Started)),
            EventKind::WorkReleased { work, .. } => {
                self.edit(*work, |w| (w.state, w.holder) = (WorkState::Offered, None));
            }
            EventKind::WorkHeld { work, held } => self.edit(*work, |w| w.held = *held),
            EventKind::WorkDone(completion) => self.end_work(completion.work, completion.done),
            EventKind::WorkSkipped { work, .. } => self.end_work(*work, None),
            EventKind::WorkEnded { work, done } => self.end_work(*work, Some(*done)),
            EventKind::Called { work, child, .. } => self.edit(*work, |w| w.child = Some(child.clone())),
            EventKind::CallWithdrawn { work, .. } => self.edit(*work, |w| w.child = None),
            EventKind::Found { step, cases, .. } => put(&mut self.found, *step, cases.clone()),
            EventKind::Climbed { of, rung, to } => self.climb(*of, *rung, to),
            EventKind::Named { step, people } => self.name_people(*step, people),
            // Fields, registers, notices, outside events.
            EventKind::Filled { field, item, value, .. } => self.fill(*field, *item, value),
            EventKind::Registered(register) => bump(&mut self.written, *register),
            EventKind::Noticed { number, notice, to, confirm } => self.notify(*number, *notice, to, *confirm),
            EventKind::Confirmed { number, .. } => self.confirm(*number),
            EventKind::Signalled { signal, how } => self.hear(*signal, *how),
            EventKind::MailTaken { signal } => self.take_mail(*signal),
            // Norms.
            EventKind::HoldBegan { hold, .. } => self.begin_hold(*hold),
            EventKind::HoldEnded { id, .. } => self.end_hold(*id),
            EventKind::RuleBroken { rule, of } => self.broken.push((*rule, *of)),
            EventKind::RuleKept { rule, of } => self.broken.retain(|b| *b != (*rule, *of)),
            EventKind::Watched { watch, now } => self.watch(*watch, *now),
            EventKind::Marked { mark, at } => put(&mut self.marks, *mark, *at),
            // Clocks.
            EventKind::ClockStarted(run) => self.start_clock(run),
            EventKind::ClockMoved(run) => self.edit_clock(run.clock, run.of, |clock| moved(clock, run, at)),
            EventKind::ClockPaused { clock, of, since } => self.edit_clock(*clock, *of, |c| {
                (c.phase, c.since, c.next) = (Phase::Paused, *since, Timestamp::NEVER);
            }),
            EventKind::ClockStopped { clock, of, since, .. } => {
                self.edit_clock(*clock, *of, |c| (c.phase, c.since) = (Phase::Stopped, *since));
            }
            EventKind::ClockFired(firing) => self.edit_clock(firing.clock, firing.of, |c| fired(c, firing)),
            EventKind::ClockEnded { clock, of } => self.clocks.retain(|c| (c.clock, c.of) != (*clock, *of)),
        }
    }

    fn open(&mut self, pins: &Arc<Pins>, parent: Option<&(Box<str>, WorkId)>, at: Timestamp) {
        self.status = Status::Open;
        self.opened_at = at;
        self.pins = Some(pins.clone());
        self.parent = parent.cloned();
    }

    fn reopen(&mut self) {
        self.status = Status::Open;
        self.closed_at = None;
        self.reopened = self.reopened.saturating_add(1);
    }

    fn absorb(&mut self, case: &str, undone: bool) {
        self.absorbed.retain(|c| **c != *case);
        if !undone {
            self.absorbed.push(case.into());
        }
    }

    /// The whole case as another version has it; its own history goes on.
    fn become_case(&mut self, case: &Self) {
        let (seq, now) = (self.seq, self.now);
        self.clone_from(case);
        (self.seq, self.now) = (seq, now);
    }

    fn pass(&mut self, passage: &Passage) {
        let Passage { of, took, kept, gave, .. } = passage;
        self.take(took);
        self.spend(*of, kept);
        self.give(*of, gave);
    }

    fn enter(&mut self, visit: Visit, took: &[Token], kept: &[FlowId]) {
        self.take(took);
        self.spend(visit.of, kept);
        self.next_id = self.next_id.max(visit.id.0);
        self.visits.push(visit);
    }

    fn leave(&mut self, visit: VisitId, gave: &[FlowId]) {
        if let Some(at) = self.visits.iter().position(|v| v.id == visit) {
            let left = self.visits.remove(at);
            self.give(left.of, gave);
        }
    }

    fn open_frame(&mut self, frame: Frame) {
        self.next_id = self.next_id.max(frame.id.0);
        self.frames.push(frame);
    }

    fn close_frame(&mut self, of: Activation) {
        self.frames.retain(|f| f.id != of);
        for frame in self.frames.iter_mut().filter(|f| f.beside == Some(of)) {
            frame.beside = None;
        }
    }

    fn count(&mut self, visit: VisitId, done: u16, total: u16) {
        if let Some(visit) = self.visits.iter_mut().find(|v| v.id == visit) {
            (visit.done, visit.total) = (done, total);
        }
    }

    fn end_work(&mut self, work: WorkId, done: Option<Done>) {
        self.remove_work(work);
        if let Some(done) = done {
            self.note_done(done);
        }
    }

    fn climb(&mut self, of: ClockKey, rung: u16, to: &[PersonIx]) {
        match of {
            ClockKey::Work(work) => self.edit(work, |w| {
                w.rung = rung;
                w.added.extend(to.iter().copied());
            }),
            ClockKey::Notice(number) => {
                if let Some(notice) = self.unconfirmed.iter_mut().find(|n| n.number == number) {
                    notice.rung = rung;
                    notice.to.extend(to.iter().copied());
                }
            }
            ClockKey::Case => {}
        }
    }

    fn name_people(&mut self, step: StepId, people: &[PersonIx]) {
        self.named.retain(|(s, _)| *s != step);
        self.named.extend(people.iter().map(|p| (step, *p)));
    }

    fn notify(&mut self, number: u32, notice: NoticeId, to: &Few<PersonIx>, confirm: bool) {
        self.notices = number;
        if confirm {
            self.unconfirmed.push(Unconfirmed { number, notice, to: to.clone(), rung: 0 });
        }
    }

    fn confirm(&mut self, number: u32) {
        self.unconfirmed.retain(|n| n.number != number);
        self.drop_clocks(ClockKey::Notice(number));
    }

    fn hear(&mut self, signal: SignalId, how: Heard) {
        match how {
            Heard::Kept => self.mailbox.push(signal),
            Heard::Heard | Heard::Lost => {}
        }
    }

    fn take_mail(&mut self, signal: SignalId) {
        if let Some(at) = self.mailbox.iter().position(|s| *s == signal) {
            self.mailbox.remove(at);
        }
    }

    fn begin_hold(&mut self, hold: HoldState) {
        self.next_id = self.next_id.max(hold.id.0);
        self.holds.push(hold);
    }

    fn end_hold(&mut self, id: WorkId) {
        self.holds.retain(|h| h.id != id);
        self.drop_clocks(ClockKey::Work(id));
    }

    fn watch(&mut self, watch: Watch, now: bool) {
        self.true_now.retain(|w| *w != watch);
        if now {
            self.true_now.push(watch);
        }
    }

    fn start_clock(&mut self, run: &ClockRun) {
        self.clocks.retain(|c| (c.clock, c.of) != (run.clock, run.of));
        self.clocks.push(started(run));
    }

    fn take(&mut self, tokens: &[Token]) {
        for token in tokens {
            if let Some(at) = self.tokens.iter().position(|t| t == token) {
                self.tokens.remove(at);
            }
        }
    }

    fn take_spent(&mut self, of: Activation, flows: &[FlowId]) {
        for flow in flows {
            self.take(&[Token { flow: *flow, of, spent: true }]);
        }
    }

    fn spend(&mut self, of: Activation, flows: &[FlowId]) {
        for flow in flows {
            let unspent = Token { flow: *flow, of, spent: false };
            if let Some(token) = self.tokens.iter_mut().find(|t| **t == unspent) {
                token.spent = true;
            }
        }
    }

    fn give(&mut self, of: Activation, flows: &[FlowId]) {
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
            only: Few::from_slice(only),
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
        self.done.retain(|d| !d.is_replaced_by(&done));
        self.done.push(done);
    }

    fn fill(&mut self, field: FieldId, item: Option<Item>, value: &Value) {
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

    fn edit_clock(&mut self, clock: ClockId, of: ClockKey, change: impl FnOnce(&mut ClockState)) {
        if let Some(state) = self.clocks.iter_mut().find(|c| (c.clock, c.of) == (clock, of)) {
            change(state);
        }
    }
}

impl Done {
    /// A new round of the same card (for the same item) replaces the old one.
    pub(crate) fn is_replaced_by(&self, by: &Self) -> bool {
        self.step == by.step && self.item == by.item && self.visit != by.visit
    }
}

impl WorkItem {
    fn taken(&mut self, by: PersonIx, state: WorkState) {
        self.state = self.state.max(state);
        self.holder = Some(by);
    }
}

/// What a moved clock keeps: its repeats under way, and that it is late if its due still lies behind.
fn moved(clock: &mut ClockState, run: &ClockRun, at: Timestamp) {
    let repeats = core::mem::take(&mut clock.repeats);
    let late = clock.late && run.due.is_some_and(|due| due < at);
    let kept = clock.kept;
    *clock = ClockState { repeats, late, kept, ..started(run) };
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

/// The latest value for a key, at the end of the list.
fn put<K: PartialEq, V>(list: &mut Vec<(K, V)>, key: K, value: V) {
    list.retain(|(k, _)| *k != key);
    list.push((key, value));
}

fn bump<K: PartialEq + Copy>(counts: &mut Vec<(K, u16)>, key: K) {
    match counts.iter_mut().find(|(k, _)| *k == key) {
        Some((_, count)) => *count = count.saturating_add(1),
        None => counts.push((key, 1)),
    }
}
