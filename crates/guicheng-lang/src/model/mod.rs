//! Procedure files as written: every key with its place, nothing resolved yet.

mod data;
mod flow;
mod head;
mod meant;
mod norm;
mod time;
mod work;

pub use data::{CellCard, FieldCard, OptionCard, RoleCard, RowCard, TableCard};
pub use flow::{ChoiceCard, GateCard, GoLine, GraphCard, RaceLine, RepeatCard, RouteCard, Stop, Ways};
pub use head::{EventCard, FromCard, Head, OpensCard, StatusCard, WordsCard};
pub use norm::{HoldCard, OnCard, RuleCard, TriggerCard};
pub use time::{AckCard, ActsCard, AtCard, ClockCard, SetLine, ThresholdCard};
pub use work::{
    CallCard, CheckLine, CountCard, InstancesCard, LookupCard, NoticeCard, PassesCard, RegisterCard, StepCard, WaitCard,
};

use crate::{
    diagnostic::{FileId, Span},
    doc::{Card, Cx, Entry, Spanned, Table, Value},
    finding::{TextFinding, Want},
};
use alloc::{boxed::Box, vec::Vec};
use guicheng_core::Basis;

/// A name or text with its place.
pub type Name = Spanned<Box<str>>;

/// What every card has.
#[derive(Clone, Debug, Default)]
pub struct Common {
    /// Its id.
    pub name: Name,
    /// Its title.
    pub title: Option<Name>,
    /// Where it comes from.
    pub cite: CiteCard,
}

/// Where something comes from.
#[derive(Clone, Debug, Default)]
pub struct CiteCard {
    /// Clause ids.
    pub clause: Vec<Name>,
    /// Those of them that answer for every clause below them too.
    pub whole: Vec<Box<str>>,
    /// On what basis.
    pub basis: Option<Spanned<Basis>>,
    /// Sources.
    pub source: Vec<Name>,
}

/// The words of `basis`, in the order of [`Basis`].
pub const BASIS: &[&str] = &["manual", "family", "law", "contract", "house"];

impl CiteCard {
    pub(crate) fn read(cx: &mut Cx, card: &mut Card<'_>) -> Self {
        let (clause, whole) = clauses(cx, card);
        let basis = card.word(cx, "basis", BASIS).map(|word| {
            let basis = match word.value {
                0 => Basis::Manual,
                1 => Basis::Family,
                2 => Basis::Law,
                3 => Basis::Contract,
                _ => Basis::House,
            };
            Spanned::new(basis, word.span)
        });
        Self { clause, whole, basis, source: card.text_or_texts(cx, "source") }
    }
}

/// `clause`: an id, or a list of ids and of `{ id = "…", all = true }`; the ids, and those with `all`.
fn clauses(cx: &mut Cx, card: &mut Card<'_>) -> (Vec<Name>, Vec<Box<str>>) {
    let (mut ids, mut whole) = (Vec::new(), Vec::new());
    let Some(entry) = card.take("clause") else { return (ids, whole) };
    let one = core::slice::from_ref(&entry.node);
    for item in entry.node.list().unwrap_or(one) {
        if let Some(id) = item.text() {
            ids.push(id);
        } else if let Some(table) = item.table() {
            let mut parent = Card::new(table, item.span);
            let id = parent.need_text(cx, "id");
            if parent.truth(cx, "all").is_some() {
                whole.extend(id.iter().map(|id| id.value.clone()));
            }
            parent.finish(cx);
            ids.extend(id);
        } else {
            cx.found(TextFinding::WrongType { key: "clause".into(), want: Want::TextOrTexts }, item.span);
        }
    }
    (ids, whole)
}

impl Common {
    pub(crate) fn read(cx: &mut Cx, name: Name, card: &mut Card<'_>) -> Self {
        let title = card.text(cx, "title");
        Self { name, title, cite: CiteCard::read(cx, card) }
    }
}

/// A procedure file as written.
#[derive(Clone, Debug, Default)]
pub struct File {
    /// `[procedure]`.
    pub head: Head,
    /// `[from.N]`.
    pub from: Vec<FromCard>,
    /// `[opens.X]`.
    pub opens: Vec<OpensCard>,
    /// `[events]`.
    pub events: Vec<EventCard>,
    /// `[fields]`.
    pub fields: Vec<FieldCard>,
    /// `[roles]`.
    pub roles: Vec<RoleCard>,
    /// `[table.X]`.
    pub tables: Vec<TableCard>,
    /// `[route.X]`.
    pub routes: Vec<RouteCard>,
    /// `[choice.X]`.
    pub choices: Vec<ChoiceCard>,
    /// `[gate.X]`.
    pub gates: Vec<GateCard>,
    /// `[graph]`.
    pub graph: Option<GraphCard>,
    /// `[step.X]`.
    pub steps: Vec<StepCard>,
    /// `[wait.X]`.
    pub waits: Vec<WaitCard>,
    /// `[call.X]`.
    pub calls: Vec<CallCard>,
    /// `[lookup.X]`.
    pub lookups: Vec<LookupCard>,
    /// `[clock.X]`.
    pub clocks: Vec<ClockCard>,
    /// `[on.X]`.
    pub ons: Vec<OnCard>,
    /// `[hold.X]`.
    pub holds: Vec<HoldCard>,
    /// `[rule.X]`.
    pub rules: Vec<RuleCard>,
    /// `[register.X]`.
    pub registers: Vec<RegisterCard>,
    /// `[notice.X]`.
    pub notices: Vec<NoticeCard>,
    /// `[status.X]`.
    pub statuses: Vec<StatusCard>,
    /// `[en]` and other languages.
    pub words: Vec<WordsCard>,
}

impl File {
    /// Reads a whole file.
    pub fn read(cx: &mut Cx, id: FileId, table: &Table) -> Self {
        let table = &*meant::as_meant(cx, table);
        let mut root = Card::new(table, Span::new(id, 0..0));
        let mut file = Self::default();
        match root.table(cx, "procedure") {
            Some(card) => file.head = Head::read(cx, card),
            None => cx.found(TextFinding::MissingKey { key: "procedure" }, root.at),
        }
        let root = &mut root;
        file.from = as_written(cx, root, "from", FromCard::read);
        file.opens = each(cx, root, "opens", OpensCard::read);
        file.events = each(cx, root, "events", EventCard::read);
        file.fields = each(cx, root, "fields", FieldCard::read);
        file.roles = each(cx, root, "roles", RoleCard::read);
        file.tables = each(cx, root, "table", TableCard::read);
        file.routes = each(cx, root, "route", RouteCard::read);
        file.choices = each(cx, root, "choice", ChoiceCard::read);
        file.gates = each(cx, root, "gate", GateCard::read);
        file.steps = each(cx, root, "step", StepCard::read);
        file.waits = each(cx, root, "wait", WaitCard::read);
        file.calls = each(cx, root, "call", CallCard::read);
        file.lookups = each(cx, root, "lookup", LookupCard::read);
        file.clocks = each(cx, root, "clock", ClockCard::read);
        file.ons = each(cx, root, "on", OnCard::read);
        file.holds = each(cx, root, "hold", HoldCard::read);
        file.rules = each(cx, root, "rule", RuleCard::read);
        file.registers = each(cx, root, "register", RegisterCard::read);
        file.notices = each(cx, root, "notice", NoticeCard::read);
        file.statuses = as_written(cx, root, "status", StatusCard::read);
        file.graph = root.table(cx, "graph").map(|card| GraphCard::read(cx, card));
        file.words = words(cx, root);
        file
    }
}

/// Reads every card of a kind, in byte order of names: ids are minted so, and the order of tables means nothing.
fn each<T>(cx: &mut Cx, root: &mut Card<'_>, key: &'static str, read: fn(&mut Cx, Name, Card<'_>) -> T) -> Vec<T> {
    let Some(cards) = root.table(cx, key) else { return Vec::new() };
    let mut entries: Vec<&Entry<'_>> = cards.table_itself().entries.iter().collect();
    entries.sort_by(|a, b| a.key.value.cmp(&b.key.value));
    all(cx, entries.into_iter(), read)
}

/// Reads every card of a kind, in the order of the file.
fn as_written<T>(
    cx: &mut Cx,
    root: &mut Card<'_>,
    key: &'static str,
    read: fn(&mut Cx, Name, Card<'_>) -> T,
) -> Vec<T> {
    let Some(cards) = root.table(cx, key) else { return Vec::new() };
    all(cx, cards.table_itself().entries.iter(), read)
}

fn all<'t, T>(
    cx: &mut Cx,
    entries: impl ExactSizeIterator<Item = &'t Entry<'t>>,
    read: fn(&mut Cx, Name, Card<'_>) -> T,
) -> Vec<T> {
    let mut found = Vec::with_capacity(entries.len());
    for entry in entries {
        check_id(cx, &entry.key.value, entry.key.span);
        match entry.node.table() {
            Some(table) => found.push(read(cx, entry.name(), Card::new(table, entry.key.span))),
            None => {
                let wrong = TextFinding::WrongType { key: entry.name().value, want: Want::Table };
                cx.found(wrong, entry.node.span);
            }
        }
    }
    found
}

/// Ids: letters, digits, `_`, `-`, in any script; no dot (paths are written with dots).
pub(crate) fn check_id(cx: &mut Cx, text: &str, span: Span) {
    let plain = |c: char| c.is_alphanumeric() || c == '_' || c == '-';
    let all = || text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_') || text.chars().all(plain);
    if text.is_empty() || text.len() > 96 || !all() {
        cx.found(TextFinding::BadId { id: text.into() }, span);
    }
}

/// Whatever top-level table is left is a language of two letters (with a region), or a mistake.
fn words(cx: &mut Cx, root: &mut Card<'_>) -> Vec<WordsCard> {
    let mut found = Vec::new();
    let mut strangers = Vec::new();
    for entry in root.rest() {
        let key = &*entry.key.value;
        match entry.node.table() {
            Some(table) if crate::digest::is_language(key) => {
                found.push(WordsCard { lang: entry.name(), table: table.clone().into_owned() });
            }
            _ => strangers.push(entry.clone()),
        }
    }
    for entry in strangers {
        let key = &*entry.key.value;
        let near = cx.near(key, TOP.iter().copied());
        cx.unknown_key(&entry.key, near);
    }
    found
}

/// Top-level tables.
pub(crate) const TOP: [&str; 23] = [
    "procedure",
    "from",
    "opens",
    "events",
    "fields",
    "roles",
    "table",
    "route",
    "choice",
    "gate",
    "step",
    "wait",
    "call",
    "lookup",
    "clock",
    "on",
    "hold",
    "rule",
    "register",
    "notice",
    "status",
    "graph",
    "en",
];

/// Pairs of a name and a text.
pub(crate) fn pairs(cx: &mut Cx, card: &mut Card<'_>, key: &'static str) -> Vec<(Name, Name)> {
    let Some(table) = card.table(cx, key) else { return Vec::new() };
    let mut pairs = Vec::new();
    for entry in &table.table_itself().entries {
        match entry.node.text() {
            Some(text) => pairs.push((entry.name(), text)),
            None => wrong(cx, entry, Want::Text),
        }
    }
    pairs
}

pub(crate) fn wrong(cx: &mut Cx, entry: &Entry, want: Want) {
    cx.found(TextFinding::WrongType { key: entry.name().value, want }, entry.node.span);
}

/// A number, or the name of something that holds one.
pub(crate) fn whole_or_name(
    cx: &mut Cx,
    card: &mut Card<'_>,
    key: &'static str,
    range: core::ops::RangeInclusive<i64>,
) -> Option<Result<Spanned<u16>, Name>> {
    let entry = card.take(key)?;
    match &entry.node.value {
        Value::Text(text) => Some(Err(Name::new(Box::from(&**text), entry.node.span))),
        Value::Whole(n) => match u16::try_from(*n) {
            Ok(small) if range.contains(n) => Some(Ok(Spanned::new(small, entry.node.span))),
            _ => {
                let found = TextFinding::OutOfRange { key: key.into(), min: *range.start(), max: *range.end() };
                cx.found(found, entry.node.span);
                None
            }
        },
        _ => {
            wrong(cx, entry, Want::TextOrWhole);
            None
        }
    }
}

/// A bound: at least 1.
pub(crate) fn bound(cx: &mut Cx, card: &mut Card<'_>, key: &'static str) -> Option<Spanned<u16>> {
    let number = card.whole(cx, key, 1, 10_000)?;
    u16::try_from(number.value).ok().map(|n| Spanned::new(n, number.span))
}
