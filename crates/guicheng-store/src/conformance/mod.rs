//! One suite for every store: what the port promises, as checks over fresh stores.

mod cases;
mod commits;
mod outbox;
mod rest;
mod sample;

use crate::{Commit, Disclosure, Store, StoreError};

/// A check that a store did not pass.
#[derive(Debug, thiserror::Error)]
pub enum Failed {
    /// The store answered otherwise than promised.
    #[error("{check}: {what}: found {found}, promised {promised}")]
    Differs {
        /// The check.
        check: &'static str,
        /// Which answer.
        what: &'static str,
        /// What the store answered.
        found: String,
        /// What it should have.
        promised: String,
    },
    /// The store failed.
    #[error("{check}: the store failed")]
    Store {
        /// The check.
        check: &'static str,
        /// How.
        #[source]
        source: StoreError,
    },
}

/// What a check found wrong, before it is given its name.
enum Wrong {
    Differs { what: &'static str, found: String, promised: String },
    Store(StoreError),
}

impl From<StoreError> for Wrong {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

/// Runs every check, each on a fresh store; the number of checks passed.
///
/// # Errors
/// The first check that failed.
pub fn run<S: Store>(mut fresh: impl FnMut() -> S) -> Result<usize, Failed> {
    let checks: Vec<(&'static str, Check<S>)> =
        [commits::checks(), cases::checks(), outbox::checks(), rest::checks()].concat();
    for (check, run) in &checks {
        run(&mut fresh()).map_err(|wrong| match wrong {
            Wrong::Differs { what, found, promised } => Failed::Differs { check, what, found, promised },
            Wrong::Store(source) => Failed::Store { check, source },
        })?;
    }
    Ok(checks.len())
}

/// A made-up commit that opens a case with so many records: for a store's own tests.
pub fn sample(case: &str, records: u32) -> Commit {
    sample::commit(case, 0, records, case)
}

/// A made-up personal value: for a store's own tests.
pub fn sample_disclosure(n: u8) -> Disclosure {
    sample::disclosure(n, "phone")
}

type Check<S> = fn(&mut S) -> Result<(), Wrong>;

fn same<T: PartialEq + core::fmt::Debug>(what: &'static str, found: T, promised: T) -> Result<(), Wrong> {
    if found == promised {
        return Ok(());
    }
    Err(Wrong::Differs { what, found: format!("{found:?}"), promised: format!("{promised:?}") })
}
