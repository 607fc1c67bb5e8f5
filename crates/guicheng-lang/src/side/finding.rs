//! What can be wrong with a side file (family S).

use crate::{
    diagnostic::{Severity, Words},
    finding::near_words,
};
use alloc::{boxed::Box, format};

/// A finding in a side file.
#[derive(Clone, PartialEq, Debug)]
pub enum SideFinding {
    /// A time zone that is not known.
    UnknownZone {
        /// As written.
        name: Box<str>,
        /// One that it may have been meant to be.
        near: Option<Box<str>>,
    },
    /// No day.
    BadDay {
        /// As written.
        text: Box<str>,
    },
    /// No stretch of the day such as `08:30-11:30`.
    BadHours {
        /// As written.
        text: Box<str>,
        /// How it may have been meant.
        near: Option<Box<str>>,
    },
    /// No day of the week, nor several.
    BadWeekday {
        /// As written.
        text: Box<str>,
    },
    /// Open hours that end before they begin (a calendar's do not go past midnight).
    PastMidnight {
        /// As written.
        text: Box<str>,
    },
    /// Open hours of one weekday that overlap.
    HoursOverlap,
    /// A calendar that is never open.
    NeverOpen,
    /// No last day up to which this was entered.
    NoUntil,
    /// Entered for a day after `until`.
    AfterUntil {
        /// The day.
        day: Box<str>,
    },
    /// Closed and open by exception on one day.
    ClosedAndOpen {
        /// The day.
        day: Box<str>,
    },
    /// A day twice in one list.
    DayTwice {
        /// The day.
        day: Box<str>,
    },
    /// Something that the organisation does not have.
    Unknown {
        /// What.
        what: Thing,
        /// As written.
        id: Box<str>,
        /// One that it may have been meant to be.
        near: Option<Box<str>>,
    },
    /// Shifts that leave a part of the day to nobody.
    ShiftGap {
        /// From, as `20:00`.
        from: Box<str>,
        /// To.
        to: Box<str>,
    },
    /// More shifts than a roster may have.
    TooManyShifts,
    /// Days of a roster that nobody entered.
    MissingDays {
        /// The first of them.
        first: Box<str>,
        /// How many.
        days: usize,
    },
    /// A shift with nobody in it.
    EmptyShift {
        /// The day.
        day: Box<str>,
        /// The shift.
        shift: Box<str>,
    },
    /// A roster that ends before the organisation's `until`.
    EndsEarly {
        /// Its last day.
        last: Box<str>,
    },
    /// An absence that ends before it begins.
    EndsFirst,
    /// The head of a department is no person and no holder of something.
    BadHead {
        /// As written.
        text: Box<str>,
    },
    /// A person twice in one list.
    PersonTwice {
        /// Who.
        id: Box<str>,
    },
    /// Whoever has a permission is no person and no source of people.
    BadHolder {
        /// As written.
        text: Box<str>,
    },
    /// A permission that permits nothing, or nobody.
    IdlePermission {
        /// It names rights, but nobody who has them.
        nobody: bool,
    },
}

/// What a side file may name.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Thing {
    /// A person.
    Person,
    /// A post.
    Post,
    /// A group.
    Group,
    /// A roster.
    Roster,
    /// A shift of this roster.
    Shift,
    /// A book of clauses.
    Book,
    /// A department.
    Department,
    /// A procedure of the folder.
    Procedure,
}

impl Thing {
    const fn zh(self) -> &'static str {
        match self {
            Self::Person => "人员",
            Self::Post => "岗位",
            Self::Group => "组",
            Self::Roster => "班次表",
            Self::Shift => "班",
            Self::Book => "书",
            Self::Department => "部门",
            Self::Procedure => "规程",
        }
    }
    const fn en(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Post => "post",
            Self::Group => "group",
            Self::Roster => "roster",
            Self::Shift => "shift",
            Self::Book => "book",
            Self::Department => "department",
            Self::Procedure => "procedure",
        }
    }
}

impl SideFinding {
    /// Its code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::UnknownZone { .. } => "S001",
            Self::BadDay { .. } | Self::BadHours { .. } | Self::BadWeekday { .. } | Self::PastMidnight { .. } => "S002",
            Self::HoursOverlap | Self::NeverOpen => "S003",
            Self::NoUntil | Self::AfterUntil { .. } | Self::EndsEarly { .. } => "S004",
            Self::ClosedAndOpen { .. } | Self::DayTwice { .. } => "S005",
            Self::Unknown { .. } | Self::BadHead { .. } | Self::BadHolder { .. } => "S006",
            Self::ShiftGap { .. } | Self::MissingDays { .. } | Self::EmptyShift { .. } => "S007",
            Self::TooManyShifts => "S008",
            Self::EndsFirst => "S009",
            Self::PersonTwice { .. } => "S010",
            Self::IdlePermission { .. } => "S020",
        }
    }

    /// How grave it is.
    pub fn severity(&self) -> Severity {
        match self {
            Self::NoUntil
            | Self::AfterUntil { .. }
            | Self::EndsEarly { .. }
            | Self::DayTwice { .. }
            | Self::ShiftGap { .. }
            | Self::MissingDays { .. }
            | Self::EmptyShift { .. }
            | Self::PersonTwice { .. }
            | Self::IdlePermission { .. } => Severity::Warning,
            Self::UnknownZone { .. }
            | Self::BadDay { .. }
            | Self::BadHours { .. }
            | Self::BadWeekday { .. }
            | Self::PastMidnight { .. }
            | Self::HoursOverlap
            | Self::NeverOpen
            | Self::ClosedAndOpen { .. }
            | Self::Unknown { .. }
            | Self::TooManyShifts
            | Self::EndsFirst
            | Self::BadHead { .. }
            | Self::BadHolder { .. } => Severity::Error,
        }
    }

    /// Its words.
    pub fn words(&self) -> Words {
        match self {
            Self::UnknownZone { name, near } => near_words(
                Words::new(format!("没有时区 `{name}`"), format!("there is no time zone `{name}`")),
                near.as_deref(),
            ),
            Self::Unknown { what, id, near } => near_words(
                Words::new(format!("没有名为 `{id}` 的{}", what.zh()), format!("there is no {} `{id}`", what.en())),
                near.as_deref(),
            ),
            Self::BadHead { text } => {
                Words::new(format!("`{text}` 不能作负责人"), format!("`{text}` cannot be the head of a department"))
                    .help("写人员的 id，或 post:岗位", "write a person's id, or post:X")
            }
            Self::BadHolder { text } => {
                Words::new(format!("`{text}` 说不清是谁"), format!("`{text}` does not say who")).help(
                    "写人员的 id，或 post:、group:、roster:、head: 加名字",
                    "write a person's id, or post:, group:, roster:, head: and a name",
                )
            }
            Self::IdlePermission { nobody: true } => {
                Words::new("没有人有这个权限", "nobody has this permission").help("在 who 里写上", "name them in `who`")
            }
            Self::IdlePermission { nobody: false } => {
                Words::new("这个权限什么也没有允许", "this permission permits nothing").help(
                    "写 open、read、report、disclose、erase、write 或 approve",
                    "write `open`, `read`, `report`, `disclose`, `erase`, `write` or `approve`",
                )
            }
            Self::EndsFirst => Words::new("结束早于开始", "this ends before it begins"),
            Self::PersonTwice { id } => Words::new(format!("`{id}` 写了两次"), format!("`{id}` is written twice")),
            Self::TooManyShifts => Words::new("一张班次表最多 255 个班", "a roster has 255 shifts at most"),
            Self::BadDay { .. }
            | Self::BadHours { .. }
            | Self::BadWeekday { .. }
            | Self::PastMidnight { .. }
            | Self::HoursOverlap
            | Self::NeverOpen => self.hours_words(),
            Self::NoUntil
            | Self::AfterUntil { .. }
            | Self::EndsEarly { .. }
            | Self::ClosedAndOpen { .. }
            | Self::DayTwice { .. }
            | Self::ShiftGap { .. }
            | Self::MissingDays { .. }
            | Self::EmptyShift { .. } => self.coverage_words(),
        }
    }

    fn hours_words(&self) -> Words {
        match self {
            Self::BadDay { text } => Words::new(format!("`{text}` 不是日期"), format!("`{text}` is not a day"))
                .help("如 2026-12-01", "such as 2026-12-01"),
            Self::BadHours { text, near } => near_words(
                Words::new(
                    format!("`{text}` 不是一段时间，应如 08:30-11:30"),
                    format!("`{text}` is not a stretch of the day such as 08:30-11:30"),
                ),
                near.as_deref(),
            ),
            Self::BadWeekday { text } => {
                Words::new(format!("`{text}` 不是星期几"), format!("`{text}` is no day of the week"))
                    .help("如 mon、sat-sun、周一-周五", "such as mon, sat-sun, mon-fri")
            }
            Self::PastMidnight { text } => {
                Words::new(format!("`{text}` 的结束不晚于开始"), format!("`{text}` does not end after it begins"))
                    .help("过半夜的分成两天写", "write hours past midnight as hours of two days")
            }
            Self::HoursOverlap => Words::new("同一天的两段时间重叠", "two stretches of one day overlap"),
            _ => Words::new("这份日历没有一天开放", "this calendar is never open"),
        }
    }

    fn coverage_words(&self) -> Words {
        match self {
            Self::NoUntil => Words::new("没有写排到哪一天", "it does not say up to which day it was entered")
                .help("写 until = 最后一天", "write until = the last day"),
            Self::AfterUntil { day } => Words::new(format!("{day} 在 until 之后"), format!("{day} lies after `until`")),
            Self::EndsEarly { last } => {
                Words::new(format!("只排到 {last}，早于 until"), format!("it ends on {last}, before `until`"))
            }
            Self::ClosedAndOpen { day } => {
                Words::new(format!("{day} 既休息又上班"), format!("{day} is both closed and open"))
            }
            Self::DayTwice { day } => Words::new(format!("{day} 写了两次"), format!("{day} is written twice")),
            Self::ShiftGap { from, to } => {
                Words::new(format!("{from} 到 {to} 没有班"), format!("no shift covers {from} to {to}"))
            }
            Self::MissingDays { first, days } => Words::new(
                format!("从 {first} 起有 {days} 天没有排班"),
                format!("{days} day(s) are not entered, the first is {first}"),
            ),
            Self::EmptyShift { day, shift } => {
                Words::new(format!("{day} 的 `{shift}` 班没有人"), format!("shift `{shift}` of {day} has nobody"))
            }
            _ => Words::default(),
        }
    }
}
