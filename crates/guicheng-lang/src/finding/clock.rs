//! What can be wrong with clocks and thresholds (family L).

use crate::diagnostic::{Severity, Words};
use alloc::{boxed::Box, format};

/// A finding about a clock.
#[derive(Clone, PartialEq, Debug)]
pub enum ClockFinding {
    /// Nothing ever starts it before it could matter.
    NeverStarts {
        /// What should start it.
        from: Box<str>,
    },
    /// A reminder after what it reminds of.
    Order,
    /// Handed up to the role that does the work.
    ToItself {
        /// The role.
        role: Box<str>,
    },
    /// On a card only `after` has a meaning.
    NeedsAfter,
    /// Repeats without end.
    Endless,
    /// Nothing happens.
    NoAction,
    /// A threshold counted from a due that there is not.
    NoDue,
    /// Too many thresholds.
    TooMany {
        /// The most.
        limit: usize,
    },
    /// An extension of a limit that there is not.
    PlusWithoutLimit,
    /// Repeats after no time at all.
    EveryZero,
    /// `done` where no work is at hand.
    DoneNowhere,
    /// It measures nothing: neither limit, due nor stop.
    Idle,
    /// A ladder without rungs.
    EmptyLadder,
    /// A key that only card thresholds have.
    OnlyOnCards {
        /// The key.
        key: &'static str,
    },
    /// It stops where it starts.
    StopsAtStart,
    /// A percentage of a way that has no length in advance.
    NoLength,
}

impl ClockFinding {
    /// Its code, gravity and words.
    pub(super) fn say(&self) -> (&'static str, Severity, Words) {
        use Severity::{Error, Warning};
        match self {
            Self::NeverStarts { from } => (
                "L001",
                Warning,
                Words::new(
                    format!("这个时限不会开始：走到这里以前不会有 `{from}`"),
                    format!("this clock never starts: `{from}` does not happen on any way that leads here"),
                ),
            ),
            Self::Order => (
                "L002",
                Warning,
                Words::new("提醒在上报之后才到，没有用", "the reminder comes after the matter was handed up")
                    .help("把提醒的时间改早", "let the reminder come earlier"),
            ),
            Self::ToItself { role } => (
                "L004",
                Warning,
                Words::new(
                    format!("上报给了做这一步的人：`{role}`"),
                    format!("handed up to `{role}`, who does this step"),
                ),
            ),
            Self::NeedsAfter => (
                "L005",
                Error,
                Words::new(
                    "卡片上的 late 要写 after：从打开起多久",
                    "`late` on a card needs `after`: how long after its opening",
                ),
            ),
            Self::Endless => (
                "L006",
                Warning,
                Words::new("every 没有写最多几次", "`every` has no bound").help("加上 at_most", "add `at_most`"),
            ),
            Self::NoAction => ("L007", Error, Words::new("到时没写要做什么", "nothing is said to happen then")),
            Self::NoDue => (
                "L008",
                Error,
                Words::new(
                    "时限没有 limit 也没有 due，无从算起",
                    "the clock has neither `limit` nor `due` to count from",
                ),
            ),
            Self::TooMany { limit } => (
                "L009",
                Error,
                Words::new(format!("一个时限最多 {limit} 个时点"), format!("a clock has at most {limit} thresholds")),
            ),
            Self::PlusWithoutLimit => {
                ("L010", Error, Words::new("没有 limit，plus 无从加起", "`plus` needs a `limit` to be added to"))
            }
            Self::EveryZero => (
                "L012",
                Error,
                Words::new("every 要是一段大于零的时间", "`every` should be a length of time above zero"),
            ),
            Self::DoneNowhere => (
                "L014",
                Error,
                Words::new(
                    "done 只能写在步骤、查询或等待的 late 里",
                    "`done` belongs into the `late` of a step, look-up or wait",
                ),
            ),
            Self::Idle => (
                "L011",
                Warning,
                Words::new(
                    "这个时限没有 limit、due，也没有 until",
                    "this clock has neither `limit`, `due` nor `until`",
                ),
            ),
            Self::EmptyLadder => ("R009", Error, Words::new("ladder 里没有人", "the ladder has no rungs")),
            Self::OnlyOnCards { key } => (
                "L013",
                Error,
                Words::new(
                    format!("`{key}` 写在 [clock] 上，不写在它的 late 里"),
                    format!("`{key}` belongs to the [clock] itself, not to its `late`"),
                ),
            ),
            Self::StopsAtStart => ("L015", Error, Words::new("起点和终点是同一件事", "it stops at what starts it")),
            Self::NoLength => (
                "L016",
                Error,
                Words::new("只有 due、没有 from 时不能按百分比", "a percentage needs a `from` or a `limit`"),
            ),
        }
    }
}
