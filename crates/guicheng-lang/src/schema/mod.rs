//! What a procedure file can say, as data: every key, the JSON Schema for editors, the page `docs/format.md`.

mod json;
mod keys;
mod page;
mod place;
#[cfg(test)]
mod tests;

pub use json::schema;
pub use keys::{KEYS, Key, keys_of};
pub use page::document;
pub use place::{Place, Shape};
