//! Names and titles.

use super::{Low, net::NetNode};
use crate::model::{Common, FieldCard, Name, TableCard, WordsCard};
use crate::{
    doc::{Table, Value},
    finding::LinkFinding,
};
use alloc::{
    boxed::Box,
    collections::{BTreeMap, BTreeSet},
    format,
    string::String,
    vec::Vec,
};
use guicheng_core::{Id, Label, Map, Names};

/// The card that a scope was made around, where it was made around a single one.
fn alone(name: &str) -> &str {
    name.strip_prefix("also#").unwrap_or(name)
}

/// The label of a card.
pub(crate) fn label(common: &Common) -> Label {
    let id = common.name.value.clone();
    let title = common.title.as_ref().map_or_else(|| id.clone(), |title| title.value.clone());
    Label { id, title, en: None }
}

/// The options of a field; a yes-or-no field has two.
pub(crate) fn options(card: &FieldCard) -> Vec<Label> {
    if card.kind.is_some_and(|kind| FieldCard::TYPES.get(kind.value) == Some(&"yes_no")) {
        let yes_no =
            |id: &str, title: &str, en: &str| Label { id: id.into(), title: title.into(), en: Some(en.into()) };
        return alloc::vec![yes_no("no", "否", "No"), yes_no("yes", "是", "Yes")];
    }
    let label = |option: &crate::model::OptionCard| Label {
        id: option.name.value.clone(),
        title: option.title.value.clone(),
        en: None,
    };
    card.options.iter().map(label).collect()
}

impl Low<'_> {
    /// The label of a node: its card's, or a made name.
    pub(crate) fn node_label(&self, node: &NetNode) -> Label {
        let common = node.card.as_ref().and_then(|card| self.sym.cards.get(&**card)).map(|card| card.common());
        let Some(common) = common else { return Label::plain(&node.name) };
        Label { id: node.name.clone(), ..label(common) }
    }

    /// All names, with translations.
    pub(crate) fn names(&mut self, nodes: Vec<Label>, clocks: Vec<Label>) -> Names {
        let file = self.file;
        let card = |name: &str| {
            let found = self.sym.cards.get(alone(name));
            found.map_or_else(|| Label::plain(name), |card| Label { id: name.into(), ..label(card.common()) })
        };
        let head = &file.head;
        let title = head.title.as_ref().unwrap_or(&head.id);
        let mut names = Names {
            procedure: Label { id: head.id.value.clone(), title: title.value.clone(), en: None },
            nodes: Map::new(nodes),
            scopes: self.sym.scopes.names().map(card).collect(),
            steps: self.sym.steps.names().map(card).collect(),
            fields: file.fields.iter().map(|c| label(&c.common)).collect(),
            options: file.fields.iter().map(options).collect(),
            roles: self.role_labels(),
            clocks: Map::new(clocks),
            tables: file.tables.iter().map(|c| label(&c.common)).collect(),
            columns: self.columns(),
            notices: file.notices.iter().map(|c| label(&c.common)).collect(),
            registers: file.registers.iter().map(|c| label(&c.common)).collect(),
            rules: file.rules.iter().map(|c| label(&c.common)).collect(),
            holds: file.holds.iter().map(|c| label(&c.common)).collect(),
            reactions: file.ons.iter().map(|c| label(&c.common)).collect(),
            signals: file.events.iter().map(|c| label(&c.common)).collect(),
            clauses: self.clause_labels(),
        };
        self.translate(&mut names);
        names
    }

    fn role_labels(&self) -> Map<guicheng_core::RoleId, Label> {
        let titled: BTreeMap<&str, Label> =
            self.file.roles.iter().map(|c| (&*c.common.name.value, label(&c.common))).collect();
        let anyone = Label { id: "anyone".into(), title: "任何人".into(), en: Some("Anyone".into()) };
        self.sym.roles.names().map(|name| titled.get(name).cloned().unwrap_or_else(|| anyone.clone())).collect()
    }

    fn columns(&self) -> Map<guicheng_core::TableId, Vec<Label>> {
        let titled = |card: &TableCard, name: &str| {
            let title = card.columns.iter().find(|(column, _)| *column.value == *name);
            let title = title.map_or_else(|| name.into(), |(_, title)| title.value.clone());
            Label { id: name.into(), title, en: None }
        };
        let tables = self.file.tables.iter().enumerate();
        let labels = |(at, card): (usize, &TableCard)| {
            let names = self.data.columns(guicheng_core::TableId::from_index(at));
            names.iter().map(|name| titled(card, name)).collect()
        };
        tables.map(labels).collect()
    }

    fn clause_labels(&self) -> Map<guicheng_core::ClauseId, Label> {
        let known = self.library.clauses.as_ref();
        let of = |id: &str| match known.and_then(|register| register.clauses.get(id)) {
            Some(clause) => clause.label.clone(),
            None => Label::plain(id),
        };
        self.clauses.keys().map(|id| of(id)).collect()
    }

    /// Puts in the English titles; says which are missing and which belong to nothing.
    fn translate(&mut self, names: &mut Names) {
        let file = self.file;
        for block in &file.words {
            let words = Words::read(block);
            let paths = self.paths();
            let known: BTreeSet<&str> = paths.iter().map(|(path, _)| path.as_str()).collect();
            let there = |path: &str| words.get(path).is_some();
            let missing: Vec<&str> = paths
                .iter()
                .filter(|(path, titled)| *titled && !there(path) && !there(&format!("{path}.title")))
                .map(|(path, _)| path.as_str())
                .collect();
            for (path, (_, span)) in &words.found {
                let (base, last) = path.rsplit_once('.').unwrap_or((path, ""));
                let part = matches!(last, "title" | "say" | "help" | "text") || !base.starts_with("fields.");
                let meant = known.contains(path.as_str()) || (part && known.contains(base));
                if !meant {
                    self.cx.found(LinkFinding::StaleWords { path: path.as_str().into() }, *span);
                }
            }
            if !missing.is_empty() {
                let some: Vec<&str> = missing.iter().take(4).copied().collect();
                let lang = block.lang.value.clone();
                let found = LinkFinding::MissingWords { lang, count: missing.len(), some: some.join(", ").into() };
                self.cx.found(found, block.lang.span);
            }
            if block.lang.value.starts_with("en") {
                words.apply(names);
                for text in &mut self.texts {
                    text.en = words.get(&text.id);
                }
            }
        }
    }

    /// Everything that a translation may name, and whether it has a title that asks for one.
    fn paths(&self) -> Vec<(String, bool)> {
        let file = self.file;
        let mut paths = alloc::vec![(String::from("procedure"), true)];
        for (name, card) in &self.sym.cards {
            paths.push((format!("{}.{name}", card.key()), card.common().title.is_some()));
        }
        for field in &file.fields {
            let name = &field.common.name.value;
            paths.push((format!("fields.{name}"), true));
            paths.extend(field.options.iter().map(|o| (format!("fields.{name}.{}", o.name.value), true)));
        }
        let mut more = |kind: &str, commons: Vec<&Common>| {
            let path = |common: &&Common| (format!("{kind}.{}", common.name.value), common.title.is_some());
            paths.extend(commons.iter().map(path));
        };
        more("roles", file.roles.iter().map(|c| &c.common).collect());
        more("clock", file.clocks.iter().map(|c| &c.common).collect());
        more("rule", file.rules.iter().map(|c| &c.common).collect());
        more("register", file.registers.iter().map(|c| &c.common).collect());
        more("notice", file.notices.iter().map(|c| &c.common).collect());
        more("events", file.events.iter().map(|c| &c.common).collect());
        more("table", file.tables.iter().map(|c| &c.common).collect());
        for table in &file.tables {
            let path = |column: &Name| (format!("table.{}.{}", table.common.name.value, column.value), true);
            paths.extend(table.columns.iter().map(|(column, _)| path(column)));
        }
        let mut more = |kind: &str, commons: Vec<&Common>| {
            let path = |common: &&Common| (format!("{kind}.{}", common.name.value), common.title.is_some());
            paths.extend(commons.iter().map(path));
        };
        more("opens", file.opens.iter().map(|c| &c.common).collect());
        paths
    }
}

/// Translations by path.
struct Words {
    found: BTreeMap<String, (Box<str>, crate::diagnostic::Span)>,
}

impl Words {
    fn read(block: &WordsCard) -> Self {
        let mut words = Self { found: BTreeMap::new() };
        words.walk("", &block.table);
        words
    }

    fn walk(&mut self, prefix: &str, table: &Table) {
        for entry in &table.entries {
            let key = &*entry.key.value;
            let path = if prefix.is_empty() { String::from(key) } else { format!("{prefix}.{key}") };
            match &entry.node.value {
                // A field's own title beside those of its options.
                Value::Text(text) if key == "title" && prefix.starts_with("fields.") => {
                    self.found.insert(prefix.into(), (Box::from(&**text), entry.key.span));
                }
                Value::Text(text) => {
                    self.found.insert(path, (Box::from(&**text), entry.key.span));
                }
                Value::Table(inner) => self.walk(&path, inner),
                _ => {}
            }
        }
    }

    fn get(&self, path: &str) -> Option<Box<str>> {
        self.found.get(path).map(|(text, _)| text.clone())
    }

    fn apply(&self, names: &mut Names) {
        names.procedure.en = self.get("procedure");
        let set = |label: &mut Label, kinds: &[&str]| {
            let id = alone(&label.id).split('#').next().unwrap_or_default();
            let path =
                |kind: &&str| self.get(&format!("{kind}.{id}")).or_else(|| self.get(&format!("{kind}.{id}.title")));
            if let Some(text) = kinds.iter().find_map(path) {
                label.en = Some(text);
            }
        };
        const WORK: &[&str] = &["step", "wait", "call", "lookup"];
        const NODE: &[&str] = &["step", "wait", "call", "lookup", "route", "choice", "gate"];
        relabel(&mut names.nodes, |label| set(label, NODE));
        relabel(&mut names.scopes, |label| set(label, NODE));
        relabel(&mut names.steps, |label| set(label, WORK));
        relabel(&mut names.fields, |label| set(label, &["fields"]));
        relabel(&mut names.roles, |label| set(label, &["roles"]));
        relabel(&mut names.clocks, |label| set(label, &["clock"]));
        relabel(&mut names.tables, |label| set(label, &["table"]));
        relabel(&mut names.notices, |label| set(label, &["notice"]));
        relabel(&mut names.registers, |label| set(label, &["register"]));
        relabel(&mut names.rules, |label| set(label, &["rule"]));
        relabel(&mut names.holds, |label| set(label, &["hold"]));
        relabel(&mut names.reactions, |label| set(label, &["on"]));
        relabel(&mut names.signals, |label| set(label, &["events"]));
        let fields: Vec<Box<str>> = names.fields.values().map(|label| label.id.clone()).collect();
        let mut options: Vec<Vec<Label>> = names.options.values().cloned().collect();
        for (field, labels) in fields.iter().zip(&mut options) {
            for label in labels {
                if let Some(text) = self.get(&format!("fields.{field}.{}", label.id)) {
                    label.en = Some(text);
                }
            }
        }
        names.options = Map::new(options);
        let tables: Vec<Box<str>> = names.tables.values().map(|label| label.id.clone()).collect();
        let mut columns: Vec<Vec<Label>> = names.columns.values().cloned().collect();
        for (table, labels) in tables.iter().zip(&mut columns) {
            for label in labels {
                label.en = self.get(&format!("table.{table}.{}", label.id));
            }
        }
        names.columns = Map::new(columns);
    }
}

fn relabel<I: Id>(labels: &mut Map<I, Label>, set: impl Fn(&mut Label)) {
    let mut all: Vec<Label> = labels.values().cloned().collect();
    all.iter_mut().for_each(set);
    *labels = Map::new(all);
}
