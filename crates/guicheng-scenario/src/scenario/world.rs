//! The invented world of a test: people, and answers to what the core asks.

use super::story::Person;
use alloc::{boxed::Box, format, vec::Vec};
use guicheng_core::{Answer, Procedure, Question, RoleId, RoleSource};

/// People and what they hold.
pub(crate) struct World {
    people: Vec<Person>,
}

impl World {
    /// The file's people; a test's own come first in place of those of the same id, then after them.
    pub(crate) fn new(file: &[Person], own: &[Person]) -> Self {
        let mut world = Self { people: Vec::from(file) };
        world.change(own);
        world
    }

    /// From now on these people hold something else.
    pub(crate) fn change(&mut self, people: &[Person]) {
        for person in people {
            match self.people.iter_mut().find(|p| p.id == person.id) {
                Some(known) => known.holds.clone_from(&person.holds),
                None => self.people.push(person.clone()),
            }
        }
    }

    /// Whether there is such a person.
    pub(crate) fn knows(&self, id: &str) -> bool {
        self.people.iter().any(|p| &*p.id == id)
    }

    /// The answer to a question.
    pub(crate) fn answer(&self, p: &Procedure, question: &Question) -> Answer {
        let source = Box::from("tests.people");
        match question {
            Question::Holders { role, of, .. } => {
                Answer { people: self.holders(p, *role, of.as_deref()), number: None, source }
            }
            Question::Order { role, .. } => Answer { people: self.holders(p, *role, None), number: None, source },
            Question::VersionInForce { .. } => Answer { people: Vec::new(), number: Some(1), source },
        }
    }

    /// Who holds a role, in the order of the file.
    fn holders(&self, p: &Procedure, role: RoleId, of: Option<&str>) -> Vec<Box<str>> {
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
        let found = self.people.iter().filter(|person| anyone || person.holds.iter().any(|h| holds(h)));
        found.map(|person| person.id.clone()).collect()
    }
}
