//! Histories that change their version: which words the next record is written in.

use crate::{
    Lexicon,
    canonical::{Json, parse},
    part::{Context, Object, Part},
};
use guicheng_core::{Pins, Procedure, Seq};

/// A version that a case was, or is, on.
#[derive(Clone, Debug)]
pub struct Version<'a> {
    /// What cases on it are pinned to.
    pub pins: Pins,
    /// The procedure, linked with the calendars and zone of the pins.
    pub procedure: &'a Procedure,
    /// Its words.
    pub lexicon: &'a Lexicon,
}

/// What a line says about the version of itself and of what follows: the command that opens the case and the one that
/// moves it name their pins. They are read before anything else of the line, in no version's words.
pub(crate) fn named_by(line: &str, last: Seq) -> Option<Pins> {
    // Only the first record of a batch has an `actor`, and no key comes before it.
    let moves = || line.starts_with("{\"actor\":") && line.contains("\"act\":{\"migrate\":{");
    if last != Seq(0) && !(moves() && kind_of(line) == "accepted") {
        return None;
    }
    let json = parse(line).ok()?;
    let act = inside(inside(&json, "command")?, "act")?;
    let pins = match inside(act, "open") {
        Some(open) => inside(open, "pins")?,
        None => inside(inside(inside(inside(act, "migrate")?, "plan")?, "to")?, "pins")?,
    };
    let object = Object::of(pins, &["calendars", "procedure", "zone"]).ok()?;
    let cx = &Context { lexicon: &Lexicon::default(), people: &[] };
    let digest = |key| object.get(key).and_then(|json| Part::read(json, cx).ok());
    Some(Pins { procedure: digest("procedure")?, calendars: digest("calendars")?, zone: digest("zone")? })
}

/// The kind of a record, told without reading its line: behind it stand only texts and numbers, so that it is the last that
/// is called so. Nothing in a line that has none.
pub(crate) fn kind_of(line: &str) -> &str {
    const KIND: [u8; 8] = *b"\"kind\":\"";
    // It stands near the end of a short line: looking at every place is quicker than preparing a search.
    let here = |window: &[u8]| window.try_into().is_ok_and(|eight: [u8; KIND.len()]| eight == KIND);
    let at = line.as_bytes().windows(KIND.len()).rposition(here);
    let rest = at.and_then(|at| line.get(at + KIND.len()..)).unwrap_or_default();
    rest.split('"').next().unwrap_or_default()
}

/// The pins of every version that a history names, in the order in which the case was on them.
pub fn versions_named<'l>(lines: impl IntoIterator<Item = &'l str>) -> alloc::vec::Vec<Pins> {
    let numbered = lines.into_iter().enumerate();
    numbered.filter_map(|(at, line)| named_by(line, Seq(u32::try_from(at).unwrap_or(u32::MAX)))).collect()
}

fn inside<'j, 'a>(json: &'j Json<'a>, key: &str) -> Option<&'j Json<'a>> {
    let Json::Object(pairs) = json else { return None };
    pairs.iter().find(|(k, _)| k == key).map(|(_, value)| value)
}
