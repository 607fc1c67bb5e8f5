//! Listing: cases, wake-ups, open work, the index.

use super::{
    Check, Wrong, same,
    sample::{NOW, commit, digest, due, head, key, work},
};
use crate::{CaseHead, CaseQuery, Commit, Store, Timestamp, WorkQuery};
use guicheng_core::{Status, WorkId};

pub(super) fn checks<S: Store>() -> Vec<(&'static str, Check<S>)> {
    vec![
        ("wake_ups_come_in_the_order_of_instant_and_case", wakes),
        ("a_case_has_one_wake_up", one_wake),
        ("cases_are_listed_by_page_state_and_procedure", listed),
        ("open_work_is_replaced_by_each_commit", replaced),
        ("open_work_is_found_by_holder_and_source", found),
        ("the_index_replaces_a_field_and_keeps_the_others", index),
    ]
}

fn ids(wakes: &[crate::Wake]) -> Vec<&str> {
    wakes.iter().map(|w| &*w.case).collect()
}

fn wakes(store: &mut impl Store) -> Result<(), Wrong> {
    let at = |ms| Some(NOW.plus(ms));
    for commit in [due("C", at(5)), due("B", at(5)), due("A", at(9)), due("D", at(-1)), due("E", None)] {
        store.commit(&commit)?;
    }
    same("at an instant", ids(&store.due("", NOW.plus(5), 9)?), vec!["D", "B", "C"])?;
    same("a millisecond before", ids(&store.due("", NOW.plus(4), 9)?), vec!["D"])?;
    same("so many", ids(&store.due("", NOW.plus(99), 2)?), vec!["D", "B"])?;
    same("the earliest", store.next_due("")?, at(-1))?;
    same("of nobody", store.next_due("east")?, None)
}

fn one_wake(store: &mut impl Store) -> Result<(), Wrong> {
    store.commit(&due("A", Some(NOW)))?;
    let moved = Commit { head: CaseHead { next_due: Some(NOW.plus(7)), ..head() }, ..commit("A", 1, 2, "k2") };
    store.commit(&moved)?;
    let all = store.due("", Timestamp::NEVER, 9)?;
    same("how many", all.len(), 1)?;
    same("the new one", all.first().map(|w| (w.at, w.seq.0)), Some((NOW.plus(7), 3)))?;
    store.commit(&commit("A", 3, 1, "k3"))?;
    same("none", store.due("", Timestamp::NEVER, 9)?, Vec::new())
}

fn listed(store: &mut impl Store) -> Result<(), Wrong> {
    store.commit(&commit("b", 0, 1, "k1"))?;
    store.commit(&Commit { head: CaseHead { procedure: "patrol".into(), ..head() }, ..commit("a", 0, 1, "k2") })?;
    store.commit(&Commit { head: CaseHead { status: Status::Closed, ..head() }, ..commit("丙", 0, 4, "k3") })?;
    let list = |query: CaseQuery| -> Result<Vec<String>, Wrong> {
        Ok(store.cases("", &query)?.into_iter().map(|row| format!("{}@{}", row.case, row.seq.0)).collect())
    };
    let all = CaseQuery::default();
    same("all", list(all.clone())?, vec!["a@1".into(), "b@1".into(), "丙@4".into()])?;
    same("a page", list(CaseQuery { limit: Some(2), ..all.clone() })?, vec!["a@1".into(), "b@1".into()])?;
    same("the next", list(CaseQuery { after: Some("b".into()), ..all.clone() })?, vec!["丙@4".into()])?;
    same("by state", list(CaseQuery { status: Some(Status::Closed), ..all.clone() })?, vec!["丙@4".into()])?;
    same("by procedure", list(CaseQuery { procedure: Some("patrol".into()), ..all })?, vec!["a@1".into()])
}

fn replaced(store: &mut impl Store) -> Result<(), Wrong> {
    let first = vec![work("A", 1, None, &["post:x"]), work("A", 2, Some("li"), &["group:y", "person:li"])];
    store.commit(&Commit { work: first.clone(), ..commit("A", 0, 1, "k1") })?;
    store.commit(&Commit { work: vec![work("B", 1, None, &[])], ..commit("B", 0, 1, "k2") })?;
    same("first", store.open_work("", &WorkQuery::Case("A".into()))?, first)?;
    let second = vec![work("A", 2, None, &["group:z"]), work("A", 3, None, &["group:z"])];
    store.commit(&Commit { work: second.clone(), ..commit("A", 1, 1, "k3") })?;
    same("second", store.open_work("", &WorkQuery::Case("A".into()))?, second)?;
    same("gone from its holder", store.open_work("", &WorkQuery::Held("li".into()))?, Vec::new())?;
    same("gone from its source", store.open_work("", &WorkQuery::Offered(vec!["group:y".into()]))?, Vec::new())?;
    store.commit(&commit("A", 2, 1, "k4"))?;
    same("of the other case", store.open_work("", &WorkQuery::All)?, vec![work("B", 1, None, &[])])
}

fn found(store: &mut impl Store) -> Result<(), Wrong> {
    let of_a = vec![work("A", 5, None, &["post:x", "roster:g"]), work("A", 2, Some("li"), &["roster:g"])];
    store.commit(&Commit { work: of_a, ..commit("A", 0, 1, "k1") })?;
    store.commit(&Commit { work: vec![work("B", 3, None, &["roster:g"])], ..commit("B", 0, 1, "k2") })?;
    let list = |query: WorkQuery| -> Result<Vec<(String, WorkId)>, Wrong> {
        Ok(store.open_work("", &query)?.into_iter().map(|row| (row.case.into(), row.work)).collect())
    };
    let is = |case: &str, n| (case.to_owned(), WorkId(n));
    same("all", list(WorkQuery::All)?, vec![is("A", 2), is("B", 3), is("A", 5)])?;
    same("held", list(WorkQuery::Held("li".into()))?, vec![is("A", 2)])?;
    let both = WorkQuery::Offered(vec!["roster:g".into(), "post:x".into()]);
    same("offered to either, once each", list(both)?, vec![is("B", 3), is("A", 5)])?;
    same("offered to none", list(WorkQuery::Offered(Vec::new()))?, Vec::new())
}

fn index(store: &mut impl Store) -> Result<(), Wrong> {
    let fields = |phone: u8| vec![("phone".into(), vec![digest(phone), digest(9)]), ("unit".into(), vec![digest(1)])];
    store.commit(&Commit { index: fields(1), ..commit("A", 0, 1, "k1") })?;
    store.commit(&Commit { index: fields(1), ..commit("B", 0, 1, "k2") })?;
    same("both", store.find("", "phone", digest(1))?, vec!["A".into(), "B".into()])?;
    store.commit(&Commit { index: vec![("phone".into(), vec![digest(2)])], ..commit("A", 1, 1, "k3") })?;
    same("by the old token", store.find("", "phone", digest(1))?, vec!["B".into()])?;
    same("by the new one", store.find("", "phone", digest(2))?, vec!["A".into()])?;
    same("by the other field", store.find("", "unit", digest(1))?, vec!["A".into(), "B".into()])?;
    store.commit(&Commit { index: vec![("phone".into(), Vec::new())], ..commit("A", 2, 1, "k4") })?;
    same("emptied", store.find("", "phone", digest(2))?, Vec::new())?;
    same("kept", store.load(&key("A"))?.map(|l| l.seq.0), Some(3))
}
