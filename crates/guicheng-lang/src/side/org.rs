//! The organisation: `[org]`, `[people]`, `[posts]`, `[groups]`, `[departments]`, `[[absences]]`, `[roster.X]`,
//! `[permission.X]`.

use super::{SideFinding, Thing, permission, roster, time};
use crate::{
    Span,
    diagnostic::Diagnostic,
    digest::{Json, json, sha256},
    doc::{Card, Cx, Entry, Listed, Spanned, Table},
    finding::{TextFinding, Want},
    places::Places,
    zone::Zones,
};
use alloc::{
    boxed::Box,
    collections::{BTreeMap, BTreeSet},
    format,
    string::String,
    vec::Vec,
};
use guicheng_core::{
    Zone,
    org::{Absence, Department, Group, Org, OrgPerson, Post},
};

/// What an organisation file says.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct OrgFile {
    /// The organisation itself.
    pub org: Org,
    /// Titles that are no part of it: of `org`, and of `post:X`, `department:X`, `roster:X`.
    pub titles: BTreeMap<Box<str>, Box<str>>,
    /// The clauses that its permissions cite.
    pub places: Places,
    /// Procedures that its permissions name.
    pub procedures: Listed,
}

/// Reads an organisation file. What cannot be read is left out and reported.
pub fn org(cx: &mut Cx, table: &Table, zones: &mut Zones) -> OrgFile {
    let mut file = Card::new(table, Span::default());
    let mut out = OrgFile::default();
    file.need("org");
    if let Some(mut card) = file.table(cx, "org") {
        if let Some(title) = card.text(cx, "title") {
            out.titles.insert("org".into(), title.value);
        }
        card.need("version");
        let version = card.whole(cx, "version", 1, u32::MAX.into()).map_or(0, |v| v.value);
        out.org.version = u32::try_from(version).unwrap_or_default();
        out.org.zone = time::zone_of(cx, &mut card, zones);
        out.org.until = time::until(cx, &mut card);
        if out.org.until.is_none() && !card.has("until") && file.has("roster") {
            cx.found(SideFinding::NoUntil, card.at);
        }
        card.finish(cx);
    }
    out.org.people = cards(cx, &mut file, "people", |cx, entry, card| {
        card.take("phone");
        let name = card.need_text(cx, "name")?;
        Some(OrgPerson { id: entry.name().value, name: name.value })
    });
    let known = Known::new(&out.org);
    let titles = &mut out.titles;
    out.org.posts = cards(cx, &mut file, "posts", |cx, entry, card| {
        title(cx, card, "post", entry, titles);
        let holder = card.text(cx, "holder").filter(|holder| known.person(cx, holder));
        let deputies = card.text_or_texts(cx, "deputy");
        let deputies = known.people(cx, deputies);
        Some(Post { id: entry.name().value, holder: holder.map(|h| h.value), deputies })
    });
    out.org.groups = groups(cx, &mut file, &known);
    let rosters = cards(cx, &mut file, "roster", |cx, entry, card| {
        title(cx, card, "roster", entry, titles);
        Some((roster::read(cx, entry, card, &known), entry.key.span))
    });
    for (roster, span) in rosters {
        roster::check(cx, &roster, out.org.until, span);
        out.org.rosters.push(roster);
    }
    let zone = out.org.zone.clone();
    out.org.absences = absences(cx, &mut file, &known, &zone);
    let sources = sources(&out.org);
    out.org.departments = departments(cx, &mut file, &known, &sources, titles);
    out.org.aliases = aliases(cx, &mut file, &sources);
    let sources = permission::Sources { named: &sources, known: &known };
    cards(cx, &mut file, "permission", |cx, entry, card| {
        permission::read(cx, entry, card, &sources, &mut out);
        Some(())
    });
    file.take("en");
    file.finish(cx);
    out.org.digest = sha256(&without_phones(table));
    out
}

/// The people of an organisation.
pub(super) struct Known {
    ids: Vec<Box<str>>,
}

impl Known {
    fn new(org: &Org) -> Self {
        let mut ids: Vec<Box<str>> = org.people.iter().map(|p| p.id.clone()).collect();
        ids.sort_unstable();
        Self { ids }
    }

    pub(super) fn person(&self, cx: &mut Cx, id: &Spanned<Box<str>>) -> bool {
        let known = self.ids.binary_search(&id.value).is_ok();
        if !known {
            unknown(cx, Thing::Person, id, self.ids.iter().map(|id| &**id));
        }
        known
    }

    /// Those of a list who are known, each once.
    pub(super) fn people(&self, cx: &mut Cx, list: Listed) -> Vec<Box<str>> {
        let mut people: Vec<Box<str>> = Vec::new();
        let mut seen = BTreeSet::new();
        for id in list.iter().filter(|id| self.person(cx, id)).collect::<Vec<_>>() {
            if seen.insert(&*id.value) {
                people.push(id.value.clone());
            } else {
                cx.found(SideFinding::PersonTwice { id: id.value.clone() }, id.span);
            }
        }
        people
    }
}

/// Reports a name that nothing has.
pub(super) fn unknown<'c>(
    cx: &mut Cx,
    what: Thing,
    id: &Spanned<Box<str>>,
    candidates: impl IntoIterator<Item = &'c str>,
) {
    let near = cx.near(&id.value, candidates);
    let found = SideFinding::Unknown { what, id: id.value.clone(), near: near.map(Into::into) };
    cx.findings.push(Diagnostic::new(found, id.span).near(near, true));
}

/// Reads a table of cards whose names the author chose; what each reads must be all that it holds.
fn cards<'t, T>(
    cx: &mut Cx,
    file: &mut Card<'t>,
    key: &'static str,
    mut read: impl FnMut(&mut Cx, &'t Entry, &mut Card<'t>) -> Option<T>,
) -> Vec<T> {
    let Some(table) = file.table(cx, key) else { return Vec::new() };
    let mut all = Vec::new();
    for entry in &table.table_itself().entries {
        let Some(table) = entry.node.table() else {
            cx.found(TextFinding::WrongType { key: entry.name().value, want: Want::Table }, entry.node.span);
            continue;
        };
        let mut card = Card::new(table, entry.key.span);
        all.extend(read(cx, entry, &mut card));
        card.finish(cx);
    }
    all
}

fn title(cx: &mut Cx, card: &mut Card<'_>, of: &str, entry: &Entry, titles: &mut BTreeMap<Box<str>, Box<str>>) {
    if let Some(title) = card.text(cx, "title") {
        titles.insert(format!("{of}:{}", entry.key.value).into(), title.value);
    }
}

fn groups(cx: &mut Cx, file: &mut Card<'_>, known: &Known) -> Vec<Group> {
    let Some(table) = file.table(cx, "groups") else { return Vec::new() };
    let mut all = Vec::new();
    for entry in &table.table_itself().entries {
        let list = list_of(cx, entry);
        all.push(Group { id: entry.name().value, people: known.people(cx, list) });
    }
    all
}

/// A list of texts under a key that the author chose.
pub(super) fn list_of(cx: &mut Cx, entry: &Entry) -> Listed {
    let texts = entry.node.list().and_then(|items| items.iter().map(crate::doc::Node::text).collect());
    texts.unwrap_or_else(|| {
        cx.found(TextFinding::WrongType { key: entry.name().value, want: Want::Texts }, entry.node.span);
        Vec::new()
    })
}

fn absences(cx: &mut Cx, file: &mut Card<'_>, known: &Known, zone: &Zone) -> Vec<Absence> {
    let mut all = Vec::new();
    for mut card in file.tables(cx, "absences") {
        let person = card.need_text(cx, "person").filter(|person| known.person(cx, person));
        card.need("from");
        card.need("to");
        let from = card.take("from").and_then(|entry| time::instant(cx, entry, zone));
        let to = card.take("to").and_then(|entry| time::instant(cx, entry, zone));
        card.text(cx, "why");
        let at = card.at;
        card.finish(cx);
        let (Some(person), Some(from), Some(to)) = (person, from, to) else { continue };
        if from >= to {
            cx.found(SideFinding::EndsFirst, at);
            continue;
        }
        all.push(Absence { person: person.value, from, to });
    }
    all
}

/// All sources of people that a role can name.
fn sources(org: &Org) -> BTreeSet<String> {
    let posts = org.posts.iter().map(|p| format!("post:{}", p.id));
    let groups = org.groups.iter().map(|g| format!("group:{}", g.id));
    posts.chain(groups).chain(org.rosters.iter().map(|r| format!("roster:{}", r.id))).collect()
}

/// `[aliases]`: other words for a source.
fn aliases(cx: &mut Cx, file: &mut Card<'_>, sources: &BTreeSet<String>) -> Vec<(Box<str>, Box<str>)> {
    let Some(table) = file.table(cx, "aliases") else { return Vec::new() };
    let mut all = Vec::new();
    for entry in &table.table_itself().entries {
        let Some(source) = entry.node.text() else {
            cx.found(TextFinding::WrongType { key: entry.name().value, want: Want::Text }, entry.node.span);
            continue;
        };
        let word = entry.name().value;
        let what = match source.value.split_once(':') {
            Some(("post", _)) => Thing::Post,
            Some(("group", _)) => Thing::Group,
            Some(("roster", _)) => Thing::Roster,
            Some(_) | None => {
                cx.found(SideFinding::BadHead { text: source.value }, source.span);
                continue;
            }
        };
        if sources.contains(&*source.value) {
            all.push((word, source.value));
        } else {
            unknown(cx, what, &source, sources.iter().map(|id| &**id));
        }
    }
    all
}

fn departments(
    cx: &mut Cx,
    file: &mut Card<'_>,
    known: &Known,
    heads: &BTreeSet<String>,
    titles: &mut BTreeMap<Box<str>, Box<str>>,
) -> Vec<Department> {
    cards(cx, file, "departments", |cx, entry, card| {
        title(cx, card, "department", entry, titles);
        let head = card.need_text(cx, "head")?;
        let what = match head.value.split_once(':') {
            None if known.person(cx, &head) => None,
            None => return None,
            Some(("post", _)) => Some(Thing::Post),
            Some(("group", _)) => Some(Thing::Group),
            Some(("roster", _)) => Some(Thing::Roster),
            Some(_) => {
                cx.found(SideFinding::BadHead { text: head.value }, head.span);
                return None;
            }
        };
        if let Some(what) = what.filter(|_| !heads.contains(&*head.value)) {
            unknown(cx, what, &head, heads.iter().map(|id| &**id));
            return None;
        }
        Some(Department { id: entry.name().value, head: head.value })
    })
}

/// A digest gives nothing away about a telephone number, and survives its erasure.
fn without_phones(table: &Table) -> Json {
    let mut all = json(table);
    if let Some(people) = all.entries_mut().and_then(|entries| entries.get_mut("people")?.entries_mut()) {
        for person in people.values_mut() {
            person.entries_mut().and_then(|person| person.remove("phone"));
        }
    }
    all
}
