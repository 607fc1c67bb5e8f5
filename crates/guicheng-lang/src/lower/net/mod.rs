//! The kernel graph while it is being built: nodes and flows by position, ids come at the end.

mod build;
mod choice;
mod finish;
mod plain;
mod reach;
mod tree;

pub(crate) use build::build;
pub(crate) use finish::finish;
pub(crate) use tree::{Tree, stops, targets};

use crate::diagnostic::Span;
use alloc::{boxed::Box, collections::BTreeMap, string::String, vec::Vec};
use guicheng_core::{ExprId, FieldId, Instances, Join, LineId, OptionId, Repeat, ScopeId, Work, limits};

/// A graph being built.
#[derive(Debug, Default)]
pub(crate) struct Net {
    pub(crate) nodes: Vec<NetNode>,
    pub(crate) flows: Vec<NetFlow>,
    pub(crate) scopes: Vec<NetScope>,
    pub(crate) root: ScopeId,
    /// How often a name was used for a node.
    used: BTreeMap<Box<str>, usize>,
    /// It grew past the limit: nothing more is added.
    pub(crate) full: bool,
}

/// A node being built.
#[derive(Debug)]
pub(crate) struct NetNode {
    pub(crate) name: Box<str>,
    pub(crate) card: Option<Box<str>>,
    pub(crate) span: Span,
    pub(crate) scope: ScopeId,
    pub(crate) join: Join,
    pub(crate) only_if: Option<ExprId>,
    pub(crate) work: Work,
    pub(crate) split: NetSplit,
    pub(crate) ins: Vec<usize>,
    pub(crate) outs: Vec<usize>,
    pub(crate) region: Vec<usize>,
    pub(crate) many: bool,
}

/// A flow being built.
#[derive(Debug)]
pub(crate) struct NetFlow {
    pub(crate) from: Option<usize>,
    pub(crate) to: Option<usize>,
    pub(crate) scope: ScopeId,
}

/// A flow, its guard (none: otherwise), and how often a case may take it.
pub(crate) type GuardedWay = (usize, Option<ExprId>, Option<(LineId, u16)>);

/// Which leaving flows are taken.
#[derive(Debug, Clone)]
pub(crate) enum NetSplit {
    All,
    Race,
    Guards { some: bool, ways: Vec<GuardedWay> },
    Field { some: bool, field: FieldId, ways: Vec<(OptionId, usize)> },
    YesNo { field: FieldId, yes: usize, no: usize },
    Person { some: bool },
}

/// A scope being built.
#[derive(Debug)]
pub(crate) struct NetScope {
    pub(crate) start: Option<usize>,
    pub(crate) entries: Vec<(Box<str>, usize)>,
    pub(crate) instead: Vec<(Box<str>, usize)>,
    pub(crate) instances: Instances,
    pub(crate) repeat: Option<Repeat>,
}

/// An end that the next stop takes up.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Loose {
    /// A node that goes on.
    Node(usize),
    /// A flow that must lead somewhere.
    Flow(usize),
}

/// What was put into a scope: where it is entered, and its loose ends.
#[derive(Debug)]
pub(crate) struct Piece {
    pub(crate) head: usize,
    pub(crate) loose: Vec<Loose>,
}

impl Net {
    /// Adds a node; its name is made unique.
    pub(crate) fn node(&mut self, scope: ScopeId, name: &str, span: Span, work: Work) -> usize {
        let count = self.used.entry(name.into()).or_insert(0);
        *count += 1;
        let name = if *count == 1 { name.into() } else { alloc::format!("{name}#{count}").into() };
        self.nodes.push(NetNode {
            name,
            card: None,
            span,
            scope,
            join: Join::Each,
            only_if: None,
            work,
            split: NetSplit::All,
            ins: Vec::new(),
            outs: Vec::new(),
            region: Vec::new(),
            many: false,
        });
        if self.nodes.len() > limits::NODES {
            self.full = true;
        }
        self.nodes.len() - 1
    }

    /// A made name inside a route: `route#what`.
    pub(crate) fn made(&mut self, scope: ScopeId, route: &str, what: &str, span: Span, work: Work) -> usize {
        let mut name = String::from(route);
        name.push('#');
        name.push_str(what);
        self.node(scope, &name, span, work)
    }

    /// A flow that leaves a node, or a way in; it leads nowhere yet.
    pub(crate) fn open(&mut self, scope: ScopeId, from: Option<usize>) -> usize {
        let flow = self.flows.len();
        self.flows.push(NetFlow { from, to: None, scope });
        if let Some(node) = from.and_then(|from| self.nodes.get_mut(from)) {
            node.outs.push(flow);
        }
        flow
    }

    /// Lets a flow lead to a node.
    pub(crate) fn land(&mut self, flow: usize, to: usize) {
        let Some(it) = self.flows.get_mut(flow) else { return };
        it.to = Some(to);
        if it.from.is_some()
            && let Some(node) = self.nodes.get_mut(to)
        {
            node.ins.push(flow);
        }
    }

    /// A flow between two nodes.
    pub(crate) fn flow(&mut self, scope: ScopeId, from: usize, to: usize) -> usize {
        let flow = self.open(scope, Some(from));
        self.land(flow, to);
        flow
    }

    /// Lets loose ends lead to a node.
    pub(crate) fn tie(&mut self, scope: ScopeId, loose: &[Loose], to: usize) {
        for end in loose {
            match *end {
                Loose::Node(node) => {
                    self.flow(scope, node, to);
                }
                Loose::Flow(flow) => self.land(flow, to),
            }
        }
    }

    /// Ends a path: flows that must lead somewhere lead to an end.
    pub(crate) fn close(&mut self, scope: ScopeId, route: &str, span: Span, loose: &[Loose]) {
        let flows: Vec<Loose> = loose.iter().copied().filter(|end| matches!(end, Loose::Flow(_))).collect();
        if !flows.is_empty() {
            let end = self.made(scope, route, "end", span, Work::End);
            self.tie(scope, &flows, end);
        }
    }

    pub(crate) fn at(&mut self, node: usize) -> Option<&mut NetNode> {
        self.nodes.get_mut(node)
    }
}
