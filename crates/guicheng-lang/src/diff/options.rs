//! Guards that name an option.

use super::object;
use crate::digest::Json;
use alloc::{format, string::String, vec::Vec};

/// Keys whose texts are guards, conditions, or computed.
const GUARDS: [&str; 11] =
    ["when", "only_if", "must", "while", "becomes", "opens_when", "enough", "pause_while", "where", "set", "default"];

/// Where a guard of this file names the option `option` beside the field at `path` (`fields.kind.options`).
pub(super) fn guards(file: &Json, path: &str, option: &str) -> Vec<String> {
    let field = path.trim_start_matches("fields.").trim_end_matches(".options");
    let mut found = Vec::new();
    walk(file, "", &mut |at, key, text| {
        let quoted = [format!("'{option}'"), format!("\"{option}\""), format!("‘{option}’")];
        let names = quoted.iter().any(|quoted| text.contains(quoted.as_str())) && word_in(text, field);
        if GUARDS.contains(&key) && names {
            found.push(format!("{at}: {text}"));
        }
    });
    found
}

/// Whether a name stands in a text as a word of its own.
fn word_in(text: &str, name: &str) -> bool {
    let inside = |c: char| c.is_alphanumeric() || c == '_' || c == '-';
    text.match_indices(name).any(|(at, _)| {
        let before = text.get(..at).and_then(|t| t.chars().next_back());
        let after = text.get(at + name.len()..).and_then(|t| t.chars().next());
        !before.is_some_and(inside) && !after.is_some_and(inside)
    })
}

fn walk(json: &Json, at: &str, see: &mut dyn FnMut(&str, &str, &str)) {
    if let Some(entries) = object(json) {
        for (key, value) in entries {
            let here = if at.is_empty() { format!("{key}") } else { format!("{at}.{key}") };
            match value {
                Json::Text(text) => see(&here, key, text),
                other => walk(other, &here, see),
            }
        }
    } else if let Json::List(items) = json {
        for (n, item) in items.iter().enumerate() {
            walk(item, &format!("{at}.{}", n + 1), see);
        }
    }
}
