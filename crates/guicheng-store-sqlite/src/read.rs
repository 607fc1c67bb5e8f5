//! Reading rows.

use crate::{open::failed, words};
use guicheng_core::{Pins, Seq, Timestamp, WorkId};
use guicheng_store::{
    Answered, CaseHead, CaseRow, Claimed, Definition, Disclosure, Duty, DutyBy, EffectId, OutboxRow, Receipt,
    StoreError, WorkRow,
};
use rusqlite::{Connection, OptionalExtension, Params, Row, params};

/// Runs a query and reads each row.
pub(crate) fn rows<T, P: Params>(
    db: &Connection,
    sql: &str,
    params: P,
    read: fn(&Row<'_>) -> rusqlite::Result<T>,
) -> rusqlite::Result<Vec<T>> {
    db.prepare_cached(sql)?.query_map(params, read)?.collect()
}

pub(crate) fn answered(
    db: &Connection,
    tenant: &str,
    case: Option<&str>,
    key: &str,
) -> Result<Option<Answered>, StoreError> {
    const SQL: &str = "SELECT content, answered_case, first, last FROM commands
        WHERE tenant = ?1 AND case_id = ?2 AND key = ?3";
    let read = |row: &Row<'_>| {
        let receipt = Receipt { case: row.get(1)?, first: Seq(row.get(2)?), last: Seq(row.get(3)?) };
        Ok(Answered { receipt, content: row.get::<_, Option<[u8; 32]>>(0)?.map(guicheng_core::Digest) })
    };
    let find = || db.prepare_cached(SQL)?.query_row(params![tenant, case.unwrap_or(""), key], read).optional();
    find().map_err(failed("looking a command up"))
}

pub(crate) const HEAD: &str = "procedure, version, pin_procedure, pin_calendars, pin_zone, status, held, escalated,
    opened_at, closed_at, next_due, link";

/// Reads the columns [`HEAD`], which come first.
pub(crate) fn head(row: &Row<'_>) -> rusqlite::Result<CaseHead> {
    Ok(CaseHead {
        procedure: row.get(0)?,
        version: row.get(1)?,
        pins: pins(row, 2)?,
        status: words::word(row, 5, words::STATUSES, words::status)?,
        held: row.get(6)?,
        escalated: row.get(7)?,
        opened_at: Timestamp(row.get(8)?),
        closed_at: row.get::<_, Option<i64>>(9)?.map(Timestamp),
        next_due: row.get::<_, Option<i64>>(10)?.map(Timestamp),
        link: words::digest(row, 11)?,
    })
}

fn pins(row: &Row<'_>, first: usize) -> rusqlite::Result<Pins> {
    Ok(Pins {
        procedure: words::digest(row, first)?,
        calendars: words::digest(row, first + 1)?,
        zone: words::digest(row, first + 2)?,
    })
}

/// Reads [`HEAD`], case and number.
pub(crate) fn case(row: &Row<'_>) -> rusqlite::Result<CaseRow> {
    Ok(CaseRow { head: head(row)?, case: row.get(12)?, seq: Seq(row.get(13)?) })
}

pub(crate) const WORK: &str = "case_id, work, card, item, state, held, holder, who, opened_at, due";

/// Reads the columns [`WORK`].
pub(crate) fn work(row: &Row<'_>) -> rusqlite::Result<WorkRow> {
    let who: Box<str> = row.get(7)?;
    Ok(WorkRow {
        case: row.get(0)?,
        work: WorkId(row.get(1)?),
        card: row.get(2)?,
        item: row.get(3)?,
        state: words::word(row, 4, words::STATES, words::state)?,
        held: row.get(5)?,
        holder: row.get(6)?,
        who: who.split('\n').filter(|w| !w.is_empty()).map(Into::into).collect(),
        opened_at: Timestamp(row.get(8)?),
        due: row.get::<_, Option<i64>>(9)?.map(Timestamp),
    })
}

pub(crate) fn work_of_case(db: &Connection, tenant: &str, case: &str) -> rusqlite::Result<Vec<WorkRow>> {
    const SQL: &str = "SELECT case_id, work, card, item, state, held, holder, who, opened_at, due FROM work
        WHERE tenant = ?1 AND case_id = ?2 ORDER BY opened_at, work";
    rows(db, SQL, params![tenant, case], work)
}

pub(crate) const OUTBOX: &str = "case_id, seq, part, lane, kind, body, attempt, last_error";

/// Reads the columns [`OUTBOX`].
pub(crate) fn claimed(row: &Row<'_>) -> rusqlite::Result<Claimed> {
    Ok(Claimed {
        row: OutboxRow {
            id: EffectId { case: row.get(0)?, seq: Seq(row.get(1)?), index: row.get(2)? },
            lane: words::word(row, 3, words::LANES, words::lane)?,
            kind: row.get(4)?,
            body: row.get(5)?,
        },
        attempt: row.get(6)?,
        last_error: row.get(7)?,
    })
}

pub(crate) const DEFINITION: &str = "procedure, version, pin_procedure, pin_calendars, pin_zone, effective, published,
    published_by, source";

/// Reads the columns [`DEFINITION`].
pub(crate) fn definition(row: &Row<'_>) -> rusqlite::Result<Definition> {
    Ok(Definition {
        procedure: row.get(0)?,
        version: row.get(1)?,
        pins: pins(row, 2)?,
        effective: Timestamp(row.get(5)?),
        published: Timestamp(row.get(6)?),
        by: row.get(7)?,
        source: row.get(8)?,
    })
}

pub(crate) const DUTY: &str = "duty, person, since, by_case, by_seq, by_part, set_by, reason";

/// Reads the columns [`DUTY`].
pub(crate) fn duty(row: &Row<'_>) -> rusqlite::Result<Duty> {
    let by = match row.get::<_, Option<Box<str>>>(3)? {
        Some(case) => DutyBy::Handover(EffectId { case, seq: Seq(row.get(4)?), index: row.get(5)? }),
        None => DutyBy::Set { person: row.get(6)?, reason: row.get(7)? },
    };
    Ok(Duty { duty: row.get(0)?, person: row.get(1)?, since: Timestamp(row.get(2)?), by })
}

/// Reads commitment, number, field, salt and value.
pub(crate) fn disclosure(row: &Row<'_>) -> rusqlite::Result<Disclosure> {
    Ok(Disclosure {
        commitment: words::digest(row, 0)?,
        seq: Seq(row.get(1)?),
        field: row.get(2)?,
        salt: row.get(3)?,
        value: row.get(4)?,
    })
}
