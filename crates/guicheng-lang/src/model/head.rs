//! The head of a file, and what stands around the procedure itself.

use super::{Common, Name, check_id, pairs, wrong};
use crate::{
    doc::{Card, Cx, Node, Spanned, Table, Value},
    finding::{TextFinding, Want},
};
use alloc::{boxed::Box, vec::Vec};

/// `[procedure]`.
#[derive(Clone, Debug, Default)]
pub struct Head {
    /// Its id.
    pub id: Name,
    /// Its title.
    pub title: Option<Name>,
    /// Its version, from 1.
    pub version: u32,
    /// The first day for new cases.
    pub effective: Option<Spanned<(i64, u8, u8)>>,
    /// The language of the file.
    pub lang: Option<Name>,
    /// The zone.
    pub time_zone: Option<Name>,
    /// The role that owns it.
    pub owner: Option<Name>,
    /// Why this version.
    pub change: Option<Name>,
    /// The calendar of limits that name none.
    pub calendar: Option<Name>,
    /// The book.
    pub book: Option<Name>,
    /// Clauses that this file answers for.
    pub covers: Vec<Name>,
    /// A parent clause covers its children.
    pub covers_all: bool,
}

impl Head {
    pub(super) fn read(cx: &mut Cx, mut card: Card<'_>) -> Self {
        let at = card.at;
        let mut head = Self {
            id: card.need_text(cx, "id").unwrap_or(Spanned::new(Box::default(), at)),
            title: card.text(cx, "title"),
            ..Self::default()
        };
        if !head.id.value.is_empty() {
            check_id(cx, &head.id.value, head.id.span);
        }
        card.need("version");
        let version = card.whole(cx, "version", 1, i64::from(u32::MAX)).map_or(1, |v| v.value);
        head.version = u32::try_from(version).unwrap_or(1);
        head.effective = day(cx, &mut card, "effective");
        head.lang = card.text(cx, "lang");
        head.time_zone = card.text(cx, "time_zone");
        head.owner = card.text(cx, "owner");
        head.change = card.text(cx, "change");
        head.calendar = card.text(cx, "calendar");
        if let Some(mut manual) = card.table(cx, "manual") {
            head.book = manual.text(cx, "book");
            head.covers = manual.texts(cx, "covers");
            head.covers_all = manual.truth(cx, "all").is_some();
            manual.finish(cx);
        }
        card.finish(cx);
        head
    }
}

fn day(cx: &mut Cx, card: &mut Card<'_>, key: &'static str) -> Option<Spanned<(i64, u8, u8)>> {
    let entry = card.take(key)?;
    if let Value::Time(toml::value::Datetime { date: Some(date), time: None, .. }) = &entry.node.value {
        return Some(Spanned::new((i64::from(date.year), date.month, date.day), entry.node.span));
    }
    wrong(cx, entry, Want::Day);
    None
}

/// `[from.N]`: what becomes of running cases of version N.
#[derive(Clone, Debug)]
pub struct FromCard {
    /// The version.
    pub version: Name,
    /// `move` or `finish`.
    pub moves: bool,
    /// Old names and new ones.
    pub rename: Vec<(Name, Name)>,
    /// Old places and new ones.
    pub at: Vec<(Name, Name)>,
    /// Values set on the move.
    pub set: Vec<(Name, Node<'static>)>,
}

impl FromCard {
    pub(super) fn read(cx: &mut Cx, name: Name, mut card: Card<'_>) -> Self {
        if name.value.parse::<u32>().is_err() {
            cx.found(TextFinding::BadId { id: name.value.clone() }, name.span);
        }
        card.need("cases");
        let moves = card.word(cx, "cases", &["move", "finish"]).is_some_and(|word| word.value == 0);
        let rename = pairs(cx, &mut card, "rename");
        let at = pairs(cx, &mut card, "at");
        let set = values(cx, &mut card, "set");
        card.finish(cx);
        Self { version: name, moves, rename, at, set }
    }
}

/// Names with whatever value.
pub(super) fn values(cx: &mut Cx, card: &mut Card<'_>, key: &'static str) -> Vec<(Name, Node<'static>)> {
    let Some(table) = card.table(cx, key) else { return Vec::new() };
    table.table_itself().entries.iter().map(|entry| (entry.name(), entry.node.clone().into_owned())).collect()
}

/// `[opens.X]`: cases that the host opens by the roster or by the calendar.
#[derive(Clone, Debug)]
pub struct OpensCard {
    /// What every card has.
    pub common: Common,
    /// The roster.
    pub roster: Option<Name>,
    /// So long before each change of shift.
    pub before: Option<Name>,
    /// Without a roster: on which days.
    pub on: Option<Name>,
    /// At which time of day.
    pub at: Option<Name>,
    /// Values given at opening.
    pub give: Vec<(Name, Name)>,
}

impl OpensCard {
    pub(super) fn read(cx: &mut Cx, name: Name, mut card: Card<'_>) -> Self {
        let common = Common::read(cx, name, &mut card);
        let on = card.text(cx, "on");
        let at = card.text(cx, "at");
        let roster = if on.is_some() { card.text(cx, "roster") } else { card.need_text(cx, "roster") };
        let before = card.text(cx, "before");
        let give = pairs(cx, &mut card, "give");
        card.finish(cx);
        Self { common, roster, before, on, at, give }
    }
}

/// An entry of `[events]`.
#[derive(Clone, Debug)]
pub struct EventCard {
    /// What every card has.
    pub common: Common,
    /// Waits in the mailbox if nobody listens.
    pub kept: bool,
    /// Fields that it fills.
    pub give: Vec<Name>,
}

impl EventCard {
    pub(super) fn read(cx: &mut Cx, name: Name, mut card: Card<'_>) -> Self {
        let common = Common::read(cx, name, &mut card);
        let kept = card.yes_no(cx, "kept").is_some_and(|kept| kept.value);
        let give = card.texts(cx, "give");
        card.finish(cx);
        Self { common, kept, give }
    }
}

/// `[status.X]`: codes for the host.
#[derive(Clone, Debug)]
pub struct StatusCard {
    /// The host.
    pub name: Name,
    /// Of several open things the first counts.
    pub order: Vec<Name>,
    /// Codes.
    pub codes: Vec<(Name, Name)>,
}

impl StatusCard {
    pub(super) fn read(cx: &mut Cx, name: Name, mut card: Card<'_>) -> Self {
        let order = card.texts(cx, "order");
        let codes = pairs(cx, &mut card, "codes");
        card.finish(cx);
        Self { name, order, codes }
    }
}

/// `[en]` or another language.
#[derive(Clone, Debug)]
pub struct WordsCard {
    /// The language.
    pub lang: Name,
    /// The translations.
    pub table: Table<'static>,
}
