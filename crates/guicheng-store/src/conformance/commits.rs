//! Commits: one act, known again, refused when the case has moved on.

use super::{
    Check, Wrong, same,
    sample::{NOW, commit, digest, disclosure, effect, head, key, line, work},
};
use crate::{
    CaseHead, CaseKey, CommandId, Commit, Lane, Loaded, Outcome, Receipt, Seq, Store, StoreError, Timestamp, WorkQuery,
};
use guicheng_core::Status;

pub(super) fn checks<S: Store>() -> Vec<(&'static str, Check<S>)> {
    vec![
        ("a_commit_is_read_back_whole", read_back),
        ("records_are_numbered_without_gaps", numbered),
        ("a_stale_commit_conflicts_and_changes_nothing", stale),
        ("a_repeat_gets_the_first_answer", repeat),
        ("a_key_used_for_another_command_is_told", reused),
        ("a_key_is_known_per_case_and_openings_per_tenant", scopes),
        ("a_group_is_judged_one_after_the_other", group),
        ("tenants_do_not_see_each_other", tenants),
        ("a_malformed_commit_writes_nothing", malformed),
        ("a_commit_acknowledges_the_effect_it_answers", handled),
    ]
}

fn receipt(case: &str, first: u32, last: u32) -> Receipt {
    Receipt { case: case.into(), first: Seq(first), last: Seq(last) }
}

fn read_back(store: &mut impl Store) -> Result<(), Wrong> {
    same("a case that is not there", store.load(&key("A-1"))?, None)?;
    let full = Commit {
        work: vec![work("A-1", 4, None, &["roster:guard"])],
        outbox: vec![effect("A-1", 2, 0, Lane::World)],
        disclosures: vec![disclosure(5, "phone")],
        index: vec![("phone".into(), vec![digest(6)])],
        picks: vec![("repair/visit".into(), "li_qiang".into())],
        number: Some(("repair-20261201".into(), 1)),
        head: CaseHead { held: true, escalated: true, closed_at: Some(NOW), next_due: Some(NOW), ..head() },
        ..commit("A-1", 0, 3, "k1")
    };
    same("the outcome", store.commit(&full)?, Outcome::Committed(receipt("A-1", 1, 3)))?;
    let loaded = Loaded { seq: Seq(3), head: full.head.clone(), snapshot: full.snapshot.clone() };
    same("the case", store.load(&key("A-1"))?, Some(loaded))?;
    same("its records", store.history(&key("A-1"), Seq(0))?, full.records.clone())?;
    same("its work", store.open_work("", &WorkQuery::All)?, full.work.clone())?;
    let queued: Vec<_> = store.outbox("", Lane::World)?.into_iter().map(|c| c.row).collect();
    same("its effects", queued, full.outbox.clone())?;
    same("its disclosures", store.disclosures(&key("A-1"))?, full.disclosures.clone())?;
    same("its index", store.find("", "phone", digest(6))?, vec!["A-1".into()])?;
    same("the pick", store.turns("", "repair/visit")?, vec![("li_qiang".into(), 1)])?;
    same("the number", store.last_number("", "repair-20261201")?, 1)?;
    same("the instant", store.last_now("")?, Some(NOW))
}

fn numbered(store: &mut impl Store) -> Result<(), Wrong> {
    store.commit(&commit("A-1", 0, 2, "k1"))?;
    let next = Commit { first: Seq(4), ..commit("A-1", 2, 3, "k2") };
    same("own batch behind what was due", store.commit(&next)?, Outcome::Committed(receipt("A-1", 4, 5)))?;
    let all: Vec<_> = (1..=5).map(|n| line("A-1", n)).collect();
    same("all records", store.history(&key("A-1"), Seq(0))?, all.clone())?;
    same("records after the third", store.history(&key("A-1"), Seq(3))?, all.into_iter().skip(3).collect())?;
    same("records after the last", store.history(&key("A-1"), Seq(5))?, Vec::new())
}

fn stale(store: &mut impl Store) -> Result<(), Wrong> {
    store.commit(&commit("A-1", 0, 2, "k1"))?;
    let before = store.load(&key("A-1"))?;
    let late = Commit {
        head: CaseHead { status: Status::Closed, ..head() },
        work: vec![work("A-1", 4, None, &[])],
        outbox: vec![effect("A-1", 2, 0, Lane::World)],
        disclosures: vec![disclosure(5, "phone")],
        ..commit("A-1", 1, 1, "k2")
    };
    same("behind", store.commit(&late)?, Outcome::Conflict(Seq(2)))?;
    same("ahead", store.commit(&commit("A-1", 5, 1, "k2"))?, Outcome::Conflict(Seq(2)))?;
    let other = Commit { prev: digest(8), ..commit("A-1", 2, 1, "k2") };
    same("upon another history", store.commit(&other)?, Outcome::Conflict(Seq(2)))?;
    same("opened twice", store.commit(&commit("A-1", 0, 1, "k3"))?, Outcome::Conflict(Seq(2)))?;
    same("not opened", store.commit(&commit("A-2", 3, 1, "k4"))?, Outcome::Conflict(Seq(0)))?;
    same("the case", store.load(&key("A-1"))?, before)?;
    same("work", store.open_work("", &WorkQuery::All)?, Vec::new())?;
    same("effects", store.outbox("", Lane::World)?, Vec::new())?;
    same("disclosures", store.disclosures(&key("A-1"))?, Vec::new())?;
    same("the key", store.answered("", Some("A-1"), "k2")?, None)
}

fn repeat(store: &mut impl Store) -> Result<(), Wrong> {
    store.commit(&commit("A-1", 0, 1, "k1"))?;
    store.commit(&commit("A-1", 1, 2, "k2"))?;
    store.commit(&commit("A-1", 3, 1, "k3"))?;
    same("at the old number", store.commit(&commit("A-1", 1, 2, "k2"))?, Outcome::Duplicate(receipt("A-1", 2, 3)))?;
    same("at the new number", store.commit(&commit("A-1", 4, 1, "k2"))?, Outcome::Duplicate(receipt("A-1", 2, 3)))?;
    same("of an opening", store.commit(&commit("A-9", 0, 1, "k1"))?, Outcome::Duplicate(receipt("A-1", 1, 1)))?;
    same("records", store.history(&key("A-1"), Seq(0))?.len(), 4)?;
    let known = store.answered("", Some("A-1"), "k2")?;
    same("the answer", known.map(|a| a.receipt), Some(receipt("A-1", 2, 3)))
}

fn reused(store: &mut impl Store) -> Result<(), Wrong> {
    store.commit(&commit("A-1", 0, 1, "k1"))?;
    store.commit(&commit("A-1", 1, 1, "k2"))?;
    let command = Some(CommandId { key: "k2".into(), content: digest(8) });
    let other = Commit { command, ..commit("A-1", 2, 1, "k2") };
    same("the outcome", store.commit(&other)?, Outcome::KeyReused(receipt("A-1", 2, 2)))?;
    same("records", store.history(&key("A-1"), Seq(0))?.len(), 2)
}

fn scopes(store: &mut impl Store) -> Result<(), Wrong> {
    store.commit(&commit("A-1", 0, 1, "k1"))?;
    store.commit(&commit("A-2", 0, 1, "k2"))?;
    same("of one case", store.commit(&commit("A-1", 1, 1, "k"))?, Outcome::Committed(receipt("A-1", 2, 2)))?;
    same("of another", store.commit(&commit("A-2", 1, 1, "k"))?, Outcome::Committed(receipt("A-2", 2, 2)))?;
    let unnamed = Commit { command: None, ..commit("A-1", 2, 1, "") };
    same("no key", store.commit(&unnamed)?, Outcome::Committed(receipt("A-1", 3, 3)))?;
    let unnamed = Commit { command: None, ..commit("A-1", 3, 1, "") };
    same("no key again", store.commit(&unnamed)?, Outcome::Committed(receipt("A-1", 4, 4)))
}

fn group(store: &mut impl Store) -> Result<(), Wrong> {
    let outcomes = store.commit_all(&[
        commit("A-1", 0, 1, "k1"),
        commit("A-2", 0, 1, "k2"),
        commit("A-1", 1, 1, "k3"),
        commit("A-1", 1, 1, "k4"),
        commit("A-1", 2, 1, "k3"),
    ])?;
    let promised = vec![
        Outcome::Committed(receipt("A-1", 1, 1)),
        Outcome::Committed(receipt("A-2", 1, 1)),
        Outcome::Committed(receipt("A-1", 2, 2)),
        Outcome::Conflict(Seq(2)),
        Outcome::Duplicate(receipt("A-1", 2, 2)),
    ];
    same("the outcomes", outcomes, promised)?;
    same("an empty group", store.commit_all(&[])?, Vec::new())
}

fn tenants(store: &mut impl Store) -> Result<(), Wrong> {
    let other = CaseKey::new("east", "A-1");
    store.commit(&commit("A-1", 0, 1, "k1"))?;
    let east = Commit { now: NOW.plus(5), key: other.clone(), ..commit("A-1", 0, 1, "k1") };
    same("the same id and key", store.commit(&east)?, Outcome::Committed(receipt("A-1", 1, 1)))?;
    store.commit(&commit("A-1", 1, 1, "k2"))?;
    same("its records", store.history(&other, Seq(0))?.len(), 1)?;
    same("its cases", store.cases("east", &Default::default())?.len(), 1)?;
    same("its instant", store.last_now("east")?, Some(NOW.plus(5)))?;
    same("an unknown one", store.last_now("west")?, None)
}

fn malformed(store: &mut impl Store) -> Result<(), Wrong> {
    let good = commit("A-1", 0, 1, "k1");
    let bad = [
        Commit { records: Vec::new(), ..commit("A-2", 0, 1, "k2") },
        Commit { first: Seq(9), ..commit("A-2", 0, 1, "k2") },
        Commit { records: vec!["{}\n{}".into()], ..commit("A-2", 0, 1, "k2") },
    ];
    for commit in bad {
        let refused = matches!(store.commit_all(&[good.clone(), commit]), Err(StoreError::Malformed(_)));
        same("refused", refused, true)?;
        same("the good one beside it", store.load(&key("A-1"))?, None)?;
    }
    Ok(())
}

fn handled(store: &mut impl Store) -> Result<(), Wrong> {
    let ask = effect("A-1", 1, 0, Lane::Cases);
    store.commit(&Commit { outbox: vec![ask.clone()], ..commit("A-1", 0, 1, "k1") })?;
    let answer = Commit { handled: Some(ask.id.clone()), ..commit("A-2", 0, 1, "effect") };
    let stale = Commit { expected: Seq(3), first: Seq(4), ..answer.clone() };
    store.commit(&stale)?;
    same("after a conflict", store.outbox("", Lane::Cases)?.len(), 1)?;
    store.commit(&answer)?;
    same("after the answer", store.outbox("", Lane::Cases)?.len(), 0)?;
    same("nothing to claim", store.claim("", Lane::Cases, Timestamp::NEVER, 0, 9)?.len(), 0)
}
