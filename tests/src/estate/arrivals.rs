//! What comes in: calls at any hour, the desk's daily round, the end of each shift.

use super::{DAY, Estate, MINUTE};
use guicheng_core::{Actor, Entry, FieldId, Value};
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
                self.open(procedure, Vec::new());
            }
        }
        let local = self.now.0 + 8 * 60 * MINUTE;
        let beat = 30 * MINUTE;
        if local.rem_euclid(DAY) >= 15 * 60 * MINUTE && self.today != local.div_euclid(DAY) {
            self.today = local.div_euclid(DAY);
            self.open("payment", Vec::new());
            for _ in 0..self.plan.flats / 1_000 {
                if self.random.one_in(6) {
                    self.open("arrears", Vec::new());
                }
            }
        }
        self.shift_ends(beat);
    }

    /// Half an hour before a shift of the desk ends its handover is opened, as the procedure says.
    fn shift_ends(&mut self, beat: i64) {
        let soon = self.now.plus(beat);
        let org = &self.host.registry().org;
        let ending = org.runs_at("front_desk", self.now).into_iter().find(|run| run.to > self.now && run.to <= soon);
        let Some(ending) = ending else { return };
        let next = org.runs_at("front_desk", ending.to.plus(1));
        let (Some(out), Some(into)) = (ending.people.first(), next.first().and_then(|run| run.people.first())) else {
            return;
        };
        let (out, into, end) = (out.clone(), into.clone(), ending.to);
        let Some(linked) = self.linked.get("shift_handover") else { return };
        let field = |name: &str| -> Option<FieldId> { linked.procedure.names.fields.find(|l| &*l.id == name) };
        let fill = [
            ("shift_end", Value::Moment(end)),
            ("outgoing_person", Value::Text(out)),
            ("incoming_person", Value::Text(into)),
        ];
        let fill = fill.into_iter().filter_map(|(name, value)| Some((field(name)?, value))).collect();
        self.open("shift_handover", fill);
    }

    fn open(&mut self, procedure: &str, fill: Vec<Entry>) {
        let Some(linked) = self.linked.get(procedure).cloned() else {
            self.year.faults.push(format!("there is no procedure {procedure}"));
            return;
        };
        let desk = self.people_of("roster:front_desk").first().cloned();
        let actor = Actor { person: desk, on_behalf: None, via: "estate".into() };
        let opening = Opening { key: self.key(), now: self.now, occurred: None, actor, fill, first: None };
        match self.host.open(&linked, opening) {
            Ok(_) => self.year.commands += 1,
            Err(error) => self.year.faults.push(format!("{procedure} cannot be opened: {error}")),
        }
    }
}
