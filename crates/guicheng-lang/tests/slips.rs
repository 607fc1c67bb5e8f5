//! Slips of the pen, one at a time, in the shipped procedures: a misspelt key or name is told of once, with what was
//! meant, and nothing that follows from it.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod library;
mod shipped;

use guicheng_lang::{
    Diagnostic, FileId, Library, Severity, Source,
    doc::{self, Node, Table, Value},
    load,
};
use shipped::shipped;
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
};

fn tree(source: &Source) -> Table<'_> {
    doc::parse(source, &mut Vec::new()).unwrap()
}

/// What is found in a text, but for notes.
fn found(name: &str, text: &str, library: &Library) -> (Source, Vec<Diagnostic>) {
    let source = Source::from_text(FileId(0), name, text);
    let mut found = load(&source, library).findings;
    found.retain(|f| f.severity() != Severity::Note);
    (source, found)
}

/// Tables whose keys the author chose.
const NAMED: [&str; 22] = [
    "from", "opens", "events", "fields", "roles", "table", "route", "choice", "gate", "step", "wait", "call", "lookup",
    "clock", "on", "hold", "rule", "register", "notice", "status", "rows", "options",
];

/// A key of the format: where it ends, and what it is called where.
struct Key {
    end: usize,
    place: String,
}

/// Every key of the format in a table called so, those of translations left out.
fn keys(table: &Table, depth: usize, under: &str, all: &mut Vec<Key>) {
    let named = match depth {
        0 => false,
        1 => NAMED.contains(&under) && under != "options",
        _ => {
            ["rows", "options", "row"].contains(&under)
                || PAIRS.contains(&under)
                || under == "codes"
                || under == "check"
        }
    };
    for entry in table.entries.iter().filter(|entry| !matches!(&*entry.key.value, "en" | "ru")) {
        let key = &*entry.key.value;
        if !named {
            all.push(Key { end: entry.key.span.end as usize, place: format!("{under}.{key}") });
        }
        // A card is known by the table it stands in, a row is one of cells.
        let below = if named && under == "rows" {
            "row"
        } else if named {
            under
        } else {
            key
        };
        within(&entry.node, &mut |inner| keys(inner, depth + 1, below, all));
    }
}

fn within(node: &Node, see: &mut dyn FnMut(&Table)) {
    match &node.value {
        Value::Table(table) => see(table),
        Value::List(items) => items.iter().for_each(|item| within(item, see)),
        _ => {}
    }
}

/// How many slips of one kind are tried in a file; with `GUICHENG_SLIPS` set all of them, which takes minutes.
fn enough(tried: &mut BTreeMap<String, usize>, kind: &str) -> bool {
    let count = tried.entry(kind.into()).or_default();
    *count += 1;
    *count > 3 && std::env::var_os("GUICHENG_SLIPS").is_none()
}

#[test]
fn a_misspelt_key_is_one_finding() {
    let (mut tried, mut wrong) = (0, String::new());
    for (source, library) in shipped() {
        let (mut all, mut kinds) = (Vec::new(), BTreeMap::new());
        keys(&tree(&source), 0, "", &mut all);
        for Key { end, place } in all {
            if place.rsplit('.').next().is_some_and(|key| key.len() < 2) || enough(&mut kinds, &place) {
                continue;
            }
            tried += 1;
            let text = format!("{}{}", &source.text[..end - 1], &source.text[end..]);
            let (_, found) = found(&source.path, &text, &library);
            let codes: Vec<&str> = found.iter().map(Diagnostic::code).collect();
            if codes != ["T002"] || found.iter().any(|one| one.fixes.is_empty()) {
                let line = source.place(one_of(end)).line;
                let _ = writeln!(wrong, "{}:{line} {place}: {codes:?}", source.path);
            }
        }
    }
    println!("{tried} keys");
    assert!(wrong.is_empty(), "{wrong}");
    assert!(tried > 800, "{tried}");
}

fn one_of(at: usize) -> u32 {
    u32::try_from(at).unwrap()
}

/// A name where it is used: where its last letter stands, and what uses it.
struct Use {
    end: usize,
    key: String,
    name: String,
}

/// Keys whose own keys are names of other things.
const PAIRS: [&str; 6] = ["go", "set", "mask", "rows", "give", "take"];
/// Keys whose texts are words for people, or titles.
const WORDS: [&str; 8] = ["title", "say", "text", "help", "change", "options", "source", "unit"];

/// Every text and key of a file that may name something.
fn uses(table: &Table, under: &str, all: &mut Vec<Use>) {
    for entry in &table.entries {
        let key = &*entry.key.value;
        if matches!(key, "en" | "ru" | "id") || WORDS.contains(&key) || WORDS.contains(&under) {
            continue;
        }
        if PAIRS.contains(&under) {
            all.push(Use { end: entry.key.span.end as usize, key: under.into(), name: key.into() });
        }
        texts(&entry.node, key, all);
        within(&entry.node, &mut |inner| uses(inner, key, all));
    }
}

fn texts(node: &Node, key: &str, all: &mut Vec<Use>) {
    match &node.value {
        Value::Text(text) => {
            all.push(Use { end: node.span.end as usize - 1, key: key.into(), name: text.to_string() });
        }
        Value::List(items) => items.iter().for_each(|item| texts(item, key, all)),
        _ => {}
    }
}

/// The names that a file and what stands beside it give to things.
fn names(source: &Source, library: &Library) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for kind in &tree(source).entries {
        let Some(cards) = kind.node.table().filter(|_| !matches!(&*kind.key.value, "procedure" | "en" | "ru")) else {
            continue;
        };
        for card in &cards.entries {
            names.insert(card.key.value.to_string());
            let options = card.node.table().and_then(|card| card.get("options")).and_then(|entry| entry.node.table());
            names.extend(options.into_iter().flat_map(|options| &options.entries).map(|o| o.key.value.to_string()));
        }
    }
    names.extend(library.calendars.iter().map(|calendar| calendar.id.to_string()));
    names.extend(library.clauses.iter().flat_map(|clauses| clauses.clauses.keys()).map(ToString::to_string));
    let org = library.org.as_ref().unwrap();
    names.extend(org.rosters.iter().map(|it| it.id.to_string()));
    names.extend(org.posts.iter().map(|it| it.id.to_string()));
    names.extend(org.groups.iter().map(|it| it.id.to_string()));
    names
}

#[test]
fn a_misspelt_name_is_one_finding() {
    let (mut tried, mut wrong) = (0, String::new());
    for (source, library) in shipped() {
        let known = names(&source, &library);
        let (mut all, mut kinds) = (Vec::new(), BTreeMap::new());
        uses(&tree(&source), "", &mut all);
        for Use { end, key, name } in all {
            // The part of a path that names something, with what stands behind it.
            let whole = known.contains(&name);
            let part = name.split(['.', ':']).nth(1).filter(|part| !whole && known.contains(*part));
            // A notice goes by phone, whatever field may have that name.
            if key == "by" && name == "phone" {
                continue;
            }
            let Some(part) = part.or(whole.then_some(&*name)) else { continue };
            let behind = name.rfind(part).map_or(0, |at| name.len() - at - part.len());
            let end = end - behind;
            let last = part.chars().next_back().unwrap().len_utf8();
            let short = &part[..part.len() - last];
            let parent = known.iter().any(|name| name.starts_with(short) && name != part && key == "clause");
            if short.is_empty() || known.contains(short) || parent || enough(&mut kinds, &key) {
                continue;
            }
            tried += 1;
            let text = format!("{}{}", &source.text[..end - last], &source.text[end..]);
            let line = source.place(one_of(end)).line;
            let (_, found) = found(&source.path, &text, &library);
            let codes: Vec<&str> = found.iter().map(Diagnostic::code).collect();
            let right =
                matches!(codes.as_slice(), ["T003" | "M003" | "R012" | "T014" | "T013" | "T005" | "G017" | "P006"]);
            let offered = found.first().is_some_and(|f| !f.fixes.is_empty() || f.words().help.is_some());
            if !right || !offered {
                let _ = writeln!(wrong, "{}:{line} {key} = {name}: {codes:?}", source.path);
            }
        }
    }
    println!("{tried} names");
    assert!(wrong.is_empty(), "{wrong}");
    assert!(tried > 400, "{tried}");
}

/// All independent findings at once, and nothing beside them.
#[test]
fn four_mistakes_are_four_findings() {
    let (source, library) = shipped().into_iter().find(|(source, _)| &*source.path == "emergency_patient").unwrap();
    let slips = [
        ("who = \"receptionist\"\n", "whoo = \"receptionist\"\n"),
        ("from = \"roster:guard\" }", "from = \"roster:gard\" }"),
        ("within = \"60s\"", "within = \"60\""),
        ("clause = [\"4.2.1-0a\"", "clause = [\"4.2.1-0aa\""),
    ];
    let text = slips.iter().fold(source.text.clone(), |text, (right, wrong)| {
        assert!(text.contains(right), "{right}");
        text.replacen(right, wrong, 1)
    });
    let (_, found) = found(&source.path, &text, &library);
    let mut codes: Vec<&str> = found.iter().map(Diagnostic::code).collect();
    codes.sort_unstable();
    assert_eq!(codes, ["E012", "M003", "R012", "T002"]);
}
