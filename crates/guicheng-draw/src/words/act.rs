//! Actions in words.

use super::{Lang, Words};
use alloc::{format, string::String, vec::Vec};
use guicheng_core::{Action, ActsId, At, CardRef, ClockId, GoTo, Procedure, TextId, Threshold};

/// The card that a list of actions goes to.
pub(crate) fn goes_to(p: &Procedure, id: ActsId) -> Option<CardRef> {
    p.acts.get(id)?.iter().find_map(|a| if let Action::Go(GoTo::Card(card)) = a { Some(*card) } else { None })
}

impl Words<'_> {
    /// A list of actions.
    pub(crate) fn acts(&self, id: ActsId) -> String {
        let Some(list) = self.p.acts.get(id) else { return String::new() };
        let all: Vec<String> = list.iter().map(|a| self.act(a)).collect();
        all.join(self.pick("；", "; "))
    }

    /// The actions without the jump, which a picture draws.
    pub(crate) fn acts_but_go(&self, id: ActsId) -> String {
        let Some(list) = self.p.acts.get(id) else { return String::new() };
        let all: Vec<String> =
            list.iter().filter(|a| !matches!(a, Action::Go(GoTo::Card(_) | GoTo::Next))).map(|a| self.act(a)).collect();
        all.join(self.pick("；", "; "))
    }

    /// The card that a list of actions goes to.
    pub(crate) fn goes_to(&self, id: ActsId) -> Option<CardRef> {
        goes_to(self.p, id)
    }

    /// Where a reaction leads: an arrow to what it goes to, a plus before what it begins beside.
    pub(crate) fn reaction_target(&self, id: ActsId) -> String {
        let target = |a: &Action| match a {
            Action::Go(GoTo::Card(card)) => Some(format!(" → {}", self.card(*card))),
            Action::Also(card) => Some(format!(" ＋ {}", self.card(*card))),
            Action::Go(GoTo::Next)
            | Action::Remind(_)
            | Action::Escalate(_)
            | Action::Tell(_)
            | Action::Write(_)
            | Action::Say(_)
            | Action::Set(..)
            | Action::Done
            | Action::Climb => None,
        };
        self.p.acts.get(id).into_iter().flat_map(|acts| acts.iter().filter_map(target)).collect()
    }

    fn act(&self, action: &Action) -> String {
        let say = |zh: &str, en: &str, what: &str| match self.lang {
            Lang::Zh => format!("{zh}{what}"),
            Lang::En => format!("{en} {what}"),
        };
        match action {
            Action::Remind(who) => say("提醒", "remind", &self.who(who)),
            Action::Escalate(who) => say("上报", "escalate to", &self.who(who)),
            Action::Tell(id) => say("发通知：", "send", self.title(self.names().notices.get(*id))),
            Action::Write(id) => {
                say("登记《", "write", self.title(self.names().registers.get(*id))) + self.pick("》", "")
            }
            Action::Say(id) => say("提示：", "advise:", self.text(*id)),
            Action::Set(field, value) => {
                format!("{} = {}", self.title(self.names().fields.get(*field)), self.guard_of(*value, Some(*field)))
            }
            Action::Go(GoTo::Next) => self.pick("接着往下", "go on").into(),
            Action::Go(GoTo::Card(card)) => say("转到", "go to", self.card(*card)),
            Action::Also(card) => say("另做", "also do", self.card(*card)),
            Action::Done => self.pick("按办完处理", "give up as done").into(),
            Action::Climb => self.pick("找上一级", "next rung").into(),
        }
    }

    pub(crate) fn text(&self, id: TextId) -> &str {
        self.title(self.p.texts.get(id))
    }

    /// The thresholds of a clock, a line each.
    pub(crate) fn thresholds(&self, id: ClockId) -> Vec<(String, bool)> {
        let Some(clock) = self.p.clocks.get(id) else { return Vec::new() };
        let line = |t: &Threshold| match self.lang {
            Lang::Zh => (format!("{}：{}", self.moment(clock, t), self.acts(t.acts)), t.reminder),
            Lang::En => (format!("{}: {}", self.moment(clock, t), self.acts(t.acts)), t.reminder),
        };
        clock.thresholds.iter().map(line).collect()
    }

    /// The rungs of a ladder.
    pub(crate) fn ladder(&self, id: ClockId) -> Option<String> {
        let clock = self.p.clocks.get(id)?;
        let rungs: Vec<String> = clock.ladder.iter().map(|w| self.who(w)).collect();
        let within = clock.limit.map(|l| self.time(l)).or_else(|| {
            let first = clock.thresholds.first()?;
            if let At::After(time) = first.at { Some(self.time(time)) } else { None }
        });
        let within = within.unwrap_or_default();
        (!rungs.is_empty()).then(|| match self.lang {
            Lang::Zh => format!("{within} 内没人接手，依次找：{}", rungs.join(" → ")),
            Lang::En => format!("not taken up within {within}: {}", rungs.join(" → ")),
        })
    }
}
