//! Clocks that stand still, calendars that end too early, ladders that climb nowhere, limits longer than the data.

use crate::{
    diagnostic::Span,
    doc::Cx,
    finding::ClockFinding,
    lower::Library,
    model::{AckCard, File, Name},
    side::shown,
    times,
};
use alloc::{boxed::Box, collections::BTreeSet, vec::Vec};
use guicheng_core::{Hours, Limit, Procedure, TimeRef};

/// Days in a month, at the most.
const MONTH: i64 = 31;
const DAY: i64 = 24 * 60 * 60 * 1_000;

pub(super) fn clocks(cx: &mut Cx, file: &File, p: &Procedure, library: &Library) {
    still(cx, file);
    kept(cx, file, p);
    horizon(cx, file, p);
    ladders(cx, file, library);
    to_oneself(cx, file, library);
}

/// Handing up to another post that the same person holds.
fn to_oneself(cx: &mut Cx, file: &File, library: &Library) {
    let person = |role: &Name| {
        let card = file.roles.iter().find(|card| card.common.name.value == role.value)?;
        let from = &card.from.as_ref()?.value;
        from.starts_with("post:").then(|| holder(from, library)).filter(|held| **held != **from)
    };
    for step in &file.steps {
        let [own] = step.who.as_slice() else { continue };
        let Some(doer) = person(own) else { continue };
        for role in step.late.iter().flat_map(|line| &line.acts.escalate) {
            if role.value != own.value && person(role).as_ref() == Some(&doer) {
                cx.found(ClockFinding::ToItself { role: role.value.clone() }, role.span);
            }
        }
    }
}

/// A clock that is paused by what starts it.
fn still(cx: &mut Cx, file: &File) {
    for card in &file.clocks {
        let Some(pause) = &card.pause_while else { continue };
        let paused = |from: &Name| {
            let hold = from.value.strip_prefix("hold.").and_then(|name| name.strip_suffix(".begin"));
            hold.is_some_and(|hold| pause.value.strip_prefix("hold.") == Some(hold))
        };
        let ends = |until: &Name| until.value.starts_with("hold.") && until.value.ends_with(".end");
        if !card.from.is_empty() && card.from.iter().all(paused) && card.until.iter().all(ends) {
            cx.found(ClockFinding::Still, pause.span);
        }
    }
}

/// The most days that a limit can take, roughly.
fn days(limit: Limit) -> i64 {
    match limit {
        Limit::Span(ms) => ms / DAY,
        Limit::CalendarDays(n) => i64::from(n),
        // Seven days a week of five, and holidays beside.
        Limit::WorkingDays(n) => i64::from(n) * 7 / 5,
        Limit::EndOfDay | Limit::TimeOfDay(_) => 1,
        Limit::DayOfMonth(_) => MONTH,
        Limit::Months(n) => i64::from(n) * MONTH,
    }
}

/// A clock that runs after the closing for longer than personal data of the case is kept.
fn kept(cx: &mut Cx, file: &File, p: &Procedure) {
    let keeps = p.fields.values().filter_map(|field| field.personal.and_then(|keep| keep.days));
    let Some(least) = keeps.min() else { return };
    for card in &file.clocks {
        let closing = card.from.iter().any(|from| &*from.value == "case.closed");
        let Some(limit) = card.limit.as_ref().filter(|_| closing) else { continue };
        if times::limit(&limit.value).is_ok_and(|limit| days(limit) > i64::from(least)) {
            cx.found(ClockFinding::LongerThanKept { days: least }, limit.span);
        }
    }
}

/// Calendars whose days were not entered for as long as the limits need that count in them.
fn horizon(cx: &mut Cx, file: &File, p: &Procedure) {
    let Some(effective) = file.head.effective.as_ref().and_then(|day| day_number(day.value)) else { return };
    let mut told = BTreeSet::new();
    for (clock, card) in p.clocks.values().zip(spans(file, p)) {
        let Some(calendar) = p.calendars.get(clock.calendar) else { continue };
        let Hours::Weekly(_) = calendar.hours else { continue };
        let need = match clock.limit {
            Some(TimeRef::Fixed(limit)) => days(limit),
            Some(TimeRef::Table(_) | TimeRef::Field(_)) | None => 0,
        };
        let last = i64::from(effective) + need;
        let short = calendar.until.is_some_and(|until| i64::from(until) < last);
        if short && told.insert(calendar.id.clone()) {
            let until = shown(calendar.until.unwrap_or_default());
            cx.found(ClockFinding::CalendarEnds { calendar: calendar.id.clone(), until }, card);
        } else if calendar.closed.is_empty() && need > 0 && told.insert(calendar.id.clone()) {
            cx.found(ClockFinding::NoHolidays { calendar: calendar.id.clone() }, card);
        }
    }
}

/// Where each clock is written: a clock of the case on its limit, others on the procedure's calendar.
fn spans(file: &File, p: &Procedure) -> Vec<Span> {
    let of = |id: &str| file.clocks.iter().find(|card| &*card.common.name.value == id);
    let fallback = file.head.calendar.as_ref().map_or(file.head.id.span, |calendar| calendar.span);
    let span = |id: &str| of(id).map_or(fallback, |card| card.limit.as_ref().map_or(card.common.name.span, |l| l.span));
    p.names.clocks.values().map(|label| span(&label.id)).collect()
}

fn day_number((year, month, day): (i64, u8, u8)) -> Option<i32> {
    let date = chrono::NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month.into(), day.into())?;
    i32::try_from(date.signed_duration_since(chrono::NaiveDate::default()).num_days()).ok()
}

/// Ladders that come to somebody again.
fn ladders(cx: &mut Cx, file: &File, library: &Library) {
    let steps = file.steps.iter().filter_map(|card| card.ack.as_ref());
    for ack in steps.chain(file.notices.iter().filter_map(|card| card.ack.as_ref())) {
        ladder(cx, file, library, ack);
    }
}

fn ladder(cx: &mut Cx, file: &File, library: &Library, ack: &AckCard) {
    let source = |role: &Name| {
        let card = file.roles.iter().find(|card| card.common.name.value == role.value)?;
        Some(holder(&card.from.as_ref()?.value, library))
    };
    // Those who have the work already may be urged by the first rung.
    let mut before: BTreeSet<Box<str>> = BTreeSet::new();
    for rung in &ack.ladder {
        // A rung of several is new if any of them is.
        let here: Vec<Box<str>> = rung.iter().filter_map(source).collect();
        let known = !here.is_empty() && here.len() == rung.len() && here.iter().all(|source| before.contains(source));
        if let (true, Some(role)) = (known, rung.first()) {
            cx.found(ClockFinding::Again { role: role.value.clone() }, role.span);
        }
        before.extend(here);
    }
}

/// Whoever a source comes to: of a post the person who holds it.
fn holder(source: &str, library: &Library) -> Box<str> {
    let post = source.strip_prefix("post:").zip(library.org.as_ref());
    let person = post.and_then(|(id, org)| org.posts.iter().find(|post| &*post.id == id)?.holder.clone());
    person.unwrap_or_else(|| source.into())
}
