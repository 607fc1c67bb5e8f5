//! `[calendar.X]`: which hours count.

use super::{SideFinding, time};
use crate::{
    Span,
    digest::{json, sha256},
    doc::{Card, Cx, Entry, Spanned, Table},
    finding::{TextFinding, Want},
    zone::Zones,
};
use alloc::{boxed::Box, vec::Vec};
use guicheng_core::{Calendar, Hours};

/// Days of the week, Monday first, as they may be written.
const WEEKDAYS: [[&str; 4]; 7] = [
    ["mon", "monday", "周一", "星期一"],
    ["tue", "tuesday", "周二", "星期二"],
    ["wed", "wednesday", "周三", "星期三"],
    ["thu", "thursday", "周四", "星期四"],
    ["fri", "friday", "周五", "星期五"],
    ["sat", "saturday", "周六", "星期六"],
    ["sun", "sunday", "周日", "星期日"],
];

type Weekly = [Vec<((i64, i64), Span)>; 7];

/// The calendars of a file; one that cannot be read is left out.
pub fn calendars(cx: &mut Cx, table: &Table, zones: &mut Zones) -> Vec<Calendar> {
    let mut file = Card::new(table, Span::default());
    let mut all = Vec::new();
    if let Some(cards) = file.table(cx, "calendar") {
        for entry in &cards.table_itself().entries {
            match entry.node.table() {
                Some(card) => all.extend(calendar(cx, entry, card, zones)),
                None => {
                    let found = TextFinding::WrongType { key: entry.name().value, want: Want::Table };
                    cx.found(found, entry.node.span);
                }
            }
        }
    }
    file.take("en");
    file.finish(cx);
    all.sort_by(|a, b| a.id.cmp(&b.id));
    all
}

fn calendar(cx: &mut Cx, entry: &Entry, table: &Table, zones: &mut Zones) -> Option<Calendar> {
    let before = cx.findings.len();
    let mut card = Card::new(table, entry.key.span);
    card.text(cx, "title");
    card.need("version");
    let version = card.whole(cx, "version", 1, u32::MAX.into()).map_or(0, |v| v.value);
    let zone = time::zone_of(cx, &mut card, zones);
    let until = time::until(cx, &mut card);
    let closed = time::days_of(cx, &mut card, "closed");
    let open_extra = time::days_of(cx, &mut card, "open_extra");
    card.need("hours");
    let hours = card.take("hours").and_then(|hours| read_hours(cx, hours));
    card.finish(cx);

    for (day, span) in closed.iter().chain(&open_extra) {
        if until.is_some_and(|until| *day > until) {
            cx.found(SideFinding::AfterUntil { day: time::shown(*day) }, *span);
        }
    }
    for (day, span) in &open_extra {
        if closed.binary_search_by_key(day, |(day, _)| *day).is_ok() {
            cx.found(SideFinding::ClosedAndOpen { day: time::shown(*day) }, *span);
        }
    }
    match &hours {
        Some(Hours::Weekly(week)) if week.iter().all(|day| day.is_empty()) => {
            cx.found(SideFinding::NeverOpen, entry.key.span);
        }
        Some(Hours::Weekly(_)) if until.is_none() => cx.found(SideFinding::NoUntil, entry.key.span),
        Some(Hours::Always) if until.is_none() && !closed.is_empty() => cx.found(SideFinding::NoUntil, entry.key.span),
        Some(Hours::Weekly(_) | Hours::Always) | None => {}
    }
    if crate::has_errors(cx.findings.get(before..).unwrap_or_default()) {
        return None;
    }
    let only = |days: Vec<(i32, Span)>| days.into_iter().map(|(day, _)| day).collect();
    Some(Calendar {
        id: entry.name().value,
        version: u32::try_from(version).unwrap_or_default(),
        digest: sha256(&json(table)),
        zone,
        hours: hours?,
        closed: only(closed),
        open_extra: only(open_extra),
        until,
    })
}

fn read_hours(cx: &mut Cx, entry: &Entry) -> Option<Hours> {
    if let Some(word) = entry.node.text() {
        if matches!(&*word.value, "always" | "全天") {
            return Some(Hours::Always);
        }
        cx.found(TextFinding::WrongType { key: "hours".into(), want: Want::TextOrTable }, word.span);
        return None;
    }
    let Some(table) = entry.node.table() else {
        cx.found(TextFinding::WrongType { key: "hours".into(), want: Want::TextOrTable }, entry.node.span);
        return None;
    };
    let mut week = Weekly::default();
    for entry in &table.entries {
        let Some(days) = weekdays(&entry.key.value) else {
            cx.found(SideFinding::BadWeekday { text: entry.name().value }, entry.key.span);
            continue;
        };
        for (stretch, span) in stretches(cx, entry) {
            for day in &days {
                week.iter_mut().skip(*day).take(1).for_each(|hours| hours.push((stretch, span)));
            }
        }
    }
    Some(Hours::Weekly(Box::new(week.map(|mut day| {
        day.sort_unstable();
        let overlap = day.windows(2).find(|two| matches!(two, [((_, end), _), ((begin, _), _)] if begin < end));
        if let Some([_, (_, span)]) = overlap {
            cx.found(SideFinding::HoursOverlap, *span);
        }
        day.into_iter().map(|(stretch, _)| stretch).collect()
    }))))
}

fn stretches(cx: &mut Cx, entry: &Entry) -> Vec<((i64, i64), Span)> {
    let one = entry.node.text().map(|text| alloc::vec![text]);
    let list = || entry.node.list()?.iter().map(crate::doc::Node::text).collect::<Option<Vec<Spanned<Box<str>>>>>();
    let Some(texts) = one.or_else(list) else {
        cx.found(TextFinding::WrongType { key: entry.name().value, want: Want::TextOrTexts }, entry.node.span);
        return Vec::new();
    };
    let mut all = Vec::new();
    for text in texts {
        let Some((from, to)) = time::stretch(cx, &text) else { continue };
        if to <= from {
            cx.found(SideFinding::PastMidnight { text: text.value }, text.span);
            continue;
        }
        all.push(((from, to), text.span));
    }
    all
}

/// `mon`, `sat-sun`, `mon,wed`, `周一-周五`: positions in the week, which may run past Sunday.
fn weekdays(text: &str) -> Option<Vec<usize>> {
    let named = |word: &str| WEEKDAYS.iter().position(|names| names.contains(&word.trim()));
    let mut days = Vec::new();
    for part in text.split([',', '、']) {
        match part.split_once(['-', '至']) {
            None => days.push(named(part)?),
            Some((first, last)) => {
                let (first, last) = (named(first)?, named(last)?);
                let length = (last + 7 - first) % 7;
                days.extend((first..=first + length).map(|day| day % 7));
            }
        }
    }
    days.sort_unstable();
    days.dedup();
    Some(days)
}
