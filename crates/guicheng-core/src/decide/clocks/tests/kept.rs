//! Dues that a migration kept.

use super::*;
use crate::{Hours, Kept};

fn kept_at(hours: i64, extra: i64) -> Option<Kept> {
    Some(Kept { due: t(hours), pauses: 0, extra })
}

#[test]
fn a_kept_due_moves_with_what_is_granted_later_and_yields_to_an_earlier_outside_due() {
    let def = ClockDef { plus: Some(EXTRA), due: Some(OUTSIDE), ..clock(Some(span(10)), vec![]) };
    let mut b = Bench::new(vec![def]);
    b.mark(0, START);
    b.fill(1, EXTRA, Value::Duration(HOUR));
    assert_eq!(b.due(), Some(t(11)));
    // The version before had granted the same hour, to a limit of twenty.
    b.case.clocks[0].kept = kept_at(21, HOUR);
    b.fill(2, EXTRA, Value::Duration(3 * HOUR));
    assert_eq!(b.due(), Some(t(23)), "two hours more");
    b.fill(3, EXTRA, Value::Duration(0));
    assert_eq!(b.due(), Some(t(20)), "an hour less");
    b.fill(4, OUTSIDE, Value::Moment(t(8)));
    assert_eq!(b.due(), Some(t(8)));
    b.fill(5, OUTSIDE, Value::Moment(t(30)));
    assert_eq!(b.due(), Some(t(20)), "a later one does not count");
}

#[test]
fn what_is_granted_later_counts_in_the_hours_of_the_calendar() {
    let mut b = Bench::new(vec![ClockDef { plus: Some(EXTRA), ..clock(Some(span(1)), vec![]) }]);
    // Open from eight to ten, every day.
    let day = vec![(8 * HOUR, 10 * HOUR)];
    let hours = Hours::Weekly(Box::new(core::array::from_fn(|_| day.clone().into())));
    b.p.calendars = Map::new(vec![Calendar { hours, ..Calendar::default() }]);
    b.mark(8, START);
    b.case.clocks[0].kept = kept_at(9, 0);
    b.fill(8, EXTRA, Value::Duration(2 * HOUR));
    assert_eq!(b.due(), Some(t(24 + 9)), "an hour of this day, an hour of the next");
}
