//! Events: timers and happenings on cards, event sub-processes, jumps and the signals that carry them to other routes.

use super::chart::{At, Beside, Chart};
use crate::{words::Words, xml::Tag};
use alloc::{
    collections::BTreeSet,
    format,
    string::{String, ToString},
    vec::Vec,
};
use guicheng_core::{Action, ActsId, CardRef, GoTo, Id as _, Node, NodeId, Place, Reaction, ScopeId, Work};

/// The id of the signal that asks for a card.
pub(super) fn signal(card: CardRef) -> String {
    match card {
        CardRef::Step(id) => format!("go_step_{}", id.index()),
        CardRef::Scope(id) => format!("go_route_{}", id.index()),
        CardRef::Gate(id) => format!("go_gate_{}", id.index()),
        CardRef::Reaction(id) => format!("go_on_{}", id.index()),
        CardRef::Hold(id) => format!("go_hold_{}", id.index()),
    }
}

/// What that signal is called.
pub(super) fn goes_to_words(w: &Words<'_>, card: CardRef) -> String {
    format!("{}{}", w.pick("转到：", "go to: "), w.card(card))
}

/// The definition of an event that sends or catches it.
pub(super) fn by_signal(card: CardRef) -> Tag {
    Tag::new("bpmn:signalEventDefinition").with("signalRef", signal(card))
}

impl Chart {
    /// From an element on to a card: a flow in this route, else an end that sends a signal.
    pub(super) fn go(&mut self, w: &Words<'_>, scope: ScopeId, from: At, card: CardRef) {
        if let Some(to) = self.entered(w, scope, card) {
            self.link(from, to, String::new());
            return;
        }
        let end = self.add("bpmn:endEvent", goes_to_words(w, card));
        self.hold(end, [by_signal(card)]);
        self.thrown.insert(card);
        self.link(from, end, String::new());
    }

    /// The thresholds of a step as timers on it; the first that gives the work up as done is returned.
    pub(super) fn timers(&mut self, w: &Words<'_>, node: &Node, on: At) -> Option<At> {
        let Work::Step(step) = node.work else { return None };
        let mut given_up = None;
        for clock in w.p.steps.get(step).map_or(&[][..], |s| &s.late) {
            let Some(def) = w.p.clocks.get(*clock) else { continue };
            for threshold in &def.thresholds {
                let acts = w.p.acts.get(threshold.acts).map_or(&[][..], |a| a);
                let done = acts.iter().any(|a| matches!(a, Action::Done | Action::Go(GoTo::Next)));
                let cause = Tag::new("bpmn:timerEventDefinition");
                let interrupts = done || w.goes_to(threshold.acts).is_some();
                let timer = self.boundary(on, w.moment(def, threshold), cause, interrupts);
                if done && given_up.is_none() {
                    given_up = Some(timer);
                } else {
                    self.then(w, node.scope, timer, threshold.acts);
                }
            }
        }
        given_up
    }

    fn boundary(&mut self, on: At, name: String, cause: Tag, interrupts: bool) -> At {
        let at = self.add("bpmn:boundaryEvent", name);
        self.hold(at, [cause]);
        if let Some(element) = self.elements.get_mut(at) {
            element.on = Some(on);
            element.more.push(("cancelActivity", interrupts.to_string()));
        }
        at
    }

    /// What an event leads to: a card, or an end named by what is done.
    fn then(&mut self, w: &Words<'_>, scope: ScopeId, event: At, acts: ActsId) {
        if let Some(card) = w.goes_to(acts) {
            let does = w.acts_but_go(acts);
            if does.is_empty() {
                return self.go(w, scope, event, card);
            }
            let task = self.add("bpmn:scriptTask", does);
            self.link(event, task, String::new());
            return self.go(w, scope, task, card);
        }
        let end = self.add("bpmn:endEvent", done_words(w, acts));
        self.link(event, end, String::new());
    }

    /// What may happen: during a card of this route on the card, at any time in a sub-process of the main route.
    pub(super) fn events(&mut self, w: &Words<'_>, scope: ScopeId) {
        for (id, reaction) in w.p.reactions.iter() {
            let name = || String::from(w.title(w.names().reactions.get(id)));
            let interrupts = w.goes_to(reaction.acts).is_some();
            let cards = match &reaction.during {
                Place::Open | Place::Closed if scope == w.p.graph.root => &[][..],
                Place::Open | Place::Closed => continue,
                Place::Cards(cards) => &**cards,
            };
            let drawn = |(card, at): &(CardRef, At)| cards.contains(card).then_some(*at);
            let on: Vec<At> = self.cards.iter().filter_map(drawn).collect();
            for on in on {
                let event = self.boundary(on, name(), cause(w, reaction), interrupts);
                self.then(w, scope, event, reaction.acts);
            }
            if cards.is_empty() || cards.iter().any(|card| *card == CardRef::Scope(scope) && !called(w, scope)) {
                let sends = w.goes_to(reaction.acts);
                self.thrown.extend(sends);
                let does = done_words(w, reaction.acts);
                self.beside.push(Beside { name: name(), does, interrupts, cause: cause(w, reaction), sends });
            }
        }
    }

    /// Ways in that signals ask for; what is left by nothing ends, what is reached by nothing is begun from elsewhere.
    pub(super) fn finish(&mut self, w: &Words<'_>, scope: ScopeId, thrown: &BTreeSet<CardRef>) {
        for card in thrown {
            if let Some(to) = self.entered(w, scope, *card) {
                let begin = self.add("bpmn:startEvent", goes_to_words(w, *card));
                self.hold(begin, [by_signal(*card)]);
                self.link(begin, to, String::new());
            }
        }
        for at in 0..self.elements.len() {
            let Some((tag, on)) = self.elements.get(at).map(|e| (e.tag, e.on)) else { continue };
            if tag != "bpmn:endEvent" && !self.flows.iter().any(|(from, ..)| *from == at) {
                let end = self.add("bpmn:endEvent", w.pick("结束", "end").into());
                self.link(at, end, String::new());
            }
            if tag != "bpmn:startEvent" && on.is_none() && !self.flows.iter().any(|(_, to, _)| *to == at) {
                let name = self.elements.get(at).map(|e| e.name.clone()).unwrap_or_default();
                let begin = self.add("bpmn:startEvent", format!("{}{name}", w.pick("转到：", "go to: ")));
                self.hold(begin, [Tag::new("bpmn:signalEventDefinition")]);
                self.link(begin, at, String::new());
            }
        }
        self.part_gates();
        self.share_lanes(w);
    }

    /// A gate to which jumps lead too gets a merge before it: none both joins and forks.
    fn part_gates(&mut self) {
        for at in 0..self.elements.len() {
            let gate = self.elements.get(at).is_some_and(|element| element.tag.ends_with("Gateway"));
            let into = self.flows.iter().filter(|(_, to, _)| *to == at).count();
            let out = self.flows.iter().filter(|(from, ..)| *from == at).count();
            if gate && into > 1 && out > 1 {
                let merge = self.add("bpmn:exclusiveGateway", String::new());
                self.flows.iter_mut().filter(|(_, to, _)| *to == at).for_each(|(_, to, _)| *to = merge);
                self.link(merge, at, String::new());
            }
        }
    }
}

/// Whether some node runs a route.
fn called(w: &Words<'_>, scope: ScopeId) -> bool {
    let runs = |(_, node): (NodeId, &Node)| node.work == Work::Scope(scope);
    w.p.graph.nodes.iter().any(runs)
}

fn done_words(w: &Words<'_>, acts: ActsId) -> String {
    let does = w.acts(acts);
    if does.is_empty() { w.pick("记录", "record").into() } else { does }
}

/// What sets a reaction off: a person, a condition, or something that happens.
fn cause(w: &Words<'_>, reaction: &Reaction) -> Tag {
    let trigger = &reaction.trigger;
    match (&trigger.who, trigger.becomes) {
        (Some(_), _) => Tag::new("bpmn:messageEventDefinition"),
        (None, Some(becomes)) => {
            let condition =
                Tag::new("bpmn:condition").with("xsi:type", "bpmn:tFormalExpression").text(&w.guard(becomes));
            Tag::new("bpmn:conditionalEventDefinition").holding([condition])
        }
        (None, None) => Tag::new("bpmn:signalEventDefinition"),
    }
}
