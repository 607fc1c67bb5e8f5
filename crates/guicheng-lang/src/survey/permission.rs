//! Permissions of the organisation against the procedure: whoever does its first step may open it.

use crate::{
    doc::Cx,
    finding::NormFinding,
    model::{File, Name, StepCard, Stop},
};
use alloc::{boxed::Box, collections::BTreeSet, string::String, vec::Vec};
use guicheng_core::org::{Org, Right};

/// Looks for a first step none of whose people may open a case. What a calendar or a roster opens needs nobody.
pub(super) fn permission(cx: &mut Cx, file: &File, org: &Org) {
    let id = &*file.head.id.value;
    let permissions: Vec<_> = org.permissions_for(Right::Open, id).collect();
    if permissions.is_empty() || !file.opens.is_empty() {
        return;
    }
    let may: BTreeSet<Box<str>> =
        permissions.iter().flat_map(|one| &one.who).flat_map(|source| ever(org, source)).collect();
    for step in firsts(file) {
        let asked = || step.who.iter().chain(&step.together);
        let sources: Option<Vec<&str>> = asked().map(|role| source(file, org, role)).collect();
        let Some(span) = asked().next().map(|role| role.span) else { continue };
        let Some(sources) = sources else { continue };
        let does: BTreeSet<Box<str>> = sources.iter().flat_map(|source| ever(org, source)).collect();
        if !does.is_empty() && does.is_disjoint(&may) {
            let titles: Vec<&str> = permissions.iter().map(|one| &*one.title).collect();
            let roles: Vec<&str> = asked().map(|role| &*role.value).collect();
            let found = NormFinding::MayNotOpen { roles: joined(&roles), permissions: joined(&titles) };
            cx.found(found, span);
        }
    }
}

fn joined(words: &[&str]) -> Box<str> {
    words.join("、").into()
}

/// The steps that a case begins with.
fn firsts(file: &File) -> Vec<&StepCard> {
    let start = file.graph.as_ref().and_then(|graph| graph.start.as_ref());
    let mut names: Vec<&Name> = start.into_iter().collect();
    if names.is_empty() {
        names.extend(route(file, "main"));
    }
    let (mut found, mut seen): (Vec<&StepCard>, BTreeSet<&str>) = (Vec::new(), BTreeSet::new());
    while let Some(name) = names.pop() {
        if !seen.insert(&name.value) {
            continue;
        }
        found.extend(file.steps.iter().filter(|step| step.common.name.value == name.value));
        names.extend(route(file, &name.value));
    }
    found
}

/// What a route begins with; nothing, if there is no such route.
fn route<'f>(file: &'f File, name: &str) -> Vec<&'f Name> {
    let route = file.routes.iter().find(|route| *route.common.name.value == *name);
    match route.and_then(|route| route.steps.first()) {
        Some(Stop::One(name)) => Vec::from([name]),
        Some(Stop::Together(_, names)) => names.iter().collect(),
        None => Vec::new(),
    }
}

/// Where a role comes from, if that is the organisation.
fn source<'f>(file: &'f File, org: &Org, role: &Name) -> Option<&'f str> {
    let card = file.roles.iter().find(|card| card.common.name.value == role.value)?;
    let from = card.from.as_ref()?;
    (!ever(org, &from.value).is_empty()).then_some(&*from.value)
}

/// Everybody who is ever behind a source of people.
fn ever(org: &Org, source: &str) -> Vec<Box<str>> {
    match source.split_once(':') {
        Some(("person", id)) => Vec::from([id.into()]),
        Some(("post", id)) => {
            let post = org.posts.iter().find(|post| *post.id == *id);
            post.map_or_else(Vec::new, |post| post.holder.iter().chain(&post.deputies).cloned().collect())
        }
        Some(("group", id)) => {
            org.groups.iter().find(|group| *group.id == *id).map_or_else(Vec::new, |group| group.people.clone())
        }
        Some(("roster", id)) => {
            let roster = org.rosters.iter().find(|roster| *roster.id == *id);
            roster.map_or_else(Vec::new, |roster| roster.days.iter().flat_map(|day| day.2.iter().cloned()).collect())
        }
        Some(("head", id)) => {
            let head = org.departments.iter().find(|one| *one.id == *id).map(|one| &*one.head);
            match head {
                Some(head) if head.starts_with("head:") => Vec::new(),
                Some(head) if head.contains(':') => ever(org, head),
                Some(head) => ever(org, &(String::from("person:") + head)),
                None => Vec::new(),
            }
        }
        Some(_) | None => Vec::new(),
    }
}
