//! A pack: its form, chain, proofs and signature; then everything is decided again from what it holds.

use super::trusted;
use crate::{
    evidence,
    failure::{Exit, Failure},
    library,
    shell::Shell,
    words, zones,
};
use guicheng_core::{Digest, Pins, Procedure, Timestamp, Zone};
use guicheng_evidence::{
    pack::{Checked, Fault, check},
    zip::File,
};
use guicheng_history::{to_hex, verify_across, versions_named};
use guicheng_store::{Definition, Linked};
use serde::Serialize;
use std::path::Path;

#[derive(Serialize)]
struct Doc {
    schema: &'static str,
    file: String,
    right: bool,
    case: Option<String>,
    records: usize,
    size: u64,
    public_key: Option<String>,
    released: usize,
    withheld: usize,
    erased: usize,
    replayed: bool,
    witnessed: bool,
    wrong: Option<WrongDoc>,
}

#[derive(Serialize)]
struct WrongDoc {
    file: String,
    record: Option<u32>,
    why: String,
}

/// Checks a pack.
pub(super) fn run(file: &Path, trust: &[String], shell: &Shell) -> Result<Exit, Failure> {
    let lang = shell.lang;
    let keys = trusted(trust, lang)?;
    let bytes = std::fs::read(file);
    let bytes = bytes.map_err(|e| Failure::unreadable(words::cannot_read(lang, file.display(), e)))?;
    let mut doc = Doc {
        schema: "guicheng/verify-pack/1",
        file: file.display().to_string(),
        right: false,
        case: None,
        records: 0,
        size: 0,
        public_key: None,
        released: 0,
        withheld: 0,
        erased: 0,
        replayed: false,
        witnessed: false,
        wrong: None,
    };
    match check(&bytes, (!keys.is_empty()).then_some(&keys)) {
        Err(fault) => doc.wrong = Some(wrong(&fault)),
        Ok(checked) => {
            doc.case = Some(checked.case.to_string());
            doc.records = checked.lines.len();
            doc.size = checked.checkpoint.size;
            doc.public_key = Some(checked.key.to_vkey());
            let found = &checked.disclosures;
            (doc.released, doc.withheld, doc.erased) = (found.released, found.withheld, found.erased);
            match replay(&checked, shell) {
                Ok(engines) => {
                    doc.replayed = true;
                    doc.right = true;
                    tell(&checked, &engines, shell);
                }
                Err(fault) => doc.wrong = Some(fault),
            }
        }
    }
    if shell.json() {
        shell.document(&doc)?;
    } else if let Some(wrong) = &doc.wrong {
        shell.line(&match wrong.record {
            Some(seq) => words::pack_wrong_record(lang, seq, &wrong.why),
            None => words::pack_wrong(lang, &wrong.file, &wrong.why),
        });
    }
    Ok(if doc.right { Exit::Done } else { Exit::Refused })
}

fn wrong(fault: &Fault) -> WrongDoc {
    WrongDoc { file: fault.file.to_string(), record: fault.record.map(|seq| seq.0), why: fault.what.to_string() }
}

fn tell(checked: &Checked, engines: &str, shell: &Shell) {
    if shell.json() {
        return;
    }
    let lang = shell.lang;
    shell.line(&words::pack_good(lang, &checked.case, checked.lines.len(), checked.checkpoint.size));
    evidence::say_disclosures(shell, &checked.disclosures);
    if let Some(earlier) = &checked.earlier {
        shell.line(&words::pack_earlier(lang, earlier.size));
    }
    shell.line(&words::pack_replayed(lang, engines));
    shell.line(&words::pack_key(lang, checked.key.to_vkey()));
    if checked.unknown_signatures > 0 {
        shell.line(words::unknown_signatures(lang));
    }
    evidence::say_not_witnessed(shell);
}

/// Decides everything again, under the procedures, calendars and zone rules in the pack.
fn replay(checked: &Checked, shell: &Shell) -> Result<String, WrongDoc> {
    let lang = shell.lang;
    let lines: Vec<&str> = checked.lines.iter().map(String::as_str).collect();
    let fail = |record: Option<u32>, why: String| WrongDoc { file: "data/history.jsonl".into(), record, why };
    let all = procedures(checked);
    let mut versions = Vec::new();
    for pins in versions_named(lines.iter().copied()) {
        let found = all.iter().find(|linked| linked.pins == pins);
        let found = found.ok_or_else(|| fail(None, words::pack_no_definition(lang, to_hex(&pins.procedure))))?;
        versions.push(found.as_version());
    }
    match verify_across(&versions, &lines) {
        Ok(verified) => Ok(verified.engines.join(lang.comma())),
        Err(difference) => Err(fail(Some(difference.record.0), words::pack_differs(lang, &difference.what))),
    }
}

/// Every procedure in the pack, linked with each of its calendars and each of its zone rules.
fn procedures(checked: &Checked) -> Vec<Linked> {
    let of = |folder: &'static str| checked.files.iter().filter(move |f| f.path.starts_with(folder));
    let zones: Vec<Zone> =
        of("data/zones/").filter_map(|f| core::str::from_utf8(&f.bytes).ok().and_then(zones::read)).collect();
    let mut all = Vec::new();
    for file in of("data/definitions/") {
        let Some(definition) = definition(file) else { continue };
        let calendars = of("data/calendars/").map(|f| Some(f.bytes.as_slice()));
        for calendar in calendars.chain([None]) {
            let Ok(procedure) = library::reload(&definition, calendar) else { continue };
            // The rules of that time, whatever the time-zone database says by now.
            let of_then = zones.iter().filter(|zone| zone.name == procedure.zone.name);
            all.extend(of_then.map(|zone| Linked::new(Procedure { zone: zone.clone(), ..procedure.clone() })));
            all.push(Linked::new(procedure));
        }
    }
    all
}

/// The definition in a file that is named by id, version and digest.
fn definition(file: &File) -> Option<Definition> {
    let (id, rest) = file.path.trim_start_matches("data/definitions/").rsplit_once("-v")?;
    let digest = Digest::default();
    Some(Definition {
        procedure: id.into(),
        version: rest.split('-').next()?.parse().ok()?,
        pins: Pins { procedure: digest, calendars: digest, zone: digest },
        effective: Timestamp(0),
        published: Timestamp(0),
        by: "pack".into(),
        source: file.bytes.clone().into(),
    })
}
