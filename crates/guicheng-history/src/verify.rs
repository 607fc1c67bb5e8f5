//! Verification: every batch is decided again from its own `accepted` record, and must come out byte for byte.

use crate::{
    Lexicon, Recorder, Replay, ReplayError, ReplayFault, Version,
    canonical::{Json, Writer, parse},
    decode,
    digest::to_hex,
    record::Bare,
};
use alloc::{borrow::Cow, boxed::Box, format, string::String, vec::Vec};
use guicheng_core::{Act, Case, Decision, Digest, Pins, Procedure, Refused, Scratch, Seq, decide, migrate};

/// A history that was decided again without a difference.
#[derive(Clone, Debug, PartialEq)]
pub struct Verified {
    /// How many records it has.
    pub records: usize,
    /// How many commands (and batches of what was due) they come from.
    pub batches: usize,
    /// The digest of the last line.
    pub link: Digest,
    /// Versions of the engine that decided it, in the order of their first record.
    pub engines: Vec<Box<str>>,
    /// The case as it stands after them.
    pub case: Case,
}

/// The first difference between a history and what its commands lead to.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("record {}: {what}", record.0)]
pub struct Difference {
    /// The record.
    pub record: Seq,
    /// What differs.
    pub what: Differs,
}

/// What differs.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum Differs {
    /// The history cannot even be read.
    #[error(transparent)]
    Unreadable(#[from] ReplayFault),
    /// A value.
    #[error("`{key}` is {found}, but deciding again gives {expected}")]
    Value {
        /// The keys that lead to it.
        key: Box<str>,
        /// The value that deciding again gives, as JSON; nothing where it gives none.
        expected: Box<str>,
        /// The value found, as JSON; nothing where there is none.
        found: Box<str>,
    },
    /// A record that should follow is not there.
    #[error("a record is missing; deciding again gives {expected}")]
    Missing {
        /// The line.
        expected: Box<str>,
    },
    /// A batch does not open with its command: a record too many.
    #[error("a record that does not follow from the command before it")]
    NotDecided,
    /// The command is refused when it is decided again.
    #[error("deciding again, the command is refused: {0}")]
    Refused(Refused),
    /// An answer that deciding again asks for does not stand in the record.
    #[error("deciding again asks for an answer that is not recorded")]
    Unanswered,
    /// The case is pinned to another definition than the one given.
    #[error("the case is pinned to the definition {pinned}, not to {given}")]
    OtherDefinition {
        /// The digest of the definition that it is pinned to.
        pinned: Box<str>,
        /// The digest of the definition given.
        given: Box<str>,
    },
}

impl From<ReplayError> for Difference {
    fn from(error: ReplayError) -> Self {
        Self { record: error.record, what: Differs::Unreadable(error.what) }
    }
}

/// Decides a whole history again: the pinned procedure, and its lines in order, with or without `prev`.
///
/// # Errors
/// The first [`Difference`].
pub fn verify(procedure: &Procedure, lexicon: &Lexicon, lines: &[&str]) -> Result<Verified, Box<Difference>> {
    let pins = Pins { procedure: procedure.digest, calendars: Digest::default(), zone: Digest::default() };
    let only = [Version { pins, procedure, lexicon }];
    decided_again(&only, Replay::new(lexicon), lines)
}

/// Decides a whole history again that may have moved from version to version: all of them, and its lines in order. A
/// move is planned again from both versions, and must come out as the plan that the record holds.
///
/// # Errors
/// The first [`Difference`].
pub fn verify_across(versions: &[Version<'_>], lines: &[&str]) -> Result<Verified, Box<Difference>> {
    decided_again(versions, Replay::across(versions, &Lexicon::default()), lines)
}

fn decided_again(
    versions: &[Version<'_>],
    mut replay: Replay<'_>,
    lines: &[&str],
) -> Result<Verified, Box<Difference>> {
    let mut scratch = Scratch::default();
    let mut engines: Vec<Box<str>> = Vec::new();
    let (mut batches, mut records) = (0, 0);
    let mut rest = lines;
    while let Some((first, _)) = rest.split_first() {
        let before = replay.at();
        replay.turn(first).map_err(Difference::from)?;
        let (Some(old), Some(now)) = (versions.get(before), versions.get(replay.at())) else { break };
        let again = decide_again(old, now, replay.case(), first, &mut scratch)?;
        if !engines.contains(&again.engine) {
            engines.push(again.engine);
        }
        for (line, event) in again.lines.iter().zip(&scratch.events) {
            let record = Seq(replay.case().seq.0.saturating_add(1));
            let fail = |what| Box::new(Difference { record, what });
            let Some((found, after)) = rest.split_first() else {
                return Err(fail(Differs::Missing { expected: line.as_str().into() }));
            };
            // What is written as it was decided says what was decided: it need not be read.
            let (bare, prev) = Bare::of(found);
            if !bare.is(line) {
                return Err(fail(difference(line, &bare.text())));
            }
            replay.follow(found, &again.tenant, &again.case, prev, event).map_err(Difference::from)?;
            rest = after;
            records += 1;
        }
        batches += 1;
        pinned(now.procedure, replay.case())?;
    }
    Ok(Verified { records, batches, link: replay.link(), engines, case: replay.into_case() })
}

/// A batch decided again.
struct Again {
    /// Its lines, one for each event in the scratch.
    lines: Vec<String>,
    /// The engine that decided it before.
    engine: Box<str>,
    tenant: Box<str>,
    case: Box<str>,
}

/// Decides the batch that opens with `first` again.
fn decide_again(
    old: &Version<'_>,
    now: &Version<'_>,
    case: &Case,
    first: &str,
    scratch: &mut Scratch,
) -> Result<Again, Box<Difference>> {
    let fail = |what| Box::new(Difference { record: Seq(case.seq.0.saturating_add(1)), what });
    let (procedure, lexicon) = (now.procedure, now.lexicon);
    let decoded = decode(lexicon, &case.people, first).map_err(|e| fail(Differs::Unreadable(e.into())))?;
    let Some((command, engine)) = decoded.accepted else { return Err(fail(Differs::NotDecided)) };
    let decision = match &command.act {
        Act::Migrate(..) => migrate(old.procedure, procedure, case, &command, scratch),
        _ => decide(procedure, case, &command, scratch),
    };
    match decision {
        Ok(Decision::Decided) => {}
        Ok(Decision::Ask) => return Err(fail(Differs::Unanswered)),
        Err(rejection) => return Err(fail(Differs::Refused(rejection.code))),
    }
    if scratch.events.is_empty() {
        return Err(fail(Differs::NotDecided));
    }
    let recorder = Recorder { lexicon, tenant: &decoded.tenant, case: &decoded.case, engine: &engine };
    let encoded = recorder.encode(case, &command, &scratch.events, scratch.due, &scratch.draft);
    Ok(Again { lines: encoded.lines, engine, tenant: decoded.tenant, case: decoded.case })
}

fn pinned(procedure: &Procedure, case: &Case) -> Result<(), Box<Difference>> {
    match &case.pins {
        Some(pins) if pins.procedure != procedure.digest => Err(Box::new(Difference {
            record: case.seq,
            what: Differs::OtherDefinition {
                pinned: to_hex(&pins.procedure).into(),
                given: to_hex(&procedure.digest).into(),
            },
        })),
        Some(_) | None => Ok(()),
    }
}

/// The first value in which two lines differ.
fn difference(expected: &str, found: &str) -> Differs {
    let whole = || Differs::Value { key: "record".into(), expected: expected.into(), found: found.into() };
    match (parse(expected), parse(found)) {
        (Ok(a), Ok(b)) => compare("", Some(&a), Some(&b)).unwrap_or_else(whole),
        (Ok(_), Err(error)) => Differs::Unreadable(ReplayFault::Decode(error.into())),
        (Err(_), _) => whole(),
    }
}

fn compare(key: &str, expected: Option<&Json<'_>>, found: Option<&Json<'_>>) -> Option<Differs> {
    let under = |name: &str| if key.is_empty() { String::from(name) } else { format!("{key}.{name}") };
    match (expected, found) {
        (Some(Json::Object(a)), Some(Json::Object(b))) => {
            let get = |pairs: &'_ [(Cow<'_, str>, _)], name: &str| pairs.iter().position(|(k, _)| k == name);
            let gone = a.iter().find_map(|(name, value)| {
                compare(&under(name), Some(value), get(b, name).and_then(|at| b.get(at)).map(|(_, v)| v))
            });
            let more = || b.iter().find(|(name, _)| get(a, name).is_none());
            gone.or_else(|| more().and_then(|(name, value)| compare(&under(name), None, Some(value))))
        }
        (Some(Json::List(a)), Some(Json::List(b))) => {
            (0..a.len().max(b.len())).find_map(|at| compare(&format!("{key}[{at}]"), a.get(at), b.get(at)))
        }
        (a, b) if a == b => None,
        (a, b) => Some(Differs::Value { key: key.into(), expected: shown(a), found: shown(b) }),
    }
}

fn shown(json: Option<&Json<'_>>) -> Box<str> {
    let Some(json) = json else { return "nothing".into() };
    let mut out = Writer::default();
    json.write(&mut out);
    out.finish().into()
}
