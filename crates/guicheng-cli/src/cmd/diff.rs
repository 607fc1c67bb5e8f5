//! `guicheng diff`: two versions of a procedure compared in sentences, and which running cases would find no place.

use crate::{
    cmd::{check::rendered, migrate::unplaced_words},
    desk::{Desk, TENANT},
    failure::{Exit, Failure},
    library::{self, Library},
    shell::Shell,
    words,
};
use clap::Args;
use guicheng_core::{Procedure, Status};
use guicheng_lang::{
    FileId, Source,
    diff::{Change, Deed, diff},
    digest::Json,
    doc,
};
use guicheng_store::{CaseQuery, HostError, Linked, Store};
use serde::Serialize;
use std::{path::Path, sync::Arc};

/// What to compare.
#[derive(Debug, Args)]
pub(crate) struct Diff {
    /// 旧的：文件，或个案文件里的 规程@版本 · the old one: a file, or ID@VERSION of the store
    #[arg(value_name = "OLD")]
    old: String,
    /// 新的 · the new one
    #[arg(value_name = "NEW")]
    new: String,
}

#[derive(Serialize)]
struct Doc {
    schema: &'static str,
    changes: Vec<ChangeDoc>,
    /// Of the store, if there is one: open cases that would find no place in the new version.
    unplaced: Option<Vec<CaseDoc>>,
}

#[derive(Serialize)]
struct ChangeDoc {
    deed: &'static str,
    path: String,
    old: serde_json::Value,
    new: serde_json::Value,
    unit_changed: bool,
    guards: Vec<String>,
    words: BothDoc,
}

#[derive(Serialize)]
struct BothDoc {
    zh: String,
    en: String,
}

#[derive(Serialize)]
struct CaseDoc {
    case: String,
    version: u32,
    why: String,
}

/// One side: its text, and the procedure where it could be compiled.
struct Side {
    source: Source,
    procedure: Option<Procedure>,
}

/// Compares them. Exit 0: whatever differs; 1: a running case would find no place.
pub(crate) fn run(args: &Diff, shell: &Shell) -> Result<Exit, Failure> {
    let (old, new) = (side(&args.old, shell)?, side(&args.new, shell)?);
    let changes = diff(&table(&old, shell)?, &table(&new, shell)?);
    let unplaced = new.procedure.as_ref().map_or(Ok(None), |procedure| unplaced(procedure, shell))?;
    let exit = if unplaced.as_ref().is_some_and(|cases| !cases.is_empty()) { Exit::Refused } else { Exit::Done };
    if shell.json() {
        let changes = changes.into_iter().map(change).collect::<Result<_, Failure>>()?;
        shell.document(&Doc { schema: "guicheng/diff/1", changes, unplaced })?;
        return Ok(exit);
    }
    let language: guicheng_lang::Lang = shell.lang.into();
    changes.iter().for_each(|change| shell.line(change.words.of(language)));
    if changes.is_empty() {
        shell.line(words::diff_same(shell.lang));
    }
    match unplaced {
        Some(cases) if !cases.is_empty() => cases.iter().for_each(|case| shell.line(&case.why)),
        Some(_) => shell.line(words::diff_all_placed(shell.lang)),
        None => {}
    }
    Ok(exit)
}

/// A file, or `ID@VERSION` of the store.
fn side(what: &str, shell: &Shell) -> Result<Side, Failure> {
    let Some((id, version)) = what.rsplit_once('@').filter(|_| !Path::new(what).exists()) else {
        let file = library::read(Path::new(what), shell.lang)?;
        let checked = Library::of_path(Path::new(what), shell.lang)?.compile(&file.path, &file.bytes);
        return Ok(Side { source: checked.source, procedure: checked.procedure });
    };
    let version = version.trim_start_matches('v').parse::<u32>().ok();
    let mut desk = Desk::existing(shell)?;
    let all = desk.host.store().definitions(TENANT, Some(id)).map_err(|e| desk.failed(e.into()))?;
    let found = all.into_iter().rev().find(|definition| Some(definition.version) == version);
    let missing = || HostError::NoProcedure { procedure: id.into(), version };
    let found = found.ok_or_else(|| desk.failed(missing()))?;
    let now = desk.now()?;
    let linked = desk.host.load_version(id, version, now).map_err(|e| desk.failed(e))?;
    let procedure = Some(linked.procedure.clone());
    Ok(Side { source: Source::from_bytes(FileId(0), what, &found.source), procedure })
}

fn table<'s>(side: &'s Side, shell: &Shell) -> Result<doc::Table<'s>, Failure> {
    let mut findings = Vec::new();
    let table = doc::parse(&side.source, &mut findings);
    match table {
        Some(table) if findings.is_empty() => Ok(table),
        Some(_) | None => {
            let broken = library::Checked::found(side.source.clone(), findings);
            let path = &side.source.path;
            Err(Failure::refused(
                "findings",
                format!("{}{}", rendered(shell, &broken), words::has_findings(shell.lang, path)),
            ))
        }
    }
}

/// The open cases of a procedure that would find no place in this version; none: there is no store.
fn unplaced(procedure: &Procedure, shell: &Shell) -> Result<Option<Vec<CaseDoc>>, Failure> {
    if !shell.store.exists() {
        return Ok(None);
    }
    let mut desk = Desk::existing(shell)?;
    let now = desk.now()?;
    let to = Arc::new(Linked::new(procedure.clone()));
    let rows = desk.host.store().cases(TENANT, &CaseQuery::default()).map_err(|e| desk.failed(e.into()))?;
    let open = rows.into_iter().filter(|row| row.head.procedure == procedure.id && row.head.status == Status::Open);
    let mut cases = Vec::new();
    for row in open.filter(|row| row.head.pins != to.pins).collect::<Vec<_>>() {
        match desk.host.plan(&row.case, &to, &[], now) {
            Ok(_) => {}
            Err(HostError::Unplaced { case, unplaced }) => cases.push(CaseDoc {
                case: case.to_string(),
                version: row.head.version,
                why: unplaced_words(shell.lang, &case, &unplaced),
            }),
            Err(error) => return Err(desk.failed(error)),
        }
    }
    Ok(Some(cases))
}

fn change(change: Change) -> Result<ChangeDoc, Failure> {
    let value = |json: Option<&Json>| {
        json.map_or(Ok(serde_json::Value::Null), |json| serde_json::from_str(&json.canonical()))
            .map_err(|e| Failure::internal(e.to_string()))
    };
    Ok(ChangeDoc {
        deed: match change.deed {
            Deed::Added => "added",
            Deed::Removed => "removed",
            Deed::Renamed => "renamed",
            Deed::Changed => "changed",
        },
        old: value(change.old.as_ref())?,
        new: value(change.new.as_ref())?,
        path: change.path,
        unit_changed: change.unit,
        guards: change.guards,
        words: BothDoc { zh: change.words.zh, en: change.words.en },
    })
}
