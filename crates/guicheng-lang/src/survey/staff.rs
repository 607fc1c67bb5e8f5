//! Who is there when: the instants at which that can change, and choosing a person for each of several places.

use crate::side::{clock, shown};
use alloc::{boxed::Box, collections::BTreeSet, format, string::String, vec::Vec};
use guicheng_core::{Timestamp, org::Org};

/// Instants looked at for one question, at the most.
const INSTANTS: usize = 4_000;

/// People at an instant.
pub(super) type Present = BTreeSet<Box<str>>;

/// The instants at which who is there can change, for these sources, while their rosters are entered.
pub(super) fn instants(org: &Org, sources: &BTreeSet<&str>) -> Vec<Timestamp> {
    let mut all: BTreeSet<Timestamp> = BTreeSet::new();
    let mut reach: Option<(Timestamp, Timestamp)> = None;
    for id in sources.iter().filter_map(|source| source.strip_prefix("roster:")) {
        for run in org.runs(id, Timestamp(i64::MIN / 4), Timestamp(i64::MAX / 4)) {
            all.insert(run.from);
            let (first, last) = reach.unwrap_or((run.from, run.to));
            reach = Some((first.min(run.from), last.max(run.to)));
        }
    }
    let within = |at: Timestamp| reach.is_none_or(|(first, last)| first <= at && at < last);
    all.extend(org.absences.iter().map(|absence| absence.from).filter(|at| within(*at)));
    if all.is_empty() {
        all.insert(Timestamp(0));
    }
    all.into_iter().take(INSTANTS).collect()
}

/// Who is there; none if one of the rosters has no shift then, which its own file tells.
pub(super) fn present(org: &Org, sources: &[&str], at: Timestamp) -> Option<Present> {
    let idle = |source: &&str| source.strip_prefix("roster:").is_some_and(|id| org.runs_at(id, at).is_empty());
    if sources.iter().any(idle) {
        return None;
    }
    Some(sources.iter().flat_map(|source| org.holders(source, at, &[]).people).collect())
}

/// An instant as the clock on the wall shows it.
pub(super) fn wall(org: &Org, at: Timestamp) -> Box<str> {
    let (day, ms) = org.zone.local(at);
    format!("{} {}", shown(day), clock(ms)).into()
}

/// Names of people, or that there is nobody.
pub(super) fn named(org: &Org, people: &Present) -> Box<str> {
    let name = |id: &str| {
        let person = org.people.iter().find(|person| &*person.id == id);
        String::from(person.map_or(id, |person| &*person.name))
    };
    let names: Vec<String> = people.iter().map(|id| name(id)).collect();
    if names.is_empty() { "—".into() } else { names.join("、").into() }
}

/// The places that cannot all have a person of their own, with everybody who could take one of them (Hall); none if
/// each can.
pub(super) fn crowded(places: &[&Present]) -> Option<(Vec<usize>, Present)> {
    let mut holder: Vec<(Box<str>, usize)> = Vec::new();
    for place in 0..places.len() {
        let mut seen: Vec<usize> = Vec::new();
        if !seat(places, place, &mut holder, &mut seen) {
            let people = seen.iter().filter_map(|at| places.get(*at)).flat_map(|set| set.iter().cloned()).collect();
            return Some((seen, people));
        }
    }
    None
}

/// Finds a person for a place, moving others on; `seen` are the places that were tried to move.
fn seat(places: &[&Present], place: usize, holder: &mut Vec<(Box<str>, usize)>, seen: &mut Vec<usize>) -> bool {
    seen.push(place);
    for person in places.get(place).into_iter().flat_map(|set| set.iter()) {
        let taken = holder.iter().position(|(held, _)| held == person);
        let Some(at) = taken else {
            holder.push((person.clone(), place));
            return true;
        };
        let other = holder.get(at).map_or(place, |(_, other)| *other);
        if !seen.contains(&other) && seat(places, other, holder, seen) {
            // The other has somebody else now: this person is free for this place.
            holder.retain(|(held, of)| !(held == person && *of == other));
            holder.push((person.clone(), place));
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(names: &str) -> Present {
        names.chars().map(|c| Box::from(c.to_string().as_str())).collect()
    }

    fn names(places: &[&str]) -> Option<(Vec<usize>, String)> {
        let sets: Vec<Present> = places.iter().map(|names| set(names)).collect();
        let found = crowded(&sets.iter().collect::<Vec<_>>())?;
        let mut at = found.0;
        at.sort_unstable();
        Some((at, found.1.iter().map(|p| &**p).collect()))
    }

    use alloc::string::ToString;

    #[test]
    fn places_that_share_too_few_people_are_named() {
        assert_eq!(names(&["ab", "a"]), None, "the first moves on");
        assert_eq!(names(&["ab", "bc", "ac"]), None);
        assert_eq!(names(&["abc", "ab", "bc", "ac"]), Some((alloc::vec![0, 1, 2, 3], "abc".into())));
        assert_eq!(names(&["x", "a", "a"]), Some((alloc::vec![1, 2], "a".into())), "only the violating places");
        assert_eq!(names(&["a", ""]), Some((alloc::vec![1], String::new())));
    }
}
