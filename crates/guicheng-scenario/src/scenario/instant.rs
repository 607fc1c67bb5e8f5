//! Instants and lengths of time as written, and as told.

use super::story::When;
use alloc::{format, string::String};
use guicheng_core::{Timestamp, Zone};
use guicheng_lang::{
    doc::{Node, Value},
    finding::TextFinding,
    times,
};

const DAY: i64 = 86_400_000;

/// A length of time or an instant.
pub(crate) fn of_node(node: &Node) -> Result<When, Option<TextFinding>> {
    match &node.value {
        Value::Text(text) => times::span(text).map(When::After).map_err(|_| None),
        Value::Time(time) => {
            let day = time.date.map(|d| days(i64::from(d.year), i64::from(d.month), i64::from(d.day)));
            let clock = time.time.map_or(0, |t| {
                let seconds = i64::from(t.hour) * 3_600 + i64::from(t.minute) * 60 + i64::from(t.second.unwrap_or(0));
                seconds * 1_000 + i64::from(t.nanosecond.unwrap_or(0)) / 1_000_000
            });
            let Some(day) = day else { return Err(None) };
            let local = day * DAY + clock;
            Ok(match time.offset {
                Some(toml::value::Offset::Z) => When::At(local),
                Some(toml::value::Offset::Custom { minutes }) => When::At(local - i64::from(minutes) * 60_000),
                None => When::Local(local),
            })
        }
        _ => Err(None),
    }
}

/// Days since 1970-01-01 of a day of the Gregorian calendar.
pub(crate) fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

/// The day of the calendar.
fn date(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let of_era = days.rem_euclid(146_097);
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    (year + era * 400 + i64::from(month <= 2), month, day)
}

/// The offset of a zone at an instant, in milliseconds east.
fn offset(zone: &Zone, at: Timestamp) -> i64 {
    zone.changes.iter().take_while(|(since, _)| *since <= at).last().map_or(zone.first, |(_, offset)| *offset)
}

/// The instant meant.
pub(crate) fn resolve(when: When, start: Timestamp, zone: &Zone) -> Timestamp {
    match when {
        When::After(ms) => start.plus(ms),
        When::At(at) => Timestamp(at),
        When::Local(local) => {
            let near = Timestamp(local.saturating_sub(offset(zone, Timestamp(local))));
            Timestamp(local.saturating_sub(offset(zone, near)))
        }
    }
}

/// An instant in a zone, as people read it.
pub(crate) fn told(at: Timestamp, zone: &Zone) -> String {
    let offset = offset(zone, at);
    let local = at.0.saturating_add(offset);
    let (year, month, day) = date(local.div_euclid(DAY));
    let ms = local.rem_euclid(DAY);
    let (h, m, s, rest) = (ms / 3_600_000, ms / 60_000 % 60, ms / 1_000 % 60, ms % 1_000);
    let fraction = if rest == 0 { String::new() } else { format!(".{rest:03}") };
    let (sign, east) = if offset < 0 { ('-', -offset) } else { ('+', offset) };
    format!(
        "{year:04}-{month:02}-{day:02}T{h:02}:{m:02}:{s:02}{fraction}{sign}{:02}:{:02}",
        east / 3_600_000,
        east / 60_000 % 60
    )
}

/// A length of time, as written in stories.
pub(crate) fn span(ms: i64) -> String {
    let mut text = String::from(if ms < 0 { "-" } else { "" });
    let mut rest = ms.unsigned_abs();
    for (unit, name) in [(86_400_000, "d"), (3_600_000, "h"), (60_000, "m"), (1_000, "s"), (1, "ms")] {
        let n = rest / unit;
        rest %= unit;
        if n > 0 {
            text.push_str(&format!("{n}{name}"));
        }
    }
    if ms == 0 {
        text.push_str("0m");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_dates_agree() {
        for (year, month, day, n) in [(1970, 1, 1, 0), (2000, 2, 29, 11_016), (2026, 12, 1, 20_788), (1969, 12, 31, -1)]
        {
            assert_eq!(days(year, month, day), n);
            assert_eq!(date(n), (year, month, day));
        }
    }

    #[test]
    fn instants_are_told_in_the_zone() {
        let zone = Zone { first: 28_800_000, ..Zone::default() };
        assert_eq!(told(Timestamp(1), &zone), "1970-01-01T08:00:00.001+08:00");
        assert_eq!(resolve(When::Local(28_800_000), Timestamp(0), &zone), Timestamp(0));
    }
}
