//! What deciding asks of a piece of open work, copied: the case may change while it is asked.

use super::draft::Draft;
use crate::{Activation, Few, Item, PersonIx, RoleId, Seq, VisitId, What, WorkId, WorkItem, WorkState};

/// A piece of open work without its lists of people.
#[derive(Clone, Copy)]
pub(crate) struct Piece {
    pub(crate) id: WorkId,
    pub(crate) visit: VisitId,
    pub(crate) what: What,
    pub(crate) of: Activation,
    pub(crate) item: Option<Item>,
    pub(crate) role: Option<RoleId>,
    pub(crate) state: WorkState,
    pub(crate) held: bool,
    pub(crate) holder: Option<PersonIx>,
    pub(crate) opened: Seq,
    /// Whether people are named for it themselves, by [`WorkItem::only`] or [`WorkItem::added`].
    names: bool,
}

impl Piece {
    #[inline]
    pub(crate) fn of(work: &WorkItem) -> Self {
        let WorkItem { id, visit, what, of, item, role, state, held, holder, opened, .. } = *work;
        let names = !(work.only.is_empty() && work.added.is_empty());
        Self { id, visit, what, of, item, role, state, held, holder, opened, names }
    }

    fn named<'d>(&self, d: &'d Draft<'_>) -> Option<&'d WorkItem> {
        if self.names { d.case().work_item(self.id) } else { None }
    }

    /// Only these may take it up; empty: by role.
    pub(crate) fn only(&self, d: &Draft<'_>) -> Few<PersonIx> {
        self.named(d).map_or_else(Few::new, |work| work.only.clone())
    }

    /// Whether its ladder added this person.
    pub(crate) fn is_added(&self, d: &Draft<'_>, person: PersonIx) -> bool {
        self.named(d).is_some_and(|work| work.added.contains(&person))
    }
}
