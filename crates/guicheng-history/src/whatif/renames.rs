//! What a version says that it calls otherwise than the versions before it.

use crate::{Lexicon, Version};
use alloc::{
    borrow::{Cow, ToOwned},
    boxed::Box,
    vec::Vec,
};
use guicheng_core::FromVersion;

/// Names of the versions that a case was on, as another version has them.
pub(super) struct Renames<'a>(Vec<&'a FromVersion>);

impl<'a> Renames<'a> {
    /// Those that `new` gives for the versions in `old`.
    pub(super) fn of(new: &Version<'a>, old: &[Version<'_>]) -> Self {
        let was = |from: &&FromVersion| old.iter().any(|version| version.procedure.version == from.version);
        Self(new.procedure.from.iter().filter(was).collect())
    }

    /// A name as the other version has it.
    pub(super) fn name(&self, old: &str) -> Box<str> {
        let new = self.0.iter().map(|from| from.new_name(old)).find(|new| **new != *old);
        new.map_or_else(|| old.to_owned(), Cow::into_owned).into()
    }

    /// The words of the other version, in which earlier names are understood too.
    pub(super) fn understood(&self, lexicon: &Lexicon) -> Lexicon {
        let all: Vec<_> = self.0.iter().flat_map(|from| from.rename.iter().cloned()).collect();
        lexicon.clone().renamed(&all)
    }
}
