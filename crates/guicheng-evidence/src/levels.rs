//! A tree with the roots of its whole subtrees at hand: every proof and every earlier root is a matter of its height.

use crate::tree::node;
use alloc::{collections::VecDeque, vec::Vec};
use guicheng_core::Digest;
use guicheng_history::sha256;

/// A tree over leaves that were hashed before.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Levels {
    /// Level k, place i: the root over leaves from i·2^k on, 2^k of them; only whole ones.
    levels: Vec<Vec<Digest>>,
}

impl Levels {
    /// The tree over these leaves; it hashes once for each of them.
    pub fn new(leaves: Vec<Digest>) -> Self {
        let mut levels = Vec::new();
        let mut here = leaves;
        while here.len() > 1 {
            let pairs = here.chunks_exact(2);
            let above = pairs.filter_map(|pair| if let [a, b] = pair { Some(node(a, b)) } else { None }).collect();
            levels.push(core::mem::replace(&mut here, above));
        }
        levels.push(here);
        Self { levels }
    }

    /// How many leaves.
    pub fn size(&self) -> u64 {
        self.levels.first().map_or(0, |leaves| u64::try_from(leaves.len()).unwrap_or(u64::MAX))
    }

    /// The root over the first `size` leaves; nothing where there are fewer.
    pub fn root(&self, size: u64) -> Option<Digest> {
        if size > self.size() {
            return None;
        }
        if size == 0 { Some(sha256(b"")) } else { self.range(0, size) }
    }

    /// The root over a stretch of leaves that begins where a subtree of its size may begin.
    fn range(&self, from: u64, size: u64) -> Option<Digest> {
        if size.is_power_of_two() && from.is_multiple_of(size) {
            let level = self.levels.get(usize::try_from(size.trailing_zeros()).ok()?)?;
            return level.get(usize::try_from(from / size).ok()?).copied();
        }
        let left = below(size);
        Some(node(&self.range(from, left)?, &self.range(from + left, size - left)?))
    }

    /// The proof that leaf `at` (from 0) is in the tree; nothing where there is no such leaf.
    pub fn inclusion(&self, at: u64) -> Option<Vec<Digest>> {
        let (mut from, mut size) = (0, self.size());
        if at >= size {
            return None;
        }
        // From the root down; the proof reads from the leaf up.
        let mut path = VecDeque::new();
        while size > 1 {
            let left = below(size);
            if at < from + left {
                path.push_front(self.range(from + left, size - left)?);
                size = left;
            } else {
                path.push_front(self.range(from, left)?);
                (from, size) = (from + left, size - left);
            }
        }
        Some(path.into())
    }

    /// The proof that the tree begins with the tree over its first `old` leaves; nothing where there are fewer.
    pub fn consistency(&self, old: u64) -> Option<Vec<Digest>> {
        let (mut from, mut size, mut known) = (0, self.size(), true);
        if old > size {
            return None;
        }
        if old == 0 || old == size {
            return Some(Vec::new());
        }
        let mut path = VecDeque::new();
        while old != from + size {
            let left = below(size);
            if old <= from + left {
                path.push_front(self.range(from + left, size - left)?);
                size = left;
            } else {
                path.push_front(self.range(from, left)?);
                (from, size, known) = (from + left, size - left, false);
            }
        }
        if !known {
            path.push_front(self.range(from, size)?);
        }
        Some(path.into())
    }
}

/// The largest power of two below a size of at least two.
fn below(size: u64) -> u64 {
    size.div_ceil(2).next_power_of_two()
}

#[cfg(test)]
mod tests {
    use super::Levels;
    use crate::tree;
    use alloc::vec::Vec;

    #[test]
    fn every_proof_is_that_of_the_plain_tree() {
        for size in 0..70_usize {
            let leaves: Vec<_> = (0..size).map(|n| tree::leaf(&n.to_le_bytes())).collect();
            let levels = Levels::new(leaves.clone());
            assert_eq!(levels.size(), size as u64);
            for old in 0..=size {
                assert_eq!(levels.root(old as u64), Some(tree::root(&leaves[..old])), "{old} of {size}");
                assert_eq!(levels.consistency(old as u64), tree::consistency(&leaves, old), "{old} of {size}");
                assert_eq!(levels.inclusion(old as u64), tree::inclusion(&leaves, old), "{old} of {size}");
            }
            assert_eq!(levels.root(size as u64 + 1), None);
            assert_eq!(levels.consistency(size as u64 + 1), None);
        }
    }
}
