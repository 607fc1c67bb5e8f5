//! The shipped procedure files, as a host takes them in; their rosters are carried on for the year to come.

use guicheng_core::{Procedure, org::Org};
use guicheng_lang::{
    FileId, Library, Source,
    doc::{self, Cx, Table},
    load, side,
    zone::Zones,
};
use std::{fs, path::Path};

/// The shipped folder, read and compiled.
pub(super) struct Shelf {
    pub(super) org: Org,
    /// Each procedure with its text.
    pub(super) procedures: Vec<(Procedure, Vec<u8>)>,
    pub(super) calendars: Vec<u8>,
}

impl Shelf {
    /// Reads a folder of procedures; rosters go on until `until` (a day since 1970).
    pub(super) fn of(root: &Path, until: i32) -> Result<Self, String> {
        let bytes = |name: &str| fs::read(root.join(name)).map_err(|e| format!("{name}: {e}"));
        let table = |name: &str| -> Result<Table, String> {
            let source = Source::from_bytes(FileId(0), name, &bytes(name)?);
            let table = doc::parse(&source, &mut Vec::new()).map(Table::into_owned);
            table.ok_or_else(|| format!("{name} cannot be read"))
        };
        let (mut cx, mut zones) = (Cx::default(), Zones::default());
        let mut org = side::org(&mut cx, &table("org.toml")?, &mut zones).org;
        let library = Library {
            org: Some(org.clone()),
            calendars: side::calendars(&mut cx, &table("calendars.toml")?, &mut zones),
            clauses: Some(side::clauses(&mut cx, &table("clauses.toml")?)),
            ..Library::default()
        };
        carry_on(&mut org, until);
        let mut procedures = Vec::new();
        for (path, text) in files(root)? {
            let source = Source::from_bytes(FileId(0), &path, &text);
            let loaded = load(&source, &library);
            let codes: Vec<&str> = loaded.findings.iter().map(guicheng_lang::Diagnostic::code).collect();
            procedures.push((loaded.procedure.ok_or_else(|| format!("{path}: {codes:?}"))?, text));
        }
        Ok(Self { org, procedures, calendars: bytes("calendars.toml")? })
    }
}

/// The procedure files of the folders below, in the order of their names.
fn files(root: &Path) -> Result<Vec<(String, Vec<u8>)>, String> {
    let mut found = Vec::new();
    for folder in fs::read_dir(root).map_err(|e| e.to_string())?.flatten().filter(|e| e.path().is_dir()) {
        for file in fs::read_dir(folder.path()).map_err(|e| e.to_string())?.flatten() {
            let path = file.path();
            let name = path.to_string_lossy().into_owned();
            if name.ends_with(".toml") && !name.ends_with(".test.toml") {
                let bytes = fs::read(&path).map_err(|e| e.to_string())?;
                // A story may have an organisation of its own beside it.
                if String::from_utf8_lossy(&bytes).contains("\n[procedure]") {
                    found.push((name, bytes));
                }
            }
        }
    }
    found.sort();
    Ok(found)
}

/// Repeats what a roster says, from its last day on.
fn carry_on(org: &mut Org, until: i32) {
    for roster in &mut org.rosters {
        let (Some(first), Some(last)) = (roster.days.first().map(|d| d.0), roster.days.last().map(|d| d.0)) else {
            continue;
        };
        let cycle = roster.days.clone();
        let length = last - first + 1;
        let rounds = (1..).take_while(|n| first + n * length <= until);
        for n in rounds {
            roster.days.extend(cycle.iter().map(|(day, shift, people)| (day + n * length, *shift, people.clone())));
        }
    }
    org.until = Some(until);
}
