//! One binary for all tests of the whole engine.

#![expect(clippy::indexing_slicing, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

mod behaviour;
mod cel;
mod histories;
mod house;
mod migration;
mod nets;
mod outlines;
mod patterns;
mod random;
mod soundness;
mod speed;
mod year;
