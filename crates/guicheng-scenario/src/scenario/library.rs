//! What a story may use besides the procedure that it tries: procedures that are called, other versions, the organisation.

use alloc::vec::Vec;
use guicheng_core::{Procedure, Timestamp, org::Org};

/// A procedure, from when on cases are opened on it.
#[derive(Clone, Copy, Debug)]
pub struct Edition<'a> {
    /// The procedure.
    pub procedure: &'a Procedure,
    /// From this instant.
    pub effective: Timestamp,
}

/// What a story may use.
#[derive(Clone, Debug, Default)]
pub struct Library<'a> {
    /// Procedures that may be called or opened, and further versions of the one that is tried.
    pub editions: Vec<Edition<'a>>,
    /// The organisation that stories with `organisation` take their people from.
    pub org: Option<&'a Org>,
}

impl<'a> Library<'a> {
    /// The version that a case opened at an instant uses: the highest in effect.
    pub fn in_force(&self, id: &str, at: Timestamp) -> Option<&'a Procedure> {
        let usable = self.editions.iter().filter(|e| &*e.procedure.id == id && e.effective <= at);
        usable.map(|e| e.procedure).max_by_key(|p| p.version)
    }

    /// A version.
    pub fn version(&self, id: &str, version: u32) -> Option<&'a Procedure> {
        self.editions.iter().map(|e| e.procedure).find(|p| &*p.id == id && p.version == version)
    }
}
