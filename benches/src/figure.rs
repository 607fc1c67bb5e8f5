//! Taking times: of this thread on a processor, or as a clock on the wall shows.

use crate::Failure;
use std::{
    fs,
    time::{Duration, Instant},
};

/// Which time counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Time {
    /// Of this thread on a processor, where the system tells it; else as [`Time::Wall`].
    Cpu,
    /// As a clock on the wall shows.
    Wall,
}

/// Nanoseconds that each of the things done by `work`, which says how many, took.
///
/// # Errors
/// What `work` fails with.
pub fn nanoseconds(time: Time, work: impl FnOnce() -> Result<u64, Failure>) -> Result<f64, Failure> {
    let (wall, cpu) = (Instant::now(), thread_time());
    let done = work()?;
    let took = match (time, cpu, thread_time()) {
        (Time::Cpu, Some(from), Some(to)) => to.saturating_sub(from),
        _ => wall.elapsed(),
    };
    Ok(took.as_secs_f64() * 1e9 / count(done))
}

/// A count as a number to divide by.
#[expect(clippy::cast_precision_loss, reason = "counts of things done stay far below 2^52")]
pub fn count(n: u64) -> f64 {
    n.max(1) as f64
}

/// The middle one, the least and the greatest.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Spread {
    /// The middle one.
    pub median: f64,
    /// The least.
    pub least: f64,
    /// The greatest.
    pub greatest: f64,
}

impl Spread {
    /// Of these figures.
    pub fn of(mut figures: Vec<f64>) -> Self {
        figures.sort_by(f64::total_cmp);
        let at = |n: usize| figures.get(n).copied().unwrap_or_default();
        Self { median: at(figures.len() / 2), least: at(0), greatest: at(figures.len().saturating_sub(1)) }
    }
}

/// A figure in three digits.
pub fn short(figure: f64) -> String {
    match figure {
        f if f >= 100.0 => format!("{f:.0}"),
        f if f >= 10.0 => format!("{f:.1}"),
        f if f >= 0.1 => format!("{f:.2}"),
        f => format!("{f:.4}"),
    }
}

/// Bytes of this process in memory, where the system tells it.
pub fn resident() -> u64 {
    let told = fs::read_to_string("/proc/self/statm").unwrap_or_default();
    let pages: u64 = told.split(' ').nth(1).and_then(|n| n.parse().ok()).unwrap_or_default();
    pages * 4_096
}

#[cfg(unix)]
fn thread_time() -> Option<Duration> {
    let now = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    Some(Duration::new(u64::try_from(now.tv_sec).ok()?, u32::try_from(now.tv_nsec).ok()?))
}

#[cfg(not(unix))]
fn thread_time() -> Option<Duration> {
    None
}
