//! What a step costs, on fixed inputs and without noise: a cost that grows by more than a twentieth over the one recorded
//! in `gates.toml` fails. `GUICHENG_BLESS=1` records what is measured now; the commit says why it may grow.

#![expect(clippy::indexing_slicing, clippy::expect_used, reason = "a test fails by panicking")]

use guicheng_bench::{hosted::Hosted, play, workload};
use guicheng_core::{Case, Packed, Scratch};
use guicheng_history::Lexicon;
use std::{collections::BTreeMap, env, fs, path::Path, process::Command};

/// Cases played to get warm, and cases counted.
const WARM: usize = 10;
const COUNTED: u64 = 100;
/// So many cases are played under callgrind, once and once more; the difference is what counts.
const UNDER_CALLGRIND: [u64; 2] = [40, 140];

/// Procedures of so many steps are loaded under callgrind. The difference is what each step more costs; it would be dearer
/// than recorded if loading grew faster than the file.
const LINES: [u64; 2] = [500, 1_000];

/// Cases of a procedure of a thousand steps: a step of them would be dearer than recorded if it looked through what was done.
const LONG_CASES: [u64; 2] = [1, 3];
const LONG: u64 = 1_001;

type Costs = BTreeMap<String, f64>;

/// The optimiser decides some allocations away, so each profile has costs of its own.
const PROFILE: &str = if cfg!(debug_assertions) { "dev" } else { "release" };

#[test]
fn no_cost_grows_by_more_than_a_twentieth() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("gates.toml");
    let text = fs::read_to_string(&file).expect("gates.toml");
    let mut recorded: BTreeMap<String, Costs> = toml::from_str(&text).expect("a table of costs for each profile");
    let now = costs();
    if env::var_os("GUICHENG_BLESS").is_some() {
        recorded.insert(PROFILE.into(), now);
        fs::write(&file, written(&text, &recorded)).expect("gates.toml");
        return;
    }
    let Some(recorded) = recorded.get(PROFILE) else {
        eprintln!("NOT CHECKED: gates.toml records no costs of the profile {PROFILE}");
        return;
    };
    let grown = |(name, cost): &(&String, &f64)| {
        let was = *recorded.get(*name).unwrap_or_else(|| panic!("gates.toml does not record {name}"));
        println!("{name}: {cost:.2}, recorded {was:.2}");
        if **cost < was * 0.95 {
            eprintln!("{name} has fallen from {was:.2} to {cost:.2}: record it with GUICHENG_BLESS=1");
        }
        **cost > was * 1.05
    };
    let grown: Vec<_> = now.iter().filter(grown).collect();
    assert!(grown.is_empty(), "these have grown by more than a twentieth: {grown:?}");
}

/// The file with its head kept.
fn written(before: &str, recorded: &BTreeMap<String, Costs>) -> String {
    let mut text: String = before.lines().take_while(|l| l.starts_with('#')).map(|l| format!("{l}\n")).collect();
    for (profile, costs) in recorded {
        text += &format!("\n[{profile}]\n");
        text.extend(costs.iter().map(|(name, cost)| format!("{name} = {cost:.2}\n")));
    }
    text
}

fn costs() -> Costs {
    let mut costs = Costs::new();
    costs.insert("allocations_a_step".into(), allocations());
    let [at_rest, at_work] = bytes_of_a_live_case();
    costs.insert("bytes_a_live_case".into(), at_rest);
    costs.insert("bytes_a_case_at_work".into(), at_work);
    costs.insert("bytes_a_record".into(), bytes_of_a_record());
    costs.insert("bytes_a_stored_record".into(), bytes_of_a_stored_record());
    let steps = workload::COMMANDS as u64;
    if let Some(count) = instructions("count", UNDER_CALLGRIND, steps) {
        costs.insert("instructions_a_step".into(), count);
    }
    if let Some(count) = instructions("count-steps", LONG_CASES, LONG) {
        costs.insert("instructions_a_step_of_a_thousand".into(), count);
    }
    if let Some(count) = instructions("count-line", LINES, 1) {
        costs.insert("instructions_a_loaded_step".into(), count);
    }
    costs
}

/// In `decide` and `apply`, once the buffers are warm.
fn allocations() -> f64 {
    let p = workload::procedure().expect("the workload");
    let commands = workload::answered(&p).expect("commands");
    let (empty, mut case, mut scratch) = (Case::default(), Case::default(), Scratch::default());
    let mut play = |times: u64| {
        (0..times)
            .map(|_| {
                case.clone_from(&empty);
                play::one(&p, &commands, &mut case, &mut scratch).expect("a closed case")
            })
            .sum::<u64>()
    };
    play(WARM as u64);
    let mut steps = 0;
    let counted = allocation_counter::measure(|| steps = play(COUNTED));
    counted.count_total as f64 / steps as f64
}

/// A case whose clock is armed and whose first step is done, with all it holds: at rest, and at work.
fn bytes_of_a_live_case() -> [f64; 2] {
    let p = workload::procedure().expect("the workload");
    let commands = workload::answered(&p).expect("commands");
    let mut cases: Vec<Case> = Vec::with_capacity(COUNTED as usize);
    let mut packed: Vec<Packed> = Vec::with_capacity(COUNTED as usize);
    let mut scratch = Scratch::default();
    let at_work = allocation_counter::measure(|| {
        for _ in 0..COUNTED {
            let mut case = Case::default();
            play::some(&p, &commands[..2], &mut case, &mut scratch).expect("two steps");
            assert!(case.next_due().is_some(), "no clock is armed");
            cases.push(case);
        }
        scratch = Scratch::default();
    });
    let at_rest = allocation_counter::measure(|| packed.extend(cases.iter().map(Packed::new)));
    let each = |bytes: i64, size: usize| bytes as f64 / COUNTED as f64 + size as f64;
    [each(at_rest.bytes_current, size_of::<Packed>()), each(at_work.bytes_current, size_of::<Case>())]
}

fn bytes_of_a_record() -> f64 {
    let p = workload::procedure().expect("the workload");
    let lines = play::lines(&p, &Lexicon::new(&p)).expect("records");
    lines.iter().map(|line| line.len() + 1).sum::<usize>() as f64 / lines.len() as f64
}

/// What the file of the embedded store grows by for each record, with everything that it keeps beside them.
fn bytes_of_a_stored_record() -> f64 {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let file = folder.join("gates.db");
    let _ = fs::remove_file(&file);
    let mut hosted = Hosted::new(&file).expect("a host");
    let records = |hosted: &mut Hosted, cases: u32| {
        hosted.one_by_one(cases).expect("closed cases");
        let db = rusqlite::Connection::open(&file).expect("the file");
        db.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).expect("a checkpoint");
        let count: u32 = db.query_row("SELECT count(*) FROM records", [], |row| row.get(0)).expect("a count");
        (f64::from(count), fs::metadata(&file).expect("the file").len() as f64)
    };
    let (few, small) = records(&mut hosted, 20);
    let (more, large) = records(&mut hosted, 80);
    drop(hosted);
    let _ = fs::remove_file(&file);
    (large - small) / (more - few)
}

/// Of a step in `decide` and `apply`, or of one in a file, as callgrind counts them: what the larger of two counts takes
/// more, by the steps between.
fn instructions(what: &str, counts: [u64; 2], each: u64) -> Option<f64> {
    let [few, more] = counts.map(|count| {
        let mut valgrind = Command::new("valgrind");
        valgrind.args(["--tool=callgrind", "--callgrind-out-file=/dev/null", env!("CARGO_BIN_EXE_guicheng-bench")]);
        let out = valgrind.arg(what).arg(count.to_string()).output().ok()?;
        let said = String::from_utf8_lossy(&out.stderr);
        assert!(out.status.success(), "callgrind: {said}");
        let line = said.lines().find_map(|l| l.split_once("Collected : ").map(|(_, n)| n.to_owned()));
        line?.trim().parse::<f64>().ok()
    });
    let (Some(few), Some(more)) = (few, more) else {
        eprintln!("NOT MEASURED: instructions ({what}), for there is no valgrind here");
        return None;
    };
    Some((more - few) / ((counts[1] - counts[0]) * each) as f64)
}
