//! The tree of a store: sealing, and looking at it again. However long the log is, no more of it is held than one case
//! and a few thousand hashes.

use crate::{
    desk::{Desk, TENANT},
    failure::Failure,
    words,
};
use guicheng_core::Seq;
use guicheng_evidence::{Checkpoint, Frontier, STEP, Subtrees};
use guicheng_history::leaf_hash;
use guicheng_store::{CaseKey, CaseQuery, Store, StoreError};

/// Hashes, or cases, that are read at once.
const PAGE: usize = 4_096;
/// Hashes that [`Subtrees`] reads at once.
const GROUP: usize = 1 << STEP;

/// Seals what is not sealed yet, and keeps the roots of the whole subtrees that came with it; how many records now.
pub(crate) fn seal(desk: &mut Desk) -> Result<u64, Failure> {
    let size = desk.host.store_mut().seal().map_err(|e| desk.failed(e.into()))?;
    let mut height = STEP;
    while size >> height > 0 {
        let known = desk.host.store().rooted(height).map_err(|e| desk.failed(e.into()))?;
        if known < size >> height {
            let fresh = subtrees(desk, size).whole(height, known)?;
            desk.host.store_mut().put_roots(height, known, &fresh).map_err(|e| desk.failed(e.into()))?;
        }
        height += STEP;
    }
    Ok(size)
}

/// The tree over the first `size` records, read where a proof needs it.
pub(crate) fn subtrees(desk: &Desk, size: u64) -> Subtrees<'_, Failure> {
    Subtrees::new(size, |height, from| desk.host.store().roots(height, from, GROUP).map_err(|e| desk.failed(e.into())))
}

/// How many records are sealed.
pub(crate) fn size(desk: &Desk) -> Result<u64, Failure> {
    desk.host.store().rooted(0).map_err(|e| desk.failed(e.into()))
}

/// Every case, in byte order, a page at a time.
pub(crate) fn each_case(
    desk: &mut Desk,
    mut each: impl FnMut(&mut Desk, &str) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let mut query = CaseQuery { limit: Some(PAGE), ..CaseQuery::default() };
    loop {
        let rows = desk.host.store().cases(TENANT, &query).map_err(|e| desk.failed(e.into()))?;
        let Some(last) = rows.last() else { return Ok(()) };
        query.after = Some(last.case.clone());
        for row in &rows {
            each(desk, &row.case)?;
        }
    }
}

/// Looks at records again in the places that they were given.
#[derive(Debug, Default)]
pub(crate) struct Places {
    /// Records that were in their places.
    found: u64,
}

impl Places {
    /// Every sealed record of a case must be what it was when it was sealed; their positions, in order.
    pub(crate) fn look(&mut self, desk: &Desk, case: &str, lines: &[Box<str>]) -> Result<Vec<u64>, Failure> {
        let lang = desk.shell.lang;
        let positions = desk.host.store().positions(&CaseKey::new(TENANT, case)).map_err(|e| desk.failed(e.into()))?;
        for leaf in &positions {
            let line = usize::try_from(leaf.seq.0).ok().and_then(|seq| lines.get(seq.checked_sub(1)?));
            let Some(line) = line else {
                return Err(Failure::refused("altered", words::tree_missing(lang, case, leaf.seq.0)));
            };
            if leaf_hash(line.as_bytes()) != leaf.hash {
                return Err(Failure::refused("altered", words::tree_altered(lang, case, leaf.seq.0)));
            }
            self.found += 1;
        }
        Ok(positions.iter().map(|leaf| leaf.at).collect())
    }

    /// After all cases: no place of the tree may be left over.
    pub(crate) fn all_there(&self, desk: &Desk, size: u64) -> Result<(), Failure> {
        if self.found == size {
            return Ok(());
        }
        let lang = desk.shell.lang;
        let failed = |e: StoreError| desk.failed(e.into());
        let mut at = 0;
        loop {
            let leaves = desk.host.store().leaves(at, PAGE).map_err(failed)?;
            for leaf in &leaves {
                if leaf.at != at {
                    return Err(Failure::refused("altered", words::tree_gap(lang, at)));
                }
                if desk.host.store().load(&leaf.key).map_err(failed)?.is_none() {
                    return Err(Failure::refused("altered", words::tree_missing(lang, &leaf.key.case, leaf.seq.0)));
                }
                at += 1;
            }
            if leaves.is_empty() {
                return Err(Failure::refused("altered", words::tree_gap(lang, self.found)));
            }
        }
    }
}

/// Every sealed record of the store must be what it was when it was sealed.
pub(crate) fn records(desk: &mut Desk, size: u64) -> Result<(), Failure> {
    let mut places = Places::default();
    each_case(desk, |desk, case| {
        let lines =
            desk.host.store().history(&CaseKey::new(TENANT, case), Seq(0)).map_err(|e| desk.failed(e.into()))?;
        places.look(desk, case, &lines).map(|_| ())
    })?;
    places.all_there(desk, size)
}

/// Goes over all leaves once: the tree must extend each checkpoint, and the roots that the store keeps must be its own.
pub(crate) fn walk(desk: &Desk, size: u64, checkpoints: &[&Checkpoint]) -> Result<Frontier, Failure> {
    let mut left: Vec<&Checkpoint> = checkpoints.to_vec();
    left.sort_by_key(|checkpoint| core::cmp::Reverse(checkpoint.size));
    let mut frontier = Frontier::default();
    loop {
        let page = desk.host.store().roots(0, frontier.size(), PAGE).map_err(|e| desk.failed(e.into()))?;
        let last = page.is_empty();
        for leaf in page {
            meet(desk, &mut left, size, &frontier)?;
            let mut kept = Ok(());
            frontier.push(leaf, |height, place, root| {
                if height.is_multiple_of(STEP) && kept.is_ok() {
                    kept = as_kept(desk, height, place, root);
                }
            });
            kept?;
        }
        if last {
            break;
        }
    }
    meet(desk, &mut left, size, &frontier)?;
    if let Some(lacks) = left.pop() {
        extends(desk, lacks, size, None)?;
    }
    if frontier.size() == size {
        Ok(frontier)
    } else {
        Err(Failure::refused("altered", words::tree_gap(desk.shell.lang, frontier.size())))
    }
}

/// Compares with the checkpoints over just as many records.
fn meet(desk: &Desk, left: &mut Vec<&Checkpoint>, size: u64, frontier: &Frontier) -> Result<(), Failure> {
    while let Some(next) = left.pop_if(|next| next.size == frontier.size()) {
        extends(desk, next, size, Some(frontier.root()))?;
    }
    Ok(())
}

/// A root that the store keeps must be that of its leaves; it need not be kept.
fn as_kept(desk: &Desk, height: u8, place: u64, root: &guicheng_core::Digest) -> Result<(), Failure> {
    let kept = desk.host.store().roots(height, place, 1).map_err(|e| desk.failed(e.into()))?;
    if kept.first().is_none_or(|kept| kept == root) {
        return Ok(());
    }
    Err(Failure::refused("altered", words::tree_root_wrong(desk.shell.lang, place << height)))
}

/// Whether a tree of this size, with this root over as many records as the checkpoint covers, extends it.
pub(crate) fn extends(
    desk: &Desk,
    checkpoint: &Checkpoint,
    size: u64,
    root: Option<guicheng_core::Digest>,
) -> Result<(), Failure> {
    let lang = desk.shell.lang;
    match root {
        None => Err(Failure::refused("lacking", words::tree_lacks(lang, checkpoint.size, size))),
        Some(root) if root == checkpoint.root => Ok(()),
        Some(_) => Err(Failure::refused("forked", words::tree_forked(lang, checkpoint.size))),
    }
}
