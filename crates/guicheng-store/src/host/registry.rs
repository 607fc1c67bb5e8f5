//! What a host decides with: linked procedures by their pins, and the organisation.

use guicheng_core::{CalendarId, Digest, Pins, Procedure, org::Org};
use guicheng_history::{Lexicon, Version, sha256};
use std::{collections::BTreeMap, sync::Arc};

use crate::Definition;

/// A procedure with its words and its pins: everything that its cases need.
#[derive(Debug)]
pub struct Linked {
    /// The procedure.
    pub procedure: Procedure,
    /// Its words, as records use them.
    pub lexicon: Lexicon,
    /// The pins of a case opened on it.
    pub pins: Pins,
}

impl Linked {
    /// Links a procedure.
    pub fn new(procedure: Procedure) -> Self {
        Self { lexicon: Lexicon::new(&procedure), pins: pins(&procedure), procedure }
    }

    /// As a history that moves between versions is read with.
    pub fn as_version(&self) -> Version<'_> {
        Version { pins: self.pins.clone(), procedure: &self.procedure, lexicon: &self.lexicon }
    }
}

/// The pins of a case opened on a procedure: its own digest, one over the digests of its calendars in their order, and
/// that of its zone rules.
pub fn pins(procedure: &Procedure) -> Pins {
    let calendars = procedure.calendars.iter().flat_map(|(_, c): (CalendarId, _)| c.digest.0);
    let calendars = sha256(&calendars.collect::<Vec<u8>>());
    Pins { procedure: procedure.digest, calendars, zone: procedure.zone.digest }
}

/// Makes a procedure out of a published definition and the calendars that it was published with.
pub type Loader = Box<dyn Fn(&Definition, Option<&[u8]>) -> Result<Procedure, Box<str>> + Send>;

/// Whether another case satisfies the `where` of a look-up; none: it cannot be told.
pub type Filter = Box<dyn Fn(&str, &Procedure, &guicheng_core::Case) -> Option<bool> + Send>;

/// How far people are from a case, in any one unit; who is left out comes last.
pub type Nearest = Box<dyn Fn(&str, &[Box<str>]) -> Vec<(Box<str>, u64)> + Send>;

/// What a host decides with.
#[derive(Default)]
pub struct Registry {
    linked: BTreeMap<(Digest, Digest, Digest), Arc<Linked>>,
    /// The organisation that questions about people are answered from.
    pub org: Org,
    /// Called for a case whose procedure is not here yet.
    pub loader: Option<Loader>,
    /// Called for a look-up with a `where`.
    pub filter: Option<Filter>,
    /// Called for `pick = "nearest"`, with the case's id.
    pub nearest: Option<Nearest>,
    /// Whether [`crate::Host::tick`] opens the cases of `[opens.X]`, by roster and by calendar. Off at first: where the embedder opens them itself,
    /// none must be opened twice.
    pub by_roster: bool,
}

impl core::fmt::Debug for Registry {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Registry").field("linked", &self.linked.len()).field("org", &self.org).finish_non_exhaustive()
    }
}

impl Registry {
    /// A registry without procedures.
    pub fn new(org: Org) -> Self {
        Self { org, ..Self::default() }
    }

    /// Adds a procedure.
    pub fn insert(&mut self, procedure: Procedure) -> Arc<Linked> {
        let linked = Arc::new(Linked::new(procedure));
        self.linked.insert(key(&linked.pins), Arc::clone(&linked));
        linked
    }

    /// The procedure with these pins.
    pub fn linked(&self, pins: &Pins) -> Option<&Arc<Linked>> {
        self.linked.get(&key(pins))
    }
}

fn key(pins: &Pins) -> (Digest, Digest, Digest) {
    (pins.procedure, pins.calendars, pins.zone)
}
