//! What can be wrong with the text of a file (family T).

use crate::diagnostic::{Both, Severity, Words};
use alloc::{boxed::Box, format};

/// What a key's value should have been.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Want {
    /// A text in quotes.
    Text,
    /// A whole number.
    Whole,
    /// `true` or `false`.
    YesNo,
    /// `true`: such a key is only ever set.
    True,
    /// A day such as `2026-12-01`.
    Day,
    /// An instant.
    Moment,
    /// A list.
    List,
    /// A list of texts.
    Texts,
    /// A text or a list of texts.
    TextOrTexts,
    /// A table.
    Table,
    /// A list of tables.
    Tables,
    /// A text or a number.
    TextOrWhole,
    /// A text or a table.
    TextOrTable,
    /// A text, a number, yes or no, a moment, or a list of these.
    Plain,
    /// Pairs of names.
    Pair,
}

impl Want {
    fn words(self) -> Both {
        let (zh, en) = match self {
            Self::Text => ("一段用引号括起的文字", "a text in quotes"),
            Self::Whole => ("一个整数", "a whole number"),
            Self::YesNo => ("true 或 false", "true or false"),
            Self::True => ("true（否则不写这一项）", "true (or leave the key out)"),
            Self::Day => ("一个日期，如 2026-12-01", "a day such as 2026-12-01"),
            Self::Moment => ("一个时刻，如 2026-12-01T09:00:00+08:00", "an instant such as 2026-12-01T09:00:00+08:00"),
            Self::List => ("一个列表 [ … ]", "a list [ … ]"),
            Self::Texts => ("一个文字的列表 [\"…\", \"…\"]", "a list of texts [\"…\", \"…\"]"),
            Self::TextOrTexts => ("一段文字，或文字的列表", "a text or a list of texts"),
            Self::Table => ("一个表 { … }", "a table { … }"),
            Self::Tables => ("表的列表 [{ … }, …]", "a list of tables [{ … }, …]"),
            Self::TextOrWhole => ("一段文字或一个整数", "a text or a whole number"),
            Self::TextOrTable => ("一段文字或一个表", "a text or a table"),
            Self::Plain => ("一个值", "a plain value"),
            Self::Pair => ("两个名字 [\"…\", \"…\"]", "two names [\"…\", \"…\"]"),
        };
        Both::new(zh, en)
    }
}

/// A finding in the text of a file.
#[derive(Clone, PartialEq, Debug)]
pub enum TextFinding {
    /// Larger than any source may be.
    TooLarge {
        /// Its size.
        bytes: usize,
        /// The most allowed.
        limit: usize,
    },
    /// Nested too deeply.
    TooDeep {
        /// The most allowed.
        limit: usize,
    },
    /// More mistakes than anybody reads.
    TooManyFindings {
        /// How many are told of.
        shown: usize,
        /// How many there are.
        all: usize,
    },
    /// Neither UTF-8 nor GBK.
    NotUtf8 {
        /// The first byte that does not fit.
        at: usize,
    },
    /// GBK, as old desks write it.
    Gbk,
    /// Full-width punctuation where TOML wants the plain one.
    FullWidth {
        /// What stands there.
        found: char,
        /// What belongs there.
        plain: &'static str,
    },
    /// No TOML.
    Syntax {
        /// The parser's words.
        words: Box<str>,
    },
    /// A bare key with characters that need quotes.
    BareKey,
    /// Key twice in one table.
    DuplicateKey {
        /// The key.
        key: Box<str>,
    },
    /// A key that the format does not know.
    UnknownKey {
        /// The key.
        key: Box<str>,
        /// One that it may have been meant to be.
        near: Option<Box<str>>,
    },
    /// Of the wrong type.
    WrongType {
        /// The key.
        key: Box<str>,
        /// What belongs there.
        want: Want,
    },
    /// Not there.
    MissingKey {
        /// The key.
        key: &'static str,
    },
    /// None of the words of a closed list.
    UnknownWord {
        /// As written.
        word: Box<str>,
        /// The list.
        words: &'static [&'static str],
        /// One that it may have been meant to be.
        near: Option<Box<str>>,
    },
    /// Outside the numbers that make sense.
    OutOfRange {
        /// The key.
        key: Box<str>,
        /// The least.
        min: i64,
        /// The most.
        max: i64,
    },
    /// An id with characters that ids do not have.
    BadId {
        /// The id.
        id: Box<str>,
    },
    /// Two cards of one id space share an id.
    Clash {
        /// The id.
        id: Box<str>,
    },
    /// A slip of the pen that is read as it was meant.
    Slip(Slip),
    /// Keys that exclude each other.
    Together {
        /// One.
        one: &'static str,
        /// Another.
        other: &'static str,
    },
}

/// A slip of the pen in the signs of TOML.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Slip {
    /// A bracket, brace, quote or comma is missing.
    Missing(char),
    /// A colon for an equals sign.
    Colon,
    /// Full-width letters and digits.
    Wide,
    /// A text without quotes.
    NoQuotes,
    /// Two strokes before a remark.
    Strokes,
}

impl Slip {
    /// Whether mending it can change nothing that was meant.
    pub(crate) const fn is_safe(self) -> bool {
        match self {
            Self::Colon | Self::Wide | Self::Strokes => true,
            Self::Missing(_) | Self::NoQuotes => false,
        }
    }

    fn words(self) -> Words {
        match self {
            Self::Missing(sign) => Words::new(format!("这里少了 `{sign}`"), format!("`{sign}` is missing here")),
            Self::Colon => {
                Words::new("名字和值之间写 `=`，不写冒号", "`=` belongs between a key and its value, not a colon")
            }
            Self::Wide => {
                Words::new("这里的字母和数字要用半角", "letters and digits should be plain (half-width) here")
            }
            Self::NoQuotes => Words::new(
                "文字要用引号括起，是否写 true 或 false",
                "a text belongs in quotes; yes or no is true or false",
            ),
            Self::Strokes => Words::new("注释前面写 `#`，不写 `//`", "a remark begins with `#`, not with `//`"),
        }
    }
}

impl TextFinding {
    /// Its code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Syntax { .. } | Self::FullWidth { .. } | Self::BareKey | Self::Slip(_) => "T001",
            Self::UnknownKey { .. } | Self::WrongType { .. } | Self::MissingKey { .. } => "T002",
            Self::Clash { .. } | Self::BadId { .. } => "T004",
            Self::UnknownWord { .. } => "T005",
            Self::OutOfRange { .. } => "T006",
            Self::Together { .. } => "T007",
            Self::DuplicateKey { .. } => "T008",
            Self::NotUtf8 { .. } | Self::Gbk => "T010",
            Self::TooLarge { .. } | Self::TooDeep { .. } | Self::TooManyFindings { .. } => "T011",
        }
    }
    /// How grave it is.
    pub fn severity(&self) -> Severity {
        if matches!(self, Self::TooManyFindings { .. }) { Severity::Note } else { Severity::Error }
    }
    /// Its words.
    pub fn words(&self) -> Words {
        match self {
            Self::TooManyFindings { shown, all } => Words::new(
                format!("一共 {all} 处，这里列出 {shown} 处；改好再检查一遍"),
                format!("there are {all} findings; {shown} are told of: mend them and check again"),
            ),
            Self::TooLarge { bytes, limit } => Words::new(
                format!("文件有 {bytes} 字节，最多 {limit}"),
                format!("the file has {bytes} bytes; {limit} are the most"),
            ),
            Self::TooDeep { limit } => {
                Words::new(format!("嵌套超过 {limit} 层"), format!("nested more than {limit} levels deep"))
            }
            Self::NotUtf8 { at } => Words::new(
                format!("文件不是 UTF-8（第 {at} 字节起）"),
                format!("the file is not UTF-8 (from byte {at})"),
            )
            .help("用编辑器另存为 UTF-8", "save it as UTF-8 in your editor"),
            Self::Gbk => Words::new("文件的编码是 GBK，不是 UTF-8", "the file is encoded in GBK, not in UTF-8")
                .help("另存为 UTF-8", "save it as UTF-8"),
            Self::FullWidth { found, plain } => Words::new(
                format!("这里要用半角的 `{plain}`，写成了全角的 `{found}`"),
                format!("full-width `{found}` where a plain `{plain}` belongs"),
            ),
            Self::Syntax { words } => {
                Words::new(format!("不合 TOML 的写法：{}", syntax_zh(words)), format!("not TOML: {words}"))
            }
            Self::Slip(slip) => slip.words(),
            Self::BareKey => Words::new("不是英文的名字要加引号", "a name that is not plain ASCII needs quotes"),
            Self::DuplicateKey { key } => Words::new(format!("`{key}` 写了两次"), format!("`{key}` is written twice"))
                .help("留一个，或改名", "keep one, or give it another name"),
            Self::UnknownKey { key, near } => near_words(
                Words::new(format!("没有 `{key}` 这一项"), format!("there is no key `{key}` here")),
                near.as_deref(),
            ),
            Self::WrongType { key, want } => {
                let want = want.words();
                Words::new(format!("`{key}` 应是{}", want.zh), format!("`{key}` should be {}", want.en))
            }
            Self::MissingKey { key } => Words::new(format!("缺少 `{key}`"), format!("`{key}` is missing")),
            Self::UnknownWord { word, words, near } => {
                let said = Words::new(
                    format!("`{word}` 不在可选的词之中：{}", words.join("、")),
                    format!("`{word}` is none of: {}", words.join(", ")),
                );
                near_words(said, near.as_deref())
            }
            Self::OutOfRange { key, min, max } => Words::new(
                format!("`{key}` 应在 {min} 到 {max} 之间"),
                format!("`{key}` should be between {min} and {max}"),
            ),
            Self::BadId { id } => Words::new(format!("`{id}` 不能作名字"), format!("`{id}` cannot be a name")).help(
                "名字用字母、数字、下划线、连字符，不含点和空格",
                "a name has letters, digits, `_` and `-`, no dot, no space",
            ),
            Self::Clash { id } => Words::new(
                format!("名字 `{id}` 已经用在另一张卡片上"),
                format!("the name `{id}` is already that of another card"),
            )
            .help(
                "步骤、路线、选择、调用、查询、等待、挂起和 on 的名字放在一起也不能重复",
                "steps, routes, choices, calls, look-ups, waits, holds and `on` cards share one set of names",
            ),
            Self::Together { one, other } => Words::new(
                format!("`{one}` 和 `{other}` 不能一起写"),
                format!("`{one}` and `{other}` exclude each other"),
            ),
        }
    }
}

/// Adds "did you mean".
pub(crate) fn near_words(words: Words, near: Option<&str>) -> Words {
    match near {
        Some(near) => words.help(format!("是不是 `{near}`？"), format!("did you mean `{near}`?")),
        None => words,
    }
}

/// The parser's words in Chinese, for the mistakes that people make.
fn syntax_zh(words: &str) -> &str {
    const KNOWN: [(&str, &str); 14] = [
        ("invalid boolean", "是否只能写 true 或 false"),
        ("missing opening quote", "少了前引号"),
        ("missing comma", "两项之间少了逗号"),
        ("extra comma", "多了一个逗号"),
        ("key with no value", "有名字，没有 = 和值"),
        ("missing value", "少了值"),
        ("unclosed array", "列表少了 ]"),
        ("unclosed inline table", "表少了 }"),
        ("unclosed table", "表头少了 ]"),
        ("invalid basic string", "引号没有配对"),
        ("invalid literal string", "单引号没有配对"),
        ("invalid unquoted key", "名字里有不能用的字符"),
        ("unexpected key or value", "多出的内容"),
        ("string values must be quoted", "文字要用引号括起"),
    ];
    KNOWN.iter().find(|(en, _)| words.contains(en)).map_or(words, |(_, zh)| zh)
}
