//! Signed notes (C2SP signed-note): a text, an empty line, and a line for each signature.

use crate::{Key, PublicKey, base64};
use alloc::{format, string::String, vec::Vec};

/// Before each signature: an em dash and a blank.
const MARK: &str = "— ";
/// More signature lines than this are refused.
const SIGNATURES: usize = 64;

/// A note that at least one known key has signed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Opened<'n> {
    /// Its text, with the line feed at its end.
    pub text: &'n str,
    /// Names of the known keys that have signed it, in the order of the keys given.
    pub signed_by: Vec<String>,
    /// Signature lines of keys that are not known here: other witnesses may be among them.
    pub unknown: usize,
}

/// Why a note does not count.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum NoteError {
    /// It has not the form of a signed note.
    #[error("this is no signed note")]
    Form,
    /// A signature that names a known key is not that key's.
    #[error("a signature is wrong")]
    Signature,
    /// No known key has signed it.
    #[error("it is not signed by a known key")]
    Unsigned,
}

/// Signs a text, which ends with a line feed, with each of the keys.
pub fn sign(text: &str, keys: &[&Key]) -> String {
    let mut note = format!("{text}\n");
    for key in keys {
        let mut bytes = key.public().hash().to_vec();
        bytes.extend_from_slice(&key.sign(text.as_bytes()));
        note.push_str(&format!("{MARK}{} {}\n", key.name(), base64::encode(&bytes)));
    }
    note
}

/// Opens a note by the keys that are known.
///
/// # Errors
/// [`NoteError`].
pub fn open<'n>(note: &'n str, known: &[PublicKey]) -> Result<Opened<'n>, NoteError> {
    let (text, signatures) = parts(note)?;
    let mut signed: Vec<&PublicKey> = Vec::new();
    let mut unknown = 0;
    for (name, hash, signature) in &signatures {
        let Some(key) = known.iter().find(|k| k.name() == *name && k.hash() == *hash) else {
            unknown += 1;
            continue;
        };
        if !key.verify(text.as_bytes(), signature) {
            return Err(NoteError::Signature);
        }
        signed.push(key);
    }
    if signed.is_empty() {
        return Err(NoteError::Unsigned);
    }
    let signed_by = known.iter().filter(|k| signed.contains(k)).map(|k| k.name().into()).collect();
    Ok(Opened { text, signed_by, unknown })
}

/// The raw 64 bytes with which a key has signed a note: what OpenSSL takes.
///
/// # Errors
/// [`NoteError`].
pub fn raw_signature(note: &str, key: &PublicKey) -> Result<[u8; 64], NoteError> {
    let (_, signatures) = parts(note)?;
    let own = signatures.iter().find(|(name, hash, _)| *name == key.name() && *hash == key.hash());
    own.map(|(_, _, signature)| *signature).ok_or(NoteError::Unsigned)
}

type Line<'n> = (&'n str, [u8; 4], [u8; 64]);

fn parts(note: &str) -> Result<(&str, Vec<Line<'_>>), NoteError> {
    let at = note.rfind("\n\n").ok_or(NoteError::Form)?;
    let (text, rest) = note.split_at_checked(at + 1).ok_or(NoteError::Form)?;
    let lines = rest.strip_prefix('\n').and_then(|r| r.strip_suffix('\n')).ok_or(NoteError::Form)?;
    if note.chars().any(|c| c.is_control() && c != '\n') {
        return Err(NoteError::Form);
    }
    let mut signatures = Vec::new();
    for line in lines.split('\n') {
        let (name, body) = line.strip_prefix(MARK).and_then(|l| l.split_once(' ')).ok_or(NoteError::Form)?;
        let bytes = base64::decode(body).ok_or(NoteError::Form)?;
        let (hash, signature) = bytes.split_first_chunk::<4>().ok_or(NoteError::Form)?;
        if name.is_empty() || signatures.len() >= SIGNATURES {
            return Err(NoteError::Form);
        }
        // Signatures of another length are of algorithms that we do not know.
        let Ok(signature) = signature.try_into() else { continue };
        signatures.push((name, *hash, signature));
    }
    Ok((text, signatures))
}
