//! One binary for all tests of the whole engine.

mod cel;
mod house;
mod patterns;
mod random;
