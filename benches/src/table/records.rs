//! Records read again: cases rebuilt beside the mere decoding of the same bytes, whole histories decided again beside
//! reading, re-writing and hashing the same bytes.

use guicheng_bench::{
    Failure,
    figure::{Time, nanoseconds},
    pair::{HEAD, Pair, ROUNDS, Ratio},
    play, workload,
};
use guicheng_history::{Lexicon, canonical, rebuild, sha256, verify};
use sha2::{Digest as _, Sha256};
use std::hint::black_box;

/// Cases in a run.
const CASES: usize = 300;

pub(crate) fn run() -> Result<(), Failure> {
    let p = workload::procedure()?;
    let lexicon = Lexicon::new(&p);
    let lines = play::lines(&p, &lexicon)?;
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    let records = u64::try_from(lines.len() * CASES).unwrap_or(u64::MAX);
    let bytes: usize = lines.iter().map(|line| line.len() + 1).sum();
    println!("A case: {} commands, {} records, {bytes} bytes.\n\n{HEAD}", workload::COMMANDS, lines.len());
    let pair = |name, must, aim| Pair {
        name,
        unit: "ns a record, CPU",
        ratio: Ratio::TimesTheTime,
        must,
        aim,
        rounds: ROUNDS,
    };
    let many = |each: &dyn Fn() -> Result<(), Failure>| {
        nanoseconds(Time::Cpu, || (0..CASES).try_for_each(|_| each()).map(|()| records))
    };
    pair("rebuild a case, against decoding the same bytes (serde_json)", 1.3, 1.05).run(
        || {
            many(&|| {
                let case = rebuild(&lexicon, black_box(&lines).iter().copied());
                workload::closed(case.map_err(|why| Failure::at("rebuild", &why))?.status)
            })
        },
        || many(&|| decoded(black_box(&lines))),
    )?;
    pair("decide again and verify, against reading, re-writing and hashing (serde_json, sha2)", 1.5, 1.1).run(
        || {
            many(&|| {
                let verified = verify(&p, &lexicon, black_box(&lines)).map_err(|why| Failure::at("verify", &why))?;
                workload::closed(verified.case.status)
            })
        },
        || many(&|| hashed(black_box(&lines))),
    )?;
    pair("the strict reader alone, against serde_json", 1.3, 1.05).run(
        || {
            many(&|| {
                black_box(&lines).iter().try_for_each(|line| {
                    black_box(canonical::parse(line).map_err(|why| Failure::at("reading", &why))?);
                    Ok(())
                })
            })
        },
        || many(&|| decoded(black_box(&lines))),
    )
}

/// Every line as a tree.
fn decoded(lines: &[&str]) -> Result<(), Failure> {
    for line in lines {
        let tree: serde_json::Value = serde_json::from_str(line).map_err(|why| Failure::at("decoding", &why))?;
        black_box(tree);
    }
    Ok(())
}

/// Every line read, written again and hashed; the chain is looked at as well.
fn hashed(lines: &[&str]) -> Result<(), Failure> {
    let mut before = [0_u8; 32];
    for line in lines {
        let tree: serde_json::Value = serde_json::from_str(line).map_err(|why| Failure::at("decoding", &why))?;
        let text = serde_json::to_string(&tree).map_err(|why| Failure::at("writing", &why))?;
        before = Sha256::digest(text.as_bytes()).into();
    }
    let last = lines.last().map(|line| sha256(line.as_bytes()).0);
    if last == Some(before) { Ok(()) } else { Err(Failure("a line is not written as it was read".into())) }
}
