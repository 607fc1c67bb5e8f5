//! What comes in: calls at any hour. Handovers, the daily takings, the monthly bills and the report are opened by ticks.

use super::Estate;
use guicheng_core::Actor;
use guicheng_store::Opening;

/// A day's calls of each kind, in hundredths, of a thousand flats.
const CALLS: [(&str, usize); 7] = [
    ("help_request", 220),
    ("complaint", 30),
    ("repair_request", 60),
    ("emergency_patient", 12),
    ("violation", 18),
    ("security_incident", 4),
    ("disaster", 2),
];

impl Estate {
    /// Opens what comes in during one beat (about half an hour).
    pub(super) fn arrive(&mut self) {
        for (procedure, in_hundred_days) in CALLS {
            let beats = 48 * 100 * 1_000;
            if self.random.below(beats) < in_hundred_days * self.plan.flats {
                self.open(procedure);
            }
        }
    }

    fn open(&mut self, procedure: &str) {
        let Some(linked) = self.linked.get(procedure).cloned() else {
            self.year.faults.push(format!("there is no procedure {procedure}"));
            return;
        };
        let desk = self.people_of("roster:front_desk").first().cloned();
        let actor = Actor { person: desk, on_behalf: None, via: "estate".into() };
        let opening = Opening { key: self.key(), now: self.now, actor, ..Opening::default() };
        match self.host.open(&linked, opening) {
            Ok(_) => self.year.commands += 1,
            Err(error) => self.year.faults.push(format!("{procedure} cannot be opened: {error}")),
        }
    }
}
