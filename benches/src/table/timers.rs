//! Wake-ups in memory beside a sorted map of the same entries: arming all, cancelling all in an order of its own, firing
//! all while time goes on second by second. Both sides must fire every one, in order.

use guicheng_bench::{
    Failure,
    figure::{Spread, Time, count, nanoseconds, resident, short},
    pair::{HEAD, Pair, Ratio},
};
use guicheng_store::{Due, Timestamp, Wakes};
use std::collections::BTreeMap;

/// Wake-ups in the comparison, and how often each side is measured.
const COMPARED: u32 = 10_000_000;
const ROUNDS: usize = 3;
/// Wake-ups in the table of growth.
const GROWTH: [u32; 5] = [1_000, 10_000, 100_000, 1_000_000, 10_000_000];
/// When it is, and limits from five minutes to a day and an hour.
const NOW: i64 = 1_796_176_800_000;
const SOONEST: i64 = 5 * 60_000;
const LATEST: i64 = 25 * 60 * 60_000;
const SECOND: usize = 1_000;

pub(crate) fn run() -> Result<(), Failure> {
    let load = Load::new(COMPARED);
    let (mut ours, mut theirs): (Vec<Costs>, Vec<Costs>) = (Vec::new(), Vec::new());
    let (our_bytes, their_bytes) = (load.bytes::<Wakes>(), load.bytes::<BTreeMap<Due, ()>>());
    for _ in 0..ROUNDS {
        ours.push(load.measured::<Wakes>()?);
        theirs.push(load.measured::<BTreeMap<Due, ()>>()?);
    }
    println!("{HEAD}");
    let row = |name, of: fn(&Costs) -> f64, must, aim| {
        let pair = Pair { name, unit: "ns each, CPU", ratio: Ratio::TimesAsFast, must, aim, rounds: ROUNDS };
        pair.print(&ours.iter().map(of).collect::<Vec<_>>(), &theirs.iter().map(of).collect::<Vec<_>>());
    };
    row("arm one of 10 M wake-ups, against a BTreeMap", |c| c.arm, 5.0, 30.0);
    row("cancel one of 10 M wake-ups", |c| c.cancel, 8.0, 12.0);
    row("fire one of 10 M wake-ups, in order", |c| c.fire, 0.5, 1.0);
    println!("| memory of one of 10 M wake-ups | B | {} | {} | | | 32 | 24 |", short(our_bytes), short(their_bytes));
    println!("\n| wake-ups | arm, ns | cancel, ns | fire, ns |\n|---|---|---|---|");
    for many in GROWTH {
        let load = Load::new(many);
        let runs = (0..ROUNDS).map(|_| load.measured::<Wakes>()).collect::<Result<Vec<_>, _>>()?;
        let median = |of: fn(&Costs) -> f64| short(Spread::of(runs.iter().map(of).collect()).median);
        println!("| {many} | {} | {} | {} |", median(|c| c.arm), median(|c| c.cancel), median(|c| c.fire));
    }
    Ok(())
}

/// Nanoseconds to arm, to cancel and to fire one.
struct Costs {
    arm: f64,
    cancel: f64,
    fire: f64,
}

/// A side of the comparison.
trait Armed: Sized {
    fn empty() -> Self;
    fn arm(&mut self, due: Due);
    fn cancel(&mut self, due: Due) -> bool;
    /// Takes the earliest at `now` or before.
    fn fire(&mut self, now: Timestamp) -> Option<Due>;
}

impl Armed for Wakes {
    fn empty() -> Self {
        Self::new(Timestamp(NOW))
    }

    fn arm(&mut self, due: Due) {
        Self::arm(self, due.number, due.at);
    }

    fn cancel(&mut self, due: Due) -> bool {
        Self::cancel(self, due.number)
    }

    fn fire(&mut self, now: Timestamp) -> Option<Due> {
        self.pop(now)
    }
}

impl Armed for BTreeMap<Due, ()> {
    fn empty() -> Self {
        Self::new()
    }

    fn arm(&mut self, due: Due) {
        self.insert(due, ());
    }

    fn cancel(&mut self, due: Due) -> bool {
        self.remove(&due).is_some()
    }

    fn fire(&mut self, now: Timestamp) -> Option<Due> {
        let first = self.first_entry().filter(|first| first.key().at <= now)?;
        Some(first.remove_entry().0)
    }
}

/// The wake-ups of a run, and the order in which they are cancelled.
struct Load {
    all: Vec<Due>,
    shuffled: Vec<Due>,
}

impl Load {
    fn new(many: u32) -> Self {
        let mut random = Random(7);
        let due = |number, random: &mut Random| Due { at: Timestamp(NOW + random.within(SOONEST, LATEST)), number };
        let all: Vec<Due> = (0..many).map(|number| due(number, &mut random)).collect();
        let mut shuffled = all.clone();
        for n in (1..shuffled.len()).rev() {
            let other = usize::try_from(random.within(0, n as i64 + 1)).unwrap_or(n);
            shuffled.swap(n, other);
        }
        Self { all, shuffled }
    }

    fn armed<A: Armed>(&self) -> A {
        let mut side = A::empty();
        self.all.iter().for_each(|due| side.arm(*due));
        side
    }

    /// What one armed takes of memory: by the pages of this process, so before anything was freed that could be used again.
    fn bytes<A: Armed>(&self) -> f64 {
        let before = resident();
        let side: A = self.armed();
        let bytes = count(resident().saturating_sub(before)) / count(self.all.len() as u64);
        drop(side);
        bytes
    }

    fn measured<A: Armed>(&self) -> Result<Costs, Failure> {
        let many = self.all.len() as u64;
        let mut side = A::empty();
        let arm = nanoseconds(Time::Cpu, || {
            self.all.iter().for_each(|due| side.arm(*due));
            Ok(many)
        })?;
        let cancel = nanoseconds(Time::Cpu, || {
            let cancelled = self.shuffled.iter().filter(|due| side.cancel(**due)).count();
            if cancelled == self.shuffled.len() { Ok(many) } else { Err(Failure("a wake-up was not there".into())) }
        })?;
        let mut side: A = self.armed();
        let fire = nanoseconds(Time::Cpu, || {
            let (mut fired, mut last) = (0, Timestamp(NOW));
            for now in (NOW..=NOW + LATEST).step_by(SECOND) {
                while let Some(due) = side.fire(Timestamp(now)) {
                    if due.at < last {
                        return Err(Failure("out of order".into()));
                    }
                    (fired, last) = (fired + 1, due.at);
                }
            }
            if fired == many { Ok(many) } else { Err(Failure(format!("{fired} fired, not {many}"))) }
        })?;
        Ok(Costs { arm, cancel, fire })
    }
}

/// A small generator: every run has the same wake-ups.
struct Random(u64);

impl Random {
    fn within(&mut self, from: i64, to: i64) -> i64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        from + i64::try_from(self.0 >> 1).unwrap_or(0) % (to - from)
    }
}
