//! Planted mistakes: each file of `bad/` says in its first line what is to be found in it, once, and where.

mod library;
mod plants;

use guicheng_lang::{Diagnostic, FileId, Lang, Library, Loaded, Severity, Source, fixed, load, load_to_run, render};
use plants::{Plant, plants};
use std::{collections::BTreeSet, fs, path::Path};

/// What a file's first line expects: a code (or the beginning of one) and a line; nothing for a good file. Behind a dot
/// stands whose complaint it comes from, if it does.
fn expected(text: &str) -> Option<(&str, u32)> {
    let first = text.lines().next()?.strip_prefix("# expect ")?;
    let (code, line) = first.split_once(" at line ")?;
    Some((code, line.split(" · ").next()?.parse().ok()?))
}

#[test]
fn every_planted_mistake_is_found_once_and_where_it_is() {
    let mut wrong = String::new();
    let mut codes = BTreeSet::new();
    let plants = plants();
    for Plant { name, source, found } in &plants {
        let right = match (expected(&source.text), found.as_slice()) {
            (None, []) => source.text.starts_with("# expect nothing"),
            (Some((code, line)), [one]) => one.code().starts_with(code) && source.place(one.primary.start).line == line,
            _ => false,
        };
        codes.extend(found.iter().map(|f| f.code()));
        if !right {
            let first = source.text.lines().next().unwrap_or_default();
            let drawn = render(std::slice::from_ref(source), found, Lang::En, false);
            wrong.push_str(&format!("== {name}: {first}\n{drawn}\n"));
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
    let complaints = plants.iter().filter(|plant| plant.source.text.lines().next().unwrap_or_default().contains(" · "));
    let complaints = complaints.count();
    println!("{} files, {complaints} from complaints, {} codes", plants.len(), codes.len());
    assert!(plants.len() >= 190 && complaints * 3 >= plants.len() && codes.len() >= 95, "{complaints}, {codes:?}");
}

/// Who loads to run is refused what is refused otherwise, for the same reasons, and runs the same procedure.
fn to_run_is_the_same(source: &Source, library: &Library) {
    let Loaded { procedure, findings, .. } = load(source, library);
    match load_to_run(source, library) {
        Ok(to_run) => assert_eq!(format!("{procedure:?}"), format!("{:?}", Some(to_run)), "{}", source.path),
        Err(why) => {
            assert!(procedure.is_none(), "{}", source.path);
            let errors = |found: &[Diagnostic]| -> Vec<Diagnostic> {
                found.iter().filter(|one| one.severity() == Severity::Error).cloned().collect()
            };
            assert_eq!(errors(&why), errors(&findings), "{}", source.path);
            assert!(!errors(&why).is_empty() && why.iter().all(|one| findings.contains(one)), "{}", source.path);
        }
    }
}

#[test]
fn every_planted_mistake_is_the_same_to_run() {
    let library = library::beside(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/bad/lib/x"));
    let plants = plants();
    plants.iter().for_each(|plant| to_run_is_the_same(&plant.source, &library));
    assert!(plants.len() >= 190, "{}", plants.len());
}

#[test]
fn safe_fixes_repair_what_they_are_offered_for() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/bad");
    let library = library::beside(&folder.join("lib/x"));
    for name in
        ["wide_equals", "wide_comma", "wide_quotes", "wide_bracket", "wide_space", "strokes_behind", "strokes_before"]
    {
        let text = fs::read_to_string(folder.join(name).with_extension("toml")).unwrap();
        let source = Source::from_text(FileId(0), name, &text);
        let found = load(&source, &library).findings;
        let source = Source::from_text(FileId(0), name, &fixed(&source, &found, false));
        assert_eq!(load(&source, &library).findings, [], "{name}");
    }
}

#[test]
fn near_names_repair_what_they_are_offered_for() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/bad");
    let library = library::beside(&folder.join("lib/x"));
    for name in
        ["dangling_stop", "dangling_role", "dangling_field", "unknown_key_step", "unknown_type", "guard_unknown_field"]
    {
        let text = fs::read_to_string(folder.join(name).with_extension("toml")).unwrap();
        let source = Source::from_text(FileId(0), name, &text);
        let found = load(&source, &library).findings;
        let source = Source::from_text(FileId(0), name, &fixed(&source, &found, true));
        assert_eq!(load(&source, &library).findings, [], "{name}");
    }
}

/// Whatever is cut out of, doubled in, or put into a good file: findings at most, and always the same.
#[test]
fn mangled_files_never_break_the_loader() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/bad");
    let library = library::beside(&folder.join("lib/x"));
    let mut seed = 0x9E37_79B9_7F4A_7C15_u64;
    let mut dice = |sides: usize| {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        usize::try_from(seed % sides.max(1) as u64).unwrap()
    };
    for good in ["good_routes.toml", "good_graph.toml"] {
        let text: Vec<char> = fs::read_to_string(folder.join(good)).unwrap().chars().collect();
        for round in 0..600 {
            let (from, long) = (dice(text.len()), dice(60));
            let to = (from + long).min(text.len());
            let at = dice(text.len());
            let mut mangled: Vec<char> = text.clone();
            match round % 3 {
                0 => drop(mangled.drain(from..to)),
                1 => drop(mangled.splice(at..at, text[from..to].iter().copied())),
                _ => mangled[at] = ['"', '[', '{', '=', '\n', '“', '.', '\0', '’', '9'][dice(10)],
            }
            let mangled: String = mangled.into_iter().collect();
            let source = Source::from_text(FileId(0), good, &mangled);
            let (one, two) = (load(&source, &library), load(&source, &library));
            assert_eq!(one.findings, two.findings);
            assert!(one.procedure.is_some() || !one.findings.is_empty(), "{mangled}");
            to_run_is_the_same(&source, &library);
        }
    }
}
