//! Made-up rows for the checks.

use crate::{
    CaseHead, CaseKey, CommandId, Commit, Definition, Digest, Disclosure, EffectId, Lane, OutboxRow, Seq, Timestamp,
    WorkRow,
};
use guicheng_core::{Pins, Status, WorkId, WorkState};

pub(super) const NOW: Timestamp = Timestamp(1_764_547_200_000);

pub(super) fn digest(n: u8) -> Digest {
    Digest([n; 32])
}

pub(super) fn key(case: &str) -> CaseKey {
    CaseKey::new("", case)
}

pub(super) fn head() -> CaseHead {
    CaseHead {
        procedure: "repair".into(),
        version: 3,
        pins: pins(1),
        status: Status::Open,
        held: false,
        escalated: false,
        opened_at: NOW,
        closed_at: None,
        next_due: None,
        link: digest(9),
    }
}

pub(super) fn pins(n: u8) -> Pins {
    Pins { procedure: digest(n), calendars: digest(2), zone: digest(3) }
}

/// A commit of `count` records after `expected`, for a command with this key.
pub(super) fn commit(case: &str, expected: u32, count: u32, command: &str) -> Commit {
    Commit {
        key: key(case),
        expected: Seq(expected),
        prev: if expected == 0 { Digest::default() } else { head().link },
        command: Some(CommandId { key: command.into(), content: digest(7) }),
        records: (1..=count).map(|n| line(case, expected + n)).collect(),
        first: Seq(expected + 1),
        head: head(),
        snapshot: format!("{case} at {}", expected + count).into_bytes().into(),
        work: Vec::new(),
        outbox: Vec::new(),
        disclosures: Vec::new(),
        erase: Vec::new(),
        index: Vec::new(),
        picks: Vec::new(),
        number: None,
        handled: None,
        now: NOW,
    }
}

pub(super) fn line(case: &str, seq: u32) -> Box<str> {
    format!("{{\"case\":\"{case}\",\"seq\":{seq},\"词\":\"记录\"}}").into()
}

pub(super) fn due(case: &str, at: Option<Timestamp>) -> Commit {
    Commit { head: CaseHead { next_due: at, ..head() }, ..commit(case, 0, 1, case) }
}

pub(super) fn work(case: &str, work: u32, holder: Option<&str>, who: &[&str]) -> WorkRow {
    WorkRow {
        case: case.into(),
        work: WorkId(work),
        card: "visit".into(),
        item: None,
        state: if holder.is_some() { WorkState::Taken } else { WorkState::Offered },
        held: false,
        holder: holder.map(Into::into),
        who: who.iter().map(|w| (*w).into()).collect(),
        opened_at: NOW.plus(i64::from(work)),
        due: Some(NOW.plus(60_000)),
    }
}

pub(super) fn effect(case: &str, seq: u32, index: u8, lane: Lane) -> OutboxRow {
    let id = EffectId { case: case.into(), seq: Seq(seq), index };
    OutboxRow { id, lane, kind: "notify".into(), body: "{\"to\":[\"王芳\"]}".into() }
}

pub(super) fn disclosure(n: u8, field: &str) -> Disclosure {
    Disclosure { commitment: digest(n), seq: Seq(1), field: field.into(), salt: [n; 16], value: "\"138\"".into() }
}

pub(super) fn definition(version: u32, n: u8, published: i64) -> Definition {
    Definition {
        procedure: "repair".into(),
        version,
        pins: pins(n),
        effective: NOW,
        published: NOW.plus(published),
        by: "wang_fang".into(),
        source: format!("[procedure]\nversion = {version} # {n}\n").into_bytes().into(),
    }
}
