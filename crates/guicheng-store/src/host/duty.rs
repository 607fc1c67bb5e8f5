//! Setting the holder of a duty that passes only by signature: the first one, or where no handover can come about.

use super::{Host, HostError};
use crate::{Duty, DutyBy, Store, Timestamp};

/// Who is to have a duty from now on, on whose word and why.
#[derive(Clone, Copy, Debug)]
pub struct DutySetting<'a> {
    /// The duty's source, such as `roster:front_desk`.
    pub duty: &'a str,
    /// Who is to have it.
    pub person: &'a str,
    /// Who sets it.
    pub by: &'a str,
    /// Why.
    pub reason: &'a str,
    /// When.
    pub now: Timestamp,
}

impl<S: Store> Host<S> {
    /// Sets who has a duty that passes only by signature, with person and reason; later holders follow by handover. What
    /// waits for somebody on that duty is given out now. Setting it to its present holder writes nothing.
    ///
    /// # Errors
    /// There is no such duty, somebody is not of the organisation, the reason is missing, or the store failed.
    pub fn set_duty(&mut self, setting: DutySetting<'_>) -> Result<(), HostError> {
        let DutySetting { duty, person, by, reason, now } = setting;
        self.check_now(now)?;
        let org = &self.registry.org;
        let roster = duty.strip_prefix("roster:").and_then(|id| org.rosters.iter().find(|r| &*r.id == id));
        if !roster.is_some_and(|roster| roster.signed) {
            return Err(HostError::NoDuty(duty.into()));
        }
        if let Some(unknown) = [person, by].into_iter().find(|id| org.people.iter().all(|p| &*p.id != *id)) {
            return Err(HostError::NoPerson(unknown.into()));
        }
        if reason.trim().is_empty() {
            return Err(HostError::NoReason);
        }
        let had = self.store.duties(&self.tenant, Some(duty))?;
        if had.last().is_some_and(|last| &*last.person == person) {
            return Ok(());
        }
        let set = DutyBy::Set { person: by.into(), reason: reason.into() };
        let next = Duty { duty: duty.into(), person: person.into(), since: now, by: set };
        self.store.pass_duty(&self.tenant, &next)?;
        self.people_changed(&[duty.into()], &format!("duty:{duty}:{}", now.0), now)
    }
}
