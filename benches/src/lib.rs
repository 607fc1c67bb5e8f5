//! Speed of the whole engine on one workload: what is measured, how, and beside whom.
//!
//! [`workload`] is the common workload through the public API; [`hosted`] drives it onto the embedded store and [`bare`]
//! writes the same rows without an engine; [`figure`] takes times; [`pair`] measures two sides in
//! turn; [`peer`] runs other engines, whose programs live outside the project.

pub mod bare;
pub mod figure;
pub mod hosted;
pub mod line;
pub mod pair;
pub mod peer;
pub mod play;
pub mod workload;

/// Why a run is worth nothing.
#[derive(Debug)]
pub struct Failure(pub String);

impl Failure {
    /// Names what was being done.
    pub fn at(doing: &str, why: &dyn core::fmt::Debug) -> Self {
        Self(format!("{doing}: {why:?}"))
    }
}
