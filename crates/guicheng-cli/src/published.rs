//! `check --store FILE`: files beside what was published, and the open cases that are to move to them.

use crate::{
    cmd::migrate::unplaced_words,
    desk::{Desk, TENANT},
    failure::Failure,
    lang::Lang,
    library::Checked,
};
use guicheng_core::{Procedure, Status, Timestamp};
use guicheng_lang::{
    Both, Diagnostic, Span,
    doc::{self, Table},
    finding::VersionFinding,
};
use guicheng_store::{CaseQuery, CaseRow, HostError, Linked, Store};
use std::{collections::BTreeMap, sync::Arc};

/// Adds what is found of a file beside the store.
pub(crate) fn compare(checked: &mut Checked, desk: &mut Desk, now: Timestamp) -> Result<(), Failure> {
    let Some(procedure) = &checked.procedure else { return Ok(()) };
    let table = doc::parse(&checked.source, &mut Vec::new()).unwrap_or_default();
    let all = desk.host.store().definitions(TENANT, Some(&procedure.id)).map_err(|e| desk.failed(e.into()))?;
    let other =
        |d: &&guicheng_store::Definition| d.version == procedure.version && d.pins.procedure != procedure.digest;
    let mut found = Vec::new();
    if procedure.version > 0 && all.iter().any(|d| other(&d)) {
        let edited = VersionFinding::Edited { version: procedure.version };
        found.push(Diagnostic::new(edited, place(&table, &["procedure", "version"])));
    }
    found.extend(unplaced(procedure, &table, desk, now)?);
    checked.findings.extend(found);
    checked.findings.sort_by_key(|found| (found.primary, found.code()));
    Ok(())
}

/// For each version whose cases are to move: how many cannot, and what of one of them finds no place.
fn unplaced(p: &Procedure, table: &Table, desk: &mut Desk, now: Timestamp) -> Result<Vec<Diagnostic>, Failure> {
    let moving: Vec<u32> = p.from.iter().filter(|from| from.moves).map(|from| from.version).collect();
    if moving.is_empty() {
        return Ok(Vec::new());
    }
    let to = Arc::new(Linked::new(p.clone()));
    let rows = desk.host.store().cases(TENANT, &CaseQuery::default()).map_err(|e| desk.failed(e.into()))?;
    let open = |row: &CaseRow| row.head.procedure == p.id && row.head.status == Status::Open;
    let mut stuck: BTreeMap<u32, (usize, Box<str>, Both)> = BTreeMap::new();
    for row in rows.into_iter().filter(open).filter(|row| moving.contains(&row.head.version)) {
        match desk.host.plan(&row.case, &to, &[], now) {
            Ok(_) => {}
            Err(HostError::Unplaced { case, unplaced }) => {
                let [zh, en] = [Lang::Zh, Lang::En].map(|lang| {
                    let words = unplaced_words(lang, &case, &unplaced);
                    words.lines().skip(1).map(str::trim).collect::<Vec<_>>().join(lang.comma())
                });
                let what = stuck.entry(row.head.version).or_insert_with(|| (0, row.case.clone(), Both::new(zh, en)));
                what.0 += 1;
            }
            Err(error) => return Err(desk.failed(error)),
        }
    }
    let one = |(from, (cases, case, what)): (u32, (usize, Box<str>, Both))| {
        let span = place(table, &["from", &from.to_string()]);
        Diagnostic::new(VersionFinding::Unplaced { from, cases, case, what }, span)
    };
    Ok(stuck.into_iter().map(one).collect())
}

/// Where the key at the end of a path stands.
fn place(table: &Table, path: &[&str]) -> Span {
    let mut at = Some(table);
    let mut span = Span::default();
    for key in path {
        let Some(entry) = at.and_then(|table| table.get(key)) else { break };
        span = entry.key.span;
        at = entry.node.table();
    }
    span
}
