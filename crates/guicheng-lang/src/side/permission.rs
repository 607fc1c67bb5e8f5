//! `[permission.X]`: who may do what beyond the steps of a case.

use super::{
    SideFinding, Thing,
    org::{Known, OrgFile, unknown},
};
use crate::{
    doc::{Card, Cx, Entry, Listed},
    places::Cited,
};
use alloc::{boxed::Box, collections::BTreeSet, format, string::String, vec::Vec};
use guicheng_core::org::{Permission, Reach, Right};

/// The word for every procedure, also for those to come.
const ANY: &str = "any";

/// Where the people of a permission may come from.
pub(super) struct Sources<'a> {
    /// Posts, groups and rosters, as `post:X`.
    pub(super) named: &'a BTreeSet<String>,
    /// People.
    pub(super) known: &'a Known,
}

/// Reads one.
pub(super) fn read(cx: &mut Cx, entry: &Entry, card: &mut Card<'_>, sources: &Sources<'_>, out: &mut OrgFile) {
    let id = entry.name().value;
    let title = card.text(cx, "title").map_or_else(|| id.clone(), |title| title.value);
    let title_en = card.text(cx, "title_en").map(|title| title.value);
    let clauses = card.text_or_texts(cx, "clause");
    let card_name: Box<str> = format!("permission.{id}").into();
    let cited = clauses.iter().map(|clause| clause.value.clone());
    out.places.cited.extend(cited.map(|clause| Cited { clause, all: false, card: card_name.clone() }));
    card.need("who");
    let who = who(cx, card, sources, &out.org.departments);
    let mut rights = Vec::new();
    for right in Right::ALL {
        if card.has(right.word()) {
            let procedures = card.text_or_texts(cx, right.word());
            rights.push((right, reach(&procedures)));
            out.procedures.extend(procedures.into_iter().filter(|one| &*one.value != ANY));
        }
    }
    if rights.is_empty() || who.is_empty() {
        cx.found(SideFinding::IdlePermission { nobody: !rights.is_empty() }, card.at);
    }
    let clauses = clauses.into_iter().map(|clause| clause.value).collect();
    out.org.permissions.push(Permission { id, title, title_en, clauses, who, rights });
}

fn reach(procedures: &Listed) -> Reach {
    if procedures.iter().any(|one| &*one.value == ANY) {
        return Reach::Any;
    }
    Reach::Procedures(procedures.iter().map(|one| one.value.clone()).collect())
}

/// Whoever has it, as sources: a bare name is a person.
fn who(
    cx: &mut Cx,
    card: &mut Card<'_>,
    sources: &Sources<'_>,
    departments: &[guicheng_core::org::Department],
) -> Vec<Box<str>> {
    let mut all = Vec::new();
    for source in card.text_or_texts(cx, "who") {
        let what = match source.value.split_once(':') {
            None => {
                if sources.known.person(cx, &source) {
                    all.push(format!("person:{}", source.value).into());
                }
                continue;
            }
            Some(("head", id)) => {
                if departments.iter().any(|one| *one.id == *id) {
                    all.push(source.value);
                } else {
                    let heads: Vec<String> = departments.iter().map(|one| format!("head:{}", one.id)).collect();
                    unknown(cx, Thing::Department, &source, heads.iter().map(|id| &**id));
                }
                continue;
            }
            Some(("post", _)) => Thing::Post,
            Some(("group", _)) => Thing::Group,
            Some(("roster", _)) => Thing::Roster,
            Some(_) => {
                cx.found(SideFinding::BadHolder { text: source.value }, source.span);
                continue;
            }
        };
        if sources.named.contains(&*source.value) {
            all.push(source.value);
        } else {
            unknown(cx, what, &source, sources.named.iter().map(|id| &**id));
        }
    }
    all
}
