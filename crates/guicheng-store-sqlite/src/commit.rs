//! Writing a commit inside a transaction.

use crate::{listed::Listed, open::failed, read, words};
use guicheng_core::{Digest, Seq, Timestamp, WorkId};
use guicheng_store::{CaseKey, Commit, EffectId, Erased, Outcome, Receipt, StoreError, WorkRow};
use rusqlite::{Connection, OptionalExtension, ToSql, params, params_from_iter};

const DOING: &str = "committing";

/// Judges a commit and writes it, or leaves everything as it was. The statements that write the command and the head judge
/// at the same time: nothing is looked up before it.
pub(crate) fn commit(db: &Connection, commit: &Commit, listed: &mut Listed) -> Result<Outcome, StoreError> {
    let receipt = commit.check()?;
    if !command(db, commit, &receipt).map_err(failed(DOING))? {
        return known(db, commit);
    }
    if !head(db, commit, &receipt).map_err(failed(DOING))? {
        forget_command(db, commit).map_err(failed(DOING))?;
        return Ok(Outcome::Conflict(seq_of(db, commit).map_err(failed(DOING))?));
    }
    write(db, commit, &receipt, listed).map_err(failed(DOING))?;
    Ok(Outcome::Committed(receipt))
}

/// The first answer to a command that was answered before.
fn known(db: &Connection, commit: &Commit) -> Result<Outcome, StoreError> {
    const LOST: StoreError = StoreError::Damaged("a command without an answer");
    let command = commit.command.as_ref().ok_or(LOST)?;
    let case = (commit.expected.0 > 0).then_some(&*commit.key.case);
    let answered = read::answered(db, &commit.key.tenant, case, &command.key)?;
    Ok(answered.ok_or(LOST)?.outcome(command))
}

fn seq_of(db: &Connection, commit: &Commit) -> rusqlite::Result<Seq> {
    let mut find = db.prepare_cached("SELECT seq FROM cases WHERE tenant = ?1 AND case_id = ?2")?;
    let seq = find.query_row(params![commit.key.tenant, commit.key.case], |row| row.get(0)).optional()?;
    Ok(Seq(seq.unwrap_or(0)))
}

fn write(db: &Connection, commit: &Commit, receipt: &Receipt, listed: &mut Listed) -> rusqlite::Result<()> {
    records(db, commit)?;
    snapshot(db, commit)?;
    work(db, commit, receipt, listed)?;
    outbox(db, commit)?;
    disclosures(db, commit)?;
    tokens(db, commit)?;
    if !commit.erase.is_empty() {
        erase(db, &commit.key, &commit.erase)?;
    }
    rest(db, commit)
}

fn records(db: &Connection, commit: &Commit) -> rusqlite::Result<()> {
    let mut insert = db.prepare_cached("INSERT INTO records (tenant, case_id, seq, line) VALUES (?1, ?2, ?3, ?4)")?;
    for (seq, line) in (commit.expected.0 + 1..).zip(&commit.records) {
        insert.execute(params![commit.key.tenant, commit.key.case, seq, line])?;
    }
    Ok(())
}

/// False: the case does not stand where the commit was decided upon, and nothing was written.
fn head(db: &Connection, commit: &Commit, receipt: &Receipt) -> rusqlite::Result<bool> {
    const OPEN: &str = "INSERT INTO cases (tenant, case_id, seq, procedure, version, pin_procedure, pin_calendars,
           pin_zone, status, held, escalated, opened_at, closed_at, next_due, link)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15) ON CONFLICT DO NOTHING";
    const MOVE: &str = "UPDATE cases SET seq = ?3, procedure = ?4, version = ?5, pin_procedure = ?6,
           pin_calendars = ?7, pin_zone = ?8, status = ?9, held = ?10, escalated = ?11, opened_at = ?12,
           closed_at = ?13, next_due = ?14, link = ?15
         WHERE tenant = ?1 AND case_id = ?2 AND seq = ?16 AND link = ?17";
    let opens = commit.expected.0 == 0;
    let head = &commit.head;
    let mut write = db.prepare_cached(if opens { OPEN } else { MOVE })?;
    let values: [&dyn ToSql; 15] = [
        &commit.key.tenant,
        &commit.key.case,
        &receipt.last.0,
        &head.procedure,
        &head.version,
        &head.pins.procedure.0,
        &head.pins.calendars.0,
        &head.pins.zone.0,
        &words::status(head.status),
        &head.held,
        &head.escalated,
        &head.opened_at.0,
        &head.closed_at.map(|at| at.0),
        &head.next_due.map(|at| at.0),
        &head.link.0,
    ];
    let found_by: [&dyn ToSql; 2] = [&commit.expected.0, &commit.prev.0];
    let found_by = found_by.into_iter().filter(|_| !opens);
    Ok(write.execute(params_from_iter(values.into_iter().chain(found_by)))? > 0)
}

fn snapshot(db: &Connection, commit: &Commit) -> rusqlite::Result<()> {
    const SQL: &str = "INSERT INTO snapshots (tenant, case_id, snapshot) VALUES (?1, ?2, ?3)
         ON CONFLICT (tenant, case_id) DO UPDATE SET snapshot = excluded.snapshot";
    db.prepare_cached(SQL)?.execute(params![commit.key.tenant, commit.key.case, commit.snapshot])?;
    Ok(())
}

/// Under which case a command is known; an opening under the empty one.
fn known_under(commit: &Commit) -> &str {
    if commit.expected.0 == 0 { "" } else { &commit.key.case }
}

/// False: its key is known already, and nothing was written.
fn command(db: &Connection, commit: &Commit, receipt: &Receipt) -> rusqlite::Result<bool> {
    const SQL: &str = "INSERT INTO commands (tenant, case_id, key, content, answered_case, first, last)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT DO NOTHING";
    let Some(command) = &commit.command else { return Ok(true) };
    let written = db.prepare_cached(SQL)?.execute(params![
        commit.key.tenant,
        known_under(commit),
        command.key,
        command.content.0,
        receipt.case,
        receipt.first.0,
        receipt.last.0
    ])?;
    Ok(written > 0)
}

fn forget_command(db: &Connection, commit: &Commit) -> rusqlite::Result<()> {
    const SQL: &str = "DELETE FROM commands WHERE tenant = ?1 AND case_id = ?2 AND key = ?3";
    if let Some(command) = &commit.command {
        db.prepare_cached(SQL)?.execute(params![commit.key.tenant, known_under(commit), command.key])?;
    }
    Ok(())
}

/// Writes only the rows that changed: most commands leave most open work as it was.
fn work(db: &Connection, commit: &Commit, receipt: &Receipt, listed: &mut Listed) -> rusqlite::Result<()> {
    let before = match listed.take(commit) {
        Some(rows) => rows,
        None if commit.expected.0 == 0 => Vec::new(),
        None => read::work_of_case(db, &commit.key.tenant, &commit.key.case)?,
    };
    for row in before.iter().filter(|row| !commit.work.iter().any(|other| alike(row, other))) {
        forget_work(db, commit, row)?;
    }
    for row in commit.work.iter().filter(|row| !before.iter().any(|other| alike(row, other))) {
        insert_work(db, commit, row)?;
    }
    listed.put(commit, receipt.last);
    Ok(())
}

/// Whether two rows of one case list the same; the case's id may not be filled in yet.
fn alike(a: &WorkRow, b: &WorkRow) -> bool {
    let WorkRow { case: _, work, card, item, state, held, holder, who, opened_at, due } = a;
    (*work, *item, *state, *held, *opened_at, *due) == (b.work, b.item, b.state, b.held, b.opened_at, b.due)
        && (card, holder, who) == (&b.card, &b.holder, &b.who)
}

fn forget_work(db: &Connection, commit: &Commit, row: &WorkRow) -> rusqlite::Result<()> {
    let WorkId(work) = row.work;
    db.prepare_cached("DELETE FROM work WHERE tenant = ?1 AND case_id = ?2 AND work = ?3")?.execute(params![
        commit.key.tenant,
        commit.key.case,
        work
    ])?;
    let mut forget =
        db.prepare_cached("DELETE FROM work_who WHERE tenant = ?1 AND who = ?2 AND case_id = ?3 AND work = ?4")?;
    for who in &row.who {
        forget.execute(params![commit.key.tenant, who, commit.key.case, work])?;
    }
    Ok(())
}

fn insert_work(db: &Connection, commit: &Commit, row: &WorkRow) -> rusqlite::Result<()> {
    db.prepare_cached(
        "INSERT INTO work (tenant, case_id, work, card, item, state, held, holder, who, opened_at, due)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
    )?
    .execute(params![
        commit.key.tenant,
        commit.key.case,
        row.work.0,
        row.card,
        row.item,
        words::state(row.state),
        row.held,
        row.holder,
        row.who.join("\n"),
        row.opened_at.0,
        row.due.map(|t| t.0)
    ])?;
    let mut insert =
        db.prepare_cached("INSERT OR IGNORE INTO work_who (tenant, who, case_id, work) VALUES (?1, ?2, ?3, ?4)")?;
    for who in &row.who {
        insert.execute(params![commit.key.tenant, who, commit.key.case, row.work.0])?;
    }
    Ok(())
}

fn outbox(db: &Connection, commit: &Commit) -> rusqlite::Result<()> {
    let mut insert = db.prepare_cached(
        "INSERT INTO outbox (tenant, case_id, seq, part, lane, kind, body) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?;
    for row in &commit.outbox {
        let EffectId { case, seq, index } = &row.id;
        insert.execute(params![commit.key.tenant, case, seq.0, index, words::lane(row.lane), row.kind, row.body])?;
    }
    if let Some(id) = &commit.handled {
        acknowledge(db, &commit.key.tenant, id)?;
    }
    Ok(())
}

/// Takes a request out of the outbox, whoever has it.
pub(crate) fn acknowledge(db: &Connection, tenant: &str, id: &EffectId) -> rusqlite::Result<()> {
    db.prepare_cached("DELETE FROM outbox WHERE tenant = ?1 AND case_id = ?2 AND seq = ?3 AND part = ?4")?
        .execute(params![tenant, id.case, id.seq.0, id.index])?;
    Ok(())
}

fn disclosures(db: &Connection, commit: &Commit) -> rusqlite::Result<()> {
    let mut insert = db.prepare_cached(
        "INSERT OR REPLACE INTO disclosures (tenant, case_id, commitment, seq, field, salt, value)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?;
    for d in &commit.disclosures {
        insert.execute(params![
            commit.key.tenant,
            commit.key.case,
            d.commitment.0,
            d.seq.0,
            d.field,
            d.salt,
            d.value
        ])?;
    }
    Ok(())
}

fn tokens(db: &Connection, commit: &Commit) -> rusqlite::Result<()> {
    for (field, tokens) in &commit.index {
        db.prepare_cached("DELETE FROM tokens WHERE tenant = ?1 AND case_id = ?2 AND field = ?3")?.execute(params![
            commit.key.tenant,
            commit.key.case,
            field
        ])?;
        let mut insert =
            db.prepare_cached("INSERT OR IGNORE INTO tokens (tenant, field, token, case_id) VALUES (?1, ?2, ?3, ?4)")?;
        for token in tokens {
            insert.execute(params![commit.key.tenant, field, token.0, commit.key.case])?;
        }
    }
    Ok(())
}

fn rest(db: &Connection, commit: &Commit) -> rusqlite::Result<()> {
    for (list, person) in &commit.picks {
        db.prepare_cached(
            "INSERT INTO picks (tenant, list, person, turn)
             VALUES (?1, ?2, ?3, (SELECT ifnull(max(turn), 0) + 1 FROM picks WHERE tenant = ?1 AND list = ?2))
             ON CONFLICT (tenant, list, person) DO UPDATE SET turn = excluded.turn",
        )?
        .execute(params![commit.key.tenant, list, person])?;
    }
    if let Some((series, number)) = &commit.number {
        db.prepare_cached(
            "INSERT INTO numbers (tenant, series, last) VALUES (?1, ?2, ?3)
             ON CONFLICT (tenant, series) DO UPDATE SET last = max(last, excluded.last)",
        )?
        .execute(params![commit.key.tenant, series, i64::try_from(*number).unwrap_or(i64::MAX)])?;
    }
    note_now(db, &commit.key.tenant, commit.now)
}

/// Remembers the latest instant; one that is not later writes nothing.
pub(crate) fn note_now(db: &Connection, tenant: &str, now: Timestamp) -> rusqlite::Result<()> {
    db.prepare_cached(
        "INSERT INTO meta (tenant, name, value) VALUES (?1, 'now', ?2)
         ON CONFLICT (tenant, name) DO UPDATE SET value = excluded.value WHERE excluded.value > value",
    )?
    .execute(params![tenant, now.0])?;
    Ok(())
}

/// Deletes personal values, the tokens of their fields, and the content digests of the case's commands.
pub(crate) fn erase(act: &Connection, key: &CaseKey, commitments: &[Digest]) -> rusqlite::Result<Erased> {
    const DELETE: &str =
        "DELETE FROM disclosures WHERE tenant = ?1 AND case_id = ?2 AND commitment = ?3 RETURNING field";
    let mut erased = Erased::default();
    let count = |rows: usize| u32::try_from(rows).unwrap_or(u32::MAX);
    for commitment in commitments {
        let params = params![key.tenant, key.case, commitment.0];
        let field: Option<Box<str>> = act.prepare_cached(DELETE)?.query_row(params, |row| row.get(0)).optional()?;
        let Some(field) = field else { continue };
        erased.disclosures += 1;
        let mut sweep = act.prepare_cached("DELETE FROM tokens WHERE tenant = ?1 AND case_id = ?2 AND field = ?3")?;
        erased.index += count(sweep.execute(params![key.tenant, key.case, field])?);
    }
    if erased.disclosures > 0 {
        erased.commands = count(act.execute(
            "UPDATE commands SET content = NULL
             WHERE tenant = ?1 AND case_id IN ('', ?2) AND answered_case = ?2 AND content IS NOT NULL",
            params![key.tenant, key.case],
        )?);
    }
    Ok(erased)
}
