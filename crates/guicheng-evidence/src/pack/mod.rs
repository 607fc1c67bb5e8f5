//! Packs: the evidence of one case as one reproducible file in BagIt layout (RFC 8493), and the check of one.

mod check;

pub use check::{Checked, Disclosures, Fault, Wrong, check};

use crate::{
    PublicKey,
    note::{self, NoteError},
    zip::{self, File, ZipError},
};
use alloc::{format, string::String, vec::Vec};
use guicheng_core::Digest;
use guicheng_history::{Personal, canonical::Writer, personal, sha256, to_hex};

/// The check that needs no software of ours, as it stands in every pack.
pub const CHECK: &str = include_str!("check.sh");
/// What stands in every pack for whoever opens it.
pub const README: &str = include_str!("README.txt");
const BAGIT: &str = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n";

/// What goes into a pack.
#[derive(Clone, Debug)]
pub struct Contents<'a> {
    /// What `bag-info.txt` says, label and value.
    pub info: Vec<(&'a str, String)>,
    /// The records in order, as stored.
    pub lines: Vec<&'a str>,
    /// Procedures as written: id, version, bytes.
    pub definitions: Vec<(&'a str, u32, &'a [u8])>,
    /// Calendars as written.
    pub calendars: Vec<&'a [u8]>,
    /// Zone rules: the canonical JSON that their digest is over.
    pub zones: Vec<String>,
    /// Organisation and rosters as written.
    pub roles: Vec<&'a [u8]>,
    /// Personal values that are released: the canonical text `["<salt>","<field>",<value>]`.
    pub released: Vec<String>,
    /// Reports: name and text.
    pub reports: Vec<(&'a str, String)>,
    /// Who had it made: a canonical JSON object a line.
    pub custody: String,
    /// Proofs.
    pub proofs: Proofs<'a>,
}

/// Where the records stand in the tree.
#[derive(Clone, Debug)]
pub struct Proofs<'a> {
    /// The signed checkpoint.
    pub note: &'a str,
    /// The key that signed it.
    pub key: PublicKey,
    /// How many leaves it covers.
    pub size: u64,
    /// For each record in order: its position from 0 and the hashes that lead to the root.
    pub inclusion: Vec<(u64, Vec<Digest>)>,
    /// An earlier checkpoint, and the hashes that show that this one extends it.
    pub earlier: Option<(&'a str, Vec<Digest>)>,
}

/// Why no pack can be made.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum PackError {
    /// It does not fit a zip file.
    #[error(transparent)]
    Zip(#[from] ZipError),
    /// The checkpoint is no note, or not signed by the key.
    #[error(transparent)]
    Note(#[from] NoteError),
    /// A record cannot be read, or deletes or shows a personal value that is not there.
    #[error("a record cannot be read, or does not fit those before it")]
    Record,
}

/// Makes a pack. The same contents give the same bytes.
///
/// # Errors
/// [`PackError`].
pub fn make(contents: &Contents<'_>) -> Result<Vec<u8>, PackError> {
    let mut data = records(contents)?;
    for (id, version, bytes) in &contents.definitions {
        let name = format!("data/definitions/{id}-v{version}-{}.toml", to_hex(&sha256(bytes)));
        data.push(File::new(&name, *bytes));
    }
    for (folder, files) in [("calendars", &contents.calendars), ("roles", &contents.roles)] {
        for bytes in files {
            data.push(File::new(&format!("data/{folder}/{}.toml", to_hex(&sha256(bytes))), *bytes));
        }
    }
    for text in &contents.zones {
        data.push(File::new(&format!("data/zones/{}.json", to_hex(&sha256(text.as_bytes()))), text.as_bytes()));
    }
    for text in &contents.released {
        data.push(File::new(&format!("data/disclosures/{}.json", to_hex(&sha256(text.as_bytes()))), text.as_bytes()));
    }
    for (name, text) in &contents.reports {
        data.push(File::new(&format!("data/reports/{name}"), text.as_bytes()));
    }
    data.extend(proofs(&contents.proofs)?);
    data.push(File::new("data/custody.jsonl", contents.custody.as_bytes()));
    data.push(File::new("data/README.txt", README.as_bytes()));
    data.sort_by(|a, b| a.path.cmp(&b.path));
    data.dedup();
    let info: String = contents.info.iter().map(|(label, value)| format!("{label}: {value}\n")).collect();
    Ok(zip::write(&bag(data, &info))?)
}

/// The data files of a pack with the tag files around them.
fn bag(data: Vec<File>, info: &str) -> Vec<File> {
    let manifest = |files: &[File]| -> String {
        files.iter().map(|f| format!("{}  {}\n", to_hex(&sha256(&f.bytes)), f.path)).collect()
    };
    let mut files = Vec::from([
        File::new("bagit.txt", BAGIT.as_bytes()),
        File::new("bag-info.txt", info.as_bytes()),
        File::new("check.sh", CHECK.as_bytes()),
        File::new("manifest-sha256.txt", manifest(&data).as_bytes()),
    ]);
    let tags = manifest(&files);
    files.push(File::new("tagmanifest-sha256.txt", tags.as_bytes()));
    files.extend(data);
    files
}

fn records(contents: &Contents<'_>) -> Result<Vec<File>, PackError> {
    let mut history = String::new();
    for line in &contents.lines {
        history.push_str(line);
        history.push('\n');
    }
    let head = contents.lines.last().map_or_else(String::new, |line| to_hex(&sha256(line.as_bytes())));
    let released: Vec<Digest> = contents.released.iter().map(|text| sha256(text.as_bytes())).collect();
    let personal = personal(contents.lines.iter().copied()).map_err(|_| PackError::Record)?;
    let index = index(&personal, &|commitment| released.contains(commitment));
    Ok(Vec::from([
        File::new("data/history.jsonl", history.as_bytes()),
        File::new("data/head.txt", format!("{head}\n").as_bytes()),
        File::new("data/disclosures/INDEX", index.as_bytes()),
    ]))
}

/// What became of every personal value: `released`, `withheld`, or `erased` with the record that says so.
fn index(personal: &Personal, released: &dyn Fn(&Digest) -> bool) -> String {
    let mut index = String::new();
    for (commitment, (seq, field)) in &personal.filled {
        let hex = to_hex(commitment);
        index.push_str(&match personal.erased.get(commitment) {
            Some(erased) => format!("erased {} {field} {hex} {}\n", seq.0, erased.record.0),
            None if released(commitment) => format!("released {} {field} {hex}\n", seq.0),
            None => format!("withheld {} {field} {hex}\n", seq.0),
        });
    }
    index
}

fn proofs(proofs: &Proofs<'_>) -> Result<Vec<File>, PackError> {
    let text = note::open(proofs.note, core::slice::from_ref(&proofs.key))?.text;
    let signature = note::raw_signature(proofs.note, &proofs.key)?;
    let mut files = Vec::from([
        File::new("data/proofs/note.txt", proofs.note.as_bytes()),
        File::new("data/proofs/checkpoint.txt", text.as_bytes()),
        File::new("data/proofs/checkpoint.sig", signature),
        File::new("data/proofs/key.pem", proofs.key.to_pem().as_bytes()),
        File::new("data/proofs/key.txt", format!("{}\n", proofs.key.to_vkey()).as_bytes()),
        File::new("data/proofs/inclusion.json", inclusion(proofs).as_bytes()),
    ]);
    if let Some((earlier, path)) = &proofs.earlier {
        let mut out = Writer::default();
        out.open();
        out.key("proof");
        hashes(path, &mut out);
        out.close();
        files.push(File::new("data/proofs/earlier.txt", earlier.as_bytes()));
        files.push(File::new("data/proofs/consistency.json", out.finish().as_bytes()));
    }
    Ok(files)
}

fn inclusion(proofs: &Proofs<'_>) -> String {
    let whole = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
    let mut out = Writer::default();
    out.open();
    out.key("records");
    out.open_list();
    for (at, path) in &proofs.inclusion {
        out.item();
        out.open();
        out.key("at");
        out.int(whole(*at));
        out.key("proof");
        hashes(path, &mut out);
        out.close();
    }
    out.close_list();
    out.key("size");
    out.int(whole(proofs.size));
    out.close();
    out.finish()
}

fn hashes(path: &[Digest], out: &mut Writer) {
    out.open_list();
    for hash in path {
        out.item();
        out.text(&to_hex(hash));
    }
    out.close_list();
}
