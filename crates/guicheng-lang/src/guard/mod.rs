//! Guards, conditions and computed values: text to [`guicheng_core::expr`] operations.
//!
//! A lexer that mends common slips, a parser whose depth is bounded, a checker that compiles as it goes. Every step is
//! linear in the text; whatever is wrong becomes a [`GuardError`] with its place inside the expression.

mod cel;
mod check;
mod error;
mod finding;
mod lex;
mod literal;
mod parse;
mod scope;
#[cfg(test)]
mod tests;

pub use cel::to_cel;
pub use error::GuardError;
pub use finding::{GuardFinding, Wanted};
pub use scope::{Base, FieldInfo, Scope, Space, Tables, Type};

use crate::{
    diagnostic::{Diagnostic, Span},
    doc::Cx,
    finding::Finding,
};
use alloc::{format, vec, vec::Vec};
use guicheng_core::{
    ExprId, Id, ListRef,
    expr::{Expr, Op},
    limits::TEXT_BYTES,
};

/// A compiled expression.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Compiled {
    /// Its expressions: those for each item of a list first, the whole last; their ids count from 0.
    pub exprs: Vec<Expr>,
    /// The list of which an item must be at hand where it is evaluated: it reads a field kept per item of it.
    pub item: Option<ListRef>,
}

impl Compiled {
    /// Puts the expressions behind those already there and says which id the whole has.
    pub fn place(self, code: &mut Vec<Expr>) -> ExprId {
        let base = code.len();
        for mut expr in self.exprs {
            for op in &mut expr.ops {
                if let Op::Over(_, _, inner) = op {
                    *inner = ExprId::from_index(base.saturating_add(inner.index()));
                }
            }
            code.push(expr);
        }
        ExprId::from_index(code.len().saturating_sub(1))
    }
}

/// Compiles an expression of the type that its place needs.
///
/// # Errors
/// Everything wrong with it that can be told apart; never none. `cx` only lends its search for near names.
pub fn compile(text: &str, scope: &Scope, expect: Type, cx: &mut Cx) -> Result<Compiled, Vec<GuardError>> {
    let whole = 0..text.len();
    if text.len() > TEXT_BYTES {
        return Err(vec![GuardError::new(GuardFinding::TooLong, whole)]);
    }
    let mut errors = error::Errors::default();
    let tokens = lex::lex(text, scope, &mut errors);
    let node = if errors.full() { None } else { parse::parse(tokens, text.len(), &mut errors) };
    let compiled = node.and_then(|node| check::check(&node, scope, expect, text, &mut errors, cx));
    match compiled {
        Some(compiled) if errors.0.is_empty() => Ok(compiled),
        _ => Err(errors.0),
    }
}

/// Compiles an expression that stands at a place of a source; what is wrong becomes findings.
pub fn compile_at(cx: &mut Cx, text: &str, at: Span, scope: &Scope, expect: Type) -> Option<Compiled> {
    match compile(text, scope, expect, cx) {
        Ok(compiled) => Some(compiled),
        Err(errors) => {
            let found = errors.into_iter().map(|error| error.diagnostic(at, text.len()));
            cx.findings.extend(found.fold(Vec::new(), together));
            None
        }
    }
}

/// Full-width signs of one expression are one slip: the keyboard was not switched.
fn together(mut told: Vec<Diagnostic>, found: Diagnostic) -> Vec<Diagnostic> {
    let wide = |one: &Diagnostic| one.finding == Finding::Guard(GuardFinding::FullWidth);
    let first = told.iter_mut().find(|one| wide(one)).and_then(|one| one.fixes.first_mut());
    match first.filter(|_| wide(&found) && !found.fixes.is_empty()) {
        Some(first) => first.edits.extend(found.fixes.into_iter().flat_map(|fix| fix.edits)),
        None => told.push(found),
    }
    told
}

/// Compiles a computed value (`=tries + 1`, with its sign) that stands at a place of a source.
pub fn computed_at(cx: &mut Cx, text: &str, at: Span, scope: &Scope, expect: Type) -> Option<Compiled> {
    // A blank in place of the sign keeps every place where it was.
    let rest = text.strip_prefix('=').map(|rest| format!(" {rest}"));
    compile_at(cx, rest.as_deref().unwrap_or(text), at, scope, expect)
}

/// Whether a text in `set` is computed.
pub fn is_computed(text: &str) -> bool {
    text.starts_with('=')
}
