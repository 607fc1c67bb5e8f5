//! The planted mistakes of `bad/`, with what is found in each.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use crate::library;
use guicheng_core::Procedure;
use guicheng_lang::{
    Diagnostic, FileId, Severity, Source,
    finding::{GraphFinding, Unsound},
    load, place_of,
};
use guicheng_verify::{Property, Verdict, soundness};
use std::{fs, path::Path};

/// A planted mistake.
pub(crate) struct Plant {
    /// Its file.
    pub(crate) name: String,
    /// Its text.
    pub(crate) source: Source,
    /// What is found in it, proofs included, notes left out.
    pub(crate) found: Vec<Diagnostic>,
}

/// All of them, by name.
pub(crate) fn plants() -> Vec<Plant> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/bad");
    let library = library::beside(&folder.join("lib/x"));
    let mut files: Vec<_> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|ext| ext == "toml"));
    files.sort();
    let plant = |path: &std::path::PathBuf| {
        let text = fs::read_to_string(path).unwrap();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let source = Source::from_text(FileId(0), &name, &text);
        let loaded = load(&source, &library);
        let mut found = loaded.findings;
        found.retain(|f| f.severity() != Severity::Note);
        if let Some((finding, at)) = loaded.procedure.filter(|_| found.is_empty()).and_then(|p| unsound(&p)) {
            found.push(Diagnostic::new(finding, place_of(&source, &at)));
        }
        Plant { name, source, found }
    };
    files.iter().map(plant).collect()
}

/// What `check` says of a procedure that is not sound, and at which card.
fn unsound(p: &Procedure) -> Option<(GraphFinding, Box<str>)> {
    let Verdict::Unsound(shown) = soundness(p).verdict else { return None };
    let how = match shown.property {
        Property::OptionToComplete => Unsound::Stuck,
        Property::ProperCompletion => Unsound::Doubled,
        Property::NoDeadStep => Unsound::Dead,
    };
    let (zh, en) = (shown.zh.as_str().into(), shown.en.as_str().into());
    Some((GraphFinding::Unsound { how, zh, en }, shown.at.clone()))
}
