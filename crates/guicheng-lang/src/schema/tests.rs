use super::*;
use crate::{
    FileId, Source,
    doc::{self, Cx},
    finding::{Finding, TextFinding},
    model::{File, TOP},
    side,
    zone::Zones,
};
use alloc::{
    collections::{BTreeMap, BTreeSet},
    format,
    string::{String, ToString},
    vec::Vec,
};

/// A table with every key of a place, and one that no place has: `zzz_PLACE`.
fn specimen(place: Place, depth: usize) -> String {
    let mut entries: Vec<String> = keys_of(place).iter().filter_map(|key| entry(key, depth)).collect();
    if place == Place::Check {
        entries.push("own = \"x\"".into());
    } else {
        entries.push(format!("zzz_{} = 1", place.name()));
    }
    format!("{{ {} }}", entries.join(", "))
}

fn entry(key: &Key, depth: usize) -> Option<String> {
    if depth == 0 && matches!(key.shape, Shape::One(_) | Shape::Many(_) | Shape::Named(_)) {
        return None;
    }
    let value = match key.shape {
        Shape::One(place) => specimen(place, depth - 1),
        Shape::Many(place) => format!("[{}]", specimen(place, depth - 1)),
        Shape::Named(place) => {
            let name = if place == Place::From { "1" } else { "x" };
            format!("{{ {name} = {} }}", specimen(place, depth - 1))
        }
        Shape::Rows => format!("{{ a = {{ column = {}, finish = \"1d\" }} }}", specimen(Place::Cell, depth)),
        Shape::Clauses => format!("[{}]", specimen(Place::Whole, depth)),
        _ => key.example.to_string(),
    };
    Some(format!("{} = {value}", key.key))
}

/// What the loader asks for in each place, by a file in which every key stands.
#[test]
fn keys_stand_place_by_place() {
    assert!(KEYS.is_sorted_by_key(|key| key.place), "a key is looked for among those of its place");
}

#[test]
fn the_table_is_what_the_loader_asks_for() {
    let entries: Vec<String> = KEYS.iter().filter(|k| k.place == Place::File).filter_map(|k| entry(k, 5)).collect();
    let text = entries.join("\n");
    let source = Source::from_text(FileId(0), "a.toml", &text);
    let mut cx = Cx::default();
    let table = doc::parse(&source, &mut cx.findings).unwrap();
    assert_eq!(cx.findings, [], "{text}");
    let _ = File::read(&mut cx, source.id, &table);
    for found in &cx.findings {
        let unknown = match &found.finding {
            Finding::Text(TextFinding::UnknownKey { key, .. }) => !key.starts_with("zzz_"),
            Finding::Text(TextFinding::WrongType { .. } | TextFinding::UnknownWord { .. }) => true,
            _ => false,
        };
        assert!(!unknown, "the loader does not take what the table has: {found:?}");
    }
    let mut asked: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    for (own, keys) in &cx.asked {
        if let Some(place) = own.iter().find_map(|key| key.strip_prefix("zzz_")) {
            asked.entry(place.into()).or_default().extend(keys);
        }
    }
    for place in Place::TABLES.into_iter().filter(|p| !matches!(p, Place::File | Place::Check)) {
        let listed: BTreeSet<&str> = keys_of(place).iter().map(|key| key.key).collect();
        assert_eq!(asked.get(place.name()), Some(&listed), "{}", place.name());
    }
    let top: BTreeSet<&str> = TOP.into_iter().filter(|key| *key != "en").collect();
    let listed: BTreeSet<&str> = keys_of(Place::File).iter().map(|key| key.key).collect();
    assert_eq!(listed, top);
}

/// The same for the files beside procedures.
#[test]
fn side_tables_are_what_their_readers_ask_for() {
    for (top, zzz) in [(Place::OrgFile, "org"), (Place::CalendarsFile, "calendar"), (Place::ClausesFile, "clauses")] {
        let entries: Vec<String> = keys_of(top).into_iter().filter_map(|k| entry(k, 3)).collect();
        let text = entries.join("\n");
        let source = Source::from_text(FileId(0), "a.toml", &text);
        let (mut cx, mut zones) = (Cx::default(), Zones::default());
        let table = doc::parse(&source, &mut cx.findings).unwrap();
        assert_eq!(cx.findings, [], "{text}");
        match top {
            Place::OrgFile => drop(side::org(&mut cx, &table, &mut zones)),
            Place::CalendarsFile => drop(side::calendars(&mut cx, &table, &mut zones)),
            _ => drop(side::clauses(&mut cx, &table)),
        }
        for found in &cx.findings {
            let unknown = match &found.finding {
                Finding::Text(TextFinding::UnknownKey { key, .. }) => !key.starts_with("zzz_"),
                Finding::Text(TextFinding::WrongType { .. } | TextFinding::UnknownWord { .. }) => true,
                _ => false,
            };
            assert!(!unknown, "the reader does not take what the table has: {found:?}");
        }
        let mut asked: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
        for (own, keys) in &cx.asked {
            let whole = own.iter().any(|key| &**key == zzz) && !own.iter().any(|key| key.starts_with("zzz_"));
            let place = own.iter().find_map(|key| key.strip_prefix("zzz_")).or(whole.then_some(top.name()));
            if let Some(place) = place {
                asked.entry(place.into()).or_default().extend(keys);
            }
        }
        let inner = keys_of(top).into_iter().filter_map(|key| match key.shape {
            Shape::One(place) | Shape::Many(place) | Shape::Named(place) => Some(place),
            _ => None,
        });
        for place in inner.chain([top]) {
            let listed: BTreeSet<&str> = keys_of(place).iter().map(|key| key.key).collect();
            assert_eq!(asked.get(place.name()), Some(&listed), "{}", place.name());
        }
    }
}

#[test]
fn examples_are_toml() {
    for key in KEYS.iter().chain(SIDE_KEYS).filter(|key| !key.example.is_empty()) {
        let text = format!("{} = {}\n", key.key, key.example);
        let mut findings = Vec::new();
        doc::parse(&Source::from_text(FileId(0), "a.toml", &text), &mut findings);
        assert_eq!(findings, [], "{text}");
    }
}
