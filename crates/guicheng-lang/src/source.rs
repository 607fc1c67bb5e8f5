//! Sources as they come from people's desks: byte order marks, CRLF, other encodings; lines and columns.

use crate::{
    diagnostic::{Both, Diagnostic, FileId, Fix, Span},
    finding::TextFinding,
};
use alloc::{borrow::ToOwned, boxed::Box, string::String, vec::Vec};

/// The largest source read, in bytes.
pub const SOURCE_BYTES: usize = 2 * 1024 * 1024;

/// A source: a file's text and where it came from.
#[derive(Clone, Debug)]
pub struct Source {
    /// Which of the sources read together.
    pub id: FileId,
    /// Its path, as it is to be shown.
    pub path: Box<str>,
    /// Its text, without a byte order mark. All places count in this text.
    pub text: String,
    /// It began with a byte order mark.
    pub bom: bool,
    lines: Vec<u32>,
    trouble: Option<Diagnostic>,
}

/// A place as people count: from 1, in characters.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct LineColumn {
    /// The line.
    pub line: u32,
    /// The column.
    pub column: u32,
}

impl Source {
    /// Takes the bytes of a file. What they are not (UTF-8, small enough) becomes a finding: see [`Self::trouble`].
    pub fn from_bytes(id: FileId, path: &str, bytes: &[u8]) -> Self {
        if bytes.len() > SOURCE_BYTES {
            let found = TextFinding::TooLarge { bytes: bytes.len(), limit: SOURCE_BYTES };
            return Self::build(id, path, String::new(), false, Some(Diagnostic::new(found, Span::new(id, 0..0))));
        }
        let (bom, body) = bytes.strip_prefix(b"\xEF\xBB\xBF").map_or((false, bytes), |rest| (true, rest));
        match core::str::from_utf8(body) {
            Ok(text) => Self::build(id, path, text.to_owned(), bom, None),
            Err(error) => Self::foreign(id, path, body, error.valid_up_to()),
        }
    }

    /// Takes a text.
    pub fn from_text(id: FileId, path: &str, text: &str) -> Self {
        Self::from_bytes(id, path, text.as_bytes())
    }

    /// Why it is not to be read at all, or only after repair.
    pub fn trouble(&self) -> Option<&Diagnostic> {
        self.trouble.as_ref()
    }

    /// The stretch of a byte range.
    ///
    /// A range that cuts a letter in two, as the parser gives it for one that it does not expect, takes in the whole letter.
    pub fn span(&self, range: core::ops::Range<usize>) -> Span {
        let whole = |byte: &usize| self.text.is_char_boundary(*byte);
        let last = self.text.len();
        let start = (0..=range.start.min(last)).rev().find(whole).unwrap_or(0);
        let end = (range.end.min(last)..=last).find(whole).unwrap_or(last);
        Span::new(self.id, start..end)
    }

    /// Line and column of a byte.
    pub fn place(&self, byte: u32) -> LineColumn {
        let line = self.lines.partition_point(|start| *start <= byte).saturating_sub(1);
        let start = self.lines.get(line).copied().unwrap_or(0) as usize;
        let before = self.text.get(start..byte as usize).map_or(0, |text| text.chars().count());
        let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        LineColumn { line: count(line).saturating_add(1), column: count(before).saturating_add(1) }
    }

    /// The first byte of a line (from 1); past the last line the end of the text.
    pub fn line_start(&self, line: u32) -> usize {
        let at = usize::try_from(line.saturating_sub(1)).unwrap_or(usize::MAX);
        self.lines.get(at).map_or(self.text.len(), |start| *start as usize)
    }

    fn build(id: FileId, path: &str, text: String, bom: bool, trouble: Option<Diagnostic>) -> Self {
        let ends = memchr::memchr_iter(b'\n', text.as_bytes());
        let lines = core::iter::once(0).chain(ends.map(|at| u32::try_from(at + 1).unwrap_or(u32::MAX))).collect();
        Self { id, path: path.into(), text, bom, lines, trouble }
    }

    /// Not UTF-8: read as GB 18030 (of which GBK is a part) if all of it fits, for that is what Chinese desks produce.
    fn foreign(id: FileId, path: &str, body: &[u8], at: usize) -> Self {
        match encoding_rs::GB18030.decode_without_bom_handling_and_without_replacement(body) {
            Some(text) => {
                let words = Both::new("另存为 UTF-8", "save it as UTF-8");
                let mut found = Diagnostic::new(TextFinding::Gbk, Span::new(id, 0..0));
                found.fixes.push(Fix { words, edits: Vec::new(), safe: true });
                Self::build(id, path, text.into_owned(), false, Some(found))
            }
            None => {
                let found = Diagnostic::new(TextFinding::NotUtf8 { at }, Span::new(id, 0..0));
                Self::build(id, path, String::new(), false, Some(found))
            }
        }
    }
}
