//! Speed of the whole engine on one workload: `guicheng-bench memory | replay | sqlite [folder] | load`.
//!
//! Every run asserts that each of its cases closes; a figure is printed as its median with the least and the greatest.

mod figure;
mod load;
mod memory;
mod replay;
mod sqlite;
mod workload;

use std::{env, path::PathBuf, process::ExitCode};

/// Why a run is worth nothing.
#[derive(Debug)]
struct Failure(String);

impl Failure {
    /// Names what was being done.
    fn at(doing: &str, why: &dyn std::fmt::Debug) -> Self {
        Self(format!("{doing}: {why:?}"))
    }
}

fn main() -> ExitCode {
    let mut arguments = env::args().skip(1);
    let which = arguments.next().unwrap_or_default();
    let folder = arguments.next().map_or_else(env::temp_dir, PathBuf::from);
    let outcome = match which.as_str() {
        "memory" => memory::run(),
        "replay" => replay::run(),
        "sqlite" => sqlite::run(&folder),
        "load" => load::run(),
        _ => Err(Failure("say one of: memory, replay, sqlite [folder], load".into())),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failure(why)) => {
            eprintln!("{why}");
            ExitCode::FAILURE
        }
    }
}
