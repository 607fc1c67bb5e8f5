//! A pack: its form, chain, proofs and signature; then everything is decided again from what it holds.

use super::{Verify, trusted};
use crate::{
    evidence,
    failure::{Exit, Failure},
    faults,
    lang::Lang,
    library,
    shell::Shell,
    words, zones,
};
use guicheng_core::{Digest, Pins, Procedure, Timestamp, Zone};
use guicheng_evidence::{
    PublicKey,
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
    /// How many records a checkpoint that was given covers: the pack agrees with it.
    agrees: Option<u64>,
    wrong: Option<WrongDoc>,
}

#[derive(Serialize)]
struct WrongDoc {
    file: String,
    record: Option<u32>,
    why: String,
}

/// Checks a pack.
pub(super) fn run(file: &Path, args: &Verify, shell: &Shell) -> Result<Exit, Failure> {
    let lang = shell.lang;
    let keys = trusted(&args.trust, lang)?;
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
        agrees: None,
        wrong: None,
    };
    match check(&bytes, (!keys.is_empty()).then_some(&keys)) {
        Err(fault) => doc.wrong = Some(wrong(lang, &doc.file, &fault)),
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
                    (doc.agrees, doc.wrong) = kept(&checked, args.checkpoint.as_deref(), keys, lang)?;
                    doc.right = doc.wrong.is_none();
                    tell(&checked, &engines, doc.agrees, shell);
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

/// What is wrong; where no file of the pack is meant, it is the pack itself.
fn wrong(lang: Lang, pack: &str, fault: &Fault) -> WrongDoc {
    let file = if fault.file.is_empty() { pack } else { &fault.file };
    WrongDoc { file: file.into(), record: fault.record.map(|seq| seq.0), why: faults::pack(lang, &fault.what) }
}

/// Compares with a checkpoint that somebody has kept: how many records it covers, or what is wrong.
fn kept(
    checked: &Checked,
    path: Option<&Path>,
    mut keys: Vec<PublicKey>,
    lang: Lang,
) -> Result<(Option<u64>, Option<WrongDoc>), Failure> {
    let Some(path) = path else { return Ok((None, None)) };
    keys.push(checked.key.clone());
    let (kept, _) = evidence::checkpoint_in(path, &keys, lang)?;
    let mut comparable = core::iter::once(&checked.checkpoint).chain(&checked.earlier);
    let why = match comparable.find(|own| own.size == kept.size) {
        Some(own) if own.root == kept.root => return Ok((Some(kept.size), None)),
        Some(_) => words::pack_forked(lang, kept.size),
        None => words::pack_apart(lang, kept.size, checked.checkpoint.size),
    };
    Ok((None, Some(WrongDoc { file: "data/proofs/note.txt".into(), record: None, why })))
}

fn tell(checked: &Checked, engines: &str, agrees: Option<u64>, shell: &Shell) {
    if shell.json() {
        return;
    }
    let lang = shell.lang;
    shell.line(&words::pack_good(lang, &checked.case, checked.lines.len(), checked.checkpoint.size));
    evidence::say_disclosures(shell, &checked.disclosures);
    if let Some(earlier) = &checked.earlier {
        shell.line(&words::pack_earlier(lang, earlier.size));
    }
    if let Some(size) = agrees {
        shell.line(&words::pack_agrees(lang, size));
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
        Err(difference) => {
            Err(fail(Some(difference.record.0), words::pack_differs(lang, faults::differs(lang, &difference.what))))
        }
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
