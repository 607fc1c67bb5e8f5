//! Steps in memory: decide and apply, nothing written down. The answers to questions stand in the commands already.

use crate::{
    Failure,
    figure::{Time, Unit, measure},
    workload,
};
use guicheng_core::{Case, Command, Decision, Procedure, Scratch};
use std::hint::black_box;

/// Cases in a run.
const CASES: usize = 20_000;

pub(crate) fn run() -> Result<(), Failure> {
    let p = workload::procedure()?;
    let commands = workload::answered(&p)?;
    let mut scratch = Scratch::default();
    measure("memory, decide and apply", Time::Cpu, Unit::PerSecond("steps"), || {
        let mut steps = 0;
        for _ in 0..CASES {
            steps += one(&p, black_box(&commands), &mut scratch)?;
        }
        Ok(steps)
    })
}

fn one(p: &Procedure, commands: &[Command], scratch: &mut Scratch) -> Result<u32, Failure> {
    let mut case = Case::default();
    let mut steps = 0;
    for command in commands {
        if workload::decided(p, &case, command, scratch)? == Decision::Ask {
            return Err(Failure::at("an answer is missing", &scratch.questions));
        }
        scratch.events.iter().for_each(|event| case.apply(event));
        steps += 1;
    }
    workload::closed(case.status)?;
    Ok(steps)
}
