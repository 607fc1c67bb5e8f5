//! What can be wrong with a file beside what was published before it (family V).

use crate::diagnostic::{Both, Severity, Words};
use alloc::{boxed::Box, format};

/// A finding about a version.
#[derive(Clone, PartialEq, Debug)]
pub enum VersionFinding {
    /// Published under this number with other content.
    Edited {
        /// The number.
        version: u32,
    },
    /// Cases that are to move to it find no place in it.
    Unplaced {
        /// The version that they are on.
        from: u32,
        /// How many.
        cases: usize,
        /// One of them.
        case: Box<str>,
        /// What of it finds no place, and why.
        what: Both,
    },
}

impl VersionFinding {
    /// Its code, gravity and words.
    pub(super) fn say(&self) -> (&'static str, Severity, Words) {
        match self {
            Self::Unplaced { from, cases, case, what } => (
                "V001",
                Severity::Warning,
                Words::new(
                    format!("第 {from} 版有 {cases} 个办理中的个案迁不过来，如 {case}：{}", what.zh),
                    format!(
                        "{cases} open cases of version {from} find no place in this one, such as {case}: {}",
                        what.en
                    ),
                )
                .help(
                    "在 from 里写 rename 或 at，或写 cases = \"finish\" 让它们照旧版办完",
                    "give `rename` or `at` under `from`, or let them finish with cases = \"finish\"",
                ),
            ),
            Self::Edited { version } => (
                "V002",
                Severity::Error,
                Words::new(
                    format!("第 {version} 版已经发布过，内容不同"),
                    format!("version {version} was published already, with other content"),
                )
                .help("把 version 加一", "raise `version` by one"),
            ),
        }
    }
}
