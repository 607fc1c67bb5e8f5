//! How long personal values are kept: what definitions say, against what the store still holds.

use crate::{
    desk::{Desk, TENANT},
    failure::Failure,
};
use guicheng_core::{Procedure, Timestamp};
use guicheng_store::{CaseKey, CaseQuery, Store};
use std::collections::BTreeMap;

/// A day, in milliseconds.
const DAY: i64 = 24 * 60 * 60 * 1_000;

/// Values that were kept longer than their definition allows.
pub(crate) struct Proposal {
    pub(crate) case: Box<str>,
    pub(crate) field: Box<str>,
    pub(crate) values: usize,
    pub(crate) days: u32,
    pub(crate) closed_at: Timestamp,
    pub(crate) due: Timestamp,
}

/// All of them at an instant, in order of cases and fields. A case that goes on, or goes on again, keeps its values.
pub(crate) fn due(desk: &mut Desk, now: Timestamp) -> Result<Vec<Proposal>, Failure> {
    let rows = desk.host.store().cases(TENANT, &CaseQuery::default()).map_err(|e| desk.failed(e.into()))?;
    let mut all = Vec::new();
    for row in rows {
        let Some(closed_at) = row.head.closed_at.filter(|_| row.head.status != guicheng_core::Status::Open) else {
            continue;
        };
        let there =
            desk.host.store().disclosures(&CaseKey::new(TENANT, &row.case)).map_err(|e| desk.failed(e.into()))?;
        if there.is_empty() {
            continue;
        }
        let mut fields: BTreeMap<Box<str>, usize> = BTreeMap::new();
        for disclosure in there {
            *fields.entry(disclosure.field).or_default() += 1;
        }
        let view = desk.view(&row.case)?;
        for (field, values) in fields {
            let Some(days) = kept(&view.linked.procedure, &field) else { continue };
            let due = closed_at.plus(i64::from(days).saturating_mul(DAY));
            if due <= now {
                all.push(Proposal { case: row.case.clone(), field, values, days, closed_at, due });
            }
        }
    }
    Ok(all)
}

/// For how many days after the end a field is kept; none: the definition does not say.
fn kept(procedure: &Procedure, name: &str) -> Option<u32> {
    let found = procedure.names.fields.iter().find(|(_, label)| *label.id == *name);
    procedure.fields.get(found?.0)?.personal?.days
}
