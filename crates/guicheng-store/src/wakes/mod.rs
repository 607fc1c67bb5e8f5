//! Wake-ups in memory: for a store without an index by instant, and for an embedder that keeps what is due by itself.
//!
//! Near ones lie in a ring of buckets of a minute, later ones in a ring of buckets of three days; each wake-up moves from
//! the one to the other at most once, and a bucket is sorted only when time comes to it. What is cancelled stays in its
//! bucket, to be passed over, until there is twice as much of it as of what is armed; then all of it is swept out. So
//! arming and cancelling cost the same whatever is armed, and what is due comes out in the order (instant, number), on
//! every machine the same. What is armed for the past, for more than a generation ahead, or before a clock that was set
//! back, stands apart in a sorted set: dearer, never wrong.

mod ring;
mod slab;
#[cfg(test)]
mod tests;

use crate::Timestamp;
use ring::Ring;
use slab::{Entry, Slab};
use std::collections::{BTreeMap, BTreeSet};

/// A near bucket holds 2^16 milliseconds: a good minute.
const NEAR: u32 = 16;
/// A wide bucket holds all of a ring of near ones: three days.
const WIDE: u32 = NEAR + ring::BITS;
/// Numbers from here on stand apart: places in the slab must stay below [`READY`].
const DENSE: u32 = 1 << 30;

/// What was cancelled is swept out when there is more of it than twice what is armed, and than this.
const STALE: usize = if cfg!(test) { 4 } else { 1_024 };

/// Where a number's wake-up is: an index into the slab, one of these, or [`READY`] with an index into what is ready.
const NOWHERE: u32 = u32::MAX;
const APART: u32 = u32::MAX - 1;
const READY: u32 = 1 << 31;

/// Wake-ups by instant, one a number. Numbers are the caller's and should be dense: memory is kept up to the greatest.
///
/// Time is told by [`Wakes::advance`] and [`Wakes::pop`]; it may be set back, and nothing is lost or doubled by it.
#[derive(Clone, Debug)]
pub struct Wakes {
    /// The near bucket that time has come to: it and all before it are in `ready`.
    reached: i64,
    /// Of each number. What lies elsewhere for it was cancelled.
    place: Vec<u32>,
    slab: Slab,
    near: Ring,
    wide: Ring,
    /// What time has come to, in order, from `head` on.
    ready: Vec<Due>,
    head: usize,
    apart: BTreeSet<Due>,
    /// The instants of what stands apart.
    apart_at: BTreeMap<u32, Timestamp>,
    armed: usize,
    /// Entries in buckets that were cancelled.
    stale: usize,
    /// Room for sorting a bucket.
    sorting: Vec<u64>,
}

/// A wake-up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Due {
    /// When.
    pub at: Timestamp,
    /// Whose.
    pub number: u32,
}

impl Default for Wakes {
    /// Nothing is armed, and time has not been told yet.
    fn default() -> Self {
        Self::new(Timestamp(0))
    }
}

impl Wakes {
    /// Nothing is armed, and it is now `now`.
    pub fn new(now: Timestamp) -> Self {
        Self {
            reached: bucket(now, NEAR),
            place: Vec::new(),
            slab: Slab::default(),
            near: Ring::new(),
            wide: Ring::new(),
            ready: Vec::new(),
            head: 0,
            apart: BTreeSet::new(),
            apart_at: BTreeMap::new(),
            armed: 0,
            stale: 0,
            sorting: Vec::new(),
        }
    }

    /// Arms the wake-up of a number, or moves it.
    pub fn arm(&mut self, number: u32, at: Timestamp) {
        self.cancel(number);
        self.armed += 1;
        let place = match self.lies(at) {
            Some(_) if number >= DENSE => None,
            Some(bits) => {
                let ring = if bits == WIDE { &mut self.wide } else { &mut self.near };
                Some(put(ring, &mut self.slab, bits, Due { at, number }))
            }
            None => None,
        };
        if place.is_none() {
            self.apart.insert(Due { at, number });
            self.apart_at.insert(number, at);
        }
        self.set_place(number, place.unwrap_or(APART));
    }

    /// Cancels the wake-up of a number. False: it had none.
    pub fn cancel(&mut self, number: u32) -> bool {
        let place = self.place_of(number);
        if place == NOWHERE {
            return false;
        }
        self.set_place(number, NOWHERE);
        self.armed -= 1;
        match place {
            APART => self.forget_apart(number),
            READY.. => self.trim(),
            _ => {
                self.stale += 1;
                if self.stale > STALE.max(2 * self.armed) {
                    self.sweep();
                }
            }
        }
        true
    }

    /// It is `now`, or later: sorts what is due by then, so that [`Wakes::pop`] and [`Wakes::until`] find it. An earlier
    /// instant than the last changes nothing.
    pub fn advance(&mut self, now: Timestamp) {
        let target = bucket(now, NEAR);
        while self.reached < target {
            let near = self.near.next(self.reached).filter(|n| *n <= target);
            let wide = self.wide.next(self.reached >> ring::BITS);
            match (wide, near) {
                (Some(wide), near) if wide << ring::BITS <= near.unwrap_or(target) => self.open(wide),
                (_, Some(near)) => self.hand_over(near),
                (_, None) => self.reached = target,
            }
        }
    }

    /// Takes the earliest wake-up at `now` or before.
    pub fn pop(&mut self, now: Timestamp) -> Option<Due> {
        self.advance(now);
        let ready = self.ready.get(self.head).copied();
        let apart = self.apart.first().copied();
        let first = ready.into_iter().chain(apart).min().filter(|due| due.at <= now)?;
        self.set_place(first.number, NOWHERE);
        if ready == Some(first) {
            self.head += 1;
            self.trim();
        } else {
            self.forget_apart(first.number);
        }
        self.armed -= 1;
        Some(first)
    }

    /// The first wake-ups at `now` or before, in order: `limit` of them, and whatever shares the last one's instant.
    pub fn until(&self, now: Timestamp, limit: usize) -> Vec<Due> {
        let mut all: Vec<Due> = Vec::new();
        if bucket(now, NEAR) <= self.reached {
            for due in self.sorted().take_while(|due| due.at <= now) {
                if all.len() >= limit && all.last().is_none_or(|last| last.at != due.at) {
                    break;
                }
                all.push(due);
            }
            return all;
        }
        // Time has not been told yet: what lies in buckets is in no order.
        for (ring, bits) in [(&self.near, NEAR), (&self.wide, WIDE)] {
            for number in ring.filled(self.reached >> (bits - NEAR), bucket(now, bits)) {
                all.extend(self.armed_in(ring, number, bits));
            }
        }
        all.extend(self.sorted());
        all.retain(|due| due.at <= now);
        all.sort_unstable();
        let last = limit.checked_sub(1).and_then(|n| all.get(n)).map(|due| due.at);
        let many = last.map_or(if limit == 0 { 0 } else { all.len() }, |at| all.partition_point(|due| due.at <= at));
        all.truncate(many);
        all
    }

    /// The instant of the earliest wake-up. It looks through the first buckets that hold something.
    pub fn next_due(&self) -> Option<Timestamp> {
        let ready = self.ready.get(self.head).map(|due| due.at);
        let apart = self.apart.first().map(|due| due.at);
        if ready.is_some() {
            return ready.into_iter().chain(apart).min();
        }
        let first = |ring: &Ring, bits: u32| {
            let mut buckets = ring.filled(self.reached >> (bits - NEAR), i64::MAX);
            buckets.find_map(|number| self.armed_in(ring, number, bits).into_iter().map(|due| due.at).min())
        };
        [apart, first(&self.near, NEAR), first(&self.wide, WIDE)].into_iter().flatten().min()
    }

    /// How many are armed.
    pub const fn len(&self) -> usize {
        self.armed
    }

    /// Whether none is.
    pub const fn is_empty(&self) -> bool {
        self.armed == 0
    }

    /// What is ready and what stands apart, in order.
    fn sorted(&self) -> impl Iterator<Item = Due> + '_ {
        let ready = self.ready.iter().enumerate().skip(self.head).filter(|(at, due)| self.is_ready(*at, due));
        let mut ready = ready.map(|(_, due)| *due).peekable();
        let mut apart = self.apart.iter().copied().peekable();
        core::iter::from_fn(move || match (ready.peek(), apart.peek()) {
            (Some(a), Some(b)) if b < a => apart.next(),
            (Some(_), _) => ready.next(),
            (None, _) => apart.next(),
        })
    }

    /// In which ring's buckets an instant lies; none: it stands apart.
    fn lies(&self, at: Timestamp) -> Option<u32> {
        [NEAR, WIDE].into_iter().find(|bits| {
            let ahead = bucket(at, *bits) - (self.reached >> (bits - NEAR));
            (1..=ring::BUCKETS).contains(&ahead)
        })
    }

    /// Time comes to a wide bucket: its wake-ups go to near ones.
    fn open(&mut self, wide: i64) {
        self.reached = (wide << ring::BITS) - 1;
        let opened = self.armed_in(&self.wide, wide, WIDE);
        let Self { near, wide: ring, slab, place, stale, .. } = self;
        let mut all = 0;
        ring.take(slab, wide, |_, _| all += 1);
        *stale -= all - opened.len();
        for due in opened {
            if let Some(place) = place.get_mut(due.number as usize) {
                *place = put(near, slab, NEAR, due);
            }
        }
    }

    /// Time comes to a near bucket: its wake-ups are sorted.
    fn hand_over(&mut self, near: i64) {
        self.reached = near;
        self.compact();
        let Self { near: ring, slab, place, ready, sorting, stale, .. } = self;
        ring.take(slab, near, |index, entry| {
            if place.get(entry.number as usize) == Some(&index) {
                sorting.push(entry.key());
            } else {
                *stale -= 1;
            }
        });
        sorting.sort_unstable();
        for key in sorting.drain(..) {
            let due = Entry::from_key(key).due(near, NEAR);
            if let Some(place) = place.get_mut(due.number as usize) {
                *place = READY | u32::try_from(ready.len()).unwrap_or(u32::MAX);
            }
            ready.push(due);
        }
    }

    /// What is armed in a bucket.
    fn armed_in(&self, ring: &Ring, number: i64, bits: u32) -> Vec<Due> {
        let mut all = Vec::new();
        ring.each(&self.slab, number, |index, entry| {
            if self.place.get(entry.number as usize) == Some(&index) {
                all.push(entry.due(number, bits));
            }
        });
        all
    }

    /// Takes what was cancelled out of all buckets.
    fn sweep(&mut self) {
        for bits in [NEAR, WIDE] {
            let ring = if bits == WIDE { &self.wide } else { &self.near };
            let numbers: Vec<i64> = ring.filled(self.reached >> (bits - NEAR), i64::MAX).collect();
            for number in numbers {
                let ring = if bits == WIDE { &self.wide } else { &self.near };
                let armed = self.armed_in(ring, number, bits);
                let ring = if bits == WIDE { &mut self.wide } else { &mut self.near };
                ring.take(&mut self.slab, number, |_, _| {});
                for due in armed {
                    if let Some(place) = self.place.get_mut(due.number as usize) {
                        *place = put(ring, &mut self.slab, bits, due);
                    }
                }
            }
        }
        self.stale = 0;
    }

    /// Gives room in `ready` back, once most of it is over.
    fn compact(&mut self) {
        if self.head == 0 || self.head * 2 < self.ready.len() {
            return;
        }
        let before = READY | u32::try_from(self.head).unwrap_or(u32::MAX);
        self.ready.drain(..self.head);
        self.head = 0;
        for (was, (now, due)) in (before..).zip((READY..).zip(&self.ready)) {
            if let Some(place) = self.place.get_mut(due.number as usize).filter(|place| **place == was) {
                *place = now;
            }
        }
    }

    /// Keeps the head of `ready` on a wake-up that is still armed.
    fn trim(&mut self) {
        while self.ready.get(self.head).is_some_and(|due| !self.is_ready(self.head, due)) {
            self.head += 1;
        }
        if self.head >= self.ready.len() {
            self.ready.clear();
            self.head = 0;
        }
    }

    /// Whether what lies here in `ready` is still armed.
    fn is_ready(&self, at: usize, due: &Due) -> bool {
        self.place.get(due.number as usize).is_some_and(|place| *place == READY | u32::try_from(at).unwrap_or(u32::MAX))
    }

    fn forget_apart(&mut self, number: u32) {
        if let Some(at) = self.apart_at.remove(&number) {
            self.apart.remove(&Due { at, number });
        }
    }

    fn place_of(&self, number: u32) -> u32 {
        match self.place.get(number as usize) {
            Some(place) => *place,
            None if self.apart_at.contains_key(&number) => APART,
            None => NOWHERE,
        }
    }

    fn set_place(&mut self, number: u32, place: u32) {
        if number >= DENSE {
            return;
        }
        let at = number as usize;
        if at >= self.place.len() {
            self.place.resize(at + 1, NOWHERE);
        }
        if let Some(to) = self.place.get_mut(at) {
            *to = place;
        }
    }
}

/// The bucket of so many bits in which an instant lies.
const fn bucket(at: Timestamp, bits: u32) -> i64 {
    at.0 >> bits
}

fn put(ring: &mut Ring, slab: &mut Slab, bits: u32, due: Due) -> u32 {
    let bucket = bucket(due.at, bits);
    ring.put(slab, bucket, Entry::new(due, bucket, bits))
}
