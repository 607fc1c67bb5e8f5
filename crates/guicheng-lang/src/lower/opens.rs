//! `[opens.X]`: cases that the host opens by a roster or by the calendar.

use super::Low;
use crate::{
    doc::Spanned,
    finding::{Kind, TextFinding},
    guard::GuardFinding,
    model::{Name, OpensCard},
    times,
};
use alloc::{boxed::Box, format, vec::Vec};
use guicheng_core::{Every, FieldId, Limit, Opens, OpensAt, OpensValue};

/// What a change of shift gives.
const SHIFT: [&str; 3] = ["shift.end", "shift.people", "next_shift.people"];
/// What a day gives.
const TIME: [&str; 3] = ["day", "this_month", "last_month"];

impl Low<'_> {
    /// The cards, in byte order of their names.
    pub(super) fn opens(&mut self) -> Box<[Opens]> {
        let file = self.file;
        let mut opens: Vec<Opens> = file.opens.iter().filter_map(|card| self.opens_card(card)).collect();
        opens.sort_by(|a, b| a.id.cmp(&b.id));
        opens.into()
    }

    fn opens_card(&mut self, card: &OpensCard) -> Option<Opens> {
        let words = if card.on.is_some() { &TIME } else { &SHIFT };
        let give = card.give.iter().filter_map(|(field, value)| self.opens_value(field, value, words)).collect();
        let at = match &card.on {
            Some(on) => self.opens_time(card, on),
            None => self.opens_shift(card),
        };
        Some(Opens { id: card.common.name.value.clone(), at: at?, give })
    }

    fn opens_shift(&mut self, card: &OpensCard) -> Option<OpensAt> {
        if let Some(at) = &card.at {
            self.cx.found(TextFinding::Together { one: "roster", other: "at" }, at.span);
        }
        let before = card.before.as_ref().map_or(Some(0), |before| self.span(before));
        let roster = card.roster.as_ref()?;
        self.looked_for(&Spanned::new(format!("roster:{}", roster.value).into(), roster.span), true);
        Some(OpensAt::Shift { roster: roster.value.clone(), before: before? })
    }

    fn opens_time(&mut self, card: &OpensCard, on: &Name) -> Option<OpensAt> {
        for (key, other) in [(&card.roster, "roster"), (&card.before, "before")] {
            if let Some(key) = key {
                self.cx.found(TextFinding::Together { one: "on", other }, key.span);
            }
        }
        let every = match &*on.value {
            "every day" | "每天" | "每日" => Some(Every::Day),
            "month end" | "end of month" | "月底" | "月末" | "每月最后一天" => Some(Every::Month(31)),
            text => match times::limit(text) {
                Ok(Limit::DayOfMonth(day)) => Some(Every::Month(day)),
                Ok(_) | Err(_) => None,
            },
        };
        if every.is_none() {
            self.cx.found(GuardFinding::BadTime { text: on.value.clone(), near: Some("day 5".into()) }, on.span);
        }
        Some(OpensAt::Time { every: every?, at: card.at.as_ref().map_or(Some(0), |at| self.time_of_day(at))? })
    }

    /// A length of elapsed time, in milliseconds.
    fn span(&mut self, name: &Name) -> Option<i64> {
        match self.limit(name)? {
            Limit::Span(ms) => Some(ms),
            Limit::CalendarDays(_)
            | Limit::WorkingDays(_)
            | Limit::Months(_)
            | Limit::EndOfDay
            | Limit::TimeOfDay(_)
            | Limit::DayOfMonth(_) => self.bad_time(name, None),
        }
    }

    /// A time of day, in milliseconds since midnight.
    fn time_of_day(&mut self, name: &Name) -> Option<u32> {
        match self.limit(name)? {
            Limit::TimeOfDay(ms) => Some(ms),
            Limit::Span(_)
            | Limit::CalendarDays(_)
            | Limit::WorkingDays(_)
            | Limit::Months(_)
            | Limit::EndOfDay
            | Limit::DayOfMonth(_) => self.bad_time(name, Some("08:30")),
        }
    }

    fn bad_time<T>(&mut self, name: &Name, near: Option<&str>) -> Option<T> {
        let found = GuardFinding::BadTime { text: name.value.clone(), near: near.map(Into::into) };
        self.cx.found(found, name.span);
        None
    }

    fn opens_value(
        &mut self,
        field: &Name,
        value: &Name,
        words: &'static [&'static str],
    ) -> Option<(FieldId, OpensValue)> {
        if !words.contains(&&*value.value) {
            let near = self.cx.near(&value.value, words.iter().copied()).map(Into::into);
            self.cx.found(TextFinding::UnknownWord { word: value.value.clone(), words, near }, value.span);
            self.field(field);
            return None;
        }
        let (value, kind) = match &*value.value {
            "shift.end" => (OpensValue::ShiftEnd, Kind::MomentField),
            "shift.people" => (OpensValue::ShiftPeople, Kind::PersonField),
            "next_shift.people" => (OpensValue::NextPeople, Kind::PersonField),
            "day" => (OpensValue::Day, Kind::DateField),
            "this_month" => (OpensValue::ThisMonth, Kind::DateField),
            _ => (OpensValue::LastMonth, Kind::DateField),
        };
        Some((self.field_of(field, kind)?, value))
    }
}
