//! Walks over procedures at random: what the property tests, the crash tests and the yearly simulation have in common.
//!
//! A walk drives one case of any procedure with commands drawn from a seed, answers the engine's questions from a small
//! made-up organisation, and checks after every command that nothing but the records is needed to get the case back.

#![expect(clippy::indexing_slicing, reason = "support of tests only: a wrong index fails the test that uses it")]

pub mod estate;
pub mod grow;
pub mod histories;
mod random;
mod walk;

pub use random::Random;
pub use walk::{Failure, Moved, Walk, Walked, move_between};

/// README's example for developers, compiled and run as it stands there.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
pub struct Readme;
