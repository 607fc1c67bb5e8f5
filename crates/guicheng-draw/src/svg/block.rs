//! Laid-out blocks: a rectangle of shapes with a way in at the top and (perhaps) a way out at the bottom.

use super::paint::Shape;
use alloc::vec::Vec;
use guicheng_core::NodeId;

/// Between things above each other.
pub(super) const GAP: i32 = 20;
/// Between things beside each other.
pub(super) const AISLE: i32 = 18;

/// A rectangle with what it shows. The way in is at (`cx`, 0), the way out at (`cx`, `h`).
#[derive(Clone, Debug, Default)]
pub(super) struct Block {
    pub(super) w: i32,
    pub(super) h: i32,
    pub(super) cx: i32,
    /// Whether it goes on below.
    pub(super) out: bool,
    pub(super) shapes: Vec<Shape>,
    /// Where nodes stand.
    pub(super) anchors: Vec<(NodeId, Spot)>,
    /// Ways back: from where, to which node.
    pub(super) jumps: Vec<Jump>,
}

/// A way back.
#[derive(Clone, Copy, Debug)]
pub(super) struct Jump {
    pub(super) from: Spot,
    pub(super) to: NodeId,
    /// In layers it leaves below its layer, whose lower edge this is, and comes in above.
    pub(super) between: Option<i32>,
}

/// A rectangle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Spot {
    pub(super) x: i32,
    pub(super) y: i32,
    pub(super) w: i32,
    pub(super) h: i32,
}

impl Block {
    /// Takes in another block at a place.
    pub(super) fn place(&mut self, other: Self, dx: i32, dy: i32) {
        for mut shape in other.shapes {
            shape.shift(dx, dy);
            self.shapes.push(shape);
        }
        let moved = |s: Spot| Spot { x: s.x + dx, y: s.y + dy, ..s };
        self.anchors.extend(other.anchors.into_iter().map(|(n, s)| (n, moved(s))));
        self.jumps.extend(other.jumps.into_iter().map(|j| Jump {
            from: moved(j.from),
            between: j.between.map(|y| y + dy),
            ..j
        }));
    }

    pub(super) fn flow(&mut self, points: Vec<(i32, i32)>, arrow: bool) {
        self.shapes.push(Shape::Line { points, class: "flow", arrow });
    }
}

/// Blocks one below the other, with arrows between.
pub(super) fn stack(blocks: Vec<Block>) -> Block {
    let mut all = Block { out: true, ..Block::default() };
    all.cx = blocks.iter().map(|b| b.cx).max().unwrap_or(0);
    all.w = blocks.iter().map(|b| all.cx + b.w - b.cx).max().unwrap_or(0);
    let mut y = 0;
    for (i, block) in blocks.into_iter().enumerate() {
        if i > 0 {
            if all.out {
                all.flow([(all.cx, y), (all.cx, y + GAP)].into(), block.h > 0);
            }
            y += GAP;
        }
        all.out = block.out;
        let (dx, h) = (all.cx - block.cx, block.h);
        all.place(block, dx, y);
        y += h;
    }
    all.h = y;
    all
}

/// A branch on its way: its label and its block.
pub(super) struct Limb {
    pub(super) label: Block,
    pub(super) body: Block,
    pub(super) joins: bool,
}

/// Branches side by side under a head; lines come together where any goes on.
pub(super) fn columns(head: Block, limbs: Vec<Limb>, bar: bool) -> Block {
    let widths: Vec<i32> = limbs.iter().map(|l| l.body.w.max(l.label.w).max(24)).collect();
    let total: i32 = widths.iter().sum::<i32>() + AISLE * (i32::try_from(widths.len()).unwrap_or(1) - 1);
    let mut all = Block { out: limbs.iter().any(|l| l.joins), ..Block::default() };
    let mut middles = Vec::new();
    let mut x = 0;
    for (limb, w) in limbs.iter().zip(&widths) {
        let spare = (w - limb.body.w).max(0) / 2;
        middles.push((x, x + spare + if limb.body.w == 0 { w / 2 - spare } else { limb.body.cx }));
        x += w + AISLE;
    }
    let (first, last) = (middles.first().map_or(0, |m| m.1), middles.last().map_or(0, |m| m.1));
    all.cx = i32::midpoint(first, last).max(head.cx);
    let shift = all.cx - i32::midpoint(first, last);
    all.w = (total + shift).max(all.cx + head.w - head.cx);
    let (head_h, head_cx) = (head.h, head.cx);
    all.place(head, all.cx - head_cx, 0);
    let fork = head_h + 12;
    let label_h = limbs.iter().map(|l| l.label.h).max().unwrap_or(0);
    let top = fork + 10 + label_h + if label_h > 0 { 10 } else { 4 };
    let bottom = top + limbs.iter().map(|l| l.body.h).max().unwrap_or(0) + 14;
    all.flow([(all.cx, head_h), (all.cx, fork)].into(), false);
    if bar {
        let (a, b) = (first + shift - 14, last + shift + 14);
        all.shapes.push(Shape::Rect { x: a, y: fork - 2, w: b - a, h: 4, r: 2, class: "bar" });
    }
    for (limb, (_, mid)) in limbs.into_iter().zip(middles) {
        let mid = mid + shift;
        let start = if bar || mid == all.cx { (mid, fork) } else { (all.cx, fork) };
        let way = if start.0 == mid { [start, (mid, top)].into() } else { [start, (mid, fork), (mid, top)].into() };
        all.flow(way, limb.body.h > 0);
        let (lw, bw, bh, cx) = (limb.label.w, limb.body.cx, limb.body.h, limb.body.out);
        all.place(limb.label, mid - lw / 2, fork + 10);
        let dx = if limb.body.w == 0 { mid } else { mid - bw };
        all.place(limb.body, dx, top);
        if limb.joins && cx {
            let end = if bar || mid == all.cx { Vec::new() } else { [(all.cx, bottom)].into() };
            let mut way: Vec<_> = [(mid, top + bh), (mid, bottom)].into();
            way.extend(end);
            all.flow(way, false);
        }
    }
    all.h = if all.out { bottom + 2 } else { bottom - 10 };
    if bar && all.out {
        let (a, b) = (first + shift - 14, last + shift + 14);
        all.shapes.push(Shape::Rect { x: a, y: bottom - 2, w: b - a, h: 4, r: 2, class: "bar" });
    }
    all
}

/// Branches under each other, between a rail on the left (in) and one on the right (out): for many or wide branches.
pub(super) fn comb(head: Block, limbs: Vec<Limb>, bar: bool) -> Block {
    let class = if bar { "rail" } else { "flow" };
    let width = limbs.iter().map(|l| l.label.w.max(l.body.w)).max().unwrap_or(0);
    let mut all = Block { out: limbs.iter().any(|l| l.joins), ..Block::default() };
    let right = START + width + 22;
    all.w = (right + 6).max(head.w);
    all.cx = (all.w / 2).max(head.cx);
    all.w = all.w.max(all.cx + head.w - head.cx);
    let (head_h, head_cx) = (head.h, head.cx);
    all.place(head, all.cx - head_cx, 0);
    let top = head_h + 12;
    all.flow([(all.cx, head_h), (all.cx, top), (RAIL, top), (RAIL, top + 10)].into(), false);
    let mut rail = Rail { width, right, y: top + 10, last_in: top, first_out: None };
    for limb in limbs {
        rail.tooth(&mut all, limb);
    }
    all.shapes.push(Shape::Line { points: [(RAIL, top + 8), (RAIL, rail.last_in)].into(), class, arrow: false });
    let y = rail.y;
    all.h = y;
    if let Some(from) = rail.first_out.filter(|_| all.out) {
        all.shapes.push(Shape::Line { points: [(right, from), (right, y - 6)].into(), class, arrow: false });
        all.flow([(right, y - 6), (right, y), (all.cx, y)].into(), false);
        all.h = y + 2;
    }
    all
}

const RAIL: i32 = 8;
const START: i32 = 34;

struct Rail {
    width: i32,
    right: i32,
    y: i32,
    last_in: i32,
    first_out: Option<i32>,
}

impl Rail {
    fn tooth(&mut self, all: &mut Block, limb: Limb) {
        let (lw, lh, bw, bh) = (limb.label.w, limb.label.h, limb.body.w, limb.body.h);
        let below = lh == 0 && bh > 0;
        let mid = self.y + if lh > 0 { lh / 2 } else { 4 };
        self.last_in = mid;
        let goes_on = limb.joins && limb.body.out;
        let beside = !below && lw + 24 + bw <= self.width && bh <= lh.max(34);
        if !below {
            all.flow([(RAIL, mid), (START - 2, mid)].into(), true);
        }
        all.place(limb.label, START, self.y);
        let exit = if bh == 0 {
            self.y += lh.max(22);
            Some(((START + lw, mid), mid))
        } else if beside {
            let by = mid - bh / 2;
            all.flow([(START + lw, mid), (START + lw + 22, mid)].into(), true);
            all.place(limb.body, START + lw + 24, by);
            self.y = (self.y + lh).max(by + bh);
            Some(((START + lw + 24 + bw, mid), mid))
        } else {
            let by = self.y + lh.max(4) + 14;
            let cx = START + limb.body.cx;
            if below {
                all.flow([(RAIL, mid), (cx, mid), (cx, by)].into(), true);
            } else if cx < START + lw {
                all.flow([(cx, self.y + lh), (cx, by)].into(), true);
            } else {
                all.flow([(START + lw, mid), (cx, mid), (cx, by)].into(), true);
            }
            all.place(limb.body, START, by);
            self.y = by + bh + 8;
            Some(((cx, by + bh), by + bh + 8))
        };
        if let Some((from, level)) = exit.filter(|_| goes_on) {
            all.flow([from, (from.0, level), (self.right, level)].into(), false);
            self.first_out.get_or_insert(level);
        }
        self.y += 12;
    }
}
