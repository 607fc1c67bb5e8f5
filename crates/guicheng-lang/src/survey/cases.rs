//! The cases that a condition can tell apart: every option, every tick, every number on either side of those it names.

use crate::diagnostic::Both;
use alloc::{collections::BTreeSet, format, vec::Vec};
use guicheng_core::{
    Activation, Case, Decimal, ExprId, FieldId, FieldKind, Id, OptionId, Procedure, Value,
    expr::{Expr, Op, eval},
};

/// The most cases that are tried.
const CASES: usize = 4_096;
/// The most options of a field with several ticks of which every set is tried.
const TICKED: u16 = 6;

/// What conditions over some fields come to, case by case.
pub(super) struct Cases<'p> {
    p: &'p Procedure,
    /// For each field the values that are tried.
    values: Vec<(FieldId, Vec<Value>)>,
}

/// A case being tried.
pub(super) struct Seen<'s> {
    /// What each condition comes to.
    pub(super) is: &'s [bool],
    /// Whether a field of it is not filled.
    pub(super) empty: bool,
    /// Which value each field has.
    at: &'s [usize],
}

/// A case that was chosen.
#[derive(Clone)]
pub(super) struct One {
    at: Vec<usize>,
    empty: bool,
    /// The first condition that is true in it.
    pub(super) first: Option<usize>,
}

impl One {
    /// Takes the case seen if there is none yet, or if the one there leaves a field empty and this one does not.
    fn better(found: &mut Option<Self>, seen: &Seen<'_>) {
        if found.as_ref().is_none_or(|known| known.empty && !seen.empty) {
            let first = seen.is.iter().position(|is| *is);
            *found = Some(Self { at: seen.at.into(), empty: seen.empty, first });
        }
    }
}

impl<'p> Cases<'p> {
    /// The cases of these conditions; none if they read what is not of a field, or if there are too many.
    pub(super) fn of(p: &'p Procedure, conditions: &[ExprId]) -> Option<Self> {
        let exprs: Vec<&Expr> = conditions.iter().map(|id| p.code.exprs.get(*id)).collect::<Option<_>>()?;
        if !exprs.iter().all(|expr| expr.ops.iter().all(plain)) {
            return None;
        }
        let fields: BTreeSet<FieldId> = exprs.iter().flat_map(|expr| expr.reads.iter().copied()).collect();
        let values: Vec<(FieldId, Vec<Value>)> =
            fields.into_iter().map(|field| Some((field, values(p, field, &exprs)?))).collect::<Option<_>>()?;
        let count = values.iter().try_fold(1_usize, |count, (_, values)| count.checked_mul(values.len()));
        count.filter(|count| *count <= CASES && !values.is_empty()).map(|_| Self { p, values })
    }

    /// What each of the conditions comes to, case by case.
    pub(super) fn each(&self, conditions: &[ExprId], mut see: impl FnMut(Seen<'_>)) {
        let mut case = Case::default();
        case.fields.resize(self.p.fields.len(), Default::default());
        let mut at = alloc::vec![0_usize; self.values.len()];
        loop {
            let mut empty = false;
            for ((field, values), at) in self.values.iter().zip(&at) {
                let value = values.get(*at).cloned().unwrap_or_default();
                empty |= value.is_empty();
                if let Some(state) = case.fields.get_mut(usize::from(field.0)) {
                    state.value = value;
                }
            }
            let is = |id: &ExprId| eval(self.p, &case, None, Activation::default(), *id) == Value::YesNo(true);
            see(Seen { is: &conditions.iter().map(is).collect::<Vec<bool>>(), empty, at: &at });
            let Some(()) = self.advance(&mut at) else { return };
        }
    }

    /// A case for which the conditions come to this, one with every field filled if there is such.
    pub(super) fn one_where(&self, conditions: &[ExprId], test: impl Fn(&[bool]) -> bool) -> Option<One> {
        let mut found = None;
        self.each(conditions, |seen| {
            if test(seen.is) {
                One::better(&mut found, &seen);
            }
        });
        found
    }

    /// For each condition a case in which it is true, as [`Self::one_where`] chooses it.
    pub(super) fn one_each(&self, conditions: &[ExprId]) -> Vec<Option<One>> {
        let mut all = alloc::vec![None; conditions.len()];
        self.each(conditions, |seen| {
            for (found, _) in all.iter_mut().zip(seen.is).filter(|(_, is)| **is) {
                One::better(found, &seen);
            }
        });
        all
    }

    /// A case in words.
    pub(super) fn told(&self, one: &One) -> Both {
        let chosen =
            self.values.iter().zip(&one.at).filter_map(|((field, values), at)| Some((*field, values.get(*at)?)));
        let words: Vec<Both> = chosen.map(|(field, value)| said(self.p, field, value)).collect();
        let all = |pick: fn(&Both) -> &str, comma: &str| words.iter().map(pick).collect::<Vec<&str>>().join(comma);
        Both::new(all(|words| &words.zh, "，"), all(|words| &words.en, ", "))
    }

    fn advance(&self, at: &mut [usize]) -> Option<()> {
        for (at, (_, values)) in at.iter_mut().zip(&self.values) {
            *at += 1;
            if *at < values.len() {
                return Some(());
            }
            *at = 0;
        }
        None
    }
}

/// Whether an operation looks at nothing but fields and constants.
fn plain(op: &Op) -> bool {
    match op {
        Op::Const(_) | Op::Field(_) | Op::Rank(_) | Op::Next(_) | Op::IsEmpty | Op::Len | Op::Contains => true,
        Op::Eq | Op::Ne | Op::Lt | Op::Le | Op::Gt | Op::Ge => true,
        Op::And | Op::Or | Op::Not | Op::Add | Op::Sub | Op::Mul => true,
        Op::Held(_) | Op::AnyHeld(_) | Op::ClockLate(_) | Op::ClockBroken(_) | Op::Written(_) => false,
        Op::FoundCount(_) | Op::StepOpen(_) | Op::StepDone(_) | Op::OpenedAt | Op::DoneAt(_) => false,
        Op::ScopeOpen(_) | Op::Over(..) => false,
    }
}

/// The values of a field that these conditions can tell apart; none if that cannot be said.
fn values(p: &Procedure, field: FieldId, exprs: &[&Expr]) -> Option<Vec<Value>> {
    let def = p.fields.get(field).filter(|def| !def.many && def.per.is_none())?;
    let mut values = alloc::vec![Value::Empty];
    match def.kind {
        FieldKind::YesNo => values.extend([Value::YesNo(false), Value::YesNo(true)]),
        FieldKind::Choice(options) => {
            values.extend((0..usize::from(options)).map(|at| Value::Choice(OptionId::from_index(at))));
        }
        FieldKind::Choices(options) if options <= TICKED => {
            values.extend((1..1_u64 << options).map(Value::Choices));
        }
        FieldKind::Number | FieldKind::Money => values.extend(numbers(def.min.as_ref(), def.max.as_ref(), exprs)?),
        FieldKind::Choices(_) | FieldKind::Text | FieldKind::Note | FieldKind::Date | FieldKind::Moment => return None,
        FieldKind::Duration | FieldKind::Phone | FieldKind::Unit | FieldKind::Department => return None,
        FieldKind::Person | FieldKind::File => return None,
    }
    Some(values)
}

/// Numbers on both sides of every constant, and these, within the bounds of the field. Where numbers are computed with,
/// more than these could matter.
fn numbers(min: Option<&Value>, max: Option<&Value>, exprs: &[&Expr]) -> Option<Vec<Value>> {
    let ops = || exprs.iter().flat_map(|expr| expr.ops.iter());
    if ops().any(|op| matches!(op, Op::Add | Op::Sub | Op::Mul)) {
        return None;
    }
    let decimal = |value: &Value| match value {
        Value::Decimal(number) => Some(*number),
        _ => None,
    };
    let constants = ops().filter_map(|op| if let Op::Const(value) = op { decimal(value) } else { None });
    let mut numbers: Vec<Decimal> = Vec::new();
    // Two fields compared with each other are told apart by any numbers.
    let any = [0, 1].map(|units| Decimal { units, scale: 0 });
    for n in constants.chain(any).chain(min.and_then(decimal)).chain(max.and_then(decimal)) {
        // Half a unit of the last place on either side: between two constants there is always a number that is tried.
        let fine = Decimal { units: n.units.checked_mul(10)?, scale: n.scale.checked_add(1)? };
        for by in [-5, 0, 5] {
            numbers.push(Decimal { units: fine.units.checked_add(by)?, scale: fine.scale });
        }
    }
    let (low, high) = (min.and_then(decimal), max.and_then(decimal));
    let at = |n: &Decimal| i128::from(n.units) * 10_i128.pow(18_u32.saturating_sub(u32::from(n.scale)).min(18));
    let within = |n: &Decimal| low.is_none_or(|low| at(n) >= at(&low)) && high.is_none_or(|high| at(n) <= at(&high));
    Some(numbers.into_iter().filter(|n| within(n)).map(Value::Decimal).collect())
}

/// In words the case that this option of a field is chosen.
pub(super) fn chosen(p: &Procedure, field: &str, option: &str) -> Option<Both> {
    let field = p.names.fields.find(|label| &*label.id == field)?;
    let at = p.names.options.get(field)?.iter().position(|label| &*label.id == option)?;
    Some(said(p, field, &Value::Choice(OptionId::from_index(at))))
}

/// A value of a field in words.
fn said(p: &Procedure, field: FieldId, value: &Value) -> Both {
    let title = p.names.fields.get(field);
    let named = |label: Option<&guicheng_core::Label>| match label {
        Some(label) => Both::new(&*label.title, label.en.as_deref().unwrap_or(&label.title)),
        None => Both::default(),
    };
    let option = |at: usize| named(p.names.options.get(field).and_then(|labels| labels.get(at)));
    let what = match value {
        Value::Empty => Both::new("没有填", "not filled"),
        Value::YesNo(yes) => option(usize::from(*yes)),
        Value::Choice(at) => option(at.index()),
        Value::Decimal(number) => Both::new(format!("{number}"), format!("{number}")),
        Value::Choices(bits) => {
            let ticked = (0..64).filter(|at| bits >> at & 1 == 1).map(option);
            let ticked: Vec<Both> = ticked.collect();
            let all = |pick: fn(&Both) -> &str| ticked.iter().map(pick).collect::<Vec<&str>>().join(" + ");
            Both::new(all(|words| &words.zh), all(|words| &words.en))
        }
        _ => Both::default(),
    };
    let title = named(title);
    Both::new(format!("{} = {}", title.zh, what.zh), format!("{} = {}", title.en, what.en))
}
