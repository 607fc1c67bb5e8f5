//! The tables.

pub(crate) mod count;
pub(crate) mod durable;
pub(crate) mod floor;
pub(crate) mod growth;
pub(crate) mod guards;
pub(crate) mod load;
pub(crate) mod many;
mod plot;
pub(crate) mod records;
pub(crate) mod sqlite;
pub(crate) mod timers;
pub(crate) mod xstate;

/// What can be asked for.
pub(crate) const NAMES: [&str; 17] = [
    "count CASES",
    "count-line STEPS",
    "count-loads TIMES",
    "count-rows CASES",
    "count-steps CASES",
    "count-stored CASES",
    "durable [folder]",
    "due [folder]",
    "floor",
    "growth [plot.svg]",
    "guards",
    "load",
    "open [folder]",
    "records",
    "sqlite [folder]",
    "timers",
    "xstate",
];
