//! Golden histories: records that were decided once and must be decided the same for ever, each with frozen copies of the
//! procedure, the calendars and the organisation that they were decided under.

use guicheng_history::{Difference, Verified, Version, sha256, to_hex, verify_across};
use guicheng_lang::{
    FileId, Library, Source,
    doc::{self, Cx},
    load_to_run, side,
    zone::Zones,
};
use guicheng_store::Linked;
use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

/// The list of digests beside the folders, as `sha256sum -c` reads it.
pub const SUMS: &str = "SHA256SUMS";
/// A history longer than this tells nothing new.
const LONGEST: usize = 400;
/// So many histories a procedure.
const MOST: usize = 3;

/// A history as it came about.
#[derive(Clone, Debug)]
pub struct Told {
    /// Its procedure.
    pub procedure: Box<str>,
    /// Its case.
    pub case: Box<str>,
    /// Its records.
    pub lines: Vec<Box<str>>,
}

/// A frozen procedure with its histories.
#[derive(Debug)]
pub struct Golden {
    /// The folder.
    pub folder: PathBuf,
    /// The procedure with its words and pins: the version that cases end on.
    pub linked: Linked,
    /// Earlier versions, that cases may have moved from.
    pub earlier: Vec<Linked>,
    /// File name and records of each history.
    pub histories: Vec<(String, Vec<String>)>,
}

/// Chooses histories of a procedure that together hold the most kinds of records, the shorter first.
pub fn choose(mut all: Vec<Told>) -> Vec<Told> {
    all.retain(|told| told.lines.len() <= LONGEST);
    all.sort_by(|a, b| (a.lines.len(), &a.case).cmp(&(b.lines.len(), &b.case)));
    let (mut chosen, mut known) = (Vec::new(), BTreeSet::new());
    while chosen.len() < MOST {
        let news = |told: &Told| kinds(told).difference(&known).count();
        let Some(at) = (0..all.len()).rev().max_by_key(|at| news(&all[*at])).filter(|at| news(&all[*at]) > 0) else {
            break;
        };
        let told = all.remove(at);
        known.extend(kinds(&told));
        chosen.push(told);
    }
    chosen
}

/// The kinds of records in a history, and the acts of its commands.
fn kinds(told: &Told) -> BTreeSet<String> {
    let word = |line: &str, before: &str| {
        let rest = line.split_once(before)?.1;
        Some(rest.chars().take_while(|c| c.is_ascii_lowercase() || *c == '_').collect::<String>())
    };
    let kind = told.lines.iter().filter_map(|line| word(line, "\"kind\":\""));
    let act = told.lines.iter().filter_map(|line| word(line, "\"act\":{\"").map(|act| format!("act {act}")));
    kind.chain(act).collect()
}

/// Freezes histories under a folder that must not be there yet, with copies of what they were decided under.
///
/// # Errors
/// There is such a folder already, or it cannot be written.
pub fn freeze(root: &Path, procedures: &Path, histories: Vec<Told>) -> Result<(), String> {
    let mut names: Vec<Box<str>> = histories.iter().map(|told| told.procedure.clone()).collect();
    names.sort();
    names.dedup();
    let said = |e: std::io::Error| e.to_string();
    if let Some(frozen) = names.iter().map(|name| root.join(&**name)).find(|folder| folder.exists()) {
        return Err(format!("{} is frozen already: a history never changes", frozen.display()));
    }
    for name in names {
        let folder = root.join(&*name);
        let chosen = choose(histories.iter().filter(|told| told.procedure == name).cloned().collect());
        fs::create_dir_all(&folder).map_err(said)?;
        copy(procedures, &format!("{name}/{name}.toml"), &folder, "procedure.toml")?;
        write(procedures, &folder, chosen)?;
    }
    fs::write(root.join(SUMS), sums(root)?).map_err(said)
}

/// Freezes histories of cases that moved, under a folder that must not be there yet: `procedure` is the later version,
/// and the shipped file is what they moved from.
///
/// # Errors
/// There is such a folder already, or it cannot be written.
pub fn freeze_moved(
    root: &Path,
    name: &str,
    procedures: &Path,
    later: &[u8],
    histories: Vec<Told>,
) -> Result<(), String> {
    let said = |e: std::io::Error| e.to_string();
    let folder = root.join(name);
    let Some(procedure) = histories.first().map(|told| told.procedure.clone()) else {
        return Err("no case moved".into());
    };
    if folder.exists() {
        return Err(format!("{} is frozen already: a history never changes", folder.display()));
    }
    fs::create_dir_all(&folder).map_err(said)?;
    fs::write(folder.join("procedure.toml"), later).map_err(said)?;
    copy(procedures, &format!("{procedure}/{procedure}.toml"), &folder, "procedure.1.toml")?;
    write(procedures, &folder, choose(histories))?;
    fs::write(root.join(SUMS), sums(root)?).map_err(said)
}

/// The histories, with calendars and organisation.
fn write(procedures: &Path, folder: &Path, histories: Vec<Told>) -> Result<(), String> {
    for name in ["calendars.toml", "org.toml"] {
        copy(procedures, name, folder, name)?;
    }
    for told in histories {
        let text: String = told.lines.iter().map(|line| format!("{line}\n")).collect();
        fs::write(folder.join(format!("{}.jsonl", told.case)), text).map_err(|e| e.to_string())?;
    }
    Ok(())
}

fn copy(procedures: &Path, from: &str, folder: &Path, to: &str) -> Result<(), String> {
    let bytes = fs::read(procedures.join(from)).map_err(|e| format!("{from}: {e}"))?;
    fs::write(folder.join(to), bytes).map_err(|e| e.to_string())
}

/// A line for each file below the folder: its digest and its path.
///
/// # Errors
/// It cannot be read.
pub fn sums(root: &Path) -> Result<String, String> {
    let mut out = String::new();
    for folder in folders(root)? {
        let mut files: Vec<PathBuf> = fs::read_dir(&folder)
            .map_err(|e| e.to_string())?
            .filter_map(|entry| entry.ok().map(|entry| entry.path()))
            .collect();
        files.sort();
        for file in files {
            let bytes = fs::read(&file).map_err(|e| e.to_string())?;
            let path = file.strip_prefix(root).map_err(|e| e.to_string())?;
            out.push_str(&format!("{}  {}\n", to_hex(&sha256(&bytes)), path.display()));
        }
    }
    Ok(out)
}

fn folders(root: &Path) -> Result<Vec<PathBuf>, String> {
    let entries = fs::read_dir(root).map_err(|e| format!("{}: {e}", root.display()))?;
    let mut all: Vec<PathBuf> = entries.filter_map(|e| e.ok().map(|e| e.path())).filter(|p| p.is_dir()).collect();
    all.sort();
    Ok(all)
}

/// Every frozen procedure with its histories.
///
/// # Errors
/// What cannot be read, or does not load any more.
pub fn all(root: &Path) -> Result<Vec<Golden>, String> {
    folders(root)?.into_iter().map(golden).collect()
}

fn golden(folder: PathBuf) -> Result<Golden, String> {
    let bytes = |name: &str| fs::read(folder.join(name)).map_err(|e| format!("{}/{name}: {e}", folder.display()));
    let calendars = bytes("calendars.toml")?;
    let linked = |name: &str| {
        let procedure = linked(&bytes(name)?, &calendars);
        // Later findings never refuse what was published.
        procedure.ok_or_else(|| format!("{}/{name} does not load any more", folder.display()))
    };
    let (mut histories, mut earlier) = (Vec::new(), Vec::new());
    for entry in fs::read_dir(&folder).map_err(|e| e.to_string())?.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.ends_with(".jsonl") {
            let text = fs::read_to_string(entry.path()).map_err(|e| e.to_string())?;
            histories.push((name, text.lines().map(str::to_owned).collect()));
        } else if name.starts_with("procedure.") && name != "procedure.toml" {
            earlier.push(linked(&name)?);
        }
    }
    histories.sort();
    let linked = linked("procedure.toml")?;
    Ok(Golden { folder, linked, earlier, histories })
}

/// A procedure with its calendars, as published; nothing where it does not load.
pub fn linked(procedure: &[u8], calendars: &[u8]) -> Option<Linked> {
    let calendars = Source::from_bytes(FileId(0), "calendars.toml", calendars);
    let table = doc::parse(&calendars, &mut Vec::new())?;
    let calendars = side::calendars(&mut Cx::default(), &table, &mut Zones::default());
    let library = Library { calendars, ..Library::default() };
    load_to_run(&Source::from_bytes(FileId(0), "procedure.toml", procedure), &library).ok().map(Linked::new)
}

impl Golden {
    /// Every version that its histories may be on.
    pub fn versions(&self) -> Vec<Version<'_>> {
        core::iter::once(&self.linked).chain(&self.earlier).map(Linked::as_version).collect()
    }

    /// Decides a history again.
    ///
    /// # Errors
    /// The first difference.
    pub fn verify(&self, lines: &[&str]) -> Result<Verified, Box<Difference>> {
        verify_across(&self.versions(), lines)
    }
}
