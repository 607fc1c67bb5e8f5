//! What a command under way has changed in the case, as it was before: a decision works on the case itself, and a refusal
//! or a question puts it back. [`Case::apply`] tells each change as it makes it, so a step costs what it changes and not
//! what the case holds; putting back goes from the last change to the first.

use crate::{
    Activation, Case, ClockState, Done, FieldId, FieldState, Frame, HoldState, LineId, Mark, PersonIx, Phase, RuleId,
    SignalId, Status, StepId, Timestamp, Token, Unconfirmed, Value, Visit, Watch, WorkItem, WorkState,
};
use alloc::{boxed::Box, vec::Vec};

/// The changes of a command so far.
#[derive(Clone, Debug, Default)]
pub(crate) struct Undo {
    /// Whether changes are kept at all: a decision on a copy keeps none, and a new case is simply made new again.
    keeps: bool,
    /// What is copied at once: everything that is one word.
    head: Head,
    /// The others, the latest last.
    changes: Vec<Was>,
    /// What was taken out or overwritten and is more than a few words, the latest last; changes say where it stood.
    work: Vec<WorkItem>,
    clocks: Vec<ClockState>,
    fields: Vec<FieldState>,
    rare: Vec<Rare>,
}

/// What is seldom taken out.
#[derive(Clone, Debug)]
pub(crate) enum Rare {
    Per((FieldId, u16, Value)),
    Unconfirmed(Unconfirmed),
    /// The whole case, before what is of all of it.
    Whole(Box<Case>),
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

/// One change: what was there before. A number is a place in a list.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Was {
    /// The list was shorter by what came to its end.
    Shorter(List),
    // What stood there, and was taken out.
    Token(usize, Token),
    Frame(usize, Frame),
    Visit(usize, Visit),
    Work(usize),
    Clock(usize),
    Rare(usize),
    Done(usize, Done),
    Named(usize, (StepId, PersonIx)),
    Mail(usize, SignalId),
    Hold(usize, HoldState),
    Broken(usize, (RuleId, Activation)),
    True(usize, Watch),
    Line(usize, (LineId, u16)),
    Mark(usize, (Mark, Timestamp)),
    // What still stands there, and was otherwise.
    Unspent(usize),
    Beside(usize, Activation),
    Counted(usize, u16, u16),
    WorkStood(usize, Stood),
    ClockStood(usize, Phase, Timestamp, Timestamp),
    ClockOver(usize),
    Rung(usize, u16, usize),
    Written(usize, u16),
    Field(usize),
    Fields(usize),
}

/// A list of a case that grows at its end.
#[derive(Clone, Copy, Debug)]
pub(crate) enum List {
    Tokens,
    Frames,
    Visits,
    Work,
    Clocks,
    Per,
    People,
    Done,
    Named,
    Mailbox,
    Holds,
    Broken,
    TrueNow,
    Lines,
    Written,
    Unconfirmed,
    Marks,
}

/// What may change in a piece of work while it is open.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Stood {
    state: WorkState,
    held: bool,
    holder: Option<PersonIx>,
    opened_at: Timestamp,
    rung: u16,
    added: usize,
}

impl Stood {
    pub(crate) fn of(work: &WorkItem) -> Self {
        let WorkItem { state, held, holder, opened_at, rung, ref added, .. } = *work;
        Self { state, held, holder, opened_at, rung, added: added.len() }
    }
}

impl Undo {
    /// Nothing is kept: a decision works on a copy.
    pub(crate) fn idle(&mut self) {
        self.keeps = false;
        self.clear();
    }

    fn clear(&mut self) {
        self.changes.clear();
        self.work.clear();
        self.clocks.clear();
        self.fields.clear();
        self.rare.clear();
    }

    /// A command begins on this case.
    pub(crate) fn begin(&mut self, case: &Case) {
        let Case { seq, now, status, opened_at, closed_at, escalated, reopened, next_id, notices, .. } = *case;
        self.head = Head { seq, now, status, opened_at, closed_at, escalated, reopened, next_id, notices };
        self.keeps = status != Status::New;
        self.clear();
    }

    /// Keeps how something was.
    #[inline]
    pub(crate) fn note(&mut self, was: impl FnOnce() -> Was) {
        if self.keeps {
            self.changes.push(was());
        }
    }

    /// Keeps the whole case as it was.
    pub(crate) fn note_whole(&mut self, case: &Case) {
        if self.keeps {
            self.note_rare(0, Rare::Whole(Box::new(case.clone())));
        }
    }

    /// Keeps what is seldom taken out.
    pub(crate) fn note_rare(&mut self, at: usize, was: Rare) {
        if self.keeps {
            self.rare.push(was);
            self.changes.push(Was::Rare(at));
        }
    }

    /// Keeps a field as it was.
    #[inline]
    pub(crate) fn note_field(&mut self, at: usize, was: FieldState) {
        if self.keeps {
            self.fields.push(was);
            self.changes.push(Was::Field(at));
        }
    }

    /// Keeps a clock as it was.
    pub(crate) fn note_clock(&mut self, at: usize, was: &ClockState) {
        if self.keeps {
            self.clocks.push(was.clone());
            self.changes.push(Was::ClockOver(at));
        }
    }

    /// Takes out a piece of work.
    #[inline]
    pub(crate) fn remove_work(&mut self, list: &mut Vec<WorkItem>, at: usize) {
        let work = take(list, at);
        if let Some(work) = work.filter(|_| self.keeps) {
            self.work.push(work);
            self.changes.push(Was::Work(at));
        }
    }

    /// Takes out the clocks that pass a test.
    #[inline]
    pub(crate) fn remove_clocks(&mut self, list: &mut Vec<ClockState>, test: impl Fn(&ClockState) -> bool) {
        let mut at = list.len();
        while at > 0 {
            at -= 1;
            if list.get(at).is_some_and(&test)
                && let Some(clock) = take(list, at).filter(|_| self.keeps)
            {
                self.clocks.push(clock);
                self.changes.push(Was::Clock(at));
            }
        }
    }

    /// Puts something at the end of a list.
    #[inline]
    pub(crate) fn push<T>(&mut self, list: &mut Vec<T>, item: T, which: List) {
        list.push(item);
        self.note(|| Was::Shorter(which));
    }

    /// Takes out what stands at a place.
    #[inline]
    pub(crate) fn remove<T>(&mut self, list: &mut Vec<T>, at: usize, was: impl FnOnce(usize, T) -> Was) {
        if let Some(item) = take(list, at) {
            self.note(|| was(at, item));
        }
    }

    /// Takes out everything that passes a test.
    #[inline]
    pub(crate) fn remove_where<T>(
        &mut self,
        list: &mut Vec<T>,
        test: impl Fn(&T) -> bool,
        was: impl Fn(usize, T) -> Was,
    ) {
        let mut at = list.len();
        while at > 0 {
            at -= 1;
            if list.get(at).is_some_and(&test) {
                self.remove(list, at, &was);
            }
        }
    }

    /// Puts the case back to where the command began.
    pub(crate) fn put_back(&mut self, case: &mut Case) {
        if self.head.status == Status::New {
            *case = Case::default();
        }
        while let Some(was) = self.changes.pop() {
            self.put_one_back(was, case);
        }
        let Head { seq, now, status, opened_at, closed_at, escalated, reopened, next_id, notices } = self.head;
        (case.seq, case.now, case.status, case.opened_at) = (seq, now, status, opened_at);
        (case.closed_at, case.escalated, case.reopened) = (closed_at, escalated, reopened);
        (case.next_id, case.notices) = (next_id, notices);
    }
}

impl Undo {
    fn put_one_back(&mut self, was: Was, case: &mut Case) {
        match was {
            Was::Shorter(list) => list.shorten(case),
            Was::Token(at, token) => insert(&mut case.tokens, at, token),
            Was::Frame(at, frame) => insert(&mut case.frames, at, frame),
            Was::Visit(at, visit) => insert(&mut case.visits, at, visit),
            Was::Work(at) => put_in(&mut case.work, at, self.work.pop()),
            Was::Clock(at) => put_in(&mut case.clocks, at, self.clocks.pop()),
            Was::Rare(at) => match self.rare.pop() {
                Some(Rare::Per(value)) => insert(&mut case.per, at, value),
                Some(Rare::Unconfirmed(notice)) => insert(&mut case.unconfirmed, at, notice),
                Some(Rare::Whole(whole)) => *case = *whole,
                None => {}
            },
            Was::Done(at, done) => case.done.insert(at, done),
            Was::Named(at, named) => insert(&mut case.named, at, named),
            Was::Mail(at, signal) => insert(&mut case.mailbox, at, signal),
            Was::Hold(at, hold) => insert(&mut case.holds, at, hold),
            Was::Broken(at, rule) => insert(&mut case.broken, at, rule),
            Was::True(at, watch) => insert(&mut case.true_now, at, watch),
            Was::Line(at, line) => insert(&mut case.lines, at, line),
            Was::Mark(at, mark) => insert(&mut case.marks, at, mark),
            Was::Unspent(at) => edit(&mut case.tokens, at, |token| token.spent = false),
            Was::Beside(at, beside) => edit(&mut case.frames, at, |frame| frame.beside = Some(beside)),
            Was::Counted(at, done, total) => edit(&mut case.visits, at, |v| (v.done, v.total) = (done, total)),
            Was::WorkStood(at, was) => edit(&mut case.work, at, |work| {
                (work.state, work.held, work.holder) = (was.state, was.held, was.holder);
                (work.opened_at, work.rung) = (was.opened_at, was.rung);
                work.added.truncate(was.added);
            }),
            Was::ClockStood(at, phase, since, next) => {
                edit(&mut case.clocks, at, |clock| (clock.phase, clock.since, clock.next) = (phase, since, next));
            }
            Was::ClockOver(at) => put_over(&mut case.clocks, at, self.clocks.pop()),
            Was::Rung(at, rung, to) => edit(&mut case.unconfirmed, at, |notice| {
                notice.rung = rung;
                notice.to.truncate(to);
            }),
            Was::Written(at, times) => edit(&mut case.written, at, |(_, count)| *count = times),
            Was::Field(at) => put_over(&mut case.fields, at, self.fields.pop()),
            Was::Fields(length) => case.fields.truncate(length),
        }
    }
}

impl List {
    fn shorten(self, case: &mut Case) {
        match self {
            Self::Tokens => drop(case.tokens.pop()),
            Self::Frames => drop(case.frames.pop()),
            Self::Visits => drop(case.visits.pop()),
            Self::Work => drop(case.work.pop()),
            Self::Clocks => drop(case.clocks.pop()),
            Self::Per => drop(case.per.pop()),
            Self::People => drop(case.people.pop()),
            Self::Done => case.done.pop(),
            Self::Named => drop(case.named.pop()),
            Self::Mailbox => drop(case.mailbox.pop()),
            Self::Holds => drop(case.holds.pop()),
            Self::Broken => drop(case.broken.pop()),
            Self::TrueNow => drop(case.true_now.pop()),
            Self::Lines => drop(case.lines.pop()),
            Self::Written => drop(case.written.pop()),
            Self::Unconfirmed => drop(case.unconfirmed.pop()),
            Self::Marks => drop(case.marks.pop()),
        }
    }
}

/// Takes out what stands at a place; the last without moving anything.
#[inline]
fn take<T>(list: &mut Vec<T>, at: usize) -> Option<T> {
    if at + 1 >= list.len() { list.pop() } else { Some(list.remove(at)) }
}

fn put_in<T>(list: &mut Vec<T>, at: usize, item: Option<T>) {
    if let Some(item) = item {
        insert(list, at, item);
    }
}

fn put_over<T>(list: &mut [T], at: usize, item: Option<T>) {
    if let (Some(here), Some(item)) = (list.get_mut(at), item) {
        *here = item;
    }
}

fn insert<T>(list: &mut Vec<T>, at: usize, item: T) {
    list.insert(at.min(list.len()), item);
}

fn edit<T>(list: &mut [T], at: usize, change: impl FnOnce(&mut T)) {
    if let Some(item) = list.get_mut(at) {
        change(item);
    }
}
