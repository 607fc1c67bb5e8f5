//! Checking a pack: everything that can be told without deciding anything again.

use super::{BAGIT, CHECK, index};
use crate::{
    Checkpoint, PublicKey,
    note::{self, NoteError},
    tree,
    zip::{self, File, ZipError},
};
use alloc::{borrow::ToOwned, boxed::Box, format, string::String, vec::Vec};
use guicheng_core::{Digest, Seq};
use guicheng_history::{
    PersonalWrong,
    canonical::{Json, parse},
    from_hex, personal, sha256, to_hex,
};

/// A pack that is whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked {
    /// Its files.
    pub files: Vec<File>,
    /// The case.
    pub case: Box<str>,
    /// Its records.
    pub lines: Vec<String>,
    /// The checkpoint.
    pub checkpoint: Checkpoint,
    /// The key that signed it.
    pub key: PublicKey,
    /// Signature lines of others: possible witnesses, whose keys are not known here.
    pub unknown_signatures: usize,
    /// An earlier checkpoint that it is shown to extend.
    pub earlier: Option<Checkpoint>,
    /// What became of personal values.
    pub disclosures: Disclosures,
}

/// What became of the personal values of a case in a pack.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Disclosures {
    /// In the pack.
    pub released: usize,
    /// Not in the pack.
    pub withheld: usize,
    /// Deleted.
    pub erased: usize,
    /// The records by which they were deleted.
    pub erasures: Vec<Seq>,
}

/// What is wrong, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{file}: {what}")]
pub struct Fault {
    /// The file.
    pub file: Box<str>,
    /// The record, where one is meant.
    pub record: Option<Seq>,
    /// What.
    pub what: Wrong,
}

/// What is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Wrong {
    /// The file is no pack.
    #[error(transparent)]
    Zip(#[from] ZipError),
    /// It is missing.
    #[error("it is missing")]
    Missing,
    /// No manifest lists it.
    #[error("it is not listed")]
    Unlisted,
    /// Its digest is another.
    #[error("its digest is another than listed")]
    Digest,
    /// It has not the form that it must have.
    #[error("it has not the form that it must have")]
    Form,
    /// The record is no canonical JSON.
    #[error("the record is not canonical")]
    NotCanonical,
    /// The record has another number.
    #[error("the record has another number")]
    Number,
    /// The record is of another case.
    #[error("the record is of another case")]
    OtherCase,
    /// The record does not link to the one before it.
    #[error("the record does not link to the one before it")]
    Link,
    /// The last record is not the one stated.
    #[error("the last record is not the one stated")]
    Head,
    /// A disclosure is not what a record commits to.
    #[error("it is not what a record commits to")]
    Commitment,
    /// A record about personal values does not fit those before it.
    #[error(transparent)]
    Personal(#[from] PersonalWrong),
    /// The signature does not count.
    #[error(transparent)]
    Note(#[from] NoteError),
    /// The key is not one that is trusted.
    #[error("the key is not the one that was given to trust")]
    Key,
    /// The record is not in the tree.
    #[error("the record is not in the tree of the checkpoint")]
    Inclusion,
    /// The checkpoint does not extend the earlier one.
    #[error("the checkpoint does not extend the earlier one")]
    Consistency,
}

fn fault(file: &str, what: Wrong) -> Fault {
    Fault { file: file.into(), record: None, what }
}

fn at(record: usize, what: Wrong) -> Fault {
    let number = u32::try_from(record).map_or(Seq(u32::MAX), |n| Seq(n.saturating_add(1)));
    Fault { file: HISTORY.into(), record: Some(number), what }
}

const HISTORY: &str = "data/history.jsonl";

/// Checks a pack. With `trusted` keys, only theirs count; without, the pack's own key does, and whoever asks has to find
/// out whose it is.
///
/// # Errors
/// The first thing that is wrong.
pub fn check(bytes: &[u8], trusted: Option<&[PublicKey]>) -> Result<Checked, Fault> {
    let files = zip::read(bytes).map_err(|e| fault("", e.into()))?;
    manifests(&files)?;
    let lines = history(&files)?;
    let case = chain(&lines)?;
    let head = text(&files, "data/head.txt")?;
    let last = lines.last().map_or_else(String::new, |line| to_hex(&sha256(line.as_bytes())));
    if head != format!("{last}\n") {
        return Err(fault("data/head.txt", Wrong::Head));
    }
    let disclosures = disclosures(&files, &lines)?;
    definitions(&files)?;
    let key = text(&files, "data/proofs/key.txt")?;
    let key = PublicKey::from_vkey(key.trim_end()).map_err(|_| fault("data/proofs/key.txt", Wrong::Form))?;
    if trusted.is_some_and(|keys| !keys.contains(&key)) {
        return Err(fault("data/proofs/key.txt", Wrong::Key));
    }
    let (checkpoint, unknown_signatures) = signed(&files, &key)?;
    inclusion(&files, &lines, &checkpoint)?;
    let earlier = consistency(&files, &key, &checkpoint)?;
    let lines = lines.into_iter().map(ToOwned::to_owned).collect();
    Ok(Checked { case, lines, checkpoint, key, unknown_signatures, earlier, disclosures, files })
}

fn bytes<'f>(files: &'f [File], path: &str) -> Result<&'f [u8], Fault> {
    let found = files.iter().find(|f| *f.path == *path);
    found.map(|f| f.bytes.as_slice()).ok_or_else(|| fault(path, Wrong::Missing))
}

fn text<'f>(files: &'f [File], path: &str) -> Result<&'f str, Fault> {
    core::str::from_utf8(bytes(files, path)?).map_err(|_| fault(path, Wrong::Form))
}

/// Every file is listed once with its digest: data files in one manifest, tag files in the other.
fn manifests(files: &[File]) -> Result<(), Fault> {
    if text(files, "bagit.txt")? != BAGIT {
        return Err(fault("bagit.txt", Wrong::Form));
    }
    if text(files, "check.sh")? != CHECK {
        return Err(fault("check.sh", Wrong::Form));
    }
    for (manifest, data) in [("tagmanifest-sha256.txt", false), ("manifest-sha256.txt", true)] {
        let mut listed = Vec::new();
        for line in lines_of(text(files, manifest)?, manifest)? {
            let (digest, path) = line.split_once("  ").ok_or_else(|| fault(manifest, Wrong::Form))?;
            if digest != to_hex(&sha256(bytes(files, path)?)) {
                return Err(fault(path, Wrong::Digest));
            }
            listed.push(path);
        }
        let meant =
            files.iter().filter(|f| f.path.starts_with("data/") == data && *f.path != *"tagmanifest-sha256.txt");
        if let Some(file) = meant.map(|f| &*f.path).find(|path| !listed.contains(path)) {
            return Err(fault(file, Wrong::Unlisted));
        }
    }
    Ok(())
}

/// The lines of a file, each with its line feed.
fn lines_of<'t>(text: &'t str, path: &str) -> Result<Vec<&'t str>, Fault> {
    match text.strip_suffix('\n') {
        Some(lines) => Ok(lines.split('\n').collect()),
        None if text.is_empty() => Ok(Vec::new()),
        None => Err(fault(path, Wrong::Form)),
    }
}

fn history(files: &[File]) -> Result<Vec<&str>, Fault> {
    let lines = lines_of(text(files, HISTORY)?, HISTORY)?;
    if lines.is_empty() { Err(fault(HISTORY, Wrong::Form)) } else { Ok(lines) }
}

/// The lines follow one another: canonical, numbered, of one case, linked.
fn chain(lines: &[&str]) -> Result<Box<str>, Fault> {
    let mut prev = Digest::default();
    let mut of: Option<(String, String)> = None;
    for (n, line) in lines.iter().enumerate() {
        let json = parse(line).map_err(|_| at(n, Wrong::NotCanonical))?;
        let Json::Object(pairs) = &json else { return Err(at(n, Wrong::NotCanonical)) };
        let get = |name: &str| pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value);
        if get("seq") != Some(&Json::Int(i64::try_from(n).unwrap_or(i64::MAX).saturating_add(1))) {
            return Err(at(n, Wrong::Number));
        }
        let (Some(Json::Text(tenant)), Some(Json::Text(case))) = (get("tenant"), get("case")) else {
            return Err(at(n, Wrong::OtherCase));
        };
        let own = (tenant.as_ref().to_owned(), case.as_ref().to_owned());
        if *of.get_or_insert_with(|| own.clone()) != own {
            return Err(at(n, Wrong::OtherCase));
        }
        let Some(Json::Text(link)) = get("prev") else { return Err(at(n, Wrong::Link)) };
        if from_hex(link) != Some(prev) {
            return Err(at(n, Wrong::Link));
        }
        prev = sha256(line.as_bytes());
    }
    Ok(of.map_or_else(Box::default, |(_, case)| case.into()))
}

/// Every file in the folder is committed to by a record and not erased, and the index says of each commitment once what
/// became of it.
fn disclosures(files: &[File], lines: &[&str]) -> Result<Disclosures, Fault> {
    const INDEX: &str = "data/disclosures/INDEX";
    let personal = personal(lines.iter().copied()).map_err(|wrong| Fault {
        file: HISTORY.into(),
        record: Some(wrong.record),
        what: Wrong::Personal(wrong.what),
    })?;
    let prefix = "data/disclosures/";
    let mut released = Vec::new();
    for file in files.iter().filter(|f| f.path.starts_with(prefix) && *f.path != *INDEX) {
        let commitment = sha256(&file.bytes);
        let known = personal.filled.contains_key(&commitment) && !personal.erased.contains_key(&commitment);
        if *file.path != *format!("{prefix}{}.json", to_hex(&commitment)) || !known {
            return Err(fault(&file.path, Wrong::Commitment));
        }
        released.push(commitment);
    }
    if text(files, INDEX)? != index(&personal, &|commitment| released.contains(commitment)) {
        return Err(fault(INDEX, Wrong::Commitment));
    }
    let (all, gone) = (personal.filled.len(), personal.erased.len());
    let withheld = all.saturating_sub(released.len()).saturating_sub(gone);
    let mut erasures: Vec<Seq> = personal.erased.values().map(|lifted| lifted.record).collect();
    erasures.sort();
    erasures.dedup();
    Ok(Disclosures { released: released.len(), withheld, erased: gone, erasures })
}

/// Files named by their digest have it.
fn definitions(files: &[File]) -> Result<(), Fault> {
    let named = [("definitions", "toml"), ("calendars", "toml"), ("roles", "toml"), ("zones", "json")];
    for file in files {
        let Some((_, ending)) = named.iter().find(|(folder, _)| file.path.starts_with(&format!("data/{folder}/")))
        else {
            continue;
        };
        if !file.path.ends_with(&format!("{}.{ending}", to_hex(&sha256(&file.bytes)))) {
            return Err(fault(&file.path, Wrong::Digest));
        }
    }
    Ok(())
}

/// The checkpoint, its loose text, signature and key, all saying the same.
fn signed(files: &[File], key: &PublicKey) -> Result<(Checkpoint, usize), Fault> {
    const NOTE: &str = "data/proofs/note.txt";
    let note = text(files, NOTE)?;
    let opened = note::open(note, core::slice::from_ref(key)).map_err(|e| fault(NOTE, e.into()))?;
    let signature = note::raw_signature(note, key).map_err(|e| fault(NOTE, e.into()))?;
    for (path, expected) in [
        ("data/proofs/checkpoint.txt", opened.text.as_bytes()),
        ("data/proofs/checkpoint.sig", &signature),
        ("data/proofs/key.pem", key.to_pem().as_bytes()),
    ] {
        if bytes(files, path)? != expected {
            return Err(fault(path, Wrong::Form));
        }
    }
    let checkpoint = Checkpoint::read(opened.text).map_err(|_| fault(NOTE, Wrong::Form))?;
    if *checkpoint.origin != *key.name() {
        return Err(fault(NOTE, Wrong::Key));
    }
    Ok((checkpoint, opened.unknown))
}

/// Each record leads to the root of the checkpoint, at a position of its own.
fn inclusion(files: &[File], lines: &[&str], checkpoint: &Checkpoint) -> Result<(), Fault> {
    const FILE: &str = "data/proofs/inclusion.json";
    let form = || fault(FILE, Wrong::Form);
    let json = parse(text(files, FILE)?.trim_end_matches('\n')).map_err(|_| form())?;
    let Json::Object(pairs) = &json else { return Err(form()) };
    let [(records, Json::List(proofs)), (size, Json::Int(of))] = pairs.as_slice() else { return Err(form()) };
    if records != "records" || size != "size" || u64::try_from(*of) != Ok(checkpoint.size) {
        return Err(form());
    }
    if proofs.len() != lines.len() {
        return Err(at(proofs.len().min(lines.len()), Wrong::Inclusion));
    }
    let mut last = None;
    for (n, (line, proof)) in lines.iter().zip(proofs).enumerate() {
        let (position, path) = place(proof).ok_or_else(form)?;
        // Records of a case are sealed in their order.
        let later = last.is_none_or(|last| position > last);
        if !later || !tree::includes(checkpoint.size, &checkpoint.root, position, &tree::leaf(line.as_bytes()), &path) {
            return Err(at(n, Wrong::Inclusion));
        }
        last = Some(position);
    }
    Ok(())
}

fn place(json: &Json<'_>) -> Option<(u64, Vec<Digest>)> {
    let Json::Object(pairs) = json else { return None };
    let [(at, Json::Int(position)), (proof, list)] = pairs.as_slice() else { return None };
    if at != "at" || proof != "proof" {
        return None;
    }
    Some((u64::try_from(*position).ok()?, digests(list)?))
}

fn digests(json: &Json<'_>) -> Option<Vec<Digest>> {
    let Json::List(items) = json else { return None };
    let one = |item: &Json<'_>| match item {
        Json::Text(text) => from_hex(text),
        Json::Null | Json::Bool(_) | Json::Int(_) | Json::List(_) | Json::Object(_) => None,
    };
    items.iter().map(one).collect()
}

fn consistency(files: &[File], key: &PublicKey, now: &Checkpoint) -> Result<Option<Checkpoint>, Fault> {
    const EARLIER: &str = "data/proofs/earlier.txt";
    const PROOF: &str = "data/proofs/consistency.json";
    let has = |path: &str| files.iter().any(|f| *f.path == *path);
    if !has(EARLIER) && !has(PROOF) {
        return Ok(None);
    }
    let note = text(files, EARLIER)?;
    let opened = note::open(note, core::slice::from_ref(key)).map_err(|e| fault(EARLIER, e.into()))?;
    let earlier = Checkpoint::read(opened.text).map_err(|_| fault(EARLIER, Wrong::Form))?;
    let json = parse(text(files, PROOF)?).map_err(|_| fault(PROOF, Wrong::Form))?;
    let Json::Object(pairs) = &json else { return Err(fault(PROOF, Wrong::Form)) };
    let [(name, list)] = pairs.as_slice() else { return Err(fault(PROOF, Wrong::Form)) };
    let path = digests(list).filter(|_| name == "proof").ok_or_else(|| fault(PROOF, Wrong::Form))?;
    if earlier.origin != now.origin || !tree::extends(earlier.size, &earlier.root, now.size, &now.root, &path) {
        return Err(fault(PROOF, Wrong::Consistency));
    }
    Ok(Some(earlier))
}
