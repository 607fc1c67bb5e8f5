//! Evidence: what lets a stranger see that a history is whole and unaltered, without our store.
//!
//! [`tree`] is the Merkle tree of RFC 6962 over all records of a store; [`Frontier`] is one that grows and keeps a root for
//! each bit of its size, [`Subtrees`] makes proofs out of one that lies in a store. [`note`] and [`Checkpoint`] are the
//! signed statement of its size and root (C2SP signed note and tlog checkpoint, Ed25519); [`zip`] and [`pack`] make one
//! reproducible file of a case, and check it. Bytes in, bytes out: no file, no clock, no random number.
//!
//! What it cannot do: whoever holds the key can rewrite everything and sign it again, until somebody else keeps a
//! checkpoint. A program that shows a checkpoint without a witness says so ([`Checkpoint`] knows of none).
//!
//! ```
//! use guicheng_evidence::{Checkpoint, Key, note, tree};
//!
//! let key = Key::new("estate.example/records", [7; 32]).expect("a name without blanks");
//! let leaves = [tree::leaf(b"one"), tree::leaf(b"two")];
//! let checkpoint = Checkpoint { origin: key.name().into(), size: 2, root: tree::root(&leaves) };
//! let signed = note::sign(&checkpoint.text(), &[&key]);
//! let opened = note::open(&signed, &[key.public()]).expect("signed by us");
//! assert_eq!(Checkpoint::read(opened.text), Ok(checkpoint));
//! ```

#![no_std]
extern crate alloc;

mod base64;
mod checkpoint;
mod frontier;
mod key;
pub mod note;
pub mod pack;
mod subtrees;
#[cfg(test)]
mod tests;
pub mod tree;
pub mod zip;

pub use checkpoint::{Checkpoint, NotCheckpoint};
pub use frontier::Frontier;
pub use key::{Key, KeyError, PublicKey};
pub use subtrees::{STEP, Subtrees};
