//! Very many cases in one store: 100,000 clocks due in one second while people go on working, and opening a store of a
//! million cases. One case is played by the host; the store then holds so many rows like it.

use guicheng_bench::{
    Failure,
    figure::{Spread, Time, nanoseconds},
    hosted::{Hosted, forget, scratch_file},
    workload,
};
use guicheng_core::Timestamp;
use rusqlite::{Connection, params};
use std::{
    path::Path,
    time::{Duration, Instant},
};

/// Clocks due within one second.
const DUE: u32 = 100_000;
/// Cases in a large store, of which so many are open.
const CASES: u32 = 1_000_000;
const OPEN: u32 = 100_000;
/// Cases that fire before a person's command comes in between.
const AT_ONCE: usize = 16;

/// All clocks fire, none is lost or doubled; how long a person's command takes meanwhile.
pub(crate) fn due(folder: &Path) -> Result<(), Failure> {
    let file = scratch_file(folder, "due");
    let outcome = fire(&file);
    forget(&file);
    outcome
}

fn fire(file: &Path) -> Result<(), Failure> {
    let mut hosted = Hosted::new(file)?;
    let (model, _) = hosted.open()?;
    let people: Vec<_> = (0..200).map(|_| hosted.open()).collect::<Result<_, _>>()?;
    multiply(file, &model, DUE - 201, &ALL)?;
    // The latest of them is a second later than the first.
    let at = workload::opens().plus(300_000 + 2_000);
    let (mut fired, mut waits, start) = (0, Vec::new(), Instant::now());
    let mut commands = people
        .into_iter()
        .flat_map(|(case, list)| list.into_iter().take(1).map(move |command| (case.clone(), command)));
    loop {
        let asked = Instant::now();
        let ticked = hosted.host.tick_some(at, AT_ONCE).map_err(|why| Failure::at("a tick", &why))?;
        fired += ticked.fired.len();
        if let Some(why) = ticked.failed.first() {
            return Err(Failure::at("a case cannot be woken", why));
        }
        if !ticked.more {
            break;
        }
        // A person's command came when the group began, and waits for it.
        if let Some((case, command)) = commands.next() {
            let command = guicheng_core::Command { now: at, ..command };
            hosted.host.execute(&case, command).map_err(|why| Failure::at("a command", &why))?;
            waits.push(asked.elapsed());
        }
    }
    let took = start.elapsed();
    let events = once_each(file)?;
    if events != i64::from(DUE) {
        return Err(Failure(format!("{events} clocks fired, not {DUE}")));
    }
    println!("| clocks due in one second | fired by ticks | took | a command meanwhile: median | p99 | greatest |");
    println!("|---|---|---|---|---|---|");
    println!("| {DUE} | {fired} | {:.1} s | {} |", took.as_secs_f64(), waited(waits));
    Ok(())
}

/// How many cases have exactly one record of their clock's firing; a second one anywhere is a failure.
fn once_each(file: &Path) -> Result<i64, Failure> {
    let db = Connection::open(file).map_err(|why| Failure::at("the file", &why))?;
    let sql = "SELECT count(*), count(DISTINCT case_id) FROM records WHERE line LIKE '%\"kind\":\"clock_fired\"%'";
    let (all, cases): (i64, i64) =
        db.query_row(sql, (), |row| Ok((row.get(0)?, row.get(1)?))).map_err(|why| Failure::at("counting", &why))?;
    if all == cases { Ok(cases) } else { Err(Failure(format!("{all} firings in {cases} cases"))) }
}

fn waited(mut waits: Vec<Duration>) -> String {
    waits.sort_unstable();
    let ms = |at: usize| waits.get(at).map_or(0.0, |wait| wait.as_secs_f64() * 1e3);
    let last = waits.len().saturating_sub(1);
    format!("{:.1} ms | {:.1} ms | {:.1} ms", ms(last / 2), ms(last * 99 / 100), ms(last))
}

/// Opening a store of very many cases until it can serve: the host stands, knows what is due next and what a person has to
/// do.
pub(crate) fn open(folder: &Path) -> Result<(), Failure> {
    let file = scratch_file(folder, "open");
    let outcome = serve(&file);
    forget(&file);
    outcome
}

fn serve(file: &Path) -> Result<(), Failure> {
    {
        let mut hosted = Hosted::new(file)?;
        let (model, _) = hosted.open()?;
        multiply(file, &model, OPEN - 1, &ALL)?;
        let (done, commands) = hosted.open()?;
        for command in commands {
            hosted.host.execute(&done, command).map_err(|why| Failure::at("a command", &why))?;
        }
        // Closed cases are listed and loaded, their records are not read: a million of them would take 40 GB.
        multiply(file, &done, CASES - OPEN - 1, &["cases", "snapshots"])?;
    }
    let mut seconds = Vec::new();
    for _ in 0..7 {
        let start = Instant::now();
        let hosted = Hosted::new(file)?;
        let next = hosted.host.next_due().map_err(|why| Failure::at("what is due", &why))?;
        if next.is_none_or(|at| at < Timestamp(0)) {
            return Err(Failure("nothing is due".into()));
        }
        seconds.push(start.elapsed().as_secs_f64());
    }
    let Spread { median, least, greatest } = Spread::of(seconds);
    println!(
        "| cases | open | until it can serve: median | least to greatest | must | aim |\n|---|---|---|---|---|---|"
    );
    println!("| {CASES} | {OPEN} | {median:.3} s | {least:.3} to {greatest:.3} s | 2 s | 0.5 s |");
    Ok(())
}

/// Nanoseconds of a person's command through the host, a commit each, where the store holds so many open cases: on cases
/// far from each other, none of which was read before.
pub(super) fn stored(folder: &Path, cases: u32) -> Result<Spread, Failure> {
    let file = scratch_file(folder, "stored");
    let outcome = far_apart(&file, cases);
    forget(&file);
    outcome
}

fn far_apart(file: &Path, cases: u32) -> Result<Spread, Failure> {
    /// Rounds, and commands in each.
    const ROUNDS: u32 = 8;
    const COMMANDS: u32 = 50;
    let mut hosted = Hosted::new(file)?;
    let (model, commands) = hosted.open()?;
    multiply(file, &model, cases - 1, &ALL)?;
    let Some(command) = commands.first() else { return Err(Failure("a case without commands".into())) };
    let mut figures = Vec::new();
    for round in 0..ROUNDS {
        figures.push(nanoseconds(Time::Cpu, || {
            for n in 0..COMMANDS {
                // Prime to every number of cases here: each is met once.
                let case = (u64::from(round * COMMANDS + n) * 7_368_787) % u64::from(cases - 1) + 1;
                let done = hosted.host.execute(&format!("{model}-{case}"), command.clone());
                done.map_err(|why| Failure::at("a command", &why))?;
            }
            Ok(COMMANDS.into())
        })?);
    }
    Ok(Spread::of(figures))
}

/// The tables in which a case has rows.
const ALL: [&str; 7] = ["cases", "snapshots", "records", "work", "work_who", "disclosures", "tokens"];

/// So many more rows like those of a case.
fn multiply(file: &Path, model: &str, times: u32, tables: &[&str]) -> Result<(), Failure> {
    let db = Connection::open(file).map_err(|why| Failure::at("the file", &why))?;
    copies(&db, model, times, tables).map_err(|why| Failure::at("multiplying a case", &why))
}

fn copies(db: &Connection, model: &str, times: u32, tables: &[&str]) -> rusqlite::Result<()> {
    db.execute_batch("PRAGMA synchronous = OFF; BEGIN IMMEDIATE")?;
    for table in tables {
        let mut columns: Vec<String> = Vec::new();
        let mut list = db.prepare("SELECT name FROM pragma_table_info(?1)")?;
        for name in list.query_map([*table], |row| row.get(0))? {
            columns.push(name?);
        }
        let names = columns.join(", ");
        let values = columns.iter().map(|name| if name == "case_id" { "case_id || '-' || n" } else { name });
        let values = values.collect::<Vec<_>>().join(", ");
        db.execute(
            &format!(
                "WITH RECURSIVE number (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < ?1)
                 INSERT INTO {table} ({names}) SELECT {values} FROM {table}, number WHERE case_id = ?2"
            ),
            params![times, model],
        )?;
    }
    db.execute_batch("COMMIT; PRAGMA wal_checkpoint(TRUNCATE)")
}
