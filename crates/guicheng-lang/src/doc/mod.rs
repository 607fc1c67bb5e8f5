//! Reading TOML into a tree with places, and walking it with all findings collected.

mod card;
mod mend;
mod parse;
mod scan;
mod tree;

pub(crate) use card::closed;
pub use card::{Card, Cx, Listed};
pub use parse::{Parsed, parse};
pub use scan::{DEPTH, scan};
pub(crate) use tree::is_key;
pub use tree::{Entry, Node, Spanned, Table, Value};
