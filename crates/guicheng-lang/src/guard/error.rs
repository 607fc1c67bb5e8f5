//! Errors with their place inside the expression.

use super::GuardFinding;
use crate::diagnostic::{Both, Diagnostic, Span};
use alloc::{boxed::Box, format, vec::Vec};
use core::ops::Range;

/// Something wrong with an expression.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct GuardError {
    /// What.
    pub kind: GuardFinding,
    /// Where, in bytes of the expression.
    pub span: Range<usize>,
    /// What to write there instead, if there is a good guess.
    pub fix: Option<Box<str>>,
}

impl GuardError {
    pub(super) fn new(kind: GuardFinding, span: Range<usize>) -> Self {
        Self { kind, span, fix: None }
    }

    pub(super) fn with(mut self, fix: Option<impl Into<Box<str>>>) -> Self {
        self.fix = fix.map(Into::into);
        self
    }

    /// The finding for an expression of `length` bytes that stands at `node` (with its quotes).
    pub fn diagnostic(self, node: Span, length: usize) -> Diagnostic {
        // Without escapes the text stands as it is between quotes of one or three signs; else only the whole is known.
        let around = node.range().len().saturating_sub(length);
        let (place, exact) = match around {
            0 => (node.inner(self.span), true),
            2 => (node.inner(self.span.start + 1..self.span.end + 1), true),
            6 => (node.inner(self.span.start + 3..self.span.end + 3), true),
            _ => (node, false),
        };
        let safe =
            matches!(self.kind, GuardFinding::FullWidth | GuardFinding::SingleEquals | GuardFinding::LooksLike(_));
        let diagnostic = Diagnostic::new(self.kind, place);
        match self.fix.filter(|_| exact) {
            Some(with) => {
                let words = Both::new(format!("改成 `{with}`"), format!("write `{with}`"));
                diagnostic.fix(words, place, with, safe)
            }
            None => diagnostic,
        }
    }
}

/// Errors in the order in which they were found, and not more of them than anybody reads.
#[derive(Default)]
pub(super) struct Errors(pub(super) Vec<GuardError>);

impl Errors {
    /// After so many errors the rest of an expression is not looked at.
    pub(super) const MOST: usize = 16;

    pub(super) fn push(&mut self, error: GuardError) {
        if !self.full() && !self.0.contains(&error) {
            self.0.push(error);
        }
    }

    pub(super) fn full(&self) -> bool {
        self.0.len() >= Self::MOST
    }
}
