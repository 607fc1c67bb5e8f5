//! A counterexample of the graph, replayed on the engine: `try FILE --trace T` with a trace as JSON.

use crate::{
    failure::{Exit, Failure},
    shell::Shell,
    words,
};
use guicheng_core::Procedure;
use guicheng_scenario::trace::{self, Ending, Firing};
use serde::{Deserialize, Serialize};

/// The schema of a trace.
const SCHEMA: &str = "guicheng.trace.v1";

#[derive(Deserialize)]
struct Trace {
    schema: String,
    steps: Vec<Step>,
}

#[derive(Deserialize)]
struct Step {
    r#do: Box<str>,
    #[serde(default)]
    take: Vec<Box<str>>,
}

#[derive(Serialize)]
struct Doc {
    schema: &'static str,
    ending: &'static str,
    marking: Vec<Both>,
}

#[derive(Serialize)]
struct Both {
    zh: String,
    en: String,
}

/// Replays it and says where it ends.
pub(super) fn run(text: &str, procedure: Option<&Procedure>, shell: &Shell) -> Result<Exit, Failure> {
    let lang = shell.lang;
    let trace: Trace = serde_json::from_str(text).map_err(|e| Failure::usage(words::no_trace(lang, e)))?;
    if trace.schema != SCHEMA {
        return Err(Failure::usage(words::no_trace(lang, &trace.schema)));
    }
    let Some(procedure) = procedure else { return Err(Failure::refused("findings", words::no_walk(lang))) };
    let firings: Vec<Firing> = trace.steps.into_iter().map(|s| Firing { card: s.r#do, take: s.take }).collect();
    let walked = trace::walk(procedure, &firings).map_err(|(at, why)| {
        let why = why.of(lang.into()).to_owned();
        Failure::refused("trace", words::trace_stops(lang, at, why))
    })?;
    let (word, told) = match walked.ending {
        Ending::Closed => ("closed", words::trace_closed(lang)),
        Ending::Open => ("open", words::trace_open(lang)),
        Ending::Stuck => ("stuck", words::trace_stuck(lang)),
        Ending::Doubled => ("doubled", words::trace_doubled(lang)),
    };
    if shell.json() {
        let marking = walked.marking.into_iter().map(|b| Both { zh: b.zh, en: b.en }).collect();
        shell.document(&Doc { schema: "guicheng/trace/1", ending: word, marking })?;
        return Ok(Exit::Done);
    }
    for (n, firing) in (1..).zip(&firings) {
        let take = firing.take.join(lang.comma());
        let arrow = if take.is_empty() { String::new() } else { format!(" → {take}") };
        shell.line(&format!("{n:>3}  {}{arrow}", firing.card));
    }
    shell.line(told);
    for line in &walked.marking {
        shell.line(&format!("  {}", line.of(lang.into())));
    }
    Ok(Exit::Done)
}
