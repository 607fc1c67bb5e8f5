//! What is put right in a text that the parser cannot read: a bracket, brace, quote or comma that is missing, a colon for an
//! equals sign, a word without quotes. Each is a finding with its fix, and the rest of the file is read as it was meant:
//! one slip does not hide the next one, nor look like a hundred.
//!
//! Only texts with mistakes come here, and nothing that stands in a good one is taken for a slip: a list is unclosed where
//! a heading or a key begins inside it, a table on one line where something begins that cannot stand in it.

use crate::{
    diagnostic::{Both, Diagnostic, Edit, Fix},
    finding::{Slip, TextFinding},
    source::Source,
};
use alloc::{format, string::String, vec::Vec};
use core::ops::Range;

/// One change: the stretch, and what it should be.
struct Change {
    at: Range<usize>,
    with: String,
    slip: Slip,
}

/// A text with its slips mended.
pub(super) struct Mended {
    pub(super) text: String,
    changes: Vec<Change>,
    /// Where each change stands in it.
    begins: Vec<usize>,
}

impl Mended {
    /// Mends a text; none if there is nothing to mend.
    pub(super) fn of(text: &str) -> Option<Self> {
        let mut pass = Pass {
            text,
            next: 0,
            lines: 0,
            open: Vec::new(),
            last: Last::default(),
            line: Line::Fresh,
            changes: Vec::new(),
        };
        while let Some(c) = pass.char_at(pass.next) {
            pass.step(c);
        }
        pass.end_of_line();
        pass.close_all();
        let mut changes = pass.changes;
        changes.sort_by_key(|change| change.at.start);
        if changes.is_empty() || changes.windows(2).any(|two| matches!(two, [a, b] if a.at.end > b.at.start)) {
            return None;
        }
        let (mut out, mut from, mut begins) = (String::with_capacity(text.len()), 0, Vec::new());
        for change in &changes {
            out.push_str(text.get(from..change.at.start)?);
            begins.push(out.len());
            out.push_str(&change.with);
            from = change.at.end;
        }
        out.push_str(text.get(from..)?);
        Some(Self { text: out, changes, begins })
    }

    /// Where a byte of the mended text stands in the one that was read.
    pub(super) fn origin(&self, byte: usize) -> usize {
        let before = self.begins.partition_point(|begin| *begin <= byte).checked_sub(1);
        let change = before.and_then(|at| self.begins.get(at).zip(self.changes.get(at)));
        let Some((begin, change)) = change else { return byte };
        match (byte - begin).checked_sub(change.with.len()) {
            Some(behind) => change.at.end + behind,
            None => (change.at.start + (byte - begin)).min(change.at.end),
        }
    }

    /// What was mended, with the fixes.
    pub(super) fn findings(&self, source: &Source) -> Vec<Diagnostic> {
        let one = |change: &Change| {
            let span = source.span(change.at.clone());
            let with = change.with.trim();
            let words = match change.slip {
                Slip::Missing(_) => Both::new(format!("补上 `{with}`"), format!("put in `{with}`")),
                Slip::Colon | Slip::Wide | Slip::NoQuotes | Slip::Strokes => {
                    Both::new(format!("改成 `{with}`"), format!("write `{with}`"))
                }
            };
            let fix = Fix {
                words,
                edits: alloc::vec![Edit { span, with: change.with.clone() }],
                safe: change.slip.is_safe(),
            };
            // A place of no width is shown by what stands before it.
            let before =
                source.text.get(..change.at.start).and_then(|text| text.chars().next_back()).map_or(0, char::len_utf8);
            let shown =
                if change.at.is_empty() { change.at.start - before..change.at.start } else { change.at.clone() };
            let mut found = Diagnostic::new(TextFinding::Slip(change.slip), source.span(shown));
            found.fixes.push(fix);
            found
        };
        self.changes.iter().map(one).collect()
    }
}

/// A bracket or brace that is open.
#[derive(Clone, Copy)]
struct Open {
    closer: char,
    /// On which line it stands.
    line: usize,
    /// It opens a heading.
    heading: bool,
}

/// What stands last before here, blanks and comments left out.
#[derive(Clone, Copy, Default)]
struct Last {
    c: char,
    end: usize,
    line: usize,
    /// A value ends there.
    value: bool,
}

/// Where a line stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Line {
    /// Nothing has begun on it.
    Fresh,
    /// A key may stand here.
    Key,
    /// A value, or what is behind it.
    Value,
}

struct Pass<'t> {
    text: &'t str,
    next: usize,
    lines: usize,
    open: Vec<Open>,
    last: Last,
    line: Line,
    changes: Vec<Change>,
}

impl Pass<'_> {
    fn char_at(&self, byte: usize) -> Option<char> {
        self.text.get(byte..)?.chars().next()
    }

    fn rest(&self) -> &str {
        self.text.get(self.next..).unwrap_or_default()
    }

    fn change(&mut self, at: Range<usize>, with: impl Into<String>, slip: Slip) {
        self.changes.push(Change { at, with: with.into(), slip });
    }

    /// A missing sign, behind what stands last.
    fn put(&mut self, sign: char) {
        let at = self.last.end;
        self.change(at..at, sign, Slip::Missing(sign));
    }

    fn step(&mut self, c: char) {
        match c {
            '\n' => {
                self.end_of_line();
                self.lines += 1;
                self.next += 1;
            }
            '#' => self.next += self.rest().find('\n').unwrap_or(self.rest().len()),
            c if c.is_whitespace() => self.next += c.len_utf8(),
            _ => {
                if self.line == Line::Fresh {
                    self.begin_line();
                }
                self.token(c);
            }
        }
    }

    fn end_of_line(&mut self) {
        if self.open.first().is_some_and(|open| open.heading) {
            self.close_all();
        }
        self.line = Line::Fresh;
    }

    fn close_all(&mut self) {
        while let Some(open) = self.open.pop() {
            self.put(open.closer);
        }
        self.last.value = true;
    }

    /// What begins on a line shows whether what is open should have been closed before it.
    fn begin_line(&mut self) {
        self.line = if self.open.last().is_none_or(|open| open.closer == '}') { Line::Key } else { Line::Value };
        let Some(inner) = self.open.last().copied() else { return };
        let one_line = inner.line == self.last.line;
        let rest = self.rest();
        let unclosed = if is_heading(rest) {
            true
        } else if is_key(rest) {
            inner.closer == ']' || one_line && !matches!(self.last.c, ',' | '{')
        } else {
            false
        };
        if unclosed {
            self.close_all();
            self.line = Line::Key;
        } else if inner.closer == '}' && rest.starts_with(']') && one_line {
            self.close_inner();
        }
    }

    /// Closes what is open innermost, before the comma that stands behind it.
    fn close_inner(&mut self) {
        let Some(inner) = self.open.pop() else { return };
        if self.last.c == ',' {
            let at = self.last.end - 1;
            self.change(at..at, inner.closer, Slip::Missing(inner.closer));
        } else {
            self.put(inner.closer);
            self.last.value = true;
        }
        let inside = self.open.last().is_some_and(|open| open.closer == '}');
        self.line = if inside { Line::Key } else { Line::Value };
    }

    fn token(&mut self, c: char) {
        let from = self.next;
        match c {
            '[' | '{' if self.line == Line::Key && self.open.is_empty() => self.opened(c, true),
            '[' | '{' => {
                // Where a key belongs, a table on one line was not closed.
                if self.line == Line::Key && c == '{' {
                    self.close_inner();
                }
                self.comma_before();
                self.opened(c, false);
            }
            ']' | '}' => self.closed(c),
            '"' | '\'' => self.string(c),
            '=' => self.sign(c, Line::Value),
            ',' => {
                let inside = self.open.last().is_some_and(|open| open.closer == '}');
                self.sign(c, if inside { Line::Key } else { Line::Value });
            }
            '.' => self.sign(c, self.line),
            ':' if self.line == Line::Key => {
                self.change(from..from + 1, " =", Slip::Colon);
                self.sign(c, Line::Value);
            }
            _ => self.word(),
        }
    }

    fn sign(&mut self, c: char, line: Line) {
        self.next += c.len_utf8();
        self.last = Last { c, end: self.next, line: self.lines, value: false };
        self.line = line;
    }

    fn opened(&mut self, c: char, heading: bool) {
        let closer = if c == '[' { ']' } else { '}' };
        self.open.push(Open { closer, line: self.lines, heading: heading && c == '[' });
        self.sign(c, if c == '{' || heading { Line::Key } else { Line::Value });
    }

    fn closed(&mut self, c: char) {
        // The other kind is open inside it: that one was forgotten.
        if self.open.iter().any(|open| open.closer == c) {
            while self.open.last().is_some_and(|open| open.closer != c) {
                let closer = self.open.pop().map_or(c, |open| open.closer);
                self.put(closer);
            }
        }
        self.open.pop();
        self.sign(c, Line::Value);
        self.last.value = true;
    }

    /// Two values, or a value and a key, with nothing between them.
    fn comma_before(&mut self) {
        if self.last.value && !self.open.is_empty() {
            self.put(',');
            self.last.value = false;
            if self.open.last().is_some_and(|open| open.closer == '}') {
                self.line = Line::Key;
            }
        }
    }

    fn string(&mut self, quote: char) {
        self.comma_before();
        let from = self.next;
        let long: String = core::iter::repeat_n(quote, 3).collect();
        if self.rest().starts_with(&long) {
            let inside = self.text.get(from + 3..).unwrap_or_default();
            let length = inside.find(&long).unwrap_or(inside.len());
            self.lines += inside.get(..length).unwrap_or_default().matches('\n').count();
            self.next = (from + 3 + length + 3).min(self.text.len());
        } else {
            match end_of_string(self.rest(), quote) {
                Some(length) => self.next += length,
                None => self.unclosed_string(quote),
            }
        }
        let value = self.line == Line::Value;
        self.last = Last { c: quote, end: self.next, line: self.lines, value };
    }

    /// A text that runs to the end of its line: it ends there, if nothing else is open.
    fn unclosed_string(&mut self, quote: char) {
        let line = self.rest().lines().next().unwrap_or_default().trim_end();
        self.next += line.len().max(1);
        if self.open.is_empty() && self.line == Line::Value {
            self.change(self.next..self.next, quote, Slip::Missing(quote));
        }
    }

    /// A word without quotes: a key, a number, a time, yes or no, or a text that needs them.
    fn word(&mut self) {
        // A key cannot stand in a list: that was not closed.
        if self.open.len() > 1 && self.open.last().is_some_and(|open| open.closer == ']') && is_key(self.rest()) {
            self.close_inner();
        }
        self.comma_before();
        let (text, from, value) = (self.text, self.next, self.line == Line::Value);
        let rest = text.get(from..).unwrap_or_default();
        let word = if value { value_of(rest) } else { upto(rest, |c| c.is_whitespace() || c == ':') };
        let quoted = rest.get(word.len()..).is_some_and(|rest| rest.starts_with('"'));
        let plain = narrow(word);
        self.next = from + word.len().max(rest.chars().next().map_or(1, char::len_utf8));
        if value && quoted {
            // The quote behind it is its own: the one before it was left out.
            self.change(from..from, '"', Slip::Missing('"'));
            self.next += 1;
        } else if value && !is_plain_value(&plain) {
            let with = yes_or_no(word).map_or_else(|| format!("\"{plain}\""), String::from);
            self.change(from..self.next, with, Slip::NoQuotes);
        } else if plain != word {
            self.change(from..self.next, plain, Slip::Wide);
        }
        self.last = Last { c: 'a', end: self.next, line: self.lines, value };
    }
}

/// What stands before the next sign, or before what this says.
fn upto(rest: &str, more: impl Fn(char) -> bool) -> &str {
    let ends = |c: char| "=,[]{}#\"'\n".contains(c) || more(c);
    rest.get(..rest.find(ends).unwrap_or(rest.len())).unwrap_or_default().trim_end()
}

/// A value without quotes: a single word, unless that is none; behind a day may stand a time of day.
fn value_of(rest: &str) -> &str {
    let word = upto(rest, char::is_whitespace);
    let time = matches!(rest.as_bytes().get(word.len()..), Some([b' ', b'0'..=b'9', b'0'..=b'9', b':', ..]));
    if is_plain_value(&narrow(word)) && !time { word } else { upto(rest, |_| false) }
}

/// How long a text in single quotes of its kind is; none: its line ends before it.
fn end_of_string(text: &str, quote: char) -> Option<usize> {
    let mut chars = text.char_indices().skip(1);
    while let Some((at, c)) = chars.next() {
        match c {
            '\n' => return None,
            '\\' if quote == '"' => drop(chars.next()),
            c if c == quote => return Some(at + 1),
            _ => {}
        }
    }
    None
}

/// Whether a heading stands here, alone on its line.
fn is_heading(rest: &str) -> bool {
    let line = rest.lines().next().unwrap_or_default().split('#').next().unwrap_or_default().trim();
    let inner = line.trim_matches(['[', ']']);
    let name = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '"');
    line.starts_with('[')
        && inner.starts_with(char::is_alphabetic)
        && inner.chars().all(name)
        && !matches!(inner, "true" | "false")
}

/// Whether a key with its equals sign stands here.
fn is_key(rest: &str) -> bool {
    let name = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.');
    let behind = rest.trim_start_matches(name);
    let behind_blanks = behind.trim_start_matches([' ', '\t']);
    behind.len() < rest.len() && behind_blanks.starts_with('=') && !behind_blanks.starts_with("==")
}

/// The word with full-width letters, digits and signs as plain ones.
fn narrow(word: &str) -> String {
    let one = |c: char| match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        _ => c,
    };
    word.chars().map(one).collect()
}

/// Whether TOML takes a word as a value without quotes.
fn is_plain_value(word: &str) -> bool {
    let number = word.starts_with(|c: char| c.is_ascii_digit() || c == '+' || c == '-');
    let time = word.contains(':') || word.starts_with("0x");
    let signs = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '_' | '.' | ':' | ' ');
    matches!(word, "true" | "false" | "inf" | "nan")
        || number && word.chars().all(signs) && (!word.ends_with(char::is_alphabetic) || time)
}

fn yes_or_no(word: &str) -> Option<&'static str> {
    match word {
        "是" | "True" | "TRUE" | "yes" | "Yes" | "YES" => Some("true"),
        "否" | "False" | "FALSE" | "no" | "No" | "NO" => Some("false"),
        _ => None,
    }
}
