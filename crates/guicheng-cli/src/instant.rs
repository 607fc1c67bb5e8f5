//! Instants and spans as people write and read them: local time in the zone of the organisation.

use crate::lang::Lang;
use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Timelike};
use guicheng_core::{Timestamp, Zone};

/// Milliseconds of a day.
const DAY: i64 = 86_400_000;

/// Reads an instant: RFC 3339; a local day and time; a local time on the day of `last`; `+15m` after `last`.
pub(crate) fn read(text: &str, zone: &Zone, last: Timestamp) -> Option<Timestamp> {
    let text = text.trim();
    if let Ok(at) = DateTime::parse_from_rfc3339(&text.replacen(' ', "T", 1)) {
        return Some(Timestamp(at.timestamp_millis()));
    }
    if let Some(span) = text.strip_prefix('+') {
        return guicheng_lang::times::span(span).ok().map(|ms| last.plus(ms));
    }
    let whole = ["%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"];
    if let Some(at) = whole.iter().find_map(|form| NaiveDateTime::parse_from_str(text, form).ok()) {
        return Some(zone.instant(day_number(at.date())?, of_day(at.time())).0);
    }
    if let Some(day) = day(text) {
        return Some(zone.instant(day, 0).0);
    }
    let time = ["%H:%M:%S%.f", "%H:%M"].iter().find_map(|form| NaiveTime::parse_from_str(text, form).ok())?;
    Some(zone.instant(zone.local(last).0, of_day(time)).0)
}

/// Days since 1970-01-01 of `2026-12-01`.
pub(crate) fn day(text: &str) -> Option<i32> {
    day_number(text.parse().ok()?)
}

fn day_number(day: NaiveDate) -> Option<i32> {
    i32::try_from(day.signed_duration_since(NaiveDate::default()).num_days()).ok()
}

fn of_day(time: NaiveTime) -> i64 {
    i64::from(time.num_seconds_from_midnight()) * 1_000 + i64::from(time.nanosecond() / 1_000_000 % 1_000)
}

/// A day as written: `2026-12-01`.
pub(crate) fn show_day(day: i32) -> String {
    guicheng_history::Day(day).to_string()
}

/// An instant in local time: `2026-12-02 02:13:00`, with milliseconds only where there are any.
pub(crate) fn show(at: Timestamp, zone: &Zone) -> String {
    let (day, _) = zone.local(at);
    format!("{} {}", show_day(day), show_time(at, zone))
}

/// The local time of day alone.
pub(crate) fn show_time(at: Timestamp, zone: &Zone) -> String {
    let ms = zone.local(at).1;
    let (hour, minute, second, rest) = (ms / 3_600_000, ms / 60_000 % 60, ms / 1_000 % 60, ms % 1_000);
    let clock = format!("{hour:02}:{minute:02}:{second:02}");
    if rest == 0 { clock } else { format!("{clock}.{rest:03}") }
}

/// An instant for machines: RFC 3339 with the zone's offset.
pub(crate) fn rfc3339(at: Timestamp, zone: &Zone) -> String {
    let offset = zone.offset_at(at) / 60_000;
    let sign = if offset < 0 { '-' } else { '+' };
    let (hours, minutes) = (offset.abs() / 60, offset.abs() % 60);
    format!("{}T{}{sign}{hours:02}:{minutes:02}", show_day(zone.local(at).0), show_time(at, zone))
}

/// A length of time in its two greatest units.
pub(crate) fn span(ms: i64, lang: Lang) -> String {
    let all = ms.unsigned_abs();
    let units = [
        (DAY.unsigned_abs(), lang.pick("天", "d")),
        (3_600_000, lang.pick("小时", "h")),
        (60_000, lang.pick("分", "min")),
        (1_000, lang.pick("秒", "s")),
        (1, lang.pick("毫秒", "ms")),
    ];
    let mut rest = all;
    let mut parts = Vec::new();
    for (size, unit) in units {
        let count = rest / size;
        rest %= size;
        if count > 0 {
            parts.push(format!("{count} {unit}"));
        }
    }
    parts.truncate(2);
    let text = if parts.is_empty() { format!("0 {}", lang.pick("秒", "s")) } else { parts.join(" ") };
    if ms < 0 { format!("-{text}") } else { text }
}

#[cfg(test)]
mod tests {
    use super::{read, rfc3339, show, span};
    use crate::lang::Lang;
    use guicheng_core::{Timestamp, Zone};

    #[test]
    fn every_form_means_the_same_instant() {
        let zone = Zone::fixed("Asia/Shanghai", 8 * 3_600_000);
        let last = read("2026-12-02T02:00:00+08:00", &zone, Timestamp(0)).unwrap();
        for text in ["2026-12-02T02:13:00+08:00", "2026-12-02 02:13", "2026-12-02T02:13:00", "02:13", "+13m"] {
            let at = read(text, &zone, last).unwrap();
            assert_eq!(rfc3339(at, &zone), "2026-12-02T02:13:00+08:00", "{text}");
            assert_eq!(show(at, &zone), "2026-12-02 02:13:00");
        }
        for text in ["", "soon", "25:00", "2026-13-01", "+1 workday"] {
            assert_eq!(read(text, &zone, last), None, "{text}");
        }
    }

    #[test]
    fn spans_are_short() {
        assert_eq!(span(3_723_000, Lang::En), "1 h 2 min");
        assert_eq!(span(-60_001, Lang::Zh), "-1 分 1 毫秒");
        assert_eq!(span(0, Lang::En), "0 s");
    }
}
