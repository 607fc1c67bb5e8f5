//! Records: one event as one canonical line.
//!
//! The first record of a batch has kind `accepted` and holds the whole command, so that it can be decided again; only
//! the last has `state`. The core of a line is made here; the store adds `prev` by [`chain`] in its transaction.

use crate::{
    DecodeError, Lexicon,
    canonical::{Json, Writer, parse},
    clause::clauses,
    digest,
    part::{Context, KINDS, Object, data_of, kind_name, put, read_data, write_list},
    snapshot::snapshot_of,
    state::write_state,
};
use alloc::{borrow::Cow, boxed::Box, format, string::String, sync::Arc, vec::Vec};
use guicheng_core::{Actor, Case, Command, Digest, Event, EventKind, PersonIx, Seq, Timestamp};

/// The version of the form of records.
pub const RECORD_VERSION: i64 = 1;
/// The version of the engine, as it stands in records.
pub const ENGINE: &str = env!("CARGO_PKG_VERSION");

const KEYS: &[&str] = &[
    "actor", "case", "clause", "command", "data", "engine", "kind", "occurred", "prev", "recorded", "seq", "state",
    "tenant", "v",
];

/// Writes the records of one case.
#[derive(Clone, Copy, Debug)]
pub struct Recorder<'a> {
    /// The words of its procedure.
    pub lexicon: &'a Lexicon,
    /// Its tenant.
    pub tenant: &'a str,
    /// Its id.
    pub case: &'a str,
    /// The version of the engine that decided; [`ENGINE`] for fresh decisions.
    pub engine: &'a str,
}

impl<'a> Recorder<'a> {
    /// For what this engine decides.
    pub fn new(lexicon: &'a Lexicon, tenant: &'a str, case: &'a str) -> Self {
        Self { lexicon, tenant, case, engine: ENGINE }
    }

    /// The lines of a decision, without `prev`. `before` is the case as it was; `after` with all events applied; the
    /// first `due` events are a batch of their own (see [`guicheng_core::Scratch`]). After a rejection pass what is left
    /// in the scratch, with `due` as many as there are.
    pub fn encode(&self, before: &Case, command: &Command, events: &[Event], due: usize, after: &Case) -> Encoded {
        let mut encoded = Encoded { lines: Vec::with_capacity(events.len()), snapshot: Vec::new() };
        let (first, rest) = events.split_at_checked(due).unwrap_or((&[], events));
        if first.is_empty() {
            self.batch(before.seq, command, rest, after, &mut encoded);
            return encoded;
        }
        let tick = due_command(command, Seq(before.seq.0.saturating_add(1)));
        if rest.is_empty() {
            self.batch(before.seq, &tick, first, after, &mut encoded);
            return encoded;
        }
        let mut between = before.clone();
        first.iter().for_each(|event| between.apply(event));
        self.batch(before.seq, &tick, first, &between, &mut encoded);
        self.batch(between.seq, command, rest, after, &mut encoded);
        encoded
    }

    /// Adds one batch that follows record `last`; `after` is the case with its events applied.
    fn batch(&self, last: Seq, command: &Command, events: &[Event], after: &Case, encoded: &mut Encoded) {
        let Some((ends, others)) = events.split_last() else { return };
        let mut seq = last.0;
        let mut line = |event, state: Option<Digest>| {
            seq = seq.saturating_add(1);
            let mut out = Writer::with_capacity(384);
            self.line(&Ties { seq: Seq(seq), prev: None, state }, event, command, &after.people, &mut out);
            out.finish()
        };
        encoded.lines.extend(others.iter().map(|event| line(event, None)));
        let mut state = Writer::with_capacity(4_096);
        write_state(self.lexicon, after, &mut state);
        let digest = digest::sha256(state.as_bytes());
        encoded.lines.push(line(ends, Some(digest)));
        encoded.snapshot = snapshot_of(state.as_bytes(), &digest);
    }

    /// Writes one line.
    pub(crate) fn line(&self, ties: &Ties, event: &Event, command: &Command, people: &[Arc<str>], out: &mut Writer) {
        let cx = &Context { lexicon: self.lexicon, people };
        out.open();
        let accepted = if let EventKind::Accepted { actor, occurred, .. } = &event.kind {
            Some((*actor, *occurred))
        } else {
            None
        };
        if let Some((actor, _)) = accepted {
            out.known_key(key!("actor"));
            write_actor(actor, out, cx);
        }
        out.known_key(key!("case"));
        out.text(self.case);
        let clauses = clauses(&event.kind, &self.lexicon.clauses);
        if !clauses.is_empty() {
            out.known_key(key!("clause"));
            write_list(clauses, out, cx);
        }
        if accepted.is_some() {
            out.known_key(key!("command"));
            write_command(command, event.at, out, cx);
        }
        out.known_key(key!("data"));
        data_of(&event.kind, out, cx);
        if accepted.is_some() {
            out.known_key(key!("engine"));
            out.text(self.engine);
        }
        out.known_key(key!("kind"));
        out.word(kind_name(&event.kind));
        if let Some((_, occurred)) = accepted {
            put(out, key!("occurred"), &occurred, cx);
        }
        put(out, key!("prev"), &ties.prev, cx);
        put(out, key!("recorded"), &event.at, cx);
        put(out, key!("seq"), &ties.seq, cx);
        put(out, key!("state"), &ties.state, cx);
        out.known_key(key!("tenant"));
        out.text(self.tenant);
        out.known_key(key!("v"));
        out.int(RECORD_VERSION);
        out.close();
    }
}

/// What ties a record to its history.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ties {
    /// Its number.
    pub(crate) seq: Seq,
    /// The digest of the line before, where it is known already.
    pub(crate) prev: Option<Digest>,
    /// The digest of the state after it: on the last of a batch.
    pub(crate) state: Option<Digest>,
}

/// A decision as a store keeps it. Without lines nothing is to be stored.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Encoded {
    /// The records, without `prev`.
    pub lines: Vec<String>,
    /// The snapshot of the case after them (see [`crate::restore`]).
    pub snapshot: Vec<u8>,
}

/// The command of a batch of what was due before `command`: a tick by the system.
pub fn due_command(command: &Command, first: Seq) -> Command {
    Command {
        key: format!("due:{}", first.0).into(),
        now: command.now,
        occurred: None,
        actor: Actor { person: None, on_behalf: None, via: command.actor.via.clone() },
        seen: None,
        act: guicheng_core::Act::Tick,
        answers: command.answers.clone(),
    }
}

/// What every record has after its `prev`. Quotes inside texts are escaped, so it is found at no other place behind
/// the last nested value.
const AFTER_PREV: &str = ",\"recorded\":\"";

/// A line with the digest of the line before it (all zeros for the first of a case).
///
/// # Errors
/// Where `line` is no line of [`Recorder`], or has its `prev` already.
pub fn chain(line: &str, prev: &Digest) -> Result<String, NotChainable> {
    let (before, after) = line.rfind(AFTER_PREV).and_then(|at| line.split_at_checked(at)).ok_or(NotChainable)?;
    if ends_with_prev(before) {
        return Err(NotChainable);
    }
    let mut out = String::with_capacity(line.len() + PREV_BYTES);
    out.push_str(before);
    out.push_str(",\"prev\":\"");
    out.push_str(&digest::to_hex(prev));
    out.push('"');
    out.push_str(after);
    Ok(out)
}

/// `,"prev":"` with 64 digits and a quote.
const PREV_BYTES: usize = 74;

/// A line without its `prev`, and that; nothing where it has none.
pub fn unchain(line: &str) -> Option<(String, Digest)> {
    match Bare::of(line) {
        (bare, Some(prev)) => Some((bare.text().into_owned(), prev)),
        (_, None) => None,
    }
}

/// A line without its `prev`: what stands before that and behind it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bare<'a> {
    before: &'a str,
    after: &'a str,
}

impl<'a> Bare<'a> {
    /// A line, and its `prev` where it has one.
    pub(crate) fn of(line: &'a str) -> (Self, Option<Digest>) {
        let chained = || {
            let (before, after) = line.split_at_checked(line.rfind(AFTER_PREV)?)?;
            let (before, prev) = before.split_at_checked(before.len().checked_sub(PREV_BYTES)?)?;
            let prev = digest::from_hex(prev.strip_prefix(",\"prev\":\"")?.strip_suffix('"')?)?;
            Some((Self { before, after }, prev))
        };
        match chained() {
            Some((bare, prev)) => (bare, Some(prev)),
            None => (Self { before: line, after: "" }, None),
        }
    }

    /// Whether it is this line.
    pub(crate) fn is(&self, line: &str) -> bool {
        line.strip_prefix(self.before) == Some(self.after)
    }

    /// The text.
    pub(crate) fn text(&self) -> Cow<'a, str> {
        if self.after.is_empty() { Cow::Borrowed(self.before) } else { Cow::Owned([self.before, self.after].concat()) }
    }
}

fn ends_with_prev(before: &str) -> bool {
    let tail = before.len().checked_sub(PREV_BYTES).and_then(|at| before.get(at..));
    tail.is_some_and(|t| t.starts_with(",\"prev\":\""))
}

/// The line cannot be chained: it is no fresh line of a recorder.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("not a fresh record line")]
pub struct NotChainable;

/// A record that was read.
#[derive(Clone, Debug, PartialEq)]
pub struct Decoded {
    /// Its tenant.
    pub tenant: Box<str>,
    /// Its case.
    pub case: Box<str>,
    /// Its number.
    pub seq: Seq,
    /// The event.
    pub event: Event,
    /// The command and the version of the engine that decided it: on the first record of a batch.
    pub accepted: Option<(Command, Box<str>)>,
    /// The digest of the state: on the last record of a batch.
    pub state: Option<Digest>,
    /// The digest of the line before.
    pub prev: Option<Digest>,
}

/// A record that was read, its names still in the text.
#[derive(Debug)]
pub(crate) struct Line<'j> {
    pub(crate) tenant: &'j str,
    pub(crate) case: &'j str,
    pub(crate) seq: Seq,
    pub(crate) event: Event,
    pub(crate) accepted: Option<(Command, Box<str>)>,
    pub(crate) state: Option<Digest>,
    pub(crate) prev: Option<Digest>,
}

impl Line<'_> {
    pub(crate) fn owned(self) -> Decoded {
        let Self { tenant, case, seq, event, accepted, state, prev } = self;
        Decoded { tenant: tenant.into(), case: case.into(), seq, event, accepted, state, prev }
    }
}

/// Reads a record. `people` are those met by the case so far ([`Case::people`]).
///
/// # Errors
/// Where the line is not one that a [`Recorder`] of this procedure could have written.
pub fn decode(lexicon: &Lexicon, people: &[Arc<str>], line: &str) -> Result<Decoded, DecodeError> {
    read_line(lexicon, people, &parse(line)?).map(Line::owned)
}

pub(crate) fn read_line<'j>(
    lexicon: &Lexicon,
    people: &[Arc<str>],
    json: &'j Json<'_>,
) -> Result<Line<'j>, DecodeError> {
    let object = Object::of(json, KEYS)?;
    let cx = &Context { lexicon, people };
    let version: i64 = object.take("v", cx)?;
    if version != RECORD_VERSION {
        return Err(DecodeError::Version(version));
    }
    let at: Timestamp = object.take("recorded", cx)?;
    let kind = text(&object, "kind")?;
    let Some(data) = object.get("data") else {
        let known = KINDS.contains(&kind);
        return Err(if known { DecodeError::MissingKey("data") } else { DecodeError::UnknownKind(kind.into()) });
    };
    let mut kind = read_data(kind, data, cx)?;
    let mut accepted = None;
    if let EventKind::Accepted { actor, occurred, .. } = &mut kind {
        *actor = read_actor(object.need("actor")?, cx)?;
        *occurred = object.take("occurred", cx)?;
        let command = read_command(object.need("command")?, at, cx)?;
        accepted = Some((command, object.take("engine", cx)?));
    } else if let Some(key) = ["actor", "command", "engine", "occurred"].into_iter().find(|k| object.get(k).is_some()) {
        return Err(DecodeError::UnknownKey(key.into()));
    }
    clauses_read(object.get("clause"))?;
    Ok(Line {
        tenant: text(&object, "tenant")?,
        case: text(&object, "case")?,
        seq: object.take("seq", cx)?,
        event: Event { at, kind },
        accepted,
        state: object.take("state", cx)?,
        prev: object.take("prev", cx)?,
    })
}

/// The clauses follow from the event: they need only be texts.
fn clauses_read(json: Option<&Json<'_>>) -> Result<(), DecodeError> {
    let Some(json) = json else { return Ok(()) };
    let Json::List(clauses) = json else { return Err(DecodeError::expected("a list").under("clause")) };
    let texts = clauses.iter().all(|clause| matches!(clause, Json::Text(_)));
    if texts { Ok(()) } else { Err(DecodeError::expected("a text").under("clause")) }
}

fn text<'j>(object: &Object<'j, '_>, key: &'static str) -> Result<&'j str, DecodeError> {
    match object.need(key)? {
        Json::Text(text) => Ok(text),
        Json::Null | Json::Bool(_) | Json::Int(_) | Json::List(_) | Json::Object(_) => {
            Err(DecodeError::expected("a text").under(key))
        }
    }
}

fn write_actor(actor: Option<PersonIx>, out: &mut Writer, cx: &Context<'_>) {
    out.open();
    put(out, key!("id"), &actor, cx);
    out.known_key(key!("kind"));
    out.word(if actor.is_some() { "person" } else { "system" });
    out.close();
}

fn read_actor(json: &Json<'_>, cx: &Context<'_>) -> Result<Option<PersonIx>, DecodeError> {
    let object = Object::of(json, &["id", "kind"])?;
    let kind: Box<str> = object.take("kind", cx)?;
    match (&*kind, object.take::<Option<Box<str>>>("id", cx)?) {
        ("person", Some(name)) => {
            // Whoever acts for the first time is met by the next record.
            let place = cx.people.iter().position(|p| **p == *name).unwrap_or(cx.people.len());
            let person = u16::try_from(place).map_err(|_| DecodeError::expected("one of 65536 people").under("actor"));
            person.map(|p| Some(PersonIx(p)))
        }
        ("system", None) => Ok(None),
        _ => Err(DecodeError::WrongType { key: "actor", expected: "a person with id, or the system" }),
    }
}

/// The instant of the command is left out where it is that of the record.
fn write_command(command: &Command, at: Timestamp, out: &mut Writer, cx: &Context<'_>) {
    let Command { key, now, occurred, actor, seen, act, answers } = command;
    out.open();
    put(out, key!("act"), act, cx);
    put(out, key!("actor"), actor, cx);
    put(out, key!("answers"), answers, cx);
    put(out, key!("key"), key, cx);
    put(out, key!("now"), &(*now != at).then_some(*now), cx);
    put(out, key!("occurred"), occurred, cx);
    put(out, key!("seen"), seen, cx);
    out.close();
}

fn read_command(json: &Json<'_>, at: Timestamp, cx: &Context<'_>) -> Result<Command, DecodeError> {
    let object = Object::of(json, &["act", "actor", "answers", "key", "now", "occurred", "seen"])?;
    Ok(Command {
        key: object.take("key", cx)?,
        now: object.take::<Option<Timestamp>>("now", cx)?.unwrap_or(at),
        occurred: object.take("occurred", cx)?,
        actor: object.take("actor", cx)?,
        seen: object.take("seen", cx)?,
        act: object.take("act", cx)?,
        answers: object.take("answers", cx)?,
    })
}
