//! References that lead nowhere, or to the wrong kind of thing (family T).

use super::text::near_words;
use crate::diagnostic::{Both, Severity, Words};
use alloc::{boxed::Box, format};

/// A kind of thing that a name can stand for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Kind {
    /// A step, wait, call or look-up.
    Step,
    /// A wait.
    Wait,
    /// A look-up.
    Lookup,
    /// A route.
    Route,
    /// A choice.
    Choice,
    /// A gate.
    Gate,
    /// Any card that work can go to.
    Card,
    /// A hold.
    Hold,
    /// An `on` card.
    On,
    /// A clock.
    Clock,
    /// A field.
    Field,
    /// A field of one of several types.
    ListField,
    /// A field that chooses.
    ChoiceField,
    /// A field with an instant.
    MomentField,
    /// A field with a date.
    DateField,
    /// A field with a length of time.
    DurationField,
    /// A field with a number.
    NumberField,
    /// A field with a department.
    DepartmentField,
    /// A field with a person.
    PersonField,
    /// An option of a field.
    Option,
    /// A role.
    Role,
    /// A table.
    Table,
    /// A column of a table.
    Column,
    /// A column with times.
    TimeColumn,
    /// A column with roles.
    RoleColumn,
    /// A notice.
    Notice,
    /// A register.
    Register,
    /// An event.
    Event,
    /// A calendar.
    Calendar,
    /// A rule.
    Rule,
    /// The procedure.
    Procedure,
    /// A field of a procedure that is called or looked up.
    CalledField,
}

impl Kind {
    /// Its words.
    pub fn words(self) -> Both {
        let (zh, en) = match self {
            Self::Step => ("步骤", "step"),
            Self::Wait => ("等待", "wait"),
            Self::Lookup => ("查询", "look-up"),
            Self::Route => ("路线", "route"),
            Self::Choice => ("选择", "choice"),
            Self::Gate => ("门", "gate"),
            Self::Card => ("卡片（步骤、路线、选择等）", "card (step, route, choice …)"),
            Self::Hold => ("挂起", "hold"),
            Self::On => ("on 卡片", "`on` card"),
            Self::Clock => ("时限", "clock"),
            Self::Field => ("内容项", "field"),
            Self::ListField => ("可以有多个值的内容项", "field with several values"),
            Self::ChoiceField => ("选项类的内容项", "choice or yes-or-no field"),
            Self::MomentField => ("时刻类的内容项", "moment field"),
            Self::DateField => ("日期类的内容项", "date field"),
            Self::DurationField => ("时长类的内容项", "duration field"),
            Self::NumberField => ("数字类的内容项", "number field"),
            Self::DepartmentField => ("部门类的内容项", "department field"),
            Self::PersonField => ("人员类的内容项", "person field"),
            Self::Option => ("选项", "option"),
            Self::Role => ("角色", "role"),
            Self::Table => ("表", "table"),
            Self::Column => ("列", "column"),
            Self::TimeColumn => ("写着时间的列", "column of times"),
            Self::RoleColumn => ("写着角色的列", "column of roles"),
            Self::Notice => ("通知", "notice"),
            Self::Register => ("登记表", "register"),
            Self::Event => ("外部事件", "event"),
            Self::Calendar => ("日历", "calendar"),
            Self::Rule => ("规矩", "rule"),
            Self::Procedure => ("规程", "procedure"),
            Self::CalledField => ("对方规程的内容项", "field of that procedure"),
        };
        Both::new(zh, en)
    }
}

/// A finding about a reference.
#[derive(Clone, PartialEq, Debug)]
pub enum LinkFinding {
    /// Nothing has this name.
    Unknown {
        /// What was looked for.
        kind: Kind,
        /// As written.
        name: Box<str>,
        /// What it may have been meant to be.
        near: Option<Box<str>>,
    },
    /// Something has this name, but it is not of the kind needed here.
    WrongKind {
        /// As written.
        name: Box<str>,
        /// What is needed.
        want: Kind,
    },
    /// Not a happening.
    BadMark {
        /// As written.
        text: Box<str>,
    },
    /// A value that the field cannot have.
    BadValue {
        /// The key.
        key: Box<str>,
        /// The field.
        field: Box<str>,
    },
    /// A placeholder in a text that stands for nothing.
    BadSlot {
        /// As written.
        slot: Box<str>,
    },
    /// Not a column that a register can print.
    BadColumn {
        /// As written.
        text: Box<str>,
    },
    /// A translation of something that is not there.
    StaleWords {
        /// The path.
        path: Box<str>,
    },
    /// Titles without a translation.
    MissingWords {
        /// The language.
        lang: Box<str>,
        /// How many.
        count: usize,
        /// Some of them.
        some: Box<str>,
    },
}

impl LinkFinding {
    /// Its code, gravity and words.
    pub(super) fn say(&self) -> (&'static str, Severity, Words) {
        match self {
            Self::Unknown { kind, name, near } => {
                let kind = kind.words();
                let words = Words::new(
                    format!("没有叫 `{name}` 的{}", kind.zh),
                    format!("there is no {} called `{name}`", kind.en),
                );
                ("T003", Severity::Error, near_words(words, near.as_deref()))
            }
            Self::WrongKind { name, want } => {
                let want = want.words();
                let words = Words::new(
                    format!("这里要用{}，`{name}` 不是", want.zh),
                    format!("a {} belongs here; `{name}` is none", want.en),
                );
                ("T009", Severity::Error, words)
            }
            Self::BadMark { text } => {
                let words = Words::new(format!("`{text}` 不是一件发生的事"), format!("`{text}` is no happening")).help(
                    "可以写 step.X.opened／claimed／done、route.X.opened／done、hold.X.begin／end、case.opened／closed、event.X、field.X",
                    "write step.X.opened, .claimed or .done, route.X.opened or .done, hold.X.begin or .end, case.opened or .closed, event.X, field.X",
                );
                ("T012", Severity::Error, words)
            }
            Self::BadValue { key, field } => {
                let words = Words::new(
                    format!("`{key}` 的值不合 `{field}` 的类型"),
                    format!("the value of `{key}` does not fit the type of `{field}`"),
                );
                ("F007", Severity::Error, words)
            }
            Self::BadSlot { slot } => {
                let words = Words::new(
                    format!("文字里的 {{{slot}}} 没有所指"),
                    format!("{{{slot}}} in the text stands for nothing"),
                )
                .help(
                    "可以写 {case.number}、{case.opened_at}、{clock.X.due} 或内容项的名字",
                    "write {case.number}, {case.opened_at}, {clock.X.due} or the name of a field",
                );
                ("T013", Severity::Error, words)
            }
            Self::BadColumn { text } => {
                let words = Words::new(format!("登记表没法打印 `{text}`"), format!("a register cannot print `{text}`")).help(
                    "可以写内容项、case.number、case.opened_at、case.closed_at、step.X.people、step.X.done_at、step.X.check",
                    "write a field, case.number, case.opened_at, case.closed_at, step.X.people, step.X.done_at or step.X.check",
                );
                ("T014", Severity::Error, words)
            }
            Self::StaleWords { path } => {
                let words = Words::new(
                    format!("译文 `{path}` 没有对应的卡片"),
                    format!("the translation `{path}` belongs to nothing in this file"),
                );
                ("I002", Severity::Warning, words)
            }
            Self::MissingWords { lang, count, some } => {
                let words = Words::new(
                    format!("{count} 个标题没有 {lang} 译文：{some}"),
                    format!("{count} titles have no translation into {lang}: {some}"),
                );
                ("I001", Severity::Note, words)
            }
        }
    }
}
