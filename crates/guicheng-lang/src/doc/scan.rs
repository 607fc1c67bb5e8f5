//! A pass before the parser: how deep the text nests, full-width punctuation from a Chinese keyboard, remarks behind `//`.

use crate::{
    diagnostic::{Both, Diagnostic, Edit},
    finding::{Finding, Slip, TextFinding},
    source::Source,
};
use alloc::{borrow::Cow, format, string::String, vec::Vec};
use memchr::{memchr, memchr2, memchr3};

/// How deep brackets, braces and dotted keys may nest.
pub const DEPTH: usize = 64;

/// Whether a byte can mean something outside of strings and comments: signs of TOML, ends of lines, all but ASCII.
const fn is_sign(byte: u8) -> bool {
    matches!(byte, b'#' | b'"' | b'\'' | b'[' | b'{' | b']' | b'}' | b'.' | b'=' | b',' | b'/' | b'\n' | 128..)
}

/// The same by byte: most of what is read is looked up here.
const SIGNS: [bool; 256] = {
    let mut signs = [false; 256];
    let mut byte = 0;
    while let Some((_, [sign, ..])) = signs.split_at_mut_checked(byte as usize) {
        *sign = is_sign(byte);
        if byte == u8::MAX {
            break;
        }
        byte += 1;
    }
    signs
};

/// Where the pass stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum At {
    Plain,
    Comment,
    /// In a string that ends with this quote, `"` or `'`; `wide`: it was opened by a full-width one.
    String {
        quote: char,
        wide: bool,
    },
    /// In a string that ends with three of these.
    Long {
        quote: char,
    },
}

/// The text as the parser is to see it, of the same length; none if it nests too deeply.
pub fn scan<'s>(source: &'s Source, findings: &mut Vec<Diagnostic>) -> Option<Cow<'s, str>> {
    let mut pass = Pass { source, findings, at: At::Plain, depth: 0, dots: 0, changes: Vec::new() };
    let mut next = pass.idle(0);
    while let Some(c) = pass.char_at(next) {
        let byte = next;
        next += pass.step(byte, c);
        next += pass.idle(next);
        if pass.depth > DEPTH || pass.dots > DEPTH {
            let span = source.span(byte..byte + c.len_utf8());
            pass.findings.push(Diagnostic::new(TextFinding::TooDeep { limit: DEPTH }, span));
            return None;
        }
    }
    if pass.changes.is_empty() {
        return Some(Cow::Borrowed(&source.text));
    }
    let mut clean = String::with_capacity(source.text.len());
    let mut from = 0;
    for (range, with) in &pass.changes {
        clean.push_str(source.text.get(from..range.start)?);
        clean.push_str(with);
        from = range.end;
    }
    clean.push_str(source.text.get(from..)?);
    Some(Cow::Owned(clean))
}

struct Pass<'s, 'f> {
    source: &'s Source,
    findings: &'f mut Vec<Diagnostic>,
    at: At,
    depth: usize,
    dots: usize,
    changes: Vec<(core::ops::Range<usize>, &'static str)>,
}

impl Pass<'_, '_> {
    /// How many bytes from here on mean nothing to the pass where it stands.
    fn idle(&self, from: usize) -> usize {
        let rest = self.source.text.as_bytes().get(from..).unwrap_or_default();
        let stop = match self.at {
            At::Plain => rest.iter().position(|b| SIGNS.get(usize::from(*b)).is_none_or(|sign| *sign)),
            At::Comment => memchr(b'\n', rest),
            At::String { quote: '"', wide: false } => memchr3(b'"', b'\n', b'\\', rest),
            At::String { wide: false, .. } => memchr3(b'\'', b'\n', b'\\', rest),
            At::Long { quote: '"' } => memchr2(b'"', b'\\', rest),
            At::Long { .. } => memchr2(b'\'', b'\\', rest),
            At::String { wide: true, .. } => Some(0),
        };
        stop.unwrap_or(rest.len())
    }

    /// Takes one character; says how many bytes it took.
    fn step(&mut self, byte: usize, c: char) -> usize {
        let plain = c.len_utf8();
        match self.at {
            At::Comment => {
                if c == '\n' {
                    self.at = At::Plain;
                }
                plain
            }
            At::String { quote, wide } => self.in_string(byte, c, quote, wide),
            At::Long { quote } => self.in_long(byte, c, quote),
            At::Plain => self.in_plain(byte, c),
        }
    }

    fn in_string(&mut self, byte: usize, c: char, quote: char, wide: bool) -> usize {
        if c == '\\' && quote == '"' {
            return 1 + self.char_at(byte + 1).filter(|c| *c != '\n').map_or(0, char::len_utf8);
        }
        if c == '\n' || c == quote {
            self.at = At::Plain;
        } else if wide && is_wide_quote(c) {
            self.close(byte, c, if quote == '"' { "\"  " } else { "'  " });
            self.at = At::Plain;
        }
        c.len_utf8()
    }

    fn in_long(&mut self, byte: usize, c: char, quote: char) -> usize {
        if c == '\\' && quote == '"' {
            return 1 + self.char_at(byte + 1).map_or(0, char::len_utf8);
        }
        if c == quote && self.three(byte, quote) {
            self.at = At::Plain;
            // Up to two more quotes belong to the string's content: they lie before its end.
            let more = (3..5).take_while(|n| self.char_at(byte + n) == Some(quote)).count();
            return 3 + more;
        }
        c.len_utf8()
    }

    fn in_plain(&mut self, byte: usize, c: char) -> usize {
        match c {
            '#' => self.at = At::Comment,
            '/' if self.char_at(byte + 1) == Some('/') => self.strokes(byte),
            '"' | '\'' if self.three(byte, c) => {
                self.at = At::Long { quote: c };
                return 3;
            }
            '"' | '\'' => self.at = At::String { quote: c, wide: false },
            '[' | '{' => {
                self.depth += 1;
                self.dots = 0;
            }
            ']' | '}' => self.depth = self.depth.saturating_sub(1),
            '.' => self.dots += 1,
            '=' | ',' | '\n' => self.dots = 0,
            _ => self.wide(byte, c),
        }
        c.len_utf8()
    }

    /// A remark as other languages write it.
    fn strokes(&mut self, byte: usize) {
        let range = byte..byte + 2;
        let span = self.source.span(range.clone());
        let words = Both::new("改成 `#`", "write `#`");
        let found = Diagnostic::new(TextFinding::Slip(Slip::Strokes), span);
        self.findings.push(found.fix(words, span, "#", true));
        self.changes.push((range, "# "));
        self.at = At::Comment;
    }

    fn wide(&mut self, byte: usize, c: char) {
        let with = match c {
            '，' | '、' => ",  ",
            '：' | '＝' => "=  ",
            '［' | '【' => "[  ",
            '］' | '】' => "]  ",
            '｛' => "{  ",
            '｝' => "}  ",
            '．' => ".  ",
            '＃' => "#  ",
            '\u{3000}' => "   ",
            '\u{a0}' => "  ",
            '“' | '”' | '＂' => "  \"",
            '‘' | '’' | '＇' => "  '",
            _ => return,
        };
        match with.trim() {
            "\"" => self.at = At::String { quote: '"', wide: true },
            "'" => self.at = At::String { quote: '\'', wide: true },
            "#" => self.at = At::Comment,
            "[" | "{" => self.depth += 1,
            "]" | "}" => self.depth = self.depth.saturating_sub(1),
            _ => {}
        }
        if matches!(with.trim(), "]" | "}") && self.opened_wide(with.trim(), byte) {
            self.close(byte, c, with);
        } else {
            self.change(byte, c, with);
        }
    }

    /// Whether the last finding is of the full-width bracket that this one closes, on the same line.
    fn opened_wide(&self, closer: &str, byte: usize) -> bool {
        let Some(last) = self.findings.last() else { return false };
        let opener = if closer == "]" { "[" } else { "{" };
        let wide = matches!(&last.finding, Finding::Text(TextFinding::FullWidth { plain, .. }) if *plain == opener);
        let between = self.source.text.get(last.primary.range().end..byte);
        wide && between.is_some_and(|text| !text.contains(['\n', '[', '{']))
    }

    /// The closing quote of a pair belongs to the finding of the opening one.
    fn close(&mut self, byte: usize, c: char, with: &'static str) {
        let range = byte..byte + c.len_utf8();
        let span = self.source.span(range.clone());
        if let Some(opening) = self.findings.last_mut() {
            opening.primary.end = span.end;
            if let Some(fix) = opening.fixes.first_mut() {
                fix.edits.push(Edit { span, with: with.trim().into() });
            }
        }
        self.changes.push((range, with));
    }

    fn change(&mut self, byte: usize, c: char, with: &'static str) {
        let range = byte..byte + c.len_utf8();
        let plain = if with.trim().is_empty() { " " } else { with.trim() };
        let words = Both::new(format!("改成半角的 `{plain}`"), format!("write a plain `{plain}`"));
        let span = self.source.span(range.clone());
        self.findings
            .push(Diagnostic::new(TextFinding::FullWidth { found: c, plain }, span).fix(words, span, plain, true));
        self.changes.push((range, with));
    }

    fn char_at(&self, byte: usize) -> Option<char> {
        match self.source.text.as_bytes().get(byte)? {
            plain @ ..128 => Some(char::from(*plain)),
            _ => self.source.text.get(byte..)?.chars().next(),
        }
    }

    fn three(&self, byte: usize, quote: char) -> bool {
        (0..3).all(|n| self.char_at(byte + n) == Some(quote))
    }
}

fn is_wide_quote(c: char) -> bool {
    matches!(c, '“' | '”' | '＂' | '‘' | '’' | '＇')
}
