//! Applying an event: the only writer of a case.

use crate::{
    Activation, Case, ClockId, ClockKey, ClockRun, ClockState, Done, Event, EventKind, Few, FieldId, FieldState,
    Firing, FlowId, Frame, Heard, HoldState, Item, NoticeId, Opening, Passage, PersonIx, Phase, Pins, RegisterId,
    Repeating, Seq, SignalId, Status, StepId, Timestamp, Token, Unconfirmed, Value, Visit, VisitId, Watch, Withdrawal,
    WorkId, WorkItem, WorkState,
    undo::{List, Rare, Stood, Undo, Was},
};
use alloc::{boxed::Box, sync::Arc};

impl Case {
    /// Applies an event. Total: an event comes from [`crate::decide`] or from a checked decoder; what does not fit the
    /// case changes nothing. One line a kind, and no kind forgotten.
    pub fn apply(&mut self, event: &Event) {
        self.change(event, &mut Undo::default());
    }

    /// Applies an event and keeps what it changes as it was.
    pub(crate) fn change(&mut self, event: &Event, undo: &mut Undo) {
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
            EventKind::PersonMet(_, name) => undo.push(&mut self.people, name.clone(), List::People),
            EventKind::Closed { status, .. } => (self.status, self.closed_at) = (*status, Some(at)),
            EventKind::Reopened => self.reopen(),
            EventKind::Escalated { .. } => self.escalated = true,
            // The marking.
            EventKind::NodePassed(passage) => self.pass(passage, undo),
            EventKind::NodeEntered { visit, took, kept } => self.enter(*visit, took, kept, undo),
            EventKind::NodeLeft { visit, gave, .. } => self.leave(*visit, gave, undo),
            EventKind::Entered { flow, of } => self.give(*of, &[*flow], undo),
            EventKind::JoinReset { of, flows, .. } => self.take_spent(*of, flows, undo),
            EventKind::FrameOpened(frame) => self.open_frame(*frame, undo),
            EventKind::FrameClosed { of } => self.close_frame(*of, undo),
            EventKind::Counted { visit, done, total } => self.count(*visit, *done, *total, undo),
            EventKind::Withdrawn(withdrawal) => self.withdraw(withdrawal, undo),
            EventKind::LineTaken { line, count } => {
                undo.remove_where(&mut self.lines, |(l, _)| l == line, Was::Line);
                undo.push(&mut self.lines, (*line, *count), List::Lines);
            }
            // Work.
            EventKind::WorkOpened(opening) => self.open_work(opening, at, undo),
            EventKind::WorkShown(work) => {
                self.edit(*work, undo, |w| (w.state, w.opened_at) = (WorkState::Offered, at));
            }
            EventKind::WorkTaken { work, by, .. } => self.edit(*work, undo, |w| w.taken(*by, WorkState::Taken)),
            EventKind::WorkStarted { work, by } => self.edit(*work, undo, |w| w.taken(*by, WorkState::Started)),
            EventKind::WorkReleased { work, .. } => {
                self.edit(*work, undo, |w| (w.state, w.holder) = (WorkState::Offered, None));
            }
            EventKind::WorkHeld { work, held } => self.edit(*work, undo, |w| w.held = *held),
            EventKind::WorkDone(completion) => self.end_work(completion.work, completion.done, undo),
            EventKind::WorkSkipped { work, .. } => self.end_work(*work, None, undo),
            EventKind::WorkEnded { work, done } => self.end_work(*work, Some(*done), undo),
            EventKind::Climbed { of, rung, to } => self.climb(*of, *rung, to, undo),
            EventKind::Named { step, people } => self.name_people(*step, people, undo),
            // Fields, registers, notices, outside events.
            EventKind::Filled { field, item, value, .. } => self.fill(*field, *item, value, undo),
            EventKind::Registered(register) => self.write_register(*register, undo),
            EventKind::Noticed { number, notice, to, confirm } => self.notify(*number, *notice, to, *confirm, undo),
            EventKind::Confirmed { number, .. } => self.confirm(*number, undo),
            EventKind::Signalled { signal, how } => self.hear(*signal, *how, undo),
            EventKind::MailTaken { signal } => self.take_mail(*signal, undo),
            // Norms.
            EventKind::HoldBegan { hold, .. } => self.begin_hold(*hold, undo),
            EventKind::HoldEnded { id, .. } => self.end_hold(*id, undo),
            EventKind::RuleBroken { rule, of } => undo.push(&mut self.broken, (*rule, *of), List::Broken),
            EventKind::RuleKept { rule, of } => {
                undo.remove_where(&mut self.broken, |b| *b == (*rule, *of), Was::Broken);
            }
            EventKind::Watched { watch, now } => self.watch(*watch, *now, undo),
            EventKind::Marked { mark, at } => {
                undo.remove_where(&mut self.marks, |(m, _)| m == mark, Was::Mark);
                undo.push(&mut self.marks, (*mark, *at), List::Marks);
            }
            // Clocks.
            EventKind::ClockStarted(run) => self.start_clock(run, undo),
            EventKind::ClockMoved(run) => {
                self.edit_clock(run.clock, run.of, undo, Undo::note_clock, |clock| moved(clock, run, at));
            }
            EventKind::ClockPaused { clock, of, since } => self.edit_clock(*clock, *of, undo, note_stood, |c| {
                (c.phase, c.since, c.next) = (Phase::Paused, *since, Timestamp::NEVER);
            }),
            EventKind::ClockStopped { clock, of, since, .. } => {
                self.edit_clock(*clock, *of, undo, note_stood, |c| (c.phase, c.since) = (Phase::Stopped, *since));
            }
            EventKind::ClockFired(firing) => {
                self.edit_clock(firing.clock, firing.of, undo, Undo::note_clock, |c| fired(c, firing));
            }
            EventKind::ClockEnded { clock, of } => {
                undo.remove_clocks(&mut self.clocks, |c| (c.clock, c.of) == (*clock, *of));
            }
            // Rare: the whole case is kept.
            EventKind::Opened { pins, parent } => self.open(pins, parent.as_ref(), at, undo),
            EventKind::Merged { into } => self.merge(Status::Merged, Some(into), undo),
            EventKind::Unmerged { .. } => self.merge(Status::Open, None, undo),
            EventKind::Absorbed { case, undone } => self.absorb(case, *undone, undo),
            EventKind::Migrated(migration) => self.become_case(&migration.case, undo),
            EventKind::Called { work, child, .. } => self.call(*work, Some(child), undo),
            EventKind::CallWithdrawn { work, .. } => self.call(*work, None, undo),
            EventKind::Found { step, cases, .. } => self.find(*step, cases, undo),
        }
    }

    fn open(&mut self, pins: &Arc<Pins>, parent: Option<&(Box<str>, WorkId)>, at: Timestamp, undo: &mut Undo) {
        undo.note_whole(self);
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

    fn merge(&mut self, status: Status, into: Option<&str>, undo: &mut Undo) {
        undo.note_whole(self);
        (self.status, self.merged_into) = (status, into.map(Box::from));
    }

    fn absorb(&mut self, case: &str, undone: bool, undo: &mut Undo) {
        undo.note_whole(self);
        self.absorbed.retain(|c| **c != *case);
        if !undone {
            self.absorbed.push(case.into());
        }
    }

    /// The whole case as another version has it; its own history goes on.
    fn become_case(&mut self, case: &Self, undo: &mut Undo) {
        undo.note_whole(self);
        let (seq, now) = (self.seq, self.now);
        self.clone_from(case);
        (self.seq, self.now) = (seq, now);
    }

    fn call(&mut self, work: WorkId, child: Option<&str>, undo: &mut Undo) {
        undo.note_whole(self);
        if let Some(work) = self.work.iter_mut().find(|w| w.id == work) {
            work.child = child.map(Box::from);
        }
    }

    fn find(&mut self, step: StepId, cases: &[Box<str>], undo: &mut Undo) {
        undo.note_whole(self);
        self.found.retain(|(s, _)| *s != step);
        self.found.push((step, cases.into()));
    }

    fn pass(&mut self, passage: &Passage, undo: &mut Undo) {
        let Passage { of, took, kept, gave, .. } = passage;
        self.take(took, undo);
        self.spend(*of, kept, undo);
        self.give(*of, gave, undo);
    }

    fn enter(&mut self, visit: Visit, took: &[Token], kept: &[FlowId], undo: &mut Undo) {
        self.take(took, undo);
        self.spend(visit.of, kept, undo);
        self.next_id = self.next_id.max(visit.id.0);
        undo.push(&mut self.visits, visit, List::Visits);
    }

    fn leave(&mut self, visit: VisitId, gave: &[FlowId], undo: &mut Undo) {
        let found = self.visits.iter().enumerate().find(|(_, v)| v.id == visit).map(|(at, v)| (at, v.of));
        if let Some((at, of)) = found {
            undo.remove(&mut self.visits, at, Was::Visit);
            self.give(of, gave, undo);
        }
    }

    fn open_frame(&mut self, frame: Frame, undo: &mut Undo) {
        self.next_id = self.next_id.max(frame.id.0);
        undo.push(&mut self.frames, frame, List::Frames);
    }

    fn close_frame(&mut self, of: Activation, undo: &mut Undo) {
        undo.remove_where(&mut self.frames, |f| f.id == of, Was::Frame);
        for (at, frame) in self.frames.iter_mut().enumerate().filter(|(_, f)| f.beside == Some(of)) {
            frame.beside = None;
            undo.note(|| Was::Beside(at, of));
        }
    }

    fn count(&mut self, visit: VisitId, done: u16, total: u16, undo: &mut Undo) {
        if let Some((at, visit)) = self.visits.iter_mut().enumerate().find(|(_, v)| v.id == visit) {
            undo.note(|| Was::Counted(at, visit.done, visit.total));
            (visit.done, visit.total) = (done, total);
        }
    }

    fn end_work(&mut self, work: WorkId, done: Option<Done>, undo: &mut Undo) {
        self.remove_work(work, undo);
        if let Some(done) = done {
            self.put_down(done, undo);
        }
    }

    /// Who did what; a new round of the same card (for the same item) replaces the old one.
    fn put_down(&mut self, done: Done, undo: &mut Undo) {
        let mut before = self.done.len();
        while let Some((at, was)) = self.done.take_replaced(&done, before) {
            undo.note(|| Was::Done(at, was));
            before = at;
        }
        self.done.push(done);
        undo.note(|| Was::Shorter(List::Done));
    }

    fn climb(&mut self, of: ClockKey, rung: u16, to: &[PersonIx], undo: &mut Undo) {
        match of {
            ClockKey::Work(work) => self.edit(work, undo, |w| {
                w.rung = rung;
                w.added.extend_from_slice(to);
            }),
            ClockKey::Notice(number) => {
                let notice = self.unconfirmed.iter_mut().enumerate().find(|(_, n)| n.number == number);
                if let Some((at, notice)) = notice {
                    undo.note(|| Was::Rung(at, notice.rung, notice.to.len()));
                    notice.rung = rung;
                    notice.to.extend_from_slice(to);
                }
            }
            ClockKey::Case => {}
        }
    }

    fn name_people(&mut self, step: StepId, people: &[PersonIx], undo: &mut Undo) {
        undo.remove_where(&mut self.named, |(s, _)| *s == step, Was::Named);
        for person in people {
            undo.push(&mut self.named, (step, *person), List::Named);
        }
    }

    fn write_register(&mut self, register: RegisterId, undo: &mut Undo) {
        match self.written.iter_mut().enumerate().find(|(_, (r, _))| *r == register) {
            Some((at, (_, count))) => {
                undo.note(|| Was::Written(at, *count));
                *count = count.saturating_add(1);
            }
            None => undo.push(&mut self.written, (register, 1), List::Written),
        }
    }

    fn notify(&mut self, number: u32, notice: NoticeId, to: &Few<PersonIx>, confirm: bool, undo: &mut Undo) {
        self.notices = number;
        if confirm {
            let notice = Unconfirmed { number, notice, to: to.clone(), rung: 0 };
            undo.push(&mut self.unconfirmed, notice, List::Unconfirmed);
        }
    }

    fn confirm(&mut self, number: u32, undo: &mut Undo) {
        if let Some(at) = self.unconfirmed.iter().position(|n| n.number == number) {
            undo.note_rare(at, Rare::Unconfirmed(self.unconfirmed.remove(at)));
        }
        self.drop_clocks(ClockKey::Notice(number), undo);
    }

    fn hear(&mut self, signal: SignalId, how: Heard, undo: &mut Undo) {
        match how {
            Heard::Kept => undo.push(&mut self.mailbox, signal, List::Mailbox),
            Heard::Heard | Heard::Lost => {}
        }
    }

    fn take_mail(&mut self, signal: SignalId, undo: &mut Undo) {
        if let Some(at) = self.mailbox.iter().position(|s| *s == signal) {
            undo.remove(&mut self.mailbox, at, Was::Mail);
        }
    }

    fn begin_hold(&mut self, hold: HoldState, undo: &mut Undo) {
        self.next_id = self.next_id.max(hold.id.0);
        undo.push(&mut self.holds, hold, List::Holds);
    }

    fn end_hold(&mut self, id: WorkId, undo: &mut Undo) {
        undo.remove_where(&mut self.holds, |h| h.id == id, Was::Hold);
        self.drop_clocks(ClockKey::Work(id), undo);
    }

    fn watch(&mut self, watch: Watch, now: bool, undo: &mut Undo) {
        undo.remove_where(&mut self.true_now, |w| *w == watch, Was::True);
        if now {
            undo.push(&mut self.true_now, watch, List::TrueNow);
        }
    }

    fn start_clock(&mut self, run: &ClockRun, undo: &mut Undo) {
        undo.remove_clocks(&mut self.clocks, |c| (c.clock, c.of) == (run.clock, run.of));
        undo.push(&mut self.clocks, started(run), List::Clocks);
    }

    fn take(&mut self, tokens: &[Token], undo: &mut Undo) {
        for token in tokens {
            if let Some(at) = self.tokens.iter().position(|t| t == token) {
                undo.remove(&mut self.tokens, at, Was::Token);
            }
        }
    }

    fn take_spent(&mut self, of: Activation, flows: &[FlowId], undo: &mut Undo) {
        for flow in flows {
            self.take(&[Token { flow: *flow, of, spent: true }], undo);
        }
    }

    fn spend(&mut self, of: Activation, flows: &[FlowId], undo: &mut Undo) {
        for flow in flows {
            let unspent = Token { flow: *flow, of, spent: false };
            if let Some((at, token)) = self.tokens.iter_mut().enumerate().find(|(_, t)| **t == unspent) {
                token.spent = true;
                undo.note(|| Was::Unspent(at));
            }
        }
    }

    fn give(&mut self, of: Activation, flows: &[FlowId], undo: &mut Undo) {
        for flow in flows {
            undo.push(&mut self.tokens, Token { flow: *flow, of, spent: false }, List::Tokens);
        }
    }

    fn withdraw(&mut self, withdrawal: &Withdrawal, undo: &mut Undo) {
        let Withdrawal { tokens, frames, visits, work, holds, .. } = withdrawal;
        self.take(tokens, undo);
        undo.remove_where(&mut self.frames, |f| frames.contains(&f.id), Was::Frame);
        undo.remove_where(&mut self.visits, |v| visits.contains(&v.id), Was::Visit);
        for (id, _, _) in work {
            self.remove_work(*id, undo);
        }
        for id in holds {
            self.end_hold(*id, undo);
        }
        undo.remove_where(&mut self.broken, |(_, of)| frames.contains(of), Was::Broken);
    }

    fn open_work(&mut self, opening: &Opening, at: Timestamp, undo: &mut Undo) {
        let Opening { work, visit, what, of, item, role, hidden, only, .. } = opening;
        self.next_id = self.next_id.max(work.0);
        let item = WorkItem {
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
        };
        undo.push(&mut self.work, item, List::Work);
    }

    fn remove_work(&mut self, id: WorkId, undo: &mut Undo) {
        if let Some(at) = self.work.iter().position(|w| w.id == id) {
            undo.remove_work(&mut self.work, at);
        }
        self.drop_clocks(ClockKey::Work(id), undo);
    }

    fn drop_clocks(&mut self, of: ClockKey, undo: &mut Undo) {
        undo.remove_clocks(&mut self.clocks, |c| c.of == of);
    }

    fn fill(&mut self, field: FieldId, item: Option<Item>, value: &Value, undo: &mut Undo) {
        match item {
            Some(item) => {
                if let Some(at) = self.per.iter().position(|(f, i, _)| *f == field && *i == item.index) {
                    undo.note_rare(at, Rare::Per(self.per.remove(at)));
                }
                undo.push(&mut self.per, (field, item.index, value.clone()), List::Per);
            }
            None => {
                let at = usize::from(field.0);
                let length = self.fields.len();
                if length <= at {
                    undo.note(|| Was::Fields(length));
                    self.fields.resize(at + 1, FieldState { value: Value::Empty, at: Seq(0) });
                }
                if let Some(state) = self.fields.get_mut(at) {
                    let was = core::mem::replace(state, FieldState { value: value.clone(), at: self.seq });
                    undo.note_field(at, was);
                }
            }
        }
    }

    fn edit(&mut self, id: WorkId, undo: &mut Undo, change: impl FnOnce(&mut WorkItem)) {
        if let Some((at, work)) = self.work.iter_mut().enumerate().find(|(_, w)| w.id == id) {
            undo.note(|| Was::WorkStood(at, Stood::of(work)));
            change(work);
        }
    }

    fn edit_clock(
        &mut self,
        clock: ClockId,
        of: ClockKey,
        undo: &mut Undo,
        note: impl FnOnce(&mut Undo, usize, &ClockState),
        change: impl FnOnce(&mut ClockState),
    ) {
        if let Some((at, state)) = self.clocks.iter_mut().enumerate().find(|(_, c)| (c.clock, c.of) == (clock, of)) {
            note(undo, at, state);
            change(state);
        }
    }
}

fn note_stood(undo: &mut Undo, at: usize, clock: &ClockState) {
    undo.note(|| Was::ClockStood(at, clock.phase, clock.since, clock.next));
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
