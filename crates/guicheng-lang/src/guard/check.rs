//! Names, types and operations: one walk checks an expression and compiles it.

use super::{
    Base, Compiled, FieldInfo, GuardError, GuardFinding, Scope, Space, Type,
    error::Errors,
    parse::{Comparison, Function, Kind, Node},
    scope::Hit,
};
use crate::doc::Cx;
use alloc::{boxed::Box, collections::BTreeSet, format, vec::Vec};
use core::{mem, ops::Range};
use guicheng_core::{
    ClockId, Decimal, ExprId, FieldId, HoldId, Id, ListRef, RegisterId, ScopeId, StepId, Value,
    expr::{Expr, Fold, Op},
    limits::{EXPRESSION_DEPTH, EXPRESSION_OPS},
};

/// What is known of the value that was just compiled.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Ty {
    Known(Type),
    /// A quoted text, pushed by this operation: what it means depends on what it stands beside.
    Literal(usize),
    /// It was reported: nothing more is said about it.
    Broken,
}

/// One expression being compiled: the whole, or what is asked for each item of a list.
#[derive(Default)]
struct Unit {
    ops: Vec<Op>,
    height: usize,
    item: Option<ListRef>,
}

pub(super) struct Check<'s, 'e> {
    pub(super) scope: &'s Scope,
    pub(super) errors: &'e mut Errors,
    cx: &'e mut Cx,
    unit: Unit,
    inner: Vec<Expr>,
    reads: BTreeSet<FieldId>,
    count: usize,
    text: &'s str,
}

pub(super) fn check<'s>(
    node: &Node<'_>,
    scope: &'s Scope,
    expect: Type,
    text: &'s str,
    errors: &mut Errors,
    cx: &mut Cx,
) -> Option<Compiled> {
    let mut check =
        Check { scope, errors, cx, unit: Unit::default(), inner: Vec::new(), reads: BTreeSet::new(), count: 0, text };
    check.want(node, expect);
    if !check.errors.0.is_empty() {
        return None;
    }
    let Check { unit, inner: mut exprs, reads, .. } = check;
    exprs.push(Expr { ops: unit.ops.into(), reads: reads.into_iter().collect(), source: text.trim().into() });
    Some(Compiled { exprs, item: unit.item })
}

impl Check<'_, '_> {
    pub(super) fn report(&mut self, kind: GuardFinding, span: &Range<usize>) -> Ty {
        self.errors.push(GuardError::new(kind, span.clone()));
        Ty::Broken
    }

    fn report_near(&mut self, kind: GuardFinding, span: &Range<usize>, fix: Option<impl Into<Box<str>>>) -> Ty {
        self.errors.push(GuardError::new(kind, span.clone()).with(fix));
        Ty::Broken
    }

    /// Adds an operation. Past the limits it adds nothing: the error alone counts then.
    fn emit(&mut self, op: Op, span: &Range<usize>) {
        let (pops, pushes) = effect(&op);
        self.count += 1;
        self.unit.height = self.unit.height.saturating_sub(pops) + pushes;
        if self.count > EXPRESSION_OPS {
            self.report(GuardFinding::TooLarge, &(0..self.text.len()));
        } else if self.unit.height > EXPRESSION_DEPTH {
            self.report(GuardFinding::TooDeep, span);
        } else {
            self.unit.ops.push(op);
        }
    }

    pub(super) fn op_mut(&mut self, at: usize) -> Option<&mut Op> {
        self.unit.ops.get_mut(at)
    }

    pub(super) fn options_alike(&self, a: FieldId, b: FieldId, ordered: bool) -> bool {
        let (Some(one), Some(other)) = (self.scope.field(a), self.scope.field(b)) else { return false };
        let ids = |f: &FieldInfo| f.options.iter().map(|o| o.id.clone()).collect::<Vec<_>>();
        a == b || (ids(one) == ids(other) && (!ordered || one.order == other.order))
    }

    fn alike(&self, a: Type, b: Type) -> bool {
        match (a.base, b.base) {
            (Base::Choice(x), Base::Choice(y)) | (Base::Choices(x), Base::Choices(y)) => {
                a.many == b.many && self.options_alike(x, y, false)
            }
            _ => a == b,
        }
    }

    /// Compiles what must have this type.
    fn want(&mut self, node: &Node<'_>, want: Type) {
        match self.expr(node) {
            Ty::Literal(at) => self.become_typed(at, want, false, &node.span),
            Ty::Known(got) if !self.alike(want, got) => {
                let kind =
                    if got.base == Base::Found { GuardFinding::LookupAlone } else { GuardFinding::Wrong(want, got) };
                let fix = (got.base == Base::Found).then(|| self.text.get(node.span.clone())).flatten();
                self.report_near(kind, &node.span, fix.map(|path| format!("count({path}) > 0")));
            }
            Ty::Known(_) | Ty::Broken => {}
        }
    }

    fn expr(&mut self, node: &Node<'_>) -> Ty {
        if self.errors.full() || self.count > EXPRESSION_OPS {
            return Ty::Broken;
        }
        let span = &node.span;
        match &node.kind {
            Kind::Broken => Ty::Broken,
            Kind::Number(number) => {
                self.emit(Op::Const(Value::Decimal(*number)), span);
                Ty::Known(Type::NUMBER)
            }
            Kind::Text(text) => {
                let at = self.unit.ops.len();
                self.emit(Op::Const(Value::Text((*text).into())), span);
                Ty::Literal(at)
            }
            Kind::Bool(value) => {
                self.emit(Op::Const(Value::YesNo(*value)), span);
                Ty::Known(Type::YES_NO)
            }
            Kind::Path(path) => self.path(path, span),
            Kind::AnyHold(path) => match self.path(path, span) {
                Ty::Known(known) => {
                    if let Some(Op::Held(hold)) = self.unit.ops.pop() {
                        self.unit.ops.push(Op::AnyHeld(hold));
                    }
                    Ty::Known(known)
                }
                other => other,
            },
            Kind::List(_) => self.report(GuardFinding::Expected(super::Wanted::Value), span),
            Kind::Call(function, inner) => self.call(*function, inner, span),
            Kind::Not(inner) => {
                self.want(inner, Type::YES_NO);
                self.emit(Op::Not, span);
                Ty::Known(Type::YES_NO)
            }
            Kind::And(parts) => self.join(parts, &Op::And, Type::YES_NO),
            Kind::Or(parts) => self.join(parts, &Op::Or, Type::YES_NO),
            Kind::Product(parts) => self.join(parts, &Op::Mul, Type::NUMBER),
            Kind::Negative(inner) => {
                self.emit(Op::Const(Value::Decimal(Decimal::whole(0))), span);
                self.want(inner, Type::NUMBER);
                self.emit(Op::Sub, span);
                Ty::Known(Type::NUMBER)
            }
            Kind::Compare(comparison, left, right) => self.compare(*comparison, left, right, span),
            Kind::In(left, right, inside) => self.inside(left, right, *inside, span),
            Kind::Sum(first, rest) => self.sum(first, rest, span),
        }
    }

    fn join(&mut self, parts: &[Node<'_>], op: &Op, of: Type) -> Ty {
        for (at, part) in parts.iter().enumerate() {
            self.want(part, of);
            if at > 0 {
                self.emit(op.clone(), &part.span);
            }
        }
        Ty::Known(of)
    }

    fn compare(&mut self, comparison: Comparison, left: &Node<'_>, right: &Node<'_>, span: &Range<usize>) -> Ty {
        let ordering = !matches!(comparison, Comparison::Eq | Comparison::Ne);
        let lt = self.side(left, ordering);
        let rt = self.side(right, ordering);
        let fine = match (lt, rt) {
            (Ty::Broken, _) | (_, Ty::Broken) => true,
            (Ty::Literal(a), Ty::Literal(b)) => {
                self.become_typed(a, Type::one(Base::Text), false, &left.span);
                self.become_typed(b, Type::one(Base::Text), false, &right.span);
                !ordering || self.unordered(Type::one(Base::Text), span)
            }
            (Ty::Known(t), Ty::Literal(at)) => {
                self.comparable(t, ordering, &left.span) && {
                    self.become_typed(at, t, ordering, &right.span);
                    true
                }
            }
            (Ty::Literal(at), Ty::Known(t)) => {
                self.comparable(t, ordering, &right.span) && {
                    self.become_typed(at, t, ordering, &left.span);
                    true
                }
            }
            (Ty::Known(a), Ty::Known(b)) => {
                self.comparable(a, ordering, &left.span) && self.comparable(b, ordering, &right.span) && {
                    let alike = match (a.base, b.base) {
                        (Base::Choice(x), Base::Choice(y)) => self.options_alike(x, y, ordering),
                        _ => a == b,
                    };
                    if !alike {
                        self.report(GuardFinding::Mismatch(a, b), span);
                    }
                    alike
                }
            }
        };
        if fine {
            self.emit(operation(comparison), span);
        }
        Ty::Known(Type::YES_NO)
    }

    /// One side of a comparison; ordered choices are compared by rank.
    fn side(&mut self, node: &Node<'_>, ordering: bool) -> Ty {
        let ty = self.expr(node);
        if let (Ty::Known(Type { base: Base::Choice(field), many: false }), true) = (ty, ordering)
            && self.scope.field(field).is_some_and(|f| !f.order.is_empty())
        {
            self.emit(Op::Rank(field), &node.span);
        }
        ty
    }

    fn unordered(&mut self, of: Type, span: &Range<usize>) -> bool {
        self.report(GuardFinding::NoOrder(of), span);
        false
    }

    fn comparable(&mut self, of: Type, ordering: bool, span: &Range<usize>) -> bool {
        let ordered = match of.base {
            Base::Number | Base::Date | Base::Moment | Base::Duration => true,
            Base::Choice(field) => self.scope.field(field).is_some_and(|f| !f.order.is_empty()),
            Base::YesNo | Base::Text | Base::Person | Base::File => false,
            Base::Found => {
                let fix = self.text.get(span.clone()).map(|path| format!("count({path})"));
                self.report_near(GuardFinding::LookupAlone, span, fix);
                return false;
            }
            Base::Choices(_) => {
                self.report(GuardFinding::ListCompared, span);
                return false;
            }
        };
        if of.many {
            self.report(GuardFinding::ListCompared, span);
            return false;
        }
        !ordering || ordered || self.unordered(of, span)
    }

    fn inside(&mut self, left: &Node<'_>, right: &Node<'_>, inside: bool, span: &Range<usize>) -> Ty {
        if let Kind::List(items) = &right.kind {
            let list = self.unit.ops.len();
            self.emit(Op::Const(Value::List(Box::default())), &right.span);
            self.count += items.len();
            let of = self.expr(left);
            let of = match of {
                Ty::Literal(at) => {
                    self.become_typed(at, Type::one(Base::Text), false, &left.span);
                    Ty::Known(Type::one(Base::Text))
                }
                other => other,
            };
            if let Ty::Known(of) = of
                && self.comparable(of, false, &left.span)
            {
                let values = items.iter().filter_map(|item| self.plain(item, of)).collect();
                if let Some(op) = self.op_mut(list) {
                    *op = Op::Const(Value::List(values));
                }
            }
        } else {
            match self.expr(right) {
                Ty::Known(Type { base: Base::Choices(field), .. }) => self.want(left, Type::one(Base::Choice(field))),
                Ty::Known(Type { base, many: true }) if base != Base::Found => self.want(left, Type::one(base)),
                Ty::Known(_) | Ty::Literal(_) => {
                    self.report(GuardFinding::Expected(super::Wanted::List), &right.span);
                }
                Ty::Broken => {}
            }
        }
        self.emit(Op::Contains, span);
        if !inside {
            self.emit(Op::Not, span);
        }
        Ty::Known(Type::YES_NO)
    }

    fn sum(&mut self, first: &Node<'_>, rest: &[(bool, Node<'_>)], span: &Range<usize>) -> Ty {
        let mut left = self.expr(first);
        for (plus, term) in rest {
            let right = self.expr(term);
            let duration = Type::one(Base::Duration);
            if let Ty::Literal(at) = left {
                let beside = match right {
                    Ty::Known(t) if matches!(t.base, Base::Moment) && *plus => duration,
                    Ty::Known(t) => t,
                    Ty::Literal(_) | Ty::Broken => duration,
                };
                self.become_typed(at, beside, false, &first.span);
                left = Ty::Known(beside);
            }
            let right = match (left, right) {
                (Ty::Known(t), Ty::Literal(at)) => {
                    let apart = !*plus && self.is_moment(at);
                    let beside = if t.base == Base::Moment && !apart { duration } else { t };
                    self.become_typed(at, beside, false, &term.span);
                    Ty::Known(beside)
                }
                (_, right) => right,
            };
            let (Ty::Known(a), Ty::Known(b)) = (left, right) else { return Ty::Broken };
            let Some(result) = added(a, b, *plus) else {
                return self.report(GuardFinding::Mismatch(a, b), span);
            };
            self.emit(if *plus { Op::Add } else { Op::Sub }, &term.span);
            left = Ty::Known(result);
        }
        left
    }

    fn call(&mut self, function: Function, inner: &Node<'_>, span: &Range<usize>) -> Ty {
        match function {
            Function::Empty => match self.expr(inner) {
                Ty::Known(of) if of.base == Base::Found => {
                    self.emit(Op::Const(Value::Decimal(Decimal::whole(0))), span);
                    self.emit(Op::Eq, span);
                    Ty::Known(Type::YES_NO)
                }
                Ty::Known(_) | Ty::Literal(_) => {
                    self.emit(Op::IsEmpty, span);
                    Ty::Known(Type::YES_NO)
                }
                Ty::Broken => Ty::Broken,
            },
            Function::Next => match self.expr(inner) {
                Ty::Known(of @ Type { base: Base::Choice(field), many: false }) => {
                    if self.scope.field(field).is_none_or(|f| f.order.is_empty()) {
                        return self.report(GuardFinding::NoOrder(of), span);
                    }
                    self.emit(Op::Next(field), span);
                    Ty::Known(of)
                }
                Ty::Known(of) => self.report(GuardFinding::NoOrder(of), &inner.span),
                Ty::Literal(_) => self.report(GuardFinding::NoOrder(Type::one(Base::Text)), &inner.span),
                Ty::Broken => Ty::Broken,
            },
            Function::Any => self.fold(Fold::Any, inner, span),
            Function::All => self.fold(Fold::All, inner, span),
            Function::Count => self.fold(Fold::Count, inner, span),
        }
    }

    /// `any(..)`, `all(..)`, `count(..)`: over the items of the list that the fields read inside belong to.
    fn fold(&mut self, fold: Fold, inner: &Node<'_>, span: &Range<usize>) -> Ty {
        let outer = mem::take(&mut self.unit);
        let ty = self.expr(inner);
        if let Ty::Literal(at) = ty {
            self.become_typed(at, Type::YES_NO, false, &inner.span);
        }
        let of = match ty {
            Ty::Known(of) => of,
            Ty::Literal(_) | Ty::Broken => {
                self.unit = outer;
                return Ty::Broken;
            }
        };
        let unit = mem::replace(&mut self.unit, outer);
        let list = of.many || matches!(of.base, Base::Choices(_) | Base::Found);
        let folded = unit.ops.iter().any(|op| matches!(op, Op::Over(..)));
        let result = Ty::Known(if fold == Fold::Count { Type::NUMBER } else { Type::YES_NO });
        if list && fold == Fold::Count {
            if let Some(list) = unit.item {
                self.at_item(list, span);
            }
            self.unit.height = (self.unit.height + unit.height).min(EXPRESSION_DEPTH);
            self.unit.ops.extend(unit.ops);
            if of.base != Base::Found {
                self.emit(Op::Len, span);
            }
            return result;
        }
        if of.base == Base::Found {
            return self.report(GuardFinding::LookupAlone, &inner.span);
        }
        if of != Type::YES_NO {
            return self.report(GuardFinding::Wrong(Type::YES_NO, of), &inner.span);
        }
        // Each level would multiply the work by the number of items.
        if folded {
            return self.report(GuardFinding::FoldInFold, span);
        }
        let Some(list) = unit.item else { return self.report(GuardFinding::NotPerItem, span) };
        let id = ExprId::from_index(self.inner.len());
        let reads = reads(&unit.ops, &self.inner);
        let source = self.text.get(inner.span.clone()).unwrap_or_default();
        self.inner.push(Expr { ops: unit.ops.into(), reads, source: source.into() });
        if let ListRef::Field(field) = list {
            self.reads.insert(field);
        }
        self.emit(Op::Over(fold, list, id), span);
        result
    }

    fn at_item(&mut self, list: ListRef, span: &Range<usize>) {
        match self.unit.item {
            Some(other) if other != list => {
                self.report(GuardFinding::TwoLists, span);
            }
            Some(_) | None => self.unit.item = Some(list),
        }
    }

    fn path(&mut self, path: &[(&str, Range<usize>)], span: &Range<usize>) -> Ty {
        let (space, name, op): (_, _, fn(usize) -> Op) = match path {
            [(name, at)] => return self.field(name, at),
            [("hold", _), name] => (Space::Hold, name, |i| Op::Held(HoldId::from_index(i))),
            [("lookup", _), name] => (Space::Lookup, name, |i| Op::FoundCount(StepId::from_index(i))),
            [("clock", _), name, ("late", _)] => (Space::Clock, name, |i| Op::ClockLate(ClockId::from_index(i))),
            [("clock", _), name, ("broken", _)] => (Space::Clock, name, |i| Op::ClockBroken(ClockId::from_index(i))),
            [("register", _), name, ("written", _)] => {
                (Space::Register, name, |i| Op::Written(RegisterId::from_index(i)))
            }
            [("step", _), name, ("open", _)] => (Space::Step, name, |i| Op::StepOpen(StepId::from_index(i))),
            [("case", _), ("opened_at", _)] => {
                self.emit(Op::OpenedAt, span);
                return Ty::Known(Type::one(Base::Moment));
            }
            [("step", _), name, ("done_at", _)] => (Space::Step, name, |i| Op::DoneAt(StepId::from_index(i))),
            [("step", _), name, ("done", _)] => (Space::Step, name, |i| Op::StepDone(StepId::from_index(i))),
            [("route", _), name, ("open", _)] => (Space::Route, name, |i| Op::ScopeOpen(ScopeId::from_index(i))),
            other => return self.unreadable(other, span),
        };
        let Some(at) = self.resolve(space, name.0, &name.1) else { return Ty::Broken };
        self.emit(op(at), span);
        let base = match path {
            [_, _, ("done_at", _)] => Base::Moment,
            _ if space == Space::Lookup => Base::Found,
            _ => Base::YesNo,
        };
        Ty::Known(Type { base, many: base == Base::Found })
    }

    fn unreadable(&mut self, path: &[(&str, Range<usize>)], span: &Range<usize>) -> Ty {
        let first = path.first().map_or("", |(name, _)| *name);
        let space = match first {
            "hold" => Space::Hold,
            "lookup" => Space::Lookup,
            "clock" => Space::Clock,
            "register" => Space::Register,
            "step" => Space::Step,
            "route" => Space::Route,
            _ if self.scope.find(Space::Field, first) != Hit::Nothing => Space::Field,
            _ => return self.report(GuardFinding::NotReadable(first.into()), span),
        };
        self.report(GuardFinding::Property(space), span)
    }

    fn field(&mut self, name: &str, span: &Range<usize>) -> Ty {
        let Some(at) = self.resolve(Space::Field, name, span) else { return Ty::Broken };
        let id = FieldId::from_index(at);
        let (Some(info), Some(of)) = (self.scope.field(id), self.scope.type_of(id)) else { return Ty::Broken };
        if info.personal {
            let name = info.label.id.clone();
            return self.report(GuardFinding::Personal(name), span);
        }
        if let Some(list) = info.per {
            self.at_item(list, span);
        }
        self.reads.insert(id);
        self.emit(Op::Field(id), span);
        Ty::Known(of)
    }

    fn resolve(&mut self, space: Space, name: &str, span: &Range<usize>) -> Option<usize> {
        match self.scope.find(space, name) {
            Hit::One(at) => return Some(at),
            Hit::Several => {
                self.report(GuardFinding::Ambiguous(space, name.into()), span);
            }
            Hit::Nothing if space == Space::Field && self.scope.field_with_option(name).is_some() => {
                self.report_near(GuardFinding::BareOption(name.into()), span, Some(format!("'{name}'")));
            }
            Hit::Nothing => {
                let near = self.cx.near(name, self.scope.words(space));
                let kind = GuardFinding::Unknown { space, name: name.into(), near: near.map(Into::into) };
                self.report_near(kind, span, near);
            }
        }
        None
    }

    pub(super) fn near<'c>(&mut self, name: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
        self.cx.near(name, candidates)
    }
}

fn operation(comparison: Comparison) -> Op {
    match comparison {
        Comparison::Eq => Op::Eq,
        Comparison::Ne => Op::Ne,
        Comparison::Lt => Op::Lt,
        Comparison::Le => Op::Le,
        Comparison::Gt => Op::Gt,
        Comparison::Ge => Op::Ge,
    }
}

/// The type of a sum or difference.
fn added(a: Type, b: Type, plus: bool) -> Option<Type> {
    if a.many || b.many {
        return None;
    }
    Some(Type::one(match (a.base, b.base, plus) {
        (Base::Number, Base::Number, _) => Base::Number,
        (Base::Duration, Base::Duration, _) => Base::Duration,
        (Base::Moment, Base::Moment, false) | (Base::Date, Base::Date, false) => Base::Duration,
        (Base::Moment, Base::Duration, _) | (Base::Duration, Base::Moment, true) => Base::Moment,
        _ => return None,
    }))
}

/// How many values an operation takes from the stack and puts there.
fn effect(op: &Op) -> (usize, usize) {
    match op {
        Op::Const(_) | Op::Field(_) | Op::Held(_) | Op::AnyHeld(_) | Op::ClockLate(_) | Op::Written(_) => (0, 1),
        Op::FoundCount(_) | Op::StepOpen(_) | Op::StepDone(_) | Op::ScopeOpen(_) | Op::Over(..) => (0, 1),
        Op::OpenedAt | Op::DoneAt(_) | Op::ClockBroken(_) => (0, 1),
        Op::Rank(_) | Op::Next(_) | Op::IsEmpty | Op::Len | Op::Not => (1, 1),
        Op::Contains | Op::Eq | Op::Ne | Op::Lt | Op::Le | Op::Gt | Op::Ge => (2, 1),
        Op::And | Op::Or | Op::Add | Op::Sub | Op::Mul => (2, 1),
    }
}

/// The fields that operations read, those of expressions for each item included.
fn reads(ops: &[Op], inner: &[Expr]) -> Box<[FieldId]> {
    let mut all = BTreeSet::new();
    for op in ops {
        match op {
            Op::Field(field) => {
                all.insert(*field);
            }
            Op::Over(_, list, id) => {
                if let ListRef::Field(field) = list {
                    all.insert(*field);
                }
                all.extend(inner.get(id.index()).into_iter().flat_map(|e| e.reads.iter().copied()));
            }
            _ => {}
        }
    }
    all.into_iter().collect()
}
