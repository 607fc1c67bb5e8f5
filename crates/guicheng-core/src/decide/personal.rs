//! Personal values: deleted or shown, by two people and for a stated reason. The history keeps its commitments, so that
//! nothing else of it changes.

use super::draft::{Draft, Outcome};
use crate::{EventKind, OfPerson, PersonIx, Refused};
use alloc::boxed::Box;

/// Personal values are deleted.
pub(crate) fn erase(d: &mut Draft<'_>, of: &OfPerson) -> Outcome<()> {
    let by = two_people(d, of)?;
    d.emit(EventKind::Erased { by, of: Box::new(of.clone()) });
    Ok(())
}

/// Personal values are shown.
pub(crate) fn disclose(d: &mut Draft<'_>, of: &OfPerson) -> Outcome<()> {
    let by = two_people(d, of)?;
    d.emit(EventKind::Disclosed { by, of: Box::new(of.clone()) });
    Ok(())
}

/// A person asks, another approves, the reason is given, and the values are of this case.
fn two_people(d: &Draft<'_>, of: &OfPerson) -> Outcome<PersonIx> {
    let Some(by) = d.actor else { return Err(d.refuse(Refused::NotYours)) };
    if of.approved.trim().is_empty() {
        return Err(d.refuse(Refused::MissingName));
    }
    if d.command.actor.person.as_ref() == Some(&of.approved) {
        return Err(d.refuse(Refused::NotDistinct));
    }
    if of.why.trim().is_empty() {
        return Err(d.refuse(Refused::MissingReason));
    }
    let here = |value: &crate::Hidden| value.record.0 > 0 && value.record < d.case().seq;
    if of.values.is_empty() || !of.values.iter().all(here) {
        return Err(d.refuse(Refused::NotOpen));
    }
    Ok(by)
}
