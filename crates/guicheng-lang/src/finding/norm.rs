//! What can be wrong with clauses, roles, rules; what the law forbids (families M, R, W, LAW).

use super::unlawful::{Unlawful, law};
use crate::diagnostic::{Severity, Words};
use alloc::{boxed::Box, format};

/// A finding about a norm.
#[derive(Clone, PartialEq, Debug)]
pub enum NormFinding {
    /// Unlawful.
    Law(Unlawful),
    /// "Cannot help" without a referral.
    NoReferral {
        /// Where it stands.
        name: Box<str>,
    },
    /// A clause that the file answers for, and nothing cites.
    Uncovered {
        /// The clause.
        clause: Box<str>,
    },
    /// `family` or `law` without a source.
    NoSource,
    /// Not in the register of clauses.
    UnknownClause {
        /// The clause.
        clause: Box<str>,
        /// What it may have been meant to be.
        near: Option<Box<str>>,
    },
    /// A limit that says neither clause nor basis.
    NoBasis,
    /// `manual` without a clause.
    NoClause,
    /// In the register, but no procedure cites it and no reason is given.
    ClauseNowhere {
        /// The clause.
        clause: Box<str>,
    },
    /// Said to have no place, and cited.
    ReasonAndPlace {
        /// The clause.
        clause: Box<str>,
        /// A procedure that cites it.
        procedure: Box<str>,
        /// The card there.
        card: Box<str>,
    },
    /// Not a source of people.
    BadSource {
        /// As written.
        text: Box<str>,
    },
    /// Nobody does it.
    NobodyDoes {
        /// The step.
        name: Box<str>,
    },
    /// A role that nothing uses.
    UnusedRole {
        /// The role.
        name: Box<str>,
    },
    /// Bound to, or separated from, itself.
    Itself {
        /// The step.
        name: Box<str>,
    },
    /// Bound to and separated from the same step.
    SameAndNotSame {
        /// The step.
        name: Box<str>,
    },
    /// Barred, and nobody takes over.
    NoInstead,
    /// A rule that says nothing.
    EmptyRule,
    /// A rule that applies nowhere.
    RuleNowhere,
    /// A happening that nobody and nothing sets off.
    NoTrigger,
    /// The organisation does not have it.
    NotInOrganisation {
        /// The source.
        source: Box<str>,
        /// What goes by this other word there.
        near: Option<Box<str>>,
    },
    /// Not a duty that can pass.
    NotARoster {
        /// As written.
        text: Box<str>,
    },
    /// Several people confirm together, but only one is asked.
    AloneTogether,
    /// A card that nothing uses.
    Unused {
        /// The kind in both languages is the key.
        key: &'static str,
        /// The card.
        name: Box<str>,
    },
    /// A hold that nothing ends.
    Forever,
    /// A figure that is presented as the manual's, though its clause names none.
    NotOfTheManual {
        /// The clause.
        clause: Box<str>,
    },
    /// Everybody of a role is absent.
    NobodyThere {
        /// The role.
        role: Box<str>,
        /// The first instant.
        at: Box<str>,
    },
    /// Fewer people than a step wants.
    TooFew {
        /// How many it wants.
        need: usize,
        /// The first instant.
        at: Box<str>,
        /// Who is there.
        people: Box<str>,
    },
    /// Only whoever must not do it could.
    NobodyElse {
        /// The step that they did.
        step: Box<str>,
        /// The first instant.
        at: Box<str>,
        /// Who is there.
        people: Box<str>,
    },
    /// Must have done a step that none of these ever does.
    NeverDoes {
        /// The step.
        step: Box<str>,
        /// Who could do this one.
        people: Box<str>,
    },
    /// More places than people.
    Crowded {
        /// The roles.
        roles: Box<str>,
        /// The first instant.
        at: Box<str>,
        /// Who is there for them.
        people: Box<str>,
    },
    /// Nobody who does the first step may open a case.
    MayNotOpen {
        /// The roles of the step.
        roles: Box<str>,
        /// The permissions that others have.
        permissions: Box<str>,
    },
}

impl NormFinding {
    /// Its code, gravity and words.
    pub(super) fn say(&self) -> (&'static str, Severity, Words) {
        use Severity::{Error, Warning};
        match self {
            Self::Law(what) => law(*what),
            Self::NoReferral { name } => (
                "W001",
                Error,
                Words::new(
                    format!("`{name}`：帮不了住户时，必须记下代为联系了谁"),
                    format!("`{name}`: where the desk cannot help, it must record whom it referred the resident to"),
                )
                .help(
                    "加一个叫 referral 的 check 或内容项 [手册 4.1.2-3]",
                    "add a `check` item or field called `referral` [manual 4.1.2-3]",
                ),
            ),
            Self::Uncovered { clause } => (
                "M001",
                Warning,
                Words::new(
                    format!("covers 里的条款 {clause} 没有步骤、规矩或登记表对应"),
                    format!("clause {clause} is in `covers`, but no step, rule or register cites it"),
                ),
            ),
            Self::NoSource => (
                "M002",
                Warning,
                Words::new(
                    "依据是 family 或 law 时要写 source（或法律条款）",
                    "`family` and `law` need a `source` (or a clause of the law)",
                ),
            ),
            Self::UnknownClause { clause, near } => (
                "M003",
                Warning,
                super::text::near_words(
                    Words::new(format!("条款登记里没有 {clause}"), format!("the register of clauses has no {clause}")),
                    near.as_deref(),
                ),
            ),
            Self::NoBasis => (
                "M004",
                Warning,
                Words::new("这个时限没有条款，也没有依据", "this limit states neither clause nor basis")
                    .help("写 clause，或 basis = \"house\"", "give a `clause`, or basis = \"house\""),
            ),
            Self::NoClause => (
                "M005",
                Warning,
                Words::new("依据是 manual，却没有写条款", "the basis is `manual`, but no clause is given"),
            ),
            Self::ClauseNowhere { clause } => (
                "M006",
                Warning,
                Words::new(
                    format!("条款 {clause} 在规程里没有落处，也没写理由"),
                    format!("clause {clause} has no place in any procedure, and no reason is given"),
                )
                .help(
                    "在办这件事的步骤上写 clause，或在这里写 not_here = \"理由\"",
                    "cite it at the step that does it, or write not_here = \"the reason\" here",
                ),
            ),
            Self::ReasonAndPlace { clause, procedure, card } => (
                "M007",
                Warning,
                Words::new(
                    format!("条款 {clause} 写了不在规程里的理由，可是 {procedure} 的 [{card}] 引用了它"),
                    format!("clause {clause} gives a reason for having no place, but [{card}] of {procedure} cites it"),
                )
                .help("去掉 not_here", "remove `not_here`"),
            ),
            Self::BadSource { text } => (
                "R001",
                Error,
                Words::new(
                    format!("`{text}` 说不清人从哪里来"),
                    format!("`{text}` does not say where people come from"),
                )
                .help(
                    "写 roster:、post:、group:、field:、head: 或 step: 加名字",
                    "write roster:, post:, group:, field:, head: or step: and a name",
                ),
            ),
            Self::NobodyDoes { name } => (
                "R002",
                Error,
                Words::new(format!("步骤 `{name}` 没写谁来做"), format!("step `{name}` does not say who does it"))
                    .help("写 who 或 together", "give `who` or `together`"),
            ),
            Self::UnusedRole { name } => {
                ("R003", Warning, Words::new(format!("没有用到角色 `{name}`"), format!("role `{name}` is never used")))
            }
            Self::Itself { name } => (
                "R004",
                Error,
                Words::new(format!("`{name}` 不能和自己比"), format!("`{name}` cannot be compared with itself")),
            ),
            Self::SameAndNotSame { name } => (
                "R005",
                Error,
                Words::new(
                    format!("same_as 和 not_same 都写了 `{name}`，没有人能做"),
                    format!("both `same_as` and `not_same` name `{name}`: nobody can do this"),
                ),
            ),
            Self::AloneTogether => (
                "R006",
                Warning,
                Words::new("together 只有一个角色，写 who 就行", "`together` with one role is just `who`"),
            ),
            Self::NoInstead => (
                "R007",
                Warning,
                Words::new("有人不许办，却没写谁来接手", "people are barred, but nobody is named to take over")
                    .help("加上 instead", "add `instead`"),
            ),
            Self::EmptyRule => ("R008", Error, Words::new("规矩要写 must 或 never", "a rule needs `must` or `never`")),
            Self::RuleNowhere => {
                ("R010", Error, Words::new("规矩要写 during 或 before", "a rule needs `during` or `before`"))
            }
            Self::NoTrigger => (
                "R011",
                Error,
                Words::new("没写由谁、由什么事引起", "nothing sets it off")
                    .help("写 who、upon 或 becomes", "give `who`, `upon` or `becomes`"),
            ),
            Self::NotInOrganisation { source, near } => (
                "R012",
                Warning,
                super::text::near_words(
                    Words::new(format!("组织里没有 `{source}`"), format!("the organisation has no `{source}`")),
                    near.as_deref(),
                ),
            ),
            Self::NotARoster { text } => (
                "R013",
                Error,
                Words::new(format!("`{text}` 不是可以交接的班次"), format!("`{text}` is no roster duty that can pass"))
                    .help("写 roster: 加名字", "write roster: and a name"),
            ),
            Self::Unused { key, name } => (
                "G013",
                Warning,
                Words::new(format!("没有用到 [{key}.{name}]"), format!("[{key}.{name}] is never used")),
            ),
            Self::Forever => (
                "R014",
                Error,
                Words::new("这个挂起没有人、也没有事来结束", "nothing and nobody ends this hold")
                    .help("写 until 或 who", "give `until` or `who`"),
            ),
            Self::NotOfTheManual { clause } => (
                "M008",
                Warning,
                Words::new(
                    format!("这个数字当成手册的，可是条款 {clause} 里没有数字"),
                    format!("this figure is presented as the manual's, but clause {clause} names none"),
                )
                .help(
                    "写 basis = \"house\"，或 family 和它的 source",
                    "write basis = \"house\", or `family` with its `source`",
                ),
            ),
            Self::NobodyThere { .. }
            | Self::TooFew { .. }
            | Self::NobodyElse { .. }
            | Self::NeverDoes { .. }
            | Self::Crowded { .. } => self.on_shift(),
            Self::MayNotOpen { roles, permissions } => (
                "R030",
                Warning,
                Words::new(
                    format!("第一步由 {roles} 办，他们却没有一个人可以开案：开案的权限只给了“{permissions}”"),
                    format!("{roles} do the first step, yet none of them may open a case: only “{permissions}” may"),
                )
                .help(
                    "在 org.toml 的 [permission.…] 里，把他们写进 who，或把开案写进他们的权限",
                    "in org.toml, add them to `who` of that permission, or `open` to a permission of theirs",
                ),
            ),
        }
    }

    /// Of people, looked for on the rosters.
    fn on_shift(&self) -> (&'static str, Severity, Words) {
        use Severity::Warning;
        match self {
            Self::NobodyThere { role, at } => (
                "R015",
                Warning,
                Words::new(
                    format!("{at} 起，`{role}` 没有人：该在的都请假了"),
                    format!("from {at} nobody is there as `{role}`: all are on leave"),
                )
                .help("在组织文件里加代理人，或换人值班", "name a deputy in the organisation, or roster somebody else"),
            ),
            Self::TooFew { need, at, people } => (
                "R016",
                Warning,
                Words::new(
                    format!("这一步要 {need} 个人，{at} 在的只有：{people}"),
                    format!("this step wants {need} people; at {at} there are only: {people}"),
                )
                .help("多排人，或在 who 里再加一个角色", "roster more people, or add a role to `who`"),
            ),
            Self::NobodyElse { step, at, people } => (
                "R017",
                Warning,
                Words::new(
                    format!("没有别人能做：{at} 在的只有 {people}，`{step}` 也是他做"),
                    format!("nobody else can do this: at {at} there is only {people}, who also does `{step}`"),
                )
                .help("在 who 里再加一个角色", "add a role to `who`"),
            ),
            Self::NeverDoes { step, people } => (
                "R018",
                Warning,
                Words::new(
                    format!("要由做 `{step}` 的人来做，可是 {people} 从来不做那一步"),
                    format!("whoever did `{step}` should do this, but {people} never does that step"),
                )
                .help("两步的 who 写同一个角色", "give both steps the same role"),
            ),
            Self::Crowded { roles, at, people } => (
                "R019",
                Warning,
                Words::new(
                    format!("{roles} 要各由一个人确认，{at} 一共只有：{people}"),
                    format!(
                        "{roles} should each be confirmed by a person of their own; at {at} there are only: {people}"
                    ),
                )
                .help("多排人，或换一个角色", "roster more people, or name another role"),
            ),
            _ => ("R015", Warning, Words::default()),
        }
    }
}
