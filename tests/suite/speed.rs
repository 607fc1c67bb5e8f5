//! How long `check` takes: printed as figures, and bounded loosely, for a busy machine and an unoptimised build.
//!
//! `cargo test --release -p guicheng-tests --test suite speed -- --nocapture` prints the figures of docs/performance.md.

use crate::soundness::{gate, graph, shipped};
use guicheng_core::Procedure;
use guicheng_lang::{FileId, Library, Source, load};
use guicheng_scenario::trace::{Ending, Firing, walk};
use guicheng_tests::Random;
use guicheng_verify::{Counterexample, Method, Property, Report, TraceStep, Verdict, soundness};
use std::{
    fmt::Write as _,
    fs,
    path::Path,
    time::{Duration, Instant},
};

/// A growing graph: arrows, and cards of gates.
#[derive(Default)]
struct Drawn {
    nodes: usize,
    flows: Vec<(String, String)>,
    gates: String,
    /// Joins of some, and splits that take some ways.
    inclusive: bool,
}

impl Drawn {
    fn name(&mut self, kind: char) -> String {
        self.nodes += 1;
        format!("{kind}{}", self.nodes)
    }

    fn tie(&mut self, from: &str, to: &str) {
        self.flows.push((from.to_owned(), to.to_owned()));
    }

    fn gate(&mut self, join: &str, split: &str) -> String {
        let name = self.name('g');
        self.gates += &gate(&name, &format!("\"{join}\""), split);
        name
    }

    /// A block of about so many nodes, sound by construction.
    fn block(&mut self, random: &mut Random, size: usize) -> (String, String) {
        if size <= 2 {
            let step = self.name('s');
            return (step.clone(), step);
        }
        match random.below(if self.inclusive { 5 } else { 4 }) {
            0 => {
                let (head, middle) = self.block(random, size / 2);
                let (next, tail) = self.block(random, size - size / 2);
                self.tie(&middle, &next);
                (head, tail)
            }
            1 => {
                let (merge, back) = (self.gate("one", "all"), self.gate("one", "one"));
                let (head, tail) = self.block(random, size - 2);
                self.tie(&merge, &head);
                self.tie(&tail, &back);
                self.tie(&back, &merge);
                let on = self.name('s');
                self.tie(&back, &on);
                (merge, on)
            }
            kind => {
                let (split, join) = match kind {
                    2 => ("all", "all"),
                    3 => ("one", "one"),
                    _ => ("some", "some"),
                };
                let (fork, join) = (self.gate("one", split), self.gate(join, "all"));
                let branches = 2 + random.below(5);
                for _ in 0..branches {
                    let (head, tail) = self.block(random, (size - 2) / branches);
                    self.tie(&fork, &head);
                    self.tie(&tail, &join);
                }
                (fork, join)
            }
        }
    }

    /// A graph of at most so many nodes and flows; one gate swapped where it is to be unsound.
    fn grown(seed: u64, inclusive: bool, spoilt: bool) -> Procedure {
        let mut random = Random::new(seed);
        loop {
            let mut drawn = Self { inclusive, ..Self::default() };
            let (head, tail) = drawn.block(&mut random, 110 + seed as usize % 40);
            if drawn.nodes > 141 || drawn.flows.len() > 233 || drawn.nodes < 60 {
                continue;
            }
            drawn.tie("s", &head);
            drawn.tie(&tail, "e");
            if spoilt {
                let swap = [("join = \"all\"", "join = \"one\""), ("split = \"one\"", "split = \"all\"")];
                let (from, to) = swap[random.below(2)];
                drawn.gates = drawn.gates.replacen(from, to, 1 + random.below(2));
            }
            let flows: Vec<(&str, &str)> = drawn.flows.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
            return graph(&flows, &drawn.gates);
        }
    }
}

struct Times(Vec<Duration>);

impl Times {
    fn of(graphs: impl Iterator<Item = Procedure>, name: &str, mut see: impl FnMut(&Procedure, &Report)) -> Self {
        let mut times = Vec::new();
        for p in graphs {
            let start = Instant::now();
            let report = soundness(&p);
            times.push(start.elapsed());
            see(&p, &report);
        }
        times.sort();
        let shown = Self(times);
        println!("{name}: {} graphs, median {:?}, most {:?}", shown.0.len(), shown.median(), shown.most());
        shown
    }

    fn median(&self) -> Duration {
        self.0[self.0.len() / 2]
    }

    fn most(&self) -> Duration {
        self.0[self.0.len() - 1]
    }
}

/// Bounds that hold on a busy machine, where docs/performance.md has the limits on an idle one.
const MEDIAN: Duration = Duration::from_millis(10);
const MOST: Duration = Duration::from_millis(200);

#[test]
fn graphs_of_143_nodes_are_judged_at_once() {
    let bounded = |times: &Times| assert!(times.median() < MEDIAN && times.most() < MOST);
    bounded(&Times::of((0..200).map(|s| Drawn::grown(s, false, false)), "free choice, sound", |_, report| {
        assert_eq!((&report.verdict, report.method), (&Verdict::Sound, Method::Structure));
    }));
    bounded(&Times::of((0..200).map(|s| Drawn::grown(s, true, false)), "with joins of some, sound", |_, report| {
        assert_eq!(report.verdict, Verdict::Sound);
    }));
    for (inclusive, name) in [(false, "free choice, one gate swapped"), (true, "with joins of some, one gate swapped")]
    {
        let mut steps = Vec::new();
        let see = |p: &Procedure, report: &Report| match &report.verdict {
            Verdict::Unsound(shown) => {
                steps.push(shown.trace.steps.len());
                replayed(p, shown);
            }
            Verdict::Sound => {}
            Verdict::Unknown => panic!("unknown"),
        };
        bounded(&Times::of((0..200).map(|s| Drawn::grown(s, inclusive, true)), name, see));
        steps.sort_unstable();
        println!("  {} unsound, stories of {} steps at the median", steps.len(), steps[steps.len() / 2]);
        assert!(steps.len() > 150);
    }
}

/// The engine comes to the very fault by the trace.
fn replayed(p: &Procedure, shown: &Counterexample) {
    let firing = |step: &TraceStep| Firing { card: step.card.clone(), take: step.take.clone() };
    let trace: Vec<Firing> = shown.trace.steps.iter().map(firing).collect();
    let walked = walk(p, &trace).unwrap_or_else(|(step, why)| panic!("step {step}: {}\n{shown:?}", why.en));
    let fault = match shown.property {
        Property::ProperCompletion => Ending::Doubled,
        Property::OptionToComplete if shown.en.ends_with("the case is stuck") => Ending::Stuck,
        // What never ends, and what is never reached, no trace can show.
        Property::OptionToComplete | Property::NoDeadStep => return,
    };
    assert_eq!(walked.ending, fault, "{:?}\n{shown:?}", walked.marking);
}

/// Two thousand steps, with roles, clocks and fields.
fn long_file() -> String {
    let mut text = String::from(
        "[procedure]\nid = \"long\"\ntitle = \"long\"\nversion = 1\n[roles]\nr = { from = \"group:g\" }\n[fields]\nf = { type = \"yes_no\", title = \"f\" }\n[route.main]\nsteps = [",
    );
    (0..2_000).for_each(|n| write!(text, "\"s{n}\", ").expect("a text"));
    text.push_str("]\n");
    for n in 0..2_000 {
        let fill = if n == 0 { "fill = [\"f\"]\n" } else { "" };
        write!(text, "[step.s{n}]\ntitle = \"s{n}\"\nwho = \"r\"\n{fill}late = [{{ after = \"5m\", remind = \"r\", basis = \"house\" }}]\n")
            .expect("a text");
    }
    text
}

#[test]
fn a_file_of_two_thousand_steps_is_checked_at_once() {
    let text = long_file();
    let start = Instant::now();
    let loaded = load(&Source::from_text(FileId(0), "long.toml", &text), &Library::default());
    let read = start.elapsed();
    let report = soundness(&loaded.procedure.expect("it loads"));
    println!("2,000 steps, {} bytes: read in {read:?}, checked in {:?}", text.len(), start.elapsed());
    assert_eq!(report.verdict, Verdict::Sound);
    assert!(start.elapsed() < Duration::from_secs(20));
}

#[test]
fn all_that_ships_is_checked_at_once() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../procedures");
    let mut files = Vec::new();
    for folder in fs::read_dir(&root).expect("procedures").map(|e| e.expect("readable").path()) {
        let Ok(inside) = fs::read_dir(&folder) else { continue };
        files.extend(
            inside
                .map(|e| e.expect("readable").path())
                .filter(|p| p.extension().is_some_and(|e| e == "toml") && !p.to_string_lossy().ends_with(".test.toml")),
        );
    }
    let start = Instant::now();
    let library = shipped(&root);
    let mut count = 0;
    for path in &files {
        let text = fs::read_to_string(path).expect("UTF-8");
        let loaded = load(&Source::from_text(FileId(0), "x.toml", &text), &library);
        let Some(procedure) = loaded.procedure else { continue };
        assert_eq!(soundness(&procedure).verdict, Verdict::Sound, "{}", path.display());
        count += 1;
    }
    println!("{count} shipped procedures checked in {:?}", start.elapsed());
    assert!(count >= 9 && start.elapsed() < Duration::from_secs(5));
}
