//! Reading a scenario file, with all findings at once.

use super::{
    instant,
    keys::Place,
    story::{Deed, Expect, Line, Organisation, Person, Story, Test, Values, Verb, When, Word},
    version::{self, Version},
};
#[cfg(test)]
use alloc::collections::BTreeSet;
use alloc::{boxed::Box, vec, vec::Vec};
use guicheng_lang::{
    Diagnostic, Source,
    doc::{self, Card, Cx, Node, Parsed, Value},
    finding::{StoryFinding, TextFinding, Want},
    has_errors,
};

/// The most story lines of a file, openings counted once for each use.
pub const LINES: usize = 20_000;

/// Reads a scenario file; none comes out if it has errors.
pub fn parse(source: &Source) -> (Option<Story>, Vec<Diagnostic>) {
    parse_read(source, Parsed::of(source))
}

/// The same of a source that was read already.
pub fn parse_read(source: &Source, parsed: Parsed) -> (Option<Story>, Vec<Diagnostic>) {
    let Parsed { table, findings } = parsed;
    let cx = Cx::of(findings);
    let Some(tree) = table else { return (None, cx.findings) };
    let mut read = Reader::new(cx, source);
    let story = read.file(&tree);
    let findings = read.cx.findings;
    let story = if has_errors(&findings) { None } else { story };
    (story, findings)
}

/// A deed of a line: its key, its kind, what it is about.
type Found = (&'static str, Verb, Word);

/// The keys that reading a file asks for.
#[cfg(test)]
pub(crate) fn asked(source: &Source) -> BTreeSet<(Place, &'static str)> {
    let mut cx = Cx::default();
    let tree = doc::parse(source, &mut cx.findings).unwrap_or_default();
    let mut read = Reader::new(cx, source);
    let _ = read.file(&tree);
    read.asked
}

struct Reader<'s> {
    cx: Cx,
    /// Every key that was asked for, by place.
    #[cfg(test)]
    asked: BTreeSet<(Place, &'static str)>,
    source: &'s Source,
}

impl<'s> Reader<'s> {
    fn new(cx: Cx, source: &'s Source) -> Self {
        Self {
            cx,
            #[cfg(test)]
            asked: BTreeSet::new(),
            source,
        }
    }
}

impl Reader<'_> {
    fn file(&mut self, tree: &doc::Table) -> Option<Story> {
        let mut top = Card::new(tree, self.source.span(0..0));
        let head = top.table(&mut self.cx, "tests");
        if head.is_none() {
            self.cx.found(TextFinding::MissingKey { key: "tests" }, top.at);
        }
        let mut story = Story { path: self.source.path.clone(), ..Story::default() };
        if let Some(mut head) = head {
            story.procedure = head.need_text(&mut self.cx, "procedure").unwrap_or_default();
            story.start = self.when(&mut head, "start");
            story.people = self.people(&mut head);
            story.organisation = self.organisation(&mut head);
            story.duties = self.duties(&mut head);
            story.versions = self.versions(&mut head);
            story.give = values(&mut self.cx, &mut head, "give");
            self.finish(head, Place::Head);
        }
        if let Some(openings) = top.table(&mut self.cx, "opening") {
            for entry in openings.rest() {
                let Some(table) = self.table(&entry.key.value, &entry.node) else { continue };
                let mut card = Card::new(table, entry.key.span);
                let lines = self.lines(&mut card);
                self.finish(card, Place::Opening);
                story.openings.push((entry.name(), lines));
            }
        }
        for mut card in top.tables(&mut self.cx, "test") {
            let name = card.need_text(&mut self.cx, "name").unwrap_or_default();
            let start = self.when(&mut card, "start");
            let people = self.people(&mut card);
            let give = values(&mut self.cx, &mut card, "give");
            card.need("story");
            let lines = self.lines(&mut card);
            self.finish(card, Place::Test);
            story.tests.push(Test { name, start, people, give, story: lines });
        }
        self.finish(top, Place::File);
        self.names(&story);
        Some(story)
    }

    /// Reports what was never asked for, and notes what was.
    fn finish(&mut self, card: Card<'_>, place: Place) {
        self.note(&card, place);
        card.finish(&mut self.cx);
    }

    /// Notes the keys that were asked for: only the test that holds the list against them wants to know.
    #[cfg(test)]
    fn note(&mut self, card: &Card<'_>, place: Place) {
        self.asked.extend(card.asked().iter().map(|key| (place, *key)));
    }

    #[cfg(not(test))]
    const fn note(&self, _: &Card<'_>, _: Place) {}

    fn table<'t>(&mut self, key: &str, node: &'t Node<'t>) -> Option<&'t doc::Table<'t>> {
        let table = node.table();
        if table.is_none() {
            self.cx.found(TextFinding::WrongType { key: key.into(), want: Want::Table }, node.span);
        }
        table
    }

    fn people(&mut self, card: &mut Card<'_>) -> Vec<Person> {
        let Some(people) = card.table(&mut self.cx, "people") else { return Vec::new() };
        let mut all = Vec::new();
        for entry in people.rest() {
            let texts = match &entry.node.value {
                Value::Text(text) => Some(vec![Box::from(&**text)]),
                Value::List(items) => items.iter().map(|n| n.text().map(|t| t.value)).collect(),
                _ => None,
            };
            match texts {
                Some(holds) => all.push(Person { id: entry.name().value, holds }),
                None => {
                    let found = TextFinding::WrongType { key: entry.name().value, want: Want::TextOrTexts };
                    self.cx.found(found, entry.node.span);
                }
            }
        }
        all
    }

    /// `organisation = true`, or the name of a file beside the stories.
    fn organisation(&mut self, head: &mut Card<'_>) -> Option<Organisation> {
        let invented = head.table_itself().get("people").map(|entry| entry.key.span);
        let entry = head.take("organisation")?;
        if let Some(at) = invented {
            self.cx.found(StoryFinding::InventedAndReal, at);
        }
        match &entry.node.value {
            Value::YesNo(true) => Some(Organisation::Nearest),
            Value::Text(file) => Some(Organisation::File(Word::new(Box::from(&**file), entry.node.span))),
            _ => {
                self.cx.found(TextFinding::WrongType { key: "organisation".into(), want: Want::True }, entry.node.span);
                None
            }
        }
    }

    /// Signed duties that are in force when a test starts.
    fn duties(&mut self, head: &mut Card<'_>) -> Vec<(Word, Word)> {
        let alone = !head.has("organisation");
        let Some(table) = head.table(&mut self.cx, "duties") else { return Vec::new() };
        if alone {
            self.cx.found(StoryFinding::Alone { key: "duties", to: "organisation" }, table.at);
        }
        let mut all = Vec::new();
        for entry in table.rest() {
            match entry.node.text() {
                Some(person) => all.push((entry.name(), person)),
                None => {
                    let found = TextFinding::WrongType { key: entry.name().value, want: Want::Text };
                    self.cx.found(found, entry.node.span);
                }
            }
        }
        all
    }

    /// `[tests.version.8]`: further versions, in files or as keys that differ.
    fn versions(&mut self, head: &mut Card<'_>) -> Vec<Version> {
        let Some(table) = head.table(&mut self.cx, "version") else { return Vec::new() };
        let mut all = Vec::new();
        for entry in table.rest() {
            let Some(number) = version::number(&entry.key.value) else {
                self.cx.found(StoryFinding::NoNumber { key: entry.name().value }, entry.key.span);
                continue;
            };
            let Some(inner) = self.table(&entry.key.value, &entry.node) else { continue };
            let mut card = Card::new(inner, entry.key.span);
            card.need("effective");
            let effective = self.when(&mut card, "effective");
            let file = card.text(&mut self.cx, "file");
            let changes = if file.is_some() { doc::Table::default() } else { version::plain(inner) };
            self.note(&card, Place::Version);
            if file.is_some() {
                card.finish(&mut self.cx);
            } else {
                card.lacks(&mut self.cx);
            }
            let effective = effective.unwrap_or(When::At(0));
            all.push(Version { number, effective, file, changes });
        }
        all
    }

    /// Every case has a name of its own; people of a test are not invented beside real ones.
    fn names(&mut self, story: &Story) {
        let stories = story.tests.iter().map(|t| &t.story).chain(story.openings.iter().map(|(_, lines)| lines));
        for lines in stories {
            let mut taken: Vec<&str> = vec![super::stage::FIRST];
            for deed in lines.iter().filter_map(|l| l.deed.as_ref()).filter(|d| d.verb == Verb::Opens) {
                if taken.contains(&deed.target.as_str()) {
                    let found = StoryFinding::NameTaken { name: deed.target.value.clone() };
                    self.cx.found(found, deed.target.span);
                }
                taken.push(deed.target.as_str());
            }
        }
        for test in story.tests.iter().filter(|t| story.organisation.is_some() && !t.people.is_empty()) {
            self.cx.found(StoryFinding::InventedAndReal, test.name.span);
        }
    }

    fn when(&mut self, card: &mut Card<'_>, key: &'static str) -> Option<When> {
        let entry = card.take(key)?;
        match instant::of_node(&entry.node) {
            Ok(when) => Some(when),
            Err(found) => {
                self.cx.found(
                    found.unwrap_or(TextFinding::WrongType { key: key.into(), want: Want::Text }),
                    entry.node.span,
                );
                None
            }
        }
    }

    fn lines(&mut self, card: &mut Card<'_>) -> Vec<Line> {
        let lines = card.tables(&mut self.cx, "story");
        lines.into_iter().filter_map(|line| self.line(line)).collect()
    }

    fn line(&mut self, mut card: Card<'_>) -> Option<Line> {
        let span = card.at;
        let number = self.source.place(span.start).line;
        let deed = self.deed(&mut card);
        let at = self.when(&mut card, "at");
        if at.is_none() && !card.has("at") && deed.as_ref().is_none_or(|d| d.verb != Verb::Use) {
            self.cx.found(TextFinding::MissingKey { key: "at" }, span);
        }
        let jump = card.truth(&mut self.cx, "jump").is_some();
        let refused = card.text(&mut self.cx, "refused");
        let case = card.text(&mut self.cx, "case");
        let key = card.text(&mut self.cx, "key");
        let again = card.truth(&mut self.cx, "again");
        let seen = self.when(&mut card, "seen");
        for (at, name) in [(key.as_ref().map(|k| k.span), "key"), (again, "again")] {
            if let Some(at) = at.filter(|_| deed.is_none()) {
                self.cx.found(StoryFinding::Alone { key: name, to: "does" }, at);
            }
        }
        let mut expect = Vec::new();
        if let Some(mut wanted) = card.table(&mut self.cx, "expect") {
            for (key, kind) in Expect::ALL {
                if let Some(entry) = wanted.take(key) {
                    expect.push((kind, entry.node.clone().into_owned()));
                }
            }
            self.finish(wanted, Place::Expect);
        }
        self.finish(card, Place::Line);
        let (at, again) = (at.unwrap_or(When::After(0)), again.is_some());
        Some(Line { span, number, at, jump, case, deed, key, again, seen, refused, expect })
    }

    fn deed(&mut self, card: &mut Card<'_>) -> Option<Deed> {
        const TARGETS: [(&str, Verb); 19] = [
            ("use", Verb::Use),
            ("does", Verb::Does),
            ("claims", Verb::Claims),
            ("starts", Verb::Starts),
            ("skips", Verb::Skips),
            ("releases", Verb::Releases),
            ("delegates", Verb::Delegates),
            ("reassigns", Verb::Reassigns),
            ("signer", Verb::Signer),
            ("urges", Verb::Urges),
            ("add", Verb::Adds),
            ("ends", Verb::Ends),
            ("event", Verb::Event),
            ("opens", Verb::Opens),
            ("merges", Verb::Merges),
            ("unmerges", Verb::Unmerges),
            ("adds", Verb::Adds),
            ("confirms", Verb::Confirms),
            ("aborts", Verb::Aborts),
        ];
        let mut found: Vec<Found> = Vec::new();
        for (key, verb) in TARGETS {
            found.extend(card.text(&mut self.cx, key).map(|word| (key, verb, word)));
        }
        let mut with = values(&mut self.cx, card, "with");
        let fills = values(&mut self.cx, card, "fills");
        if !fills.is_empty() {
            found.push(("fills", Verb::Fills, Word::new("fills".into(), card.at)));
            with.extend(fills);
        }
        let mut given = Vec::new();
        self.answer(card, &mut found, &mut given);
        self.child(card, &mut found, &mut given, &mut with);
        let people = self.people(card);
        if card.has("people") {
            found.push(("people", Verb::People, Word::new("people".into(), card.at)));
            for person in people {
                let at = card.at;
                given.push(Word::new(person.id, at));
                given.extend(person.holds.into_iter().map(|h| Word::new(h, at)));
                given.push(Word::new("".into(), at));
            }
        }
        let mut deed = Deed {
            verb: Verb::Does,
            target: Word::default(),
            who: card.text(&mut self.cx, "who"),
            occurred: self.when(card, "occurred"),
            item: card.text(&mut self.cx, "for"),
            to: card.text(&mut self.cx, "to"),
            with,
            check: self.checks(card),
            why: card.text(&mut self.cx, "why").map(|w| w.value),
            sign: card.yes_no(&mut self.cx, "sign").map(|s| s.value),
            names: card.text_or_texts(&mut self.cx, "names").into_iter().map(|n| n.value).collect(),
            choose: self.chosen(card),
            procedure: card.text(&mut self.cx, "procedure"),
            given,
        };
        let opens = found.iter().any(|(_, verb, _)| *verb == Verb::Opens);
        if let Some(procedure) = deed.procedure.as_ref().filter(|_| !opens) {
            self.cx.found(StoryFinding::Alone { key: "procedure", to: "opens" }, procedure.span);
        }
        if let [(first, ..), (second, _, word), ..] = found.as_slice() {
            let found = StoryFinding::TwoDeeds { first: (*first).into(), second: (*second).into() };
            self.cx.found(found, word.span);
        }
        let (_, verb, target) = found.into_iter().next()?;
        deed.verb = verb;
        deed.target = target;
        Some(deed)
    }

    fn chosen(&mut self, card: &mut Card<'_>) -> Vec<Word> {
        if let Some(entry) = card.table_itself().get("choose")
            && let Value::YesNo(more) = entry.node.value
        {
            card.take("choose");
            return vec![Word::new(if more { "true" } else { "false" }.into(), entry.node.span)];
        }
        card.text_or_texts(&mut self.cx, "choose")
    }

    /// `answer = ["case"]` for the one look-up open, or `answer = { lookup = ["case"] }`.
    fn answer(&mut self, card: &mut Card<'_>, found: &mut Vec<Found>, given: &mut Vec<Word>) {
        let Some(entry) = card.take("answer") else { return };
        let at = entry.node.span;
        let (target, list) = match &entry.node.value {
            Value::Table(table) => match table.entries.first() {
                Some(first) => (first.name(), &first.node),
                None => return,
            },
            _ => (Word::new("".into(), at), &entry.node),
        };
        match list.list().map(|items| items.iter().map(Node::text).collect::<Option<Vec<_>>>()) {
            Some(Some(cases)) => {
                given.extend(cases);
                found.push(("answer", Verb::Answer, target));
            }
            Some(None) | None => self.cx.found(TextFinding::WrongType { key: "answer".into(), want: Want::Texts }, at),
        }
    }

    /// `child = { call = "x", ends = "closed", give = { … } }`.
    fn child(&mut self, card: &mut Card<'_>, found: &mut Vec<Found>, given: &mut Vec<Word>, with: &mut Values) {
        let Some(mut child) = card.table(&mut self.cx, "child") else { return };
        let at = child.at;
        let target = child.text(&mut self.cx, "call").unwrap_or_else(|| Word::new("".into(), at));
        let ends = child.word(&mut self.cx, "ends", &["closed", "aborted", "merged"]).map_or(0, |w| w.value);
        given.push(Word::new(["closed", "aborted", "merged"].get(ends).copied().unwrap_or("closed").into(), at));
        with.extend(values(&mut self.cx, &mut child, "give"));
        self.finish(child, Place::Child);
        found.push(("child", Verb::Child, target));
    }

    /// `check = ["id", { keys = 3 }]` or `check = { keys = 3, id = true }`.
    fn checks(&mut self, card: &mut Card<'_>) -> Vec<(Box<str>, Option<i64>)> {
        let Some(entry) = card.take("check") else { return Vec::new() };
        let mut all = Vec::new();
        let mut table = |table: &doc::Table| {
            for entry in &table.entries {
                match entry.node.value {
                    Value::Whole(n) => all.push((entry.name().value, Some(n))),
                    Value::YesNo(false) => {}
                    _ => all.push((entry.name().value, None)),
                }
            }
        };
        match &entry.node.value {
            Value::Table(t) => table(t),
            Value::List(items) => {
                for item in items {
                    if let Value::Table(t) = &item.value {
                        table(t);
                    }
                }
                all.extend(items.iter().filter_map(Node::text).map(|t| (t.value, None)));
            }
            _ => self.cx.found(TextFinding::WrongType { key: "check".into(), want: Want::Texts }, entry.node.span),
        }
        all
    }
}

/// A table whose keys the author chose.
fn values(cx: &mut Cx, card: &mut Card<'_>, key: &'static str) -> Values {
    let Some(table) = card.table(cx, key) else { return Vec::new() };
    table.rest().map(|entry| (entry.name(), entry.node.clone().into_owned())).collect()
}
