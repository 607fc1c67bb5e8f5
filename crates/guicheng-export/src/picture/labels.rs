//! Labels that do not lie over each other, nor over what they must keep off.

use super::svg::{Svg, width};

/// A label that looks for a place.
pub(super) struct Label {
    /// Middles at which it may stand, the best first.
    pub(super) spots: Vec<(i64, i64)>,
    pub(super) text: String,
}

/// How high a label is.
const HIGH: i64 = 14;
/// How far a label that finds none of its spots free is moved at a time.
const STEP: (i64, i64) = (24, HIGH + 2);
/// How often; beyond that there is nothing for miles.
const RINGS: i64 = 200;

/// A box, by its sides.
#[derive(Clone, Copy)]
struct Area {
    left: i64,
    top: i64,
    right: i64,
    bottom: i64,
}

impl Area {
    fn around((x, y): (i64, i64), wide: i64) -> Self {
        let (left, top) = (x - wide / 2, y - HIGH / 2);
        Self { left, top, right: left + wide, bottom: top + HIGH }
    }

    fn meets(&self, other: &Self) -> bool {
        self.left < other.right && other.left < self.right && self.top < other.bottom && other.top < self.bottom
    }
}

/// Labels put so far, and what they keep off.
pub(super) struct Labels {
    taken: Vec<Area>,
    right: i64,
    bottom: i64,
    top: i64,
}

impl Labels {
    /// None yet; all stand below this line.
    pub(super) const fn below(top: i64) -> Self {
        Self { taken: Vec::new(), right: 0, bottom: 0, top }
    }

    /// No label may lie over this.
    pub(super) fn keep_off(&mut self, (left, top): (i64, i64), (wide, high): (i64, i64)) {
        self.taken.push(Area { left, top, right: left + wide, bottom: top + high });
    }

    /// Puts a label at the first spot that is free; where none is, as near to its best as can be, with a line to it.
    pub(super) fn put(&mut self, svg: &mut Svg, label: &Label) {
        let wide = width(&label.text) + 6;
        let Some(best) = label.spots.first().copied() else { return };
        let free = |spot: &(i64, i64)| {
            let area = Area::around(*spot, wide);
            area.top >= self.top && area.left >= 0 && !self.taken.iter().any(|taken| taken.meets(&area))
        };
        let moved = || (1..RINGS).flat_map(|ring| around(best, ring)).find(free);
        let on_its_arrow = label.spots.iter().copied().find(free);
        let spot = on_its_arrow.or_else(moved).unwrap_or(best);
        if on_its_arrow.is_none() {
            svg.line(best, spot, "lead");
        }
        let area = Area::around(spot, wide);
        svg.put(format_args!(
            "<rect class=\"label\" x=\"{}\" y=\"{}\" width=\"{wide}\" height=\"{HIGH}\"/>",
            area.left, area.top
        ));
        svg.text((spot.0, spot.1 + 4), "midsmall", &label.text);
        (self.right, self.bottom) = (self.right.max(area.right), self.bottom.max(area.bottom));
        self.taken.push(area);
    }

    /// How far to the right and down they reach.
    pub(super) const fn reach(&self) -> (i64, i64) {
        (self.right, self.bottom)
    }
}

/// Places so many steps away.
fn around((x, y): (i64, i64), ring: i64) -> impl Iterator<Item = (i64, i64)> {
    let steps = (-ring..=ring).flat_map(move |a| [(a, -ring), (a, ring), (-ring, a), (ring, a)]);
    let mut steps: Vec<(i64, i64)> = steps.collect();
    steps.sort_by_key(|(a, b)| (a.abs() + b.abs(), *a, *b));
    steps.dedup();
    steps.into_iter().map(move |(a, b)| (x + a * STEP.0, y + b * STEP.1))
}
