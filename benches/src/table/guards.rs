//! Guards beside the `cel` crate, whose context is built once and used again.

use cel::{Context, Program};
use guicheng_bench::{
    Failure,
    figure::{Time, nanoseconds},
    pair::{HEAD, Pair, ROUNDS, Ratio},
    play, workload,
};
use guicheng_core::{Activation, Case, Scratch, expr};
use std::hint::black_box;

/// The guard of the workload that is measured, in either language.
const GUARD: &str = "mode == 'hospital'";
/// Evaluations in a run.
const TIMES: u32 = 200_000;

pub(crate) fn run() -> Result<(), Failure> {
    let p = workload::procedure()?;
    let guard = p.code.exprs.find(|e| &*e.source == GUARD);
    let guard = guard.ok_or_else(|| Failure(format!("the workload has no guard {GUARD}")))?;
    let commands = workload::answered(&p)?;
    let (mut case, mut scratch) = (Case::default(), Scratch::default());
    play::some(&p, commands.get(..3).unwrap_or_default(), &mut case, &mut scratch)?;

    let program = Program::compile(GUARD).map_err(|why| Failure::at("cel", &why))?;
    let mut context = Context::default();
    context.add_variable_from_value("mode", "hospital");

    println!("{HEAD}");
    let pair = Pair {
        name: "a guard, against the cel crate with a reused context",
        unit: "ns an evaluation, CPU",
        ratio: Ratio::TimesAsFast,
        must: 15.0,
        aim: 30.0,
        rounds: ROUNDS,
    };
    pair.run(
        || true_each_time(|| expr::is_true(black_box(&p), black_box(&case), None, Activation(1), guard)),
        || true_each_time(|| program.execute(black_box(&context)).is_ok_and(|value| value == true.into())),
    )
}

fn true_each_time(evaluate: impl Fn() -> bool) -> Result<f64, Failure> {
    nanoseconds(Time::Cpu, || {
        let all = (0..TIMES).all(|_| evaluate());
        if all { Ok(u64::from(TIMES)) } else { Err(Failure("the guard is not true".into())) }
    })
}
