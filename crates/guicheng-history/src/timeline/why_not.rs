//! Why a step is not done: what the history says of the ways that lead to it.

use super::{
    Telling,
    names::Teller,
    walk::{Stop, walk},
};
use crate::ReplayError;
use alloc::{boxed::Box, collections::BTreeMap, collections::BTreeSet, format, string::String, vec::Vec};
use guicheng_core::{Case, EventKind, FlowId, NodeId, Procedure, ScopeId, Seq, StepId, What, Work, WorkState};

/// What stands between a case and a step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hindrance {
    /// What kind, as a stable word: `done`, `skipped`, `withdrawn`, `open`, `held`, `hidden`, `other_way`, `waits_for`,
    /// `not_begun`, `closed`.
    pub kind: &'static str,
    /// In words.
    pub words: Box<str>,
    /// The record that says so.
    pub record: Option<Seq>,
    /// The clauses of the step.
    pub clauses: Vec<Box<str>>,
}

/// What became of a step, or what it waits for: from the end of the history, the latest last.
///
/// # Errors
/// At the first line that is not the next record of the case.
pub fn why_not<'l>(
    telling: &Telling<'_>,
    lines: impl IntoIterator<Item = &'l str>,
    step: StepId,
) -> Result<Vec<Hindrance>, ReplayError> {
    let before = ways_to(telling.procedure, step);
    let mut seen = Seen { step, before: &before, found: Vec::new(), opened: BTreeMap::new(), reached: BTreeSet::new() };
    let mut end = None;
    let lines: Vec<&str> = lines.into_iter().collect();
    let count = lines.len();
    walk(telling, lines, |stop| {
        seen.note(stop, telling);
        if usize::try_from(stop.decoded.seq.0).is_ok_and(|n| n == count) {
            end = Some(seen.at_the_end(stop));
        }
        true
    })?;
    let mut all = seen.found;
    all.extend(end.into_iter().flatten());
    Ok(all)
}

/// Nodes from which the step can still be reached inside its own scopes, with the scopes around them.
#[derive(Default)]
struct Before {
    nodes: BTreeSet<NodeId>,
    own: BTreeSet<NodeId>,
    scopes: BTreeSet<ScopeId>,
}

fn ways_to(procedure: &Procedure, step: StepId) -> Before {
    let graph = &procedure.graph;
    let mut before = Before::default();
    let mut targets: Vec<NodeId> =
        graph.nodes.iter().filter(|(_, n)| n.work == Work::Step(step)).map(|(id, _)| id).collect();
    before.own.extend(targets.iter().copied());
    while let Some(node) = targets.pop() {
        if !before.nodes.insert(node) {
            continue;
        }
        let Some(here) = graph.nodes.get(node) else { continue };
        targets.extend(here.ins.iter().filter_map(|flow| graph.flows.get(*flow)?.from));
        if before.scopes.insert(here.scope) {
            let callers = graph.nodes.iter().filter(|(_, n)| n.work == Work::Scope(here.scope));
            targets.extend(callers.map(|(id, _)| id));
        }
    }
    before
}

struct Seen<'b> {
    step: StepId,
    before: &'b Before,
    found: Vec<Hindrance>,
    opened: BTreeMap<guicheng_core::WorkId, Seq>,
    reached: BTreeSet<NodeId>,
}

impl Seen<'_> {
    fn note(&mut self, stop: &Stop<'_>, telling: &Telling<'_>) {
        // Steps and nodes have other ids in another version.
        if stop.teller.procedure.digest != telling.procedure.digest {
            return;
        }
        let (t, seq) = (&stop.teller, stop.decoded.seq);
        let title = t.step(self.step);
        let clauses = telling.lexicon.clauses.steps.get(usize::from(self.step.0)).cloned().unwrap_or_default();
        let mut say = |kind, zh: String, en: String| {
            let words = t.say(zh, en).into();
            self.found.push(Hindrance { kind, words, record: Some(seq), clauses: clauses.clone() });
        };
        match &stop.decoded.event.kind {
            EventKind::WorkOpened(opening) if opening.what == What::Step(self.step) => {
                self.opened.insert(opening.work, seq);
            }
            EventKind::WorkDone(done) if done.done.is_some_and(|d| d.step == self.step) => {
                let who = done.done.and_then(|d| d.by).map_or_else(String::new, |p| (*t.person(p)).into());
                say("done", format!("“{title}”已由{who}办完"), format!("“{title}” was done by {who}"));
            }
            EventKind::WorkEnded { done, .. } if done.step == self.step => {
                say(
                    "done",
                    format!("“{title}”已由时钟或事件了结"),
                    format!("“{title}” was ended by a clock or an event"),
                );
            }
            EventKind::WorkSkipped { work, by, reason } if self.opened.contains_key(work) => {
                let who = t.person(*by);
                say(
                    "skipped",
                    format!("{who}没有做“{title}”：{reason}"),
                    format!("{who} left “{title}” out: {reason}"),
                );
            }
            EventKind::Withdrawn(gone) if gone.work.iter().any(|(_, what, _)| *what == What::Step(self.step)) => {
                let why = gone.cause.map_or_else(String::new, |c| t.cause(c));
                say("withdrawn", format!("“{title}”撤回：{why}"), format!("“{title}” was withdrawn: {why}"));
            }
            EventKind::NodePassed(passage) => {
                self.reached.insert(passage.node);
                if passage.skipped && self.before.own.contains(&passage.node) {
                    let why = t.because(&passage.because);
                    say("skipped", format!("略过“{title}”{why}"), format!("“{title}” was passed over{why}"));
                } else if !passage.because.is_empty() {
                    self.turned(stop, passage.node, &passage.gave, &passage.because);
                }
            }
            EventKind::NodeEntered { visit, .. } => {
                self.reached.insert(visit.node);
            }
            EventKind::NodeLeft { visit, gave, because } if !because.is_empty() => {
                if let Some(node) = t.case.visit(*visit).map(|v| v.node) {
                    self.turned(stop, node, gave, because);
                }
            }
            _ => {}
        }
    }

    /// A choice on the way that took another way.
    fn turned(&mut self, stop: &Stop<'_>, node: NodeId, gave: &[FlowId], because: &[guicheng_core::Because]) {
        let (t, graph) = (&stop.teller, &stop.teller.procedure.graph);
        let leads = |flow: &FlowId| graph.flows.get(*flow).is_some_and(|f| self.before.nodes.contains(&f.to));
        let on_the_way = self.before.nodes.contains(&node) && !self.before.own.contains(&node);
        if !on_the_way || gave.iter().any(leads) || gave.is_empty() {
            return;
        }
        let to = t.join(gave.iter().filter_map(|f| graph.flows.get(*f)).map(|f| t.node(f.to)));
        let (at, why) = (t.node(node), t.because(because));
        let words = t.say(format!("在“{at}”走了“{to}”{why}"), format!("at “{at}” the case went to “{to}”{why}"));
        self.found.push(Hindrance {
            kind: "other_way",
            words: words.into(),
            record: Some(stop.decoded.seq),
            clauses: Vec::new(),
        });
    }

    fn at_the_end(&self, stop: &Stop<'_>) -> Vec<Hindrance> {
        let (t, case) = (&stop.teller, stop.after);
        let title = t.step(self.step);
        let mut out = Vec::new();
        let mut say = |kind, words: String, record| {
            out.push(Hindrance { kind, words: words.into(), record, clauses: Vec::new() });
        };
        let own = case.work.iter().filter(|w| w.what == What::Step(self.step));
        let mut open = false;
        for work in own {
            open = true;
            let record = Some(work.opened);
            match (work.state, work.held) {
                (WorkState::Hidden, _) => {
                    let when = self.opens_when(t);
                    let zh = format!("“{title}”要等条件成立才开：{when}");
                    say("hidden", t.say(zh, format!("“{title}” opens only when {when}")), record);
                }
                (_, true) => {
                    let why = held_by(t, case);
                    say("held", t.say(format!("“{title}”挂起{why}"), format!("“{title}” is held{why}")), record);
                }
                (WorkState::Offered | WorkState::Taken | WorkState::Started, false) => {
                    let who = work.holder.map_or_else(|| t.people(&work.only), |p| (*t.person(p)).into());
                    let who = if who.is_empty() { who } else { t.say(format!("：{who}"), format!(": {who}")) };
                    say(
                        "open",
                        t.say(format!("“{title}”开着，等人办{who}"), format!("“{title}” is open{who}")),
                        record,
                    );
                }
            }
        }
        let been = open || self.found.iter().any(|h| matches!(h.kind, "done" | "skipped" | "withdrawn"));
        if case.status != guicheng_core::Status::Open {
            say("closed", t.say("个案已经结束".into(), "the case has ended".into()), Some(case.seq));
        } else if !been {
            self.waits(t, case, &mut say);
        }
        out
    }

    /// What is open on the way there.
    fn waits(&self, t: &Teller<'_>, case: &Case, say: &mut impl FnMut(&'static str, String, Option<Seq>)) {
        let mut any = false;
        for visit in case.visits.iter().filter(|v| self.before.nodes.contains(&v.node)) {
            let Some(node) = t.procedure.graph.nodes.get(visit.node) else { continue };
            if let Work::Scope(_) = node.work {
                continue;
            }
            any = true;
            let at = t.node(visit.node);
            say("waits_for", t.say(format!("还要等“{at}”"), format!("“{at}” comes first")), Some(visit.opened));
        }
        if !any {
            let words =
                t.say("还没有走到通往它的路上".into(), "the case has not come to a way that leads there".into());
            say("not_begun", words, None);
        }
    }

    fn opens_when(&self, t: &Teller<'_>) -> String {
        let when = t.procedure.steps.get(self.step).and_then(|s| s.opens_when);
        when.and_then(|e| t.procedure.code.exprs.get(e)).map_or_else(String::new, |e| (*e.source).into())
    }
}

fn held_by(t: &Teller<'_>, case: &Case) -> String {
    let holds = case.holds.iter().map(|h| t.hold(h.hold));
    let rules = case.broken.iter().map(|(rule, _)| t.rule(*rule));
    let list = t.join(holds.chain(rules));
    if list.is_empty() { list } else { t.say(format!("：{list}"), format!(": {list}")) }
}
