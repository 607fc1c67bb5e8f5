//! The JSON Schemas of procedure files and of the files beside them, draft 7: what `taplo` and `tombi` both read.
//!
//! They know keys and the shapes of values. What names stand for, guards and times they leave to `check` and to the
//! language server.

use super::{Key, Place, Shape, keys_of};
use crate::digest::Json;
use alloc::{boxed::Box, format, vec::Vec};

/// The tables of a procedure file, its top first.
const PROCEDURE: &[Place] = &Place::TABLES;

/// A kind of file that has a schema here; that of scenarios is in `guicheng-scenario`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FileKind {
    /// A procedure.
    Procedure,
    /// The organisation: people, posts, rosters.
    Org,
    /// Calendars.
    Calendars,
    /// The register of clauses.
    Clauses,
}

impl FileKind {
    /// All.
    pub const ALL: [Self; 4] = [Self::Procedure, Self::Org, Self::Calendars, Self::Clauses];

    /// Its name in commands and in the schema's id.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Procedure => "procedure",
            Self::Org => "org",
            Self::Calendars => "calendars",
            Self::Clauses => "clauses",
        }
    }

    const fn title(self) -> &'static str {
        match self {
            Self::Procedure => "规程 · Guicheng procedure",
            Self::Org => "组织和班次 · Guicheng organisation and rosters",
            Self::Calendars => "日历 · Guicheng calendars",
            Self::Clauses => "条款登记 · Guicheng register of clauses",
        }
    }

    const fn top(self) -> Place {
        match self {
            Self::Procedure => Place::File,
            Self::Org => Place::OrgFile,
            Self::Calendars => Place::CalendarsFile,
            Self::Clauses => Place::ClausesFile,
        }
    }

    /// The tables of such a file, without its top.
    fn tables(self) -> &'static [Place] {
        match self {
            Self::Procedure => PROCEDURE.get(1..).unwrap_or_default(),
            Self::Org => &[
                Place::Org,
                Place::Person,
                Place::Post,
                Place::Department,
                Place::Absence,
                Place::Roster,
                Place::Permission,
            ],
            Self::Calendars => &[Place::Calendar],
            Self::Clauses => &[Place::Clauses, Place::Book, Place::Clause],
        }
    }
}

/// The schema of a kind of file.
pub fn schema(kind: FileKind) -> Json {
    let tables = kind.tables().iter();
    let definitions = tables.map(|place| (place.name().into(), Json::Object(table(*place)))).collect();
    let mut all = table(kind.top());
    if kind == FileKind::Procedure {
        // Two letters name a language, but `on` holds cards.
        let words = object([("type", text("object")), ("title", text("译文")), ("description", text("Translations"))]);
        all.insert("patternProperties".into(), object([("^([a-np-z][a-z]|o[a-mo-z])(-[A-Z]{2})?$", words)]));
    }
    framed(all, kind.name(), kind.title(), definitions)
}

/// A schema of a whole file: its own keys with what every schema says of itself.
pub fn framed(mut all: Entries, name: &str, title: &str, definitions: Entries) -> Json {
    let mut put = |key: &str, value: Json| all.insert(key.into(), value);
    put("$schema", text("http://json-schema.org/draft-07/schema#"));
    put("$id", text(&format!("https://example.org/guicheng/{name}.schema.json")));
    put("title", text(title));
    put("x-tombi-toml-version", text("v1.0.0"));
    put("definitions", Json::Object(definitions));
    Json::Object(all)
}

/// The entries of a JSON object.
pub type Entries = alloc::collections::BTreeMap<Box<str>, Json>;

fn table(place: Place) -> Entries {
    let keys = keys_of(place);
    let needed: Vec<Json> = keys.iter().filter(|key| key.needed).map(|key| text(key.key)).collect();
    let mut all = Entries::new();
    all.insert("type".into(), text("object"));
    all.insert("properties".into(), place_properties(place));
    // An attested item has one key of the author's own.
    let others = if place == Place::Check { object([("type", text("string"))]) } else { Json::YesNo(false) };
    all.insert("additionalProperties".into(), others);
    if !needed.is_empty() {
        all.insert("required".into(), Json::List(needed));
    }
    all
}

fn place_properties(place: Place) -> Json {
    Json::Object(keys_of(place).into_iter().map(|key| (key.key.into(), own(key))).collect())
}

fn own(key: &Key) -> Json {
    property(key.key, shape(key.shape), (key.zh, key.en), key.example)
}

/// A key: the shape of its value, its meaning in Chinese and English, an example.
pub fn property(key: &str, shape: Json, (zh, en): (&str, &str), example: &str) -> Json {
    let mut all = match shape {
        Json::Object(all) => all,
        other => Entries::from([("const".into(), other)]),
    };
    // Beside a `$ref` draft 7 reads nothing: the reference goes one level down.
    if let Some(reference) = all.remove("$ref") {
        all.insert("allOf".into(), Json::List(Vec::from([object([("$ref", reference)])])));
    }
    all.insert("title".into(), text(zh));
    let example = if example.is_empty() { "".into() } else { format!("\n\n{key} = {example}") };
    all.insert("description".into(), text(&format!("{zh}\n{en}{example}")));
    Json::Object(all)
}

/// A value that looks so.
pub fn shape(shape: Shape) -> Json {
    let string = || object([("type", text("string"))]);
    let list = |of: Json| object([("type", text("array")), ("items", of)]);
    let any = |all: Vec<Json>| object([("anyOf", Json::List(all))]);
    let words = |words: &[&str]| object([("enum", Json::List(words.iter().map(|word| text(word)).collect()))]);
    let named = |of: Json| object([("type", text("object")), ("additionalProperties", of)]);
    let whole = |min: i64, max: i64| {
        object([("type", text("integer")), ("minimum", Json::Whole(min)), ("maximum", Json::Whole(max))])
    };
    match shape {
        Shape::Text => string(),
        Shape::Whole(min, max) => whole(min, max),
        Shape::YesNo => object([("type", text("boolean"))]),
        Shape::True => object([("type", text("boolean")), ("enum", Json::List(Vec::from([Json::YesNo(true)])))]),
        Shape::Day => object([("type", text("string")), ("format", text("date"))]),
        Shape::Texts => list(string()),
        Shape::TextOrTexts => any(Vec::from([string(), list(string())])),
        Shape::Word(all) => words(all),
        Shape::Count(min, all) => {
            let word = if all.is_empty() { string() } else { words(all) };
            any(Vec::from([object([("type", text("integer")), ("minimum", Json::Whole(min))]), word]))
        }
        Shape::Value => object([]),
        Shape::Pairs => named(string()),
        Shape::Values => named(Json::YesNo(true)),
        Shape::Stops | Shape::Ladder => list(any(Vec::from([string(), list(string())]))),
        Shape::Flows => {
            let two = Json::Whole(2);
            list(object([("type", text("array")), ("items", string()), ("minItems", two.clone()), ("maxItems", two)]))
        }
        Shape::Clauses => {
            let one = || any(Vec::from([string(), reference(Place::Whole)]));
            any(Vec::from([string(), reference(Place::Whole), list(one())]))
        }
        Shape::One(place) => reference(place),
        Shape::Many(place) => list(reference(place)),
        Shape::Named(place) => named(reference(place)),
        Shape::Rows => {
            let plain = object([("not", object([("type", text("object"))]))]);
            named(named(any(Vec::from([plain, reference(Place::Cell)]))))
        }
        Shape::Days => {
            let day = || object([("type", text("string")), ("format", text("date"))]);
            let run = object([
                ("type", text("object")),
                ("properties", object([("title", string()), ("from", day()), ("to", day())])),
                ("required", Json::List(Vec::from([text("from"), text("to")]))),
                ("additionalProperties", Json::YesNo(false)),
            ]);
            list(any(Vec::from([day(), run])))
        }
        // Some checkers tell a text from a day and an instant as TOML writes them.
        Shape::Instant => {
            let form = |form: &str| object([("type", text("string")), ("format", text(form))]);
            any(Vec::from([string(), form("date"), form("date-time"), form("date-time-local")]))
        }
        Shape::Lists => named(list(string())),
        Shape::Hours => {
            let stretches = || any(Vec::from([string(), list(string())]));
            any(Vec::from([words(&["always", "全天"]), named(stretches())]))
        }
        Shape::Duty => named(named(list(string()))),
    }
}

fn reference(place: Place) -> Json {
    object([("$ref", text(&format!("#/definitions/{}", place.name())))])
}

/// A text.
pub fn text(text: &str) -> Json {
    Json::Text(text.into())
}

/// An object.
pub fn object<const N: usize>(entries: [(&str, Json); N]) -> Json {
    Json::Object(entries.into_iter().map(|(key, value)| (key.into(), value)).collect())
}
