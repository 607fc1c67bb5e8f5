//! A procedure as an SVG that fits the width of an A4 page.
//!
//! One panel for each route (routes inside routes are frames), then clocks, holds, reactions and rules as notes.
//! Whole pixels, no fonts trusted but for text, no scripts: the same procedure always gives the same bytes.

mod block;
mod card;
mod layers;
mod pages;
mod paint;
mod route;
mod text;

pub use pages::{Page, pages};

use super::{
    Lang,
    outline::{outline, sections},
    words::Words,
    xml::Escaped,
};
use alloc::{format, string::String, vec::Vec};
use block::{Block, Spot};
use core::fmt::Write as _;
use guicheng_core::{Procedure, ScopeId};
use paint::{Icon, Shape, lines};
use route::{Drawing, Panel};

/// The width of an A4 page at 96 dots an inch.
const PAGE: i32 = 794;
const MARGIN: i32 = 28;
/// On the right of a panel, for ways back.
const GUTTER: i32 = 12;

const STYLE: &str = "\
.gc text{font-family:'Noto Sans CJK SC','Source Han Sans SC','PingFang SC','Microsoft YaHei',sans-serif}\
.gc .h{font-size:20px;font-weight:700;fill:#0f172a}.gc .p{font-size:14px;font-weight:700;fill:#0f172a}\
.gc .t{font-size:13px;font-weight:700;fill:#0f172a}.gc .n{font-size:12px;font-weight:700;fill:#1e293b}\
.gc .s{font-size:11px;fill:#475569}.gc .l{font-size:11px;fill:#1e3a8a}.gc .sub{font-size:11px;fill:#64748b}\
.gc .page{fill:#ffffff}.gc .card{fill:#f8fafc;stroke:#475569;stroke-width:1.2}\
.gc .optional{stroke-dasharray:5 3}.gc .wait{fill:#f5f3ff;stroke:#7c3aed}.gc .call{fill:#ecfeff;stroke:#0e7490}\
.gc .lookup{fill:#fffbeb;stroke:#b45309}.gc .scope{fill:#eef2ff;stroke:#4338ca}\
.gc .inner{fill:none;stroke:#4338ca;stroke-width:.7}.gc .frame{fill:#f1f5f9;fill-opacity:.55;stroke:#94a3b8}\
.gc .note{fill:#ffffff;stroke:#cbd5e1}.gc .label{fill:#dbeafe;stroke:#93c5fd;stroke-width:.8}\
.gc .pill{fill:#ffffff;stroke:#94a3b8}.gc .jump{fill:#fff7ed;stroke:#ea580c}.gc .gather{fill:#e2e8f0;stroke:#475569}\
.gc .gate{fill:#dbeafe;stroke:#1d4ed8;stroke-width:1.3}.gc .bar{fill:#334155}\
.gc .flow{fill:none;stroke:#475569;stroke-width:1.4}.gc .rail{fill:none;stroke:#334155;stroke-width:3.5}\
.gc .halo{fill:none;stroke:#ffffff;stroke-width:5}.gc .back{fill:none;stroke:#ea580c;stroke-width:1.4}\
.gc .begin{fill:#16a34a}.gc .ring{fill:#ffffff;stroke:#0f172a;stroke-width:1.4}.gc .full{fill:#0f172a}\
.gc .rule{stroke:#cbd5e1;stroke-width:1;fill:none}\
.gc .i-line{fill:none;stroke-width:1.3;stroke-linecap:round;stroke-linejoin:round}\
.gc .i-line.who,.gc .i-line.plain{stroke:#64748b}.gc .i-line.mild{stroke:#b45309}.gc .i-line.hard{stroke:#b91c1c}\
.gc .i-line.bolt{stroke:#ea580c}.gc .i-line.shield{stroke:#0f766e}\
.gc .i-fill{stroke:none;fill:#64748b}.gc .i-fill.bolt{fill:#ea580c}.gc .i-fill.start{fill:#15803d}\
.gc .i-fill.end{fill:#b91c1c}";

/// Draws one route with the routes inside it.
pub fn svg_route(procedure: &Procedure, scope: ScopeId, lang: Lang) -> String {
    let w = Words::new(procedure, lang);
    let mut page = Scroll { shapes: Vec::new(), y: MARGIN };
    let room = PAGE - 2 * MARGIN;
    page.text("h", 20, &w.heading());
    let mut drawing = Drawing { w, drawn: Vec::new(), later: Vec::new(), closed: Vec::new(), on_page: None };
    panel_of(&mut drawing, &mut page, Panel::Route(scope), room);
    let mut at = 0;
    while let Some(panel) = drawing.later.get(at).cloned() {
        at += 1;
        panel_of(&mut drawing, &mut page, panel, room);
    }
    page.write(&drawing.w)
}

/// Draws a procedure.
pub fn svg(procedure: &Procedure, lang: Lang) -> String {
    let w = Words::new(procedure, lang);
    let mut page = Scroll { shapes: Vec::new(), y: MARGIN };
    let room = PAGE - 2 * MARGIN;
    page.text("h", 20, &w.heading());
    page.y += 2;
    let id = format!("{} · {}", procedure.id, &hex(&procedure.digest.0[..6]));
    page.text("sub", 11, &id);
    page.y += 10;
    let mut drawing = Drawing { w, drawn: Vec::new(), later: Vec::new(), closed: Vec::new(), on_page: None };
    let main = drawing.route(procedure.graph.root, room - GUTTER);
    page.panel("", main, room);
    let mut at = 0;
    while let Some(panel) = drawing.later.get(at).cloned() {
        at += 1;
        panel_of(&mut drawing, &mut page, panel, room);
    }
    let rest: Vec<ScopeId> = procedure.graph.scopes.ids().collect();
    for scope in rest {
        if !drawing.drawn.contains(&scope) {
            panel_of(&mut drawing, &mut page, Panel::Route(scope), room);
        }
        while let Some(panel) = drawing.later.get(at).cloned() {
            at += 1;
            panel_of(&mut drawing, &mut page, panel, room);
        }
    }
    page.notes(&drawing.w, room);
    page.write(&drawing.w)
}

fn panel_of(drawing: &mut Drawing<'_>, page: &mut Scroll, panel: Panel, room: i32) {
    match panel {
        Panel::Route(scope) if drawing.drawn.contains(&scope) => {}
        Panel::Route(scope) => {
            let title = format!("{}{}", drawing.w.scope(scope), super::outline::scope_words(&drawing.w, scope));
            let body = drawing.route(scope, room - GUTTER);
            page.panel(&title, body, room);
        }
        Panel::Instead(scope, ways) => {
            let name = drawing.w.scope(scope);
            let title = match drawing.w.lang {
                Lang::Zh => format!("“{name}”中途改做"),
                Lang::En => format!("Instead of “{name}”"),
            };
            let body = drawing.instead(&ways, room - GUTTER);
            page.panel(&title, body, room);
        }
    }
}

fn hex(bytes: &[u8]) -> String {
    let mut out = String::new();
    for b in bytes {
        let _ = write!(out, "{b:02x}");
    }
    out
}

struct Scroll {
    shapes: Vec<Shape>,
    y: i32,
}

impl Scroll {
    fn text(&mut self, class: &'static str, size: i32, text: &str) {
        let broken = text::wrap(text, size, PAGE - 2 * MARGIN);
        self.y += lines(&mut self.shapes, (MARGIN, self.y), &broken, (class, size), false);
    }

    fn section(&mut self, title: &str) {
        self.y += 10;
        let (x, y) = (PAGE - MARGIN, self.y);
        self.shapes.push(Shape::Line { points: [(MARGIN, y), (x, y)].into(), class: "rule", arrow: false });
        self.y += 8;
        self.text("p", 14, title);
        self.y += 6;
    }

    fn panel(&mut self, title: &str, mut body: Block, room: i32) {
        if !title.is_empty() {
            self.section(title);
        }
        ways_back(&mut body);
        let x = MARGIN + (room - body.w).max(0) / 2;
        for mut shape in body.shapes {
            shape.shift(x, self.y);
            self.shapes.push(shape);
        }
        self.y += body.h + 8;
    }

    /// Notes in three columns, each into the shortest.
    fn notes(&mut self, w: &Words<'_>, room: i32) {
        for (title, notes) in sections(w) {
            self.section(title);
            let icon = icon_of(w, title);
            let wide = (room - 24) / 3;
            let mut ends = [self.y; 3];
            for note in &notes {
                let block = card::note(note, icon, wide);
                let low = ends.iter().copied().min().unwrap_or(self.y);
                let Some((column, end)) = ends.iter_mut().enumerate().find(|(_, e)| **e == low) else { continue };
                let x = MARGIN + (wide + 12) * i32::try_from(column).unwrap_or(0);
                *end += block.h + 10;
                for mut shape in block.shapes {
                    shape.shift(x, low);
                    self.shapes.push(shape);
                }
            }
            self.y = ends.into_iter().max().unwrap_or(self.y);
        }
    }

    fn write(&self, w: &Words<'_>) -> String {
        let h = self.y + MARGIN;
        let wide = self.shapes.iter().map(Shape::right).max().unwrap_or(PAGE).saturating_add(8).max(PAGE);
        let mut out = String::new();
        let _ = writeln!(
            out,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"gc\" role=\"img\" lang=\"{}\" width=\"{PAGE}\" \
             viewBox=\"0 0 {wide} {h}\" aria-labelledby=\"gc-title gc-desc\">",
            w.lang.code()
        );
        let _ = writeln!(out, "<title id=\"gc-title\">{}</title>", Escaped(&w.heading()));
        let told = outline(w.p, w.lang);
        let told: Vec<String> = told.lines().map(|l| format!("{}", Escaped(l))).collect();
        let _ = writeln!(out, "<desc id=\"gc-desc\">{}</desc>", told.join("\n"));
        let _ = writeln!(out, "<style>{STYLE}</style>");
        out.push_str(defs());
        let _ = writeln!(out, "<rect class=\"page\" x=\"0\" y=\"0\" width=\"{wide}\" height=\"{h}\"/>");
        for shape in &self.shapes {
            shape.write(&mut out);
        }
        out.push_str("</svg>\n");
        out
    }
}

/// The head of an arrow.
const fn defs() -> &'static str {
    concat!(
        "<defs><marker id=\"gc-arrow\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" markerWidth=\"8\" ",
        "markerHeight=\"8\" markerUnits=\"userSpaceOnUse\" orient=\"auto\">",
        "<path d=\"M0 0.6 7.4 4 0 7.4z\" fill=\"#475569\"/></marker></defs>\n"
    )
}

/// The sign of a kind of notes.
fn icon_of(w: &Words<'_>, title: &str) -> Icon {
    let icons = [
        (w.pick("时限", "Clocks"), Icon::Clock),
        (w.pick("挂起", "Holds"), Icon::Pause),
        (w.pick("规矩", "Rules"), Icon::Shield),
    ];
    icons.iter().find(|(t, _)| *t == title).map_or(Icon::Bolt, |(_, i)| *i)
}

/// Draws the ways back in lanes on the right of a block, where nothing stands in the way.
fn ways_back(body: &mut Block) {
    let mut lane = body.w + 8;
    let mut lanes: Vec<Vec<(i32, i32)>> = Vec::new();
    for jump in &body.jumps {
        let Some((_, to)) = body.anchors.iter().find(|(n, _)| *n == jump.to) else { continue };
        let from = jump.from;
        if let Some(low) = jump.between {
            let n = i32::try_from(lanes.len() % 5).unwrap_or(0) * 3;
            let (x1, y1) = (from.x + from.w / 2 + 10, from.y + from.h);
            let (x2, y2) = (to.x + to.w / 2 + 10 + n, to.y);
            lanes.push(
                [
                    (x1, y1),
                    (x1, low + 9 + n),
                    (lane, low + 9 + n),
                    (lane, y2 - 14 - n),
                    (x2, y2 - 14 - n),
                    (x2, y2 - 1),
                ]
                .into(),
            );
            lane += 9;
            continue;
        }
        let (y1, y2) = (from.y + from.h / 2, to.y + 14.min(to.h / 2));
        let (x1, x2) = (from.x + from.w, to.x + to.w);
        if !blocked(body, y1, x1, from) && !blocked(body, y2, x2, *to) {
            lanes.push([(x1, y1), (lane, y1), (lane, y2), (x2 + 2, y2)].into());
            lane += 9;
        }
    }
    for points in lanes {
        body.shapes.push(Shape::Line { points: points.clone(), class: "halo", arrow: false });
        body.shapes.push(Shape::Line { points, class: "back", arrow: true });
        body.w = body.w.max(lane);
    }
}

/// Whether a card or pill other than `own` (and what it stands in) lies to the right of `x` at this height.
fn blocked(body: &Block, y: i32, x: i32, own: Spot) -> bool {
    body.anchors.iter().map(|(_, s)| *s).chain(body.jumps.iter().map(|j| j.from)).any(|s| {
        let around = s.x <= own.x && s.y <= own.y && s.x + s.w >= own.x + own.w && s.y + s.h >= own.y + own.h;
        !around && s.x + s.w > x && s.y - 3 < y && s.y + s.h + 3 > y
    })
}
