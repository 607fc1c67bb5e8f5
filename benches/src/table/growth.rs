//! How cost grows with work: live cases in memory, cases in a store, steps a procedure. Printed as tables, drawn as a plot.

use super::{
    many,
    plot::{Line, plot},
};
use guicheng_bench::{
    Failure,
    figure::{Spread, Time, count, nanoseconds, resident, short},
    line, play, workload,
};
use guicheng_core::{Case, Packed, Scratch};
use std::{fs, hint::black_box, path::Path};

/// Live cases.
const LIVE: [usize; 4] = [1_000, 10_000, 100_000, 1_000_000];
/// Steps a procedure.
const STEPS: [usize; 4] = [10, 100, 1_000, 2_000];
/// Steps or bytes enough for one figure.
const ENOUGH: usize = 20_000;
const ROUNDS: usize = 5;

/// Prints the tables; with a file, draws them as well. `folder` is where stores are made.
pub(crate) fn run(file: Option<&Path>, folder: &Path) -> Result<(), Failure> {
    let mut live = Vec::new();
    println!("| live cases | ns a step, CPU | least to greatest | bytes a case |\n|---|---|---|---|");
    for cases in LIVE {
        let (spread, bytes) = many_live(cases)?;
        println!("| {cases} | {} | {bytes:.0} |", told(spread));
        live.push((cases, spread.median));
    }
    let mut stored = Vec::new();
    println!("\n| cases in a store | ns a command, CPU | least to greatest |\n|---|---|---|");
    for cases in LIVE {
        let spread = many::stored(folder, u32::try_from(cases).unwrap_or(u32::MAX))?;
        println!("| {cases} | {} |", told(spread));
        stored.push((cases, spread.median));
    }
    let (mut step, mut load) = (Vec::new(), Vec::new());
    println!(
        "\n| steps a procedure | ns a step, CPU | least to greatest | ns of loading for each step | least to greatest |"
    );
    println!("|---|---|---|---|---|");
    for steps in STEPS {
        let (one, loading) = long_line(steps)?;
        println!("| {steps} | {} | {} |", told(one), told(loading));
        step.push((steps, one.median));
        load.push((steps, loading.median));
    }
    let Some(file) = file else { return Ok(()) };
    let lines = [
        Line { name: "a step, by live cases", points: live },
        Line { name: "a stored command, by cases", points: stored },
        Line { name: "a step, by steps a procedure", points: step },
        Line { name: "loading, each step", points: load },
    ];
    fs::write(file, plot(&lines)).map_err(|why| Failure::at("writing the plot", &why))
}

fn told(spread: Spread) -> String {
    format!("{} | {} to {}", short(spread.median), short(spread.least), short(spread.greatest))
}

/// The third step of so many cases, in an order that has nothing to do with where they lie. They lie there packed: a
/// step unpacks its case, and packs it again.
fn many_live(cases: usize) -> Result<(Spread, f64), Failure> {
    let p = workload::procedure()?;
    let commands = workload::answered(&p)?;
    let (before, third) = (commands.get(..2).unwrap_or_default(), commands.get(2..3).unwrap_or_default());
    let (mut case, mut scratch) = (Case::default(), Scratch::default());
    let empty = resident();
    let mut live = Vec::with_capacity(cases);
    for _ in 0..cases {
        case.clone_from(&Case::default());
        play::some(&p, before, &mut case, &mut scratch)?;
        live.push(Packed::new(&case));
    }
    let bytes = count(resident().saturating_sub(empty)) / count(live.len() as u64);
    let first = Packed::new(&case);
    let mut figures = Vec::new();
    for _ in 0..ROUNDS {
        figures.push(nanoseconds(Time::Cpu, || {
            // A step far enough from the last to be in no cache, and prime to every number of cases here.
            let (mut at, mut steps) = (0, 0);
            for _ in 0..cases {
                at = (at + 7_368_787) % cases;
                if let Some(packed) = live.get_mut(at) {
                    packed.unpack_into(&mut case);
                    steps += play::some(&p, black_box(third), &mut case, &mut scratch)?;
                    *packed = Packed::new(&case);
                }
            }
            Ok(steps)
        })?);
        live.iter_mut().for_each(|packed| packed.clone_from(&first));
    }
    Ok((Spread::of(figures), bytes))
}

/// Steps one after the other, from the opening to the end; and loading their procedure.
fn long_line(steps: usize) -> Result<(Spread, Spread), Failure> {
    let text = line::text(steps);
    let p = line::procedure(&text)?;
    let commands = line::commands(&p)?;
    let times = (ENOUGH / steps).max(2);
    let (mut one, mut loading) = (Vec::new(), Vec::new());
    let (mut case, mut scratch) = (Case::default(), Scratch::default());
    for _ in 0..ROUNDS {
        one.push(nanoseconds(Time::Cpu, || {
            let mut done = 0;
            for _ in 0..times {
                case.clone_from(&Case::default());
                done += play::one(&p, black_box(&commands), &mut case, &mut scratch)?;
            }
            Ok(done)
        })?);
        loading.push(nanoseconds(Time::Cpu, || {
            for _ in 0..times {
                black_box(line::procedure(black_box(&text))?);
            }
            Ok((times * steps) as u64)
        })?);
    }
    Ok((Spread::of(one), Spread::of(loading)))
}
