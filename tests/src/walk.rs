//! One walk: random commands on one case, with everything that must hold checked after each.

use crate::Random;
use guicheng_core::{
    Act, Actor, Answer, Case, CheckItem, Command, Decimal, Decision, Event, FieldId, FieldKind, Fill, HoldId, Id,
    Input, LookupAnswer, OptionId, Packed, Pins, Pointer, Procedure, Question, ReactionId, Refused, Rejection, Scratch,
    SignalId, Status, StepKind, Task, Timestamp, Value, What, WorkItem, WorkState, advance, decide,
};
use guicheng_history::{Lexicon, Recorder, case_of_state, decode, restore, snapshot, state_json, verify};

mod moving;

pub use moving::{Moved, move_between};

/// The people of the made-up organisation.
const PEOPLE: [&str; 5] = ["an", "bo", "chen", "ding", "er"];
/// The instant at which walks begin: 2026-12-02T02:13:00+08:00.
const START: i64 = 1_796_148_780_000;
/// The ids of this walk's case.
const TENANT: &str = "t";
const CASE: &str = "CASE-1";

/// How a walk ended.
#[derive(Clone, Debug)]
pub struct Walked {
    /// Where the case stands.
    pub status: Status,
    /// Commands accepted.
    pub accepted: usize,
    /// Commands refused.
    pub refused: usize,
    /// The case has no open end: it is over, or something fires, or somebody can act.
    pub stuck: bool,
    /// The records.
    pub lines: Vec<String>,
    /// The case.
    pub case: Case,
}

/// What did not hold.
#[derive(Clone, Debug)]
pub struct Failure(pub String);

/// A walk under way.
#[derive(Debug)]
pub struct Walk<'p> {
    p: &'p Procedure,
    lexicon: Lexicon,
    random: Random,
    case: Case,
    now: Timestamp,
    scratch: Scratch,
    carried: Scratch,
    lines: Vec<String>,
    key: u32,
    accepted: usize,
    refused: usize,
    /// A limit of the engine was reached: going on would only reach it again.
    bounded: bool,
}

impl<'p> Walk<'p> {
    /// A walk over a procedure from a seed.
    pub fn new(p: &'p Procedure, seed: u64) -> Self {
        Self {
            p,
            lexicon: Lexicon::new(p),
            random: Random::new(seed),
            case: Case::default(),
            now: Timestamp(START),
            scratch: Scratch::default(),
            carried: Scratch::default(),
            lines: Vec::new(),
            key: 0,
            accepted: 0,
            refused: 0,
            bounded: false,
        }
    }

    /// Opens the case and sends so many commands.
    ///
    /// # Errors
    /// The first thing that did not hold.
    pub fn run(mut self, commands: usize) -> Result<Walked, Failure> {
        self.open()?;
        self.go(commands)?;
        self.read_back()?;
        Ok(self.over())
    }

    fn open(&mut self) -> Result<(), Failure> {
        let pins = pins(self.p).into();
        self.send(Act::Open { pins, fill: Vec::new(), parent: None, first: None })
    }

    fn go(&mut self, commands: usize) -> Result<(), Failure> {
        for _ in 0..commands {
            if self.bounded {
                break;
            }
            self.pass_time();
            let act = self.draw();
            self.send(act)?;
        }
        Ok(())
    }

    fn over(self) -> Walked {
        let Self { case, lines, accepted, refused, .. } = self;
        let stuck = case.status == Status::Open && case.work.is_empty() && case.next_due().is_none();
        Walked { status: case.status, accepted, refused, stuck, lines, case }
    }

    fn pass_time(&mut self) {
        match self.random.below(6) {
            0 => self.now = self.case.next_due().map_or(self.now, |due| due.max(self.now)),
            1 => self.now = self.now.plus(86_400_000 * i64::from(self.small())),
            2 => self.now = self.now.plus(-5_000),
            _ => self.now = self.now.plus(60_000 * i64::from(self.small())),
        }
    }

    fn small(&mut self) -> i32 {
        i32::try_from(self.random.below(7)).unwrap_or(0)
    }

    fn draw(&mut self) -> Act {
        let p = self.p;
        match self.random.below(24) {
            0 => Act::Tick,
            1 => match self.random.pick(&p.signals.ids().collect::<Vec<SignalId>>()) {
                Some(signal) => Act::Signal(*signal, Vec::new()),
                None => Act::Tick,
            },
            2 => match self.random.pick(&p.reactions.ids().collect::<Vec<ReactionId>>()).copied() {
                Some(on) => {
                    let trigger = &p.reactions.at(on).trigger;
                    Act::React(on, None, Box::new(self.input(&trigger.fills, &trigger.check)))
                }
                None => Act::Tick,
            },
            3 => match self.random.pick(&p.holds.ids().collect::<Vec<HoldId>>()).copied() {
                Some(hold) if self.random.one_in(2) => Act::EndHold(hold, None),
                Some(hold) => {
                    let trigger = &p.holds.at(hold).trigger;
                    Act::Hold(hold, None, Box::new(self.input(&trigger.fills, &trigger.check)))
                }
                None => Act::Tick,
            },
            4 => Act::PeopleChanged,
            5 if self.random.one_in(40) => Act::Abort("over".into()),
            6 if self.random.one_in(6) => Act::MergeInto("CASE-2".into()),
            7..=12 if self.case.status == Status::Merged => Act::Unmerge,
            8 => match self.case.unconfirmed.first() {
                Some(notice) => Act::Confirm(notice.number),
                None => Act::Tick,
            },
            9 => self.fill_one(),
            _ => self.on_work(),
        }
    }

    fn fill_one(&mut self) -> Act {
        let fields: Vec<FieldId> = self.p.fields.ids().collect();
        match self.random.pick(&fields).copied() {
            Some(field) => Act::Fill(vec![(field, self.value(field))], None),
            None => Act::Tick,
        }
    }

    fn on_work(&mut self) -> Act {
        let open: Vec<WorkItem> = self.case.work.clone();
        let Some(work) = self.random.pick(&open).cloned() else { return Act::Tick };
        let at = Pointer::Work(work.id);
        let step = match work.what {
            What::Step(step) => step,
            What::Choose(node) => {
                let outs = &self.p.graph.nodes.at(node).outs;
                let flow = self.random.pick(outs).copied();
                let choose = flow.map(|f| self.p.graph.flows.at(f).to).into_iter().collect();
                return Act::Complete(at, Box::new(Input { choose, ..Input::default() }));
            }
            What::Round(_) => return Act::MoreRounds(work.id, self.random.one_in(3)),
        };
        match &self.p.steps.at(step).kind {
            StepKind::Wait(Some(signal)) => Act::Signal(*signal, Vec::new()),
            StepKind::Wait(None) => Act::Tick,
            StepKind::Call(_) => Act::ChildClosed(work.id, Status::Closed, Vec::new()),
            StepKind::Lookup(_) => {
                let cases = (0..self.random.below(3)).map(|n| format!("CASE-{n}").into()).collect();
                Act::Answered(work.id, LookupAnswer { cases, source: "seed".into() })
            }
            StepKind::Task(task) => self.on_task(&work, at, task),
        }
    }

    fn on_task(&mut self, work: &WorkItem, at: Pointer, task: &Task) -> Act {
        let someone = || Box::from(PEOPLE[usize::try_from(work.id.0).unwrap_or(0) % PEOPLE.len()]);
        match self.random.below(16) {
            0 => Act::Claim(at),
            1 => Act::Release(at, None),
            2 => Act::Start(at),
            3 => Act::Skip(at, "not needed".into()),
            4 => Act::Delegate(at, someone()),
            5 => Act::Urge(at),
            6 => match work.what {
                What::Step(step) => Act::AddInstance(step),
                What::Choose(_) | What::Round(_) => Act::Tick,
            },
            7 => Act::Reassign(at, someone(), "ill".into()),
            8 if self.random.one_in(4) => Act::AddSigner(at, someone()),
            _ => Act::Complete(at, Box::new(self.task_input(work, task))),
        }
    }

    fn task_input(&mut self, work: &WorkItem, task: &Task) -> Input {
        let mut input = self.input(&task.fills, &task.check);
        if task.names.is_some() {
            input.names.push(self.person().into());
        }
        let visit = self.case.visit(work.visit);
        let outs = visit.map_or(&[][..], |v| &self.p.graph.nodes.at(v.node).outs);
        for flow in outs {
            let gate = self.p.graph.nodes.at(self.p.graph.flows.at(*flow).to);
            if let Some(out) = self.random.pick(&gate.outs) {
                input.choose.push(self.p.graph.flows.at(*out).to);
            }
        }
        input
    }

    fn input(&mut self, fills: &[Fill], check: &[CheckItem]) -> Input {
        let fill = fills.iter().filter(|_| true).map(|f| (f.field, self.value(f.field))).collect();
        let check = check.iter().map(|c| (c.id.clone(), c.count.then_some(1))).collect();
        Input { fill, check, why: Some("because".into()), sign: true, names: Vec::new(), choose: Vec::new() }
    }

    fn person(&mut self) -> &'static str {
        self.random.pick(&PEOPLE).copied().unwrap_or(PEOPLE[0])
    }

    fn value(&mut self, id: FieldId) -> Value {
        let field = self.p.fields.at(id);
        let one = self.single(id);
        if field.many {
            let more = (0..self.random.below(3)).map(|_| self.single(id)).collect::<Vec<_>>();
            let mut items = vec![one];
            for value in more {
                if !items.contains(&value) {
                    items.push(value);
                }
            }
            return Value::List(items.into());
        }
        one
    }

    fn single(&mut self, id: FieldId) -> Value {
        let field = self.p.fields.at(id);
        if field.personal.is_some() && field.kind != FieldKind::Person {
            let mut bytes = [0; 32];
            bytes[..8].copy_from_slice(&self.random.next().to_be_bytes());
            return Value::Sealed(bytes.into());
        }
        let n = self.random.below(5);
        let small = i64::try_from(n).unwrap_or(0);
        match field.kind {
            FieldKind::Text | FieldKind::Note | FieldKind::Phone | FieldKind::Unit => {
                Value::Text(format!("文{n}").into())
            }
            FieldKind::Department => Value::Text(format!("dept{n}").into()),
            FieldKind::Number | FieldKind::Money => Value::Decimal(Decimal { units: small * 15, scale: 1 }),
            FieldKind::YesNo => Value::YesNo(n.is_multiple_of(2)),
            FieldKind::Choice(options) => Value::Choice(OptionId::from_index(n % usize::from(options.max(1)))),
            FieldKind::Choices(options) => Value::Choices((self.random.next() & ((1 << options.min(63)) - 1)).max(1)),
            FieldKind::Date => Value::Date(20_000 + i32::try_from(n).unwrap_or(0)),
            FieldKind::Moment => Value::Moment(self.now.plus((small - 2) * 3_600_000)),
            FieldKind::Duration => Value::Duration(small * 3_600_000),
            FieldKind::Person => Value::Text(self.person().into()),
            FieldKind::File => Value::File(Box::new([7; 32]), 1_024),
        }
    }

    fn answer(&self, question: &Question) -> Answer {
        let people = |salt: usize, none_at: i64| -> Vec<Box<str>> {
            if (self.now.0 / 3_600_000) % 11 == none_at {
                return Vec::new();
            }
            (0..4).map(|i| Box::from(PEOPLE[(salt + i) % PEOPLE.len()])).collect()
        };
        match question {
            Question::Holders { role, .. } => {
                Answer { people: people(role.index(), 5), number: None, source: "roster v1".into() }
            }
            Question::Order { role, .. } => {
                Answer { people: people(role.index() + 1, 7), number: None, source: "order".into() }
            }
            Question::VersionInForce { .. } => Answer { number: Some(3), ..Answer::default() },
        }
    }

    /// Sends one command, answering what is asked, and checks what must hold.
    fn send(&mut self, act: Act) -> Result<(), Failure> {
        self.key += 1;
        let person = self.person();
        let occurred = self.random.one_in(9).then(|| self.now.plus(-30_000));
        let actor = Actor { person: Some(person.into()), on_behalf: None, via: "walk".into() };
        let key = format!("k{}", self.key).into();
        let mut command = Command { key, now: self.now, occurred, actor, seen: None, act, answers: Vec::new() };
        for _ in 0..50 {
            let outcome = decide(self.p, &self.case, &command, &mut self.scratch);
            self.carried(&command, &outcome)?;
            match outcome {
                Ok(Decision::Ask) => {
                    let questions = std::mem::take(&mut self.scratch.questions);
                    command.answers.extend(questions.iter().map(|q| (q.clone(), self.answer(q))));
                }
                Ok(Decision::Decided) => {
                    self.accepted += 1;
                    return self.settle(&command, true);
                }
                Err(rejection) => {
                    self.refused += 1;
                    self.bounded = matches!(rejection.code, Refused::TooMany(_));
                    return self.settle(&command, false);
                }
            }
        }
        Err(Failure(format!("{command:?} asks without end")))
    }

    fn settle(&mut self, command: &Command, accepted: bool) -> Result<(), Failure> {
        let before = self.case.clone();
        let events = self.scratch.events.clone();
        for event in &events {
            self.case.apply(event);
        }
        same("the events and the draft", &self.case, &self.scratch.draft)?;
        same("a case and the same packed and unpacked", &self.case, &Packed::new(&self.case).unpack())?;
        self.again(&before, command, &events)?;
        self.invariants()?;
        if events.is_empty() {
            return Ok(());
        }
        let recorder = Recorder::new(&self.lexicon, TENANT, CASE);
        let due = if accepted { self.scratch.due } else { events.len() };
        let lines = recorder.encode(&before, command, &events, due, &self.case).lines;
        self.read_lines(before, &lines)?;
        self.lines.extend(lines);
        self.restart()
    }

    /// Advancing the case comes out as deciding on a copy does, and puts the case back where the command is not accepted.
    fn carried(&mut self, command: &Command, decided: &Result<Decision, Box<Rejection>>) -> Result<(), Failure> {
        let (mut case, carried) = (self.case.clone(), &mut self.carried);
        let outcome = advance(self.p, &mut case, command, carried);
        if outcome != *decided || carried.questions != self.scratch.questions {
            return Err(Failure(format!("{command:?} is decided otherwise on the case itself: {outcome:?}")));
        }
        if outcome == Ok(Decision::Ask) {
            return same("a case and the same after a question", &self.case, &case);
        }
        if (&carried.events, carried.due) != (&self.scratch.events, self.scratch.due) {
            return Err(Failure(format!("{command:?} leads to other events on the case itself")));
        }
        same("the case advanced and the draft", &case, &self.scratch.draft)
    }

    /// The same input gives the same events.
    fn again(&mut self, before: &Case, command: &Command, events: &[Event]) -> Result<(), Failure> {
        let mut scratch = Scratch::default();
        let _ = decide(self.p, before, command, &mut scratch);
        if scratch.events == events {
            Ok(())
        } else {
            Err(Failure(format!("{command:?} is decided differently the second time")))
        }
    }

    /// The records alone lead to the same case.
    fn read_lines(&self, mut case: Case, lines: &[String]) -> Result<(), Failure> {
        for line in lines {
            let decoded = decode(&self.lexicon, &case.people, line).map_err(|e| Failure(format!("{e}: {line}")))?;
            case.apply(&decoded.event);
        }
        same("the records and the case", &case, &self.case)
    }

    /// A restart: the case is written down as its observable state and read again.
    fn restart(&mut self) -> Result<(), Failure> {
        let text = state_json(&self.lexicon, &self.case);
        let case = case_of_state(&self.lexicon, &text).map_err(|e| Failure(format!("{e}: {text}")))?;
        same("the case read from its observable state", &case, &self.case)?;
        let bytes = snapshot(&self.lexicon, &self.case);
        self.case = restore(&self.lexicon, &bytes).map_err(|e| Failure(format!("{e:?}")))?;
        same("the case after a restart", &case, &self.case)
    }

    fn invariants(&self) -> Result<(), Failure> {
        let case = &self.case;
        let fail = |what: &str| Err(Failure(format!("{what}: {case:#?}")));
        let running = |of| case.frame(of).is_some();
        if case.status != Status::New && !case.tokens.iter().all(|t| running(t.of)) {
            return fail("a token of an activation that is gone");
        }
        if !case.work.iter().all(|w| running(w.of)) || !case.visits.iter().all(|v| running(v.of)) {
            return fail("work of an activation that is gone");
        }
        let over = matches!(case.status, Status::Closed | Status::Aborted);
        if over && !(case.work.is_empty() && case.tokens.is_empty() && case.visits.is_empty()) {
            return fail("something is open in a case that is over");
        }
        if case.work.iter().any(|w| w.state == WorkState::Taken && w.holder.is_none()) {
            return fail("taken work that nobody has");
        }
        let due = case.next_due();
        if due.is_some_and(|due| due <= case.now) && case.status == Status::Open {
            return fail("something due has not fired");
        }
        Ok(())
    }

    /// The whole history from the start leads to the same case, and is decided again as it was.
    fn read_back(&self) -> Result<(), Failure> {
        self.read_lines(Case::default(), &self.lines)?;
        let lines: Vec<&str> = self.lines.iter().map(String::as_str).collect();
        verify(self.p, &self.lexicon, &lines).map_err(|difference| Failure(format!("{difference:?}")))?;
        Ok(())
    }
}

/// What a case opened on a procedure is pinned to.
fn pins(p: &Procedure) -> Pins {
    Pins { procedure: p.digest, calendars: p.digest, zone: p.zone.digest }
}

fn same(what: &str, a: &Case, b: &Case) -> Result<(), Failure> {
    if a == b { Ok(()) } else { Err(Failure(format!("{what} differ:\n{a:#?}\n{b:#?}"))) }
}
