//! Charts as elements of the document.

use super::{
    chart::{At, Chart, Element},
    event::by_signal,
    place::{Placed, Spot},
};
use crate::{words::Words, xml::Tag};
use alloc::{format, string::String, vec::Vec};
use guicheng_core::ScopeId;

fn title(w: &Words<'_>, scope: ScopeId) -> String {
    if scope == w.p.graph.root { w.heading() } else { w.scope(scope).into() }
}

/// The pool of a route.
pub(super) fn collaboration(w: &Words<'_>, scope: ScopeId) -> Tag {
    let n = scope.0;
    let pool = Tag::new("bpmn:participant")
        .with("id", format!("pool_{n}"))
        .named(&title(w, scope))
        .with("processRef", format!("route_{n}"));
    Tag::new("bpmn:collaboration").with("id", format!("c{n}")).holding([pool])
}

pub(super) fn process(w: &Words<'_>, scope: ScopeId, chart: &Chart) -> Tag {
    let n = scope.0;
    let lanes = (!chart.lanes.is_empty()).then(|| lanes(n, chart));
    let elements = (0..chart.elements.len()).filter_map(|at| element(n, at, chart));
    let flows = chart.flows.iter().enumerate().map(|(at, (from, to, name))| {
        Tag::new("bpmn:sequenceFlow")
            .with("id", format!("f{n}_{at}"))
            .named(name)
            .with("sourceRef", format!("e{n}_{from}"))
            .with("targetRef", format!("e{n}_{to}"))
    });
    let beside = (0..chart.beside.len()).filter_map(|at| beside(n, at, chart));
    let notes = chart.notes.iter().enumerate().map(|(at, (_, text))| {
        Tag::new("bpmn:textAnnotation").with("id", format!("t{n}_{at}")).holding([Tag::new("bpmn:text").text(text)])
    });
    let ties = chart.notes.iter().enumerate().map(|(at, (on, _))| {
        Tag::new("bpmn:association")
            .with("id", format!("a{n}_{at}"))
            .with("sourceRef", format!("e{n}_{on}"))
            .with("targetRef", format!("t{n}_{at}"))
    });
    let inner: Vec<Tag> =
        lanes.into_iter().chain(elements).chain(flows).chain(beside).chain(notes).chain(ties).collect();
    let process = Tag::new("bpmn:process").with("id", format!("route_{n}")).named(&title(w, scope));
    process.with("isExecutable", false).holding(inner)
}

fn lanes(n: u16, chart: &Chart) -> Tag {
    let last = chart.lanes.len() - usize::from(!chart.beside.is_empty());
    let one = |(lane, name): (usize, &String)| {
        let inside = |(at, element): (At, &Element)| (element.lane == Some(lane)).then(|| format!("e{n}_{at}"));
        let mut refs: Vec<String> = chart.elements.iter().enumerate().filter_map(inside).collect();
        if lane == last {
            refs.extend((0..chart.beside.len()).map(|at| format!("b{n}_{at}")));
        }
        let refs = refs.iter().map(|id| Tag::new("bpmn:flowNodeRef").text(id));
        Tag::new("bpmn:lane").with("id", format!("lane{n}_{lane}")).named(name).holding(refs)
    };
    let all: Vec<Tag> = chart.lanes.iter().enumerate().map(one).collect();
    Tag::new("bpmn:laneSet").with("id", format!("lanes{n}")).holding(all)
}

fn element(n: u16, at: At, chart: &Chart) -> Option<Tag> {
    let Element { tag, name, more, inner, on, lane: _ } = chart.elements.get(at)?;
    let mut out = Tag::new(tag).with("id", format!("e{n}_{at}")).named(name);
    for (key, value) in more {
        out = out.with(key, value);
    }
    if let Some(on) = on {
        out = out.with("attachedToRef", format!("e{n}_{on}"));
    }
    let flows = || chart.flows.iter().enumerate();
    let incoming = flows().filter(|(_, (_, to, _))| *to == at).map(|(flow, _)| ("bpmn:incoming", flow));
    let outgoing = flows().filter(|(_, (from, ..))| *from == at).map(|(flow, _)| ("bpmn:outgoing", flow));
    let ends = incoming.chain(outgoing).map(|(tag, flow)| Tag::new(tag).text(&format!("f{n}_{flow}")));
    Some(out.holding(ends).holding(inner.iter().cloned()))
}

fn beside(n: u16, at: usize, chart: &Chart) -> Option<Tag> {
    let it = chart.beside.get(at)?;
    let id = |part: &str| format!("b{n}_{at}{part}");
    let start = Tag::new("bpmn:startEvent")
        .with("id", id("_s"))
        .named(&it.name)
        .with("isInterrupting", it.interrupts)
        .holding([Tag::new("bpmn:outgoing").text(&id("_f")), it.cause.clone()]);
    let end = Tag::new("bpmn:endEvent").with("id", id("_e")).named(&it.does);
    let end = end.holding([Tag::new("bpmn:incoming").text(&id("_f"))]).holding(it.sends.map(by_signal));
    let flow =
        Tag::new("bpmn:sequenceFlow").with("id", id("_f")).with("sourceRef", id("_s")).with("targetRef", id("_e"));
    let whole = Tag::new("bpmn:subProcess").with("id", id("")).named(&it.name).with("triggeredByEvent", true);
    Some(whole.holding([start, end, flow]))
}

/// The picture of a route.
pub(super) fn diagram(scope: ScopeId, chart: &Chart, placed: &Placed) -> Tag {
    let n = scope.0;
    let mut inner = alloc::vec![shape(&format!("pool_{n}"), placed.pool).with("isHorizontal", true)];
    let lanes = placed.lanes.iter().take(chart.lanes.len()).enumerate();
    inner.extend(lanes.map(|(lane, spot)| shape(&format!("lane{n}_{lane}"), *spot).with("isHorizontal", true)));
    let elements = placed.spots.iter().zip(&placed.names).enumerate();
    inner.extend(elements.map(|(at, (spot, name))| {
        let name = name.map(|name| Tag::new("bpmndi:BPMNLabel").holding([bounds(name)]));
        shape(&format!("e{n}_{at}"), *spot).holding(name)
    }));
    inner.extend(placed.ways.iter().enumerate().map(|(at, way)| edge(&format!("f{n}_{at}"), way)));
    for (at, spot) in placed.beside.iter().enumerate() {
        let Spot { x, y, .. } = *spot;
        inner.push(shape(&format!("b{n}_{at}"), *spot).with("isExpanded", true));
        inner.push(shape(&format!("b{n}_{at}_s"), Spot { x: x + 30, y: y + 40, w: 36, h: 36 }));
        inner.push(shape(&format!("b{n}_{at}_e"), Spot { x: x + 190, y: y + 40, w: 36, h: 36 }));
        inner.push(edge(&format!("b{n}_{at}_f"), &[(x + 66, y + 58), (x + 190, y + 58)]));
    }
    for (at, (spot, tie)) in placed.notes.iter().enumerate() {
        inner.push(shape(&format!("t{n}_{at}"), *spot));
        inner.push(edge(&format!("a{n}_{at}"), tie));
    }
    let plane = Tag::new("bpmndi:BPMNPlane").with("id", format!("d{n}_p")).with("bpmnElement", format!("c{n}"));
    Tag::new("bpmndi:BPMNDiagram").with("id", format!("d{n}")).holding([plane.holding(inner)])
}

fn shape(id: &str, spot: Spot) -> Tag {
    Tag::new("bpmndi:BPMNShape").with("id", format!("{id}_di")).with("bpmnElement", id).holding([bounds(spot)])
}

fn bounds(spot: Spot) -> Tag {
    let Spot { x, y, w, h } = spot;
    Tag::new("dc:Bounds").with("x", x).with("y", y).with("width", w).with("height", h)
}

fn edge(id: &str, points: &[(i32, i32)]) -> Tag {
    let points = points.iter().map(|(x, y)| Tag::new("di:waypoint").with("x", x).with("y", y));
    Tag::new("bpmndi:BPMNEdge").with("id", format!("{id}_di")).with("bpmnElement", id).holding(points)
}
