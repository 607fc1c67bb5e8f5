//! What differs between two versions of a procedure, in sentences and as data.
//!
//! Compared is what is written, without layout, drawing and the order of keys. Cards that only changed their name are
//! renamed, not removed and added; where a unit of time changed that is said; where options changed, so are the guards
//! that name them.

mod options;
#[cfg(test)]
mod tests;
mod unit;
mod words;

use crate::{
    diagnostic::Both,
    digest::{self, Json, is_language},
    doc::Table,
    schema::{KEYS, Place, Shape, keys_of},
};
use alloc::{boxed::Box, collections::BTreeMap, format, string::String, vec::Vec};

/// What happened to something.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Deed {
    /// It is new.
    Added,
    /// It is gone.
    Removed,
    /// It has another name.
    Renamed,
    /// It says something else.
    Changed,
}

/// A difference.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Change {
    /// What happened.
    pub deed: Deed,
    /// Where: `step.look.who`.
    pub path: String,
    /// As it was.
    pub old: Option<Json>,
    /// As it is.
    pub new: Option<Json>,
    /// A length of time is now counted in another unit.
    pub unit: bool,
    /// Guards of the new version that name an option which was added, and of the old one for an option removed.
    pub guards: Vec<String>,
    /// In words.
    pub words: Both,
}

/// Every difference, in the order of the page on the format.
pub fn diff(old: &Table, new: &Table) -> Vec<Change> {
    let (old_all, new_all) = (digest::json(old), digest::json(new));
    let mut walk = Walk { old: &old_all, new: &new_all, changes: Vec::new() };
    let empty = Map::new();
    let (old, new) = (object(&old_all).unwrap_or(&empty), object(&new_all).unwrap_or(&empty));
    for key in KEYS.iter().filter(|key| key.place == Place::File) {
        match key.shape {
            Shape::Named(place) => walk.cards(key.key, place, old.get(key.key), new.get(key.key)),
            Shape::One(place) => walk.table(place, key.key, old.get(key.key), new.get(key.key)),
            _ => walk.value(key.key, None, old.get(key.key), new.get(key.key)),
        }
    }
    let languages = old.keys().chain(new.keys().filter(|key| !old.contains_key(*key))).filter(|key| is_language(key));
    for language in languages {
        walk.words(language, old.get(language), new.get(language));
    }
    walk.changes
}

type Map = BTreeMap<Box<str>, Json>;

fn object(json: &Json) -> Option<&Map> {
    match json {
        Json::Object(entries) => Some(entries),
        Json::Null | Json::YesNo(_) | Json::Whole(_) | Json::Text(_) | Json::List(_) => None,
    }
}

struct Walk<'j> {
    old: &'j Json,
    new: &'j Json,
    changes: Vec<Change>,
}

impl Walk<'_> {
    fn put(&mut self, deed: Deed, path: &str, old: Option<&Json>, new: Option<&Json>) {
        let unit = unit::changed(old, new);
        let words = words::sentence(deed, path, old, new, unit);
        let (old, new) = (old.cloned(), new.cloned());
        self.changes.push(Change { deed, path: path.into(), old, new, unit, guards: Vec::new(), words });
    }

    /// The cards of a kind.
    fn cards(&mut self, kind: &str, place: Place, old: Option<&Json>, new: Option<&Json>) {
        let empty = Map::new();
        let (old, new) = (old.and_then(object).unwrap_or(&empty), new.and_then(object).unwrap_or(&empty));
        let renamed = self.renamed(old, new);
        for (name, card) in old {
            let path = format!("{kind}.{name}");
            match (new.get(name), renamed.get(&**name)) {
                (Some(now), _) => self.table(place, &path, Some(card), Some(now)),
                (None, Some(to)) => {
                    self.put(Deed::Renamed, &path, Some(&Json::Text(name.clone())), Some(&Json::Text((*to).into())));
                    self.table(place, &format!("{kind}.{to}"), Some(card), new.get(*to));
                }
                (None, None) => self.put(Deed::Removed, &path, Some(card), None),
            }
        }
        for (name, card) in new {
            if !old.contains_key(name) && !renamed.values().any(|to| *to == &**name) {
                self.put(Deed::Added, &format!("{kind}.{name}"), None, Some(card));
            }
        }
    }

    /// Old names and new ones: as `[from.N]` says, else where nothing but the name changed.
    fn renamed<'m>(&self, old: &'m Map, new: &'m Map) -> BTreeMap<&'m str, &'m str> {
        let mut all = BTreeMap::new();
        let gone = || old.iter().filter(|(name, _)| !new.contains_key(*name));
        for (name, card) in gone() {
            let told = self.told(name).filter(|to| new.contains_key(*to) && !old.contains_key(*to));
            let same = || {
                let mut fresh = new.iter().filter(|(other, now)| !old.contains_key(*other) && *now == card);
                fresh.find(|(other, _)| !all.values().any(|to| *to == &***other)).map(|(other, _)| &**other)
            };
            let to = told.and_then(|to| new.get_key_value(to).map(|(to, _)| &**to)).or_else(same);
            if let Some(to) = to {
                all.insert(&**name, to);
            }
        }
        all
    }

    fn told(&self, name: &str) -> Option<&str> {
        let from = object(object(self.new)?.get("from")?)?;
        from.values().find_map(|card| match object(object(card)?.get("rename")?)?.get(name) {
            Some(Json::Text(to)) => Some(&**to),
            _ => None,
        })
    }

    /// Two tables of one place, key by key.
    fn table(&mut self, place: Place, path: &str, old: Option<&Json>, new: Option<&Json>) {
        let (Some(was), Some(is)) = (old.and_then(object), new.and_then(object)) else {
            return self.value(path, None, old, new);
        };
        for key in keys_of(place) {
            self.value(&format!("{path}.{}", key.key), Some(key.shape), was.get(key.key), is.get(key.key));
        }
        // Keys of the author's own: the item of a `check`.
        let others = was.keys().chain(is.keys().filter(|key| !was.contains_key(*key)));
        let known = keys_of(place);
        let others: Vec<_> = others.filter(|key| !known.iter().any(|known| known.key == &***key)).collect();
        for key in others {
            self.value(&format!("{path}.{key}"), None, was.get(key), is.get(key));
        }
    }

    fn value(&mut self, path: &str, shape: Option<Shape>, old: Option<&Json>, new: Option<&Json>) {
        if old == new {
            return;
        }
        match (shape, old, new) {
            (Some(Shape::One(place)), Some(_), Some(_)) => self.table(place, path, old, new),
            (Some(Shape::Many(place)), Some(Json::List(was)), Some(Json::List(is))) if was.len() == is.len() => {
                for (at, (was, is)) in was.iter().zip(is).enumerate() {
                    self.table(place, &format!("{path}.{}", at + 1), Some(was), Some(is));
                }
            }
            (Some(Shape::Pairs | Shape::Rows | Shape::Values), Some(Json::Object(was)), Some(Json::Object(is))) => {
                self.entries(path, was, is);
            }
            (None, Some(Json::Object(was)), Some(Json::Object(is))) => self.entries(path, was, is),
            (_, Some(Json::List(was)), Some(Json::List(is))) => self.list(path, was, is),
            (_, None, Some(_)) => self.put(Deed::Added, path, old, new),
            (_, Some(_), None) => self.put(Deed::Removed, path, old, new),
            (_, Some(_), Some(_)) => self.put(Deed::Changed, path, old, new),
            (_, None, None) => {}
        }
    }

    /// Names with values: options, rows, cells.
    fn entries(&mut self, path: &str, was: &Map, is: &Map) {
        for key in was.keys().chain(is.keys().filter(|key| !was.contains_key(*key))) {
            self.value(&format!("{path}.{key}"), None, was.get(key), is.get(key));
            if path.ends_with(".options") && was.contains_key(key) != is.contains_key(key) {
                let file = if is.contains_key(key) { self.new } else { self.old };
                let guards = options::guards(file, path, key);
                if let Some(change) = self.changes.last_mut() {
                    words::add_guards(&mut change.words, &guards);
                    change.guards = guards;
                }
            }
        }
    }

    /// Two lists of plain entries: what came and what went; else the whole.
    fn list(&mut self, path: &str, was: &[Json], is: &[Json]) {
        let texts = |list: &[Json]| list.iter().all(|entry| matches!(entry, Json::Text(_)));
        let ordered = ["steps", "order", "columns", "ladder", "sort", "check"].iter().any(|key| path.ends_with(key));
        if ordered || !texts(was) || !texts(is) {
            return self.put(Deed::Changed, path, Some(&Json::List(was.into())), Some(&Json::List(is.into())));
        }
        for gone in was.iter().filter(|entry| !is.contains(entry)) {
            self.put(Deed::Removed, path, Some(gone), None);
        }
        for come in is.iter().filter(|entry| !was.contains(entry)) {
            self.put(Deed::Added, path, None, Some(come));
        }
    }

    /// Translations: how many lines differ.
    fn words(&mut self, language: &str, old: Option<&Json>, new: Option<&Json>) {
        if old != new {
            self.put(Deed::Changed, language, None, None);
        }
    }
}
