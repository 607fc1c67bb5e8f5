//! Commands decided again under one version, on a clock that misses nothing.

use super::{compare::Run, renames::Renames};
use crate::{DecodeError, Version, decode};
use alloc::{boxed::Box, format, vec::Vec};
use guicheng_core::{
    About, Act, Actor, Answer, Case, Command, Decision, Due, NodeId, Pointer, Procedure, Question, Rejection, Scratch,
    Seq, StepId, Timestamp, What, WorkId, decide, migrate, plan,
};

/// Who answers what no record answers.
pub type Ask<'a> = dyn Fn(&Procedure, &Question) -> Option<Answer> + 'a;

/// Why a past case comes to no end under a version.
#[derive(Clone, Debug, PartialEq)]
pub struct Stuck {
    /// The record of the command.
    pub record: Seq,
    /// The step that it is about, by name.
    pub step: Option<Box<str>>,
    /// Why.
    pub why: StuckWhy,
    /// It is so already under the case's own version.
    pub own: bool,
}

/// Why.
#[derive(Clone, Debug, PartialEq)]
pub enum StuckWhy {
    /// The case had moved from one version to another, and cannot be moved so again.
    Migrated,
    /// The command names something that the version does not have.
    Unknown(DecodeError),
    /// The work that it is about is not open.
    NotOpen,
    /// It is refused.
    Refused(Box<Rejection>),
    /// It asks for something that nobody can answer.
    Unanswered,
    /// All is done, but the case does not end: it waits for something that was never done.
    Waits,
    /// The clocks never come to rest.
    Endless,
}

/// A command of the past.
pub(super) struct Past<'l> {
    pub(super) seq: Seq,
    pub(super) line: &'l str,
    pub(super) target: Option<Target>,
    pub(super) migrates: bool,
    /// Which of its own versions the case was on from this command on.
    pub(super) at: usize,
}

/// Under what the commands of a case are decided again.
#[derive(Clone, Copy)]
pub(super) enum Own<'a> {
    /// Under its own versions, as it moved from one to the next.
    As(&'a [Version<'a>]),
    /// Under another one from the start.
    Under(&'a Version<'a>, &'a Renames<'a>),
}

impl<'a> Own<'a> {
    fn version(self, at: usize) -> Option<&'a Version<'a>> {
        match self {
            Self::As(versions) => versions.get(at),
            Self::Under(version, _) => Some(version),
        }
    }

    /// What is meant, in the names of the version.
    fn meant(self, target: &Target) -> Target {
        match self {
            Self::As(_) => target.clone(),
            Self::Under(_, renames) => Target { name: renames.name(&target.name), ..target.clone() },
        }
    }
}

/// Work by what it is, not by its number: numbers differ from version to version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Target {
    pub(super) name: Box<str>,
    item: Option<u16>,
    /// Of several that are alike the how-manieth.
    nth: usize,
}

impl Target {
    /// That of open work.
    pub(super) fn of(version: &Version<'_>, case: &Case, id: WorkId) -> Option<Self> {
        let this = case.work_item(id)?;
        let item = this.item.map(|item| item.index);
        let alike = case.work.iter().filter(|w| w.what == this.what && w.item.map(|item| item.index) == item);
        let nth = alike.take_while(|w| w.id != id).count();
        Some(Self { name: name_of(version, this.what), item, nth })
    }

    /// That of a step for an item.
    pub(super) fn named(version: &Version<'_>, step: StepId, item: Option<u16>) -> Self {
        Self { name: name_of(version, What::Step(step)), item, nth: 0 }
    }

    /// That of a choice.
    pub(super) fn gate(version: &Version<'_>, node: NodeId) -> Self {
        Self { name: name_of(version, What::Choose(node)), item: None, nth: 0 }
    }

    fn find(&self, version: &Version<'_>, case: &Case) -> Option<WorkId> {
        let alike = |w: &&guicheng_core::WorkItem| {
            w.item.map(|item| item.index) == self.item && *name_of(version, w.what) == *self.name
        };
        case.work.iter().filter(alike).nth(self.nth).map(|w| w.id)
    }
}

/// What work is called.
pub(super) fn name_of(version: &Version<'_>, what: What) -> Box<str> {
    let names = &version.procedure.names;
    let label = match what {
        What::Step(step) => names.steps.get(step),
        What::Choose(node) => names.nodes.get(node),
        What::Round(scope) => names.scopes.get(scope),
    };
    label.map_or_else(Box::default, |label| label.id.clone())
}

/// More wake-ups between two commands mean that a clock never comes to rest.
const WAKES: usize = 100_000;

/// Runs the commands, until an instant.
pub(super) fn rerun(own: Own<'_>, pasts: &[Past<'_>], until: Timestamp, ask: &Ask<'_>) -> Result<Run, Box<Stuck>> {
    let first = pasts.first().map_or(0, |past| past.at);
    let Some(version) = own.version(first) else {
        return Err(Box::new(Stuck { record: Seq(1), step: None, why: StuckWhy::Migrated, own: true }));
    };
    let (case, scratch) = (Case::default(), Scratch::default());
    let mut rerun = Rerun { version, ask, case, scratch, known: Vec::new(), run: Run::default() };
    for past in pasts {
        let target = past.target.as_ref().map(|target| own.meant(target));
        let fail = |why| {
            let step = target.as_ref().map(|target| target.name.clone());
            Box::new(Stuck { record: past.seq, step, why, own: false })
        };
        match own {
            Own::Under(..) if past.migrates => continue,
            Own::Under(..) | Own::As(_) => {}
        }
        let to = own.version(past.at).ok_or_else(|| fail(StuckWhy::Migrated))?;
        let decoded = decode(to.lexicon, &rerun.case.people, past.line).map_err(|e| fail(StuckWhy::Unknown(e)))?;
        let Some((mut command, _)) = decoded.accepted else { continue };
        rerun.wake(command.now).map_err(fail)?;
        if past.migrates {
            rerun.migrate(to, command).map_err(fail)?;
        } else {
            rerun.aim(&mut command, target.as_ref()).map_err(fail)?;
            rerun.command(command, None).map_err(fail)?;
        }
    }
    let last = pasts.last().map_or(Seq(0), |past| past.seq);
    rerun.wake(until).map_err(|why| Box::new(Stuck { record: last, step: None, why, own: false }))?;
    rerun.run.finish(rerun.version, &rerun.case);
    Ok(rerun.run)
}

/// A run under way.
struct Rerun<'a> {
    version: &'a Version<'a>,
    ask: &'a Ask<'a>,
    case: Case,
    scratch: Scratch,
    /// What was answered so far.
    known: Vec<(Question, Answer)>,
    run: Run,
}

impl<'a> Rerun<'a> {
    /// Lets everything fire at the instant at which it is due.
    fn wake(&mut self, until: Timestamp) -> Result<(), StuckWhy> {
        for _ in 0..WAKES {
            let Some(due) = self.case.next_due().filter(|due| *due <= until) else { return Ok(()) };
            let now = due.max(self.case.now);
            let actor = Actor { person: None, on_behalf: None, via: "what-if".into() };
            let key = format!("tick:{}", now.0).into();
            let answers = Vec::new();
            let tick = Command { key, now, occurred: None, actor, seen: None, act: Act::Tick, answers };
            let seq = self.case.seq;
            self.command(tick, None)?;
            if self.case.seq == seq {
                return Err(StuckWhy::Endless);
            }
        }
        Err(StuckWhy::Endless)
    }

    /// Points a command at the work of this run that is meant.
    fn aim(&self, command: &mut Command, target: Option<&Target>) -> Result<(), StuckWhy> {
        command.seen = None;
        if let Act::Open { pins, .. } = &mut command.act {
            *pins = self.version.pins.clone().into();
        }
        match command.act.about_mut() {
            Some(About::Pointer(Pointer::Work(id)) | About::Work(id)) => {
                let found = target.and_then(|target| target.find(self.version, &self.case));
                *id = found.ok_or(StuckWhy::NotOpen)?;
            }
            Some(About::Pointer(Pointer::Step(..) | Pointer::Gate(_))) | None => {}
        }
        Ok(())
    }

    /// Moves the case again: the clocks whose dues were kept keep them.
    fn migrate(&mut self, to: &'a Version<'a>, mut command: Command) -> Result<(), StuckWhy> {
        let Act::Migrate(then, _) = &mut command.act else { return Err(StuckWhy::Migrated) };
        let kept = |name: &str| then.clocks.iter().any(|one| one.how == Due::Keep && *one.clock == *name);
        let now = command.now.max(self.case.now);
        let planned = plan(self.version.procedure, to.procedure, &to.pins, &self.case, now, &kept);
        **then = planned.map_err(|_| StuckWhy::Migrated)?;
        self.command(command, Some(to))
    }

    /// Decides a command, which may move the case.
    fn command(&mut self, mut command: Command, to: Option<&'a Version<'a>>) -> Result<(), StuckWhy> {
        self.known.extend(command.answers.iter().cloned());
        loop {
            let (own, scratch) = (self.version.procedure, &mut self.scratch);
            let decided = match to {
                None => decide(own, &self.case, &command, scratch),
                Some(to) => migrate(own, to.procedure, &self.case, &command, scratch),
            };
            match decided {
                Ok(Decision::Ask) => {
                    let before = command.answers.len();
                    for question in core::mem::take(&mut self.scratch.questions) {
                        if !command.answers.iter().any(|(asked, _)| *asked == question) {
                            let answer = self.answer(&question).ok_or(StuckWhy::Unanswered)?;
                            command.answers.push((question, answer));
                        }
                    }
                    if command.answers.len() == before {
                        return Err(StuckWhy::Unanswered);
                    }
                }
                Ok(Decision::Decided) => {
                    self.version = to.unwrap_or(self.version);
                    self.take();
                    return Ok(());
                }
                Err(rejection) => {
                    self.take();
                    return Err(StuckWhy::Refused(rejection));
                }
            }
        }
    }

    fn take(&mut self) {
        for event in core::mem::take(&mut self.scratch.events) {
            self.run.note(self.version, &self.case, &event);
            self.case.apply(&event);
        }
    }

    /// The same question as then; else the same role at the last instant at which it was asked for; else who says.
    fn answer(&self, question: &Question) -> Option<Answer> {
        let same = self.known.iter().rev().find(|(asked, _)| asked == question);
        let near = || {
            let Question::Holders { role, of, .. } = question else { return None };
            let alike =
                |asked: &Question| matches!(asked, Question::Holders { role: r, of: o, .. } if r == role && o == of);
            self.known.iter().rev().find(|(asked, _)| alike(asked))
        };
        let known = same.map(|(_, answer)| answer.clone());
        known
            .or_else(|| (self.ask)(self.version.procedure, question))
            .or_else(|| near().map(|(_, answer)| answer.clone()))
    }
}
