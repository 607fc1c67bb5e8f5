//! Work done and nothing measured: for tools that count instructions.

use guicheng_bench::{
    Failure,
    bare::Bare,
    hosted::{Hosted, forget, scratch_file},
    line, play, workload,
};
use guicheng_core::{Case, Scratch};
use std::{env, hint::black_box, path::PathBuf};

/// In memory.
pub(crate) fn run(cases: Option<&str>) -> Result<(), Failure> {
    let cases = many(cases)?;
    let p = workload::procedure()?;
    let commands = workload::answered(&p)?;
    let (mut case, mut scratch) = (Case::default(), Scratch::default());
    for _ in 0..cases {
        case.clone_from(&Case::default());
        play::one(&p, black_box(&commands), &mut case, &mut scratch)?;
    }
    Ok(())
}

/// Loading the procedure so often.
pub(crate) fn loads(times: Option<&str>) -> Result<(), Failure> {
    let library = workload::library()?;
    for _ in 0..many(times)? {
        super::load::once(&library)?;
    }
    Ok(())
}

/// Loading a procedure of so many steps.
pub(crate) fn line(steps: Option<&str>) -> Result<(), Failure> {
    let text = line::text(usize::try_from(many(steps)?).unwrap_or_default());
    line::procedure(black_box(&text)).map(|_| ())
}

/// A case of a procedure of a thousand steps, so often.
pub(crate) fn steps(cases: Option<&str>) -> Result<(), Failure> {
    let p = line::procedure(&line::text(1_000))?;
    let commands = line::commands(&p)?;
    let (mut case, mut scratch) = (Case::default(), Scratch::default());
    for _ in 0..many(cases)? {
        case.clone_from(&Case::default());
        play::one(&p, black_box(&commands), &mut case, &mut scratch)?;
    }
    Ok(())
}

/// Through the host onto the embedded store, all in flight at once.
pub(crate) fn stored(cases: Option<&str>) -> Result<(), Failure> {
    in_files(|[file, _]| Hosted::new(file)?.in_flight(many(cases)?))
}

/// The rows of that, without an engine.
pub(crate) fn rows(cases: Option<&str>) -> Result<(), Failure> {
    in_files(|[file, model]| Bare::new(file, model)?.in_flight(many(cases)?.into()))
}

fn many(cases: Option<&str>) -> Result<u32, Failure> {
    cases.and_then(|n| n.parse().ok()).ok_or_else(|| Failure("how many?".into()))
}

fn in_files(play: impl FnOnce(&[PathBuf; 2]) -> Result<u64, Failure>) -> Result<(), Failure> {
    let files = ["count", "count-model"].map(|name| scratch_file(&env::temp_dir(), name));
    let outcome = play(&files);
    files.iter().for_each(|file| forget(file));
    outcome.map(|_| ())
}
