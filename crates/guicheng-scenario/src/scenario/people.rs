//! Who holds what: invented people, or those of the organisation; and answers to what the core asks.

use super::{library::Library, played::Played, story::Person};
use alloc::{boxed::Box, collections::BTreeMap, format, vec::Vec};
use guicheng_core::{
    Answer, Pick, Procedure, Question, RoleId, RoleSource, StepId, StepKind, Timestamp,
    org::{Org, Permission, Ranking, Right, order},
};

/// The people of a test.
pub(crate) enum People<'a> {
    /// Invented for it, in the order of the file.
    Invented(Vec<Person>),
    /// Those of the organisation, with the signed duties in force and who was picked last for what.
    Real { org: &'a Org, duties: Vec<(Box<str>, Box<str>)>, turns: BTreeMap<Box<str>, Vec<(Box<str>, i64)>> },
}

/// Where a case asks from.
pub(crate) struct Asking<'s, 'a> {
    pub(crate) p: &'s Procedure,
    pub(crate) cases: &'s [Played<'a>],
    pub(crate) library: &'s Library<'a>,
}

impl<'a> People<'a> {
    /// The file's people; a test's own come first in place of those of the same id, then after them.
    pub(crate) fn invented(file: &[Person], own: &[Person]) -> Self {
        let mut people = Self::Invented(Vec::from(file));
        people.change(own);
        people
    }

    /// Those of the organisation, these duties being signed for.
    pub(crate) fn real(org: &'a Org, duties: Vec<(Box<str>, Box<str>)>) -> Self {
        Self::Real { org, duties, turns: BTreeMap::new() }
    }

    /// From now on these invented people hold something else; false: people here are not invented.
    pub(crate) fn change(&mut self, people: &[Person]) -> bool {
        let Self::Invented(known) = self else { return false };
        for person in people {
            match known.iter_mut().find(|p| p.id == person.id) {
                Some(known) => known.holds.clone_from(&person.holds),
                None => known.push(person.clone()),
            }
        }
        true
    }

    /// Whether there is such a person.
    pub(crate) fn knows(&self, id: &str) -> bool {
        match self {
            Self::Invented(people) => people.iter().any(|p| &*p.id == id),
            Self::Real { org, .. } => org.people.iter().any(|p| &*p.id == id),
        }
    }

    /// The permissions that somebody lacks for opening a case of a procedure; none: they may, or people are invented.
    pub(crate) fn barred(&self, procedure: &str, person: Option<&str>, now: Timestamp) -> Vec<&'a Permission> {
        let (Self::Real { org, duties, .. }, Some(person)) = (self, person) else { return Vec::new() };
        if org.permits(Right::Open, procedure, person, now, duties) {
            return Vec::new();
        }
        org.permissions.iter().filter(|one| one.gives(Right::Open, procedure)).collect()
    }

    /// A duty passes to a person by signature.
    pub(crate) fn pass(&mut self, duty: &str, to: &str) {
        if let Self::Real { duties, .. } = self {
            duties.retain(|(known, _)| &**known != duty);
            duties.push((duty.into(), to.into()));
        }
    }

    /// Somebody was picked in turn.
    pub(crate) fn picked(&mut self, p: &Procedure, step: StepId, person: &str, at: Timestamp) {
        if let Self::Real { turns, .. } = self {
            turns.entry(list(p, step)).or_default().push((person.into(), at.0));
        }
    }

    /// The answer to a question.
    pub(crate) fn answer(&self, asking: &Asking<'_, '_>, question: &Question) -> Answer {
        let p = asking.p;
        match question {
            Question::Holders { role, at, of } => self.holders(p, *role, *at, of.as_deref()),
            Question::Order { step, role, at } => self.order(asking, *step, *role, *at),
            Question::VersionInForce { step, at } => {
                let called = match p.steps.get(*step).map(|s| &s.kind) {
                    Some(StepKind::Call(call)) => &*call.procedure,
                    Some(StepKind::Task(_) | StepKind::Wait(_) | StepKind::Lookup(_)) | None => "",
                };
                let number = asking.library.in_force(called, *at).map_or(1, |p| p.version);
                Answer { people: Vec::new(), number: Some(number), source: "tests".into() }
            }
        }
    }

    fn holders(&self, p: &Procedure, role: RoleId, at: Timestamp, of: Option<&str>) -> Answer {
        match self {
            Self::Invented(people) => {
                Answer { people: held(people, p, role, of), number: None, source: "tests.people".into() }
            }
            Self::Real { org, duties, .. } => match (p.roles.get(role).map(|r| &r.from), of) {
                (Some(RoleSource::Organisation(source)), _) => org.holders(source, at, duties),
                (Some(RoleSource::HeadOf(_)), Some(department)) => {
                    org.holders(&format!("head:{department}"), at, duties)
                }
                (Some(RoleSource::HeadOf(_) | RoleSource::Field(_) | RoleSource::Did(_) | RoleSource::Anyone), _)
                | (None, _) => Answer::default(),
            },
        }
    }

    /// Invented people come in the order of the file; of the organisation's the picking decides, as a host's does.
    fn order(&self, asking: &Asking<'_, '_>, step: StepId, role: RoleId, at: Timestamp) -> Answer {
        let mut answer = self.holders(asking.p, role, at, None);
        let Self::Real { turns, .. } = self else { return answer };
        let ranked = match pick(asking.p, step) {
            Pick::Offer | Pick::Claim => return answer,
            Pick::Nearest => order(&answer.people, Ranking::Nearest(&[])),
            Pick::Rotate => {
                let turns = turns.get(&list(asking.p, step)).map_or(&[][..], |t| t);
                order(&answer.people, Ranking::Rotate(turns))
            }
            Pick::LeastBusy => {
                let people = answer.people.iter();
                let loads: Vec<(Box<str>, u64)> = people.map(|p| (p.clone(), load(asking.cases, p))).collect();
                order(&answer.people, Ranking::LeastBusy(&loads))
            }
        };
        answer.people = ranked;
        answer
    }
}

/// How a card's people are picked; what is no task is offered.
pub(crate) fn pick(p: &Procedure, step: StepId) -> Pick {
    p.task(step).map_or(Pick::Offer, |task| task.pick)
}

fn list(p: &Procedure, step: StepId) -> Box<str> {
    let card = p.names.steps.get(step).map_or("", |l| &*l.id);
    format!("{}/{card}", p.id).into()
}

/// How much open work a person has in hand.
fn load(cases: &[Played<'_>], person: &str) -> u64 {
    let held = |c: &Played<'_>| {
        let own = c.case.person_ix(person);
        c.case.work.iter().filter(|w| w.holder.is_some() && w.holder == own).count()
    };
    u64::try_from(cases.iter().map(held).sum::<usize>()).unwrap_or(u64::MAX)
}

/// Which invented people hold a role, in the order of the file.
fn held(people: &[Person], p: &Procedure, role: RoleId, of: Option<&str>) -> Vec<Box<str>> {
    let name = p.names.roles.get(role).map_or("", |l| &*l.id);
    let from = p.roles.get(role).map(|r| &r.from);
    let holds = |held: &str| {
        held == name
            || match from {
                Some(RoleSource::Organisation(source)) => held == &**source,
                Some(RoleSource::HeadOf(_)) => match of {
                    Some(department) => held == format!("head:{department}"),
                    None => held.starts_with("head:"),
                },
                Some(RoleSource::Anyone) => true,
                Some(RoleSource::Field(_) | RoleSource::Did(_)) | None => false,
            }
    };
    let anyone = matches!(from, Some(RoleSource::Anyone));
    let found = people.iter().filter(|person| anyone || person.holds.iter().any(|h| holds(h)));
    found.map(|person| person.id.clone()).collect()
}
