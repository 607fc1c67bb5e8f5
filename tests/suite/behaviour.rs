//! What the engine does in situations of every procedure: small files with scenarios, in `tests/behaviour`.

use guicheng_lang::{FileId, Library, Severity, Source, load};
use guicheng_scenario::scenario;
use std::{fs, path::Path};

fn source(folder: &Path, name: &str) -> Result<Source, String> {
    let text = fs::read_to_string(folder.join(name)).map_err(|why| format!("{name}: {why}"))?;
    Ok(Source::from_text(FileId(0), name, &text))
}

/// Plays the scenarios of one file; every step must be done in one of them.
fn played(folder: &Path, stem: &str) -> Result<(), String> {
    let loaded = load(&source(folder, &format!("{stem}.toml"))?, &Library::default());
    let grave: Vec<_> = loaded.findings.iter().filter(|f| f.severity() != Severity::Note).collect();
    let procedure = loaded.procedure.filter(|_| grave.is_empty()).ok_or_else(|| format!("{stem}: {grave:#?}"))?;
    let (story, findings) = scenario::parse(&source(folder, &format!("{stem}.test.toml"))?);
    let report = scenario::run(&story.ok_or_else(|| format!("{stem}: {findings:#?}"))?, &procedure);
    if report.tests.is_empty() {
        return Err(format!("{stem}.test.toml has no test"));
    }
    let failed = report.tests.iter().filter_map(|test| {
        test.why.as_ref().map(|why| format!("{stem}.test.toml:{}: {}: {}", why.line, test.name, why.words.en))
    });
    let missing =
        report.coverage.iter().flat_map(|c| c.steps.missing()).map(|step| format!("{stem}: nobody does {step}"));
    let wrong: Vec<String> = failed.chain(missing).collect();
    if wrong.is_empty() { Ok(()) } else { Err(wrong.join("\n")) }
}

#[test]
fn each_is_as_its_scenarios_say() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("behaviour");
    let names = fs::read_dir(&folder).expect("tests/behaviour").map(|e| e.expect("a file").file_name());
    let names: Vec<String> = names.map(|n| n.to_string_lossy().into_owned()).collect();
    let stems = names.iter().filter_map(|n| n.strip_suffix(".toml")).filter(|stem| !stem.ends_with(".test"));
    let wrong: Vec<String> = stems.filter_map(|stem| played(&folder, stem).err()).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(!names.is_empty(), "tests/behaviour is empty");
}
