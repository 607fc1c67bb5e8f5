//! The open work of cases as this store listed it last, so that a commit need not read what it is about to replace.
//! Only commits change what is listed, and each moves its case on: what another process has changed since is told by the
//! digest of the case's last record, which the commit has just been judged by.

use guicheng_core::{Digest, Seq};
use guicheng_store::{CaseKey, Commit, WorkRow};
use std::collections::BTreeMap;

/// The most cases kept.
const MOST: usize = 1_024;

/// What was listed last.
#[derive(Debug, Default)]
pub(crate) struct Listed(BTreeMap<CaseKey, ((Seq, Digest), Vec<WorkRow>)>);

impl Listed {
    /// Takes the rows out that stood when the commit was decided, if they are known.
    pub(crate) fn take(&mut self, commit: &Commit) -> Option<Vec<WorkRow>> {
        let (stood, rows) = self.0.remove(&commit.key)?;
        (stood == (commit.expected, commit.prev)).then_some(rows)
    }

    /// Keeps what a commit lists.
    pub(crate) fn put(&mut self, commit: &Commit, last: Seq) {
        if self.0.len() >= MOST {
            self.0.clear();
        }
        self.0.insert(commit.key.clone(), ((last, commit.head.link), commit.work.clone()));
    }

    /// What was written may not have been: nothing is known any more.
    pub(crate) fn forget(&mut self) {
        self.0.clear();
    }
}
