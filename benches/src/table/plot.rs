//! A plot of figures over sizes, both by powers of ten, as SVG.

use guicheng_bench::figure::count;
use std::fmt::Write as _;

/// One line of it.
pub(crate) struct Line {
    /// What it shows.
    pub(crate) name: &'static str,
    /// How many things, and nanoseconds.
    pub(crate) points: Vec<(usize, f64)>,
}

const COLOURS: [&str; 4] = ["#0b6e99", "#7a4c9e", "#b5472f", "#4c7a34"];
const LEFT: f64 = 70.0;
const TOP: f64 = 20.0;
/// A power of ten in either direction.
const ACROSS: f64 = 80.0;
const UP: f64 = 70.0;
/// From 1 to 10^6 things, from 10 ns to 1 ms.
const THINGS: i32 = 6;
const NANOSECONDS: [(i32, &str); 6] =
    [(1, "10 ns"), (2, "100 ns"), (3, "1 µs"), (4, "10 µs"), (5, "100 µs"), (6, "1 ms")];

/// The plot.
pub(crate) fn plot(lines: &[Line]) -> String {
    let mut svg = String::from(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 600 490\" font-family=\"sans-serif\" font-size=\"12\">\n\
         <rect width=\"600\" height=\"490\" fill=\"#fff\"/>\n",
    );
    for things in 0..=THINGS {
        let x = LEFT + f64::from(things) * ACROSS;
        let label = 10_u32.pow(things.unsigned_abs());
        let _ = writeln!(svg, "<path d=\"M{x} {TOP}V{}\" stroke=\"#ddd\"/>", y(1.0));
        let _ = writeln!(svg, "<text x=\"{x}\" y=\"{}\" text-anchor=\"middle\">{label}</text>", y(1.0) + 18.0);
    }
    for (power, label) in NANOSECONDS {
        let y = y(f64::from(power));
        let right = LEFT + f64::from(THINGS) * ACROSS;
        let _ = writeln!(svg, "<path d=\"M{LEFT} {y}H{right}\" stroke=\"#ddd\"/>");
        let _ = writeln!(svg, "<text x=\"{}\" y=\"{}\" text-anchor=\"end\">{label}</text>", LEFT - 8.0, y + 4.0);
    }
    for (n, (line, colour)) in lines.iter().zip(COLOURS).enumerate() {
        draw(&mut svg, line, colour);
        let (column, row) = (count(n as u64 % 2 + 1) - 1.0, count(n as u64 / 2 + 1) - 1.0);
        let (x, y) = (LEFT + 250.0 * column, 448.0 + 20.0 * row);
        let _ = writeln!(svg, "<circle cx=\"{x}\" cy=\"{y}\" r=\"4\" fill=\"{colour}\"/>");
        let _ = writeln!(svg, "<text x=\"{}\" y=\"{}\">{}</text>", x + 10.0, y + 4.0, line.name);
    }
    svg + "</svg>\n"
}

fn draw(svg: &mut String, line: &Line, colour: &str) {
    let places = line.points.iter().map(|(n, ns)| (LEFT + count(*n as u64).log10() * ACROSS, y(ns.log10())));
    let places: Vec<(f64, f64)> = places.collect();
    let path: Vec<String> = places.iter().map(|(x, y)| format!("{x:.1},{y:.1}")).collect();
    let _ =
        writeln!(svg, "<polyline points=\"{}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\"/>", path.join(" "));
    for (x, y) in places {
        let _ = writeln!(svg, "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"4\" fill=\"{colour}\"/>");
    }
}

/// Where a power of ten of nanoseconds stands.
fn y(power: f64) -> f64 {
    TOP + (6.0 - power) * UP + 20.0
}
