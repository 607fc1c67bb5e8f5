//! A procedure as BPMN 2.0 with diagram interchange: a process for each route, called wherever the route is named.
//!
//! Steps are tasks with their people in the name, clocks of a step are timers on it, rules are texts beside cards, and
//! what may happen is an event sub-process of the route in whose cards it may. A gate that joins and forks is two. A
//! jump is an end that says where it goes, since a BPMN flow cannot leave its process.

mod chart;
mod place;

use crate::{Lang, words::Words, xml::Escaped};
use alloc::{format, string::String};
use chart::{Beside, Chart, Element};
use core::fmt::Write as _;
use guicheng_core::{Procedure, ScopeId};
use place::{Layout, Spot, layout};

/// Writes a procedure as BPMN, its main route first.
pub fn bpmn(procedure: &Procedure, lang: Lang) -> String {
    let w = Words::new(procedure, lang);
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<bpmn:definitions");
    for (name, space) in [
        ("bpmn", "http://www.omg.org/spec/BPMN/20100524/MODEL"),
        ("bpmndi", "http://www.omg.org/spec/BPMN/20100524/DI"),
        ("dc", "http://www.omg.org/spec/DD/20100524/DC"),
        ("di", "http://www.omg.org/spec/DD/20100524/DI"),
    ] {
        let _ = write!(out, " xmlns:{name}=\"{space}\"");
    }
    out.push_str(" id=\"definitions\" targetNamespace=\"urn:guicheng\">\n");
    let root = procedure.graph.root;
    let rest = procedure.graph.scopes.ids().filter(|s| *s != root);
    let mut diagrams = String::new();
    for scope in core::iter::once(root).chain(rest) {
        let chart = Chart::of(&w, scope);
        let layout = layout(&chart);
        process(&w, scope, &chart, &mut out);
        diagram(scope, &chart, &layout, &mut diagrams);
    }
    out.push_str(&diagrams);
    out.push_str("</bpmn:definitions>\n");
    out
}

fn process(w: &Words<'_>, scope: ScopeId, chart: &Chart, out: &mut String) {
    let n = scope.0;
    let title = if scope == w.p.graph.root { w.heading() } else { w.scope(scope).into() };
    let _ = writeln!(out, "<bpmn:process id=\"route_{n}\" name=\"{}\" isExecutable=\"false\">", Escaped(&title));
    for (at, element) in chart.elements.iter().enumerate() {
        write_element(n, at, element, chart, out);
    }
    for (at, (from, to, name)) in chart.flows.iter().enumerate() {
        let name = if name.is_empty() { String::new() } else { format!(" name=\"{}\"", Escaped(name)) };
        let _ = writeln!(
            out,
            "<bpmn:sequenceFlow id=\"f{n}_{at}\"{name} sourceRef=\"e{n}_{from}\" targetRef=\"e{n}_{to}\"/>"
        );
    }
    for (at, beside) in chart.beside.iter().enumerate() {
        write_beside(n, at, beside, out);
    }
    for (at, (element, text)) in chart.notes.iter().enumerate() {
        let _ = writeln!(
            out,
            "<bpmn:textAnnotation id=\"t{n}_{at}\"><bpmn:text>{}</bpmn:text></bpmn:textAnnotation>",
            Escaped(text)
        );
        let _ =
            writeln!(out, "<bpmn:association id=\"a{n}_{at}\" sourceRef=\"e{n}_{element}\" targetRef=\"t{n}_{at}\"/>");
    }
    out.push_str("</bpmn:process>\n");
}

fn write_element(n: u16, at: usize, element: &Element, chart: &Chart, out: &mut String) {
    let Element { tag, name, more, inner, on } = element;
    let name = if name.is_empty() { String::new() } else { format!(" name=\"{}\"", Escaped(name)) };
    let on = on.map_or_else(String::new, |on| format!(" attachedToRef=\"e{n}_{on}\""));
    let _ = write!(out, "<bpmn:{tag} id=\"e{n}_{at}\"{name}{more}{on}>");
    for (flow, _) in chart.flows.iter().enumerate().filter(|(_, (_, to, _))| *to == at) {
        let _ = write!(out, "<bpmn:incoming>f{n}_{flow}</bpmn:incoming>");
    }
    for (flow, _) in chart.flows.iter().enumerate().filter(|(_, (from, ..))| *from == at) {
        let _ = write!(out, "<bpmn:outgoing>f{n}_{flow}</bpmn:outgoing>");
    }
    let _ = writeln!(out, "{inner}</bpmn:{tag}>");
}

fn write_beside(n: u16, at: usize, beside: &Beside, out: &mut String) {
    let Beside { name, does, interrupts, by_person } = beside;
    let kind = if *by_person { "messageEventDefinition" } else { "signalEventDefinition" };
    let name = Escaped(name);
    let _ = writeln!(
        out,
        "<bpmn:subProcess id=\"b{n}_{at}\" name=\"{name}\" triggeredByEvent=\"true\">\
         <bpmn:startEvent id=\"b{n}_{at}_s\" name=\"{name}\" isInterrupting=\"{interrupts}\">\
         <bpmn:outgoing>b{n}_{at}_f</bpmn:outgoing><bpmn:{kind}/></bpmn:startEvent>\
         <bpmn:endEvent id=\"b{n}_{at}_e\" name=\"{}\"><bpmn:incoming>b{n}_{at}_f</bpmn:incoming></bpmn:endEvent>\
         <bpmn:sequenceFlow id=\"b{n}_{at}_f\" sourceRef=\"b{n}_{at}_s\" targetRef=\"b{n}_{at}_e\"/></bpmn:subProcess>",
        Escaped(does)
    );
}

fn diagram(scope: ScopeId, chart: &Chart, layout: &Layout, out: &mut String) {
    let n = scope.0;
    let _ = writeln!(out, "<bpmndi:BPMNDiagram id=\"d{n}\"><bpmndi:BPMNPlane id=\"d{n}_p\" bpmnElement=\"route_{n}\">");
    for (at, spot) in layout.spots.iter().enumerate() {
        shape(&format!("e{n}_{at}"), *spot, "", out);
    }
    for (at, way) in layout.ways.iter().enumerate() {
        edge(&format!("f{n}_{at}"), way, out);
    }
    let mut y = layout.low;
    let mut x = 60;
    for at in 0..chart.beside.len() {
        shape(&format!("b{n}_{at}"), Spot { x, y, w: 260, h: 130 }, " isExpanded=\"true\"", out);
        shape(&format!("b{n}_{at}_s"), Spot { x: x + 30, y: y + 40, w: 36, h: 36 }, "", out);
        shape(&format!("b{n}_{at}_e"), Spot { x: x + 190, y: y + 40, w: 36, h: 36 }, "", out);
        edge(&format!("b{n}_{at}_f"), &[(x + 66, y + 58), (x + 190, y + 58)], out);
        x += 290;
        if x > 1200 {
            (x, y) = (60, y + 160);
        }
    }
    let mut over = alloc::vec![0; layout.spots.len()];
    for (at, (element, _)) in chart.notes.iter().enumerate() {
        let (Some(spot), Some(before)) = (layout.spots.get(*element), over.get_mut(*element)) else { continue };
        let note = Spot { x: spot.x + 10, y: spot.y + 84 + 34 * *before, w: 150, h: 30 };
        *before += 1;
        shape(&format!("t{n}_{at}"), note, "", out);
        edge(&format!("a{n}_{at}"), &[(spot.x + 20, spot.y + spot.h), (note.x + 10, note.y)], out);
    }
    out.push_str("</bpmndi:BPMNPlane></bpmndi:BPMNDiagram>\n");
}

fn shape(id: &str, spot: Spot, more: &str, out: &mut String) {
    let Spot { x, y, w, h } = spot;
    let _ = writeln!(
        out,
        "<bpmndi:BPMNShape id=\"{id}_di\" bpmnElement=\"{id}\"{more}><dc:Bounds x=\"{x}\" y=\"{y}\" width=\"{w}\" \
         height=\"{h}\"/></bpmndi:BPMNShape>"
    );
}

fn edge(id: &str, points: &[(i32, i32)], out: &mut String) {
    let _ = write!(out, "<bpmndi:BPMNEdge id=\"{id}_di\" bpmnElement=\"{id}\">");
    for (x, y) in points {
        let _ = write!(out, "<di:waypoint x=\"{x}\" y=\"{y}\"/>");
    }
    out.push_str("</bpmndi:BPMNEdge>\n");
}
