//! Where the elements of a chart stand: columns by how far they are from the beginning, rows of each lane in the author's
//! order. A flow that passes columns has a place of its own in each, so that nothing stands in its way.

use super::{
    chart::{At, Chart},
    way,
};
use alloc::{collections::BTreeMap, vec, vec::Vec};

pub(super) const COLUMN: i32 = 220;
const ROW: i32 = 160;
/// The room of a text below an event.
const TEXT: (i32, i32) = (90, 54);
/// The middle of the first column.
const FIRST: i32 = 240;
/// The upper left corner of a pool, and how wide its and its lanes' headings are.
const EDGE: i32 = 20;
const HEAD: i32 = 30;

/// A rectangle.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Spot {
    pub(super) x: i32,
    pub(super) y: i32,
    pub(super) w: i32,
    pub(super) h: i32,
}

impl Spot {
    pub(super) const fn right(self) -> (i32, i32) {
        (self.x + self.w, self.y + self.h / 2)
    }

    pub(super) const fn left(self) -> (i32, i32) {
        (self.x, self.y + self.h / 2)
    }

    pub(super) const fn foot(self) -> (i32, i32) {
        (self.x + self.w / 2, self.y + self.h)
    }
}

/// A picture of a route.
pub(super) struct Placed {
    pub(super) pool: Spot,
    pub(super) lanes: Vec<Spot>,
    pub(super) spots: Vec<Spot>,
    /// Where the name of each event that sits on another element stands.
    pub(super) names: Vec<Option<Spot>>,
    /// The points of each flow.
    pub(super) ways: Vec<Vec<(i32, i32)>>,
    pub(super) beside: Vec<Spot>,
    /// Each text, and the line to what it is about.
    pub(super) notes: Vec<(Spot, [(i32, i32); 2])>,
}

/// A place in the grid: an element's, or that of a flow that passes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cell {
    pub(super) column: i32,
    pub(super) lane: usize,
    pub(super) row: i32,
}

/// The grid.
pub(super) struct Grid {
    pub(super) cells: Vec<Cell>,
    /// For each flow the cells that it goes through, its ends among them; none for a flow that leads back.
    pub(super) chains: Vec<Option<Vec<usize>>>,
}

fn size(tag: &str) -> (i32, i32) {
    match tag {
        "bpmn:startEvent" | "bpmn:endEvent" | "bpmn:boundaryEvent" => (36, 36),
        "bpmn:exclusiveGateway" | "bpmn:parallelGateway" | "bpmn:inclusiveGateway" => (50, 50),
        _ => (140, 80),
    }
}

pub(super) const fn middle(column: i32) -> i32 {
    FIRST + column * COLUMN
}

pub(super) fn place(chart: &Chart) -> Placed {
    let grid = grid(chart);
    let backs = i32::try_from(grid.chains.iter().filter(|chain| chain.is_none()).count()).unwrap_or(0);
    let regular = chart.lanes.len().saturating_sub(usize::from(!chart.beside.is_empty())).max(1);
    let rows =
        |lane: usize| grid.cells.iter().filter(|cell| cell.lane == lane).map(|cell| cell.row + 1).max().unwrap_or(1);
    let mut tops = Vec::new();
    let mut y = EDGE;
    let row = (0..chart.elements.len()).map(|on| 88 + below(seats(chart, on))).max().unwrap_or(0).max(ROW);
    for lane in 0..regular {
        tops.push(y);
        y += rows(lane) * row + 20;
    }
    let low = y;
    y += if backs > 0 { backs * 12 + 16 } else { 0 };
    let across = |cell: &Cell| {
        (middle(cell.column), tops.get(cell.lane).copied().unwrap_or(EDGE) + 10 + cell.row * row + ROW / 2)
    };
    let points: Vec<(i32, i32)> = grid.cells.iter().map(across).collect();
    let spots = spots(chart, &points);
    let wide = grid.cells.iter().map(|cell| cell.column).max().unwrap_or(0);
    let columns = usize::try_from((middle(wide) + 130 - EDGE - 2 * HEAD) / 290).unwrap_or(1).max(1);
    let mut beside = Vec::new();
    for at in 0..chart.beside.len() {
        let (column, row) = (at % columns, at / columns);
        let step = |n: usize, size: i32| i32::try_from(n).unwrap_or(0) * size;
        beside.push(Spot { x: EDGE + 2 * HEAD + 20 + step(column, 290), y: y + 20 + step(row, 160), w: 260, h: 130 });
    }
    let end = beside.iter().map(|spot| spot.y + spot.h + 20).max().unwrap_or(y);
    let right = beside.iter().map(|spot| spot.x + spot.w + 20).max().unwrap_or(0).max(middle(wide) + 130);
    let mut edges: Vec<(i32, i32)> = tops.iter().copied().zip(tops.iter().copied().skip(1).chain([y])).collect();
    if !beside.is_empty() {
        edges.push((y, end));
    }
    let lane = |(top, foot): &(i32, i32)| Spot { x: EDGE + HEAD, y: *top, w: right - EDGE - HEAD, h: foot - top };
    let notes = chart.notes.iter().filter_map(|(on, _)| spots.get(*on)).map(|on| note(*on)).collect();
    Placed {
        pool: Spot { x: EDGE, y: EDGE, w: right - EDGE, h: end - EDGE },
        lanes: edges.iter().map(lane).collect(),
        ways: way::ways(chart, &grid, &points, &spots, low),
        names: names(chart, &spots),
        spots,
        beside,
        notes,
    }
}

/// A text stands above what it is about.
const fn note(on: Spot) -> (Spot, [(i32, i32); 2]) {
    let spot = Spot { x: on.x + 10, y: on.y - 38, w: 170, h: 30 };
    (spot, [(on.x + 30, on.y), (spot.x + 20, spot.y + spot.h)])
}

fn spots(chart: &Chart, points: &[(i32, i32)]) -> Vec<Spot> {
    let mut spots: Vec<Spot> = Vec::new();
    for (element, (x, y)) in chart.elements.iter().zip(points) {
        let (w, h) = size(element.tag);
        spots.push(Spot { x: x - w / 2, y: y - h / 2, w, h });
    }
    let mut seated = vec![0; spots.len()];
    for (at, element) in chart.elements.iter().enumerate() {
        let Some(on) = element.on else { continue };
        let (Some(host), Some(before)) = (spots.get(on).copied(), seated.get_mut(on)) else { continue };
        let step = (host.w - 36) / (seats(chart, on) - 1).max(1);
        if let Some(spot) = spots.get_mut(at) {
            (spot.x, spot.y) = (host.x + host.w - 36 - step * *before, host.y + host.h - 18);
        }
        *before += 1;
    }
    spots
}

/// How many events sit on an element.
fn seats(chart: &Chart, on: At) -> i32 {
    i32::try_from(chart.elements.iter().filter(|element| element.on == Some(on)).count()).unwrap_or(i32::MAX)
}

/// How deep the lines of so many events on one element go below it, so that none goes through a name.
const fn lines(seats: i32) -> i32 {
    18 + 10 + 9 * seats
}

/// In how many rows the names of so many events stand: those of one row are apart from each other.
const fn levels(seats: i32) -> i32 {
    if seats < 2 { seats } else { (TEXT.0 * (seats - 1)) / 104 + 1 }
}

/// How much room all of it takes below the element.
const fn below(seats: i32) -> i32 {
    if seats == 0 { 0 } else { lines(seats) + levels(seats) * TEXT.1 }
}

/// The names of events stand below their lines.
fn names(chart: &Chart, spots: &[Spot]) -> Vec<Option<Spot>> {
    let mut seated = vec![0; spots.len()];
    let mut name = |at: At| {
        let on = chart.elements.get(at)?.on?;
        let (host, event, before) = (spots.get(on)?, spots.get(at)?, seated.get_mut(on)?);
        let count = seats(chart, on);
        let level = *before % levels(count).max(1);
        *before += 1;
        let y = host.y + host.h + lines(count) + level * TEXT.1;
        Some(Spot { x: event.x + event.w / 2 - TEXT.0 / 2, y, w: TEXT.0, h: TEXT.1 })
    };
    (0..chart.elements.len()).map(&mut name).collect()
}

fn grid(chart: &Chart) -> Grid {
    let column = columns(chart);
    let forward = forward(chart);
    let lane = |at: At| chart.elements.get(at).and_then(|element| element.lane).unwrap_or(0);
    let of = |at: At| column.get(at).copied().unwrap_or(0);
    let mut cells: Vec<Cell> =
        (0..chart.elements.len()).map(|at| Cell { column: of(at), lane: lane(at), row: 0 }).collect();
    let mut chains = Vec::new();
    for (from, to, _) in &chart.flows {
        if !forward.contains(&(*from, *to)) || of(*from) >= of(*to) {
            chains.push(None);
            continue;
        }
        let mut chain = vec![*from];
        for column in of(*from) + 1..of(*to) {
            chain.push(cells.len());
            cells.push(Cell { column, lane: lane(*from), row: 0 });
        }
        chain.push(*to);
        chains.push(Some(chain));
    }
    let mut grid = Grid { cells, chains };
    rows(chart, &mut grid);
    grid
}

/// Gives each cell its row: near what leads to it, in the order of what leads to them.
fn rows(chart: &Chart, grid: &mut Grid) {
    let sits = |at: usize| chart.elements.get(at).and_then(|element| element.on);
    // For each cell those before it, with whether a timer or happening leads from there, and the flow's number.
    let mut before: BTreeMap<usize, Vec<(usize, bool, usize)>> = BTreeMap::new();
    for (flow, chain) in grid.chains.iter().enumerate() {
        for pair in chain.iter().flat_map(|chain| chain.windows(2)) {
            if let [from, to] = pair {
                before.entry(*to).or_default().push((sits(*from).unwrap_or(*from), sits(*from).is_some(), flow));
            }
        }
    }
    let last = grid.cells.iter().map(|cell| cell.column).max().unwrap_or(0);
    for column in 0..=last {
        let mut here: Vec<((usize, i32, usize), usize)> = Vec::new();
        for at in 0..grid.cells.len() {
            let Some(cell) = grid.cells.get(at).copied().filter(|cell| cell.column == column && sits(at).is_none())
            else {
                continue;
            };
            let led = before.get(&at).into_iter().flatten();
            // From another lane the first row is as good as any.
            let row = |(from, below, _): &(usize, bool, usize)| {
                let from = grid.cells.get(*from)?;
                Some(if from.lane == cell.lane { from.row + i32::from(*below) } else { 0 })
            };
            let wanted = led.clone().filter_map(row).min().unwrap_or(0);
            let order = led.map(|(.., flow)| *flow).min().unwrap_or(0);
            here.push(((cell.lane, wanted, order), at));
        }
        here.sort_unstable();
        let mut next: BTreeMap<usize, i32> = BTreeMap::new();
        for ((lane, wanted, _), at) in here {
            let next = next.entry(lane).or_default();
            let row = wanted.max(*next);
            *next = row + 1;
            if let Some(cell) = grid.cells.get_mut(at) {
                cell.row = row;
            }
        }
    }
    for at in 0..chart.elements.len() {
        let host = sits(at).and_then(|on| grid.cells.get(on)).copied();
        if let (Some(host), Some(cell)) = (host, grid.cells.get_mut(at)) {
            *cell = host;
        }
    }
}

/// The column of each element: one further than the furthest that leads to it; what sits on another is in its column.
fn columns(chart: &Chart) -> Vec<i32> {
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
    // What nothing leads to stands right before what it leads to.
    for at in 0..count {
        if forward.iter().any(|(_, to)| *to == at) {
            continue;
        }
        let first = forward.iter().filter(|(from, _)| *from == at).filter_map(|(_, to)| column.get(*to)).min().copied();
        if let (Some(first), Some(own)) = (first, column.get_mut(at)) {
            *own = (first - 1).max(0);
        }
    }
    column
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
