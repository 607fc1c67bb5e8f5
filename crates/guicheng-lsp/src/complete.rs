//! Completion: keys of the card one is in, names of the kind that a key asks for, its words, fields and options in guards.

use crate::{
    desk::Kind,
    names::{Space, Use, keys_of as named_by, space_of, use_of},
    uses::{Spot, bare},
};
use guicheng_lang::schema::{KEYS, Key, Place, Shape, keys_of};
use serde_json::{Value, json};

/// The kinds that editors know: a field, a value of a list, a reference.
const FIELD: u8 = 5;
const ENUM: u8 = 20;
const REFERENCE: u8 = 18;

/// An option with its field and title.
pub(crate) struct Choice {
    pub(crate) field: String,
    pub(crate) option: String,
    pub(crate) title: String,
}

/// What completion knows of the file.
#[derive(Clone)]
pub(crate) struct Known<'k> {
    /// Names that are defined, with their titles.
    pub(crate) defined: &'k [(Spot, String)],
    /// Names of the procedure that the call at hand opens.
    pub(crate) called: &'k [(Spot, String)],
    pub(crate) options: &'k [Choice],
    /// Ids of clauses with their words.
    pub(crate) clauses: Vec<(String, String)>,
    pub(crate) calendars: Vec<String>,
    /// Sources of people: `roster:front_desk`.
    pub(crate) sources: Vec<String>,
    pub(crate) tests: bool,
}

/// What may stand before the cursor's end.
pub(crate) fn complete(before: &str, known: &Known<'_>) -> Vec<Value> {
    let line = before.rsplit('\n').next().unwrap_or_default();
    if line.trim_start().starts_with('[') && !line.contains('=') {
        return sections(known.tests);
    }
    let tail = tail(before);
    match tail.key {
        Some(key) => values(key, &tail, known),
        None => keys(before, &tail, known),
    }
}

/// The procedure that the call card opens in which a text ends; or that a look-up looks at.
pub(crate) fn called(before: &str) -> Option<&str> {
    let card = before.get(before.rfind("\n[").map_or(0, |at| at + 1)..)?;
    let key = if card.starts_with("[call.") { "procedure" } else { "of" };
    let line = card.lines().find(|line| line.split('=').next().is_some_and(|name| name.trim() == key))?;
    line.split('"').nth(1)
}

/// Where the cursor is inside a value.
struct Tail<'t> {
    /// The key whose value is being written; none: a key is.
    key: Option<&'t str>,
    /// The key of the table around, where it is written on one line: `late` in `late = [{ `.
    around: Option<&'t str>,
    /// What is written of the value.
    written: &'t str,
}

/// Looks back from the cursor to the header of the card: brackets that are open, the key before each.
fn tail(before: &str) -> Tail<'_> {
    let start = before.rfind("\n[").map_or(0, |at| at + 1);
    let body = before.get(start..).unwrap_or_default();
    let body = body.split_once('\n').map_or(if body.starts_with('[') { "" } else { body }, |(_, rest)| rest);
    let mut open: Vec<(char, usize)> = Vec::new();
    let mut quote: Option<char> = None;
    let mut begin = 0;
    let mut comment = false;
    for (at, c) in body.char_indices() {
        if comment {
            comment = c != '\n';
            if !comment && open.is_empty() {
                begin = at + 1;
            }
            continue;
        }
        match (quote, c) {
            (Some(q), _) if q == c => quote = None,
            (Some(_), '\n') => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') => quote = Some(c),
            (None, '#') => comment = true,
            (None, '[' | '{') => open.push((c, at)),
            (None, ']' | '}') => drop(open.pop()),
            (None, '\n') if open.is_empty() => begin = at + 1,
            (None, _) => {}
        }
    }
    let around_at = open.iter().rev().find(|(c, _)| *c == '{').map(|(_, at)| *at);
    let key_before = |text: &'_ str| -> Option<(usize, usize)> {
        let equals = text.rfind('=')?;
        let left = text.get(..equals)?.trim_end();
        let from = left
            .rfind(|c: char| !(c.is_alphanumeric() || c == '_' || c == '-'))
            .map_or(0, |at| at + left.get(at..).and_then(|rest| rest.chars().next()).map_or(1, char::len_utf8));
        Some((from, left.len()))
    };
    let named = |upto: usize, from: usize| {
        let text = body.get(from..upto)?;
        let (start, end) = key_before(text)?;
        text.get(start..end)
    };
    let around = around_at.and_then(|at| named(at, begin));
    // Inside a table on one line the entry begins behind the last comma or brace outside of lists.
    let from = match around_at {
        Some(at) => entry_start(body, at + 1),
        None => begin,
    };
    let entry = body.get(from..).unwrap_or_default();
    let key = key_of(entry);
    let written = entry.split_once('=').map_or(entry, |(_, value)| value);
    Tail { key, around, written }
}

/// The beginning of the entry that is being written in a table on one line.
fn entry_start(body: &str, from: usize) -> usize {
    let (mut depth, mut quote, mut start) = (0_i32, None, from);
    for (at, c) in body.get(from..).unwrap_or_default().char_indices() {
        match (quote, c) {
            (Some(q), _) if q == c => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') => quote = Some(c),
            (None, '[' | '{') => depth += 1,
            (None, ']' | '}') => depth -= 1,
            (None, ',') if depth == 0 => start = from + at + 1,
            (None, _) => {}
        }
    }
    start
}

/// The key of an entry of which the value is being written.
fn key_of(entry: &str) -> Option<&str> {
    let (key, _) = entry.split_once('=')?;
    let key = key.trim();
    Some(key.rsplit('.').next().unwrap_or(key))
}

fn item(label: &str, kind: u8, zh: &str, more: &str, insert: &str) -> Value {
    // One who types the Chinese title finds the id.
    let sought = if zh.is_empty() || zh == label { label.to_owned() } else { format!("{label} {zh}") };
    json!({ "label": label, "kind": kind, "detail": zh, "documentation": more, "insertText": insert, "filterText": sought })
}

fn sections(tests: bool) -> Vec<Value> {
    if tests {
        return Vec::new();
    }
    let own = KEYS.iter().filter(|key| key.place == Place::File);
    own.map(|key| item(key.key, FIELD, key.zh, key.en, key.key)).collect()
}

/// Keys of the card, or of the table on one line, that the cursor is in.
fn keys(before: &str, tail: &Tail<'_>, known: &Known<'_>) -> Vec<Value> {
    if known.tests {
        return Vec::new();
    }
    let own = known.defined;
    match tail.around {
        // What a call gives are fields of the called.
        Some("give") if header(before).starts_with("call.") => return keys_named(Space::Field, known.called),
        Some("take") if header(before).starts_with("call.") => return keys_named(Space::Field, own),
        Some(around) => {
            if let Some(space) = named_by(around, false) {
                return keys_named(space, own);
            }
        }
        None => {}
    }
    let mut path = header(before).split('.');
    let section = path.next().unwrap_or_default();
    let named = path.next().is_some();
    let file = KEYS.iter().find(|key| key.place == Place::File && key.key == section);
    let place = match file.map(|key| key.shape) {
        Some(Shape::Named(place)) if named || tail.around.is_some() => Some(place),
        Some(Shape::One(place)) => Some(place),
        _ => None,
    };
    let inner = |place: Place| match tail.around {
        None => place,
        Some(around) => {
            let key = keys_of(place).into_iter().find(|key| key.key == around);
            match key.map(|key| key.shape) {
                Some(Shape::One(inner) | Shape::Many(inner)) => inner,
                _ => place,
            }
        }
    };
    let there = |key: &&Key| {
        let body = before.rfind("\n[").map_or("", |at| before.get(at + 1..).unwrap_or_default());
        tail.around.is_some() || !body.lines().any(|line| line.split('=').next().map(str::trim) == Some(key.key))
    };
    let all = place.map(inner).map(keys_of).unwrap_or_default();
    all.into_iter().filter(there).map(|key| item(key.key, FIELD, key.zh, key.en, &format!("{} = ", key.key))).collect()
}

/// The header of the card in which a text ends, without its brackets.
fn header(before: &str) -> &str {
    let card = before.rfind("\n[").map_or(before, |at| before.get(at + 1..).unwrap_or_default());
    card.lines().next().unwrap_or_default().trim().trim_matches(['[', ']'])
}

/// Names as keys: those that are more than plain letters in quotes.
fn keys_named(space: Space, defined: &[(Spot, String)]) -> Vec<Value> {
    let own = defined.iter().filter(|(spot, _)| spot.space == space);
    let written = |name: &str| if bare(name) { name.to_owned() } else { format!("\"{name}\"") };
    own.map(|(spot, title)| item(&spot.name, REFERENCE, title, "", &format!("{} = ", written(&spot.name)))).collect()
}

/// What the value of a key may be.
fn values(key: &str, tail: &Tail<'_>, known: &Known<'_>) -> Vec<Value> {
    let quoted = tail.written.matches('"').count() % 2 == 1;
    let insert = |name: &str| if quoted { name.to_owned() } else { format!("\"{name}\"") };
    let words = KEYS.iter().filter(|known| known.key == key).find_map(|known| match known.shape {
        Shape::Word(words) | Shape::Count(_, words) => Some(words),
        _ => None,
    });
    let mut all: Vec<Value> = words
        .into_iter()
        .flatten()
        .map(|word| item(word, ENUM, "可选的词", "one of the words", &insert(word)))
        .collect();
    // A way per option: the keys of the table are options, its values what the key says.
    let kind = if known.tests { Kind::Tests } else { Kind::Procedure };
    let what = use_of(key, kind).or_else(|| tail.around.and_then(|around| use_of(around, kind)));
    // What a call takes back, and a look-up looks at, are fields of the other procedure.
    let other = Known { defined: known.called, ..known.clone() };
    let (what, known) = match (tail.around, key) {
        (Some("take"), _) => (Some(Use::Name(Space::Field)), &other),
        (Some("give"), _) => (Some(Use::Guard), known),
        (None, "where") => (what, &other),
        _ => (what, known),
    };
    match what {
        Some(Use::Guard) => {
            all.extend(guard(tail.written, known));
        }
        Some(Use::Path(None)) if key == "from" && !known.tests => {
            all.extend(
                known
                    .sources
                    .iter()
                    .map(|source| item(source, REFERENCE, "人从这里来", "a source of people", &insert(source))),
            );
            all.extend(marks(known, &insert));
        }
        Some(Use::Path(None)) => all.extend(marks(known, &insert)),
        Some(Use::Name(space) | Use::Path(Some(space))) => all.extend(names(space, known, !quoted)),
        Some(Use::Words) | None => {}
    }
    let field = known.options.iter().filter(|choice| choice.field == key);
    all.extend(field.map(|choice| item(&choice.option, ENUM, &choice.title, &choice.field, &insert(&choice.option))));
    all
}

fn names(space: Space, known: &Known<'_>, quote: bool) -> Vec<Value> {
    let insert = |name: &str| if quote { format!("\"{name}\"") } else { name.to_owned() };
    match space {
        Space::Clause => known.clauses.iter().map(|(id, words)| item(id, REFERENCE, words, "", &insert(id))).collect(),
        Space::Calendar => {
            known.calendars.iter().map(|id| item(id, REFERENCE, "日历", "calendar", &insert(id))).collect()
        }
        _ => {
            let own = known.defined.iter().filter(|(spot, _)| spot.space == space);
            own.map(|(spot, title)| item(&spot.name, REFERENCE, title, "", &insert(&spot.name))).collect()
        }
    }
}

/// Happenings.
fn marks(known: &Known<'_>, insert: &dyn Fn(&str) -> String) -> Vec<Value> {
    let mut all = vec!["case.opened".to_owned(), "case.closed".to_owned()];
    for (spot, _) in known.defined {
        match spot.space {
            Space::Card => all.push(format!("step.{}.done", spot.name)),
            Space::Event => all.push(format!("event.{}", spot.name)),
            Space::Field => all.push(format!("field.{}", spot.name)),
            _ => {}
        }
    }
    all.iter().map(|mark| item(mark, REFERENCE, "发生的事", "happening", &insert(mark))).collect()
}

/// Fields and their options, other names behind a dot.
fn guard(written: &str, known: &Known<'_>) -> Vec<Value> {
    let inside = |c: char| c.is_alphanumeric() || c == '_' || c == '-';
    let head = written.trim_end_matches(inside);
    if let Some(path) = head.strip_suffix('.') {
        let kind = path.rsplit(|c: char| !inside(c)).next().unwrap_or_default();
        return space_of(kind).map_or_else(Vec::new, |space| names(space, known, false));
    }
    if let Some(left) = head.strip_suffix('\'') {
        let words: Vec<&str> = left.split(|c: char| !inside(c)).filter(|word| !word.is_empty()).collect();
        let field = words.last().copied().unwrap_or_default();
        let own = known.options.iter().filter(|choice| choice.field == field);
        return own.map(|choice| item(&choice.option, ENUM, &choice.title, field, &choice.option)).collect();
    }
    names(Space::Field, known, false)
}
