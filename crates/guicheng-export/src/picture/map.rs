//! The process map: activities with how often they were done, arrows with how often one followed another and how long
//! that took.

use super::{
    labels::{Label, Labels},
    layout::{Layout, layout},
    pick, span,
    svg::{Svg, cut, width},
};
use crate::{Follows, Log, Statistics};
use guicheng_history::Lang;
use std::collections::{BTreeMap, BTreeSet};

const ROW: i64 = 104;
const TOP: i64 = 84;
const LEFT: i64 = 40;
const NODE: i64 = 40;
/// Arrows are shown until they stand for so many in a hundred of all that followed.
const SHARE: usize = 90;

/// A node of the map.
enum Node<'a> {
    Start,
    Activity(&'a str, usize),
    End,
}

/// An arrow of the map.
struct Arrow<'a> {
    from: usize,
    to: usize,
    count: usize,
    /// The times; none at the start and the end.
    times: Option<&'a Follows>,
}

/// The map; with `only`, of events of this transition. Rare arrows are left out, but none that alone leads to or from an
/// activity; the title says how many.
pub fn map(log: &Log, only: Option<&str>, lang: Lang) -> String {
    let counted = Statistics::of(log, only);
    let nodes = nodes(log, &counted, only);
    let (arrows, all) = arrows(&counted, &nodes);
    let widths: Vec<i64> = nodes.iter().map(|node| node_width(node)).collect();
    let loops = |arrow: &&Arrow<'_>| arrow.from != arrow.to;
    let ends: Vec<(usize, usize)> = arrows.iter().filter(loops).map(|arrow| (arrow.from, arrow.to)).collect();
    let laid = layout(&widths, &ends);
    let mut svg = Svg::default();
    let title = format!(
        "{} · {} {} · {}/{all} {}",
        pick(lang, "流程图", "Process map"),
        counted.cases,
        pick(lang, "个个案", "cases"),
        arrows.len(),
        pick(lang, "条箭头", "arrows"),
    );
    svg.text((16, 28), "head", &title);
    svg.text(
        (16, 48),
        "small",
        pick(lang, "箭头：次数 · 中位时间；虚线：往回", "arrows: how often · median time; dashed: backwards"),
    );
    svg.put(format_args!(
        "<defs><marker id=\"tip\" viewBox=\"0 0 10 10\" refX=\"9\" refY=\"5\" markerWidth=\"8\" markerHeight=\"8\" \
         markerUnits=\"userSpaceOnUse\" orient=\"auto\"><path d=\"M0,0 L10,5 L0,10 z\" fill=\"#666\"/></marker></defs>"
    ));
    let wanted = draw_arrows(&mut svg, &arrows, &laid, &widths, lang);
    let mut labels = Labels::below(TOP - 20);
    for (at, node) in nodes.iter().enumerate() {
        let ((x, y), wide) = (place(&laid, at), widths.get(at).copied().unwrap_or(0));
        draw_node(&mut svg, node, (x, y), wide, &counted, lang);
        labels.keep_off((x - wide / 2, y), (wide, NODE));
    }
    // Over everything else, and never over each other: the most frequent choose first.
    wanted.into_iter().for_each(|label| labels.put(&mut svg, &label));
    let layers = i64::try_from(laid.layers).unwrap_or(0);
    let (right, bottom) = labels.reach();
    let size = ((LEFT * 2 + laid.width).max(right + 16).max(640), (TOP + layers * ROW).max(bottom + 16));
    svg.finish(size, &title, &table(&nodes, &arrows, lang))
}

/// Start, activities in the order of the mean place at which they come, end.
fn nodes<'a>(log: &Log, counted: &'a Statistics, only: Option<&str>) -> Vec<Node<'a>> {
    let mut places: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for trace in &log.traces {
        let wanted = trace.events.iter().filter(|e| only.is_none_or(|only| e.transition() == Some(only)));
        for (at, event) in wanted.enumerate() {
            let place = places.entry(event.activity()).or_default();
            *place = (place.0 + at, place.1 + 1);
        }
    }
    let mean = |name: &str| places.get(name).map_or(0, |(sum, count)| sum * 1_000 / (*count).max(1));
    let mut all: Vec<(usize, &str, usize)> =
        counted.activities.iter().map(|(name, count)| (mean(name), &**name, *count)).collect();
    all.sort_unstable();
    let activities = all.into_iter().map(|(_, name, count)| Node::Activity(name, count));
    core::iter::once(Node::Start).chain(activities).chain(core::iter::once(Node::End)).collect()
}

/// The arrows shown, and how many there are.
fn arrows<'a>(counted: &'a Statistics, nodes: &[Node<'_>]) -> (Vec<Arrow<'a>>, usize) {
    let place =
        |name: &str| nodes.iter().position(|node| matches!(node, Node::Activity(n, _) if *n == name)).unwrap_or(0);
    let last = nodes.len().saturating_sub(1);
    let mut all: Vec<Arrow<'a>> = Vec::new();
    for (name, count) in &counted.starts {
        all.push(Arrow { from: 0, to: place(name), count: *count, times: None });
    }
    for ((from, to), follows) in &counted.follows {
        all.push(Arrow { from: place(from), to: place(to), count: follows.count(), times: Some(follows) });
    }
    for (name, count) in &counted.ends {
        all.push(Arrow { from: place(name), to: last, count: *count, times: None });
    }
    all.sort_by_key(|arrow| (core::cmp::Reverse(arrow.count), arrow.from, arrow.to));
    let (number, whole) = (all.len(), all.iter().map(|arrow| arrow.count).sum::<usize>());
    let (mut into, mut out) = (BTreeSet::new(), BTreeSet::new());
    let mut shown = 0;
    all.retain(|arrow| {
        let apart = arrow.from != arrow.to;
        let needed = apart && (!into.contains(&arrow.to) || !out.contains(&arrow.from));
        let keep = needed || shown * 100 < whole * SHARE;
        if keep {
            shown += arrow.count;
            if apart {
                into.insert(arrow.to);
                out.insert(arrow.from);
            }
        }
        keep
    });
    (all, number)
}

fn node_width(node: &Node<'_>) -> i64 {
    match node {
        Node::Start | Node::End => 60,
        Node::Activity(name, _) => (width(name) + 24).clamp(90, 230),
    }
}

fn place(laid: &Layout, at: usize) -> (i64, i64) {
    let (layer, x) = laid.places.get(at).copied().unwrap_or_default();
    (LEFT + x, TOP + i64::try_from(layer).unwrap_or(0) * ROW)
}

fn draw_node(svg: &mut Svg, node: &Node<'_>, (x, y): (i64, i64), wide: i64, counted: &Statistics, lang: Lang) {
    match node {
        Node::Start | Node::End => {
            let word =
                if matches!(node, Node::Start) { pick(lang, "开始", "start") } else { pick(lang, "结束", "end") };
            let style = "rx=\"18\" fill=\"#444\"";
            svg.bar((x - wide / 2, y), (wide, 36), style, &format!("{word} · {}", counted.cases));
            svg.put(format_args!("<text x=\"{x}\" y=\"{}\" class=\"mid\" style=\"fill:#fff\">{word}</text>", y + 23));
        }
        Node::Activity(name, count) => {
            let most = counted.activities.values().max().copied().unwrap_or(1).max(1);
            // Darker where more was done: from 8 to 60 in a hundred of the full colour.
            let strength = 8 + count * 52 / most;
            let style = format!("rx=\"6\" fill=\"#0072b2\" fill-opacity=\"0.{strength:02}\" stroke=\"#0072b2\"");
            svg.bar((x - wide / 2, y), (wide, NODE), &style, &format!("{name} · {count}"));
            svg.text((x, y + 17), "mid", &cut(name, wide - 12));
            svg.text((x, y + 33), "mid", &count.to_string());
        }
    }
}

/// Draws the arrows; the labels that they want.
fn draw_arrows(svg: &mut Svg, arrows: &[Arrow<'_>], laid: &Layout, widths: &[i64], lang: Lang) -> Vec<Label> {
    let most = arrows.iter().map(|arrow| arrow.count).max().unwrap_or(1).max(1);
    let mut ways = laid.ways.iter();
    let mut labels = Vec::new();
    for arrow in arrows {
        let thick = 1 + arrow.count * 5 / most;
        let style = format!("class=\"flow\" stroke-width=\"{thick}\" stroke-opacity=\"0.7\" marker-end=\"url(#tip)\"");
        let mut text = arrow.count.to_string();
        if let Some(times) = arrow.times {
            text = format!("{text} · {}", span(times.median(), lang));
        }
        if arrow.from == arrow.to {
            let ((x, y), wide) = (place(laid, arrow.from), widths.get(arrow.from).copied().unwrap_or(0));
            let right = x + wide / 2;
            svg.put(format_args!(
                "<path d=\"M{right},{} C{},{} {},{} {right},{}\" {style}/>",
                y + 10,
                right + 34,
                y - 6,
                right + 34,
                y + 46,
                y + 30
            ));
            let beside = right + 30 + width(&text) / 2;
            labels.push(Label { spots: vec![(beside, y + 20), (beside, y + 4), (beside, y + 36)], text });
            continue;
        }
        let Some(way) = ways.next() else { continue };
        let back = arrow.from > arrow.to;
        let points = points(way, back, laid);
        let dash = if back { " stroke-dasharray=\"6 4\"" } else { "" };
        svg.put(format_args!("<path d=\"{}\" {style}{dash}/>", curve(&points)));
        labels.push(Label { spots: spots(&points), text });
    }
    labels
}

/// Where an arrow leaves its first node, bends, and comes to its last.
fn points(way: &[usize], back: bool, laid: &Layout) -> Vec<(i64, i64)> {
    let point = |(at, thing): (usize, &usize)| {
        let (x, y) = place(laid, *thing);
        let outer = at == 0 || at + 1 == way.len();
        match (outer, (at == 0) != back) {
            (false, _) => (x, y + NODE / 2),
            (true, true) => (x, y + NODE),
            (true, false) => (x, y),
        }
    };
    way.iter().enumerate().map(point).collect()
}

/// Points of the curve at which its label may stand: the middle first, then away from it.
fn spots(points: &[(i64, i64)]) -> Vec<(i64, i64)> {
    let mut pieces: Vec<_> = points.iter().zip(points.iter().skip(1)).collect();
    let middle = pieces.len() / 2;
    pieces.rotate_left(middle);
    let on = |((x0, y0), (x1, y1)): (&(i64, i64), &(i64, i64)), eighths: i64| {
        // The curve leaves and arrives upright: across it eases, down it eases less.
        let (t, s) = (eighths, 8 - eighths);
        let across = (t * t * t + 3 * t * t * s, 512);
        let half = y0.midpoint(*y1);
        let down = (s * s * s * y0 + 3 * s * s * t * half + 3 * s * t * t * half + t * t * t * y1) / 512;
        (x0 + (x1 - x0) * across.0 / across.1, down)
    };
    let eighths = [4, 3, 5, 2, 6];
    pieces.into_iter().flat_map(|piece| eighths.map(|eighth| on(piece, eighth))).collect()
}

/// A smooth line through points, upright at each.
fn curve(points: &[(i64, i64)]) -> String {
    let mut path = String::new();
    let mut last: Option<(i64, i64)> = None;
    for (x, y) in points {
        match last {
            None => path.push_str(&format!("M{x},{y}")),
            Some((x0, y0)) => {
                let middle = y0.midpoint(*y);
                path.push_str(&format!(" C{x0},{middle} {x},{middle} {x},{y}"));
            }
        }
        last = Some((*x, *y));
    }
    path
}

fn table(nodes: &[Node<'_>], arrows: &[Arrow<'_>], lang: Lang) -> Vec<String> {
    let name = |at: usize| match nodes.get(at) {
        Some(Node::Activity(name, _)) => (*name).to_owned(),
        Some(Node::Start) | None => pick(lang, "开始", "start").to_owned(),
        Some(Node::End) => pick(lang, "结束", "end").to_owned(),
    };
    let activities = nodes.iter().filter_map(|node| match node {
        Node::Activity(name, count) => Some(format!("{name}: {count}")),
        Node::Start | Node::End => None,
    });
    let follows = arrows.iter().map(|arrow| {
        let times =
            arrow.times.map(|times| format!(", {} {}", pick(lang, "中位", "median"), span(times.median(), lang)));
        format!("{} → {}: {}{}", name(arrow.from), name(arrow.to), arrow.count, times.unwrap_or_default())
    });
    activities.chain(follows).collect()
}
