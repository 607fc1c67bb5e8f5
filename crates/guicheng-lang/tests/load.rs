//! Whole files: drafts and shipped procedures load; the graph form loads.

mod library;

use guicheng_lang::{FileId, Library, Loaded, Severity, Source, load};
use std::{fs, path::Path};

fn load_bytes(path: &Path, bytes: &[u8]) -> (Source, Loaded) {
    let source = Source::from_bytes(FileId(0), &path.to_string_lossy(), bytes);
    let loaded = load(&source, &library::beside(path));
    (source, loaded)
}

fn tell(source: &Source, loaded: &Loaded) -> String {
    let line = |found: &guicheng_lang::Diagnostic| {
        let place = source.place(found.primary.start);
        let words = found.words().message;
        format!(
            "{}:{}:{} {:?} {} {} / {}\n",
            source.path,
            place.line,
            place.column,
            found.severity(),
            found.code(),
            words.zh,
            words.en
        )
    };
    loaded.findings.iter().map(line).collect()
}

#[test]
fn drafts_and_shipped_procedures_load() {
    let root = fs::canonicalize(Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")).unwrap();
    let mut files = Vec::new();
    let shared = root.ancestors().map(|folder| folder.join("../shared/format")).find(|folder| folder.exists());
    for folder in [shared.unwrap_or_else(|| root.join("../shared/format")), root.join("procedures")] {
        let mut folders = vec![folder];
        while let Some(folder) = folders.pop() {
            let Ok(entries) = fs::read_dir(&folder) else {
                println!("ABSENT: {}", folder.display());
                continue;
            };
            for entry in entries {
                let path = entry.unwrap().path();
                let text = path.to_string_lossy().into_owned();
                if path.is_dir() {
                    folders.push(path);
                } else if text.ends_with(".toml") && !text.ends_with(".test.toml") {
                    let body = fs::read_to_string(&path).unwrap();
                    if body.contains("\n[procedure]") {
                        files.push(path);
                    }
                }
            }
        }
    }
    files.sort();
    let mut failed = String::new();
    for path in files {
        let (source, loaded) = load_bytes(&path, &fs::read(&path).unwrap());
        let told = tell(&source, &loaded);
        println!("{told}");
        if loaded.procedure.is_none() {
            let errors = loaded.findings.iter().filter(|f| f.severity() == Severity::Error).count();
            failed.push_str(&format!("{}: {errors} errors\n", path.display()));
        }
    }
    assert!(failed.is_empty(), "{failed}");
}

#[test]
fn a_step_begun_beside_the_work_keeps_its_title() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../procedures/emergency_patient/emergency_patient.toml");
    let (_, loaded) = load_bytes(&path, &fs::read(&path).unwrap());
    let names = loaded.procedure.unwrap().names;
    let beside = names.scopes.values().find(|scope| &*scope.id == "also#b_call_again").unwrap();
    assert_eq!(&*beside.title, "车还没到：再打 120");
    assert_eq!(beside.en.as_deref(), Some("No ambulance yet: call 120 again"));
}

#[test]
fn the_graph_form_loads() {
    let source = Source::from_text(FileId(0), "graph.toml", include_str!("graph.toml"));
    let loaded = load(&source, &Library::default());
    assert_eq!(tell(&source, &loaded), "");
    let graph = loaded.procedure.unwrap().graph;
    assert_eq!(graph.nodes.len(), 8);
}

/// Quotes of a Chinese keyboard, alone and by the hundred: the parser stops within such a letter.
#[test]
fn a_finding_never_cuts_a_letter_in_two() {
    for text in ["x = “", "x = “a”", "“", "x = 1 ，", "[“a”]", &format!("x = {}", "“”".repeat(300))] {
        let source = Source::from_text(FileId(0), "a.toml", text);
        let found = load(&source, &Library::default()).findings;
        assert!(!found.is_empty(), "{text}");
        for one in &found {
            let range = one.primary.range();
            assert!(source.text.get(range.clone()).is_some(), "{text}: {range:?}");
        }
        let drawn = guicheng_lang::render(std::slice::from_ref(&source), &found, guicheng_lang::Lang::Zh, false);
        assert!(drawn.contains("a.toml"), "{drawn}");
    }
}
