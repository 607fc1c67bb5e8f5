//! Records read again: cases rebuilt from their lines alone, and whole histories decided again.

use crate::{
    Failure,
    figure::{Time, Unit, measure},
    workload,
};
use guicheng_core::{Case, Decision, Digest, Procedure, Scratch};
use guicheng_history::{Lexicon, Recorder, chain, rebuild, sha256, verify};
use std::hint::black_box;

/// Cases in a run.
const CASES: usize = 400;

pub(crate) fn run() -> Result<(), Failure> {
    let p = workload::procedure()?;
    let lexicon = Lexicon::new(&p);
    let lines = lines(&p, &lexicon)?;
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    let records = u32::try_from(lines.len()).unwrap_or(u32::MAX);
    let bytes: usize = lines.iter().map(|line| line.len() + 1).sum();
    println!("a case: {} commands, {records} records, {bytes} bytes", workload::COMMANDS);
    measure("replay, rebuild", Time::Cpu, Unit::PerSecond("records"), || {
        let mut read = 0;
        for _ in 0..CASES {
            let case = rebuild(&lexicon, black_box(&lines).iter().copied());
            workload::closed(case.map_err(|why| Failure::at("rebuild", &why))?.status)?;
            read += records;
        }
        Ok(read)
    })?;
    measure("replay, verify", Time::Cpu, Unit::PerSecond("records"), || {
        let mut read = 0;
        for _ in 0..CASES {
            let verified = verify(&p, &lexicon, black_box(&lines)).map_err(|why| Failure::at("verify", &why))?;
            workload::closed(verified.case.status)?;
            read += records;
        }
        Ok(read)
    })
}

/// The chained records of one case.
fn lines(p: &Procedure, lexicon: &Lexicon) -> Result<Vec<String>, Failure> {
    let recorder = Recorder::new(lexicon, "t", "BENCH-1");
    let (mut case, mut scratch, mut link) = (Case::default(), Scratch::default(), Digest::default());
    let mut lines = Vec::new();
    for command in workload::answered(p)? {
        if workload::decided(p, &case, &command, &mut scratch)? == Decision::Ask {
            return Err(Failure::at("an answer is missing", &scratch.questions));
        }
        let encoded = recorder.encode(&case, &command, &scratch.events, scratch.due, &scratch.draft);
        for line in encoded.lines {
            let line = chain(&line, &link).map_err(|why| Failure::at("chain", &why))?;
            link = sha256(line.as_bytes());
            lines.push(line);
        }
        scratch.events.iter().for_each(|event| case.apply(event));
    }
    Ok(lines)
}
