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
