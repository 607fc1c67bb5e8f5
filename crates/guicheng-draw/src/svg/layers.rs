//! A graph that is no tree of blocks: nodes in layers, long flows through places kept free for them, ways back on the
//! right. Layers come from a topological order of the flows that do not lead back.

use super::{
    block::{Block, Jump, Spot},
    card,
    route::{CARD, Drawing},
};
use crate::outline::{flow_label, gather, split_words};
use alloc::{format, string::String, vec, vec::Vec};
use guicheng_core::{FlowId, NodeId, ScopeId, Split, Work};
use petgraph::{Graph, algo::toposort, graph::NodeIndex};

/// A place in a layer: a node, or room for a flow that passes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Seat {
    Node(usize),
    Pass,
}

struct Edge {
    flow: FlowId,
    from: usize,
    to: usize,
    back: bool,
    /// The seats that it passes, from its first node to its last.
    via: Vec<usize>,
}

struct Place {
    seat: Seat,
    layer: usize,
    block: Block,
    x: i32,
    y: i32,
}

/// Draws a scope in layers.
pub(super) fn layered(d: &mut Drawing<'_>, scope: ScopeId, room: i32) -> Block {
    let nodes: Vec<NodeId> = d.w.p.graph.nodes.iter().filter(|(_, n)| n.scope == scope).map(|(id, _)| id).collect();
    let position = |n: NodeId| nodes.iter().position(|m| *m == n);
    let mut edges = Vec::new();
    for (from, id) in nodes.iter().enumerate() {
        for flow in d.w.p.graph.nodes.get(*id).map_or(&[][..], |n| &n.outs) {
            if let Some(to) = d.w.p.graph.flows.get(*flow).and_then(|f| position(f.to)) {
                edges.push(Edge { flow: *flow, from, to, back: false, via: Vec::new() });
            }
        }
    }
    let start = d.w.p.graph.scopes.get(scope).and_then(|s| d.w.p.graph.flows.get(s.start)).and_then(|f| position(f.to));
    mark_backward(nodes.len(), start.unwrap_or(0), &mut edges);
    let layers = layers_of(nodes.len(), &edges);
    let mut places: Vec<Place> = Vec::new();
    for (i, id) in nodes.iter().enumerate() {
        let block = node_block(d, *id, room);
        places.push(Place { seat: Seat::Node(i), layer: layers.get(i).copied().unwrap_or(0), block, x: 0, y: 0 });
    }
    seat_long_edges(&mut places, &mut edges);
    let rows = order(&places, &edges);
    paint(d, &nodes, places, rows, &edges)
}

fn node_block(d: &mut Drawing<'_>, id: NodeId, room: i32) -> Block {
    let narrow = CARD[2].min(room);
    let Some(def) = d.w.p.graph.nodes.get(id) else { return Block::default() };
    if def.work == Work::Nothing {
        return match def.split {
            Split::One(_) | Split::Some(_) if def.outs.len() > 1 => {
                let words = split_words(&d.w, id);
                card::anchored(card::diamond(words.trim_end_matches(['：', ':']), narrow), id)
            }
            Split::One(_) | Split::Some(_) | Split::All | Split::Race => {
                let label = d.w.names().nodes.get(id);
                let title = if label.is_some_and(|l| l.id.contains('#')) { "" } else { d.w.title(label) };
                let waits = if def.ins.len() > 1 { gather(&d.w, def.join, def.ins.len()) } else { String::new() };
                let words = if title.is_empty() || waits.is_empty() {
                    format!("{title}{waits}")
                } else {
                    format!("{title}{}{waits}", d.w.pick("：", ": "))
                };
                card::anchored(card::pill(&words, None, "pill gather", narrow + 40), id)
            }
        };
    }
    d.node(id, narrow).unwrap_or_default()
}

/// Marks the edges that lead back to a node on the way from the start.
fn mark_backward(count: usize, start: usize, edges: &mut [Edge]) {
    let mut state = vec![0_u8; count];
    let roots: Vec<usize> = core::iter::once(start).chain(0..count).collect();
    for root in roots {
        if state.get(root).is_none_or(|s| *s != 0) {
            continue;
        }
        let mut path = vec![(root, 0_usize)];
        set(&mut state, root, 1);
        while let Some((node, next)) = path.pop() {
            let Some(at) = edges.iter().enumerate().skip(next).find(|(_, e)| e.from == node).map(|(i, _)| i) else {
                set(&mut state, node, 2);
                continue;
            };
            path.push((node, at + 1));
            let Some(edge) = edges.get_mut(at) else { continue };
            match state.get(edge.to) {
                Some(1) => edge.back = true,
                Some(0) => {
                    set(&mut state, edge.to, 1);
                    path.push((edge.to, 0));
                }
                Some(_) | None => {}
            }
        }
    }
}

fn set(list: &mut [u8], at: usize, value: u8) {
    if let Some(s) = list.get_mut(at) {
        *s = value;
    }
}

fn layers_of(count: usize, edges: &[Edge]) -> Vec<usize> {
    let mut graph: Graph<(), (), petgraph::Directed, u32> = Graph::new();
    for _ in 0..count {
        graph.add_node(());
    }
    for edge in edges.iter().filter(|e| !e.back) {
        graph.add_edge(NodeIndex::new(edge.from), NodeIndex::new(edge.to), ());
    }
    let mut layers = vec![0; count];
    for node in toposort(&graph, None).unwrap_or_default() {
        let here = layers.get(node.index()).copied().unwrap_or(0);
        for edge in edges.iter().filter(|e| !e.back && e.from == node.index()) {
            if let Some(l) = layers.get_mut(edge.to) {
                *l = (*l).max(here + 1);
            }
        }
    }
    layers
}

fn seat_long_edges(places: &mut Vec<Place>, edges: &mut [Edge]) {
    for edge in edges {
        edge.via.push(edge.from);
        let layer = |i: usize, places: &[Place]| places.get(i).map_or(0, |p| p.layer);
        let (a, b) = (layer(edge.from, places), layer(edge.to, places));
        if !edge.back && places.len() < 4_000 {
            for between in a + 1..b {
                edge.via.push(places.len());
                let block = Block { w: 12, cx: 6, ..Block::default() };
                places.push(Place { seat: Seat::Pass, layer: between, block, x: 0, y: 0 });
            }
        }
        edge.via.push(edge.to);
    }
}

/// Rows of places; each ordered by the middle of what leads into it, in two sweeps down.
fn order(places: &[Place], edges: &[Edge]) -> Vec<Vec<usize>> {
    let depth = places.iter().map(|p| p.layer).max().unwrap_or(0);
    let mut rows: Vec<Vec<usize>> = vec![Vec::new(); depth + 1];
    for (i, place) in places.iter().enumerate() {
        if let Some(row) = rows.get_mut(place.layer) {
            row.push(i);
        }
    }
    let pairs: Vec<(usize, usize)> = edges
        .iter()
        .filter(|e| !e.back)
        .flat_map(|e| e.via.iter().zip(e.via.iter().skip(1)).map(|(a, b)| (*a, *b)))
        .collect();
    let mut at = vec![0_usize; places.len()];
    for _ in 0..2 {
        for row in &mut rows {
            row.sort_by_key(|i| {
                let from: Vec<usize> =
                    pairs.iter().filter(|(_, b)| b == i).filter_map(|(a, _)| at.get(*a).copied()).collect();
                let sum: usize = from.iter().sum();
                (sum * 100).checked_div(from.len()).unwrap_or(0)
            });
            let half: usize = row.len().saturating_sub(1);
            for (x, i) in row.iter().enumerate() {
                if let Some(slot) = at.get_mut(*i) {
                    *slot = 1_000 + 2 * x - half.min(1_000);
                }
            }
        }
    }
    rows
}

fn paint(d: &Drawing<'_>, nodes: &[NodeId], mut places: Vec<Place>, rows: Vec<Vec<usize>>, edges: &[Edge]) -> Block {
    let (gap, aisle) = (46, 22);
    let row_w = |row: &[usize], places: &[Place]| -> i32 {
        row.iter().filter_map(|i| places.get(*i)).map(|p| p.block.w + aisle).sum::<i32>() - aisle
    };
    let w = rows.iter().map(|r| row_w(r, &places)).max().unwrap_or(0);
    let (mut y, mut low) = (0, Vec::new());
    for row in &rows {
        let h = row.iter().filter_map(|i| places.get(*i)).map(|p| p.block.h).max().unwrap_or(0);
        let mut x = (w - row_w(row, &places)) / 2;
        for i in row {
            if let Some(place) = places.get_mut(*i) {
                place.x = x;
                place.y = y + (h - place.block.h) / 2;
                x += place.block.w + aisle;
            }
        }
        low.push(y + h);
        y += h + gap;
    }
    let first = rows.first().and_then(|r| r.first()).and_then(|i| places.get(*i));
    let mut all = Block { w, h: y - gap, cx: first.map_or(0, |p| p.x + p.block.cx), ..Block::default() };
    for edge in edges {
        let spot = |i: &usize| places.get(*i).map(|p| (p.x + p.block.cx, p.y, p.y + p.block.h));
        let (Some(from), Some(to)) = (spot(&edge.from), spot(&edge.to)) else { continue };
        let label = nodes.get(edge.from).map(|n| flow_label(&d.w, *n, edge.flow)).unwrap_or_default();
        let label = card::label(&label, 130);
        if edge.back {
            if let (Some(p), Some(node)) = (places.get(edge.from), nodes.get(edge.to)) {
                let from = Spot { x: p.x, y: p.y, w: p.block.w, h: p.block.h };
                all.jumps.push(Jump {
                    from,
                    to: *node,
                    between: Some(low.get(p.layer).copied().unwrap_or(p.y + p.block.h)),
                });
            }
            continue;
        }
        let mut points = vec![(from.0, from.2)];
        for (a, b) in edge.via.iter().zip(edge.via.iter().skip(1)) {
            if let (Some(a), Some(b)) = (spot(a), spot(b)) {
                if a.0 != b.0 {
                    let bend = b.1 - gap / 2 + (b.0 - a.0).signum() * 3;
                    points.extend([(a.0, bend), (b.0, bend)]);
                }
                points.push((b.0, b.1));
            }
        }
        points.dedup();
        let _ = to;
        all.flow(points, true);
        let x = if edge.via.len() == 2 { to.0 } else { from.0 };
        let (lw, lh) = (label.w, label.h);
        if lw > 0 {
            all.place(label, x - lw / 2, to.1 - lh - 8);
        }
    }
    for place in places {
        if matches!(place.seat, Seat::Node(_)) {
            all.place(place.block, place.x, place.y);
        }
    }
    all
}
