//! The list of what was erased, in a file beside the store that no backup holds: a store made out of an older backup
//! learns from it what must not be there any more. It names values by their commitments, and nobody by name but those who
//! asked and approved.

use crate::{
    desk::{Desk, TENANT, fresh_key},
    evidence,
    failure::Failure,
    shell::Shell,
    words,
};
use guicheng_core::{Actor, EventKind, Timestamp};
use guicheng_history::to_hex;
use guicheng_store::{CaseKey, Disclosure, Personal, Removal, Store};
use serde::{Deserialize, Serialize};
use std::{
    collections::BTreeSet,
    fs::OpenOptions,
    io::Write,
    path::{Path, PathBuf},
};

/// What was erased in one case by one act.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Erasure {
    pub(crate) case: String,
    /// The record that says so.
    pub(crate) record: u32,
    /// Commitments to the values.
    pub(crate) values: BTreeSet<String>,
    pub(crate) ground: String,
    pub(crate) by: String,
    pub(crate) approved: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) subject: Option<String>,
}

impl Erasure {
    /// The commitments of values.
    pub(crate) fn values_of(gone: &[Disclosure]) -> BTreeSet<String> {
        gone.iter().map(|value| to_hex(&value.commitment)).collect()
    }
}

/// The list that goes with a store.
pub(crate) fn beside(shell: &Shell) -> PathBuf {
    let mut name = shell.store.as_os_str().to_owned();
    name.push(".erasures");
    name.into()
}

/// Adds to the list.
pub(crate) fn remember(erasure: &Erasure, shell: &Shell) -> Result<(), Failure> {
    let path = beside(shell);
    let cannot = |e| Failure::unreadable(words::erasure_not_listed(shell.lang, path.display(), e));
    let mut line = serde_json::to_string(erasure).map_err(|e| Failure::internal(e.to_string()))?;
    line.push('\n');
    let mut file = OpenOptions::new().append(true).create(true).open(&path).map_err(cannot)?;
    file.write_all(line.as_bytes()).and_then(|()| file.sync_all()).map_err(cannot)
}

/// What was erased again in a case.
#[derive(Debug, Serialize)]
pub(crate) struct Again {
    pub(crate) case: String,
    pub(crate) record: u32,
    pub(crate) values: usize,
    /// The record that said so in the store of that time.
    pub(crate) before: u32,
}

/// Erases whatever of a list the store still holds, on the same ground and by the same two people; `copy` still holds it.
pub(crate) fn again(list: &Path, copy: &str, desk: &mut Desk) -> Result<Vec<Again>, Failure> {
    let lang = desk.shell.lang;
    let text = std::fs::read_to_string(list);
    let text = text.map_err(|e| Failure::unreadable(words::cannot_read(lang, list.display(), e)))?;
    let mut done = Vec::new();
    for (at, line) in text.lines().enumerate() {
        let erasure: Result<Erasure, _> = serde_json::from_str(line);
        let erasure = erasure
            .map_err(|e| Failure::unreadable(words::cannot_read(lang, format!("{}:{}", list.display(), at + 1), e)))?;
        done.extend(once_more(&erasure, copy, desk)?);
    }
    if !done.is_empty() {
        desk.host.store_mut().scrub().map_err(|e| desk.failed(e.into()))?;
    }
    Ok(done)
}

fn once_more(erasure: &Erasure, copy: &str, desk: &mut Desk) -> Result<Option<Again>, Failure> {
    let there =
        desk.host.store().disclosures(&CaseKey::new(TENANT, &erasure.case)).map_err(|e| desk.failed(e.into()))?;
    let meant = there.iter().filter(|value| erasure.values.contains(&to_hex(&value.commitment)));
    let mut fields: Vec<Box<str>> = meant.map(|value| value.field.clone()).collect();
    fields.dedup();
    if fields.is_empty() {
        return Ok(None);
    }
    let personal = Personal {
        key: fresh_key(),
        case: &erasure.case,
        fields: &fields,
        actor: Actor { person: Some(erasure.by.as_str().into()), on_behalf: None, via: "restore".into() },
        approved: erasure.approved.as_str().into(),
        why: erasure.ground.as_str().into(),
        now: now(desk)?,
    };
    let removal = Removal { subject: erasure.subject.as_deref().map(Into::into), beyond: vec![copy.into()] };
    let Some((done, gone)) = desk.host.erase(personal, removal).map_err(|e| desk.failed(e))? else { return Ok(None) };
    let record = evidence::record_of(&done, |kind| matches!(kind, EventKind::Erased { .. }));
    Ok(Some(Again { case: erasure.case.clone(), record, values: gone.len(), before: erasure.record }))
}

/// A store out of a backup lay still since then: that its clock jumps is meant.
fn now(desk: &mut Desk) -> Result<Timestamp, Failure> {
    let now = desk.now()?;
    desk.host.confirm_jump(now).map_err(|e| desk.failed(e))?;
    Ok(now)
}
