//! Fields and tables of values by option.

use super::{ListRef, Who};
use crate::{ExprId, FieldId, Limit, OptionId, StepId, Value};
use alloc::boxed::Box;

/// A field of the case.
#[derive(Clone, Debug)]
pub struct Field {
    /// What it holds.
    pub kind: FieldKind,
    /// A list of values (of the kind's single values).
    pub many: bool,
    /// The fewest entries of a list, or the smallest value.
    pub min: Option<Value>,
    /// The most entries of a list, or the largest value.
    pub max: Option<Value>,
    /// Its value from the start.
    pub default: Option<Value>,
    /// Asked (and required) only then.
    pub when: Option<ExprId>,
    /// The usual value: any other asks for a reason and is counted.
    pub usual: Option<Value>,
    /// A person field must not name those who did these.
    pub not_same: Box<[StepId]>,
    /// Kept once per item of an `each` over this list.
    pub per: Option<ListRef>,
    /// Options by rank, lowest first; empty: no rank.
    pub order: Box<[OptionId]>,
    /// Personal data and how long it is kept: only a commitment ever reaches the core.
    pub personal: Option<Keep>,
}

impl Field {
    /// A field of a kind, of which nothing else is said.
    pub fn of(kind: FieldKind) -> Self {
        Self {
            kind,
            many: false,
            min: None,
            max: None,
            default: None,
            when: None,
            usual: None,
            not_same: Box::default(),
            per: None,
            order: Box::default(),
            personal: None,
        }
    }
}

/// What a field holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FieldKind {
    /// A short text.
    Text,
    /// A long text.
    Note,
    /// A decimal number.
    Number,
    /// An amount of money.
    Money,
    /// Yes or no.
    YesNo,
    /// One of n options.
    Choice(u16),
    /// Several of n options (at most 64).
    Choices(u16),
    /// A day.
    Date,
    /// An instant.
    Moment,
    /// A length of time.
    Duration,
    /// A telephone number.
    Phone,
    /// A flat or house.
    Unit,
    /// A department.
    Department,
    /// A person.
    Person,
    /// A file.
    File,
}

/// How personal data is kept.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Keep {
    /// Days after closing; none: not stated.
    pub days: Option<u32>,
    /// Sensitive personal data (illness).
    pub sensitive: bool,
}

/// Values by the option of a choice field.
#[derive(Clone, Debug)]
pub struct ValueTable {
    /// The choice (or yes/no: option 0 no, 1 yes) field whose option picks the row.
    pub by: FieldId,
    /// How many columns.
    pub columns: u16,
    /// Rows by option, then the row `otherwise`; each with one cell a column.
    pub rows: Box<[Box<[Cell]>]>,
}

/// A cell.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub enum Cell {
    /// Does not apply.
    #[default]
    None,
    /// A time.
    Time(Limit),
    /// Roles.
    Who(Who),
    /// A plain value.
    Value(Value),
}
