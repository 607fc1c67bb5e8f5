//! Reactions, holds, rules and clocks of the case in a few lines each.

use super::{Lang, Words};
use alloc::{format, string::String, vec::Vec};
use guicheng_core::{ClockId, HoldId, Place, ReactionId, RoleSource, RuleId, Trigger};

/// A thing beside the routes: its title and its lines.
pub(crate) struct Note {
    pub(crate) title: String,
    pub(crate) lines: Vec<String>,
}

impl Words<'_> {
    fn line(&self, zh: &str, en: &str, text: &str) -> String {
        match self.lang {
            Lang::Zh => format!("{zh}：{text}"),
            Lang::En => format!("{en}: {text}"),
        }
    }

    /// A clock of the case.
    pub(crate) fn clock_note(&self, id: ClockId) -> Note {
        let mut lines = Vec::new();
        if let Some(clock) = self.p.clocks.get(id) {
            if !clock.from.is_empty() {
                lines.push(self.line("从", "from", &self.marks(&clock.from)));
            }
            if !clock.until.is_empty() {
                lines.push(self.line("到", "until", &self.marks(&clock.until)));
            }
            if let Some(limit) = clock.limit {
                let mut text = self.time(limit);
                text.push_str(self.calendar(clock.calendar));
                if let Some(plus) = clock.plus {
                    let name = self.title(self.names().fields.get(plus));
                    text.push_str(&format!("{}{name}", self.pick("，另加", ", plus ")));
                }
                lines.push(self.line("时限", "limit", &text));
            }
            if let Some(due) = clock.due {
                let name = self.title(self.names().fields.get(due));
                lines.push(self.line("以更早的为准", "or earlier", name));
            }
            if let Some(pause) = clock.pause_while {
                lines.push(self.line("停表", "stands still while", &self.guard(pause)));
            }
            lines.extend(self.thresholds(id).into_iter().map(|(line, _)| line));
        }
        Note { title: self.title(self.names().clocks.get(id)).into(), lines }
    }

    fn trigger(&self, trigger: &Trigger, lines: &mut Vec<String>) {
        if let Some(who) = &trigger.who {
            lines.push(self.line("谁提出", "by", &self.who(who)));
        }
        if !trigger.upon.is_empty() {
            lines.push(self.line("发生", "upon", &self.marks(&trigger.upon)));
        }
        if let Some(expr) = trigger.becomes {
            lines.push(self.line("一旦", "as soon as", &self.guard(expr)));
        }
        if let Some(clock) = trigger.within {
            lines.push(self.line("期限内", "within", self.title(self.names().clocks.get(clock))));
        }
        if let Some(expr) = trigger.when {
            lines.push(self.line("仅当", "only if", &self.guard(expr)));
        }
        if let Some((_, most)) = trigger.at_most {
            lines.push(self.line("至多", "at most", &format!("{most}{}", self.pick(" 次", "×"))));
        }
    }

    /// An `on` card.
    pub(crate) fn reaction_note(&self, id: ReactionId) -> Note {
        let mut lines = Vec::new();
        if let Some(on) = self.p.reactions.get(id) {
            match &on.during {
                Place::Open => {}
                Place::Closed => lines.push(self.pick("结案以后", "after closing").into()),
                Place::Cards(cards) => lines.push(self.line("其间", "during", &self.cards(cards))),
            }
            self.trigger(&on.trigger, &mut lines);
            let acts = self.acts(on.acts);
            if !acts.is_empty() {
                lines.push(format!("→ {acts}"));
            }
        }
        Note { title: self.title(self.names().reactions.get(id)).into(), lines }
    }

    /// A hold.
    pub(crate) fn hold_note(&self, id: HoldId) -> Note {
        let mut lines = Vec::new();
        if let Some(hold) = self.p.holds.get(id) {
            lines.push(self.line("停下", "stops", &self.cards(&hold.during)));
            self.trigger(&hold.trigger, &mut lines);
            if !hold.until.is_empty() {
                lines.push(self.line("到", "until", &self.marks(&hold.until)));
            }
            if let Some(card) = hold.also {
                lines.push(self.line("同时另做", "also", self.card(card)));
            }
            for clock in &hold.late {
                lines.extend(self.thresholds(*clock).into_iter().map(|(line, _)| line));
            }
        }
        Note { title: self.title(self.names().holds.get(id)).into(), lines }
    }

    /// A rule.
    pub(crate) fn rule_note(&self, id: RuleId) -> Note {
        let mut lines = Vec::new();
        if let Some(rule) = self.p.rules.get(id) {
            if let Some(cards) = &rule.during {
                lines.push(self.line("其间", "during", &self.cards(cards)));
            }
            if !rule.before.is_empty() {
                lines.push(self.line("做之前", "before", &self.cards(&rule.before)));
            }
            if rule.before_closing {
                lines.push(self.pick("结案之前", "before closing").into());
            }
            if let Some(expr) = rule.when {
                lines.push(self.line("仅当", "only if", &self.guard(expr)));
            }
            if let Some(expr) = rule.must {
                lines.push(self.line("必须", "must", &self.guard(expr)));
            }
            if !rule.never.is_empty() {
                let who: Vec<String> = rule.never.iter().map(|s| self.source(s)).collect();
                lines.push(self.line("不得由", "never", &who.join(self.pick("、", ", "))));
            }
            if !rule.instead.is_empty() {
                let roles = self.list(rule.instead.iter().map(|r| self.title(self.names().roles.get(*r))));
                lines.push(self.line("改由", "instead", &roles));
            }
            if let Some(card) = rule.hold {
                lines.push(self.line("违反则停下", "if broken, holds", self.card(card)));
            }
            if let Some(acts) = rule.broken {
                lines.push(self.line("违反时", "if broken", &self.acts(acts)));
            }
        }
        Note { title: self.title(self.names().rules.get(id)).into(), lines }
    }

    fn source(&self, source: &RoleSource) -> String {
        match source {
            RoleSource::Organisation(name) => name.as_ref().into(),
            RoleSource::HeadOf(field) => {
                let name = self.title(self.names().fields.get(*field));
                format!("{name}{}", self.pick("的负责人", "'s head"))
            }
            RoleSource::Field(field) => self.title(self.names().fields.get(*field)).into(),
            RoleSource::Did(step) => match self.lang {
                Lang::Zh => format!("做“{}”的人", self.step(*step)),
                Lang::En => format!("who did “{}”", self.step(*step)),
            },
            RoleSource::Anyone => self.pick("任何人", "anyone").into(),
        }
    }
}
