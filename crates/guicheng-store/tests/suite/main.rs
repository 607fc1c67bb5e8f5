//! Stores and the host that drives cases over them.

mod cases;
mod host;
mod memory;
mod night;
mod periods;
