//! A route as BPMN elements and flows.

use crate::{
    outline::{flow_label, split_words},
    words::Words,
    xml::Tag,
};
use alloc::{collections::BTreeSet, format, string::String, vec::Vec};
use guicheng_core::{CardRef, Count, Join, Node, NodeId, ScopeId, Split, StepId, StepKind, Work};

/// An element, by position.
pub(super) type At = usize;

/// A thing that is drawn.
pub(super) struct Element {
    pub(super) tag: &'static str,
    pub(super) name: String,
    pub(super) more: Vec<(&'static str, String)>,
    /// What stands inside it.
    pub(super) inner: Vec<Tag>,
    /// The element that it sits on.
    pub(super) on: Option<At>,
    /// Who does it, by position among the lanes.
    pub(super) lane: Option<usize>,
}

/// What may happen during a route: an event sub-process.
pub(super) struct Beside {
    pub(super) name: String,
    pub(super) does: String,
    pub(super) interrupts: bool,
    /// What sets it off.
    pub(super) cause: Tag,
    /// What its end sends.
    pub(super) sends: Option<CardRef>,
}

/// A route.
#[derive(Default)]
pub(super) struct Chart {
    pub(super) elements: Vec<Element>,
    pub(super) flows: Vec<(At, At, String)>,
    /// Texts beside elements.
    pub(super) notes: Vec<(At, String)>,
    pub(super) beside: Vec<Beside>,
    /// The roles, in the order in which they come to work; empty where nobody has any.
    pub(super) lanes: Vec<String>,
    /// Cards of other routes that are gone to from here.
    pub(super) thrown: BTreeSet<CardRef>,
    /// Where each node is entered and left; nodes that do nothing are passed over.
    ends: Vec<(NodeId, At, At)>,
    /// The element of each card.
    pub(super) cards: Vec<(CardRef, At)>,
}

impl Chart {
    /// The chart of a route.
    pub(super) fn of(w: &Words<'_>, scope: ScopeId) -> Self {
        let mut c = Self::default();
        let nodes: Vec<(NodeId, &Node)> = w.p.graph.nodes.iter().filter(|(_, n)| n.scope == scope).collect();
        let begin = c.add("bpmn:startEvent", w.pick("开始", "begin").into());
        for (id, node) in &nodes {
            c.node(w, *id, node);
        }
        let start = w.p.graph.scopes.get(scope).and_then(|s| w.p.graph.flows.get(s.start)).map(|f| f.to);
        match start.and_then(|n| c.enter(w, n)) {
            Some(first) => c.link(begin, first, String::new()),
            None => {
                let end = c.add("bpmn:endEvent", w.pick("结束", "end").into());
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
            if let Work::Act(acts) = node.work
                && let Some(card) = w.goes_to(acts)
            {
                c.go(w, scope, leave, card);
            }
        }
        c.events(w, scope);
        c
    }

    pub(super) fn add(&mut self, tag: &'static str, name: String) -> At {
        let (more, inner) = (Vec::new(), Vec::new());
        self.elements.push(Element { tag, name, more, inner, on: None, lane: None });
        self.elements.len() - 1
    }

    /// Puts something inside an element.
    pub(super) fn hold(&mut self, at: At, inner: impl IntoIterator<Item = Tag>) {
        if let Some(element) = self.elements.get_mut(at) {
            element.inner.extend(inner);
        }
    }

    /// The element of a node by which it is entered, if the node is drawn here.
    pub(super) fn entered(&self, w: &Words<'_>, scope: ScopeId, card: CardRef) -> Option<At> {
        let def = w.p.graph.scopes.get(scope)?;
        let flow = def.entries.iter().chain(&def.instead).find(|(known, _)| *known == card).map(|(_, flow)| *flow)?;
        self.enter(w, w.p.graph.flows.get(flow)?.to)
    }

    /// A flow; two between the same elements are one with both names.
    pub(super) fn link(&mut self, from: At, to: At, name: String) {
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
                Join::Each => "bpmn:exclusiveGateway",
                Join::All => "bpmn:parallelGateway",
                Join::Some => "bpmn:inclusiveGateway",
                Join::First { .. } => "bpmn:exclusiveGateway",
            };
            chain.push(self.add(tag, String::new()));
        }
        let skip = node.only_if.map(|expr| (self.add("bpmn:exclusiveGateway", format!("{}？", w.guard(expr))), expr));
        if let Some((gate, _)) = skip {
            chain.push(gate);
        }
        let work = self.work(w, node);
        chain.extend(work);
        let given_up = work.and_then(|work| self.timers(w, node, work));
        if skip.is_some() || given_up.is_some() {
            let merge = self.add("bpmn:exclusiveGateway", String::new());
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
                Split::All => "bpmn:parallelGateway",
                Split::Some(_) => "bpmn:inclusiveGateway",
                Split::One(_) | Split::Race => "bpmn:exclusiveGateway",
            };
            let words = split_words(w, id);
            let words = words.trim_end_matches(['：', ':']);
            let name = if tag == "bpmn:parallelGateway" {
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
                let at = self.add("bpmn:callActivity", w.scope(scope).into());
                let def = w.p.graph.scopes.get(scope);
                if let Some(element) = self.elements.get_mut(at) {
                    element.more.push(("calledElement", format!("route_{}", scope.0)));
                }
                if def.is_some_and(|s| s.repeat.is_some()) {
                    self.hold(at, [Tag::new("bpmn:standardLoopCharacteristics")]);
                } else {
                    self.hold(at, def.and_then(|s| instances(s.instances.count)));
                }
                self.cards.push((CardRef::Scope(scope), at));
                self.rules(w, CardRef::Scope(scope), at);
                at
            }
            Work::Act(acts) => {
                let name = w.acts(acts);
                self.add("bpmn:scriptTask", if name.is_empty() { "·".into() } else { name })
            }
            Work::End => self.add("bpmn:endEvent", w.pick("结束", "end").into()),
            Work::Stop => {
                let at = self.add("bpmn:endEvent", w.pick("全案终止", "stop the case").into());
                self.hold(at, [Tag::new("bpmn:terminateEventDefinition")]);
                at
            }
        })
    }

    fn step(&mut self, w: &Words<'_>, id: StepId) -> At {
        let def = w.p.steps.get(id);
        let tag = match def.map(|d| &d.kind) {
            Some(StepKind::Task(_)) | None => "bpmn:userTask",
            Some(StepKind::Wait(_)) => "bpmn:receiveTask",
            Some(StepKind::Call(_)) => "bpmn:callActivity",
            Some(StepKind::Lookup(_)) => "bpmn:serviceTask",
        };
        let who = w.doers(id).map_or_else(String::new, |who| match w.lang {
            crate::Lang::Zh => format!("【{who}】"),
            crate::Lang::En => format!(" [{who}]"),
        });
        let at = self.add(tag, format!("{}{who}", w.step(id)));
        if let (Some(element), Some(StepKind::Call(call))) = (self.elements.get_mut(at), def.map(|d| &d.kind)) {
            element.more.push(("calledElement", String::from(&*call.procedure)));
        }
        self.hold(at, def.and_then(|d| instances(d.instances.count)));
        self.cards.push((CardRef::Step(id), at));
        self.rules(w, CardRef::Step(id), at);
        self.lane_of(w, id, at);
        at
    }

    /// Rules of a card as texts beside it.
    fn rules(&mut self, w: &Words<'_>, card: CardRef, at: At) {
        for (id, rule) in w.p.rules.iter() {
            let during = rule.during.as_ref().is_some_and(|c| c.contains(&card));
            if during || rule.before.contains(&card) {
                let title = w.title(w.names().rules.get(id));
                match self.notes.iter_mut().find(|(on, _)| *on == at) {
                    Some((_, text)) => text.extend(["；", title]),
                    None => self.notes.push((at, title.into())),
                }
            }
        }
    }
}

fn instances(count: Count) -> Option<Tag> {
    match count {
        Count::One => None,
        Count::Fixed(_) | Count::Number(_) | Count::Items(_) | Count::Roles => {
            Some(Tag::new("bpmn:multiInstanceLoopCharacteristics"))
        }
    }
}
