//! Replay: a case rebuilt from its records alone.

use crate::{
    DecodeError, Decoded, Lexicon, Version,
    canonical::{Json, parse},
    digest::{sha256, to_hex},
    record::{Bare, Line, read_line},
    version::named_by,
};
use alloc::{boxed::Box, string::String};
use guicheng_core::{Case, Digest, Seq};

/// A case being rebuilt, record by record.
#[derive(Clone, Debug)]
pub struct Replay<'l> {
    lexicon: &'l Lexicon,
    /// The versions that the case may be on; none: it stays on the one it began with.
    versions: &'l [Version<'l>],
    at: usize,
    case: Case,
    of: Option<(Box<str>, Box<str>)>,
    link: Digest,
    linked: bool,
}

impl<'l> Replay<'l> {
    /// Before the first record.
    pub fn new(lexicon: &'l Lexicon) -> Self {
        let (case, link) = (Case::default(), Digest::default());
        Self { lexicon, versions: &[], at: 0, case, of: None, link, linked: false }
    }

    /// Before the first record of a case that may have moved from version to version: each record is read in the words
    /// of the one that it was written in. Without any version nothing can be read.
    pub fn across(versions: &'l [Version<'l>], nothing: &'l Lexicon) -> Self {
        Self { versions, ..Self::new(versions.first().map_or(nothing, |first| first.lexicon)) }
    }

    /// Turns to the version that a line names, if it names one.
    pub(crate) fn turn(&mut self, line: &str) -> Result<(), ReplayError> {
        if self.versions.is_empty() {
            return Ok(());
        }
        let Some(pins) = named_by(line, self.case.seq) else { return Ok(()) };
        let found = self.versions.iter().enumerate().find(|(_, version)| version.pins == pins);
        let record = Seq(self.case.seq.0.saturating_add(1));
        let missing = || ReplayFault::NoVersion { procedure: to_hex(&pins.procedure).into() };
        let (at, version) = found.ok_or_else(|| ReplayError { record, what: missing() })?;
        (self.at, self.lexicon) = (at, version.lexicon);
        Ok(())
    }

    /// The words of the version that the case is on.
    pub fn lexicon(&self) -> &'l Lexicon {
        self.lexicon
    }

    /// Which of the versions given the case is on, from 0.
    pub fn at(&self) -> usize {
        self.at
    }

    /// Reads the next record and applies it.
    ///
    /// # Errors
    /// Where the line is no record of this procedure, or not the next of this case.
    pub fn read(&mut self, line: &str) -> Result<Decoded, ReplayError> {
        let json = self.parsed(line)?;
        self.take(line, &json).map(Line::owned)
    }

    fn parsed<'a>(&mut self, line: &'a str) -> Result<Json<'a>, ReplayError> {
        self.turn(line)?;
        parse(line).map_err(|e| self.fail(ReplayFault::Decode(e.into())))
    }

    /// Reads the next record, applies it, and keeps no more of it than is in the line.
    fn take<'j>(&mut self, line: &str, json: &'j Json<'_>) -> Result<Line<'j>, ReplayError> {
        let read = read_line(self.lexicon, &self.case.people, json).map_err(|e| self.fail(e.into()))?;
        if read.seq.0 != self.case.seq.0.saturating_add(1) {
            return Err(self.fail(ReplayFault::Gap { found: read.seq }));
        }
        self.follow(line, read.tenant, read.case, read.prev).map_err(|what| self.fail(what))?;
        self.case.apply(&read.event);
        Ok(read)
    }

    fn fail(&self, what: ReplayFault) -> ReplayError {
        ReplayError { record: Seq(self.case.seq.0.saturating_add(1)), what }
    }

    /// The link that the next line should have: that of the first says whether there are any.
    pub(crate) fn expected_link(&self, next: &str) -> Option<Digest> {
        if self.of.is_none() { Bare::of(next).1 } else { self.linked.then_some(self.link) }
    }

    /// Takes a line: it must be of this case and link to the line before. The event is not applied.
    pub(crate) fn follow(
        &mut self,
        line: &str,
        tenant: &str,
        case: &str,
        prev: Option<Digest>,
    ) -> Result<(), ReplayFault> {
        match &self.of {
            Some((of, id)) if (&**of, &**id) != (tenant, case) => {
                return Err(ReplayFault::OtherCase { tenant: tenant.into(), case: case.into() });
            }
            Some(_) => {}
            None => {
                self.of = Some((tenant.into(), case.into()));
                self.linked = prev.is_some();
            }
        }
        if self.linked && prev != Some(self.link) {
            let found = prev.map_or_else(String::new, |d| to_hex(&d));
            return Err(ReplayFault::Link { expected: to_hex(&self.link).into(), found: found.into() });
        }
        self.link = sha256(line.as_bytes());
        Ok(())
    }

    /// The case, for whoever carries it along otherwise than by its records.
    pub(crate) fn case_mut(&mut self) -> &mut Case {
        &mut self.case
    }

    /// The case after the records read.
    pub fn case(&self) -> &Case {
        &self.case
    }

    /// The digest of the last line: the `prev` of the next.
    pub fn link(&self) -> Digest {
        self.link
    }

    /// The case after the records read, on its own.
    pub fn into_case(self) -> Case {
        self.case
    }
}

/// The case that these records lead to.
///
/// # Errors
/// At the first line that is not the next record of the case.
pub fn rebuild<'a>(lexicon: &Lexicon, lines: impl IntoIterator<Item = &'a str>) -> Result<Case, ReplayError> {
    let mut replay = Replay::new(lexicon);
    for line in lines {
        let json = replay.parsed(line)?;
        replay.take(line, &json)?;
    }
    Ok(replay.into_case())
}

/// A history that cannot be replayed, and at which record.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("record {}: {what}", record.0)]
pub struct ReplayError {
    /// The number that the record should have.
    pub record: Seq,
    /// Why.
    pub what: ReplayFault,
}

/// Why a line is not the next record of a case.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReplayFault {
    /// It cannot be decoded.
    #[error(transparent)]
    Decode(#[from] DecodeError),
    /// It is of a version that was not given.
    #[error("it is of a version whose definition has the digest {procedure}, which is not at hand")]
    NoVersion {
        /// The digest of the definition.
        procedure: Box<str>,
    },
    /// It has another number.
    #[error("it has the number {}", found.0)]
    Gap {
        /// Its number.
        found: Seq,
    },
    /// It is of another case.
    #[error("it is of the case `{case}` of `{tenant}`")]
    OtherCase {
        /// Its tenant.
        tenant: Box<str>,
        /// Its case.
        case: Box<str>,
    },
    /// It does not link to the line before it.
    #[error("it links to `{found}`, but the line before has the digest `{expected}`")]
    Link {
        /// The digest of the line before.
        expected: Box<str>,
        /// The digest that it names; nothing where it names none.
        found: Box<str>,
    },
}
