//! Cards: steps, gates, pills and notes, each as a block.

use super::{
    block::{Block, Spot},
    paint::{Icon, Shape, lines, widest},
    text::{width, wrap},
};
use crate::{
    outline::step_lines,
    words::{Note, Words},
};
use alloc::{string::String, vec::Vec};
use guicheng_core::{CardRef, ClockOwner, Mark, NodeId, Place, StepId, StepKind};

const PAD: i32 = 10;
const TITLE: i32 = 13;
const SMALL: i32 = 11;

/// A line of a card: an icon and words.
pub(super) struct Row {
    pub(super) icon: Icon,
    pub(super) text: String,
    pub(super) class: &'static str,
}

/// A titled box with rows.
pub(super) fn boxed(title: &str, rows: &[Row], w: i32, class: &'static str) -> Block {
    let mut shapes = Vec::new();
    let room = w - 2 * PAD - 2;
    let mut y = 8;
    y += lines(&mut shapes, (PAD + 2, y), &wrap(title, TITLE, room), ("t", TITLE), false);
    for row in rows {
        y += 3;
        shapes.push(Shape::Icon { x: PAD + 1, y: y + 1, icon: row.icon, class: row.class });
        y += lines(&mut shapes, (PAD + 18, y), &wrap(&row.text, SMALL, room - 17), ("s", SMALL), false);
    }
    let h = y + 9;
    let mut all = Block { w, h, cx: w / 2, out: true, ..Block::default() };
    all.shapes.push(Shape::Rect { x: 0, y: 0, w, h, r: 7, class });
    all.shapes.extend(shapes);
    all
}

/// A step with everything that its card says.
pub(super) fn step(w: &Words<'_>, id: StepId, room: i32) -> Block {
    let mut rows = Vec::new();
    if let Some(who) = w.doers(id) {
        rows.push(Row { icon: Icon::Person, text: who, class: "who" });
    }
    rows.extend(clock_rows(w, CardRef::Step(id)));
    let def = w.p.steps.get(id);
    let timed: Vec<(String, bool)> = def.iter().flat_map(|d| d.late.iter()).flat_map(|c| w.thresholds(*c)).collect();
    for text in step_lines(w, id) {
        let found = timed.iter().find(|(t, _)| *t == text);
        let (icon, class) = match found {
            Some((_, true)) => (Icon::Clock, "mild"),
            Some((_, false)) => (Icon::Clock, "hard"),
            None => (Icon::Note, "plain"),
        };
        let ladder = matches!(def.map(|d| &d.kind), Some(StepKind::Task(t)) if t.ack.is_some_and(|c| w.ladder(c).as_ref() == Some(&text)));
        let (icon, class) = if ladder { (Icon::Clock, "hard") } else { (icon, class) };
        rows.push(Row { icon, text, class });
    }
    rows.extend(reaction_rows(w, CardRef::Step(id)));
    let class = match def.map(|d| &d.kind) {
        Some(StepKind::Task(_)) | None if def.is_some_and(|d| d.optional) => "card optional",
        Some(StepKind::Task(_)) | None => "card",
        Some(StepKind::Wait(_)) => "card wait",
        Some(StepKind::Call(_)) => "card call",
        Some(StepKind::Lookup(_)) => "card lookup",
    };
    boxed(w.step(id), &rows, room, class)
}

/// Clocks of the case that start or stop with a card.
fn clock_rows(w: &Words<'_>, card: CardRef) -> Vec<Row> {
    let touches = |m: &Mark| match (*m, card) {
        (Mark::StepOpened(s) | Mark::StepClaimed(s) | Mark::StepDone(s), CardRef::Step(c)) => s == c,
        (Mark::ScopeOpened(s) | Mark::ScopeDone(s), CardRef::Scope(c)) => s == c,
        _ => false,
    };
    let mut rows = Vec::new();
    for (id, clock) in w.p.clocks.iter().filter(|(_, c)| c.owner == ClockOwner::Case) {
        let title = w.title(w.names().clocks.get(id));
        for (marks, icon, class, zh, en) in [
            (&clock.from, Icon::Play, "start", "起：", "starts: "),
            (&clock.until, Icon::Stop, "end", "止：", "stops: "),
        ] {
            if marks.iter().any(touches) {
                rows.push(Row { icon, text: String::from(w.pick(zh, en)) + title, class });
            }
        }
    }
    rows
}

/// What may interrupt a card or happen beside it.
pub(super) fn reaction_rows(w: &Words<'_>, card: CardRef) -> Vec<Row> {
    let mut rows = Vec::new();
    for (id, on) in w.p.reactions.iter() {
        if matches!(&on.during, Place::Cards(cards) if cards.contains(&card)) {
            let name = String::from(w.title(w.names().reactions.get(id)));
            rows.push(Row { icon: Icon::Bolt, text: name + &w.reaction_target(on.acts), class: "bolt" });
        }
    }
    for (id, hold) in w.p.holds.iter() {
        if hold.during.contains(&card) {
            rows.push(Row { icon: Icon::Pause, text: w.title(w.names().holds.get(id)).into(), class: "bolt" });
        }
    }
    for (id, rule) in w.p.rules.iter() {
        let during = rule.during.as_ref().is_some_and(|c| c.contains(&card));
        if during || rule.before.contains(&card) {
            rows.push(Row { icon: Icon::Shield, text: w.title(w.names().rules.get(id)).into(), class: "shield" });
        }
    }
    if let CardRef::Scope(_) = card {
        rows.extend(clock_rows(w, card));
    }
    rows
}

/// A choice as a diamond with its title beside it.
pub(super) fn diamond(title: &str, room: i32) -> Block {
    let text = wrap(title, TITLE, room.min(230));
    let tw = widest(&text, TITLE);
    let h = (18 * i32::try_from(text.len()).unwrap_or(1)).max(30);
    let mut all = Block { h, out: true, ..Block::default() };
    all.cx = 17;
    all.w = 34 + 8 + tw;
    all.shapes.push(Shape::Diamond { x: 17, y: h / 2, half: (17, 15) });
    let top = (h - 18 * i32::try_from(text.len()).unwrap_or(1)) / 2;
    let mut texts = Vec::new();
    lines(&mut texts, (40, top), &text, ("t", TITLE), false);
    all.shapes.extend(texts);
    if h > 30 {
        all.shapes.push(Shape::Line { points: [(17, 0), (17, h / 2 - 15)].into(), class: "flow", arrow: false });
        all.shapes.push(Shape::Line { points: [(17, h / 2 + 15), (17, h)].into(), class: "flow", arrow: false });
    }
    all
}

/// A label on a way out of a choice.
pub(super) fn label(text: &str, room: i32) -> Block {
    if text.is_empty() {
        return Block::default();
    }
    let text = wrap(text, SMALL, room - 16);
    let w = widest(&text, SMALL) + 16;
    let mut shapes = Vec::new();
    let h = lines(&mut shapes, (w / 2, 3), &text, ("l", SMALL), true) + 6;
    let mut all = Block { w, h, cx: w / 2, out: true, ..Block::default() };
    all.shapes.push(Shape::Rect { x: 0, y: 0, w, h, r: 5, class: "label" });
    all.shapes.extend(shapes);
    all
}

/// A pill: an action, or a way that goes on elsewhere.
pub(super) fn pill(text: &str, icon: Option<Icon>, class: &'static str, room: i32) -> Block {
    let lead = if icon.is_some() { 18 } else { 0 };
    let text = wrap(text, SMALL, (room - 24 - lead).max(40));
    let w = widest(&text, SMALL) + 24 + lead;
    let mut shapes = Vec::new();
    let h = lines(&mut shapes, (12 + lead, 4), &text, ("s", SMALL), false) + 9;
    if let Some(icon) = icon {
        shapes.push(Shape::Icon { x: 10, y: (h - 12) / 2, icon, class: "bolt" });
    }
    let mut all = Block { w, h, cx: w / 2, out: true, ..Block::default() };
    all.shapes.push(Shape::Rect { x: 0, y: 0, w, h, r: h / 2, class });
    all.shapes.extend(shapes);
    all
}

/// The end of a path.
pub(super) fn end(text: &str) -> Block {
    let mut all = Block { w: 20, h: 20, cx: 10, ..Block::default() };
    all.shapes.push(Shape::Dot { x: 10, y: 10, r: 8, class: "ring" });
    all.shapes.push(Shape::Dot { x: 10, y: 10, r: 4, class: "full" });
    if !text.is_empty() {
        all.shapes.push(Shape::Text { x: 24, y: 14, text: text.into(), class: "s", middle: false });
        all.w = 26 + width(text, SMALL);
    }
    all
}

/// The beginning.
pub(super) fn begin() -> Block {
    let mut all = Block { w: 16, h: 16, cx: 8, out: true, ..Block::default() };
    all.shapes.push(Shape::Dot { x: 8, y: 8, r: 7, class: "begin" });
    all
}

/// A note beside the routes.
pub(super) fn note(note: &Note, icon: Icon, w: i32) -> Block {
    let mut shapes = Vec::new();
    let room = w - 2 * PAD;
    let mut y = 8;
    shapes.push(Shape::Icon { x: PAD, y: y + 2, icon, class: "bolt" });
    y += lines(&mut shapes, (PAD + 18, y), &wrap(&note.title, 12, room - 18), ("n", 12), false) + 2;
    for line in &note.lines {
        y += 2 + lines(&mut shapes, (PAD, y), &wrap(line, SMALL, room), ("s", SMALL), false);
    }
    let h = y + 8;
    let mut all = Block { w, h, cx: w / 2, ..Block::default() };
    all.shapes.push(Shape::Rect { x: 0, y: 0, w, h, r: 7, class: "note" });
    all.shapes.extend(shapes);
    all
}

/// Marks where a node stands: the whole block.
pub(super) fn anchored(mut block: Block, node: NodeId) -> Block {
    let spot = Spot { x: 0, y: 0, w: block.w, h: block.h };
    block.anchors.push((node, spot));
    block
}
