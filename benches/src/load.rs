//! Loading the procedure file: from its text to what the engine decides with.

use crate::{
    Failure,
    figure::{Time, Unit, measure},
    workload,
};
use guicheng_lang::{FileId, Source, load};
use std::hint::black_box;

/// Loads in a run.
const LOADS: u32 = 200;

pub(crate) fn run() -> Result<(), Failure> {
    let library = workload::library()?;
    workload::answered(&workload::procedure()?)?;
    measure("load", Time::Cpu, Unit::Microseconds("file"), || {
        for _ in 0..LOADS {
            let loaded = load(&Source::from_text(FileId(0), "workload.toml", black_box(workload::TEXT)), &library);
            if loaded.procedure.is_none() {
                return Err(Failure::at("workload.toml does not load", &loaded.findings));
            }
        }
        Ok(LOADS)
    })
}
