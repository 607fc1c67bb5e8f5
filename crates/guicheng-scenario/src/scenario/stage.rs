//! A test being played: its cases in one world on one virtual clock. It does for them what a host does: it answers what
//! the core asks, remembers commands by their keys, wakes cases when something is due, and carries requests between them.

use super::{
    coverage::{Coverage, covered},
    history::{Decided, Writing},
    instant,
    library::Library,
    people::{Asking, People, pick},
    played::{Played, fault},
    requests::{self, Request},
    secrets::Secrets,
    story::Word,
};
use alloc::{
    boxed::Box,
    collections::{BTreeSet, VecDeque},
    format,
    vec::Vec,
};
use guicheng_core::{
    Act, Actor, Command, Decision, Event, EventKind, Pick, Refused, Rejection, Scratch, Seq, Taken, Timestamp, What,
    decide, effects,
};
use guicheng_lang::Both;

/// Rounds of questions for one command.
const ASKED: usize = 64;
/// Wake-ups between two story lines.
const TICKS: usize = 100_000;
/// The name of the case that every test opens by itself.
pub(crate) const FIRST: &str = "first";

/// A test being played.
pub(crate) struct Stage<'a> {
    pub(crate) library: &'a Library<'a>,
    pub(crate) people: People<'a>,
    pub(crate) cases: Vec<Played<'a>>,
    pub(crate) now: Timestamp,
    /// What the host's clock says instead, while a line is carried out.
    pub(crate) says: Option<Timestamp>,
    pub(crate) reached: Vec<Coverage>,
    /// Calls whose end the story tells by itself; one without a name: all of them.
    pub(crate) told: BTreeSet<Box<str>>,
    pub(crate) secrets: Secrets,
    pub(crate) requests: VecDeque<Request>,
    /// The records of cases are wanted too.
    pub(crate) recorded: bool,
    scratch: Scratch,
    keys: u32,
}

/// A command to be sent.
#[derive(Default)]
pub(crate) struct Sending {
    pub(crate) person: Option<Box<str>>,
    pub(crate) occurred: Option<Timestamp>,
    /// The story's own key.
    pub(crate) key: Option<Box<str>>,
    pub(crate) seen: Option<Seq>,
}

/// A fault of the engine or the story, else a refusal, else nothing.
pub(crate) type Sent = Result<Result<(), Box<Rejection>>, Both>;

impl<'a> Stage<'a> {
    pub(crate) fn new(library: &'a Library<'a>, people: People<'a>, start: Timestamp, reached: Vec<Coverage>) -> Self {
        Self {
            library,
            people,
            cases: Vec::new(),
            now: start,
            says: None,
            reached,
            told: BTreeSet::new(),
            secrets: Secrets::default(),
            requests: VecDeque::new(),
            recorded: false,
            scratch: Scratch::default(),
            keys: 0,
        }
    }

    /// The case that a line means: by its name, or the first.
    pub(crate) fn find(&self, word: Option<&Word>) -> Result<usize, Both> {
        let name = word.map_or(FIRST, Word::as_str);
        self.cases.iter().position(|c| &*c.name == name).ok_or_else(|| {
            let known: Vec<&str> = self.cases.iter().map(|c| &*c.name).collect();
            let known = known.join(", ");
            Both::new(
                format!("现在没有个案 `{name}`；有：{known}"),
                format!("there is no case `{name}` now; there are: {known}"),
            )
        })
    }

    /// Sends a command to a case, then carries out what that asks of other cases.
    pub(crate) fn send(&mut self, at: usize, sending: Sending, act: Act) -> Sent {
        let outcome = self.command(at, sending, act)?;
        self.drain()?;
        Ok(outcome)
    }

    /// Sends a command by the system itself; what it asks of other cases is still to be carried out.
    pub(crate) fn by_system(&mut self, at: usize, act: Act) -> Sent {
        self.command(at, Sending::default(), act)
    }

    fn command(&mut self, at: usize, sending: Sending, mut act: Act) -> Sent {
        let Some(played) = self.cases.get_mut(at) else { return Ok(Ok(())) };
        let p = played.p;
        self.secrets.seal(p, &mut act);
        self.keys += 1;
        let mut command = Command {
            key: sending.key.clone().unwrap_or_else(|| format!("line-{}", self.keys).into()),
            now: self.says.unwrap_or(self.now),
            occurred: sending.occurred,
            actor: Actor { person: sending.person, on_behalf: None, via: "tests".into() },
            seen: sending.seen,
            act,
            answers: Vec::new(),
        };
        if let Some(known) = played.answered.get(&command.key) {
            let same = known.act == command.act && known.actor == command.actor && known.occurred == command.occurred;
            return Ok(if same { Ok(()) } else { Err(Box::new(reused())) });
        }
        let outcome = self.decided(at, &mut command)?;
        if outcome.is_ok()
            && sending.key.is_some()
            && let Some(played) = self.cases.get_mut(at)
        {
            played.answered.insert(command.key.clone(), command);
        }
        Ok(outcome)
    }

    /// Decides a command, answering questions until there are none, and applies what follows.
    fn decided(&mut self, at: usize, command: &mut Command) -> Sent {
        let mut scratch = core::mem::take(&mut self.scratch);
        for _ in 0..ASKED {
            let Some(played) = self.cases.get(at) else { break };
            let outcome = decide(played.p, &played.case, command, &mut scratch);
            if let Ok(Decision::Ask) = outcome {
                let asking = Asking { p: played.p, cases: &self.cases, library: self.library };
                for question in &scratch.questions {
                    command.answers.push((question.clone(), self.people.answer(&asking, question)));
                }
                continue;
            }
            let due = if outcome.is_ok() { scratch.due } else { scratch.events.len() };
            let committed = self.commit(at, command, due, &mut scratch);
            self.scratch = scratch;
            return committed.map(|()| outcome.map(|_| ()));
        }
        Err(Both::new("引擎问了太多次", "the engine asked too often"))
    }

    /// Applies what was decided; the first `due` events came before the command.
    fn commit(&mut self, at: usize, command: &Command, due: usize, scratch: &mut Scratch) -> Result<(), Both> {
        let Some(played) = self.cases.get_mut(at) else { return Ok(()) };
        let p = played.p;
        let before = played.case.clone();
        let events = played.commit(scratch, covered(&mut self.reached, p))?;
        if let Some(records) = played.records.as_mut() {
            let decided = Decided { command, before: &before, events: &events, due, after: &played.case };
            records.write(&played.id, &decided);
        }
        let wanted = effects(p, &before, &played.case, &events);
        for effect in wanted {
            let sent = requests::delivered(played, &effect.kind);
            played.log.sent.extend(sent);
            self.requests.push_back(Request { from: at, kind: effect.kind });
        }
        self.note_picks(at, &events);
        Ok(())
    }

    /// Whose turn it was, for cards that pick in turn.
    fn note_picks(&mut self, at: usize, events: &[Event]) {
        let Some(played) = self.cases.get(at) else { return };
        let opened = |work| {
            events.iter().find_map(|e| match &e.kind {
                EventKind::WorkOpened(opening) if opening.work == work => Some(opening.what),
                _ => None,
            })
        };
        for event in events {
            if let EventKind::WorkTaken { work, by, how: Taken::Allocated } = event.kind
                && let what = played.case.work_item(work).map(|w| w.what).or_else(|| opened(work))
                && let Some(What::Step(step)) = what
                && pick(played.p, step) == Pick::Rotate
            {
                self.people.picked(played.p, step, played.case.person(by), event.at);
            }
        }
    }

    /// Lets time pass up to an instant, stopping wherever something is due: in the order (due, case).
    pub(crate) fn pass(&mut self, to: Timestamp) -> Result<(), Both> {
        for _ in 0..TICKS {
            let dues = self.cases.iter().enumerate().filter_map(|(at, c)| c.case.next_due().map(|due| (due, at)));
            let Some((due, at)) = dues.min().filter(|(due, _)| *due <= to) else {
                self.now = self.now.max(to);
                return Ok(());
            };
            self.now = self.now.max(due);
            let count = |stage: &Self| stage.cases.get(at).map_or(0, |c| c.events.len());
            let before = count(self);
            if let Err(rejection) = self.by_system(at, Act::Tick)? {
                return Err(fault("到时的事被拒绝", "what was due was refused", rejection.code.code()));
            }
            if count(self) == before {
                let zone = self.cases.get(at).map(|c| instant::told(due, &c.p.zone)).unwrap_or_default();
                return Err(fault("到时了却没有发生什么", "something was due, yet nothing happened", &zone));
            }
            self.drain()?;
        }
        Err(fault("时钟停不下来", "the clock never comes to rest", ""))
    }

    /// The host's clock jumps: commands come with what it says, and nothing woke the cases in between.
    pub(crate) fn jump(&mut self, to: Timestamp) {
        self.says = Some(to);
        self.now = self.now.max(to);
    }

    /// Opens a case.
    pub(crate) fn open(&mut self, played: Played<'a>, sending: Sending, act: Act) -> Sent {
        let records = self.recorded.then(|| Writing::of(played.p));
        self.cases.push(Played { records, ..played });
        let at = self.cases.len().saturating_sub(1);
        let outcome = self.command(at, sending, act)?;
        if outcome.is_err() {
            self.cases.truncate(at);
        }
        Ok(outcome)
    }
}

fn reused() -> Rejection {
    Rejection { code: Refused::KeyReused, by: None, clauses: Vec::new(), say: None, allowed: Vec::new() }
}
