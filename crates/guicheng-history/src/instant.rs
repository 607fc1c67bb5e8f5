//! Instants and days in records: RFC 3339 in UTC with exactly three digits of a second.

use crate::canonical::Writer;
use guicheng_core::Timestamp;

/// Milliseconds of a day.
const DAY: i64 = 86_400_000;
/// The first day of the year 0 and the first of the year 10000, since 1970-01-01.
const WRITABLE_DAYS: core::ops::Range<i64> = -719_528..2_932_897;

/// The numbers from 0 to 99 in two digits.
const TWO: [[u8; 2]; 100] = {
    let mut all = [[b'0'; 2]; 100];
    let mut number = 0;
    let mut rest: &mut [[u8; 2]] = &mut all;
    while let Some((first, others)) = rest.split_first_mut() {
        *first = [b'0' + number / 10, b'0' + number % 10];
        number += 1;
        rest = others;
    }
    all
};

/// An instant as it stands in records. What lies outside the years 0 to 9999 is written as `ms:` and the number.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Instant(pub Timestamp);

/// A day as it stands in records, since 1970-01-01.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Day(pub i32);

impl core::fmt::Display for Instant {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        let ms = self.0.0;
        if self.0 == Timestamp::NEVER {
            return f.write_str("never");
        }
        let (days, of_day) = (ms.div_euclid(DAY), ms.rem_euclid(DAY));
        if !WRITABLE_DAYS.contains(&days) {
            return write!(f, "ms:{ms}");
        }
        let (year, month, day) = civil(days);
        let (hour, minute, second, milli) =
            (of_day / 3_600_000, of_day / 60_000 % 60, of_day / 1_000 % 60, of_day % 1_000);
        write!(f, "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{milli:03}Z")
    }
}

/// Writes an instant as a text: what [`Instant`] displays, without the formatting machinery.
pub(crate) fn write_instant(at: Timestamp, out: &mut Writer) {
    let (days, of_day) = (at.0.div_euclid(DAY), at.0.rem_euclid(DAY));
    if !WRITABLE_DAYS.contains(&days) {
        return out.plain(format_args!("{}", Instant(at)));
    }
    let [y1, y2, y3, y4, b1, m1, m2, b2, d1, d2] = out.day(days, date);
    let of_day = of_day as u32;
    let (seconds, milli) = (of_day / 1_000, of_day % 1_000);
    let (minutes, second) = (seconds / 60, seconds % 60);
    let ([h1, h2], [i1, i2], [s1, s2]) = (two(minutes / 60), two(minutes % 60), two(second));
    let ([_, f1], [f2, f3]) = (two(milli / 100), two(milli % 100));
    out.raw(&[
        b'"', y1, y2, y3, y4, b1, m1, m2, b2, d1, d2, b'T', h1, h2, b':', i1, i2, b':', s1, s2, b'.', f1, f2, f3, b'Z',
        b'"',
    ]);
}

/// A day of [`WRITABLE_DAYS`].
fn date(days: i64) -> [u8; 10] {
    let (year, month, day) = civil(days);
    let (year, month, day) = (year as u32, month as u32, day as u32);
    let ([y1, y2], [y3, y4], [m1, m2], [d1, d2]) = (two(year / 100), two(year % 100), two(month), two(day));
    [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2]
}

fn two(number: u32) -> [u8; 2] {
    TWO.get(number as usize).copied().unwrap_or([b'0'; 2])
}

impl core::fmt::Display for Day {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        let days = i64::from(self.0);
        if !WRITABLE_DAYS.contains(&days) {
            return write!(f, "day:{days}");
        }
        let (year, month, day) = civil(days);
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

/// An instant from its one written form.
pub(crate) fn read_instant(text: &str) -> Option<Timestamp> {
    if text == "never" {
        return Some(Timestamp::NEVER);
    }
    if let Some(ms) = text.strip_prefix("ms:") {
        let instant = Timestamp(ms.parse().ok()?);
        return same(text, Instant(instant)).then_some(instant);
    }
    let [date @ .., b'T', h1, h2, b':', m1, m2, b':', s1, s2, b'.', f1, f2, f3, b'Z'] = text.as_bytes() else {
        return None;
    };
    let (hour, minute, second) = (number(&[*h1, *h2])?, number(&[*m1, *m2])?, number(&[*s1, *s2])?);
    if hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    let of_day = hour * 3_600_000 + minute * 60_000 + second * 1_000 + number(&[*f1, *f2, *f3])?;
    Some(Timestamp(days_of(date)? * DAY + of_day))
}

/// A day from its one written form.
pub(crate) fn read_day(text: &str) -> Option<i32> {
    let days = match text.strip_prefix("day:") {
        Some(days) => days.parse().ok()?,
        None => return i32::try_from(days_of(text.as_bytes())?).ok(),
    };
    same(text, Day(days)).then_some(days)
}

/// Year, month and day of a day since 1970-01-01.
pub(crate) fn civil(days: i64) -> (i64, i64, i64) {
    // Years are counted from March, so that the leap day comes last; 400 years are a whole number of days.
    let from_march = days + 719_468;
    let (era, of_era) = (from_march.div_euclid(146_097), from_march.rem_euclid(146_097));
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    (era * 400 + year_of_era + i64::from(month <= 2), month, day)
}

fn days_of(date: &[u8]) -> Option<i64> {
    let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = date else { return None };
    let (year, month, day) = (number(&[*y1, *y2, *y3, *y4])?, number(&[*m1, *m2])?, number(&[*d1, *d2])?);
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let last = match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    };
    if !(1..=12).contains(&month) || !(1..=last).contains(&day) {
        return None;
    }
    let from_march = if month <= 2 { year - 1 } else { year };
    let (era, year_of_era) = (from_march.div_euclid(400), from_march.rem_euclid(400));
    let of_year = (153 * (if month > 2 { month - 3 } else { month + 9 }) + 2) / 5 + day - 1;
    Some(era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + of_year - 719_468)
}

fn number(digits: &[u8]) -> Option<i64> {
    digits.iter().try_fold(0, |sum, d| d.is_ascii_digit().then(|| sum * 10 + i64::from(d - b'0')))
}

/// Whether a thing is written exactly as `text`, without a buffer.
fn same(text: &str, thing: impl core::fmt::Display) -> bool {
    struct Rest<'a>(&'a str);
    impl core::fmt::Write for Rest<'_> {
        fn write_str(&mut self, part: &str) -> core::fmt::Result {
            self.0 = self.0.strip_prefix(part).ok_or(core::fmt::Error)?;
            Ok(())
        }
    }
    let mut rest = Rest(text);
    core::fmt::write(&mut rest, format_args!("{thing}")).is_ok() && rest.0.is_empty()
}

#[cfg(test)]
mod tests {
    use super::{Day, Instant, read_day, read_instant, write_instant};
    use crate::canonical::Writer;
    use alloc::{
        collections::BTreeSet,
        format,
        string::{String, ToString},
    };
    use guicheng_core::Timestamp;

    #[test]
    fn instants_are_read_back() {
        for (ms, text) in [
            (0, "1970-01-01T00:00:00.000Z"),
            (951_782_400_000, "2000-02-29T00:00:00.000Z"),
            (1_795_000_000_123, "2026-11-18T11:06:40.123Z"),
            (-1, "1969-12-31T23:59:59.999Z"),
            (253_402_300_799_999, "9999-12-31T23:59:59.999Z"),
            (253_402_300_800_000, "ms:253402300800000"),
            (i64::MIN, "ms:-9223372036854775808"),
            (i64::MAX, "never"),
        ] {
            assert_eq!(Instant(Timestamp(ms)).to_string(), text);
            let mut out = Writer::default();
            write_instant(Timestamp(ms), &mut out);
            assert_eq!(out.finish(), alloc::format!("\"{text}\""));
            assert_eq!(read_instant(text), Some(Timestamp(ms)), "{text}");
        }
    }

    #[test]
    fn other_forms_are_no_instant() {
        for text in [
            "2026-02-30T00:00:00.000Z",
            "2026-13-01T00:00:00.000Z",
            "2026-01-01T24:00:00.000Z",
            "2026-01-01T00:60:00.000Z",
            "2026-01-01T00:00:00Z",
            "2026-01-01T00:00:00.000+00:00",
            "2026-01-01t00:00:00.000Z",
            "ms:0",
            "ms:+253402300800000",
            "",
        ] {
            assert_eq!(read_instant(text), None, "{text}");
        }
    }

    #[test]
    fn every_day_of_many_years_is_read_back() {
        for days in -800_000..800_000 {
            assert_eq!(read_day(&Day(days).to_string()), Some(days));
        }
        for days in [i32::MIN, i32::MAX] {
            assert_eq!(read_day(&Day(days).to_string()), Some(days));
        }
        assert_eq!(read_day("2026-02-29"), None);
    }

    #[test]
    fn only_days_that_there_are_can_be_read() {
        for year in [0, 1, 4, 100, 400, 1900, 1999, 2000, 2023, 2024, 2100, 9999] {
            let first = read_day(&format!("{year:04}-01-01")).unwrap();
            let there: BTreeSet<String> = (first - 40..first + 400).map(|days| Day(days).to_string()).collect();
            for (month, day) in (0..=13).flat_map(|month| (0..=32).map(move |day| (month, day))) {
                let text = format!("{year:04}-{month:02}-{day:02}");
                assert_eq!(read_day(&text).is_some(), there.contains(&text), "{text}");
            }
        }
    }
}
