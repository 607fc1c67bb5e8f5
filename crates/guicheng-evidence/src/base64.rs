//! Base64 with padding (RFC 4648, section 4), strict: one text for one content.

use alloc::{string::String, vec::Vec};

const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// Bytes as text.
pub(crate) fn encode(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let byte = |at: usize| u32::from(chunk.get(at).copied().unwrap_or(0));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for at in 0..4_u32 {
            let digit = DIGITS.get((bits >> (18 - 6 * at) & 63) as usize).copied().unwrap_or(b'=');
            out.push(if at as usize > chunk.len() { '=' } else { char::from(digit) });
        }
    }
    out
}

/// Text as bytes; nothing for any other form.
pub(crate) fn decode(text: &str) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(text.len() / 4 * 3);
    if !text.len().is_multiple_of(4) {
        return None;
    }
    for group in text.as_bytes().chunks_exact(4) {
        let used = group.iter().take_while(|b| **b != b'=').count();
        let mut bits = 0_u32;
        for byte in group.iter().take(used) {
            let digit = DIGITS.iter().position(|d| d == byte)?;
            bits = bits << 6 | u32::try_from(digit).ok()?;
        }
        let unused = 4_u32.checked_sub(u32::try_from(used).ok()?)?;
        let [_, a, b, c] = (bits << (6 * unused)).to_be_bytes();
        out.extend([a, b, c].iter().take(used.saturating_sub(1)));
    }
    // Padding elsewhere than at the end, or bits set behind the content, come out as another text.
    (encode(&out) == text).then_some(out)
}

#[cfg(test)]
mod tests {
    use super::{decode, encode};

    #[test]
    fn the_vectors_of_the_rfc() {
        for (bytes, text) in
            [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("foobar", "Zm9vYmFy")]
        {
            assert_eq!(encode(bytes.as_bytes()), text);
            assert_eq!(decode(text).as_deref(), Some(bytes.as_bytes()));
        }
    }

    #[test]
    fn other_forms_are_refused() {
        for text in ["Zg=", "Zh==", "Z===", "====", "Zg==Zg==", "Zm9\n", "Zm 9", "Zg"] {
            assert_eq!(decode(text), None, "{text}");
        }
    }
}
