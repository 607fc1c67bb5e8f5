//! What a command under way has changed in the case, as it was before: a decision works on the case itself, and a refusal
//! or a question puts it back. Only what an event touches is kept, so a step costs what it changes and not what the case
//! holds.

use crate::{
    Activation, Case, ClockKey, ClockState, Done, EventKind, FieldId, FieldState, Frame, HoldState, Item, LineId, Mark,
    PersonIx, RegisterId, RuleId, SignalId, Status, StepId, Timestamp, Token, Unconfirmed, Value, Visit, Watch,
    Withdrawal, WorkId, WorkItem, WorkState,
};
use alloc::vec::Vec;

/// A list as it was from some position on; before that position it has not changed.
#[derive(Clone, Debug)]
struct Tail<T> {
    from: usize,
    was: Vec<T>,
}

impl<T> Default for Tail<T> {
    fn default() -> Self {
        Self { from: 0, was: Vec::new() }
    }
}

impl<T: Clone> Tail<T> {
    /// Nothing has changed yet; what is put behind the end needs no keeping.
    fn begin(&mut self, list: &[T]) {
        self.from = list.len();
        self.was.clear();
    }

    /// Before the list changes from a position on.
    fn keep(&mut self, list: &[T], from: usize) {
        if let Some(unchanged) = list.get(from..self.from) {
            if self.was.is_empty() {
                self.was.extend_from_slice(unchanged);
            } else {
                self.was.splice(..0, unchanged.iter().cloned());
            }
            self.from = from;
        }
    }

    /// Before the entries that pass a test change, or go.
    fn keep_where(&mut self, list: &[T], test: impl Fn(&T) -> bool) {
        if let Some(from) = list.iter().position(test) {
            self.keep(list, from);
        }
    }

    fn put_back(&mut self, list: &mut Vec<T>) {
        list.truncate(self.from);
        list.append(&mut self.was);
    }
}

/// The case as it was when the command began, as far as it has changed.
#[derive(Clone, Debug, Default)]
pub(crate) struct Undo {
    /// What is copied at once: everything that is one word.
    head: Head,
    /// From here on the whole case is kept, for an event that touches what no list below has; the lists tell what had
    /// changed before.
    whole: Option<alloc::boxed::Box<Case>>,
    tokens: Tail<Token>,
    frames: Tail<Frame>,
    visits: Tail<Visit>,
    /// Work that is gone, with the place where it stood; work that was opened since has a later number.
    gone: Vec<(usize, WorkItem)>,
    /// Work that was taken up, held, shown … and is still there, or not.
    edited: Vec<Edited>,
    clocks: Tail<ClockState>,
    /// Fields filled, the latest last.
    filled: Vec<(FieldId, FieldState)>,
    fields: usize,
    per: Tail<(FieldId, u16, Value)>,
    people: usize,
    done: Tail<Done>,
    named: Tail<(StepId, PersonIx)>,
    mailbox: Tail<SignalId>,
    holds: Tail<HoldState>,
    broken: Tail<(RuleId, Activation)>,
    true_now: Tail<Watch>,
    lines: Tail<(LineId, u16)>,
    written: Tail<(RegisterId, u16)>,
    unconfirmed: Tail<Unconfirmed>,
    marks: Tail<(Mark, Timestamp)>,
}

/// What may change in a piece of work while it is open.
#[derive(Clone, Copy, Debug)]
struct Edited {
    id: WorkId,
    state: WorkState,
    held: bool,
    holder: Option<PersonIx>,
    opened_at: Timestamp,
    rung: u16,
    added: usize,
}

#[derive(Clone, Copy, Debug, Default)]
struct Head {
    seq: crate::Seq,
    now: Timestamp,
    status: Status,
    opened_at: Timestamp,
    closed_at: Option<Timestamp>,
    escalated: bool,
    reopened: u16,
    next_id: u32,
    notices: u32,
}

impl Undo {
    /// Nothing is kept: a decision works on a copy.
    pub(crate) fn idle(&mut self) {
        self.head = Head::default();
        self.whole = None;
    }

    /// A command begins on this case.
    pub(crate) fn begin(&mut self, case: &Case) {
        let Case { seq, now, status, opened_at, closed_at, escalated, reopened, next_id, notices, .. } = *case;
        self.head = Head { seq, now, status, opened_at, closed_at, escalated, reopened, next_id, notices };
        self.whole = None;
        self.tokens.begin(&case.tokens);
        self.frames.begin(&case.frames);
        self.visits.begin(&case.visits);
        self.gone.clear();
        self.edited.clear();
        self.clocks.begin(&case.clocks);
        self.filled.clear();
        self.fields = case.fields.len();
        self.per.begin(&case.per);
        self.people = case.people.len();
        self.done.begin(&case.done);
        self.named.begin(&case.named);
        self.mailbox.begin(&case.mailbox);
        self.holds.begin(&case.holds);
        self.broken.begin(&case.broken);
        self.true_now.begin(&case.true_now);
        self.lines.begin(&case.lines);
        self.written.begin(&case.written);
        self.unconfirmed.begin(&case.unconfirmed);
        self.marks.begin(&case.marks);
    }

    /// Puts the case back to where the command began.
    pub(crate) fn put_back(&mut self, case: &mut Case) {
        if self.head.status == Status::New {
            *case = Case::default();
        } else if let Some(whole) = self.whole.take() {
            *case = *whole;
        }
        let Head { seq, now, status, opened_at, closed_at, escalated, reopened, next_id, notices } = self.head;
        (case.seq, case.now, case.status, case.opened_at) = (seq, now, status, opened_at);
        (case.closed_at, case.escalated, case.reopened) = (closed_at, escalated, reopened);
        (case.next_id, case.notices) = (next_id, notices);
        self.tokens.put_back(&mut case.tokens);
        self.frames.put_back(&mut case.frames);
        self.visits.put_back(&mut case.visits);
        self.put_work_back(&mut case.work);
        self.clocks.put_back(&mut case.clocks);
        for (field, was) in self.filled.drain(..).rev() {
            if let Some(state) = case.fields.get_mut(usize::from(field.0)) {
                *state = was;
            }
        }
        case.fields.truncate(self.fields);
        self.per.put_back(&mut case.per);
        case.people.truncate(self.people);
        self.done.put_back(&mut case.done);
        self.named.put_back(&mut case.named);
        self.mailbox.put_back(&mut case.mailbox);
        self.holds.put_back(&mut case.holds);
        self.broken.put_back(&mut case.broken);
        self.true_now.put_back(&mut case.true_now);
        self.lines.put_back(&mut case.lines);
        self.written.put_back(&mut case.written);
        self.unconfirmed.put_back(&mut case.unconfirmed);
        self.marks.put_back(&mut case.marks);
    }

    /// Keeps what an event is about to change. As [`Case::apply`] changes it: no kind may be forgotten here either.
    pub(crate) fn keep(&mut self, case: &Case, event: &EventKind) {
        // Nothing is kept of a case that is new, nor once the whole of it is.
        if self.head.status == Status::New || self.whole.is_some() {
            return;
        }
        match event {
            // Only words in the head, or what comes behind the end of a list.
            EventKind::Accepted { .. } | EventKind::Corrected { .. } | EventKind::DutyPassed { .. } => {}
            EventKind::Nobody { .. } | EventKind::Urged { .. } | EventKind::Reminded { .. } => {}
            EventKind::Advised { .. } | EventKind::Reacted { .. } => {}
            EventKind::Erased { .. } | EventKind::Disclosed { .. } => {}
            EventKind::Closed { .. } | EventKind::Reopened | EventKind::Escalated { .. } => {}
            EventKind::PersonMet(..) | EventKind::Entered { .. } | EventKind::FrameOpened(_) => {}
            EventKind::WorkOpened(_) | EventKind::Noticed { .. } | EventKind::Signalled { .. } => {}
            EventKind::HoldBegan { .. } | EventKind::RuleBroken { .. } => {}
            // The marking.
            EventKind::NodePassed(_) | EventKind::JoinReset { .. } | EventKind::NodeEntered { .. } => {
                self.tokens.keep(&case.tokens, 0);
            }
            EventKind::NodeLeft { visit, .. } | EventKind::Counted { visit, .. } => {
                self.visits.keep_where(&case.visits, |v| v.id == *visit);
            }
            EventKind::FrameClosed { .. } => self.frames.keep(&case.frames, 0),
            EventKind::Withdrawn(withdrawal) => self.withdraw(case, withdrawal),
            EventKind::LineTaken { line, .. } => self.lines.keep_where(&case.lines, |(l, _)| l == line),
            // Work.
            EventKind::WorkShown(work)
            | EventKind::WorkTaken { work, .. }
            | EventKind::WorkReleased { work, .. }
            | EventKind::WorkStarted { work, .. }
            | EventKind::WorkHeld { work, .. } => self.edit(case, *work),
            EventKind::WorkDone(completion) => self.end_work(case, completion.work, completion.done),
            EventKind::WorkSkipped { work, .. } => self.end_work(case, *work, None),
            EventKind::WorkEnded { work, done } => self.end_work(case, *work, Some(*done)),
            EventKind::Climbed { of, .. } => match of {
                ClockKey::Work(work) => self.edit(case, *work),
                ClockKey::Notice(number) => self.unconfirmed.keep_where(&case.unconfirmed, |n| n.number == *number),
                ClockKey::Case => {}
            },
            EventKind::Named { .. } => self.named.keep(&case.named, 0),
            // Fields, registers, notices, outside events.
            EventKind::Filled { field, item, .. } => self.fill(case, *field, *item),
            EventKind::Registered(register) => self.written.keep_where(&case.written, |(r, _)| r == register),
            EventKind::Confirmed { number, .. } => {
                self.unconfirmed.keep(&case.unconfirmed, 0);
                self.clocks.keep_where(&case.clocks, |c| c.of == ClockKey::Notice(*number));
            }
            EventKind::MailTaken { .. } => self.mailbox.keep(&case.mailbox, 0),
            // Norms.
            EventKind::HoldEnded { id, .. } => {
                self.holds.keep(&case.holds, 0);
                self.clocks.keep_where(&case.clocks, |c| c.of == ClockKey::Work(*id));
            }
            EventKind::RuleKept { .. } => self.broken.keep(&case.broken, 0),
            EventKind::Watched { watch, .. } => self.true_now.keep_where(&case.true_now, |w| w == watch),
            EventKind::Marked { mark, .. } => self.marks.keep_where(&case.marks, |(m, _)| m == mark),
            // Clocks.
            EventKind::ClockStarted(run) | EventKind::ClockMoved(run) => {
                self.clocks.keep_where(&case.clocks, |c| (c.clock, c.of) == (run.clock, run.of));
            }
            EventKind::ClockFired(firing) => {
                self.clocks.keep_where(&case.clocks, |c| (c.clock, c.of) == (firing.clock, firing.of));
            }
            EventKind::ClockPaused { clock, of, .. }
            | EventKind::ClockStopped { clock, of, .. }
            | EventKind::ClockEnded { clock, of } => {
                self.clocks.keep_where(&case.clocks, |c| (c.clock, c.of) == (*clock, *of));
            }
            // Rare, and of the whole case.
            EventKind::Opened { .. }
            | EventKind::Merged { .. }
            | EventKind::Unmerged { .. }
            | EventKind::Absorbed { .. }
            | EventKind::Migrated(_)
            | EventKind::Called { .. }
            | EventKind::CallWithdrawn { .. }
            | EventKind::Found { .. } => self.whole = Some(alloc::boxed::Box::new(case.clone())),
        }
    }

    fn withdraw(&mut self, case: &Case, withdrawal: &Withdrawal) {
        // The last first: a place counts what stands before it.
        let gone = |w: &&WorkItem| withdrawal.work.iter().any(|(id, _, _)| *id == w.id);
        for work in case.work.iter().rev().filter(gone) {
            self.remove(case, work.id);
        }
        self.tokens.keep(&case.tokens, 0);
        self.frames.keep(&case.frames, 0);
        self.visits.keep(&case.visits, 0);
        self.clocks.keep(&case.clocks, 0);
        self.holds.keep(&case.holds, 0);
        self.broken.keep(&case.broken, 0);
    }

    fn end_work(&mut self, case: &Case, work: WorkId, done: Option<Done>) {
        self.remove(case, work);
        self.clocks.keep_where(&case.clocks, |c| c.of == ClockKey::Work(work));
        if let Some(done) = done {
            self.done.keep_where(&case.done, |d| d.is_replaced_by(&done));
        }
    }

    fn remove(&mut self, case: &Case, work: WorkId) {
        // What was opened since goes anyway.
        if work.0 <= self.head.next_id
            && let Some((at, item)) = case.work.iter().enumerate().find(|(_, w)| w.id == work)
        {
            self.gone.push((at, item.clone()));
        }
    }

    fn edit(&mut self, case: &Case, work: WorkId) {
        if let Some(WorkItem { id, state, held, holder, opened_at, rung, added, .. }) = case.work_item(work) {
            let (id, state, held, holder) = (*id, *state, *held, *holder);
            let (opened_at, rung, added) = (*opened_at, *rung, added.len());
            self.edited.push(Edited { id, state, held, holder, opened_at, rung, added });
        }
    }

    fn put_work_back(&mut self, list: &mut Vec<WorkItem>) {
        let opened_before = self.head.next_id;
        list.retain(|w| w.id.0 <= opened_before);
        for (at, item) in self.gone.drain(..).rev() {
            list.insert(at.min(list.len()), item);
        }
        for was in self.edited.drain(..).rev() {
            if let Some(w) = list.iter_mut().find(|w| w.id == was.id) {
                (w.state, w.held, w.holder) = (was.state, was.held, was.holder);
                (w.opened_at, w.rung) = (was.opened_at, was.rung);
                w.added.truncate(was.added);
            }
        }
    }

    fn fill(&mut self, case: &Case, field: FieldId, item: Option<Item>) {
        match item {
            Some(item) => self.per.keep_where(&case.per, |(f, i, _)| *f == field && *i == item.index),
            None => {
                if let Some(was) = case.fields.get(usize::from(field.0)) {
                    self.filled.push((field, was.clone()));
                }
            }
        }
    }
}
