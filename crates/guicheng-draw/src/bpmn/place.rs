//! Where the elements of a chart stand: columns by how far they are from the beginning, rows by the author's order.

use super::chart::{At, Chart};
use alloc::{vec, vec::Vec};

const COLUMN: i32 = 190;
const ROW: i32 = 150;

/// A rectangle.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Spot {
    pub(super) x: i32,
    pub(super) y: i32,
    pub(super) w: i32,
    pub(super) h: i32,
}

impl Spot {
    const fn right(self) -> (i32, i32) {
        (self.x + self.w, self.y + self.h / 2)
    }

    const fn left(self) -> (i32, i32) {
        (self.x, self.y + self.h / 2)
    }

    const fn head(self) -> (i32, i32) {
        (self.x + self.w / 2, self.y)
    }

    const fn foot(self) -> (i32, i32) {
        (self.x + self.w / 2, self.y + self.h)
    }
}

/// The spots of all elements, the points of all flows, and the lowest edge.
pub(super) struct Layout {
    pub(super) spots: Vec<Spot>,
    pub(super) ways: Vec<Vec<(i32, i32)>>,
    pub(super) low: i32,
}

fn size(tag: &str) -> (i32, i32) {
    match tag {
        "startEvent" | "endEvent" | "boundaryEvent" => (36, 36),
        "exclusiveGateway" | "parallelGateway" | "inclusiveGateway" => (50, 50),
        _ => (140, 80),
    }
}

pub(super) fn layout(chart: &Chart) -> Layout {
    let cells = cells(chart);
    let mut spots: Vec<Spot> = Vec::new();
    for (element, (column, row)) in chart.elements.iter().zip(&cells) {
        let (w, h) = size(element.tag);
        spots.push(Spot { x: 60 + column * COLUMN - w / 2 + 70, y: 60 + row * ROW + 40 - h / 2, w, h });
    }
    let mut seated = vec![0; spots.len()];
    for (at, element) in chart.elements.iter().enumerate() {
        let Some(host) = element.on.and_then(|on| spots.get(on)).copied() else { continue };
        let Some(count) = element.on.and_then(|on| seated.get_mut(on)) else { continue };
        *count += 1;
        if let Some(spot) = spots.get_mut(at) {
            (spot.x, spot.y) = (host.x + host.w - 4 - 40 * *count, host.y + host.h - 18);
        }
    }
    let mut low = spots.iter().map(|s| s.y + s.h).max().unwrap_or(0) + 30;
    let mut ways = Vec::new();
    for (from, to, _) in &chart.flows {
        let (Some(a), Some(b)) = (spots.get(*from).copied(), spots.get(*to).copied()) else { continue };
        let on = chart.elements.get(*from).is_some_and(|e| e.on.is_some());
        let (start, end) = (if on { a.foot() } else { a.right() }, b.left());
        ways.push(if on && end.1 < start.1 {
            let (under, bend) = (start.1 + 14, end.0 - 20);
            vec![start, (start.0, under), (bend, under), (bend, end.1), end]
        } else if on {
            vec![start, (start.0, end.1), end]
        } else if end.0 < start.0 {
            low += 12;
            vec![a.foot(), (a.foot().0, low), (b.foot().0, low), b.foot()]
        } else if start.1 == end.1 && end.0 - start.0 > COLUMN {
            let over = start.1 - 56;
            vec![a.head(), (a.head().0, over), (b.head().0, over), b.head()]
        } else if start.1 == end.1 {
            vec![start, end]
        } else {
            let bend = end.0 - 20;
            vec![start, (bend, start.1), (bend, end.1), end]
        });
    }
    Layout { spots, ways, low: low + 30 }
}

/// Column and row of each element.
fn cells(chart: &Chart) -> Vec<(i32, i32)> {
    let count = chart.elements.len();
    let mut column = vec![0_i32; count];
    let sits = |at: At| chart.elements.get(at).is_some_and(|e| e.on.is_some());
    let forward = forward(chart);
    // As often as there are elements suffices: what is left of the flows has no circle.
    for _ in 0..count {
        let mut moved = false;
        for (from, to) in &forward {
            let step = column.get(*from).copied().unwrap_or(0) + i32::from(!sits(*to));
            if let Some(c) = column.get_mut(*to).filter(|c| **c < step) {
                *c = step;
                moved = true;
            }
        }
        if !moved {
            break;
        }
    }
    let mut taken: Vec<(i32, i32)> = Vec::new();
    let mut cells = vec![(0, -1); count];
    let mut order: Vec<At> = (0..count).collect();
    // What a timer leads to stands below, and after what the flow leads to.
    let timed = |at: At| forward.iter().any(|(from, to)| *to == at && sits(*from));
    order.sort_by_key(|at| (column.get(*at).copied().unwrap_or(0), timed(*at), *at));
    for at in order {
        let mine = column.get(at).copied().unwrap_or(0);
        let before = forward.iter().filter(|(_, to)| *to == at);
        let below = |from: At| i32::from(sits(from));
        let before = before.filter_map(|(from, _)| cells.get(*from).map(|c: &(i32, i32)| c.1 + below(*from)));
        let mut row = before.min().unwrap_or(0).max(0);
        if !sits(at) {
            while taken.contains(&(mine, row)) {
                row += 1;
            }
            taken.push((mine, row));
        }
        if let Some(cell) = cells.get_mut(at) {
            *cell = (mine, row);
        }
    }
    cells
}

/// The flows that do not lead back, and from each element to what sits on it.
fn forward(chart: &Chart) -> Vec<(At, At)> {
    let seats = chart.elements.iter().enumerate().filter_map(|(at, e)| e.on.map(|on| (on, at)));
    let all: Vec<(At, At)> = chart.flows.iter().map(|(from, to, _)| (*from, *to)).chain(seats).collect();
    let mut state = vec![0_u8; chart.elements.len()];
    let mut back: Vec<(At, At)> = Vec::new();
    for root in 0..chart.elements.len() {
        let mut path = vec![(root, 0)];
        if state.get(root) != Some(&0) {
            continue;
        }
        while let Some((node, next)) = path.pop() {
            if let Some(s) = state.get_mut(node) {
                *s = 1;
            }
            let Some((at, edge)) = all.iter().enumerate().skip(next).find(|(_, e)| e.0 == node) else {
                if let Some(s) = state.get_mut(node) {
                    *s = 2;
                }
                continue;
            };
            path.push((node, at + 1));
            match state.get(edge.1) {
                Some(1) => back.push(*edge),
                Some(0) => path.push((edge.1, 0)),
                Some(_) | None => {}
            }
        }
    }
    all.into_iter().filter(|edge| !back.contains(edge)).collect()
}
