//! The writer.

use super::{SAFE_INTEGER, special};
use alloc::{string::String, vec::Vec};
use core::fmt::Write as _;

/// A key that is known to need no escape, as it stands in a document: quoted, with its colon.
macro_rules! key {
    ($key:ident) => {
        concat!("\"", stringify!($key), "\":")
    };
    ($key:literal) => {
        concat!("\"", $key, "\":")
    };
}

/// Writes one canonical document. The caller gives keys in ascending order; the reader, and with it every test, refuses
/// a document in which they are not.
#[derive(Debug, Default)]
pub struct Writer {
    /// Texts and digits only.
    out: Vec<u8>,
    /// The last day written, and how.
    day: Option<(i64, [u8; 10])>,
}

impl Writer {
    /// A writer with room for so many bytes.
    pub fn with_capacity(bytes: usize) -> Self {
        Self { out: Vec::with_capacity(bytes), day: None }
    }
    /// What was written.
    pub fn finish(self) -> String {
        String::from_utf8(self.out).unwrap_or_else(|e| String::from_utf8_lossy(e.as_bytes()).into_owned())
    }
    /// What was written so far.
    pub(crate) fn as_bytes(&self) -> &[u8] {
        &self.out
    }
    /// Forgets what was written, and keeps the room for it.
    pub(crate) fn clear(&mut self) {
        self.out.clear();
    }
    /// Begins an object.
    pub fn open(&mut self) {
        self.out.push(b'{');
    }
    /// Ends an object.
    pub fn close(&mut self) {
        self.out.push(b'}');
    }
    /// Begins a list.
    pub fn open_list(&mut self) {
        self.out.push(b'[');
    }
    /// Ends a list.
    pub fn close_list(&mut self) {
        self.out.push(b']');
    }
    /// A key; its value comes next.
    pub fn key(&mut self, key: &str) {
        self.separate(b'{');
        self.text(key);
        self.out.push(b':');
    }
    /// A key as `key!` makes it; its value comes next.
    #[inline]
    pub(crate) fn known_key(&mut self, key: &'static str) {
        self.separate(b'{');
        self.raw(key.as_bytes());
    }
    /// A text that is known to need no escape.
    #[inline]
    pub(crate) fn word(&mut self, word: &'static str) {
        self.out.push(b'"');
        self.raw(word.as_bytes());
        self.out.push(b'"');
    }
    /// An entry of a list comes next.
    pub fn item(&mut self) {
        self.separate(b'[');
    }
    /// Null.
    pub fn null(&mut self) {
        self.raw(b"null");
    }
    /// True or false.
    pub fn bool(&mut self, value: bool) {
        self.raw(if value { b"true" } else { b"false" });
    }
    /// A whole number; as text where it is beyond 2^53.
    pub fn int(&mut self, value: i64) {
        let safe = (-SAFE_INTEGER..=SAFE_INTEGER).contains(&value);
        if !safe {
            self.out.push(b'"');
        }
        if value < 0 {
            self.out.push(b'-');
        }
        self.digits(value.unsigned_abs());
        if !safe {
            self.out.push(b'"');
        }
    }
    fn digits(&mut self, value: u64) {
        if value < 10 {
            return self.out.push(b'0' + value as u8);
        }
        let mut buffer = [0_u8; 20];
        let mut rest = value;
        let mut from = buffer.len();
        for (at, digit) in buffer.iter_mut().enumerate().rev() {
            *digit = b'0' + (rest % 10) as u8;
            rest /= 10;
            from = at;
            if rest == 0 {
                break;
            }
        }
        self.raw(buffer.get(from..).unwrap_or_default());
    }
    /// A text as this writes it, with quotes and escapes.
    #[inline]
    pub(crate) fn written(&mut self, text: &str) {
        self.raw(text.as_bytes());
    }
    /// Characters of a text that need no escape, with its quotes.
    #[inline]
    pub(crate) fn raw(&mut self, plain: &[u8]) {
        self.out.extend_from_slice(plain);
    }
    /// A text.
    pub fn text(&mut self, text: &str) {
        self.out.push(b'"');
        let mut rest = text;
        while let Some(at) = special(rest.as_bytes()) {
            let (plain, from) = rest.split_at(at);
            self.raw(plain.as_bytes());
            let mut chars = from.chars();
            if let Some(c) = chars.next() {
                self.escape(c);
            }
            rest = chars.as_str();
        }
        self.raw(rest.as_bytes());
        self.out.push(b'"');
    }
    /// A text made of plain characters only, formatted in place.
    pub(crate) fn plain(&mut self, text: core::fmt::Arguments<'_>) {
        let _ = write!(self, "\"{text}\"");
    }
    /// A day (from any start) as `write` makes it: most that follow each other are the same.
    pub(crate) fn day(&mut self, day: i64, write: impl FnOnce(i64) -> [u8; 10]) -> [u8; 10] {
        match self.day {
            Some((last, written)) if last == day => written,
            _ => {
                let written = write(day);
                self.day = Some((day, written));
                written
            }
        }
    }
    /// Bytes in hexadecimal.
    pub(crate) fn hex(&mut self, bytes: &[u8; 32]) {
        self.out.push(b'"');
        self.raw(&crate::digest::hex_of(bytes));
        self.out.push(b'"');
    }

    fn separate(&mut self, opening: u8) {
        if self.out.last() != Some(&opening) {
            self.out.push(b',');
        }
    }

    fn escape(&mut self, c: char) {
        match c {
            '"' => self.raw(b"\\\""),
            '\\' => self.raw(b"\\\\"),
            '\u{8}' => self.raw(b"\\b"),
            '\u{c}' => self.raw(b"\\f"),
            '\n' => self.raw(b"\\n"),
            '\r' => self.raw(b"\\r"),
            '\t' => self.raw(b"\\t"),
            other => {
                let _ = write!(self, "\\u{:04x}", u32::from(other));
            }
        }
    }
}

impl core::fmt::Write for Writer {
    fn write_str(&mut self, text: &str) -> core::fmt::Result {
        self.raw(text.as_bytes());
        Ok(())
    }
}
