//! What a run gives back: the outcome of every test, and what the tests reached of each procedure.

use super::coverage::Coverage;
use alloc::{boxed::Box, vec::Vec};
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
