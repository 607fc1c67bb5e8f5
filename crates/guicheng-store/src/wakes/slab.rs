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
    pub(super) number: u32,
}

/// A bucket's chunks.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bucket {
    /// The chunk that is not full, or the last.
    last: u32,
    /// Its entries.
    count: u32,
}

/// The slab.
#[derive(Clone, Debug)]
pub(super) struct Slab {
    entries: Vec<Entry>,
    /// Of each chunk the one before it in its bucket, or in the list of free ones.
    before: Vec<u32>,
    free: u32,
}

impl Entry {
    /// Of a wake-up in the bucket of that number.
    pub(super) fn new(due: Due, bucket: i64, bits: u32) -> Self {
        let after = due.at.0 - (bucket << bits);
        Self { after: u32::try_from(after).unwrap_or(u32::MAX), number: due.number }
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
        Self { entries: Vec::new(), before: Vec::new(), free: NONE }
    }
}

impl Slab {
    /// Adds an entry to a bucket; its index.
    pub(super) fn push(&mut self, bucket: &mut Bucket, entry: Entry) -> u32 {
        let at = bucket.count % CHUNK;
        if at == 0 {
            bucket.last = self.chunk(bucket.last);
        }
        bucket.count += 1;
        let index = bucket.last * CHUNK + at;
        if let Some(to) = self.entries.get_mut(index as usize) {
            *to = entry;
        }
        index
    }

    /// Each entry of a bucket with its index, in no order.
    pub(super) fn each(&self, bucket: Bucket, mut see: impl FnMut(u32, Entry)) {
        let Bucket { mut last, count } = bucket;
        let mut left = count;
        while left > 0 {
            let here = (left - 1) % CHUNK + 1;
            let first = last * CHUNK;
            let entries = self.entries.get(first as usize..(first + here) as usize).unwrap_or_default();
            (first..).zip(entries).for_each(|(index, entry)| see(index, *entry));
            left -= here;
            last = self.before.get(last as usize).copied().unwrap_or(NONE);
        }
    }

    /// Gives all chunks of a bucket back.
    pub(super) fn empty(&mut self, bucket: &mut Bucket) {
        for _ in 0..bucket.count.div_ceil(CHUNK) {
            bucket.last = self.release(bucket.last);
        }
        bucket.count = 0;
    }

    /// Entries that there is room for.
    #[cfg(test)]
    pub(super) fn room(&self) -> usize {
        self.entries.len()
    }

    /// A chunk that follows this one.
    fn chunk(&mut self, before: u32) -> u32 {
        let free = self.free;
        if let Some(to) = self.before.get_mut(free as usize) {
            self.free = *to;
            *to = before;
            return free;
        }
        let new = self.before.len();
        self.before.push(before);
        self.entries.resize(self.before.len() * CHUNK as usize, Entry::default());
        u32::try_from(new).unwrap_or(NONE)
    }

    /// Frees a chunk; the one before it.
    fn release(&mut self, chunk: u32) -> u32 {
        let Some(freed) = self.before.get_mut(chunk as usize) else { return NONE };
        let before = *freed;
        *freed = self.free;
        self.free = chunk;
        before
    }
}
