//! What tests reached of a procedure, and by name what they did not.

use super::passable::passable;
use alloc::{boxed::Box, collections::BTreeSet, format, string::String, vec::Vec};
use guicheng_core::{
    Cite, ClauseId, ClockDef, ClockId, Event, EventKind, Flow, FlowId, Id, Label, Map, NoticeId, Procedure, RegisterId,
    RuleId, StepId, What, Why,
};

/// What tests reached of one procedure.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Coverage {
    /// The procedure.
    pub procedure: Box<str>,
    /// Its version.
    pub version: u32,
    /// A scenario file names it as the procedure that it tries; else it was only called.
    pub tried: bool,
    /// Cards that were done.
    pub steps: Reached,
    /// Flows on which a token came; a flow on which none can come is not counted.
    pub flows: Reached,
    /// Thresholds of clocks that fired.
    pub clocks: Reached,
    /// Rules that refused, barred or were broken.
    pub rules: Reached,
    /// Registers that were written.
    pub registers: Reached,
    /// Notices that went out.
    pub notices: Reached,
    /// Clauses cited by anything that was reached.
    pub clauses: Reached,
}

/// What was reached of a procedure, among what was reached of all.
pub(crate) fn covered<'c>(all: &'c mut Vec<Coverage>, p: &Procedure) -> &'c mut Coverage {
    let known = all.iter().position(|c| c.procedure == p.id && c.version == p.version);
    let at = known.unwrap_or(all.len());
    if known.is_none() {
        all.push(Coverage::of(p));
    }
    #[expect(clippy::indexing_slicing, reason = "it was found, or pushed just above")]
    &mut all[at]
}

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// Cards.
    Steps,
    /// Flows.
    Flows,
    /// Thresholds of clocks.
    Clocks,
    /// Rules.
    Rules,
    /// Registers.
    Registers,
    /// Notices.
    Notices,
    /// Clauses.
    Clauses,
}

impl Part {
    /// All, in the order in which they are shown.
    pub const ALL: [Self; 7] =
        [Self::Steps, Self::Flows, Self::Clocks, Self::Rules, Self::Registers, Self::Notices, Self::Clauses];
}

/// Things reached, out of all.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Reached {
    /// Names of all, in order.
    pub all: Vec<Box<str>>,
    /// Positions of those reached.
    pub reached: BTreeSet<usize>,
    /// Positions of those that no case can reach: they are not asked for.
    pub never: BTreeSet<usize>,
}

impl Reached {
    /// How many were reached, and of how many that can be.
    pub fn counts(&self) -> (usize, usize) {
        (self.reached.len(), self.all.len().saturating_sub(self.never.len()))
    }

    /// Whether nothing is missing.
    pub fn whole(&self) -> bool {
        self.missing().next().is_none()
    }

    /// Names of those that could be reached and were not, in order.
    pub fn missing(&self) -> impl Iterator<Item = &str> {
        let open = |at: &usize| !self.reached.contains(at) && !self.never.contains(at);
        self.all.iter().enumerate().filter(move |(at, _)| open(at)).map(|(_, n)| &**n)
    }

    fn of(names: impl Iterator<Item = String>) -> Self {
        Self { all: names.map(String::into_boxed_str).collect(), ..Self::default() }
    }

    /// Leaves out what cannot be reached.
    fn but(mut self, possible: &[bool]) -> Self {
        self.never = possible.iter().enumerate().filter(|(_, can)| !**can).map(|(at, _)| at).collect();
        self
    }

    fn labels<I: Id>(labels: &Map<I, Label>) -> Self {
        Self::of(labels.values().map(|l| l.id.as_ref().into()))
    }

    fn hit(&mut self, at: usize) {
        if at < self.all.len() {
            self.reached.insert(at);
            // What was passed can be passed.
            self.never.remove(&at);
        }
    }
}

impl Coverage {
    /// Nothing reached yet.
    pub fn of(p: &Procedure) -> Self {
        let names = &p.names;
        let node = |n| names.nodes.get(n).map_or("", |l| &*l.id);
        let flow = |f: &Flow| match f.from {
            Some(from) => format!("{} -> {}", node(from), node(f.to)),
            None => format!("-> {}", node(f.to)),
        };
        let thresholds = p.clocks.iter().flat_map(|(id, clock)| {
            let name = names.clocks.get(id).map_or("", |l| &*l.id);
            (1..=clock.thresholds.len()).map(move |n| format!("{name}[{n}]"))
        });
        Self {
            procedure: p.id.clone(),
            version: p.version,
            tried: false,
            steps: Reached::labels(&names.steps),
            flows: Reached::of(p.graph.flows.values().map(flow)).but(&passable(p)),
            clocks: Reached::of(thresholds),
            rules: Reached::labels(&names.rules),
            registers: Reached::labels(&names.registers),
            notices: Reached::labels(&names.notices),
            clauses: Reached::labels(&names.clauses),
        }
    }

    /// What was reached of one part.
    pub fn part(&self, part: Part) -> &Reached {
        match part {
            Part::Steps => &self.steps,
            Part::Flows => &self.flows,
            Part::Clocks => &self.clocks,
            Part::Rules => &self.rules,
            Part::Registers => &self.registers,
            Part::Notices => &self.notices,
            Part::Clauses => &self.clauses,
        }
    }

    /// Whether everything was reached.
    pub fn whole(&self) -> bool {
        Part::ALL.iter().all(|part| self.part(*part).whole())
    }

    /// Notes what an event reached.
    pub(crate) fn note(&mut self, p: &Procedure, case: &guicheng_core::Case, event: &Event) {
        match &event.kind {
            EventKind::ClockFired(f) if !f.muted => self.threshold(p, f.clock, f.threshold),
            EventKind::Reminded { by, .. } | EventKind::Escalated { by, .. } => {
                if let Some(rule) = super::names::rule_of(*by) {
                    self.rule(p, rule);
                }
            }
            EventKind::NodePassed(passage) => self.flows(&passage.gave),
            EventKind::NodeLeft { gave, .. } => self.flows(gave),
            EventKind::Entered { flow, .. } => self.flows(&[*flow]),
            EventKind::RuleBroken { rule, .. } => self.rule(p, *rule),
            EventKind::Noticed { notice, .. } => self.notice(p, *notice),
            EventKind::Registered(register) => self.register(p, *register),
            EventKind::WorkDone(done) => {
                if let Some(What::Step(step)) = case.work_item(done.work).map(|w| w.what) {
                    self.step(p, step);
                }
            }
            EventKind::WorkEnded { done, .. } => self.step(p, done.step),
            EventKind::Found { step, .. } => self.step(p, *step),
            EventKind::HoldBegan { hold, .. } => self.cited(p.holds.get(hold.hold).map(|h| &*h.cites)),
            EventKind::Reacted { reaction, .. } => self.cited(p.reactions.get(*reaction).map(|r| &*r.cites)),
            EventKind::WorkOpened(opening) => {
                for (_, why) in &opening.how.skipped {
                    if let Why::Barred(rule) = why {
                        self.rule(p, *rule);
                    }
                }
            }
            _ => {}
        }
    }

    /// A rule refused, barred or was broken.
    pub(crate) fn rule(&mut self, p: &Procedure, id: RuleId) {
        self.rules.hit(id.index());
        self.cited(p.rules.get(id).map(|r| &*r.cites));
    }

    fn step(&mut self, p: &Procedure, id: StepId) {
        self.steps.hit(id.index());
        self.cited(p.steps.get(id).map(|s| &*s.cites));
    }

    fn flows(&mut self, gave: &[FlowId]) {
        for flow in gave {
            self.flows.hit(flow.index());
        }
    }

    fn notice(&mut self, p: &Procedure, id: NoticeId) {
        self.notices.hit(id.index());
        self.cited(p.notices.get(id).map(|n| &*n.cites));
    }

    fn register(&mut self, p: &Procedure, id: RegisterId) {
        self.registers.hit(id.index());
        self.cited(p.registers.get(id).map(|r| &*r.cites));
    }

    fn threshold(&mut self, p: &Procedure, id: ClockId, threshold: u8) {
        let before: usize = p.clocks.values().take(id.index()).map(|c| c.thresholds.len()).sum();
        self.clocks.hit(before.saturating_add(usize::from(threshold)));
        let clock: Option<&ClockDef> = p.clocks.get(id);
        self.cited(clock.map(|c| &*c.cites));
        self.cited(clock.and_then(|c| c.thresholds.get(usize::from(threshold))).map(|t| &*t.cites));
    }

    fn cited(&mut self, cites: Option<&[Cite]>) {
        let clauses = cites.unwrap_or_default().iter().filter_map(|c| c.clause);
        clauses.for_each(|clause: ClauseId| self.clauses.hit(clause.index()));
    }

    /// Takes in what others reached of the same procedure.
    pub(crate) fn absorb(&mut self, other: &Self) {
        self.tried |= other.tried;
        for (mine, theirs) in [
            (&mut self.steps, &other.steps),
            (&mut self.flows, &other.flows),
            (&mut self.clocks, &other.clocks),
            (&mut self.rules, &other.rules),
            (&mut self.registers, &other.registers),
            (&mut self.notices, &other.notices),
            (&mut self.clauses, &other.clauses),
        ] {
            theirs.reached.iter().for_each(|at| mine.hit(*at));
        }
    }
}
