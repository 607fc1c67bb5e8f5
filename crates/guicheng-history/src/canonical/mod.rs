//! Canonical JSON: RFC 8785 restricted to text, whole numbers within 2^53, booleans, null, lists and objects.
//!
//! The writer puts bytes straight into a string; the reader accepts exactly what the writer can write, so that every
//! document has one form only: no blanks, keys strictly ascending, the shortest escapes, no floats.

mod read;
#[macro_use]
mod write;

pub use read::{Json, JsonError, Unfit, parse};
pub use write::Writer;

/// Integers beyond this (either way) are written as text.
pub const SAFE_INTEGER: i64 = 9_007_199_254_740_991;
/// The most bytes of a document that is read.
pub const DOCUMENT_BYTES: usize = 16 * 1_024 * 1_024;
/// The deepest nesting that is read.
pub const DOCUMENT_DEPTH: usize = 64;

/// The order of keys: by UTF-16 code units, as RFC 8785 says.
pub(crate) fn key_order(a: &str, b: &str) -> core::cmp::Ordering {
    let differ = a.bytes().zip(b.bytes()).find(|(a, b)| a != b);
    match differ {
        None => a.len().cmp(&b.len()),
        // Where plain letters differ, both orders are that of the letters.
        Some((a, b)) if a.is_ascii() && b.is_ascii() => a.cmp(&b),
        Some(_) => a.encode_utf16().cmp(b.encode_utf16()),
    }
}

/// Where the first byte stands that is not itself inside a text: a quote, a backslash, a control character. Eight bytes at
/// a time: a borrow out of a byte of the word marks it, and only what lies behind a marked byte can be marked wrongly.
#[inline]
pub(crate) fn special(bytes: &[u8]) -> Option<usize> {
    const ONES: u64 = u64::from_le_bytes([1; 8]);
    const HIGH: u64 = ONES << 7;
    let less = |word: u64, than: u64| word.wrapping_sub(ONES * than) & !word & HIGH;
    let is = |word: u64, byte: u8| less(word ^ (ONES * u64::from(byte)), 1);
    let within = |word: &[u8; 8]| {
        let word = u64::from_le_bytes(*word);
        let found = less(word, 0x20) | is(word, b'"') | is(word, b'\\');
        (found != 0).then_some((found.trailing_zeros() / 8) as usize)
    };
    let (words, rest) = bytes.as_chunks::<8>();
    for (at, word) in words.iter().enumerate() {
        if let Some(found) = within(word) {
            return Some(at * 8 + found);
        }
    }
    // What is left over is looked at in the last eight bytes: those before it are known to be plain.
    match bytes.last_chunk::<8>() {
        Some(_) if rest.is_empty() => None,
        Some(last) => within(last).map(|found| bytes.len() - 8 + found),
        None => rest.iter().position(|b| *b < 0x20 || *b == b'"' || *b == b'\\'),
    }
}

#[cfg(test)]
mod tests {
    use super::{SAFE_INTEGER, Unfit, Writer, parse};
    use alloc::{string::String, vec::Vec};

    #[test]
    fn special_bytes_are_found_wherever_they_stand() {
        let plain = |b: u8| b >= 0x20 && b != b'"' && b != b'\\';
        for byte in 0..=u8::MAX {
            for at in 0..20 {
                for filling in [b' ', b'~', 0x80, 0xff, b'!', b'#', b'[', b']'] {
                    let mut bytes = [filling; 20];
                    bytes[at] = byte;
                    let want = bytes.iter().position(|b| !plain(*b));
                    assert_eq!(super::special(&bytes), want, "{byte} at {at} in {filling}");
                }
            }
        }
    }

    #[test]
    fn keys_are_ordered_by_their_code_units() {
        let keys =
            ["", "a", "ab", "b", "é", "aé", "a😀", "aﬁ", "😀", "😀a", "😀b", "ﬁ", "中", "中a", "中b", "\u{e000}"];
        for a in keys {
            for b in keys {
                assert_eq!(super::key_order(a, b), a.encode_utf16().cmp(b.encode_utf16()), "{a} {b}");
            }
        }
    }

    fn unfit(text: &str) -> Unfit {
        parse(text).unwrap_err().what
    }

    #[test]
    fn what_is_read_is_written_the_same() {
        let texts = [
            r#"{"a":[],"b":{},"c":[1,-2,0],"d":null,"e":true,"f":false}"#,
            r#""规程 \" \\ \n \u001f / é 😀""#,
            r#"{"é":1,"😀":2,"ﬁ":3}"#,
            "9007199254740991",
            "-9007199254740991",
        ];
        for text in texts {
            let json = parse(text).unwrap_or_else(|e| panic!("{text}: {e}"));
            let mut out = Writer::default();
            json.write(&mut out);
            assert_eq!(out.finish(), text);
        }
    }

    #[test]
    fn other_forms_are_refused() {
        for (text, what) in [
            (r#"{"a":1,"a":2}"#, Unfit::DuplicateKey),
            (r#"{"b":1,"a":2}"#, Unfit::KeyOrder),
            ("1.0", Unfit::Float),
            ("1e3", Unfit::Float),
            ("01", Unfit::Number),
            ("-0", Unfit::Number),
            ("-", Unfit::Number),
            ("9007199254740992", Unfit::TooLarge),
            ("99999999999999999999999", Unfit::TooLarge),
            (r#""\u0041""#, Unfit::Escape),
            (r#""\u000a""#, Unfit::Escape),
            (r#""\u001F""#, Unfit::Escape),
            (r#""\/""#, Unfit::Escape),
            ("\"\n\"", Unfit::Control),
            ("\"a", Unfit::End),
            ("[1, 2]", Unfit::Unexpected),
            ("[1,]", Unfit::Unexpected),
            ("{}x", Unfit::Trailing),
            ("", Unfit::End),
            ("nul", Unfit::Unexpected),
        ] {
            assert_eq!(unfit(text), what, "{text}");
        }
    }

    #[test]
    fn depth_has_a_limit_on_both_sides() {
        let nested = |n: usize| {
            let mut text: String = "[".repeat(n);
            text.push_str(&"]".repeat(n));
            text
        };
        assert!(parse(&nested(super::DOCUMENT_DEPTH)).is_ok());
        assert_eq!(unfit(&nested(super::DOCUMENT_DEPTH + 1)), Unfit::TooDeep);
        assert_eq!(unfit(&"[".repeat(1_000_000)), Unfit::TooDeep);
    }

    #[test]
    fn size_has_a_limit_on_both_sides() {
        let text_of = |n: usize| {
            let mut text = String::from("\"");
            text.push_str(&"x".repeat(n - 2));
            text.push('"');
            text
        };
        assert!(parse(&text_of(super::DOCUMENT_BYTES)).is_ok());
        assert_eq!(unfit(&text_of(super::DOCUMENT_BYTES + 1)), Unfit::TooLong);
    }

    #[test]
    fn integers_beyond_the_safe_ones_are_written_as_text() {
        let written = |n: i64| {
            let mut out = Writer::default();
            out.int(n);
            out.finish()
        };
        assert_eq!(written(SAFE_INTEGER), "9007199254740991");
        assert_eq!(written(SAFE_INTEGER + 1), "\"9007199254740992\"");
        assert_eq!(written(i64::MIN), "\"-9223372036854775808\"");
    }

    #[test]
    fn hostile_bytes_never_panic() {
        let seed = r#"{"a":[1,"x\n",true],"b":{"c":null}}"#;
        let bytes: Vec<u8> = seed.bytes().collect();
        for at in 0..bytes.len() {
            for byte in 0..128_u8 {
                let mut broken = bytes.clone();
                broken[at] = byte;
                let _ = parse(core::str::from_utf8(&broken).unwrap());
                let _ = parse(&seed[..at]);
            }
        }
    }
}
