//! Look-ups: which other cases have the same unit, kind, phone ... answered once from the store and recorded.

use super::{Host, HostError, View, drive::short, json, rows, seal};
use crate::{CaseQuery, CaseRow, Store, Timestamp, WorkQuery};
use guicheng_core::{FieldId, Lookup, LookupAnswer, Procedure, Status, Value, month_start};
use guicheng_history::canonical::Writer;
use std::{collections::BTreeSet, ops::Range};

impl<S: Store> Host<S> {
    /// The cases that a look-up means, oldest first.
    pub(super) fn look_up(
        &mut self,
        asking: &View,
        lookup: &Lookup,
        now: Timestamp,
    ) -> Result<LookupAnswer, HostError> {
        let mut found: Vec<(Timestamp, Box<str>)> = Vec::new();
        let indexed = self.by_index(asking, lookup)?;
        let procedure = (&*lookup.of != "any").then(|| lookup.of.clone());
        let held = self.held_cases(lookup, now)?;
        let month = lookup.closed_in.map(|field| month_of(asking, field));
        for row in self.store.cases(&self.tenant, &CaseQuery { procedure, ..CaseQuery::default() })? {
            let candidate = row.case != asking.row.case
                && of_state(&row, lookup, now)
                && month.as_ref().is_none_or(|month| row.head.closed_at.is_some_and(|at| month.contains(&at)))
                && indexed.as_ref().is_none_or(|cases| cases.contains(&row.case))
                && held.as_ref().is_none_or(|cases| cases.contains(&row.case));
            if candidate && self.fits(asking, &row.case, lookup)? {
                found.push((row.head.opened_at, row.case));
            }
        }
        found.sort();
        let cases = found.into_iter().map(|(_, case)| case).collect();
        Ok(LookupAnswer { cases, source: format!("store at {}", now.0).into() })
    }

    /// Cases with the same values in all indexed fields of the look-up; none: it names no such field.
    fn by_index(&self, asking: &View, lookup: &Lookup) -> Result<Option<BTreeSet<Box<str>>>, HostError> {
        let procedure = &asking.linked.procedure;
        let mut common: Option<BTreeSet<Box<str>>> = None;
        for field in indexed(procedure, lookup) {
            let name = procedure.names.fields.get(field).map_or("", |l| &l.id);
            let mut cases = BTreeSet::new();
            for value in asking.case.value(field).items() {
                let Some(text) = self.plain(asking, field, value)? else { continue };
                cases.extend(self.store.find(&self.tenant, name, seal::token(&self.secret, name, &text))?);
            }
            common = Some(match common {
                None => cases,
                Some(before) => before.intersection(&cases).cloned().collect(),
            });
        }
        Ok(common)
    }

    /// A value as it stands in tokens; none where it was erased.
    fn plain(&self, view: &View, field: FieldId, value: &Value) -> Result<Option<Box<str>>, HostError> {
        if let Value::Sealed(commitment) = value {
            let all = self.store.disclosures(&self.key(&view.row.case))?;
            return Ok(all.into_iter().find(|d| d.commitment.0 == **commitment).map(|d| d.value));
        }
        let mut out = Writer::default();
        json::write(&mut out, value, Some(field), &view.linked.procedure, &view.case);
        Ok(Some(out.finish().into()))
    }

    /// Cases with work that this role holds, or that waits for it: what nobody has taken up is handed over as well.
    fn held_cases(&self, lookup: &Lookup, now: Timestamp) -> Result<Option<BTreeSet<Box<str>>>, HostError> {
        let Some(source) = &lookup.held_by else { return Ok(None) };
        let people = match source.strip_prefix("person:") {
            Some(person) => vec![person.into()],
            None => self.holders(source, now)?.people,
        };
        let mut cases = BTreeSet::new();
        for person in people {
            let work = self.store.open_work(&self.tenant, &WorkQuery::Held(person))?;
            cases.extend(work.into_iter().map(|row| row.case));
        }
        let offered = self.store.open_work(&self.tenant, &WorkQuery::Offered(vec![source.clone()]))?;
        cases.extend(offered.into_iter().map(|row| row.case));
        Ok(Some(cases))
    }

    /// Whether the fields that are not indexed agree, and the condition holds.
    fn fits(&mut self, asking: &View, case: &str, lookup: &Lookup) -> Result<bool, HostError> {
        let own = &asking.linked.procedure;
        let by_index: Vec<FieldId> = indexed(own, lookup).collect();
        let open: Vec<FieldId> = lookup.same.iter().copied().filter(|f| !by_index.contains(f)).collect();
        if open.is_empty() && lookup.filter.is_none() {
            return Ok(true);
        }
        let other = self.view(case)?.ok_or_else(short)?;
        for field in open {
            let name = own.names.fields.get(field).map_or("", |l| &*l.id);
            let there = other.linked.procedure.names.fields.iter().find(|(_, l)| *l.id == *name).map(|(id, _)| id);
            let Some(there) = there else { return Ok(false) };
            let (a, b) = (asking.case.value(field), other.case.value(there));
            if a.is_empty() || self.plain(asking, field, a)? != self.plain(&other, there, b)? {
                return Ok(false);
            }
        }
        let Some(condition) = &lookup.filter else { return Ok(true) };
        let unknown = || HostError::NoFilter(condition.clone());
        let filter = self.registry.filter.as_ref().ok_or_else(unknown)?;
        filter(condition, &other.linked.procedure, &other.case).ok_or_else(unknown)
    }
}

fn indexed<'a>(procedure: &'a Procedure, lookup: &'a Lookup) -> impl Iterator<Item = FieldId> + 'a {
    lookup.same.iter().copied().filter(|f| procedure.fields.get(*f).is_some_and(rows::is_indexed))
}

/// The calendar month of the date in a field, by the procedure's zone; of an empty field the month before the case was
/// opened.
fn month_of(asking: &View, field: FieldId) -> Range<Timestamp> {
    let zone = &asking.linked.procedure.zone;
    let first = match asking.case.value(field) {
        Value::Date(day) => month_start(*day, 0),
        _ => month_start(zone.local(asking.row.head.opened_at).0, -1),
    };
    let begin = |day: Option<i32>| day.map(|day| zone.instant(day, 0).0);
    let (from, to) = (begin(first), begin(first.and_then(|day| month_start(day, 1))));
    from.unwrap_or(Timestamp(i64::MAX))..to.unwrap_or(Timestamp(i64::MIN))
}

fn of_state(row: &CaseRow, lookup: &Lookup, now: Timestamp) -> bool {
    let within = |closed: Timestamp| lookup.closed_within.is_none_or(|ms| now.since(closed) <= ms);
    match row.head.status {
        Status::Open => lookup.open,
        Status::Closed => !lookup.open && row.head.closed_at.is_some_and(within),
        Status::New | Status::Aborted | Status::Merged => false,
    }
}
