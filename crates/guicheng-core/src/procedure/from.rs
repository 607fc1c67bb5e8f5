//! What becomes of running cases of another version.

use crate::{FieldId, Value};
use alloc::boxed::Box;

/// `from.N`: what becomes of running cases of version N.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FromVersion {
    /// The version.
    pub version: u32,
    /// Cases may move; else they finish where they are.
    pub moves: bool,
    /// Old names and new ones.
    pub rename: Box<[(Box<str>, Box<str>)]>,
    /// Cards that are open, and the card at which the case is put instead.
    pub at: Box<[(Box<str>, Box<str>)]>,
    /// Fields set on the move.
    pub set: Box<[(FieldId, Value)]>,
}
