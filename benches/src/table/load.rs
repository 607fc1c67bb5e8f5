//! Loading a procedure file (parsing, resolving, checking types, compiling) beside the toml crate filling structs.

use guicheng_bench::{
    Failure,
    figure::{Time, nanoseconds},
    pair::{HEAD, Pair, ROUNDS, Ratio},
    workload,
};
use guicheng_lang::{FileId, Library, Source, load_to_run};
use serde::Deserialize;
use std::{collections::BTreeMap, hint::black_box};

/// Loads in a run.
const LOADS: u64 = 100;

pub(crate) fn run() -> Result<(), Failure> {
    let library = workload::library()?;
    workload::answered(&workload::procedure()?)?;
    println!("{HEAD}");
    let pair = Pair {
        name: "load a procedure, against the toml crate filling structs",
        unit: "ns a file, CPU",
        ratio: Ratio::TimesTheTime,
        must: 4.0,
        aim: 1.5,
        rounds: ROUNDS,
    };
    pair.run(
        || times(|| once(&library)),
        || {
            times(|| {
                let file: File = toml::from_str(black_box(workload::TEXT)).map_err(|why| Failure::at("toml", &why))?;
                if black_box(file).step.len() > 10 { Ok(()) } else { Err(Failure("steps are missing".into())) }
            })
        },
    )
}

/// Loads it once.
pub(super) fn once(library: &Library) -> Result<(), Failure> {
    let source = Source::from_text(FileId(0), "workload.toml", black_box(workload::TEXT));
    let loaded = load_to_run(&source, library);
    loaded.map(|_| ()).map_err(|findings| Failure::at("workload.toml does not load", &findings))
}

fn times(each: impl Fn() -> Result<(), Failure>) -> Result<f64, Failure> {
    nanoseconds(Time::Cpu, || (0..LOADS).try_for_each(|_| each()).map(|()| LOADS))
}

/// The file as plain structs: nothing is resolved, checked or compiled.
#[derive(Deserialize)]
#[expect(dead_code, reason = "the fields are only filled: that is what is measured")]
struct File {
    procedure: BTreeMap<String, toml::Value>,
    fields: BTreeMap<String, Field>,
    roles: BTreeMap<String, Role>,
    route: BTreeMap<String, Route>,
    choice: BTreeMap<String, Choice>,
    clock: BTreeMap<String, Clock>,
    step: BTreeMap<String, Step>,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "as in File")]
struct Field {
    r#type: String,
    title: String,
    personal: Option<String>,
    keep: Option<String>,
    required: bool,
    options: Option<BTreeMap<String, String>>,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "as in File")]
struct Role {
    title: String,
    from: String,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "as in File")]
struct Route {
    title: String,
    steps: Vec<toml::Value>,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "as in File")]
struct Choice {
    title: String,
    basis: String,
    first: Vec<BTreeMap<String, String>>,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "as in File")]
struct Clock {
    title: String,
    basis: String,
    from: String,
    until: String,
    limit: String,
    late: Vec<BTreeMap<String, String>>,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "as in File")]
struct Step {
    title: String,
    basis: String,
    who: String,
    count: Option<u32>,
    #[serde(default)]
    fill: Vec<String>,
}
