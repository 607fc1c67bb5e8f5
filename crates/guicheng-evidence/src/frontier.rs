//! A tree that grows at its end: it remembers the roots of its whole subtrees alone, one for each bit of its size.

use crate::tree::node;
use alloc::vec::Vec;
use guicheng_core::Digest;
use guicheng_history::sha256;

/// How large a growing tree is, and the roots that its own root is made of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Frontier {
    size: u64,
    /// Of whole subtrees, the largest first: one for each bit that is set in `size`.
    whole: Vec<Digest>,
}

impl Frontier {
    /// How many leaves have come.
    pub const fn size(&self) -> u64 {
        self.size
    }

    /// The root over them.
    pub fn root(&self) -> Digest {
        let from_the_right = self.whole.iter().rev().copied();
        from_the_right.reduce(|right, left| node(&left, &right)).unwrap_or_else(|| sha256(b""))
    }

    /// The next leaf comes. `whole` is told of each subtree that it completes: its height, its place among those of its
    /// height, and its root.
    pub fn push(&mut self, leaf: Digest, mut whole: impl FnMut(u8, u64, &Digest)) {
        let (mut root, mut place, mut height) = (leaf, self.size, 0);
        while place & 1 == 1
            && let Some(left) = self.whole.pop()
        {
            root = node(&left, &root);
            place >>= 1;
            height += 1;
            whole(height, place, &root);
        }
        self.whole.push(root);
        self.size += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::Frontier;
    use crate::tree;
    use alloc::vec::Vec;

    #[test]
    fn its_root_is_that_of_the_plain_tree_at_every_size() {
        let leaves: Vec<_> = (0..300_usize).map(|n| tree::leaf(&n.to_le_bytes())).collect();
        let mut frontier = Frontier::default();
        for (at, leaf) in leaves.iter().enumerate() {
            assert_eq!(frontier.root(), tree::root(&leaves[..at]), "{at}");
            frontier.push(*leaf, |height, place, root| {
                let (from, size) = (usize::try_from(place).unwrap() << height, 1 << height);
                assert_eq!(*root, tree::root(&leaves[from..from + size]), "{height} {place}");
            });
            assert!(frontier.whole.len() <= 9, "no more than one a bit");
        }
        assert_eq!((frontier.size(), frontier.root()), (300, tree::root(&leaves)));
    }
}
