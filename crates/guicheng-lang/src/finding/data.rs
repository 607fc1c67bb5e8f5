//! What can be wrong with fields and personal data (families F and P).

use crate::diagnostic::{Severity, Words};
use alloc::{boxed::Box, format};

/// A finding about a field.
#[derive(Clone, PartialEq, Debug)]
pub enum DataFinding {
    /// Filled on two sides of one block.
    FilledTwice {
        /// The field.
        field: Box<str>,
    },
    /// Read, but nothing fills it.
    NeverFilled {
        /// The field.
        field: Box<str>,
    },
    /// Nothing fills it and nothing reads it.
    NeverUsed {
        /// The field.
        field: Box<str>,
    },
    /// A choice without options.
    NoOptions,
    /// Options on something that is no choice.
    NotAChoice {
        /// The key.
        key: &'static str,
    },
    /// A rank that leaves out options.
    OrderIncomplete {
        /// One left out.
        option: Box<str>,
    },
    /// The least is more than the most.
    MinOverMax,
    /// Asked twice by one card.
    AskedTwice {
        /// The field.
        field: Box<str>,
    },
    /// Too many options for a set of ticks.
    TooManyOptions {
        /// The most.
        limit: usize,
    },
    /// A key that this type does not have.
    NotForType {
        /// The key.
        key: &'static str,
    },
    /// A row for no option.
    NoRow {
        /// The option.
        option: Box<str>,
    },
    /// A column with both times and roles.
    MixedColumn {
        /// The column.
        column: Box<str>,
    },
    /// A field kept per item, asked where there are no items.
    NoItem {
        /// The field.
        field: Box<str>,
    },
    /// Personal data in a notice.
    PersonalInNotice {
        /// The field.
        field: Box<str>,
    },
    /// Personal data without a term.
    NoKeep {
        /// The field.
        field: Box<str>,
    },
    /// Sensitive personal data printed in full.
    Unmasked {
        /// The field.
        field: Box<str>,
    },
    /// A term for what is not personal.
    KeepOfNothing,
    /// A mask of a column that is not printed.
    MaskOfNothing {
        /// The column.
        column: Box<str>,
    },
}

impl DataFinding {
    /// Its code, gravity and words.
    pub(super) fn say(&self) -> (&'static str, Severity, Words) {
        use Severity::{Error, Warning};
        match self {
            Self::FilledTwice { field } => (
                "F002",
                Warning,
                Words::new(
                    format!("同时做的两步都填 `{field}`，后填的会盖掉先填的"),
                    format!("two cards done together both fill `{field}`: the later overwrites the earlier"),
                ),
            ),
            Self::NeverFilled { field } => (
                "F001",
                Warning,
                Words::new(
                    format!("读了 `{field}`，但没有哪一步填它"),
                    format!("`{field}` is read, but nothing fills it"),
                )
                .help("在某一步的 fill 里加上，或给 default", "add it to the `fill` of a step, or give a `default`"),
            ),
            Self::NeverUsed { field } => (
                "F003",
                Warning,
                Words::new(format!("没有哪一步填 `{field}`"), format!("nothing ever fills `{field}`")),
            ),
            Self::NoOptions => ("F004", Error, Words::new("选项类的内容项要写 options", "a choice needs `options`")),
            Self::NotAChoice { key } => (
                "F005",
                Error,
                Words::new(format!("只有选项类的内容项才有 `{key}`"), format!("only a choice has `{key}`")),
            ),
            Self::OrderIncomplete { option } => {
                ("F006", Error, Words::new(format!("order 漏了 `{option}`"), format!("`order` leaves out `{option}`")))
            }
            Self::MinOverMax => ("F008", Error, Words::new("min 大于 max", "`min` is more than `max`")),
            Self::AskedTwice { field } => {
                ("F012", Error, Words::new(format!("`{field}` 问了两次"), format!("`{field}` is asked twice")))
            }
            Self::TooManyOptions { limit } => {
                ("F011", Error, Words::new(format!("最多 {limit} 个选项"), format!("{limit} options are the most")))
            }
            Self::NotForType { key } => (
                "F010",
                Error,
                Words::new(format!("这种类型的内容项没有 `{key}`"), format!("a field of this type has no `{key}`")),
            ),
            Self::NoRow { option } => (
                "F014",
                Warning,
                Words::new(format!("表里没有 `{option}` 这一行"), format!("the table has no row for `{option}`")),
            ),
            Self::MixedColumn { column } => (
                "F015",
                Error,
                Words::new(
                    format!("`{column}` 这一列有的是时间，有的不是"),
                    format!("column `{column}` has times in some rows and other things in others"),
                ),
            ),
            Self::NoItem { field } => (
                "F009",
                Error,
                Words::new(
                    format!("`{field}` 每一项填一份，这一步却不在它的 each 里"),
                    format!("`{field}` is kept per item, but this card is not inside that `each`"),
                ),
            ),
            Self::PersonalInNotice { field } => (
                "P001",
                Warning,
                Words::new(format!("通知里有个人信息 `{field}`"), format!("the notice shows personal data: `{field}`")),
            ),
            Self::NoKeep { field } => (
                "P002",
                Warning,
                Words::new(
                    format!("个人信息 `{field}` 没写保存多久"),
                    format!("personal field `{field}` does not say how long it is kept"),
                )
                .help("加上 keep，如 keep = \"36 months\"", "add `keep`, such as keep = \"36 months\""),
            ),
            Self::Unmasked { field } => (
                "P003",
                Warning,
                Words::new(
                    format!("登记表原样打印敏感信息 `{field}`"),
                    format!("the register prints sensitive data in full: `{field}`"),
                )
                .help("在 mask 里写 last4 或 hidden", "give it `last4` or `hidden` in `mask`"),
            ),
            Self::KeepOfNothing => {
                ("P005", Warning, Words::new("不是个人信息，不用写 keep", "`keep` only counts for personal data"))
            }
            Self::MaskOfNothing { column } => (
                "P006",
                Warning,
                Words::new(format!("mask 里的 `{column}` 没有打印"), format!("`{column}` in `mask` is not printed")),
            ),
        }
    }
}
