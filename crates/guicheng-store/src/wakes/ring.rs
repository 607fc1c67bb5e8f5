//! A ring of buckets: as many numbers of buckets follow each other as there are places.

use super::slab::{Bucket, Entry, Slab};

/// Bits of a bucket's place.
pub(super) const BITS: u32 = 12;
/// Places.
pub(super) const BUCKETS: i64 = 1 << BITS;
const WORD: i64 = 64;

/// Of any two buckets that hold something, the numbers differ by less than [`BUCKETS`].
#[derive(Clone, Debug)]
pub(super) struct Ring {
    /// Made when the first wake-up comes.
    buckets: Vec<Bucket>,
    /// A bit for each bucket that holds something.
    filled: [u64; (BUCKETS / WORD) as usize],
}

impl Ring {
    pub(super) const fn new() -> Self {
        Self { buckets: Vec::new(), filled: [0; (BUCKETS / WORD) as usize] }
    }

    /// Adds an entry to the bucket of this number; its index in the slab.
    pub(super) fn put(&mut self, slab: &mut Slab, number: i64, entry: Entry) -> u32 {
        let slot = slot(number);
        if self.buckets.is_empty() {
            self.buckets.resize(BUCKETS as usize, Bucket::default());
        }
        self.mark(slot, true);
        self.buckets.get_mut(usize::from(slot)).map_or(u32::MAX, |bucket| slab.push(bucket, entry))
    }

    /// Empties the bucket of this number.
    pub(super) fn take(&mut self, slab: &mut Slab, number: i64, see: impl FnMut(u32, Entry)) {
        let slot = slot(number);
        if let Some(bucket) = self.buckets.get_mut(usize::from(slot)) {
            slab.each(*bucket, see);
            slab.empty(bucket);
        }
        self.mark(slot, false);
    }

    /// The first number after this one whose bucket holds something.
    pub(super) fn next(&self, after: i64) -> Option<i64> {
        let first = after + 1;
        let (start, shift) = (first.rem_euclid(BUCKETS) / WORD, first.rem_euclid(WORD));
        // The word that `first` lies in is looked at twice: from it on, and at the end up to it.
        for n in 0..=BUCKETS / WORD {
            let word = self.filled.get(((start + n) % (BUCKETS / WORD)) as usize).copied().unwrap_or(0);
            let here = match n {
                0 => word >> shift << shift,
                n if n == BUCKETS / WORD => word & !(u64::MAX << shift),
                _ => word,
            };
            if here != 0 {
                return Some(first - shift + n * WORD + i64::from(here.trailing_zeros()));
            }
        }
        None
    }

    /// The numbers after one, up to another, whose buckets hold something.
    pub(super) fn filled(&self, after: i64, most: i64) -> impl Iterator<Item = i64> + '_ {
        let next = move |at: i64| self.next(at).filter(|n| *n <= most && *n - after <= BUCKETS);
        core::iter::successors(next(after), move |at| next(*at))
    }

    /// Each entry of the bucket of this number with its index.
    pub(super) fn each(&self, slab: &Slab, number: i64, see: impl FnMut(u32, Entry)) {
        if let Some(bucket) = self.buckets.get(usize::from(slot(number))) {
            slab.each(*bucket, see);
        }
    }

    fn mark(&mut self, slot: u16, holds: bool) {
        let bit = 1 << (i64::from(slot) % WORD);
        if let Some(word) = self.filled.get_mut((i64::from(slot) / WORD) as usize) {
            *word = if holds { *word | bit } else { *word & !bit };
        }
    }
}

/// The place of a bucket's number.
fn slot(number: i64) -> u16 {
    u16::try_from(number.rem_euclid(BUCKETS)).unwrap_or(0)
}
