//! Speed of the whole engine on one workload, a table a command: `guicheng-bench <table> [folder]`.
//!
//! Every run asserts that each of its cases closes. Two sides of a comparison are measured in turn.

mod table;

use guicheng_bench::Failure;
use std::{
    env,
    path::{Path, PathBuf},
    process::ExitCode,
};

fn main() -> ExitCode {
    let mut arguments = env::args().skip(1);
    let which = arguments.next().unwrap_or_default();
    let argument = arguments.next();
    let folder = argument.as_ref().map_or_else(env::temp_dir, PathBuf::from);
    let outcome = match which.as_str() {
        "count" => table::count::run(argument.as_deref()),
        "count-loads" => table::count::loads(argument.as_deref()),
        "count-line" => table::count::line(argument.as_deref()),
        "count-steps" => table::count::steps(argument.as_deref()),
        "count-stored" => table::count::stored(argument.as_deref()),
        "count-rows" => table::count::rows(argument.as_deref()),
        "floor" => table::floor::run(),
        "xstate" => table::xstate::run(),
        "records" => table::records::run(),
        "guards" => table::guards::run(),
        "load" => table::load::run(),
        "due" => table::many::due(&folder),
        "open" => table::many::open(&folder),
        "growth" => table::growth::run(argument.as_deref().map(Path::new), &env::temp_dir()),
        "durable" => table::durable::run(&folder),
        "timers" => table::timers::run(),
        "sqlite" => table::sqlite::run(&folder),
        _ => Err(Failure(format!("say one of: {}", table::NAMES.join(", ")))),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failure(why)) => {
            eprintln!("{why}");
            ExitCode::FAILURE
        }
    }
}
