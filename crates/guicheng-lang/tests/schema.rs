//! The JSON Schema: it takes what is shipped and refuses unknown keys; `docs/format.md` is made of the same table.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use guicheng_lang::{FileId, Source, digest, doc, schema};
use std::{
    fs,
    path::{Path, PathBuf},
};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn as_json(text: &str) -> Option<serde_json::Value> {
    let mut findings = Vec::new();
    let table = doc::parse(&Source::from_text(FileId(0), "a.toml", text), &mut findings)?;
    findings.is_empty().then(|| serde_json::from_str(&digest::json(&table).canonical()).unwrap())
}

fn procedures(folder: &Path, all: &mut Vec<PathBuf>) {
    for path in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        if path.is_dir() {
            procedures(&path, all);
        } else if path.extension().is_some_and(|ext| ext == "toml")
            && fs::read_to_string(&path).unwrap().contains("[procedure]\n")
        {
            all.push(path);
        }
    }
}

/// Planted mistakes that a schema can see: an unknown key or a wrong type.
const SEEN: [&str; 7] = [
    "unknown_key_procedure",
    "unknown_key_step",
    "unknown_table",
    "wrong_type_list",
    "wrong_type_number",
    "unknown_type",
    "missing_rule_text",
];

#[test]
fn shipped_files_fit_and_unknown_keys_do_not() {
    let schema: serde_json::Value = serde_json::from_str(&schema::schema().canonical()).unwrap();
    let validator = jsonschema::draft7::new(&schema).unwrap();
    let mut paths = Vec::new();
    for folder in ["procedures", "tests/patterns"] {
        procedures(&root().join(folder), &mut paths);
    }
    assert!(paths.len() > 50, "{}", paths.len());
    for path in paths {
        let file = as_json(&fs::read_to_string(&path).unwrap()).unwrap();
        let wrong: Vec<String> = validator.iter_errors(&file).map(|e| format!("{}: {e}", e.instance_path)).collect();
        assert!(wrong.is_empty(), "{}: {wrong:?}", path.display());
    }
    for name in SEEN {
        let path = root().join("crates/guicheng-lang/tests/bad").join(name).with_extension("toml");
        let file = as_json(&fs::read_to_string(&path).unwrap()).unwrap();
        assert!(!validator.is_valid(&file), "{name} should not fit");
    }
}

#[test]
fn the_page_on_the_format_is_made_of_the_table() {
    let path = root().join("docs/format.md");
    if std::env::var_os("GUICHENG_BLESS").is_some() {
        fs::write(&path, schema::document()).unwrap();
    }
    let there = fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(there, schema::document(), "GUICHENG_BLESS=1 cargo test -p guicheng-lang --test schema");
}
