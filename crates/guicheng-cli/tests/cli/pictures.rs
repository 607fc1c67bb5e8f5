//! The pictures in `docs/pictures` are those that one command makes of the shipped procedures. With `GUICHENG_BLESS` set
//! they are drawn anew.

use super::{Desk, Out};
use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The files of a folder and what they hold.
fn files(folder: &Path) -> BTreeMap<String, String> {
    let Ok(entries) = fs::read_dir(folder) else { return BTreeMap::new() };
    let paths = entries.map(|e| e.unwrap().path());
    let file = |p: PathBuf| (p.file_name().unwrap().to_string_lossy().into_owned(), fs::read_to_string(&p).unwrap());
    paths.map(file).collect()
}

/// Draws all shipped procedures into a folder of the desk.
fn drawn(desk: &Desk, lang: &str) -> BTreeMap<String, String> {
    let out = desk.path(lang);
    let procedures = root().join("procedures");
    desk.ok(&format!("draw {} --as svg --lang {lang} -o {}/", procedures.display(), out.display()));
    files(&out)
}

#[test]
fn the_pictures_in_docs_are_those_of_the_procedures() {
    let folder = root().join("docs/pictures");
    let desk = Desk::new("pictures");
    let mut drawn = drawn(&desk, "zh");
    // The command is told the folder by a path of this machine.
    let procedures = root().join("procedures").display().to_string();
    for text in drawn.values_mut() {
        *text = text.replace(&procedures, "procedures");
    }
    if std::env::var_os("GUICHENG_BLESS").is_some() {
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        for (name, text) in &drawn {
            fs::write(folder.join(name), text).unwrap();
        }
    }
    let there = files(&folder);
    let differ: Vec<&String> =
        drawn.keys().chain(there.keys()).filter(|name| drawn.get(*name) != there.get(*name)).collect();
    assert!(differ.is_empty(), "docs/pictures differ in {differ:?}: run the tests with GUICHENG_BLESS=1");
    let index = &drawn["README.md"];
    assert!(drawn.len() > 11 && drawn.keys().all(|name| name == "README.md" || index.contains(name.as_str())));
}

/// The whole numbers of an attribute, as often as it stands in a line.
fn number(line: &str, name: &str) -> Option<i32> {
    let rest = line.split(&format!(" {name}=\"")).nth(1)?;
    rest.split('"').next()?.parse().ok()
}

#[test]
fn every_page_is_an_upright_a4_page_with_readable_letters() {
    let desk = Desk::new("pages");
    for lang in ["zh", "en"] {
        for (name, text) in drawn(&desk, lang).into_iter().filter(|(name, _)| name.ends_with(".svg")) {
            assert!(text.contains("width=\"210mm\" height=\"297mm\" viewBox=\"0 0 794 1123\""), "{name}");
            for size in text.split("font-size:").skip(1).map(|rest| rest.split("px").next().unwrap()) {
                // 794 units are 210 mm: 11 of them are more than 8 pt.
                assert!(size.parse::<u32>().unwrap() >= 11, "{name}: letters of {size}");
            }
            let mut edge = 794;
            for line in text.lines() {
                if line.starts_with("<svg x=") {
                    let (x, y) = (number(line, "x").unwrap(), number(line, "y").unwrap());
                    edge = 794 - x;
                    assert!(y + number(line, "height").unwrap() <= 1123, "{name}: {line}");
                }
                if line.starts_with("<rect class=\"card") || line.starts_with("<rect class=\"frame") {
                    let right = number(line, "x").unwrap() + number(line, "width").unwrap();
                    assert!(right <= edge, "{name}: a card beyond the edge: {line}");
                }
            }
        }
    }
}

type Point = (f64, f64);

/// The straight parts of a line as written: `M`, `L` and the ends of `Q`.
fn parts(d: &str) -> Vec<(Point, Point)> {
    let mut points: Vec<Point> = Vec::new();
    for step in d.split(['M', 'L', 'Q']) {
        let numbers: Vec<f64> = step.split([' ', ',']).filter(|n| !n.is_empty()).map(|n| n.parse().unwrap()).collect();
        if let [.., x, y] = numbers.as_slice() {
            points.push((*x, *y));
        }
    }
    points.windows(2).map(|two| (two[0], two[1])).collect()
}

/// Whether two straight parts, one upright and one level, cross inside both.
fn cross((a, b): (Point, Point), (c, d): (Point, Point)) -> bool {
    let between = |at: f64, one: f64, other: f64| one.min(other) < at && at < one.max(other);
    let level = |(p, q): (Point, Point), (r, s): (Point, Point)| {
        p.1 == q.1 && r.0 == s.0 && between(r.0, p.0, q.0) && between(p.1, r.1, s.1)
    };
    level((a, b), (c, d)) || level((c, d), (a, b))
}

/// Every procedure that is shipped can be drawn without a crossing: none of its lines on crosses another. A line back
/// crosses one only where the author put a way on before it.
#[test]
fn no_line_on_crosses_another() {
    let desk = Desk::new("crossings");
    let (mut lines, mut backs) = (0, 0);
    for (name, text) in drawn(&desk, "zh").into_iter().filter(|(name, _)| name.ends_with(".svg")) {
        for panel in text.split("<svg ").skip(1) {
            let drawn = |class: &str| -> Vec<Vec<(Point, Point)>> {
                let begin = format!("<path class=\"{class}\" d=\"");
                panel.split(&begin).skip(1).map(|rest| parts(rest.split('"').next().unwrap())).collect()
            };
            let flows = drawn("flow");
            lines += flows.len();
            for (at, one) in flows.iter().enumerate() {
                for other in &flows[..at] {
                    let crosses = one.iter().any(|a| other.iter().any(|b| cross(*a, *b)));
                    assert!(!crosses, "{name}: {one:?} and {other:?}");
                }
            }
            backs += drawn("back")
                .iter()
                .filter(|back| flows.iter().any(|f| f.iter().any(|a| back.iter().any(|b| cross(*a, *b)))))
                .count();
        }
    }
    assert!(lines > 300 && backs <= 2, "{lines} lines, {backs} lines back that cross one");
}

#[test]
fn crossings_are_seen() {
    let (one, other) = (parts("M0 10L100 10"), parts("M50 0L50 4Q50 9 50 9L50 20"));
    assert!(other.iter().any(|part| cross(one[0], *part)));
    assert!(!cross(one[0], ((50.0, 10.0), (50.0, 20.0))), "what begins on a line does not cross it");
}

#[test]
fn a_route_can_be_drawn_by_itself() {
    let desk = Desk::new("route");
    let file = root().join("procedures/violation/violation.toml");
    let by_id = desk.ok(&format!("draw {} --as svg --route gentle --lang zh", file.display()));
    let by_title = desk.ok(&format!("draw {} --as svg --route 先劝 --lang zh", file.display()));
    assert_eq!(by_id, by_title);
    let seen = by_id.split("</desc>").nth(1).unwrap();
    assert!(seen.contains("当面劝") && !seen.contains("发现违例"));
    let Out { code, err, .. } = desk.run(&format!("draw {} --as svg --route nowhere", file.display()));
    assert!(code == 2 && err.contains("nowhere") && err.contains("gentle"), "{err}");
    assert_eq!(desk.run(&format!("draw {} --as dot --route gentle", file.display())).code, 2);
    assert_eq!(desk.run(&format!("draw {} --as painting", file.display())).code, 2);
}
