//! Commands through the host onto the embedded store, synced in full: one command in a commit, and many cases in flight.

use guicheng_bench::{
    Failure,
    bare::Bare,
    figure::{Time, nanoseconds},
    hosted::{Hosted, forget, scratch_file},
    pair::{HEAD, Pair, Ratio},
};
use std::path::{Path, PathBuf};

/// Cases in a run, one after the other.
const CASES: u32 = 25;
/// Cases in flight at once.
const IN_FLIGHT: u32 = 100;
/// How often each side is measured.
const ROUNDS: usize = 15;

pub(crate) fn run(folder: &Path) -> Result<(), Failure> {
    let files = ["ours", "bare", "model"].map(|name| scratch_file(folder, name));
    let outcome = beside(&files);
    files.iter().for_each(|file| forget(file));
    outcome
}

fn beside([ours, bare, model]: &[PathBuf; 3]) -> Result<(), Failure> {
    let (mut ours, mut bare) = (Hosted::new(ours)?, Bare::new(bare, model)?);
    println!("{} rows a case\n\n{HEAD}", bare.rows());
    for (time, unit) in [(Time::Wall, "ns a command, wall"), (Time::Cpu, "ns a command, CPU")] {
        let pair = |name, must, aim| Pair { name, unit, ratio: Ratio::TimesAsFast, must, aim, rounds: ROUNDS };
        pair("one command a commit, synced in full, against bare inserts of the same rows", 0.8, 0.97).run(
            || nanoseconds(time, || ours.one_by_one(CASES)),
            || nanoseconds(time, || bare.one_by_one(CASES.into())),
        )?;
        pair("100 cases in flight, grouped, against bare inserts in groups of 100", 0.6, 0.95).run(
            || nanoseconds(time, || ours.in_flight(IN_FLIGHT)),
            || nanoseconds(time, || bare.in_flight(IN_FLIGHT.into())),
        )?;
    }
    Ok(())
}
