//! What becomes of running cases of another version.

use crate::{FieldId, Value};
use alloc::{borrow::Cow, borrow::ToOwned, boxed::Box, format};

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

impl FromVersion {
    /// A name of the old version as the new one has it. A made name keeps what stands around the card's own:
    /// `also#visit`, `visit#2`, `step.visit`.
    ///
    /// ```
    /// use guicheng_core::FromVersion;
    ///
    /// let from = FromVersion { rename: [("visit".into(), "call".into())].into(), ..FromVersion::default() };
    /// assert_eq!(from.new_name("visit#2"), "call#2");
    /// assert_eq!(from.new_name("reply"), "reply");
    /// ```
    pub fn new_name<'n>(&self, name: &'n str) -> Cow<'n, str> {
        let new = |own: &str| {
            let pair = self.rename.iter().find(|(old, _)| **old == *own);
            pair.map(|(_, new)| (**new).to_owned())
        };
        if let Some(new) = new(name) {
            return Cow::Owned(new);
        }
        let parts = name.split_once('#').map(|parts| ('#', parts)).or_else(|| name.split_once('.').map(|p| ('.', p)));
        let Some((sign, (head, tail))) = parts else { return Cow::Borrowed(name) };
        match (new(head), new(tail)) {
            (None, None) => Cow::Borrowed(name),
            (head_new, tail_new) => {
                let (head, tail) = (head_new.as_deref().unwrap_or(head), tail_new.as_deref().unwrap_or(tail));
                Cow::Owned(format!("{head}{sign}{tail}"))
            }
        }
    }
}
