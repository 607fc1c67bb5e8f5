//! Applying an event: the only writer of a case.

use crate::{Case, Event};

impl Case {
    /// Applies an event. Total: an event comes from [`crate::decide`] or from a checked decoder.
    pub fn apply(&mut self, event: &Event) {
        self.seq.0 = self.seq.0.saturating_add(1);
        let _ = event;
    }
}
