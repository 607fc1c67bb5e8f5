//! Every place where a name stands, in a procedure file, in its scenarios or in a side file.

use crate::{
    desk::Kind,
    names::{Space, Use, keys_of, path_space, space_of, use_of},
};
use guicheng_lang::{
    Source, Span,
    digest::is_language,
    doc::{Entry, Node, Table, Value},
};
use std::collections::BTreeMap;

/// A name where it stands.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Spot {
    pub(crate) space: Space,
    pub(crate) name: String,
    pub(crate) span: Span,
    /// Here it is defined.
    pub(crate) defines: bool,
    /// The procedure that it belongs to; none for names that all procedures share.
    pub(crate) of: Option<String>,
    /// A look-up's `match`: the same name in this procedure too.
    pub(crate) tied: Option<String>,
    pub(crate) written: Written,
}

/// How a name is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Written {
    /// A key without quotes: a name that is more than plain letters gets some.
    BareKey,
    QuotedKey,
    /// The text of a value, alone or in a path; the value ends at this byte.
    Value(u32),
    /// Within a guard or words.
    Inside,
}

/// Which procedure a file speaks of, and which its calls do.
#[derive(Default)]
pub(crate) struct Whose {
    pub(crate) own: Option<String>,
    /// The procedure that each call card opens.
    pub(crate) calls: BTreeMap<String, String>,
}

/// Every name of a file.
pub(crate) fn uses(source: &Source, table: &Table, kind: Kind, whose: &Whose) -> Vec<Spot> {
    let mut all = Walk { source, kind, whose, of: whose.own.clone(), tied: None, spots: Vec::new() };
    for entry in &table.entries {
        let key = &*entry.key.value;
        let cards = match kind {
            Kind::Procedure => space_of(key),
            Kind::Org => match key {
                "posts" => Some(Space::Post),
                "groups" => Some(Space::Group),
                "roster" => Some(Space::Roster),
                _ => None,
            },
            Kind::Calendars => (key == "calendar").then_some(Space::Calendar),
            Kind::Clauses => (key == "clause").then_some(Space::Clause),
            Kind::Tests | Kind::Other => None,
        };
        match cards {
            Some(space) => all.cards(space, entry),
            None if is_language(key) => all.translations(entry),
            None if key == "procedure" && kind == Kind::Procedure => all.head(entry),
            None => all.entry(entry),
        }
    }
    all.spots.sort_by_key(|spot| spot.span);
    all.spots.dedup();
    all.spots
}

/// The procedure that each call card of a procedure opens.
pub(crate) fn calls(table: &Table) -> BTreeMap<String, String> {
    let cards = table.get("call").and_then(|calls| calls.node.table());
    let called = |entry: &Entry| Some((entry.key.value.to_string(), text_of(entry.node.table()?, "procedure")?));
    cards.into_iter().flat_map(|cards| cards.entries.iter().filter_map(called)).collect()
}

/// The text of a key.
pub(crate) fn text_of(table: &Table, key: &str) -> Option<String> {
    Some(table.get(key)?.node.text()?.value.to_string())
}

struct Walk<'s> {
    source: &'s Source,
    kind: Kind,
    whose: &'s Whose,
    /// The procedure that is spoken of.
    of: Option<String>,
    tied: Option<String>,
    spots: Vec<Spot>,
}

impl Walk<'_> {
    fn tests(&self) -> bool {
        self.kind == Kind::Tests
    }

    fn put(&mut self, space: Space, name: &str, span: Span, defines: bool, written: Written) {
        let of = if space.shared() { None } else { self.of.clone() };
        // Of a procedure that nobody knows nothing is said.
        if of.is_some() || space.shared() {
            self.spots.push(Spot { space, name: name.into(), span, defines, of, tied: self.tied.clone(), written });
        }
    }

    /// Speaks of another procedure for a while.
    fn speaking_of(&mut self, of: Option<String>, walk: impl FnOnce(&mut Self)) {
        let before = core::mem::replace(&mut self.of, of);
        walk(self);
        self.of = before;
    }

    /// A key without its quotes.
    fn key(&mut self, space: Space, entry: &Entry, defines: bool) {
        let (name, span) = (&*entry.key.value, entry.key.span);
        let quoted = span.range().len() == name.len() + 2;
        let (span, written) =
            if quoted { (span.inner(1..name.len() + 1), Written::QuotedKey) } else { (span, Written::BareKey) };
        self.put(space, name, span, defines, written);
    }

    /// `[procedure]`: here the procedure has its name.
    fn head(&mut self, entry: &Entry) {
        let Some(table) = entry.node.table() else { return };
        for inner in &table.entries {
            let before = self.spots.len();
            if &*inner.key.value == "id" {
                self.node(&inner.node, Some(Use::Name(Space::Procedure)));
                self.spots.iter_mut().skip(before).for_each(|spot| spot.defines = true);
            } else {
                self.entry(inner);
            }
        }
    }

    /// `[step.X]`, `fields.X`: the names of a space, and what each card says.
    fn cards(&mut self, space: Space, entry: &Entry) {
        let Some(cards) = entry.node.table() else { return };
        for card in &cards.entries {
            self.key(space, card, true);
            match (&*entry.key.value, card.node.table()) {
                ("call", Some(table)) => self.call(table),
                ("lookup", Some(table)) => self.lookup(table),
                _ => self.inside(card),
            }
        }
    }

    /// What a call gives are fields of the called, what it takes back fields of ours.
    fn call(&mut self, card: &Table) {
        let child = text_of(card, "procedure");
        for entry in &card.entries {
            match (&*entry.key.value, entry.node.table()) {
                ("give", Some(table)) => {
                    for inner in &table.entries {
                        self.speaking_of(child.clone(), |walk| walk.key(Space::Field, inner, false));
                        self.node(&inner.node, Some(Use::Guard));
                    }
                }
                ("take", Some(table)) => {
                    for inner in &table.entries {
                        self.key(Space::Field, inner, false);
                        let field = Some(Use::Name(Space::Field));
                        self.speaking_of(child.clone(), |walk| walk.node(&inner.node, field));
                    }
                }
                _ => self.entry(entry),
            }
        }
    }

    /// What is matched are fields of both; the condition speaks of the other case.
    fn lookup(&mut self, card: &Table) {
        let other = text_of(card, "of");
        for entry in &card.entries {
            match &*entry.key.value {
                "match" => {
                    self.tied = other.clone();
                    self.entry(entry);
                    self.tied = None;
                }
                "where" => self.speaking_of(other.clone(), |walk| walk.entry(entry)),
                _ => self.entry(entry),
            }
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
            let Some(space) = space_of(&kind.key.value).filter(|_| self.kind == Kind::Procedure) else { continue };
            for card in kind.node.table().iter().flat_map(|table| &table.entries) {
                self.key(space, card, false);
            }
        }
    }

    fn entry(&mut self, entry: &Entry) {
        let key = &*entry.key.value;
        if self.tests() && key == "story" {
            return self.story(&entry.node);
        }
        if self.tests() && key == "duties" {
            for inner in entry.node.table().iter().flat_map(|table| &table.entries) {
                self.source_key(inner);
            }
            return;
        }
        if let (Some(space), Some(table)) = (keys_of(key, self.tests()), entry.node.table()) {
            for inner in &table.entries {
                self.key(space, inner, false);
                match key {
                    "set" => self.node(&inner.node, Some(Use::Guard)),
                    // `opens.X.give`: who has the duty.
                    "give" if !self.tests() => self.node(&inner.node, Some(Use::Path(None))),
                    _ => {}
                }
            }
            return;
        }
        self.node(&entry.node, use_of(key, self.kind));
    }

    /// `"roster:desk" = …`: a source of people as a key.
    fn source_key(&mut self, entry: &Entry) {
        let text = &*entry.key.value;
        let span = entry.key.span;
        let quoted = span.range().len() == text.len() + 2;
        if let (true, Some((kind, name))) = (quoted, text.split_once(':'))
            && let Some(space) = path_space(kind)
        {
            let from = 1 + kind.len() + 1;
            self.put(space, name, span.inner(from..from + name.len()), false, Written::QuotedKey);
        }
    }

    /// A story: each line speaks of the case that it names.
    fn story(&mut self, node: &Node) {
        let own = self.whose.own.clone();
        let lines: Vec<&Table> = node.list().into_iter().flatten().filter_map(Node::table).collect();
        let opened =
            |line: &&Table| Some((text_of(line, "opens")?, text_of(line, "procedure").or_else(|| own.clone())?));
        let opened: BTreeMap<String, String> = lines.iter().filter_map(opened).collect();
        for line in lines {
            let of = match (text_of(line, "opens"), text_of(line, "case")) {
                (Some(name), _) => opened.get(&name).cloned(),
                (None, None) => own.clone(),
                (None, Some(case)) if case == "first" => own.clone(),
                (None, Some(case)) => {
                    let card = case.split(' ').next().unwrap_or_default();
                    opened.get(&case).or_else(|| self.whose.calls.get(card)).cloned()
                }
            };
            for entry in &line.entries {
                match &*entry.key.value {
                    // The case's name is the name of our call.
                    "case" => {
                        let text = entry.node.text();
                        let ours =
                            text.is_some_and(|text| !opened.contains_key(&*text.value) && &*text.value != "first");
                        if ours {
                            self.node(&entry.node, Some(Use::Path(Some(Space::Card))));
                        }
                    }
                    _ => self.speaking_of(of.clone(), |walk| walk.entry(entry)),
                }
            }
        }
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
                    match use_of(&inner.key.value, self.kind).or(what) {
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
        let alone = Written::Value(span.end);
        match what {
            Use::Name(space) => self.put(space, text, at(0, text.len()), false, alone),
            Use::Path(own) => match (text.split_once(['.', ':']), word(0), word(1)) {
                (Some((kind, _)), Some(_), Some((from, name))) => {
                    if let Some(space) = path_space(kind) {
                        self.put(space, name, at(from, from + name.len()), false, alone);
                    }
                }
                (None, _, _) => {
                    if let Some(space) = own {
                        // In scenarios: the card, then the item.
                        let name = text.split(' ').next().unwrap_or(text);
                        self.put(space, name, at(0, name.len()), false, alone);
                    }
                }
                (Some(_), _, _) => {}
            },
            Use::Guard => self.guard(text, &words, &at),
            Use::Words => {
                for (from, name) in &words {
                    let before = text.get(..*from).unwrap_or_default();
                    let span = at(*from, from + name.len());
                    if before.ends_with('{') {
                        self.put(Space::Field, name, span, false, Written::Inside);
                    } else if before.ends_with("{clock.") {
                        self.put(Space::Clock, name, span, false, Written::Inside);
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
                self.put(space, name, at(*from, from + name.len()), false, Written::Inside);
            }
        }
    }
}

/// Whether a letter may stand in a name.
pub(crate) fn inside(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || c == '-'
}

/// Whether a key of this name needs no quotes.
pub(crate) fn bare(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-')
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
