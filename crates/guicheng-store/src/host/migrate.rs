//! Moving cases to another version, or to newer calendars.

use super::{Done, Host, HostError, Linked};
use crate::{Seq, Store, Timestamp};
use guicheng_core::{Act, Actor, Command, Plan, plan};
use std::sync::Arc;

/// A case to be moved.
#[derive(Clone, Debug)]
pub struct Moving<'a> {
    /// Idempotency key.
    pub key: Box<str>,
    /// The case.
    pub case: &'a str,
    /// The version, linked with the calendars, that it moves to.
    pub to: &'a Arc<Linked>,
    /// Clocks whose due stays, by their names in that version.
    pub keep: &'a [Box<str>],
    /// Who moves it.
    pub actor: Actor,
    /// Why.
    pub reason: Box<str>,
    /// Now.
    pub now: Timestamp,
}

impl<S: Store> Host<S> {
    /// What would become of everything open in a case if it moved to a version at an instant. Nothing is done.
    ///
    /// # Errors
    /// [`HostError::Unplaced`] with everything that finds no place; [`HostError`].
    pub fn plan(&mut self, case: &str, to: &Arc<Linked>, keep: &[Box<str>], now: Timestamp) -> Result<Plan, HostError> {
        let view = self.view(case)?.ok_or_else(|| HostError::NoCase(case.into()))?;
        let keeps = |name: &str| keep.iter().any(|kept| **kept == *name);
        let planned = plan(&view.linked.procedure, &to.procedure, &to.pins, &view.case, now, &keeps);
        planned.map_err(|unplaced| HostError::Unplaced { case: case.into(), unplaced })
    }

    /// Moves a case: what is due fires first, under the version that it is on; then it is planned and moved.
    ///
    /// # Errors
    /// [`HostError`].
    pub fn migrate(&mut self, moving: Moving<'_>) -> Result<Done, HostError> {
        let Moving { key, case, to, keep, actor, reason, now } = moving;
        self.tick(now)?;
        let plan = self.plan(case, to, keep, now)?;
        let act = Act::Migrate(Box::new(plan), reason);
        self.execute(case, Command { key, now, occurred: None, actor, seen: None::<Seq>, act, answers: Vec::new() })
    }
}
