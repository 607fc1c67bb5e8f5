//! A procedure as pages of A4: one where it fits, else an overview with its routes as cards, and the routes after it.
//!
//! A route is drawn inside the one that names it as long as the page has room for it; what is still too high is cut where
//! nothing but lines is cut through. What is no wider than half a page stands in two columns, as in a newspaper.

use super::{
    GUTTER, MARGIN, PAGE, STYLE,
    block::Block,
    card, defs, hex,
    paint::{Shape, lines},
    route::{Drawing, Panel},
    text::{width, wrap},
    ways_back,
};
use crate::{
    Lang,
    outline::{scope_words, sections},
    words::Words,
    xml::Escaped,
};
use alloc::{collections::BTreeMap, format, string::String, vec::Vec};
use core::fmt::Write as _;
use guicheng_core::{Procedure, ScopeId, Work};

/// The height of an A4 page at 96 dots an inch.
const HIGH: i32 = 1123;
/// Under the header of a page, and above its foot.
const TOP: i32 = 62;
const BOTTOM: i32 = HIGH - 40;
/// The width of a column, and between two.
const COLUMN: i32 = (PAGE - 2 * MARGIN - BETWEEN) / 2;
const BETWEEN: i32 = 24;
/// A drawing that is cut begins where at least so much of a column is free.
const WORTH: i32 = 320;
/// Routes that are tried inside others; more of them are cards.
const TRIED: usize = 48;

/// A page.
#[derive(Clone, Debug)]
pub struct Page {
    /// What it shows: the routes, or the kinds of notes.
    pub title: String,
    /// The picture, an A4 page upright.
    pub svg: String,
}

/// Draws a procedure as pages of A4.
pub fn pages(procedure: &Procedure, lang: Lang) -> Vec<Page> {
    let w = Words::new(procedure, lang);
    // The first plan finds out which page a route stands on; the second says so on its card. A number changes no size.
    let first = Plan::of(w, BTreeMap::new());
    let plan = Plan::of(w, first.found);
    let count = plan.sheets.len();
    plan.sheets.iter().enumerate().map(|(at, sheet)| sheet.page(&w, at + 1, count)).collect()
}

/// One page's shapes.
#[derive(Default)]
struct Sheet {
    titles: Vec<String>,
    parts: Vec<Part>,
}

/// A strip of a drawing: what lies between two heights of it, at a height of the page.
struct Part {
    shapes: Vec<Shape>,
    from: i32,
    to: i32,
    y: i32,
    x: i32,
}

struct Plan<'a> {
    drawing: Drawing<'a>,
    sheets: Vec<Sheet>,
    found: BTreeMap<ScopeId, usize>,
    /// How far each column of the page is filled.
    ends: [i32; 2],
    /// The column that is being filled.
    column: usize,
}

/// A part of the page that is filled from the top: where it begins and how wide it is.
#[derive(Clone, Copy)]
struct Strip {
    x: i32,
    wide: i32,
}

impl<'a> Plan<'a> {
    fn of(w: Words<'a>, on_page: BTreeMap<ScopeId, usize>) -> Self {
        let drawing = Drawing { w, drawn: Vec::new(), later: Vec::new(), closed: Vec::new(), on_page: Some(on_page) };
        let mut plan = Self { drawing, sheets: Vec::new(), found: BTreeMap::new(), ends: [TOP; 2], column: 0 };
        plan.sheets.push(Sheet::default());
        plan.panel(&Panel::Route(w.p.graph.root));
        let mut at = 0;
        plan.rest(&mut at);
        for scope in w.p.graph.scopes.ids() {
            if !plan.drawing.drawn.contains(&scope) {
                plan.panel(&Panel::Route(scope));
            }
            plan.rest(&mut at);
        }
        plan.notes();
        plan
    }

    fn rest(&mut self, at: &mut usize) {
        while let Some(panel) = self.drawing.later.get(*at).cloned() {
            *at += 1;
            let drawn = matches!(panel, Panel::Route(scope) if self.drawing.drawn.contains(&scope));
            if !drawn {
                self.panel(&panel);
            }
        }
    }

    /// Draws a panel with as many routes inside it as a page has room for.
    fn panel(&mut self, panel: &Panel) {
        let title = self.title(panel);
        let head = if title.is_empty() { 0 } else { 34 };
        let before = (self.drawing.drawn.clone(), self.drawing.later.clone());
        let room = BOTTOM - TOP - head;
        let inner = match panel {
            Panel::Route(scope) => inner(self.drawing.w.p, *scope, &before.0),
            Panel::Instead(..) => Vec::new(),
        };
        self.drawing.closed.clear();
        let mut body = self.draw(panel);
        if body.h > room && !inner.is_empty() {
            self.drawing.closed.clone_from(&inner);
            for open in inner.iter().take(TRIED) {
                let closed = self.drawing.closed.clone();
                self.drawing.closed.retain(|c| c != open);
                (self.drawing.drawn, self.drawing.later) = before.clone();
                if self.draw(panel).h > room {
                    self.drawing.closed = closed;
                }
            }
            (self.drawing.drawn, self.drawing.later) = before.clone();
            body = self.draw(panel);
        }
        ways_back(&mut body);
        let narrow = body.w + GUTTER <= COLUMN;
        self.seat(head + body.h, narrow);
        let page = self.sheets.len();
        self.put(&title, body, narrow);
        for scope in &self.drawing.drawn {
            self.found.entry(*scope).or_insert(page);
        }
    }

    fn draw(&mut self, panel: &Panel) -> Block {
        let room = PAGE - 2 * MARGIN - GUTTER;
        match panel {
            Panel::Route(scope) => self.drawing.route(*scope, room),
            Panel::Instead(_, ways) => self.drawing.instead(ways, room),
        }
    }

    fn title(&self, panel: &Panel) -> String {
        let w = self.drawing.w;
        match panel {
            Panel::Route(scope) if *scope == w.p.graph.root => String::new(),
            Panel::Route(scope) => format!("{}{}", w.scope(*scope), scope_words(&w, *scope)),
            Panel::Instead(scope, _) => match w.lang {
                Lang::Zh => format!("“{}”中途改做", w.scope(*scope)),
                Lang::En => format!("Instead of “{}”", w.scope(*scope)),
            },
        }
    }

    fn turn(&mut self) {
        self.sheets.push(Sheet::default());
        (self.ends, self.column) = ([TOP; 2], 0);
    }

    /// How far the column that is being filled goes; for what is wide, both.
    fn end(&self, narrow: bool) -> i32 {
        let [left, right] = self.ends;
        match (narrow, self.column) {
            (false, _) => left.max(right),
            (true, 0) => left,
            (true, _) => right,
        }
    }

    fn right(&self) -> i32 {
        let [_, right] = self.ends;
        right
    }

    fn ends_at(&mut self, y: i32, narrow: bool) {
        let [left, right] = self.ends;
        self.ends = match (narrow, self.column) {
            (false, _) => [y; 2],
            (true, 0) => [y, right],
            (true, _) => [left, y],
        };
        if !narrow {
            self.column = 0;
        }
    }

    fn strip(&self, narrow: bool) -> Strip {
        match (narrow, self.column) {
            (false, _) => Strip { x: MARGIN, wide: PAGE - 2 * MARGIN },
            (true, 0) => Strip { x: MARGIN, wide: COLUMN },
            (true, _) => Strip { x: MARGIN + COLUMN + BETWEEN, wide: COLUMN },
        }
    }

    /// Goes to where something so high has room: further down, in the other column, or overleaf. What is higher than a
    /// page begins where there is room worth it.
    fn seat(&mut self, high: i32, narrow: bool) {
        let want = if high > BOTTOM - TOP { WORTH } else { high };
        if self.end(narrow) + want <= BOTTOM {
            return;
        }
        if narrow && self.column == 0 {
            self.column = 1;
            if self.end(narrow) + want <= BOTTOM {
                return;
            }
        }
        if self.end(false) > TOP {
            self.turn();
        }
    }

    /// Puts a drawing on the page, cut where it is higher.
    fn put(&mut self, title: &str, body: Block, narrow: bool) {
        self.headline(title, narrow);
        let (mut from, mut shapes) = (0, body.shapes);
        loop {
            let Strip { x, wide } = self.strip(narrow);
            let x = x + (wide - body.w).max(0) / 2;
            let y = self.end(narrow);
            let room = BOTTOM - y;
            let to = if body.h - from <= room { body.h } else { cut(&shapes, from, from + room) };
            let inside = |s: &Shape| s.span().1 >= from && s.span().0 <= to;
            let strip: Vec<Shape> = shapes.iter().filter(|s| inside(s)).cloned().collect();
            let part = Part { shapes: strip, from: from - 8, to: to + if to == body.h { 8 } else { 0 }, y, x };
            if let Some(sheet) = self.sheets.last_mut() {
                sheet.parts.push(part);
            }
            self.ends_at(y + to - from, narrow);
            if to >= body.h {
                break;
            }
            let beside = narrow && self.column == 0 && BOTTOM - self.right() >= WORTH;
            self.goes_on(x + body.cx, y + to - from, beside);
            shapes.retain(|s| s.span().1 >= to);
            from = to;
            if beside {
                self.column = 1;
            } else {
                self.turn();
            }
            let again = self.again(title, beside);
            if beside {
                self.mark(&again, narrow);
            } else {
                self.headline(&again, narrow);
            }
        }
        self.ends_at(self.end(narrow) + 14, narrow);
    }

    /// The title of what goes on.
    fn again(&self, title: &str, beside: bool) -> String {
        match (self.drawing.w.lang, beside) {
            (Lang::Zh, true) => "接左栏".into(),
            (Lang::En, true) => "Continued from the left".into(),
            (Lang::Zh, false) if title.is_empty() => "接上页".into(),
            (Lang::En, false) if title.is_empty() => "Continued".into(),
            (Lang::Zh, false) => format!("{title}（接上页）"),
            (Lang::En, false) => format!("{title} (continued)"),
        }
    }

    /// Says at the foot of a column that the drawing goes on beside it or overleaf.
    fn goes_on(&mut self, x: i32, y: i32, beside: bool) {
        let text = match beside {
            true => self.drawing.w.pick("接右栏", "continued on the right").into(),
            false => self.drawing.w.pick("接下页", "continued overleaf").into(),
        };
        let shapes = [Shape::Text { x: x + 12, y: 12, text, class: "l", middle: false }].into();
        if let Some(sheet) = self.sheets.last_mut() {
            sheet.parts.push(Part { shapes, from: 0, to: 18, y, x: 0 });
        }
    }

    /// A title that the page is called by.
    fn headline(&mut self, title: &str, narrow: bool) {
        if title.is_empty() {
            return;
        }
        if let Some(sheet) = self.sheets.last_mut() {
            sheet.titles.push(title.into());
        }
        self.mark(title, narrow);
    }

    /// A line across, and words under it.
    fn mark(&mut self, title: &str, narrow: bool) {
        let mut shapes = Vec::new();
        let (Strip { x, wide }, y) = (self.strip(narrow), self.end(narrow));
        shapes.push(Shape::Line { points: [(x, 6), (x + wide, 6)].into(), class: "rule", arrow: false });
        let high = 12 + lines(&mut shapes, (x, 12), &wrap(title, 14, wide), ("p", 14), false);
        if let Some(sheet) = self.sheets.last_mut() {
            sheet.parts.push(Part { shapes, from: 0, to: high, y, x: 0 });
        }
        self.ends_at(y + high + 4, narrow);
    }

    /// Notes in three columns, each into the shortest, on as many pages as they need; where the right half of a page is
    /// free, they begin there, one under the other.
    fn notes(&mut self) {
        let w = self.drawing.w;
        let [left, right] = self.ends;
        let mut aside = left - right >= WORTH && BOTTOM - right >= WORTH;
        if aside {
            self.column = 1;
        }
        for (title, notes) in sections(&w) {
            let icon = super::icon_of(&w, title);
            let blocks = |wide: i32| -> Vec<Block> { notes.iter().map(|n| card::note(n, icon, wide)).collect() };
            if aside {
                let column = blocks(COLUMN);
                let high: i32 = column.iter().map(|block| block.h + 10).sum();
                aside = self.end(true) + 40 + high <= BOTTOM;
                if aside {
                    self.notes_of(title, column, true);
                    continue;
                }
            }
            self.notes_of(title, blocks((PAGE - 2 * MARGIN - 24) / 3), false);
        }
    }

    fn notes_of(&mut self, title: &str, blocks: Vec<Block>, narrow: bool) {
        if self.end(narrow) + 40 + blocks.first().map_or(0, |b| b.h) > BOTTOM {
            self.turn();
        }
        self.headline(title, narrow);
        let Strip { x: left, wide } = self.strip(narrow);
        let mut ends = Vec::from([self.end(narrow)]);
        if !narrow {
            ends.resize(3, self.end(narrow));
        }
        let step = (wide + 12) / i32::try_from(ends.len()).unwrap_or(1);
        for block in blocks {
            let mut low = ends.iter().copied().min().unwrap_or(TOP);
            if low + block.h > BOTTOM && low > TOP {
                self.turn();
                ends.fill(TOP);
                low = TOP;
            }
            let Some((column, end)) = ends.iter_mut().enumerate().find(|(_, e)| **e == low) else { continue };
            *end += block.h + 10;
            let x = left + step * i32::try_from(column).unwrap_or(0);
            if let Some(sheet) = self.sheets.last_mut() {
                sheet.parts.push(Part { shapes: block.shapes, from: -2, to: block.h + 2, y: low, x });
            }
        }
        let end = ends.into_iter().max().unwrap_or(TOP) + 4;
        self.ends_at(end, narrow);
    }
}

/// The routes inside a route, breadth first in the author's order, but for those drawn already.
fn inner(p: &Procedure, scope: ScopeId, drawn: &[ScopeId]) -> Vec<ScopeId> {
    let mut found = Vec::new();
    let mut around = Vec::from([scope]);
    let mut at = 0;
    while let Some(scope) = around.get(at).copied() {
        at += 1;
        for node in p.graph.nodes.values().filter(|n| n.scope == scope) {
            if let Work::Scope(inner) = node.work
                && !around.contains(&inner)
            {
                around.push(inner);
                if !drawn.contains(&inner) {
                    found.push(inner);
                }
            }
        }
    }
    found
}

/// The lowest height up to `most` at which only lines and frames are cut; failing that `most` itself.
fn cut(shapes: &[Shape], from: i32, most: i32) -> i32 {
    let solid: Vec<(i32, i32)> = shapes.iter().filter(|s| s.is_solid()).map(Shape::span).collect();
    let clear = |y: &i32| solid.iter().all(|(top, bottom)| *y <= top - 3 || *y >= bottom + 3);
    (from + 40..=most).rev().find(clear).unwrap_or(most)
}

impl Sheet {
    fn page(&self, w: &Words<'_>, number: usize, count: usize) -> Page {
        let first = match (number, count) {
            (1, 1) => Some(w.pick("全程", "the whole")),
            (1, _) => Some(w.pick("总览", "overview")),
            _ => None,
        };
        let title = w.list(first.into_iter().chain(self.titles.iter().map(String::as_str)));
        Page { svg: self.write(w, &title, number, count), title }
    }

    fn write(&self, w: &Words<'_>, title: &str, number: usize, count: usize) -> String {
        let mut out = String::new();
        let _ = writeln!(
            out,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"gc\" role=\"img\" lang=\"{}\" width=\"210mm\" \
             height=\"297mm\" viewBox=\"0 0 {PAGE} {HIGH}\" aria-labelledby=\"gc-title\">",
            w.lang.code()
        );
        let _ = writeln!(out, "<title id=\"gc-title\">{} · {}</title>", Escaped(&w.heading()), Escaped(title));
        let _ = writeln!(out, "<style>{STYLE}</style>");
        out.push_str(defs());
        let _ = writeln!(out, "<rect class=\"page\" x=\"0\" y=\"0\" width=\"{PAGE}\" height=\"{HIGH}\"/>");
        for shape in frame(w, number, count) {
            shape.write(&mut out);
        }
        for part in &self.parts {
            let (wide, high) = (PAGE - part.x, part.to - part.from);
            let _ = writeln!(
                out,
                "<svg x=\"{}\" y=\"{}\" width=\"{wide}\" height=\"{high}\" viewBox=\"0 {} {wide} {high}\" \
                 overflow=\"hidden\">",
                part.x,
                part.y + part.from.min(0),
                part.from,
            );
            for shape in &part.shapes {
                shape.write(&mut out);
            }
            out.push_str("</svg>\n");
        }
        out.push_str("</svg>\n");
        out
    }
}

/// The head and the foot of a page.
fn frame(w: &Words<'_>, number: usize, count: usize) -> Vec<Shape> {
    let mut shapes = Vec::new();
    let title = w.heading();
    let (class, size) = if number == 1 { ("h", 20) } else { ("p", 14) };
    let first = wrap(&title, size, PAGE - 2 * MARGIN - 110);
    lines(&mut shapes, (MARGIN, 26), first.get(..1).unwrap_or_default(), (class, size), false);
    let of = match w.lang {
        Lang::Zh => format!("第 {number} 页，共 {count} 页"),
        Lang::En => format!("page {number} of {count}"),
    };
    let x = PAGE - MARGIN - width(&of, 11);
    lines(&mut shapes, (x, 30), &[of], ("sub", 11), false);
    let id = format!("{} · {}", w.p.id, hex(w.p.digest.0.get(..6).unwrap_or_default()));
    lines(&mut shapes, (MARGIN, HIGH - 32), &[id], ("sub", 11), false);
    shapes
}
