//! The port over SQLite.

use crate::{
    SqliteStore, commit,
    open::failed,
    read::{self, DEFINITION, DUTY, HEAD, OUTBOX, WORK},
    tree, words,
};
use guicheng_core::{Digest, Seq, Timestamp};
use guicheng_store::{
    Answered, CaseKey, CaseQuery, CaseRow, Claimed, Commit, Definition, Disclosure, Duty, DutyBy, EffectId, Erased,
    Lane, Leaf, Loaded, Note, Outcome, Position, Published, Store, StoreError, Wake, WorkQuery, WorkRow,
};
use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior, params, params_from_iter};

/// Sources asked for in one query; more are asked for in turn.
const SOURCES: usize = 500;

impl SqliteStore {
    /// One act: written and synced as a whole, or not at all.
    fn act<T>(
        &mut self,
        doing: &'static str,
        run: impl FnOnce(&Transaction<'_>) -> rusqlite::Result<T>,
    ) -> Result<T, StoreError> {
        let act = self.db.transaction_with_behavior(TransactionBehavior::Immediate).map_err(failed(doing))?;
        let done = run(&act).map_err(failed(doing))?;
        act.commit().map_err(failed(doing))?;
        Ok(done)
    }
}

impl SqliteStore {
    /// Empties the log, which may still hold what was deleted.
    fn empty_log(&self, doing: &'static str) -> Result<(), StoreError> {
        let busy = self.db.query_row("PRAGMA wal_checkpoint(TRUNCATE)", (), |row| row.get::<_, i64>(0));
        match busy.map_err(failed(doing))? {
            0 => Ok(()),
            _ => Err(StoreError::Failed { doing, source: "another process is reading the file".into() }),
        }
    }

    fn write_all(&mut self, group: &[Commit]) -> Result<Vec<Outcome>, StoreError> {
        let Self { db, listed } = self;
        let act = db.transaction_with_behavior(TransactionBehavior::Immediate).map_err(failed("committing"))?;
        let outcomes = group.iter().map(|one| commit::commit(&act, one, listed)).collect::<Result<Vec<_>, _>>();
        let done = outcomes.and_then(|done| act.commit().map(|()| done).map_err(failed("committing")));
        if done.is_err() {
            listed.forget();
        }
        done
    }
}

impl Store for SqliteStore {
    fn commit_all(&mut self, group: &[Commit]) -> Result<Vec<Outcome>, StoreError> {
        if group.is_empty() {
            return Ok(Vec::new());
        }
        let erases = group.iter().any(|commit| !commit.erase.is_empty());
        if erases {
            self.db.pragma_update(None, "secure_delete", true).map_err(failed("committing"))?;
        }
        let done = self.write_all(group);
        if erases {
            self.db.pragma_update(None, "secure_delete", false).map_err(failed("committing"))?;
        }
        done
    }

    fn answered(&self, tenant: &str, case: Option<&str>, key: &str) -> Result<Option<Answered>, StoreError> {
        read::answered(&self.db, tenant, case, key)
    }

    fn load(&self, key: &CaseKey) -> Result<Option<Loaded>, StoreError> {
        let sql = format!(
            "SELECT {HEAD}, seq, snapshot FROM cases JOIN snapshots USING (tenant, case_id)
             WHERE tenant = ?1 AND case_id = ?2"
        );
        let loaded = read::rows(&self.db, &sql, params![key.tenant, key.case], |row| {
            Ok(Loaded { head: read::head(row)?, seq: Seq(row.get(12)?), snapshot: row.get(13)? })
        });
        Ok(loaded.map_err(failed("loading a case"))?.pop())
    }

    fn history(&self, key: &CaseKey, after: Seq) -> Result<Vec<Box<str>>, StoreError> {
        const SQL: &str = "SELECT line FROM records WHERE tenant = ?1 AND case_id = ?2 AND seq > ?3 ORDER BY seq";
        let lines = read::rows(&self.db, SQL, params![key.tenant, key.case, after.0], |row| row.get(0));
        lines.map_err(failed("reading a history"))
    }

    fn due(&self, tenant: &str, now: Timestamp, limit: usize) -> Result<Vec<Wake>, StoreError> {
        const SQL: &str = "SELECT next_due, case_id, seq FROM cases
            WHERE tenant = ?1 AND next_due IS NOT NULL AND next_due <= ?2 ORDER BY next_due, case_id LIMIT ?3";
        let wakes = read::rows(&self.db, SQL, params![tenant, now.0, bounded(limit)], |row| {
            Ok(Wake { at: Timestamp(row.get(0)?), case: row.get(1)?, seq: Seq(row.get(2)?) })
        });
        wakes.map_err(failed("looking for what is due"))
    }

    fn next_due(&self, tenant: &str) -> Result<Option<Timestamp>, StoreError> {
        Ok(self.due(tenant, Timestamp::NEVER, 1)?.first().map(|wake| wake.at))
    }

    fn cases(&self, tenant: &str, query: &CaseQuery) -> Result<Vec<CaseRow>, StoreError> {
        let sql = format!(
            "SELECT {HEAD}, case_id, seq FROM cases WHERE tenant = ?1 AND (?2 IS NULL OR procedure = ?2)
             AND (?3 IS NULL OR status = ?3) AND case_id > ?4 ORDER BY case_id LIMIT ?5"
        );
        let limit = bounded(query.limit.unwrap_or(usize::MAX));
        let status = query.status.map(words::status);
        let after = query.after.as_deref().unwrap_or("");
        read::rows(&self.db, &sql, params![tenant, query.procedure, status, after, limit], read::case)
            .map_err(failed("listing cases"))
    }

    fn open_work(&self, tenant: &str, query: &WorkQuery) -> Result<Vec<WorkRow>, StoreError> {
        open_work(&self.db, tenant, query).map_err(failed("listing open work"))
    }

    fn find(&self, tenant: &str, field: &str, token: Digest) -> Result<Vec<Box<str>>, StoreError> {
        const SQL: &str = "SELECT case_id FROM tokens WHERE tenant = ?1 AND field = ?2 AND token = ?3 ORDER BY case_id";
        read::rows(&self.db, SQL, params![tenant, field, token.0], |row| row.get(0)).map_err(failed("finding cases"))
    }

    fn claim(
        &mut self,
        tenant: &str,
        lane: Lane,
        now: Timestamp,
        lease: i64,
        limit: usize,
    ) -> Result<Vec<Claimed>, StoreError> {
        const FREE: &str = "SELECT position FROM outbox
            WHERE tenant = ?1 AND lane = ?2 AND free_at <= ?3 ORDER BY position LIMIT ?4";
        let free = |db: &Connection| -> rusqlite::Result<Vec<i64>> {
            read::rows(db, FREE, params![tenant, words::lane(lane), now.0, bounded(limit)], |row| row.get(0))
        };
        if free(&self.db).map_err(failed("looking at the outbox"))?.is_empty() {
            return Ok(Vec::new());
        }
        let take =
            format!("UPDATE outbox SET attempt = attempt + 1, free_at = ?2 WHERE position = ?1 RETURNING {OUTBOX}");
        self.act("claiming effects", |act| {
            let taken = free(act)?.into_iter().map(|position| {
                act.prepare_cached(&take)?.query_row(params![position, now.plus(lease).0], read::claimed)
            });
            taken.collect()
        })
    }

    fn acknowledge(&mut self, tenant: &str, id: &EffectId, attempt: u32) -> Result<bool, StoreError> {
        const SQL: &str = "DELETE FROM outbox
            WHERE tenant = ?1 AND case_id = ?2 AND seq = ?3 AND part = ?4 AND attempt = ?5";
        self.act("acknowledging an effect", |act| {
            let gone = act.prepare_cached(SQL)?.execute(params![tenant, id.case, id.seq.0, id.index, attempt])?;
            Ok(gone > 0)
        })
    }

    fn put_back(
        &mut self,
        tenant: &str,
        id: &EffectId,
        attempt: u32,
        again: Timestamp,
        error: &str,
    ) -> Result<bool, StoreError> {
        const SQL: &str = "UPDATE outbox SET free_at = ?6, last_error = ?7
            WHERE tenant = ?1 AND case_id = ?2 AND seq = ?3 AND part = ?4 AND attempt = ?5";
        self.act("putting an effect back", |act| {
            let changed = act
                .prepare_cached(SQL)?
                .execute(params![tenant, id.case, id.seq.0, id.index, attempt, again.0, error])?;
            Ok(changed > 0)
        })
    }

    fn outbox(&self, tenant: &str, lane: Lane) -> Result<Vec<Claimed>, StoreError> {
        let sql = format!("SELECT {OUTBOX} FROM outbox WHERE tenant = ?1 AND lane = ?2 ORDER BY position");
        read::rows(&self.db, &sql, params![tenant, words::lane(lane)], read::claimed)
            .map_err(failed("looking at the outbox"))
    }

    fn publish(&mut self, tenant: &str, definition: &Definition) -> Result<Published, StoreError> {
        self.act("publishing", |act| publish(act, tenant, definition))
    }

    fn definitions(&self, tenant: &str, procedure: Option<&str>) -> Result<Vec<Definition>, StoreError> {
        definitions(&self.db, tenant, procedure).map_err(failed("reading definitions"))
    }

    fn put_file(&mut self, digest: Digest, bytes: &[u8]) -> Result<(), StoreError> {
        const SQL: &str = "INSERT OR IGNORE INTO files (digest, bytes) VALUES (?1, ?2)";
        self.act("keeping a file", |act| act.execute(SQL, params![digest.0, bytes]).map(|_| ()))
    }

    fn file(&self, digest: Digest) -> Result<Option<Box<[u8]>>, StoreError> {
        let find = "SELECT bytes FROM files WHERE digest = ?1";
        self.db.query_row(find, [digest.0], |row| row.get(0)).optional().map_err(failed("reading a file"))
    }

    fn pass_duty(&mut self, tenant: &str, duty: &Duty) -> Result<(), StoreError> {
        const SQL: &str =
            "INSERT OR IGNORE INTO duties (tenant, duty, person, since, by_case, by_seq, by_part, set_by, reason)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";
        let (set_by, reason) = match &duty.by {
            DutyBy::Handover(_) => (None, None),
            DutyBy::Set { person, reason } => (Some(person), Some(reason)),
        };
        self.act("passing a duty", |act| {
            let by = duty.by.handover();
            let (case, seq, part) = (by.map(|id| &id.case), by.map(|id| id.seq.0), by.map(|id| id.index));
            act.execute(SQL, params![tenant, duty.duty, duty.person, duty.since.0, case, seq, part, set_by, reason])?;
            by.map_or(Ok(()), |id| commit::acknowledge(act, tenant, id))
        })
    }

    fn duties(&self, tenant: &str, duty: Option<&str>) -> Result<Vec<Duty>, StoreError> {
        let sql =
            format!("SELECT {DUTY} FROM duties WHERE tenant = ?1 AND (?2 IS NULL OR duty = ?2) ORDER BY position");
        read::rows(&self.db, &sql, params![tenant, duty], read::duty).map_err(failed("reading duties"))
    }

    fn duties_at(&self, tenant: &str, at: Timestamp) -> Result<Vec<Duty>, StoreError> {
        let sql = format!(
            "SELECT {DUTY} FROM (SELECT DISTINCT duty AS of FROM duties WHERE tenant = ?1) JOIN duties ON position =
                 (SELECT position FROM duties WHERE tenant = ?1 AND duty = of AND since <= ?2
                  ORDER BY since DESC, position DESC LIMIT 1)
             ORDER BY duty"
        );
        read::rows(&self.db, &sql, params![tenant, at.0], read::duty).map_err(failed("reading duties"))
    }

    fn turns(&self, tenant: &str, list: &str) -> Result<Vec<(Box<str>, i64)>, StoreError> {
        const SQL: &str = "SELECT person, turn FROM picks WHERE tenant = ?1 AND list = ?2 ORDER BY turn";
        read::rows(&self.db, SQL, params![tenant, list], |row| Ok((row.get(0)?, row.get(1)?)))
            .map_err(failed("reading turns"))
    }

    fn last_number(&self, tenant: &str, series: &str) -> Result<u64, StoreError> {
        const SQL: &str = "SELECT last FROM numbers WHERE tenant = ?1 AND series = ?2";
        let find: Option<i64> = self
            .db
            .query_row(SQL, params![tenant, series], |row| row.get(0))
            .optional()
            .map_err(failed("reading a number"))?;
        Ok(find.and_then(|n| u64::try_from(n).ok()).unwrap_or(0))
    }

    fn last_now(&self, tenant: &str) -> Result<Option<Timestamp>, StoreError> {
        const SQL: &str = "SELECT value FROM meta WHERE tenant = ?1 AND name = 'now'";
        let find = self.db.query_row(SQL, [tenant], |row| row.get(0).map(Timestamp));
        find.optional().map_err(failed("reading the last instant"))
    }

    fn note_now(&mut self, tenant: &str, now: Timestamp) -> Result<(), StoreError> {
        if self.last_now(tenant)?.is_some_and(|last| last >= now) {
            return Ok(());
        }
        self.act("noting the instant", |act| commit::note_now(act, tenant, now))
    }

    fn secret(&mut self, fresh: [u8; 32]) -> Result<[u8; 32], StoreError> {
        if self.db.is_readonly(rusqlite::MAIN_DB).map_err(failed("reading the secret"))? {
            const SQL: &str = "SELECT value FROM meta WHERE tenant = '' AND name = 'secret'";
            let kept = self.db.query_row(SQL, (), |row| row.get(0)).optional();
            return Ok(kept.map_err(failed("reading the secret"))?.unwrap_or(fresh));
        }
        self.act("reading the secret", |act| {
            act.execute("INSERT OR IGNORE INTO meta (tenant, name, value) VALUES ('', 'secret', ?1)", [fresh])?;
            act.query_row("SELECT value FROM meta WHERE tenant = '' AND name = 'secret'", (), |row| row.get(0))
        })
    }

    fn disclosures(&self, key: &CaseKey) -> Result<Vec<Disclosure>, StoreError> {
        const SQL: &str = "SELECT commitment, seq, field, salt, value FROM disclosures
            WHERE tenant = ?1 AND case_id = ?2 ORDER BY seq, field, commitment";
        read::rows(&self.db, SQL, params![key.tenant, key.case], read::disclosure)
            .map_err(failed("reading disclosures"))
    }

    fn seal(&mut self) -> Result<u64, StoreError> {
        self.act("sealing records", |act| tree::seal(act))
    }

    fn leaves(&self, from: u64, limit: usize) -> Result<Vec<Leaf>, StoreError> {
        tree::leaves(&self.db, from, bounded(limit)).map_err(failed("reading the tree"))
    }

    fn positions(&self, key: &CaseKey) -> Result<Vec<Position>, StoreError> {
        tree::of_case(&self.db, key).map_err(failed("reading the tree"))
    }

    fn roots(&self, height: u8, from: u64, limit: usize) -> Result<Vec<Digest>, StoreError> {
        tree::roots(&self.db, height, from, bounded(limit)).map_err(failed("reading the tree"))
    }

    fn rooted(&self, height: u8) -> Result<u64, StoreError> {
        tree::rooted(&self.db, height).map_err(failed("reading the tree"))
    }

    fn put_roots(&mut self, height: u8, from: u64, roots: &[Digest]) -> Result<(), StoreError> {
        self.act("keeping roots of the tree", |act| tree::put_roots(act, height, from, roots))
    }

    fn put_note(&mut self, note: &Note) -> Result<(), StoreError> {
        self.act("keeping a note", |act| tree::put_note(act, note))
    }

    fn notes(&self, kind: &str) -> Result<Vec<Note>, StoreError> {
        self.read_notes(kind)
    }

    fn erase(&mut self, key: &CaseKey, commitments: &[Digest]) -> Result<Erased, StoreError> {
        const DOING: &str = "erasing";
        // Deleted bytes are overwritten, and the log that may still hold them is emptied.
        self.db.pragma_update(None, "secure_delete", true).map_err(failed(DOING))?;
        let erased = self.act(DOING, |act| commit::erase(act, key, commitments));
        self.db.pragma_update(None, "secure_delete", false).map_err(failed(DOING))?;
        self.empty_log(DOING)?;
        erased
    }

    fn scrub(&mut self) -> Result<(), StoreError> {
        const DOING: &str = "sweeping the file";
        // Pages that were split long ago may still hold bytes of rows that are gone: the file is written anew.
        self.db.execute_batch("VACUUM").map_err(failed(DOING))?;
        self.empty_log(DOING)
    }
}

fn bounded(limit: usize) -> i64 {
    i64::try_from(limit).unwrap_or(i64::MAX)
}

fn open_work(db: &Connection, tenant: &str, query: &WorkQuery) -> rusqlite::Result<Vec<WorkRow>> {
    const ORDER: &str = "ORDER BY opened_at, case_id, work";
    let sql = |test: &str| format!("SELECT {WORK} FROM work WHERE tenant = ?1 {test} {ORDER}");
    match query {
        WorkQuery::All => read::rows(db, &sql(""), [tenant], read::work),
        WorkQuery::Case(case) => read::work_of_case(db, tenant, case),
        WorkQuery::Held(person) => read::rows(db, &sql("AND holder = ?2"), params![tenant, person], read::work),
        WorkQuery::Offered(sources) => {
            let mut all = Vec::new();
            for some in sources.chunks(SOURCES) {
                let marks = vec!["?"; some.len()].join(", ");
                let sql = sql(&format!(
                    "AND holder IS NULL AND (case_id, work) IN
                       (SELECT case_id, work FROM work_who WHERE tenant = ?1 AND who IN ({marks}))"
                ));
                let values = core::iter::once(tenant).chain(some.iter().map(|s| &**s));
                let mut find = db.prepare(&sql)?;
                let found = find.query_map(params_from_iter(values), read::work)?;
                all.extend(found.collect::<rusqlite::Result<Vec<_>>>()?);
            }
            all.sort_by(|a, b| (a.opened_at, &a.case, a.work).cmp(&(b.opened_at, &b.case, b.work)));
            all.dedup();
            Ok(all)
        }
    }
}

fn definitions(db: &Connection, tenant: &str, procedure: Option<&str>) -> rusqlite::Result<Vec<Definition>> {
    let sql = format!(
        "SELECT {DEFINITION} FROM definitions WHERE tenant = ?1 AND (?2 IS NULL OR procedure = ?2)
         ORDER BY procedure, version, published"
    );
    read::rows(db, &sql, params![tenant, procedure], read::definition)
}

fn publish(act: &Transaction<'_>, tenant: &str, definition: &Definition) -> rusqlite::Result<Published> {
    let of_procedure = definitions(act, tenant, Some(&definition.procedure))?;
    let of_version = || of_procedure.iter().filter(|d| d.version == definition.version);
    if of_version().any(|d| d.pins == definition.pins) {
        return Ok(Published::Same);
    }
    if let Some(other) = of_version().find(|d| d.version > 0 && d.pins.procedure != definition.pins.procedure) {
        return Ok(Published::Taken(other.pins.procedure));
    }
    act.execute(
        &format!("INSERT INTO definitions (tenant, {DEFINITION}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)"),
        params![
            tenant,
            definition.procedure,
            definition.version,
            definition.pins.procedure.0,
            definition.pins.calendars.0,
            definition.pins.zone.0,
            definition.effective.0,
            definition.published.0,
            definition.by,
            definition.source
        ],
    )?;
    Ok(Published::New)
}
