//! The draft: the one place where a decision changes the case, by applying and recording in one go.

use crate::{
    Activation, Answer, Because, Bound, Case, Cause, Command, Event, EventKind, ExprId, Item, NodeId, PersonIx,
    Procedure, Question, Refused, Rejection, RoleId, Timestamp, expr, limits, undo::Undo,
};
use alloc::{boxed::Box, vec::Vec};

/// What a step of deciding gives, or the refusal that ends it.
pub(crate) type Outcome<T> = Result<T, Box<Rejection>>;

/// A decision under way.
pub(crate) struct Draft<'a> {
    /// The procedure.
    pub(crate) p: &'a Procedure,
    /// The command.
    pub(crate) command: &'a Command,
    /// The case's instant: never before the last one.
    pub(crate) now: Timestamp,
    /// When what the command reports happened: `occurred`, or `now`.
    pub(crate) at: Timestamp,
    /// The person acting, once met.
    pub(crate) actor: Option<PersonIx>,
    /// Nodes chosen with the command, for the gate behind.
    pub(crate) choose: &'a [NodeId],
    /// The command completes something: a gate without a choice refuses instead of asking later.
    pub(crate) completing: bool,
    /// The step that is being completed.
    pub(crate) doing: Option<crate::StepId>,
    /// Something changed since conditions were last looked at.
    pub(crate) dirty: bool,
    /// A limit of the engine was reached.
    pub(crate) bound: Option<Bound>,
    /// A jump or a bounded line was taken, and what it leads to is being opened.
    pub(crate) back: bool,
    /// Which tokens need no look.
    pub(crate) waiting: super::kernel::Waiting,
    /// The role whose holders were asked for last, and met.
    pub(crate) holders: Option<(RoleId, super::people::Found<'a>)>,
    case: &'a mut Case,
    events: &'a mut Vec<Event>,
    questions: &'a mut Vec<Question>,
    undo: &'a mut Undo,
}

impl<'a> Draft<'a> {
    /// A draft over the buffers of a scratch, which are emptied.
    pub(crate) fn new(
        p: &'a Procedure,
        command: &'a Command,
        case: &'a mut Case,
        events: &'a mut Vec<Event>,
        questions: &'a mut Vec<Question>,
        undo: &'a mut Undo,
    ) -> Self {
        events.clear();
        questions.clear();
        let now = command.now.max(case.now);
        Self {
            p,
            command,
            now,
            at: now,
            actor: None,
            choose: &[],
            completing: false,
            doing: None,
            dirty: true,
            bound: None,
            back: false,
            waiting: super::kernel::Waiting::default(),
            holders: None,
            case,
            events,
            questions,
            undo,
        }
    }

    /// Applies an event and records it. An event is large: it is made where it stays.
    #[inline]
    pub(crate) fn emit(&mut self, kind: EventKind) {
        self.events.push(Event { at: self.now, kind });
        self.emitted();
    }

    #[inline(never)]
    fn emitted(&mut self) {
        if let Some(event) = self.events.last() {
            super::section::wake(self.p, &mut self.waiting, &event.kind);
            self.case.change(event, self.undo);
        }
        self.dirty = true;
        if self.events.len() > limits::EVENTS_PER_COMMAND {
            self.bound = Some(Bound::Events);
        } else if self.case.tokens.len() > limits::TOKENS_PER_CASE {
            self.bound = Some(Bound::Tokens);
        } else if self.case.work.len() > limits::WORK_PER_CASE {
            self.bound = Some(Bound::Work);
        }
    }

    /// Names the actor in the accepted event, who may have been met only after it.
    pub(crate) fn set_actor(&mut self, at: usize, person: PersonIx) {
        if let Some(Event { kind: EventKind::Accepted { actor, .. }, .. }) = self.events.get_mut(at) {
            *actor = Some(person);
        }
    }

    /// The answer to a question; without one it is asked, and the decision will end in [`super::Decision::Ask`].
    pub(crate) fn ask(&mut self, question: Question) -> Option<&'a Answer> {
        let found = self.command.answers.iter().find(|(q, _)| *q == question);
        if let Some((_, answer)) = found {
            return Some(answer);
        }
        if !self.questions.contains(&question) {
            self.questions.push(question);
        }
        None
    }

    /// The answer to who holds a role, whatever the department: asked most often, so it is looked for without making the
    /// question.
    pub(crate) fn holders_of(&mut self, role: RoleId) -> Option<&'a Answer> {
        let now = self.now;
        let found = self.command.answers.iter().find(
            |(question, _)| matches!(question, Question::Holders { role: of, at, of: None } if *of == role && *at == now),
        );
        match found {
            Some((_, answer)) => Some(answer),
            None => self.ask(Question::Holders { role, at: now, of: None }),
        }
    }

    /// The index of a person, who is met now if the case does not know them.
    #[inline]
    pub(crate) fn meet(&mut self, name: &str) -> PersonIx {
        match self.case.person_ix(name) {
            Some(ix) => ix,
            None => self.meet_first(name),
        }
    }

    fn meet_first(&mut self, name: &str) -> PersonIx {
        if self.case.people.len() >= limits::PEOPLE_PER_CASE {
            self.bound = Some(Bound::People);
            return PersonIx(0);
        }
        let ix = PersonIx(u16::try_from(self.case.people.len()).unwrap_or(u16::MAX));
        self.emit(EventKind::PersonMet(ix, name.into()));
        ix
    }

    /// The next number for an activation, a visit or a piece of work.
    pub(crate) fn next_id(&self) -> u32 {
        self.case.next_id.saturating_add(1)
    }

    /// The case as it is now.
    pub(crate) fn case(&self) -> &Case {
        self.case
    }

    /// How many events stand in the buffer.
    pub(crate) fn count(&self) -> usize {
        self.events.len()
    }

    /// Whether questions wait for an answer.
    pub(crate) fn asks(&self) -> bool {
        !self.questions.is_empty()
    }

    /// The value of an expression for an item within an activation.
    pub(crate) fn value(&self, e: ExprId, item: Option<Item>, of: Activation) -> crate::Value {
        expr::eval(self.p, self.case, item, of, e)
    }

    /// Whether an expression is true (unknown is not).
    pub(crate) fn holds(&self, e: ExprId, item: Option<Item>, of: Activation) -> bool {
        expr::is_true(self.p, self.case, item, of, e)
    }

    /// Whether a condition, if there is one, is true.
    pub(crate) fn allows(&self, e: Option<ExprId>, item: Option<Item>, of: Activation) -> bool {
        e.is_none_or(|e| self.holds(e, item, of))
    }

    /// A guard with its outcome and what it read, for the record.
    pub(crate) fn because(&self, e: ExprId, outcome: crate::Value, item: Option<Item>, of: Activation) -> Because {
        Because { guard: Some(e), outcome, read: expr::reads(self.p, self.case, item, of, e) }
    }

    /// The item of an activation: its own, or that of one around it.
    pub(crate) fn item_of(&self, of: Activation) -> Option<Item> {
        let mut at = of;
        loop {
            let frame = self.case.frame(at)?;
            if frame.item.is_some() || frame.parent == at {
                return frame.item;
            }
            at = frame.parent;
        }
    }

    /// A refusal with nothing but its code.
    pub(crate) fn refuse(&self, code: Refused) -> Box<Rejection> {
        super::refuse::plain(self, code)
    }

    /// Fails where a limit of the engine was reached.
    pub(crate) fn within_bounds(&self) -> Outcome<()> {
        match self.bound {
            Some(bound) => Err(self.refuse(Refused::TooMany(bound))),
            None => Ok(()),
        }
    }
}

/// What actions are done for: who caused them and where.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Scene {
    /// The cause, for the record.
    pub(crate) cause: Cause,
    /// The activation concerned (the interrupted one).
    pub(crate) of: Activation,
    /// What is begun beside goes with that activation when it is left by a jump.
    pub(crate) bound: bool,
    /// The item concerned.
    pub(crate) item: Option<Item>,
    /// The clock, hold or notice concerned.
    pub(crate) key: Option<crate::ClockKey>,
}
