//! The shape of an expression. Chains (`a and b and c`) are flat, so that only brackets and `not` nest, and those are
//! bounded: nothing that walks the tree goes deeper than [`EXPRESSION_DEPTH`] of its levels.

use super::{
    GuardError, GuardFinding, Wanted,
    error::Errors,
    lex::{Sign, Token},
};
use alloc::{boxed::Box, vec, vec::Vec};
use core::ops::Range;
use guicheng_core::{Decimal, limits::EXPRESSION_DEPTH};

/// A part of an expression.
#[derive(Debug)]
pub(super) struct Node<'a> {
    pub(super) span: Range<usize>,
    pub(super) kind: Kind<'a>,
}

#[derive(Debug)]
pub(super) enum Kind<'a> {
    Number(Decimal),
    Text(&'a str),
    Bool(bool),
    /// Names with dots between them.
    Path(Vec<(&'a str, Range<usize>)>),
    /// `any hold.X`
    AnyHold(Vec<(&'a str, Range<usize>)>),
    List(Vec<Node<'a>>),
    Call(Function, Box<Node<'a>>),
    Not(Box<Node<'a>>),
    Negative(Box<Node<'a>>),
    And(Vec<Node<'a>>),
    Or(Vec<Node<'a>>),
    Compare(Comparison, Box<Node<'a>>, Box<Node<'a>>),
    /// `a in b`, or `a not in b`.
    In(Box<Node<'a>>, Box<Node<'a>>, bool),
    /// The first, then what is added (true) or taken away.
    Sum(Box<Node<'a>>, Vec<(bool, Node<'a>)>),
    Product(Vec<Node<'a>>),
    Broken,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Function {
    Any,
    All,
    Count,
    Empty,
    Next,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Comparison {
    Eq,
    Ne,
    Lt,
    Le,
    Gt,
    Ge,
}

/// A mistake in the shape was reported: nothing more can be said.
pub(super) struct Stop;

type Parsed<'a> = Result<Node<'a>, Stop>;

pub(super) struct Parser<'a, 'e> {
    tokens: Vec<(Token<'a>, Range<usize>)>,
    at: usize,
    depth: usize,
    end: usize,
    errors: &'e mut Errors,
}

pub(super) fn parse<'a>(tokens: Vec<(Token<'a>, Range<usize>)>, end: usize, errors: &mut Errors) -> Option<Node<'a>> {
    let mut parser = Parser { tokens, at: 0, depth: 0, end, errors };
    if parser.tokens.is_empty() {
        if parser.errors.0.is_empty() {
            parser.errors.push(GuardError::new(GuardFinding::Empty, 0..end));
        }
        return None;
    }
    let node = parser.or().ok()?;
    if parser.at < parser.tokens.len() {
        let _ = parser.stop(GuardFinding::Expected(Wanted::Operator));
        return None;
    }
    Some(node)
}

impl<'a> Parser<'a, '_> {
    fn peek(&self) -> Option<Token<'a>> {
        self.tokens.get(self.at).map(|(token, _)| *token)
    }

    fn here(&self) -> Range<usize> {
        self.tokens.get(self.at).map_or(self.end..self.end, |(_, span)| span.clone())
    }

    fn stop(&mut self, kind: GuardFinding) -> Stop {
        let span = self.here();
        self.errors.push(GuardError::new(kind, span));
        Stop
    }

    fn take(&mut self, sign: Sign) -> bool {
        let found = self.peek() == Some(Token::Sign(sign));
        self.at += usize::from(found);
        found
    }

    fn need(&mut self, sign: Sign, wanted: Wanted) -> Result<(), Stop> {
        if self.take(sign) { Ok(()) } else { Err(self.stop(GuardFinding::Expected(wanted))) }
    }

    /// The end of what was read last.
    fn read_to(&self) -> usize {
        self.at.checked_sub(1).and_then(|at| self.tokens.get(at)).map_or(0, |(_, span)| span.end)
    }

    fn deeper(&mut self, inner: impl FnOnce(&mut Self) -> Parsed<'a>) -> Parsed<'a> {
        if self.depth >= EXPRESSION_DEPTH {
            return Err(self.stop(GuardFinding::TooDeep));
        }
        self.depth += 1;
        let node = inner(self);
        self.depth -= 1;
        node
    }

    fn chain(
        &mut self,
        sign: Sign,
        part: impl Fn(&mut Self) -> Parsed<'a>,
        kind: impl FnOnce(Vec<Node<'a>>) -> Kind<'a>,
    ) -> Parsed<'a> {
        let first = part(self)?;
        if self.peek() != Some(Token::Sign(sign)) {
            return Ok(first);
        }
        let start = first.span.start;
        let mut parts = vec![first];
        while self.take(sign) {
            parts.push(part(self)?);
        }
        Ok(Node { span: start..self.read_to(), kind: kind(parts) })
    }

    fn or(&mut self) -> Parsed<'a> {
        self.chain(Sign::Or, Self::and, Kind::Or)
    }

    fn and(&mut self) -> Parsed<'a> {
        self.chain(Sign::And, Self::not, Kind::And)
    }

    fn not(&mut self) -> Parsed<'a> {
        let start = self.here().start;
        if !self.take(Sign::Not) {
            return self.comparison();
        }
        let inner = self.deeper(Self::not)?;
        Ok(Node { span: start..inner.span.end, kind: Kind::Not(Box::new(inner)) })
    }

    fn comparison(&mut self) -> Parsed<'a> {
        let left = self.sum()?;
        let start = left.span.start;
        let node = if let Some(comparison) = self.comparison_sign() {
            let right = self.sum()?;
            Node { span: start..self.read_to(), kind: Kind::Compare(comparison, Box::new(left), Box::new(right)) }
        } else if let Some(inside) = self.in_sign()? {
            let right = self.sum()?;
            Node { span: start..self.read_to(), kind: Kind::In(Box::new(left), Box::new(right), inside) }
        } else {
            return Ok(left);
        };
        let span = self.here();
        if self.comparison_sign().is_some() || self.in_sign()?.is_some() {
            self.errors.push(GuardError::new(GuardFinding::Chained, span));
            return Err(Stop);
        }
        Ok(node)
    }

    fn comparison_sign(&mut self) -> Option<Comparison> {
        let Some(Token::Sign(sign)) = self.peek() else { return None };
        let comparison = match sign {
            Sign::Eq => Comparison::Eq,
            Sign::Ne => Comparison::Ne,
            Sign::Lt => Comparison::Lt,
            Sign::Le => Comparison::Le,
            Sign::Gt => Comparison::Gt,
            Sign::Ge => Comparison::Ge,
            Sign::Plus | Sign::Minus | Sign::Star | Sign::Open | Sign::Close | Sign::ListOpen | Sign::ListClose => {
                return None;
            }
            Sign::Comma | Sign::Dot | Sign::And | Sign::Or | Sign::Not | Sign::Bang | Sign::In => return None,
        };
        self.at += 1;
        Some(comparison)
    }

    /// `in` (true) or `not in` (false).
    fn in_sign(&mut self) -> Result<Option<bool>, Stop> {
        if self.take(Sign::In) {
            return Ok(Some(true));
        }
        if self.take(Sign::Not) {
            self.need(Sign::In, Wanted::Operator)?;
            return Ok(Some(false));
        }
        Ok(None)
    }

    fn sum(&mut self) -> Parsed<'a> {
        let first = self.product()?;
        let start = first.span.start;
        let mut rest = Vec::new();
        loop {
            let plus = self.take(Sign::Plus);
            if !plus && !self.take(Sign::Minus) {
                break;
            }
            rest.push((plus, self.product()?));
        }
        if rest.is_empty() {
            return Ok(first);
        }
        Ok(Node { span: start..self.read_to(), kind: Kind::Sum(Box::new(first), rest) })
    }

    fn product(&mut self) -> Parsed<'a> {
        self.chain(Sign::Star, Self::unary, Kind::Product)
    }

    fn unary(&mut self) -> Parsed<'a> {
        let start = self.here().start;
        if self.take(Sign::Bang) {
            let inner = self.deeper(Self::unary)?;
            return Ok(Node { span: start..inner.span.end, kind: Kind::Not(Box::new(inner)) });
        }
        if self.take(Sign::Minus) {
            let inner = self.deeper(Self::unary)?;
            let span = start..inner.span.end;
            let kind = match inner.kind {
                Kind::Number(n) => Kind::Number(Decimal { units: n.units.saturating_neg(), scale: n.scale }),
                _ => Kind::Negative(Box::new(inner)),
            };
            return Ok(Node { span, kind });
        }
        self.primary()
    }

    fn primary(&mut self) -> Parsed<'a> {
        let span = self.here();
        let Some(token) = self.peek() else { return Err(self.stop(GuardFinding::Expected(Wanted::Value))) };
        let kind = match token {
            Token::Number(number) => Kind::Number(number),
            Token::Text(text) => Kind::Text(text),
            Token::Bool(value) => Kind::Bool(value),
            Token::Broken => Kind::Broken,
            Token::Name(name) => return self.named(name),
            Token::Sign(Sign::Open) => {
                self.at += 1;
                let inner = self.deeper(Self::or)?;
                self.need(Sign::Close, Wanted::Close)?;
                return Ok(Node { span: span.start..self.read_to(), kind: inner.kind });
            }
            Token::Sign(Sign::ListOpen) => return self.deeper(Self::list),
            Token::Sign(_) => return Err(self.stop(GuardFinding::Expected(Wanted::Value))),
        };
        self.at += 1;
        Ok(Node { span, kind })
    }

    fn list(&mut self) -> Parsed<'a> {
        let start = self.here().start;
        self.need(Sign::ListOpen, Wanted::List)?;
        let mut items = Vec::new();
        while !self.take(Sign::ListClose) {
            items.push(self.sum()?);
            if !self.take(Sign::Comma) {
                self.need(Sign::ListClose, Wanted::ListClose)?;
                break;
            }
        }
        Ok(Node { span: start..self.read_to(), kind: Kind::List(items) })
    }

    fn named(&mut self, name: &'a str) -> Parsed<'a> {
        let start = self.here().start;
        let opens = self.tokens.get(self.at + 1).is_some_and(|(t, _)| *t == Token::Sign(Sign::Open));
        if let (Some(function), true) = (function(name), opens) {
            self.at += 2;
            let inner = self.deeper(Self::or)?;
            self.need(Sign::Close, Wanted::Close)?;
            return Ok(Node { span: start..self.read_to(), kind: Kind::Call(function, Box::new(inner)) });
        }
        let any = name == "any" && matches!(self.tokens.get(self.at + 1), Some((Token::Name(_), _)));
        self.at += usize::from(any);
        let path = self.path()?;
        if any && path.first().is_none_or(|(space, _)| *space != "hold") {
            self.at = self.at.saturating_sub(1);
            return Err(self.stop(GuardFinding::Expected(Wanted::Hold)));
        }
        let kind = if any { Kind::AnyHold(path) } else { Kind::Path(path) };
        Ok(Node { span: start..self.read_to(), kind })
    }

    fn path(&mut self) -> Result<Vec<(&'a str, Range<usize>)>, Stop> {
        let mut path = Vec::new();
        loop {
            match self.peek() {
                Some(Token::Name(name)) => path.push((name, self.here())),
                Some(Token::Text(name)) if !path.is_empty() => path.push((name, self.here())),
                _ => return Err(self.stop(GuardFinding::Expected(Wanted::Name))),
            }
            self.at += 1;
            if !self.take(Sign::Dot) {
                return Ok(path);
            }
        }
    }
}

fn function(name: &str) -> Option<Function> {
    Some(match name {
        "any" => Function::Any,
        "all" => Function::All,
        "count" => Function::Count,
        "empty" => Function::Empty,
        "next" => Function::Next,
        _ => return None,
    })
}
