//! What can be wrong with a guard, a condition, a computed value or a time (family E; names T003, personal data P004).

use super::{Space, Type};
use crate::diagnostic::{Severity, Words};
use alloc::{boxed::Box, format, vec::Vec};

/// A finding in a guard, a condition, a computed value or a time.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum GuardFinding {
    /// Nothing is written.
    Empty,
    /// More text than [`guicheng_core::limits::TEXT_BYTES`].
    TooLong,
    /// Nested deeper than [`guicheng_core::limits::EXPRESSION_DEPTH`].
    TooDeep,
    /// More operations than [`guicheng_core::limits::EXPRESSION_OPS`].
    TooLarge,
    /// A character that means nothing here.
    Character(char),
    /// A full-width sign where the plain one is meant.
    FullWidth,
    /// `=` for `==`.
    SingleEquals,
    /// A quoted text without its end.
    Unclosed,
    /// A number with too many digits.
    BadNumber,
    /// A word that looks like an operator (`AND`, `并且`).
    LooksLike(&'static str),
    /// A time without quotes (`3d`).
    BareTime,
    /// Something else was expected here.
    Expected(Wanted),
    /// Comparisons in a row (`1 < x < 5`).
    Chained,
    /// No such thing.
    Unknown {
        /// What kind of thing.
        space: Space,
        /// As written.
        name: Box<str>,
        /// One that it may have been meant to be.
        near: Option<Box<str>>,
    },
    /// Nothing of this kind can be read of it (`step.X.late`).
    Property(Space),
    /// Not something that an expression reads (`table.X`, `event.X`).
    NotReadable(Box<str>),
    /// Several things have this title.
    Ambiguous(Space, Box<str>),
    /// An option without quotes.
    BareOption(Box<str>),
    /// Not an option of the field.
    UnknownOption {
        /// The field.
        field: Box<str>,
        /// What is written.
        given: Box<str>,
        /// Its options.
        options: Vec<Box<str>>,
    },
    /// Personal data, which no expression may read.
    Personal(Box<str>),
    /// The two sides cannot be compared or put together.
    Mismatch(Type, Type),
    /// Another type is needed here: wanted, found.
    Wrong(Type, Type),
    /// Values of this type have no order.
    NoOrder(Type),
    /// A list is not compared but searched.
    ListCompared,
    /// This text is no value of that type.
    BadLiteral(Type),
    /// No person can be named in an expression.
    PersonNamed,
    /// Only plain values may stand in `[..]`.
    NotPlain,
    /// `any`, `all`, `count` need something that is kept per item.
    NotPerItem,
    /// Fields of different lists in one expression.
    TwoLists,
    /// `any`, `all` or `count` inside another.
    FoldInFold,
    /// A look-up is only counted.
    LookupAlone,
    /// A time that cannot be read.
    BadTime {
        /// As written.
        text: Box<str>,
        /// How it may have been meant.
        near: Option<Box<str>>,
    },
    /// A number without its unit.
    NoUnit(Box<str>),
    /// More time than makes sense.
    TimeTooLong,
    /// A unit that does not fit here (`workdays` of a duration).
    UnitElsewhere,
}

/// What was expected.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Wanted {
    /// A value: a field, a number, a text, …
    Value,
    /// An operator or the end.
    Operator,
    /// `)`
    Close,
    /// `]` or `,`
    ListClose,
    /// A name after a dot.
    Name,
    /// A list, or a field with several values, after `in`.
    List,
    /// A hold after `any`.
    Hold,
}

impl GuardFinding {
    /// Its code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Empty | Self::Character(_) | Self::FullWidth | Self::SingleEquals | Self::Unclosed => "E010",
            Self::BadNumber | Self::LooksLike(_) | Self::BareTime | Self::Expected(_) | Self::Chained => "E010",
            Self::TooLong | Self::TooDeep | Self::TooLarge => "E011",
            Self::Unknown { .. } | Self::Ambiguous(..) | Self::Property(_) | Self::NotReadable(_) => "T003",
            Self::Personal(_) => "P004",
            Self::BareOption(_) | Self::UnknownOption { .. } | Self::Mismatch(..) | Self::Wrong(..) => "E001",
            Self::NoOrder(_) | Self::ListCompared | Self::BadLiteral(_) | Self::PersonNamed => "E001",
            Self::NotPlain | Self::NotPerItem | Self::TwoLists | Self::FoldInFold | Self::LookupAlone => "E001",
            Self::BadTime { .. } | Self::NoUnit(_) | Self::TimeTooLong | Self::UnitElsewhere => "E012",
        }
    }

    /// How grave it is.
    pub fn severity(&self) -> Severity {
        Severity::Error
    }

    /// Its words.
    pub fn words(&self) -> Words {
        match self {
            Self::TooLong | Self::TooDeep | Self::TooLarge => self.size_words(),
            Self::Empty
            | Self::Character(_)
            | Self::FullWidth
            | Self::SingleEquals
            | Self::Unclosed
            | Self::BadNumber
            | Self::LooksLike(_)
            | Self::BareTime
            | Self::Expected(_)
            | Self::Chained => self.shape_words(),
            Self::Unknown { .. }
            | Self::Property(_)
            | Self::NotReadable(_)
            | Self::Ambiguous(..)
            | Self::BareOption(_)
            | Self::UnknownOption { .. }
            | Self::Personal(_) => self.name_words(),
            Self::Mismatch(..)
            | Self::Wrong(..)
            | Self::NoOrder(_)
            | Self::ListCompared
            | Self::BadLiteral(_)
            | Self::PersonNamed
            | Self::NotPlain
            | Self::NotPerItem
            | Self::TwoLists
            | Self::FoldInFold
            | Self::LookupAlone => self.type_words(),
            Self::BadTime { .. } | Self::NoUnit(_) | Self::TimeTooLong | Self::UnitElsewhere => self.time_words(),
        }
    }

    fn size_words(&self) -> Words {
        match self {
            Self::TooDeep => Words::new("括号套得太深", "this is nested too deeply"),
            Self::TooLarge => Words::new("条件太复杂", "this is too large").help("分成几条写", "write several lines"),
            _ => Words::new("条件太长", "this is too long"),
        }
    }

    fn shape_words(&self) -> Words {
        match self {
            Self::Character(c) => Words::new(format!("这里不能用 `{c}`"), format!("`{c}` means nothing here")),
            Self::FullWidth => Words::new("这里要用半角符号", "a plain (half-width) sign is needed here"),
            Self::SingleEquals => Words::new("比较相等要写两个等号 ==", "equality is written with two signs: =="),
            Self::Unclosed => Words::new("引号没有配对", "the closing quote is missing"),
            Self::BadNumber => Words::new("这个数的位数太多", "this number has too many digits"),
            Self::LooksLike(word) => Words::new(format!("这里要写 `{word}`"), format!("write `{word}` here")),
            Self::BareTime => Words::new("时长要加引号", "a length of time is written in quotes"),
            Self::Expected(wanted) => wanted.words(),
            Self::Chained => Words::new("比较不能连着写", "comparisons cannot be chained")
                .help("分开写，用 and 连起来", "write them apart, joined by `and`"),
            _ => Words::new("条件是空的", "nothing is written here"),
        }
    }

    fn name_words(&self) -> Words {
        match self {
            Self::Unknown { space, name, near } => crate::finding::near_words(
                Words::new(
                    format!("没有名为 `{name}` 的{}", space.zh()),
                    format!("there is no {} `{name}`", space.en()),
                ),
                near.as_deref(),
            ),
            Self::Property(space) => Words::new(
                format!("{}在条件里只能读 {}", space.zh(), space.readable()),
                format!("of a {}, only this can be read: {}", space.en(), space.readable()),
            ),
            Self::Ambiguous(space, name) => Words::new(
                format!("标题是 `{name}` 的{}不止一个", space.zh()),
                format!("more than one {} has the title `{name}`", space.en()),
            )
            .help("写它的 id", "write its id"),
            Self::BareOption(name) => {
                Words::new(format!("选项 `{name}` 要加引号"), format!("the option `{name}` needs quotes"))
            }
            Self::UnknownOption { field, given, options } => {
                Words::new(format!("`{field}` 没有选项 `{given}`"), format!("`{field}` has no option `{given}`"))
                    .help(format!("可以写：{}", options.join("、")), format!("it has: {}", options.join(", ")))
            }
            Self::Personal(name) => Words::new(
                format!("`{name}` 是个人信息，条件不能读"),
                format!("`{name}` is personal data, which no condition may read"),
            )
            .help("另设一个是否字段，由人来答", "add a yes/no field that a person answers"),
            Self::NotReadable(name) => {
                Words::new(format!("条件里读不了 `{name}`"), format!("`{name}` cannot be read in a condition"))
            }
            _ => Words::default(),
        }
    }

    fn type_words(&self) -> Words {
        match self {
            Self::Mismatch(a, b) => Words::new(
                format!("{}和{}不能放在一起", a.zh(), b.zh()),
                format!("{} and {} do not go together", a.en(), b.en()),
            ),
            Self::Wrong(want, got) => Words::new(
                format!("这里要的是{}，写的是{}", want.zh(), got.zh()),
                format!("{} is needed here, not {}", want.en(), got.en()),
            ),
            Self::NoOrder(of) => {
                Words::new(format!("{}不分大小", of.zh()), format!("{} cannot be more or less than another", of.en()))
                    .help("选项要比大小，先在字段里写 order", "options can if their field says `order`")
            }
            Self::ListCompared => Words::new("有多个值，不能直接比较", "several values cannot be compared with one")
                .help("写 'x' in 字段", "write 'x' in field"),
            Self::BadLiteral(of) => Words::new(format!("这不是{}", of.zh()), format!("this is not {}", of.en())),
            Self::PersonNamed => Words::new("条件里不能写具体的人", "no person can be named in a condition"),
            Self::NotPlain => Words::new("[..] 里只能写固定的值", "only plain values may stand in [..]"),
            Self::NotPerItem => Words::new(
                "any、all、count 的括号里要有一项一份的字段",
                "any, all and count need a field that is kept per item",
            ),
            Self::TwoLists => {
                Words::new("不能把两份清单的字段混在一起", "fields of two different lists cannot be mixed")
            }
            Self::FoldInFold => {
                Words::new("any、all、count 不能套在一起", "any, all and count cannot stand inside one another")
            }
            _ => Words::new("查到的个案只能计数", "the cases found can only be counted")
                .help("写 count(lookup.X)", "write count(lookup.X)"),
        }
    }

    fn time_words(&self) -> Words {
        match self {
            Self::BadTime { text, near } => crate::finding::near_words(
                Words::new(format!("看不懂时间 `{text}`"), format!("`{text}` is not a time")),
                near.as_deref(),
            ),
            Self::NoUnit(number) => Words::new(format!("`{number}` 没有单位"), format!("`{number}` has no unit"))
                .help("如 5m、2h、3d、2 workdays", "such as 5m, 2h, 3d, 2 workdays"),
            Self::TimeTooLong => Words::new("时间太长", "this is too long a time"),
            _ => Words::new(
                "这里只能写分、小时、天这样的时长",
                "only plain lengths of time fit here, such as 5m, 2h, 3d",
            ),
        }
    }
}

impl Wanted {
    fn words(self) -> Words {
        match self {
            Self::Value => Words::new("这里要写一个值", "a value belongs here")
                .help("字段、数，或加引号的文字", "a field, a number, or a text in quotes"),
            Self::Operator => Words::new("这里要写运算符，或者到此为止", "an operator or the end belongs here"),
            Self::Close => Words::new("少了右括号", "`)` is missing"),
            Self::ListClose => Words::new("这里要写逗号或 ]", "`,` or `]` belongs here"),
            Self::Name => Words::new("点号后面要写名字", "a name belongs after the dot"),
            Self::List => {
                Words::new("in 后面要写 [..] 或有多个值的字段", "`in` needs [..] or a field with several values")
            }
            Self::Hold => Words::new("any 后面要写 hold.X 或括号", "`any` needs hold.X or brackets"),
        }
    }
}

impl Space {
    pub(super) const fn zh(self) -> &'static str {
        match self {
            Self::Field => "字段",
            Self::Hold => "挂起",
            Self::Clock => "时限",
            Self::Register => "登记表",
            Self::Step => "步骤",
            Self::Lookup => "查询",
            Self::Route => "路线",
        }
    }

    pub(super) const fn en(self) -> &'static str {
        match self {
            Self::Field => "field",
            Self::Hold => "hold",
            Self::Clock => "clock",
            Self::Register => "register",
            Self::Step => "step",
            Self::Lookup => "look-up",
            Self::Route => "route",
        }
    }

    const fn readable(self) -> &'static str {
        match self {
            Self::Field => "X",
            Self::Hold => "hold.X",
            Self::Clock => "clock.X.late",
            Self::Register => "register.X.written",
            Self::Step => "step.X.open, step.X.done",
            Self::Lookup => "count(lookup.X)",
            Self::Route => "route.X.open",
        }
    }
}
