//! Roles that nobody holds at some hour, and rules about who may do what that cannot be met on some shift.

use super::staff::{Present, crowded, instants, named, present, wall};
use crate::{
    diagnostic::Span,
    doc::Cx,
    finding::NormFinding,
    model::{CountCard, File, Name, StepCard},
};
use alloc::{boxed::Box, collections::BTreeSet, vec::Vec};
use guicheng_core::{Timestamp, org::Org};

pub(super) fn people(cx: &mut Cx, file: &File, org: &Org) {
    empty_roles(cx, file, org);
    let staff = Staff { file, org };
    for step in &file.steps {
        let found = [staff.count(step), staff.apart(step), staff.bound(step), staff.together(step)];
        for (finding, span) in found.into_iter().flatten() {
            cx.found(finding, span);
        }
    }
}

/// Roles whose people are all on leave at some instant at which they should be there.
fn empty_roles(cx: &mut Cx, file: &File, org: &Org) {
    if org.absences.is_empty() {
        return;
    }
    let all_here = Org { absences: Vec::new(), ..org.clone() };
    let leave = |at: &Timestamp| org.absences.iter().any(|absence| absence.from <= *at && *at < absence.to);
    for card in &file.roles {
        let Some(from) = card.from.as_ref().filter(|from| in_organisation(org, &from.value)) else { continue };
        let source = [&*from.value];
        let there = |org: &Org, at: Timestamp| present(org, &source, at).is_some_and(|people| !people.is_empty());
        // A source without people at any time is wrong in its own file, which says so.
        let mut asked = instants(org, &BTreeSet::from(source)).into_iter().filter(leave);
        if let Some(at) = asked.find(|at| there(&all_here, *at) && !there(org, *at)) {
            let role = card.common.name.value.clone();
            cx.found(NormFinding::NobodyThere { role, at: wall(org, at) }, from.span);
        }
    }
}

/// Whether the organisation has such a source, and a post its holder: if not, that is said in its own file.
fn in_organisation(org: &Org, source: &str) -> bool {
    match source.split_once(':') {
        Some(("roster", id)) => org.rosters.iter().any(|roster| &*roster.id == id && !roster.days.is_empty()),
        Some(("post", id)) => org.posts.iter().any(|post| &*post.id == id && post.holder.is_some()),
        Some(("group", id)) => org.groups.iter().any(|group| &*group.id == id),
        _ => false,
    }
}

struct Staff<'f> {
    file: &'f File,
    org: &'f Org,
}

type Found = Option<(NormFinding, Span)>;

impl<'f> Staff<'f> {
    /// The sources of these roles, if all of them are of the organisation.
    fn sources(&self, roles: &[Name]) -> Option<Vec<&'f str>> {
        let of = |role: &Name| {
            let card = self.file.roles.iter().find(|card| card.common.name.value == role.value)?;
            let from = card.from.as_ref()?;
            in_organisation(self.org, &from.value).then_some(&*from.value)
        };
        let found: Vec<&str> = roles.iter().map(of).collect::<Option<_>>()?;
        (!found.is_empty()).then_some(found)
    }

    fn step(&self, name: &Name) -> Option<&'f StepCard> {
        self.file.steps.iter().find(|step| step.common.name.value == name.value)
    }

    /// The first instant at which all of these are there and a question about them is answered.
    fn first<T>(&self, groups: &[Vec<&str>], ask: impl Fn(&[Present]) -> Option<T>) -> Option<(Timestamp, T)> {
        let sources: BTreeSet<&str> = groups.iter().flatten().copied().collect();
        instants(self.org, &sources).into_iter().find_map(|at| {
            let here: Vec<Present> = groups.iter().map(|group| present(self.org, group, at)).collect::<Option<_>>()?;
            // That nobody is there at all is said of the role.
            let all = here.iter().all(|people| !people.is_empty());
            all.then(|| ask(&here)).flatten().map(|answer| (at, answer))
        })
    }

    /// Fewer people than a step wants at once.
    fn count(&self, step: &StepCard) -> Found {
        let Some(CountCard::Fixed(count)) = &step.instances.count else { return None };
        let enough = step.instances.wait.as_ref().and_then(|wait| wait.value);
        let need = usize::from(enough.unwrap_or(count.value).min(count.value));
        let who = self.sources(&step.who)?;
        let few = |here: &[Present]| here.first().filter(|people| people.len() < need).cloned();
        let (at, people) = self.first(&[who], few)?;
        let (at, people) = (wall(self.org, at), named(self.org, &people));
        Some((NormFinding::TooFew { need, at, people }, count.span))
    }

    /// Somebody who must not have done another step, where that may leave nobody, on every shift.
    fn apart(&self, step: &StepCard) -> Found {
        let who = self.sources(&step.who)?;
        step.not_same.iter().find_map(|other| {
            let did = self.sources(&self.step(other)?.who)?;
            let same = |here: &[Present]| match here {
                [now, then] => now.len() == 1 && now == then,
                _ => false,
            };
            // What another shift can do waits for that shift: then nobody is there for it now.
            let groups = [who.clone(), did];
            let (at, people) = self.first(&groups, |here| here.first().filter(|_| same(here)).cloned())?;
            let (at, people) = (wall(self.org, at), named(self.org, &people));
            Some((NormFinding::NobodyElse { step: other.value.clone(), at, people }, other.span))
        })
    }

    /// Somebody who must have done another step, which none of these ever does.
    fn bound(&self, step: &StepCard) -> Found {
        let who = self.sources(&step.who)?;
        step.same_as.iter().find_map(|other| {
            let did = self.sources(&self.step(other)?.who)?;
            let groups = [who.clone(), did];
            let shared = |here: &[Present]| match here {
                [now, then] => (!now.is_disjoint(then)).then_some(()),
                _ => None,
            };
            if self.first(&groups, shared).is_some() {
                return None;
            }
            let (_, people) = self.first(&groups, |here| here.first().cloned())?;
            let people = named(self.org, &people);
            Some((NormFinding::NeverDoes { step: other.value.clone(), people }, other.span))
        })
    }

    /// Roles that should confirm together, each by a person of its own.
    fn together(&self, step: &StepCard) -> Found {
        let groups: Vec<Vec<&str>> =
            step.together.iter().map(|role| self.sources(core::slice::from_ref(role))).collect::<Option<_>>()?;
        let (at, (places, people)) = self.first(&groups, |here| crowded(&here.iter().collect::<Vec<_>>()))?;
        let roles: Vec<Box<str>> =
            places.iter().filter_map(|at| step.together.get(*at)).map(|role| role.value.clone()).collect();
        let span = step.together.first()?.span;
        let (at, people) = (wall(self.org, at), named(self.org, &people));
        Some((NormFinding::Crowded { roles: roles.join("、").into(), at, people }, span))
    }
}
