//! What a compiled procedure can be proved to do, before anything runs.
//!
//! [`soundness`] looks at the whole kernel graph. A procedure is **sound** if from every reachable state the case can
//! become empty, no flow ever holds two tokens of one activation and no end is reached twice in one (unless the card says
//! `many = true`), and no node is dead. Gates count as steps of their own. Data is left out: every way of a choice counts
//! as possible.
//!
//! A run of a scope has tokens of its own, so each scope is judged by itself, entered at its start and wherever a jump may
//! enter it; a node that runs a scope then is one step of the scope around it. The crate is pure: the same procedure
//! always gets the same report.

#![no_std]
extern crate alloc;

mod bits;
mod blocks;
mod explore;
mod game;
mod lift;
mod net;
mod rank;
mod rows;
mod scopes;
mod story;
mod tables;
mod told;

pub use explore::{FULL_STATES, STATES, WORK};
pub use scopes::soundness;
pub use story::{TRACE_SCHEMA, Trace, TraceStep};
pub use told::{Gap, Told, told};

use alloc::{boxed::Box, string::String};

/// What was found out about a procedure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// Whether it is sound.
    pub verdict: Verdict,
    /// How many states were looked at, over all scopes.
    pub states: u64,
    /// By what means.
    pub method: Method,
}

/// Whether a procedure is sound.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is.
    Sound,
    /// It is not, and this shows it.
    Unsound(Box<Counterexample>),
    /// There are more states than [`STATES`] (or, times flows, than [`WORK`]), or a gate has too many combinations of ways: nothing is said.
    Unknown,
}

/// The means by which a verdict was reached; data is left out in all of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Method {
    /// Every scope by its structure alone, in polynomial time: its blocks taken together, what is left has free choices
    /// only, and the conditions of the rank theorem hold.
    Structure,
    /// Every choice is free and no join looks at more than its own flows: one cluster of nodes at a time is enough.
    FreeChoice,
    /// All states of at least one scope, but for the order of steps that touch nothing else.
    StateSpace,
}

impl Method {
    /// In words, for the outputs of programs; says also that data was left out.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Structure => "blocks and rank theorem; data left out",
            Self::FreeChoice => "free choice, one cluster at a time; data left out",
            Self::StateSpace => "state space; data left out",
        }
    }
}

/// What is violated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Property {
    /// From some reachable state the case cannot become empty.
    OptionToComplete,
    /// A flow holds two tokens of one activation, or an end is reached twice in one.
    ProperCompletion,
    /// A node can never be passed.
    NoDeadStep,
}

impl Property {
    /// Its name in outputs.
    pub const fn name(self) -> &'static str {
        match self {
            Self::OptionToComplete => "option_to_complete",
            Self::ProperCompletion => "proper_completion",
            Self::NoDeadStep => "no_dead_step",
        }
    }
}

/// What shows that a procedure is unsound.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counterexample {
    /// What is violated.
    pub property: Property,
    /// The id of the card (or made gate) at which it shows.
    pub at: Box<str>,
    /// The steps that lead there, in order.
    pub trace: Trace,
    /// The story in Chinese.
    pub zh: String,
    /// The story in English.
    pub en: String,
}
