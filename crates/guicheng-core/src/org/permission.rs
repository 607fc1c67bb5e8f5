//! Who may do what beyond the steps of a case: open one, read it, see what many come to, show or delete what is
//! personal, write and approve procedures.

use super::Org;
use crate::Timestamp;
use alloc::{boxed::Box, vec::Vec};

/// What may be permitted.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Right {
    /// Open a case of a procedure.
    Open,
    /// Read cases of a procedure, and its registers, though one has no work in them.
    Read,
    /// Read what the cases of a procedure come to: breaches, statistics, logs.
    Report,
    /// Agree that personal values be shown.
    Disclose,
    /// Agree that personal values be deleted.
    Erase,
    /// Write a version of a procedure.
    Write,
    /// Approve one.
    Approve,
}

impl Right {
    /// All, in the order in which they are written.
    pub const ALL: [Self; 7] =
        [Self::Open, Self::Read, Self::Report, Self::Disclose, Self::Erase, Self::Write, Self::Approve];

    /// Its word in an organisation file.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Read => "read",
            Self::Report => "report",
            Self::Disclose => "disclose",
            Self::Erase => "erase",
            Self::Write => "write",
            Self::Approve => "approve",
        }
    }
}

/// For which procedures a right is permitted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reach {
    /// For all.
    Any,
    /// For these.
    Procedures(Vec<Box<str>>),
}

impl Reach {
    /// Whether it holds for a procedure.
    pub fn covers(&self, procedure: &str) -> bool {
        match self {
            Self::Any => true,
            Self::Procedures(all) => all.iter().any(|one| **one == *procedure),
        }
    }
}

/// A permission: a duty of the house, who has it, and what they may do for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Permission {
    /// Its id, as in `permission.X`.
    pub id: Box<str>,
    /// Its title, in the language of the file.
    pub title: Box<str>,
    /// Its title in English, if it has one.
    pub title_en: Option<Box<str>>,
    /// The clauses that it comes from.
    pub clauses: Vec<Box<str>>,
    /// Who has it: sources of people (`post:X`, `roster:X`, `group:X`, `head:X`, `person:X`).
    pub who: Vec<Box<str>>,
    /// What they may do, each right once.
    pub rights: Vec<(Right, Reach)>,
}

impl Permission {
    /// Whether it permits this right for a procedure.
    pub fn gives(&self, right: Right, procedure: &str) -> bool {
        self.rights.iter().any(|(own, reach)| *own == right && reach.covers(procedure))
    }
}

impl Org {
    /// The permissions that give a right for a procedure, in the order of the file. None: it is not restricted, and
    /// everybody has it.
    pub fn permissions_for<'a>(&'a self, right: Right, procedure: &'a str) -> impl Iterator<Item = &'a Permission> {
        self.permissions.iter().filter(move |one| one.gives(right, procedure))
    }

    /// Whether a person has a right for a procedure at an instant: it is not restricted, or they hold one of the sources
    /// that have it. Leave takes no permission away; whoever stands in for a post has its permissions meanwhile. `duties`
    /// are the signed duties in force, as for [`Org::holders`].
    pub fn permits(
        &self,
        right: Right,
        procedure: &str,
        person: &str,
        at: Timestamp,
        duties: &[(Box<str>, Box<str>)],
    ) -> bool {
        let mut restricted = false;
        for permission in self.permissions_for(right, procedure) {
            restricted = true;
            let holds = |source: &str| self.holders(source, at, duties).people.iter().any(|one| **one == *person);
            if permission.who.iter().any(|source| self.is_of(source, person) || holds(source)) {
                return true;
            }
        }
        !restricted
    }

    /// Whether a person belongs to a source whether or not they are there: a group, a post, the head of a department.
    fn is_of(&self, source: &str, person: &str) -> bool {
        match source.split_once(':') {
            Some(("person", id)) => id == person,
            Some(("group", id)) => {
                let group = self.groups.iter().find(|group| *group.id == *id);
                group.is_some_and(|group| group.people.iter().any(|one| **one == *person))
            }
            Some(("post", id)) => {
                self.posts.iter().any(|post| *post.id == *id && post.holder.as_deref() == Some(person))
            }
            Some(("head", id)) => {
                let head = self.departments.iter().find(|one| *one.id == *id).map(|one| &*one.head);
                head.is_some_and(|head| head == person || (!head.starts_with("head:") && self.is_of(head, person)))
            }
            Some(_) | None => false,
        }
    }
}
