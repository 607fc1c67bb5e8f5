//! Walking a history record by record, with what is needed to tell each.

use super::{Lang, names::Teller};
use crate::{Decoded, Lexicon, Replay, ReplayError};
use alloc::collections::BTreeMap;
use guicheng_core::{Case, Command, EventKind, Few, PersonIx, Procedure, RoleId, Seq, Timestamp, WorkId, org::Org};

/// What a history is told with.
#[derive(Clone, Copy, Debug)]
pub struct Telling<'a> {
    /// The procedure that the case is pinned to.
    pub procedure: &'a Procedure,
    /// Its words.
    pub lexicon: &'a Lexicon,
    /// Who has which name.
    pub org: Option<&'a Org>,
    /// In which language.
    pub lang: Lang,
}

/// One record on the way.
pub(super) struct Stop<'a> {
    /// The record.
    pub(super) decoded: &'a Decoded,
    /// The command of its batch, with the batch's first record.
    pub(super) command: Option<(Seq, &'a Command)>,
    /// When that happened, where it was entered late.
    pub(super) late: Option<Timestamp>,
    /// The case after it.
    pub(super) after: &'a Case,
    /// Words.
    pub(super) teller: Teller<'a>,
}

/// Walks a history, and stops at each record until `visit` says that it has seen enough.
///
/// # Errors
/// At the first line that is not the next record of the case.
pub(super) fn walk<'l>(
    telling: &Telling<'_>,
    lines: impl IntoIterator<Item = &'l str>,
    mut visit: impl FnMut(&Stop<'_>) -> bool,
) -> Result<(), ReplayError> {
    let Telling { procedure, lexicon, org, lang } = *telling;
    let mut replay = Replay::new(lexicon);
    let mut roles: BTreeMap<WorkId, Few<RoleId>> = BTreeMap::new();
    let mut actor: Option<PersonIx> = None;
    let (mut late, mut command) = (None, None);
    for line in lines {
        let before = replay.case().clone();
        let decoded = replay.read(line)?;
        match &decoded.event.kind {
            EventKind::Accepted { actor: by, occurred, .. } => {
                (actor, late) = (*by, *occurred);
                command = decoded.accepted.clone().map(|(command, _)| (decoded.seq, command));
            }
            EventKind::WorkOpened(opening) => {
                let of = opening.role.map_or_else(|| opening.how.roles.clone(), |role| [role].into_iter().collect());
                roles.insert(opening.work, of);
            }
            _ => {}
        }
        let teller = Teller { procedure, org, lang, case: &before, after: replay.case(), actor, roles: &roles };
        let command = command.as_ref().map(|(seq, command)| (*seq, command));
        let stop = Stop { decoded: &decoded, command, late, after: replay.case(), teller };
        if !visit(&stop) {
            break;
        }
    }
    Ok(())
}
