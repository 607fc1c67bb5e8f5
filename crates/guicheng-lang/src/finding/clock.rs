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
    /// It stands still from its start to its end.
    Still,
    /// It runs for longer than personal data of the case is kept.
    LongerThanKept {
        /// Days that the data is kept.
        days: u32,
    },
    /// Its calendar was not entered for as long as it needs.
    CalendarEnds {
        /// The calendar.
        calendar: Box<str>,
        /// The last day entered.
        until: Box<str>,
    },
    /// Its calendar knows no holidays.
    NoHolidays {
        /// The calendar.
        calendar: Box<str>,
    },
    /// Nothing that stops it can happen once it runs.
    NeverStops {
        /// What should stop it.
        until: Box<str>,
    },
    /// An earlier threshold ends the work for which this one counts.
    TooLate,
    /// A rung that comes to somebody who was told already.
    Again {
        /// The role.
        role: Box<str>,
    },
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
            Self::Still => (
                "L017",
                Warning,
                Words::new(
                    "这个时限从头到尾都停着：引起它的挂起又让它停",
                    "this clock stands still throughout: what starts it pauses it",
                )
                .help("删去 pause_while，或改起点", "leave out `pause_while`, or let it start elsewhere"),
            ),
            Self::LongerThanKept { .. } | Self::CalendarEnds { .. } | Self::NoHolidays { .. } => self.say_more(),
            Self::Again { .. } | Self::NeverStops { .. } | Self::TooLate => self.say_more(),
        }
    }

    /// Of clocks beside calendars, data and people.
    fn say_more(&self) -> (&'static str, Severity, Words) {
        use Severity::Warning;
        match self {
            Self::LongerThanKept { days } => (
                "L018",
                Warning,
                Words::new(
                    format!("时限比个人信息保存得久：有一项结案后 {days} 天就删"),
                    format!(
                        "the limit is longer than personal data is kept: a field is erased {days} days after closing"
                    ),
                )
                .help("把 keep 写长，或把时限写短", "keep the data longer, or shorten the limit"),
            ),
            Self::CalendarEnds { calendar, until } => (
                "L019",
                Warning,
                Words::new(
                    format!("日历 `{calendar}` 只录入到 {until}，不够这个时限用"),
                    format!("calendar `{calendar}` is entered up to {until} only, too short for this limit"),
                )
                .help(
                    "在日历里补上以后的放假安排，并改 until",
                    "enter the holidays of later days in the calendar and change `until`",
                ),
            ),
            Self::NoHolidays { calendar } => (
                "L020",
                Warning,
                Words::new(
                    format!("日历 `{calendar}` 没有录入节假日，节假日也会算进时限"),
                    format!("calendar `{calendar}` has no holidays entered: they would count as open"),
                )
                .help("在日历的 closed 里写上放假的日子", "list the days off in `closed` of the calendar"),
            ),
            Self::Again { role } => (
                "L021",
                Warning,
                Words::new(
                    format!("ladder 到 `{role}` 又找回已经找过的人"),
                    format!("the ladder comes back to somebody who was told already: `{role}`"),
                )
                .help("换一个没找过的角色，或删去这一级", "name somebody new, or leave this rung out"),
            ),
            Self::NeverStops { until } => (
                "L022",
                Warning,
                Words::new(
                    format!("这个时限停不下来：开始以后不会再有 `{until}`"),
                    format!("this clock is never stopped: once it runs, `{until}` does not happen any more"),
                )
                .help("until 写起点以后的事", "let `until` be something behind what starts it"),
            ),
            Self::TooLate => (
                "L023",
                Warning,
                Words::new(
                    "这个时点轮不到：前面的时点已经把这一步了结了",
                    "this threshold is never reached: an earlier one ends the work",
                )
                .help(
                    "把它改早，或放到后面做的那一步上",
                    "let it come earlier, or move it to the card that is done then",
                ),
            ),
            _ => ("L017", Warning, Words::default()),
        }
    }
}
