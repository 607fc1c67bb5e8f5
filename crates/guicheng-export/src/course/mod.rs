//! The course of a case: its history as rows of work, and the stretches of its clocks.

mod clocks;
mod fields;
mod rows;

use guicheng_core::{Case, ClockId, ClockKey, EventKind, Seq, Status, Timestamp, Verdict, WorkId, Zone};
use guicheng_history::{Lang, Replay, ReplayError, Version, sha256};
pub(crate) use rows::uuid;
use rows::{Record, Works};

/// A thing by its name in the file and by its title.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Worded {
    /// The name.
    pub id: Box<str>,
    /// The title, in the language of the export.
    pub title: Box<str>,
}

/// What happened in one case.
#[derive(Clone, Debug, Default)]
pub struct Course {
    /// The case.
    pub case: Box<str>,
    /// Its procedure.
    pub procedure: Worded,
    /// The version that it is on at the end.
    pub version: u32,
    /// The zone of the procedure.
    pub zone: Zone,
    /// Where it stands.
    pub status: Status,
    /// When it was opened.
    pub opened_at: Timestamp,
    /// When it was closed last.
    pub closed_at: Option<Timestamp>,
    /// The instant of the last record.
    pub last: Timestamp,
    /// The case that called it.
    pub parent: Option<Box<str>>,
    /// Since when it stood where.
    pub states: Vec<(Timestamp, Status)>,
    /// Values that say nothing about a person, as they are at the end.
    pub fields: Vec<(Worded, Box<str>)>,
    /// Flats and telephones: the first half of the commitment stands for each. It is another one in every case.
    pub pseudonyms: Vec<Pseudonym>,
    /// Steps in the life of work, in the order of their records.
    pub rows: Vec<Row>,
    /// Clocks, in the order in which they started.
    pub clocks: Vec<ClockSpan>,
    /// Why its alignment with the net of the procedure cannot be exact: it left the net by one of these.
    pub outside: Vec<Outside>,
}

/// What stands for a resident or a flat.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pseudonym {
    /// The field.
    pub field: Worded,
    /// Whether it is a flat (else a telephone).
    pub flat: bool,
    /// 32 hexadecimal digits.
    pub digits: Box<str>,
}

/// One step in the life of a piece of work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The record.
    pub seq: Seq,
    /// An identifier derived from the record's digest.
    pub id: Box<str>,
    /// When it was recorded.
    pub recorded: Timestamp,
    /// When it happened.
    pub occurred: Timestamp,
    /// The piece of work; none where a card was passed over without any.
    pub work: Option<WorkId>,
    /// The card.
    pub card: Worded,
    /// What kind of card.
    pub class: Class,
    /// The step.
    pub life: Life,
    /// Who: the id.
    pub by: Option<Box<str>>,
    /// The roles that it was for.
    pub roles: Vec<Worded>,
    /// The position of the item that it is for, from 1.
    pub item: Option<u32>,
    /// The child case of a call.
    pub child: Option<Box<str>>,
    /// Clauses.
    pub clauses: Vec<Box<str>>,
}

/// What kind of card work belongs to.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Class {
    /// A person does it.
    Task,
    /// It waits for an event or for time.
    Wait,
    /// A child case.
    Call,
    /// A question about other cases.
    Lookup,
    /// A person picks a way.
    Choice,
    /// A person decides whether a loop goes on.
    Round,
    /// No work at all: a case in which none was ever opened is told by one such row.
    Case,
}

impl Class {
    /// As it is written.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Task => "task",
            Self::Wait => "wait",
            Self::Call => "call",
            Self::Lookup => "lookup",
            Self::Choice => "choice",
            Self::Round => "round",
            Self::Case => "case",
        }
    }
}

/// A step in the life of work, as the lifecycle extension of XES has them.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Life {
    /// Open, and nobody has it (also after it was given back).
    Schedule,
    /// Somebody has it.
    Assign,
    /// Somebody else has it.
    Reassign,
    /// Somebody began it.
    Start,
    /// It is held.
    Suspend,
    /// It is no longer held.
    Resume,
    /// It is done.
    Complete,
    /// Withdrawn before anybody began it.
    Withdraw,
    /// Withdrawn after somebody began it.
    Abort,
    /// A person left it out.
    ManualSkip,
    /// Its condition was not true.
    AutoSkip,
    /// None of these.
    Unknown,
}

impl Life {
    /// As XES writes it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Schedule => "schedule",
            Self::Assign => "assign",
            Self::Reassign => "reassign",
            Self::Start => "start",
            Self::Suspend => "suspend",
            Self::Resume => "resume",
            Self::Complete => "complete",
            Self::Withdraw => "withdraw",
            Self::Abort => "ate_abort",
            Self::ManualSkip => "manualskip",
            Self::AutoSkip => "autoskip",
            Self::Unknown => "unknown",
        }
    }
}

/// One run of a clock.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClockSpan {
    /// Which.
    pub clock: ClockId,
    /// Its name and title.
    pub name: Worded,
    /// What it belongs to.
    pub of: ClockKey,
    /// From when it counts.
    pub start: Timestamp,
    /// Its due, as it was at last.
    pub due: Option<Timestamp>,
    /// Stretches that do not count.
    pub pauses: Vec<(Timestamp, Timestamp)>,
    /// Since when it stands still, if it does.
    pub paused: Option<Timestamp>,
    /// When it became late.
    pub late: Option<Timestamp>,
    /// When it was over, and how it was kept; a clock that ended with what it belonged to has no verdict.
    pub end: Option<(Timestamp, Option<Verdict>)>,
}

/// A way in which a case leaves what a plain net can tell.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Outside {
    /// Something was withdrawn.
    Withdrawal,
    /// A card was opened several times at once, or more was added.
    Instances,
    /// It moved to another version.
    Migration,
    /// It went on after its end.
    Reopening,
    /// Something was begun beside.
    Beside,
    /// It has not ended.
    Unfinished,
}

impl Outside {
    /// As it is written.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Withdrawal => "withdrawal",
            Self::Instances => "instances",
            Self::Migration => "migration",
            Self::Reopening => "reopening",
            Self::Beside => "beside",
            Self::Unfinished => "unfinished",
        }
    }
}

impl Course {
    /// Reads a history that may have moved from version to version: all its versions, and its records in order.
    ///
    /// # Errors
    /// At the first line that is not the next record of the case.
    pub fn read<'l>(
        versions: &[Version<'_>],
        lang: Lang,
        lines: impl IntoIterator<Item = &'l str>,
    ) -> Result<Self, ReplayError> {
        let nothing = guicheng_history::Lexicon::default();
        let mut replay = Replay::across(versions, &nothing);
        let mut reading = Reading { lang, ..Reading::default() };
        for line in lines {
            let decoded = replay.read(line)?;
            let Some(version) = versions.get(replay.at()) else { break };
            if reading.case.is_empty() {
                reading.case.clone_from(&decoded.case);
            }
            let digest = sha256(line.as_bytes());
            reading.note(version, &decoded, &digest, replay.case());
        }
        Ok(reading.course(versions.get(replay.at()), replay.case()))
    }
}

/// What is known so far.
#[derive(Default)]
struct Reading {
    lang: Lang,
    case: Box<str>,
    works: Works,
    states: Vec<(Timestamp, Status)>,
    clocks: clocks::Clocks,
    outside: Vec<Outside>,
}

impl Reading {
    fn note(
        &mut self,
        version: &Version<'_>,
        decoded: &guicheng_history::Decoded,
        digest: &guicheng_core::Digest,
        after: &Case,
    ) {
        let at = decoded.event.at;
        if self.states.last().map(|(_, status)| *status) != Some(after.status) && after.status != Status::New {
            self.states.push((at, after.status));
        }
        let words = Words { version, lang: self.lang };
        let record = Record { seq: decoded.seq, at, digest, after };
        self.happened(&words, &record, &decoded.event.kind);
    }

    fn happened(&mut self, words: &Words<'_>, record: &Record<'_>, kind: &EventKind) {
        let Self { works, clocks, outside, .. } = self;
        match kind {
            EventKind::Accepted { occurred, .. } => works.occurred = *occurred,
            EventKind::Migrated(_) => {
                outside.push(Outside::Migration);
                works.renamed(words, record.after);
            }
            EventKind::Reopened => outside.push(Outside::Reopening),
            EventKind::NodePassed(passage) => works.passed(words, record, passage),
            EventKind::NodeEntered { visit, .. } => outside.extend((visit.total > 1).then_some(Outside::Instances)),
            EventKind::Counted { total, .. } => outside.extend((*total > 1).then_some(Outside::Instances)),
            EventKind::FrameOpened(frame) => outside.extend(frame.beside.map(|_| Outside::Beside)),
            EventKind::Withdrawn(withdrawal) => {
                outside.push(Outside::Withdrawal);
                works.withdrawn(record, withdrawal);
            }
            EventKind::WorkOpened(opening) => works.opened(words, record, opening),
            EventKind::WorkShown(work) | EventKind::WorkReleased { work, .. } => {
                works.row(record, *work, Life::Schedule, None);
            }
            EventKind::WorkTaken { work, by, how } => works.taken(record, *work, *by, *how),
            EventKind::WorkStarted { work, by } => works.started(record, *work, *by),
            EventKind::WorkHeld { work, held } => {
                works.row(record, *work, if *held { Life::Suspend } else { Life::Resume }, None);
            }
            EventKind::WorkDone(completion) => works.done(record, completion.work, completion.done),
            EventKind::WorkEnded { work, done } => works.done(record, *work, Some(*done)),
            EventKind::WorkSkipped { work, by, .. } => works.row(record, *work, Life::ManualSkip, Some(*by)),
            EventKind::Called { work, child, .. } => works.called(record, *work, child),
            EventKind::ClockStarted(run) => clocks.started(words, run),
            EventKind::ClockMoved(run) => clocks.moved(words, run),
            EventKind::ClockPaused { clock, of, since } => clocks.paused(*clock, *of, *since),
            EventKind::ClockFired(firing) => clocks.fired(firing),
            EventKind::ClockStopped { clock, of, since, verdict } => clocks.over(*clock, *of, *since, Some(*verdict)),
            EventKind::ClockEnded { clock, of } => clocks.over(*clock, *of, record.at, None),
            EventKind::PersonMet(..)
            | EventKind::Opened { .. }
            | EventKind::Closed { .. }
            | EventKind::Merged { .. }
            | EventKind::Unmerged { .. }
            | EventKind::Absorbed { .. }
            | EventKind::Corrected { .. }
            | EventKind::Erased { .. }
            | EventKind::Disclosed { .. }
            | EventKind::DutyPassed { .. }
            | EventKind::NodeLeft { .. }
            | EventKind::Entered { .. }
            | EventKind::JoinReset { .. }
            | EventKind::FrameClosed { .. }
            | EventKind::CallWithdrawn { .. }
            | EventKind::Found { .. }
            | EventKind::Nobody { .. }
            | EventKind::Climbed { .. }
            | EventKind::Urged { .. }
            | EventKind::Named { .. }
            | EventKind::Filled { .. }
            | EventKind::Registered(_)
            | EventKind::Noticed { .. }
            | EventKind::Confirmed { .. }
            | EventKind::Reminded { .. }
            | EventKind::Escalated { .. }
            | EventKind::Advised { .. }
            | EventKind::LineTaken { .. }
            | EventKind::Signalled { .. }
            | EventKind::MailTaken { .. }
            | EventKind::HoldBegan { .. }
            | EventKind::HoldEnded { .. }
            | EventKind::RuleBroken { .. }
            | EventKind::RuleKept { .. }
            | EventKind::Watched { .. }
            | EventKind::Reacted { .. }
            | EventKind::Marked { .. } => {}
        }
    }

    fn course(mut self, version: Option<&Version<'_>>, case: &Case) -> Course {
        let words = version.map(|version| Words { version, lang: self.lang });
        if matches!(case.status, Status::Open | Status::New | Status::Aborted | Status::Merged) {
            self.outside.push(Outside::Unfinished);
        }
        self.outside.sort_unstable();
        self.outside.dedup();
        Course {
            case: self.case,
            procedure: words.as_ref().map(Words::procedure).unwrap_or_default(),
            version: version.map_or(0, |v| v.procedure.version),
            zone: version.map_or_else(Zone::default, |v| v.procedure.zone.clone()),
            status: case.status,
            opened_at: case.opened_at,
            closed_at: case.closed_at,
            last: case.now,
            parent: case.parent.as_ref().map(|(parent, _)| parent.clone()),
            states: self.states,
            fields: words.as_ref().map(|w| fields::public(w, case)).unwrap_or_default(),
            pseudonyms: words.as_ref().map(|w| fields::pseudonyms(w, case)).unwrap_or_default(),
            rows: self.works.rows,
            clocks: self.clocks.spans,
            outside: self.outside,
        }
    }
}

/// The words of a version in a language.
struct Words<'a> {
    version: &'a Version<'a>,
    lang: Lang,
}

impl Words<'_> {
    fn worded(&self, label: Option<&guicheng_core::Label>) -> Worded {
        let lang = match self.lang {
            Lang::Zh => "zh",
            Lang::En => "en",
        };
        label.map_or_else(Worded::default, |l| Worded { id: l.id.clone(), title: l.title_in(lang).into() })
    }

    fn procedure(&self) -> Worded {
        self.worded(Some(&self.version.procedure.names.procedure))
    }

    fn pick(&self, zh: &'static str, en: &'static str) -> &'static str {
        match self.lang {
            Lang::Zh => zh,
            Lang::En => en,
        }
    }
}
