//! The outbox: delivered at least once, fenced by attempts.

use super::{
    Check, Wrong, same,
    sample::{NOW, commit, effect},
};
use crate::{Claimed, Commit, Lane, Store};

pub(super) fn checks<S: Store>() -> Vec<(&'static str, Check<S>)> {
    vec![
        ("effects_are_claimed_oldest_first_and_once", once),
        ("a_lapsed_lease_passes_to_the_next", lapsed),
        ("an_older_attempt_can_acknowledge_nothing", fenced),
        ("a_failed_delivery_comes_again_later", again),
    ]
}

fn three(store: &mut impl Store) -> Result<(), Wrong> {
    let outbox = vec![effect("B", 1, 0, Lane::World), effect("B", 1, 1, Lane::Cases), effect("B", 1, 2, Lane::World)];
    store.commit(&Commit { outbox, ..commit("B", 0, 1, "k1") })?;
    store.commit(&Commit { outbox: vec![effect("A", 1, 0, Lane::World)], ..commit("A", 0, 1, "k2") })?;
    Ok(())
}

fn ids(claimed: &[Claimed]) -> Vec<(String, u8, u32)> {
    claimed.iter().map(|c| (c.row.id.case.to_string(), c.row.id.index, c.attempt)).collect()
}

fn is(case: &str, index: u8, attempt: u32) -> (String, u8, u32) {
    (case.to_owned(), index, attempt)
}

fn once(store: &mut impl Store) -> Result<(), Wrong> {
    three(store)?;
    let first = store.claim("", Lane::World, NOW, 1_000, 2)?;
    same("the first two", ids(&first), vec![is("B", 0, 1), is("B", 2, 1)])?;
    same("the next", ids(&store.claim("", Lane::World, NOW, 1_000, 9)?), vec![is("A", 0, 1)])?;
    same("no more", store.claim("", Lane::World, NOW, 1_000, 9)?, Vec::new())?;
    same("of the other lane", ids(&store.claim("", Lane::Cases, NOW, 1_000, 9)?), vec![is("B", 1, 1)])?;
    for claimed in first {
        same("acknowledged", store.acknowledge("", &claimed.row.id, claimed.attempt)?, true)?;
        same("only once", store.acknowledge("", &claimed.row.id, claimed.attempt)?, false)?;
    }
    same("what is left", ids(&store.outbox("", Lane::World)?), vec![is("A", 0, 1)])
}

fn lapsed(store: &mut impl Store) -> Result<(), Wrong> {
    three(store)?;
    store.claim("", Lane::Cases, NOW, 1_000, 9)?;
    same("a millisecond before", store.claim("", Lane::Cases, NOW.plus(999), 1_000, 9)?, Vec::new())?;
    same("at its end", ids(&store.claim("", Lane::Cases, NOW.plus(1_000), 1_000, 9)?), vec![is("B", 1, 2)])
}

fn fenced(store: &mut impl Store) -> Result<(), Wrong> {
    three(store)?;
    store.claim("", Lane::Cases, NOW, 10, 9)?;
    let second = store.claim("", Lane::Cases, NOW.plus(10), 10, 9)?;
    for claimed in second {
        let id = &claimed.row.id;
        same("the older attempt", store.acknowledge("", id, 1)?, false)?;
        same("it cannot put back", store.put_back("", id, 1, NOW, "late")?, false)?;
        same("the newer one", store.acknowledge("", id, claimed.attempt)?, true)?;
    }
    same("nothing is left", store.outbox("", Lane::Cases)?, Vec::new())
}

fn again(store: &mut impl Store) -> Result<(), Wrong> {
    three(store)?;
    for claimed in store.claim("", Lane::Cases, NOW, 1_000_000, 9)? {
        let back = store.put_back("", &claimed.row.id, claimed.attempt, NOW.plus(50), "没有信号")?;
        same("put back", back, true)?;
    }
    same("not yet", store.claim("", Lane::Cases, NOW.plus(49), 9, 9)?, Vec::new())?;
    let second = store.claim("", Lane::Cases, NOW.plus(50), 9, 9)?;
    same("again", ids(&second), vec![is("B", 1, 2)])?;
    same("with the reason", second.first().and_then(|c| c.last_error.clone()), Some("没有信号".into()))
}
