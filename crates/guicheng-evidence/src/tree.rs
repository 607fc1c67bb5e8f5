//! The Merkle tree of RFC 6962 (section 2.1): over all records of a store, in the order of their positions.
//!
//! A leaf is hashed with a zero byte before it, a node with a one byte, so that neither can pass for the other. The tree
//! of n leaves splits at the largest power of two below n.

use alloc::vec::Vec;
use guicheng_core::Digest;
use guicheng_history::{leaf_hash, sha256};
use sha2::{Digest as _, Sha256};

/// The hash of a leaf.
pub fn leaf(bytes: &[u8]) -> Digest {
    leaf_hash(bytes)
}

/// The hash of a node over two hashes.
pub fn node(left: &Digest, right: &Digest) -> Digest {
    let mut hash = Sha256::new();
    hash.update([1]);
    hash.update(left.0);
    hash.update(right.0);
    Digest(hash.finalize().into())
}

/// The root over hashes of leaves; over none it is the hash of nothing.
pub fn root(leaves: &[Digest]) -> Digest {
    match leaves {
        [] => sha256(b""),
        [one] => *one,
        many => {
            let (left, right) = split(many);
            node(&root(left), &root(right))
        }
    }
}

/// The proof that leaf `at` (from 0) is in the tree over `leaves`; nothing where there is no such leaf.
pub fn inclusion(leaves: &[Digest], at: usize) -> Option<Vec<Digest>> {
    if at >= leaves.len() {
        return None;
    }
    if leaves.len() == 1 {
        return Some(Vec::new());
    }
    let (left, right) = split(leaves);
    let (mut path, other) = match at.checked_sub(left.len()) {
        None => (inclusion(left, at)?, root(right)),
        Some(at) => (inclusion(right, at)?, root(left)),
    };
    path.push(other);
    Some(path)
}

/// Whether the proof leads from a leaf at `at` (from 0) to the root of a tree of `size` leaves (RFC 9162, 2.1.3.2).
pub fn includes(size: u64, root: &Digest, at: u64, leaf: &Digest, proof: &[Digest]) -> bool {
    if at >= size {
        return false;
    }
    let (mut here, mut last, mut hash) = (at, size - 1, *leaf);
    for other in proof {
        if last == 0 {
            return false;
        }
        if here & 1 == 1 || here == last {
            hash = node(other, &hash);
            while here & 1 == 0 && here != 0 {
                here >>= 1;
                last >>= 1;
            }
        } else {
            hash = node(&hash, other);
        }
        here >>= 1;
        last >>= 1;
    }
    last == 0 && hash == *root
}

/// The proof that the tree over `leaves` begins with the tree over its first `old`; nothing where there are fewer.
pub fn consistency(leaves: &[Digest], old: usize) -> Option<Vec<Digest>> {
    if old > leaves.len() {
        return None;
    }
    if old == 0 || old == leaves.len() {
        return Some(Vec::new());
    }
    Some(sub_proof(leaves, old, true))
}

fn sub_proof(leaves: &[Digest], old: usize, known: bool) -> Vec<Digest> {
    if old == leaves.len() {
        return if known { Vec::new() } else { [root(leaves)].into() };
    }
    let (left, right) = split(leaves);
    let (mut path, other) = match old.checked_sub(left.len()).filter(|rest| *rest > 0) {
        None => (sub_proof(left, old, known), root(right)),
        Some(rest) => (sub_proof(right, rest, false), root(left)),
    };
    path.push(other);
    path
}

/// Whether the proof shows that a tree of `size` leaves begins with one of `old` leaves (RFC 9162, 2.1.4.2).
pub fn extends(old: u64, old_root: &Digest, size: u64, root: &Digest, proof: &[Digest]) -> bool {
    if old > size {
        return false;
    }
    if old == 0 || old == size {
        let same = if old == 0 { *old_root == sha256(b"") } else { old_root == root };
        return same && proof.is_empty();
    }
    let (first, rest) = if old.is_power_of_two() {
        (*old_root, proof)
    } else {
        let Some((first, rest)) = proof.split_first() else { return false };
        (*first, rest)
    };
    let (mut here, mut last) = (old - 1, size - 1);
    while here & 1 == 1 {
        here >>= 1;
        last >>= 1;
    }
    let (mut before, mut now) = (first, first);
    for other in rest {
        if last == 0 {
            return false;
        }
        if here & 1 == 1 || here == last {
            before = node(other, &before);
            now = node(other, &now);
            while here & 1 == 0 && here != 0 {
                here >>= 1;
                last >>= 1;
            }
        } else {
            now = node(&now, other);
        }
        here >>= 1;
        last >>= 1;
    }
    last == 0 && before == *old_root && now == *root
}

/// At the largest power of two below the number of leaves (of which there are at least two).
fn split(leaves: &[Digest]) -> (&[Digest], &[Digest]) {
    let half = leaves.len().div_ceil(2).next_power_of_two();
    leaves.split_at_checked(half).unwrap_or((leaves, &[]))
}
