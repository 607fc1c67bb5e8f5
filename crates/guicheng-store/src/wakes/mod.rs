//! Wake-ups in memory: for a store without an index by instant, and for an embedder that keeps what is due by itself.
//!
//! Near ones lie in a ring of buckets of a minute, later ones in a ring of buckets of three days; each wake-up moves from
//! the one to the other at most once, and a bucket is sorted only when time comes to it. So arming and cancelling cost
//! the same whatever is armed, and what is due comes out in the order (instant, number), on every machine the same. What
//! is armed for the past, for more than a generation ahead, or before a clock that was set back, stands apart in a sorted
//! set: dearer, never wrong.

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
    /// Of each number.
    place: Vec<u32>,
    slab: Slab,
    near: Ring,
    wide: Ring,
    /// What time has come to, in order, from `head` on; what was cancelled is [`NOWHERE`].
    ready: Vec<Due>,
    head: usize,
    apart: BTreeSet<Due>,
    /// The instants of what stands apart.
    apart_at: BTreeMap<u32, Timestamp>,
    armed: usize,
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
            sorting: Vec::new(),
        }
    }

    /// Arms the wake-up of a number, or moves it.
    pub fn arm(&mut self, number: u32, at: Timestamp) {
        self.cancel(number);
        self.armed += 1;
        let place = match self.lies(at) {
            Some(_) if number >= DENSE => None,
            Some(WIDE) => Some(put(&mut self.wide, &mut self.slab, WIDE, number, at)),
            Some(_) => Some(put(&mut self.near, &mut self.slab, NEAR, number, at)),
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
        match self.place_of(number) {
            NOWHERE => return false,
            APART => self.forget_apart(number),
            ready if ready >= READY => {
                if let Some(due) = self.ready.get_mut((ready - READY) as usize) {
                    due.number = NOWHERE;
                }
                self.trim();
            }
            index => {
                let ring = if self.slab.is_wide(index) { &mut self.wide } else { &mut self.near };
                if let Some((moved, to)) = ring.remove(&mut self.slab, index) {
                    self.set_place(moved, to);
                }
            }
        }
        self.set_place(number, NOWHERE);
        self.armed -= 1;
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
        if ready == Some(first) {
            self.head += 1;
            self.trim();
        } else {
            self.forget_apart(first.number);
        }
        self.set_place(first.number, NOWHERE);
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
            let (after, most) = (self.reached >> (bits - NEAR), bucket(now, bits));
            ring.each(&self.slab, after, most, |number, entry| all.push(entry.due(number, bits)));
        }
        all.extend(self.sorted());
        all.retain(|due| due.at <= now);
        all.sort_unstable();
        let last = limit.checked_sub(1).and_then(|n| all.get(n)).map(|due| due.at);
        let many = last.map_or(if limit == 0 { 0 } else { all.len() }, |at| all.partition_point(|due| due.at <= at));
        all.truncate(many);
        all
    }

    /// The instant of the earliest wake-up. It looks through one bucket of each ring.
    pub fn next_due(&self) -> Option<Timestamp> {
        let ready = self.ready.get(self.head).map(|due| due.at);
        let apart = self.apart.first().map(|due| due.at);
        if ready.is_some() {
            return ready.into_iter().chain(apart).min();
        }
        let first = |ring: &Ring, bits: u32| {
            let number = ring.next(self.reached >> (bits - NEAR))?;
            let mut least: Option<Timestamp> = None;
            ring.each(&self.slab, number - 1, number, |number, entry| {
                let at = entry.due(number, bits).at;
                least = Some(least.map_or(at, |least| least.min(at)));
            });
            least
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
        let ready = self.ready.iter().skip(self.head).filter(|due| due.number != NOWHERE);
        let (mut ready, mut apart) = (ready.copied().peekable(), self.apart.iter().copied().peekable());
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
        let Self { near, wide: ring, slab, place, .. } = self;
        let mut opened: Vec<Due> = Vec::new();
        ring.take(slab, wide, |entry| opened.push(entry.due(wide, WIDE)));
        for Due { at, number } in opened {
            if let Some(place) = place.get_mut(number as usize) {
                *place = put(near, slab, NEAR, number, at);
            }
        }
    }

    /// Time comes to a near bucket: its wake-ups are sorted.
    fn hand_over(&mut self, near: i64) {
        self.reached = near;
        self.compact();
        let Self { near: ring, slab, place, ready, sorting, .. } = self;
        ring.take(slab, near, |entry| sorting.push(entry.key()));
        sorting.sort_unstable();
        for key in sorting.drain(..) {
            let due = Entry::from_key(key).due(near, NEAR);
            if let Some(place) = place.get_mut(due.number as usize) {
                *place = READY | u32::try_from(ready.len()).unwrap_or(u32::MAX);
            }
            ready.push(due);
        }
    }

    /// Gives room in `ready` back, once most of it is over.
    fn compact(&mut self) {
        if self.head == 0 || self.head * 2 < self.ready.len() {
            return;
        }
        self.ready.drain(..self.head);
        self.head = 0;
        for (n, due) in (READY..).zip(&self.ready) {
            if let Some(place) = self.place.get_mut(due.number as usize) {
                *place = n;
            }
        }
    }

    /// Keeps the head of `ready` on a wake-up that is still armed.
    fn trim(&mut self) {
        while self.ready.get(self.head).is_some_and(|due| due.number == NOWHERE) {
            self.head += 1;
        }
        if self.head >= self.ready.len() {
            self.ready.clear();
            self.head = 0;
        }
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

fn put(ring: &mut Ring, slab: &mut Slab, bits: u32, number: u32, at: Timestamp) -> u32 {
    let bucket = bucket(at, bits);
    ring.put(slab, bucket, bits == WIDE, Entry::new(at, number, bucket, bits))
}
