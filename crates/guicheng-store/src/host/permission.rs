//! Who may do what beyond the steps of a case: the permissions of the organisation, as of now.
//!
//! Steps have roles of their own. Where the organisation restricts a right for a procedure, the host asks here before it
//! opens a case, shows or deletes what is personal; an adapter asks before it lets somebody read.

use super::{Host, HostError};
use crate::{CaseKey, Store, Timestamp, WorkQuery};
use guicheng_core::org::{Permission, Right};

impl<S: Store> Host<S> {
    /// Whether a person has a right for a procedure now. Where the organisation does not restrict it, everybody has.
    ///
    /// # Errors
    /// [`HostError::NotPermitted`] names the permissions that would do; the store failed.
    pub fn permitted(&self, right: Right, procedure: &str, person: &str, now: Timestamp) -> Result<(), HostError> {
        let org = &self.registry.org;
        let of: Vec<Permission> = org.permissions_for(right, procedure).cloned().collect();
        if of.is_empty() {
            return Ok(());
        }
        let duties = self.store.duties_at(&self.tenant, now)?;
        let duties: Vec<(Box<str>, Box<str>)> = duties.into_iter().map(|d| (d.duty, d.person)).collect();
        if org.permits(right, procedure, person, now, &duties) {
            return Ok(());
        }
        Err(HostError::NotPermitted { right, procedure: procedure.into(), of })
    }

    /// Whether a person may read a case now: they have the right for its procedure, or they have, had or may take up
    /// work in it.
    ///
    /// # Errors
    /// [`HostError::NotPermitted`]; [`HostError`].
    pub fn may_read(&mut self, case: &str, person: &str, now: Timestamp) -> Result<(), HostError> {
        let Some(view) = self.view(case)? else { return Err(HostError::NoCase(case.into())) };
        let refused = match self.permitted(Right::Read, &view.row.head.procedure, person, now) {
            Ok(()) => return Ok(()),
            Err(refused @ HostError::NotPermitted { .. }) => refused,
            Err(other) => return Err(other),
        };
        if view.case.done.iter().filter_map(|done| done.by).any(|by| view.case.person(by) == person) {
            return Ok(());
        }
        let sources = self.sources_of(person, now)?;
        let work = self.store.open_work(&self.tenant, &WorkQuery::Case(case.into()))?;
        let own = |row: &crate::WorkRow| match row.holder.as_deref() {
            Some(holder) => holder == person,
            None => row.who.iter().any(|source| sources.contains(source)),
        };
        if work.iter().any(own) { Ok(()) } else { Err(refused) }
    }

    /// Whether a person has a right for the procedure of a case now.
    ///
    /// # Errors
    /// [`HostError::NotPermitted`]; there is no such case; the store failed.
    pub(super) fn permitted_of(&self, right: Right, case: &str, person: &str, now: Timestamp) -> Result<(), HostError> {
        let key = CaseKey::new(&self.tenant, case);
        let Some(loaded) = self.store.load(&key)? else { return Err(HostError::NoCase(case.into())) };
        self.permitted(right, &loaded.head.procedure, person, now)
    }
}
