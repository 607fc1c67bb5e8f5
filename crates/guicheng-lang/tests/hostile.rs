//! Files that are made to hurt: each loads, or is refused, in a time that grows with its length.

use guicheng_core::limits;
use guicheng_lang::{FileId, Library, SOURCE_BYTES, Source, doc, load};
use std::{fmt::Write as _, process::Command, time::Instant};

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

/// A name, how many pieces the smallest file has, and a file of so many.
type Shape = (&'static str, usize, fn(usize) -> String);

/// What hostile files are made of, each of a size of so many pieces.
const SHAPES: [Shape; 22] = [
    ("brackets", 4_000, |n| format!("{HEAD}x = {}", "[".repeat(n))),
    ("dotted keys", 2_000, |n| format!("{HEAD}{} = 1", "a.".repeat(n) + "a")),
    ("keys that nobody knows", 150, |n| format!("{HEAD}[step.s]\nwho = \"r\"\n{}", many(n, |at| format!("k{at} = 1")))),
    ("misspelt keys", 100, |n| HEAD.to_owned() + &many(n, |at| format!("[step.s{at}]\nwhoo = \"r\""))),
    ("one long line", 20_000, |n| HEAD.to_owned() + &"a".repeat(n)),
    ("wide quotes", 300, |n| format!("{HEAD}x = {}", "“”".repeat(n))),
    ("wide signs on lines", 100, |n| HEAD.to_owned() + &many(n, |at| format!("a{at} ＝ 1"))),
    ("keys twice", 100, |n| HEAD.to_owned() + &many(n, |at| format!("a{at} = 1\na{at} = 2"))),
    ("dangling names", 150, |n| {
        let names: Vec<String> = (0..n).map(|at| format!("\"s{at}\"")).collect();
        format!("{HEAD}[route.main]\nsteps = [{}]", names.join(","))
    }),
    ("steps", 40, |n| {
        let names: Vec<String> = (0..n).map(|at| format!("\"s{at}\"")).collect();
        let steps = many(n, |at| format!("[step.s{at}]\nwho = \"r\"\nfill = [\"f\"]"));
        format!("{HEAD}[route.main]\nsteps = [{}]\n{steps}", names.join(","))
    }),
    ("steps together", 40, |n| {
        let names: Vec<String> = (0..n).map(|at| format!("\"s{at}\"")).collect();
        let steps = many(n, |at| format!("[step.s{at}]\nwho = \"r\"\nfill = [\"f\"]"));
        format!("{HEAD}[route.main]\nsteps = [[{}]]\n{steps}", names.join(","))
    }),
    ("rows", 60, |n| {
        let options: Vec<String> = (0..n).map(|at| format!("o{at} = \"t\"")).collect();
        let rows = many(n, |at| format!("rows.o{at} = {{ time = \"{at}d\", who = \"r\" }}"));
        format!(
            "{HEAD}c = {{ type = \"choice\", options = {{ {} }} }}\n[table.t]\nby = \"c\"\n{rows}\n[route.main]\nsteps = [\"s\"]\n[step.s]\nwho = \"r\"",
            options.join(", ")
        )
    }),
    ("guards", 30, |n| {
        let lines = many(n, |_| "{ when = \"f and not f\", go = \"next\" },".into());
        let tail = "[step.s]\nwho = \"r\"\nfill = [\"f\"]\n[route.main]\nsteps = [\"s\", \"c\"]";
        format!("{HEAD}[choice.c]\nfirst = [{lines}{{ when = \"otherwise\", go = \"next\" }}]\n{tail}")
    }),
    ("one long guard", 100, |n| {
        format!("{HEAD}[route.main]\nsteps = [\"s\"]\n[step.s]\nwho = \"r\"\nonly_if = \"f{}\"", " and f".repeat(n))
    }),
    ("placeholders", 200, |n| {
        format!(
            "{HEAD}[notice.n]\nto = \"r\"\ntext = \"{}\"\n[route.main]\nsteps = [\"s\"]\n[step.s]\nwho = \"r\"\ntell = \"n\"",
            "{g}".repeat(n)
        )
    }),
    ("lists left open", 100, |n| format!("{HEAD}{}", many(n, |at| format!("k{at} = [\"a\", \"b\"")))),
    ("tables left open", 100, |n| format!("{HEAD}{}", many(n, |at| format!("k{at} = {{ a = \"b\"")))),
    ("no commas", 400, |n| format!("{HEAD}[route.main]\nsteps = [{}]\n", "\"s\" ".repeat(n))),
    ("numbers in a row", 400, |n| format!("{HEAD}[route.main]\nsteps = {}\n", "1 ".repeat(n))),
    ("texts without quotes", 100, |n| format!("{HEAD}{}", many(n, |at| format!("k{at}: 是")))),
    ("cards that are there twice", 50, |n| format!("{HEAD}{}", many(n, |_| "[step.s]\ntitle = \"S\"".into()))),
    ("translations of nothing", 100, |n| format!("{HEAD}[en]\n{}", many(n, |at| format!("step.s{at} = \"S\"")))),
];

/// Loads the shape and size that the environment names, draws what is found, and mends it: what `check --fix` does.
/// Without that it does nothing: the test below counts the instructions of this one.
#[test]
fn one_shape() {
    let Ok(wanted) = std::env::var("GUICHENG_SHAPE") else { return };
    let (at, size) = wanted.split_once(':').expect("a shape and a size");
    let (name, _, make) = SHAPES[at.parse::<usize>().expect("a shape")];
    let size: usize = size.parse().expect("a size");
    if size == 0 {
        return;
    }
    let source = Source::from_text(FileId(0), name, &make(size));
    let found = load(&source, &Library::default()).findings;
    let drawn = guicheng_lang::render(std::slice::from_ref(&source), &found, guicheng_lang::Lang::Zh, false);
    let json = guicheng_lang::to_json(&source, &found).canonical();
    let mended = guicheng_lang::fixed(&source, &found, true);
    println!("{} findings, {} {} {}", found.len(), drawn.len(), json.len(), mended.len());
}

/// The instructions of [`one_shape`] as callgrind counts them; none where there is no valgrind.
fn instructions(shape: usize, size: usize) -> Option<f64> {
    let mut valgrind = Command::new("valgrind");
    valgrind.args(["--tool=callgrind", "--callgrind-out-file=/dev/null"]);
    valgrind.arg(std::env::current_exe().ok()?).args(["--exact", "one_shape", "--test-threads=1"]);
    let out = valgrind.env("GUICHENG_SHAPE", format!("{shape}:{size}")).output().ok()?;
    let said = String::from_utf8_lossy(&out.stderr);
    assert!(out.status.success(), "callgrind: {said}");
    said.lines().find_map(|line| line.split_once("Collected : "))?.1.trim().parse().ok()
}

/// Instructions of the smallest file beyond which a shape is left to whoever has minutes.
const DEAR: f64 = 4e7;

/// Twice and four times the file takes about twice and four times the work: what grows faster would show here long before
/// it hurts.
#[test]
fn work_grows_with_the_file() {
    let all = std::env::var_os("GUICHENG_HOSTILE_WORK").is_some();
    let (mut wrong, mut counted) = (String::new(), 0);
    // The program alone costs the same whatever the shape.
    let Some(nothing) = instructions(0, 0) else {
        eprintln!("NOT MEASURED: instructions of hostile files, for there is no valgrind here");
        return;
    };
    for (at, (name, size, make)) in SHAPES.iter().enumerate() {
        let count = |times: usize| instructions(at, size * times).unwrap_or_default() - nothing;
        let least = count(1);
        if !all && least > DEAR {
            eprintln!("NOT MEASURED: {name} takes long to count; GUICHENG_HOSTILE_WORK=1 counts it");
            continue;
        }
        counted += 1;
        let cost = [least, count(2), count(4)];
        let bytes = [1, 2, 4].map(|times| make(size * times).len() as f64);
        // By the byte, between the size and four times the size: fixed costs only make this smaller.
        let grown = (cost[2] - cost[1]) / (bytes[2] - bytes[1]) / ((cost[1] - cost[0]) / (bytes[1] - bytes[0]));
        println!("{name}: {:.0} {:.0} {:.0} instructions a byte more costs {grown:.2}", cost[0], cost[1], cost[2]);
        if grown > 1.45 {
            let _ = writeln!(wrong, "{name}: a byte more costs {grown:.2} times as much in the larger file: {cost:?}");
        }
    }
    assert!(wrong.is_empty() && counted >= 12, "{counted} shapes counted\n{wrong}");
}
