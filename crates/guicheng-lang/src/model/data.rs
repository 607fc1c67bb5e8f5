//! Fields, roles, tables of values by option.

use super::{CiteCard, Common, Name, wrong};
use crate::{
    doc::{Card, Cx, Node, Spanned, Value},
    finding::{TextFinding, Want},
};
use alloc::vec::Vec;

/// A field.
#[derive(Clone, Debug)]
pub struct FieldCard {
    /// What every card has.
    pub common: Common,
    /// Its type, as a position in [`FieldCard::TYPES`].
    pub kind: Option<Spanned<usize>>,
    /// A hint.
    pub help: Option<Name>,
    /// The choices.
    pub options: Vec<OptionCard>,
    /// Their rank.
    pub order: Vec<Name>,
    /// Must be filled where asked.
    pub required: bool,
    /// Its value from the start.
    pub default: Option<Node<'static>>,
    /// Least value or fewest entries.
    pub min: Option<Node<'static>>,
    /// Largest value or most entries.
    pub max: Option<Node<'static>>,
    /// A unit of measure.
    pub unit: Option<Name>,
    /// A list.
    pub many: bool,
    /// Asked only then.
    pub when: Option<Name>,
    /// The usual value.
    pub usual: Option<Node<'static>>,
    /// Not those who did these.
    pub not_same: Vec<Name>,
    /// Once per item of this list.
    pub per: Option<Name>,
    /// Personal data: sensitive or not.
    pub personal: Option<Spanned<bool>>,
    /// How long it is kept.
    pub keep: Option<Name>,
}

/// An option.
#[derive(Clone, Debug)]
pub struct OptionCard {
    /// Its id.
    pub name: Name,
    /// Its title.
    pub title: Name,
}

impl FieldCard {
    /// The words of `type`.
    pub const TYPES: &[&str] = &[
        "text",
        "note",
        "number",
        "money",
        "yes_no",
        "choice",
        "choices",
        "date",
        "moment",
        "duration",
        "phone",
        "unit",
        "department",
        "person",
        "file",
    ];

    pub(super) fn read(cx: &mut Cx, name: Name, mut card: Card<'_>) -> Self {
        let common = Common::read(cx, name, &mut card);
        card.need("type");
        let kind = card.word(cx, "type", Self::TYPES);
        let options = super::pairs(cx, &mut card, "options")
            .into_iter()
            .map(|(name, title)| OptionCard { name, title })
            .collect();
        let field = Self {
            common,
            kind,
            help: card.text(cx, "help"),
            options,
            order: card.texts(cx, "order"),
            required: card.yes_no(cx, "required").is_some_and(|yes| yes.value),
            default: card.take("default").map(|entry| entry.node.clone().into_owned()),
            min: card.take("min").map(|entry| entry.node.clone().into_owned()),
            max: card.take("max").map(|entry| entry.node.clone().into_owned()),
            unit: card.text(cx, "unit"),
            many: card.yes_no(cx, "many").is_some_and(|yes| yes.value),
            when: card.text(cx, "when"),
            usual: card.take("usual").map(|entry| entry.node.clone().into_owned()),
            not_same: card.text_or_texts(cx, "not_same"),
            per: card.text(cx, "per"),
            personal: personal(cx, &mut card),
            keep: card.text(cx, "keep"),
        };
        card.finish(cx);
        field
    }
}

/// `personal`; a misspelt word still says that it is.
fn personal(cx: &mut Cx, card: &mut Card<'_>) -> Option<Spanned<bool>> {
    let written = card.table_itself().get("personal").map(|entry| entry.node.span);
    let word = card.word(cx, "personal", &["ordinary", "sensitive"]);
    word.map(|word| Spanned::new(word.value == 1, word.span)).or(written.map(|span| Spanned::new(false, span)))
}

/// A role.
#[derive(Clone, Debug)]
pub struct RoleCard {
    /// What every card has.
    pub common: Common,
    /// Where its people come from.
    pub from: Option<Name>,
}

impl RoleCard {
    pub(super) fn read(cx: &mut Cx, name: Name, mut card: Card<'_>) -> Self {
        let common = Common::read(cx, name, &mut card);
        let from = card.need_text(cx, "from");
        card.finish(cx);
        Self { common, from }
    }
}

/// A table of values by option.
#[derive(Clone, Debug)]
pub struct TableCard {
    /// What every card has.
    pub common: Common,
    /// The field whose option picks the row.
    pub by: Option<Name>,
    /// Titles of its columns.
    pub columns: Vec<(Name, Name)>,
    /// Its rows.
    pub rows: Vec<RowCard>,
}

/// A row.
#[derive(Clone, Debug)]
pub struct RowCard {
    /// The option.
    pub option: Name,
    /// Its cells.
    pub cells: Vec<CellCard>,
}

/// A cell.
#[derive(Clone, Debug)]
pub struct CellCard {
    /// The column.
    pub column: Name,
    /// What it says.
    pub value: Node<'static>,
    /// Where it comes from, if the cell says so itself.
    pub cite: Option<CiteCard>,
}

impl TableCard {
    pub(super) fn read(cx: &mut Cx, name: Name, mut card: Card<'_>) -> Self {
        let common = Common::read(cx, name, &mut card);
        let by = card.need_text(cx, "by");
        let columns = super::pairs(cx, &mut card, "columns");
        card.need("rows");
        let mut rows = Vec::new();
        if let Some(table) = card.table(cx, "rows") {
            for entry in &table.table_itself().entries {
                match entry.node.table() {
                    Some(row) => {
                        let cells = row.entries.iter().filter_map(|cell| CellCard::read(cx, cell.name(), &cell.node));
                        rows.push(RowCard { option: entry.name(), cells: cells.collect() });
                    }
                    None => wrong(cx, entry, Want::Table),
                }
            }
        }
        card.finish(cx);
        let table = Self { common, by, columns, rows };
        table.titled_columns(cx);
        table
    }

    /// A title for a column that no row has.
    fn titled_columns(&self, cx: &mut Cx) {
        let there = || self.rows.iter().flat_map(|row| &row.cells).map(|cell| &*cell.column.value);
        for (name, _) in self.columns.iter().filter(|(name, _)| there().all(|column| *column != *name.value)) {
            let near = cx.near(&name.value, there());
            let found = TextFinding::UnknownKey { key: name.value.clone(), near: near.map(Into::into) };
            cx.findings.push(crate::Diagnostic::new(found, name.span).near(near, false));
        }
    }
}

impl CellCard {
    fn read(cx: &mut Cx, column: Name, node: &Node<'_>) -> Option<Self> {
        super::check_id(cx, &column.value, column.span);
        let Value::Table(table) = &node.value else {
            return Some(Self { column, value: node.clone().into_owned(), cite: None });
        };
        let mut card = Card::new(table, column.span);
        card.need("is");
        let value = card.take("is").map(|entry| entry.node.clone().into_owned());
        let cite = CiteCard::read(cx, &mut card);
        card.finish(cx);
        Some(Self { column, value: value?, cite: Some(cite) })
    }
}
