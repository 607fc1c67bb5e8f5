//! From a source to a tree; every mistake of the text becomes a finding.

use super::{Entry, Node, Spanned, Table, Value, mend::Mended, scan};
use crate::{
    diagnostic::{Both, Diagnostic, Span},
    finding::TextFinding,
    source::Source,
};
use alloc::{borrow::Cow, format, vec::Vec};
use core::ops::Range;
use toml::de::{DeTable, DeValue};

/// A source that was read, for whoever must know what it is before saying what is wrong with it.
#[derive(Clone, Debug, Default)]
pub struct Parsed<'s> {
    /// Its tree; none if it cannot be read.
    pub table: Option<Table<'s>>,
    /// What is wrong with its text.
    pub findings: Vec<Diagnostic>,
}

impl<'s> Parsed<'s> {
    /// Reads a source once.
    pub fn of(source: &'s Source) -> Self {
        let mut findings = Vec::new();
        Self { table: parse(source, &mut findings), findings }
    }
}

/// Reads a source. A tree comes out even of a broken text, as far as it can be understood; none if it cannot be read.
pub fn parse<'s>(source: &'s Source, findings: &mut Vec<Diagnostic>) -> Option<Table<'s>> {
    if let Some(trouble) = source.trouble() {
        findings.push(trouble.clone());
        if source.text.is_empty() {
            return None;
        }
    }
    match scan(source, findings)? {
        Cow::Borrowed(text) => Some(read(source, text, findings)),
        Cow::Owned(clean) => Some(read(source, &clean, findings).into_owned()),
    }
}

/// Reads the text as the parser is to see it.
fn read<'t>(source: &Source, clean: &'t str, findings: &mut Vec<Diagnostic>) -> Table<'t> {
    let (table, errors) = DeTable::parse_recoverable(clean);
    let mut build = Build { source, findings, mended: None };
    let mended = if errors.is_empty() { None } else { Mended::of(clean) };
    if let Some(mended) = &mended {
        let (table, left) = DeTable::parse_recoverable(&mended.text);
        if left.len() < errors.len() {
            build.findings.extend(mended.findings(source));
            build.mended = Some(mended);
            build.errors(&left);
            return build.table(table.into_inner()).into_owned();
        }
    }
    build.errors(&errors);
    build.table(table.into_inner())
}

struct Build<'s, 'f> {
    source: &'s Source,
    findings: &'f mut Vec<Diagnostic>,
    /// What was read in place of the source.
    mended: Option<&'s Mended>,
}

impl Build<'_, '_> {
    /// What the parser says, once a line: what it says further of it follows from that. Under a heading that is written
    /// twice every key is, too.
    fn errors(&mut self, errors: &[toml::de::Error]) {
        let (mut last, mut twice) = (None, None);
        for error in errors {
            let range = self.range(error.span().unwrap_or(0..0));
            let text = &self.source.text;
            let without = |from: Option<usize>, sign: &str| {
                from.and_then(|from| text.get(from..range.start)).is_some_and(|between| !between.contains(sign))
            };
            let same_line = without(last.replace(range.start), "\n");
            let duplicate = error.message().contains("duplicate key");
            let under = duplicate && without(twice, "\n[");
            let heading = text.get(..range.start).is_some_and(|before| before.ends_with(['[', '.']));
            twice = (duplicate && (under || heading)).then_some(range.end);
            if !same_line && !under {
                self.syntax(error.message(), range);
            }
        }
    }

    fn range(&self, range: Range<usize>) -> Range<usize> {
        self.mended.map_or(range.clone(), |mended| mended.origin(range.start)..mended.origin(range.end))
    }

    fn span(&self, range: Range<usize>) -> Span {
        self.source.span(self.range(range))
    }

    fn syntax(&mut self, words: &str, range: Range<usize>) {
        let span = self.source.span(range.clone());
        if words.contains("duplicate key") {
            let key = self.source.text.get(range).unwrap_or_default();
            self.findings.push(Diagnostic::new(TextFinding::DuplicateKey { key: key.into() }, span));
            return;
        }
        if words.contains("invalid unquoted key") {
            let text = &self.source.text;
            let stops = |c: char| c.is_whitespace() || "=.,[]{}#\"'".contains(c);
            let start = text.get(..range.start).and_then(|t| t.rfind(stops)).map_or(0, |at| at + 1);
            let end = text.get(range.start..).and_then(|t| t.find(stops)).map_or(text.len(), |at| range.start + at);
            let key = text.get(start..end).unwrap_or_default();
            if !key.is_empty() {
                let span = self.source.span(start..end);
                let fix = Both::new("加上引号", "put it in quotes");
                self.findings.push(Diagnostic::new(TextFinding::BareKey, span).fix(
                    fix,
                    span,
                    format!("\"{key}\""),
                    true,
                ));
                return;
            }
        }
        self.findings.push(Diagnostic::new(TextFinding::Syntax { words: words.into() }, span));
    }

    fn table<'t>(&mut self, table: DeTable<'t>) -> Table<'t> {
        let mut entries: Vec<Entry<'t>> = Vec::with_capacity(table.len());
        for (key, value) in table {
            let span = self.span(key.span());
            let key = Spanned::new(key.into_inner(), span);
            let node = self.node(&key.value, value);
            entries.push(Entry { key, node });
        }
        entries.sort_by_key(|entry| entry.key.span);
        Table { entries }
    }

    fn node<'t>(&mut self, key: &str, value: toml::Spanned<DeValue<'t>>) -> Node<'t> {
        let span = self.span(value.span());
        let value = match value.into_inner() {
            DeValue::String(text) => Value::Text(text),
            DeValue::Integer(number) => match i64::from_str_radix(number.as_str(), number.radix()) {
                Ok(number) => Value::Whole(number),
                Err(_) => {
                    let found = TextFinding::OutOfRange { key: key.into(), min: i64::MIN, max: i64::MAX };
                    self.findings.push(Diagnostic::new(found, span));
                    Value::Whole(0)
                }
            },
            DeValue::Float(number) => Value::Decimal(Cow::Owned(number.as_str().into())),
            DeValue::Boolean(yes) => Value::YesNo(yes),
            DeValue::Datetime(time) => Value::Time(time),
            DeValue::Array(items) => Value::List(items.into_iter().map(|item| self.node(key, item)).collect()),
            DeValue::Table(table) => Value::Table(self.table(table)),
        };
        Node { value, span }
    }
}
