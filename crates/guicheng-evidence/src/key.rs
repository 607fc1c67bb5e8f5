//! Keys: Ed25519, named, in the forms that OpenSSL and other checkers of signed notes read.

use crate::base64;
use alloc::{boxed::Box, format, string::String};
use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};
use guicheng_history::sha256;

/// The algorithm byte of Ed25519 in a signed note.
const ED25519: u8 = 1;
/// What stands before the 32 bytes in PKCS #8 and in SPKI (RFC 8410).
const PRIVATE: [u8; 16] = [0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 0x22, 4, 0x20];
const PUBLIC: [u8; 12] = [0x30, 0x2a, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 3, 0x21, 0];

/// A key that signs. Its bytes are wiped when it is dropped.
#[derive(Clone)]
pub struct Key {
    name: Box<str>,
    key: SigningKey,
}

/// A key that checks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicKey {
    name: Box<str>,
    key: VerifyingKey,
}

/// Why something is no key.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum KeyError {
    /// A name is empty, or has blanks or a plus sign.
    #[error("a key's name has no blanks and no plus sign")]
    Name,
    /// The text is no such key.
    #[error("this is no Ed25519 key")]
    Form,
    /// The short hash does not belong to the name and the key.
    #[error("the key's short hash does not fit its name")]
    Hash,
}

impl core::fmt::Debug for Key {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Key").field("name", &self.name).finish_non_exhaustive()
    }
}

impl Key {
    /// A key from 32 random bytes.
    ///
    /// # Errors
    /// [`KeyError::Name`].
    pub fn new(name: &str, seed: [u8; 32]) -> Result<Self, KeyError> {
        Ok(Self { name: checked(name)?, key: SigningKey::from_bytes(&seed) })
    }

    /// Its name: the origin of the checkpoints that it signs.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The key that checks what this one signs.
    pub fn public(&self) -> PublicKey {
        PublicKey { name: self.name.clone(), key: self.key.verifying_key() }
    }

    /// Signs.
    pub(crate) fn sign(&self, message: &[u8]) -> [u8; 64] {
        self.key.sign(message).to_bytes()
    }

    /// The key as a PEM file (PKCS #8), with its name in a line before it. Keep it where only its holder can read it.
    pub fn to_pem(&self) -> String {
        let mut bytes = PRIVATE.to_vec();
        bytes.extend_from_slice(&self.key.to_bytes());
        format!(
            "name: {}\n-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n",
            self.name,
            base64::encode(&bytes)
        )
    }

    /// Reads such a file.
    ///
    /// # Errors
    /// [`KeyError`].
    pub fn from_pem(text: &str) -> Result<Self, KeyError> {
        let (name, rest) = text.split_once('\n').ok_or(KeyError::Form)?;
        let name = name.strip_prefix("name: ").ok_or(KeyError::Form)?;
        let body = rest.strip_prefix("-----BEGIN PRIVATE KEY-----\n").ok_or(KeyError::Form)?;
        let body = body.strip_suffix("\n-----END PRIVATE KEY-----\n").ok_or(KeyError::Form)?;
        let bytes = base64::decode(body).ok_or(KeyError::Form)?;
        let seed = bytes.strip_prefix(&PRIVATE).ok_or(KeyError::Form)?;
        Self::new(name, seed.try_into().map_err(|_| KeyError::Form)?)
    }
}

impl PublicKey {
    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The four bytes by which a signature names its key: of SHA-256 over name, line feed, algorithm and key.
    pub fn hash(&self) -> [u8; 4] {
        let mut bytes = self.name.as_bytes().to_vec();
        bytes.extend_from_slice(&[b'\n', ED25519]);
        bytes.extend_from_slice(self.key.as_bytes());
        let [a, b, c, d, ..] = sha256(&bytes).0;
        [a, b, c, d]
    }

    /// Whether a signature is this key's. Small-order keys and malleable signatures are refused.
    pub(crate) fn verify(&self, message: &[u8], signature: &[u8; 64]) -> bool {
        self.key.verify_strict(message, &Signature::from_bytes(signature)).is_ok()
    }

    /// The key as checkers of signed notes read it: `name+hash+base64`.
    pub fn to_vkey(&self) -> String {
        let mut bytes = [ED25519].to_vec();
        bytes.extend_from_slice(self.key.as_bytes());
        let hash: String = self.hash().iter().map(|b| format!("{b:02x}")).collect();
        format!("{}+{hash}+{}", self.name, base64::encode(&bytes))
    }

    /// Reads that form.
    ///
    /// # Errors
    /// [`KeyError`].
    pub fn from_vkey(text: &str) -> Result<Self, KeyError> {
        let (name, rest) = text.split_once('+').ok_or(KeyError::Form)?;
        let (_, body) = rest.split_once('+').ok_or(KeyError::Form)?;
        let bytes = base64::decode(body).ok_or(KeyError::Form)?;
        let [ED25519, key @ ..] = bytes.as_slice() else { return Err(KeyError::Form) };
        let key = VerifyingKey::from_bytes(key.try_into().map_err(|_| KeyError::Form)?).map_err(|_| KeyError::Form)?;
        let public = Self { name: checked(name)?, key };
        // The hash is written with the key: a text that differs in it is not what was handed out.
        if public.to_vkey() == text { Ok(public) } else { Err(KeyError::Hash) }
    }

    /// The key as OpenSSL reads it (SPKI).
    pub fn to_pem(&self) -> String {
        let mut bytes = PUBLIC.to_vec();
        bytes.extend_from_slice(self.key.as_bytes());
        format!("-----BEGIN PUBLIC KEY-----\n{}\n-----END PUBLIC KEY-----\n", base64::encode(&bytes))
    }
}

fn checked(name: &str) -> Result<Box<str>, KeyError> {
    let bad = |c: char| c.is_whitespace() || c == '+' || c.is_control();
    if name.is_empty() || name.contains(bad) { Err(KeyError::Name) } else { Ok(name.into()) }
}
