//! The library beside a procedure file.

use guicheng_lang::{FileId, Library, Procedures, Source, doc, side, zone::Zones};
use std::{fs, path::Path};

/// Calendars, organisation and clauses from the nearest folder upward that has each.
pub(crate) fn beside(near: &Path) -> Library {
    let mut cx = doc::Cx::default();
    let mut zones = Zones::default();
    let mut read = |name: &str| {
        let path = near.ancestors().map(|folder| folder.join(name)).find(|path| path.exists())?;
        let source = Source::from_bytes(FileId(1), name, &fs::read(path).ok()?);
        doc::parse(&source, &mut cx.findings).map(doc::Table::into_owned)
    };
    let (calendars, org, clauses) = (read("calendars.toml"), read("org.toml"), read("clauses.toml"));
    let library = Library {
        calendars: calendars.map_or_else(Vec::new, |table| side::calendars(&mut cx, &table, &mut zones)),
        org: org.map(|table| side::org(&mut cx, &table, &mut zones).org),
        clauses: clauses.map(|table| side::clauses(&mut cx, &table)),
        procedures: near
            .ancestors()
            .find(|folder| folder.join("org.toml").exists())
            .map(procedures)
            .unwrap_or_default(),
    };
    assert!(cx.findings.iter().all(|found| found.severity() != guicheng_lang::Severity::Error), "{:?}", cx.findings);
    library
}

/// The procedures in a folder and in those below it.
fn procedures(folder: &Path) -> Procedures {
    let mut known = Procedures::default();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for path in fs::read_dir(folder).into_iter().flatten().filter_map(|entry| entry.ok().map(|e| e.path())) {
            if path.is_dir() {
                folders.push(path);
            } else if let Some(text) = fs::read_to_string(&path).ok().filter(|text| text.contains("\n[procedure]")) {
                let source = Source::from_text(FileId(1), "beside", &text);
                known.add(&doc::parse(&source, &mut Vec::new()).unwrap_or_default());
            }
        }
    }
    known
}
