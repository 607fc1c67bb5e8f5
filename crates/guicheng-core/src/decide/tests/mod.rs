//! Small graphs built by hand; whole procedures are tested through the loader in `tests/`.

mod children;
mod held;
mod kernel;
mod limits;
mod people;
mod personal;

use super::{Decision, Scratch, decide};
use crate::{
    Act, Actor, CardRef, Case, Chooser, Command, Flow, FlowId, Graph, Id, Input, Instances, Join, Map, Node, NodeId,
    Pins, Pointer, Procedure, Refused, Role, RoleId, RoleRef, RoleSource, Scope, ScopeId, Split, Status, Step, StepId,
    StepKind, Task, Timestamp, What, Who, Work,
};
use alloc::{boxed::Box, format, string::String, vec, vec::Vec};

/// A graph of steps done by anyone and of gates: `nodes` are (name, join, split, is a step), the first is the start.
fn procedure(nodes: &[(&str, Join, Split, bool)], flows: &[(&str, &str)]) -> Procedure {
    let at = |name: &str| NodeId::from_index(nodes.iter().position(|n| n.0 == name).unwrap());
    let mut made: Vec<Flow> = flows.iter().map(|(a, b)| Flow { from: Some(at(a)), to: at(b), many: false }).collect();
    let start = FlowId::from_index(made.len());
    made.push(Flow { from: None, to: NodeId(0), many: false });
    let pick = |test: &dyn Fn(&(&str, &str)) -> bool| -> Box<[FlowId]> {
        (0..flows.len()).filter(|i| test(&flows[*i])).map(FlowId::from_index).collect()
    };
    let mut steps = Vec::new();
    let kernel = nodes.iter().map(|(name, join, split, is_step)| {
        let work = if *is_step {
            steps.push(step());
            Work::Step(StepId::from_index(steps.len() - 1))
        } else {
            Work::Nothing
        };
        Node {
            scope: ScopeId(0),
            join: *join,
            only_if: None,
            work,
            split: split.clone(),
            ins: pick(&|f| f.1 == *name),
            outs: pick(&|f| f.0 == *name),
            reach: Box::default(),
            region: Box::default(),
        }
    });
    let nodes: Map<NodeId, Node> = kernel.collect();
    let scope =
        Scope { start, entries: Box::default(), instead: Box::default(), instances: Instances::ONE, repeat: None };
    Procedure {
        graph: Graph { nodes, flows: Map::new(made), scopes: Map::new(vec![scope]), root: ScopeId(0) },
        steps: Map::new(steps),
        roles: Map::new(vec![Role { from: RoleSource::Anyone }]),
        ..Procedure::default()
    }
}

fn step() -> Step {
    let task = Task { who: Who(Box::new([RoleRef::Role(RoleId(0))])), ..Task::default() };
    Step::new(StepKind::Task(Box::new(task)))
}

/// Drives a case, and checks after every command that the events alone lead to the same case.
struct Run<'p> {
    p: &'p Procedure,
    case: Case,
    scratch: Scratch,
}

impl<'p> Run<'p> {
    fn new(p: &'p Procedure) -> Self {
        let pins = Pins { procedure: p.digest, calendars: p.digest, zone: p.digest };
        let mut run = Self { p, case: Case::default(), scratch: Scratch::default() };
        run.act(Act::Open { pins: pins.into(), fill: vec![], parent: None, first: None }).unwrap();
        run
    }

    fn act(&mut self, act: Act) -> Result<(), Refused> {
        let actor = Actor { person: Some("a".into()), ..Actor::default() };
        let command =
            Command { key: "k".into(), now: Timestamp(1), occurred: None, actor, seen: None, act, answers: vec![] };
        let decision = decide(self.p, &self.case, &command, &mut self.scratch).map_err(|r| r.code)?;
        assert_eq!(decision, Decision::Decided);
        for event in &self.scratch.events {
            self.case.apply(event);
        }
        assert_eq!(self.case, self.scratch.draft);
        Ok(())
    }

    fn complete(&mut self, step: u16) -> Result<(), Refused> {
        self.act(Act::Complete(Pointer::Step(StepId(step), None), Box::default()))
    }

    fn open(&self) -> String {
        let names = self.case.work.iter().map(|w| match w.what {
            What::Step(step) => format!("{}", step.0),
            What::Choose(node) => format!("?{}", node.0),
            What::Round(_) => "round".into(),
        });
        names.collect::<Vec<_>>().join(" ")
    }
}
