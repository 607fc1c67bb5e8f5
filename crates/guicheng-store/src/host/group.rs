//! Commands on many cases, committed in groups with one sync each.

use super::{
    Done, Host, HostError, Linked, Opening,
    drive::{Origin, Prepared, Settled, Step, numbered, opening_command, series},
};
use crate::{Commit, Store};
use guicheng_core::Command;
use std::{
    collections::{BTreeMap, BTreeSet},
    mem,
    sync::Arc,
};

/// The most commits in one group.
const GROUP: usize = 256;

type Answer = Result<Done, HostError>;

/// A command of a group: its place among the answers, what was decided about which case, and what is done where the case
/// has changed meanwhile.
struct Member {
    at: usize,
    decided: (Box<str>, Box<Prepared>),
    again: Again,
}

enum Again {
    Command(Command),
    Opening(Arc<Linked>, Opening),
}

/// What is decided and not committed yet, and the answers so far.
struct Group {
    members: Vec<Member>,
    answers: Vec<Option<Answer>>,
}

impl Group {
    fn new(commands: usize) -> Self {
        Self { members: Vec::new(), answers: (0..commands).map(|_| None).collect() }
    }

    fn is_full(&self) -> bool {
        self.members.len() >= GROUP
    }

    fn answer(&mut self, at: usize, answer: Answer) {
        if let Some(place) = self.answers.get_mut(at) {
            *place = Some(answer);
        }
    }

    fn answers(self) -> Vec<Answer> {
        self.answers.into_iter().flatten().collect()
    }
}

impl<S: Store> Host<S> {
    /// Carries commands out in groups; one that meets a case of its own group again waits for the next.
    pub(super) fn run_group(&mut self, commands: Vec<(Box<str>, Command)>) -> Result<Vec<Answer>, HostError> {
        let mut group = Group::new(commands.len());
        let mut touched = BTreeSet::new();
        for (at, (case, command)) in commands.into_iter().enumerate() {
            if group.is_full() || touched.contains(&case) {
                self.flush(&mut group)?;
                touched.clear();
            }
            match self.prepare(&case, &command, &Origin::default()) {
                Ok(Step::Commit(prepared)) => {
                    let picks = prepared.picks();
                    touched.insert(case.clone());
                    group.members.push(Member { at, decided: (case, prepared), again: Again::Command(command) });
                    if picks {
                        self.flush(&mut group)?;
                        touched.clear();
                    }
                }
                Ok(Step::Over(over)) => group.answer(at, over),
                Err(HostError::Store(error)) => return Err(HostError::Store(error)),
                Err(error) => group.answer(at, Err(error)),
            }
        }
        self.flush(&mut group)?;
        Ok(group.answers())
    }

    /// Opens cases in groups, each under the next free number of its series. What was opened before takes no number.
    pub(super) fn open_group(&mut self, openings: Vec<(Arc<Linked>, Opening)>) -> Result<Vec<Answer>, HostError> {
        let mut group = Group::new(openings.len());
        let (mut numbers, mut keys) = (BTreeMap::new(), BTreeSet::new());
        for (at, (linked, opening)) in openings.into_iter().enumerate() {
            if group.is_full() || keys.contains(&opening.key) {
                self.flush(&mut group)?;
                numbers.clear();
                keys.clear();
            }
            let series = series(&linked, opening.now);
            let number = match numbers.get(&series) {
                Some(last) => last + 1,
                None => self.store.last_number(&self.tenant, &series)? + 1,
            };
            match self.prepare_numbered(&linked, &opening, &series, number) {
                Ok((case, Step::Commit(prepared))) => {
                    let picks = prepared.picks();
                    numbers.insert(series, number);
                    keys.extend((!opening.key.is_empty()).then(|| opening.key.clone()));
                    let again = Again::Opening(linked, opening);
                    group.members.push(Member { at, decided: (case, prepared), again });
                    if picks {
                        self.flush(&mut group)?;
                        numbers.clear();
                    }
                }
                Ok((_, Step::Over(over))) => group.answer(at, over),
                Err(HostError::Store(error)) => return Err(HostError::Store(error)),
                Err(error) => group.answer(at, Err(error)),
            }
        }
        self.flush(&mut group)?;
        Ok(group.answers())
    }

    fn prepare_numbered(
        &mut self,
        linked: &Arc<Linked>,
        opening: &Opening,
        series: &str,
        number: u64,
    ) -> Result<(Box<str>, Step), HostError> {
        let (case, origin) = numbered(series, number);
        let command = opening_command(linked, opening.clone());
        if let Some(over) = self.answered(None, &command, self.content(linked, &command))? {
            return Ok((case, Step::Over(over)));
        }
        let step = self.prepare_opening(linked, &case, &command, &origin)?;
        Ok((case, step))
    }

    fn flush(&mut self, group: &mut Group) -> Result<(), HostError> {
        let members = mem::take(&mut group.members).into_iter();
        let (decided, rest): (Vec<_>, Vec<_>) = members.map(|m| (m.decided, (m.at, m.again))).unzip();
        for ((at, again), (case, settled)) in rest.into_iter().zip(self.commit_all(decided)?) {
            let over = match (settled, again) {
                (Some(over), _) => over,
                (None, Again::Command(command)) => self.run(&case, command, None),
                (None, Again::Opening(linked, opening)) => self.open_new(&linked, opening),
            };
            group.answer(at, over);
        }
        Ok(())
    }

    /// Writes what was decided about different cases as one group.
    pub(super) fn commit_all(
        &mut self,
        decided: Vec<(Box<str>, Box<Prepared>)>,
    ) -> Result<Vec<(Box<str>, Settled)>, HostError> {
        let parts = decided.into_iter().map(|(case, prepared)| (prepared.commit, (case, prepared.rest)));
        let (commits, rest): (Vec<Commit>, Vec<_>) = parts.unzip();
        let outcomes = if commits.is_empty() { Vec::new() } else { self.store.commit_all(&commits)? };
        let settled = rest.into_iter().zip(outcomes).map(|((case, rest), outcome)| {
            let settled = self.settle(&case, rest, outcome);
            (case, settled)
        });
        Ok(settled.collect())
    }
}
