//! The timeline of a case: its sentences down a line, with the gaps between them.

use super::{
    pick, span,
    svg::{Svg, wrapped},
};
use guicheng_history::{Entry, Lang};

const SPINE: i64 = 190;
const WIDTH: i64 = 760;
/// Gaps from here on are shown.
const GAP_MS: i64 = 5 * 60_000;

/// The timeline; `title` stands above it.
pub fn timeline(title: &str, entries: &[Entry], lang: Lang) -> String {
    let mut svg = Svg::default();
    svg.text((16, 28), "head", title);
    let mut y = 64;
    let mut body = Svg::default();
    let mut last: Option<&Entry> = None;
    for entry in entries {
        let since = last.map(|last| entry.recorded.since(last.recorded));
        if let Some(gap) = since.filter(|gap| *gap >= GAP_MS) {
            let words = format!("⋮ {}", span(gap.saturating_mul(1_000), lang));
            body.text((SPINE + 16, y + 2), "small", &words);
            y += 24;
        }
        if since != Some(0) {
            body.text((SPINE - 14, y + 4), "endsmall", &entry.local);
        }
        // What is remarkable about the entry was said in its line already.
        let remarkable = entry.occurred.is_some() || entry.outage.is_some();
        let (colour, class) = match (remarkable, &entry.who) {
            (true, _) => ("#b00020", "late"),
            (false, Some(_)) => ("#0072b2", ""),
            (false, None) => ("#888888", "small"),
        };
        let said = entry.line.strip_prefix(&*entry.local).unwrap_or(&entry.line).trim_start();
        let number = format!("{} {}", pick(lang, "第", "record"), entry.seq.0);
        body.put(format_args!(
            "<circle cx=\"{SPINE}\" cy=\"{y}\" r=\"5\" fill=\"{colour}\"><title>{number}</title></circle>"
        ));
        for line in wrapped(said, WIDTH) {
            body.text((SPINE + 16, y + 4), class, &line);
            y += 18;
        }
        y += 4;
        last = Some(entry);
    }
    svg.line((SPINE, 52), (SPINE, y), "spine");
    svg.append(body);
    let table: Vec<String> = entries.iter().map(|entry| entry.line.to_string()).collect();
    svg.finish((SPINE + WIDTH + 40, y + 24), title, &table)
}
