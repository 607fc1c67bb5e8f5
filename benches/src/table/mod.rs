//! The tables.

pub(crate) mod count;
pub(crate) mod floor;
pub(crate) mod guards;
pub(crate) mod load;
pub(crate) mod records;
pub(crate) mod sqlite;
pub(crate) mod xstate;

/// What can be asked for.
pub(crate) const NAMES: [&str; 7] = ["count CASES", "floor", "xstate", "records", "guards", "load", "sqlite [folder]"];
