//! How closed sets and digests are written into columns.

use guicheng_core::{Digest, Status, WorkState};
use guicheng_store::Lane;
use rusqlite::{Row, types::Type};

pub(crate) const fn status(status: Status) -> &'static str {
    match status {
        Status::New => "new",
        Status::Open => "open",
        Status::Closed => "closed",
        Status::Aborted => "aborted",
        Status::Merged => "merged",
    }
}

pub(crate) const fn state(state: WorkState) -> &'static str {
    match state {
        WorkState::Hidden => "hidden",
        WorkState::Offered => "offered",
        WorkState::Taken => "taken",
        WorkState::Started => "started",
    }
}

pub(crate) const fn lane(lane: Lane) -> &'static str {
    match lane {
        Lane::Cases => "cases",
        Lane::World => "world",
    }
}

/// Reads a word of a closed set.
pub(crate) fn word<T: Copy, const N: usize>(
    row: &Row<'_>,
    column: usize,
    all: [T; N],
    name: fn(T) -> &'static str,
) -> rusqlite::Result<T> {
    let text: Box<str> = row.get(column)?;
    all.into_iter().find(|one| *name(*one) == *text).ok_or_else(|| unknown(column))
}

pub(crate) const STATUSES: [Status; 5] = [Status::New, Status::Open, Status::Closed, Status::Aborted, Status::Merged];
pub(crate) const STATES: [WorkState; 4] = [WorkState::Hidden, WorkState::Offered, WorkState::Taken, WorkState::Started];
pub(crate) const LANES: [Lane; 2] = [Lane::Cases, Lane::World];

pub(crate) fn digest(row: &Row<'_>, column: usize) -> rusqlite::Result<Digest> {
    row.get(column).map(Digest)
}

fn unknown(column: usize) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(column, Type::Text, "an unknown word".into())
}
