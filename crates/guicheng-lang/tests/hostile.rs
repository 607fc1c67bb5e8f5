//! Files that are made to hurt: each loads, or is refused, in a time that grows with its length.

use guicheng_core::limits;
use guicheng_lang::{FileId, Library, SOURCE_BYTES, Source, doc, load};
use std::{fmt::Write as _, time::Instant};

const HEAD: &str =
    "[procedure]\nid = \"x\"\nversion = 1\n[roles]\nr = { from = \"group:g\" }\n[fields]\nf = { type = \"yes_no\" }\n";

fn timed(name: &str, text: &str) {
    let start = Instant::now();
    let source = Source::from_text(FileId(0), name, text);
    let loaded = load(&source, &Library::default());
    let spent = start.elapsed();
    println!("{name}: {} bytes, {} findings, {spent:?}", text.len(), loaded.findings.len());
    assert!(spent.as_secs() < 20, "{name} took {spent:?}");
}

fn many(n: usize, line: impl Fn(usize) -> String) -> String {
    (0..n).fold(String::new(), |mut all, at| {
        let _ = writeln!(all, "{}", line(at));
        all
    })
}

#[test]
fn hostile_files_end_soon() {
    let names = |n: usize| (0..n).map(|at| format!("\"s{at}\"")).collect::<Vec<_>>().join(",");
    let steps = many(3_000, |n| {
        format!(
            "[step.s{n}]\nwho = \"r\"\nlate = [{{ after = \"5m\", remind = \"r\", from = \"step.s1.done\" }}]\nsay = \"t{n}\""
        )
    });
    timed("many steps", &format!("{HEAD}[route.main]\nsteps = [{}]\n{steps}", names(3_000)));
    timed("all together", &format!("{HEAD}[route.main]\nsteps = [[{}]]\n{steps}", names(3_000)));
    timed(
        "all dangling",
        &format!("{HEAD}[route.main]\nsteps = [{}]\n{}", names(40_000), steps.replace("step.s", "step.z")),
    );
    let routes = many(400, |n| {
        format!(
            "[route.r{n}]\nsteps = [\"c{n}\", \"r{}\"]\nentry = [\"c{n}\"]\n[choice.c{n}]\nfirst = [{{ when = \"f\", go = \"c0\", at_most = 2 }}, {{ when = \"otherwise\", go = \"next\" }}]",
            n + 1
        )
    });
    timed(
        "deep routes",
        &format!("{HEAD}[route.main]\nsteps = [\"r0\"]\n{routes}[route.r400]\nsteps=[\"s\"]\n[step.s]\nwho = \"r\"\n"),
    );
    let bomb = many(40, |n| {
        format!(
            "[choice.c{n}]\nfirst = [{{ when = \"f\", set = {{ f = true }}, go = \"c{}\" }}, {{ when = \"otherwise\", set = {{ f = false }}, go = \"c{}\" }}]",
            n + 1,
            n + 1
        )
    });
    timed("a bomb of choices", &format!("{HEAD}[route.main]\nsteps = [\"c0\"]\n{bomb}[step.c40]\nwho = \"r\"\n"));
    let flows = many(6_000, |n| format!("[\"n{}\", \"n{}\"],", n % 80, n / 80));
    timed(
        "dense graph",
        &format!(
            "{HEAD}[graph]\nstart = \"n0\"\nflows = [{flows}]\n{}",
            many(80, |n| format!("[gate.n{n}]\njoin = \"some\"\nsplit = \"all\""))
        ),
    );
    let guards = many(2_000, |n| {
        format!(
            "[choice.c{n}]\nfirst = [{{ when = \"{}f\", go = \"next\" }}, {{ when = \"otherwise\", go = \"next\" }}]",
            "not ".repeat(100)
        )
    });
    let choices = (0..2_000).map(|n| format!("\"c{n}\"")).collect::<Vec<_>>().join(",");
    timed("deep guards", &format!("{HEAD}[route.main]\nsteps = [{choices}]\n{guards}"));
    timed("one long line", &"a".repeat(2_000_000));
    timed("quotes", &"“".repeat(600_000));
    timed("keys", &many(100_000, |n| format!("k{n} = 1")));
}

/// The codes that a text is refused with.
fn codes(text: &str) -> Vec<&'static str> {
    let source = Source::from_bytes(FileId(0), "limit.toml", text.as_bytes());
    let mut codes: Vec<_> = load(&source, &Library::default()).findings.iter().map(|f| f.code()).collect();
    codes.sort_unstable();
    codes.dedup();
    codes
}

/// A limit of the language: the finding comes just over it and not just under.
fn bounded(code: &str, most: usize, text: impl Fn(usize) -> String) {
    let (under, over) = (codes(&text(most)), codes(&text(most + 1)));
    assert!(!under.contains(&code), "{most}: {under:?}");
    assert!(over.contains(&code), "{}: {over:?}", most + 1);
}

#[test]
fn limits_of_files_just_under_and_just_over() {
    let step = |more: &str| format!("{HEAD}[route.main]\nsteps = [\"s\"]\n[step.s]\nwho = \"r\"\n{more}\n");
    let late = |n: usize| {
        let lines: Vec<String> = (1..=n).map(|at| format!("{{ after = \"{at}m\", remind = \"r\" }}")).collect();
        step(&format!("late = [{}]", lines.join(", ")))
    };
    bounded("L009", limits::THRESHOLDS, late);
    let nested = |n: usize| step(&format!("x = {}1{}", "[".repeat(n), "]".repeat(n)));
    bounded("T011", doc::DEPTH, nested);
    let long = |n: usize| {
        let text = step("");
        format!("{text}{}", "#".repeat(n - text.len()))
    };
    bounded("T011", SOURCE_BYTES, long);
    let chain = |nodes: usize| {
        let flows: Vec<String> = (1..nodes).map(|at| format!("[\"n{}\", \"n{at}\"]", at - 1)).collect();
        format!("{HEAD}[graph]\nstart = \"n0\"\nflows = [{}]\n", flows.join(", "))
    };
    bounded("G011", limits::NODES, chain);
}
