//! The strict reader.

use super::{DOCUMENT_BYTES, DOCUMENT_DEPTH, SAFE_INTEGER, Writer, key_order, special};
use alloc::{borrow::Cow, string::String, vec::Vec};
use core::cmp::Ordering;

/// A document that was read.
///
/// Its tag takes eight bytes, so that what follows is copied in whole words: a tenth of reading a history.
#[derive(Clone, Debug, PartialEq, Eq)]
#[repr(u64)]
pub enum Json<'a> {
    /// Null.
    Null,
    /// True or false.
    Bool(bool),
    /// A whole number within 2^53.
    Int(i64),
    /// A text.
    Text(Cow<'a, str>),
    /// A list.
    List(Vec<Self>),
    /// An object, its keys strictly ascending.
    Object(Vec<(Cow<'a, str>, Self)>),
}

impl Json<'_> {
    /// Writes it back: the same bytes that it was read from.
    pub fn write(&self, out: &mut Writer) {
        match self {
            Self::Null => out.null(),
            Self::Bool(value) => out.bool(*value),
            Self::Int(value) => out.int(*value),
            Self::Text(text) => out.text(text),
            Self::List(items) => {
                out.open_list();
                for item in items {
                    out.item();
                    item.write(out);
                }
                out.close_list();
            }
            Self::Object(pairs) => {
                out.open();
                for (key, value) in pairs {
                    out.key(key);
                    value.write(out);
                }
                out.close();
            }
        }
    }
}

/// Why a text is no canonical document, and at which byte.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("{what} at byte {at}")]
pub struct JsonError {
    /// Where, in bytes from 0.
    pub at: usize,
    /// Why.
    pub what: Unfit,
}

/// Why a text is no canonical document.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Unfit {
    /// It stops in the middle.
    #[error("the text stops in the middle")]
    End,
    /// Something follows it.
    #[error("something follows the document")]
    Trailing,
    /// A character that cannot stand here.
    #[error("an unexpected character")]
    Unexpected,
    /// A key stands twice.
    #[error("a key stands twice")]
    DuplicateKey,
    /// Keys are not in ascending order.
    #[error("a key is out of order")]
    KeyOrder,
    /// A number with a fraction or an exponent.
    #[error("a number that is not whole")]
    Float,
    /// A number written otherwise than canonically.
    #[error("a number in another form")]
    Number,
    /// A number beyond 2^53.
    #[error("a number beyond 2^53")]
    TooLarge,
    /// An escape that is unknown or not the shortest.
    #[error("an escape in another form")]
    Escape,
    /// A control character that is not escaped.
    #[error("a bare control character")]
    Control,
    /// Nested too deeply.
    #[error("nested too deeply")]
    TooDeep,
    /// Too many bytes.
    #[error("too long")]
    TooLong,
}

/// Reads one canonical document.
///
/// # Errors
/// Where the text is anything but the one canonical form of a document within the limits.
pub fn parse(text: &str) -> Result<Json<'_>, JsonError> {
    let mut reader = Reader { text, at: 0 };
    if text.len() > DOCUMENT_BYTES {
        return Err(reader.error(Unfit::TooLong));
    }
    let json = reader.value(0)?;
    if reader.at < text.len() {
        return Err(reader.error(Unfit::Trailing));
    }
    Ok(json)
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Reader<'a> {
    fn value(&mut self, depth: usize) -> Result<Json<'a>, JsonError> {
        match self.peek()? {
            b'{' => self.object(depth + 1),
            b'[' => self.list(depth + 1),
            b'"' => self.string().map(Json::Text),
            b'-' | b'0'..=b'9' => self.number(),
            b't' => self.word("true", Json::Bool(true)),
            b'f' => self.word("false", Json::Bool(false)),
            b'n' => self.word("null", Json::Null),
            _ => Err(self.error(Unfit::Unexpected)),
        }
    }

    fn object(&mut self, depth: usize) -> Result<Json<'a>, JsonError> {
        self.enter(depth)?;
        if self.eat(b'}') {
            return Ok(Json::Object(Vec::new()));
        }
        // A record has a dozen keys, what is inside it a few.
        let mut pairs: Vec<(Cow<'a, str>, Json<'a>)> = Vec::with_capacity(if depth == 1 { 12 } else { 4 });
        loop {
            let key = self.string()?;
            if let Some((before, _)) = pairs.last() {
                match key_order(before, &key) {
                    Ordering::Less => {}
                    Ordering::Equal => return Err(self.error(Unfit::DuplicateKey)),
                    Ordering::Greater => return Err(self.error(Unfit::KeyOrder)),
                }
            }
            self.expect(b':')?;
            pairs.push((key, self.value(depth)?));
            if self.eat(b'}') {
                return Ok(Json::Object(pairs));
            }
            self.expect(b',')?;
        }
    }

    fn list(&mut self, depth: usize) -> Result<Json<'a>, JsonError> {
        self.enter(depth)?;
        let mut items = Vec::new();
        if self.eat(b']') {
            return Ok(Json::List(items));
        }
        loop {
            items.push(self.value(depth)?);
            if self.eat(b']') {
                return Ok(Json::List(items));
            }
            self.expect(b',')?;
        }
    }

    fn enter(&mut self, depth: usize) -> Result<(), JsonError> {
        if depth > DOCUMENT_DEPTH {
            return Err(self.error(Unfit::TooDeep));
        }
        self.at += 1;
        Ok(())
    }

    fn string(&mut self) -> Result<Cow<'a, str>, JsonError> {
        self.expect(b'"')?;
        let mut owned = String::new();
        loop {
            let rest = self.text.as_bytes().get(self.at..).unwrap_or_default();
            let stop = special(rest).and_then(|at| Some((*rest.get(at)?, self.text.get(self.at..self.at + at)?)));
            let Some((stop, plain)) = stop else {
                self.at = self.text.len();
                return Err(self.error(Unfit::End));
            };
            self.at += plain.len();
            match stop {
                b'"' => {
                    self.at += 1;
                    return Ok(if owned.is_empty() { Cow::Borrowed(plain) } else { Cow::Owned(owned + plain) });
                }
                b'\\' => {
                    owned.push_str(plain);
                    owned.push(self.escape()?);
                }
                _ => return Err(self.error(Unfit::Control)),
            }
        }
    }

    fn escape(&mut self) -> Result<char, JsonError> {
        let (c, length) = match self.rest().as_bytes() {
            [_, b'"', ..] => ('"', 2),
            [_, b'\\', ..] => ('\\', 2),
            [_, b'b', ..] => ('\u{8}', 2),
            [_, b'f', ..] => ('\u{c}', 2),
            [_, b'n', ..] => ('\n', 2),
            [_, b'r', ..] => ('\r', 2),
            [_, b't', ..] => ('\t', 2),
            [_, b'u', b'0', b'0', high @ b'0'..=b'1', low @ (b'0'..=b'9' | b'a'..=b'f'), ..] => {
                let low = if low.is_ascii_digit() { low - b'0' } else { low - b'a' + 10 };
                let c = char::from((high - b'0') * 16 + low);
                if matches!(c, '\u{8}' | '\u{c}' | '\n' | '\r' | '\t') {
                    return Err(self.error(Unfit::Escape));
                }
                (c, 6)
            }
            _ => return Err(self.error(Unfit::Escape)),
        };
        self.at += length;
        Ok(c)
    }

    fn number(&mut self) -> Result<Json<'a>, JsonError> {
        let rest = self.rest();
        let (sign, digits) = rest.strip_prefix('-').map_or((1_i64, rest), |digits| (-1, digits));
        let length = digits.bytes().position(|b| !b.is_ascii_digit()).unwrap_or(digits.len());
        let (digits, after) = digits.split_at_checked(length).unwrap_or((digits, ""));
        if matches!(after.bytes().next(), Some(b'.' | b'e' | b'E')) {
            return Err(self.error(Unfit::Float));
        }
        let zero_first = digits.starts_with('0') && (digits.len() > 1 || sign < 0);
        if digits.is_empty() || zero_first {
            return Err(self.error(Unfit::Number));
        }
        match digits.parse::<i64>() {
            Ok(n) if n <= SAFE_INTEGER => {
                self.at += rest.len() - after.len();
                Ok(Json::Int(sign * n))
            }
            _ => Err(self.error(Unfit::TooLarge)),
        }
    }

    fn word(&mut self, word: &str, value: Json<'a>) -> Result<Json<'a>, JsonError> {
        if !self.rest().starts_with(word) {
            return Err(self.error(Unfit::Unexpected));
        }
        self.at += word.len();
        Ok(value)
    }

    fn expect(&mut self, byte: u8) -> Result<(), JsonError> {
        if self.eat(byte) {
            return Ok(());
        }
        self.peek()?;
        Err(self.error(Unfit::Unexpected))
    }

    fn eat(&mut self, byte: u8) -> bool {
        let there = self.text.as_bytes().get(self.at) == Some(&byte);
        self.at += usize::from(there);
        there
    }

    fn peek(&self) -> Result<u8, JsonError> {
        self.text.as_bytes().get(self.at).copied().ok_or(self.error(Unfit::End))
    }

    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or("")
    }

    fn error(&self, what: Unfit) -> JsonError {
        JsonError { at: self.at, what }
    }
}
