//! Every shipped procedure loads without a finding, and every scenario beside it holds.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot read what is shipped must fail loudly")]

use guicheng_core::{Procedure, Timestamp, org::Org};
use guicheng_lang::{Diagnostic, FileId, Library, Source, doc, doc::Cx, load, side, zone::Zones};
use guicheng_scenario::scenario::{self, Edition, Organisation, Report, Story};
use std::{
    fs,
    path::{Path, PathBuf},
};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../procedures")
}

fn source(path: &Path) -> Source {
    let bytes = fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    Source::from_bytes(FileId(0), &path.display().to_string(), &bytes)
}

fn none(source: &Source, findings: &[Diagnostic]) {
    let told: Vec<String> = findings
        .iter()
        .map(|f| {
            format!("{}:{} {} {}", source.path, source.place(f.primary.start).line, f.code(), f.words().message.en)
        })
        .collect();
    assert!(told.is_empty(), "{told:#?}");
}

fn side_file<T>(name: &str, read: impl FnOnce(&mut Cx, &doc::Table) -> T) -> T {
    let source = source(&root().join(name));
    let mut cx = Cx::default();
    let table = doc::parse(&source, &mut cx.findings).unwrap();
    let read = read(&mut cx, &table);
    none(&source, &cx.findings);
    read
}

fn library() -> Library {
    let mut zones = Zones::default();
    Library {
        calendars: side_file("calendars.toml", |cx, table| side::calendars(cx, table, &mut zones)),
        org: Some(side_file("org.toml", |cx, table| side::org(cx, table, &mut zones)).org),
        clauses: Some(side_file("clauses.toml", side::clauses)),
        ..Library::default()
    }
}

/// The folders of the procedures, by name.
fn folders() -> Vec<PathBuf> {
    let entries = fs::read_dir(root()).unwrap().map(|entry| entry.unwrap().path());
    let mut folders: Vec<PathBuf> = entries.filter(|path| path.is_dir()).collect();
    folders.sort();
    folders
}

fn tests_of(folder: &Path) -> Vec<PathBuf> {
    let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<PathBuf> = files.filter(|path| path.to_string_lossy().ends_with(".test.toml")).collect();
    files.sort();
    files
}

/// The organisation that a story names beside it, else the shipped one.
fn org_of(story: &Story, path: &Path, library: &Library) -> Option<Org> {
    match &story.organisation {
        Some(Organisation::File(name)) => {
            let mut zones = Zones::default();
            let beside = path.with_file_name(&*name.value);
            Some(side_file(&beside.display().to_string(), |cx, table| side::org(cx, table, &mut zones)).org)
        }
        Some(Organisation::Nearest) | None => library.org.clone(),
    }
}

/// The further versions of the procedure tried that a story tells by the keys that differ.
fn later(story: &Story, file: &Source, tried: &Procedure, library: &Library) -> Vec<(Procedure, Timestamp)> {
    let base = doc::parse(file, &mut Vec::new()).unwrap();
    let one = |version: &scenario::Version| {
        assert!(version.file.is_none(), "no shipped story names a file of a further version");
        let changed = Source::from_bytes(FileId(0), &file.path, version.overlay(&base).as_bytes());
        let loaded = load(&changed, library);
        none(&changed, &loaded.findings);
        let mut procedure = loaded.procedure.unwrap();
        procedure.version = version.number;
        (procedure, version.from(tried))
    };
    story.versions.iter().map(one).collect()
}

#[test]
fn shipped_scenarios_hold_and_reach_every_step_and_threshold() {
    let library = library();
    let mut whole = Report::default();
    let compiled = folders().into_iter().map(|folder| {
        let name = folder.file_name().unwrap().to_string_lossy().into_owned();
        let file = source(&folder.join(format!("{name}.toml")));
        let loaded = load(&file, &library);
        none(&file, &loaded.findings);
        (folder, loaded.procedure.unwrap())
    });
    let compiled: Vec<(PathBuf, Procedure)> = compiled.collect();
    for (folder, procedure) in &compiled {
        for path in tests_of(folder) {
            let file = source(&path);
            let (story, findings) = scenario::parse(&file);
            none(&file, &findings);
            let story = story.unwrap();
            let org = org_of(&story, &path, &library);
            let name = folder.file_name().unwrap().to_string_lossy();
            let later = later(&story, &source(&folder.join(format!("{name}.toml"))), procedure, &library);
            let first = compiled.iter().map(|(_, procedure)| (procedure, Timestamp(i64::MIN)));
            let editions = first.chain(later.iter().map(|(procedure, from)| (procedure, *from)));
            let editions = editions.map(|(procedure, effective)| Edition { procedure, effective });
            let shelf = scenario::Library { editions: editions.collect(), org: org.as_ref() };
            whole.absorb(scenario::play(&story, procedure, &shelf));
        }
    }
    let failed: Vec<String> = whole
        .tests
        .iter()
        .filter_map(|t| t.why.as_ref().map(|why| format!("{}:{} {}: {}", t.file, why.line, t.name, why.words.en)))
        .collect();
    assert!(failed.is_empty(), "{failed:#?}");
    assert!(whole.passed() >= 100, "only {} scenarios", whole.passed());
    for reached in whole.coverage.iter().filter(|c| c.tried) {
        let parts = [
            ("steps", &reached.steps),
            ("clocks", &reached.clocks),
            ("rules", &reached.rules),
            ("registers", &reached.registers),
            ("notices", &reached.notices),
        ];
        for (what, part) in parts {
            let missing: Vec<&str> = part.missing().collect();
            assert!(missing.is_empty(), "{}: {what} never reached: {missing:?}", reached.procedure);
        }
    }
}

/// Whatever a picture, a register or a list shows of a shipped procedure has a Chinese and an English title of its own.
#[test]
fn whatever_is_shown_has_titles_in_both_languages() {
    let library = library();
    let mut bare = Vec::new();
    for folder in folders() {
        let name = folder.file_name().unwrap().to_string_lossy().into_owned();
        let procedure = load(&source(&folder.join(format!("{name}.toml"))), &library).procedure.unwrap();
        let names = &procedure.names;
        let own = |kind: &str, label: &guicheng_core::Label| {
            let chinese = label.title.chars().any(|c| ('一'..='龥').contains(&c));
            (!chinese || label.en.is_none())
                .then(|| format!("{name}: {kind}.{}: {} / {:?}", label.id, label.title, label.en))
        };
        bare.extend(names.steps.values().filter_map(|l| own("step", l)));
        bare.extend(names.fields.values().filter_map(|l| own("fields", l)));
        bare.extend(names.options.values().flatten().filter_map(|l| own("option", l)));
        bare.extend(names.roles.values().filter_map(|l| own("roles", l)));
        bare.extend(names.tables.values().filter_map(|l| own("table", l)));
        bare.extend(names.columns.values().flatten().filter_map(|l| own("column", l)));
        bare.extend(names.notices.values().filter_map(|l| own("notice", l)));
        bare.extend(names.registers.values().filter_map(|l| own("register", l)));
        bare.extend(names.rules.values().filter_map(|l| own("rule", l)));
        bare.extend(names.holds.values().filter_map(|l| own("hold", l)));
        bare.extend(names.reactions.values().filter_map(|l| own("on", l)));
        bare.extend(names.signals.values().filter_map(|l| own("events", l)));
    }
    assert!(bare.is_empty(), "{bare:#?}");
}
