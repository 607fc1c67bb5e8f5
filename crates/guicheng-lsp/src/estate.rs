//! All files that know each other: the procedures of an estate, their scenarios, and the side files. Where a name is
//! defined, where it is used, and what a new name changes.

use crate::{
    desk::{Desk, Kind, kind},
    names::Space,
    place::range,
    uses::{Spot, Whose, Written, bare, calls, inside, text_of, uses},
};
use guicheng_lang::{
    Source,
    doc::{self, Table},
};
use serde_json::{Map, Value, json};
use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
};

/// A file as it is looked at.
pub(crate) struct View {
    pub(crate) path: PathBuf,
    pub(crate) source: Source,
    pub(crate) table: Table<'static>,
    pub(crate) kind: Kind,
    /// The names in it.
    pub(crate) spots: Vec<Spot>,
}

impl View {
    /// The name at a byte.
    pub(crate) fn spot_at(&self, at: usize) -> Option<&Spot> {
        self.spots.iter().find(|spot| spot.span.range().start <= at && at <= spot.span.range().end)
    }

    fn has(&self, spot: &Spot) -> Option<&Spot> {
        self.spots
            .iter()
            .find(|own| own.defines && own.space == spot.space && own.name == spot.name && own.of == spot.of)
    }
}

/// The files.
pub(crate) struct Estate {
    pub(crate) views: Vec<View>,
}

impl Estate {
    /// Everything around a file, and the file itself.
    pub(crate) fn of(desk: &Desk, path: &Path) -> Self {
        let read = |path: PathBuf| {
            let source = desk.source(&path)?;
            let table = doc::parse(&source, &mut Vec::new())?.into_owned();
            let kind = kind(&table);
            Some((path, source, table, kind))
        };
        let mut paths = desk.estate(path);
        if !paths.iter().any(|known| known == path) {
            paths.push(path.to_owned());
        }
        let files: Vec<_> = paths.into_iter().filter_map(read).collect();
        let procedures = files.iter().filter(|(.., kind)| *kind == Kind::Procedure);
        let known: BTreeMap<String, BTreeMap<String, String>> =
            procedures.filter_map(|(_, _, table, _)| Some((own_id(table, Kind::Procedure)?, calls(table)))).collect();
        let views = files.into_iter().map(|(path, source, table, kind)| {
            let own = own_id(&table, kind);
            // A case deeper down is named by the card of its own caller.
            let mut all: BTreeMap<String, String> =
                known.values().flatten().map(|(a, b)| (a.clone(), b.clone())).collect();
            let ours = own.as_ref().and_then(|id| known.get(id)).into_iter().flatten();
            all.extend(ours.map(|(card, called)| (card.clone(), called.clone())));
            let spots = uses(&source, &table, kind, &Whose { own, calls: all });
            View { path, source, table, kind, spots }
        });
        Self { views: views.collect() }
    }

    /// A file of it.
    pub(crate) fn view(&self, path: &Path) -> Option<&View> {
        self.views.iter().find(|view| view.path == *path)
    }

    /// The procedure of an id.
    pub(crate) fn procedure(&self, id: &str) -> Option<&View> {
        let procedures = || self.views.iter().filter(|view| view.kind == Kind::Procedure);
        procedures().find(|view| own_id(&view.table, view.kind).as_deref() == Some(id))
    }

    /// The procedure that a file is or tests.
    pub(crate) fn procedure_of(&self, view: &View) -> Option<&View> {
        if view.kind == Kind::Procedure {
            return self.view(&view.path);
        }
        self.procedure(&own_id(&view.table, view.kind)?)
    }

    /// Where a name is defined.
    pub(crate) fn home(&self, spot: &Spot) -> Option<(&View, &Spot)> {
        self.views.iter().find_map(|view| view.has(spot).map(|own| (view, own)))
    }

    /// Every place of a name whose definition is known, in all files. A look-up's `match` ties the fields of two
    /// procedures together: they have one name.
    pub(crate) fn places(&self, spot: &Spot) -> Vec<(&View, &Spot)> {
        if self.home(spot).is_none() {
            return Vec::new();
        }
        let same = |other: &Spot| other.space == spot.space && other.name == spot.name;
        let all = || self.views.iter().flat_map(|view| view.spots.iter().map(move |own| (view, own)));
        let mut owners: BTreeSet<&Option<String>> = BTreeSet::from([&spot.of]);
        loop {
            let known = owners.len();
            for (_, other) in all().filter(|(_, other)| same(other) && other.tied.is_some()) {
                if owners.contains(&other.of) || owners.contains(&other.tied) {
                    owners.extend([&other.of, &other.tied]);
                }
            }
            if owners.len() == known {
                break;
            }
        }
        all().filter(|(_, other)| same(other) && owners.contains(&other.of)).collect()
    }

    /// The edits that give a name another name, by file; or why it cannot have it.
    pub(crate) fn rename(&self, desk: &Desk, spot: &Spot, to: &str) -> Result<Value, String> {
        if to.is_empty()
            || to.len() > 96
            || !to.chars().all(inside)
            || (spot.space == Space::Card && RESERVED.contains(&to))
        {
            return Err(format!("“{to}”不能作名字：名字用字母、数字、汉字、_ 和 -，不用空格和句点"));
        }
        let places = self.places(spot);
        if places.is_empty() {
            return Err(format!("找不到“{}”写在哪里，改不了名字", spot.name));
        }
        let taken = |other: &Spot| other.defines && other.space == spot.space && other.name == to;
        let owners: BTreeSet<&Option<String>> = places.iter().map(|(_, own)| &own.of).collect();
        let mut all = self.views.iter().flat_map(|view| &view.spots);
        if to != spot.name && all.any(|other| taken(other) && owners.contains(&other.of)) {
            return Err(format!("已经有叫“{to}”的了，换一个名字"));
        }
        let mut changes = Map::new();
        for (view, own) in places {
            let text = if own.written == Written::BareKey && !bare(to) { format!("\"{to}\"") } else { to.into() };
            let edit = json!({ "range": range(&view.source, own.span), "newText": text });
            let edits = changes.entry(desk.uri(&view.path)).or_insert_with(|| json!([]));
            edits.as_array_mut().into_iter().for_each(|edits| edits.push(edit.clone()));
        }
        Ok(json!({ "changes": changes }))
    }

    /// The Chinese title of a name, where its card has one.
    pub(crate) fn title(&self, spot: &Spot) -> Option<String> {
        let (view, own) = self.home(spot)?;
        title(&view.table, own)
    }
}

/// What stands for itself and names no card.
const RESERVED: [&str; 5] = ["next", "stop", "otherwise", "closed", "case"];

/// The id of the procedure that a file is or tests.
pub(crate) fn own_id(table: &Table, kind: Kind) -> Option<String> {
    match kind {
        Kind::Procedure => text_of(table.get("procedure")?.node.table()?, "id"),
        Kind::Tests => text_of(table.get("tests")?.node.table()?, "procedure"),
        Kind::Org | Kind::Calendars | Kind::Clauses | Kind::Other => None,
    }
}

/// The title of a name in the file that defines it.
pub(crate) fn title(table: &Table, spot: &Spot) -> Option<String> {
    if spot.space == Space::Procedure {
        return text_of(table.get("procedure")?.node.table()?, "title");
    }
    let card = |kind: &&str| text_of(table.get(kind)?.node.table()?.get(&spot.name)?.node.table()?, "title");
    let said = |kind: &&str| text_of(table.get(kind)?.node.table()?.get(&spot.name)?.node.table()?, "zh");
    spot.space.tables().iter().find_map(|kind| card(kind).or_else(|| said(kind)))
}
