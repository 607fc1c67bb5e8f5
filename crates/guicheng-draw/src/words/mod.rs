//! What pictures say: limits, people, happenings, moments and actions in Chinese and English.

mod act;
mod norm;
mod time;

pub(crate) use act::goes_to;
pub(crate) use norm::Note;

use alloc::{format, string::String, vec::Vec};
use core::fmt::Write as _;
use guicheng_core::{
    CardRef, Count, Label, ListRef, Mark, Names, Need, Procedure, RoleRef, ScopeId, StepId, StepKind, Who,
};

/// The language of a picture.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Lang {
    /// The file's own titles with Chinese words.
    #[default]
    Zh,
    /// English titles where given, with English words.
    En,
}

impl Lang {
    /// By its code: `en` is English, all else Chinese.
    pub fn of(code: &str) -> Self {
        if code.starts_with("en") { Self::En } else { Self::Zh }
    }

    /// The code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Zh => "zh",
            Self::En => "en",
        }
    }

    /// One of two wordings.
    pub(crate) const fn pick(self, zh: &'static str, en: &'static str) -> &'static str {
        match self {
            Self::Zh => zh,
            Self::En => en,
        }
    }
}

/// A procedure as read in a language.
#[derive(Clone, Copy)]
pub(crate) struct Words<'a> {
    pub(crate) p: &'a Procedure,
    pub(crate) lang: Lang,
}

impl<'a> Words<'a> {
    pub(crate) const fn new(p: &'a Procedure, lang: Lang) -> Self {
        Self { p, lang }
    }

    pub(crate) const fn pick(&self, zh: &'static str, en: &'static str) -> &'static str {
        self.lang.pick(zh, en)
    }

    pub(crate) const fn names(&self) -> &'a Names {
        &self.p.names
    }

    pub(crate) fn title(&self, label: Option<&'a Label>) -> &'a str {
        label.map_or("", |l| l.title_in(self.lang.code()))
    }

    pub(crate) fn step(&self, id: StepId) -> &'a str {
        self.title(self.names().steps.get(id))
    }

    pub(crate) fn scope(&self, id: ScopeId) -> &'a str {
        self.title(self.names().scopes.get(id))
    }

    pub(crate) fn card(&self, card: CardRef) -> &'a str {
        match card {
            CardRef::Step(id) => self.step(id),
            CardRef::Scope(id) => self.scope(id),
            CardRef::Gate(id) => self.title(self.names().nodes.get(id)),
            CardRef::Reaction(id) => self.title(self.names().reactions.get(id)),
            CardRef::Hold(id) => self.title(self.names().holds.get(id)),
        }
    }

    pub(crate) fn cards(&self, cards: &[CardRef]) -> String {
        self.list(cards.iter().map(|c| self.card(*c)))
    }

    pub(crate) fn list<'b>(&self, items: impl Iterator<Item = &'b str>) -> String {
        items.collect::<Vec<_>>().join(self.pick("、", ", "))
    }

    pub(crate) fn who(&self, who: &Who) -> String {
        let roles: Vec<String> = who.0.iter().map(|r| self.role_ref(*r)).collect();
        roles.join(self.pick("、", ", "))
    }

    fn role_ref(&self, role: RoleRef) -> String {
        match role {
            RoleRef::Role(id) => String::from(self.title(self.names().roles.get(id))),
            RoleRef::Table(cell) => self.cell(cell),
        }
    }

    /// Who does a step, and how many of them.
    pub(crate) fn doers(&self, step: StepId) -> Option<String> {
        let def = self.p.steps.get(step)?;
        let StepKind::Task(task) = &def.kind else { return None };
        let mut text = self.who(&task.who);
        if text.is_empty() {
            text.push_str(self.pick("任何人", "anyone"));
        }
        match def.instances.count {
            Count::One => {}
            Count::Fixed(n) => {
                let _ = match self.lang {
                    Lang::Zh => write!(text, " {n} 人"),
                    Lang::En => write!(text, " × {n}"),
                };
            }
            Count::Number(field) => {
                let name = self.title(self.names().fields.get(field));
                let _ = match self.lang {
                    Lang::Zh => write!(text, "，人数按“{name}”"),
                    Lang::En => write!(text, ", as many as “{name}”"),
                };
            }
            Count::Items(list) => {
                let name = self.list_name(list);
                let _ = match self.lang {
                    Lang::Zh => write!(text, "，每个“{name}”一份"),
                    Lang::En => write!(text, ", one for each of “{name}”"),
                };
            }
            Count::Roles => text.push_str(self.pick("，一起做，各自确认", ", together, each confirms")),
        }
        if let Need::N(n) = def.instances.need {
            let _ = match self.lang {
                Lang::Zh => write!(text, "，{n} 份即可"),
                Lang::En => write!(text, ", {n} suffice"),
            };
        }
        for (steps, zh, en) in [(&task.same_as, "须是做“", "as did “"), (&task.not_same, "不能是做“", "not who did “")]
        {
            if let Some(first) = steps.first() {
                let _ = write!(text, "{}{}{}", self.pick("，", ", "), self.pick(zh, en), self.step(*first));
                text.push_str(self.pick("”的人", "”"));
            }
        }
        Some(text)
    }

    pub(crate) fn list_name(&self, list: ListRef) -> &'a str {
        match list {
            ListRef::Field(id) => self.title(self.names().fields.get(id)),
            ListRef::Found(id) => self.step(id),
        }
    }

    /// A happening in words.
    pub(crate) fn mark(&self, mark: Mark) -> String {
        let say = |name: &str, zh: &str, en: &str| match self.lang {
            Lang::Zh => format!("{name}{zh}"),
            Lang::En => format!("{name} {en}"),
        };
        match mark {
            Mark::StepOpened(id) => say(self.step(id), "开始时", "opened"),
            Mark::StepClaimed(id) => say(self.step(id), "有人接手", "taken up"),
            Mark::StepDone(id) => say(self.step(id), "办完", "done"),
            Mark::ScopeOpened(id) => say(self.scope(id), "开始时", "begun"),
            Mark::ScopeDone(id) => say(self.scope(id), "走完", "done"),
            Mark::HoldBegan(id) => say(self.title(self.names().holds.get(id)), "挂起时", "begun"),
            Mark::HoldEnded(id) => say(self.title(self.names().holds.get(id)), "结束时", "ended"),
            Mark::CaseOpened => self.pick("开案时", "case opened").into(),
            Mark::CaseClosed => self.pick("结案时", "case closed").into(),
            Mark::Signal(id) => say(self.title(self.names().signals.get(id)), "发生时", "happens"),
            Mark::Filled(id) => say(self.title(self.names().fields.get(id)), "填写时", "filled"),
        }
    }

    pub(crate) fn marks(&self, marks: &[Mark]) -> String {
        let all: Vec<String> = marks.iter().map(|m| self.mark(*m)).collect();
        all.join(self.pick("或", " or "))
    }

    /// The procedure's title and version.
    pub(crate) fn heading(&self) -> String {
        let title = self.title(Some(&self.names().procedure));
        let title = if title.is_empty() { &*self.p.id } else { title };
        match (self.lang, self.p.version) {
            (Lang::Zh, 0) => format!("{title}（草稿）"),
            (Lang::Zh, n) => format!("{title}（第 {n} 版）"),
            (Lang::En, 0) => format!("{title} (draft)"),
            (Lang::En, n) => format!("{title} (version {n})"),
        }
    }
}
