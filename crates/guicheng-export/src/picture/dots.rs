//! The dotted chart: every event of every case as a dot, by time and case.

use super::{
    axis::Axis,
    pick, span,
    svg::{COLOURS, OTHER, Svg, cut, local},
};
use crate::{Log, Statistics};
use guicheng_core::{Timestamp, Zone};
use guicheng_history::Lang;
use std::collections::BTreeMap;

const LEFT: i64 = 210;
const WIDTH: i64 = 900;
const TOP: i64 = 74;

/// A case in the picture.
struct Line<'a> {
    name: &'a str,
    dots: Vec<(Timestamp, &'a str)>,
}

/// The chart; with `only`, of events of this transition. Cases stand in the order of their first events.
pub fn dots(log: &Log, only: Option<&str>, zone: &Zone, lang: Lang) -> String {
    let counted = Statistics::of(log, only);
    let lines = lines(log, only);
    let colours = colours(&counted);
    let step = (640 / i64::try_from(lines.len()).unwrap_or(i64::MAX).max(1)).clamp(1, 18);
    let bottom = TOP + step * i64::try_from(lines.len()).unwrap_or(0) + 6;
    let all = lines.iter().flat_map(|line| line.dots.iter().map(|(at, _)| *at));
    let (from, to) = (all.clone().min().unwrap_or_default(), all.max().unwrap_or_default());
    let axis = Axis::new((from, to), (LEFT, WIDTH), zone);
    let mut svg = Svg::default();
    let title = format!(
        "{} · {} {} · {} {}",
        pick(lang, "点图", "Dotted chart"),
        counted.cases,
        pick(lang, "个个案", "cases"),
        counted.events,
        pick(lang, "个事件", "events")
    );
    svg.text((16, 28), "head", &title);
    axis.draw(&mut svg, TOP, bottom);
    for (at, line) in lines.iter().enumerate() {
        let y = TOP + step * i64::try_from(at).unwrap_or(0) + step / 2 + 3;
        if step >= 12 {
            svg.text((LEFT - 8, y + 4), "endsmall", &cut(line.name, LEFT - 24));
        }
        for (when, activity) in &line.dots {
            let colour = colours.get(activity).copied().unwrap_or(OTHER);
            let title = format!("{} · {activity} · {}", line.name, local(*when, zone, true));
            let title = quick_xml::escape::escape(&title);
            let (x, r) = (axis.x(*when), if step >= 12 { 4 } else { 2 });
            svg.put(format_args!(
                "<circle cx=\"{x}\" cy=\"{y}\" r=\"{r}\" fill=\"{colour}\" fill-opacity=\"0.8\"><title>{title}</title></circle>"
            ));
        }
    }
    let height = legend(&mut svg, bottom + 26, &counted, &colours, lang);
    svg.finish((LEFT + WIDTH + 40, height), &title, &table(&lines, lang, zone))
}

fn lines<'a>(log: &'a Log, only: Option<&str>) -> Vec<Line<'a>> {
    let line = |trace: &'a crate::Trace| {
        let wanted = trace.events.iter().filter(|e| only.is_none_or(|only| e.transition() == Some(only)));
        let dots = wanted.filter_map(|e| Some((e.at()?.instant(), e.activity()))).collect();
        Line { name: trace.name(), dots }
    };
    let mut lines: Vec<Line<'a>> = log.traces.iter().map(line).collect();
    lines.sort_by_key(|line| line.dots.iter().map(|(at, _)| *at).min());
    lines
}

/// Colours of the most frequent activities.
fn colours(counted: &Statistics) -> BTreeMap<&str, &'static str> {
    by_count(counted).into_iter().zip(COLOURS).map(|((activity, _), colour)| (activity, colour)).collect()
}

fn by_count(counted: &Statistics) -> Vec<(&str, usize)> {
    let mut all: Vec<(&str, usize)> = counted.activities.iter().map(|(name, count)| (&**name, *count)).collect();
    all.sort_by_key(|(_, count)| core::cmp::Reverse(*count));
    all
}

fn legend(svg: &mut Svg, top: i64, counted: &Statistics, colours: &BTreeMap<&str, &str>, lang: Lang) -> i64 {
    let all = by_count(counted);
    let (mut row, mut column) = (0, 0);
    let rest: usize = all.iter().skip(COLOURS.len()).map(|(_, count)| count).sum();
    let others = pick(lang, "其他", "others");
    let shown = all.iter().take(COLOURS.len()).copied().chain((rest > 0).then_some((others, rest)));
    for (activity, count) in shown {
        let (x, y) = (16 + column * 380, top + row * 20);
        let colour = colours.get(activity).copied().unwrap_or(OTHER);
        svg.put(format_args!("<circle cx=\"{x}\" cy=\"{}\" r=\"5\" fill=\"{colour}\"/>", y - 4));
        svg.text((x + 12, y), "", &cut(&format!("{activity} · {count}"), 350));
        (row, column) = if column == 2 { (row + 1, 0) } else { (row, column + 1) };
    }
    top + (row + 1) * 20
}

fn table(lines: &[Line<'_>], lang: Lang, zone: &Zone) -> Vec<String> {
    let line = |line: &Line<'_>| {
        let from = line.dots.iter().map(|(at, _)| *at).min()?;
        let to = line.dots.iter().map(|(at, _)| *at).max()?;
        let (count, events) = (line.dots.len(), pick(lang, "个事件", "events"));
        let lasted = span(to.since(from).saturating_mul(1_000), lang);
        Some(format!(
            "{}: {} – {}, {count} {events}, {lasted}",
            line.name,
            local(from, zone, true),
            local(to, zone, true)
        ))
    };
    lines.iter().filter_map(line).collect()
}
