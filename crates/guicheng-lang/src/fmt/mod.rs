//! The canonical layout of a file: comments kept, data untouched.
//!
//! Only what lies between the data changes: blanks, blank lines, line ends, the layout of lists, quotes where both kinds
//! mean the same. The order of cards and keys is the author's. Formatting twice changes nothing, and neither does
//! `taplo` with its [`FORMATTERS`] file; `tombi` with its own changes nothing but the order of tables.

mod list;
#[cfg(test)]
mod tests;

use alloc::{format, string::String};
use toml_edit::{DocumentMut, Item, KeyMut, RawString, Table, Value};

/// The widest line, in characters, before a list is laid out with one entry a line.
pub const WIDTH: usize = 120;

/// Configuration with which other formatters leave the canonical layout alone, by the name of its file.
pub const FORMATTERS: [(&str, &str); 2] = [
    (
        ".taplo.toml",
        "[formatting]\ncolumn_width = 120\narray_auto_collapse = false\narray_auto_expand = false\ninline_table_expand = false\nallowed_blank_lines = 1\n",
    ),
    ("tombi.toml", "[format.rules]\nline-width = 255\n"),
];

/// The text in canonical layout; none if it is no TOML (then `check` says why).
pub fn format_text(text: &str) -> Option<String> {
    let mut document: DocumentMut = format!("{text}\n").parse().ok()?;
    let mut out = Layout { begun: false, top: top(document.as_table()) };
    out.table(document.as_table_mut(), true);
    let trailing = String::from(document.trailing().as_str().unwrap_or_default());
    let blank = if document.is_empty() { Blank::None } else { Blank::Kept };
    document.set_trailing(comments(&lines(&trailing), blank).trim_end_matches('\n'));
    let text = format!("{document}");
    let text = text.trim_end_matches('\n');
    Some(if text.is_empty() { String::new() } else { format!("{text}\n") })
}

/// The blank line before something.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Blank {
    /// None.
    None,
    /// Where the author left one.
    Kept,
    /// Always.
    One,
}

struct Layout {
    /// Whether a line of the file's own stands above the tables.
    begun: bool,
    /// Where the first header stands.
    top: Option<isize>,
}

/// Where the first header of a file stands: the order of tables in memory is not that of the file.
fn top(table: &Table) -> Option<isize> {
    let of = |table: &Table| {
        let own = (!table.is_implicit() && !table.is_dotted()).then(|| table.position()).flatten();
        own.into_iter().chain(top(table)).min()
    };
    let all = table.iter().filter_map(|(_, item)| match item {
        Item::Table(inner) => of(inner),
        Item::ArrayOfTables(all) => all.iter().filter_map(of).min(),
        Item::Value(_) | Item::None => None,
    });
    all.min()
}

impl Layout {
    /// A table with a header (or the top of the file), then those below it.
    fn table(&mut self, table: &mut Table, root: bool) {
        let shown = !root && !table.is_implicit() && !table.is_dotted();
        if shown {
            let first = !self.begun && table.position() == self.top;
            let decor = table.decor_mut();
            let blank = if first { Blank::None } else { Blank::One };
            let beside = beside(raw(decor.suffix()));
            let above = comments(&lines(raw(decor.prefix())), blank);
            decor.set_prefix(above);
            decor.set_suffix(beside);
        }
        let mut first = true;
        self.values(table, "", &mut first);
        self.begun |= root && !first;
        self.tables(table);
    }

    /// The lines of a table, those with dotted keys too.
    fn values(&self, table: &mut Table, path: &str, first: &mut bool) {
        for (mut key, item) in table.iter_mut() {
            let name = format!("{path}{}", key.display_repr().trim());
            match item {
                Item::Value(value) => {
                    let blank = if *first { Blank::None } else { Blank::Kept };
                    line(&mut key, value, blank, name.chars().count() + 3);
                    *first = false;
                }
                Item::Table(inner) if inner.is_dotted() => {
                    key.dotted_decor_mut().clear();
                    self.values(inner, &format!("{name}."), first);
                }
                Item::Table(_) | Item::ArrayOfTables(_) | Item::None => {}
            }
        }
    }

    /// The tables with headers below a table.
    fn tables(&mut self, table: &mut Table) {
        for (mut key, item) in table.iter_mut() {
            match item {
                Item::Table(inner) if inner.is_dotted() => self.tables(inner),
                Item::Table(inner) => {
                    plain(&mut key);
                    self.table(inner, false);
                }
                Item::ArrayOfTables(all) => {
                    plain(&mut key);
                    all.iter_mut().for_each(|inner| self.table(inner, false));
                }
                Item::Value(_) | Item::None => {}
            }
        }
    }
}

fn plain(key: &mut KeyMut<'_>) {
    key.leaf_decor_mut().clear();
    key.dotted_decor_mut().clear();
}

/// `key = value # comment`, with the comments above it.
fn line(key: &mut KeyMut<'_>, value: &mut Value, blank: Blank, column: usize) {
    let above = comments(&lines(raw(key.leaf_decor().prefix())), blank);
    key.dotted_decor_mut().clear();
    let decor = key.leaf_decor_mut();
    decor.set_prefix(above);
    decor.set_suffix(" ");
    let beside = beside(raw(value.decor().suffix()));
    list::value(value, column, 0);
    let decor = value.decor_mut();
    decor.set_prefix(" ");
    decor.set_suffix(beside);
}

fn raw(text: Option<&RawString>) -> &str {
    text.and_then(RawString::as_str).unwrap_or_default()
}

/// The comment behind something on its line, after one blank.
fn beside(text: &str) -> String {
    let text = text.trim();
    if text.is_empty() { String::new() } else { format!(" {text}") }
}

/// The lines of what stands between data: comments, and empty ones.
fn lines(text: &str) -> alloc::vec::Vec<&str> {
    // What follows the last line end is the indentation of what comes next.
    let mut all: alloc::vec::Vec<&str> = text.split('\n').map(str::trim).collect();
    all.pop();
    all
}

/// Comment lines with single blank lines between them.
fn comments(lines: &[&str], blank: Blank) -> String {
    let mut out = String::new();
    let leading = lines.first().is_some_and(|line| line.is_empty());
    if blank == Blank::One || (blank == Blank::Kept && leading) {
        out.push('\n');
    }
    let mut gap = false;
    for line in lines.iter().skip_while(|line| line.is_empty()) {
        if line.is_empty() {
            gap = true;
            continue;
        }
        if core::mem::take(&mut gap) {
            out.push('\n');
        }
        out.push_str(line);
        out.push('\n');
    }
    // A comment that the author set apart from what follows stays apart.
    if gap && !out.trim().is_empty() {
        out.push('\n');
    }
    out
}
