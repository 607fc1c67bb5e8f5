//! A figure: one piece of work measured several times, printed as its median with the least and the greatest.

use crate::Failure;
use std::{fs, time::Instant};

/// How often each piece of work is measured; once more before, to warm up.
const RUNS: usize = 7;

/// Which time counts.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Time {
    /// Of this thread on a processor, where the system tells it; else as [`Time::Wall`].
    Cpu,
    /// As a clock on the wall shows.
    Wall,
}

/// How a figure is given.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Unit {
    /// So many of these in a second.
    PerSecond(&'static str),
    /// So many microseconds for one of these.
    Microseconds(&'static str),
}

/// Measures `work`, which says how many it did, and prints the figure.
pub(crate) fn measure(
    name: &str,
    time: Time,
    unit: Unit,
    mut work: impl FnMut() -> Result<u32, Failure>,
) -> Result<(), Failure> {
    work()?;
    let mut figures = Vec::with_capacity(RUNS);
    for _ in 0..RUNS {
        let start = Started::now(time);
        let done = f64::from(work()?);
        let seconds = start.seconds().max(f64::MIN_POSITIVE);
        figures.push(match unit {
            Unit::PerSecond(_) => done / seconds,
            Unit::Microseconds(_) => seconds * 1e6 / done,
        });
    }
    figures.sort_by(f64::total_cmp);
    let at = |n: usize| figures.get(n).copied().unwrap_or_default();
    let of = match unit {
        Unit::PerSecond(what) => format!("{what}/s"),
        Unit::Microseconds(what) => format!("us/{what}"),
    };
    println!("{name}: {:.0} {of} (median of {RUNS}; {:.0} to {:.0})", at(RUNS / 2), at(0), at(RUNS - 1));
    Ok(())
}

/// When a measurement began.
struct Started {
    wall: Instant,
    cpu: Option<u64>,
}

impl Started {
    fn now(time: Time) -> Self {
        let cpu = match time {
            Time::Cpu => thread_nanoseconds(),
            Time::Wall => None,
        };
        Self { wall: Instant::now(), cpu }
    }

    fn seconds(&self) -> f64 {
        match (self.cpu, thread_nanoseconds()) {
            (Some(from), Some(to)) if to > from => std::time::Duration::from_nanos(to - from).as_secs_f64(),
            _ => self.wall.elapsed().as_secs_f64(),
        }
    }
}

/// Time of this thread on a processor, as Linux tells it; it is brought up to date some hundred times a second, so what
/// is measured should last much longer.
fn thread_nanoseconds() -> Option<u64> {
    fs::read_to_string("/proc/thread-self/schedstat").ok()?.split(' ').next()?.parse().ok()
}
