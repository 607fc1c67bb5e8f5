//! Times in words: `2h30m`, `5分钟`, `PT5M`, `2 workdays`, `当天`, `16:00`, `day 30`, `1 month`.
//!
//! Days, hours and minutes elapse; workdays, calendar days, the end of the day, a time of day and months mean what they
//! say.

use crate::guard::GuardFinding;
use alloc::{boxed::Box, format, string::String};
use guicheng_core::Limit;

/// The longest elapsed time: a hundred years.
const LONGEST: i64 = 36_525 * DAY;
const SECOND: i64 = 1_000;
const MINUTE: i64 = 60 * SECOND;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// A unit of time.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Unit {
    Elapsed(i64),
    Workdays,
    CalendarDays,
    Months(u32),
}

/// Words for units. Where one begins with another, the longer stands first.
const UNITS: [(&str, Unit); 66] = [
    ("个工作日", Unit::Workdays),
    ("工作日", Unit::Workdays),
    ("个自然日", Unit::CalendarDays),
    ("自然日", Unit::CalendarDays),
    ("个日历日", Unit::CalendarDays),
    ("日历日", Unit::CalendarDays),
    ("日历天", Unit::CalendarDays),
    ("个月", Unit::Months(1)),
    ("月", Unit::Months(1)),
    ("周年", Unit::Months(12)),
    ("年", Unit::Months(12)),
    ("个星期", Unit::Elapsed(7 * DAY)),
    ("星期", Unit::Elapsed(7 * DAY)),
    ("个周", Unit::Elapsed(7 * DAY)),
    ("周", Unit::Elapsed(7 * DAY)),
    ("个小时", Unit::Elapsed(HOUR)),
    ("小时", Unit::Elapsed(HOUR)),
    ("个钟头", Unit::Elapsed(HOUR)),
    ("钟头", Unit::Elapsed(HOUR)),
    ("时", Unit::Elapsed(HOUR)),
    ("分钟", Unit::Elapsed(MINUTE)),
    ("分", Unit::Elapsed(MINUTE)),
    ("秒钟", Unit::Elapsed(SECOND)),
    ("秒", Unit::Elapsed(SECOND)),
    ("天", Unit::Elapsed(DAY)),
    ("日", Unit::Elapsed(DAY)),
    ("workdays", Unit::Workdays),
    ("workday", Unit::Workdays),
    ("working days", Unit::Workdays),
    ("working day", Unit::Workdays),
    ("business days", Unit::Workdays),
    ("business day", Unit::Workdays),
    ("work days", Unit::Workdays),
    ("work day", Unit::Workdays),
    ("wd", Unit::Workdays),
    ("calendar days", Unit::CalendarDays),
    ("calendar day", Unit::CalendarDays),
    ("natural days", Unit::CalendarDays),
    ("natural day", Unit::CalendarDays),
    ("months", Unit::Months(1)),
    ("month", Unit::Months(1)),
    ("mo", Unit::Months(1)),
    ("years", Unit::Months(12)),
    ("year", Unit::Months(12)),
    ("y", Unit::Months(12)),
    ("weeks", Unit::Elapsed(7 * DAY)),
    ("week", Unit::Elapsed(7 * DAY)),
    ("w", Unit::Elapsed(7 * DAY)),
    ("days", Unit::Elapsed(DAY)),
    ("day", Unit::Elapsed(DAY)),
    ("d", Unit::Elapsed(DAY)),
    ("hours", Unit::Elapsed(HOUR)),
    ("hour", Unit::Elapsed(HOUR)),
    ("hrs", Unit::Elapsed(HOUR)),
    ("hr", Unit::Elapsed(HOUR)),
    ("h", Unit::Elapsed(HOUR)),
    ("minutes", Unit::Elapsed(MINUTE)),
    ("minute", Unit::Elapsed(MINUTE)),
    ("mins", Unit::Elapsed(MINUTE)),
    ("min", Unit::Elapsed(MINUTE)),
    ("m", Unit::Elapsed(MINUTE)),
    ("seconds", Unit::Elapsed(SECOND)),
    ("second", Unit::Elapsed(SECOND)),
    ("secs", Unit::Elapsed(SECOND)),
    ("sec", Unit::Elapsed(SECOND)),
    ("s", Unit::Elapsed(SECOND)),
];

/// Reads the limit of a clock or threshold.
///
/// # Errors
/// A finding with a suggestion where the meaning can be guessed.
pub fn limit(text: &str) -> Result<Limit, GuardFinding> {
    let trimmed = text.trim();
    if trimmed.len() > 64 {
        return Err(GuardFinding::BadTime { text: shown(trimmed), near: None });
    }
    match trimmed {
        "end of day" | "end of the day" | "当天" | "当日" | "当天内" | "当日内" => {
            return Ok(Limit::EndOfDay);
        }
        _ => {}
    }
    if let Some(ms) = wall(trimmed) {
        return Ok(Limit::TimeOfDay(ms));
    }
    if let Some(day) = day_of_month(trimmed) {
        return Ok(Limit::DayOfMonth(day));
    }
    let read = match trimmed.strip_prefix('P') {
        Some(rest) => iso(rest),
        None => parts(trimmed),
    };
    read.map_err(|problem| explain(problem, trimmed))
}

/// Reads an elapsed time in milliseconds: where workdays and months have no meaning.
///
/// # Errors
/// As [`limit`].
pub fn span(text: &str) -> Result<i64, GuardFinding> {
    match limit(text)? {
        Limit::Span(ms) => Ok(ms),
        Limit::CalendarDays(_)
        | Limit::WorkingDays(_)
        | Limit::EndOfDay
        | Limit::TimeOfDay(_)
        | Limit::DayOfMonth(_)
        | Limit::Months(_) => Err(GuardFinding::UnitElsewhere),
    }
}

/// Reads how long something is kept, in days. Months and years count by the average calendar, rounded up: `36 months`
/// are 1096 days, `12 months` 366.
///
/// # Errors
/// As [`limit`].
pub fn keep_days(text: &str) -> Result<u32, GuardFinding> {
    let days = match limit(text)? {
        Limit::Span(ms) => ms.saturating_add(DAY - 1) / DAY,
        Limit::CalendarDays(days) => i64::from(days),
        Limit::Months(months) => (i64::from(months) * 1_461 + 47) / 48,
        Limit::WorkingDays(_) | Limit::EndOfDay | Limit::TimeOfDay(_) | Limit::DayOfMonth(_) => {
            return Err(GuardFinding::UnitElsewhere);
        }
    };
    u32::try_from(days).map_err(|_| GuardFinding::TimeTooLong)
}

/// A time of day: `16:00`, `当天16:00`; a full-width colon is read too.
fn wall(text: &str) -> Option<u32> {
    let time = ["当天", "当日"].iter().find_map(|word| text.strip_prefix(word)).unwrap_or(text).trim_start();
    let (hour, minute) = time.split_once([':', '：'])?;
    let two = |digits: &str| digits.len() == 2 && digits.bytes().all(|b| b.is_ascii_digit());
    let hour: u32 = Some(hour).filter(|h| two(h) || h.len() == 1)?.parse().ok().filter(|h| *h < 24)?;
    let minute: u32 = Some(minute).filter(|m| two(m))?.parse().ok().filter(|m| *m < 60)?;
    Some((hour * 60 + minute) * 60_000)
}

/// A day of the month: `day 30`, `30号`, `每月30日`. A bare `30日` is thirty days.
fn day_of_month(text: &str) -> Option<u8> {
    let number = match text.strip_prefix("每月") {
        Some(rest) => rest.trim_start().strip_suffix(['号', '日'])?,
        None => text.strip_suffix('号').or_else(|| text.strip_prefix("day "))?,
    };
    number.trim().parse().ok().filter(|day| (1..=31).contains(day))
}

enum Problem {
    Unreadable,
    NoUnit,
    TooLong,
}

/// A row of numbers with units; the elapsed ones add up, the others stand alone.
fn parts(text: &str) -> Result<Limit, Problem> {
    let mut rest = text;
    let mut sum = Sum::default();
    while !rest.is_empty() {
        let (number, after) = number(rest)?;
        let after = after.trim_start();
        if after.is_empty() {
            return Err(Problem::NoUnit);
        }
        let (unit, behind) = unit(after).ok_or(Problem::Unreadable)?;
        sum.add(number, unit)?;
        rest = behind.trim_start();
    }
    sum.limit()
}

#[derive(Default)]
struct Sum {
    elapsed: Option<i64>,
    other: Option<Limit>,
    smallest: Option<i64>,
}

impl Sum {
    /// Adds thousandths of a unit.
    fn add(&mut self, thousandths: i64, unit: Unit) -> Result<(), Problem> {
        let whole = || if thousandths % 1_000 == 0 { Ok(thousandths / 1_000) } else { Err(Problem::Unreadable) };
        let small = |n: i64| u16::try_from(n).map_err(|_| Problem::TooLong);
        let other = match unit {
            Unit::Elapsed(ms) => {
                // 3m2h is more likely a slip than a wish.
                if self.smallest.is_some_and(|smallest| ms >= smallest) {
                    return Err(Problem::Unreadable);
                }
                let part = thousandths.checked_mul(ms / 1_000).ok_or(Problem::TooLong)?;
                let all = self.elapsed.unwrap_or(0).checked_add(part).ok_or(Problem::TooLong)?;
                self.elapsed = Some(all).filter(|all| *all <= LONGEST);
                self.smallest = Some(ms);
                return self.elapsed.map(drop).ok_or(Problem::TooLong);
            }
            Unit::Workdays => Limit::WorkingDays(small(whole()?)?),
            Unit::CalendarDays => Limit::CalendarDays(small(whole()?)?),
            Unit::Months(months) => Limit::Months(small(whole()?.saturating_mul(i64::from(months)))?),
        };
        let added = match (self.other, other) {
            (None, other) => other,
            (Some(Limit::Months(a)), Limit::Months(b)) => Limit::Months(a.checked_add(b).ok_or(Problem::TooLong)?),
            (Some(_), _) => return Err(Problem::Unreadable),
        };
        self.other = Some(added);
        Ok(())
    }

    fn limit(self) -> Result<Limit, Problem> {
        match (self.elapsed, self.other) {
            (Some(ms), None) => Ok(Limit::Span(ms)),
            (None, Some(other)) => Ok(other),
            (Some(_), Some(_)) | (None, None) => Err(Problem::Unreadable),
        }
    }
}

/// ISO 8601 behind the `P`.
fn iso(text: &str) -> Result<Limit, Problem> {
    let (days, time) = text.split_once('T').map_or((text, None), |(days, time)| (days, Some(time)));
    let mut sum = Sum::default();
    let mut fields = |mut rest: &str, units: &[(char, Unit)]| {
        while !rest.is_empty() {
            let (number, after) = number(rest)?;
            let sign = after.chars().next().ok_or(Problem::NoUnit)?;
            let unit = units.iter().find(|(known, _)| *known == sign).ok_or(Problem::Unreadable)?.1;
            sum.add(number, unit)?;
            rest = after.get(sign.len_utf8()..).unwrap_or("");
        }
        Ok(())
    };
    let (year, month) = (('Y', Unit::Months(12)), ('M', Unit::Months(1)));
    fields(days, &[year, month, ('W', Unit::Elapsed(7 * DAY)), ('D', Unit::Elapsed(DAY))])?;
    if let Some(time) = time {
        if time.is_empty() {
            return Err(Problem::Unreadable);
        }
        fields(time, &[('H', Unit::Elapsed(HOUR)), ('M', Unit::Elapsed(MINUTE)), ('S', Unit::Elapsed(SECOND))])?;
    }
    sum.limit()
}

/// A number in thousandths: digits with at most three behind the point, or Chinese numerals.
fn number(text: &str) -> Result<(i64, &str), Problem> {
    let digits = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    if digits == 0 {
        return chinese(text).ok_or(Problem::Unreadable);
    }
    let (whole, mut rest) = text.split_at_checked(digits).ok_or(Problem::Unreadable)?;
    let mut thousandths = whole.parse::<i64>().ok().and_then(|n| n.checked_mul(1_000)).ok_or(Problem::TooLong)?;
    if let Some(after) = rest.strip_prefix('.') {
        let digits = after.bytes().take_while(u8::is_ascii_digit).count();
        let (fraction, behind) = after.split_at_checked(digits).ok_or(Problem::Unreadable)?;
        if !(1..=3).contains(&digits) {
            return Err(Problem::Unreadable);
        }
        let padded: i64 = format!("{fraction:0<3}").parse().map_err(|_| Problem::Unreadable)?;
        thousandths = thousandths.saturating_add(padded);
        rest = behind;
    }
    Ok((thousandths, rest))
}

/// 一, 十五, 二十, 三百六十五; 半 before an hour or a day.
fn chinese(text: &str) -> Option<(i64, &str)> {
    let (mut sum, mut digit, mut used) = (0_i64, None::<i64>, 0_usize);
    for c in text.chars() {
        match c {
            '半' if used == 0 => return Some((500, text.get(c.len_utf8()..)?)),
            '百' => sum = sum.checked_add(digit.take()?.checked_mul(100)?)?,
            '十' => sum = sum.checked_add(digit.take().unwrap_or(1).checked_mul(10)?)?,
            '零' => {}
            _ => match "一二三四五六七八九".chars().position(|d| d == c).or((c == '两').then_some(1)) {
                Some(at) if digit.is_none() => digit = Some(i64::try_from(at).ok()?.checked_add(1)?),
                Some(_) => return None,
                None => break,
            },
        }
        used += c.len_utf8();
    }
    let all = sum.checked_add(digit.unwrap_or(0))?;
    (used > 0).then_some((all.checked_mul(1_000)?, text.get(used..)?))
}

fn unit(text: &str) -> Option<(Unit, &str)> {
    UNITS.iter().find_map(|(word, unit)| {
        let rest = text.strip_prefix(word)?;
        // A Latin unit ends where its letters end: `5mx` is nothing.
        let apart = !word.is_ascii() || !rest.starts_with(|c: char| c.is_ascii_alphabetic());
        apart.then_some((*unit, rest))
    })
}

fn shown(text: &str) -> Box<str> {
    text.chars().take(40).collect::<String>().into()
}

/// The finding, with a guess: full-width or capital letters, blanks, a missing unit.
fn explain(problem: Problem, text: &str) -> GuardFinding {
    match problem {
        Problem::TooLong => GuardFinding::TimeTooLong,
        Problem::NoUnit if text.bytes().all(|b| b.is_ascii_digit()) => GuardFinding::NoUnit(shown(text)),
        Problem::NoUnit | Problem::Unreadable => GuardFinding::BadTime { text: shown(text), near: guess(text) },
    }
}

fn guess(text: &str) -> Option<Box<str>> {
    let plain: String = text
        .chars()
        .filter(|c| *c != ' ' && *c != '\u{3000}')
        .map(|c| match c {
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
            _ => c,
        })
        .flat_map(char::to_lowercase)
        .collect();
    if plain != text && parts(&plain).is_ok() {
        return Some(plain.into());
    }
    let cut = plain.trim_end_matches(['内', '之', '以']);
    if cut != plain && parts(cut).is_ok() {
        return Some(cut.into());
    }
    if strsim::damerau_levenshtein("end of day", text) <= 2 {
        return Some("end of day".into());
    }
    // 3 dyas, 2 wrokdays: the number is right, the unit nearly.
    let digits = plain.bytes().take_while(u8::is_ascii_digit).count();
    let (count, word) = plain
        .split_at_checked(digits)
        .filter(|(count, word)| !count.is_empty() && word.len() > 2 && !word.contains(|c: char| c.is_ascii_digit()))?;
    let (far, known) = UNITS
        .iter()
        .filter(|(unit, _)| unit.len() > 2)
        .map(|(unit, _)| (strsim::damerau_levenshtein(unit, word), *unit))
        .min()?;
    (far <= 2).then(|| format!("{count} {known}").into())
}

#[cfg(test)]
mod tests;
