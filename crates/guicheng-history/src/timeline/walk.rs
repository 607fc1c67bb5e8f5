//! Walking a history record by record, with what is needed to tell each.

use super::{Lang, names::Teller};
use crate::{Decoded, Lexicon, Replay, ReplayError, Version};
use alloc::collections::BTreeMap;
use guicheng_core::{
    Case, Command, Digest, EventKind, Few, PersonIx, Pins, Procedure, RoleId, Seq, Timestamp, WorkId, org::Org,
};

/// What a history is told with.
#[derive(Clone, Copy, Debug)]
pub struct Telling<'a> {
    /// The procedure that the case is pinned to.
    pub procedure: &'a Procedure,
    /// Its words.
    pub lexicon: &'a Lexicon,
    /// Every version that the case was, or is, on; none: it never moved.
    pub versions: &'a [Version<'a>],
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
    /// The words that it was written in.
    pub(super) lexicon: &'a Lexicon,
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
    visit: impl FnMut(&Stop<'_>) -> bool,
) -> Result<(), ReplayError> {
    let Telling { procedure, lexicon, versions, org, lang } = *telling;
    if !versions.is_empty() {
        return walk_across(versions, org, lang, lines, visit);
    }
    let nothing = Digest([0; 32]);
    let pins = Pins { procedure: procedure.digest, calendars: nothing, zone: nothing };
    steps(&[Version { pins, procedure, lexicon }], Replay::new(lexicon), org, lang, lines, visit)
}

/// Walks a history that may have moved from version to version.
///
/// # Errors
/// At the first line that is not the next record of the case, or is in the words of a version that is not given.
pub(super) fn walk_across<'l>(
    versions: &[Version<'_>],
    org: Option<&Org>,
    lang: Lang,
    lines: impl IntoIterator<Item = &'l str>,
    visit: impl FnMut(&Stop<'_>) -> bool,
) -> Result<(), ReplayError> {
    steps(versions, Replay::across(versions, &Lexicon::default()), org, lang, lines, visit)
}

fn steps<'l>(
    versions: &[Version<'_>],
    mut replay: Replay<'_>,
    org: Option<&Org>,
    lang: Lang,
    lines: impl IntoIterator<Item = &'l str>,
    mut visit: impl FnMut(&Stop<'_>) -> bool,
) -> Result<(), ReplayError> {
    let mut roles: BTreeMap<WorkId, Few<RoleId>> = BTreeMap::new();
    let mut actor: Option<PersonIx> = None;
    let (mut late, mut command) = (None, None);
    for line in lines {
        let before = replay.case().clone();
        let decoded = replay.read(line)?;
        let Some(Version { procedure, lexicon, .. }) = versions.get(replay.at()) else { break };
        match &decoded.event.kind {
            EventKind::Accepted { actor: by, occurred, .. } => {
                (actor, late) = (*by, *occurred);
                command = decoded.accepted.clone().map(|(command, _)| (decoded.seq, command));
            }
            EventKind::WorkOpened(opening) => {
                let of = opening.role.map_or_else(|| opening.how.roles.clone(), |role| [role].into_iter().collect());
                roles.insert(opening.work, of);
            }
            // Roles are known by the ids of the version that opened the work.
            EventKind::Migrated(_) => roles.clear(),
            _ => {}
        }
        let teller = Teller { procedure, org, lang, case: &before, after: replay.case(), actor, roles: &roles };
        let command = command.as_ref().map(|(seq, command)| (*seq, command));
        let stop = Stop { decoded: &decoded, command, late, lexicon, after: replay.case(), teller };
        if !visit(&stop) {
            break;
        }
    }
    Ok(())
}
