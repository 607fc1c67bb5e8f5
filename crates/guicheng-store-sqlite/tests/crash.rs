//! A writer is killed at random moments, again and again on one file: nothing acknowledged may be lost, nothing doubled,
//! nothing half written, and every wake-up must be the one that the case's own snapshot asks for.
//!
//! The test starts itself as the writer. `GUICHENG_KILL_CYCLES` sets how often it is killed (200), `GUICHENG_KILL_SEED`
//! repeats a run.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test without harness: what clippy allows in tests it does not see here"
)]

use guicheng_store::{
    CaseHead, CaseKey, CaseQuery, CommandId, Commit, Digest, EffectId, Lane, OutboxRow, Outcome, Seq, Store, Timestamp,
    WorkQuery, WorkRow, conformance,
};
use guicheng_store_sqlite::SqliteStore;
use std::{
    collections::{BTreeMap, BTreeSet},
    env,
    io::{BufRead, BufReader, Write},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::Duration,
};

const CASES: u32 = 6;
const WRITER: &str = "GUICHENG_CRASH_WRITER";

fn main() {
    let number = |name: &str| env::var(name).ok().and_then(|text| text.parse::<u64>().ok());
    match env::var_os(WRITER) {
        Some(file) => write(Path::new(&file), Random(number("GUICHENG_KILL_SEED").unwrap_or(1))),
        None => kill(number("GUICHENG_KILL_CYCLES").unwrap_or(200), number("GUICHENG_KILL_SEED")),
    }
}

/// A small generator: the runs are told apart by their seed alone.
struct Random(u64);

impl Random {
    fn below(&mut self, n: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % n
    }
}

/// The n-th command of a case: what it writes follows from its place alone, so that the test knows what must be there.
fn commit(case: &str, expected: u32) -> Commit {
    let last = expected + records(expected);
    let next_due = due(case, last);
    let sample = conformance::sample(case, records(expected));
    let id = EffectId { case: case.into(), seq: Seq(last), index: 0 };
    Commit {
        expected: Seq(expected),
        prev: if expected == 0 { Digest::default() } else { sample.head.link },
        first: Seq(expected + 1),
        command: Some(CommandId { key: key(case, expected), content: Digest([7; 32]) }),
        records: (expected + 1..=last)
            .map(|n| format!("{{\"key\":\"{}\",\"n\":{n}}}", key(case, expected)).into())
            .collect(),
        snapshot: format!("{last} {next_due}").into_bytes().into(),
        head: CaseHead { next_due: Some(Timestamp(next_due)), ..sample.head },
        outbox: vec![OutboxRow { id, lane: Lane::World, kind: "notify".into(), body: "{}".into() }],
        work: vec![work(case, last)],
        ..sample
    }
}

fn key(case: &str, expected: u32) -> Box<str> {
    format!("{case}/{expected}").into()
}

fn records(expected: u32) -> u32 {
    1 + expected % 5
}

fn due(case: &str, last: u32) -> i64 {
    i64::from(last) * 1_000 + i64::try_from(case.len()).unwrap()
}

fn work(case: &str, last: u32) -> WorkRow {
    WorkRow {
        case: case.into(),
        work: guicheng_core::WorkId(last),
        card: "visit".into(),
        item: None,
        state: guicheng_core::WorkState::Offered,
        held: false,
        holder: None,
        who: vec!["roster:guard".into(), format!("group:{}", last % 3).into()],
        opened_at: Timestamp(i64::from(last)),
        due: None,
    }
}

/// The writer: commits groups without end, and says on its output what was acknowledged.
fn write(file: &Path, mut random: Random) {
    let mut store = SqliteStore::open(file).unwrap();
    let mut out = std::io::stdout().lock();
    loop {
        let mut group = Vec::new();
        for n in 0..CASES {
            if random.below(2) == 0 {
                let case = format!("C-{n}");
                let at = store.load(&CaseKey::new("", &case)).unwrap().map_or(0, |loaded| loaded.seq.0);
                group.push(commit(&case, at));
            }
        }
        for (commit, outcome) in group.iter().zip(store.commit_all(&group).unwrap()) {
            let Outcome::Committed(receipt) = outcome else { panic!("{outcome:?} to {commit:?}") };
            writeln!(out, "{} {}", receipt.case, receipt.last.0).unwrap();
        }
        out.flush().unwrap();
    }
}

/// Kills writers, and looks at the file after each.
fn kill(cycles: u64, seed: Option<u64>) {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("crash");
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    let file = folder.join("crash.guicheng");
    let seed = seed.unwrap_or_else(|| u64::from(std::process::id()) * 2_654_435_761 + 1);
    println!("killing {cycles} writers, seed {seed}");
    let mut random = Random(seed);
    let mut acknowledged = BTreeMap::new();
    for cycle in 0..cycles {
        let lines = run_and_kill(&file, random.below(u64::MAX - 1) + 1, random.below(40_000));
        for line in lines {
            let (case, last) = line.split_once(' ').unwrap_or_else(|| panic!("half a line in cycle {cycle}: {line}"));
            acknowledged.insert(case.to_owned(), last.parse::<u32>().unwrap());
        }
        look(&file, &acknowledged).unwrap_or_else(|what| panic!("cycle {cycle} of seed {seed}: {what}"));
    }
    let records: u32 = acknowledged.values().sum();
    assert!(cycles == 0 || records > 0, "no writer lived long enough to commit anything");
    println!("test nothing_acknowledged_is_lost ... ok ({records} records, {cycles} kills)");
}

/// Lets a writer run for so many microseconds after its first word, and kills it. What it said before counts.
fn run_and_kill(file: &Path, seed: u64, micros: u64) -> Vec<String> {
    let mut writer = Command::new(env::current_exe().unwrap())
        .env(WRITER, file)
        .env("GUICHENG_KILL_SEED", seed.to_string())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut out = BufReader::new(writer.stdout.take().unwrap());
    // Every fourth writer is killed without waiting: while it opens the file, too.
    let mut first = String::new();
    if !seed.is_multiple_of(4) {
        out.read_line(&mut first).unwrap();
    }
    std::thread::sleep(Duration::from_micros(micros));
    writer.kill().unwrap();
    writer.wait().unwrap();
    let said = core::iter::once(first).chain(out.lines().map(|line| line.unwrap()));
    // The last line may have been cut; then it was not said.
    said.map(|line| line.trim_end().to_owned()).filter(|line| line.contains(' ')).collect()
}

/// What is wrong with the file after a kill.
fn look(file: &Path, acknowledged: &BTreeMap<String, u32>) -> Result<(), String> {
    let mut store = SqliteStore::open(file).map_err(|error| format!("{error:?}"))?;
    let expect = |what: &str, case: &str, ok: bool| if ok { Ok(()) } else { Err(format!("{case}: {what}")) };
    expect("the file is damaged", "", store.check().unwrap().is_empty())?;
    let rows = store.cases("", &CaseQuery::default()).unwrap();
    for (case, last) in acknowledged {
        let seq = rows.iter().find(|row| *row.case == **case).map_or(0, |row| row.seq.0);
        expect("an acknowledged record is lost", case, seq >= *last)?;
    }
    let wakes = store.due("", Timestamp::NEVER, usize::MAX).unwrap();
    let effects = store.outbox("", Lane::World).unwrap();
    let open = store.open_work("", &WorkQuery::All).unwrap();
    for row in &rows {
        let case = &*row.case;
        let loaded = store.load(&CaseKey::new("", case)).unwrap().unwrap();
        let last = row.seq.0;
        let snapshot = format!("{last} {}", due(case, last));
        expect("the snapshot is another's", case, *loaded.snapshot == *snapshot.as_bytes())?;
        let own: Vec<_> = wakes.iter().filter(|wake| *wake.case == *case).map(|wake| (wake.at.0, wake.seq.0)).collect();
        expect("the wake-up is not the snapshot's", case, own == [(due(case, last), last)])?;
        let listed: Vec<_> = open.iter().filter(|row| *row.case == *case).cloned().collect();
        expect("the open work is not the case's", case, listed == [work(case, last)])?;
        let commands = commands(&store, case)?;
        let sent = effects.iter().filter(|effect| *effect.row.id.case == *case).count();
        expect("effects are lost or doubled", case, sent == commands.len())?;
        let newest = commands.last().copied().unwrap_or(0);
        let again = store.commit(&commit(case, newest)).unwrap();
        expect("the last command is not known again", case, matches!(again, Outcome::Duplicate(_)))?;
    }
    Ok(())
}

/// The commands of a case by the number that they were decided upon, each once and whole.
fn commands(store: &SqliteStore, case: &str) -> Result<Vec<u32>, String> {
    let mut all = Vec::new();
    let mut seen = BTreeSet::new();
    let lines = store.history(&CaseKey::new("", case), Seq(0)).unwrap();
    let mut rest = lines.iter();
    let mut at = 0;
    while rest.len() > 0 {
        for (n, line) in (at + 1..).zip(rest.by_ref().take(usize::try_from(records(at)).unwrap())) {
            let promised = format!("{{\"key\":\"{}\",\"n\":{n}}}", key(case, at));
            if **line != *promised {
                return Err(format!("{case}: record {n} is {line}"));
            }
            if !seen.insert(n) {
                return Err(format!("{case}: record {n} stands twice"));
            }
        }
        all.push(at);
        at += records(at);
    }
    if at != u32::try_from(lines.len()).unwrap() {
        return Err(format!("{case}: the last command is half written"));
    }
    Ok(all)
}
