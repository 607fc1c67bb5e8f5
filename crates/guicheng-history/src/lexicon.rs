//! The names under which the parts of a procedure stand in records, and the way back from a name to its id.

use crate::canonical::Writer;
use alloc::{borrow::ToOwned, boxed::Box, format, string::String, vec::Vec};
use guicheng_core::{
    ActsId, CalendarId, Cite, ClockId, ExprId, FieldId, FlowId, HoldId, Id, Label, LineId, Map, NodeId, NoticeId,
    OptionId, Procedure, ReactionId, RegisterId, RoleId, RuleId, ScopeId, SignalId, StepId, TextId,
};

/// The words of one procedure. Made once when the procedure is loaded, and used for all its cases.
#[derive(Clone, Debug, Default)]
pub struct Lexicon {
    /// The procedure's name.
    pub procedure: Box<str>,
    /// Its version.
    pub version: u32,
    pub(crate) nodes: Table<NodeId>,
    pub(crate) flows: Table<FlowId>,
    pub(crate) scopes: Table<ScopeId>,
    pub(crate) steps: Table<StepId>,
    pub(crate) fields: Table<FieldId>,
    pub(crate) options: Vec<Table<OptionId>>,
    pub(crate) roles: Table<RoleId>,
    pub(crate) clocks: Table<ClockId>,
    pub(crate) notices: Table<NoticeId>,
    pub(crate) registers: Table<RegisterId>,
    pub(crate) rules: Table<RuleId>,
    pub(crate) holds: Table<HoldId>,
    pub(crate) reactions: Table<ReactionId>,
    pub(crate) signals: Table<SignalId>,
    pub(crate) guards: Table<ExprId>,
    pub(crate) acts: Table<ActsId>,
    pub(crate) lines: Table<LineId>,
    pub(crate) calendars: Table<CalendarId>,
    pub(crate) texts: Table<TextId>,
    pub(crate) clauses: Clauses,
}

/// Clauses by what they stand at.
#[derive(Clone, Debug, Default)]
pub(crate) struct Clauses {
    pub(crate) steps: Vec<Vec<Box<str>>>,
    pub(crate) clocks: Vec<Vec<Box<str>>>,
    pub(crate) thresholds: Vec<Vec<Vec<Box<str>>>>,
    pub(crate) rules: Vec<Vec<Box<str>>>,
    pub(crate) holds: Vec<Vec<Box<str>>>,
    pub(crate) reactions: Vec<Vec<Box<str>>>,
    pub(crate) notices: Vec<Vec<Box<str>>>,
    pub(crate) registers: Vec<Vec<Box<str>>>,
}

/// Names of one kind of thing, each different from the others, and their ids.
#[derive(Clone, Debug)]
pub(crate) struct Table<I> {
    names: Vec<Box<str>>,
    /// Each as it stands in a document.
    written: Vec<Box<str>>,
    by_name: Vec<I>,
    /// Earlier names, which count before the own ones.
    once: Vec<(Box<str>, I)>,
}

impl<I> Default for Table<I> {
    fn default() -> Self {
        Self { names: Vec::new(), written: Vec::new(), by_name: Vec::new(), once: Vec::new() }
    }
}

impl<I: Id> Table<I> {
    /// Two things of the same name get `~2`, `~3` … in the order of their ids.
    fn new(wanted: impl Iterator<Item = String>) -> Self {
        let wanted: Vec<String> = wanted.collect();
        let mut taken: alloc::collections::BTreeSet<Box<str>> = alloc::collections::BTreeSet::new();
        let plain: alloc::collections::BTreeSet<&str> = wanted.iter().map(String::as_str).collect();
        let mut names = Vec::with_capacity(wanted.len());
        for want in &wanted {
            let mut name: Box<str> = want.as_str().into();
            let mut copy = 2_u32;
            while taken.contains(&name) {
                name = format!("{want}~{copy}").into();
                while plain.contains(&*name) {
                    copy += 1;
                    name = format!("{want}~{copy}").into();
                }
                copy += 1;
            }
            taken.insert(name.clone());
            names.push(name);
        }
        let mut by_name: Vec<I> = (0..names.len()).map(I::from_index).collect();
        by_name.sort_by(|a, b| names.get(a.index()).cmp(&names.get(b.index())));
        let written = names.iter().map(|name| quoted(name)).collect();
        Self { names, written, by_name, once: Vec::new() }
    }

    fn labels(labels: &Map<I, Label>) -> Self {
        Self::new(labels.values().map(|l| (*l.id).to_owned()))
    }

    /// The name of an id.
    pub(crate) fn name(&self, id: I) -> Option<&str> {
        self.names.get(id.index()).map(|n| &**n)
    }

    /// The name of an id as it stands in a document, with quotes and escapes.
    pub(crate) fn written(&self, id: I) -> Option<&str> {
        self.written.get(id.index()).map(|n| &**n)
    }

    /// The id of a name.
    pub(crate) fn id(&self, name: &str) -> Option<I> {
        if let Some((_, id)) = self.once.iter().find(|(once, _)| **once == *name) {
            return Some(*id);
        }
        let place = self.by_name.binary_search_by(|i| self.name(*i).unwrap_or("").cmp(name)).ok()?;
        self.by_name.get(place).copied()
    }
}

fn quoted(name: &str) -> Box<str> {
    let mut out = Writer::default();
    out.text(name);
    out.finish().into()
}

impl<I: Id> Table<I> {
    /// Understands earlier names too.
    fn renamed(&mut self, rename: &[(Box<str>, Box<str>)]) {
        let known = rename.iter().filter_map(|(old, new)| Some((old.clone(), self.id(new)?)));
        self.once = known.collect();
    }
}

impl Lexicon {
    /// The same words, which also understand commands in the names of an earlier version.
    pub(crate) fn renamed(mut self, rename: &[(Box<str>, Box<str>)]) -> Self {
        self.nodes.renamed(rename);
        self.scopes.renamed(rename);
        self.steps.renamed(rename);
        self.fields.renamed(rename);
        self.options.iter_mut().for_each(|options| options.renamed(rename));
        self.roles.renamed(rename);
        self.holds.renamed(rename);
        self.reactions.renamed(rename);
        self.signals.renamed(rename);
        self
    }

    /// The words of a procedure.
    pub fn new(procedure: &Procedure) -> Self {
        let names = &procedure.names;
        let nodes = Table::labels(&names.nodes);
        Self {
            procedure: procedure.id.clone(),
            version: procedure.version,
            flows: Table::new(flow_names(procedure, &nodes).into_iter()),
            nodes,
            scopes: Table::labels(&names.scopes),
            steps: Table::labels(&names.steps),
            fields: Table::labels(&names.fields),
            options: names.options.values().map(|o| Table::new(o.iter().map(|l| (*l.id).to_owned()))).collect(),
            roles: Table::labels(&names.roles),
            clocks: Table::labels(&names.clocks),
            notices: Table::labels(&names.notices),
            registers: Table::labels(&names.registers),
            rules: Table::labels(&names.rules),
            holds: Table::labels(&names.holds),
            reactions: Table::labels(&names.reactions),
            signals: Table::labels(&names.signals),
            guards: Table::new(procedure.code.exprs.values().map(|e| (*e.source).to_owned())),
            acts: Table::new((1..=procedure.acts.len()).map(|n| format!("actions {n}"))),
            lines: Table::new((1..=procedure.lines).map(|n| format!("line {n}"))),
            calendars: Table::new(procedure.calendars.values().map(|c| (*c.id).to_owned())),
            texts: Table::labels(&procedure.texts),
            clauses: Clauses::new(procedure),
        }
    }

    /// The name of a field's option.
    pub(crate) fn option(&self, field: FieldId, option: OptionId) -> Option<&str> {
        self.options.get(field.index())?.name(option)
    }

    /// The option of a field by name.
    pub(crate) fn option_id(&self, field: FieldId, name: &str) -> Option<OptionId> {
        self.options.get(field.index())?.id(name)
    }
}

impl Clauses {
    fn new(procedure: &Procedure) -> Self {
        let names = |cites: &[Cite]| -> Vec<Box<str>> {
            let clauses = cites.iter().filter_map(|c| procedure.names.clauses.get(c.clause?));
            clauses.map(|label| label.id.clone()).collect()
        };
        Self {
            steps: procedure.steps.values().map(|s| names(&s.cites)).collect(),
            clocks: procedure.clocks.values().map(|c| names(&c.cites)).collect(),
            thresholds: (procedure.clocks.values())
                .map(|c| c.thresholds.iter().map(|t| names(&t.cites)).collect())
                .collect(),
            rules: procedure.rules.values().map(|r| names(&r.cites)).collect(),
            holds: procedure.holds.values().map(|h| names(&h.cites)).collect(),
            reactions: procedure.reactions.values().map(|r| names(&r.cites)).collect(),
            notices: procedure.notices.values().map(|n| names(&n.cites)).collect(),
            registers: procedure.registers.values().map(|r| names(&r.cites)).collect(),
        }
    }
}

/// A flow is named by the nodes at its ends; a way in by the scope that starts there, or by the node it leads to.
fn flow_names(procedure: &Procedure, nodes: &Table<NodeId>) -> Vec<String> {
    let graph = &procedure.graph;
    let node = |id: NodeId| nodes.name(id).unwrap_or("?");
    let name = |(id, flow): (FlowId, &guicheng_core::Flow)| match flow.from {
        Some(from) => format!("{}->{}", node(from), node(flow.to)),
        None => match graph.scopes.find(|s| s.start == id).and_then(|s| procedure.names.scopes.get(s)) {
            Some(scope) => format!("start of {}", scope.id),
            None => format!("way to {}", node(flow.to)),
        },
    };
    graph.flows.iter().map(name).collect()
}
