//! The JSON Schema: it takes what is shipped and refuses unknown keys; `docs/format.md` is made of the same table.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use guicheng_lang::{
    FileId, Source, digest, doc,
    schema::{self, FileKind},
};
use std::{
    fs,
    path::{Path, PathBuf},
};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn as_json(text: &str) -> Option<serde_json::Value> {
    let mut findings = Vec::new();
    let source = Source::from_text(FileId(0), "a.toml", text);
    let table = doc::parse(&source, &mut findings)?;
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
    let validator = validator(FileKind::Procedure);
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

fn validator(kind: FileKind) -> jsonschema::Validator {
    let schema: serde_json::Value = serde_json::from_str(&schema::schema(kind).canonical()).unwrap();
    assert!(jsonschema::meta::is_valid(&schema), "{}", kind.name());
    jsonschema::draft7::new(&schema).unwrap()
}

/// The TOML files below a folder.
fn files(folder: &Path, all: &mut Vec<PathBuf>) {
    for path in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        if path.is_dir() {
            files(&path, all);
        } else if path.extension().is_some_and(|ext| ext == "toml") {
            all.push(path);
        }
    }
}

/// Every side file that is shipped fits the schema of its kind and no other; each planted mistake is seen.
#[test]
fn side_files_fit_and_mistakes_in_them_do_not() {
    let mut all = Vec::new();
    for folder in ["procedures", "crates/guicheng-lang/src/starter", "crates/guicheng-lang/tests/explain"] {
        files(&root().join(folder), &mut all);
    }
    let kinds =
        [(FileKind::Org, "\n[org]\n"), (FileKind::Calendars, "\n[calendar."), (FileKind::Clauses, "\n[clauses]\n")];
    for (kind, mark) in kinds {
        let validator = validator(kind);
        let mut seen = 0;
        for path in &all {
            let text = format!("\n{}", fs::read_to_string(path).unwrap());
            let Some(file) = as_json(&text) else { continue };
            let wrong: Vec<String> =
                validator.iter_errors(&file).map(|e| format!("{}: {e}", e.instance_path)).collect();
            if text.contains(mark) {
                assert!(wrong.is_empty(), "{}: {wrong:?}", path.display());
                seen += 1;
            } else {
                assert!(!wrong.is_empty(), "{} is no {}", path.display(), kind.name());
            }
        }
        assert!(seen > 0, "no {} is shipped", kind.name());
    }
}

/// Planted mistakes: an unknown key, a wrong type, a missing key, in each kind of side file.
const PLANTED: [(FileKind, &str, &str); 13] = [
    (FileKind::Org, "version = 1", "versoin = 1"),
    (FileKind::Org, "version = 1", "version = \"1\""),
    (FileKind::Org, "name = \"安\"", "nmae = \"安\""),
    (FileKind::Org, "holder = \"an\"", "holder = [\"an\"]"),
    (FileKind::Org, "handover = \"signed\"", "handover = \"spoken\""),
    (FileKind::Org, "shifts = ", "shift = "),
    (FileKind::Org, "person = \"an\"", "who = \"an\""),
    (FileKind::Org, "until = 2027-01-31", "until = 20270131"),
    (FileKind::Calendars, "hours = \"always\"", "hours = \"sometimes\""),
    (FileKind::Calendars, "closed = [2027-01-01]", "closed = 2027-01-01"),
    (FileKind::Calendars, "version = 1", ""),
    (FileKind::Clauses, "book = \"b\"", "books = \"b\""),
    (FileKind::Clauses, "unread = true", "unread = \"yes\""),
];

#[test]
fn planted_mistakes_in_side_files_are_seen() {
    let good = |kind| {
        match kind {
        FileKind::Org => {
            "[org]\nversion = 1\nuntil = 2027-01-31\n[people]\nan = { name = \"安\", phone = \"1\" }\n[posts]\nboss = { title = \"b\", holder = \"an\" }\n[groups]\ng = [\"an\"]\n[departments]\nd = { head = \"post:boss\" }\n[aliases]\n头 = \"post:boss\"\n[roster.r]\nhandover = \"signed\"\nshifts = { d = \"08:00-20:00\" }\ndays = { \"2027-01-01\" = { d = [\"an\"] } }\n[[absences]]\nperson = \"an\"\nfrom = 2027-01-01\nto = 2027-01-02T10:00:00\n"
                .replace("头", "\"头\"")
        }
        FileKind::Calendars => {
            "[calendar.a]\nversion = 1\nhours = \"always\"\nclosed = [2027-01-01]\n[calendar.b]\nversion = 2\nhours = { mon-fri = [\"08:00-12:00\"], sat = \"09:00-10:00\" }\n".into()
        }
        FileKind::Clauses => {
            "[clauses]\nversion = 1\n[books.b]\nzh = \"b\"\n[clause.\"1\"]\nbook = \"b\"\nzh = \"一\"\nunread = true\n".into()
        }
        FileKind::Procedure => String::new(),
    }
    };
    for (kind, from, to) in PLANTED {
        let (validator, text) = (validator(kind), good(kind));
        let valid = |text: &str| validator.is_valid(&as_json(text).unwrap_or_else(|| panic!("no TOML: {text}")));
        assert!(valid(&text), "{text}");
        assert!(text.contains(from), "{from}");
        assert!(!valid(&text.replacen(from, to, 1)), "{to} should not fit");
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
