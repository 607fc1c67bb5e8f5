//! What happened since the expectation before: names, ready to be compared.

use super::names;
use alloc::{boxed::Box, collections::BTreeSet, string::String, vec::Vec};
use guicheng_core::{Action, Case, ClockOwner, Event, EventKind, Firing, PersonIx, Procedure, Timestamp, Work};

/// What happened.
#[derive(Clone, Debug, Default)]
pub(crate) struct Log {
    /// Clocks of the case that became late.
    pub(crate) late: BTreeSet<Box<str>>,
    /// Other clocks that became late.
    pub(crate) late_work: BTreeSet<Box<str>>,
    /// Clocks that fired, and the instants that count as their due.
    pub(crate) due: Vec<(Box<str>, Timestamp)>,
    pub(crate) reminded: BTreeSet<Box<str>>,
    pub(crate) escalated: BTreeSet<Box<str>>,
    pub(crate) skipped: BTreeSet<Box<str>>,
    pub(crate) withdrawn: BTreeSet<Box<str>>,
    pub(crate) broken: BTreeSet<Box<str>>,
    pub(crate) told: BTreeSet<Box<str>>,
    /// Messages that went out: the notice, and to whom (a person, or the case whose address it was).
    pub(crate) sent: Vec<(Box<str>, Box<str>)>,
    pub(crate) written: BTreeSet<Box<str>>,
}

impl Log {
    /// Notes an event; `case` is the case before it.
    pub(crate) fn note(&mut self, p: &Procedure, case: &Case, event: &Event) {
        let n = &p.names;
        let name = |label: Option<&guicheng_core::Label>| label.map_or_else(Box::default, |l| l.id.clone());
        match &event.kind {
            EventKind::ClockFired(f) => self.fired(p, case, f),
            EventKind::Reminded { to, .. } => {
                self.reminded.extend(to.iter().map(|ix| Box::from(case.person(*ix))));
            }
            EventKind::Escalated { to, .. } => self.escalate(case, to),
            EventKind::Climbed { to, .. } => self.escalate(case, to),
            EventKind::NodePassed(passage) if passage.skipped => {
                let work = p.graph.nodes.get(passage.node).map(|d| d.work);
                self.skipped.insert(match work {
                    Some(Work::Step(id)) => name(n.steps.get(id)),
                    Some(Work::Scope(id)) => name(n.scopes.get(id)),
                    Some(Work::Act(_) | Work::Nothing | Work::End | Work::Stop) | None => {
                        name(n.nodes.get(passage.node))
                    }
                });
            }
            EventKind::WorkSkipped { work, .. } => {
                if let Some(item) = case.work_item(*work) {
                    self.skipped.insert(names::work(p, item.what).into());
                }
            }
            EventKind::Withdrawn(w) => {
                self.withdrawn.extend(w.work.iter().map(|(_, what, _)| Box::from(names::work(p, *what))));
            }
            EventKind::RuleBroken { rule, .. } => {
                self.broken.insert(name(n.rules.get(*rule)));
            }
            EventKind::Noticed { notice, .. } => {
                self.told.insert(name(n.notices.get(*notice)));
            }
            EventKind::Registered(register) => {
                self.written.insert(name(n.registers.get(*register)));
            }
            _ => {}
        }
    }

    fn fired(&mut self, p: &Procedure, case: &Case, firing: &Firing) {
        let Firing { clock, of, late, planned, .. } = *firing;
        let name = p.names.clocks.get(clock).map_or_else(Box::default, |l| l.id.clone());
        let state = case.clocks.iter().find(|c| c.clock == clock && c.of == of);
        if late && !state.is_some_and(|s| s.late) {
            let whole = p.clocks.get(clock).is_some_and(|c| c.owner == ClockOwner::Case);
            if whole && !redirects(p, firing) {
                self.late.insert(name.clone())
            } else {
                self.late_work.insert(name.clone())
            };
        }
        self.due.extend(state.and_then(|s| s.due).map(|due| (name.clone(), due)));
        self.due.push((name, planned));
    }

    fn escalate(&mut self, case: &Case, to: &[PersonIx]) {
        self.escalated.extend(to.iter().map(|ix| Box::from(case.person(*ix))));
    }
}

/// Whether a threshold sends the work elsewhere: that is then what its clock is for, and no breach that must be told.
fn redirects(p: &Procedure, firing: &Firing) -> bool {
    let threshold = p.clocks.get(firing.clock).and_then(|c| c.thresholds.get(usize::from(firing.threshold)));
    let acts = threshold.and_then(|t| p.acts.get(t.acts));
    acts.is_some_and(|list| list.iter().any(|a| matches!(a, Action::Go(_))))
}

/// A set of names as a list in words.
pub(crate) fn listed<'a>(names: impl Iterator<Item = &'a str>) -> String {
    let all: Vec<&str> = names.collect();
    if all.is_empty() { "[]".into() } else { alloc::format!("[{}]", all.join(", ")) }
}
