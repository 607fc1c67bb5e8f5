//! A procedure as a DOT graph, for those who have a renderer of their own.

use super::{
    Lang,
    outline::{flow_label, gather, scope_words, split_words, step_lines},
    words::Words,
};
use alloc::{format, string::String, vec::Vec};
use core::fmt::Write as _;
use guicheng_core::{NodeId, Procedure, ScopeId, Split, Work};

/// Writes a procedure as DOT: a cluster for each scope, in the order of the kernel's ids.
pub fn dot(procedure: &Procedure, lang: Lang) -> String {
    let w = Words::new(procedure, lang);
    let mut out = String::from("digraph procedure {\n  rankdir=TB;\n  compound=true;\n");
    let _ = writeln!(out, "  label={};\n  labelloc=t;", quoted(&w.heading()));
    out.push_str("  node [shape=box, style=rounded, fontname=\"Noto Sans CJK SC\"];\n");
    out.push_str("  edge [fontname=\"Noto Sans CJK SC\", fontsize=10];\n");
    for scope in procedure.graph.scopes.ids() {
        cluster(&w, scope, &mut out);
    }
    for (id, flow) in procedure.graph.flows.iter() {
        let Some(from) = flow.from else { continue };
        let label = flow_label(&w, from, id);
        let label = if label.is_empty() { label } else { format!(" [label={}]", quoted(&label)) };
        let _ = writeln!(out, "  n{} -> n{}{label};", from.0, flow.to.0);
    }
    for (id, node) in procedure.graph.nodes.iter() {
        if let Work::Scope(scope) = node.work {
            let _ = writeln!(out, "  n{} -> s{} [style=dotted, arrowhead=none];", id.0, scope.0);
        }
    }
    out.push_str("}\n");
    out
}

fn cluster(w: &Words<'_>, scope: ScopeId, out: &mut String) {
    let Some(def) = w.p.graph.scopes.get(scope) else { return };
    let title = format!("{}{}", w.scope(scope), scope_words(w, scope));
    let _ = writeln!(out, "  subgraph cluster_{} {{\n    label={};", scope.0, quoted(&title));
    let _ = writeln!(out, "    s{} [shape=circle, label=\"\", width=0.15, style=filled];", scope.0);
    for (id, node) in w.p.graph.nodes.iter().filter(|(_, n)| n.scope == scope) {
        let _ = writeln!(out, "    n{} [{}];", id.0, attributes(w, id, node));
    }
    if let Some(flow) = w.p.graph.flows.get(def.start) {
        let _ = writeln!(out, "    s{} -> n{};", scope.0, flow.to.0);
    }
    out.push_str("  }\n");
}

fn attributes(w: &Words<'_>, id: NodeId, node: &guicheng_core::Node) -> String {
    match node.work {
        Work::Step(step) => {
            let mut lines: Vec<String> = alloc::vec![w.step(step).into()];
            lines.extend(w.doers(step));
            lines.extend(step_lines(w, step));
            format!("label={}", quoted(&lines.join("\n")))
        }
        Work::Scope(scope) => format!("label={}, peripheries=2", quoted(w.scope(scope))),
        Work::Act(acts) => format!("label={}, shape=plaintext", quoted(&w.acts(acts))),
        Work::End => "label=\"\", shape=doublecircle, width=0.15".into(),
        Work::Stop => format!("label={}, shape=octagon", quoted(w.pick("终止", "stop"))),
        Work::Nothing => match node.split {
            Split::One(_) | Split::Some(_) if node.outs.len() > 1 => {
                format!("label={}, shape=diamond", quoted(&split_words(w, id)))
            }
            Split::One(_) | Split::Some(_) | Split::All | Split::Race => {
                let words = if node.ins.len() > 1 { gather(w, node.join, node.ins.len()) } else { String::new() };
                format!("label=\"\", xlabel={}, shape=box, height=0.05, width=0.8, style=filled", quoted(&words))
            }
        },
    }
}

fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out.push('"');
    out
}
