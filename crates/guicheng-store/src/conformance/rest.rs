//! Versions, duties, numbers, instants, personal values.

use super::{
    Check, Wrong, same,
    sample::{NOW, commit, definition, digest, disclosure, effect, key},
};
use crate::{Commit, Definition, Digest, Duty, Erased, Lane, Note, Outcome, Position, Published, Seq, Store};

pub(super) fn checks<S: Store>() -> Vec<(&'static str, Check<S>)> {
    vec![
        ("a_version_is_published_once", published),
        ("a_draft_may_change_and_stays_to_be_read", drafts),
        ("side_files_are_kept_by_digest", files),
        ("a_duty_passes_once_for_each_handover", duties),
        ("numbers_instants_and_picks_never_go_back", counters),
        ("the_secret_is_settled_once", secret),
        ("every_record_gets_one_place_in_the_tree", tree),
        ("notes_are_kept_in_their_order", notes),
        ("erasing_deletes_values_tokens_and_contents", erase),
        ("a_commit_erases_by_the_same_act", erase_with_a_record),
    ]
}

fn published(store: &mut impl Store) -> Result<(), Wrong> {
    same("new", store.publish("", &definition(2, 20, 0))?, Published::New)?;
    same("older later", store.publish("", &definition(1, 10, 9))?, Published::New)?;
    same("again", store.publish("", &definition(2, 20, 5))?, Published::Same)?;
    same("other content", store.publish("", &definition(2, 21, 5))?, Published::Taken(digest(20)))?;
    let all = vec![definition(1, 10, 9), definition(2, 20, 0)];
    same("all", store.definitions("", None)?, all.clone())?;
    same("of one", store.definitions("", Some("repair"))?, all)?;
    same("of another", store.definitions("", Some("patrol"))?, Vec::new())
}

fn drafts(store: &mut impl Store) -> Result<(), Wrong> {
    same("a draft", store.publish("", &definition(0, 1, 0))?, Published::New)?;
    same("a changed one", store.publish("", &definition(0, 4, 1))?, Published::New)?;
    let mut linked: Definition = definition(3, 5, 2);
    same("a version", store.publish("", &linked)?, Published::New)?;
    linked.pins.calendars = digest(99);
    linked.published = NOW.plus(3);
    same("with other calendars", store.publish("", &linked)?, Published::New)?;
    let all = vec![definition(0, 1, 0), definition(0, 4, 1), definition(3, 5, 2), linked];
    same("all", store.definitions("", None)?, all)
}

fn files(store: &mut impl Store) -> Result<(), Wrong> {
    same("none", store.file(digest(1))?, None)?;
    store.put_file(digest(1), b"[calendar]")?;
    store.put_file(digest(1), b"other")?;
    store.put_file(digest(2), b"")?;
    same("the first", store.file(digest(1))?, Some((*b"[calendar]").into()))?;
    same("an empty one", store.file(digest(2))?, Some([].into()))
}

fn duties(store: &mut impl Store) -> Result<(), Wrong> {
    let ask = effect("H-1", 1, 0, Lane::Cases);
    store.commit(&Commit { outbox: vec![ask.clone()], ..commit("H-1", 0, 1, "k1") })?;
    let duty = |person: &str, at: i64, by: crate::DutyBy| Duty {
        duty: "roster:guard".into(),
        person: person.into(),
        since: NOW.plus(at),
        by,
    };
    let set = crate::DutyBy::Set { person: "chen_ming".into(), reason: "first day".into() };
    let handed = crate::DutyBy::Handover(ask.id);
    let (first, second) = (duty("li_qiang", 0, set), duty("zhao_gang", 5, handed));
    store.pass_duty("", &first)?;
    store.pass_duty("", &second)?;
    store.pass_duty("", &second)?;
    same("the passing acknowledged", store.outbox("", Lane::Cases)?, Vec::new())?;
    same("who had it", store.duties("", Some("roster:guard"))?, vec![first.clone(), second.clone()])?;
    same("at first", store.duties_at("", NOW.plus(4))?, vec![first.clone()])?;
    same("afterwards", store.duties_at("", NOW.plus(5))?, vec![second.clone()])?;
    same("before anybody", store.duties_at("", NOW.plus(-1))?, Vec::new())?;
    same("all duties", store.duties("", None)?, vec![first, second])?;
    same("another duty", store.duties("", Some("roster:desk"))?, Vec::new())
}

fn counters(store: &mut impl Store) -> Result<(), Wrong> {
    let number = |case, n| Commit { number: Some(("S".into(), n)), ..commit(case, 0, 1, case) };
    store.commit(&number("A", 2))?;
    store.commit(&number("B", 1))?;
    same("the number", store.last_number("", "S")?, 2)?;
    same("of another series", store.last_number("", "T")?, 0)?;
    let clash = store.commit(&number("A", 7))?;
    same("a repeat", matches!(clash, Outcome::Duplicate(_)), true)?;
    same("the number stays", store.last_number("", "S")?, 2)?;
    store.note_now("", NOW.plus(10))?;
    store.note_now("", NOW.plus(-10))?;
    store.commit(&commit("C", 0, 1, "C"))?;
    same("the instant", store.last_now("")?, Some(NOW.plus(10)))?;
    for person in ["wang", "li", "wang"] {
        let picks = vec![("L".into(), person.into())];
        let after = store.cases("", &Default::default())?.len();
        let case = format!("{person}-{after}");
        store.commit(&Commit { picks, ..commit(&case, 0, 1, &case) })?;
    }
    same("turns", store.turns("", "L")?, vec![("li".into(), 2), ("wang".into(), 3)])?;
    same("of another list", store.turns("", "M")?, Vec::new())
}

fn secret(store: &mut impl Store) -> Result<(), Wrong> {
    same("first", store.secret([1; 32])?, [1; 32])?;
    same("later", store.secret([2; 32])?, [1; 32])
}

fn erase(store: &mut impl Store) -> Result<(), Wrong> {
    let disclosures = vec![disclosure(1, "address"), disclosure(2, "phone"), disclosure(3, "phone")];
    let index = vec![("phone".into(), vec![digest(50), digest(51)]), ("unit".into(), vec![digest(52)])];
    store.commit(&Commit { disclosures: disclosures.clone(), index, ..commit("A", 0, 1, "k1") })?;
    store.commit(&Commit { disclosures, ..commit("B", 0, 1, "k2") })?;
    store.commit(&commit("A", 1, 1, "k3"))?;
    let erased = store.erase(&key("A"), &[digest(2), digest(3), digest(77)])?;
    same("the receipt", erased, Erased { disclosures: 2, index: 2, commands: 2 })?;
    same("what is left", store.disclosures(&key("A"))?, vec![disclosure(1, "address")])?;
    same("of another case", store.disclosures(&key("B"))?.len(), 3)?;
    same("found by phone", store.find("", "phone", digest(50))?, Vec::new())?;
    same("found by unit", store.find("", "unit", digest(52))?, vec!["A".into()])?;
    let repeat = store.commit(&commit("A", 1, 1, "k3"))?;
    same("a repeat is still known", matches!(repeat, Outcome::Duplicate(_)), true)?;
    same("erased twice", store.erase(&key("A"), &[digest(2)])?, Erased::default())?;
    same("records stay", store.history(&key("A"), Seq(0))?.len(), 2)
}

fn erase_with_a_record(store: &mut impl Store) -> Result<(), Wrong> {
    let disclosures = vec![disclosure(1, "address"), disclosure(2, "phone")];
    let index = vec![("phone".into(), vec![digest(50)])];
    store.commit(&Commit { disclosures: disclosures.clone(), index, ..commit("A", 0, 1, "k1") })?;
    let late = Commit { erase: vec![digest(2)], ..commit("A", 0, 1, "k2") };
    same("too late", store.commit(&late)?, Outcome::Conflict(Seq(1)))?;
    same("all are left", store.disclosures(&key("A"))?, disclosures)?;
    store.commit(&Commit { erase: vec![digest(2)], ..commit("A", 1, 1, "k2") })?;
    same("what is left", store.disclosures(&key("A"))?, vec![disclosure(1, "address")])?;
    same("found by phone", store.find("", "phone", digest(50))?, Vec::new())?;
    store.scrub()?;
    same("still there", store.disclosures(&key("A"))?, vec![disclosure(1, "address")])
}

fn tree(store: &mut impl Store) -> Result<(), Wrong> {
    same("of nothing", store.seal()?, 0)?;
    store.commit(&commit("B", 0, 2, "b"))?;
    store.commit(&commit("A", 0, 1, "a"))?;
    same("two cases", store.seal()?, 3)?;
    same("nothing new", store.seal()?, 3)?;
    let before = store.leaves(0, 9)?;
    store.commit(&commit("A", 1, 2, "a2"))?;
    same("more of one", store.seal()?, 5)?;
    let after = store.leaves(0, 9)?;
    same("places do not move", after.get(..3).map(<[_]>::to_vec), Some(before))?;
    same("from a place on", store.leaves(3, 1)?, after.get(3..4).unwrap_or_default().to_vec())?;
    let own = after.iter().filter(|leaf| *leaf.key.case == *"A");
    let own: Vec<Position> = own.map(|leaf| Position { at: leaf.at, seq: leaf.seq, hash: leaf.hash }).collect();
    same("of one case", store.positions(&key("A"))?, own)?;
    let hashes: Vec<Digest> = after.iter().map(|leaf| leaf.hash).collect();
    same("their hashes", store.roots(0, 1, 2)?, hashes.get(1..3).unwrap_or_default().to_vec())?;
    same("how many", store.rooted(0)?, 5)?;
    store.put_roots(8, 0, hashes.get(..3).unwrap_or_default())?;
    store.put_roots(8, 2, hashes.get(3..).unwrap_or_default())?;
    let kept = [0, 1, 2, 4].map(|at| hashes.get(at).copied().unwrap_or_default());
    same("roots do not change", store.roots(8, 0, 9)?, kept.to_vec())?;
    same("roots from a place on", store.roots(8, 3, 9)?, kept.get(3..).unwrap_or_default().to_vec())?;
    same("of their height", (store.rooted(8)?, store.rooted(16)?), (4, 0))?;
    let places: Vec<(u64, Box<str>, u32)> = after.iter().map(|l| (l.at, l.key.case.clone(), l.seq.0)).collect();
    let promised = [(0, "A", 1), (1, "B", 1), (2, "B", 2), (3, "A", 2), (4, "A", 3)];
    same("in order", places, promised.map(|(at, case, seq)| (at, case.into(), seq)).to_vec())?;
    for leaf in &after {
        let lines = store.history(&leaf.key, Seq(leaf.seq.0.saturating_sub(1)))?;
        let hash = lines.first().map(|line| guicheng_history::leaf_hash(line.as_bytes()));
        same("its hash", Some(leaf.hash), hash)?;
    }
    Ok(())
}

fn notes(store: &mut impl Store) -> Result<(), Wrong> {
    let note = |kind: &str, size| Note { kind: kind.into(), size, text: format!("{kind} {size}\n").into() };
    for note in [note("checkpoint", 3), note("rotation", 3), note("checkpoint", 5)] {
        store.put_note(&note)?;
    }
    same("of a kind", store.notes("checkpoint")?, vec![note("checkpoint", 3), note("checkpoint", 5)])?;
    same("of none", store.notes("other")?, Vec::new())
}
