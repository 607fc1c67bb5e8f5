//! A counterexample: a trace that the engine can walk, and the same in words.

use crate::{
    Counterexample,
    explore::Fault,
    game::Move,
    net::{Kind, Net},
};
use alloc::{boxed::Box, format, string::String, vec::Vec};
use guicheng_core::{FlowId, NodeId, Procedure, Split};

/// The schema id of a trace as JSON.
pub const TRACE_SCHEMA: &str = "guicheng.trace.v1";

/// The steps of a story, in order. As JSON:
/// `{"schema":"guicheng.trace.v1","steps":[{"do":"<card or gate>","take":["<to>",…]}]}`.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Trace {
    /// The steps.
    pub steps: Vec<TraceStep>,
}

/// A node passes: work is done, or a gate lets its tokens through.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct TraceStep {
    /// The id of the node: the card's own, or a made one (`work#1`) for a gate that the loader added.
    pub card: Box<str>,
    /// The ids of the nodes that it goes on to; none where a path ends, or where a late arrival is swallowed.
    pub take: Vec<Box<str>>,
}

impl Trace {
    /// This trace as JSON on one line; ids are escaped.
    pub fn json(&self) -> String {
        let steps: Vec<String> = self
            .steps
            .iter()
            .map(|step| {
                let take: Vec<String> = step.take.iter().map(|to| quoted(to)).collect();
                format!("{{\"do\":{},\"take\":[{}]}}", quoted(&step.card), take.join(","))
            })
            .collect();
        format!("{{\"schema\":\"{TRACE_SCHEMA}\",\"steps\":[{}]}}", steps.join(","))
    }
}

fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            c if c.is_control() => out.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

fn id(p: &Procedure, node: NodeId) -> Box<str> {
    p.names.nodes.get(node).map_or_else(|| "".into(), |label| label.id.clone())
}

/// The steps of a path through a net.
pub(crate) fn steps(p: &Procedure, net: &Net, path: &[Move]) -> Vec<TraceStep> {
    let step = |m: &Move| {
        let spot = net.spots.get(m.spot)?;
        let race = p.graph.nodes.get(spot.id).is_some_and(|n| n.split == Split::Race);
        let given = if race { Some(&spot.outs) } else { spot.ways.get(m.way) };
        let gone = m.swallowed || matches!(spot.kind, Kind::Jump(_) | Kind::Leave);
        let flows: Vec<FlowId> =
            given.into_iter().flatten().filter(|_| !gone).filter_map(|f| net.flows.get(*f).copied()).collect();
        let take = flows.iter().filter_map(|f| p.graph.flows.get(*f)).map(|f| id(p, f.to)).collect();
        Some(TraceStep { card: id(p, spot.id), take })
    };
    path.iter().filter_map(step).collect()
}

/// Tells what is wrong.
pub(crate) fn tell(p: &Procedure, net: &Net, fault: Fault, steps: Vec<TraceStep>) -> Counterexample {
    let (Fault::Doubled(spot) | Fault::Stuck(spot) | Fault::Endless(spot) | Fault::Dead(spot)) = fault;
    let property = fault.breaks();
    let node = net.spots.get(spot).map(|spot| spot.id);
    let at = node.map(|node| id(p, node)).unwrap_or_default();
    let (zh, en) = (Words::Zh.walk(p, &steps), Words::En.walk(p, &steps));
    let (end_zh, end_en) = match fault {
        Fault::Doubled(_) => (
            format!("这时同一件事第二次到了「{}」", Words::Zh.title(p, &at)),
            format!("then the same thing comes to \"{}\" a second time", Words::En.title(p, &at)),
        ),
        Fault::Stuck(_) => (
            format!("这时「{}」还在等，再也等不到，个案停在这里", Words::Zh.title(p, &at)),
            format!("then \"{}\" still waits for what can no longer come: the case is stuck", Words::En.title(p, &at)),
        ),
        Fault::Endless(_) => (
            format!("这时到了「{}」，此后怎么走都结束不了", Words::Zh.title(p, &at)),
            format!("then \"{}\" is reached, and whatever is done the case never ends", Words::En.title(p, &at)),
        ),
        Fault::Dead(_) => (
            format!("怎么走都轮不到「{}」", Words::Zh.title(p, &at)),
            format!("whatever is done, \"{}\" never has its turn", Words::En.title(p, &at)),
        ),
    };
    let trace = Trace { steps };
    Counterexample { property, at, trace, zh: format!("{zh}{end_zh}"), en: format!("{en}{end_en}") }
}

/// The language of a story.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Words {
    Zh,
    En,
}

impl Words {
    fn title(self, p: &Procedure, id: &str) -> String {
        let lang = if self == Self::Zh { "zh" } else { "en" };
        let label = p.names.nodes.values().find(|label| &*label.id == id);
        match label.map(|label| label.title_in(lang)) {
            Some(title) if !title.is_empty() && title != id => format!("{title} ({id})"),
            Some(_) | None => id.into(),
        }
    }

    /// The steps, one after another; which way is said only where there is a choice.
    fn walk(self, p: &Procedure, steps: &[TraceStep]) -> String {
        let mut out = String::new();
        for step in steps {
            let title = self.title(p, &step.card);
            let node = p.names.nodes.find(|label| label.id == step.card).and_then(|id| p.graph.nodes.get(id));
            let chooses = node.is_some_and(|n| n.outs.len() > 1);
            let ways: Vec<String> = step.take.iter().map(|to| self.title(p, to)).collect();
            out.push_str(&match (self, chooses && !ways.is_empty()) {
                (Self::Zh, false) => format!("「{title}」做完；"),
                (Self::Zh, true) => format!("「{title}」走向「{}」；", ways.join("」「")),
                (Self::En, false) => format!("\"{title}\" is done; "),
                (Self::En, true) => format!("\"{title}\" goes on to \"{}\"; ", ways.join("\", \"")),
            });
        }
        out
    }
}
