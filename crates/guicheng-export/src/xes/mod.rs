//! XES (IEEE 1849-2023): reading any log, writing ours.

mod read;
mod write;

pub use read::{ReadError, read};
pub use write::write;

#[cfg(test)]
mod tests;
