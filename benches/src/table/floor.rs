//! A full engine step beside the floor: a table-driven token interpreter without people, data or records.

use guicheng_bench::{
    Failure,
    figure::{Time, nanoseconds},
    pair::{HEAD, Pair, Ratio},
    peer, play, workload,
};
use guicheng_core::{Case, Command, Procedure, Scratch};
use std::{hint::black_box, process::Command as Process};

/// Cases in a run.
const CASES: usize = 20_000;

pub(crate) fn run() -> Result<(), Failure> {
    let Some(program) = peer::program("limits/target/release/step") else { return Ok(()) };
    let mut ours = Steps::new()?;
    println!("{HEAD}");
    let pair = Pair {
        name: "a full step, against the floor interpreter",
        unit: "ns a step, CPU",
        ratio: Ratio::TimesTheTime,
        must: 15.0,
        aim: 3.0,
        rounds: 5,
    };
    pair.run(|| ours.run(), || peer::figure(&mut Process::new(&program), "token interp + wheel arm/cancel", " ns/op"))
}

/// Steps in memory: decide and apply, nothing written down. The answers to questions stand in the commands already.
pub(super) struct Steps {
    p: Procedure,
    commands: Vec<Command>,
    case: Case,
    scratch: Scratch,
}

impl Steps {
    pub(super) fn new() -> Result<Self, Failure> {
        let p = workload::procedure()?;
        let commands = workload::answered(&p)?;
        Ok(Self { p, commands, case: Case::default(), scratch: Scratch::default() })
    }

    /// Nanoseconds a step.
    pub(super) fn run(&mut self) -> Result<f64, Failure> {
        nanoseconds(Time::Cpu, || {
            let mut steps = 0;
            for _ in 0..CASES {
                self.case.clone_from(&Case::default());
                steps += play::one(&self.p, black_box(&self.commands), &mut self.case, &mut self.scratch)?;
            }
            Ok(steps)
        })
    }
}
