//! Rules, holds, `on` cards.

use super::{Low, Pending, cards::checks};
use crate::{
    diagnostic::Span,
    finding::{GraphFinding, NormFinding},
    model::{HoldCard, Name, OnCard, RuleCard, TriggerCard},
};
use alloc::{boxed::Box, vec::Vec};
use guicheng_core::{CardRef, ClockId, Hold, Place, Reaction, Rule, Trigger};

impl<'f> Low<'f> {
    /// A clock of the case by its name.
    pub(crate) fn case_clock_id(&mut self, name: &Name) -> Option<ClockId> {
        let file = self.file;
        let known = |card: &&crate::model::ClockCard| card.common.name.value == name.value;
        if file.clocks.iter().any(|card| known(&card)) {
            return self.sym.clocks.get(&name.value);
        }
        let names = file.clocks.iter().map(|card| &*card.common.name.value);
        super::symbols::dangling(self.cx, crate::finding::Kind::Clock, name, names);
        None
    }

    fn trigger(&mut self, card: &'f TriggerCard, span: Span) -> Trigger {
        if card.who.is_empty() && card.upon.is_empty() && card.becomes.is_none() {
            self.cx.lacking(span, NormFinding::NoTrigger, span);
        }
        let who = self.who(&card.who);
        Trigger {
            who: (!card.who.is_empty()).then_some(who),
            upon: self.marks(&card.upon),
            becomes: self.condition_if(card.becomes.as_ref()),
            within: card.within.as_ref().and_then(|clock| self.case_clock_id(clock)),
            when: self.condition_if(card.when.as_ref()),
            at_most: card.at_most.map(|most| (self.line(), most.value)),
            fills: self.fills(&card.fill),
            check: checks(&card.check),
            why: card.why,
        }
    }

    pub(crate) fn reactions(&mut self) -> Vec<Reaction> {
        let file = self.file;
        file.ons.iter().map(|card| self.reaction(card)).collect()
    }

    fn reaction(&mut self, card: &'f OnCard) -> Reaction {
        let span = card.common.name.span;
        let trigger = self.trigger(&card.trigger, span);
        // An act that only fills fields is one too.
        if card.acts.is_empty() && card.trigger.fill.is_empty() && card.trigger.check.is_empty() {
            self.cx.lacking(span, GraphFinding::NoAction, span);
        }
        Reaction {
            during: self.place(&card.during),
            trigger,
            acts: self.later(Pending::Written(&card.acts)),
            cites: self.cites(&[&card.common.cite]),
        }
    }

    fn place(&mut self, during: &[Name]) -> Place {
        match during {
            [] => Place::Open,
            [one] if &*one.value == "closed" => Place::Closed,
            cards => Place::Cards(self.cards(cards)),
        }
    }

    pub(crate) fn holds(&mut self) -> Vec<Hold> {
        let file = self.file;
        file.holds.iter().map(|card| self.hold_of(card)).collect()
    }

    fn hold_of(&mut self, card: &'f HoldCard) -> Hold {
        let span = card.common.name.span;
        let trigger = self.trigger(&card.trigger, span);
        let starts = !card.trigger.upon.is_empty() || card.trigger.becomes.is_some();
        if starts && card.until.is_empty() && card.trigger.who.is_empty() {
            self.cx.lacking(span, NormFinding::Forever, span);
        }
        Hold {
            during: self.cards(&card.during),
            trigger,
            until: self.marks(&card.until),
            late: self.clocks_named(&["hold.", &card.common.name.value].concat()),
            also: card.also.as_ref().and_then(|also| self.beside(also)),
            cites: self.cites(&[&card.common.cite]),
        }
    }

    pub(crate) fn rules(&mut self) -> Vec<Rule> {
        let file = self.file;
        file.rules.iter().map(|card| self.rule(card)).collect()
    }

    fn rule(&mut self, card: &'f RuleCard) -> Rule {
        let span = card.common.name.span;
        if card.must.is_none() && card.never.is_empty() {
            self.cx.lacking(span, NormFinding::EmptyRule, span);
        }
        if card.during.is_empty() && card.before.is_empty() {
            self.cx.lacking(span, NormFinding::RuleNowhere, span);
        }
        if let (Some(first), true) = (card.never.first(), card.instead.is_empty()) {
            self.cx.lacking(span, NormFinding::NoInstead, first.span);
        }
        let before: Vec<Name> = card.before.iter().filter(|name| &*name.value != "case.closed").cloned().collect();
        let hold = card.broken.as_ref().and_then(|(_, acts)| acts.hold.first()).and_then(|name| self.card(name));
        let broken = card.broken.as_ref().map(|(_, acts)| self.later(Pending::Written(acts)));
        let during: Box<[CardRef]> = self.cards(&card.during);
        Rule {
            during: (!card.during.is_empty()).then_some(during),
            before: self.cards(&before),
            before_closing: before.len() < card.before.len(),
            when: self.condition_if(card.when.as_ref()),
            must: self.condition_if(card.must.as_ref()),
            never: card.never.iter().filter_map(|source| self.source(source)).collect(),
            instead: card.instead.iter().filter_map(|role| self.role(role)).collect(),
            hold,
            broken,
            say: card.say.as_ref().map(|say| self.text(say, &alloc::format!("rule.{}.say", card.common.name.value))),
            cites: self.cites(&[&card.common.cite]),
        }
    }
}
