//! Lists and inline tables: on one line, or one entry a line.

use super::{WIDTH, lines, raw};
use alloc::{
    format,
    string::{String, ToString},
    vec::Vec,
};
use toml_edit::{Array, Formatted, InlineTable, Value};

/// Lays a value out that begins in this column; `depth` lists around it are laid out one entry a line.
pub(super) fn value(value: &mut Value, column: usize, depth: usize) {
    match value {
        Value::String(text) => quotes(text),
        Value::Array(list) => array(list, column, Some(depth)),
        Value::InlineTable(table) => inline(table),
        Value::Integer(_) | Value::Float(_) | Value::Boolean(_) | Value::Datetime(_) => {}
    }
}

/// `'plain'` means the same as `"plain"`.
fn quotes(text: &mut Formatted<String>) {
    let literal = text
        .as_repr()
        .and_then(|repr| repr.as_raw().as_str())
        .is_some_and(|repr| repr.starts_with('\'') && !repr.starts_with("'''") && !repr.contains(['"', '\\']));
    if literal && !text.value().chars().any(char::is_control) {
        text.fmt();
    }
}

/// A list. `depth`: how many lists around it are laid out one entry a line; none: it stands inside something on one line.
fn array(list: &mut Array, column: usize, depth: Option<usize>) {
    let notes = Notes::of(list);
    let spread =
        list.iter().any(|item| raw(item.decor().prefix()).contains('\n')) || raw(Some(list.trailing())).contains('\n');
    one_line(list);
    let wide = column + list.to_string().trim().chars().count() > WIDTH;
    match depth {
        _ if notes.any() => one_a_line(list, depth.unwrap_or_default(), &notes),
        Some(depth) if (spread || wide) && !list.is_empty() => one_a_line(list, depth, &notes),
        Some(_) | None => {}
    }
}

fn one_line(list: &mut Array) {
    for (at, item) in list.iter_mut().enumerate() {
        match item {
            Value::Array(inner) => array(inner, 0, None),
            _ => value(item, 0, 0),
        }
        item.decor_mut().set_prefix(if at == 0 { "" } else { " " });
        item.decor_mut().set_suffix("");
    }
    list.set_trailing("");
    list.set_trailing_comma(false);
}

fn one_a_line(list: &mut Array, depth: usize, notes: &Notes) {
    let indent = "  ".repeat(depth + 1);
    for (at, item) in list.iter_mut().enumerate() {
        value(item, indent.len(), depth + 1);
        let above = notes.before(at, &indent);
        item.decor_mut().set_prefix(format!("{above}{indent}"));
        item.decor_mut().set_suffix("");
    }
    let end = notes.before(list.len(), &indent);
    list.set_trailing(format!("{end}{}", "  ".repeat(depth)));
    list.set_trailing_comma(!list.is_empty());
}

/// The comments of a list: for each entry (and the end) those on the line of what stands before, and those above.
struct Notes(Vec<(String, Vec<String>)>);

impl Notes {
    fn of(list: &Array) -> Self {
        let mut all = Vec::new();
        let mut late = String::new();
        for item in list {
            all.push(Self::one(&late, raw(item.decor().prefix())));
            late = raw(item.decor().suffix()).into();
        }
        all.push(Self::one(&late, raw(Some(list.trailing()))));
        Self(all)
    }

    fn one(late: &str, text: &str) -> (String, Vec<String>) {
        let all = format!("{late}{text}");
        let (beside, rest) = all.split_once('\n').unwrap_or(("", &all));
        // Without a line end there is no comment, only blanks.
        let above = lines(rest).into_iter().map(String::from).collect();
        (beside.trim().into(), above)
    }

    fn any(&self) -> bool {
        self.0.iter().any(|(beside, above)| !beside.is_empty() || above.iter().any(|line| !line.is_empty()))
    }

    /// What stands between entry `at` and the one before it.
    fn before(&self, at: usize, indent: &str) -> String {
        let Some((beside, above)) = self.0.get(at) else { return "\n".into() };
        let mut out = String::new();
        match (beside.is_empty(), at) {
            (true, _) => out.push('\n'),
            (false, 0) => out.push_str(&format!("\n{indent}{beside}\n")),
            (false, _) => out.push_str(&format!(" {beside}\n")),
        }
        let mut gap = false;
        for line in above {
            if line.is_empty() {
                gap = at > 0;
                continue;
            }
            if core::mem::take(&mut gap) {
                out.push('\n');
            }
            out.push_str(&format!("{indent}{line}\n"));
        }
        if gap && at + 1 < self.0.len() {
            out.push('\n');
        }
        out
    }
}

/// A table on one line: `{ a = 1, b = 2 }`. One with comments inside stays as it is.
fn inline(table: &mut InlineTable) {
    if table.to_string().contains('#') && noted(table) {
        return;
    }
    pairs(table);
    table.set_trailing(if table.is_empty() { "" } else { " " });
    table.set_trailing_comma(false);
}

fn pairs(table: &mut InlineTable) {
    for (mut key, item) in table.iter_mut() {
        match item {
            Value::InlineTable(inner) if inner.is_dotted() => {
                key.dotted_decor_mut().clear();
                pairs(inner);
                continue;
            }
            Value::Array(list) => array(list, 0, None),
            _ => value(item, 0, 0),
        }
        key.dotted_decor_mut().clear();
        key.leaf_decor_mut().set_prefix(" ");
        key.leaf_decor_mut().set_suffix(" ");
        item.decor_mut().set_prefix(" ");
        item.decor_mut().set_suffix("");
    }
}

/// Whether there is a comment between its parts, not only a `#` in a text.
fn noted(table: &InlineTable) -> bool {
    let remark = |text: &str| text.contains('#');
    table.iter().any(|(_, value)| {
        remark(raw(value.decor().prefix()))
            || remark(raw(value.decor().suffix()))
            || match value {
                Value::InlineTable(inner) => noted(inner),
                Value::Array(list) => Notes::of(list).any(),
                Value::String(_) | Value::Integer(_) | Value::Float(_) | Value::Boolean(_) | Value::Datetime(_) => {
                    false
                }
            }
    }) || remark(raw(Some(table.trailing())))
}
