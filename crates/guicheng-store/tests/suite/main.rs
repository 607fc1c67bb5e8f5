//! Stores and the host that drives cases over them.

mod host;
mod memory;
mod night;
