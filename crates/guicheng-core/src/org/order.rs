//! Who comes first: by nearness, by turn, by load.

use alloc::{boxed::Box, vec::Vec};

/// What puts people in order. Who is not mentioned: of nearness comes last, of turn and load first.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Ranking<'a> {
    /// Distances, in any one unit.
    Nearest(&'a [(Box<str>, u64)]),
    /// When each was picked last (an instant, or any number that grows): whoever waited longest comes first.
    Rotate(&'a [(Box<str>, i64)]),
    /// How much open work each has.
    LeastBusy(&'a [(Box<str>, u64)]),
}

/// These people in order, each once. Ties go by the bytes of their ids, so that the order never depends on the host.
pub fn order(people: &[Box<str>], ranking: Ranking<'_>) -> Vec<Box<str>> {
    let mut ranked: Vec<(i128, &Box<str>)> = people.iter().map(|person| (rank(person, ranking), person)).collect();
    ranked.sort_unstable();
    ranked.dedup();
    ranked.into_iter().map(|(_, person)| person.clone()).collect()
}

fn rank(person: &str, ranking: Ranking<'_>) -> i128 {
    fn of<N: Copy + Into<i128>>(all: &[(Box<str>, N)], person: &str) -> Option<i128> {
        all.iter().rev().find(|(id, _)| &**id == person).map(|(_, n)| (*n).into())
    }
    match ranking {
        Ranking::Nearest(distances) => of(distances, person).unwrap_or(i128::MAX),
        Ranking::Rotate(picked) => of(picked, person).unwrap_or(i128::MIN),
        Ranking::LeastBusy(loads) => of(loads, person).unwrap_or(0),
    }
}
