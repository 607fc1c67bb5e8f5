//! What a clock's definition comes to in a case: its limit, its due, the moments of its thresholds.

use crate::{
    Activation, Arithmetic, At, Calendar, Case, Cell, ClockDef, ClockKey, ClockOwner, ClockState, Item, Limit, Phase,
    Procedure, Threshold, TimeRef, Timestamp, Value, expr,
};
use smallvec::SmallVec;

/// The run of the root scope.
const ROOT: Activation = Activation(1);

/// A threshold that may fire.
#[derive(Clone, Copy, Debug)]
pub(super) struct Moment {
    /// Its index; one past the last is the due itself, where no threshold stands for it.
    pub(super) index: u8,
    /// When it is planned.
    pub(super) planned: Timestamp,
    /// When it fires: a millisecond later, but for a reminder.
    pub(super) fire: Timestamp,
}

/// A clock's definition, looked at from its place in a case.
#[derive(Clone, Copy)]
pub(super) struct Look<'a> {
    pub(super) def: &'a ClockDef,
    p: &'a Procedure,
    c: &'a Case,
    now: Timestamp,
    item: Option<Item>,
    of: Activation,
}

/// The item and the activation that a clock belongs to.
pub(super) fn place(c: &Case, key: ClockKey) -> (Option<Item>, Activation) {
    match key {
        ClockKey::Case | ClockKey::Notice(_) => (None, ROOT),
        ClockKey::Work(id) => match (c.work_item(id), c.holds.iter().find(|h| h.id == id)) {
            (Some(work), _) => (work.item, work.of),
            (None, Some(hold)) => (None, hold.of),
            (None, None) => (None, ROOT),
        },
    }
}

impl<'a> Look<'a> {
    pub(super) fn new(p: &'a Procedure, c: &'a Case, now: Timestamp, clock: &ClockState) -> Option<Self> {
        let (item, of) = place(c, clock.of);
        Some(Self { def: p.clocks.get(clock.clock)?, p, c, now, item, of })
    }

    pub(super) fn holds(&self, condition: crate::ExprId) -> bool {
        expr::is_true(self.p, self.c, self.item, self.of, condition)
    }

    pub(super) fn calendar(&self) -> Option<&'a Calendar> {
        self.p.calendars.get(self.def.calendar)
    }

    /// Whether a field that the due or a moment depends on was filled after a record.
    pub(super) fn changed_since(&self, seq: crate::Seq) -> bool {
        let newer = |field: crate::FieldId| match self.p.fields.get(field).and_then(|f| f.per) {
            Some(_) => true,
            None => self.c.fields.get(usize::from(field.0)).is_some_and(|f| f.at > seq),
        };
        let time = |time: TimeRef| match time {
            TimeRef::Fixed(_) => false,
            TimeRef::Table(cell) => self.p.tables.get(cell.table).is_some_and(|t| newer(t.by)),
            TimeRef::Field(field) => newer(field),
        };
        let after = |t: &Threshold| if let At::After(after) = t.at { time(after) } else { false };
        self.def.limit.is_some_and(time)
            || self.def.plus.is_some_and(newer)
            || self.def.due.is_some_and(newer)
            || self.def.thresholds.iter().any(after)
    }

    fn value(&self, field: crate::FieldId) -> &'a Value {
        expr::field(self.p, self.c, self.item, self.of, field)
    }

    /// A time as it stands now; none: it does not apply.
    fn time(&self, time: TimeRef) -> Option<Limit> {
        match time {
            TimeRef::Fixed(limit) => Some(limit),
            TimeRef::Field(field) => match self.value(field) {
                Value::Duration(ms) => Some(Limit::Span(*ms)),
                _ => None,
            },
            TimeRef::Table(cell) => {
                let table = self.p.tables.get(cell.table)?;
                let row = match self.value(table.by) {
                    Value::Choice(option) => usize::from(option.0),
                    Value::YesNo(yes) => usize::from(*yes),
                    _ => table.rows.len().checked_sub(1)?,
                };
                match table.rows.get(row)?.get(usize::from(cell.column.0))? {
                    Cell::Time(limit) => Some(*limit),
                    Cell::None | Cell::Who(_) | Cell::Value(_) => None,
                }
            }
        }
    }

    fn limit(&self) -> Option<Limit> {
        self.def.limit.and_then(|limit| self.time(limit))
    }

    /// The fixed instant, if one is filled in.
    pub(super) fn outside(&self) -> Option<Timestamp> {
        match self.value(self.def.due?) {
            Value::Moment(at) => Some(*at),
            _ => None,
        }
    }

    /// The extension granted so far.
    fn extra(&self) -> i64 {
        match self.def.plus.map(|field| self.value(field)) {
            Some(Value::Duration(ms)) => *ms,
            _ => 0,
        }
    }

    /// An instant moved by so much of what this clock counts.
    fn moved(&self, at: Timestamp, by: i64) -> Timestamp {
        let counted = self.calendar().and_then(|calendar| match by {
            0 => None,
            1.. => calendar.due(at, Limit::Span(by), 0, &[]).map(|(at, _)| at),
            _ => calendar.before(at, Limit::Span(by.saturating_neg()), &[]),
        });
        counted.unwrap_or_else(|| at.plus(by))
    }

    /// The due instant of a clock as it stands, and how it came about. While it stands still only a fixed instant is a
    /// due that can come.
    pub(super) fn due(&self, clock: &ClockState) -> (Option<Timestamp>, Arithmetic) {
        if let Some(kept) = clock.kept {
            let later = clock.pauses.iter().skip(usize::from(kept.pauses));
            let still: i64 = later.map(|(from, to)| to.since(*from)).sum();
            let due = self.moved(kept.due.plus(still), self.extra().saturating_sub(kept.extra));
            return match self.outside() {
                Some(outside) if outside < due => {
                    (Some(outside), Arithmetic { outside: true, ..Arithmetic::default() })
                }
                Some(_) | None => (Some(due), Arithmetic::default()),
            };
        }
        let extra = self.extra();
        let counted = match (self.limit(), self.calendar()) {
            (Some(limit), Some(calendar)) => {
                calendar.due(clock.start, limit, extra, &clock.pauses).map(|(due, mut sum)| {
                    sum.calendar = Some((self.def.calendar, calendar.version));
                    (due, sum)
                })
            }
            (None, Some(_)) => self.implied(clock).map(|due| (due, Arithmetic::default())),
            (_, None) => None,
        };
        let stands = clock.phase == Phase::Paused && counted.as_ref().is_none_or(|(due, _)| *due >= clock.since);
        match (counted, self.outside()) {
            (Some((due, sum)), Some(outside)) if due <= outside && !stands => (Some(due), sum),
            (_, Some(outside)) => (Some(outside), Arithmetic { outside: true, ..Arithmetic::default() }),
            (Some((due, sum)), None) => (Some(due), sum),
            (None, None) => (None, Arithmetic::default()),
        }
    }

    /// A clock of work that has no limit of its own is held to the first of its thresholds that is more than a reminder.
    fn implied(&self, clock: &ClockState) -> Option<Timestamp> {
        if self.def.limit.is_some() || self.def.due.is_some() {
            return None;
        }
        match self.def.owner {
            ClockOwner::Work(_) | ClockOwner::Hold(_) => {}
            ClockOwner::Case | ClockOwner::AckWork(_) | ClockOwner::AckNotice(_) => return None,
        }
        let goals = self.def.thresholds.iter().filter(|t| !t.reminder && t.when.is_none());
        goals.filter_map(|t| if let At::After(time) = t.at { self.after(time, clock) } else { None }).min()
    }

    fn after(&self, time: TimeRef, clock: &ClockState) -> Option<Timestamp> {
        self.calendar()?.due(clock.start, self.time(time)?, 0, &clock.pauses).map(|(at, _)| at)
    }

    /// The moment of a threshold; none: it does not apply, or cannot come while the clock stands still.
    fn moment(&self, at: At, clock: &ClockState) -> Option<Timestamp> {
        let calendar = self.calendar()?;
        let fixed = clock.due.is_some() && self.outside() == clock.due;
        let pauses = if fixed { &[][..] } else { &clock.pauses };
        match at {
            At::After(time) => match clock.phase {
                Phase::Running | Phase::Stopped => self.after(time, clock),
                Phase::Paused => None,
            },
            At::Before(limit) => calendar.before(clock.due?, limit, pauses),
            At::Percent(percent) => {
                let limit = if fixed || clock.kept.is_some() { None } else { self.limit() };
                calendar.share(clock.start, clock.due?, limit, percent, pauses)
            }
            At::Due => clock.due,
            At::Over(limit) => calendar.due(clock.due?, limit, 0, pauses).map(|(at, _)| at),
        }
    }

    /// The next repeat after a planned instant.
    pub(super) fn repeat(&self, planned: Timestamp, every: Limit, clock: &ClockState) -> Option<Timestamp> {
        let next = self.calendar()?.due(planned, every, 0, &clock.pauses)?.0;
        (next > planned).then_some(next)
    }

    /// When a threshold fires next, whether or not its condition holds.
    fn next_of(&self, index: usize, threshold: &Threshold, clock: &ClockState) -> Option<Moment> {
        let index = u8::try_from(index).ok()?;
        if has_fired(clock, index) {
            return None;
        }
        let first = self.moment(threshold.at, clock)?;
        let planned = match (clock.repeats.iter().find(|r| r.threshold == index), threshold.every) {
            (Some(repeating), Some((every, _))) => self.repeat(repeating.last, every, clock)?.max(first),
            (Some(_), None) => return None,
            (None, _) => first,
        };
        Some(Moment { index, planned, fire: fires_at(threshold, planned) })
    }

    /// Every threshold that can fire by time alone, or that is past and whose condition holds; unsorted.
    pub(super) fn moments(&self, clock: &ClockState) -> SmallVec<[Moment; 4]> {
        let mut all = SmallVec::new();
        if clock.phase == Phase::Stopped || clock.phase == Phase::Paused && self.outside().is_none() {
            return all;
        }
        for (index, threshold) in self.def.thresholds.iter().enumerate() {
            let Some(moment) = self.next_of(index, threshold, clock) else { continue };
            if moment.fire > self.now || threshold.when.is_none_or(|when| self.holds(when)) {
                all.push(moment);
            }
        }
        all.extend(self.bare_due(clock));
        all
    }

    /// The passing of the due, where no threshold stands for it: it makes the clock late and does nothing else.
    fn bare_due(&self, clock: &ClockState) -> Option<Moment> {
        let stands = |(index, t): (usize, &Threshold)| {
            let armed = u8::try_from(index).is_ok_and(|index| !has_fired(clock, index));
            t.at == At::Due && !t.reminder && t.when.is_none() && armed
        };
        let planned = clock.due.filter(|_| !clock.late && !self.def.thresholds.iter().enumerate().any(stands))?;
        let index = u8::try_from(self.def.thresholds.len()).ok()?;
        Some(Moment { index, planned, fire: planned.plus(1) })
    }

    /// The first instant at which something fires.
    pub(super) fn next(&self, clock: &ClockState) -> Timestamp {
        self.moments(clock).iter().map(|m| m.fire).min().unwrap_or(Timestamp::NEVER)
    }

    /// Whether a threshold waits for a condition.
    pub(super) fn is_conditional(&self) -> bool {
        self.def.thresholds.iter().any(|t| t.when.is_some())
    }

    /// The first conditional threshold that is past and whose condition holds by now.
    pub(super) fn now_true(&self, clock: &ClockState) -> Option<Timestamp> {
        let conditional =
            self.def.thresholds.iter().enumerate().filter(|(_, t)| t.when.is_some_and(|when| self.holds(when)));
        let past = conditional.filter_map(|(index, t)| self.next_of(index, t, clock)).map(|m| m.fire);
        past.filter(|fire| *fire <= self.now).min()
    }
}

/// The instant at which a planned threshold fires: the boundary itself is in time.
pub(super) fn fires_at(threshold: &Threshold, planned: Timestamp) -> Timestamp {
    if threshold.reminder { planned } else { planned.plus(1) }
}

pub(super) fn has_fired(clock: &ClockState, index: u8) -> bool {
    1_u32.checked_shl(u32::from(index)).is_none_or(|bit| clock.fired & bit != 0)
}
