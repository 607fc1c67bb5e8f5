//! What can be wrong with fields and personal data (families F and P).

use super::text::near_words;
use crate::{
    diagnostic::{Both, Severity, Words},
    guard::Type,
};
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
    /// Read where, on some way there, nothing has filled it.
    MaybeUnfilled {
        /// The field.
        field: Box<str>,
        /// The cards on such a way; empty: it begins with an interruption.
        way: Box<str>,
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
    /// No row for an option.
    NoRow {
        /// The option.
        option: Box<str>,
        /// The case in words, once the titles are known.
        case: Option<Both>,
    },
    /// A column with both times and roles.
    MixedColumn {
        /// The column.
        column: Box<str>,
    },
    /// A column that nothing reads.
    UnusedColumn {
        /// The column.
        column: Box<str>,
        /// One that is read, and that the row lacks.
        near: Option<Box<str>>,
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
    /// Personal data printed in full.
    Unmasked {
        /// The field.
        field: Box<str>,
        /// Sensitive data, or ordinary data in a register that masks nothing.
        sensitive: bool,
    },
    /// Personal data given to a field that is not, or less so.
    GivenAway {
        /// The field here.
        ours: Box<str>,
        /// The field there.
        theirs: Box<str>,
    },
    /// Handed over to a field of another type.
    OtherType {
        /// The field it comes from, or how it is computed.
        ours: Box<str>,
        /// The field it goes to.
        theirs: Box<str>,
        /// What it is.
        is: Type,
        /// What it should be.
        wants: Type,
    },
    /// An option that the field it goes to does not have.
    OptionNotThere {
        /// The field it comes from.
        ours: Box<str>,
        /// The field it goes to.
        theirs: Box<str>,
        /// The option.
        option: Box<str>,
    },
    /// Personal data shown where anyone may look.
    ShownToAnyone {
        /// The field.
        field: Box<str>,
    },
    /// Free text in a notice that leaves the house.
    NoteOutside {
        /// The field.
        field: Box<str>,
    },
    /// Required, but no card asks for it.
    NeverAsked {
        /// The field.
        field: Box<str>,
    },
    /// Set, and read nowhere.
    NeverRead {
        /// The field.
        field: Box<str>,
    },
    /// A term for what is not personal.
    KeepOfNothing,
    /// A mask of a column that is not printed.
    MaskOfNothing {
        /// The column.
        column: Box<str>,
        /// The column that may have been meant.
        near: Option<Box<str>>,
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
            Self::MaybeUnfilled { field, way } => {
                let (zh, en): (&str, &str) = if way.is_empty() { ("从别处跳来", "by a jump") } else { (way, way) };
                (
                    "F013",
                    Warning,
                    Words::new(
                        format!("到这里 `{field}` 可能还没有人填过：有一条路不经过填它的步骤（{zh}）"),
                        format!("`{field}` may not be filled yet here: one way passes no step that asks for it ({en})"),
                    )
                    .help(
                        "在每条路上先问，或给 default，或在判断里写 empty()",
                        "ask for it on every way first, give it a `default`, or use empty() in the guard",
                    ),
                )
            }
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
            Self::NoRow { option, case } => {
                let (zh, en) = case.as_ref().map_or_else(Default::default, |case| {
                    (format!("：{} 时，表里什么都没有", case.zh), format!(": it says nothing where {}", case.en))
                });
                (
                    "F014",
                    Warning,
                    Words::new(
                        format!("表里没有 `{option}` 这一行{zh}"),
                        format!("the table has no row for `{option}`{en}"),
                    )
                    .help("补上这一行，或写 otherwise 一行", "add the row, or one called `otherwise`"),
                )
            }
            Self::MixedColumn { column } => (
                "F015",
                Error,
                Words::new(
                    format!("`{column}` 这一列有的是时间，有的不是"),
                    format!("column `{column}` has times in some rows and other things in others"),
                ),
            ),
            Self::UnusedColumn { column, near } => (
                "F018",
                Warning,
                near_words(
                    Words::new(format!("没有哪里用到 `{column}` 这一列"), format!("nothing reads column `{column}`")),
                    near.as_deref(),
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
            Self::Unmasked { field, sensitive } => {
                let (zh, en) = if *sensitive { ("敏感", "sensitive") } else { ("个人", "personal") };
                (
                    "P003",
                    Warning,
                    Words::new(
                        format!("登记表原样打印{zh}信息 `{field}`"),
                        format!("the register prints {en} data in full: `{field}`"),
                    )
                    .help("在 mask 里写 last4 或 hidden", "give it `last4` or `hidden` in `mask`"),
                )
            }
            Self::GivenAway { .. } | Self::ShownToAnyone { .. } | Self::NoteOutside { .. } => self.let_out(),
            Self::OtherType { ours, theirs, is, wants } => (
                "F019",
                Error,
                Words::new(
                    format!("`{ours}` 是「{}」，`{theirs}` 要的是「{}」", is.zh(), wants.zh()),
                    format!("`{ours}` is {}, and `{theirs}` takes {}", is.en(), wants.en()),
                )
                .help("换一个类型相同的内容项", "hand over a field of the same type"),
            ),
            Self::OptionNotThere { ours, theirs, option } => (
                "F019",
                Error,
                Words::new(
                    format!("`{ours}` 可以是 `{option}`，`{theirs}` 却没有这个选项"),
                    format!("`{ours}` may be `{option}`, which `{theirs}` does not have"),
                )
                .help("两边用同样的选项", "give both fields the same options"),
            ),
            Self::NeverAsked { field } => (
                "F016",
                Warning,
                Words::new(
                    format!("`{field}` 是必填的，却没有哪一步问它"),
                    format!("`{field}` is required, but no card asks for it"),
                )
                .help("在某一步的 fill 里加上，或去掉 required", "add it to the `fill` of a step, or drop `required`"),
            ),
            Self::NeverRead { field } => (
                "F017",
                Warning,
                Words::new(
                    format!("`{field}` 填了以后没有哪里用到，也没有人看得到"),
                    format!("`{field}` is set, and nothing reads it and nobody is shown it"),
                )
                .help("用在判断、登记表或 show 里，或删去", "use it in a guard, a register or `show`, or delete it"),
            ),
            Self::KeepOfNothing => {
                ("P005", Warning, Words::new("不是个人信息，不用写 keep", "`keep` only counts for personal data"))
            }
            Self::MaskOfNothing { column, near } => (
                "P006",
                Warning,
                near_words(
                    Words::new(
                        format!("mask 里的 `{column}` 没有打印"),
                        format!("`{column}` in `mask` is not printed"),
                    ),
                    near.as_deref(),
                ),
            ),
        }
    }

    /// Of personal data that leaves where it belongs.
    fn let_out(&self) -> (&'static str, Severity, Words) {
        use Severity::Warning;
        match self {
            Self::GivenAway { ours, theirs } => (
                "P008",
                Warning,
                Words::new(
                    format!("个人信息 `{ours}` 交给了 `{theirs}`，那边没有照样当个人信息保存"),
                    format!("personal data `{ours}` goes to `{theirs}`, which is not kept as such there"),
                )
                .help(
                    "在那边的内容项上写同样的 personal 和 keep",
                    "give the other field the same `personal` and a `keep`",
                ),
            ),
            Self::ShownToAnyone { field } => (
                "P007",
                Warning,
                Words::new(
                    format!("个人信息 `{field}` 给谁都看得到：这一步没写谁来做"),
                    format!("personal data `{field}` is shown to anyone: this step does not say who does it"),
                )
                .help("在这一步写 who", "give the step a `who`"),
            ),
            Self::NoteOutside { field } => (
                "P009",
                Warning,
                Words::new(
                    format!("发到外面的通知里有随手写的文字 `{field}`，里面什么都可能有"),
                    format!("a notice that leaves the house shows free text: `{field}`, which may say anything"),
                )
                .help("改用选项，或只说个案号", "use a choice, or name the case only"),
            ),
            _ => ("P007", Warning, Words::default()),
        }
    }
}
