//! The axis of time.

use super::svg::{Svg, local};
use guicheng_core::{Timestamp, Zone};

/// Steps between marks, in milliseconds.
const STEPS: [i64; 20] = [
    1_000,
    5_000,
    15_000,
    60_000,
    300_000,
    900_000,
    1_800_000,
    3_600_000,
    10_800_000,
    21_600_000,
    43_200_000,
    DAY,
    2 * DAY,
    7 * DAY,
    14 * DAY,
    30 * DAY,
    91 * DAY,
    182 * DAY,
    365 * DAY,
    1_826 * DAY,
];
const DAY: i64 = 86_400_000;
/// At most so many marks.
const MARKS: i64 = 8;

/// An axis of time.
pub(super) struct Axis<'z> {
    from: i64,
    to: i64,
    left: i64,
    width: i64,
    zone: &'z Zone,
}

impl<'z> Axis<'z> {
    /// From one instant to another, over so many pixels.
    pub(super) fn new((from, to): (Timestamp, Timestamp), (left, width): (i64, i64), zone: &'z Zone) -> Self {
        Self { from: from.0, to: to.0.max(from.0.saturating_add(1_000)), left, width, zone }
    }

    /// Where an instant lies.
    pub(super) fn x(&self, at: Timestamp) -> i64 {
        let all = i128::from(self.to.saturating_sub(self.from)).max(1);
        let part = i128::from(at.0.saturating_sub(self.from)).clamp(0, all);
        self.left + i64::try_from(part * i128::from(self.width) / all).unwrap_or(0)
    }

    /// Draws it at the top of an area that ends at `bottom`.
    pub(super) fn draw(&self, svg: &mut Svg, top: i64, bottom: i64) {
        let all = self.to.saturating_sub(self.from);
        let step = STEPS.into_iter().find(|step| all / step <= MARKS).unwrap_or(10_000 * DAY);
        // Marks stand at round local times.
        let offset = self.zone.offset_at(Timestamp(self.from));
        let mut at = (self.from.saturating_add(offset)).div_euclid(step).saturating_mul(step).saturating_sub(offset);
        while at <= self.to {
            if at >= self.from {
                let (x, shown) = (self.x(Timestamp(at)), local(Timestamp(at), self.zone, step < 60_000));
                let shown = if step >= DAY { shown.get(..10).unwrap_or(&shown).to_owned() } else { shown };
                svg.line((x, top), (x, bottom), "grid");
                svg.text(
                    (x, top - 5),
                    "midsmall",
                    shown.get(shown.len().saturating_sub(if step >= DAY { 10 } else { 11 })..).unwrap_or(&shown),
                );
            }
            at = at.saturating_add(step);
        }
        svg.line((self.left, top), (self.left + self.width, top), "axis");
    }
}
