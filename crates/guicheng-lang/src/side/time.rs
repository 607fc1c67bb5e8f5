//! Days, instants, stretches of the day, as side files write them.

use super::SideFinding;
use crate::{
    diagnostic::Diagnostic,
    doc::{Card, Cx, Entry, Node, Spanned, Value},
    finding::{TextFinding, Want},
    zone::{self, Zones},
};
use alloc::{
    boxed::Box,
    format,
    string::{String, ToString},
    vec::Vec,
};
use chrono::{NaiveDate, NaiveTime, TimeDelta, Timelike};
use guicheng_core::{Timestamp, Zone};

const MINUTE: i64 = 60_000;
pub(super) const DAY: i64 = 24 * 60 * MINUTE;

/// Days since 1970-01-01.
fn days(date: NaiveDate) -> i32 {
    i32::try_from(date.signed_duration_since(NaiveDate::default()).num_days()).unwrap_or_default()
}

/// A day as people write it.
pub(crate) fn shown(day: i32) -> Box<str> {
    let epoch = NaiveDate::default();
    epoch.checked_add_signed(TimeDelta::days(day.into())).unwrap_or(epoch).to_string().into()
}

/// A day written as a key or a text.
pub(super) fn day_of_text(cx: &mut Cx, text: &str, span: crate::Span) -> Option<i32> {
    let day = text.parse().ok().map(days);
    if day.is_none() {
        cx.found(SideFinding::BadDay { text: text.into() }, span);
    }
    day
}

/// A day written as a day, or as a text.
pub(super) fn day(cx: &mut Cx, key: &str, node: &Node) -> Option<i32> {
    match &node.value {
        Value::Time(toml::value::Datetime { date: Some(date), time: None, offset: None }) => {
            NaiveDate::from_ymd_opt(date.year.into(), date.month.into(), date.day.into()).map(days)
        }
        Value::Text(text) => day_of_text(cx, text, node.span),
        _ => {
            cx.found(TextFinding::WrongType { key: key.into(), want: Want::Day }, node.span);
            None
        }
    }
}

/// The longest run of days that a list may hold as one entry.
const RUN: i32 = 366;

/// An entry of a list of days: a day, or `{ title, from, to }`, both days included.
fn run(cx: &mut Cx, key: &'static str, node: &Node) -> Vec<(i32, crate::Span)> {
    let Some(table) = node.table() else { return day(cx, key, node).map(|day| (day, node.span)).into_iter().collect() };
    let mut card = Card::new(table, node.span);
    card.text(cx, "title");
    card.need("from");
    card.need("to");
    let from = card.take("from").and_then(|entry| day(cx, "from", &entry.node));
    let to = card.take("to").and_then(|entry| day(cx, "to", &entry.node));
    card.finish(cx);
    let (Some(from), Some(to)) = (from, to) else { return Vec::new() };
    if from > to {
        cx.found(SideFinding::EndsFirst, node.span);
        return Vec::new();
    }
    if to.saturating_sub(from) > RUN {
        cx.found(TextFinding::OutOfRange { key: "to".into(), min: 0, max: RUN.into() }, node.span);
        return Vec::new();
    }
    (from..=to).map(|day| (day, node.span)).collect()
}

/// A list of days, each once, sorted.
pub(super) fn days_of(cx: &mut Cx, card: &mut Card<'_>, key: &'static str) -> Vec<(i32, crate::Span)> {
    let Some(entry) = card.take(key) else { return Vec::new() };
    let Some(items) = entry.node.list() else {
        cx.found(TextFinding::WrongType { key: key.into(), want: Want::List }, entry.node.span);
        return Vec::new();
    };
    let mut all: Vec<_> = items.iter().flat_map(|item| run(cx, key, item)).collect();
    all.sort_unstable();
    let mut last = None;
    all.retain(|(day, span)| {
        let again = last == Some(*day);
        if again {
            cx.found(SideFinding::DayTwice { day: shown(*day) }, *span);
        }
        last = Some(*day);
        !again
    });
    all
}

/// The last day for which something was entered.
pub(super) fn until(cx: &mut Cx, card: &mut Card<'_>) -> Option<i32> {
    let entry = card.take("until")?;
    day(cx, "until", &entry.node)
}

/// An instant; without an offset it is local, a day alone begins at its midnight.
pub(super) fn instant(cx: &mut Cx, entry: &Entry, zone: &Zone) -> Option<Timestamp> {
    let read = match &entry.node.value {
        Value::Time(toml::value::Datetime { date: Some(date), time, offset }) => {
            let day = NaiveDate::from_ymd_opt(date.year.into(), date.month.into(), date.day.into()).map(days);
            let ms = time.map_or(Some(0), |time| {
                let second = time.second.unwrap_or(0).into();
                let time = NaiveTime::from_hms_opt(time.hour.into(), time.minute.into(), second)?;
                Some(i64::from(time.num_seconds_from_midnight()) * 1_000)
            });
            day.zip(ms).map(|(day, ms)| match offset {
                None => zone.instant(day, ms).0,
                Some(toml::value::Offset::Z) => Timestamp(i64::from(day) * DAY + ms),
                Some(toml::value::Offset::Custom { minutes }) => {
                    Timestamp(i64::from(day) * DAY + ms - i64::from(*minutes) * MINUTE)
                }
            })
        }
        _ => None,
    };
    if read.is_none() {
        cx.found(TextFinding::WrongType { key: entry.name().value, want: Want::Moment }, entry.node.span);
    }
    read
}

/// The time zone of a card.
pub(super) fn zone_of(cx: &mut Cx, card: &mut Card<'_>, zones: &mut Zones) -> Zone {
    let Some(name) = card.need_text(cx, "time_zone") else { return Zone::default() };
    zone_named(cx, &name, zones).unwrap_or_default()
}

/// A time zone by its name; reports one that is not known.
pub(super) fn zone_named(cx: &mut Cx, name: &Spanned<Box<str>>, zones: &mut Zones) -> Option<Zone> {
    let zone = zones.zone(&name.value);
    if zone.is_none() {
        let china = ["Beijing", "北京", "中国", "CST", "UTC+8", "GMT+8"];
        let near = match china.iter().any(|word| name.value.contains(word)) {
            true => Some("Asia/Shanghai"),
            false => cx.near(&name.value, zone::names()),
        };
        let found = SideFinding::UnknownZone { name: name.value.clone(), near: near.map(Into::into) };
        cx.findings.push(Diagnostic::new(found, name.span).near(near, true));
    }
    zone
}

/// A stretch of the day in milliseconds since midnight: `08:30-11:30`.
pub(super) fn stretch(cx: &mut Cx, text: &Spanned<Box<str>>) -> Option<(i64, i64)> {
    let read = parse_stretch(&text.value);
    if read.is_none() {
        let near = mended(&text.value);
        let found = SideFinding::BadHours { text: text.value.clone(), near: near.clone().map(Into::into) };
        cx.findings.push(Diagnostic::new(found, text.span).near(near.as_deref(), true));
    }
    read
}

fn parse_stretch(text: &str) -> Option<(i64, i64)> {
    let (from, to) = text.split_once('-')?;
    let (from, to) = (of_day(from.trim())?, of_day(to.trim())?);
    (from < DAY).then_some((from, to))
}

/// Milliseconds since midnight of `8:30`, `08:30`, `24:00`.
fn of_day(text: &str) -> Option<i64> {
    let (hour, minute) = text.split_once(':')?;
    let number = |text: &str, digits: core::ops::RangeInclusive<usize>| {
        let plain = digits.contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
        plain.then(|| text.parse::<i64>().ok()).flatten()
    };
    let (hour, minute) = (number(hour, 1..=2)?, number(minute, 2..=2)?);
    let whole = hour < 24 || (hour == 24 && minute == 0);
    (whole && minute < 60).then_some((hour * 60 + minute) * MINUTE)
}

/// Full-width signs, dots and other dashes made plain.
fn mended(text: &str) -> Option<String> {
    let plain: String = text
        .chars()
        .filter(|c| !c.is_whitespace())
        .map(|c| match c {
            '：' | '.' | '。' => ':',
            '－' | '–' | '—' | '~' | '～' | '至' | '到' => '-',
            '０'..='９' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
            _ => c,
        })
        .collect();
    parse_stretch(&plain).map(|_| plain)
}

/// `20:00`
pub(crate) fn clock(ms: i64) -> Box<str> {
    let minutes = ms / MINUTE;
    format!("{:02}:{:02}", minutes / 60, minutes % 60).into()
}
