//! Moving cases to another version, or to newer calendars.

use super::{Done, Host, HostError, Linked, View};
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
    /// What would become of everything open in a case if it moved to a version at an instant: as it stands once what is
    /// due has fired. Nothing is done.
    ///
    /// # Errors
    /// [`HostError::Unplaced`] with everything that finds no place; [`HostError`].
    pub fn plan(&mut self, case: &str, to: &Arc<Linked>, keep: &[Box<str>], now: Timestamp) -> Result<Plan, HostError> {
        let view = self.view(case)?.ok_or_else(|| HostError::NoCase(case.into()))?;
        planned(&self.caught_up(view, now)?, to, keep, now)
    }

    /// The plan by which a case would move, and whether it may: everything is decided and nothing is written, so that the
    /// version need not be published yet.
    ///
    /// # Errors
    /// What [`Host::migrate`] would be refused with.
    pub fn rehearse(&mut self, moving: &Moving<'_>) -> Result<Plan, HostError> {
        let Moving { case, to, keep, now, .. } = *moving;
        let view = self.view(case)?.ok_or_else(|| HostError::NoCase(case.into()))?;
        let view = self.caught_up(view, now)?;
        let plan = planned(&view, to, keep, now)?;
        self.rehearsed(&view, to, command(moving.clone(), plan.clone()))?;
        Ok(plan)
    }

    /// Moves a case: what is due fires first, under the version that it is on; then it is planned and moved.
    ///
    /// # Errors
    /// [`HostError`].
    pub fn migrate(&mut self, moving: Moving<'_>) -> Result<Done, HostError> {
        let Moving { case, to, keep, now, .. } = moving;
        self.tick(now)?;
        let plan = self.plan(case, to, keep, now)?;
        self.execute(case, command(moving, plan))
    }
}

fn planned(view: &View, to: &Arc<Linked>, keep: &[Box<str>], now: Timestamp) -> Result<Plan, HostError> {
    let keeps = |name: &str| keep.iter().any(|kept| **kept == *name);
    let planned = plan(&view.linked.procedure, &to.procedure, &to.pins, &view.case, now, &keeps);
    planned.map_err(|unplaced| HostError::Unplaced { case: view.row.case.clone(), unplaced })
}

fn command(moving: Moving<'_>, plan: Plan) -> Command {
    let Moving { key, actor, reason, now, .. } = moving;
    let act = Act::Migrate(Box::new(plan), reason);
    Command { key, now, occurred: None, actor, seen: None::<Seq>, act, answers: Vec::new() }
}
