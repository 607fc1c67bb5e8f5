//! Words and signs of an expression. Mistakes that everybody makes are reported, mended and read on.

use super::{GuardError, GuardFinding, Scope, error::Errors};
use alloc::{format, string::String, vec::Vec};
use core::ops::Range;
use guicheng_core::Decimal;

/// A word or sign.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) enum Token<'a> {
    Name(&'a str),
    Number(Decimal),
    Text(&'a str),
    Bool(bool),
    Sign(Sign),
    /// Something that was reported already and stands for a value.
    Broken,
}

/// A sign or a word that works like one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Sign {
    Eq,
    Ne,
    Lt,
    Le,
    Gt,
    Ge,
    Plus,
    Minus,
    Star,
    Open,
    Close,
    ListOpen,
    ListClose,
    Comma,
    Dot,
    And,
    Or,
    Not,
    Bang,
    In,
}

pub(super) struct Lexer<'a, 's> {
    text: &'a str,
    at: usize,
    scope: &'s Scope,
    errors: &'s mut Errors,
    tokens: Vec<(Token<'a>, Range<usize>)>,
}

pub(super) fn lex<'a>(text: &'a str, scope: &Scope, errors: &mut Errors) -> Vec<(Token<'a>, Range<usize>)> {
    let mut lexer = Lexer { text, at: 0, scope, errors, tokens: Vec::new() };
    while let Some(c) = lexer.peek() {
        lexer.token(c);
    }
    lexer.tokens
}

impl<'a> Lexer<'a, '_> {
    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or("")
    }

    fn push(&mut self, token: Token<'a>, span: Range<usize>) {
        self.at = span.end;
        self.tokens.push((token, span));
    }

    fn token(&mut self, c: char) {
        let start = self.at;
        if c.is_whitespace() {
            self.at += c.len_utf8();
        } else if c.is_ascii_digit() {
            self.number();
        } else if is_wide_word(c) {
            let wide = self.run(is_wide_word);
            let plain: String = wide.chars().map(narrow).collect();
            self.report(GuardFinding::FullWidth, start..start + wide.len(), Some(plain));
            self.push(Token::Broken, start..start + wide.len());
        } else if is_word(c) {
            let word = self.run(is_word);
            self.word(word);
        } else if let Some(close) = closing(c) {
            self.quoted(c, close);
        } else {
            self.sign(c);
        }
    }

    fn run(&self, test: impl Fn(char) -> bool) -> &'a str {
        let rest = self.rest();
        rest.find(|c| !test(c)).and_then(|end| rest.get(..end)).unwrap_or(rest)
    }

    fn report(&mut self, kind: GuardFinding, span: Range<usize>, fix: Option<String>) {
        self.errors.push(GuardError::new(kind, span).with(fix));
    }

    fn number(&mut self) {
        let start = self.at;
        let whole = self.run(|c| c.is_ascii_digit());
        let after = self.text.get(start + whole.len()..).unwrap_or("");
        let digits = |s: &str| s.bytes().take_while(u8::is_ascii_digit).count();
        let fraction = after.strip_prefix('.').map_or(0, digits);
        let end = start + whole.len() + if fraction > 0 { fraction + 1 } else { 0 };
        let unit = self.text.get(end..).unwrap_or("");
        let unit = unit.find(|c| !is_word(c)).and_then(|n| unit.get(..n)).unwrap_or(unit);
        let known = unit.contains(['且', '或']);
        if !unit.is_empty() && !known {
            let all = start..end + unit.len();
            let fix = self.text.get(all.clone()).map(|time| format!("'{time}'"));
            self.report(GuardFinding::BareTime, all.clone(), fix);
            return self.push(Token::Broken, all);
        }
        match self.text.get(start..end).and_then(|n| n.parse().ok()) {
            Some(number) => self.push(Token::Number(number), start..end),
            None => {
                self.report(GuardFinding::BadNumber, start..end, None);
                self.push(Token::Broken, start..end);
            }
        }
    }

    fn word(&mut self, word: &'a str) {
        let span = self.at..self.at + word.len();
        if let Some(token) = keyword(word) {
            return self.push(token, span);
        }
        if self.scope.knows(word) {
            return self.push(Token::Name(word), span);
        }
        if let Some((sign, meant)) = near_keyword(word) {
            self.report(GuardFinding::LooksLike(meant), span.clone(), Some(meant.into()));
            return self.push(Token::Sign(sign), span);
        }
        // Chinese is written without spaces: 联系上且满意 is two names with a word between them.
        if word.contains(CONNECTIVES) {
            return self.split(word);
        }
        self.push(Token::Name(word), span);
    }

    fn split(&mut self, word: &'a str) {
        let mut rest = word;
        while !rest.is_empty() {
            let start = self.at;
            // A name may hold such a sign itself (或有): the longest known name counts, looking a few signs ahead.
            let ends = rest.match_indices(CONNECTIVES).map(|(at, _)| at).filter(|at| *at > 0).take(LOOK_AHEAD);
            let known =
                ends.clone().chain([rest.len()]).filter(|end| rest.get(..*end).is_some_and(|n| self.scope.knows(n)));
            let sign = rest.chars().next().filter(|c| CONNECTIVES.contains(c)).map(char::len_utf8);
            let end = known.last().or(sign).or_else(|| ends.clone().next()).unwrap_or(rest.len());
            let Some((part, after)) = rest.split_at_checked(end) else { return };
            self.push(keyword(part).unwrap_or(Token::Name(part)), start..start + end);
            rest = after;
        }
    }

    fn quoted(&mut self, open: char, close: char) {
        let start = self.at;
        let inside = start + open.len_utf8();
        let rest = self.text.get(inside..).unwrap_or("");
        let ends = |c: char| c == close || (c == open && !open.is_ascii());
        let Some(length) = rest.find(ends) else {
            self.report(GuardFinding::Unclosed, start..self.text.len(), None);
            return self.push(Token::Broken, start..self.text.len());
        };
        let content = rest.get(..length).unwrap_or("");
        let end_quote = rest.get(length..).and_then(|r| r.chars().next()).map_or(1, char::len_utf8);
        let span = start..inside + length + end_quote;
        if !open.is_ascii() {
            self.report(GuardFinding::FullWidth, span.clone(), Some(format!("'{content}'")));
        }
        self.push(Token::Text(content), span);
    }

    fn sign(&mut self, first: char) {
        let start = self.at;
        let second = self.rest().chars().nth(1);
        let (sign, length) = match (narrow(first), second.map(narrow)) {
            ('=', Some('=')) => (Sign::Eq, 2),
            ('!', Some('=')) => (Sign::Ne, 2),
            ('<', Some('=')) => (Sign::Le, 2),
            ('>', Some('=')) => (Sign::Ge, 2),
            ('&', Some('&')) => (Sign::And, 2),
            ('|', Some('|')) => (Sign::Or, 2),
            ('=', _) => (Sign::Eq, 1),
            ('!', _) => (Sign::Bang, 1),
            ('<', _) => (Sign::Lt, 1),
            ('>', _) => (Sign::Gt, 1),
            ('≤', _) => (Sign::Le, 1),
            ('≥', _) => (Sign::Ge, 1),
            ('≠', _) => (Sign::Ne, 1),
            ('+', _) => (Sign::Plus, 1),
            ('-', _) => (Sign::Minus, 1),
            ('*' | '×', _) => (Sign::Star, 1),
            ('(', _) => (Sign::Open, 1),
            (')', _) => (Sign::Close, 1),
            ('[', _) => (Sign::ListOpen, 1),
            (']', _) => (Sign::ListClose, 1),
            (',', _) => (Sign::Comma, 1),
            ('.', _) => (Sign::Dot, 1),
            _ => {
                let span = start..start + first.len_utf8();
                self.report(GuardFinding::Character(first), span.clone(), None);
                self.at = span.end;
                return;
            }
        };
        let bytes = self.rest().chars().take(length).map(char::len_utf8).sum::<usize>();
        let span = start..start + bytes;
        if bytes != length {
            self.report(GuardFinding::FullWidth, span.clone(), Some(sign.plain().into()));
        } else if sign == Sign::Eq && length == 1 {
            self.report(GuardFinding::SingleEquals, span.clone(), Some("==".into()));
        }
        self.push(Token::Sign(sign), span);
    }
}

impl Sign {
    const fn plain(self) -> &'static str {
        match self {
            Self::Eq => "==",
            Self::Ne => "!=",
            Self::Lt => "<",
            Self::Le => "<=",
            Self::Gt => ">",
            Self::Ge => ">=",
            Self::Plus => "+",
            Self::Minus => "-",
            Self::Star => "*",
            Self::Open => "(",
            Self::Close => ")",
            Self::ListOpen => "[",
            Self::ListClose => "]",
            Self::Comma => ",",
            Self::Dot => ".",
            Self::And => "and",
            Self::Or => "or",
            Self::Not => "not",
            Self::Bang => "!",
            Self::In => "in",
        }
    }
}

/// How many signs a name without blanks around may hold.
const LOOK_AHEAD: usize = 4;
const CONNECTIVES: [char; 3] = ['且', '或', '非'];

fn keyword(word: &str) -> Option<Token<'static>> {
    Some(match word {
        "and" | "且" => Token::Sign(Sign::And),
        "or" | "或" => Token::Sign(Sign::Or),
        "not" | "非" => Token::Sign(Sign::Not),
        "in" => Token::Sign(Sign::In),
        "true" => Token::Bool(true),
        "false" => Token::Bool(false),
        _ => return None,
    })
}

fn near_keyword(word: &str) -> Option<(Sign, &'static str)> {
    Some(match word {
        "AND" | "And" => (Sign::And, "and"),
        "OR" | "Or" => (Sign::Or, "or"),
        "NOT" | "Not" => (Sign::Not, "not"),
        "并且" | "而且" | "和" | "与" => (Sign::And, "且"),
        "或者" => (Sign::Or, "或"),
        "不" | "不是" => (Sign::Not, "非"),
        "等于" => (Sign::Eq, "=="),
        "不等于" => (Sign::Ne, "!="),
        "大于" => (Sign::Gt, ">"),
        "小于" => (Sign::Lt, "<"),
        _ => return None,
    })
}

fn is_word(c: char) -> bool {
    (c.is_alphanumeric() || c == '_') && !is_wide_word(c)
}

/// Full-width forms of ASCII letters and digits.
fn is_wide_word(c: char) -> bool {
    let plain = narrow(c);
    plain != c && plain.is_ascii_alphanumeric()
}

/// The plain form of a full-width sign; other characters stay.
fn narrow(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '【' => '[',
        '】' => ']',
        '、' => ',',
        '。' => '.',
        _ => c,
    }
}

fn closing(open: char) -> Option<char> {
    Some(match open {
        '\'' | '"' => open,
        '‘' | '’' => '’',
        '“' | '”' => '”',
        '「' => '」',
        '＇' => '＇',
        '＂' => '＂',
        _ => return None,
    })
}
