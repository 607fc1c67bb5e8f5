//! Personal values that are deleted, or shown: each time a command of the case, so that the history says so.

use super::{Done, Host, HostError, drive::Origin};
use crate::{Disclosure, Store, Timestamp};
use guicheng_core::{Act, Actor, Command, Hidden, OfPerson, org::Right};

/// The places of a store that an erasure sweeps, as they stand in its record: values with their salts, tokens of the
/// index, digests of commands, and the log of the medium. Snapshots and the outbox hold commitments only.
pub const PLACES: [&str; 6] = ["disclosures", "index", "commands", "log", "snapshots", "outbox"];

/// Personal values of one case, and who is behind what becomes of them.
#[derive(Clone, Debug)]
pub struct Personal<'a> {
    /// Idempotency key.
    pub key: Box<str>,
    /// The case.
    pub case: &'a str,
    /// Only these fields; none named: all.
    pub fields: &'a [Box<str>],
    /// Who asks.
    pub actor: Actor,
    /// The second person, who agrees; where the organisation restricts who may (`disclose`, `erase`), one of those.
    pub approved: Box<str>,
    /// The legal ground, or the purpose.
    pub why: Box<str>,
    /// Now.
    pub now: Timestamp,
}

/// What ties an erasure to others, and what it cannot reach.
#[derive(Clone, Debug, Default)]
pub struct Removal {
    /// A pseudonym of the person, the same in all cases swept for them.
    pub subject: Option<Box<str>>,
    /// Copies known to be out of reach: backups, packs.
    pub beyond: Vec<Box<str>>,
}

impl<S: Store> Host<S> {
    /// Deletes personal values of a case and records it, as one act. None: there is nothing to delete. Afterwards
    /// [`Store::scrub`] makes sure that the medium does not hold them either.
    ///
    /// # Errors
    /// [`HostError`]; refused where two people, or a ground, are wanting.
    pub fn erase(
        &mut self,
        personal: Personal<'_>,
        removal: Removal,
    ) -> Result<Option<(Done, Vec<Disclosure>)>, HostError> {
        self.check_now(personal.now)?;
        self.permitted_of(Right::Erase, personal.case, &personal.approved, personal.now)?;
        let gone = self.meant(&personal)?;
        if gone.is_empty() {
            return Ok(None);
        }
        let mut of = of_person(&personal, &gone);
        of.places = PLACES.map(Into::into).to_vec();
        (of.subject, of.beyond) = (removal.subject, removal.beyond);
        let (case, now) = (personal.case, personal.now);
        let command = command(personal, Act::Erase(Box::new(of)));
        let origin = Origin { erase: gone.iter().map(|d| d.commitment).collect(), ..Origin::default() };
        let done = self.run_from(case, command, &origin);
        self.drain(now)?;
        Ok(Some((done?, gone)))
    }

    /// Shows personal values of a case and records that they were shown. None: there is nothing to show.
    ///
    /// # Errors
    /// [`HostError`]; refused where two people, or a purpose, are wanting.
    pub fn disclose(&mut self, personal: Personal<'_>) -> Result<Option<(Done, Vec<Disclosure>)>, HostError> {
        self.check_now(personal.now)?;
        self.permitted_of(Right::Disclose, personal.case, &personal.approved, personal.now)?;
        let shown = self.meant(&personal)?;
        if shown.is_empty() {
            return Ok(None);
        }
        let (case, now) = (personal.case, personal.now);
        let of = of_person(&personal, &shown);
        let done = self.run_from(case, command(personal, Act::Disclose(Box::new(of))), &Origin::default());
        self.drain(now)?;
        Ok(Some((done?, shown)))
    }

    fn meant(&self, personal: &Personal<'_>) -> Result<Vec<Disclosure>, HostError> {
        let mut all = self.store.disclosures(&self.key(personal.case))?;
        all.retain(|d| personal.fields.is_empty() || personal.fields.contains(&d.field));
        Ok(all)
    }
}

fn of_person(personal: &Personal<'_>, values: &[Disclosure]) -> OfPerson {
    let hidden = |d: &Disclosure| Hidden { record: d.seq, field: d.field.clone(), commitment: d.commitment };
    OfPerson {
        values: values.iter().map(hidden).collect(),
        why: personal.why.clone(),
        approved: personal.approved.clone(),
        ..OfPerson::default()
    }
}

fn command(personal: Personal<'_>, act: Act) -> Command {
    let Personal { key, actor, now, .. } = personal;
    Command { key, now, occurred: None, actor, seen: None, act, answers: Vec::new() }
}
