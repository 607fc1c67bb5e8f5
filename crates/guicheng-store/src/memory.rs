//! A store in memory, with failures on demand: for tests, for trying a procedure, and as the plainest reading of the port.

use crate::{
    Answered, CaseHead, CaseKey, CaseQuery, CaseRow, Claimed, Commit, Definition, Digest, Disclosure, Due, Duty,
    EffectId, Erased, Lane, Leaf, Loaded, Note, OutboxRow, Outcome, Position, Published, Receipt, Seq, Store,
    StoreError, Timestamp, Wake, Wakes, WorkQuery, WorkRow,
};
use std::collections::{BTreeMap, BTreeSet};

/// A store in memory.
#[derive(Debug, Default)]
pub struct MemoryStore {
    tenants: BTreeMap<Box<str>, Tenant>,
    files: BTreeMap<Digest, Box<[u8]>>,
    secret: Option<[u8; 32]>,
    tree: Vec<Leaf>,
    roots: BTreeMap<(u8, u64), Digest>,
    notes: Vec<Note>,
    commits: u64,
    fault: Option<Fault>,
}

/// A failure asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The n-th group of commits (from 1, counted from the start of the store) fails with nothing written.
    Before(u64),
    /// It is written, but its answer is lost.
    After(u64),
}

#[derive(Debug, Default)]
struct Tenant {
    cases: BTreeMap<Box<str>, Kept>,
    /// When each case wants to be woken, by the number that it has here.
    wakes: Wakes,
    /// The cases by those numbers.
    numbered: Vec<Box<str>>,
    openings: BTreeMap<Box<str>, Answered>,
    outbox: BTreeMap<u64, Queued>,
    queued: u64,
    definitions: Vec<Definition>,
    duties: Vec<Duty>,
    picks: BTreeMap<Box<str>, Vec<(Box<str>, i64)>>,
    numbers: BTreeMap<Box<str>, u64>,
    now: Option<Timestamp>,
}

#[derive(Debug)]
struct Kept {
    number: u32,
    seq: Seq,
    head: CaseHead,
    snapshot: Box<[u8]>,
    records: Vec<Box<str>>,
    commands: BTreeMap<Box<str>, Answered>,
    work: Vec<WorkRow>,
    disclosures: Vec<Disclosure>,
    index: BTreeMap<Box<str>, BTreeSet<Digest>>,
}

#[derive(Debug)]
struct Queued {
    row: OutboxRow,
    attempt: u32,
    free: Timestamp,
    last_error: Option<Box<str>>,
}

impl Queued {
    fn claimed(&self) -> Claimed {
        Claimed { row: self.row.clone(), attempt: self.attempt, last_error: self.last_error.clone() }
    }
}

impl MemoryStore {
    /// An empty store.
    pub fn new() -> Self {
        Self::default()
    }

    /// Asks for a failure; it happens once.
    pub fn fail(&mut self, fault: Fault) {
        self.fault = Some(fault);
    }

    /// How many groups of commits were tried.
    pub fn commits(&self) -> u64 {
        self.commits
    }

    fn tenant(&self, tenant: &str) -> Option<&Tenant> {
        self.tenants.get(tenant)
    }

    fn tenant_mut(&mut self, tenant: &str) -> &mut Tenant {
        self.tenants.entry(tenant.into()).or_default()
    }

    fn kept(&self, key: &CaseKey) -> Option<&Kept> {
        self.tenant(&key.tenant)?.cases.get(&key.case)
    }

    fn strike(&mut self, fault: Fault) -> Result<(), StoreError> {
        if self.fault == Some(fault) {
            self.fault = None;
            return Err(StoreError::Injected);
        }
        Ok(())
    }
}

impl Tenant {
    fn commit(&mut self, commit: &Commit) -> Result<Outcome, StoreError> {
        let receipt = commit.check()?;
        if let Some(command) = &commit.command
            && let Some(answered) = self.answered((commit.expected.0 > 0).then_some(&*commit.key.case), &command.key)
        {
            return Ok(answered.clone().outcome(command));
        }
        let stands = self.cases.get(&commit.key.case).map(|kept| (kept.seq, kept.head.link));
        let (seq, link) = stands.unwrap_or_default();
        if seq != commit.expected || link != commit.prev {
            return Ok(Outcome::Conflict(seq));
        }
        self.write(commit, &receipt);
        Ok(Outcome::Committed(receipt))
    }

    fn answered(&self, case: Option<&str>, key: &str) -> Option<&Answered> {
        match case {
            None => self.openings.get(key),
            Some(case) => self.cases.get(case)?.commands.get(key),
        }
    }

    fn write(&mut self, commit: &Commit, receipt: &Receipt) {
        let case = &commit.key.case;
        if let Some(command) = &commit.command {
            let answered = Answered { receipt: receipt.clone(), content: Some(command.content) };
            if commit.expected.0 == 0 {
                self.openings.insert(command.key.clone(), answered);
            } else if let Some(kept) = self.cases.get_mut(case) {
                kept.commands.insert(command.key.clone(), answered);
            }
        }
        let kept = self.cases.entry(case.clone()).or_insert_with(|| {
            self.numbered.push(case.clone());
            Kept::new(&commit.head, u32::try_from(self.numbered.len() - 1).unwrap_or(u32::MAX))
        });
        kept.write(commit, receipt.last);
        self.wakes.advance(commit.now);
        match commit.head.next_due {
            Some(at) => self.wakes.arm(kept.number, at),
            None => {
                self.wakes.cancel(kept.number);
            }
        }
        if !commit.erase.is_empty() {
            self.erase(case, &commit.erase);
        }
        for row in &commit.outbox {
            self.queued += 1;
            let queued = Queued { row: row.clone(), attempt: 0, free: Timestamp(i64::MIN), last_error: None };
            self.outbox.insert(self.queued, queued);
        }
        for (list, person) in &commit.picks {
            let turns = self.picks.entry(list.clone()).or_default();
            let turn = turns.last().map_or(1, |(_, last)| last + 1);
            turns.retain(|(other, _)| other != person);
            turns.push((person.clone(), turn));
        }
        if let Some((series, number)) = &commit.number {
            let last = self.numbers.entry(series.clone()).or_default();
            *last = (*last).max(*number);
        }
        if let Some(id) = &commit.handled {
            self.outbox.retain(|_, queued| queued.row.id != *id);
        }
        self.now = self.now.max(Some(commit.now));
    }

    fn erase(&mut self, case: &str, commitments: &[Digest]) -> Erased {
        let mut erased = Erased::default();
        let Some(kept) = self.cases.get_mut(case) else { return erased };
        let (gone, left): (Vec<_>, Vec<_>) =
            core::mem::take(&mut kept.disclosures).into_iter().partition(|d| commitments.contains(&d.commitment));
        kept.disclosures = left;
        for disclosure in gone {
            erased.disclosures += 1;
            let tokens = kept.index.remove(&disclosure.field).map_or(0, |tokens| tokens.len());
            erased.index += u32::try_from(tokens).unwrap_or(u32::MAX);
        }
        if erased.disclosures > 0 {
            let openings = self.openings.values_mut().filter(|a| *a.receipt.case == *case);
            for answered in kept.commands.values_mut().chain(openings) {
                erased.commands += u32::from(answered.content.take().is_some());
            }
        }
        erased
    }

    /// The case that a wake-up is for.
    fn kept_at(&self, due: Due) -> Option<(Timestamp, &str, &Kept)> {
        let (case, kept) = self.cases.get_key_value(self.numbered.get(due.number as usize)?)?;
        Some((due.at, case, kept))
    }

    fn attempt(&mut self, id: &EffectId, attempt: u32) -> Option<(u64, &mut Queued)> {
        let (&at, queued) = self.outbox.iter_mut().find(|(_, q)| q.row.id == *id && q.attempt == attempt)?;
        Some((at, queued))
    }
}

impl Kept {
    fn new(head: &CaseHead, number: u32) -> Self {
        Self {
            number,
            seq: Seq(0),
            head: head.clone(),
            snapshot: Box::default(),
            records: Vec::new(),
            commands: BTreeMap::new(),
            work: Vec::new(),
            disclosures: Vec::new(),
            index: BTreeMap::new(),
        }
    }

    fn write(&mut self, commit: &Commit, last: Seq) {
        self.seq = last;
        self.head = commit.head.clone();
        self.snapshot = commit.snapshot.clone();
        self.records.extend(commit.records.iter().cloned());
        self.work = commit.work.iter().map(|row| WorkRow { case: commit.key.case.clone(), ..row.clone() }).collect();
        for disclosure in &commit.disclosures {
            self.disclosures.retain(|d| d.commitment != disclosure.commitment);
            self.disclosures.push(disclosure.clone());
        }
        for (field, tokens) in &commit.index {
            self.index.insert(field.clone(), tokens.iter().copied().collect());
        }
    }

    fn row(&self, case: &str) -> CaseRow {
        CaseRow { case: case.into(), seq: self.seq, head: self.head.clone() }
    }
}

impl Store for MemoryStore {
    fn commit_all(&mut self, group: &[Commit]) -> Result<Vec<Outcome>, StoreError> {
        self.commits += 1;
        let nth = self.commits;
        self.strike(Fault::Before(nth))?;
        for commit in group {
            commit.check()?;
        }
        let outcomes = group.iter().map(|commit| self.tenant_mut(&commit.key.tenant).commit(commit)).collect();
        self.strike(Fault::After(nth))?;
        outcomes
    }

    fn answered(&self, tenant: &str, case: Option<&str>, key: &str) -> Result<Option<Answered>, StoreError> {
        Ok(self.tenant(tenant).and_then(|t| t.answered(case, key)).cloned())
    }

    fn load(&self, key: &CaseKey) -> Result<Option<Loaded>, StoreError> {
        Ok(self.kept(key).map(|k| Loaded { seq: k.seq, head: k.head.clone(), snapshot: k.snapshot.clone() }))
    }

    fn history(&self, key: &CaseKey, after: Seq) -> Result<Vec<Box<str>>, StoreError> {
        let skip = usize::try_from(after.0).unwrap_or(usize::MAX);
        Ok(self.kept(key).map_or_else(Vec::new, |k| k.records.iter().skip(skip).cloned().collect()))
    }

    fn due(&self, tenant: &str, now: Timestamp, limit: usize) -> Result<Vec<Wake>, StoreError> {
        let Some(tenant) = self.tenant(tenant) else { return Ok(Vec::new()) };
        let mut wakes: Vec<_> =
            tenant.wakes.until(now, limit).into_iter().filter_map(|due| tenant.kept_at(due)).collect();
        wakes.sort_unstable_by_key(|(at, case, _)| (*at, *case));
        wakes.truncate(limit);
        Ok(wakes.into_iter().map(|(at, case, kept)| Wake { at, case: case.into(), seq: kept.seq }).collect())
    }

    fn next_due(&self, tenant: &str) -> Result<Option<Timestamp>, StoreError> {
        Ok(self.tenant(tenant).and_then(|t| t.wakes.next_due()))
    }

    fn cases(&self, tenant: &str, query: &CaseQuery) -> Result<Vec<CaseRow>, StoreError> {
        let rows = self.tenant(tenant).into_iter().flat_map(|t| &t.cases).filter(|(case, kept)| {
            query.procedure.as_ref().is_none_or(|p| *p == kept.head.procedure)
                && query.status.is_none_or(|s| s == kept.head.status)
                && query.after.as_ref().is_none_or(|after| *case > after)
        });
        Ok(rows.map(|(case, kept)| kept.row(case)).take(query.limit.unwrap_or(usize::MAX)).collect())
    }

    fn open_work(&self, tenant: &str, query: &WorkQuery) -> Result<Vec<WorkRow>, StoreError> {
        let all = self.tenant(tenant).into_iter().flat_map(|t| t.cases.values()).flat_map(|kept| &kept.work);
        let mut rows: Vec<WorkRow> = all.filter(|row| meant(row, query)).cloned().collect();
        rows.sort_by(|a, b| (a.opened_at, &a.case, a.work).cmp(&(b.opened_at, &b.case, b.work)));
        Ok(rows)
    }

    fn find(&self, tenant: &str, field: &str, token: Digest) -> Result<Vec<Box<str>>, StoreError> {
        let cases = self.tenant(tenant).into_iter().flat_map(|t| &t.cases);
        let found = cases.filter(|(_, kept)| kept.index.get(field).is_some_and(|tokens| tokens.contains(&token)));
        Ok(found.map(|(case, _)| case.clone()).collect())
    }

    fn claim(
        &mut self,
        tenant: &str,
        lane: Lane,
        now: Timestamp,
        lease: i64,
        limit: usize,
    ) -> Result<Vec<Claimed>, StoreError> {
        let free = self.tenant_mut(tenant).outbox.values_mut().filter(|q| q.row.lane == lane && q.free <= now);
        Ok(free
            .take(limit)
            .map(|queued| {
                queued.attempt += 1;
                queued.free = now.plus(lease);
                queued.claimed()
            })
            .collect())
    }

    fn acknowledge(&mut self, tenant: &str, id: &EffectId, attempt: u32) -> Result<bool, StoreError> {
        let tenant = self.tenant_mut(tenant);
        let at = tenant.attempt(id, attempt).map(|(at, _)| at);
        Ok(at.is_some_and(|at| tenant.outbox.remove(&at).is_some()))
    }

    fn put_back(
        &mut self,
        tenant: &str,
        id: &EffectId,
        attempt: u32,
        again: Timestamp,
        error: &str,
    ) -> Result<bool, StoreError> {
        let Some((_, queued)) = self.tenant_mut(tenant).attempt(id, attempt) else { return Ok(false) };
        queued.free = again;
        queued.last_error = Some(error.into());
        Ok(true)
    }

    fn outbox(&self, tenant: &str, lane: Lane) -> Result<Vec<Claimed>, StoreError> {
        let all = self.tenant(tenant).into_iter().flat_map(|t| t.outbox.values());
        Ok(all.filter(|q| q.row.lane == lane).map(Queued::claimed).collect())
    }

    fn publish(&mut self, tenant: &str, definition: &Definition) -> Result<Published, StoreError> {
        let all = &mut self.tenant_mut(tenant).definitions;
        let of_version = |d: &&Definition| d.procedure == definition.procedure && d.version == definition.version;
        let mut others = all.iter().filter(of_version);
        if others.clone().any(|d| d.pins == definition.pins) {
            return Ok(Published::Same);
        }
        if let Some(other) = others.find(|d| d.version > 0 && d.pins.procedure != definition.pins.procedure) {
            return Ok(Published::Taken(other.pins.procedure));
        }
        all.push(definition.clone());
        all.sort_by(|a, b| (&a.procedure, a.version, a.published).cmp(&(&b.procedure, b.version, b.published)));
        Ok(Published::New)
    }

    fn definitions(&self, tenant: &str, procedure: Option<&str>) -> Result<Vec<Definition>, StoreError> {
        let all = self.tenant(tenant).into_iter().flat_map(|t| &t.definitions);
        Ok(all.filter(|d| procedure.is_none_or(|p| *p == *d.procedure)).cloned().collect())
    }

    fn put_file(&mut self, digest: Digest, bytes: &[u8]) -> Result<(), StoreError> {
        self.files.entry(digest).or_insert_with(|| bytes.into());
        Ok(())
    }

    fn file(&self, digest: Digest) -> Result<Option<Box<[u8]>>, StoreError> {
        Ok(self.files.get(&digest).cloned())
    }

    fn pass_duty(&mut self, tenant: &str, duty: &Duty) -> Result<(), StoreError> {
        let tenant = self.tenant_mut(tenant);
        let handover = duty.by.handover();
        if handover.is_none() || tenant.duties.iter().all(|d| d.by != duty.by) {
            tenant.duties.push(duty.clone());
        }
        if let Some(id) = handover {
            tenant.outbox.retain(|_, queued| queued.row.id != *id);
        }
        Ok(())
    }

    fn duties(&self, tenant: &str, duty: Option<&str>) -> Result<Vec<Duty>, StoreError> {
        let all = self.tenant(tenant).into_iter().flat_map(|t| &t.duties);
        Ok(all.filter(|d| duty.is_none_or(|one| *one == *d.duty)).cloned().collect())
    }

    fn duties_at(&self, tenant: &str, at: Timestamp) -> Result<Vec<Duty>, StoreError> {
        let mut latest: BTreeMap<&str, &Duty> = BTreeMap::new();
        for duty in self.tenant(tenant).into_iter().flat_map(|t| &t.duties).filter(|d| d.since <= at) {
            let kept = latest.entry(&duty.duty).or_insert(duty);
            if duty.since >= kept.since {
                *kept = duty;
            }
        }
        Ok(latest.into_values().cloned().collect())
    }

    fn turns(&self, tenant: &str, list: &str) -> Result<Vec<(Box<str>, i64)>, StoreError> {
        Ok(self.tenant(tenant).and_then(|t| t.picks.get(list)).cloned().unwrap_or_default())
    }

    fn last_number(&self, tenant: &str, series: &str) -> Result<u64, StoreError> {
        Ok(self.tenant(tenant).and_then(|t| t.numbers.get(series)).copied().unwrap_or(0))
    }

    fn last_now(&self, tenant: &str) -> Result<Option<Timestamp>, StoreError> {
        Ok(self.tenant(tenant).and_then(|t| t.now))
    }

    fn note_now(&mut self, tenant: &str, now: Timestamp) -> Result<(), StoreError> {
        let tenant = self.tenant_mut(tenant);
        tenant.now = tenant.now.max(Some(now));
        Ok(())
    }

    fn secret(&mut self, fresh: [u8; 32]) -> Result<[u8; 32], StoreError> {
        Ok(*self.secret.get_or_insert(fresh))
    }

    fn disclosures(&self, key: &CaseKey) -> Result<Vec<Disclosure>, StoreError> {
        let mut all = self.kept(key).map_or_else(Vec::new, |k| k.disclosures.clone());
        all.sort_by(|a, b| (a.seq, &a.field, a.commitment).cmp(&(b.seq, &b.field, b.commitment)));
        Ok(all)
    }

    fn seal(&mut self) -> Result<u64, StoreError> {
        let mut sealed: BTreeMap<CaseKey, Seq> = BTreeMap::new();
        for leaf in &self.tree {
            sealed.insert(leaf.key.clone(), leaf.seq);
        }
        let mut at = u64::try_from(self.tree.len()).unwrap_or(u64::MAX);
        for (tenant, kept) in &self.tenants {
            for (case, kept) in &kept.cases {
                let key = CaseKey::new(tenant, case);
                let last = sealed.get(&key).map_or(0, |seq| seq.0);
                for (seq, line) in (1..).zip(&kept.records).filter(|(seq, _)| *seq > last) {
                    let hash = guicheng_history::leaf_hash(line.as_bytes());
                    self.tree.push(Leaf { at, key: key.clone(), seq: Seq(seq), hash });
                    at += 1;
                }
            }
        }
        Ok(at)
    }

    fn leaves(&self, from: u64, limit: usize) -> Result<Vec<Leaf>, StoreError> {
        Ok(self.tree.iter().filter(|leaf| leaf.at >= from).take(limit).cloned().collect())
    }

    fn positions(&self, key: &CaseKey) -> Result<Vec<Position>, StoreError> {
        let own = self.tree.iter().filter(|leaf| leaf.key == *key);
        Ok(own.map(|Leaf { at, seq, hash, .. }| Position { at: *at, seq: *seq, hash: *hash }).collect())
    }

    fn roots(&self, height: u8, from: u64, limit: usize) -> Result<Vec<Digest>, StoreError> {
        if height == 0 {
            return Ok(self.tree.iter().filter(|leaf| leaf.at >= from).take(limit).map(|leaf| leaf.hash).collect());
        }
        Ok(self.roots.range((height, from)..=(height, u64::MAX)).take(limit).map(|(_, root)| *root).collect())
    }

    fn rooted(&self, height: u8) -> Result<u64, StoreError> {
        let many = match height {
            0 => self.tree.len(),
            _ => self.roots.range((height, 0)..=(height, u64::MAX)).count(),
        };
        Ok(u64::try_from(many).unwrap_or(u64::MAX))
    }

    fn put_roots(&mut self, height: u8, from: u64, roots: &[Digest]) -> Result<(), StoreError> {
        for (place, root) in (from..).zip(roots) {
            self.roots.entry((height, place)).or_insert(*root);
        }
        Ok(())
    }

    fn put_note(&mut self, note: &Note) -> Result<(), StoreError> {
        self.notes.push(note.clone());
        Ok(())
    }

    fn notes(&self, kind: &str) -> Result<Vec<Note>, StoreError> {
        Ok(self.notes.iter().filter(|note| *note.kind == *kind).cloned().collect())
    }

    fn scrub(&mut self) -> Result<(), StoreError> {
        Ok(())
    }

    fn erase(&mut self, key: &CaseKey, commitments: &[Digest]) -> Result<Erased, StoreError> {
        Ok(self.tenant_mut(&key.tenant).erase(&key.case, commitments))
    }
}

fn meant(row: &WorkRow, query: &WorkQuery) -> bool {
    match query {
        WorkQuery::All => true,
        WorkQuery::Case(case) => row.case == *case,
        WorkQuery::Held(person) => row.holder.as_ref() == Some(person),
        WorkQuery::Offered(sources) => row.holder.is_none() && row.who.iter().any(|who| sources.contains(who)),
    }
}
