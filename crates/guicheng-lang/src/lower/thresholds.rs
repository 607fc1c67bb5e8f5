//! Thresholds beside each other: reminders behind what they remind of, what an earlier one makes impossible, and handing
//! up to whoever does the work.

use super::{Low, clocks::late_cards};
use crate::{
    finding::ClockFinding,
    model::{ActsCard, AtCard, Name, ThresholdCard},
    times,
};
use alloc::vec::Vec;
use guicheng_core::Limit;

pub(super) fn thresholds(low: &mut Low<'_>) {
    let file = low.file;
    for (_, late) in late_cards(file) {
        order(low, late);
        dead(low, late);
    }
    for card in &file.clocks {
        order(low, &card.late);
    }
    for step in &file.steps {
        for line in &step.late {
            let own = |role: &&Name| step.who.len() == 1 && step.who.iter().any(|who| who.value == role.value);
            if let Some(role) = line.acts.escalate.iter().find(own) {
                low.cx.found(ClockFinding::ToItself { role: role.value.clone() }, role.span);
            }
        }
    }
}

/// Where a threshold lies among others that count the same way: before the due, at it, past it; and how far. Those
/// after the start, and those at a share of the way, lie among their own.
fn rank(line: &ThresholdCard) -> Option<(u8, i64)> {
    let span = |time: &Name| match times::limit(&time.value) {
        Ok(Limit::Span(ms)) => Some(ms),
        Ok(
            Limit::CalendarDays(_)
            | Limit::WorkingDays(_)
            | Limit::EndOfDay
            | Limit::TimeOfDay(_)
            | Limit::DayOfMonth(_)
            | Limit::Months(_),
        )
        | Err(_) => None,
    };
    let plain = line.when.is_none() && line.from.is_empty() && line.calendar.is_none() && line.pause_while.is_none();
    match &line.at {
        _ if !plain => None,
        AtCard::After(time) => Some((0, span(time)?)),
        AtCard::At(percent) => Some((1, percent.value.into())),
        AtCard::Before(time) => Some((2, span(time)?.checked_neg()?)),
        AtCard::Due => Some((3, 0)),
        AtCard::Over(time) => Some((4, span(time)?)),
    }
}

/// Whether one threshold surely lies behind another.
fn behind(later: (u8, i64), earlier: (u8, i64)) -> bool {
    let due = |class: u8| class >= 3;
    match (later, earlier) {
        ((a, x), (b, y)) if a == b => x > y,
        // Whatever is said of a share of the way, or of a time before the due, comes before it.
        ((a, _), (b, _)) => due(a) && (b == 1 || b == 2 || b == 3) && a > b,
    }
}

/// A reminder that comes after the matter was handed up.
fn order(low: &mut Low<'_>, late: &[ThresholdCard]) {
    let up: Vec<(u8, i64)> = late.iter().filter(|line| !line.acts.escalate.is_empty()).filter_map(rank).collect();
    let reminds = |line: &&ThresholdCard| line.acts.only_words() && line.every.is_none();
    let too_late = |line: &&ThresholdCard| rank(line).is_some_and(|at| up.iter().any(|up| behind(at, *up)));
    if let Some(line) = late.iter().filter(reminds).find(too_late) {
        low.cx.found(ClockFinding::Order, line.span);
    }
}

/// A threshold of a card behind one that ends the work of the card.
fn dead(low: &mut Low<'_>, late: &[ThresholdCard]) {
    let ends = |acts: &ActsCard| acts.done.is_some() || acts.go.is_some();
    let end = late.iter().filter(|line| ends(&line.acts) && line.at_most.is_none()).filter_map(rank).min();
    let Some(end) = end else { return };
    if let Some(line) = late.iter().find(|line| rank(line).is_some_and(|at| behind(at, end))) {
        low.cx.found(ClockFinding::TooLate, line.span);
    }
}
