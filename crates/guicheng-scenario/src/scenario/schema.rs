//! The JSON Schema of scenario files, made of the same table as the page `docs/stories.md`.

use super::keys::{Is, KEYS, Key, Place};
use alloc::{format, vec::Vec};
use guicheng_lang::{
    digest::Json,
    schema::{Entries, Shape, framed, object, property, shape, text},
};

/// The schema of scenario files.
pub fn schema() -> Json {
    let places = Place::ALL.into_iter().filter(|place| *place != Place::File);
    let definitions = places.map(|place| (place.name().into(), Json::Object(table(place)))).collect();
    framed(table(Place::File), "stories", "规程的测试 · Guicheng scenarios", definitions)
}

fn table(place: Place) -> Entries {
    let keys: Vec<&Key> = KEYS.iter().filter(|key| key.place == place).collect();
    let needed: Vec<Json> = keys.iter().filter(|key| key.needed).map(|key| text(key.key)).collect();
    let one = |key: &&Key| (key.key.into(), property(key.key, looks(key.is), (key.zh, key.en), example(key)));
    let mut all = Entries::new();
    all.insert("type".into(), text("object"));
    all.insert("properties".into(), Json::Object(keys.iter().map(one).collect()));
    // Another version's other keys are what differs from the procedure that is tried.
    all.insert("additionalProperties".into(), Json::YesNo(place == Place::Version));
    if !needed.is_empty() {
        all.insert("required".into(), Json::List(needed));
    }
    all
}

/// The value of an example: what stands behind its `=`.
fn example(key: &Key) -> &'static str {
    key.example.split_once(" = ").map_or("", |(_, value)| value)
}

fn looks(is: Is) -> Json {
    let reference = |place: Place| object([("$ref", text(&format!("#/definitions/{}", place.name())))]);
    let any = |all: Vec<Json>| object([("anyOf", Json::List(all))]);
    match is {
        Is::Plain(plain) => shape(plain),
        Is::One(place) => reference(place),
        Is::Many(place) => object([("type", text("array")), ("items", reference(place))]),
        Is::Named(place) => object([("type", text("object")), ("additionalProperties", reference(place))]),
        Is::People => object([("type", text("object")), ("additionalProperties", shape(Shape::TextOrTexts))]),
        Is::Organisation => any(Vec::from([shape(Shape::True), shape(Shape::Text)])),
        Is::Ways => any(Vec::from([shape(Shape::YesNo), shape(Shape::TextOrTexts)])),
    }
}
