//! The lines of flows: along the row of each cell that a flow goes through, up or down between the columns. Lines between
//! the same two columns go up or down on tracks of their own, in an order in which they cross only if their ends do.

use super::{
    chart::Chart,
    place::{COLUMN, Grid, Spot, middle},
};
use alloc::{collections::BTreeMap, vec::Vec};

type Point = (i32, i32);

/// A line that goes up or down between two columns: from and to which height, for which flow and which part of it.
struct Turn {
    from: i32,
    to: i32,
    flow: usize,
    part: usize,
}

/// The lines of all flows. Those that lead back run below `low`.
pub(super) fn ways(chart: &Chart, grid: &Grid, points: &[Point], spots: &[Spot], low: i32) -> Vec<Vec<Point>> {
    let mut channel = low;
    let mut lines: Vec<Line> = Vec::new();
    for ((from, to, _), chain) in chart.flows.iter().zip(&grid.chains) {
        let line = Line::of(chart, grid, points, spots, (*from, *to), chain.as_deref(), &mut channel);
        lines.push(line.unwrap_or_default());
    }
    let mut gaps: BTreeMap<i32, Vec<Turn>> = BTreeMap::new();
    for (flow, line) in lines.iter().enumerate() {
        let mut at = line.height;
        for (part, (gap, to)) in line.heights.iter().enumerate() {
            if at != *to {
                gaps.entry(*gap).or_default().push(Turn { from: at, to: *to, flow, part });
            }
            at = *to;
        }
    }
    let tracks = tracks(gaps);
    lines.iter().enumerate().map(|(flow, line)| line.points(flow, &tracks)).collect()
}

/// A flow: where it begins (at the side of an element, or below an event that sits on one), the heights that it takes,
/// each with the gap (behind this column) in which it turns to it, and where it ends.
#[derive(Default)]
struct Line {
    start: Point,
    height: i32,
    heights: Vec<(i32, i32)>,
    end: Point,
}

impl Line {
    fn of(
        chart: &Chart,
        grid: &Grid,
        points: &[Point],
        spots: &[Spot],
        (from, to): (usize, usize),
        chain: Option<&[usize]>,
        channel: &mut i32,
    ) -> Option<Self> {
        let end = spots.get(to)?.left();
        let column = |at: usize| grid.cells.get(at).map(|cell| cell.column);
        let heights = match chain {
            Some(chain) => {
                let inner = chain.iter().skip(1).take(chain.len().saturating_sub(2));
                let inner = inner.filter_map(|cell| points.get(*cell)).map(|(_, y)| *y);
                inner.chain([end.1]).zip(column(from)?..).map(|(y, gap)| (gap, y)).collect()
            }
            None => {
                *channel += 12;
                alloc::vec![(column(from)?, *channel), (column(to)? - 1, end.1)]
            }
        };
        let spot = *spots.get(from)?;
        let Some(on) = chart.elements.get(from)?.on else {
            return Some(Self { start: spot.right(), height: spot.right().1, heights, end });
        };
        // What sits further left goes deeper, so that it passes below the others.
        let before = chart.elements.iter().take(from).filter(|element| element.on == Some(on)).count();
        let start = spot.foot();
        Some(Self { start, height: start.1 + 8 + 9 * i32::try_from(before).unwrap_or(0), heights, end })
    }

    fn points(&self, flow: usize, tracks: &BTreeMap<(usize, usize), i32>) -> Vec<Point> {
        let mut way = alloc::vec![self.start, (self.start.0, self.height)];
        let mut at = self.height;
        for (part, (_, to)) in self.heights.iter().enumerate() {
            if let Some(x) = tracks.get(&(flow, part)) {
                way.extend([(*x, at), (*x, *to)]);
            }
            at = *to;
        }
        way.push(self.end);
        way.dedup();
        way
    }
}

/// Where each turn goes up or down.
fn tracks(gaps: BTreeMap<i32, Vec<Turn>>) -> BTreeMap<(usize, usize), i32> {
    let mut all = BTreeMap::new();
    for (gap, turns) in gaps {
        let (mut down, mut up): (Vec<Turn>, Vec<Turn>) = turns.into_iter().partition(|turn| turn.to > turn.from);
        // Of two that go down the lower turns first; of two that go up the upper.
        down.sort_by_key(|turn| (core::cmp::Reverse(turn.from), core::cmp::Reverse(turn.to)));
        up.sort_by_key(|turn| (turn.from, turn.to));
        let count = i32::try_from(down.len() + up.len()).unwrap_or(i32::MAX);
        let room = COLUMN - 140 - 26;
        for (n, turn) in (1..).zip(down.into_iter().chain(up)) {
            all.insert((turn.flow, turn.part), middle(gap) + 70 + 6 + room * n / (count + 1));
        }
    }
    all
}
