//! What a run gives back: the outcome of every test, and what the tests reached of each procedure.

use alloc::{boxed::Box, collections::BTreeSet, string::String, vec::Vec};
use guicheng_core::{ClockId, FlowId, Procedure, RuleId, StepId};
use guicheng_lang::Both;

/// The outcome of scenario files.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// Every test, in the order of the files.
    pub tests: Vec<Outcome>,
    /// What was reached, by procedure, in the order of first use.
    pub coverage: Vec<Coverage>,
}

/// The outcome of a test.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// The file.
    pub file: Box<str>,
    /// The test's name.
    pub name: Box<str>,
    /// Why it failed; none: it passed.
    pub why: Option<Failure>,
}

/// Why a test failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// The line of the file, from 1.
    pub line: u32,
    /// In words.
    pub words: Both,
}

impl Outcome {
    /// Whether it passed.
    pub fn ok(&self) -> bool {
        self.why.is_none()
    }
}

impl Report {
    /// How many tests passed.
    pub fn passed(&self) -> usize {
        self.tests.iter().filter(|t| t.ok()).count()
    }

    /// How many tests failed.
    pub fn failed(&self) -> usize {
        self.tests.len() - self.passed()
    }

    /// Takes in the outcome of another file.
    pub fn absorb(&mut self, other: Self) {
        self.tests.extend(other.tests);
        for coverage in other.coverage {
            match self.coverage.iter_mut().find(|c| c.procedure == coverage.procedure && c.version == coverage.version)
            {
                Some(known) => known.absorb(&coverage),
                None => self.coverage.push(coverage),
            }
        }
    }
}

/// What tests reached of one procedure.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Coverage {
    /// The procedure.
    pub procedure: Box<str>,
    /// Its version.
    pub version: u32,
    /// Cards that were done.
    pub steps: Reached,
    /// Flows on which a token came.
    pub flows: Reached,
    /// Thresholds of clocks that fired.
    pub clocks: Reached,
    /// Rules that refused, barred or were broken.
    pub rules: Reached,
}

/// Things reached, out of all.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Reached {
    /// Names of all, in order.
    pub all: Vec<Box<str>>,
    /// Positions of those reached.
    pub reached: BTreeSet<usize>,
}

impl Reached {
    /// How many were reached, and of how many.
    pub fn counts(&self) -> (usize, usize) {
        (self.reached.len(), self.all.len())
    }

    /// Names of those never reached, in order.
    pub fn missing(&self) -> impl Iterator<Item = &str> {
        self.all.iter().enumerate().filter(|(i, _)| !self.reached.contains(i)).map(|(_, n)| &**n)
    }

    fn of(names: impl Iterator<Item = String>) -> Self {
        Self { all: names.map(String::into_boxed_str).collect(), reached: BTreeSet::new() }
    }

    fn hit(&mut self, at: usize) {
        if at < self.all.len() {
            self.reached.insert(at);
        }
    }
}

impl Coverage {
    /// Nothing reached yet.
    pub fn of(p: &Procedure) -> Self {
        let names = &p.names;
        let node = |n| names.nodes.get(n).map_or_else(String::new, |l: &guicheng_core::Label| l.id.as_ref().into());
        let flow = |f: &guicheng_core::Flow| match f.from {
            Some(from) => alloc::format!("{} -> {}", node(from), node(f.to)),
            None => alloc::format!("-> {}", node(f.to)),
        };
        let thresholds = p.clocks.iter().flat_map(|(id, clock)| {
            let name = names.clocks.get(id).map_or_else(String::new, |l| l.id.as_ref().into());
            (0..clock.thresholds.len()).map(move |i| alloc::format!("{name}[{}]", i + 1))
        });
        Self {
            procedure: p.id.clone(),
            version: p.version,
            steps: Reached::of(names.steps.values().map(|l| l.id.as_ref().into())),
            flows: Reached::of(p.graph.flows.values().map(flow)),
            clocks: Reached::of(thresholds),
            rules: Reached::of(names.rules.values().map(|l| l.id.as_ref().into())),
        }
    }

    pub(crate) fn step(&mut self, id: StepId) {
        self.steps.hit(usize::from(id.0));
    }

    pub(crate) fn flow(&mut self, id: FlowId) {
        self.flows.hit(usize::from(id.0));
    }

    pub(crate) fn rule(&mut self, id: RuleId) {
        self.rules.hit(usize::from(id.0));
    }

    pub(crate) fn threshold(&mut self, p: &Procedure, clock: ClockId, threshold: u8) {
        let before: usize = p.clocks.values().take(usize::from(clock.0)).map(|c| c.thresholds.len()).sum();
        self.clocks.hit(before + usize::from(threshold));
    }

    fn absorb(&mut self, other: &Self) {
        for (mine, theirs) in [
            (&mut self.steps, &other.steps),
            (&mut self.flows, &other.flows),
            (&mut self.clocks, &other.clocks),
            (&mut self.rules, &other.rules),
        ] {
            for at in &theirs.reached {
                mine.hit(*at);
            }
        }
    }
}
