//! Verification: every batch is decided again from its own `accepted` record, and must come out byte for byte.

use crate::{
    Lexicon, Recorder, Replay, ReplayError, ReplayFault, Version,
    canonical::{Json, Writer, parse},
    decode,
    digest::{sha256, to_hex},
    due_command,
    record::{Bare, Ties},
    snapshot::snapshot_of,
    state::write_state,
};
use alloc::{borrow::Cow, boxed::Box, format, string::String, vec::Vec};
use guicheng_core::{
    Act, Case, Command, Decision, Digest, EventKind, Pins, Procedure, Refused, Scratch, Seq, advance, migrate,
};

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
    /// Its records that fill, show or erase values, for [`crate::personal_of`].
    pub personal: Vec<Seq>,
    /// The snapshot of the case as it stands after them (see [`crate::restore`]).
    pub snapshot: Vec<u8>,
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
    let mut desk = Desk::default();
    let mut engines: Vec<Box<str>> = Vec::new();
    let mut batches = 0;
    let mut rest = lines;
    while let Some((first, _)) = rest.split_first() {
        let before = replay.at();
        replay.turn(first).map_err(Difference::from)?;
        let (Some(old), Some(now)) = (versions.get(before), versions.get(replay.at())) else { break };
        let opening = decide_again(old, now, replay.case_mut(), first, &mut desk.scratch)?;
        rest = same_again(&opening, now.lexicon, &mut replay, rest, &mut desk)?;
        if !engines.contains(&opening.engine) {
            engines.push(opening.engine);
        }
        batches += 1;
        pinned(now.procedure, replay.case())?;
    }
    let snapshot = desk.snapshot();
    let personal = desk.personal;
    let records = lines.len().saturating_sub(rest.len());
    Ok(Verified { records, batches, link: replay.link(), engines, personal, snapshot, case: replay.into_case() })
}

/// What is used again from batch to batch.
#[derive(Default)]
struct Desk {
    scratch: Scratch,
    line: Writer,
    /// The observable state after the last batch.
    state: Writer,
    digest: Digest,
    /// Records that fill, show or erase values.
    personal: Vec<Seq>,
}

impl Desk {
    fn snapshot(&self) -> Vec<u8> {
        match self.state.as_bytes() {
            [] => Vec::new(),
            state => snapshot_of(state, &self.digest),
        }
    }
}

/// The first line of a batch.
struct Opening {
    /// The number of the record.
    first: Seq,
    command: Command,
    /// The engine that decided it before.
    engine: Box<str>,
    tenant: Box<str>,
    case: Box<str>,
}

/// Decides the batch that opens with `first` again, and carries the case along; its events are in the scratch.
fn decide_again(
    old: &Version<'_>,
    now: &Version<'_>,
    case: &mut Case,
    first: &str,
    scratch: &mut Scratch,
) -> Result<Opening, Box<Difference>> {
    let record = Seq(case.seq.0.saturating_add(1));
    let fail = |what| Box::new(Difference { record, what });
    let decoded = decode(now.lexicon, &case.people, first).map_err(|e| fail(Differs::Unreadable(e.into())))?;
    let Some((command, engine)) = decoded.accepted else { return Err(fail(Differs::NotDecided)) };
    let decision = match &command.act {
        Act::Migrate(..) => migrate(old.procedure, now.procedure, case, &command, scratch)
            .inspect(|_| core::mem::swap(case, &mut scratch.draft)),
        _ => advance(now.procedure, case, &command, scratch),
    };
    match decision {
        Ok(Decision::Decided) => {}
        Ok(Decision::Ask) => return Err(fail(Differs::Unanswered)),
        Err(rejection) => return Err(fail(Differs::Refused(rejection.code))),
    }
    if scratch.events.is_empty() {
        return Err(fail(Differs::NotDecided));
    }
    Ok(Opening { first: record, command, engine, tenant: decoded.tenant, case: decoded.case })
}

/// Compares what was decided with the lines; what is left of these.
fn same_again<'l, 'r>(
    opening: &Opening,
    lexicon: &Lexicon,
    replay: &mut Replay<'_>,
    lines: &'r [&'l str],
    desk: &mut Desk,
) -> Result<&'r [&'l str], Box<Difference>> {
    let Desk { scratch, line, state, digest, personal } = desk;
    let Opening { first, command, engine, tenant, case } = opening;
    let recorder = Recorder { lexicon, tenant, case, engine };
    let tick = (scratch.due > 0).then(|| due_command(command, *first));
    state.clear();
    write_state(lexicon, replay.case(), state);
    *digest = sha256(state.as_bytes());
    let mut rest = lines;
    for ((at, event), seq) in scratch.events.iter().enumerate().zip(first.0..) {
        let fail = |what| Box::new(Difference { record: Seq(seq), what });
        let command = tick.as_ref().filter(|_| at < scratch.due).unwrap_or(command);
        let state = (at + 1 == scratch.events.len()).then_some(*digest);
        let people = &replay.case().people;
        let write = |prev, line: &mut Writer| {
            recorder.line(&Ties { seq: Seq(seq), prev, state }, event, command, people, line);
        };
        let bare = || {
            let mut line = Writer::default();
            write(None, &mut line);
            line.finish()
        };
        let Some((found, after)) = rest.split_first() else {
            return Err(fail(Differs::Missing { expected: bare().into() }));
        };
        let mut prev = replay.expected_link(found);
        line.clear();
        write(prev, line);
        // What is written as it was decided says what was decided: it need not be read.
        if line.as_bytes() != found.as_bytes() {
            let (own, expected) = (Bare::of(found), bare());
            if !own.0.is(&expected) {
                return Err(fail(difference(&expected, &own.0.text())));
            }
            prev = own.1;
        }
        replay.follow(found, tenant, case, prev).map_err(|what| fail(what.into()))?;
        if matches!(event.kind, EventKind::Filled { .. } | EventKind::Erased { .. } | EventKind::Disclosed { .. }) {
            personal.push(Seq(seq));
        }
        rest = after;
    }
    Ok(rest)
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
