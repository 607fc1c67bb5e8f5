//! A trace walked on the real engine: which cards and gates pass, and which way. Data, people and time are left out: every
//! node becomes a step that anyone may do and whose way they choose, so that a proof's counterexample can be followed to
//! the very token that is stuck or doubled.

use alloc::{
    boxed::Box,
    collections::{BTreeMap, BTreeSet},
    format,
    string::String,
    sync::Arc,
    vec::Vec,
};
use guicheng_core::{
    Act, Action, Activation, Actor, Case, Chooser, Command, Decision, Digest, EventKind, Id, Input, Instances, Map,
    Node, NodeId, Pins, Pointer, Procedure, Role, RoleId, RoleRef, RoleSource, Scope, ScopeId, Scratch, Split, Status,
    Step, StepId, StepKind, Task, Timestamp, What, Who, Work, decide,
};
use guicheng_lang::Both;

/// One card or gate that passes, and where it goes on.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Firing {
    /// The id of the card or gate.
    pub card: Box<str>,
    /// The ids of what it goes on to; none where a path ends, or where a late arrival is swallowed.
    pub take: Vec<Box<str>>,
}

/// How a trace ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// Nothing is left: the case is closed.
    Closed,
    /// Work is open.
    Open,
    /// Tokens wait, and nothing can be done any more.
    Stuck,
    /// Something holds two tokens of one run, or an end was reached twice in one.
    Doubled,
}

/// What came of a trace.
#[derive(Clone, Debug)]
pub struct Walked {
    /// How it ends.
    pub ending: Ending,
    /// Where tokens stand, in words, one line each.
    pub marking: Vec<Both>,
}

/// Walks a trace.
///
/// # Errors
/// The step (from 1) that the engine would not do, and why.
pub fn walk(p: &Procedure, trace: &[Firing]) -> Result<Walked, (usize, Both)> {
    let first = trace.first().and_then(|f| node(p, &f.card));
    let root = first.and_then(|n| p.graph.nodes.get(n)).map_or(p.graph.root, |n| n.scope);
    let bare = bare(p, root);
    let ends = p.graph.nodes.iter().filter(|(_, node)| ends_path(p, node)).map(|(id, _)| id).collect();
    let mut walk =
        Walk { p: &bare, case: Case::default(), sent: 0, ends, ended: BTreeMap::new(), scratch: Scratch::default() };
    let pins = Arc::new(Pins { procedure: Digest::default(), calendars: Digest::default(), zone: Digest::default() });
    walk.send(Act::Open { pins, fill: Vec::new(), parent: None, first: None }).map_err(|words| (0, words))?;
    for (n, firing) in (1..).zip(trace) {
        walk.fire(firing).map_err(|words| (n, words))?;
    }
    Ok(walk.end())
}

fn node(p: &Procedure, id: &str) -> Option<NodeId> {
    p.names.nodes.find(|l| &*l.id == id)
}

/// Whether a path ends at a node: it leads nowhere, by no jump either.
fn ends_path(p: &Procedure, node: &Node) -> bool {
    let leaves = match node.work {
        Work::Stop => true,
        Work::Act(acts) => p.acts.get(acts).is_some_and(|list| list.iter().any(|it| matches!(it, Action::Go(_)))),
        Work::Nothing | Work::End | Work::Step(_) | Work::Scope(_) => false,
    };
    node.outs.is_empty() && !leaves
}

/// The procedure's graph alone, one scope of it being the whole case.
fn bare(p: &Procedure, root: ScopeId) -> Procedure {
    let way = |split: &Split| match split {
        Split::One(_) => Split::One(Chooser::Person),
        Split::Some(_) => Split::Some(Chooser::Person),
        Split::All => Split::All,
        Split::Race => Split::Race,
    };
    let nodes = p.graph.nodes.iter().map(|(id, node)| Node {
        only_if: None,
        work: match node.work {
            Work::End | Work::Stop => node.work,
            Work::Nothing | Work::Step(_) | Work::Scope(_) | Work::Act(_) => Work::Step(StepId::from_index(id.index())),
        },
        split: way(&node.split),
        ..node.clone()
    });
    let scopes =
        p.graph.scopes.values().map(|scope| Scope { instances: Instances::ONE, repeat: None, ..scope.clone() });
    let graph =
        guicheng_core::Graph { nodes: nodes.collect(), flows: p.graph.flows.clone(), scopes: scopes.collect(), root };
    let names = guicheng_core::Names {
        nodes: p.names.nodes.clone(),
        steps: Map::new(p.names.nodes.values().cloned().collect()),
        scopes: p.names.scopes.clone(),
        ..guicheng_core::Names::default()
    };
    Procedure {
        graph,
        names,
        steps: p.graph.nodes.values().map(|_| anybody()).collect(),
        roles: Map::new(alloc::vec![Role { from: RoleSource::Anyone }]),
        ..Procedure::default()
    }
}

/// A step that anyone may do, at once.
fn anybody() -> Step {
    let task = Task { who: Who(Box::new([RoleRef::Role(RoleId(0))])), ..Task::default() };
    Step::new(StepKind::Task(Box::new(task)))
}

struct Walk<'a> {
    p: &'a Procedure,
    case: Case,
    /// How many commands were sent.
    sent: usize,
    /// Where paths end, and how often each run came there.
    ends: BTreeSet<NodeId>,
    ended: BTreeMap<(Activation, NodeId), usize>,
    scratch: Scratch,
}

impl Walk<'_> {
    fn send(&mut self, act: Act) -> Result<(), Both> {
        let actor = Actor { person: Some("trace".into()), on_behalf: None, via: "trace".into() };
        let key = format!("{}", self.sent).into();
        self.sent += 1;
        let command = Command { key, now: Timestamp(0), occurred: None, actor, seen: None, act, answers: Vec::new() };
        match decide(self.p, &self.case, &command, &mut self.scratch) {
            Ok(Decision::Decided) => {}
            Ok(Decision::Ask) => return Err(Both::new("引擎要问宿主", "the engine asks the host")),
            Err(rejection) => {
                let words = format!("{}", rejection.code);
                return Err(Both::new(format!("被拒绝：{}", rejection.code.code()), format!("refused: {words}")));
            }
        }
        for event in core::mem::take(&mut self.scratch.events) {
            let left = if let EventKind::NodePassed(passage) = &event.kind {
                Some((passage.of, passage.node))
            } else if let EventKind::NodeLeft { visit, .. } = &event.kind {
                self.case.visit(*visit).map(|visit| (visit.of, visit.node))
            } else {
                None
            };
            if let Some(end) = left.filter(|(_, node)| self.ends.contains(node)) {
                *self.ended.entry(end).or_default() += 1;
            }
            self.case.apply(&event);
        }
        Ok(())
    }

    fn fire(&mut self, firing: &Firing) -> Result<(), Both> {
        let card = &firing.card;
        let find = |id: &str| {
            node(self.p, id).ok_or_else(|| Both::new(format!("没有卡片 `{id}`"), format!("there is no card `{id}`")))
        };
        let at = find(card)?;
        let step = StepId::from_index(at.index());
        let choose: Result<Vec<NodeId>, Both> = firing.take.iter().map(|to| find(to)).collect();
        let choose = choose?;
        if !self.case.work.iter().any(|w| w.what == What::Step(step)) {
            // An end passes by itself, and so does an arrival that is swallowed.
            return if choose.is_empty() {
                Ok(())
            } else {
                Err(Both::new(format!("`{card}` 这时轮不到"), format!("`{card}` has not its turn then")))
            };
        }
        let chooses = self.p.graph.nodes.get(at).is_some_and(|n| matches!(n.split, Split::One(_) | Split::Some(_)));
        let input = Input { choose: if chooses { choose } else { Vec::new() }, sign: true, ..Input::default() };
        self.send(Act::Complete(Pointer::Step(step, None), Box::new(input)))
    }

    fn end(&self) -> Walked {
        let mut places: BTreeMap<(Activation, Place), usize> = BTreeMap::new();
        for token in self.case.tokens.iter().filter(|t| !t.spent) {
            *places.entry((token.of, Place::Flow(token.flow))).or_default() += 1;
        }
        for visit in &self.case.visits {
            *places.entry((visit.of, Place::Node(visit.node))).or_default() += 1;
        }
        places.extend(self.ended.iter().map(|((of, node), n)| ((*of, Place::End(*node)), *n)));
        let doubled = places.iter().any(|((_, place), n)| *n > 1 && !self.many(*place));
        let ending = if doubled {
            Ending::Doubled
        } else if self.case.status == Status::Closed {
            Ending::Closed
        } else if self.case.work.is_empty() {
            Ending::Stuck
        } else {
            Ending::Open
        };
        Walked { ending, marking: places.iter().map(|((_, place), n)| self.told(*place, *n)).collect() }
    }

    /// Whether several tokens are meant to be possible here.
    fn many(&self, place: Place) -> bool {
        let many = |flow| self.p.graph.flows.get(flow).is_some_and(|f| f.many);
        match place {
            Place::Flow(flow) => many(flow),
            Place::Node(node) | Place::End(node) => {
                self.p.graph.nodes.get(node).is_some_and(|n| n.ins.iter().any(|flow| many(*flow)))
            }
        }
    }

    fn told(&self, place: Place, n: usize) -> Both {
        let name = |id: NodeId| {
            let label = self.p.names.nodes.get(id);
            let zh = label.map_or("", |l| l.title_in("zh"));
            let en = label.map_or("", |l| l.title_in("en"));
            (String::from(zh), String::from(en))
        };
        match place {
            Place::Node(node) => {
                let (zh, en) = name(node);
                Both::new(format!("「{zh}」开着 {n} 次"), format!("\"{en}\" is open {}", times(n)))
            }
            Place::End(node) => {
                let (zh, en) = name(node);
                Both::new(format!("终点「{zh}」到了 {n} 次"), format!("the end \"{en}\" was reached {}", times(n)))
            }
            Place::Flow(flow) => {
                let flow = self.p.graph.flows.get(flow);
                let (zh_to, en_to) = flow.map(|f| name(f.to)).unwrap_or_default();
                let (zh, en) = flow.and_then(|f| f.from).map(name).unwrap_or_default();
                Both::new(
                    format!("「{zh}」到「{zh_to}」上有 {n} 个标记在等"),
                    format!("{n} waiting on the flow from \"{en}\" to \"{en_to}\""),
                )
            }
        }
    }
}

fn times(n: usize) -> String {
    if n == 1 { "once".into() } else { format!("{n} times") }
}

/// Where a token can be.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    Flow(guicheng_core::FlowId),
    Node(NodeId),
    End(NodeId),
}
