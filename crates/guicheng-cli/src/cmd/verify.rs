//! `guicheng verify`: whether histories are whole and unaltered, by their digests, the tree and its checkpoints; of a
//! store, or of a pack.

mod pack;

use super::history;
use crate::lang::Lang;
use crate::{
    desk::{Desk, TENANT},
    evidence::{self, Tree},
    failure::{Exit, Failure},
    shell::Shell,
    words,
};
use clap::Args;
use guicheng_evidence::{Checkpoint, PublicKey, note};
use guicheng_history::{Replay, state_digest};
use guicheng_store::{CaseQuery, Store};
use serde::Serialize;
use std::path::{Path, PathBuf};

/// What to check: every case of the store, or a pack.
#[derive(Debug, Args)]
pub(crate) struct Verify {
    /// 证据包；不写就查个案文件 · a pack; the store if not given
    file: Option<PathBuf>,
    /// 以前拿到、由外人保存的检查点 · a checkpoint that somebody else has kept
    #[arg(long, value_name = "FILE")]
    checkpoint: Option<PathBuf>,
    /// 只认这把公钥（key show 的第一行） · trust only this public key (the first line of key show)
    #[arg(long, value_name = "KEY")]
    trust: Vec<String>,
}

#[derive(Serialize)]
struct Doc {
    schema: &'static str,
    right: usize,
    wrong: usize,
    records: usize,
    tree: TreeDoc,
    cases: Vec<One>,
}

/// The tree.
#[derive(Serialize)]
struct TreeDoc {
    right: bool,
    size: u64,
    checkpoints: usize,
    witnessed: bool,
    why: Option<String>,
}

/// One case.
#[derive(Serialize)]
struct One {
    case: String,
    right: bool,
    records: usize,
    states: usize,
    erased: usize,
    erasures: Vec<u32>,
    why: Option<String>,
}

/// Checks them.
pub(crate) fn run(args: &Verify, shell: &Shell) -> Result<Exit, Failure> {
    let lang = shell.lang;
    if let Some(file) = &args.file {
        return pack::run(file, &args.trust, shell);
    }
    let mut desk = Desk::existing(shell)?;
    let rows = desk.host.store().cases(TENANT, &CaseQuery::default()).map_err(|e| desk.failed(e.into()))?;
    let mut cases = Vec::new();
    for row in rows {
        let one = case(&mut desk, &row.case)?;
        if !shell.json() {
            shell.line(&match &one.why {
                None => words::verified_case(lang, &one.case, one.records, one.states),
                Some(why) => words::not_verified(lang, &one.case, why),
            });
            if one.erased > 0 {
                let records: Vec<String> = one.erasures.iter().map(ToString::to_string).collect();
                shell.line(&words::values_erased(lang, &one.case, one.erased, records.join(lang.comma())));
            }
        }
        cases.push(one);
    }
    let right = cases.iter().filter(|one| one.right).count();
    let records = cases.iter().map(|one| one.records).sum();
    let tree = tree(args, &mut desk)?;
    let exit = if right == cases.len() && tree.right { Exit::Done } else { Exit::Refused };
    if shell.json() {
        let wrong = cases.len() - right;
        shell.document(&Doc { schema: "guicheng/verify/1", right, wrong, records, tree, cases })?;
    } else {
        shell.line(&words::verified_total(lang, right, cases.len(), records));
        match &tree.why {
            Some(why) => shell.line(why),
            None if tree.checkpoints == 0 => shell.line(words::chain_only(lang)),
            None => {
                shell.line(&words::tree_good(lang, tree.size, tree.checkpoints));
                evidence::say_not_witnessed(shell);
            }
        }
    }
    Ok(exit)
}

/// Every sealed record in its place, every checkpoint that the store keeps, and the one given.
fn tree(args: &Verify, desk: &mut Desk) -> Result<TreeDoc, Failure> {
    let mut doc = TreeDoc { right: false, size: 0, checkpoints: 0, witnessed: false, why: None };
    match look(args, desk, &mut doc) {
        Ok(()) => doc.right = true,
        // What is wrong with the tree is a result, not a failure of this command.
        Err(failure) if failure.exit == Exit::Refused => doc.why = Some(failure.words),
        Err(failure) => return Err(failure),
    }
    Ok(doc)
}

fn look(args: &Verify, desk: &Desk, doc: &mut TreeDoc) -> Result<(), Failure> {
    let tree = Tree::read(desk)?;
    doc.size = tree.size();
    for (checkpoint, _) in evidence::checkpoints(desk)? {
        tree.extends(&checkpoint, desk)?;
        doc.checkpoints += 1;
    }
    let Some(path) = &args.checkpoint else { return Ok(()) };
    extends(&tree, desk, path, &args.trust)?;
    doc.checkpoints += 1;
    Ok(())
}

/// Whether the tree extends a checkpoint in a file.
fn extends(tree: &Tree, desk: &Desk, path: &Path, trust: &[String]) -> Result<(), Failure> {
    let lang = desk.shell.lang;
    let text = std::fs::read_to_string(path);
    let text = text.map_err(|e| Failure::unreadable(words::cannot_read(lang, path.display(), e)))?;
    let mut keys = evidence::known_keys(desk)?;
    keys.extend(trusted(trust, lang)?);
    let bad = |e: &dyn core::fmt::Display| Failure::refused("note", words::bad_note(lang, e));
    let opened = note::open(&text, &keys).map_err(|e| bad(&e))?;
    tree.extends(&Checkpoint::read(opened.text).map_err(|e| bad(&e))?, desk)
}

/// What a store lacks, or holds otherwise, against a checkpoint in a file; in words.
pub(crate) fn against(desk: &mut Desk, path: &Path) -> Result<Option<String>, Failure> {
    let tree = Tree::sealed(desk)?;
    // A key may have come after the backup: the one beside the store is ours too.
    let own = evidence::read_key(&evidence::key_path(None, &desk.shell), &desk.shell).ok();
    let own: Vec<String> = own.map(|key| key.public().to_vkey()).into_iter().collect();
    match extends(&tree, desk, path, &own) {
        Ok(()) => Ok(None),
        Err(failure) if failure.exit == Exit::Refused => Ok(Some(failure.words)),
        Err(failure) => Err(failure),
    }
}

/// Public keys as typed.
fn trusted(typed: &[String], lang: Lang) -> Result<Vec<PublicKey>, Failure> {
    let read =
        |text: &String| PublicKey::from_vkey(text.trim()).map_err(|e| Failure::usage(words::bad_key(lang, text, e)));
    typed.iter().map(read).collect()
}

/// The chain of one case, the digest of its state after every batch, the digest that the store has noted, and what became
/// of personal values.
fn case(desk: &mut Desk, case: &str) -> Result<One, Failure> {
    let lang = desk.shell.lang;
    let view = desk.view(case)?;
    let lines = history::lines(desk, case)?;
    let versions = desk.versions_of(&view.row.head.procedure, &lines)?;
    let versions: Vec<_> = versions.iter().map(|linked| linked.as_version()).collect();
    let nothing = guicheng_history::Lexicon::default();
    let mut replay = Replay::across(&versions, &nothing);
    let mut one = One {
        case: case.into(),
        right: false,
        records: lines.len(),
        states: 0,
        erased: 0,
        erasures: Vec::new(),
        why: None,
    };
    for line in &lines {
        let decoded = match replay.read(line) {
            Ok(decoded) => decoded,
            Err(error) => return Ok(One { why: Some(error.to_string()), ..one }),
        };
        if let Some(state) = decoded.state {
            if state != state_digest(replay.lexicon(), replay.case()) {
                return Ok(One { why: Some(words::wrong_state(lang, decoded.seq.0)), ..one });
            }
            one.states += 1;
        }
    }
    if replay.link() != view.row.head.link {
        return Ok(One { why: Some(words::wrong_head(lang)), ..one });
    }
    let why = evidence::personal_values(desk, case, &lines)?;
    if let Ok(personal) = guicheng_history::personal(lines.iter().map(|l| &**l)) {
        one.erased = personal.erased.len();
        one.erasures = personal.erased.values().map(|lifted| lifted.record.0).collect();
        one.erasures.sort_unstable();
        one.erasures.dedup();
    }
    Ok(One { right: why.is_none(), why, ..one })
}
