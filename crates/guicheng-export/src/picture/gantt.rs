//! The Gantt chart of a case: every piece of work and every clock over time.

use super::{
    axis::Axis,
    pick, span,
    svg::{Svg, cut, local},
};
use crate::{ClockSpan, Course, Life, Row};
use guicheng_core::{Timestamp, Verdict, WorkId};
use guicheng_history::Lang;

const LEFT: i64 = 300;
const WIDTH: i64 = 860;
const TOP: i64 = 96;
const STEP: i64 = 24;

const OFFERED: &str = "fill=\"#c9d7e3\"";
const TAKEN: &str = "fill=\"#56b4e9\"";
const STARTED: &str = "fill=\"#0072b2\"";
const HELD: &str = "fill=\"#ffffff\" stroke=\"#888\" stroke-dasharray=\"3 2\"";
const CLOCK: &str = "fill=\"#b9d8c2\"";
const PAUSE: &str = "fill=\"#ffffff\" stroke=\"#009e73\" stroke-dasharray=\"3 2\"";
const LATE: &str = "fill=\"#e8a0a0\"";

/// A piece of work with its rows.
struct Piece<'a> {
    rows: Vec<&'a Row>,
}

/// The chart.
pub fn gantt(course: &Course, lang: Lang) -> String {
    let pieces = pieces(course);
    let clocks: Vec<&ClockSpan> = course.clocks.iter().filter(|clock| shown(clock)).collect();
    let ends = course.rows.iter().map(|row| row.recorded).chain([course.last]);
    let to = ends.max().unwrap_or(course.last);
    let axis = Axis::new((course.opened_at, to), (LEFT, WIDTH), &course.zone);
    let count = |n: usize| i64::try_from(n).unwrap_or(0);
    let bottom = TOP + STEP * (count(pieces.len() + clocks.len()) + 2);
    let mut svg = Svg::default();
    let title = format!("{} · {} · {}", course.case, course.procedure.title, pick(lang, "甘特图", "Gantt chart"));
    svg.text((16, 28), "head", &title);
    key(&mut svg, lang);
    axis.draw(&mut svg, TOP, bottom);
    let mut table = Vec::new();
    let mut y = TOP + 8;
    for piece in &pieces {
        table.push(draw_piece(&mut svg, course, piece, &axis, (y, to), lang));
        y += STEP;
    }
    svg.text((16, y + 14), "small", pick(lang, "时钟（红线：到期）", "clocks (red line: due)"));
    y += STEP;
    for clock in clocks {
        table.push(draw_clock(&mut svg, course, clock, &axis, (y, to), lang));
        y += STEP;
    }
    svg.finish((LEFT + WIDTH + 60, bottom + 16), &title, &table)
}

/// Clocks that say something: those with a due, and those that were held up.
fn shown(clock: &ClockSpan) -> bool {
    clock.due.is_some() || !clock.pauses.is_empty()
}

fn key(svg: &mut Svg, lang: Lang) {
    let entries = [
        (OFFERED, pick(lang, "待领", "offered")),
        (TAKEN, pick(lang, "已领", "taken")),
        (STARTED, pick(lang, "在办", "begun")),
        (HELD, pick(lang, "停住", "held")),
        (CLOCK, pick(lang, "计时", "clock runs")),
        (LATE, pick(lang, "超期", "late")),
    ];
    let mut x = 16;
    for (style, word) in entries {
        svg.bar((x, 44), (18, 12), style, word);
        svg.text((x + 24, 55), "small", word);
        x += 110;
    }
}

fn pieces(course: &Course) -> Vec<Piece<'_>> {
    let mut pieces: Vec<(WorkId, Piece<'_>)> = Vec::new();
    for row in &course.rows {
        let Some(work) = row.work else { continue };
        match pieces.iter_mut().find(|(id, _)| *id == work) {
            Some((_, piece)) => piece.rows.push(row),
            None => pieces.push((work, Piece { rows: vec![row] })),
        }
    }
    pieces.into_iter().map(|(_, piece)| piece).collect()
}

/// Draws one piece of work, and tells it.
fn draw_piece(
    svg: &mut Svg,
    course: &Course,
    piece: &Piece<'_>,
    axis: &Axis<'_>,
    (y, to): (i64, Timestamp),
    lang: Lang,
) -> String {
    let Some(first) = piece.rows.first() else { return String::new() };
    let holder = piece.rows.iter().rev().find_map(|row| row.by.as_deref());
    let name = match (first.item, holder) {
        (Some(item), Some(holder)) => format!("{} [{item}] · {holder}", first.card.title),
        (Some(item), None) => format!("{} [{item}]", first.card.title),
        (None, Some(holder)) => format!("{} · {holder}", first.card.title),
        (None, None) => first.card.title.to_string(),
    };
    svg.text((LEFT - 8, y + 12), "end", &cut(&name, LEFT - 20));
    let over = |row: &Row| matches!(row.life, Life::Complete | Life::Withdraw | Life::Abort | Life::ManualSkip);
    let mut style = OFFERED;
    let mut before = OFFERED;
    for (at, row) in piece.rows.iter().enumerate() {
        let until = piece.rows.get(at + 1).map_or(to, |next| next.recorded);
        style = match row.life {
            Life::Schedule | Life::AutoSkip | Life::Unknown => OFFERED,
            Life::Assign | Life::Reassign => TAKEN,
            Life::Start => STARTED,
            Life::Suspend => {
                before = style;
                HELD
            }
            Life::Resume => before,
            Life::Complete | Life::Withdraw | Life::Abort | Life::ManualSkip => break,
        };
        let (from, end) = (axis.x(row.recorded), axis.x(until));
        let title = format!("{name} · {} · {}", row.life.name(), local(row.recorded, &course.zone, true));
        svg.bar((from, y), ((end - from).max(2), 15), style, &title);
    }
    let end = piece.rows.iter().find(|row| over(row));
    if let Some(row) = end {
        let mark = match row.life {
            Life::Complete => "✓",
            Life::ManualSkip => "↷",
            _ => "×",
        };
        svg.text((axis.x(row.recorded) + 4, y + 12), "", mark);
    }
    let until = end.map_or_else(
        || pick(lang, "未完", "open").to_owned(),
        |row| format!("{} {}", local(row.recorded, &course.zone, true), row.life.name()),
    );
    format!("{name}: {} – {until}", local(first.recorded, &course.zone, true))
}

/// Draws one clock, and tells it.
fn draw_clock(
    svg: &mut Svg,
    course: &Course,
    clock: &ClockSpan,
    axis: &Axis<'_>,
    (y, to): (i64, Timestamp),
    lang: Lang,
) -> String {
    let end = clock.end.map_or(to, |(at, _)| at);
    svg.text((LEFT - 8, y + 12), "end", &cut(&clock.name.title, LEFT - 20));
    let (from, until) = (axis.x(clock.start), axis.x(end));
    svg.bar((from, y + 3), ((until - from).max(2), 9), CLOCK, &clock.name.title);
    let due = clock.due.filter(|due| *due < Timestamp::NEVER);
    if let Some(due) = due.filter(|due| *due < end) {
        let x = axis.x(due.max(clock.start));
        svg.bar((x, y + 3), ((until - x).max(2), 9), LATE, pick(lang, "超期", "late"));
    }
    for (begin, over) in clock.pauses.iter().copied().chain(clock.paused.map(|since| (since, end))) {
        let (from, until) = (axis.x(begin), axis.x(over));
        svg.bar((from, y + 3), ((until - from).max(2), 9), PAUSE, pick(lang, "停走", "stands still"));
    }
    if let Some(due) = due.filter(|due| *due <= to) {
        let x = axis.x(due);
        svg.line((x, y - 1), (x, y + 16), "due");
    }
    let verdict = match clock.end {
        None => pick(lang, "还在走", "running"),
        Some((_, None)) => pick(lang, "随所属的事结束", "ended with what it belonged to"),
        Some((_, Some(Verdict::Kept))) => pick(lang, "守住", "kept"),
        Some((_, Some(Verdict::Broken))) => pick(lang, "超期", "broken"),
        Some((_, Some(Verdict::KeptEnteredLate))) => pick(lang, "守住，补记晚", "kept, entered late"),
        Some((_, Some(Verdict::Measured))) => pick(lang, "只计时", "measured"),
    };
    let due = due.map_or_else(|| "—".to_owned(), |due| local(due, &course.zone, true));
    let lasted = span(end.since(clock.start).saturating_mul(1_000), lang);
    let (word, start) = (pick(lang, "到期", "due"), local(clock.start, &course.zone, true));
    format!("{}: {start} – {}, {word} {due}, {lasted}, {verdict}", clock.name.title, local(end, &course.zone, true))
}
