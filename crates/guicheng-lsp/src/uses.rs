//! Every place where a name stands, in a procedure file or in its scenarios.

use crate::names::{Space, Use, keys_of, space_of, use_of};
use guicheng_lang::{
    Source, Span,
    digest::is_language,
    doc::{Entry, Node, Table, Value},
};

/// A name where it stands.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Spot {
    pub(crate) space: Space,
    pub(crate) name: String,
    pub(crate) span: Span,
    /// Here it is defined.
    pub(crate) defines: bool,
}

/// Every name of a file.
pub(crate) fn uses(source: &Source, table: &Table, tests: bool) -> Vec<Spot> {
    let mut all = Walk { source, tests, spots: Vec::new() };
    for entry in &table.entries {
        match space_of(&entry.key.value).filter(|_| !tests) {
            Some(space) => all.cards(space, entry),
            None if is_language(&entry.key.value) => all.translations(entry),
            None => all.entry(entry),
        }
    }
    all.spots.sort_by_key(|spot| spot.span);
    all.spots.dedup();
    all.spots
}

struct Walk<'s> {
    source: &'s Source,
    tests: bool,
    spots: Vec<Spot>,
}

impl Walk<'_> {
    fn put(&mut self, space: Space, name: &str, span: Span, defines: bool) {
        self.spots.push(Spot { space, name: name.into(), span, defines });
    }

    /// A key without its quotes.
    fn key(&mut self, space: Space, entry: &Entry, defines: bool) {
        let (name, span) = (&*entry.key.value, entry.key.span);
        let quoted = span.range().len() == name.len() + 2;
        let span = if quoted { span.inner(1..name.len() + 1) } else { span };
        self.put(space, name, span, defines);
    }

    /// `[step.X]`, `fields.X`: the names of a space, and what each card says.
    fn cards(&mut self, space: Space, entry: &Entry) {
        let Some(cards) = entry.node.table() else { return };
        for card in &cards.entries {
            self.key(space, card, true);
            self.inside(card);
        }
    }

    fn inside(&mut self, entry: &Entry) {
        if let Some(table) = entry.node.table() {
            table.entries.iter().for_each(|inner| self.entry(inner));
        }
    }

    /// `en.step.X`: the names as in the file itself.
    fn translations(&mut self, entry: &Entry) {
        for kind in entry.node.table().iter().flat_map(|table| &table.entries) {
            let Some(space) = space_of(&kind.key.value) else { continue };
            for card in kind.node.table().iter().flat_map(|table| &table.entries) {
                self.key(space, card, false);
            }
        }
    }

    fn entry(&mut self, entry: &Entry) {
        let key = &*entry.key.value;
        if let (Some(space), Some(table)) = (keys_of(key, self.tests), entry.node.table()) {
            for inner in &table.entries {
                self.key(space, inner, false);
                if key == "set" {
                    self.node(&inner.node, Some(Use::Guard));
                }
            }
            return;
        }
        self.node(&entry.node, use_of(key, self.tests));
    }

    fn node(&mut self, node: &Node, what: Option<Use>) {
        match &node.value {
            Value::Text(text) => {
                if let Some(what) = what {
                    self.text(node.span, text, what);
                }
            }
            Value::List(items) => items.iter().for_each(|item| self.node(item, what)),
            Value::Table(table) => {
                for inner in &table.entries {
                    // A way per option, a role per person: the values are what the key says.
                    match use_of(&inner.key.value, self.tests).or(what) {
                        Some(what) if inner.node.table().is_none() => self.node(&inner.node, Some(what)),
                        Some(_) | None => self.entry(inner),
                    }
                }
            }
            Value::Whole(_) | Value::Decimal(_) | Value::YesNo(_) | Value::Time(_) => {}
        }
    }

    fn text(&mut self, span: Span, text: &str, what: Use) {
        // Between quotes of one or three signs the text stands as it is; with escapes its places are not known.
        let around = span.range().len().saturating_sub(text.len());
        let open = match around {
            2 => 1,
            6 => 3,
            _ => return,
        };
        if self.source.text.get(span.range()).is_none_or(|written| written.contains('\\')) {
            return;
        }
        let at = |from: usize, to: usize| span.inner(from + open..to + open);
        let words = words(text);
        let word = |n: usize| words.get(n).map(|(from, word)| (*from, *word));
        match what {
            Use::Name(space) => self.put(space, text, at(0, text.len()), false),
            Use::Path(own) => match (text.split_once(['.', ':']), word(0), word(1)) {
                (Some((kind, _)), Some(_), Some((from, name))) => {
                    if let Some(space) = path_space(kind) {
                        self.put(space, name, at(from, from + name.len()), false);
                    }
                }
                (None, _, _) => {
                    if let Some(space) = own {
                        // In scenarios: the card, then the item.
                        let name = text.split(' ').next().unwrap_or(text);
                        self.put(space, name, at(0, name.len()), false);
                    }
                }
                (Some(_), _, _) => {}
            },
            Use::Guard => self.guard(text, &words, &at),
            Use::Words => {
                for (from, name) in &words {
                    let before = text.get(..*from).unwrap_or_default();
                    if before.ends_with('{') {
                        self.put(Space::Field, name, at(*from, from + name.len()), false);
                    } else if before.ends_with("{clock.") {
                        self.put(Space::Clock, name, at(*from, from + name.len()), false);
                    }
                }
            }
        }
    }

    /// Bare words are fields; behind `hold.` and the like a name of that space; texts in quotes are options.
    fn guard(&mut self, text: &str, words: &[(usize, &str)], at: &dyn Fn(usize, usize) -> Span) {
        for (from, name) in words {
            let before = text.get(..*from).unwrap_or_default();
            let after = text.get(from + name.len()..).unwrap_or_default();
            if before.ends_with(['\'', '"', '‘', '“']) || after.starts_with('(') {
                continue;
            }
            let space = match before.strip_suffix('.') {
                Some(path) => path.rsplit(|c: char| !inside(c)).next().and_then(space_of),
                None if after.starts_with('.') => None,
                None => Some(Space::Field),
            };
            if let Some(space) = space {
                self.put(space, name, at(*from, from + name.len()), false);
            }
        }
    }
}

fn path_space(kind: &str) -> Option<Space> {
    match kind {
        "step" | "route" | "hold" | "lookup" | "on" | "wait" | "call" | "choice" => Some(Space::Card),
        "field" | "head" => Some(Space::Field),
        other => space_of(other),
    }
}

const fn inside_ascii(c: char) -> bool {
    c == '_' || c == '-'
}

fn inside(c: char) -> bool {
    c.is_alphanumeric() || inside_ascii(c)
}

/// The words of a text, with their places.
fn words(text: &str) -> Vec<(usize, &str)> {
    let mut all = Vec::new();
    let mut start = None;
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        match (inside(c), start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                all.extend(text.get(from..at).map(|word| (from, word)));
                start = None;
            }
            (true, Some(_)) | (false, None) => {}
        }
    }
    all
}
