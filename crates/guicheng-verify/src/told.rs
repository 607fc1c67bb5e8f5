//! Whether work can wait with nobody told: every hour for which rosters are entered, every piece of work that can open.
//!
//! Told is whoever the work is offered to and is not on leave; failing that, whoever its ladder climbs to, the owner
//! (both at once), and whoever its thresholds urge or hand it up to, if these come in time. A later shift that finds
//! the work offered is told by its begin. Who is there changes only where shifts, absences and thresholds begin or end:
//! between these instants nothing has to be looked at, so what is not found is not there.

use alloc::{collections::BTreeMap, collections::BTreeSet, vec::Vec};
use guicheng_core::{
    Action, At, Cell, Id, Limit, Procedure, RoleId, RoleRef, RoleSource, StepId, Task, TimeRef, Timestamp, Who,
    org::Org,
};

/// The answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// The first instant looked at, and the end of what is entered; none: no roster is entered.
    pub span: Option<(Timestamp, Timestamp)>,
    /// Steps looked at.
    pub steps: usize,
    /// Steps whose people only the case itself knows: nothing is said of them.
    pub open: Vec<StepId>,
    /// Where work waits too long, by instant.
    pub gaps: Vec<Gap>,
}

/// A stretch in which a step that opens is told to nobody in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Gap {
    /// From when on.
    pub from: Timestamp,
    /// The first later instant at which it would be told in time; none: not while rosters are entered.
    pub to: Option<Timestamp>,
    /// The step.
    pub step: StepId,
}

/// Whether a step can open and wait so long, in milliseconds, with nobody told.
pub fn told(p: &Procedure, org: &Org, within: i64) -> Told {
    let staff = Staff::of(p, org);
    let mut answer = Told { span: staff.span, steps: 0, open: Vec::new(), gaps: Vec::new() };
    let Some((first, last)) = staff.span else { return answer };
    for step in p.steps.ids() {
        let Some(task) = p.task(step) else { continue };
        if !staff.known(&task.who) {
            answer.open.push(step);
            continue;
        }
        answer.steps += 1;
        let late = staff.late(step, within);
        let mut instants: BTreeSet<Timestamp> = BTreeSet::from([first]);
        for at in &staff.turns {
            instants.insert(*at);
            instants.extend(late.iter().map(|(after, _)| at.plus(after.saturating_neg())));
            instants.insert(at.plus(within.saturating_neg()));
        }
        let mut gap: Option<Gap> = None;
        for at in instants.into_iter().filter(|at| first <= *at && *at < last) {
            match (staff.told(task, &late, at, within), gap) {
                (false, None) => gap = Some(Gap { from: at, to: None, step }),
                (true, Some(open)) => {
                    answer.gaps.push(Gap { to: Some(at), ..open });
                    gap = None;
                }
                (true, None) | (false, Some(_)) => {}
            }
        }
        answer.gaps.extend(gap);
    }
    answer.gaps.sort();
    answer
}

/// Who is there when.
struct Staff<'p> {
    p: &'p Procedure,
    /// Where rosters are entered.
    span: Option<(Timestamp, Timestamp)>,
    /// When anything about people changes.
    turns: Vec<Timestamp>,
    /// For each source, from each turn on, whether anybody is there.
    there: BTreeMap<&'p str, Vec<(Timestamp, bool)>>,
}

impl<'p> Staff<'p> {
    fn of(p: &'p Procedure, org: &Org) -> Self {
        let source = |from: &'p RoleSource| match from {
            RoleSource::Organisation(source) => Some(&**source),
            RoleSource::HeadOf(_) | RoleSource::Field(_) | RoleSource::Did(_) | RoleSource::Anyone => None,
        };
        let sources: BTreeSet<&str> = p.roles.values().filter_map(|role| source(&role.from)).collect();
        let far = i64::MAX / 4;
        let mut turns: BTreeSet<Timestamp> = BTreeSet::new();
        let mut span: Option<(Timestamp, Timestamp)> = None;
        for id in sources.iter().filter_map(|source| source.strip_prefix("roster:")) {
            let runs = org.runs(id, Timestamp(-far), Timestamp(far));
            turns.extend(runs.iter().flat_map(|run| [run.from, run.to]));
            // Only what every roster covers is looked at.
            let own = runs.first().map(|run| run.from).zip(runs.iter().map(|run| run.to).max());
            span = match (span, own) {
                (Some((a, b)), Some((c, d))) => Some((a.max(c), b.min(d))),
                (one, other) => one.or(other),
            };
        }
        turns.extend(org.absences.iter().flat_map(|absence| [absence.from, absence.to]));
        let turns: Vec<Timestamp> = turns.into_iter().collect();
        let from = |source: &&'p str| {
            let at = |at: &Timestamp| (*at, !org.holders(source, *at, &[]).people.is_empty());
            (*source, turns.iter().map(at).collect::<Vec<(Timestamp, bool)>>())
        };
        let there = sources.iter().map(from).collect();
        Self { p, span, turns, there }
    }

    /// Whether all that may do it come from the organisation.
    fn known(&self, who: &Who) -> bool {
        !who.0.is_empty()
            && who.0.iter().all(|one| self.roles(*one).iter().flatten().all(|role| self.source(*role).is_some()))
    }

    /// The roles of a reference: for a table those of each row.
    fn roles(&self, one: RoleRef) -> Vec<Vec<RoleId>> {
        match one {
            RoleRef::Role(role) => alloc::vec![alloc::vec![role]],
            RoleRef::Table(column) => {
                let rows = self.p.tables.get(column.table).map_or(&[][..], |table| &table.rows);
                let cells = rows.iter().filter_map(|row| row.get(column.column.index()));
                let roles = cells.filter_map(|cell| match cell {
                    Cell::Who(who) => Some(who.0.iter().flat_map(|one| self.plain(*one)).collect()),
                    Cell::None | Cell::Time(_) | Cell::Value(_) => None,
                });
                roles.collect()
            }
        }
    }

    fn plain(&self, one: RoleRef) -> Option<RoleId> {
        match one {
            RoleRef::Role(role) => Some(role),
            RoleRef::Table(_) => None,
        }
    }

    fn source(&self, role: RoleId) -> Option<&'p str> {
        match &self.p.roles.get(role)?.from {
            RoleSource::Organisation(source) => Some(source),
            RoleSource::HeadOf(_) | RoleSource::Field(_) | RoleSource::Did(_) | RoleSource::Anyone => None,
        }
    }

    fn role_there(&self, role: RoleId, at: Timestamp) -> bool {
        let turns = self.source(role).and_then(|source| self.there.get(source)).map_or(&[][..], Vec::as_slice);
        let next = turns.partition_point(|(turn, _)| *turn <= at);
        next.checked_sub(1).and_then(|last| turns.get(last)).is_some_and(|(_, there)| *there)
    }

    /// Whether anybody is there, whatever row of a table counts.
    fn who_there(&self, who: &Who, at: Timestamp) -> bool {
        who.0.iter().any(|one| {
            let rows = self.roles(*one);
            !rows.is_empty() && rows.iter().all(|roles| roles.iter().any(|role| self.role_there(*role, at)))
        })
    }

    /// Thresholds of a step that urge or hand up in time: after how long, whom.
    fn late(&self, step: StepId, within: i64) -> Vec<(i64, &'p Who)> {
        let p = self.p;
        let clocks = p.steps.get(step).into_iter().flat_map(|step| step.late.iter());
        let lines = clocks.filter_map(|clock| p.clocks.get(*clock)).flat_map(|clock| clock.thresholds.iter());
        let lines = lines.filter(|line| line.when.is_none()).filter_map(|line| match line.at {
            At::After(TimeRef::Fixed(Limit::Span(after))) if after <= within => Some((after, line.acts)),
            At::After(_) | At::Before(_) | At::Percent(_) | At::Due | At::Over(_) => None,
        });
        let acts = lines.filter_map(|(after, acts)| Some((after, p.acts.get(acts)?)));
        let whom = acts.flat_map(|(after, acts)| acts.iter().map(move |action| (after, action)));
        whom.filter_map(|(after, action)| match action {
            Action::Remind(who) | Action::Escalate(who) => Some((after, who)),
            Action::Tell(_) | Action::Write(_) | Action::Say(_) | Action::Set(..) | Action::Go(_) => None,
            Action::Also(_) | Action::Done | Action::Climb => None,
        })
        .collect()
    }

    /// Whether somebody is told of a step that opens at an instant.
    fn told(&self, task: &Task, late: &[(i64, &Who)], at: Timestamp, within: i64) -> bool {
        let end = at.plus(within);
        let ladder = task.ack.and_then(|ack| self.p.clocks.get(ack)).map_or(&[][..], |clock| &clock.ladder);
        let owner = self.p.owner.is_some_and(|owner| self.role_there(owner, at));
        let turn = |turn: &&Timestamp| at < **turn && **turn <= end;
        self.who_there(&task.who, at)
            || owner
            || ladder.iter().any(|who| self.who_there(who, at))
            || late.iter().any(|(after, who)| self.who_there(who, at.plus(*after)))
            || self.turns.iter().filter(turn).any(|turn| self.who_there(&task.who, *turn))
    }
}
