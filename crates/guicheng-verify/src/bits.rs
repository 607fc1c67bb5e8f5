//! Sets of small numbers, as bits.

use smallvec::SmallVec;

/// A set of numbers; as many as a usual scope has flows lie in place.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Bits(SmallVec<[u64; 4]>);

impl Bits {
    /// An empty set for so many words of 64 numbers.
    pub(crate) fn with_words(words: usize) -> Self {
        Self(SmallVec::from_elem(0, words))
    }

    /// The set of these numbers, all below the bound.
    pub(crate) fn of(numbers: impl IntoIterator<Item = usize>, bound: usize) -> Self {
        let mut set = Self::with_words(bound.div_ceil(64));
        numbers.into_iter().for_each(|at| set.put(at));
        set
    }

    pub(crate) fn has(&self, at: usize) -> bool {
        self.0.get(at / 64).is_some_and(|word| word >> (at % 64) & 1 == 1)
    }

    /// Adds a number; one past the bound is not added.
    pub(crate) fn put(&mut self, at: usize) {
        if let Some(word) = self.0.get_mut(at / 64) {
            *word |= 1 << (at % 64);
        }
    }

    pub(crate) fn drop(&mut self, at: usize) {
        if let Some(word) = self.0.get_mut(at / 64) {
            *word &= !(1 << (at % 64));
        }
    }

    /// Adds what another set has.
    pub(crate) fn join(&mut self, other: &Self) {
        self.0.iter_mut().zip(&other.0).for_each(|(mine, its)| *mine |= its);
    }

    /// Takes away what another set has.
    pub(crate) fn cut(&mut self, other: &Self) {
        self.0.iter_mut().zip(&other.0).for_each(|(mine, its)| *mine &= !its);
    }

    /// Whether all of it is in another.
    pub(crate) fn within(&self, other: &Self) -> bool {
        self.0.iter().zip(&other.0).all(|(mine, its)| mine & !its == 0)
    }

    /// Its numbers below a bound, least first.
    pub(crate) fn below(&self, bound: usize) -> impl Iterator<Item = usize> {
        self.0
            .iter()
            .enumerate()
            .flat_map(|(at, word)| Ones(*word).map(move |bit| at * 64 + bit))
            .take_while(move |at| *at < bound)
    }

    /// The numbers that two sets share, least first.
    pub(crate) fn shared<'b>(&'b self, other: &'b Self) -> impl Iterator<Item = usize> + 'b {
        let words = self.0.iter().zip(&other.0).enumerate();
        words.flat_map(|(at, (mine, its))| Ones(mine & its).map(move |bit| at * 64 + bit))
    }

    /// A byte of it, counted from its first number.
    pub(crate) fn byte(&self, at: usize) -> u8 {
        let word = self.0.get(at / 8).copied().unwrap_or(0);
        u8::try_from(word >> (at % 8 * 8) & 0xff).unwrap_or(u8::MAX)
    }

    /// Writes a byte of it.
    pub(crate) fn set_byte(&mut self, at: usize, to: u8) {
        if let Some(word) = self.0.get_mut(at / 8) {
            let shift = at % 8 * 8;
            *word = *word & !(0xff << shift) | u64::from(to) << shift;
        }
    }
}

/// The places of the ones in a word, least first.
struct Ones(u64);

impl Iterator for Ones {
    type Item = usize;

    fn next(&mut self) -> Option<usize> {
        let bit = self.0.trailing_zeros();
        self.0 &= self.0.wrapping_sub(1);
        (bit < 64).then(|| usize::try_from(bit).unwrap_or(0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec::Vec;

    #[test]
    fn numbers_go_in_and_out() {
        let mut set = Bits::of([0, 63, 64, 299], 300);
        assert_eq!(set.below(300).collect::<Vec<_>>(), [0, 63, 64, 299]);
        assert_eq!(set.below(64).collect::<Vec<_>>(), [0, 63]);
        set.drop(63);
        assert!(!set.has(63) && set.has(64) && !set.has(5_000));
        let other = Bits::of([64, 299, 7], 300);
        assert_eq!(set.shared(&other).collect::<Vec<_>>(), [64, 299]);
        assert!(!set.within(&other));
        set.cut(&other);
        assert_eq!(set.below(300).collect::<Vec<_>>(), [0]);
        set.join(&other);
        assert!(other.within(&set));
        set.set_byte(3, 60);
        assert_eq!((set.byte(3), set.byte(2), set.byte(37)), (60, 0, 8), "299 is bit 3 of byte 37");
    }
}
