//! Lengths of time and moments of clocks in words.

use super::{Lang, Words};
use alloc::{format, string::String, vec::Vec};
use guicheng_core::{At, CalendarId, Cell, ClockDef, Hours, Limit, TableColumn, Threshold, TimeRef, Value};

const UNITS: [(i64, &str, &str); 5] =
    [(86_400_000, "天", "d"), (3_600_000, "小时", "h"), (60_000, "分钟", "min"), (1_000, "秒", "s"), (1, "毫秒", "ms")];

/// A time of day: `16:00`.
fn wall(ms: u32) -> String {
    let minutes = ms / 60_000;
    format!("{:02}:{:02}", minutes / 60, minutes % 60)
}

impl Words<'_> {
    /// A length of time.
    pub(crate) fn limit(&self, limit: Limit) -> String {
        match (limit, self.lang) {
            (Limit::Span(ms), _) => self.span(ms),
            (Limit::CalendarDays(n), Lang::Zh) => format!("{n} 个自然日"),
            (Limit::CalendarDays(1), Lang::En) => "1 calendar day".into(),
            (Limit::CalendarDays(n), Lang::En) => format!("{n} calendar days"),
            (Limit::WorkingDays(n), Lang::Zh) => format!("{n} 个工作日"),
            (Limit::WorkingDays(1), Lang::En) => "1 workday".into(),
            (Limit::WorkingDays(n), Lang::En) => format!("{n} workdays"),
            (Limit::EndOfDay, Lang::Zh) => "到当天结束".into(),
            (Limit::EndOfDay, Lang::En) => "end of day".into(),
            (Limit::TimeOfDay(ms), _) => wall(ms),
            (Limit::DayOfMonth(n), Lang::Zh) => format!("到 {n} 号结束"),
            (Limit::DayOfMonth(n), Lang::En) => format!("end of day {n} of the month"),
            (Limit::Months(n), Lang::Zh) => format!("{n} 个月"),
            (Limit::Months(1), Lang::En) => "1 month".into(),
            (Limit::Months(n), Lang::En) => format!("{n} months"),
        }
    }

    /// Milliseconds in the largest units.
    pub(crate) fn span(&self, ms: i64) -> String {
        let sign = if ms < 0 { "-" } else { "" };
        let mut rest = ms.unsigned_abs();
        let mut parts = Vec::new();
        for (unit, zh, en) in UNITS {
            let unit = unit.unsigned_abs();
            let n = rest / unit;
            rest %= unit;
            if n > 0 {
                parts.push(format!("{n} {}", self.pick(zh, en)));
            }
        }
        if parts.is_empty() {
            parts.push(self.pick("0 分钟", "0 min").into());
        }
        format!("{sign}{}", parts.join(" "))
    }

    pub(crate) fn time(&self, time: TimeRef) -> String {
        match time {
            TimeRef::Fixed(limit) => self.limit(limit),
            TimeRef::Table(cell) => self.times_by_row(cell).unwrap_or_else(|| self.cell(cell)),
            TimeRef::Field(field) => self.quoted(self.title(self.names().fields.get(field))),
        }
    }

    pub(crate) fn quoted(&self, text: &str) -> String {
        format!("“{text}”")
    }

    /// `by grade: owner` in words.
    pub(crate) fn cell(&self, cell: TableColumn) -> String {
        let by = self.p.tables.get(cell.table).map(|t| self.title(self.names().fields.get(t.by))).unwrap_or_default();
        let column = self.names().columns.get(cell.table).and_then(|c| c.get(usize::from(cell.column.0)));
        let column = self.title(column);
        match self.lang {
            Lang::Zh => format!("按{by}（{column}）"),
            Lang::En => format!("by {by} ({column})"),
        }
    }

    /// The times of a column, one for each option: `minor 2 d, important 3 d`.
    fn times_by_row(&self, cell: TableColumn) -> Option<String> {
        let table = self.p.tables.get(cell.table)?;
        let options = self.names().options.get(table.by).map_or(&[][..], |o| o);
        let mut parts = Vec::new();
        for (row, option) in table.rows.iter().zip(options) {
            match row.get(usize::from(cell.column.0))? {
                Cell::Time(limit) => parts.push(format!("{} {}", self.title(Some(option)), self.limit(*limit))),
                Cell::Value(Value::Duration(ms)) => {
                    parts.push(format!("{} {}", self.title(Some(option)), self.span(*ms)));
                }
                Cell::None | Cell::Who(_) | Cell::Value(_) => {}
            }
        }
        (!parts.is_empty()).then(|| parts.join(self.pick("、", ", ")))
    }

    /// The calendar, where it is not round the clock.
    pub(crate) fn calendar(&self, id: CalendarId) -> &'static str {
        match self.p.calendars.get(id).map(|c| &c.hours) {
            Some(Hours::Weekly(_)) => self.pick("（办公时间）", " (office hours)"),
            Some(Hours::Always) | None => "",
        }
    }

    /// When a threshold fires.
    pub(crate) fn moment(&self, clock: &ClockDef, threshold: &Threshold) -> String {
        let mut text = match (threshold.at, self.lang) {
            (At::After(TimeRef::Fixed(Limit::EndOfDay)), _) => self.pick("当天结束", "at the end of the day").into(),
            (At::After(TimeRef::Fixed(Limit::TimeOfDay(ms))), Lang::Zh) => format!("到 {}", wall(ms)),
            (At::After(TimeRef::Fixed(Limit::TimeOfDay(ms))), Lang::En) => format!("at {}", wall(ms)),
            (At::After(t), Lang::Zh) => format!("满 {}", self.time(t)),
            (At::After(t), Lang::En) => format!("after {}", self.time(t)),
            (At::Before(t), Lang::Zh) => format!("到期前 {}", self.limit(t)),
            (At::Before(t), Lang::En) => format!("{} before due", self.limit(t)),
            (At::Percent(n), Lang::Zh) => format!("用去 {n}%"),
            (At::Percent(n), Lang::En) => format!("at {n}%"),
            (At::Due, Lang::Zh) => "到期".into(),
            (At::Due, Lang::En) => "when due".into(),
            (At::Over(t), Lang::Zh) => format!("超期 {}", self.limit(t)),
            (At::Over(t), Lang::En) => format!("{} overdue", self.limit(t)),
        };
        text.push_str(self.calendar(clock.calendar));
        if let Some(when) = threshold.when {
            text.push_str(&match self.lang {
                Lang::Zh => format!("，且{}", self.guard(when)),
                Lang::En => format!(", if {}", self.guard(when)),
            });
        }
        if let Some((every, most)) = threshold.every {
            let every = self.limit(every);
            text.push_str(&match self.lang {
                Lang::Zh => format!("，每 {every} 一次，至多 {most} 次"),
                Lang::En => format!(", every {every}, at most {most}×"),
            });
        }
        text
    }
}
