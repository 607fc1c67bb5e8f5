//! A route as BPMN elements and flows.

use crate::{
    outline::{flow_label, split_words},
    words::Words,
};
use alloc::{format, string::String, vec::Vec};
use guicheng_core::{Action, CardRef, Count, GoTo, Join, Node, NodeId, Place, ScopeId, Split, StepId, StepKind, Work};

/// An element, by position.
pub(super) type At = usize;

/// A thing that is drawn.
pub(super) struct Element {
    pub(super) tag: &'static str,
    pub(super) name: String,
    /// More attributes, with a space before.
    pub(super) more: String,
    /// What stands inside it.
    pub(super) inner: String,
    /// The element that it sits on.
    pub(super) on: Option<At>,
}

/// What may happen during a route: an event sub-process.
pub(super) struct Beside {
    pub(super) name: String,
    pub(super) does: String,
    pub(super) interrupts: bool,
    pub(super) by_person: bool,
}

/// A route.
#[derive(Default)]
pub(super) struct Chart {
    pub(super) elements: Vec<Element>,
    pub(super) flows: Vec<(At, At, String)>,
    /// Texts beside elements.
    pub(super) notes: Vec<(At, String)>,
    pub(super) beside: Vec<Beside>,
    /// Where each node is entered and left; nodes that do nothing are passed over.
    ends: Vec<(NodeId, At, At)>,
}

impl Chart {
    /// The chart of a route.
    pub(super) fn of(w: &Words<'_>, scope: ScopeId) -> Self {
        let mut c = Self::default();
        let nodes: Vec<(NodeId, &Node)> = w.p.graph.nodes.iter().filter(|(_, n)| n.scope == scope).collect();
        let begin = c.add("startEvent", w.pick("开始", "begin").into());
        for (id, node) in &nodes {
            c.node(w, *id, node);
        }
        let start = w.p.graph.scopes.get(scope).and_then(|s| w.p.graph.flows.get(s.start)).map(|f| f.to);
        match start.and_then(|n| c.enter(w, n)) {
            Some(first) => c.link(begin, first, String::new()),
            None => {
                let end = c.add("endEvent", w.pick("结束", "end").into());
                c.link(begin, end, String::new());
            }
        }
        for (id, node) in &nodes {
            let Some((_, _, leave)) = c.ends.iter().find(|(n, ..)| n == id).copied() else { continue };
            for flow in &node.outs {
                let to = w.p.graph.flows.get(*flow).and_then(|f| c.enter(w, f.to));
                if let Some(to) = to {
                    c.link(leave, to, flow_label(w, *id, *flow));
                }
            }
        }
        c.finish(w);
        c.beside = beside(w, scope);
        c
    }

    fn add(&mut self, tag: &'static str, name: String) -> At {
        self.elements.push(Element { tag, name, more: String::new(), inner: String::new(), on: None });
        self.elements.len() - 1
    }

    /// A flow; two between the same elements are one with both names.
    fn link(&mut self, from: At, to: At, name: String) {
        if let Some((_, _, known)) = self.flows.iter_mut().find(|(a, b, _)| (*a, *b) == (from, to)) {
            if !name.is_empty() && !known.is_empty() {
                known.push('、');
            }
            known.push_str(&name);
        } else {
            self.flows.push((from, to, name));
        }
    }

    /// Where a node is entered; nodes that only pass on are looked through.
    fn enter(&self, w: &Words<'_>, node: NodeId) -> Option<At> {
        let mut at = node;
        for _ in 0..64 {
            if let Some((_, enter, _)) = self.ends.iter().find(|(n, ..)| *n == at) {
                return Some(*enter);
            }
            let out = w.p.graph.nodes.get(at).and_then(|n| n.outs.first())?;
            at = w.p.graph.flows.get(*out)?.to;
        }
        None
    }

    fn node(&mut self, w: &Words<'_>, id: NodeId, node: &Node) {
        let (ins, outs) = (node.ins.len(), node.outs.len());
        if node.work == Work::Nothing && ins < 2 && outs == 1 {
            return;
        }
        let mut chain: Vec<At> = Vec::new();
        let starts =
            w.p.graph.scopes.get(node.scope).and_then(|s| w.p.graph.flows.get(s.start)).is_some_and(|f| f.to == id);
        if ins + usize::from(starts) > 1 && node.work != Work::End {
            let tag = match node.join {
                Join::Each => "exclusiveGateway",
                Join::All => "parallelGateway",
                Join::Some => "inclusiveGateway",
                Join::First { .. } => "exclusiveGateway",
            };
            chain.push(self.add(tag, String::new()));
        }
        let skip = node.only_if.map(|expr| (self.add("exclusiveGateway", format!("{}？", w.guard(expr))), expr));
        if let Some((gate, _)) = skip {
            chain.push(gate);
        }
        let work = self.work(w, node);
        chain.extend(work);
        let given_up = work.and_then(|work| self.timers(w, node, work));
        if skip.is_some() || given_up.is_some() {
            let merge = self.add("exclusiveGateway", String::new());
            if let Some((gate, _)) = skip {
                self.flows.push((gate, merge, w.pick("否", "no").into()));
            }
            if let Some(boundary) = given_up {
                self.flows.push((boundary, merge, String::new()));
            }
            chain.push(merge);
        }
        if outs > 1 {
            let tag = match node.split {
                Split::All => "parallelGateway",
                Split::Some(_) => "inclusiveGateway",
                Split::One(_) | Split::Race => "exclusiveGateway",
            };
            let words = split_words(w, id);
            let words = words.trim_end_matches(['：', ':']);
            let name = if tag == "parallelGateway" {
                ""
            } else if words.is_empty() {
                w.pick("选择", "choice")
            } else {
                words
            };
            chain.push(self.add(tag, name.into()));
        }
        let (Some(first), Some(last)) = (chain.first().copied(), chain.last().copied()) else { return };
        for pair in chain.windows(2) {
            if let [a, b] = pair {
                let yes = skip.is_some_and(|(gate, _)| gate == *a);
                self.link(*a, *b, if yes { w.pick("是", "yes").into() } else { String::new() });
            }
        }
        self.ends.push((id, first, last));
    }

    fn work(&mut self, w: &Words<'_>, node: &Node) -> Option<At> {
        Some(match node.work {
            Work::Nothing => return None,
            Work::Step(step) => self.step(w, step),
            Work::Scope(scope) => {
                let at = self.add("callActivity", w.scope(scope).into());
                if let Some(element) = self.elements.get_mut(at) {
                    element.more = format!(" calledElement=\"route_{}\"", scope.0);
                    element.inner = w.p.graph.scopes.get(scope).map_or("", |s| instances(s.instances.count)).into();
                    if s_repeats(w, scope) {
                        element.inner = "<bpmn:standardLoopCharacteristics/>".into();
                    }
                }
                self.rules(w, CardRef::Scope(scope), at);
                at
            }
            Work::Act(acts) => {
                let name = w.acts(acts);
                self.add("scriptTask", if name.is_empty() { "·".into() } else { name })
            }
            Work::End => self.add("endEvent", w.pick("结束", "end").into()),
            Work::Stop => {
                let at = self.add("endEvent", w.pick("全案终止", "stop the case").into());
                if let Some(element) = self.elements.get_mut(at) {
                    element.inner = "<bpmn:terminateEventDefinition/>".into();
                }
                at
            }
        })
    }

    fn step(&mut self, w: &Words<'_>, id: StepId) -> At {
        let def = w.p.steps.get(id);
        let (tag, more) = match def.map(|d| &d.kind) {
            Some(StepKind::Task(_)) | None => ("userTask", String::new()),
            Some(StepKind::Wait(_)) => ("receiveTask", String::new()),
            Some(StepKind::Call(call)) => {
                ("callActivity", format!(" calledElement=\"{}\"", crate::xml::Escaped(&call.procedure)))
            }
            Some(StepKind::Lookup(_)) => ("serviceTask", String::new()),
        };
        let who = w.doers(id).map_or_else(String::new, |who| match w.lang {
            crate::Lang::Zh => format!("【{who}】"),
            crate::Lang::En => format!(" [{who}]"),
        });
        let at = self.add(tag, format!("{}{who}", w.step(id)));
        if let Some(element) = self.elements.get_mut(at) {
            element.more = more;
            element.inner = def.map_or("", |d| instances(d.instances.count)).into();
        }
        self.rules(w, CardRef::Step(id), at);
        at
    }

    /// Rules of a card as texts beside it.
    fn rules(&mut self, w: &Words<'_>, card: CardRef, at: At) {
        for (id, rule) in w.p.rules.iter() {
            let during = rule.during.as_ref().is_some_and(|c| c.contains(&card));
            if during || rule.before.contains(&card) {
                self.notes.push((at, w.title(w.names().rules.get(id)).into()));
            }
        }
    }

    /// The thresholds of a step as timers on it; the first that gives the work up as done is returned.
    fn timers(&mut self, w: &Words<'_>, node: &Node, on: At) -> Option<At> {
        let Work::Step(step) = node.work else { return None };
        let mut given_up = None;
        for clock in w.p.steps.get(step).map_or(&[][..], |s| &s.late) {
            let Some(def) = w.p.clocks.get(*clock) else { continue };
            for threshold in &def.thresholds {
                let acts = w.p.acts.get(threshold.acts).map_or(&[][..], |a| a);
                let done = acts.iter().any(|a| matches!(a, Action::Done | Action::Go(GoTo::Next)));
                let goes = acts.iter().any(|a| matches!(a, Action::Go(GoTo::Card(_))));
                let timer = self.add("boundaryEvent", w.moment(def, threshold));
                if let Some(element) = self.elements.get_mut(timer) {
                    element.on = Some(on);
                    element.inner = "<bpmn:timerEventDefinition/>".into();
                    element.more = if done || goes { String::new() } else { " cancelActivity=\"false\"".into() };
                }
                if done && given_up.is_none() {
                    given_up = Some(timer);
                } else {
                    let end = self.add("endEvent", w.acts(threshold.acts));
                    self.link(timer, end, String::new());
                }
            }
        }
        given_up
    }

    /// What is left by nothing ends; what is reached by nothing is begun by an event from elsewhere.
    fn finish(&mut self, w: &Words<'_>) {
        for at in 0..self.elements.len() {
            let Some((tag, on)) = self.elements.get(at).map(|e| (e.tag, e.on)) else { continue };
            if tag != "endEvent" && !self.flows.iter().any(|(from, ..)| *from == at) {
                let end = self.add("endEvent", w.pick("结束", "end").into());
                self.link(at, end, String::new());
            }
            if tag != "startEvent" && on.is_none() && !self.flows.iter().any(|(_, to, _)| *to == at) {
                let name = self.elements.get(at).map(|e| e.name.clone()).unwrap_or_default();
                let begin = self.add("startEvent", format!("{}{name}", w.pick("转到：", "go to: ")));
                if let Some(element) = self.elements.get_mut(begin) {
                    element.inner = "<bpmn:signalEventDefinition/>".into();
                }
                self.link(begin, at, String::new());
            }
        }
    }
}

fn s_repeats(w: &Words<'_>, scope: ScopeId) -> bool {
    w.p.graph.scopes.get(scope).is_some_and(|s| s.repeat.is_some())
}

const fn instances(count: Count) -> &'static str {
    match count {
        Count::One => "",
        Count::Fixed(_) | Count::Number(_) | Count::Items(_) | Count::Roles => {
            "<bpmn:multiInstanceLoopCharacteristics/>"
        }
    }
}

/// Reactions whose cards lie in a route; those of the whole case stand with the root.
fn beside(w: &Words<'_>, scope: ScopeId) -> Vec<Beside> {
    let inside = |card: &CardRef| match card {
        CardRef::Scope(s) => *s == scope,
        CardRef::Step(step) => w.p.graph.nodes.values().any(|n| n.scope == scope && n.work == Work::Step(*step)),
        CardRef::Gate(_) | CardRef::Reaction(_) | CardRef::Hold(_) => false,
    };
    let here = |place: &Place| match place {
        Place::Open | Place::Closed => scope == w.p.graph.root,
        Place::Cards(cards) => cards.iter().any(inside),
    };
    let reactions = w.p.reactions.iter().filter(|(_, r)| here(&r.during));
    let made = reactions.map(|(id, r)| {
        let acts = w.p.acts.get(r.acts).map_or(&[][..], |a| a);
        let does = w.acts(r.acts);
        Beside {
            name: w.title(w.names().reactions.get(id)).into(),
            does: if does.is_empty() { w.pick("记录", "record").into() } else { does },
            interrupts: acts.iter().any(|a| matches!(a, Action::Go(_))),
            by_person: r.trigger.who.is_some(),
        }
    });
    made.collect()
}
