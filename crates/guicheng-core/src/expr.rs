//! Guards, conditions and computed values: byte code over the fields of a case, total and without loops or floats.
//!
//! Three-valued: what reads an empty field is unknown ([`Value::Empty`]), and so is whatever does not fit (a comparison
//! of unlike values, a number out of range). Compiled by `guicheng-lang`.

mod eval;
mod hold;
mod ops;
#[cfg(test)]
mod tests;

pub(crate) use eval::field;
pub use eval::{eval, is_true, reads};

use crate::{ClockId, ExprId, FieldId, HoldId, ListRef, Map, RegisterId, ScopeId, StepId, Value};
use alloc::boxed::Box;

/// How deep `any( )`, `all( )` and `count( )` may stand in one another; what lies deeper is unknown. A bound on the work
/// that a hostile file can ask for.
pub const OVER_DEPTH: usize = 4;

/// All expressions of a procedure.
#[derive(Clone, Debug, Default)]
pub struct Code {
    /// Expressions.
    pub exprs: Map<ExprId, Expr>,
}

/// An expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expr {
    /// Its operations, in postfix order.
    pub ops: Box<[Op]>,
    /// The fields it reads, sorted.
    pub reads: Box<[FieldId]>,
    /// As written.
    pub source: Box<str>,
}

/// An operation on the value stack.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Op {
    /// Push a constant.
    Const(Value),
    /// Push a field (of a field kept per item: the value for the item at hand).
    Field(FieldId),
    /// Push the rank of the choice on top, by the field's order, as a number.
    Rank(FieldId),
    /// Push the option after the choice on top, by the field's order (the last stays).
    Next(FieldId),
    /// Whether the value on top is empty: never unknown.
    IsEmpty,
    /// How many entries the list (or ticked options) on top has.
    Len,
    /// Whether the list (or ticked options) below contains the value on top.
    Contains,
    /// Compare the two on top.
    Eq,
    /// Compare.
    Ne,
    /// Compare.
    Lt,
    /// Compare.
    Le,
    /// Compare.
    Gt,
    /// Compare.
    Ge,
    /// Kleene and.
    And,
    /// Kleene or.
    Or,
    /// Kleene not.
    Not,
    /// Add numbers, durations, or a duration to an instant.
    Add,
    /// Subtract likewise (two instants give a duration).
    Sub,
    /// Multiply numbers.
    Mul,
    /// Whether every open run of a hold's cards is held.
    Held(HoldId),
    /// Whether any is.
    AnyHeld(HoldId),
    /// Whether a case clock is past its due and not stopped.
    ClockLate(ClockId),
    /// Whether the due of a case clock was not kept: it stopped later, or stands later now. Unknown before it starts.
    ClockBroken(ClockId),
    /// Whether a register was written.
    Written(RegisterId),
    /// How many cases a look-up found.
    FoundCount(StepId),
    /// Whether a card is open.
    StepOpen(StepId),
    /// Whether a card was done at least once.
    StepDone(StepId),
    /// When the case was opened.
    OpenedAt,
    /// When a card was last done (`occurred`); unknown before.
    DoneAt(StepId),
    /// Whether a route is open.
    ScopeOpen(ScopeId),
    /// Evaluate an expression for every item of a list.
    Over(Fold, ListRef, ExprId),
}

/// How the outcomes for the items are put together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fold {
    /// True for any.
    Any,
    /// True for all.
    All,
    /// For how many.
    Count,
}
