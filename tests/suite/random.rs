//! Random procedures with random commands: after every command the records alone give the case back, a restart changes
//! nothing, and the same input gives the same events. `GUICHENG_RANDOM_RUNS` sets how many runs there are.

use guicheng_core::Procedure;
use guicheng_history::{sha256, to_hex};
use guicheng_lang::{
    FileId, Library, Severity, Source,
    doc::{self, Cx},
    load, side,
    zone::Zones,
};
use guicheng_tests::{Walk, Walked, grow};
use std::thread;

/// Runs in all, by default.
const RUNS: u64 = 10_000;
/// Random procedures: each is walked several times.
const WALKS_EACH: u64 = 10;

fn runs() -> u64 {
    std::env::var("GUICHENG_RANDOM_RUNS").ok().and_then(|n| n.parse().ok()).unwrap_or(RUNS)
}

pub(crate) fn library() -> Library {
    let text = "[calendar.all_day]\ntitle = \"全天\"\nversion = 1\ntime_zone = \"Asia/Shanghai\"\nhours = \"always\"\n";
    let mut cx = Cx::default();
    let source = Source::from_text(FileId(1), "calendars.toml", text);
    let table = doc::parse(&source, &mut cx.findings);
    let calendars = side::calendars(&mut cx, &table.expect("a calendar"), &mut Zones::default());
    assert!(cx.findings.is_empty(), "{:?}", cx.findings);
    Library { calendars, ..Library::default() }
}

/// A grown procedure, if its file has no errors (a random graph may well have some).
pub(crate) fn grown(text: &str, library: &Library) -> Result<Procedure, String> {
    let loaded = load(&Source::from_text(FileId(0), "grown.toml", text), library);
    let errors: Vec<_> = loaded.findings.iter().filter(|f| f.severity() == Severity::Error).collect();
    match loaded.procedure {
        Some(procedure) if errors.is_empty() => Ok(procedure),
        _ => Err(format!("{errors:#?}\n{text}")),
    }
}

fn walk(text: &str, p: &Procedure, seed: u64) -> Walked {
    Walk::new(p, seed).run(25).unwrap_or_else(|failure| panic!("seed {seed}: {}\n{text}", failure.0))
}

#[derive(Default)]
struct Sum {
    runs: u64,
    accepted: usize,
    refused: usize,
    over: usize,
    unloadable: u64,
    /// Calls taken back by merging.
    taken_back: usize,
    /// Over the digests of all records: two engines that mean the same print the same.
    digest: Vec<u8>,
}

fn many(kind: fn(u64) -> String, seeds: std::ops::Range<u64>, may_fail: bool) -> Sum {
    let library = library();
    let mut sum = Sum::default();
    for seed in seeds {
        let text = kind(seed);
        let p = match grown(&text, &library) {
            Ok(p) => p,
            Err(_) if may_fail => {
                sum.unloadable += 1;
                continue;
            }
            Err(why) => panic!("seed {seed} does not load: {why}"),
        };
        let began = std::time::Instant::now();
        for n in 0..WALKS_EACH {
            let walked = walk(&text, &p, seed * WALKS_EACH + n);
            sum.runs += 1;
            sum.digest.extend(sha256(walked.lines.concat().as_bytes()).0);
            sum.taken_back += walked.lines.iter().filter(|l| l.contains("\"kind\":\"call_withdrawn\"")).count();
            sum.accepted += walked.accepted;
            sum.refused += walked.refused;
            sum.over += usize::from(walked.status != guicheng_core::Status::Open);
            if began.elapsed().as_secs() >= 10 {
                println!("seed {seed} is slow: walk {n}, {} accepted", walked.accepted);
            }
            assert!(may_fail || !walked.stuck, "seed {seed}, walk {n} sticks: {:#?}\n{text}", walked.case);
        }
    }
    sum
}

/// Two threads, one for each core.
fn on_both(kind: fn(u64) -> String, runs: u64, may_fail: bool) -> Sum {
    let procedures = (runs / WALKS_EACH).max(2);
    let half = procedures / 2;
    let other = thread::spawn(move || many(kind, half..procedures, may_fail));
    let mut sum = many(kind, 0..half, may_fail);
    let rest = other.join().unwrap_or_else(|why| std::panic::resume_unwind(why));
    sum.runs += rest.runs;
    sum.accepted += rest.accepted;
    sum.refused += rest.refused;
    sum.over += rest.over;
    sum.unloadable += rest.unloadable;
    sum.taken_back += rest.taken_back;
    sum.digest.extend(rest.digest);
    sum
}

#[test]
fn random_routes_are_replayed_after_every_command() {
    let sum = on_both(grow::routes, runs(), false);
    println!("{} runs, {} accepted, {} refused, {} over", sum.runs, sum.accepted, sum.refused, sum.over);
    println!("{} calls taken back by merging", sum.taken_back);
    println!("all their records: {}", to_hex(&sha256(&sum.digest)));
    assert!(sum.accepted as u64 > 5 * sum.runs && sum.over as u64 > sum.runs / 20, "the walks do too little");
    assert!(sum.taken_back > 0, "no merged case had called");
}

#[test]
fn random_graphs_are_replayed_after_every_command() {
    // Some grow tokens up to the engine's limits (seed 227 does): a decision there must be as quick as any.
    let runs = runs();
    let sum = on_both(grow::graph, runs, true);
    println!("{} runs, {} accepted, {} not loadable", sum.runs, sum.accepted, sum.unloadable);
    println!("all their records: {}", to_hex(&sha256(&sum.digest)));
    assert!(sum.runs > runs / 2, "too few random graphs load: {} do not", sum.unloadable);
}
