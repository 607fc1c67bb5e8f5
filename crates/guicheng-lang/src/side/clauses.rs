//! The register of clauses: `[clauses]`, `[books.X]`, `[clause."4.1.2-1b"]`. Titles are our own paraphrases.

use super::{Thing, org::unknown};
use crate::{
    Lang, Span,
    digest::{json, sha256},
    doc::{Card, Cx, Table},
    finding::{TextFinding, Want},
};
use alloc::{boxed::Box, collections::BTreeMap};
use guicheng_core::{Digest, Label};

/// A register of clauses.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Clauses {
    /// Its version.
    pub version: u32,
    /// Digest of its data.
    pub digest: Digest,
    /// Books, by id.
    pub books: BTreeMap<Box<str>, Label>,
    /// Clauses, by id.
    pub clauses: BTreeMap<Box<str>, Clause>,
}

/// A clause.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Clause {
    /// Its id and our paraphrase.
    pub label: Label,
    /// The book it stands in.
    pub book: Box<str>,
    /// Why no procedure has a place for it; none: a place is asked for.
    pub not_here: Option<Reason>,
    /// Nobody has compared it with the original yet.
    pub unread: bool,
    /// Where it stands in the register.
    pub span: Span,
}

/// Why a clause has no place in any procedure.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Reason {
    /// In the register's own language.
    pub text: Box<str>,
    /// In English.
    pub en: Option<Box<str>>,
}

impl Reason {
    /// In one language; failing that, as the register has it.
    pub fn of(&self, lang: Lang) -> &str {
        match lang {
            Lang::Zh => &self.text,
            Lang::En => self.en.as_deref().unwrap_or(&self.text),
        }
    }
}

/// Reads a register of clauses.
pub fn clauses(cx: &mut Cx, table: &Table) -> Clauses {
    let mut file = Card::new(table, Span::default());
    let mut out = Clauses { digest: sha256(&json(table)), ..Clauses::default() };
    if let Some(mut head) = file.table(cx, "clauses") {
        head.text(cx, "title");
        let version = head.whole(cx, "version", 1, u32::MAX.into()).map_or(0, |v| v.value);
        out.version = u32::try_from(version).unwrap_or_default();
        head.finish(cx);
    }
    each(cx, &mut file, "books", |cx, id, card| {
        out.books.insert(id.into(), label(cx, id, card));
    });
    let Clauses { books, clauses, .. } = &mut out;
    each(cx, &mut file, "clause", |cx, id, card| {
        let label = label(cx, id, card);
        let book = card.need_text(cx, "book");
        if let Some(book) = book.as_ref().filter(|book| !books.contains_key(&book.value)) {
            unknown(cx, Thing::Book, book, books.keys().map(|id| &**id));
        }
        let not_here = reason(cx, card);
        let unread = card.yes_no(cx, "unread").is_some_and(|yes| yes.value);
        let book = book.map(|book| book.value).unwrap_or_default();
        clauses.insert(id.into(), Clause { label, book, not_here, unread, span: card.at });
    });
    file.take("en");
    file.finish(cx);
    out
}

fn each(cx: &mut Cx, file: &mut Card<'_>, key: &'static str, mut read: impl FnMut(&mut Cx, &str, &mut Card<'_>)) {
    let Some(cards) = file.table(cx, key) else { return };
    for entry in &cards.table_itself().entries {
        let Some(table) = entry.node.table() else {
            cx.found(TextFinding::WrongType { key: entry.name().value, want: Want::Table }, entry.node.span);
            continue;
        };
        let mut card = Card::new(table, entry.key.span);
        read(cx, &entry.key.value, &mut card);
        card.finish(cx);
    }
}

/// `not_here` and `not_here_en`; an empty reason is none.
fn reason(cx: &mut Cx, card: &mut Card<'_>) -> Option<Reason> {
    let text = card.text(cx, "not_here");
    let en = card.text(cx, "not_here_en").map(|en| en.value);
    if en.is_some() {
        card.need("not_here");
    }
    text.filter(|text| !text.value.trim().is_empty()).map(|text| Reason { text: text.value, en })
}

/// `zh` and `en`, or `title` for the first.
fn label(cx: &mut Cx, id: &str, card: &mut Card<'_>) -> Label {
    let title = card.text(cx, "title");
    let zh = card.text(cx, "zh");
    if title.is_none() && zh.is_none() {
        card.need("zh");
    }
    let en = card.text(cx, "en").map(|en| en.value);
    Label { id: id.into(), title: zh.or(title).map_or_else(|| id.into(), |t| t.value), en }
}
