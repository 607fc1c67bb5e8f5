//! Clocks over hand-made procedures: what each happening, change and instant comes to.

mod kept;

use super::*;
use crate::decide::draft::{Draft, Scene};
use crate::expr::{Code, Expr, Op};
use crate::undo::Undo;
use crate::{
    Act, Action, Actor, ActsId, Again, At, Calendar, CalendarId, Case, Cell, ClockDef, ClockOwner, ClockState,
    ColumnId, Command, Done, Event, ExprId, Few, Field, FieldId, FieldKind, Item, Limit, LineId, Map, Mark, Opening,
    OptionId, PersonIx, Place, Procedure, Reaction, Resolution, Role, RoleId, RoleRef, RoleSource, Seq, Status,
    StepKind, TableColumn, TableId, Task, Threshold, TimeRef, Timestamp, Trigger, Value, ValueTable, Verdict, VisitId,
    What, Who,
};
use alloc::{boxed::Box, vec, vec::Vec};

const HOUR: i64 = 3_600_000;
const START: Mark = Mark::StepDone(StepId(0));
const END: Mark = Mark::StepDone(StepId(1));
const CLOCK: ClockId = ClockId(0);
const OF: ClockKey = ClockKey::Case;
/// Fields: a grade, a yes/no, a moment, a duration, a person.
const GRADE: FieldId = FieldId(0);
const FLAG: FieldId = FieldId(1);
const OUTSIDE: FieldId = FieldId(2);
const EXTRA: FieldId = FieldId(3);
const PERSON: FieldId = FieldId(4);
const FLAGGED: ExprId = ExprId(0);

fn t(hours: i64) -> Timestamp {
    Timestamp(hours * HOUR)
}

fn span(hours: i64) -> Limit {
    Limit::Span(hours * HOUR)
}

fn clock(limit: Option<Limit>, thresholds: Vec<Threshold>) -> ClockDef {
    ClockDef {
        owner: ClockOwner::Case,
        from: Box::new([START]),
        until: Box::new([END]),
        limit: limit.map(TimeRef::Fixed),
        plus: None,
        due: None,
        calendar: CalendarId(0),
        pause_while: None,
        again: Again::Stay,
        thresholds: thresholds.into(),
        ladder: Box::default(),
        cites: Box::default(),
    }
}

fn goal(at: At) -> Threshold {
    Threshold { at, when: None, every: None, at_most: None, acts: ActsId(0), reminder: false, cites: Box::default() }
}

fn reminder(at: At) -> Threshold {
    Threshold { reminder: true, acts: ActsId(1), ..goal(at) }
}

fn procedure(clocks: Vec<ClockDef>) -> Procedure {
    let field = |kind| Field::of(kind);
    let kinds = [FieldKind::Choice(2), FieldKind::YesNo, FieldKind::Moment, FieldKind::Duration, FieldKind::Person];
    let flagged = Expr { ops: Box::new([Op::Field(FLAG)]), reads: Box::new([FLAG]), source: "".into() };
    let row = |cell| Box::new([cell]) as Box<[Cell]>;
    Procedure {
        fields: kinds.into_iter().map(field).collect(),
        clocks: Map::new(clocks),
        calendars: Map::new(vec![Calendar { version: 7, ..Calendar::default() }]),
        code: Code { exprs: Map::new(vec![flagged]) },
        tables: Map::new(vec![ValueTable {
            by: GRADE,
            columns: 1,
            rows: Box::new([row(Cell::Time(span(48))), row(Cell::Time(span(10))), row(Cell::None)]),
        }]),
        roles: Map::new(vec![Role { from: RoleSource::Field(PERSON) }]),
        acts: Map::new(vec![Box::new([Action::Climb]) as Box<[Action]>, Box::default()]),
        ..Procedure::default()
    }
}

/// A case and the events of its last decision.
struct Bench {
    p: Procedure,
    case: Case,
}

impl Bench {
    fn new(clocks: Vec<ClockDef>) -> Self {
        Self { p: procedure(clocks), case: Case { status: Status::Open, ..Case::default() } }
    }

    /// Decides something at an instant, which it reports for another.
    fn late(&mut self, now: Timestamp, at: Timestamp, act: impl FnOnce(&mut Draft<'_>)) -> Vec<EventKind> {
        let command = Command {
            key: "".into(),
            now,
            occurred: None,
            actor: Actor::default(),
            seen: None,
            act: Act::Tick,
            answers: Vec::new(),
        };
        let (mut events, mut questions) = (Vec::new(), Vec::new());
        let mut undo = Undo::default();
        let mut d = Draft::new(&self.p, &command, &mut self.case, &mut events, &mut questions, &mut undo);
        d.at = at;
        act(&mut d);
        drop(d);
        events.into_iter().map(|e: Event| e.kind).collect()
    }

    fn at(&mut self, hours: i64, act: impl FnOnce(&mut Draft<'_>)) -> Vec<EventKind> {
        self.late(t(hours), t(hours), act)
    }

    fn mark(&mut self, hours: i64, mark: Mark) -> Vec<EventKind> {
        self.at(hours, |d| {
            on_mark(d, mark, d.at);
            refresh(d);
        })
    }

    fn fill(&mut self, hours: i64, field: FieldId, value: Value) -> Vec<EventKind> {
        self.at(hours, |d| {
            d.emit(EventKind::Filled { field, item: None, value, reason: None });
            on_mark(d, Mark::Filled(field), d.at);
            refresh(d);
        })
    }

    /// Fires all that is due: clock, threshold and the actions that follow each; and what was only recorded.
    fn tick(&mut self, now: Timestamp) -> (Vec<(u16, u8)>, Vec<EventKind>) {
        let mut acted = Vec::new();
        let events = self.late(now, now, |d| {
            while let Some(follows) = fire_next(d).unwrap() {
                if let Some((_, Scene { cause: crate::Cause::Clock(clock, threshold), .. })) = follows {
                    acted.push((clock.0, threshold));
                }
                refresh(d);
            }
        });
        (acted, events)
    }

    fn clock(&self) -> &ClockState {
        run::find(&self.case, CLOCK, OF).unwrap()
    }

    fn due(&self) -> Option<Timestamp> {
        self.clock().due
    }
}

fn verdicts(events: &[EventKind]) -> Vec<Verdict> {
    let verdict = |e: &EventKind| if let EventKind::ClockStopped { verdict, .. } = e { Some(*verdict) } else { None };
    events.iter().filter_map(verdict).collect()
}

/// Threshold, muted, missed, late of every firing.
fn firings(events: &[EventKind]) -> Vec<(u8, bool, u16, bool)> {
    let firing = |e: &EventKind| match e {
        EventKind::ClockFired(f) => Some((f.threshold, f.muted, f.missed, f.late)),
        _ => None,
    };
    events.iter().filter_map(firing).collect()
}

fn yes(value: bool) -> Value {
    Value::YesNo(value)
}

#[test]
fn a_goal_fires_a_millisecond_after_its_due_and_a_reminder_at_its_instant() {
    let mut b =
        Bench::new(vec![clock(Some(span(4)), vec![reminder(At::Percent(75)), goal(At::Due), goal(At::Over(span(1)))])]);
    b.mark(10, START);
    assert_eq!(b.due(), Some(t(14)));
    assert_eq!(b.case.next_due(), Some(t(13)));
    assert_eq!(b.tick(Timestamp(t(13).0 - 1)).1, vec![], "a tick that fires nothing writes nothing");
    assert_eq!(b.tick(t(13)).0, vec![(0, 0)]);
    assert_eq!(b.case.next_due(), Some(t(14).plus(1)));
    assert_eq!(b.tick(t(14)).0, vec![], "the boundary is in time");
    assert!(!b.clock().late);
    assert_eq!(b.tick(t(14).plus(1)).0, vec![(0, 1)]);
    assert!(b.clock().late);
    assert_eq!(b.tick(t(16)).0, vec![(0, 2)]);
    assert_eq!(b.case.next_due(), None);
    assert_eq!(verdicts(&b.mark(16, END)), vec![Verdict::Broken]);
}

#[test]
fn the_verdict_goes_by_what_occurred() {
    for (now, occurred, limit, want) in [
        (14, 14, Some(span(4)), Verdict::Kept),
        (15, 15, Some(span(4)), Verdict::Broken),
        (20, 14, Some(span(4)), Verdict::KeptEnteredLate),
        (13, 12, Some(span(4)), Verdict::Kept),
        (14, 14, None, Verdict::Measured),
    ] {
        let mut b = Bench::new(vec![clock(limit, vec![])]);
        b.mark(10, START);
        let events = b.late(t(now), t(occurred), |d| on_mark(d, END, d.at));
        assert_eq!(verdicts(&events), vec![want], "{now} {occurred}");
        assert_eq!(verdicts(&b.mark(now, END)), vec![], "stopped once");
        assert_eq!(b.case.next_due(), None);
    }
}

#[test]
fn everything_due_fires_in_order_whatever_the_tick_came_late_for() {
    let clocks = vec![
        clock(Some(span(4)), vec![goal(At::Due), goal(At::After(TimeRef::Fixed(span(1))))]),
        clock(Some(span(2)), vec![goal(At::Due), reminder(At::Before(span(1)))]),
        clock(Some(span(4)), vec![goal(At::Due)]),
    ];
    let mut b = Bench::new(clocks);
    b.mark(0, START);
    assert_eq!(b.tick(t(100)).0, vec![(1, 1), (0, 1), (1, 0), (0, 0), (2, 0)]);
}

#[test]
fn a_due_without_a_threshold_still_makes_the_clock_late() {
    let mut b = Bench::new(vec![clock(Some(span(4)), vec![reminder(At::Due)])]);
    b.mark(0, START);
    assert_eq!(b.tick(t(4)).0, vec![(0, 0)]);
    assert!(!b.clock().late);
    let (acted, events) = b.tick(t(5));
    assert_eq!((acted, firings(&events)), (vec![], vec![(1, false, 0, true)]));
    assert!(b.clock().late);
    assert_eq!(b.case.next_due(), None);
    assert_eq!(b.tick(t(6)).1, vec![]);
}

#[test]
fn a_pause_moves_the_due_and_nothing_fires_meanwhile() {
    let def = ClockDef { pause_while: Some(FLAGGED), ..clock(Some(span(4)), vec![goal(At::Due)]) };
    let mut b = Bench::new(vec![def]);
    b.mark(10, START);
    assert!(matches!(b.fill(11, FLAG, yes(true))[..], [_, EventKind::ClockPaused { since: Timestamp(_), .. }]));
    assert_eq!(b.case.next_due(), None);
    assert_eq!(b.tick(t(50)).1, vec![]);
    assert!(b.at(50, refresh).is_empty(), "nothing changed");
    b.fill(61, FLAG, yes(false));
    assert_eq!((b.due(), b.case.next_due()), (Some(t(64)), Some(t(64).plus(1))));
    // Paused again and stopped while paused: in time, and the pause is not lost.
    b.fill(63, FLAG, yes(true));
    assert_eq!(verdicts(&b.mark(90, END)), vec![Verdict::Kept]);
    assert_eq!(b.clock().pauses.to_vec(), vec![(t(11), t(61)), (t(63), t(90))]);
}

#[test]
fn a_fixed_due_is_neither_paused_nor_extended() {
    let def = ClockDef {
        pause_while: Some(FLAGGED),
        due: Some(OUTSIDE),
        plus: Some(EXTRA),
        ..clock(Some(span(10)), vec![goal(At::Due)])
    };
    let mut b = Bench::new(vec![def]);
    b.mark(0, START);
    assert_eq!(b.due(), Some(t(10)));
    b.fill(1, OUTSIDE, Value::Moment(t(20)));
    assert_eq!(b.due(), Some(t(10)), "the earlier wins");
    b.fill(2, EXTRA, Value::Duration(15 * HOUR));
    assert_eq!(b.due(), Some(t(20)), "extended beyond the fixed one");
    b.fill(3, FLAG, yes(true));
    assert_eq!(b.case.next_due(), Some(t(20).plus(1)));
    assert_eq!(b.tick(t(21)).0, vec![(0, 0)], "it comes while the clock stands still");
    assert!(b.clock().late);
}

#[test]
fn of_thresholds_that_are_past_at_once_because_the_due_moved_only_the_last_acts() {
    let limit = Some(TimeRef::Table(TableColumn { table: TableId(0), column: ColumnId(0) }));
    let thresholds = vec![reminder(At::Percent(50)), goal(At::Due), goal(At::Over(span(5))), goal(At::Over(span(100)))];
    let mut b = Bench::new(vec![ClockDef { limit, ..clock(None, thresholds) }]);
    b.mark(0, START);
    assert_eq!(b.due(), None, "the row for nothing yet has no limit");
    b.fill(1, GRADE, Value::Choice(OptionId(0)));
    assert_eq!(b.due(), Some(t(48)));
    let events = b.fill(20, GRADE, Value::Choice(OptionId(1)));
    assert_eq!(b.due(), Some(t(10)));
    assert_eq!(firings(&events), vec![(0, true, 0, false), (1, true, 0, true)]);
    assert_eq!(b.case.next_due(), Some(t(15).plus(1)), "the last of them is still to act");
    assert_eq!(b.tick(t(20)).0, vec![(0, 2)]);
    // Back to the longer limit: no longer late, and nothing that fired fires again.
    b.fill(21, GRADE, Value::Choice(OptionId(0)));
    assert_eq!((b.due(), b.clock().late), (Some(t(48)), false));
    let (acted, events) = b.tick(t(60));
    assert_eq!((acted, firings(&events)), (vec![], vec![(4, false, 0, true)]), "only late again");
    assert_eq!(b.tick(t(149)).0, vec![(0, 3)]);
}

#[test]
fn missed_repeats_fire_once_with_their_number() {
    let repeating = Threshold { every: Some((span(2), 5)), ..goal(At::Due) };
    let mut b = Bench::new(vec![clock(Some(span(10)), vec![repeating])]);
    b.mark(0, START);
    assert_eq!(firings(&b.tick(t(11)).1), vec![(0, false, 0, true)]);
    assert_eq!(b.case.next_due(), Some(t(12).plus(1)));
    assert_eq!(firings(&b.tick(t(17)).1), vec![(0, false, 2, true)]);
    assert_eq!(b.clock().repeats.first().map(|r| (r.count, r.last)), Some((4, t(16))));
    assert_eq!(firings(&b.tick(t(1_000)).1), vec![(0, false, 0, true)], "the fifth is the last");
    assert_eq!(b.case.next_due(), None);
    // Without a length there is no repeat.
    let stuck = Threshold { every: Some((span(0), 500)), ..goal(At::Due) };
    let mut b = Bench::new(vec![clock(Some(span(1)), vec![stuck])]);
    b.mark(0, START);
    assert_eq!(firings(&b.tick(t(2)).1).len(), 1);
}

#[test]
fn a_condition_is_waited_for_once_the_moment_is_past() {
    let conditional = Threshold { when: Some(FLAGGED), ..goal(At::After(TimeRef::Fixed(span(1)))) };
    let mut b = Bench::new(vec![clock(None, vec![conditional])]);
    b.mark(0, START);
    assert_eq!(b.case.next_due(), Some(t(1).plus(1)));
    assert_eq!(b.tick(t(2)).0, vec![], "its condition does not hold");
    assert_eq!(b.case.next_due(), None, "so the host is not woken for it again");
    b.fill(5, FLAG, yes(true));
    assert!(b.case.next_due().is_some_and(|due| due <= t(5)));
    assert_eq!(b.tick(t(5)).0, vec![(0, 0)]);
    b.fill(6, FLAG, yes(false));
    b.fill(7, FLAG, yes(true));
    assert_eq!(b.tick(t(8)).0, vec![], "once");
}

#[test]
fn a_bounded_threshold_is_recorded_when_it_was_done_often_enough() {
    let bounded = Threshold { at_most: Some((LineId(0), 1)), ..goal(At::Due) };
    let def = ClockDef { again: Again::Restart, ..clock(Some(span(1)), vec![bounded]) };
    let mut b = Bench::new(vec![def]);
    b.mark(0, START);
    assert_eq!(b.tick(t(2)).0, vec![(0, 0)]);
    b.mark(3, START);
    let (acted, events) = b.tick(t(9));
    assert_eq!((acted, firings(&events)), (vec![], vec![(0, true, 0, true)]));
}

#[test]
fn going_back_behind_the_stop_does_what_again_says() {
    for (again, phase, due) in [
        (Again::Stay, Phase::Stopped, 10),
        (Again::Resume, Phase::Running, 15),
        (Again::RunOn, Phase::Running, 10),
        (Again::Restart, Phase::Running, 19),
    ] {
        // Its start comes again.
        let mut b = Bench::new(vec![ClockDef { again, ..clock(Some(span(10)), vec![]) }]);
        b.mark(0, START);
        b.mark(4, END);
        b.mark(9, START);
        assert_eq!((b.clock().phase, b.due()), (phase, Some(t(due))), "{again:?}");
        assert_eq!(b.clock().generation, if again == Again::Restart { 2 } else { 1 });
        // What stops it is open again.
        let mut b = Bench::new(vec![ClockDef { again, ..clock(Some(span(10)), vec![]) }]);
        let done = |step, hours| Done { step: StepId(step), item: None, visit: VisitId(1), by: None, at: t(hours) };
        b.mark(0, START);
        b.mark(4, END);
        b.mark(8, Mark::StepOpened(StepId(1)));
        assert_eq!(b.clock().phase, Phase::Stopped, "{again:?}: it comes for the first time, going forward");
        b.case.done = [done(1, 4)].into_iter().collect();
        b.mark(9, Mark::StepOpened(StepId(1)));
        assert_eq!((b.clock().phase, b.due()), (phase, Some(t(due))), "{again:?}");
        // A card that was done while it ran is open again, and its stop lies ahead (here a hold that may end at any
        // moment); one that was done after its stop does not count.
        let until = Box::new([END, Mark::HoldEnded(HoldId(0))]);
        let mut b = Bench::new(vec![ClockDef { again, until, ..clock(Some(span(10)), vec![]) }]);
        b.mark(0, START);
        b.mark(4, END);
        b.case.done = [done(7, 3), done(8, 5)].into_iter().collect();
        b.mark(8, Mark::StepOpened(StepId(8)));
        assert_eq!(b.clock().phase, Phase::Stopped, "{again:?}");
        b.mark(9, Mark::StepOpened(StepId(7)));
        assert_eq!((b.clock().phase, b.due()), (phase, Some(t(due))), "{again:?}");
    }
}

#[test]
fn a_start_in_a_field_counts_from_its_instant() {
    let def = ClockDef {
        from: Box::new([Mark::Filled(OUTSIDE)]),
        ..clock(Some(span(10)), vec![reminder(At::Percent(10)), goal(At::Due)])
    };
    let mut b = Bench::new(vec![def]);
    let events = b.fill(20, OUTSIDE, Value::Moment(t(5)));
    assert_eq!(b.due(), Some(t(15)));
    assert_eq!(firings(&events), vec![(0, true, 0, false)], "of two past at once the first is muted");
    assert_eq!(b.tick(t(20)).0, vec![(0, 1)]);
    b.fill(21, OUTSIDE, Value::Moment(t(25)));
    assert_eq!((b.due(), b.clock().late), (Some(t(35)), false), "a corrected instant moves it");
}

#[test]
fn closing_stops_clocks_but_for_windows_and_what_it_starts() {
    let after = ClockDef { from: Box::new([Mark::CaseClosed]), ..clock(Some(span(100)), vec![]) };
    let again = ClockDef { again: Again::Restart, ..after.clone() };
    let mut b =
        Bench::new(vec![clock(Some(span(10)), vec![goal(At::Due)]), clock(Some(span(50)), vec![]), after, again]);
    let reaction = Reaction {
        during: Place::Closed,
        trigger: Trigger { within: Some(ClockId(1)), ..Trigger::default() },
        acts: ActsId(0),
        cites: Box::default(),
    };
    b.p.reactions = Map::new(vec![reaction]);
    b.mark(0, START);
    assert!(b.at(4, |d| assert!(is_within(d, ClockId(1)) && !is_within(d, ClockId(2)))).is_empty());
    let events = b.at(5, |d| {
        stop_all(d);
        d.emit(EventKind::Closed { status: Status::Closed, reason: None });
        on_mark(d, Mark::CaseClosed, d.at);
    });
    assert_eq!(verdicts(&events), vec![Verdict::Kept]);
    let running = |b: &Bench| {
        let running = b.case.clocks.iter().filter(|k| k.phase == Phase::Running);
        running.map(|k| (k.clock.0, k.due)).collect::<Vec<_>>()
    };
    assert_eq!(running(&b), vec![(1, Some(t(50))), (2, Some(t(105))), (3, Some(t(105)))]);
    b.at(6, |d| {
        d.emit(EventKind::Reopened);
        reopened(d);
    });
    assert_eq!(running(&b), vec![(1, Some(t(50))), (2, Some(t(105)))]);
    b.at(51, |d| assert!(!is_within(d, ClockId(1)), "past its due"));
}

#[test]
fn what_a_clock_listens_to() {
    let mut b = Bench::new(vec![clock(None, vec![])]);
    b.at(0, |d| assert_eq!([listens(d, START), listens(d, END)], [true, false]));
    b.mark(1, START);
    b.at(2, |d| assert_eq!([listens(d, START), listens(d, END)], [false, true]));
    b.mark(3, END);
    b.at(4, |d| assert_eq!([listens(d, START), listens(d, END)], [false, false]));
}

fn step(late: Vec<ClockId>, ack: Option<ClockId>) -> crate::Step {
    let task = Task { ack, ..Task::default() };
    crate::Step { late: late.into(), ..crate::Step::new(StepKind::Task(Box::new(task))) }
}

fn opened(id: u32) -> EventKind {
    EventKind::WorkOpened(Opening {
        work: WorkId(id),
        visit: VisitId(1),
        what: What::Step(StepId(0)),
        of: crate::Activation(1),
        item: None::<Item>,
        role: None,
        hidden: false,
        how: Resolution::default(),
        only: Few::new(),
    })
}

fn of_work(thresholds: Vec<Threshold>) -> ClockDef {
    ClockDef {
        owner: ClockOwner::Work(StepId(0)),
        from: Box::default(),
        until: Box::default(),
        ..clock(None, thresholds)
    }
}

#[test]
fn a_clock_of_work_is_held_to_its_first_goal_and_stands_still_with_it() {
    let thresholds = vec![reminder(At::After(TimeRef::Fixed(span(1)))), goal(At::After(TimeRef::Fixed(span(3))))];
    let mut b = Bench::new(vec![of_work(thresholds)]);
    b.p.steps = Map::new(vec![step(vec![CLOCK], None)]);
    let work = ClockKey::Work(WorkId(5));
    b.at(0, |d| {
        d.emit(opened(5));
        open_work(d, StepId(0), WorkId(5));
    });
    let state = |b: &Bench| run::find(&b.case, CLOCK, work).cloned();
    assert_eq!(state(&b).unwrap().due, Some(t(3)));
    assert_eq!(b.tick(t(1)).0, vec![(0, 0)]);
    let held = |b: &mut Bench, hours, held| {
        b.at(hours, |d| {
            d.emit(EventKind::WorkHeld { work: WorkId(5), held });
            refresh(d);
        })
    };
    held(&mut b, 2, true);
    assert_eq!(b.case.next_due(), None);
    assert!(b.fill(3, GRADE, Value::Choice(OptionId(0))).len() == 1, "what does not concern it changes nothing");
    held(&mut b, 10, false);
    assert_eq!(state(&b).unwrap().due, Some(t(11)));
    let mut late = Bench { p: b.p.clone(), case: b.case.clone() };
    assert_eq!(verdicts(&b.at(11, |d| close_work(d, WorkId(5)))), vec![Verdict::Kept]);
    assert_eq!(late.tick(t(12)).0, vec![(0, 1)]);
    assert_eq!(verdicts(&late.at(12, |d| close_work(d, WorkId(5)))), vec![Verdict::Broken]);
}

#[test]
fn a_clock_of_work_may_start_from_an_earlier_happening() {
    let def = ClockDef { from: Box::new([START]), ..of_work(vec![goal(At::After(TimeRef::Fixed(span(3))))]) };
    let open = |b: &mut Bench, hours| {
        b.at(hours, |d| {
            d.emit(opened(5));
            open_work(d, StepId(0), WorkId(5));
        })
    };
    let due = |b: &Bench| run::find(&b.case, CLOCK, ClockKey::Work(WorkId(5))).and_then(|k| k.due);
    let mut before = Bench::new(vec![def]);
    before.p.steps = Map::new(vec![step(vec![CLOCK], None)]);
    let mut after = Bench { p: before.p.clone(), case: before.case.clone() };
    before.mark(1, START);
    open(&mut before, 2);
    assert_eq!(due(&before), Some(t(4)));
    open(&mut after, 2);
    assert_eq!(due(&after), None);
    after.mark(6, START);
    assert_eq!(due(&after), Some(t(9)));
}

#[test]
fn a_ladder_climbs_until_somebody_takes_the_work() {
    let who = || Who(Box::new([RoleRef::Role(RoleId(0))]));
    let def = ClockDef {
        owner: ClockOwner::AckWork(StepId(0)),
        ladder: Box::new([who(), who()]),
        ..of_work(vec![goal(At::After(TimeRef::Fixed(span(1))))])
    };
    let mut b = Bench::new(vec![def]);
    b.p.steps = Map::new(vec![step(vec![], Some(CLOCK))]);
    b.case.people = vec!["somebody".into()];
    let work = ClockKey::Work(WorkId(5));
    b.fill(0, PERSON, Value::Person(PersonIx(0)));
    b.at(0, |d| {
        d.emit(opened(5));
        open_work(d, StepId(0), WorkId(5));
    });
    let mut taken_up = Bench { p: b.p.clone(), case: b.case.clone() };
    taken_up.at(0, |d| taken(d, WorkId(5)));
    assert_eq!(taken_up.case.next_due(), None);
    for hours in [2, 4] {
        assert_eq!(b.tick(t(hours)).0, vec![(0, 0)]);
        let events = b.at(hours, |d| climb_now(d, work).unwrap());
        assert!(matches!(&events[..], [EventKind::Climbed { .. }, EventKind::ClockStarted(_)]), "{events:?}");
        assert_eq!(b.case.next_due(), Some(t(hours + 1).plus(1)), "the time for the rung counts from now");
    }
    assert_eq!(b.tick(t(6)).0, vec![(0, 0)]);
    let events = b.at(6, |d| climb_now(d, work).unwrap());
    assert!(matches!(events[..], [EventKind::ClockEnded { .. }]), "past the last rung");
    assert!(b.at(7, |d| climb_now(d, work).unwrap()).is_empty());
    // Empty rungs pass at once, and are recorded.
    b.fill(8, PERSON, Value::Empty);
    b.case.work.first_mut().unwrap().rung = 0;
    let events = b.at(8, |d| climb_now(d, work).unwrap());
    assert!(matches!(events[..], [EventKind::Nobody { .. }, EventKind::Nobody { .. }]));
}

#[test]
fn the_arithmetic_names_its_calendar() {
    let mut b = Bench::new(vec![clock(Some(span(1)), vec![])]);
    let events = b.mark(0, START);
    let run = events.iter().find_map(|e| if let EventKind::ClockStarted(run) = e { Some(run) } else { None }).unwrap();
    assert_eq!(run.sum.calendar, Some((CalendarId(0), 7)));
    assert_eq!(b.case.seq, Seq(1));
}
