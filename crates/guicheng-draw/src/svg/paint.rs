//! Shapes and how they are written.

use super::text::width;
use crate::xml::Escaped;
use alloc::{string::String, vec::Vec};
use core::fmt::Write;

/// A shape. All numbers are whole pixels.
#[derive(Clone, Debug)]
pub(super) enum Shape {
    /// A box with a style.
    Rect { x: i32, y: i32, w: i32, h: i32, r: i32, class: &'static str },
    /// A line through points, with rounded corners, perhaps with an arrow at its end.
    Line { points: Vec<(i32, i32)>, class: &'static str, arrow: bool },
    /// A diamond by its middle and half sizes.
    Diamond { x: i32, y: i32, half: (i32, i32) },
    /// A text by its baseline: at its start, or at its middle.
    Text { x: i32, y: i32, text: String, class: &'static str, middle: bool },
    /// A small picture in a square of 12.
    Icon { x: i32, y: i32, icon: Icon, class: &'static str },
    /// A filled circle, or a ring.
    Dot { x: i32, y: i32, r: i32, class: &'static str },
}

/// A small picture, drawn as paths: no font is trusted to have it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Icon {
    Clock,
    Person,
    Bolt,
    Pause,
    Shield,
    Play,
    Stop,
    Loop,
    Note,
}

impl Icon {
    const fn path(self) -> &'static str {
        match self {
            Self::Clock => "M6 .8a5.2 5.2 0 1 0 .01 0zM6 3v3.2l2.2 1.4",
            Self::Person => "M6 1a2.4 2.4 0 1 0 .01 0zM1.5 11.2c.3-3 2-4.2 4.5-4.2s4.2 1.2 4.5 4.2z",
            Self::Bolt => "M7 .8 2.6 6.8h3L4.8 11.2 9.4 5h-3z",
            Self::Pause => "M3.6 1.5v9M8.4 1.5v9",
            Self::Shield => "M6 .8 10.4 2.4v3.4c0 2.6-1.8 4.4-4.4 5.4C3.4 10.2 1.6 8.4 1.6 5.8V2.4z",
            Self::Play => "M3 1.6 10 6 3 10.4z",
            Self::Stop => "M2.4 2.4h7.2v7.2H2.4z",
            Self::Loop => "M2 7.4A4.2 4.2 0 1 0 3.2 3M3.4.6v2.6H6",
            Self::Note => "M2 1h6l2 2v8H2zM4 5h4M4 7.6h4",
        }
    }

    const fn filled(self) -> bool {
        matches!(self, Self::Person | Self::Bolt | Self::Play | Self::Stop)
    }
}

impl Shape {
    /// Moves it.
    pub(super) fn shift(&mut self, dx: i32, dy: i32) {
        match self {
            Self::Rect { x, y, .. }
            | Self::Diamond { x, y, .. }
            | Self::Text { x, y, .. }
            | Self::Icon { x, y, .. }
            | Self::Dot { x, y, .. } => {
                *x += dx;
                *y += dy;
            }
            Self::Line { points, .. } => {
                for (x, y) in points {
                    *x += dx;
                    *y += dy;
                }
            }
        }
    }

    /// Writes it.
    pub(super) fn write(&self, out: &mut String) {
        let _ = match self {
            Self::Rect { x, y, w, h, r, class } => {
                writeln!(out, r#"<rect class="{class}" x="{x}" y="{y}" width="{w}" height="{h}" rx="{r}"/>"#)
            }
            Self::Diamond { x, y, half: (a, b) } => {
                writeln!(out, r#"<path class="gate" d="M{} {y}L{x} {}L{} {y}L{x} {}Z"/>"#, x - a, y - b, x + a, y + b)
            }
            Self::Text { x, y, text, class, middle } => {
                let anchor = if *middle { r#" text-anchor="middle""# } else { "" };
                writeln!(out, r#"<text class="{class}" x="{x}" y="{y}"{anchor}>{}</text>"#, Escaped(text))
            }
            Self::Icon { x, y, icon, class } => {
                let fill = if icon.filled() { "fill" } else { "line" };
                writeln!(out, r#"<path class="i-{fill} {class}" transform="translate({x} {y})" d="{}"/>"#, icon.path())
            }
            Self::Dot { x, y, r, class } => writeln!(out, r#"<circle class="{class}" cx="{x}" cy="{y}" r="{r}"/>"#),
            Self::Line { points, class, arrow } => {
                let end = if *arrow { r#" marker-end="url(#gc-arrow)""# } else { "" };
                writeln!(out, r#"<path class="{class}" d="{}"{end}/>"#, rounded(points))
            }
        };
    }
}

/// A path through points with corners of radius 7.
fn rounded(points: &[(i32, i32)]) -> String {
    let mut d = String::new();
    let [first, middle @ .., last] = points else { return d };
    let _ = write!(d, "M{} {}", first.0, first.1);
    let mut before = *first;
    for (i, at) in middle.iter().enumerate() {
        let after = middle.get(i + 1).unwrap_or(last);
        let (a, b) = (toward(*at, before), toward(*at, *after));
        let _ = write!(d, "L{} {}Q{} {} {} {}", a.0, a.1, at.0, at.1, b.0, b.1);
        before = *at;
    }
    let _ = write!(d, "L{} {}", last.0, last.1);
    d
}

/// The point 7 pixels (or half the way) from `at` toward `to`, along one axis.
fn toward(at: (i32, i32), to: (i32, i32)) -> (i32, i32) {
    let step = |d: i32| d.signum() * (d.abs() / 2).min(7);
    (at.0 + step(to.0 - at.0), at.1 + step(to.1 - at.1))
}

/// A text with its lines broken, as shapes under each other from `y` on; returns the height used.
pub(super) fn lines(
    shapes: &mut Vec<Shape>,
    at: (i32, i32),
    text: &[String],
    (class, size): (&'static str, i32),
    middle: bool,
) -> i32 {
    let step = size * 14 / 10;
    for (i, line) in text.iter().enumerate() {
        let y = at.1 + size + step * i32::try_from(i).unwrap_or(0);
        shapes.push(Shape::Text { x: at.0, y, text: line.clone(), class, middle });
    }
    step * i32::try_from(text.len()).unwrap_or(0)
}

/// The widest of some lines.
pub(super) fn widest(text: &[String], size: i32) -> i32 {
    text.iter().map(|l| width(l, size)).max().unwrap_or(0)
}

impl Shape {
    /// Its upper and lower edge.
    pub(super) fn span(&self) -> (i32, i32) {
        match self {
            Self::Rect { y, h, .. } => (*y, y + h),
            Self::Line { points, .. } => {
                let ys = || points.iter().map(|p| p.1);
                (ys().min().unwrap_or(0), ys().max().unwrap_or(0))
            }
            Self::Diamond { y, half, .. } => (y - half.1, y + half.1),
            Self::Text { y, .. } => (y - 14, y + 4),
            Self::Icon { y, .. } => (*y, y + 12),
            Self::Dot { y, r, .. } => (y - r, y + r),
        }
    }

    /// Whether it must not be cut through: all but frames and upright lines.
    pub(super) fn is_solid(&self) -> bool {
        match self {
            Self::Rect { class, .. } => *class != "frame",
            Self::Line { .. } => false,
            Self::Diamond { .. } | Self::Text { .. } | Self::Icon { .. } | Self::Dot { .. } => true,
        }
    }

    /// Its right edge.
    pub(super) fn right(&self) -> i32 {
        match self {
            Self::Rect { x, w, .. } => x + w,
            Self::Line { points, .. } => points.iter().map(|p| p.0).max().unwrap_or(0),
            Self::Diamond { x, half, .. } => x + half.0,
            Self::Text { x, .. } => *x,
            Self::Icon { x, .. } => x + 12,
            Self::Dot { x, r, .. } => x + r,
        }
    }
}
