//! Instants and limits. Time enters the core only through commands; its resolution is one millisecond.

/// Milliseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct Timestamp(pub i64);

impl Timestamp {
    /// Later than every instant a case can meet: "never".
    pub const NEVER: Self = Self(i64::MAX);

    /// This instant moved by `ms` milliseconds, saturating.
    #[must_use]
    pub const fn plus(self, ms: i64) -> Self {
        Self(self.0.saturating_add(ms))
    }
    /// Milliseconds from `earlier` to this instant (negative if it lies after).
    #[must_use]
    pub const fn since(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0)
    }
}

/// A length of time, in the unit that the author wrote: the units differ in meaning (design, rule 2).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Limit {
    /// Milliseconds; counted in the open hours of the clock's calendar if that has hours.
    Span(i64),
    /// The end of the local day that lies n days after the start's day (`3 calendar days`).
    CalendarDays(u16),
    /// The same local time on the n-th open day of the calendar (`2 workdays`).
    WorkingDays(u16),
    /// The end of the start's local day.
    EndOfDay,
    /// The next time that the clock on the wall shows this, in milliseconds since midnight (`16:00`); a start at that
    /// very moment is the moment itself.
    TimeOfDay(u32),
    /// The end of the next day of the month with this number (`day 30`), on the month's last day where it has no such
    /// day; a start on that very day means the day itself.
    DayOfMonth(u8),
    /// Calendar months, clamped to the month's last day.
    Months(u16),
}

impl Limit {
    /// No time at all.
    pub const ZERO: Self = Self::Span(0);
}
