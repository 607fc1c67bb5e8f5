//! SHA-256 and its hexadecimal form.

use alloc::string::String;
use guicheng_core::Digest;
use sha2::{Digest as _, Sha256};

/// The SHA-256 of bytes.
pub fn sha256(bytes: &[u8]) -> Digest {
    Digest(Sha256::digest(bytes).into())
}

/// The hash of a record as a leaf of the tree of RFC 6962: SHA-256 over a zero byte and the line.
pub fn leaf_hash(line: &[u8]) -> Digest {
    let mut hash = Sha256::new();
    hash.update([0]);
    hash.update(line);
    Digest(hash.finalize().into())
}

/// A digest in lower-case hexadecimal.
pub fn to_hex(digest: &Digest) -> String {
    hex_of(&digest.0).into_iter().map(char::from).collect()
}

/// A digest from its 64 lower-case hexadecimal digits; nothing for anything else.
pub fn from_hex(text: &str) -> Option<Digest> {
    let mut bytes = [0_u8; 32];
    if text.len() != 64 {
        return None;
    }
    for (byte, pair) in bytes.iter_mut().zip(text.as_bytes().chunks_exact(2)) {
        let [high, low] = pair else { return None };
        *byte = digit(*high)? * 16 + digit(*low)?;
    }
    Some(Digest(bytes))
}

/// The digits of a digest.
pub(crate) fn hex_of(bytes: &[u8; 32]) -> [u8; 64] {
    const ONES: u64 = u64::from_le_bytes([1; 8]);
    let mut digits = [0; 64];
    for (eight, four) in digits.as_chunks_mut::<8>().0.iter_mut().zip(bytes.as_chunks::<4>().0) {
        // Four bytes are drawn apart, in three strides, until each of their halves is a byte.
        let word = u64::from(u32::from_be_bytes(*four));
        let word = (word | (word << 16)) & 0x0000_ffff_0000_ffff;
        let word = (word | (word << 8)) & 0x00ff_00ff_00ff_00ff;
        let halves = (word | (word << 4)) & (ONES * 15);
        // From ten on a half with six more is sixteen or above; `a` stands 39 behind the place that follows `9`.
        let letters = ((halves + ONES * 6) >> 4) & ONES;
        *eight = (halves + ONES * u64::from(b'0') + letters * 39).to_be_bytes();
    }
    digits
}

fn digit(c: u8) -> Option<u8> {
    match c {
        b'0'..=b'9' => Some(c - b'0'),
        b'a'..=b'f' => Some(c - b'a' + 10),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{from_hex, sha256, to_hex};
    use alloc::{format, string::String};
    use guicheng_core::Digest;

    #[test]
    fn digest_of_nothing_is_the_known_one() {
        let hex = to_hex(&sha256(b""));
        assert_eq!(hex, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
        assert_eq!(from_hex(&hex), Some(sha256(b"")));
    }

    #[test]
    fn every_byte_has_its_two_digits() {
        for byte in 0..=u8::MAX {
            for at in 0..32 {
                let mut bytes = [0x5a; 32];
                bytes[at] = byte;
                let digits: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
                assert_eq!(to_hex(&Digest(bytes)), digits);
                assert_eq!(from_hex(&digits), Some(Digest(bytes)));
            }
        }
    }

    #[test]
    fn other_forms_are_no_digest() {
        let hex = to_hex(&sha256(b""));
        for text in ["", &hex[1..], &hex.to_uppercase(), &hex.replace('e', "g"), &hex.replace("e3", "é")] {
            assert_eq!(from_hex(text), None, "{text}");
        }
    }
}
