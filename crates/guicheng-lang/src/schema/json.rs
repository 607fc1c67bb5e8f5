//! The JSON Schema of procedure files, draft 7: what `taplo` and `tombi` both read.
//!
//! It knows keys and the shapes of values. What names stand for, guards and times it leaves to `check` and to the language
//! server.

use super::{Key, Place, Shape, keys_of};
use crate::digest::Json;
use alloc::{boxed::Box, format, vec::Vec};

/// The schema.
pub fn schema() -> Json {
    let mut all = table(Place::File);
    let definitions = Place::TABLES.into_iter().filter(|place| *place != Place::File);
    let definitions =
        Json::Object(definitions.map(|place| (place.name().into(), Json::Object(table(place)))).collect());
    let mut put = |key: &str, value: Json| all.insert(key.into(), value);
    put("$schema", text("http://json-schema.org/draft-07/schema#"));
    put("$id", text("https://example.org/guicheng/procedure.schema.json"));
    put("title", text("规程 · Guicheng procedure"));
    put("x-tombi-toml-version", text("v1.0.0"));
    put("definitions", definitions);
    // Two letters name a language, but `on` holds cards.
    let words = object([("type", text("object")), ("title", text("译文")), ("description", text("Translations"))]);
    put("patternProperties", object([("^([a-np-z][a-z]|o[a-mo-z])(-[A-Z]{2})?$", words)]));
    Json::Object(all)
}

type Entries = alloc::collections::BTreeMap<Box<str>, Json>;

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
    Json::Object(keys_of(place).into_iter().map(|key| (key.key.into(), property(key))).collect())
}

fn property(key: &Key) -> Json {
    let mut all = match shape(key.shape) {
        Json::Object(all) => all,
        other => Entries::from([("const".into(), other)]),
    };
    // Beside a `$ref` draft 7 reads nothing: the reference goes one level down.
    if let Some(reference) = all.remove("$ref") {
        all.insert("allOf".into(), Json::List(Vec::from([object([("$ref", reference)])])));
    }
    all.insert("title".into(), text(key.zh));
    let example = if key.example.is_empty() { "".into() } else { format!("\n\n{} = {}", key.key, key.example) };
    all.insert("description".into(), text(&format!("{}\n{}{example}", key.zh, key.en)));
    Json::Object(all)
}

fn shape(shape: Shape) -> Json {
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
    }
}

fn reference(place: Place) -> Json {
    object([("$ref", text(&format!("#/definitions/{}", place.name())))])
}

fn text(text: &str) -> Json {
    Json::Text(text.into())
}

fn object<const N: usize>(entries: [(&str, Json); N]) -> Json {
    Json::Object(entries.into_iter().map(|(key, value)| (key.into(), value)).collect())
}
