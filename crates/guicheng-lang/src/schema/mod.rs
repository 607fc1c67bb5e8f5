//! What a procedure file and the files beside it can say, as data: every key, the JSON Schemas for editors, the page
//! `docs/format.md`.

mod json;
mod keys;
mod page;
mod place;
mod side;
#[cfg(test)]
mod tests;

pub use json::{Entries, FileKind, framed, object, property, schema, shape, text};
pub use keys::{KEYS, Key, keys_of};
pub use page::document;
pub use place::{Place, Shape};
pub use side::SIDE_KEYS;
