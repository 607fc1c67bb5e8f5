//! Digests of data as written: canonical JSON (RFC 8785 without floats) and its SHA-256.
//!
//! What is not data stays out: order of keys, comments, translations, drawing. A key that is not written is not there:
//! defaults are never added. Days, instants and numbers with a point are texts; so is a whole number that JSON readers
//! would round.

use crate::doc::{Node, Table, Value};
use alloc::{
    boxed::Box,
    collections::BTreeMap,
    format,
    string::{String, ToString},
    vec::Vec,
};
use core::cmp::Ordering;
use guicheng_core::{Decimal, Digest};
use sha2::{Digest as _, Sha256};

/// The largest whole number that every JSON reader keeps exact.
const EXACT: u64 = (1 << 53) - 1;

/// A JSON document without floats.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Json {
    /// Nothing.
    Null,
    /// True or false.
    YesNo(bool),
    /// A whole number.
    Whole(i64),
    /// A text.
    Text(Box<str>),
    /// A list.
    List(Vec<Json>),
    /// An object.
    Object(BTreeMap<Box<str>, Json>),
}

impl Json {
    /// The canonical text.
    pub fn canonical(&self) -> String {
        let mut out = String::new();
        self.write(&mut out);
        out
    }

    fn write(&self, out: &mut String) {
        match self {
            Self::Null => out.push_str("null"),
            Self::YesNo(true) => out.push_str("true"),
            Self::YesNo(false) => out.push_str("false"),
            Self::Whole(number) if number.unsigned_abs() <= EXACT => out.push_str(&number.to_string()),
            Self::Whole(number) => quote(&number.to_string(), out),
            Self::Text(text) => quote(text, out),
            Self::List(items) => {
                for (at, item) in items.iter().enumerate() {
                    out.push(if at == 0 { '[' } else { ',' });
                    item.write(out);
                }
                out.push_str(if items.is_empty() { "[]" } else { "]" });
            }
            Self::Object(entries) => {
                let mut sorted: Vec<_> = entries.iter().collect();
                sorted.sort_by(|(a, _), (b, _)| by_utf16(a, b));
                for (at, (key, value)) in sorted.into_iter().enumerate() {
                    out.push(if at == 0 { '{' } else { ',' });
                    quote(key, out);
                    out.push(':');
                    value.write(out);
                }
                out.push_str(if entries.is_empty() { "{}" } else { "}" });
            }
        }
    }

    /// The entries, if it is an object.
    pub fn entries_mut(&mut self) -> Option<&mut BTreeMap<Box<str>, Self>> {
        match self {
            Self::Object(entries) => Some(entries),
            Self::Null | Self::YesNo(_) | Self::Whole(_) | Self::Text(_) | Self::List(_) => None,
        }
    }
}

/// RFC 8785 orders by UTF-16 units; that differs from the order of bytes only beyond the basic plane.
fn by_utf16(a: &str, b: &str) -> Ordering {
    if a.is_ascii() && b.is_ascii() { a.cmp(b) } else { a.encode_utf16().cmp(b.encode_utf16()) }
}

/// Whether a byte must be written otherwise within quotation marks.
const fn escaped(byte: u8) -> bool {
    byte < 0x20 || byte == b'"' || byte == b'\\'
}

fn quote(text: &str, out: &mut String) {
    out.push('"');
    let mut rest = text;
    // Most texts have nothing to escape; all bytes are looked at together, which is quicker than one by one.
    let any = text.bytes().fold(false, |any, byte| any | escaped(byte));
    while let Some(at) = if any { rest.bytes().position(escaped) } else { None } {
        let (plain, from) = rest.split_at(at);
        out.push_str(plain);
        let mut chars = from.chars();
        match chars.next() {
            Some(c @ ('"' | '\\')) => out.extend(['\\', c]),
            Some('\u{8}') => out.push_str("\\b"),
            Some('\t') => out.push_str("\\t"),
            Some('\n') => out.push_str("\\n"),
            Some('\u{c}') => out.push_str("\\f"),
            Some('\r') => out.push_str("\\r"),
            Some(c) => out.push_str(&format!("\\u{:04x}", u32::from(c))),
            None => {}
        }
        rest = chars.as_str();
    }
    out.push_str(rest);
    out.push('"');
}

/// A table as JSON, whole.
pub fn json(table: &Table) -> Json {
    let entry = |entry: &crate::doc::Entry<'_>| (entry.name().value, of(&entry.node));
    Json::Object(table.entries.iter().map(entry).collect())
}

fn of(node: &Node) -> Json {
    match &node.value {
        Value::Text(text) => Json::Text(Box::from(&**text)),
        Value::Whole(number) => Json::Whole(*number),
        Value::Decimal(number) => Json::Text(plain_number(number)),
        Value::YesNo(yes) => Json::YesNo(*yes),
        Value::Time(time) => Json::Text(time.to_string().into()),
        Value::List(items) => Json::List(items.iter().map(of).collect()),
        Value::Table(table) => json(table),
    }
}

/// `1.50` and `1.5` are one number.
fn plain_number(written: &str) -> Box<str> {
    let number = written.strip_prefix('+').unwrap_or(written).replace('_', "");
    number.parse::<Decimal>().map_or_else(|_| number.clone(), |n| n.to_string()).into()
}

/// A definition as canonical JSON: without its translations and without `layout`.
pub fn definition(table: &Table) -> Json {
    let mut all = json(table);
    if let Some(entries) = all.entries_mut() {
        entries.retain(|key, _| !is_language(key) && &**key != "layout");
    }
    all
}

/// So many bytes of a text are hashed together.
const PIECE: usize = 1024;

/// The digest of a definition: of [`definition`], written without making the document first.
pub fn of_definition(table: &Table) -> Digest {
    let mut hashed = Hashed { text: String::with_capacity(2 * PIECE), sum: Sha256::new(), sorted: Vec::new() };
    write_table(table, &|key| !is_language(key) && key != "layout", &mut hashed);
    hashed.sum.update(hashed.text.as_bytes());
    Digest(hashed.sum.finalize().into())
}

/// A text that is hashed while it is written.
struct Hashed<'t> {
    text: String,
    sum: Sha256,
    /// The entries of the tables that are open, each table's in their order.
    sorted: Vec<(&'t str, &'t Node<'t>)>,
}

impl Hashed<'_> {
    /// Hashes what is written so far, once it is worth the while.
    fn settle(&mut self) {
        if self.text.len() >= PIECE {
            self.sum.update(self.text.as_bytes());
            self.text.clear();
        }
    }
}

fn write_table<'t>(table: &'t Table<'t>, keep: &dyn Fn(&str) -> bool, out: &mut Hashed<'t>) {
    let from = out.sorted.len();
    out.sorted.extend(table.entries.iter().map(|entry| (entry.key.as_str(), &entry.node)).filter(|(key, _)| keep(key)));
    let own = out.sorted.get_mut(from..).unwrap_or_default();
    if own.iter().all(|(key, _)| key.is_ascii()) {
        own.sort_unstable_by_key(|(key, _)| *key);
    } else {
        own.sort_by(|(a, _), (b, _)| by_utf16(a, b));
    }
    out.text.push('{');
    let mut at = from;
    while let Some((key, node)) = out.sorted.get(at).copied() {
        if at > from {
            out.text.push(',');
        }
        quote(key, &mut out.text);
        out.text.push(':');
        write_node(node, out);
        out.settle();
        at += 1;
    }
    out.sorted.truncate(from);
    out.text.push('}');
}

fn write_node<'t>(node: &'t Node<'t>, out: &mut Hashed<'t>) {
    match &node.value {
        Value::Text(text) => quote(text, &mut out.text),
        Value::List(items) => {
            out.text.push('[');
            for (at, item) in items.iter().enumerate() {
                if at > 0 {
                    out.text.push(',');
                }
                write_node(item, out);
                out.settle();
            }
            out.text.push(']');
        }
        Value::Table(table) => write_table(table, &|_| true, out),
        Value::Whole(_) | Value::Decimal(_) | Value::YesNo(_) | Value::Time(_) => of(node).write(&mut out.text),
    }
}

/// Whether a key at the top of a file names a language: `en`, `de`, `zh-TW`. (`on` holds cards.)
pub fn is_language(key: &str) -> bool {
    let (language, region) = key.split_once('-').unwrap_or((key, "XX"));
    let word = |text: &str, test: fn(&u8) -> bool| text.len() == 2 && text.as_bytes().iter().all(test);
    key != "on" && word(language, u8::is_ascii_lowercase) && word(region, u8::is_ascii_uppercase)
}

/// The SHA-256 of the canonical text.
pub fn sha256(json: &Json) -> Digest {
    Digest(Sha256::digest(json.canonical().as_bytes()).into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{FileId, Source, doc};

    fn table(text: &str) -> Table<'static> {
        let mut findings = Vec::new();
        let table = doc::parse(&Source::from_text(FileId(0), "a.toml", text), &mut findings).unwrap().into_owned();
        assert_eq!(findings, []);
        table
    }

    #[test]
    fn canonical_text_is_as_in_the_standard() {
        let cases = [
            ("b = 2\na = 1\n", r#"{"a":1,"b":2}"#),
            ("a = [1, \"x\", true]\nb = { }\nc = []\n", r#"{"a":[1,"x",true],"b":{},"c":[]}"#),
            ("[x]\ny.z = \"\\u20ac\\n\\u000f\\\"\\\\/\"\n", r#"{"x":{"y":{"z":"€\n\u000f\"\\/"}}}"#),
            ("a = 2026-12-01\nb = 1.50\nc = -0.0\n", r#"{"a":"2026-12-01","b":"1.5","c":"0"}"#),
            ("a = 2026-12-01T09:00:00+08:00\n", r#"{"a":"2026-12-01T09:00:00+08:00"}"#),
            ("a = 9007199254740991\nb = 9007199254740992\n", r#"{"a":9007199254740991,"b":"9007199254740992"}"#),
            ("\"\\U0001f600\" = 1\n\"\\ufb33\" = 2\n", "{\"\u{1f600}\":1,\"\u{fb33}\":2}"),
        ];
        for (text, want) in cases {
            let read = table(text);
            assert_eq!(json(&read).canonical(), want, "{text}");
            assert_eq!(of_definition(&read), sha256(&definition(&read)), "{text}");
        }
    }

    #[test]
    fn noise_makes_no_new_version() {
        let one =
            table("# words\n[procedure]\nid = \"a\"\n[on.x]\ntitle = \"t\"\n[en]\non.x = \"T\"\n[layout]\nx = 1\n");
        let two = table("on.x = { title = \"t\" }\nprocedure = { id = 'a' }\n[zh-TW]\non.x = \"T\"\n");
        assert_eq!(sha256(&definition(&one)), sha256(&definition(&two)));
        assert_ne!(sha256(&definition(&one)), sha256(&definition(&table("[procedure]\nid = \"a\"\n"))));
        assert!(is_language("en") && is_language("zh-TW") && !is_language("on") && !is_language("org"));
    }

    #[test]
    fn sha256_is_sha256() {
        let hex: String = sha256(&Json::Object(BTreeMap::new())).0.iter().map(|b| format!("{b:02x}")).collect();
        assert_eq!(hex, "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a");
    }
}
