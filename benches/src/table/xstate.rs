//! A full engine step beside the XState actor.

use super::floor::Steps;
use guicheng_bench::{
    Failure,
    pair::{HEAD, Pair, Ratio},
    peer,
};
use std::process::Command as Process;

pub(crate) fn run() -> Result<(), Failure> {
    let Some(program) = peer::program("xstate/bench.mjs") else { return Ok(()) };
    let mut ours = Steps::new()?;
    println!("{HEAD}");
    let pair = Pair {
        name: "a full step, against the XState actor",
        unit: "ns a step, CPU",
        ratio: Ratio::TimesAsFast,
        must: 50.0,
        aim: 250.0,
        rounds: 5,
    };
    let actor = "xstate actor.send, simulated clock";
    pair.run(
        || ours.run(),
        || {
            let mut node = Process::new("node");
            node.arg("--expose-gc").arg(&program).arg("mem");
            peer::figure(&mut node, actor, " (min").map(|microseconds| microseconds * 1e3)
        },
    )
}
