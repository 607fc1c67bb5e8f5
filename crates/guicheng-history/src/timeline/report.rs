//! Breaches and deviations of a case: each with its clause, its records and the people responsible.

use super::{
    Entry, Telling, entry,
    names::Teller,
    walk::{Stop, walk},
};
use crate::ReplayError;
use alloc::{boxed::Box, collections::BTreeMap, vec::Vec};
use guicheng_core::{
    Activation, ClockId, ClockKey, ClockOwner, EventKind, Few, PersonIx, RoleId, RuleId, Seq, Status, Taken, Timestamp,
    Verdict, What, WorkId,
};

/// What kind of finding.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum BreachKind {
    /// A limit was passed.
    Late,
    /// A rule was broken.
    Rule,
    /// Nobody was there for work or for a notice.
    Nobody,
    /// Whoever was asked did not answer in time: it climbed.
    Unanswered,
    /// A step was left out with a reason.
    LeftOut,
    /// Work went to another person than the procedure had found.
    Given,
    /// The case was broken off.
    BrokenOff,
    /// An earlier record was corrected.
    Corrected,
    /// Something was entered later than it happened.
    EnteredLate,
    /// Clocks were not served.
    Outage,
    /// The host's clock had gone back.
    ClockBack,
}

impl BreachKind {
    /// The stable word for it.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Late => "late",
            Self::Rule => "rule_broken",
            Self::Nobody => "nobody",
            Self::Unanswered => "unanswered",
            Self::LeftOut => "left_out",
            Self::Given => "given",
            Self::BrokenOff => "broken_off",
            Self::Corrected => "corrected",
            Self::EnteredLate => "entered_late",
            Self::Outage => "outage",
            Self::ClockBack => "clock_back",
        }
    }

    /// Whether it is a breach of a limit or a rule; else a deviation that the procedure allows or that only explains.
    pub const fn is_breach(self) -> bool {
        match self {
            Self::Late | Self::Rule | Self::Nobody => true,
            Self::Unanswered
            | Self::LeftOut
            | Self::Given
            | Self::BrokenOff
            | Self::Corrected
            | Self::EnteredLate
            | Self::Outage
            | Self::ClockBack => false,
        }
    }
}

/// One finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Breach {
    /// What kind.
    pub kind: BreachKind,
    /// The record that shows it.
    pub seq: Seq,
    /// In words, from the record that shows it.
    pub words: Box<str>,
    /// When it was recorded.
    pub at: Timestamp,
    /// The due that was passed.
    pub due: Option<Timestamp>,
    /// When it was met, or kept again; none: not up to the end of the history.
    pub until: Option<Timestamp>,
    /// The records, in order: what began it, what shows it, what ended it.
    pub records: Vec<Seq>,
    /// Clauses.
    pub clauses: Vec<Box<str>>,
    /// Who had the work, or acted.
    pub people: Vec<Box<str>>,
    /// The roles that the work was for, or that own the procedure.
    pub roles: Vec<Box<str>>,
}

/// What is known of a clock.
struct Clock {
    started: Seq,
    due: Option<Timestamp>,
    /// The finding that it is late.
    late: Option<usize>,
}

#[derive(Default)]
struct Gather {
    out: Vec<Breach>,
    clocks: BTreeMap<(ClockId, ClockKey), Clock>,
    rules: Vec<((RuleId, Activation), usize)>,
    work: BTreeMap<WorkId, (Seq, Few<RoleId>, Few<PersonIx>)>,
    /// To whom notices went.
    notices: BTreeMap<u32, (Seq, Few<PersonIx>)>,
    /// The last late entry told: one finding a batch.
    late_batch: Option<Seq>,
}

/// The breaches and deviations of a case, in the order of their records.
///
/// # Errors
/// At the first line that is not the next record of the case.
pub fn report<'l>(telling: &Telling<'_>, lines: impl IntoIterator<Item = &'l str>) -> Result<Vec<Breach>, ReplayError> {
    let mut gather = Gather::default();
    walk(telling, lines, |stop| {
        gather.read(stop);
        true
    })?;
    Ok(gather.out)
}

impl Gather {
    fn read(&mut self, stop: &Stop<'_>) {
        let t = &stop.teller;
        match &stop.decoded.event.kind {
            // Clocks and roles have other ids in another version.
            EventKind::Migrated(_) => {
                self.clocks.clear();
                self.work.values_mut().for_each(|(_, roles, _)| *roles = Few::default());
            }
            EventKind::WorkOpened(opening) => {
                let roles = opening.role.map_or_else(|| opening.how.roles.clone(), |r| [r].into_iter().collect());
                let people = if opening.only.is_empty() { &opening.how.found } else { &opening.only };
                self.work.insert(opening.work, (stop.decoded.seq, roles, people.clone()));
            }
            EventKind::Noticed { number, to, .. } => {
                self.notices.insert(*number, (stop.decoded.seq, to.clone()));
            }
            EventKind::ClockStarted(run) | EventKind::ClockMoved(run) => {
                let key = (run.clock, run.of);
                let late = self.clocks.get(&key).and_then(|c| c.late);
                self.clocks.insert(key, Clock { started: stop.decoded.seq, due: run.due, late });
            }
            EventKind::ClockFired(firing) => self.fired(stop, firing),
            EventKind::ClockStopped { clock, of, since, verdict } => {
                self.stopped(stop, (*clock, *of), *since, *verdict);
            }
            EventKind::RuleBroken { rule, of } => self.broken(stop, (*rule, *of)),
            EventKind::RuleKept { rule, of } => self.kept(stop, (*rule, *of)),
            EventKind::Nobody { roles, .. } => {
                let Some(mut breach) = finding(stop, BreachKind::Nobody) else { return };
                breach.roles = roles.iter().map(|r| t.role_names(&[*r]).into()).collect();
                self.out.push(breach);
            }
            EventKind::Climbed { of, .. } => {
                let Some(mut breach) = finding(stop, BreachKind::Unanswered) else { return };
                let since = self.clocks.iter().filter(|((_, key), _)| key == of).map(|(_, c)| c.started).max();
                match of {
                    ClockKey::Work(work) => self.of_work(t, *work, &mut breach, stop),
                    ClockKey::Notice(number) => {
                        if let Some((seq, to)) = self.notices.get(number) {
                            breach.records.insert(0, *seq);
                            breach.people = to.iter().map(|p| t.person(*p)).collect();
                        }
                    }
                    ClockKey::Case => {}
                }
                if let Some(since) = since.filter(|seq| !breach.records.contains(seq)) {
                    breach.records.push(since);
                    breach.records.sort_unstable();
                }
                self.out.push(breach);
            }
            EventKind::WorkSkipped { work, .. } => {
                let Some(mut breach) = finding(stop, BreachKind::LeftOut) else { return };
                self.of_work(t, *work, &mut breach, stop);
                self.out.push(breach);
            }
            EventKind::WorkTaken { how: Taken::Given(_), work, .. } => {
                let Some(mut breach) = finding(stop, BreachKind::Given) else { return };
                self.of_work(t, *work, &mut breach, stop);
                self.out.push(breach);
            }
            EventKind::Closed { status: Status::Aborted, .. } => {
                self.out.extend(finding(stop, BreachKind::BrokenOff));
            }
            EventKind::Corrected { record, .. } => {
                let Some(mut breach) = finding(stop, BreachKind::Corrected) else { return };
                breach.records.insert(0, *record);
                self.out.push(breach);
            }
            EventKind::Accepted { reported: Some(_), .. } => {
                self.out.extend(finding(stop, BreachKind::ClockBack));
            }
            EventKind::WorkDone(_) => self.entered_late(stop),
            _ => {}
        }
    }

    fn fired(&mut self, stop: &Stop<'_>, firing: &guicheng_core::Firing) {
        // A later one stands for it.
        if firing.muted {
            return;
        }
        let key = (firing.clock, firing.of);
        if firing.late
            && self.clocks.get(&key).is_some_and(|c| c.late.is_none())
            && let Some(mut breach) = finding(stop, BreachKind::Late)
        {
            self.of_clock(stop, key, &mut breach);
            self.out.push(breach);
            let at = self.out.len().saturating_sub(1);
            if let Some(clock) = self.clocks.get_mut(&key) {
                clock.late = Some(at);
            }
        }
        if stop.outage.is_some() {
            self.out.extend(finding(stop, BreachKind::Outage));
        }
    }

    fn stopped(&mut self, stop: &Stop<'_>, key: (ClockId, ClockKey), since: Timestamp, verdict: Verdict) {
        let known = self.clocks.get(&key).and_then(|c| c.late);
        match verdict {
            Verdict::Broken => {
                let at = known.or_else(|| {
                    let mut breach = finding(stop, BreachKind::Late)?;
                    self.of_clock(stop, key, &mut breach);
                    self.out.push(breach);
                    self.out.len().checked_sub(1)
                });
                if let Some(breach) = at.and_then(|at| self.out.get_mut(at)) {
                    breach.until = Some(since);
                    if !breach.records.contains(&stop.decoded.seq) {
                        breach.records.push(stop.decoded.seq);
                    }
                }
            }
            Verdict::KeptEnteredLate => {
                if let Some(mut breach) = finding(stop, BreachKind::EnteredLate) {
                    self.of_clock(stop, key, &mut breach);
                    breach.until = Some(since);
                    self.out.push(breach);
                }
            }
            Verdict::Kept | Verdict::Measured => {}
        }
    }

    fn broken(&mut self, stop: &Stop<'_>, key: (RuleId, Activation)) {
        let Some(mut breach) = finding(stop, BreachKind::Rule) else { return };
        let t = &stop.teller;
        if let Some((seq, command)) = stop.command {
            breach.records.insert(0, seq);
            breach.people = command.actor.person.iter().map(|p| t.person_id(p)).collect();
        }
        breach.roles = owner(t);
        self.out.push(breach);
        self.rules.push((key, self.out.len().saturating_sub(1)));
    }

    fn kept(&mut self, stop: &Stop<'_>, key: (RuleId, Activation)) {
        let Some(place) = self.rules.iter().position(|(other, _)| *other == key) else { return };
        let (_, at) = self.rules.remove(place);
        if let Some(breach) = self.out.get_mut(at) {
            breach.until = Some(stop.decoded.event.at);
            breach.records.push(stop.decoded.seq);
        }
    }

    fn entered_late(&mut self, stop: &Stop<'_>) {
        let Some((batch, _)) = stop.command.filter(|_| stop.late.is_some()) else { return };
        if self.late_batch == Some(batch) {
            return;
        }
        self.late_batch = Some(batch);
        if let Some(mut breach) = finding(stop, BreachKind::EnteredLate) {
            breach.until = stop.late;
            self.out.push(breach);
        }
    }

    /// The records and the people of a clock: of its work, or of all work open then.
    fn of_clock(&self, stop: &Stop<'_>, key: (ClockId, ClockKey), breach: &mut Breach) {
        let t = &stop.teller;
        if let Some(clock) = self.clocks.get(&key) {
            breach.due = clock.due;
            breach.records.insert(0, clock.started);
        }
        match (key.1, t.procedure.clocks.get(key.0).map(|c| c.owner)) {
            (ClockKey::Work(work), Some(ClockOwner::Work(_) | ClockOwner::AckWork(_))) => {
                self.of_work(t, work, breach, stop);
            }
            _ => {
                breach.roles = owner(t);
                let open = t.case.work.iter().filter(|w| !w.held);
                for work in open.filter_map(|w| w.holder) {
                    let person = t.person(work);
                    if !breach.people.contains(&person) {
                        breach.people.push(person);
                    }
                }
            }
        }
    }

    /// Whoever had it; else whoever could have taken it up.
    fn of_work(&self, t: &Teller<'_>, work: WorkId, breach: &mut Breach, stop: &Stop<'_>) {
        let Some((opened, roles, found)) = self.work.get(&work) else { return };
        if !breach.records.contains(opened) {
            breach.records.insert(0, *opened);
        }
        breach.roles = roles.iter().map(|r| t.role_names(&[*r]).into()).collect();
        if breach.people.is_empty() {
            let holder = t.case.work_item(work).or_else(|| t.after.work_item(work)).and_then(|w| w.holder);
            breach.people = match holder {
                Some(person) => [t.person(person)].into(),
                None => found.iter().map(|p| t.person(*p)).collect(),
            };
        }
        if breach.roles.is_empty() {
            breach.roles = owner(t);
        }
        if breach.clauses.is_empty()
            && let Some(What::Step(step)) = t.case.work_item(work).map(|w| w.what)
        {
            breach.clauses = stop.lexicon.clauses.steps.get(usize::from(step.0)).cloned().unwrap_or_default();
        }
    }
}

fn owner(t: &Teller<'_>) -> Vec<Box<str>> {
    t.procedure.owner.iter().map(|r| t.role_names(&[*r]).into()).collect()
}

/// A finding whose words are those of the record that shows it.
fn finding(stop: &Stop<'_>, kind: BreachKind) -> Option<Breach> {
    let Entry { seq, recorded, who, role, what, clauses, .. } = entry(stop)?;
    Some(Breach {
        kind,
        seq,
        words: what,
        at: recorded,
        due: None,
        until: None,
        records: [seq].into(),
        clauses,
        people: who.into_iter().collect(),
        roles: role.into_iter().collect(),
    })
}

impl Breach {
    /// How long it lasted, where that is known.
    pub fn lasted(&self) -> Option<i64> {
        match self.kind {
            BreachKind::Late => Some(self.until?.since(self.due?)),
            BreachKind::Rule => Some(self.until?.since(self.at)),
            BreachKind::EnteredLate => Some(self.at.since(self.until?)),
            BreachKind::Nobody
            | BreachKind::Unanswered
            | BreachKind::LeftOut
            | BreachKind::Given
            | BreachKind::BrokenOff
            | BreachKind::Corrected
            | BreachKind::Outage
            | BreachKind::ClockBack => None,
        }
    }
}
