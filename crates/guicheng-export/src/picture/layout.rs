//! Layers of a map: what usually comes earlier stands higher; arrows that skip layers get points to bend at.

/// A map laid out.
pub(super) struct Layout {
    /// Nodes and bends: the layer, and the place in it in pixels from the left (the middle of the thing).
    pub(super) places: Vec<(usize, i64)>,
    /// Of each arrow given: the places that it passes, from its start to its end.
    pub(super) ways: Vec<Vec<usize>>,
    /// How many layers there are.
    pub(super) layers: usize,
    /// How wide it is.
    pub(super) width: i64,
}

/// Lays out nodes of these widths, whose order is that of their first rank, and arrows between them (from, to).
pub(super) fn layout(widths: &[i64], arrows: &[(usize, usize)]) -> Layout {
    let mut layer = vec![0_usize; widths.len()];
    // Nodes come in the order of their rank: one pass finds the longest way to each.
    for node in 0..widths.len() {
        let before = arrows.iter().filter(|(from, to)| *to == node && from < to);
        // Nothing stands beside the start, not even what is only ever reached backwards.
        let longest =
            before.filter_map(|(from, _)| layer.get(*from)).max().map_or(usize::from(node > 0), |most| most + 1);
        if let Some(place) = layer.get_mut(node) {
            *place = longest;
        }
    }
    let mut things: Vec<(usize, i64)> = layer.iter().copied().zip(widths.iter().copied()).collect();
    let mut ways = Vec::new();
    for (from, to) in arrows {
        let at = |node: &usize| layer.get(*node).copied().unwrap_or_default();
        let (a, b) = (at(from), at(to));
        let mut way = vec![*from];
        let between: Vec<usize> = if a < b { (a + 1..b).collect() } else { (b + 1..a).rev().collect() };
        for bend in between {
            way.push(things.len());
            things.push((bend, BEND));
        }
        way.push(*to);
        ways.push(way);
    }
    let layers = things.iter().map(|(layer, _)| layer + 1).max().unwrap_or(0);
    let mut rows: Vec<Vec<usize>> = vec![Vec::new(); layers];
    for (thing, (layer, _)) in things.iter().enumerate() {
        if let Some(row) = rows.get_mut(*layer) {
            row.push(thing);
        }
    }
    let links: Vec<(usize, usize)> =
        ways.iter().flat_map(|way| way.iter().copied().zip(way.iter().copied().skip(1))).collect();
    place(&things, rows, &links, ways)
}

const BEND: i64 = 26;
const GAP: i64 = 26;
const SWEEPS: usize = 12;

fn place(
    things: &[(usize, i64)],
    mut rows: Vec<Vec<usize>>,
    links: &[(usize, usize)],
    ways: Vec<Vec<usize>>,
) -> Layout {
    let mut near: Vec<Vec<usize>> = vec![Vec::new(); things.len()];
    for (a, b) in links {
        for (one, other) in [(*a, *b), (*b, *a)] {
            if let Some(list) = near.get_mut(one) {
                list.push(other);
            }
        }
    }
    let mut x: Vec<i64> = vec![0; things.len()];
    rows.iter().for_each(|row| spread(row, things, &mut x, None));
    for sweep in 0..SWEEPS {
        let order: Vec<usize> =
            if sweep % 2 == 0 { (0..rows.len()).collect() } else { (0..rows.len()).rev().collect() };
        for at in order {
            let Some(row) = rows.get_mut(at) else { continue };
            let wish = |thing: &usize| {
                let others = near.get(*thing).map_or(&[][..], |list| list);
                let sum: i64 = others.iter().filter_map(|other| x.get(*other)).sum();
                let count = i64::try_from(others.len()).unwrap_or(1);
                if count == 0 { x.get(*thing).copied().unwrap_or(0) } else { sum / count }
            };
            let wishes: Vec<(i64, usize)> = row.iter().map(|thing| (wish(thing), *thing)).collect();
            let mut wishes = wishes;
            wishes.sort_unstable();
            *row = wishes.iter().map(|(_, thing)| *thing).collect();
            let middles: Vec<i64> = wishes.iter().map(|(wish, _)| *wish).collect();
            spread(row, things, &mut x, Some(&middles));
        }
    }
    let half = |thing: usize| things.get(thing).map_or(0, |(_, width)| width / 2);
    let left = x.iter().enumerate().map(|(thing, x)| x - half(thing)).min().unwrap_or(0);
    let width = x.iter().enumerate().map(|(thing, x)| x + half(thing) - left).max().unwrap_or(0);
    let places = things.iter().zip(&x).map(|((layer, _), x)| (*layer, x - left)).collect();
    Layout { places, ways, layers: rows.len(), width }
}

/// Places a row: each as near to its wish as those before it allow, then all moved by the mean of what is missing.
fn spread(row: &[usize], things: &[(usize, i64)], x: &mut [i64], wishes: Option<&[i64]>) {
    let mut edge: Option<i64> = None;
    let mut missed = 0;
    for (at, thing) in row.iter().enumerate() {
        let width = things.get(*thing).map_or(0, |(_, width)| *width);
        let wish = wishes.and_then(|wishes| wishes.get(at)).copied();
        let least = edge.map_or(i64::MIN, |edge| edge + GAP + width / 2);
        let middle = wish.unwrap_or(if least == i64::MIN { 0 } else { least }).max(least);
        missed += wish.map_or(0, |wish| wish - middle);
        edge = Some(middle + width / 2);
        if let Some(place) = x.get_mut(*thing) {
            *place = middle;
        }
    }
    let shift = missed / i64::try_from(row.len()).unwrap_or(1).max(1);
    for thing in row {
        if let Some(place) = x.get_mut(*thing) {
            *place += shift;
        }
    }
}
