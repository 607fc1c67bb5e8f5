//! What a person writes down: values that fit the fields, some of them odd, and what to change when it is refused.

use super::Place;
use crate::Random;
use guicheng_core::{
    Decimal, Entry, Field, FieldId, FieldKind, Fill, Id, Input, OptionId, Procedure, Refused, Timestamp, Value,
};

/// What one person is about to send, mended after each refusal.
#[derive(Clone, Debug)]
pub(super) struct Form {
    pub(super) input: Input,
}

/// What a refusal asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mend {
    /// The form was changed: send it again.
    Again,
    /// Somebody else must do it.
    Another,
    /// It must be taken up first.
    Claim,
    /// Not now.
    Leave,
}

impl Form {
    /// A form for these fields and attested items.
    pub(super) fn new(
        place: &Place<'_>,
        random: &mut Random,
        fills: &[Fill],
        check: &[guicheng_core::CheckItem],
    ) -> Self {
        let mut input = Input { why: Some("情况如此".into()), sign: true, ..Input::default() };
        for fill in fills {
            if fill.required && !random.one_in(12) || !fill.required && random.one_in(2) {
                input.fill.push(entry(place, random, fill.field));
            }
        }
        input.check = check.iter().map(|c| (c.id.clone(), c.count.then_some(2))).collect();
        Self { input }
    }

    /// Changes what was refused.
    pub(super) fn mend(&mut self, place: &Place<'_>, random: &mut Random, refused: &Refused) -> Mend {
        let fill = &mut self.input.fill;
        match refused {
            Refused::MissingField(field) => fill.push(entry(place, random, *field)),
            Refused::NotAsked(field) => fill.retain(|(f, _)| f != field),
            Refused::WrongValue(field) => {
                fill.retain(|(f, _)| f != field);
                fill.push(entry(place, random, *field));
            }
            Refused::RuleForbids(_) => {
                let again: Vec<FieldId> = fill.iter().map(|(f, _)| *f).collect();
                *fill = again.into_iter().map(|f| entry(place, random, f)).collect();
            }
            Refused::MissingName => self.input.names.push(place.somebody(random)),
            Refused::NotDistinct => {
                self.input.names.clear();
                let people: Vec<FieldId> =
                    fill.iter().map(|(f, _)| *f).filter(|f| is_person(place.procedure, *f)).collect();
                if people.is_empty() {
                    return Mend::Another;
                }
                fill.retain(|(f, _)| !people.contains(f));
                fill.extend(people.into_iter().map(|f| entry(place, random, f)));
            }
            Refused::NotYours | Refused::TakenByAnother if !self.input.names.is_empty() => self.input.names.clear(),
            Refused::NotYours | Refused::TakenByAnother => return Mend::Another,
            Refused::ClaimFirst => return Mend::Claim,
            Refused::WrongState
            | Refused::Ended
            | Refused::NotOpen
            | Refused::NotYet
            | Refused::Held
            | Refused::NotSealed(_)
            | Refused::MissingCheck(_)
            | Refused::MissingReason
            | Refused::MissingSignature
            | Refused::MissingChoice
            | Refused::WrongChoice
            | Refused::OutOfTime(_)
            | Refused::AtMost
            | Refused::ConditionFails
            | Refused::NotOptional
            | Refused::NotGrowing
            | Refused::SectionBusy
            | Refused::NoSuchNotice
            | Refused::Stale { .. }
            | Refused::KeyReused
            | Refused::DueFirst
            | Refused::PlanDiffers
            | Refused::TooMany(_)
            | Refused::WrongOccurred => return Mend::Leave,
        }
        Mend::Again
    }
}

fn is_person(procedure: &Procedure, field: FieldId) -> bool {
    procedure.fields.get(field).is_some_and(|f| f.kind == FieldKind::Person)
}

/// A field with a value that a person might enter.
pub(super) fn entry(place: &Place<'_>, random: &mut Random, id: FieldId) -> Entry {
    let field = place.procedure.fields.at(id);
    if let Some(usual) = field.usual.clone().filter(|_| !random.one_in(8)) {
        return (id, usual);
    }
    let value = single(place, random, field);
    if !field.many {
        return (id, value);
    }
    let least = match field.min {
        Some(Value::Decimal(n)) => n.to_whole().and_then(|n| usize::try_from(n).ok()).unwrap_or(1),
        _ => 1,
    };
    let mut items = vec![value];
    for _ in 0..20 {
        if items.len() >= least.max(1 + random.below(2)) {
            break;
        }
        let value = single(place, random, field);
        if !items.contains(&value) {
            items.push(value);
        }
    }
    (id, Value::List(items.into()))
}

fn single(place: &Place<'_>, random: &mut Random, field: &Field) -> Value {
    let n = random.below(9);
    let small = i64::try_from(n).unwrap_or(0);
    match field.kind {
        FieldKind::Text | FieldKind::Note => Value::Text(format!("记事{n}").into()),
        FieldKind::Phone => Value::Text(format!("1380000{:04}", random.below(1_000)).into()),
        FieldKind::Unit => Value::Text(place.flat(random)),
        FieldKind::Department => Value::Text(place.department(random)),
        FieldKind::Number | FieldKind::Money => Value::Decimal(bounded(field, small)),
        FieldKind::YesNo => Value::YesNo(!random.one_in(3)),
        FieldKind::Choice(options) => Value::Choice(OptionId::from_index(random.below(usize::from(options.max(1))))),
        FieldKind::Choices(options) => {
            let all = 1_u64.checked_shl(u32::from(options)).map_or(u64::MAX, |n| n - 1);
            Value::Choices((random.next() & random.next() & all).max(1))
        }
        FieldKind::Date => {
            let day = place.now.0.div_euclid(86_400_000) + small;
            Value::Date(i32::try_from(day).unwrap_or(0))
        }
        FieldKind::Moment => Value::Moment(Timestamp(place.now.0 + small * 3_600_000)),
        FieldKind::Duration => Value::Duration(small * 6 * 3_600_000),
        FieldKind::Person => Value::Text(place.somebody(random)),
        FieldKind::File => Value::File(Box::new([7; 32]), 1_024),
    }
}

fn bounded(field: &Field, n: i64) -> Decimal {
    let bound = |value: &Option<Value>| match value {
        Some(Value::Decimal(n)) => n.to_whole(),
        _ => None,
    };
    Decimal::whole(n.clamp(bound(&field.min).unwrap_or(i64::MIN), bound(&field.max).unwrap_or(i64::MAX)))
}
