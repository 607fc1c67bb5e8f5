//! Walking a history record by record, with what is needed to tell each.

use super::{Lang, names::Teller};
use crate::{Decoded, Lexicon, Replay, ReplayError, Version};
use alloc::{collections::BTreeMap, vec::Vec};
use guicheng_core::{
    Case, ClockId, ClockKey, Command, Digest, Event, EventKind, Few, PersonIx, Pins, Procedure, RoleId, Seq, Timestamp,
    WorkId, org::Org,
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
    /// How long the clock that fires was not served, where that is an outage.
    pub(super) outage: Option<i64>,
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
    let mut served = Served::default();
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
        let outage = served.read(&decoded.event);
        let stop = Stop { decoded: &decoded, command, late, outage, lexicon, after: replay.case(), teller };
        if !visit(&stop) {
            break;
        }
    }
    Ok(())
}

/// Since when nobody served the clocks of a case: a clock that fires after its time is an outage only where it could have
/// fired before. What is due is done before anything else is recorded, so it was not due at any record before.
#[derive(Default)]
struct Served {
    /// The instant of the records being read, and that of those before.
    now: Option<Timestamp>,
    before: Option<Timestamp>,
    /// Clocks that were set at this instant; all of them, where the case moved.
    set: Vec<(ClockId, ClockKey)>,
    moved: bool,
}

impl Served {
    fn read(&mut self, event: &Event) -> Option<i64> {
        if self.now != Some(event.at) {
            (self.before, self.now) = (self.now, Some(event.at));
            self.set.clear();
            self.moved = false;
        }
        match &event.kind {
            EventKind::ClockStarted(run) | EventKind::ClockMoved(run) => self.set.push((run.clock, run.of)),
            EventKind::Migrated(_) => self.moved = true,
            EventKind::ClockFired(firing) if !self.moved && !self.set.contains(&(firing.clock, firing.of)) => {
                let could = self.before.map_or(firing.planned, |before| before.max(firing.planned));
                return Some(event.at.since(could)).filter(|gap| *gap > super::OUTAGE_MS);
            }
            _ => {}
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::Served;
    use alloc::{boxed::Box, vec::Vec};
    use guicheng_core::{Arithmetic, ClockId, ClockKey, ClockRun, Event, EventKind, Firing, Timestamp};

    const MINUTE: i64 = 60_000;

    fn started(start: i64) -> EventKind {
        EventKind::ClockStarted(Box::new(ClockRun {
            clock: ClockId(0),
            of: ClockKey::Case,
            generation: 1,
            start: Timestamp(start * MINUTE),
            pauses: Vec::new(),
            due: None,
            paused: None,
            fired: 0,
            next: Timestamp((start + 1) * MINUTE),
            sum: Arithmetic::default(),
        }))
    }

    fn fired(planned: i64) -> EventKind {
        EventKind::ClockFired(Box::new(Firing {
            clock: ClockId(0),
            of: ClockKey::Case,
            generation: 1,
            threshold: 0,
            planned: Timestamp(planned * MINUTE),
            late: false,
            muted: false,
            missed: 0,
            repeat: None,
            next: Timestamp::NEVER,
        }))
    }

    /// The outage, in minutes, that the last of these records tells of.
    fn outage(records: impl IntoIterator<Item = (i64, EventKind)>) -> Option<i64> {
        let mut served = Served::default();
        let told = records.into_iter().map(|(at, kind)| served.read(&Event { at: Timestamp(at * MINUTE), kind }));
        told.last().flatten().map(|gap| gap / MINUTE)
    }

    #[test]
    fn an_outage_is_time_in_which_the_clock_could_have_fired() {
        assert_eq!(outage([(0, started(0)), (60, fired(1))]), Some(59));
        assert_eq!(outage([(0, started(0)), (5, fired(1))]), None, "that soon is in time");
        // At 58 everything that was due by then had been done.
        assert_eq!(outage([(0, started(0)), (58, EventKind::Reopened), (60, fired(1))]), None);
        // A late entry: the clock began an hour ago, but nobody knew.
        assert_eq!(outage([(0, EventKind::Reopened), (60, started(0)), (60, fired(1))]), None);
    }
}
