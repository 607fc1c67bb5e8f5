//! Quoted texts: an option, a day, a time or plain words, by what they stand beside.

use super::{
    Base, GuardError, GuardFinding, Type,
    check::Check,
    parse::{Kind, Node},
};
use crate::times;
use alloc::{boxed::Box, format};
use chrono::{DateTime, NaiveDate};
use core::ops::Range;
use guicheng_core::{Decimal, FieldId, Id, OptionId, Timestamp, Value, expr::Op};

impl Check<'_, '_> {
    /// Gives the quoted text that operation `at` pushes its type; `rank`: as its rank in the order of its field.
    pub(super) fn become_typed(&mut self, at: usize, of: Type, rank: bool, span: &Range<usize>) {
        let Some(Op::Const(Value::Text(text))) = self.op_mut(at).cloned() else { return };
        let Some(value) = self.read(&text, of, span) else { return };
        let value = match (value, of.base) {
            (Value::Choice(option), Base::Choice(field)) if rank => match self.rank(field, option) {
                Some(rank) => Value::Decimal(Decimal::whole(rank)),
                None => {
                    self.report(GuardFinding::NoOrder(of), span);
                    return;
                }
            },
            (value, _) => value,
        };
        if let Some(op) = self.op_mut(at) {
            *op = Op::Const(value);
        }
    }

    /// Whether the quoted text that operation `at` pushes is an instant.
    pub(super) fn is_moment(&mut self, at: usize) -> bool {
        matches!(self.op_mut(at), Some(Op::Const(Value::Text(text))) if moment(text).is_some())
    }

    /// A plain value in `[..]`.
    pub(super) fn plain(&mut self, node: &Node<'_>, of: Type) -> Option<Value> {
        let (value, got) = match &node.kind {
            Kind::Text(text) => return self.read(text, of, &node.span),
            Kind::Number(number) => (Value::Decimal(*number), Type::NUMBER),
            Kind::Bool(yes) => (Value::YesNo(*yes), Type::YES_NO),
            Kind::Path(path) => {
                let name = path.first().map_or("", |(name, _)| *name);
                let option = path.len() == 1 && self.scope.field_with_option(name).is_some();
                let kind = if option { GuardFinding::BareOption(name.into()) } else { GuardFinding::NotPlain };
                let fix = option.then(|| format!("'{name}'"));
                self.errors.push(GuardError::new(kind, node.span.clone()).with(fix));
                return None;
            }
            Kind::Broken => return None,
            _ => {
                self.report(GuardFinding::NotPlain, &node.span);
                return None;
            }
        };
        if got != of {
            self.report(GuardFinding::Wrong(of, got), &node.span);
            return None;
        }
        Some(value)
    }

    fn rank(&self, field: FieldId, option: OptionId) -> Option<i64> {
        let at = self.scope.field(field)?.order.iter().position(|o| *o == option)?;
        i64::try_from(at).ok()
    }

    fn read(&mut self, text: &str, of: Type, span: &Range<usize>) -> Option<Value> {
        if of.many {
            self.report(GuardFinding::ListCompared, span);
            return None;
        }
        let value = match of.base {
            Base::Text => Some(Value::Text(text.into())),
            Base::Choice(field) => return self.option(text, field, span),
            Base::Date => date(text).map(Value::Date),
            Base::Moment => moment(text).map(Value::Moment),
            Base::Duration => match times::span(text) {
                Ok(ms) => Some(Value::Duration(ms)),
                Err(kind) => {
                    self.report(kind, span);
                    return None;
                }
            },
            Base::Person => {
                self.report(GuardFinding::PersonNamed, span);
                return None;
            }
            Base::Number | Base::YesNo | Base::Choices(_) | Base::File | Base::Found => None,
        };
        if value.is_none() {
            let plain = match of.base {
                Base::Number => text.parse::<Decimal>().is_ok(),
                Base::YesNo => matches!(text, "true" | "false") || self.scope.knows(text),
                _ => false,
            };
            let error = GuardError::new(GuardFinding::BadLiteral(of), span.clone());
            self.errors.push(error.with(plain.then_some(text)));
        }
        value
    }

    fn option(&mut self, text: &str, field: FieldId, span: &Range<usize>) -> Option<Value> {
        let info = self.scope.field(field)?;
        let by_id = info.options.iter().position(|o| &*o.id == text);
        if let Some(at) = by_id.or_else(|| info.options.iter().position(|o| &*o.title == text)) {
            return Some(Value::Choice(OptionId::from_index(at)));
        }
        let names = info.options.iter().flat_map(|o| [&*o.id, &*o.title]);
        let near = self.near(text, names).map(|near| format!("'{near}'"));
        let options: alloc::vec::Vec<Box<str>> = info.options.iter().map(|o| o.id.clone()).collect();
        let kind = GuardFinding::UnknownOption { field: info.label.id.clone(), given: text.into(), options };
        self.errors.push(GuardError::new(kind, span.clone()).with(near));
        None
    }
}

/// Days since 1970-01-01 of `2026-12-01`.
fn date(text: &str) -> Option<i32> {
    let day: NaiveDate = text.parse().ok()?;
    i32::try_from(day.signed_duration_since(NaiveDate::default()).num_days()).ok()
}

/// The instant of `2026-12-01T09:00:00+08:00`.
fn moment(text: &str) -> Option<Timestamp> {
    DateTime::parse_from_rfc3339(text).ok().map(|at| Timestamp(at.timestamp_millis()))
}
