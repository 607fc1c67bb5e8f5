//! `[opens.X]`: cases that the host opens by a roster.

use super::Low;
use crate::{
    doc::Spanned,
    finding::{Kind, TextFinding},
    guard::GuardFinding,
    model::{Name, OpensCard},
};
use alloc::{boxed::Box, format, vec::Vec};
use guicheng_core::{FieldId, Limit, Opens, ShiftValue};

/// What a change of shift gives.
const GIVEN: [&str; 3] = ["shift.end", "shift.people", "next_shift.people"];

impl Low<'_> {
    /// The cards, in byte order of their names.
    pub(super) fn opens(&mut self) -> Box<[Opens]> {
        let file = self.file;
        let mut opens: Vec<Opens> = file.opens.iter().filter_map(|card| self.opens_card(card)).collect();
        opens.sort_by(|a, b| a.id.cmp(&b.id));
        opens.into()
    }

    fn opens_card(&mut self, card: &OpensCard) -> Option<Opens> {
        let give = card.give.iter().filter_map(|(field, value)| self.shift_value(field, value)).collect();
        let before = card.before.as_ref().map_or(Some(0), |before| self.span(before));
        let roster = card.roster.as_ref()?;
        self.in_organisation(&Spanned::new(format!("roster:{}", roster.value).into(), roster.span));
        Some(Opens { id: card.common.name.value.clone(), roster: roster.value.clone(), before: before?, give })
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
            | Limit::DayOfMonth(_) => {
                self.cx.found(GuardFinding::BadTime { text: name.value.clone(), near: None }, name.span);
                None
            }
        }
    }

    fn shift_value(&mut self, field: &Name, value: &Name) -> Option<(FieldId, ShiftValue)> {
        let (value, kind) = match &*value.value {
            "shift.end" => (ShiftValue::End, Kind::MomentField),
            "shift.people" => (ShiftValue::People, Kind::PersonField),
            "next_shift.people" => (ShiftValue::NextPeople, Kind::PersonField),
            word => {
                let near = self.cx.near(word, GIVEN).map(Into::into);
                self.cx.found(TextFinding::UnknownWord { word: word.into(), words: &GIVEN, near }, value.span);
                self.field(field);
                return None;
            }
        };
        Some((self.field_of(field, kind)?, value))
    }
}
