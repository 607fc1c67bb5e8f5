//! Fields, roles and tables of values.

use super::{Low, symbols::dangling};
use crate::{
    diagnostic::Span,
    doc::{Cx, Node, Value as Toml},
    finding::{DataFinding, Kind, LinkFinding},
    guard::FieldInfo,
    model::{CellCard, FieldCard, File, Name, RowCard, TableCard},
    times,
};
use alloc::{boxed::Box, collections::BTreeSet, string::ToString, vec::Vec};
use guicheng_core::{
    Cell, ColumnId, Decimal, Field, FieldId, FieldKind, Id, Keep, OptionId, Role, RoleSource, TableId, Timestamp,
    Value, ValueTable, Who,
};

/// What is known of fields and tables before anything else is lowered.
#[derive(Debug, Default)]
pub(crate) struct Data {
    fields: Vec<Declared>,
    tables: Vec<Columns>,
    /// Words for fields that were not understood: what is said of them further on would only follow from that.
    doubtful: BTreeSet<Box<str>>,
}

#[derive(Debug)]
struct Declared {
    kind: Option<FieldKind>,
    many: bool,
    options: Vec<Box<str>>,
    order: Vec<OptionId>,
}

#[derive(Debug)]
struct Columns {
    names: Vec<Box<str>>,
    rows: Vec<Vec<Cell>>,
    cited: bool,
    /// A row or a cell of it was not understood.
    broken: bool,
}

/// The most options of a `choices` field: a bit each.
const TICKS: usize = 64;

impl Data {
    /// Declares the fields of a file, which stand in the order of their ids.
    pub(crate) fn declare(cx: &mut Cx, file: &File) -> Self {
        let mut data = Self::default();
        for card in &file.fields {
            let told = cx.findings.len();
            data.fields.push(Declared::read(cx, card));
            if card.kind.is_none() || cx.findings.len() > told {
                data.doubt(card);
            }
        }
        data
    }
    fn doubt(&mut self, card: &FieldCard) {
        self.doubtful.insert(card.common.name.value.clone());
        self.doubtful.extend(card.common.title.as_ref().map(|title| title.value.clone()));
    }
    /// Whether an expression speaks of a field that was not understood.
    pub(crate) fn doubts(&self, text: &str) -> bool {
        self.doubtful.iter().any(|word| text.contains(&**word))
    }
    pub(crate) fn kind(&self, field: FieldId) -> Option<FieldKind> {
        self.fields.get(field.index())?.kind
    }
    pub(crate) fn many(&self, field: FieldId) -> bool {
        self.fields.get(field.index()).is_some_and(|field| field.many)
    }
    pub(crate) fn options(&self, field: FieldId) -> &[Box<str>] {
        self.fields.get(field.index()).map_or(&[], |field| &field.options)
    }
    pub(crate) fn order(&self, field: FieldId) -> &[OptionId] {
        self.fields.get(field.index()).map_or(&[], |field| &field.order)
    }
    pub(crate) fn columns(&self, table: TableId) -> &[Box<str>] {
        self.tables.get(table.index()).map_or(&[], |table| &table.names)
    }
    pub(crate) fn cells(&self, table: TableId, column: ColumnId) -> impl Iterator<Item = &Cell> {
        self.tables
            .get(table.index())
            .into_iter()
            .flat_map(move |table| table.rows.iter().filter_map(move |row| row.get(column.index())))
    }
    pub(crate) fn broken(&self, table: TableId) -> bool {
        self.tables.get(table.index()).is_some_and(|table| table.broken)
    }
    pub(crate) fn cited(&self, table: TableId) -> bool {
        self.tables.get(table.index()).is_some_and(|table| table.cited)
    }
}

impl Declared {
    fn read(cx: &mut Cx, card: &FieldCard) -> Self {
        let count = u16::try_from(card.options.len()).unwrap_or(u16::MAX);
        let kind = card.kind.and_then(|kind| {
            Some(match FieldCard::TYPES.get(kind.value).copied()? {
                "text" => FieldKind::Text,
                "note" => FieldKind::Note,
                "number" => FieldKind::Number,
                "money" => FieldKind::Money,
                "yes_no" => FieldKind::YesNo,
                "choice" => FieldKind::Choice(count),
                "choices" => FieldKind::Choices(count),
                "date" => FieldKind::Date,
                "moment" => FieldKind::Moment,
                "duration" => FieldKind::Duration,
                "phone" => FieldKind::Phone,
                "unit" => FieldKind::Unit,
                "department" => FieldKind::Department,
                "person" => FieldKind::Person,
                _ => FieldKind::File,
            })
        });
        let options: Vec<Box<str>> = match kind {
            Some(FieldKind::YesNo) => alloc::vec!["no".into(), "yes".into()],
            _ => card.options.iter().map(|option| option.name.value.clone()).collect(),
        };
        Self::options(cx, card, kind, &options);
        let order = Self::order(cx, card, &options);
        Self { kind, many: card.many, options, order }
    }

    fn options(cx: &mut Cx, card: &FieldCard, kind: Option<FieldKind>, options: &[Box<str>]) {
        let span = card.common.name.span;
        match kind {
            Some(FieldKind::Choice(_) | FieldKind::Choices(_)) if options.is_empty() => {
                cx.lacking(span, DataFinding::NoOptions, span);
            }
            Some(FieldKind::Choices(_)) if options.len() > TICKS => {
                cx.found(DataFinding::TooManyOptions { limit: TICKS }, span);
            }
            Some(FieldKind::Choice(_)) if options.len() > usize::from(u16::MAX) => {
                cx.found(DataFinding::TooManyOptions { limit: usize::from(u16::MAX) }, span);
            }
            Some(FieldKind::Choice(_) | FieldKind::Choices(_)) | None => {}
            Some(_) => {
                if let Some(first) = card.options.first() {
                    cx.found(DataFinding::NotAChoice { key: "options" }, first.name.span);
                }
            }
        }
    }

    fn order(cx: &mut Cx, card: &FieldCard, options: &[Box<str>]) -> Vec<OptionId> {
        let mut order = Vec::new();
        if options.is_empty() {
            if let Some(first) = card.order.first().filter(|_| card.kind.is_some()) {
                cx.found(DataFinding::NotAChoice { key: "order" }, first.span);
            }
            return order;
        }
        let known = cx.findings.len();
        for name in &card.order {
            match options.iter().position(|option| *option == name.value) {
                Some(at) => order.push(OptionId(u16::try_from(at).unwrap_or(u16::MAX))),
                None => dangling(cx, Kind::Option, name, options.iter().map(|o| &**o)),
            }
        }
        if let (Some(first), true) = (card.order.first(), cx.findings.len() == known) {
            let left = options.iter().find(|option| !card.order.iter().any(|name| name.value == **option));
            if let Some(option) = left {
                cx.found(DataFinding::OrderIncomplete { option: option.clone() }, first.span);
            }
        }
        order
    }
}

impl Low<'_> {
    /// What expressions may know of the fields.
    pub(crate) fn field_infos(&mut self) -> Vec<FieldInfo> {
        let file = self.file;
        let mut infos = Vec::new();
        for (at, card) in file.fields.iter().enumerate() {
            let id = FieldId::from_index(at);
            let per = card.per.as_ref().and_then(|per| self.list(per));
            if card.per.is_some() && per.is_none() {
                self.data.doubt(card);
            }
            infos.push(FieldInfo {
                label: super::names::label(&card.common),
                kind: self.data.kind(id).unwrap_or(FieldKind::Text),
                many: card.many,
                options: super::names::options(card),
                order: self.data.order(id).to_vec(),
                per,
                personal: card.personal.is_some(),
            });
        }
        infos
    }

    pub(crate) fn fields(&mut self, infos: &[FieldInfo]) -> Vec<Field> {
        let file = self.file;
        let mut fields = Vec::new();
        for (at, (card, info)) in file.fields.iter().zip(infos).enumerate() {
            let id = FieldId::from_index(at);
            let [min, max] = [("min", &card.min), ("max", &card.max)]
                .map(|(key, node)| node.as_ref().and_then(|node| self.bound(id, card, key, node)));
            if let (Some(Value::Decimal(a)), Some(Value::Decimal(b))) = (&min, &max)
                && a > b
            {
                self.cx.found(DataFinding::MinOverMax, card.common.name.span);
            }
            let default = card.default.as_ref().and_then(|node| self.value(id, "default", node));
            let usual = card.usual.as_ref().and_then(|node| self.value(id, "usual", node));
            if let Some(first) = card.not_same.first().filter(|_| info.kind != FieldKind::Person) {
                self.cx.found(DataFinding::NotForType { key: "not_same" }, first.span);
            }
            fields.push(Field {
                kind: info.kind,
                many: card.many,
                min,
                max,
                default,
                when: self.condition_if(card.when.as_ref()),
                usual,
                not_same: self.steps_of(&card.not_same),
                per: info.per,
                order: info.order.clone().into(),
                personal: self.personal(card),
            });
        }
        fields
    }

    fn personal(&mut self, card: &FieldCard) -> Option<Keep> {
        let days = card.keep.as_ref().and_then(|keep| self.keep(keep));
        match card.personal {
            Some(sensitive) => {
                if card.keep.is_none() {
                    let name = &card.common.name;
                    self.cx.found(DataFinding::NoKeep { field: name.value.clone() }, name.span);
                }
                Some(Keep { days, sensitive: sensitive.value })
            }
            None => {
                if let Some(keep) = &card.keep {
                    self.cx.found(DataFinding::KeepOfNothing, keep.span);
                }
                None
            }
        }
    }

    /// A retention term in days.
    pub(crate) fn keep(&mut self, keep: &Name) -> Option<u32> {
        match times::keep_days(&keep.value) {
            Ok(days) => Some(days),
            Err(found) => {
                self.cx.found(found, keep.span);
                None
            }
        }
    }

    /// `min` or `max`: of a list how many entries, else a value.
    fn bound(&mut self, id: FieldId, card: &FieldCard, key: &'static str, node: &Node) -> Option<Value> {
        let kind = self.data.kind(id)?;
        if card.many || matches!(kind, FieldKind::Choices(_)) {
            if let Toml::Whole(n @ 0..) = node.value {
                return Some(Value::Decimal(Decimal::whole(n)));
            }
            self.bad_value(key, id, node.span);
            return None;
        }
        let ordered = matches!(
            kind,
            FieldKind::Number | FieldKind::Money | FieldKind::Date | FieldKind::Moment | FieldKind::Duration
        );
        if !ordered {
            self.cx.found(DataFinding::NotForType { key }, node.span);
            return None;
        }
        self.value(id, key, node)
    }

    fn bad_value(&mut self, key: &str, id: FieldId, span: Span) {
        let field = self.sym.fields.name(id).into();
        self.cx.found(LinkFinding::BadValue { key: key.into(), field }, span);
    }

    /// A constant value of a field.
    pub(crate) fn value(&mut self, id: FieldId, key: &str, node: &Node) -> Option<Value> {
        let kind = self.data.kind(id)?;
        if self.data.many(id) {
            let Some(items) = node.list() else {
                self.bad_value(key, id, node.span);
                return None;
            };
            let items: Option<Vec<Value>> = items.iter().map(|item| self.single(id, kind, key, item)).collect();
            return items.map(|items| Value::List(items.into()));
        }
        self.single(id, kind, key, node)
    }

    fn single(&mut self, id: FieldId, kind: FieldKind, key: &str, node: &Node) -> Option<Value> {
        if let (FieldKind::Choice(_), Toml::Text(text)) = (kind, &node.value) {
            let options = self.data.options(id);
            if let Some(at) = options.iter().position(|option| **option == **text) {
                return u16::try_from(at).ok().map(|at| Value::Choice(OptionId(at)));
            }
            let options: Vec<Box<str>> = options.to_vec();
            let name = Name::new(Box::from(&**text), node.span);
            dangling(self.cx, Kind::Option, &name, options.iter().map(|o| &**o));
            return None;
        }
        let value = match (kind, &node.value) {
            (FieldKind::Choices(_), Toml::List(items)) => self.ticks(id, items),
            (FieldKind::Duration, Toml::Text(text)) => match times::span(text) {
                Ok(ms) => Some(Value::Duration(ms)),
                Err(found) => {
                    self.cx.found(found, node.span);
                    return None;
                }
            },
            (kind, value) => constant(kind, value),
        };
        if value.is_none() {
            self.bad_value(key, id, node.span);
        }
        value
    }

    fn ticks(&self, id: FieldId, items: &[Node]) -> Option<Value> {
        let options = self.data.options(id);
        let mut bits = 0_u64;
        for item in items {
            let text = item.text()?;
            let at = options.iter().position(|option| *option == text.value)?;
            bits |= 1_u64.checked_shl(u32::try_from(at).ok()?)?;
        }
        Some(Value::Choices(bits))
    }

    pub(crate) fn roles(&mut self) -> Vec<Role> {
        let file = self.file;
        let mut roles: Vec<(Box<str>, Role)> = Vec::new();
        for card in &file.roles {
            let from = card.from.as_ref().and_then(|from| self.source(from)).unwrap_or(RoleSource::Anyone);
            roles.push((card.common.name.value.clone(), Role { from }));
        }
        if self.sym.anyone && !roles.iter().any(|(name, _)| &**name == super::symbols::ANYONE) {
            roles.push((super::symbols::ANYONE.into(), Role { from: RoleSource::Anyone }));
        }
        roles.sort_by(|a, b| a.0.cmp(&b.0));
        roles.into_iter().map(|(_, role)| role).collect()
    }

    pub(crate) fn tables(&mut self) -> Vec<ValueTable> {
        let file = self.file;
        let mut tables = Vec::new();
        for card in &file.tables {
            let told = self.cx.findings.len();
            let by = card.by.as_ref().and_then(|by| self.field_of(by, Kind::ChoiceField));
            let names: BTreeSet<&str> =
                card.rows.iter().flat_map(|row| &row.cells).map(|cell| &*cell.column.value).collect();
            let names: Vec<Box<str>> = names.into_iter().map(Into::into).collect();
            let rows = self.rows(card, by, &names);
            let cited = card.common.cite.basis.is_some() || !card.common.cite.clause.is_empty();
            tables.push(ValueTable {
                by: by.unwrap_or_default(),
                columns: u16::try_from(names.len()).unwrap_or(u16::MAX),
                rows: rows.iter().map(|row| row.clone().into()).collect(),
            });
            let broken = self.cx.findings.len() > told;
            self.data.tables.push(Columns { names, rows, cited, broken });
        }
        tables
    }

    fn rows(&mut self, card: &TableCard, by: Option<FieldId>, columns: &[Box<str>]) -> Vec<Vec<Cell>> {
        let options: Vec<Box<str>> = by.map_or_else(Vec::new, |by| self.data.options(by).to_vec());
        let empty = alloc::vec![Cell::None; columns.len()];
        let mut rows = alloc::vec![empty; options.len() + 1];
        for row in &card.rows {
            let at = match options.iter().position(|option| *option == row.option.value) {
                Some(at) => at,
                None if &*row.option.value == "otherwise" => options.len(),
                None => {
                    if by.is_some() {
                        dangling(self.cx, Kind::Option, &row.option, options.iter().map(|o| &**o));
                    }
                    continue;
                }
            };
            for cell in &row.cells {
                let value = self.cell(cell);
                let column = columns.iter().position(|column| *column == cell.column.value);
                let slot = column.and_then(|column| rows.get_mut(at)?.get_mut(column));
                if let (Some(slot), Some(value)) = (slot, value) {
                    *slot = value;
                }
            }
        }
        self.one_kind(card, columns, &rows);
        if let Some(by) = &card.by {
            let known = |row: &RowCard| &*row.option.value == "otherwise" || options.contains(&row.option.value);
            let left = options.iter().filter(|option| !card.rows.iter().any(|row| row.option.value == **option));
            let otherwise = card.rows.iter().any(|row| &*row.option.value == "otherwise");
            let misspelt = !options.is_empty() && card.rows.iter().any(|row| !known(row));
            for option in left.filter(|_| !otherwise && !misspelt) {
                self.cx.found(DataFinding::NoRow { option: option.clone(), case: None }, by.span);
            }
        }
        rows
    }

    fn one_kind(&mut self, card: &TableCard, columns: &[Box<str>], rows: &[Vec<Cell>]) {
        for (at, column) in columns.iter().enumerate() {
            let cells = || rows.iter().filter_map(|row| row.get(at));
            let time = cells().any(|cell| matches!(cell, Cell::Time(_)));
            let other = cells().any(|cell| matches!(cell, Cell::Who(_) | Cell::Value(_)));
            if time && other {
                let all = card.rows.iter().flat_map(|row| &row.cells);
                let span = all.filter(|cell| cell.column.value == *column).map(|cell| cell.column.span).max();
                let found = DataFinding::MixedColumn { column: column.clone() };
                self.cx.found(found, span.unwrap_or(card.common.name.span));
            }
        }
    }

    /// A cell: a role, several roles, a time, or a plain value.
    fn cell(&mut self, cell: &CellCard) -> Option<Cell> {
        match &cell.value.value {
            Toml::Text(text) => {
                let name = Name::new(Box::from(&**text), cell.value.span);
                if self.sym.roles.get(text).is_some() {
                    return Some(Cell::Who(self.who(core::slice::from_ref(&name))));
                }
                if let Ok(limit) = times::limit(text) {
                    return Some(Cell::Time(limit));
                }
                let digits = text.trim().starts_with(|c: char| c.is_ascii_digit() || ('０'..='９').contains(&c));
                if digits {
                    self.limit(&name).map(Cell::Time)
                } else {
                    self.role(&name);
                    None
                }
            }
            Toml::List(items) => {
                let names: Vec<Name> = items.iter().filter_map(Node::text).collect();
                let who: Who = self.who(&names);
                Some(Cell::Who(who))
            }
            Toml::Whole(n) => Some(Cell::Value(Value::Decimal(Decimal::whole(*n)))),
            Toml::YesNo(yes) => Some(Cell::Value(Value::YesNo(*yes))),
            Toml::Decimal(text) => text.parse().ok().map(|n| Cell::Value(Value::Decimal(n))),
            Toml::Time(_) | Toml::Table(_) => {
                let found = crate::finding::TextFinding::WrongType {
                    key: cell.column.value.clone(),
                    want: crate::finding::Want::Plain,
                };
                self.cx.found(found, cell.value.span);
                None
            }
        }
    }
}

/// A plain constant of a kind.
fn constant(kind: FieldKind, value: &Toml) -> Option<Value> {
    match (kind, value) {
        (
            FieldKind::Text | FieldKind::Note | FieldKind::Phone | FieldKind::Unit | FieldKind::Department,
            Toml::Text(text),
        ) => Some(Value::Text(Box::from(&**text))),
        (FieldKind::Number | FieldKind::Money, Toml::Whole(n)) => Some(Value::Decimal(Decimal::whole(*n))),
        (FieldKind::Number | FieldKind::Money, Toml::Decimal(text) | Toml::Text(text)) => {
            text.parse().ok().map(Value::Decimal)
        }
        (FieldKind::YesNo, Toml::YesNo(yes)) => Some(Value::YesNo(*yes)),
        (FieldKind::Date, Toml::Time(time)) if time.time.is_none() => time.date.and_then(days).map(Value::Date),
        (FieldKind::Moment, Toml::Time(time)) => instant(time).map(Value::Moment),
        _ => None,
    }
}

fn days(date: toml::value::Date) -> Option<i32> {
    let day = chrono::NaiveDate::from_ymd_opt(i32::from(date.year), u32::from(date.month), u32::from(date.day))?;
    i32::try_from(day.signed_duration_since(chrono::NaiveDate::default()).num_days()).ok()
}

fn instant(time: &toml::value::Datetime) -> Option<Timestamp> {
    time.offset?;
    let text = time.to_string();
    let at = chrono::DateTime::parse_from_rfc3339(&text).ok()?;
    Some(Timestamp(at.timestamp_millis()))
}
