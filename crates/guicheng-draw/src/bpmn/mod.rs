//! A procedure as BPMN 2.0 with diagram interchange: a pool for each route, with a lane for each role, called wherever the
//! route is named.
//!
//! Steps are tasks in the lane of who does them. Clocks of a step are timers on it, what may happen during a card an event
//! on it, and what may happen at any time an event sub-process; each interrupts if it leads elsewhere. A jump within a
//! route is a flow; one out of it ends in a signal that the other route catches, since a flow cannot leave its process.
//! Rules are texts beside cards. A gate that joins and forks is two.

mod chart;
mod event;
mod lane;
mod place;
mod way;
mod write;

use crate::{Lang, words::Words, xml::Tag};
use alloc::{collections::BTreeSet, vec::Vec};
use chart::Chart;
use guicheng_core::{CardRef, Procedure, ScopeId};

/// Writes a procedure as BPMN, its main route first.
pub fn bpmn(procedure: &Procedure, lang: Lang) -> alloc::string::String {
    let w = Words::new(procedure, lang);
    let root = procedure.graph.root;
    let rest = procedure.graph.scopes.ids().filter(|s| *s != root);
    let scopes: Vec<ScopeId> = core::iter::once(root).chain(rest).collect();
    let mut charts: Vec<Chart> = scopes.iter().map(|scope| Chart::of(&w, *scope)).collect();
    let thrown: BTreeSet<CardRef> = charts.iter().flat_map(|chart| chart.thrown.iter().copied()).collect();
    for (chart, scope) in charts.iter_mut().zip(&scopes) {
        chart.finish(&w, *scope, &thrown);
    }
    let signals = thrown
        .iter()
        .map(|card| Tag::new("bpmn:signal").with("id", event::signal(*card)).named(&event::goes_to_words(&w, *card)));
    let mut inner: Vec<Tag> = signals.collect();
    let mut diagrams = Vec::new();
    for (chart, scope) in charts.iter().zip(&scopes) {
        let placed = place::place(chart);
        inner.push(write::collaboration(&w, *scope));
        inner.push(write::process(&w, *scope, chart));
        diagrams.push(write::diagram(*scope, chart, &placed));
    }
    inner.extend(diagrams);
    let spaces = [
        ("xmlns:bpmn", "http://www.omg.org/spec/BPMN/20100524/MODEL"),
        ("xmlns:bpmndi", "http://www.omg.org/spec/BPMN/20100524/DI"),
        ("xmlns:dc", "http://www.omg.org/spec/DD/20100524/DC"),
        ("xmlns:di", "http://www.omg.org/spec/DD/20100524/DI"),
        ("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance"),
        ("id", "definitions"),
        ("targetNamespace", "urn:guicheng"),
    ];
    let whole = spaces.into_iter().fold(Tag::new("bpmn:definitions"), |tag, (name, value)| tag.with(name, value));
    whole.holding(inner).document()
}
