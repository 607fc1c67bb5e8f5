//! A procedure as a Mermaid flowchart, for pages that draw such texts themselves.

use super::{
    Lang,
    outline::{flow_label, gather, scope_words, split_words, step_lines},
    words::Words,
};
use alloc::{format, string::String, vec::Vec};
use core::fmt::Write as _;
use guicheng_core::{Node, NodeId, Procedure, ScopeId, Split, StepKind, Work};

/// Writes a procedure as a Mermaid flowchart: a subgraph for each route, in the author's order.
pub fn mermaid(procedure: &Procedure, lang: Lang) -> String {
    let w = Words::new(procedure, lang);
    let mut out = String::from("flowchart TD\n");
    let _ = writeln!(out, "  accTitle: {}", plain(&w.heading()));
    for scope in procedure.graph.scopes.ids() {
        subgraph(&w, scope, &mut out);
    }
    for (id, node) in procedure.graph.nodes.iter() {
        if let Work::Scope(scope) = node.work {
            let _ = writeln!(out, "  n{} -.-> s{}", id.0, scope.0);
        }
    }
    out.push_str("  classDef isWait fill:#f5f3ff,stroke:#7c3aed\n  classDef isCall fill:#ecfeff,stroke:#0e7490\n");
    out.push_str("  classDef isLookup fill:#fffbeb,stroke:#b45309\n  classDef isBegin fill:#16a34a,stroke:#16a34a\n");
    out
}

fn subgraph(w: &Words<'_>, scope: ScopeId, out: &mut String) {
    let Some(def) = w.p.graph.scopes.get(scope) else { return };
    let title = format!("{}{}", w.scope(scope), scope_words(w, scope));
    let _ = writeln!(out, "  subgraph r{} [{}]", scope.0, quoted(&title));
    let _ = writeln!(out, "    s{}((\" \")):::isBegin", scope.0);
    let nodes: Vec<(NodeId, &Node)> = w.p.graph.nodes.iter().filter(|(_, n)| n.scope == scope).collect();
    for (id, node) in &nodes {
        let _ = writeln!(out, "    n{}{}", id.0, shape(w, *id, node));
    }
    if let Some(flow) = w.p.graph.flows.get(def.start) {
        let _ = writeln!(out, "    s{} --> n{}", scope.0, flow.to.0);
    }
    for (id, node) in &nodes {
        for flow in &node.outs {
            let Some(to) = w.p.graph.flows.get(*flow).map(|f| f.to) else { continue };
            let label = flow_label(w, *id, *flow);
            let label = if label.is_empty() { label } else { format!("|{}|", quoted(&label)) };
            let _ = writeln!(out, "    n{} -->{label} n{}", id.0, to.0);
        }
    }
    out.push_str("  end\n");
}

fn shape(w: &Words<'_>, id: NodeId, node: &Node) -> String {
    let text = match node.work {
        Work::Step(step) => {
            let mut lines: Vec<String> = [w.step(step).into()].into();
            lines.extend(w.doers(step));
            lines.extend(step_lines(w, step));
            let class = match w.p.steps.get(step).map(|s| &s.kind) {
                Some(StepKind::Task(_)) | None => "",
                Some(StepKind::Wait(_)) => ":::isWait",
                Some(StepKind::Call(_)) => ":::isCall",
                Some(StepKind::Lookup(_)) => ":::isLookup",
            };
            return format!("[{}]{class}", quoted(&only_if(w, node, lines.join("\n"))));
        }
        Work::Scope(scope) => return format!("[[{}]]", quoted(&only_if(w, node, w.scope(scope).into()))),
        Work::Act(acts) => return format!("([{}])", quoted(&only_if(w, node, w.acts(acts)))),
        Work::End => return "(((\" \")))".into(),
        Work::Stop => return format!("{{{{{}}}}}", quoted(w.pick("全案终止", "stop the case"))),
        Work::Nothing => match node.split {
            Split::One(_) | Split::Some(_) if node.outs.len() > 1 => split_words(w, id),
            Split::One(_) | Split::Some(_) | Split::All | Split::Race => {
                let words = if node.ins.len() > 1 { gather(w, node.join, node.ins.len()) } else { String::new() };
                let many = node.outs.len() > 1;
                let words = if words.is_empty() && many { split_words(w, id) } else { words };
                return format!("([{}])", quoted(if words.is_empty() { "·" } else { &words }));
            }
        },
    };
    format!("{{{}}}", quoted(&only_if(w, node, text)))
}

fn only_if(w: &Words<'_>, node: &Node, text: String) -> String {
    node.only_if.map_or(text.clone(), |expr| {
        format!("{}{}{}\n{text}", w.pick("（仅当 ", "(only if "), w.guard(expr), w.pick("）", ")"))
    })
}

/// A text in quotes; what Mermaid or HTML would read otherwise is written as an entity.
fn quoted(text: &str) -> String {
    format!("\"{}\"", plain(text))
}

fn plain(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '\n' => out.push_str("<br/>"),
            '"' | '#' | '<' | '>' | '&' | '`' | '{' | '}' | '[' | ']' | '|' | ';' | '\\' | '*' | '_' | '~' => {
                let _ = write!(out, "#{};", u32::from(c));
            }
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}
