//! The port: what every store does. Two kinds are here and in `guicheng-store-sqlite`; one suite checks them all.

use crate::{
    CaseKey, CaseQuery, CaseRow, Claimed, CommandId, Commit, Definition, Digest, Disclosure, Duty, EffectId, Erased,
    Lane, Leaf, Loaded, Note, Position, Published, Receipt, Seq, Timestamp, Wake, WorkQuery, WorkRow,
};

/// What became of a commit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It is written.
    Committed(Receipt),
    /// The same command was written before: its first answer. Nothing was changed.
    Duplicate(Receipt),
    /// The case has moved on to this record, or has another history up to it: decide again. Nothing was changed.
    Conflict(Seq),
    /// The key was used for another command, answered by this. Nothing was changed.
    KeyReused(Receipt),
}

/// Why a store fails.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// The medium failed; whether a commit under way was written is unknown: send the command again.
    #[error("the store failed while {doing}")]
    Failed {
        /// What it was doing.
        doing: &'static str,
        /// Why.
        #[source]
        source: Box<dyn core::error::Error + Send + Sync>,
    },
    /// A commit contradicts itself.
    #[error("a commit contradicts itself: {0}")]
    Malformed(&'static str),
    /// What is stored makes no sense.
    #[error("what is stored is damaged: {0}")]
    Damaged(&'static str),
    /// A test asked for this failure.
    #[error("a failure asked for by a test")]
    Injected,
}

/// A store of cases.
///
/// Every writing call is one atomic act that is durable when it returns. Reads see all acts that returned before.
pub trait Store {
    /// Writes a group of commits with one sync; each has its own outcome, as if they came one after the other.
    ///
    /// # Errors
    /// The store failed: none or all of the group is written.
    fn commit_all(&mut self, group: &[Commit]) -> Result<Vec<Outcome>, StoreError>;

    /// Writes one commit.
    ///
    /// # Errors
    /// The store failed.
    fn commit(&mut self, commit: &Commit) -> Result<Outcome, StoreError> {
        let outcomes = self.commit_all(core::slice::from_ref(commit))?;
        outcomes.into_iter().next().ok_or(StoreError::Damaged("a commit without an outcome"))
    }

    /// The first answer to a command, with the digest of its content (gone after an erasure).
    /// `case` is none for a command that opened one.
    ///
    /// # Errors
    /// The store failed.
    fn answered(&self, tenant: &str, case: Option<&str>, key: &str) -> Result<Option<Answered>, StoreError>;

    /// A case for a decision.
    ///
    /// # Errors
    /// The store failed.
    fn load(&self, key: &CaseKey) -> Result<Option<Loaded>, StoreError>;

    /// The records of a case after this one.
    ///
    /// # Errors
    /// The store failed.
    fn history(&self, key: &CaseKey, after: Seq) -> Result<Vec<Box<str>>, StoreError>;

    /// Cases that want to be woken at `now` or before, in the order (instant, case).
    ///
    /// # Errors
    /// The store failed.
    fn due(&self, tenant: &str, now: Timestamp, limit: usize) -> Result<Vec<Wake>, StoreError>;

    /// The earliest instant at which a case wants to be woken.
    ///
    /// # Errors
    /// The store failed.
    fn next_due(&self, tenant: &str) -> Result<Option<Timestamp>, StoreError>;

    /// Cases.
    ///
    /// # Errors
    /// The store failed.
    fn cases(&self, tenant: &str, query: &CaseQuery) -> Result<Vec<CaseRow>, StoreError>;

    /// Open work.
    ///
    /// # Errors
    /// The store failed.
    fn open_work(&self, tenant: &str, query: &WorkQuery) -> Result<Vec<WorkRow>, StoreError>;

    /// Cases with this token in this field's index, in byte order.
    ///
    /// # Errors
    /// The store failed.
    fn find(&self, tenant: &str, field: &str, token: Digest) -> Result<Vec<Box<str>>, StoreError>;

    /// Takes requests that nobody has, oldest first, until `lease` milliseconds after `now`.
    ///
    /// # Errors
    /// The store failed.
    fn claim(
        &mut self,
        tenant: &str,
        lane: Lane,
        now: Timestamp,
        lease: i64,
        limit: usize,
    ) -> Result<Vec<Claimed>, StoreError>;

    /// A request was carried out. False: this attempt no longer has it.
    ///
    /// # Errors
    /// The store failed.
    fn acknowledge(&mut self, tenant: &str, id: &EffectId, attempt: u32) -> Result<bool, StoreError>;

    /// A request could not be carried out: it may be taken again from `again` on. False: this attempt no longer has it.
    ///
    /// # Errors
    /// The store failed.
    fn put_back(
        &mut self,
        tenant: &str,
        id: &EffectId,
        attempt: u32,
        again: Timestamp,
        error: &str,
    ) -> Result<bool, StoreError>;

    /// Requests of a lane that are not carried out yet, oldest first, with the attempts made.
    ///
    /// # Errors
    /// The store failed.
    fn outbox(&self, tenant: &str, lane: Lane) -> Result<Vec<Claimed>, StoreError>;

    /// Publishes a version.
    ///
    /// # Errors
    /// The store failed.
    fn publish(&mut self, tenant: &str, definition: &Definition) -> Result<Published, StoreError>;

    /// Published versions of a procedure, or of all, in the order (procedure, version, published).
    ///
    /// # Errors
    /// The store failed.
    fn definitions(&self, tenant: &str, procedure: Option<&str>) -> Result<Vec<Definition>, StoreError>;

    /// Keeps a side file (calendars, organisation) under a digest; the same digest is kept once.
    ///
    /// # Errors
    /// The store failed.
    fn put_file(&mut self, digest: Digest, bytes: &[u8]) -> Result<(), StoreError>;

    /// A side file.
    ///
    /// # Errors
    /// The store failed.
    fn file(&self, digest: Digest) -> Result<Option<Box<[u8]>>, StoreError>;

    /// Passes a duty on; an effect that asked for it is acknowledged by the same act.
    ///
    /// # Errors
    /// The store failed.
    fn pass_duty(&mut self, tenant: &str, duty: &Duty) -> Result<(), StoreError>;

    /// Who has had a duty, oldest first; none for all duties.
    ///
    /// # Errors
    /// The store failed.
    fn duties(&self, tenant: &str, duty: Option<&str>) -> Result<Vec<Duty>, StoreError>;

    /// Who has each duty at an instant: of each the one that began last at it or before. In order of the duties' names.
    ///
    /// # Errors
    /// The store failed.
    fn duties_at(&self, tenant: &str, at: Timestamp) -> Result<Vec<Duty>, StoreError>;

    /// Who was picked from a list, whoever waits longest first, with a number that grows from pick to pick.
    ///
    /// # Errors
    /// The store failed.
    fn turns(&self, tenant: &str, list: &str) -> Result<Vec<(Box<str>, i64)>, StoreError>;

    /// The last number of a series; 0: none yet.
    ///
    /// # Errors
    /// The store failed.
    fn last_number(&self, tenant: &str, series: &str) -> Result<u64, StoreError>;

    /// The latest instant that the store has been told.
    ///
    /// # Errors
    /// The store failed.
    fn last_now(&self, tenant: &str) -> Result<Option<Timestamp>, StoreError>;

    /// Tells it; an earlier one than the last changes nothing.
    ///
    /// # Errors
    /// The store failed.
    fn note_now(&mut self, tenant: &str, now: Timestamp) -> Result<(), StoreError>;

    /// The store's own secret for content digests and index tokens; the first call settles it to `fresh`.
    ///
    /// # Errors
    /// The store failed.
    fn secret(&mut self, fresh: [u8; 32]) -> Result<[u8; 32], StoreError>;

    /// The personal values of a case that are still there.
    ///
    /// # Errors
    /// The store failed.
    fn disclosures(&self, key: &CaseKey) -> Result<Vec<Disclosure>, StoreError>;

    /// Gives every record that has none its position in the tree over all records (after the last one, the records of a
    /// case in their order), and says how many there are now. One sealer does this after commits: workers never queue for
    /// a number.
    ///
    /// # Errors
    /// The store failed.
    fn seal(&mut self) -> Result<u64, StoreError>;

    /// The leaves of the tree from this position (from 0) on, in order.
    ///
    /// # Errors
    /// The store failed.
    fn leaves(&self, from: u64, limit: usize) -> Result<Vec<Leaf>, StoreError>;

    /// The positions of the records of one case, in order.
    ///
    /// # Errors
    /// The store failed.
    fn positions(&self, key: &CaseKey) -> Result<Vec<Position>, StoreError>;

    /// Hashes of the tree from a place (from 0) on, in order: at height 0 those of the leaves, above that the roots of
    /// whole subtrees so high that were kept.
    ///
    /// # Errors
    /// The store failed.
    fn roots(&self, height: u8, from: u64, limit: usize) -> Result<Vec<Digest>, StoreError>;

    /// How many of them there are at a height; at height 0 that is how many records are sealed.
    ///
    /// # Errors
    /// The store failed.
    fn rooted(&self, height: u8) -> Result<u64, StoreError>;

    /// Keeps roots of whole subtrees of a height (above 0) from a place on, so that proofs need not read every leaf. They
    /// never change; what is there already stays.
    ///
    /// # Errors
    /// The store failed.
    fn put_roots(&mut self, height: u8, from: u64, roots: &[Digest]) -> Result<(), StoreError>;

    /// Keeps a signed note: a checkpoint, a change of keys. Notes are never changed.
    ///
    /// # Errors
    /// The store failed.
    fn put_note(&mut self, note: &Note) -> Result<(), StoreError>;

    /// The notes of a kind, oldest first.
    ///
    /// # Errors
    /// The store failed.
    fn notes(&self, kind: &str) -> Result<Vec<Note>, StoreError>;

    /// Makes sure that nothing deleted can be read from the medium any more. It may take as long as a backup.
    ///
    /// # Errors
    /// The store failed, or another process keeps it from this.
    fn scrub(&mut self) -> Result<(), StoreError>;

    /// Deletes personal values, the index tokens of their fields, and the content digests of the case's commands.
    ///
    /// # Errors
    /// The store failed.
    fn erase(&mut self, key: &CaseKey, commitments: &[Digest]) -> Result<Erased, StoreError>;
}

/// A command that was answered before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answered {
    /// The first answer.
    pub receipt: Receipt,
    /// The digest of the content that it answered; none after an erasure.
    pub content: Option<Digest>,
}

impl Answered {
    /// What a command with the same key is told.
    pub fn outcome(self, command: &CommandId) -> Outcome {
        match self.content {
            Some(content) if content != command.content => Outcome::KeyReused(self.receipt),
            Some(_) | None => Outcome::Duplicate(self.receipt),
        }
    }
}

impl Commit {
    /// Checks what no store has to look up.
    ///
    /// # Errors
    /// [`StoreError::Malformed`].
    pub fn check(&self) -> Result<Receipt, StoreError> {
        let count = u32::try_from(self.records.len()).unwrap_or(u32::MAX);
        let last = self.expected.0.checked_add(count).ok_or(StoreError::Malformed("too many records"))?;
        if self.records.is_empty() {
            return Err(StoreError::Malformed("no records"));
        }
        if self.first.0 <= self.expected.0 || self.first.0 > last {
            return Err(StoreError::Malformed("the command's own batch lies outside"));
        }
        if self.records.iter().any(|line| line.contains('\n')) {
            return Err(StoreError::Malformed("a record of more than one line"));
        }
        Ok(Receipt { case: self.key.case.clone(), first: self.first, last: Seq(last) })
    }
}
