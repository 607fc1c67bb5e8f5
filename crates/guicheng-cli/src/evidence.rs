//! Keys on disk, checkpoints of a store, and the personal values of a case.

use crate::{
    desk::{Desk, TENANT},
    failure::Failure,
    faults,
    lang::Lang,
    shell::Shell,
    tree, words,
};
use guicheng_core::{Digest, EventKind};
use guicheng_evidence::{Checkpoint, Key, PublicKey, note, pack::Disclosures};
use guicheng_history::{Personal, canonical::Writer, sha256};
use guicheng_store::{CaseKey, Disclosure, Done, Note, Store, salt_hex};
use std::{
    fs::OpenOptions,
    io::Write,
    path::{Path, PathBuf},
};

/// The kind of a note that holds a checkpoint, and of those about keys.
pub(crate) const CHECKPOINT: &str = "checkpoint";
pub(crate) const KEY: &str = "key";
pub(crate) const ROTATION: &str = "rotation";
/// The kind of a note about a copy that left the store.
const COPY: &str = "copy";

/// The file of the key: as typed, as the environment says, or beside the store.
pub(crate) fn key_path(typed: Option<&PathBuf>, shell: &Shell) -> PathBuf {
    let of_environment = || std::env::var_os("GUICHENG_KEY").filter(|v| !v.is_empty()).map(PathBuf::from);
    typed.cloned().or_else(of_environment).unwrap_or_else(|| {
        let mut name = shell.store.as_os_str().to_owned();
        name.push(".key");
        name.into()
    })
}

/// Reads the key.
pub(crate) fn read_key(path: &Path, shell: &Shell) -> Result<Key, Failure> {
    let lang = shell.lang;
    if !path.exists() {
        return Err(Failure::unreadable(words::no_key(lang, path.display())));
    }
    let text = std::fs::read_to_string(path);
    let text = text.map_err(|e| Failure::unreadable(words::bad_key(lang, path.display(), e)))?;
    Key::from_pem(&text).map_err(|e| Failure::unreadable(words::bad_key(lang, path.display(), e)))
}

/// Writes a new file that only its owner can read; never over another.
pub(crate) fn write_new(path: &Path, bytes: &[u8], secret: bool, shell: &Shell) -> Result<(), Failure> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    if secret {
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    }
    #[cfg(not(unix))]
    let _ = secret;
    let lang = shell.lang;
    let mut file = options.open(path).map_err(|e| match e.kind() {
        std::io::ErrorKind::AlreadyExists => Failure::refused("exists", words::file_exists(lang, path.display())),
        _ => Failure::unreadable(words::cannot_write(lang, path.display(), e)),
    })?;
    let written = file.write_all(bytes).and_then(|()| file.sync_all());
    written.map_err(|e| Failure::unreadable(words::cannot_write(lang, path.display(), e)))
}

/// Keys that have signed for this store.
pub(crate) fn known_keys(desk: &Desk) -> Result<Vec<PublicKey>, Failure> {
    let notes = desk.host.store().notes(KEY).map_err(|e| desk.failed(e.into()))?;
    Ok(notes.iter().filter_map(|note| PublicKey::from_vkey(note.text.trim_end()).ok()).collect())
}

/// The checkpoints that the store keeps, oldest first, each opened by a known key.
pub(crate) fn checkpoints(desk: &Desk) -> Result<Vec<(Checkpoint, Note)>, Failure> {
    let lang = desk.shell.lang;
    let keys = known_keys(desk)?;
    let notes = desk.host.store().notes(CHECKPOINT).map_err(|e| desk.failed(e.into()))?;
    let open = |note: Note| {
        let opened = note::open(&note.text, &keys).map_err(|e| words::bad_note(lang, faults::note(lang, e)));
        let read = opened.and_then(|o| Checkpoint::read(o.text).map_err(|_| words::not_checkpoint(lang)));
        let checkpoint = read.map_err(|words| Failure::refused("note", words))?;
        Ok((checkpoint, note))
    };
    notes.into_iter().map(open).collect()
}

/// The checkpoint in a file, signed by one of these keys, with its text.
pub(crate) fn checkpoint_in(path: &Path, keys: &[PublicKey], lang: Lang) -> Result<(Checkpoint, String), Failure> {
    let text = std::fs::read_to_string(path);
    let text = text.map_err(|e| Failure::unreadable(words::cannot_read(lang, path.display(), e)))?;
    let opened = note::open(&text, keys).map_err(|e| words::bad_note(lang, faults::note(lang, e)));
    let read = opened.and_then(|o| Checkpoint::read(o.text).map_err(|_| words::not_checkpoint(lang)));
    let checkpoint = read.map_err(|words| Failure::refused("note", words))?;
    Ok((checkpoint, text))
}

/// Seals, looks at every record again, and signs a checkpoint; the last one is good enough if nothing has come since.
pub(crate) fn checkpoint(desk: &mut Desk, key: &Key) -> Result<(Checkpoint, Note), Failure> {
    let size = tree::seal(desk)?;
    tree::records(desk, size)?;
    let earlier = checkpoints(desk)?;
    let all: Vec<&Checkpoint> = earlier.iter().map(|(checkpoint, _)| checkpoint).collect();
    let root = tree::walk(desk, size, &all)?.root();
    signed(desk, key, size, root, earlier)
}

/// The same for the proofs of one case: what is read of the tree are the subtrees that they need. Records of other cases
/// are not looked at: the tree holds what they were when they were sealed.
pub(crate) fn checkpoint_for(desk: &mut Desk, key: &Key) -> Result<(Checkpoint, Note), Failure> {
    let size = tree::seal(desk)?;
    let earlier = checkpoints(desk)?;
    let root = {
        let mut of = tree::subtrees(desk, size);
        for (checkpoint, _) in &earlier {
            let root = of.root(checkpoint.size)?;
            tree::extends(desk, checkpoint, size, root)?;
        }
        of.root(size)?.unwrap_or_default()
    };
    signed(desk, key, size, root, earlier)
}

fn signed(
    desk: &mut Desk,
    key: &Key,
    size: u64,
    root: Digest,
    earlier: Vec<(Checkpoint, Note)>,
) -> Result<(Checkpoint, Note), Failure> {
    let by_this_key = |note: &Note| note::open(&note.text, &[key.public()]).is_ok();
    if let Some((last, note)) = earlier.into_iter().next_back()
        && last.size == size
        && by_this_key(&note)
    {
        return Ok((last, note));
    }
    let checkpoint = Checkpoint { origin: key.name().into(), size, root };
    remember(desk, &key.public(), size)?;
    let text = note::sign(&checkpoint.text(), &[key]).into();
    let note = Note { kind: CHECKPOINT.into(), size, text };
    desk.host.store_mut().put_note(&note).map_err(|e| desk.failed(e.into()))?;
    Ok((checkpoint, note))
}

/// Keeps a public key with the store, so that its checkpoints can be checked there.
pub(crate) fn remember(desk: &mut Desk, key: &PublicKey, size: u64) -> Result<(), Failure> {
    if known_keys(desk)?.contains(key) {
        return Ok(());
    }
    let note = Note { kind: KEY.into(), size, text: format!("{}\n", key.to_vkey()).into() };
    desk.host.store_mut().put_note(&note).map_err(|e| desk.failed(e.into()))
}

/// The record of the one event of a command that is of this kind.
pub(crate) fn record_of(done: &Done, is: fn(&EventKind) -> bool) -> u32 {
    let behind = done.events.iter().rev().position(|event| is(&event.kind)).and_then(|n| u32::try_from(n).ok());
    let last = done.receipt.as_ref().map_or(0, |receipt| receipt.last.0);
    last.saturating_sub(behind.unwrap_or(0))
}

/// Remembers a copy that leaves the store and may hold personal values: a backup, a pack.
pub(crate) fn remember_copy(desk: &mut Desk, what: &str, path: &Path, at: &str) -> Result<(), Failure> {
    let name = path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    let note = Note { kind: COPY.into(), size: 0, text: format!("{what} {name} {at}").into() };
    desk.host.store_mut().put_note(&note).map_err(|e| desk.failed(e.into()))
}

/// The copies that have left the store.
pub(crate) fn copies(desk: &Desk) -> Result<Vec<Box<str>>, Failure> {
    let notes = desk.host.store().notes(COPY).map_err(|e| desk.failed(e.into()))?;
    Ok(notes.into_iter().map(|note| note.text).collect())
}

/// The text whose SHA-256 is the commitment.
pub(crate) fn disclosed(disclosure: &Disclosure) -> String {
    let mut out = Writer::default();
    out.open_list();
    out.item();
    out.text(&salt_hex(&disclosure.salt));
    out.item();
    out.text(&disclosure.field);
    format!("{},{}]", out.finish(), disclosure.value)
}

/// What is wrong with the personal values that the store holds for a case, in words: each must be what a record commits
/// to, and none may be gone, or still there, against the records.
pub(crate) fn personal_values(desk: &Desk, case: &str, lines: &[Box<str>]) -> Result<Option<String>, Failure> {
    match guicheng_history::personal(lines.iter().map(|l| &**l)) {
        Ok(all) => values_against(desk, case, &all),
        Err(fault) => Ok(Some(faults::personal_fault(desk.shell.lang, &fault))),
    }
}

/// The same against what the records say, which was read before.
pub(crate) fn values_against(desk: &Desk, case: &str, all: &Personal) -> Result<Option<String>, Failure> {
    let lang = desk.shell.lang;
    let there = desk.host.store().disclosures(&CaseKey::new(TENANT, case)).map_err(|e| desk.failed(e.into()))?;
    for disclosure in &there {
        let right = sha256(disclosed(disclosure).as_bytes()) == disclosure.commitment;
        if !right || !all.filled.contains_key(&disclosure.commitment) {
            return Ok(Some(words::value_foreign(lang, &disclosure.field)));
        }
    }
    for (commitment, (record, field)) in &all.filled {
        let here = there.iter().any(|d| d.commitment == *commitment);
        match all.erased.get(commitment) {
            None if !here => return Ok(Some(words::value_missing(lang, field, record.0))),
            Some(by) if here => return Ok(Some(words::value_still_there(lang, field, record.0, by.record.0))),
            None | Some(_) => {}
        }
    }
    Ok(None)
}

/// What became of the personal values of a pack.
pub(crate) fn say_disclosures(shell: &Shell, disclosures: &Disclosures) {
    let lang = shell.lang;
    shell.line(&words::pack_disclosures(lang, disclosures.released, disclosures.withheld));
    if disclosures.erased > 0 {
        let records: Vec<String> = disclosures.erasures.iter().map(|seq| seq.0.to_string()).collect();
        shell.line(&words::pack_erased(lang, disclosures.erased, records.join(lang.comma())));
    }
}

/// Says it plainly.
pub(crate) fn say_not_witnessed(shell: &Shell) {
    shell.line(words::not_witnessed(shell.lang));
}
