//! Entries of all buckets in one slab, in chunks: a bucket is a list of chunks, of which only the last is not full.

use super::{Due, Timestamp};

/// Entries in a chunk: four cache lines.
const CHUNK: u32 = 32;
const NONE: u32 = u32::MAX;

/// A wake-up in a bucket.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Entry {
    /// Milliseconds after the bucket's beginning.
    after: u32,
    number: u32,
}

/// A bucket's chunks.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bucket {
    /// The chunk that is not full, or the last.
    last: u32,
    /// Its entries.
    pub(super) count: u32,
}

#[derive(Clone, Copy, Debug)]
struct Chunk {
    /// The chunk before it in its bucket, or in the list of free ones.
    before: u32,
    /// The bucket's place in its ring.
    slot: u16,
    wide: bool,
}

/// The slab.
#[derive(Clone, Debug)]
pub(super) struct Slab {
    entries: Vec<Entry>,
    chunks: Vec<Chunk>,
    free: u32,
}

impl Entry {
    pub(super) fn new(at: Timestamp, number: u32, bucket: i64, bits: u32) -> Self {
        let after = at.0 - (bucket << bits);
        Self { after: u32::try_from(after).unwrap_or(u32::MAX), number }
    }

    /// The wake-up, in the bucket of that number.
    pub(super) const fn due(self, bucket: i64, bits: u32) -> Due {
        Due { at: Timestamp((bucket << bits) + self.after as i64), number: self.number }
    }

    /// Sorts as the wake-up does among those of its bucket.
    pub(super) const fn key(self) -> u64 {
        (self.after as u64) << 32 | self.number as u64
    }

    #[expect(clippy::cast_possible_truncation, reason = "a key is two halves of 32 bits")]
    pub(super) const fn from_key(key: u64) -> Self {
        Self { after: (key >> 32) as u32, number: key as u32 }
    }
}

impl Default for Bucket {
    fn default() -> Self {
        Self { last: NONE, count: 0 }
    }
}

impl Default for Slab {
    fn default() -> Self {
        Self { entries: Vec::new(), chunks: Vec::new(), free: NONE }
    }
}

impl Slab {
    /// Adds an entry to the bucket at this place of its ring; its index.
    pub(super) fn push(&mut self, bucket: &mut Bucket, slot: u16, wide: bool, entry: Entry) -> u32 {
        let at = bucket.count % CHUNK;
        if at == 0 {
            bucket.last = self.chunk(Chunk { before: bucket.last, slot, wide });
        }
        bucket.count += 1;
        let index = bucket.last * CHUNK + at;
        if let Some(to) = self.entries.get_mut(index as usize) {
            *to = entry;
        }
        index
    }

    /// Takes an entry out of its bucket; the number whose entry has its index now.
    pub(super) fn remove(&mut self, bucket: &mut Bucket, index: u32) -> Option<u32> {
        bucket.count -= 1;
        let last = bucket.last * CHUNK + bucket.count % CHUNK;
        let moved = self.entries.get(last as usize).copied().unwrap_or_default();
        if let Some(to) = self.entries.get_mut(index as usize) {
            *to = moved;
        }
        if bucket.count.is_multiple_of(CHUNK) {
            bucket.last = self.release(bucket.last);
        }
        (last != index).then_some(moved.number)
    }

    /// Each entry of a bucket, in no order.
    pub(super) fn each(&self, bucket: Bucket, mut see: impl FnMut(Entry)) {
        let Bucket { mut last, count } = bucket;
        let mut left = count;
        while left > 0 {
            let here = (left - 1) % CHUNK + 1;
            let first = (last * CHUNK) as usize;
            let entries = self.entries.get(first..first + here as usize).unwrap_or_default();
            entries.iter().for_each(|entry| see(*entry));
            left -= here;
            last = self.chunks.get(last as usize).map_or(NONE, |chunk| chunk.before);
        }
    }

    /// Gives all chunks of a bucket back.
    pub(super) fn empty(&mut self, bucket: &mut Bucket) {
        for _ in 0..bucket.count.div_ceil(CHUNK) {
            bucket.last = self.release(bucket.last);
        }
        bucket.count = 0;
    }

    /// Where the bucket of an entry stands in its ring.
    pub(super) fn slot(&self, index: u32) -> u16 {
        self.chunks.get((index / CHUNK) as usize).map_or(0, |chunk| chunk.slot)
    }

    /// Whether an entry lies in the ring of wide buckets.
    pub(super) fn is_wide(&self, index: u32) -> bool {
        self.chunks.get((index / CHUNK) as usize).is_some_and(|chunk| chunk.wide)
    }

    /// Entries that there is room for.
    #[cfg(test)]
    pub(super) fn room(&self) -> usize {
        self.entries.len()
    }

    fn chunk(&mut self, chunk: Chunk) -> u32 {
        let free = self.free;
        if let Some(to) = self.chunks.get_mut(free as usize) {
            self.free = to.before;
            *to = chunk;
            return free;
        }
        let new = self.chunks.len();
        self.chunks.push(chunk);
        self.entries.resize(self.chunks.len() * CHUNK as usize, Entry::default());
        u32::try_from(new).unwrap_or(NONE)
    }

    /// Frees a chunk; the one before it.
    fn release(&mut self, chunk: u32) -> u32 {
        let Some(freed) = self.chunks.get_mut(chunk as usize) else { return NONE };
        let before = freed.before;
        freed.before = self.free;
        self.free = chunk;
        before
    }
}
