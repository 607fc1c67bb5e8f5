//! Cases that the roster or the calendar opens (`[opens.X]`): one for each change of shift, so long before it, or one
//! each day or month.
//!
//! Nothing is remembered but the cases: the key of the opening is made of the procedure, the card, and the instant and
//! the shift or the period, so that each is opened once, whoever ticks.

use super::{Done, Host, HostError, JUMP, Linked, Opening};
use crate::{Definition, Store, Timestamp};
use guicheng_core::{
    Actor, Entry, Every, FieldId, Opens, OpensAt, OpensValue, Procedure, Recurrence, Value, month_start,
    org::{Change, Org, Run},
};
use std::{collections::BTreeSet, sync::Arc};

/// How far ahead the next opening is looked for: further than a host may sleep without a look.
const AHEAD: i64 = 7 * JUMP;
/// How far ahead the next opening by the calendar is looked for, in milliseconds: past any month.
const NEXT_PERIOD: i64 = 62 * DAY;
/// For so long a host makes up for missed openings, in milliseconds: a shift that ended yesterday needs no handover, but
/// a month that went by unseen needs its case. A day's case is no longer of use after a week.
const MISSED: [i64; 3] = [JUMP, 7 * DAY, 366 * DAY];
const DAY: i64 = 24 * 60 * 60 * 1_000;
/// After so long the roster and the versions in force are looked at again, in milliseconds.
const LOOK: i64 = 60 * 60 * 1_000;

/// What is known about the next opening by a roster.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Ahead {
    /// Before this nothing need be looked at; none: look now.
    look: Option<Timestamp>,
    /// The next opening known.
    pub(super) next: Option<Timestamp>,
}

impl Ahead {
    /// Something changed: look at the next tick.
    pub(super) const UNKNOWN: Self = Self { look: None, next: None };
}

/// What a look came to.
#[derive(Debug, Default)]
pub(super) struct Rostered {
    /// Cases opened.
    pub(super) opened: Vec<Box<str>>,
    /// Procedures whose cases could not be opened, and why. The next tick tries again.
    pub(super) failed: Vec<(Box<str>, HostError)>,
}

/// A case to be opened.
struct Due {
    key: Box<str>,
    at: Timestamp,
    fill: Vec<Entry>,
}

impl<S: Store> Host<S> {
    /// Opens what rosters and the calendar were to open until now, as far back as it still matters, and nothing from
    /// before the procedure was first published or the version in force took effect.
    pub(super) fn open_by_roster(&mut self, now: Timestamp) -> Result<Rostered, HostError> {
        let mut done = Rostered::default();
        if !self.registry.by_roster || self.ahead.look.is_some_and(|look| now < look) {
            return Ok(done);
        }
        let all = self.store.definitions(&self.tenant, None)?;
        // A host keeps files of its own under names with `@`, which no procedure can have.
        let named = all.iter().map(|d| d.procedure.clone()).filter(|name| !name.starts_with('@'));
        let procedures: BTreeSet<Box<str>> = named.collect();
        let mut next: Option<Timestamp> = None;
        for procedure in procedures {
            let Some(in_force) = self.in_force(&procedure, now)? else { continue };
            let linked = match self.load_definition(&in_force) {
                Ok(linked) => linked,
                Err(HostError::Store(error)) => return Err(error.into()),
                Err(error) => {
                    done.failed.push((procedure, error));
                    continue;
                }
            };
            let known = since(&all, &in_force);
            for opens in &linked.procedure.opens {
                let since = known.max(now.plus(-missed(&opens.at)));
                for due in due(&self.registry.org, &linked.procedure, opens, since, now) {
                    self.open_once(&linked, due, now, &mut done)?;
                }
                let coming = due(&self.registry.org, &linked.procedure, opens, now, now.plus(ahead(&opens.at)));
                next = next.into_iter().chain(coming.first().map(|due| due.at)).min();
            }
        }
        let look = next.map_or(now.plus(LOOK), |next| next.min(now.plus(LOOK)));
        self.ahead = Ahead { look: done.failed.is_empty().then_some(look), next };
        Ok(done)
    }

    fn open_once(
        &mut self,
        linked: &Arc<Linked>,
        due: Due,
        now: Timestamp,
        done: &mut Rostered,
    ) -> Result<(), HostError> {
        if self.store.answered(&self.tenant, None, &due.key)?.is_some() {
            return Ok(());
        }
        let actor = Actor { person: None, on_behalf: None, via: "roster".into() };
        let opening = Opening { key: due.key, now, occurred: None, actor, fill: due.fill, first: None };
        match self.open_new(linked, opening) {
            // Another process may have opened it first, by an older roster.
            Ok(Done { repeated: true, .. }) | Err(HostError::KeyReused(_)) => {}
            Ok(opened) => done.opened.push(opened.case),
            Err(HostError::Store(error)) => return Err(error.into()),
            Err(error) => done.failed.push((linked.procedure.id.clone(), error)),
        }
        Ok(())
    }
}

fn since(all: &[Definition], in_force: &Definition) -> Timestamp {
    let first = all.iter().filter(|d| d.procedure == in_force.procedure).map(|d| d.published).min();
    first.map_or(in_force.effective, |first| first.max(in_force.effective))
}

/// How far back an opening is made up for.
const fn missed(at: &OpensAt) -> i64 {
    let [shift, day, month] = MISSED;
    match at {
        OpensAt::Shift { .. } => shift,
        OpensAt::Time { every: Every::Day, .. } => day,
        OpensAt::Time { every: Every::Month(_), .. } => month,
    }
}

const fn ahead(at: &OpensAt) -> i64 {
    match at {
        OpensAt::Shift { .. } => AHEAD,
        OpensAt::Time { .. } => NEXT_PERIOD,
    }
}

/// What is to be opened after `after`, up to and including `until`.
fn due(org: &Org, procedure: &Procedure, opens: &Opens, after: Timestamp, until: Timestamp) -> Vec<Due> {
    match &opens.at {
        OpensAt::Shift { roster, before } => {
            let of = |change: &Change<'_>| Due {
                key: format!("opens:{}:{}:{}:{}", procedure.id, opens.id, change.at.0, change.ends.shift).into(),
                at: change.at.plus(before.saturating_neg()),
                fill: of_shift(procedure, opens, change),
            };
            org.changes(roster, after.plus(*before), until.plus(*before)).iter().map(of).collect()
        }
        OpensAt::Time { every, at } => {
            let of = |one: &Recurrence| Due {
                key: format!("opens:{}:{}:{}", procedure.id, opens.id, one.period).into(),
                at: one.at,
                fill: of_day(opens, one.day),
            };
            procedure.zone.recurrences(*every, *at, after, until).iter().map(of).collect()
        }
    }
}

/// Values that a day gives.
fn of_day(opens: &Opens, day: i32) -> Vec<Entry> {
    let given = opens.give.iter().filter_map(|(field, value)| {
        let day = match value {
            OpensValue::Day => Some(day),
            OpensValue::ThisMonth => month_start(day, 0),
            OpensValue::LastMonth => month_start(day, -1),
            OpensValue::ShiftEnd | OpensValue::ShiftPeople | OpensValue::NextPeople => None,
        };
        Some((*field, Value::Date(day?)))
    });
    given.collect()
}

/// Values that are known: nobody comes where the roster ends.
fn of_shift(procedure: &Procedure, opens: &Opens, change: &Change<'_>) -> Vec<Entry> {
    let people = |field: FieldId, run: Option<&Run<'_>>| -> Option<Value> {
        let people = run?.people;
        let many = procedure.fields.get(field).is_some_and(|f| f.many);
        if many {
            return Some(Value::List(people.iter().map(|p| Value::Text(p.clone())).collect()));
        }
        people.first().map(|p| Value::Text(p.clone()))
    };
    let given = opens.give.iter().filter_map(|(field, value)| {
        let value = match value {
            OpensValue::ShiftEnd => Some(Value::Moment(change.at)),
            OpensValue::ShiftPeople => people(*field, Some(&change.ends)),
            OpensValue::NextPeople => people(*field, change.next.as_ref()),
            OpensValue::Day | OpensValue::ThisMonth | OpensValue::LastMonth => None,
        };
        Some((*field, value?))
    });
    given.collect()
}
