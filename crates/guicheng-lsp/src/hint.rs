//! What the editor writes between the letters: the Chinese title behind each name, and when a limit would end.

use crate::{
    desk::Kind,
    estate::{Estate, View},
    place::position,
    uses::{Written, text_of},
};
use chrono::NaiveDate;
use guicheng_core::{Calendar, Timestamp};
use guicheng_lang::{
    Library,
    doc::{Entry, Table},
    times::limit,
};
use serde_json::{Value, json};
use std::ops::Range;

/// The hints of a stretch of a file.
pub(crate) fn hints(
    estate: &Estate,
    view: &View,
    library: &Library,
    within: &Range<usize>,
    now: Timestamp,
) -> Vec<Value> {
    let mut all = titles(estate, view, within);
    if view.kind == Kind::Procedure {
        all.extend(dues(view, library, within, now));
    }
    all
}

fn hint(view: &View, at: u32, text: &str, tip: &str) -> Value {
    json!({ "position": position(&view.source, at), "label": text, "paddingLeft": true, "tooltip": tip })
}

/// The title of what a value names.
fn titles(estate: &Estate, view: &View, within: &Range<usize>) -> Vec<Value> {
    let mut all = Vec::new();
    for spot in view.spots.iter().filter(|spot| !spot.defines && within.contains(&spot.span.range().start)) {
        let Written::Value(end) = spot.written else { continue };
        if let Some(title) = estate.title(spot).filter(|title| *title != spot.name) {
            all.push(hint(view, end, &short(&title), &title));
        }
    }
    all
}

/// A title that does not push the line away.
fn short(title: &str) -> String {
    const MOST: usize = 16;
    if title.chars().count() <= MOST {
        return title.into();
    }
    title.chars().take(MOST - 1).chain(['…']).collect()
}

/// When the limits of clocks would end, were they to begin now.
fn dues(view: &View, library: &Library, within: &Range<usize>, now: Timestamp) -> Vec<Value> {
    let head = view.table.get("procedure").and_then(|head| head.node.table());
    let common = head.and_then(|head| text_of(head, "calendar"));
    let cards = view.table.get("clock").and_then(|clocks| clocks.node.table());
    let one = |card: &Entry| {
        let table: &Table = card.node.table()?;
        let written = table.get("limit")?;
        let span = written.node.span;
        let length = limit(&written.node.text()?.value).ok().filter(|_| within.contains(&span.range().start))?;
        let name = text_of(table, "calendar").or_else(|| common.clone());
        let calendar = match name {
            Some(name) => library.calendars.iter().find(|calendar| *calendar.id == *name)?,
            None => library.calendars.iter().find(|calendar| calendar.is_always())?,
        };
        let (due, _) = calendar.due(now, length, 0, &[])?;
        let text = format!("现在起算，到 {}", local(calendar, due)?);
        Some(hint(view, span.end, &text, "现在开始的话，这个时限到什么时候 · when it would end, were it to begin now"))
    };
    cards.into_iter().flat_map(|cards| cards.entries.iter().filter_map(one)).collect()
}

/// `12月3日 周四 17:30`.
fn local(calendar: &Calendar, at: Timestamp) -> Option<String> {
    let (day, ms) = calendar.zone.local(at);
    let date = NaiveDate::from_epoch_days(day)?;
    let weekday = ["一", "二", "三", "四", "五", "六", "日"];
    let weekday = weekday.get(usize::try_from(chrono::Datelike::weekday(&date).num_days_from_monday()).ok()?)?;
    let minutes = ms / 60_000;
    Some(format!("{} 周{weekday} {:02}:{:02}", date.format("%-m月%-d日"), minutes / 60, minutes % 60))
}
