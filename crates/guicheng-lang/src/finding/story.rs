//! What can be wrong with a scenario file beyond its keys (family N).

use crate::diagnostic::{Severity, Words};
use alloc::{boxed::Box, format};

/// A finding in a scenario file.
#[derive(Clone, PartialEq, Debug)]
pub enum StoryFinding {
    /// A line that does two things.
    TwoDeeds {
        /// The one that would be done.
        first: Box<str>,
        /// The other.
        second: Box<str>,
    },
    /// A case is opened under a name that another has already.
    NameTaken {
        /// The name.
        name: Box<str>,
    },
    /// People are invented in a file whose people come from an organisation.
    InventedAndReal,
    /// A version without a number.
    NoNumber {
        /// As written.
        key: Box<str>,
    },
    /// A key that says nothing without another.
    Alone {
        /// The key.
        key: &'static str,
        /// What it belongs to.
        to: &'static str,
    },
}

impl StoryFinding {
    /// Its code, gravity and words.
    pub(super) fn say(&self) -> (&'static str, Severity, Words) {
        use Severity::Error;
        match self {
            Self::TwoDeeds { first, second } => (
                "N001",
                Error,
                Words::new(
                    format!("一行只做一件事：这里有 `{first}`，又有 `{second}`"),
                    format!("a line does one thing: here are `{first}` and `{second}`"),
                )
                .help("拆成两行，时刻可以相同", "make it two lines; they may be at the same instant"),
            ),
            Self::NameTaken { name } => (
                "N002",
                Error,
                Words::new(
                    format!("已有叫 `{name}` 的个案（第一个个案叫 `first`）"),
                    format!("a case is called `{name}` already (the first one is `first`)"),
                )
                .help("换一个名字", "give it another name"),
            ),
            Self::InventedAndReal => (
                "N003",
                Error,
                Words::new(
                    "写了 organisation，人就来自组织文件，不能再编人",
                    "with `organisation` people come from its file; none can be invented beside them",
                )
                .help("删去 people，或删去 organisation", "leave out `people`, or `organisation`"),
            ),
            Self::NoNumber { key } => (
                "N005",
                Error,
                Words::new(format!("`{key}` 不是版本号"), format!("`{key}` is no number of a version"))
                    .help("写成 [tests.version.8]", "write [tests.version.8]"),
            ),
            Self::Alone { key, to } => (
                "N004",
                Error,
                Words::new(format!("`{key}` 要和 `{to}` 一起写"), format!("`{key}` says nothing without `{to}`"))
                    .help(format!("加上 {to}，或删去 {key}"), format!("add `{to}`, or leave out `{key}`")),
            ),
        }
    }
}
