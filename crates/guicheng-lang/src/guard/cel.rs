//! Expressions written out in CEL, for readers and tools of other houses.
//!
//! Fields are variables (those whose ids are no CEL names: entries of `field`), options their ids in quotes, numbers
//! doubles, ranks and `next` look-ups in a map written out, items of a list `item.X`. Unknown in ours is an error in CEL.

use super::{Scope, Space, scope::FieldInfo};
use alloc::{borrow::ToOwned, format, string::String, vec::Vec};
use guicheng_core::{
    FieldId, Id, ListRef, OptionId, Timestamp, Value,
    expr::{Expr, Fold, Op},
};

/// The most text that is written for one expression.
const MOST: usize = 1 << 20;

/// A part written out, and the field whose options it stands for.
struct Part {
    text: String,
    options: Option<FieldId>,
    value: Option<Value>,
}

impl Part {
    fn new(text: String) -> Self {
        Self { text, options: None, value: None }
    }
}

/// An expression in CEL; nothing if it is none that this crate compiled, or a megabyte long.
pub fn to_cel(expr: &Expr, code: &[Expr], scope: &Scope) -> Option<String> {
    write(expr, code, scope, 0).map(outer)
}

fn write(expr: &Expr, code: &[Expr], scope: &Scope, depth: usize) -> Option<String> {
    if depth > guicheng_core::limits::EXPRESSION_DEPTH {
        return None;
    }
    let mut stack: Vec<Part> = Vec::new();
    for op in &expr.ops {
        let part = match op {
            Op::Const(value) => Part { text: String::new(), options: None, value: Some(value.clone()) },
            Op::Field(id) => {
                let options = scope.field(*id).filter(|f| !f.options.is_empty()).map(|_| *id);
                Part { text: field(scope, *id)?, options, value: None }
            }
            Op::Rank(id) => Part::new(format!("{}[{}]", ranks(scope.field(*id)?), plain(stack.pop()?)?)),
            Op::Next(id) => {
                let text = format!("{}[{}]", nexts(scope.field(*id)?), plain(stack.pop()?)?);
                Part { text, options: Some(*id), value: None }
            }
            Op::IsEmpty => Part::new(format!("({} == null)", plain(stack.pop()?)?)),
            Op::Len => Part::new(format!("double(size({}))", plain(stack.pop()?)?)),
            Op::Not => Part::new(format!("!{}", plain(stack.pop()?)?)),
            Op::Contains => {
                let (value, list) = (stack.pop()?, stack.pop()?);
                binary(scope, value, "in", list)?
            }
            Op::Eq | Op::Ne | Op::Lt | Op::Le | Op::Gt | Op::Ge | Op::And | Op::Or | Op::Add | Op::Sub | Op::Mul => {
                let (right, left) = (stack.pop()?, stack.pop()?);
                binary(scope, left, sign(op)?, right)?
            }
            Op::Held(id) => Part::new(member(scope, "hold", Space::Hold, id.index())),
            Op::AnyHeld(id) => Part::new(member(scope, "any_hold", Space::Hold, id.index())),
            Op::ClockLate(id) => Part::new(member(scope, "clock", Space::Clock, id.index()) + ".late"),
            Op::ClockBroken(id) => Part::new(member(scope, "clock", Space::Clock, id.index()) + ".broken"),
            Op::Written(id) => Part::new(member(scope, "register", Space::Register, id.index()) + ".written"),
            Op::StepOpen(id) => Part::new(member(scope, "step", Space::Step, id.index()) + ".open"),
            Op::StepDone(id) => Part::new(member(scope, "step", Space::Step, id.index()) + ".done"),
            Op::ScopeOpen(id) => Part::new(member(scope, "route", Space::Route, id.index()) + ".open"),
            Op::OpenedAt => Part::new("case.opened_at".to_owned()),
            Op::DoneAt(id) => Part::new(member(scope, "step", Space::Step, id.index()) + ".done_at"),
            Op::FoundCount(id) => {
                Part::new(format!("double(size({}))", member(scope, "lookup", Space::Step, id.index())))
            }
            Op::Over(fold, list, inner) => {
                let inside = outer(write(code.get(inner.index())?, code, scope, depth + 1)?);
                over(scope, *fold, *list, &inside)?
            }
        };
        if part.text.len() > MOST {
            return None;
        }
        stack.push(part);
    }
    let whole = stack.pop()?;
    stack.is_empty().then_some(())?;
    plain(whole)
}

/// Drops the brackets round the whole.
fn outer(text: String) -> String {
    let mut depth = 0_usize;
    let mut quoted = false;
    let bytes = text.as_bytes();
    for (at, byte) in bytes.iter().enumerate() {
        match byte {
            b'"' if at.checked_sub(1).and_then(|b| bytes.get(b)) != Some(&b'\\') => quoted = !quoted,
            b'(' if !quoted => depth += 1,
            b')' if !quoted => {
                depth = depth.saturating_sub(1);
                if depth == 0 && at + 1 < bytes.len() {
                    return text;
                }
            }
            _ => {}
        }
        if depth == 0 && at == 0 {
            return text;
        }
    }
    text.strip_prefix('(').and_then(|t| t.strip_suffix(')')).map_or_else(|| text.clone(), ToOwned::to_owned)
}

fn over(scope: &Scope, fold: Fold, list: ListRef, inside: &str) -> Option<Part> {
    let list = match list {
        ListRef::Field(id) => field(scope, id)?,
        ListRef::Found(id) => member(scope, "lookup", Space::Step, id.index()),
    };
    Some(Part::new(match fold {
        Fold::Any => format!("{list}.exists(item, {inside})"),
        Fold::All => format!("{list}.all(item, {inside})"),
        Fold::Count => format!("double(size({list}.filter(item, {inside})))"),
    }))
}

fn binary(scope: &Scope, left: Part, sign: &str, right: Part) -> Option<Part> {
    let options = left.options.or(right.options);
    let named = |part: Part| match (part.value, options.and_then(|id| scope.field(id))) {
        (Some(value), field) => constant(&value, field),
        (None, _) => Some(part.text),
    };
    Some(Part::new(format!("({} {sign} {})", named(left)?, named(right)?)))
}

fn plain(part: Part) -> Option<String> {
    match part.value {
        Some(value) => constant(&value, part.options.and(None)),
        None => Some(part.text),
    }
}

fn constant(value: &Value, field: Option<&FieldInfo>) -> Option<String> {
    Some(match value {
        Value::Empty => "null".into(),
        Value::Text(text) => quote(text),
        Value::Decimal(number) => {
            let text = format!("{number}");
            if text.contains('.') { text } else { text + ".0" }
        }
        Value::YesNo(yes) => format!("{yes}"),
        Value::Choice(option) => option_name(field?, *option)?,
        Value::Date(day) => {
            quote(&format!("{}", chrono::NaiveDate::default() + chrono::TimeDelta::days((*day).into())))
        }
        Value::Moment(Timestamp(ms)) => {
            let at = chrono::DateTime::from_timestamp_millis(*ms)?;
            format!("timestamp({})", quote(&at.to_rfc3339_opts(chrono::SecondsFormat::AutoSi, true)))
        }
        Value::Duration(ms) if ms % 1_000 == 0 => format!("duration(\"{}s\")", ms / 1_000),
        Value::Duration(ms) => format!("duration(\"{ms}ms\")"),
        Value::List(items) => {
            let items: Option<Vec<String>> = items.iter().map(|item| constant(item, field)).collect();
            format!("[{}]", items?.join(", "))
        }
        Value::Choices(_) | Value::Person(_) | Value::File(..) | Value::Sealed(_) => return None,
    })
}

fn sign(op: &Op) -> Option<&'static str> {
    Some(match op {
        Op::Eq => "==",
        Op::Ne => "!=",
        Op::Lt => "<",
        Op::Le => "<=",
        Op::Gt => ">",
        Op::Ge => ">=",
        Op::And => "&&",
        Op::Or => "||",
        Op::Add => "+",
        Op::Sub => "-",
        Op::Mul => "*",
        _ => return None,
    })
}

fn option_name(field: &FieldInfo, option: OptionId) -> Option<String> {
    field.options.get(option.index()).map(|o| quote(&o.id))
}

fn ranks(field: &FieldInfo) -> String {
    let entry = |(rank, option): (usize, &OptionId)| Some(format!("{}: {rank}.0", option_name(field, *option)?));
    format!("{{{}}}", field.order.iter().enumerate().filter_map(entry).collect::<Vec<_>>().join(", "))
}

fn nexts(field: &FieldInfo) -> String {
    let after = field.order.iter().skip(1).chain(field.order.last());
    let entry = |(one, next): (&OptionId, &OptionId)| {
        Some(format!("{}: {}", option_name(field, *one)?, option_name(field, *next)?))
    };
    format!("{{{}}}", field.order.iter().zip(after).filter_map(entry).collect::<Vec<_>>().join(", "))
}

fn field(scope: &Scope, id: FieldId) -> Option<String> {
    let info = scope.field(id)?;
    let name = &*info.label.id;
    Some(match (info.per.is_some(), is_name(name)) {
        (true, true) => format!("item.{name}"),
        (true, false) => format!("item[{}]", quote(name)),
        (false, true) => name.into(),
        (false, false) => format!("field[{}]", quote(name)),
    })
}

fn member(scope: &Scope, of: &str, space: Space, at: usize) -> String {
    let name = scope.id(space, at);
    if is_name(name) { format!("{of}.{name}") } else { format!("{of}[{}]", quote(name)) }
}

/// Whether CEL takes this for a name.
fn is_name(name: &str) -> bool {
    const TAKEN: [&str; 26] = [
        "in",
        "as",
        "break",
        "const",
        "continue",
        "else",
        "false",
        "for",
        "function",
        "if",
        "import",
        "let",
        "loop",
        "package",
        "namespace",
        "null",
        "return",
        "true",
        "var",
        "void",
        "while",
        "hold",
        "any_hold",
        "item",
        "field",
        "lookup",
    ];
    let mut chars = name.chars();
    chars.next().is_some_and(|c| c.is_ascii_alphabetic() || c == '_')
        && chars.all(|c| c.is_ascii_alphanumeric() || c == '_')
        && !TAKEN.contains(&name)
}

fn quote(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if c.is_control() => out.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}
