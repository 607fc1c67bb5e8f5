//! Places: the editor counts lines from 0 and columns in UTF-16 units, we count bytes.

use guicheng_lang::{Source, Span};
use serde_json::{Value, json};

/// A byte as the editor counts.
pub(crate) fn position(source: &Source, byte: u32) -> Value {
    let line = source.place(byte).line;
    let start = source.line_start(line);
    let before = source.text.get(start..byte as usize).unwrap_or_default();
    json!({ "line": line.saturating_sub(1), "character": before.encode_utf16().count() })
}

/// A stretch as the editor counts.
pub(crate) fn range(source: &Source, span: Span) -> Value {
    json!({ "start": position(source, span.start), "end": position(source, span.end) })
}

/// The whole text.
pub(crate) fn whole(source: &Source) -> Value {
    let end = u32::try_from(source.text.len()).unwrap_or(u32::MAX);
    json!({ "start": { "line": 0, "character": 0 }, "end": position(source, end) })
}

/// The byte at a position of the editor's; past the end of a line its end.
pub(crate) fn byte(source: &Source, position: &Value) -> usize {
    let number = |key: &str| position.get(key).and_then(Value::as_u64).unwrap_or(0);
    let line = u32::try_from(number("line")).unwrap_or(u32::MAX).saturating_add(1);
    let start = source.line_start(line);
    let text = source.text.get(start..).unwrap_or_default();
    let text = text.split('\n').next().unwrap_or_default();
    let mut units = number("character");
    for (at, c) in text.char_indices() {
        let wide = c.len_utf16() as u64;
        if units < wide {
            return start + at;
        }
        units -= wide;
    }
    start + text.len()
}
