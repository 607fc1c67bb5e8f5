//! Proofs out of a tree that lies elsewhere: of a large tree only what a proof needs is read.
//!
//! Leaves are read in groups of 256, and so are the roots of whole groups (height 8), of 256 groups (height 16), and so
//! on. A store that keeps those roots lets a proof in a tree of a billion leaves be made out of four groups. One that
//! keeps none of them, or not all yet, gives the same proofs: what is missing is hashed from the leaves.

use crate::tree::node;
use alloc::{boxed::Box, collections::BTreeMap, collections::VecDeque, vec::Vec};
use guicheng_core::Digest;
use guicheng_history::sha256;

/// How many levels of the tree lie between two that are read: a group has 2^STEP hashes.
pub const STEP: u8 = 8;
/// Hashes in a group.
const GROUP: u64 = 1 << STEP;

/// Reads a group: hashes at this height (0: leaves; 8, 16, …: roots of whole subtrees that high) from this place on, as
/// many as are there, up to 256.
type Read<'r, E> = dyn FnMut(u8, u64) -> Result<Vec<Digest>, E> + 'r;

/// A tree of a size, read where a proof needs it.
pub struct Subtrees<'r, E> {
    size: u64,
    read: Box<Read<'r, E>>,
    /// Groups read, by height and place, each with its whole subtrees.
    groups: BTreeMap<(u8, u64), Levels>,
}

impl<E> core::fmt::Debug for Subtrees<'_, E> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Subtrees").field("size", &self.size).field("groups", &self.groups.len()).finish_non_exhaustive()
    }
}

impl<'r, E> Subtrees<'r, E> {
    /// The tree over so many leaves.
    pub fn new(size: u64, read: impl FnMut(u8, u64) -> Result<Vec<Digest>, E> + 'r) -> Self {
        Self { size, read: Box::new(read), groups: BTreeMap::new() }
    }

    /// How many leaves.
    pub const fn size(&self) -> u64 {
        self.size
    }

    /// The root over the first `size` leaves; nothing where there are fewer.
    ///
    /// # Errors
    /// Reading fails.
    pub fn root(&mut self, size: u64) -> Result<Option<Digest>, E> {
        match size {
            0 => Ok(Some(sha256(b""))),
            _ if size > self.size => Ok(None),
            _ => self.range(0, size),
        }
    }

    /// The proof that leaf `at` (from 0) is in the tree; nothing where there is no such leaf.
    ///
    /// # Errors
    /// Reading fails.
    pub fn inclusion(&mut self, at: u64) -> Result<Option<Vec<Digest>>, E> {
        let (mut from, mut size) = (0, self.size);
        if at >= size {
            return Ok(None);
        }
        // From the root down; the proof reads from the leaf up.
        let mut path = VecDeque::new();
        while size > 1 {
            let left = below(size);
            let other = if at < from + left { (from + left, size - left) } else { (from, left) };
            let Some(root) = self.range(other.0, other.1)? else { return Ok(None) };
            path.push_front(root);
            (from, size) = if at < from + left { (from, left) } else { (from + left, size - left) };
        }
        Ok(Some(path.into()))
    }

    /// The proof that the tree begins with the tree over its first `old` leaves; nothing where there are fewer.
    ///
    /// # Errors
    /// Reading fails.
    pub fn consistency(&mut self, old: u64) -> Result<Option<Vec<Digest>>, E> {
        let (mut from, mut size, mut known) = (0, self.size, true);
        if old > size {
            return Ok(None);
        }
        if old == 0 || old == size {
            return Ok(Some(Vec::new()));
        }
        let mut path = VecDeque::new();
        while old != from + size {
            let left = below(size);
            let other = if old <= from + left { (from + left, size - left) } else { (from, left) };
            let Some(root) = self.range(other.0, other.1)? else { return Ok(None) };
            path.push_front(root);
            if old <= from + left {
                size = left;
            } else {
                (from, size, known) = (from + left, size - left, false);
            }
        }
        if !known {
            let Some(root) = self.range(from, size)? else { return Ok(None) };
            path.push_front(root);
        }
        Ok(Some(path.into()))
    }

    /// The roots of whole subtrees of this height from a place on that the tree has and a store may keep.
    ///
    /// # Errors
    /// Reading fails.
    pub fn whole(&mut self, height: u8, from: u64) -> Result<Vec<Digest>, E> {
        let mut roots = Vec::new();
        for place in from..self.size >> height {
            let Some(root) = self.range(place << height, 1 << height)? else { break };
            roots.push(root);
        }
        Ok(roots)
    }

    /// The root over a stretch of leaves that begins where a subtree of its size may begin.
    fn range(&mut self, from: u64, size: u64) -> Result<Option<Digest>, E> {
        if !size.is_power_of_two() {
            let left = below(size);
            let (Some(a), Some(b)) = (self.range(from, left)?, self.range(from + left, size - left)?) else {
                return Ok(None);
            };
            return Ok(Some(node(&a, &b)));
        }
        let height = u8::try_from(size.trailing_zeros()).unwrap_or(u8::MAX);
        let (base, above) = (height - height % STEP, height % STEP);
        let first = from >> base;
        let group = self.group(base, first / GROUP)?;
        Ok(group.root(above, (first % GROUP) >> above))
    }

    /// The hashes of a group; those that are not kept are made of the group below each.
    fn group(&mut self, height: u8, group: u64) -> Result<&Levels, E> {
        if !self.groups.contains_key(&(height, group)) {
            let from = group * GROUP;
            let there = (self.size >> height).saturating_sub(from).min(GROUP);
            let mut hashes = (self.read)(height, from)?;
            hashes.truncate(usize::try_from(there).unwrap_or(usize::MAX));
            while let Some(below) = height.checked_sub(STEP) {
                let next = from + u64::try_from(hashes.len()).unwrap_or(u64::MAX);
                if next >= from + there {
                    break;
                }
                let root = self.group(below, next)?.root(STEP, 0);
                // Groups below are many; only those that a proof looks into stay.
                self.groups.remove(&(below, next));
                let Some(root) = root else { break };
                hashes.push(root);
            }
            self.groups.insert((height, group), Levels::new(hashes));
        }
        // INVARIANT: it was put there just now, if it was not there before.
        Ok(self.groups.entry((height, group)).or_default())
    }
}

/// Hashes with the roots of the whole subtrees over them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Levels(Vec<Vec<Digest>>);

impl Levels {
    fn new(hashes: Vec<Digest>) -> Self {
        let mut levels = Vec::new();
        let mut here = hashes;
        while here.len() > 1 {
            let pairs = here.chunks_exact(2);
            let above = pairs.filter_map(|pair| if let [a, b] = pair { Some(node(a, b)) } else { None }).collect();
            levels.push(core::mem::replace(&mut here, above));
        }
        levels.push(here);
        Self(levels)
    }

    /// The root at this place among those so high above the hashes.
    fn root(&self, above: u8, place: u64) -> Option<Digest> {
        self.0.get(usize::from(above))?.get(usize::try_from(place).ok()?).copied()
    }
}

/// The largest power of two below a size of at least two.
fn below(size: u64) -> u64 {
    size.div_ceil(2).next_power_of_two()
}

#[cfg(test)]
mod tests {
    use super::{GROUP, STEP, Subtrees};
    use crate::tree;
    use alloc::{vec, vec::Vec};
    use core::{cell::Cell, convert::Infallible};
    use guicheng_core::Digest;

    fn leaves(size: usize) -> Vec<Digest> {
        (0..size).map(|n| tree::leaf(&n.to_le_bytes())).collect()
    }

    /// Reads out of lists by height.
    fn over(lists: &[Vec<Digest>], reads: &Cell<usize>) -> impl Fn(u8, u64) -> Result<Vec<Digest>, Infallible> {
        move |height, from| {
            reads.set(reads.get() + 1);
            let list = lists.get(usize::from(height / STEP)).map_or(&[][..], |list| list);
            Ok(list.iter().skip(usize::try_from(from).unwrap()).take(GROUP as usize).copied().collect())
        }
    }

    #[test]
    fn every_proof_is_that_of_the_plain_tree() {
        let reads = Cell::new(0);
        for size in (0..70).chain([255, 256, 257, 300, 511, 512, 513]) {
            let leaves = leaves(size);
            let lists = vec![leaves.clone()];
            let mut of = Subtrees::new(size as u64, over(&lists, &reads));
            for old in (0..=size).filter(|old| size < 70 || old % 37 == 0 || size - old < 3) {
                assert_eq!(of.root(old as u64), Ok(Some(tree::root(&leaves[..old]))), "{old} of {size}");
                assert_eq!(of.consistency(old as u64), Ok(tree::consistency(&leaves, old)), "{old} of {size}");
                assert_eq!(of.inclusion(old as u64), Ok(tree::inclusion(&leaves, old)), "{old} of {size}");
            }
            assert_eq!(of.root(size as u64 + 1), Ok(None));
            assert_eq!(of.consistency(size as u64 + 1), Ok(None));
        }
    }

    #[test]
    fn with_roots_kept_a_proof_reads_a_group_a_height() {
        let size = 150_000;
        let leaves = leaves(size);
        let reads = Cell::new(0);
        let mut lists = vec![leaves.clone()];
        for _ in 0..2 {
            let below = lists.clone();
            let mut of = Subtrees::new(size as u64, over(&below, &reads));
            let height = STEP * u8::try_from(lists.len()).unwrap();
            lists.push(of.whole(height, 0).unwrap());
        }
        assert_eq!(lists.iter().map(Vec::len).collect::<Vec<_>>(), [size, size / 256, size / 65_536]);
        let root = tree::root(&leaves);
        for at in [0, 1, 65_535, 65_536, 99_999, size - 1] {
            reads.set(0);
            let mut of = Subtrees::new(size as u64, over(&lists, &reads));
            let proof = of.inclusion(at as u64).unwrap().unwrap();
            assert!(tree::includes(size as u64, &root, at as u64, &leaves[at], &proof), "{at}");
            assert!(reads.get() <= 6, "{at}: {} groups read", reads.get());
        }
        // Roots that are kept in part, or not at all, give the same.
        for kept in [0, 1, 300] {
            let lists = vec![leaves.clone(), lists[1][..kept].to_vec()];
            let mut of = Subtrees::new(size as u64, over(&lists, &reads));
            assert_eq!(of.root(size as u64), Ok(Some(root)), "{kept} kept");
            assert_eq!(of.inclusion(70_000), Ok(tree::inclusion(&leaves, 70_000)), "{kept} kept");
        }
    }
}
