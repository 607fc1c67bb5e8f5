//! Versions: publishing, the one in force, and loading the one that a case is pinned to.

use super::{Host, HostError, Linked};
use crate::{CaseHead, Definition, Published, Store, Timestamp};
use guicheng_core::{Linkage, Pins, Procedure};
use std::sync::Arc;

/// A version to publish.
#[derive(Debug)]
pub struct Publication<'a> {
    /// The procedure, linked with its calendars.
    pub procedure: Procedure,
    /// The definition's bytes as they came.
    pub source: &'a [u8],
    /// The calendars' bytes as they came.
    pub calendars: Option<&'a [u8]>,
    /// From when new cases use it.
    pub effective: Timestamp,
    /// Now.
    pub now: Timestamp,
    /// Who publishes it.
    pub by: &'a str,
}

impl<S: Store> Host<S> {
    /// Publishes a version. Running cases stay where they are.
    ///
    /// # Errors
    /// The store failed.
    pub fn publish(&mut self, publication: Publication<'_>) -> Result<(Published, Arc<Linked>), HostError> {
        let Publication { procedure, source, calendars, effective, now, by } = publication;
        let linked = Linked::new(procedure);
        let definition = Definition {
            procedure: linked.procedure.id.clone(),
            version: linked.procedure.version,
            pins: linked.pins.clone(),
            effective,
            published: now,
            by: by.into(),
            source: source.into(),
        };
        if let Some(bytes) = calendars {
            self.store.put_file(linked.pins.calendars, bytes)?;
        }
        self.ahead = super::rostered::Ahead::UNKNOWN;
        let published = self.store.publish(&self.tenant, &definition)?;
        Ok((published, self.registry.insert(linked.procedure)))
    }

    /// The version of a procedure that a case opened at an instant uses: the highest in effect, or the latest draft where
    /// nothing but drafts was ever published.
    ///
    /// # Errors
    /// The store failed.
    pub fn in_force(&self, procedure: &str, at: Timestamp) -> Result<Option<Definition>, HostError> {
        let all = self.store.definitions(&self.tenant, Some(procedure))?;
        let drafts = all.iter().all(|d| d.version == 0);
        let usable = all.into_iter().filter(|d| drafts || (d.version > 0 && d.effective <= at));
        // Of one version with several links the one published last.
        Ok(usable.max_by_key(|d| (d.version, d.published)))
    }

    /// A published version, loaded; none asks for the one in force.
    ///
    /// # Errors
    /// [`HostError`].
    pub fn load_version(
        &mut self,
        procedure: &str,
        version: Option<u32>,
        at: Timestamp,
    ) -> Result<Arc<Linked>, HostError> {
        let found = match version {
            None => self.in_force(procedure, at)?,
            Some(version) => {
                let all = self.store.definitions(&self.tenant, Some(procedure))?;
                all.into_iter().filter(|d| d.version == version).max_by_key(|d| d.published)
            }
        };
        let missing = || HostError::NoProcedure { procedure: procedure.into(), version };
        self.load_definition(&found.ok_or_else(missing)?)
    }

    /// The procedure that a case is pinned to.
    pub(super) fn linked(&mut self, head: &CaseHead) -> Result<Arc<Linked>, HostError> {
        if let Some(linked) = self.registry.linked(&head.pins) {
            return Ok(Arc::clone(linked));
        }
        let all = self.store.definitions(&self.tenant, Some(&head.procedure))?;
        let missing = || HostError::NoProcedure { procedure: head.procedure.clone(), version: Some(head.version) };
        self.load_definition(all.iter().find(|d| d.pins == head.pins).ok_or_else(missing)?)
    }

    /// The version that a plan moves a case to.
    pub(super) fn linked_to(&mut self, procedure: &str, to: &Linkage) -> Result<Arc<Linked>, HostError> {
        self.version_with(procedure, to.version, &to.pins)
    }

    /// The version of a procedure with these pins.
    ///
    /// # Errors
    /// [`HostError`].
    pub fn version_with(&mut self, procedure: &str, version: u32, pins: &Pins) -> Result<Arc<Linked>, HostError> {
        if let Some(linked) = self.registry.linked(pins) {
            return Ok(Arc::clone(linked));
        }
        let all = self.store.definitions(&self.tenant, Some(procedure))?;
        let missing = || HostError::NoProcedure { procedure: procedure.into(), version: Some(version) };
        self.load_definition(all.iter().find(|d| d.pins == *pins).ok_or_else(missing)?)
    }

    pub(super) fn load_definition(&mut self, definition: &Definition) -> Result<Arc<Linked>, HostError> {
        if let Some(linked) = self.registry.linked(&definition.pins) {
            return Ok(Arc::clone(linked));
        }
        let not_loaded = |why: Box<str>| HostError::NotLoaded {
            procedure: definition.procedure.clone(),
            version: definition.version,
            why,
        };
        let Some(loader) = &self.registry.loader else {
            return Err(not_loaded("no loader was given".into()));
        };
        let calendars = self.store.file(definition.pins.calendars)?;
        let procedure = loader(definition, calendars.as_deref()).map_err(not_loaded)?;
        if super::pins(&procedure) != definition.pins {
            return Err(not_loaded("what was loaded is not what the case is pinned to".into()));
        }
        Ok(self.registry.insert(procedure))
    }
}
