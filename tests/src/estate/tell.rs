//! Histories that the estate leaves: of a plain stretch of days, or of one in which a procedure gets a new version.

use super::{AFTERWARDS, DAY, Estate, MINUTE, START};
use crate::histories::Told;
use guicheng_core::{Actor, Procedure, Seq, Status, Timestamp};
use guicheng_store::{CaseKey, CaseQuery, Moving, Personal, Publication, Removal, Store};
use std::collections::BTreeMap;

/// A version that comes into force on the way: what it is, and its text.
#[derive(Debug)]
pub struct Later {
    /// The procedure, linked with its calendars.
    pub procedure: Procedure,
    /// Its bytes.
    pub source: Vec<u8>,
}

impl Estate {
    /// Lives through the days and tells the histories of all cases that ended. In the first of each procedure that holds
    /// personal values some are shown and then deleted.
    ///
    /// # Errors
    /// The store failed.
    pub fn tell(mut self) -> Result<Vec<Told>, String> {
        self.days(self.plan.days);
        self.finish();
        let mut removed = BTreeMap::new();
        for row in self.ended()? {
            if !removed.contains_key(&row.head.procedure) && self.remove(&row.case)? {
                removed.insert(row.head.procedure.clone(), ());
            }
        }
        self.told()
    }

    /// The same, but after half of the days a later version of a procedure is published, and every open case of the earlier
    /// one moves to it.
    ///
    /// # Errors
    /// The store failed, or a case finds no place in the later version.
    pub fn tell_moved(mut self, later: Later) -> Result<Vec<Told>, String> {
        self.days(self.plan.days / 2);
        let Later { procedure, source } = later;
        let (id, effective, now) = (procedure.id.clone(), Timestamp(0), self.now);
        let publication = Publication { procedure, source: &source, calendars: None, effective, now, by: "zhou_wei" };
        let (_, to) = self.host.publish(publication).map_err(|e| e.to_string())?;
        self.linked.insert(id.clone(), to.clone());
        for row in self.open_cases().iter().filter(|row| row.head.procedure == id) {
            let actor = Actor { person: Some("zhou_wei".into()), on_behalf: None, via: "estate".into() };
            let reason = "the later version".into();
            let moving = Moving { key: self.key(), case: &row.case, to: &to, keep: &[], actor, reason, now };
            self.host.migrate(moving).map_err(|e| format!("{}: {e}", row.case))?;
        }
        self.days(self.plan.days);
        self.finish();
        self.told()
    }

    /// Lives until so many days have gone by.
    fn days(&mut self, days: i64) {
        let end = START.plus(days * DAY);
        while self.now < end {
            self.now = self.now.plus(30 * MINUTE);
            self.wake();
            self.arrive();
            self.work(false);
        }
    }

    /// Lets everybody finish what is open.
    fn finish(&mut self) {
        let last = self.now.plus(AFTERWARDS * DAY);
        while self.now < last && !self.open_cases().is_empty() {
            self.now = self.now.plus(6 * 60 * MINUTE);
            self.wake();
            self.work(true);
        }
    }

    fn ended(&self) -> Result<Vec<guicheng_store::CaseRow>, String> {
        let mut rows = self.host.store().cases("", &CaseQuery::default()).map_err(|e| e.to_string())?;
        rows.retain(|row| row.head.status != Status::Open);
        Ok(rows)
    }

    fn told(&self) -> Result<Vec<Told>, String> {
        let told = self.ended()?.into_iter().map(|row| {
            let lines = self.host.store().history(&CaseKey::new("", &row.case), Seq(0)).map_err(|e| e.to_string())?;
            Ok(Told { procedure: row.head.procedure, case: row.case, lines })
        });
        told.collect()
    }

    /// Shows and deletes the personal values of a case; whether it had any.
    fn remove(&mut self, case: &str) -> Result<bool, String> {
        let Some(approved) = self.people_of("post:ga_supervisor").first().cloned() else { return Ok(false) };
        for erase in [false, true] {
            let personal = Personal {
                key: self.key(),
                case,
                fields: &[],
                actor: Actor { person: Some("sun_yan".into()), on_behalf: None, via: "estate".into() },
                approved: approved.clone(),
                why: "PIPL 47".into(),
                now: self.now,
            };
            let done = match erase {
                false => self.host.disclose(personal),
                true => self.host.erase(personal, Removal { subject: Some("s-1".into()), beyond: Vec::new() }),
            };
            if done.map_err(|e| e.to_string())?.is_none() {
                return Ok(false);
            }
        }
        Ok(true)
    }
}
