//! What the engine does in situations of every procedure: small files with scenarios, in `tests/behaviour`. Each says in
//! its head what it shows, and which lines of the issue; `docs/behaviours.md` is the table of both, held by a test.

use guicheng_core::Procedure;
use guicheng_lang::{
    FileId, Library, Severity, Source,
    doc::{self, Cx, Table},
    load, side,
    zone::Zones,
};
use guicheng_scenario::scenario::{self, Edition};
use std::{
    collections::BTreeMap,
    env,
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
};

mod lines;

/// Set to write the table anew instead of comparing it.
const BLESS: &str = "GUICHENG_BLESS";
/// Files beside the procedures.
const SIDE: [&str; 2] = ["calendars", "org"];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace").to_path_buf()
}

fn folder() -> PathBuf {
    root().join("tests/behaviour")
}

fn source(name: &str) -> Result<Source, String> {
    let text = fs::read_to_string(folder().join(name)).map_err(|why| format!("{name}: {why}"))?;
    Ok(Source::from_text(FileId(0), name, &text))
}

/// The stems of all procedures, in order.
fn stems() -> Vec<String> {
    let names = fs::read_dir(folder()).expect("tests/behaviour").map(|e| e.expect("a file").file_name());
    let names = names.map(|n| n.to_string_lossy().into_owned());
    let mut stems: Vec<String> = names.filter_map(|n| n.strip_suffix(".toml").map(String::from)).collect();
    stems.retain(|stem| !stem.ends_with(".test") && !SIDE.contains(&stem.as_str()));
    stems.sort();
    stems
}

fn side_file<T>(name: &str, read: impl FnOnce(&mut Cx, &Table, &mut Zones) -> T) -> T {
    let mut cx = Cx::default();
    let source = source(name).unwrap_or_else(|why| panic!("{why}"));
    let table = doc::parse(&source, &mut cx.findings).expect(name);
    let read = read(&mut cx, &table, &mut Zones::default());
    assert!(cx.findings.is_empty(), "{name}: {:?}", cx.findings);
    read
}

fn library() -> Library {
    let calendars = side_file("calendars.toml", side::calendars);
    let org = side_file("org.toml", |cx, table, zones| side::org(cx, table, zones).org);
    Library { calendars, org: Some(org), ..Library::default() }
}

fn procedure(stem: &str, library: &Library) -> Result<Procedure, String> {
    let loaded = load(&source(&format!("{stem}.toml"))?, library);
    // R015 says that a post has hours with nobody there: some of these procedures are about just that.
    let told = |f: &&guicheng_lang::Diagnostic| f.severity() != Severity::Note && f.code() != "R015";
    let grave: Vec<_> = loaded.findings.iter().filter(told).collect();
    loaded.procedure.filter(|_| grave.is_empty()).ok_or_else(|| format!("{stem}: {grave:#?}"))
}

/// Plays the scenarios of one file; every step must be done in one of them.
fn played(stem: &str, library: &Library, all: &BTreeMap<String, Procedure>) -> Result<(), String> {
    let (story, findings) = scenario::parse(&source(&format!("{stem}.test.toml"))?);
    let story = story.ok_or_else(|| format!("{stem}: {findings:#?}"))?;
    let own = all.get(stem).ok_or_else(|| format!("{stem} is not loaded"))?;
    let editions =
        all.values().map(|procedure| Edition { procedure, effective: guicheng_core::Timestamp(0) }).collect();
    let report = scenario::play(&story, own, &scenario::Library { editions, org: library.org.as_ref() });
    if report.tests.is_empty() {
        return Err(format!("{stem}.test.toml has no test"));
    }
    let failed = report.tests.iter().filter_map(|test| {
        test.why.as_ref().map(|why| format!("{stem}.test.toml:{}: {}: {}", why.line, test.name, why.words.en))
    });
    let coverage = report.coverage.iter().filter(|c| *c.procedure == *own.id);
    let missing = coverage.flat_map(|c| c.steps.missing()).map(|step| format!("{stem}: nobody does {step}"));
    let wrong: Vec<String> = failed.chain(missing).collect();
    if wrong.is_empty() { Ok(()) } else { Err(wrong.join("\n")) }
}

#[test]
fn each_is_as_its_scenarios_say() {
    let library = library();
    let mut all = BTreeMap::new();
    for stem in stems() {
        let procedure = procedure(&stem, &library).unwrap_or_else(|why| panic!("{why}"));
        assert_eq!(*procedure.id, *stem, "the file and the id of its procedure");
        all.insert(stem, procedure);
    }
    let wrong: Vec<String> = all.keys().filter_map(|stem| played(stem, &library, &all).err()).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(!all.is_empty(), "tests/behaviour is empty");
}

/// What a file says of itself: a sentence, and the lines of the issue that it shows.
fn head(stem: &str) -> (String, Vec<String>) {
    let text = source(&format!("{stem}.toml")).unwrap_or_else(|why| panic!("{why}")).text.to_string();
    let first = text.lines().next().and_then(|line| line.strip_prefix("# ")).map(String::from);
    let lines = text.lines().filter_map(|line| line.strip_prefix("# Line: ")).map(String::from).collect();
    (first.unwrap_or_else(|| panic!("{stem}.toml does not say what it shows")), lines)
}

/// Where the lines of the issue are shown: each somewhere, and what is named is there.
#[test]
fn every_line_of_the_issue_is_shown_and_the_table_is_true() {
    let mut shown: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    let mut files = String::new();
    for stem in stems() {
        let (what, keys) = head(&stem);
        let _ = writeln!(files, "| [{stem}](../tests/behaviour/{stem}.toml) | {what} |");
        for key in keys {
            let known = lines::LINES.iter().find(|line| *line.key == *key);
            let known = known.unwrap_or_else(|| panic!("{stem}.toml: `{key}` is no line of the issue"));
            shown.entry(known.key).or_default().push(format!("[{stem}](../tests/behaviour/{stem}.toml)"));
        }
    }
    for line in lines::LINES {
        for other in line.also {
            shown.entry(line.key).or_default().push(lines::link(&root(), other));
        }
        assert!(shown.contains_key(line.key), "nothing shows `{}`: {}", line.key, line.says);
    }
    let table = lines::page(&shown, &files);
    let path = root().join("docs/behaviours.md");
    if env::var_os(BLESS).is_some() {
        fs::write(&path, &table).expect("docs/behaviours.md");
    }
    let written = fs::read_to_string(&path).unwrap_or_default();
    assert!(written == table, "docs/behaviours.md differs from tests/behaviour: run the tests with {BLESS}=1");
}
