//! How a case stood: after a record, at an instant as it was known then, or at an instant as it is known now.

use super::{
    Entry, Telling, entry,
    names::Teller,
    walk::{Stop, walk},
};
use crate::{ReplayError, sha256, state_json};
use alloc::{boxed::Box, collections::BTreeMap, string::String, vec::Vec};
use guicheng_core::{
    Answer, Case, ClockKey, Digest, EventKind, Few, PersonIx, Phase, Question, RoleId, Seq, Status, Timestamp, WorkId,
    WorkState,
};

/// Up to where.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Bound {
    /// After this record.
    Record(Seq),
    /// What had been written down by this instant.
    Recorded(Timestamp),
    /// What had been written down by this instant, and what was written later of things that had happened by then.
    Occurred(Timestamp),
}

/// How a case stood.
#[derive(Clone, Debug, PartialEq)]
pub struct Standing {
    /// The last record that counts; 0: there was none yet.
    pub seq: Seq,
    /// The instant meant: the one asked for, or that of the record.
    pub at: Timestamp,
    /// Where the case stood.
    pub status: Status,
    /// Handed up at least once.
    pub escalated: bool,
    /// The SHA-256 of the observable state after that record.
    pub state: Digest,
    /// The observable state itself.
    pub state_json: Box<str>,
    /// Open work.
    pub work: Vec<StandingWork>,
    /// Clocks that run or stand still.
    pub clocks: Vec<RunningClock>,
    /// Who had which role, as it was answered last.
    pub roles: Vec<RoleHeld>,
    /// Rules broken, holds in force.
    pub norms: Vec<Box<str>>,
    /// Written down later, of things that had happened by then.
    pub later: Vec<Later>,
}

/// Open work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StandingWork {
    /// Its number.
    pub work: WorkId,
    /// What it is.
    pub title: Box<str>,
    /// The record that opened it.
    pub opened: Seq,
    /// Hidden, offered, taken or started.
    pub state: WorkState,
    /// It was held.
    pub held: bool,
    /// Who had it.
    pub holder: Option<Box<str>>,
    /// The roles it was for.
    pub roles: Vec<Box<str>>,
    /// Who could take it up, as it was found when it opened or when its ladder climbed.
    pub people: Vec<Box<str>>,
    /// It could be done then: open to somebody, shown, not held.
    pub permitted: bool,
    /// Done by then, but written down only with this record.
    pub done_by: Option<Seq>,
}

/// A clock.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunningClock {
    /// What it measures.
    pub title: Box<str>,
    /// From when it counts.
    pub start: Timestamp,
    /// Its due.
    pub due: Option<Timestamp>,
    /// Milliseconds left (negative: past it); from the instant at which it stands still, if it does.
    pub left: Option<i64>,
    /// It stands still.
    pub paused: bool,
}

/// A role and its people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoleHeld {
    /// The role.
    pub role: Box<str>,
    /// Its people.
    pub people: Vec<Box<str>>,
    /// Where it was read.
    pub source: Box<str>,
    /// For which instant it was asked.
    pub at: Timestamp,
    /// The record of the answer.
    pub record: Seq,
}

/// Something written down later.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Later {
    /// The record in a sentence.
    pub entry: Entry,
}

#[derive(Default)]
struct Gather {
    standing: Option<Standing>,
    people: BTreeMap<WorkId, (Few<RoleId>, Few<PersonIx>)>,
    roles: BTreeMap<RoleId, RoleHeld>,
    later: Vec<(Entry, Option<WorkId>)>,
}

/// How the case stood. Role-holders are those that the host answered with; nobody is asked anew.
///
/// # Errors
/// At the first line that is not the next record of the case.
pub fn standing<'l>(
    telling: &Telling<'_>,
    lines: impl IntoIterator<Item = &'l str>,
    bound: Bound,
) -> Result<Standing, ReplayError> {
    let mut gather = Gather::default();
    let lines: Vec<&str> = lines.into_iter().collect();
    let last = last_counted(telling, &lines, bound)?;
    walk(telling, lines, |stop| gather.read(stop, bound, last))?;
    let at = match bound {
        Bound::Record(_) => Timestamp::default(),
        Bound::Recorded(at) | Bound::Occurred(at) => at,
    };
    let mut standing = gather.standing.unwrap_or_else(|| nothing_yet(telling, at));
    for work in &mut standing.work {
        work.done_by = gather.later.iter().find(|(_, done)| *done == Some(work.work)).map(|(entry, _)| entry.seq);
    }
    standing.later = gather.later.into_iter().map(|(entry, _)| Later { entry }).collect();
    Ok(standing)
}

/// The last record that counts. `recorded` never goes back within a case, so those that count come first.
fn last_counted(telling: &Telling<'_>, lines: &[&str], bound: Bound) -> Result<Seq, ReplayError> {
    let at = match bound {
        Bound::Record(last) => {
            let count = u32::try_from(lines.len()).unwrap_or(u32::MAX);
            return Ok(Seq(last.0.min(count)));
        }
        Bound::Recorded(at) | Bound::Occurred(at) => at,
    };
    let mut last = Seq(0);
    walk(telling, lines.iter().copied(), |stop| {
        let counts = stop.decoded.event.at <= at;
        if counts {
            last = stop.decoded.seq;
        }
        counts
    })?;
    Ok(last)
}

impl Gather {
    fn read(&mut self, stop: &Stop<'_>, bound: Bound, last: Seq) -> bool {
        let (seq, recorded) = (stop.decoded.seq, stop.decoded.event.at);
        if seq <= last {
            self.note(stop);
            if seq == last {
                let at = match bound {
                    Bound::Record(_) => recorded,
                    Bound::Recorded(at) | Bound::Occurred(at) => at,
                };
                self.standing = Some(self.picture(stop, at));
            }
            return true;
        }
        let Bound::Occurred(at) = bound else { return false };
        if stop.late.is_some_and(|occurred| occurred <= at)
            && let Some(entry) = entry(stop).filter(|entry| entry.occurred.is_some())
        {
            let done = if let EventKind::WorkDone(done) = &stop.decoded.event.kind { Some(done.work) } else { None };
            self.later.push((entry, done));
        }
        true
    }

    fn note(&mut self, stop: &Stop<'_>) {
        match &stop.decoded.event.kind {
            EventKind::Accepted { .. } => {
                let Some((record, command)) = stop.command else { return };
                for (question, answer) in &command.answers {
                    if let (Question::Holders { role, at, .. }, Answer { people, source, .. }) = (question, answer) {
                        let t = &stop.teller;
                        let people = people.iter().map(|p| t.person_id(p)).collect();
                        let role_title = t.role_names(&[*role]).into();
                        let held = RoleHeld { role: role_title, people, source: (**source).into(), at: *at, record };
                        self.roles.insert(*role, held);
                    }
                }
            }
            // Roles have other ids in another version.
            EventKind::Migrated(_) => {
                self.roles.clear();
                self.people.values_mut().for_each(|(roles, _)| *roles = Few::default());
            }
            EventKind::WorkOpened(opening) => {
                let roles = opening.role.map_or_else(|| opening.how.roles.clone(), |r| [r].into_iter().collect());
                let people = if opening.only.is_empty() { &opening.how.found } else { &opening.only };
                self.people.insert(opening.work, (roles, people.clone()));
            }
            EventKind::Climbed { of: ClockKey::Work(work), to, .. } => {
                if let Some((_, people)) = self.people.get_mut(work) {
                    people.extend(to.iter().copied());
                }
            }
            _ => {}
        }
    }

    fn picture(&self, stop: &Stop<'_>, at: Timestamp) -> Standing {
        let (t, case) = (&stop.teller, stop.after);
        let json = state_json(stop.lexicon, case);
        Standing {
            seq: case.seq,
            at,
            status: case.status,
            escalated: case.escalated,
            state: sha256(json.as_bytes()),
            state_json: json.into(),
            work: case.work.iter().map(|w| self.work(t, case, w)).collect(),
            clocks: clocks(t, case, at),
            roles: self.roles.values().cloned().collect(),
            norms: norms(t, case),
            later: Vec::new(),
        }
    }

    fn work(&self, t: &Teller<'_>, case: &Case, work: &guicheng_core::WorkItem) -> StandingWork {
        let (roles, people) = self.people.get(&work.id).cloned().unwrap_or_default();
        StandingWork {
            work: work.id,
            title: t.what(work.what, work.item).into(),
            opened: work.opened,
            state: work.state,
            held: work.held,
            holder: work.holder.map(|p| t.person(p)),
            roles: roles.iter().map(|r| t.role_names(&[*r]).into()).collect(),
            people: people.iter().map(|p| t.person(*p)).collect(),
            permitted: case.status == Status::Open && work.state != WorkState::Hidden && !work.held,
            done_by: None,
        }
    }
}

fn clocks(t: &Teller<'_>, case: &Case, at: Timestamp) -> Vec<RunningClock> {
    let on = case.clocks.iter().filter(|c| c.phase != Phase::Stopped);
    let one = |c: &guicheng_core::ClockState| {
        let from = if c.phase == Phase::Paused { c.since } else { at };
        RunningClock {
            title: t.clock(c.clock, c.of).into(),
            start: c.start,
            due: c.due,
            left: c.due.map(|due| due.since(from)),
            paused: c.phase == Phase::Paused,
        }
    };
    on.map(one).collect()
}

fn norms(t: &Teller<'_>, case: &Case) -> Vec<Box<str>> {
    let broken = case.broken.iter().map(|(rule, _)| {
        let rule = t.rule(*rule);
        t.say(alloc::format!("规矩“{rule}”没有守住"), alloc::format!("the rule “{rule}” is broken"))
    });
    let holds = case.holds.iter().map(|h| {
        let hold = t.hold(h.hold);
        t.say(alloc::format!("挂起“{hold}”"), alloc::format!("the hold “{hold}”"))
    });
    broken.chain(holds).map(String::into_boxed_str).collect()
}

fn nothing_yet(telling: &Telling<'_>, at: Timestamp) -> Standing {
    let case = Case::default();
    let json = state_json(telling.lexicon, &case);
    Standing {
        seq: Seq(0),
        at,
        status: case.status,
        escalated: false,
        state: sha256(json.as_bytes()),
        state_json: json.into(),
        work: Vec::new(),
        clocks: Vec::new(),
        roles: Vec::new(),
        norms: Vec::new(),
        later: Vec::new(),
    }
}
