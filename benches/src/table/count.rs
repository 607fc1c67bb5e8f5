//! Cases played and nothing measured: for tools that count instructions.

use guicheng_bench::{Failure, play, workload};
use guicheng_core::{Case, Scratch};
use std::hint::black_box;

pub(crate) fn run(cases: Option<&str>) -> Result<(), Failure> {
    let cases: u32 = cases.and_then(|n| n.parse().ok()).ok_or_else(|| Failure("how many cases?".into()))?;
    let p = workload::procedure()?;
    let commands = workload::answered(&p)?;
    let (mut case, mut scratch) = (Case::default(), Scratch::default());
    for _ in 0..cases {
        case.clone_from(&Case::default());
        play::one(&p, black_box(&commands), &mut case, &mut scratch)?;
    }
    Ok(())
}
