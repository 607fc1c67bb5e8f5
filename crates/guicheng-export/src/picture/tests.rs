use super::{dots, gantt, layout::layout, map, span};
use crate::{Class, Course, Life, Log, Row, Worded, case_row, xes};
use guicheng_core::{Timestamp, WorkId, Zone};
use guicheng_history::Lang;

fn log() -> Log {
    let event = |name: &str, minute: u32| {
        format!(
            "<event><string key='concept:name' value='{name}'/><date key='time:timestamp' value='2026-12-01T08:{minute:02}:00+08:00'/></event>"
        )
    };
    let trace = |name: &str, events: &[String]| {
        format!("<trace><string key='concept:name' value='{name}'/>{}</trace>", events.concat())
    };
    let one = trace("甲", &[event("接单", 0), event("派人", 2), event("派人", 3), event("回访", 9)]);
    let other = trace("乙&lt;", &[event("接单", 1), event("回访", 5), event("派人", 6)]);
    xes::read(&format!("<log>{one}{other}</log>")).unwrap_or_default()
}

#[test]
fn the_map_tells_counts_and_medians() {
    let picture = map(&log(), None, Lang::Zh);
    for line in ["接单: 2", "派人: 3", "接单 → 派人: 1, 中位 2 分", "派人 → 派人: 1, 中位 1 分", "回访 → 派人: 1"]
    {
        assert!(picture.contains(line), "no `{line}`");
    }
    assert!(picture.contains("stroke-dasharray"), "回访 → 派人 goes backwards");
    assert!(map(&log(), Some("complete"), Lang::En).contains("Process map · 0 cases"));
}

/// Left, top, right and bottom of the boxes whose element holds this text.
fn boxes(picture: &str, holds: &str) -> Vec<[i64; 4]> {
    let number = |element: &str, name: &str| {
        let rest = element.split_once(&format!(" {name}=\"")).unwrap().1;
        rest.split('"').next().unwrap().parse::<i64>().unwrap()
    };
    let rects = picture.lines().map(str::trim).filter(|line| line.starts_with("<rect") && line.contains(holds));
    rects
        .map(|rect| {
            let [x, y, wide, high] = ["x", "y", "width", "height"].map(|name| number(rect, name));
            [x, y, x + wide, y + high]
        })
        .collect()
}

fn meet(a: &[i64; 4], b: &[i64; 4]) -> bool {
    a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3]
}

/// Fourteen activities in sixty orders, each often followed by itself or by one before it.
fn busy() -> Log {
    let (mut seed, mut traces) = (7_u32, String::new());
    let mut next = |below: u32| {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (seed >> 16) % below
    };
    for case in 0..60 {
        let (mut at, mut minute, mut events) = (0_u32, 0_u32, String::new());
        while at < 14 {
            events += &format!(
                "<event><string key='concept:name' value='第{at}步办理'/><date key='time:timestamp' value='2026-12-{:02}T{:02}:{:02}:00+08:00'/></event>",
                1 + minute / 1_440 % 28,
                minute / 60 % 24,
                minute % 60
            );
            minute += 1 + next(400);
            at = if next(4) == 0 { at.saturating_sub(next(4)) } else { at + 1 + next(2) };
        }
        traces += &format!("<trace><string key='concept:name' value='{case}'/>{events}</trace>");
    }
    xes::read(&format!("<log>{traces}</log>")).unwrap()
}

#[test]
fn no_two_labels_of_a_map_overlap() {
    for (name, log) in [("few", log()), ("busy", busy())] {
        let picture = map(&log, None, Lang::Zh);
        let (labels, nodes) = (boxes(&picture, "class=\"label\""), boxes(&picture, "rx="));
        assert!(labels.len() > 3 && nodes.len() > 4, "{name}: {} labels, {} nodes", labels.len(), nodes.len());
        for (at, label) in labels.iter().enumerate() {
            let over = labels.iter().skip(at + 1).chain(&nodes).find(|other| meet(label, other));
            assert_eq!(over, None, "{name}: {label:?}");
        }
        let size = picture.split_once("viewBox=\"0 0 ").unwrap().1.split('"').next().unwrap();
        let (right, bottom) = size.split_once(' ').unwrap();
        let (right, bottom): (i64, i64) = (right.parse().unwrap(), bottom.parse().unwrap());
        assert!(labels.iter().all(|l| l[0] >= 0 && l[2] <= right && l[3] <= bottom), "{name}: outside the picture");
    }
}

#[test]
fn the_chart_has_a_dot_for_every_event_and_is_whole_xml() {
    let picture = dots(&log(), None, &Zone::fixed("Asia/Shanghai", 28_800_000), Lang::Zh);
    // Seven events, and three activities in the legend.
    assert_eq!(picture.matches("<circle").count(), 10);
    assert!(picture.contains("甲: 2026-12-01 08:00:00 – 2026-12-01 08:09:00, 4 个事件, 9 分"), "{picture}");
    let mut reader = quick_xml::Reader::from_str(&picture);
    while reader.read_event().unwrap() != quick_xml::events::Event::Eof {}
}

#[test]
fn the_gantt_chart_has_a_line_for_every_piece_of_work() {
    let row = |work: u32, life: Life, at: i64, by: Option<&str>| Row {
        work: Some(WorkId(work)),
        card: Worded { id: "visit".into(), title: "上门".into() },
        class: Class::Task,
        life,
        by: by.map(Into::into),
        recorded: Timestamp(at),
        occurred: Timestamp(at),
        ..case_row(&Course::default())
    };
    let rows = vec![
        row(1, Life::Schedule, 0, None),
        row(2, Life::Schedule, 0, None),
        row(1, Life::Assign, 60_000, Some("li")),
        row(1, Life::Complete, 120_000, Some("li")),
    ];
    let course = Course { case: "P-1".into(), rows, last: Timestamp(180_000), ..Course::default() };
    let picture = gantt(&course, Lang::En);
    assert!(picture.contains("上门 · li: 1970-01-01 00:00:00 – 1970-01-01 00:02:00 complete"), "{picture}");
    assert!(picture.contains("上门: 1970-01-01 00:00:00 – open"));
}

#[test]
fn things_of_a_layer_stand_apart() {
    let laid = layout(&[60, 100, 100, 100, 60], &[(0, 1), (0, 2), (0, 3), (1, 4), (2, 4), (3, 4), (0, 4)]);
    assert_eq!(laid.layers, 3);
    let mut row: Vec<i64> = laid.places.iter().filter(|(layer, _)| *layer == 1).map(|(_, x)| *x).collect();
    row.sort_unstable();
    assert_eq!(row.len(), 4, "the long arrow bends once");
    assert!(row.iter().zip(row.iter().skip(1)).all(|(a, b)| b - a >= 60), "{row:?}");
}

#[test]
fn spans_are_short() {
    assert_eq!(span(3_723_000_000, Lang::En), "1 h 2 min");
    assert_eq!(span(999, Lang::Zh), "0 秒");
}
