//! The timeline: a case told in sentences, one a record that matters, in Chinese or English.
//!
//! It is read off the records and the titles of the pinned procedure; nothing is decided or computed anew.

mod acts;
mod clocks;
mod course;
mod kinds;
mod names;
mod report;
mod shown;
mod standing;
mod walk;
mod why;
mod why_not;

pub use report::{Breach, BreachKind, report};
pub use standing::{Bound, Later, RoleHeld, RunningClock, Standing, StandingWork, standing};
pub use walk::Telling;
pub use why::{Reason, Why, why};
pub use why_not::{Hindrance, why_not};

use crate::{Lexicon, ReplayError, Version};
use alloc::{boxed::Box, format, string::String, vec::Vec};
use guicheng_core::{Act, EventKind, Procedure, Seq, Taken, Timestamp, org::Org};
use names::Teller;
use walk::{Stop, walk, walk_across};

/// In which language it is told.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Lang {
    /// Chinese.
    #[default]
    Zh,
    /// English.
    En,
}

/// A clock that fires so much later than it could have was not served: an outage.
pub const OUTAGE_MS: i64 = 5 * 60_000;

/// One line of the timeline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The record.
    pub seq: Seq,
    /// When it was recorded.
    pub recorded: Timestamp,
    /// When it happened, where it was entered late.
    pub occurred: Option<Timestamp>,
    /// How long the clock that fired was not served, if for too long.
    pub outage: Option<i64>,
    /// `recorded` in the procedure's zone, to the second.
    pub local: Box<str>,
    /// Who did it; none: the system, or time.
    pub who: Option<Box<str>>,
    /// The roles that the work was for.
    pub role: Option<Box<str>>,
    /// What happened.
    pub what: Box<str>,
    /// The clauses that it stands on.
    pub clauses: Vec<Box<str>>,
    /// The line as shown: time, who, what, and what is remarkable about it.
    pub line: Box<str>,
}

/// Tells a case. People are named by `org` where it has them.
///
/// # Errors
/// At the first line that is not the next record of the case.
pub fn timeline<'a>(
    procedure: &Procedure,
    lexicon: &Lexicon,
    org: Option<&Org>,
    lang: Lang,
    lines: impl IntoIterator<Item = &'a str>,
) -> Result<Vec<Entry>, ReplayError> {
    let mut entries = Vec::new();
    walk(&Telling { procedure, lexicon, versions: &[], org, lang }, lines, |stop| {
        entries.extend(entry(stop));
        true
    })?;
    Ok(entries)
}

/// Tells a case that may have moved from version to version, each part with the titles of its own.
///
/// # Errors
/// At the first line that is not the next record of the case.
pub fn timeline_across<'a>(
    versions: &[Version<'_>],
    org: Option<&Org>,
    lang: Lang,
    lines: impl IntoIterator<Item = &'a str>,
) -> Result<Vec<Entry>, ReplayError> {
    let mut entries = Vec::new();
    walk_across(versions, org, lang, lines, |stop| {
        entries.extend(entry(stop));
        true
    })?;
    Ok(entries)
}

/// The line of one record; none where nothing is told of it.
fn entry(stop: &Stop<'_>) -> Option<Entry> {
    let (event, teller) = (&stop.decoded.event, &stop.teller);
    let mut told = told(teller, &event.kind)?;
    // Why work is given to another stands in the command alone.
    if let (EventKind::WorkTaken { how: Taken::Given(_), .. }, Some((_, command))) = (&event.kind, stop.command)
        && let Act::Reassign(_, _, reason) = &command.act
    {
        told.what += &acts::because(teller, Some(reason));
    }
    let mut entry = Entry {
        seq: stop.decoded.seq,
        recorded: event.at,
        occurred: stop.late.filter(|_| told.by_person),
        outage: stop.outage,
        local: teller.local(event.at).into(),
        who: told.who,
        role: told.role,
        what: told.what.into(),
        clauses: crate::clause::clauses(&event.kind, &stop.lexicon.clauses).to_vec(),
        line: Box::default(),
    };
    entry.line = teller.line(&entry).into();
    Some(entry)
}

/// What is told of one event.
struct Told {
    who: Option<Box<str>>,
    role: Option<Box<str>>,
    by_person: bool,
    what: String,
}

impl Told {
    /// Something that happens by itself.
    fn plain(what: String) -> Self {
        Self { who: None, role: None, by_person: false, what }
    }
}

/// Each group tells its own kinds; what is only bookkeeping is told by none.
fn told(teller: &Teller<'_>, kind: &EventKind) -> Option<Told> {
    match kind {
        kinds::course!() => course::told(teller, kind),
        kinds::work!() => acts::told(teller, kind),
        kinds::facts!() => acts::facts(teller, kind),
        kinds::clocks!() => clocks::told(teller, kind),
        kinds::norms!() => clocks::norms(teller, kind),
        kinds::quiet!() => None,
    }
}

impl Teller<'_> {
    /// The whole line.
    fn line(&self, entry: &Entry) -> String {
        let mut line = format!("{}  ", entry.local);
        match (&entry.who, &entry.role) {
            (Some(who), Some(role)) => line += &self.say(format!("{who}（{role}）"), format!("{who} ({role}) ")),
            (Some(who), None) => {
                let gap = if who.ends_with(|c: char| c.is_ascii()) { " " } else { "" };
                line += &self.say(format!("{who}{gap}"), format!("{who} "));
            }
            (None, _) => {}
        }
        line += &entry.what;
        if let Some(occurred) = entry.occurred {
            let at = self.local(occurred);
            line += &self.say(format!(" 〔补记：发生于 {at}〕"), format!(" [late entry: occurred {at}]"));
        }
        if let Some(gap) = entry.outage {
            let gap = self.span(gap);
            line +=
                &self.say(format!(" 〔晚了{gap}才触发：系统当时未运行〕"), format!(" [fired {gap} late: not served]"));
        }
        if !entry.clauses.is_empty() {
            line += &self
                .say(format!(" 〔依据 {}〕", entry.clauses.join("、")), format!(" [{}]", entry.clauses.join(", ")));
        }
        line
    }
}
