//! The engine, led along the trace of a counterexample.

use super::*;

/// The engine, led along a trace.
pub(super) struct Led<'p> {
    p: &'p Procedure,
    case: Case,
    scratch: Scratch,
    given: BTreeMap<FlowId, usize>,
    passed: BTreeMap<u16, usize>,
    commands: usize,
    /// The engine came to its bound: gates let tokens through in a circle.
    endless: bool,
}

impl<'p> Led<'p> {
    /// Sends a command; false if it is refused, or if a gate does not take the ways told.
    fn send(&mut self, act: Act, told: &BTreeMap<NodeId, Vec<NodeId>>) -> bool {
        self.commands += 1;
        let actor = Actor { person: Some("an".into()), on_behalf: None, via: "test".into() };
        let key = self.commands.to_string().into();
        let now = Timestamp(1_796_148_780_000);
        let mut command = Command { key, now, occurred: None, actor, seen: None, act, answers: Vec::new() };
        loop {
            match decide(self.p, &self.case, &command, &mut self.scratch) {
                Ok(Decision::Decided) => break,
                Ok(Decision::Ask) => {
                    let an = || Answer { people: vec!["an".into()], number: None, source: "test".into() };
                    let asked: Vec<(Question, Answer)> =
                        self.scratch.questions.iter().map(|question| (question.clone(), an())).collect();
                    command.answers.extend(asked);
                }
                Err(why) => {
                    self.endless |= matches!(why.code, Refused::TooMany(_));
                    return self.endless;
                }
            }
        }
        let mut seen = BTreeSet::new();
        let as_told = self.scratch.events.iter().all(|event| {
            let EventKind::NodePassed(passage) = &event.kind else { return true };
            let gave = || passage.gave.iter().map(|flow| self.p.graph.flows.at(*flow).to);
            let told = told.get(&passage.node).filter(|_| seen.insert(passage.node));
            told.is_none_or(|told| gave().eq(told.iter().copied()))
        });
        if !as_told {
            return false;
        }
        for event in &self.scratch.events {
            let (node, gave) = match &event.kind {
                EventKind::NodePassed(passage) => (Some(passage.node), passage.gave.clone()),
                EventKind::NodeLeft { visit, gave, .. } => (self.case.visit(*visit).map(|v| v.node), gave.clone()),
                _ => (None, guicheng_core::Few::new()),
            };
            gave.iter().for_each(|flow| *self.given.entry(*flow).or_default() += 1);
            if let Some(node) = node {
                *self.passed.entry(node.0).or_default() += 1;
            }
            self.case.apply(event);
        }
        true
    }

    fn named(&self, id: &str) -> NodeId {
        self.p.names.nodes.find(|label| &*label.id == id).expect("a node of the procedure")
    }

    /// Sends an act with the ways that the gates after it take in the story. The engine fires at once what the story
    /// leaves waiting, so gates that it does not come to get a way too. Ways are given by where they lead: where that is
    /// ambiguous, others are tried.
    fn choose(&mut self, shown: &Counterexample, at: usize, act: impl Fn(Box<Input>) -> Act) -> bool {
        let rest = &shown.trace.steps[at..];
        for most in (0..=rest.len()).rev() {
            for variant in 0..VARIANTS {
                let mut told = BTreeMap::new();
                for step in rest.iter().take(most).filter(|s| s.card.starts_with('g')) {
                    let ways = || step.take.iter().map(|to| self.named(to)).collect::<Vec<_>>();
                    told.entry(self.named(&step.card)).or_insert_with(ways);
                }
                let others = self
                    .p
                    .graph
                    .nodes
                    .iter()
                    .filter(|(id, n)| matches!(n.split, Split::One(_) | Split::Some(_)) && !told.contains_key(id));
                let mut shift = variant;
                let mut rests = Vec::new();
                for (_, node) in others.filter(|(_, n)| n.outs.len() > 1) {
                    let flow = node.outs[shift % node.outs.len()];
                    shift /= node.outs.len();
                    rests.push(self.p.graph.flows.at(flow).to);
                }
                let choose = told.values().flatten().copied().chain(rests).collect();
                if self.send(act(Box::new(Input { choose, ..Input::default() })), &told) {
                    return true;
                }
            }
        }
        false
    }

    /// Leads a case along the trace of a counterexample; says why that does not show the fault.
    pub(super) fn lead(p: &'p Procedure, shown: &Counterexample) -> Result<bool, String> {
        let mut led = Self {
            p,
            case: Case::default(),
            scratch: Scratch::default(),
            given: BTreeMap::new(),
            passed: BTreeMap::new(),
            commands: 0,
            endless: false,
        };
        let none = Digest([0; 32]);
        let pins = std::sync::Arc::new(Pins { procedure: none, calendars: none, zone: none });
        led.send(Act::Open { pins, fill: Vec::new(), parent: None, first: None }, &BTreeMap::new());
        for (at, step) in shown.trace.steps.iter().enumerate() {
            let node = led.named(&step.card);
            let done = match p.graph.nodes.at(node).work {
                Work::Step(id) => led.choose(shown, at, |input| Act::Complete(Pointer::Step(id, None), input)),
                _ if led.case.work.iter().any(|w| w.what == What::Choose(node)) => {
                    led.choose(shown, at, |input| Act::Complete(Pointer::Gate(node), input))
                }
                _ => true,
            };
            if led.endless {
                break;
            }
            if !done {
                return Err(format!("the engine does not do {}", step.card));
            }
        }
        led.shows(shown).map(|()| led.endless)
    }

    fn shows(&self, shown: &Counterexample) -> Result<(), String> {
        if self.endless {
            return Ok(());
        }
        match shown.property {
            Property::NoDeadStep => Ok(()),
            Property::OptionToComplete => {
                let open = self.case.status == Status::Open;
                let stuck = self.case.work.is_empty() || !shown.en.ends_with("the case is stuck");
                if open && stuck { Ok(()) } else { Err("the case is not stuck".into()) }
            }
            Property::ProperCompletion => {
                let node = self.named(&shown.at);
                let into = |flow: &FlowId| self.p.graph.flows.at(*flow).to == node;
                let given = self.given.iter().any(|(flow, n)| into(flow) && *n > 1);
                let passed = self.passed.get(&node.0).is_some_and(|n| *n > 1);
                if given || passed { Ok(()) } else { Err(format!("nothing comes to {} twice", shown.at)) }
            }
        }
    }
}
