//! `[roster.X]`: day, shift, people.

use super::{
    SideFinding, Thing,
    org::{Known, list_of, unknown},
    time,
};
use crate::{
    Span,
    doc::{Card, Cx, Entry},
    finding::{TextFinding, Want},
};
use alloc::{vec, vec::Vec};
use guicheng_core::org::{Roster, Shift};

pub(super) fn read(cx: &mut Cx, entry: &Entry, card: &mut Card<'_>, known: &Known) -> Roster {
    let signed = card.word(cx, "handover", &["signed"]).is_some();
    card.need("shifts");
    let shifts = card.table(cx, "shifts").map_or_else(Vec::new, |shifts| read_shifts(cx, &shifts));
    let mut roster = Roster { id: entry.name().value, signed, shifts, days: Vec::new() };
    if let Some(days) = card.table(cx, "days") {
        for entry in &days.table_itself().entries {
            read_day(cx, entry, &mut roster, known);
        }
    }
    roster.days.sort_by_key(|(day, shift, _)| (*day, *shift));
    roster
}

fn read_shifts(cx: &mut Cx, card: &Card<'_>) -> Vec<Shift> {
    let mut shifts = Vec::new();
    for entry in &card.table_itself().entries {
        let Some(text) = entry.node.text() else {
            cx.found(TextFinding::WrongType { key: entry.name().value, want: Want::Text }, entry.node.span);
            continue;
        };
        if let Some((from, to)) = time::stretch(cx, &text) {
            shifts.push(Shift { id: entry.name().value, from, to });
        }
    }
    if shifts.len() > usize::from(u8::MAX) {
        cx.found(SideFinding::TooManyShifts, card.at);
        shifts.truncate(u8::MAX.into());
    }
    if let Some((from, to)) = gap(&shifts) {
        cx.found(SideFinding::ShiftGap { from: time::clock(from), to: time::clock(to) }, card.at);
    }
    shifts
}

/// The first part of the day that no shift covers.
fn gap(shifts: &[Shift]) -> Option<(i64, i64)> {
    let mut parts = Vec::new();
    for shift in shifts {
        if shift.to <= shift.from {
            parts.extend([(shift.from, time::DAY), (0, shift.to)]);
        } else {
            parts.push((shift.from, shift.to));
        }
    }
    if parts.is_empty() {
        return None;
    }
    parts.sort_unstable();
    let mut covered = 0;
    for (from, to) in parts.into_iter().chain([(time::DAY, time::DAY)]) {
        if from > covered {
            return Some((covered, from));
        }
        covered = covered.max(to);
    }
    None
}

fn read_day(cx: &mut Cx, entry: &Entry, roster: &mut Roster, known: &Known) {
    let Some(day) = time::day_of_text(cx, &entry.key.value, entry.key.span) else { return };
    let Some(table) = entry.node.table() else {
        cx.found(TextFinding::WrongType { key: entry.name().value, want: Want::Table }, entry.node.span);
        return;
    };
    let mut filled = vec![false; roster.shifts.len()];
    for entry in &table.entries {
        let Some(at) = roster.shifts.iter().position(|shift| *shift.id == *entry.key.value) else {
            unknown(cx, Thing::Shift, &entry.name(), roster.shifts.iter().map(|shift| &*shift.id));
            continue;
        };
        let list = list_of(cx, entry);
        let people = known.people(cx, list);
        filled.iter_mut().skip(at).take(1).for_each(|some| *some = !people.is_empty());
        if let (Ok(shift), false) = (u8::try_from(at), people.is_empty()) {
            roster.days.push((day, shift, people));
        }
    }
    for (shift, _) in roster.shifts.iter().zip(filled).filter(|(_, filled)| !filled) {
        let found = SideFinding::EmptyShift { day: time::shown(day), shift: shift.id.clone() };
        cx.found(found, entry.key.span);
    }
}

/// Days between the first and the last that nobody entered, and an end before `until`.
pub(super) fn check(cx: &mut Cx, roster: &Roster, until: Option<i32>, span: Span) {
    let mut days: Vec<i32> = roster.days.iter().map(|(day, ..)| *day).collect();
    days.dedup();
    let holes = days.windows(2).filter_map(|two| match two {
        [one, next] if next - one > 1 => Some((one + 1, usize::try_from(next - one - 1).unwrap_or_default())),
        _ => None,
    });
    let all: Vec<(i32, usize)> = holes.collect();
    if let Some((first, _)) = all.first() {
        let missing = all.iter().map(|(_, days)| days).sum();
        cx.found(SideFinding::MissingDays { first: time::shown(*first), days: missing }, span);
    }
    let (Some(last), Some(until)) = (days.last(), until) else { return };
    if *last < until {
        cx.found(SideFinding::EndsEarly { last: time::shown(*last) }, span);
    } else if *last > until {
        cx.found(SideFinding::AfterUntil { day: time::shown(*last) }, span);
    }
}
