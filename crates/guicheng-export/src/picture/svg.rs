//! A picture under way.

use guicheng_core::{Timestamp, Zone};
use quick_xml::escape::escape;
use std::fmt::Write;

/// Colours that can be told apart, also by those who see no red or no green.
pub(super) const COLOURS: [&str; 10] =
    ["#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#7a5195", "#8c8c00", "#a0522d", "#2f4b7c"];
/// What has no colour of its own.
pub(super) const OTHER: &str = "#9a9a9a";

/// A picture under way. Lengths are pixels.
#[derive(Default)]
pub(super) struct Svg {
    body: String,
}

impl Svg {
    /// Puts one element.
    pub(super) fn put(&mut self, element: std::fmt::Arguments<'_>) {
        // Writing to a string cannot fail.
        let _ = writeln!(self.body, "  {element}");
    }

    /// A text; `class` is one of the picture's own.
    pub(super) fn text(&mut self, (x, y): (i64, i64), class: &str, text: &str) {
        self.put(format_args!("<text x=\"{x}\" y=\"{y}\" class=\"{class}\">{}</text>", escape(text)));
    }

    /// Puts another picture over this one.
    pub(super) fn append(&mut self, other: Self) {
        self.body.push_str(&other.body);
    }

    /// A line.
    pub(super) fn line(&mut self, (x1, y1): (i64, i64), (x2, y2): (i64, i64), class: &str) {
        self.put(format_args!("<line x1=\"{x1}\" y1=\"{y1}\" x2=\"{x2}\" y2=\"{y2}\" class=\"{class}\"/>"));
    }

    /// A filled box with a title.
    pub(super) fn bar(&mut self, (x, y): (i64, i64), (width, height): (i64, i64), style: &str, title: &str) {
        let title = escape(title);
        self.put(format_args!(
            "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" {style}><title>{title}</title></rect>"
        ));
    }

    /// The whole document. `table` is what the picture shows, a line each.
    pub(super) fn finish(self, (width, height): (i64, i64), title: &str, table: &[String]) -> String {
        let (title, table) = (escape(title), table.join("\n"));
        let table = escape(&table);
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
             viewBox=\"0 0 {width} {height}\" role=\"img\" aria-labelledby=\"title desc\">\n  \
             <title id=\"title\">{title}</title>\n  <desc id=\"desc\">{table}</desc>\n  <style>{STYLE}</style>\n  \
             <rect width=\"{width}\" height=\"{height}\" fill=\"#ffffff\"/>\n{}</svg>\n",
            self.body
        )
    }
}

const STYLE: &str = "text{font-family:\"Noto Sans CJK SC\",\"PingFang SC\",\"Microsoft YaHei\",sans-serif;font-size:12px;fill:#222}\
.head{font-size:16px;font-weight:bold}.small{font-size:11px;fill:#555}.mid{text-anchor:middle}\
.midsmall{text-anchor:middle;font-size:11px;fill:#555}.end{text-anchor:end}.endsmall{text-anchor:end;font-size:11px;fill:#555}\
.late{fill:#b00020}.grid{stroke:#e3e3e3;stroke-width:1}.axis{stroke:#888;stroke-width:1}\
.label{fill:#fff;fill-opacity:.85}.lead{stroke:#bbb;stroke-width:1}.due{stroke:#b00020;stroke-width:2}.spine{stroke:#888;stroke-width:2}.flow{fill:none;stroke:#666}";

/// How wide a text is, in pixels, about.
pub(super) fn width(text: &str) -> i64 {
    text.chars().map(|c| if c >= '\u{2e80}' { 12 } else { 7 }).sum()
}

/// A text in lines that are at most so wide.
pub(super) fn wrapped(text: &str, most: i64) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    for c in text.chars() {
        let blank = c == ' ' && width(&line) > most * 4 / 5;
        if blank || width(&line) + width(c.encode_utf8(&mut [0; 4])) > most {
            lines.push(core::mem::take(&mut line));
        }
        if !blank {
            line.push(c);
        }
    }
    lines.push(line);
    lines
}

/// A text cut to a width.
pub(super) fn cut(text: &str, most: i64) -> String {
    if width(text) <= most {
        return text.to_owned();
    }
    let mut out = String::new();
    for c in text.chars() {
        if width(&out) + 24 > most {
            break;
        }
        out.push(c);
    }
    out + "…"
}

/// An instant on the wall, to the minute or the second.
pub(super) fn local(at: Timestamp, zone: &Zone, seconds: bool) -> String {
    let (day, ms) = zone.local(at);
    let (hour, minute, second) = (ms / 3_600_000, ms / 60_000 % 60, ms / 1_000 % 60);
    let day = guicheng_history::Day(day);
    if seconds { format!("{day} {hour:02}:{minute:02}:{second:02}") } else { format!("{day} {hour:02}:{minute:02}") }
}
