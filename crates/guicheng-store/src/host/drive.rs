//! From a command to a commit: load, seal, decide, answer, record.

use super::{
    Done, Host, HostError, Linked, Opening, View, by_system, cache::Stood, effect, people::Asking, rows, seal,
};
use crate::{CommandId, Commit, Digest, EffectId, Outcome, Receipt, Seq, Store, StoreError};
use guicheng_core::{Act, Case, Command, Decision, Event, EventKind, Rejection, Taken, Timestamp, decide, migrate};
use guicheng_history::{Day, Encoded, Recorder, chain, sha256};
use std::{mem, sync::Arc};

/// How often a command is decided afresh because others changed the case.
pub(super) const ATTEMPTS: u32 = 32;
/// How many rounds of questions one decision may take.
const ROUNDS: u32 = 256;

/// A command decided upon a case, not yet committed.
pub(super) struct Prepared {
    pub(super) commit: Commit,
    pub(super) rest: Rest,
}

impl Prepared {
    /// Somebody was picked for work: whoever is picked next depends on it.
    pub(super) fn picks(&self) -> bool {
        let picked = |e: &Event| matches!(e.kind, EventKind::WorkTaken { how: Taken::Allocated, .. });
        self.rest.events.iter().any(picked)
    }
}

/// What is answered once the commit is written.
pub(super) struct Rest {
    events: Vec<Event>,
    rejected: Option<(Box<Rejection>, Arc<Linked>)>,
    /// The case as it is then.
    after: Stood,
}

/// What became of a commit of a group; none: it must be decided again.
pub(super) type Settled = Option<Result<Done, HostError>>;

/// What deciding came to.
pub(super) enum Step {
    /// Commit this.
    Commit(Box<Prepared>),
    /// There is nothing to commit.
    Over(Result<Done, HostError>),
}

/// Where a case stands before a command.
struct Before {
    linked: Arc<Linked>,
    /// The version that the command moves it to; its own if it stays.
    then: Arc<Linked>,
    case: Case,
    link: Digest,
}

/// How a command came.
#[derive(Clone, Default)]
pub(super) struct Origin {
    /// The effect that it answers.
    pub(super) handled: Option<EffectId>,
    /// The number that an opened case is named by.
    pub(super) number: Option<(Box<str>, u64)>,
    /// Personal values that are deleted with it.
    pub(super) erase: Vec<Digest>,
}

impl<S: Store> Host<S> {
    /// Carries one command out, again and again while others change the case.
    pub(super) fn run(&mut self, case: &str, command: Command, handled: Option<EffectId>) -> Result<Done, HostError> {
        self.run_from(case, command, &Origin { handled, ..Origin::default() })
    }

    /// The same, with what comes along.
    pub(super) fn run_from(&mut self, case: &str, command: Command, origin: &Origin) -> Result<Done, HostError> {
        for _ in 0..ATTEMPTS {
            let prepared = match self.prepare(case, &command, origin)? {
                Step::Commit(prepared) => *prepared,
                Step::Over(over) => return over,
            };
            let outcome = self.store.commit(&prepared.commit)?;
            if let Some(over) = self.settle(case, prepared.rest, outcome) {
                return over;
            }
        }
        Err(HostError::Contended(case.into()))
    }

    /// Opens a case under the next free number of its series.
    pub(super) fn open_new(&mut self, linked: &Arc<Linked>, opening: Opening) -> Result<Done, HostError> {
        let series = series(linked, opening.now);
        let command = opening_command(linked, opening);
        for _ in 0..ATTEMPTS {
            let number = self.store.last_number(&self.tenant, &series)? + 1;
            let (case, origin) = numbered(&series, number);
            match self.open_as(linked, &case, &command, &origin)? {
                Some(over) => return over,
                None => continue,
            }
        }
        Err(HostError::Contended(series))
    }

    /// Opens a case under this id; none: it is taken.
    pub(super) fn open_as(
        &mut self,
        linked: &Arc<Linked>,
        case: &str,
        command: &Command,
        origin: &Origin,
    ) -> Result<Settled, HostError> {
        let prepared = match self.prepare_opening(linked, case, command, origin)? {
            Step::Commit(prepared) => *prepared,
            Step::Over(over) => return Ok(Some(over)),
        };
        let outcome = self.store.commit(&prepared.commit)?;
        Ok(self.settle(case, prepared.rest, outcome))
    }

    /// Decides a command that opens a case under this id.
    pub(super) fn prepare_opening(
        &mut self,
        linked: &Arc<Linked>,
        case: &str,
        command: &Command,
        origin: &Origin,
    ) -> Result<Step, HostError> {
        let content = self.content(linked, command);
        let (linked, then) = (Arc::clone(linked), Arc::clone(linked));
        let before = Before { linked, then, case: Case::default(), link: Digest::default() };
        let step = self.decided(case, before, command.clone(), content, origin)?;
        if let Step::Over(_) = &step
            && let Some(over) = self.answered(None, command, content)?
        {
            return Ok(Step::Over(over));
        }
        Ok(step)
    }

    /// Decides a command on a case.
    pub(super) fn prepare(&mut self, case: &str, command: &Command, origin: &Origin) -> Result<Step, HostError> {
        if let Some(prepared) = self.prepare_as_left(case, command, origin) {
            return Ok(Step::Commit(prepared));
        }
        let Some(loaded) = self.store.load(&self.key(case))? else {
            return Err(HostError::NoCase(case.into()));
        };
        let linked = self.linked(&loaded.head)?;
        let content = self.content(&linked, command);
        if let Some(over) = self.answered(Some(case), command, content)? {
            return Ok(Step::Over(over));
        }
        let left = self.cache.take(case).filter(|left| (left.seq, left.link) == (loaded.seq, loaded.head.link));
        let restored = match left {
            Some(left) => left.case,
            None => restore(&linked, case, &loaded.snapshot)?,
        };
        let then = match &command.act {
            Act::Migrate(plan, _) => self.linked_to(&loaded.head.procedure, &plan.to)?,
            _ => Arc::clone(&linked),
        };
        let before = Before { linked, then, case: restored, link: loaded.head.link };
        self.decided(case, before, command.clone(), content, origin)
    }

    /// Decides a command upon the case as this host left it, without reading anything: whether the case still stands so,
    /// and whether the command was answered before, the store judges when it commits. None: the store is to be asked
    /// first, for what would be refused here may have been answered before, or upon a case that has moved on.
    fn prepare_as_left(&mut self, case: &str, command: &Command, origin: &Origin) -> Option<Box<Prepared>> {
        if let Act::Migrate(..) = &command.act {
            return None;
        }
        let Stood { link, linked, case: left, .. } = self.cache.take(case)?;
        let content = self.content(&linked, command);
        let before = Before { then: Arc::clone(&linked), linked, case: left, link };
        match self.decided(case, before, command.clone(), content, origin) {
            Ok(Step::Commit(prepared)) if prepared.rest.rejected.is_none() => Some(prepared),
            Ok(Step::Commit(_) | Step::Over(_)) | Err(_) => None,
        }
    }

    /// What a command is told that was answered before; none: it was not.
    pub(super) fn answered(
        &self,
        case: Option<&str>,
        command: &Command,
        content: Digest,
    ) -> Result<Option<Result<Done, HostError>>, HostError> {
        if command.key.is_empty() {
            return Ok(None);
        }
        let answered = self.store.answered(&self.tenant, case, &command.key)?;
        let outcome = answered.map(|answered| answered.outcome(&CommandId { key: command.key.clone(), content }));
        Ok(outcome.and_then(answered_before))
    }

    fn decided(
        &mut self,
        case: &str,
        mut before: Before,
        mut command: Command,
        content: Digest,
        origin: &Origin,
    ) -> Result<Step, HostError> {
        let linked = Arc::clone(&before.then);
        let sealed = seal::seal(&mut command, &linked.procedure, &before.case, &mut self.random);
        let mut scratch = mem::take(&mut self.scratch);
        let asking = Asking { case, procedure: &linked.procedure };
        let outcome = self.decide(&asking, &before, &mut command, &mut scratch);
        let step = match outcome {
            Err(error) => Err(error),
            Ok(rejected) if scratch.events.is_empty() => {
                let Before { case: was, link, linked: own, .. } = before;
                if was.seq > Seq(0) {
                    self.cache.put(case, Stood { seq: was.seq, link, linked: own, case: was });
                }
                Ok(Step::Over(match rejected {
                    Some(rejection) => Err(HostError::Rejected { rejection, linked }),
                    None => Ok(Done { case: case.into(), receipt: None, repeated: false, events: Vec::new() }),
                }))
            }
            Ok(rejected) => {
                if rejected.is_some() {
                    // What had been due is all that is left of it: the case has not moved to another version.
                    before.then = Arc::clone(&before.linked);
                }
                let stays = Arc::clone(&before.then);
                let command_id = CommandId { key: command.key.clone(), content };
                let known = (rejected.is_none() && !command.key.is_empty()).then_some(command_id);
                let mut commit = self.record(case, &before, &command, &scratch)?;
                commit.command = known;
                if rejected.is_none() {
                    commit.disclosures = seal::place(sealed, &scratch.events, before.case.seq);
                    commit.index = rows::index(&self.secret, &linked.procedure, &scratch, &commit.disclosures);
                    commit.erase.clone_from(&origin.erase);
                    commit.number = origin.number.clone();
                    commit.handled = origin.handled.clone();
                }
                let rejected = rejected.map(|rejection| (rejection, linked));
                // The case before is over: the next decision copies into its buffers.
                let case = mem::replace(&mut scratch.draft, before.case);
                let after = Stood { seq: case.seq, link: commit.head.link, linked: stays, case };
                Ok(Step::Commit(Box::new(Prepared {
                    commit,
                    rest: Rest { events: mem::take(&mut scratch.events), rejected, after },
                })))
            }
        };
        self.scratch = scratch;
        step
    }

    /// Decides, answering questions until there are none.
    fn decide(
        &self,
        asking: &Asking<'_>,
        before: &Before,
        command: &mut Command,
        scratch: &mut guicheng_core::Scratch,
    ) -> Result<Option<Box<Rejection>>, HostError> {
        for _ in 0..ROUNDS {
            let decision = match &command.act {
                Act::Migrate(..) => migrate(&before.linked.procedure, asking.procedure, &before.case, command, scratch),
                _ => decide(asking.procedure, &before.case, command, scratch),
            };
            match decision {
                Ok(Decision::Decided) => return Ok(None),
                Err(rejection) => return Ok(Some(rejection)),
                Ok(Decision::Ask) => {
                    for question in mem::take(&mut scratch.questions) {
                        let answer = self.answer(asking, &question)?;
                        command.answers.push((question, answer));
                    }
                }
            }
        }
        Err(HostError::Contended(asking.case.into()))
    }

    /// The answer to a command after its commit; none: decide again.
    pub(super) fn settle(&mut self, case: &str, rest: Rest, outcome: Outcome) -> Option<Result<Done, HostError>> {
        let Rest { events, rejected, after } = rest;
        match (outcome, rejected) {
            (Outcome::Conflict(_), _) => None,
            (Outcome::Committed(receipt), rejected) => {
                self.cache.put(case, after);
                Some(match rejected {
                    Some((rejection, linked)) => Err(HostError::Rejected { rejection, linked }),
                    None => Ok(Done { case: receipt.case.clone(), receipt: Some(receipt), repeated: false, events }),
                })
            }
            (repeat @ (Outcome::Duplicate(_) | Outcome::KeyReused(_)), _) => answered_before(repeat),
        }
    }

    /// A case as it is once everything due at an instant has fired; nothing is written.
    pub(super) fn caught_up(&mut self, view: View, now: Timestamp) -> Result<View, HostError> {
        if view.case.next_due().is_none_or(|due| due > now) {
            return Ok(view);
        }
        let then = Arc::clone(&view.linked);
        let case = self.rehearsed(&view, &then, by_system(String::new(), now, Act::Tick))?;
        Ok(View { case, ..view })
    }

    /// What a command would make of a case; nothing is written.
    pub(super) fn rehearsed(
        &mut self,
        view: &View,
        then: &Arc<Linked>,
        mut command: Command,
    ) -> Result<Case, HostError> {
        let (linked, case, link) = (Arc::clone(&view.linked), view.case.clone(), view.row.head.link);
        let before = Before { linked, then: Arc::clone(then), case, link };
        let asking = Asking { case: &view.row.case, procedure: &then.procedure };
        let mut scratch = mem::take(&mut self.scratch);
        let outcome = self.decide(&asking, &before, &mut command, &mut scratch);
        let after = mem::take(&mut scratch.draft);
        self.scratch = scratch;
        match outcome? {
            None => Ok(after),
            Some(rejection) => Err(HostError::Rejected { rejection, linked: Arc::clone(then) }),
        }
    }

    /// The commit of what was decided, without what belongs to the command alone.
    fn record(
        &self,
        case: &str,
        before: &Before,
        command: &Command,
        scratch: &guicheng_core::Scratch,
    ) -> Result<Commit, HostError> {
        let Before { then: linked, case: was, link, .. } = before;
        let guicheng_core::Scratch { draft, events, due, .. } = scratch;
        let recorder = Recorder::new(&linked.lexicon, &self.tenant, case);
        // A rejected command leaves only what was due: a tick of the system's own.
        let Encoded { lines, snapshot } = recorder.encode(was, command, events, *due, draft);
        let mut link = *link;
        let mut records: Vec<Box<str>> = Vec::with_capacity(lines.len());
        for line in lines {
            let line = chain(&line, &link).map_err(|why| damaged(case, &why))?;
            link = sha256(line.as_bytes());
            records.push(line.into());
        }
        let own = if *due < events.len() { *due } else { 0 };
        let first = Seq(was.seq.0.saturating_add(1).saturating_add(u32::try_from(own).unwrap_or(u32::MAX)));
        Ok(Commit {
            key: self.key(case),
            expected: was.seq,
            prev: before.link,
            command: None,
            records,
            first,
            head: rows::head(linked, draft, link),
            snapshot: snapshot.into(),
            work: rows::work(&linked.procedure, draft),
            outbox: effect::outbox(&linked.procedure, case, was, draft, events),
            disclosures: Vec::new(),
            erase: Vec::new(),
            index: Vec::new(),
            picks: rows::picks(&linked.procedure, draft, events),
            number: None,
            handled: None,
            now: command.now,
        })
    }

    /// What a repeat of a command must have in common with it: all but the instant at which it was sent.
    pub(super) fn content(&self, linked: &Linked, command: &Command) -> Digest {
        let plain = Command { now: Timestamp(0), seen: None, answers: Vec::new(), ..command.clone() };
        let kind = EventKind::Accepted { actor: None, occurred: None, reported: None };
        let events = [Event { at: Timestamp(0), kind }];
        let nothing = Case::default();
        let recorder = Recorder { lexicon: &linked.lexicon, tenant: "", case: "", engine: "" };
        let Encoded { lines, .. } = recorder.encode(&nothing, &plain, &events, 0, &nothing);
        seal::keyed(&self.secret, lines.concat().as_bytes())
    }
}

/// The answer to a command that was answered before.
fn answered_before(outcome: Outcome) -> Option<Result<Done, HostError>> {
    match outcome {
        Outcome::Duplicate(receipt) => Some(Ok(repeat(receipt))),
        Outcome::KeyReused(receipt) => Some(Err(HostError::KeyReused(receipt))),
        Outcome::Committed(_) | Outcome::Conflict(_) => None,
    }
}

fn repeat(receipt: Receipt) -> Done {
    Done { case: receipt.case.clone(), receipt: Some(receipt), repeated: true, events: Vec::new() }
}

/// The command that opens a case.
pub(super) fn opening_command(linked: &Linked, opening: Opening) -> Command {
    let Opening { key, now, occurred, actor, fill, first } = opening;
    let act = Act::Open { pins: linked.pins.clone().into(), fill, parent: None, first };
    Command { key, now, occurred, actor, seen: None, act, answers: Vec::new() }
}

/// The id of a case with this number, and where it comes from.
pub(super) fn numbered(series: &str, number: u64) -> (Box<str>, Origin) {
    let origin = Origin { number: Some((series.into(), number)), ..Origin::default() };
    (format!("{series}-{number}").into(), origin)
}

/// The series that a case opened now is numbered in: procedure and local day.
pub(super) fn series(linked: &Linked, now: Timestamp) -> Box<str> {
    let zone = &linked.procedure.zone;
    let change = zone.changes.partition_point(|(at, _)| *at <= now).checked_sub(1);
    let offset = change.and_then(|n| zone.changes.get(n)).map_or(zone.first, |(_, offset)| *offset);
    let day = now.0.saturating_add(offset).div_euclid(24 * 60 * 60 * 1_000);
    let day = Day(i32::try_from(day).unwrap_or(0)).to_string().replace('-', "");
    format!("{}-{day}", linked.procedure.id.to_uppercase()).into()
}

/// A case from its memory form.
pub(super) fn restore(linked: &Linked, case: &str, snapshot: &[u8]) -> Result<Case, HostError> {
    guicheng_history::restore(&linked.lexicon, snapshot).map_err(|why| damaged(case, &why))
}

pub(super) fn damaged(case: &str, why: &dyn core::fmt::Display) -> HostError {
    HostError::Damaged { case: case.into(), why: why.to_string().into() }
}

/// A failure of a store that answers less than it was asked.
pub(super) const fn short() -> StoreError {
    StoreError::Damaged("a case that is listed is not there")
}
