//! Walking a table: every key is asked for once, what was never asked for is unknown.

use super::{Entry, Node, Spanned, Table, Value};
use crate::{
    diagnostic::{Diagnostic, Span},
    finding::{Finding, NormFinding, TextFinding, Unlawful, Want},
};
use alloc::{borrow::Cow, boxed::Box, collections::BTreeSet, vec::Vec};

/// The most names looked at in search of near ones in one load, and the most compared: hostile files stay linear.
const NEAR_BUDGET: usize = 5_000_000;
const COMPARED: usize = 50_000;

/// What a walk collects.
#[derive(Debug)]
pub struct Cx {
    /// Findings, in the order of finding.
    pub findings: Vec<Diagnostic>,
    budget: usize,
    compared: usize,
    /// Cards with a key that nobody knows and that is near to none.
    strays: BTreeSet<Span>,
    /// What each table held and what was asked of it, for the test of the table of keys.
    #[cfg(test)]
    pub(crate) asked: Vec<(Vec<Box<str>>, Vec<&'static str>)>,
}

impl Default for Cx {
    fn default() -> Self {
        Self {
            findings: Vec::new(),
            budget: NEAR_BUDGET,
            compared: COMPARED,
            strays: BTreeSet::new(),
            #[cfg(test)]
            asked: Vec::new(),
        }
    }
}

impl Cx {
    /// With what was found in the text before.
    pub fn of(findings: Vec<Diagnostic>) -> Self {
        Self { findings, ..Self::default() }
    }

    /// Records a finding.
    pub fn found(&mut self, finding: impl Into<Finding>, span: Span) {
        self.findings.push(Diagnostic::new(finding, span));
    }

    /// Records a finding about what is not written on a card, unless a key of it that nobody knows may have been meant.
    pub(crate) fn lacking(&mut self, card: Span, finding: impl Into<Finding>, span: Span) {
        if !self.strays.contains(&card) {
            self.found(finding, span);
        }
    }

    /// Records a key that nobody knows, and the one that it may have been meant to be.
    pub(crate) fn unknown_key(&mut self, key: &Spanned<Cow<'_, str>>, near: Option<&str>) {
        let found = TextFinding::UnknownKey { key: Box::from(&*key.value), near: near.map(Into::into) };
        self.findings.push(Diagnostic::new(found, key.span).near(near, false));
    }

    /// Notes that a card has a key that may stand for any that it lacks.
    pub(crate) fn stray(&mut self, card: Span) {
        self.strays.insert(card);
    }

    /// The candidate nearest to a name, if one is near enough to have been meant.
    pub fn near<'c>(&mut self, name: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
        let long = name.chars().count();
        if long > 64 {
            return None;
        }
        let most = if long <= 3 { 1 } else { (long / 4).max(2) };
        let mut best: Option<((usize, usize), &str)> = None;
        for candidate in candidates {
            self.budget = self.budget.checked_sub(1)?;
            if candidate.len().abs_diff(name.len()) > most * 4 {
                continue;
            }
            self.compared = self.compared.checked_sub(1)?;
            let far = strsim::damerau_levenshtein(name, candidate);
            // Of two that are as near the one that begins alike was meant: people get beginnings right.
            let alike = name.chars().zip(candidate.chars()).take_while(|(a, b)| a == b).count();
            let rank = (far, long.saturating_sub(alike));
            if far <= most && best.is_none_or(|(known, c)| (rank, candidate) < (known, c)) {
                best = Some((rank, candidate));
            }
        }
        best.map(|(_, candidate)| candidate)
    }
}

/// Texts of a list, with their places.
pub type Listed = Vec<Spanned<Box<str>>>;

/// A table being read.
#[derive(Debug)]
pub struct Card<'t> {
    /// Its name's place (or its own): where a missing key is reported.
    pub at: Span,
    table: &'t Table<'t>,
    asked: Vec<&'static str>,
    missing: Vec<&'static str>,
}

impl<'t> Card<'t> {
    /// Reads this table, whose name stands there.
    pub fn new(table: &'t Table<'t>, at: Span) -> Self {
        Self { at, table, asked: Vec::with_capacity(48), missing: Vec::new() }
    }

    /// The table itself.
    pub fn table_itself(&self) -> &'t Table<'t> {
        self.table
    }

    /// The keys asked for so far.
    pub fn asked(&self) -> &[&'static str] {
        &self.asked
    }

    /// Takes an entry as it is.
    pub fn take(&mut self, key: &'static str) -> Option<&'t Entry<'t>> {
        self.asked.push(key);
        self.table.get(key)
    }

    /// Whether a key is there (it still has to be taken).
    pub fn has(&self, key: &str) -> bool {
        self.table.get(key).is_some()
    }

    /// Entries whose keys the author chose, that is all that were not taken.
    pub fn rest(&self) -> impl Iterator<Item = &'t Entry<'t>> + use<'_, 't> {
        self.table.entries.iter().filter(|entry| !self.asked.contains(&&*entry.key.value))
    }

    /// A text.
    pub fn text(&mut self, cx: &mut Cx, key: &'static str) -> Option<Spanned<Box<str>>> {
        let entry = self.take(key)?;
        typed(cx, entry, Want::Text, Node::text)
    }

    /// A text that must be there.
    pub fn need_text(&mut self, cx: &mut Cx, key: &'static str) -> Option<Spanned<Box<str>>> {
        self.need(key);
        self.text(cx, key)
    }

    /// A key that must be there: told at the end, if it is not there under another word either.
    pub fn need(&mut self, key: &'static str) {
        if !self.has(key) && !self.missing.contains(&key) {
            self.missing.push(key);
        }
    }

    /// A whole number within bounds.
    pub fn whole(&mut self, cx: &mut Cx, key: &'static str, min: i64, max: i64) -> Option<Spanned<i64>> {
        let entry = self.take(key)?;
        let number = typed(cx, entry, Want::Whole, |node| match node.value {
            Value::Whole(number) => Some(Spanned::new(number, node.span)),
            _ => None,
        })?;
        if (min..=max).contains(&number.value) {
            return Some(number);
        }
        cx.found(TextFinding::OutOfRange { key: key.into(), min, max }, number.span);
        None
    }

    /// Yes or no.
    pub fn yes_no(&mut self, cx: &mut Cx, key: &'static str) -> Option<Spanned<bool>> {
        let entry = self.take(key)?;
        typed(cx, entry, Want::YesNo, |node| match node.value {
            Value::YesNo(yes) => Some(Spanned::new(yes, node.span)),
            _ => None,
        })
    }

    /// A key that is only ever `true`.
    pub fn truth(&mut self, cx: &mut Cx, key: &'static str) -> Option<Span> {
        let entry = self.take(key)?;
        typed(cx, entry, Want::True, |node| (node.value == Value::YesNo(true)).then_some(node.span))
    }

    /// A list of texts (empty where the key is not there).
    pub fn texts(&mut self, cx: &mut Cx, key: &'static str) -> Listed {
        self.take(key).map_or_else(Vec::new, |entry| texts(cx, entry, Want::Texts))
    }

    /// A text, or a list of them.
    pub fn text_or_texts(&mut self, cx: &mut Cx, key: &'static str) -> Listed {
        let Some(entry) = self.take(key) else { return Vec::new() };
        match entry.node.text() {
            Some(text) => alloc::vec![text],
            None => texts(cx, entry, Want::TextOrTexts),
        }
    }

    /// One word of a closed list, as its position there.
    pub fn word(&mut self, cx: &mut Cx, key: &'static str, words: &'static [&'static str]) -> Option<Spanned<usize>> {
        let word = self.text(cx, key)?;
        closed(cx, &word, words)
    }

    /// A table.
    pub fn table(&mut self, cx: &mut Cx, key: &'static str) -> Option<Card<'t>> {
        let entry = self.take(key)?;
        typed(cx, entry, Want::Table, Node::table).map(|table| Card::new(table, entry.key.span))
    }

    /// A list of tables.
    pub fn tables(&mut self, cx: &mut Cx, key: &'static str) -> Vec<Card<'t>> {
        let Some(entry) = self.take(key) else { return Vec::new() };
        let Some(items) = typed(cx, entry, Want::Tables, Node::list) else { return Vec::new() };
        let mut cards = Vec::new();
        for item in items {
            match item.table() {
                Some(table) => cards.push(Card::new(table, item.span)),
                None => cx.found(TextFinding::WrongType { key: key.into(), want: Want::Tables }, item.span),
            }
        }
        cards
    }

    /// Keys that were asked for and are not there.
    fn free(&self) -> Vec<&'static str> {
        self.asked.iter().copied().filter(|key| self.table.get(key).is_none()).collect()
    }

    /// Reports whatever was never asked for, and what is missing. A key that nobody knows may stand for one that is
    /// missing: then that one is not told of.
    pub fn finish(self, cx: &mut Cx) {
        #[cfg(test)]
        cx.asked.push((self.table.entries.iter().map(|entry| entry.name().value).collect(), self.asked.clone()));
        let (mut stray, mut meant, mut free) = (false, Vec::new(), None);
        for entry in self.table.entries.iter().filter(|entry| !self.asked.contains(&&*entry.key.value)) {
            let key = &*entry.key.value;
            if let Some(what) = Unlawful::of(key) {
                cx.found(NormFinding::Law(what), entry.key.span);
                stray = true;
                continue;
            }
            let free = free.get_or_insert_with(|| self.free());
            let near = cx.near(key, free.iter().copied());
            meant.extend(near);
            stray |= near.is_none();
            cx.unknown_key(&entry.key, near);
        }
        if stray {
            cx.stray(self.at);
            return;
        }
        for key in self.missing.into_iter().filter(|key| !meant.contains(key)) {
            cx.found(TextFinding::MissingKey { key }, self.at);
        }
    }
}

impl Card<'_> {
    /// Reports what is missing, of a table whose other keys are read elsewhere.
    pub fn lacks(self, cx: &mut Cx) {
        for key in self.missing {
            cx.found(TextFinding::MissingKey { key }, self.at);
        }
    }
}

/// The position of a word in a closed list.
pub(crate) fn closed(cx: &mut Cx, word: &Spanned<Box<str>>, words: &'static [&'static str]) -> Option<Spanned<usize>> {
    if let Some(at) = words.iter().position(|known| *known == &*word.value) {
        return Some(Spanned::new(at, word.span));
    }
    let near = cx.near(&word.value, words.iter().copied());
    let found = TextFinding::UnknownWord { word: word.value.clone(), words, near: near.map(Into::into) };
    cx.findings.push(Diagnostic::new(found, word.span).near(near, true));
    None
}

fn typed<'t, T>(cx: &mut Cx, entry: &'t Entry<'t>, want: Want, read: impl Fn(&'t Node<'t>) -> Option<T>) -> Option<T> {
    let read = read(&entry.node);
    if read.is_none() {
        cx.found(TextFinding::WrongType { key: entry.name().value, want }, entry.node.span);
    }
    read
}

fn texts(cx: &mut Cx, entry: &Entry, want: Want) -> Listed {
    let Some(items) = typed(cx, entry, want, Node::list) else { return Vec::new() };
    let mut texts = Vec::new();
    for item in items {
        match item.text() {
            Some(text) => texts.push(text),
            None => cx.found(TextFinding::WrongType { key: entry.name().value, want }, item.span),
        }
    }
    texts
}
