//! Commands through the host onto the embedded store, synced in full: one command in a commit, and many cases in flight.

use guicheng_bench::{
    Failure,
    figure::{Time, nanoseconds},
    hosted::{Hosted, forget, scratch_file},
    pair::{HEAD, Pair, Ratio},
    workload,
};
use guicheng_core::{Case, Decision, Scratch};
use guicheng_history::{Lexicon, Recorder};
use rusqlite::{Connection, params};
use std::path::Path;

/// Cases in a run, one after the other.
const CASES: u32 = 25;
/// Cases in flight at once.
const IN_FLIGHT: u32 = 100;

pub(crate) fn run(folder: &Path) -> Result<(), Failure> {
    let (file, bare) = (scratch_file(folder, "ours"), scratch_file(folder, "bare"));
    let outcome = beside(&file, &bare);
    forget(&file);
    forget(&bare);
    outcome
}

fn beside(file: &Path, bare: &Path) -> Result<(), Failure> {
    let (mut ours, mut bare) = (Hosted::new(file)?, Bare::new(bare)?);
    println!("{HEAD}");
    let pair =
        |name, must, aim| Pair { name, unit: "ns a command, wall", ratio: Ratio::TimesAsFast, must, aim, rounds: 5 };
    pair("one command a commit, synced in full, against bare inserts of its records", 0.8, 0.97)
        .run(|| nanoseconds(Time::Wall, || ours.one_by_one(CASES)), || nanoseconds(Time::Wall, || bare.insert(1)))?;
    let name = "100 cases in flight, grouped, against bare inserts in groups of 100";
    pair(name, 0.6, 0.95).run(
        || {
            let cases = (0..IN_FLIGHT).map(|_| ours.open()).collect::<Result<Vec<_>, _>>()?;
            nanoseconds(Time::Wall, || ours.rounds(cases))
        },
        || nanoseconds(Time::Wall, || bare.insert(100)),
    )
}

/// What one command of the workload leaves: its lines and the memory form of its case.
struct Rows {
    lines: Vec<String>,
    snapshot: Vec<u8>,
}

/// The same lines and states written without an engine, on the same pragmas as the store's.
struct Bare {
    db: Connection,
    rows: Vec<Rows>,
    cases: i64,
}

impl Bare {
    fn new(file: &Path) -> Result<Self, Failure> {
        let db = Connection::open(file).map_err(|why| Failure::at("opening the file", &why))?;
        db.execute_batch(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
             CREATE TABLE records (tenant TEXT, case_id TEXT, seq INTEGER, line TEXT,
               PRIMARY KEY (tenant, case_id, seq)) WITHOUT ROWID;
             CREATE TABLE snapshots (tenant TEXT, case_id TEXT, snapshot BLOB,
               PRIMARY KEY (tenant, case_id)) WITHOUT ROWID;",
        )
        .map_err(|why| Failure::at("making the tables", &why))?;
        Ok(Self { db, rows: rows()?, cases: 0 })
    }

    /// Cases one after the other, or so many at once whose commands share a commit.
    fn insert(&mut self, group: u32) -> Result<u64, Failure> {
        let mut done = 0;
        for _ in 0..if group == 1 { CASES } else { 1 } {
            for rows in &self.rows {
                write(&self.db, rows, self.cases, group).map_err(|why| Failure::at("inserting", &why))?;
                done += u64::from(group);
            }
            self.cases += i64::from(group);
        }
        Ok(done)
    }
}

fn write(db: &Connection, rows: &Rows, first: i64, group: u32) -> rusqlite::Result<()> {
    db.execute_batch("BEGIN IMMEDIATE")?;
    for case in (first..).take(usize::try_from(group).unwrap_or(1)) {
        let case = format!("BENCH-20261202-{case}");
        let next = "SELECT ifnull(max(seq), 0) + 1 FROM records WHERE tenant = 't' AND case_id = ?1";
        let seq: i64 = db.prepare_cached(next)?.query_row([&case], |row| row.get(0))?;
        let mut insert = db.prepare_cached("INSERT INTO records VALUES ('t', ?1, ?2, ?3)")?;
        for (seq, line) in (seq..).zip(&rows.lines) {
            insert.execute(params![case, seq, line])?;
        }
        db.prepare_cached("INSERT OR REPLACE INTO snapshots VALUES ('t', ?1, ?2)")?
            .execute(params![case, rows.snapshot])?;
    }
    db.execute_batch("COMMIT")
}

fn rows() -> Result<Vec<Rows>, Failure> {
    let p = workload::procedure()?;
    let lexicon = Lexicon::new(&p);
    let recorder = Recorder::new(&lexicon, "t", "BENCH-20261202-1");
    let (mut case, mut scratch) = (Case::default(), Scratch::default());
    let mut all = Vec::new();
    for command in workload::answered(&p)? {
        if workload::decided(&p, &case, &command, &mut scratch)? == Decision::Ask {
            return Err(Failure::at("an answer is missing", &scratch.questions));
        }
        let encoded = recorder.encode(&case, &command, &scratch.events, scratch.due, &scratch.draft);
        all.push(Rows { lines: encoded.lines, snapshot: encoded.snapshot });
        case.clone_from(&scratch.draft);
    }
    workload::closed(case.status)?;
    Ok(all)
}
