//! Who holds a role, as far as the case does not say so itself: from the organisation and from signed duties.

use super::Host;
use crate::{HostError, Store, Timestamp, WorkQuery};
use guicheng_core::{
    Answer, Case, Cell, Item, OptionId, PersonIx, Pick, Procedure, Question, RoleId, RoleRef, RoleSource, StepId,
    StepKind, Value, Who, WorkItem,
    org::{Ranking, order},
};

/// Where a case needs an answer from.
pub(super) struct Asking<'a> {
    pub(super) case: &'a str,
    pub(super) procedure: &'a Procedure,
}

impl<S: Store> Host<S> {
    pub(super) fn answer(&self, asking: &Asking<'_>, question: &Question) -> Result<Answer, HostError> {
        match question {
            Question::Holders { role, at, of } => self.holders_of(asking.procedure, *role, *at, of.as_deref()),
            Question::Order { step, role, at } => self.order(asking, *step, *role, *at),
            Question::VersionInForce { step, at } => self.version_in_force(asking.procedure, *step, *at),
        }
    }

    fn holders_of(
        &self,
        procedure: &Procedure,
        role: RoleId,
        at: Timestamp,
        of: Option<&str>,
    ) -> Result<Answer, HostError> {
        match (procedure.roles.get(role).map(|r| &r.from), of) {
            (Some(RoleSource::Organisation(source)), _) => self.holders(source, at),
            (Some(RoleSource::HeadOf(_)), Some(department)) => self.holders(&format!("head:{department}"), at),
            (
                Some(RoleSource::HeadOf(_) | RoleSource::Field(_) | RoleSource::Did(_) | RoleSource::Anyone) | None,
                _,
            ) => Ok(Answer::default()),
        }
    }

    /// Who holds a source of people (`roster:X`, `post:X`, `group:X`, `head:X`) at an instant, and where it was read. A
    /// roster that passes only by signature is held by whoever signed last before it, even past the end of the shift.
    ///
    /// # Errors
    /// The store failed.
    pub fn holders(&self, source: &str, at: Timestamp) -> Result<Answer, HostError> {
        // Nobody signs for a post or a group.
        let signed = !source.starts_with("post:") && !source.starts_with("group:");
        let duties = if signed { self.store.duties_at(&self.tenant, at)? } else { Vec::new() };
        let duties: Vec<(Box<str>, Box<str>)> = duties.into_iter().map(|d| (d.duty, d.person)).collect();
        Ok(self.registry.org.holders(source, at, &duties))
    }

    fn order(&self, asking: &Asking<'_>, step: StepId, role: RoleId, at: Timestamp) -> Result<Answer, HostError> {
        let mut answer = self.holders_of(asking.procedure, role, at, None)?;
        let people = &answer.people;
        answer.people = match pick(asking.procedure, step) {
            Pick::Offer | Pick::Claim => return Ok(answer),
            Pick::Nearest => {
                let nearest = self.registry.nearest.as_ref();
                order(
                    people,
                    Ranking::Nearest(&nearest.map_or_else(Vec::new, |distances| distances(asking.case, people))),
                )
            }
            Pick::Rotate => {
                order(people, Ranking::Rotate(&self.store.turns(&self.tenant, &list(asking.procedure, step))?))
            }
            Pick::LeastBusy => {
                let mut loads = Vec::new();
                for person in people {
                    let held = self.store.open_work(&self.tenant, &WorkQuery::Held(person.clone()))?;
                    loads.push((person.clone(), u64::try_from(held.len()).unwrap_or(u64::MAX)));
                }
                order(people, Ranking::LeastBusy(&loads))
            }
        };
        Ok(answer)
    }

    fn version_in_force(&self, procedure: &Procedure, step: StepId, at: Timestamp) -> Result<Answer, HostError> {
        let called = match procedure.steps.get(step).map(|s| &s.kind) {
            Some(StepKind::Call(call)) => &*call.procedure,
            Some(StepKind::Task(_) | StepKind::Wait(_) | StepKind::Lookup(_)) | None => return Ok(Answer::default()),
        };
        let number = self.in_force(called, at)?.map(|d| d.version);
        Ok(Answer { people: Vec::new(), number, source: "published versions".into() })
    }

    /// The sources of people that a person stands in at an instant, for [`crate::WorkQuery::Offered`].
    ///
    /// # Errors
    /// The store failed.
    pub fn sources_of(&self, person: &str, at: Timestamp) -> Result<Vec<Box<str>>, HostError> {
        let org = &self.registry.org;
        let mut sources: Vec<Box<str>> = vec!["anyone".into(), format!("person:{person}").into()];
        let named = (org.posts.iter().map(|p| format!("post:{}", p.id)))
            .chain(org.rosters.iter().map(|r| format!("roster:{}", r.id)))
            .chain(org.groups.iter().map(|g| format!("group:{}", g.id)));
        for source in named {
            if self.holders(&source, at)?.people.iter().any(|p| **p == *person) {
                sources.push(source.into());
            }
        }
        for department in &org.departments {
            if self.holders(&format!("head:{}", department.id), at)?.people.iter().any(|p| **p == *person) {
                sources.push(format!("head:{}", department.id).into());
            }
        }
        Ok(sources)
    }
}

/// How a card's people are picked; what is no task is offered.
pub(super) fn pick(procedure: &Procedure, step: StepId) -> Pick {
    match procedure.steps.get(step).map(|s| &s.kind) {
        Some(StepKind::Task(task)) => task.pick,
        Some(StepKind::Wait(_) | StepKind::Call(_) | StepKind::Lookup(_)) | None => Pick::Offer,
    }
}

/// The list in which a card's picks are remembered.
pub(super) fn list(procedure: &Procedure, step: StepId) -> Box<str> {
    let card = procedure.names.steps.get(step).map_or("", |l| &l.id);
    format!("{}/{card}", procedure.id).into()
}

/// Who may take a piece of work up, as sources that hold for longer than an instant.
pub(super) fn sources(procedure: &Procedure, case: &Case, work: &WorkItem, who: &Who) -> Vec<Box<str>> {
    let mut all: Vec<Box<str>> = Vec::new();
    let mut add = |source: Box<str>| {
        if !all.contains(&source) {
            all.push(source);
        }
    };
    let person = |ix: PersonIx| format!("person:{}", case.person(ix)).into_boxed_str();
    work.only.iter().chain(&work.added).for_each(|ix| add(person(*ix)));
    if !work.only.is_empty() {
        return all;
    }
    let roles = work.role.map_or_else(|| roles(procedure, case, who), |role| vec![role]);
    for role in roles {
        match procedure.roles.get(role).map(|r| &r.from) {
            Some(RoleSource::Organisation(source)) => add(source.clone()),
            Some(RoleSource::HeadOf(field)) => {
                let one = work.item.filter(|i| i.list == guicheng_core::ListRef::Field(*field));
                departments(case.value(*field), one).into_iter().for_each(|d| add(format!("head:{d}").into()));
            }
            Some(RoleSource::Field(field)) => {
                for value in case.value(*field).items() {
                    if let Value::Person(ix) = value {
                        add(person(*ix));
                    }
                }
            }
            Some(RoleSource::Did(step)) => {
                case.done.iter().filter(|d| d.step == *step).filter_map(|d| d.by).for_each(|ix| add(person(ix)));
            }
            Some(RoleSource::Anyone) => add("anyone".into()),
            None => {}
        }
    }
    all
}

fn departments(value: &Value, item: Option<Item>) -> Vec<Box<str>> {
    let one = item.map(|i| usize::from(i.index));
    let items = value.items().iter().enumerate().filter(|(n, _)| one.is_none_or(|one| one == *n));
    items.filter_map(|(_, v)| if let Value::Text(t) = v { Some(t.clone()) } else { None }).collect()
}

/// The roles that a `who` means now.
fn roles(procedure: &Procedure, case: &Case, who: &Who) -> Vec<RoleId> {
    let mut roles = Vec::new();
    for entry in &who.0 {
        match entry {
            RoleRef::Role(role) => roles.push(*role),
            RoleRef::Table(at) => {
                let Some(table) = procedure.tables.get(at.table) else { continue };
                let row = match case.value(table.by) {
                    Value::Choice(OptionId(option)) => usize::from(*option),
                    Value::YesNo(yes) => usize::from(*yes),
                    _ => table.rows.len().saturating_sub(1),
                };
                let cell = table.rows.get(row).and_then(|row| row.get(usize::from(at.column.0)));
                if let Some(Cell::Who(Who(entries))) = cell {
                    roles.extend(entries.iter().filter_map(|r| match r {
                        RoleRef::Role(role) => Some(*role),
                        RoleRef::Table(_) => None,
                    }));
                }
            }
        }
    }
    roles
}
