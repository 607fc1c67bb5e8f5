//! Durable steps beside other durable engines, 16 cases in flight, every step synced.

use guicheng_bench::{
    Failure,
    figure::{Time, nanoseconds},
    hosted::{Hosted, forget, scratch_file},
    pair::{HEAD, Pair, Ratio},
    peer,
};
use std::{path::Path, process::Command as Process};

/// Cases in flight.
const IN_FLIGHT: u32 = 16;

pub(crate) fn run(folder: &Path) -> Result<(), Failure> {
    let file = scratch_file(folder, "durable");
    let outcome = beside(folder, &file);
    forget(&file);
    outcome
}

fn beside(folder: &Path, file: &Path) -> Result<(), Failure> {
    let mut hosted = Hosted::new(file)?;
    println!("{HEAD}");
    if let Some(program) = peer::program("duroxide-peer/target/release/duroxide-peer") {
        let db = scratch_file(folder, "duroxide");
        let url = format!("sqlite:{}", db.display());
        pair("durable, 16 cases in flight, against duroxide on SQLite").run(
            || ours(&mut hosted),
            || {
                let mut process = Process::new(&program);
                process.args([url.as_str(), "32", "16"]).env("RUST_LOG", "error");
                peer::figure(&mut process, "duroxide", " steps/s wall").map(|steps| 1e9 / steps)
            },
        )?;
        forget(&db);
    }
    if let Some(program) = peer::program("python/bench_dbos.py") {
        let db = scratch_file(folder, "dbos");
        let python = peer::program("python/venv/bin/python").unwrap_or_else(|| "python3".into());
        pair("durable, 16 cases in flight, against DBOS on SQLite (12 checkpointed steps)").run(
            || ours(&mut hosted),
            || {
                let mut process = Process::new(&python);
                process.arg(&program).arg(format!("sqlite:///{}", db.display())).arg("5");
                peer::figure(&mut process, "DBOS sqlite 12 checkpointed", " steps/s").map(|steps| 1e9 / steps)
            },
        )?;
        forget(&db);
    }
    Ok(())
}

fn pair(name: &'static str) -> Pair {
    Pair { name, unit: "ns a step, wall", ratio: Ratio::TimesAsFast, must: 30.0, aim: 300.0, rounds: 3 }
}

fn ours(hosted: &mut Hosted) -> Result<f64, Failure> {
    nanoseconds(Time::Wall, || hosted.in_flight(IN_FLIGHT))
}
