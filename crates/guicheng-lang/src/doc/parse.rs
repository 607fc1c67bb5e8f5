//! From a source to a tree; every mistake of the text becomes a finding.

use super::{Entry, Node, Spanned, Table, Value, scan};
use crate::{
    diagnostic::{Both, Diagnostic},
    finding::TextFinding,
    source::Source,
};
use alloc::{boxed::Box, format, string::String, vec::Vec};
use toml::de::{DeTable, DeValue};

/// Reads a source. A tree comes out even of a broken text, as far as it can be understood; none if it cannot be read.
pub fn parse(source: &Source, findings: &mut Vec<Diagnostic>) -> Option<Table> {
    if let Some(trouble) = source.trouble() {
        findings.push(trouble.clone());
        if source.text.is_empty() {
            return None;
        }
    }
    let clean = scan(source, findings)?;
    let (table, errors) = DeTable::parse_recoverable(&clean);
    let mut build = Build { source, findings };
    for error in &errors {
        build.syntax(error);
    }
    Some(build.table(table.get_ref()))
}

struct Build<'s, 'f> {
    source: &'s Source,
    findings: &'f mut Vec<Diagnostic>,
}

impl Build<'_, '_> {
    fn syntax(&mut self, error: &toml::de::Error) {
        let range = error.span().unwrap_or(0..0);
        let span = self.source.span(range.clone());
        let words = error.message();
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

    fn table(&mut self, table: &DeTable<'_>) -> Table {
        let mut entries: Vec<Entry> = table
            .iter()
            .map(|(key, value)| {
                let name: Box<str> = key.get_ref().as_ref().into();
                let node = self.node(&name, value);
                Entry { key: Spanned::new(name, self.source.span(key.span())), node }
            })
            .collect();
        entries.sort_by_key(|entry| entry.key.span);
        Table { entries }
    }

    fn node(&mut self, key: &str, value: &toml::Spanned<DeValue<'_>>) -> Node {
        let span = self.source.span(value.span());
        let value = match value.get_ref() {
            DeValue::String(text) => Value::Text(text.as_ref().into()),
            DeValue::Integer(number) => match i64::from_str_radix(number.as_str(), number.radix()) {
                Ok(number) => Value::Whole(number),
                Err(_) => {
                    let found = TextFinding::OutOfRange { key: key.into(), min: i64::MIN, max: i64::MAX };
                    self.findings.push(Diagnostic::new(found, span));
                    Value::Whole(0)
                }
            },
            DeValue::Float(number) => Value::Decimal(String::from(number.as_str()).into()),
            DeValue::Boolean(yes) => Value::YesNo(*yes),
            DeValue::Datetime(time) => Value::Time(*time),
            DeValue::Array(items) => Value::List(items.iter().map(|item| self.node(key, item)).collect()),
            DeValue::Table(table) => Value::Table(self.table(table)),
        };
        Node { value, span }
    }
}
