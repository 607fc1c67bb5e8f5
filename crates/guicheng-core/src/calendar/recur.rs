//! What comes back every day or every month: the local instants, each with the name of its period.

use super::{DAY, Zone, day};
use crate::Timestamp;
use alloc::{boxed::Box, format, vec::Vec};

/// How many periods are listed at most.
const MOST: usize = 1_000;

/// One of the instants.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Recurrence {
    /// When.
    pub at: Timestamp,
    /// Its local day, since 1970-01-01.
    pub day: i32,
    /// The period: `2027-02-05`, or `2027-02` for a month.
    pub period: Box<str>,
}

/// How it comes back.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Every {
    /// Every day.
    Day,
    /// On this day of every month, on the month's last day where it has no such day.
    Month(u8),
}

/// The first day of the month that lies so many months after that of a day (before it if negative); days since
/// 1970-01-01. None beyond what a calendar knows.
pub fn month_start(of: i32, months: i32) -> Option<i32> {
    Some(day::day_of_month(of, 1, months)?.0)
}

impl Zone {
    /// The instants after `after`, up to and including `until`, at this local time (milliseconds since midnight); at
    /// most a thousand. A missing hour shifts forward, of a doubled one the first counts.
    pub fn recurrences(&self, every: Every, ms: u32, after: Timestamp, until: Timestamp) -> Vec<Recurrence> {
        // A day's offset may carry an instant over midnight: look one period back.
        let begin = self.local(after).0.saturating_sub(1);
        let on = |n: i32| -> Option<i32> {
            match every {
                Every::Day => begin.checked_add(n),
                Every::Month(number) => Some(day::day_of_month(begin, number, n)?.0),
            }
        };
        let all = (0..).map_while(|n| {
            let day = on(n)?;
            let at = self.instant(day, i64::from(ms).min(DAY - 1)).0;
            (at <= until).then(|| Recurrence { at, day, period: period(every, day) })
        });
        all.filter(|one| one.at > after).take(MOST).collect()
    }
}

fn period(every: Every, on: i32) -> Box<str> {
    let Some((year, month, day)) = day::civil(on) else { return Box::default() };
    match every {
        Every::Day => format!("{year:04}-{month:02}-{day:02}").into(),
        Every::Month(_) => format!("{year:04}-{month:02}").into(),
    }
}
