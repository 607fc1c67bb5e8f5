//! The writer.

use super::{SAFE_INTEGER, special};
use alloc::string::String;
use core::fmt::Write as _;

/// Writes one canonical document. The caller gives keys in ascending order; the reader, and with it every test, refuses
/// a document in which they are not.
#[derive(Debug, Default)]
pub struct Writer {
    out: String,
}

impl Writer {
    /// A writer with room for so many bytes.
    pub fn with_capacity(bytes: usize) -> Self {
        Self { out: String::with_capacity(bytes) }
    }
    /// What was written.
    pub fn finish(self) -> String {
        self.out
    }
    /// Begins an object.
    pub fn open(&mut self) {
        self.out.push('{');
    }
    /// Ends an object.
    pub fn close(&mut self) {
        self.out.push('}');
    }
    /// Begins a list.
    pub fn open_list(&mut self) {
        self.out.push('[');
    }
    /// Ends a list.
    pub fn close_list(&mut self) {
        self.out.push(']');
    }
    /// A key; its value comes next.
    pub fn key(&mut self, key: &str) {
        self.separate(b'{');
        self.text(key);
        self.out.push(':');
    }
    /// An entry of a list comes next.
    pub fn item(&mut self) {
        self.separate(b'[');
    }
    /// Null.
    pub fn null(&mut self) {
        self.out.push_str("null");
    }
    /// True or false.
    pub fn bool(&mut self, value: bool) {
        self.out.push_str(if value { "true" } else { "false" });
    }
    /// A whole number; as text where it is beyond 2^53.
    pub fn int(&mut self, value: i64) {
        let mark = if (-SAFE_INTEGER..=SAFE_INTEGER).contains(&value) { "" } else { "\"" };
        self.out.push_str(mark);
        if value < 0 {
            self.out.push('-');
        }
        self.digits(value.unsigned_abs(), 1);
        self.out.push_str(mark);
    }
    /// The digits of a number, at least so many.
    pub(crate) fn digits(&mut self, value: u64, least: usize) {
        let mut buffer = [b'0'; 20];
        let mut rest = value;
        let mut used = 0;
        for digit in buffer.iter_mut().rev() {
            if rest == 0 && used >= least {
                break;
            }
            // The remainder of ten is one digit.
            *digit = b'0' + u8::try_from(rest % 10).unwrap_or(0);
            rest /= 10;
            used += 1;
        }
        let digits = buffer.len().checked_sub(used).and_then(|from| buffer.get(from..));
        self.out.push_str(digits.and_then(|d| core::str::from_utf8(d).ok()).unwrap_or(""));
    }
    /// Characters that need no escape, inside a text that the caller opens and closes.
    pub(crate) fn raw(&mut self, plain: &str) {
        self.out.push_str(plain);
    }
    /// A text.
    pub fn text(&mut self, text: &str) {
        self.out.push('"');
        let mut rest = text;
        while let Some(at) = special(rest.as_bytes()) {
            let (plain, from) = rest.split_at(at);
            self.out.push_str(plain);
            let mut chars = from.chars();
            if let Some(c) = chars.next() {
                self.escape(c);
            }
            rest = chars.as_str();
        }
        self.out.push_str(rest);
        self.out.push('"');
    }
    /// A text made of plain characters only, formatted in place.
    pub(crate) fn plain(&mut self, text: core::fmt::Arguments<'_>) {
        let _ = write!(self.out, "\"{text}\"");
    }
    /// Bytes in hexadecimal.
    pub(crate) fn hex(&mut self, bytes: &[u8]) {
        self.out.push('"');
        crate::digest::push_hex(&mut self.out, bytes);
        self.out.push('"');
    }

    fn separate(&mut self, opening: u8) {
        if self.out.as_bytes().last() != Some(&opening) {
            self.out.push(',');
        }
    }

    fn escape(&mut self, c: char) {
        match c {
            '"' => self.out.push_str("\\\""),
            '\\' => self.out.push_str("\\\\"),
            '\u{8}' => self.out.push_str("\\b"),
            '\u{c}' => self.out.push_str("\\f"),
            '\n' => self.out.push_str("\\n"),
            '\r' => self.out.push_str("\\r"),
            '\t' => self.out.push_str("\\t"),
            other => {
                let _ = write!(self.out, "\\u{:04x}", u32::from(other));
            }
        }
    }
}
