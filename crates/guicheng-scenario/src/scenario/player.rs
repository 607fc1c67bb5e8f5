//! One case on its virtual clock: time passes, commands are decided, replay is checked.

use super::{coverage::Coverage, instant, invariant, log::Log, world::World};
use alloc::{boxed::Box, format, vec::Vec};
use guicheng_core::{Act, Actor, Case, Command, Decision, Event, Procedure, Rejection, Scratch, Timestamp, decide};
use guicheng_lang::Both;

/// Rounds of questions for one command.
const ASKED: usize = 64;
/// Ticks between two story lines.
const TICKS: usize = 100_000;

/// A case being played.
pub(crate) struct Player<'a> {
    pub(crate) p: &'a Procedure,
    pub(crate) world: World,
    pub(crate) case: Case,
    pub(crate) now: Timestamp,
    /// What the host's clock says instead, for one command.
    pub(crate) says: Option<Timestamp>,
    pub(crate) log: Log,
    pub(crate) reached: &'a mut Coverage,
    /// Clocks that have run at some time.
    pub(crate) events: Vec<Event>,
    scratch: Scratch,
    keys: u32,
}

impl<'a> Player<'a> {
    pub(crate) fn new(p: &'a Procedure, world: World, start: Timestamp, reached: &'a mut Coverage) -> Self {
        Self {
            p,
            world,
            case: Case::default(),
            now: start,
            says: None,
            log: Log::default(),
            reached,
            events: Vec::new(),
            scratch: Scratch::default(),
            keys: 0,
        }
    }

    /// Sends a command; the outer error is a fault of the engine, the inner one a refusal.
    pub(crate) fn send(
        &mut self,
        person: Option<&str>,
        occurred: Option<Timestamp>,
        act: Act,
    ) -> Result<Result<(), Box<Rejection>>, Both> {
        self.keys += 1;
        let mut command = Command {
            key: format!("line-{}", self.keys).into(),
            now: self.says.take().unwrap_or(self.now),
            occurred,
            actor: Actor { person: person.map(Box::from), on_behalf: None, via: "tests".into() },
            seen: None,
            act,
            answers: Vec::new(),
        };
        for _ in 0..ASKED {
            match decide(self.p, &self.case, &command, &mut self.scratch) {
                Ok(Decision::Ask) => {
                    for question in &self.scratch.questions {
                        command.answers.push((question.clone(), self.world.answer(self.p, question)));
                    }
                }
                Ok(Decision::Decided) => return self.commit().map(Ok),
                Err(rejection) => return self.commit().map(|()| Err(rejection)),
            }
        }
        Err(Both::new("引擎问了太多次", "the engine asked too often"))
    }

    /// Applies what was decided, and checks that applying gives what deciding had.
    fn commit(&mut self) -> Result<(), Both> {
        let events = core::mem::take(&mut self.scratch.events);
        for event in &events {
            self.log.note(self.p, &self.case, event);
            self.reached.note(self.p, &self.case, event);
            self.case.apply(event);
        }
        self.events.extend(events);
        if self.case != self.scratch.draft {
            return Err(fault("重放事件得到的个案与决定时不同", "replaying the events gives another case", ""));
        }
        match invariant::broken(self.p, &self.case) {
            Some(what) => Err(fault("个案状态不合规则", "the case is not as it must be", &what)),
            None => Ok(()),
        }
    }

    /// The host's clock jumps: the next command comes with what it says, and nothing woke the case in between.
    pub(crate) fn jump(&mut self, to: Timestamp) {
        self.says = Some(to);
        self.now = self.now.max(to);
    }

    /// Lets time pass up to an instant, stopping wherever something is due.
    pub(crate) fn pass(&mut self, to: Timestamp) -> Result<(), Both> {
        for _ in 0..TICKS {
            let Some(due) = self.case.next_due().filter(|due| *due <= to) else {
                self.now = self.now.max(to);
                return Ok(());
            };
            self.now = self.now.max(due);
            let before = self.events.len();
            if let Err(rejection) = self.send(None, None, Act::Tick)? {
                return Err(fault("到时的事被拒绝", "what was due was refused", rejection.code.code()));
            }
            if self.events.len() == before {
                let at = instant::told(due, &self.p.zone);
                return Err(fault("到时了却没有发生什么", "something was due, yet nothing happened", &at));
            }
        }
        Err(fault("时钟停不下来", "the clock never comes to rest", ""))
    }

    /// At the end: a replay of everything from nothing gives the very same case.
    pub(crate) fn replay(&self) -> Result<(), Both> {
        let mut again = Case::default();
        for event in &self.events {
            again.apply(event);
        }
        if again == self.case {
            Ok(())
        } else {
            Err(fault("从头重放得到另一个个案", "a replay from the start gives another case", ""))
        }
    }
}

fn fault(zh: &str, en: &str, what: &str) -> Both {
    let colon = if what.is_empty() { ("", "") } else { ("：", ": ") };
    Both::new(format!("引擎有误：{zh}{}{what}", colon.0), format!("fault of the engine: {en}{}{what}", colon.1))
}
