//! `guicheng verify`: whether histories are whole and unaltered, by their digests, the tree and its checkpoints; of a
//! store, or of a pack.

mod case;
mod pack;

use crate::{
    desk::Desk,
    evidence,
    failure::{Exit, Failure},
    lang::Lang,
    shell::Shell,
    tree::{self, Places},
    words,
};
use case::One;
use clap::Args;
use guicheng_evidence::{Checkpoint, PublicKey, tree::includes};
use guicheng_history::leaf_hash;
use serde::Serialize;
use std::path::{Path, PathBuf};

/// What to check: every case of the store, or a pack.
#[derive(Debug, Args)]
pub(crate) struct Verify {
    /// 证据包；不写就查个案文件 · a pack; the store if not given
    file: Option<PathBuf>,
    /// 只查这个个案（可写多次） · this case alone
    #[arg(long = "case", value_name = "CASE", conflicts_with = "file")]
    cases: Vec<String>,
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
    /// Of single cases: records that the checkpoint does not cover yet.
    #[serde(skip_serializing_if = "Option::is_none")]
    newer: Option<u64>,
    why: Option<String>,
}

impl TreeDoc {
    /// Something is wrong with the tree: what, unless something was wrong before. That is a result, not a failure.
    fn take<T>(&mut self, outcome: Result<T, Failure>) -> Result<Option<T>, Failure> {
        match outcome {
            Ok(fine) => Ok(Some(fine)),
            Err(failure) if failure.exit == Exit::Refused => {
                self.right = false;
                self.why.get_or_insert(failure.words);
                Ok(None)
            }
            Err(failure) => Err(failure),
        }
    }
}

/// Checks them.
pub(crate) fn run(args: &Verify, shell: &Shell) -> Result<Exit, Failure> {
    if let Some(file) = &args.file {
        return pack::run(file, args, shell);
    }
    let mut desk = Desk::existing(shell)?;
    let mut tree =
        TreeDoc { right: true, size: tree::size(&desk)?, checkpoints: 0, witnessed: false, newer: None, why: None };
    let cases = if args.cases.is_empty() {
        let mut places = Places::default();
        let mut cases = Cases::default();
        tree::each_case(&mut desk, |desk, case| {
            let (one, lines) = case::look(desk, case)?;
            tree.take(places.look(desk, case, &lines))?;
            cases.add(one, shell);
            Ok(())
        })?;
        if tree.right {
            let outcome = whole(args, &desk, &places, &mut tree);
            tree.take(outcome)?;
        }
        cases
    } else {
        some(args, &mut desk, &mut tree)?
    };
    say(cases, tree, args, shell)
}

/// What came of the cases. Where they are told one by one, they are not kept.
#[derive(Default)]
struct Cases {
    right: usize,
    wrong: usize,
    records: usize,
    kept: Vec<One>,
}

impl Cases {
    fn add(&mut self, one: One, shell: &Shell) {
        self.right += usize::from(one.right);
        self.wrong += usize::from(!one.right);
        self.records += one.records;
        if shell.json() {
            self.kept.push(one);
        } else {
            one.say(shell);
        }
    }
}

fn say(cases: Cases, tree: TreeDoc, args: &Verify, shell: &Shell) -> Result<Exit, Failure> {
    let lang = shell.lang;
    let Cases { right, wrong, records, kept } = cases;
    let exit = if wrong == 0 && tree.right { Exit::Done } else { Exit::Refused };
    if shell.json() {
        shell.document(&Doc { schema: "guicheng/verify/1", right, wrong, records, tree, cases: kept })?;
        return Ok(exit);
    }
    shell.line(&words::verified_total(lang, right, right + wrong, records));
    let all = args.cases.is_empty();
    match (&tree.why, tree.newer) {
        (Some(why), _) => shell.line(why),
        (None, _) if tree.checkpoints == 0 => shell.line(words::chain_only(lang)),
        (None, newer) => {
            let newer = newer.unwrap_or(0);
            let covered = u64::try_from(records).unwrap_or(u64::MAX).saturating_sub(newer);
            if all {
                shell.line(&words::tree_good(lang, tree.size, tree.checkpoints));
            } else {
                shell.line(&words::tree_case_good(lang, covered, tree.size));
            }
            if newer > 0 {
                shell.line(&words::tree_case_newer(lang, newer));
            }
            evidence::say_not_witnessed(shell);
        }
    }
    Ok(exit)
}

/// Every sealed record in its place, every checkpoint that the store keeps, and the one given.
fn whole(args: &Verify, desk: &Desk, places: &Places, doc: &mut TreeDoc) -> Result<(), Failure> {
    places.all_there(desk, doc.size)?;
    let mut all: Vec<Checkpoint> = evidence::checkpoints(desk)?.into_iter().map(|(checkpoint, _)| checkpoint).collect();
    all.extend(given(args.checkpoint.as_deref(), &args.trust, desk)?);
    tree::walk(desk, doc.size, &all.iter().collect::<Vec<_>>())?;
    doc.checkpoints = all.len();
    Ok(())
}

/// Single cases: their records in the tree of the checkpoint given, or of the last that the store keeps. Only the subtrees
/// that the proofs need are read.
fn some(args: &Verify, desk: &mut Desk, doc: &mut TreeDoc) -> Result<Cases, Failure> {
    let checkpoint = match doc.take(given(args.checkpoint.as_deref(), &args.trust, desk))?.flatten() {
        Some(checkpoint) => Some(checkpoint),
        None => doc.take(evidence::checkpoints(desk))?.and_then(|all| Some(all.into_iter().next_back()?.0)),
    };
    let mut cases = Cases::default();
    for case in &args.cases {
        let (one, lines) = case::look(desk, case)?;
        if let Some(at) = doc.take(Places::default().look(desk, case, &lines))? {
            let covered = checkpoint.as_ref().map(|checkpoint| covered(desk, checkpoint, doc.size, &at, &lines));
            if let Some(count) = doc.take(covered.unwrap_or(Ok(0)))? {
                let all = u64::try_from(lines.len()).unwrap_or(u64::MAX);
                doc.newer = Some(doc.newer.unwrap_or(0) + all.saturating_sub(count));
            }
        }
        cases.add(one, &desk.shell);
    }
    if let Some(checkpoint) = checkpoint {
        (doc.size, doc.checkpoints) = (checkpoint.size, 1);
    }
    Ok(cases)
}

/// How many records of a case the checkpoint covers: each of them must be in its tree.
fn covered(desk: &Desk, checkpoint: &Checkpoint, size: u64, at: &[u64], lines: &[Box<str>]) -> Result<u64, Failure> {
    if checkpoint.size > size {
        tree::extends(desk, checkpoint, size, None)?;
    }
    let mut of = tree::subtrees(desk, checkpoint.size);
    let mut count = 0;
    for (at, line) in at.iter().zip(lines).filter(|(at, _)| **at < checkpoint.size) {
        let proof = of.inclusion(*at)?;
        let leaf = leaf_hash(line.as_bytes());
        if !proof.is_some_and(|proof| includes(checkpoint.size, &checkpoint.root, *at, &leaf, &proof)) {
            return Err(Failure::refused("forked", words::tree_forked(desk.shell.lang, checkpoint.size)));
        }
        count += 1;
    }
    Ok(count)
}

/// The checkpoint in a file.
fn given(path: Option<&Path>, trust: &[String], desk: &Desk) -> Result<Option<Checkpoint>, Failure> {
    let Some(path) = path else { return Ok(None) };
    let mut keys = evidence::known_keys(desk)?;
    keys.extend(trusted(trust, desk.shell.lang)?);
    Ok(Some(evidence::checkpoint_in(path, &keys, desk.shell.lang)?.0))
}

/// Whether the records of a case are whole, in words.
pub(crate) fn one(desk: &mut Desk, case: &str) -> Result<String, Failure> {
    let (one, _) = case::look(desk, case)?;
    Ok(one.words(desk.shell.lang))
}

/// What a store lacks, or holds otherwise, against a checkpoint in a file; in words.
pub(crate) fn against(desk: &mut Desk, path: &Path) -> Result<Option<String>, Failure> {
    let size = tree::seal(desk)?;
    // A key may have come after the backup: the one beside the store is ours too.
    let own = evidence::read_key(&evidence::key_path(None, &desk.shell), &desk.shell).ok();
    let own: Vec<String> = own.map(|key| key.public().to_vkey()).into_iter().collect();
    let outcome = given(Some(path), &own, desk).and_then(|checkpoint| {
        tree::records(desk, size)?;
        let all: Vec<&Checkpoint> = checkpoint.iter().collect();
        tree::walk(desk, size, &all).map(|_| ())
    });
    match outcome {
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
