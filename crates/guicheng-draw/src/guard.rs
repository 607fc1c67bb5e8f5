//! Guards, conditions and computed values in the reader's words, from their byte code.

use super::{Lang, words::Words};
use alloc::{
    format,
    string::{String, ToString as _},
    vec::Vec,
};
use guicheng_core::{
    ExprId, FieldId, ListRef, OptionId, Value,
    expr::{Fold, Op},
};

/// A piece on the way: its text, how tightly it binds, and the field whose options its constants mean.
struct Piece {
    text: String,
    binds: u8,
    field: Option<FieldId>,
    constant: Option<Value>,
}

const OR: u8 = 1;
const AND: u8 = 2;
const COMPARE: u8 = 3;
const SUM: u8 = 4;
const ATOM: u8 = 9;

impl Words<'_> {
    /// An expression in words; as written where the words fail.
    pub(crate) fn guard(&self, id: ExprId) -> String {
        self.guard_within(id, None, 0)
    }

    /// An expression whose value is for a field.
    pub(crate) fn guard_of(&self, id: ExprId, field: Option<FieldId>) -> String {
        self.guard_within(id, field, 0)
    }

    fn guard_within(&self, id: ExprId, field: Option<FieldId>, depth: u8) -> String {
        let Some(expr) = self.p.code.exprs.get(id) else { return String::new() };
        let mut stack = Vec::new();
        for op in &expr.ops {
            if self.op(op, &mut stack, depth).is_none() {
                return expr.source.as_ref().into();
            }
        }
        match stack.pop() {
            Some(piece) if stack.is_empty() => self.settled(piece, field),
            _ => expr.source.as_ref().into(),
        }
    }

    fn op(&self, op: &Op, stack: &mut Vec<Piece>, depth: u8) -> Option<()> {
        let names = self.names();
        let atom = |text: String| Piece { text, binds: ATOM, field: None, constant: None };
        let is = |name: &str, zh: &'static str, en: &'static str| match self.lang {
            Lang::Zh => atom(format!("“{name}”{zh}")),
            Lang::En => atom(format!("“{name}” {en}")),
        };
        let piece = match op {
            Op::Const(value) => Piece { text: String::new(), binds: ATOM, field: None, constant: Some(value.clone()) },
            Op::Field(id) => Piece { field: Some(*id), ..atom(self.title(names.fields.get(*id)).into()) },
            Op::Rank(id) => {
                let inner = stack.pop()?;
                Piece { text: self.settled(inner, Some(*id)), binds: ATOM, field: Some(*id), constant: None }
            }
            Op::Next(id) => {
                let inner = self.settled(stack.pop()?, Some(*id));
                Piece { field: Some(*id), ..atom(format!("{inner}{}", self.pick("的下一级", "'s next"))) }
            }
            Op::IsEmpty => {
                let inner = self.settled(stack.pop()?, None);
                atom(format!("{inner}{}", self.pick("未填", " empty")))
            }
            Op::Len => {
                let inner = self.settled(stack.pop()?, None);
                atom(format!("{inner}{}", self.pick("的个数", " (count)")))
            }
            Op::Contains => return self.two(stack, "含", "contains", COMPARE),
            Op::Eq => return self.equal(stack, "=", true),
            Op::Ne => return self.equal(stack, "≠", false),
            Op::Lt => return self.two(stack, "<", "<", COMPARE),
            Op::Le => return self.two(stack, "≤", "≤", COMPARE),
            Op::Gt => return self.two(stack, ">", ">", COMPARE),
            Op::Ge => return self.two(stack, "≥", "≥", COMPARE),
            Op::And => return self.two(stack, "且", "and", AND),
            Op::Or => return self.two(stack, "或", "or", OR),
            Op::Add => return self.two(stack, "+", "+", SUM),
            Op::Sub => return self.two(stack, "−", "−", SUM),
            Op::Mul => return self.two(stack, "×", "×", SUM),
            Op::Not => {
                let inner = stack.pop()?;
                let binds = inner.binds;
                let text = self.settled(inner, None);
                let text = if binds < ATOM { self.bracketed(&text) } else { text };
                atom(format!("{}{text}", self.pick("非", "not ")))
            }
            Op::Held(id) => is(self.title(names.holds.get(*id)), "挂起中", "in force"),
            Op::AnyHeld(id) => is(self.title(names.holds.get(*id)), "有挂起的", "in force for any"),
            Op::ClockLate(id) => is(self.title(names.clocks.get(*id)), "已到期", "past due"),
            Op::ClockBroken(id) => is(self.title(names.clocks.get(*id)), "超过期限", "not kept"),
            Op::Written(id) => is(self.title(names.registers.get(*id)), "已登记", "written"),
            Op::FoundCount(id) => is(self.step(*id), "查到的件数", "found"),
            Op::StepOpen(id) => is(self.step(*id), "在办", "open"),
            Op::StepDone(id) => is(self.step(*id), "已办", "done"),
            Op::OpenedAt => atom(self.pick("开案时刻", "when the case was opened").into()),
            Op::DoneAt(id) => is(self.step(*id), "办完的时刻", "done at"),
            Op::ScopeOpen(id) => is(self.scope(*id), "在办", "open"),
            Op::Over(fold, list, inner) => self.over(*fold, *list, *inner, depth)?,
        };
        stack.push(piece);
        Some(())
    }

    fn over(&self, fold: Fold, list: ListRef, inner: ExprId, depth: u8) -> Option<Piece> {
        if depth > 8 {
            return None;
        }
        let (name, inner) = (self.list_name(list), self.guard_within(inner, None, depth + 1));
        let text = match (fold, self.lang) {
            (Fold::Any, Lang::Zh) => format!("任一“{name}”{inner}"),
            (Fold::All, Lang::Zh) => format!("每个“{name}”都{inner}"),
            (Fold::Count, Lang::Zh) => format!("“{name}”中{inner}的个数"),
            (Fold::Any, Lang::En) => format!("any of “{name}”: {inner}"),
            (Fold::All, Lang::En) => format!("all of “{name}”: {inner}"),
            (Fold::Count, Lang::En) => format!("count of “{name}”: {inner}"),
        };
        Some(Piece { text, binds: COMPARE, field: None, constant: None })
    }

    fn two(&self, stack: &mut Vec<Piece>, zh: &str, en: &str, binds: u8) -> Option<()> {
        let (b, a) = (stack.pop()?, stack.pop()?);
        let field = a.field.or(b.field);
        let side = |piece: Piece| {
            let wrap = piece.binds < binds;
            let text = self.settled(piece, field);
            if wrap { self.bracketed(&text) } else { text }
        };
        let word = if self.lang == Lang::Zh { zh } else { en };
        let text = format!("{} {word} {}", side(a), side(b));
        stack.push(Piece { text, binds, field: if binds == SUM { field } else { None }, constant: None });
        Some(())
    }

    /// `yes_no == true` reads as the field alone.
    fn equal(&self, stack: &mut Vec<Piece>, sign: &str, same: bool) -> Option<()> {
        if let Some(Some(Value::YesNo(value))) = stack.last().map(|p| p.constant.clone()) {
            stack.pop();
            let inner = stack.pop()?;
            let binds = inner.binds;
            let text = self.settled(inner, None);
            let text = match (value == same, binds < ATOM) {
                (true, _) => text,
                (false, true) => format!("{}{}", self.pick("非", "not "), self.bracketed(&text)),
                (false, false) => format!("{}{text}", self.pick("非", "not ")),
            };
            stack.push(Piece { text, binds: ATOM, field: None, constant: None });
            return Some(());
        }
        self.two(stack, sign, sign, COMPARE)
    }

    fn bracketed(&self, text: &str) -> String {
        match self.lang {
            Lang::Zh => format!("（{text}）"),
            Lang::En => format!("({text})"),
        }
    }

    fn settled(&self, piece: Piece, field: Option<FieldId>) -> String {
        match piece.constant {
            Some(value) => self.value(&value, field),
            None => piece.text,
        }
    }

    /// A value in words.
    pub(crate) fn value(&self, value: &Value, field: Option<FieldId>) -> String {
        let option = |id: OptionId| {
            let label = field.and_then(|f| self.names().option_label(f, id));
            label.map_or_else(|| format!("#{}", id.0), |l| self.title(Some(l)).into())
        };
        match value {
            Value::Empty => self.pick("空", "empty").into(),
            Value::Text(text) => text.as_ref().into(),
            Value::Decimal(n) => n.to_string(),
            Value::YesNo(true) => self.pick("是", "yes").into(),
            Value::YesNo(false) => self.pick("否", "no").into(),
            Value::Choice(id) => option(*id),
            Value::Choices(bits) => {
                let ticked = (0..64_u16).filter(|i| bits >> i & 1 == 1).map(|i| option(OptionId(i)));
                ticked.collect::<Vec<_>>().join(self.pick("、", ", "))
            }
            Value::Date(day) => format!("{}{day}", self.pick("第", "day ")),
            Value::Moment(at) => format!("@{}", at.0),
            Value::Duration(ms) => self.span(*ms),
            Value::Person(ix) => format!("#{}", ix.0),
            Value::File(..) => self.pick("文件", "file").into(),
            Value::Sealed(_) => self.pick("（保密）", "(sealed)").into(),
            Value::List(items) => {
                let all: Vec<String> = items.iter().map(|v| self.value(v, field)).collect();
                all.join(self.pick("、", ", "))
            }
        }
    }
}
