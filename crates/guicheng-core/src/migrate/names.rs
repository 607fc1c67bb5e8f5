//! From the ids of one version to those of another, by names.

use crate::{
    ClockId, FieldId, FlowId, FromVersion, HoldId, Id, Label, LineId, Map, NodeId, NoticeId, OptionId, Procedure,
    ReactionId, RegisterId, RoleId, RuleId, ScopeId, SignalId, StepId,
};
use alloc::{
    borrow::{Cow, ToOwned},
    boxed::Box,
    collections::BTreeMap,
    format,
    string::String,
    vec::Vec,
};

/// The ids of one kind of thing: those of the old version with their new ones, and names on both sides.
pub(super) struct Both<I> {
    to: Vec<Option<I>>,
    old: Vec<String>,
    fresh: Vec<I>,
}

impl<I: Id> Both<I> {
    fn new(old: &Map<I, Label>, new: &Map<I, Label>, said: Option<&FromVersion>) -> Self {
        let ids = |labels: &Map<I, Label>| labels.values().map(|l| (*l.id).to_owned()).collect::<Vec<_>>();
        Self::of(ids(old), ids(new), said)
    }

    fn of(old: Vec<String>, new: Vec<String>, said: Option<&FromVersion>) -> Self {
        let (old, new) = (distinct(old), distinct(new));
        let by_name: BTreeMap<&str, usize> = new.iter().enumerate().map(|(at, name)| (&**name, at)).collect();
        let same = |name: &str| by_name.get(name).copied();
        let to: Vec<Option<I>> =
            old.iter().map(|name| same(&renamed(name, said)).or_else(|| same(name)).map(I::from_index)).collect();
        let taken: Vec<usize> = to.iter().flatten().map(|id| id.index()).collect();
        let fresh = (0..new.len()).filter(|at| !taken.contains(at)).map(I::from_index).collect();
        Self { to, old, fresh }
    }

    /// The new id.
    pub(super) fn get(&self, id: I) -> Option<I> {
        self.to.get(id.index()).copied().flatten()
    }

    /// The old name.
    pub(super) fn name(&self, id: I) -> &str {
        self.old.get(id.index()).map_or("?", |name| name)
    }

    /// What only the new version has.
    pub(super) fn fresh(&self) -> &[I] {
        &self.fresh
    }
}

/// The second and later of the same name get a number.
fn distinct(names: Vec<String>) -> Vec<String> {
    let mut seen: BTreeMap<String, u32> = BTreeMap::new();
    let number = |name: String| {
        let count = seen.entry(name.clone()).or_default();
        *count += 1;
        if *count == 1 { name } else { format!("{name}~{count}") }
    };
    names.into_iter().map(number).collect()
}

/// A name as the new version has it.
fn renamed<'n>(name: &'n str, said: Option<&FromVersion>) -> Cow<'n, str> {
    said.map_or(Cow::Borrowed(name), |from| from.new_name(name))
}

/// All kinds of things.
pub(super) struct Ids {
    pub(super) nodes: Both<NodeId>,
    pub(super) scopes: Both<ScopeId>,
    pub(super) steps: Both<StepId>,
    pub(super) fields: Both<FieldId>,
    pub(super) options: Vec<Option<Both<OptionId>>>,
    pub(super) roles: Both<RoleId>,
    pub(super) clocks: Both<ClockId>,
    pub(super) notices: Both<NoticeId>,
    pub(super) registers: Both<RegisterId>,
    pub(super) rules: Both<RuleId>,
    pub(super) holds: Both<HoldId>,
    pub(super) reactions: Both<ReactionId>,
    pub(super) signals: Both<SignalId>,
    pub(super) lines: Both<LineId>,
    flows: Vec<Option<FlowId>>,
}

impl Ids {
    pub(super) fn new(old: &Procedure, new: &Procedure, said: Option<&FromVersion>) -> Self {
        let (a, b) = (&old.names, &new.names);
        let nodes = Both::new(&a.nodes, &b.nodes, said);
        let fields = Both::new(&a.fields, &b.fields, said);
        let options = a.fields.ids().map(|field| {
            let (old, new) = (a.options.get(field)?, b.options.get(fields.get(field)?)?);
            let ids = |labels: &[Label]| labels.iter().map(|l| (*l.id).to_owned()).collect();
            Some(Both::of(ids(old), ids(new), said))
        });
        let scopes = Both::new(&a.scopes, &b.scopes, said);
        Self {
            options: options.collect(),
            flows: flows(old, new, &nodes, &scopes),
            nodes,
            scopes,
            fields,
            steps: Both::new(&a.steps, &b.steps, said),
            roles: Both::new(&a.roles, &b.roles, said),
            clocks: Both::new(&a.clocks, &b.clocks, said),
            notices: Both::new(&a.notices, &b.notices, said),
            registers: Both::new(&a.registers, &b.registers, said),
            rules: Both::new(&a.rules, &b.rules, said),
            holds: Both::new(&a.holds, &b.holds, said),
            reactions: Both::new(&a.reactions, &b.reactions, said),
            signals: Both::new(&a.signals, &b.signals, said),
            lines: Both::of(lines(old), lines(new), said),
        }
    }

    /// The flow on which a token waits.
    pub(super) fn flow(&self, id: FlowId) -> Option<FlowId> {
        self.flows.get(id.index()).copied().flatten()
    }
}

/// A flow goes by what it leaves and what it reaches; where it reaches something else now, a token stays behind what it
/// has left, if only one way leads on from there.
fn flows(old: &Procedure, new: &Procedure, nodes: &Both<NodeId>, scopes: &Both<ScopeId>) -> Vec<Option<FlowId>> {
    let (a, b) = (&old.graph, &new.graph);
    let place = |(id, flow): (FlowId, &crate::Flow)| {
        let to = nodes.get(flow.to);
        let Some(from) = flow.from else {
            let entered = a.scopes.iter().find(|(_, s)| s.start == id).and_then(|(scope, _)| scopes.get(scope));
            let start = entered.and_then(|scope| b.scopes.get(scope)).map(|scope| scope.start);
            let way_in = || b.flows.iter().find(|(_, f)| f.from.is_none() && Some(f.to) == to).map(|(id, _)| id);
            return start.or_else(way_in);
        };
        let outs = &b.nodes.get(nodes.get(from)?)?.outs;
        let parallel = |f: &&FlowId| a.flows.get(**f).is_some_and(|other| other.to == flow.to);
        let nth = a.nodes.get(from)?.outs.iter().filter(parallel).position(|f| *f == id).unwrap_or(0);
        let same = outs.iter().filter(|f| b.flows.get(**f).map(|f| f.to) == to).nth(nth);
        match (same, &**outs) {
            (Some(flow), _) => Some(*flow),
            (None, [only]) => Some(*only),
            (None, _) => None,
        }
    };
    a.flows.iter().map(place).collect()
}

/// Bounded lines have no names of their own: each goes by where it stands.
fn lines(p: &Procedure) -> Vec<String> {
    let mut names: Vec<String> = (0..p.lines).map(|n| format!("line {}", n + 1)).collect();
    let mut put = |line: LineId, name: String| {
        if let Some(place) = names.get_mut(line.index()) {
            *place = name;
        }
    };
    let label = |label: Option<&Label>| -> Box<str> { label.map_or_else(Box::default, |l| l.id.clone()) };
    for (id, node) in p.graph.nodes.iter() {
        if let crate::Split::One(crate::Chooser::Guards(ways)) | crate::Split::Some(crate::Chooser::Guards(ways)) =
            &node.split
        {
            for (at, way) in ways.iter().enumerate() {
                if let Some((line, _)) = way.at_most {
                    put(line, format!("{}#{}", label(p.names.nodes.get(id)), at + 1));
                }
            }
        }
    }
    for (id, clock) in p.clocks.iter() {
        for (at, threshold) in clock.thresholds.iter().enumerate() {
            if let Some((line, _)) = threshold.at_most {
                put(line, format!("{}#{}", label(p.names.clocks.get(id)), at + 1));
            }
        }
    }
    let reactions = p.reactions.iter().map(|(id, r)| (r.trigger.at_most, p.names.reactions.get(id)));
    let holds = p.holds.iter().map(|(id, h)| (h.trigger.at_most, p.names.holds.get(id)));
    for (bound, name) in reactions.chain(holds) {
        if let Some((line, _)) = bound {
            put(line, (*label(name)).to_owned());
        }
    }
    names
}
