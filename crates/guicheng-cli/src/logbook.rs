//! Event logs as people see them: pictures of many cases, counts, and where they are written.

use crate::{
    courses,
    desk::Desk,
    failure::{Exit, Failure},
    shell::Shell,
    words,
};
use guicheng_core::Zone;
use guicheng_export::{Log, Naming, Statistics, log_of, picture};
use serde::Serialize;
use std::{collections::BTreeMap, path::Path};

/// A picture of many cases.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Drawn {
    /// The dotted chart.
    Dots,
    /// The process map.
    Map,
}

/// Draws a log; with `only`, events of this transition.
pub(crate) fn drawn(log: &Log, only: Option<&str>, drawn: Drawn, zone: &Zone, shell: &Shell) -> String {
    match drawn {
        Drawn::Dots => picture::dots(log, only, zone, shell.lang.into()),
        Drawn::Map => picture::map(log, only, shell.lang.into()),
    }
}

/// Draws the cases of the store: of each piece of work, that it was completed.
pub(crate) fn of_store(shell: &Shell, cases: &[String], what: Drawn, out: Option<&Path>) -> Result<Exit, Failure> {
    let mut desk = Desk::reading(shell)?;
    let named = courses::named(&desk, cases)?;
    let read = named.iter().map(|case| courses::one_of_many(&mut desk, case).map(|(course, _)| course));
    let courses: Vec<_> = read.collect::<Result<_, _>>()?;
    let log = log_of(&courses, Naming::Titles);
    put(shell, &drawn(&log, Some("complete"), what, &desk.zone, shell), out)
}

/// Puts a text into a file, or to the output.
pub(crate) fn put(shell: &Shell, text: &str, out: Option<&Path>) -> Result<Exit, Failure> {
    match out {
        None => shell.print(text),
        Some(out) => {
            let written = std::fs::write(out, text);
            written.map_err(|e| Failure::unreadable(words::cannot_write(shell.lang, out.display(), e)))?;
            shell.line(&words::log_written(shell.lang, out.display()));
        }
    }
    Ok(Exit::Done)
}

/// What was counted in a log, for programs. Times are milliseconds.
#[derive(Serialize)]
pub(crate) struct LogDoc {
    schema: &'static str,
    file: String,
    cases: usize,
    empty: usize,
    events: usize,
    activities: BTreeMap<String, usize>,
    resources: BTreeMap<String, usize>,
    starts: BTreeMap<String, usize>,
    ends: BTreeMap<String, usize>,
    variants: Vec<VariantDoc>,
    median_ms: i64,
    /// Of every case, shortest first.
    durations_ms: Vec<i64>,
    follows: Vec<FollowsDoc>,
}

#[derive(Serialize)]
struct VariantDoc {
    cases: usize,
    activities: Vec<String>,
}

#[derive(Serialize)]
struct FollowsDoc {
    from: String,
    to: String,
    count: usize,
    median_ms: i64,
    total_ms: i64,
}

impl LogDoc {
    pub(crate) fn of(file: &str, counted: &Statistics) -> Self {
        let own = |map: &BTreeMap<Box<str>, usize>| map.iter().map(|(name, n)| (name.to_string(), *n)).collect();
        let variant = |one: &guicheng_export::Variant| VariantDoc {
            cases: one.cases,
            activities: one.activities.iter().map(ToString::to_string).collect(),
        };
        let follows = |((from, to), one): (&(Box<str>, Box<str>), &guicheng_export::Follows)| FollowsDoc {
            from: from.to_string(),
            to: to.to_string(),
            count: one.count(),
            median_ms: one.median() / 1_000,
            total_ms: one.times.iter().sum::<i64>() / 1_000,
        };
        Self {
            schema: "guicheng/log/1",
            file: file.to_owned(),
            cases: counted.cases,
            empty: counted.empty,
            events: counted.events,
            activities: own(&counted.activities),
            resources: own(&counted.resources),
            starts: own(&counted.starts),
            ends: own(&counted.ends),
            variants: counted.variants.iter().map(variant).collect(),
            median_ms: counted.median() / 1_000,
            durations_ms: counted.durations.iter().map(|micros| micros / 1_000).collect(),
            follows: counted.follows.iter().map(follows).collect(),
        }
    }
}

/// So many variants are told to people.
const VARIANTS: usize = 10;

/// What was counted in a log, for people.
pub(crate) fn told(shell: &Shell, file: &str, counted: &Statistics) -> String {
    let lang = shell.lang;
    let span = |micros: Option<i64>| picture::span(micros.unwrap_or(0), lang.into());
    let mut lines = vec![words::log_of(lang, file, counted.cases, counted.events, counted.variants.len())];
    if counted.empty > 0 {
        lines.push(words::log_empty(lang, counted.empty));
    }
    let (shortest, longest) = (counted.durations.first().copied(), counted.durations.last().copied());
    lines.push(words::log_durations(lang, span(shortest), span(Some(counted.median())), span(longest)));
    lines.push(words::log_activities(lang).to_owned());
    let mut activities: Vec<(&str, usize)> = counted.activities.iter().map(|(name, n)| (&**name, *n)).collect();
    activities.sort_by_key(|(_, count)| core::cmp::Reverse(*count));
    lines.extend(activities.iter().map(|(name, count)| format!("  {count:>6}  {name}")));
    lines.push(words::log_variants(lang).to_owned());
    for one in counted.variants.iter().take(VARIANTS) {
        let share = one.cases * 100 / counted.cases.max(1);
        lines.push(words::log_variant(lang, one.cases, share, one.activities.join(" → ")));
    }
    if counted.variants.len() > VARIANTS {
        lines.push(words::log_more(lang, counted.variants.len() - VARIANTS));
    }
    lines.join("\n")
}
