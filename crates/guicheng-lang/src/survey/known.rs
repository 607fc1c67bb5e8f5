//! Which fields are asked for by the time that the work comes to a node, surely or at all: on every way there, or on any,
//! jumps included.
//!
//! A step that is skipped, or left out, asks nothing; ways that meet know what each of them knows; ways that are waited
//! for together know what any of them knows.

use alloc::{collections::BTreeMap, vec::Vec};
use guicheng_core::{
    Action, ActsId, CardRef, Chooser, ClockOwner, ExprId, Few, FieldId, FlowId, GoTo, Id, Join, Mark, Node, NodeId,
    Place, Procedure, ScopeId, Split, StepId, StepKind, Trigger, Work, expr::Op,
};

/// Rounds after which nothing is said: procedures settle in a few.
const ROUNDS: usize = 64;

/// A set of fields.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Fields(Few<u64, 2>);

impl Fields {
    fn none(p: &Procedure) -> Self {
        Self((0..p.fields.len().div_ceil(64)).map(|_| 0).collect())
    }
    fn all(p: &Procedure) -> Self {
        Self((0..p.fields.len().div_ceil(64)).map(|_| u64::MAX).collect())
    }
    pub(super) fn has(&self, field: FieldId) -> bool {
        self.0.get(field.index() / 64).is_some_and(|word| word >> (field.index() % 64) & 1 == 1)
    }
    fn put(&mut self, field: FieldId) {
        if let Some(word) = self.0.get_mut(field.index() / 64) {
            *word |= 1 << (field.index() % 64);
        }
    }
    fn with(mut self, more: &Self) -> Self {
        self.join(more);
        self
    }
    fn join(&mut self, more: &Self) {
        self.0.iter_mut().zip(&more.0).for_each(|(word, more)| *word |= more);
    }
    fn meet(&mut self, other: &Self) {
        self.0.iter_mut().zip(&other.0).for_each(|(word, other)| *word &= other);
    }
}

/// How sure it must be that something is known.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Sure {
    /// It is, on every way.
    Always,
    /// It may be, on some way.
    Perhaps,
}

impl Sure {
    /// What is known where no way leads.
    fn nowhere(self, p: &Procedure) -> Fields {
        match self {
            Self::Always => Fields::all(p),
            Self::Perhaps => Fields::none(p),
        }
    }
    /// What is known where two ways meet.
    fn meet(self, here: &mut Fields, other: &Fields) {
        match self {
            Self::Always => here.meet(other),
            Self::Perhaps => here.join(other),
        }
    }
}

/// What is known at every node.
pub(super) struct Known<'p> {
    p: &'p Procedure,
    sure: Sure,
    /// The nodes at which each step is done.
    places: BTreeMap<StepId, Vec<NodeId>>,
    opening: Fields,
    /// Before the work of each node, and behind it.
    before: Vec<Fields>,
    behind: Vec<Fields>,
    /// On the ways in that come from no node.
    ways_in: BTreeMap<FlowId, Fields>,
    /// At the end of each scope.
    ends: Vec<Fields>,
}

impl<'p> Known<'p> {
    /// Looks a procedure through; none if it does not settle.
    pub(super) fn of(p: &'p Procedure, sure: Sure) -> Option<Self> {
        let mut opening = Fields::none(p);
        let given = p.opens.iter().flat_map(|opens| opens.give.iter().map(|(field, _)| *field));
        let preset = p.fields.iter().filter(|(_, field)| field.default.is_some()).map(|(id, _)| id);
        given.chain(preset).for_each(|field| opening.put(field));
        let nowhere = sure.nowhere(p);
        let nodes = alloc::vec![nowhere.clone(); p.graph.nodes.len()];
        let mut places: BTreeMap<StepId, Vec<NodeId>> = BTreeMap::new();
        for (id, node) in p.graph.nodes.iter() {
            if let Work::Step(step) = node.work {
                places.entry(step).or_default().push(id);
            }
        }
        let ends = alloc::vec![nowhere; p.graph.scopes.len()];
        let mut known =
            Self { p, sure, places, opening, before: nodes.clone(), behind: nodes, ways_in: BTreeMap::new(), ends };
        (0..ROUNDS).any(|_| !known.round()).then_some(known)
    }

    /// Before the work of a node; none if nothing leads there.
    pub(super) fn before(&self, node: NodeId) -> Option<&Fields> {
        self.before.get(node.index()).filter(|fields| self.sure == Sure::Perhaps || **fields != self.nowhere())
    }

    fn nowhere(&self) -> Fields {
        self.sure.nowhere(self.p)
    }

    /// Behind it.
    pub(super) fn behind(&self, node: NodeId) -> Option<&Fields> {
        self.before(node)?;
        self.behind.get(node.index())
    }

    /// One pass over everything; whether anything changed.
    fn round(&mut self) -> bool {
        let was = (self.before.clone(), self.behind.clone(), self.ends.clone());
        let ways_in = self.sources();
        let entered = ways_in != self.ways_in;
        self.ways_in = ways_in;
        let mut entered_at: BTreeMap<NodeId, Fields> = BTreeMap::new();
        for (flow, known) in &self.ways_in {
            let Some(flow) = self.p.graph.flows.get(*flow) else { continue };
            entered_at.entry(flow.to).and_modify(|here| self.sure.meet(here, known)).or_insert_with(|| known.clone());
        }
        for (id, node) in self.p.graph.nodes.iter() {
            let mut here = self.joined(&node.join, &node.ins);
            if let Some(known) = entered_at.get(&id) {
                self.sure.meet(&mut here, known);
            }
            let behind = here.clone().with(&self.own(id));
            if let (Some(before), Some(after)) = (self.before.get_mut(id.index()), self.behind.get_mut(id.index())) {
                *before = here;
                *after = behind;
            }
        }
        let mut ends = alloc::vec![self.nowhere(); self.p.graph.scopes.len()];
        for (id, node) in self.p.graph.nodes.iter().filter(|(_, node)| ends_scope(self.p, node)) {
            if let (Some(end), Some(here)) = (ends.get_mut(node.scope.index()), self.behind.get(id.index())) {
                self.sure.meet(end, here);
            }
        }
        self.ends = ends;
        entered || was != (self.before.clone(), self.behind.clone(), self.ends.clone())
    }

    /// What the flows into a node know together.
    fn joined(&self, join: &Join, ins: &[FlowId]) -> Fields {
        let waits = match join {
            Join::All => true,
            Join::First { n, .. } => usize::from(*n) >= ins.len(),
            Join::Each | Join::Some => false,
        };
        let mut ways = ins.iter().map(|flow| self.flow(*flow));
        let Some(mut known) = ways.next() else { return self.nowhere() };
        for way in ways {
            if waits {
                known = known.with(&way);
            } else {
                self.sure.meet(&mut known, &way);
            }
        }
        known
    }

    fn flow(&self, flow: FlowId) -> Fields {
        let from = self.p.graph.flows.get(flow).and_then(|flow| flow.from);
        let known = match from {
            Some(node) => self.behind.get(node.index()),
            None => self.ways_in.get(&flow),
        };
        let mut known = known.cloned().unwrap_or_else(|| self.nowhere());
        let split = from.and_then(|node| self.p.graph.nodes.get(node)).map(|node| &node.split);
        if let Some(Split::One(chooser) | Split::Some(chooser)) = split {
            self.taken(chooser, flow).into_iter().for_each(|field| known.put(field));
        }
        known
    }

    /// What is surely known once this way was chosen.
    fn taken(&self, chooser: &Chooser, flow: FlowId) -> Vec<FieldId> {
        if self.sure == Sure::Perhaps {
            return Vec::new();
        }
        match chooser {
            Chooser::Guards(branches) => {
                let branch = branches.iter().find(|branch| branch.flow == flow);
                self.implied(branch.and_then(|branch| branch.guard))
            }
            Chooser::Field(field, _) | Chooser::YesNo(field, ..) => alloc::vec![*field],
            Chooser::Person => Vec::new(),
        }
    }

    /// What must be known where this condition is true: what is not known makes it unknown, unless it asks for that, or
    /// one of two is enough.
    fn implied(&self, condition: Option<ExprId>) -> Vec<FieldId> {
        let Some(expr) = condition.and_then(|id| self.p.code.exprs.get(id)) else { return Vec::new() };
        let loose =
            self.sure == Sure::Perhaps || expr.ops.iter().any(|op| matches!(op, Op::Or | Op::IsEmpty | Op::Over(..)));
        if loose { Vec::new() } else { expr.reads.to_vec() }
    }

    fn where_true(&self, mut here: Fields, conditions: [Option<ExprId>; 2]) -> Fields {
        conditions.into_iter().flat_map(|it| self.implied(it)).for_each(|field| here.put(field));
        here
    }

    /// What the work of a node asks for or sets, for certain.
    fn own(&self, id: NodeId) -> Fields {
        let mut own = Fields::none(self.p);
        let Some(node) = self.p.graph.nodes.get(id) else { return own };
        let perhaps = self.sure == Sure::Perhaps;
        if node.only_if.is_some() && !perhaps {
            return own;
        }
        match node.work {
            Work::Step(step) if perhaps => asks(self.p, step).into_iter().for_each(|field| own.put(field)),
            Work::Step(step) => fills(self.p, step).into_iter().for_each(|field| own.put(field)),
            Work::Act(acts) => sets(self.p, acts).into_iter().for_each(|field| own.put(field)),
            // A loop may do no round at all.
            Work::Scope(scope) => {
                let loops = self.p.graph.scopes.get(scope).is_none_or(|scope| scope.repeat.is_some());
                if let Some(end) = self.ends.get(scope.index()).filter(|_| perhaps || !loops) {
                    return end.clone();
                }
            }
            Work::Nothing | Work::End | Work::Stop => {}
        }
        own
    }

    /// What is known on the ways in that come from no node.
    fn sources(&self) -> BTreeMap<FlowId, Fields> {
        let mut ways = Ways { p: self.p, sure: self.sure, known: BTreeMap::new() };
        ways.enter(self.p.graph.root, &self.opening);
        for (id, node) in self.p.graph.nodes.iter() {
            let Some(here) = self.before.get(id.index()) else { continue };
            match node.work {
                Work::Scope(scope) => ways.enter(scope, &self.where_true(here.clone(), [node.only_if, None])),
                Work::Act(acts) => ways.acts(acts, here),
                Work::Step(_) | Work::Nothing | Work::End | Work::Stop => {}
            }
        }
        for clock in self.p.clocks.values() {
            let here = match clock.owner {
                ClockOwner::Work(step) | ClockOwner::AckWork(step) => self.at_step(step),
                ClockOwner::Case => self.at_marks(&clock.from),
                ClockOwner::Hold(hold) => {
                    self.p.holds.get(hold).map_or(self.opening.clone(), |hold| self.at_cards(&hold.during))
                }
                ClockOwner::AckNotice(_) => self.opening.clone(),
            };
            let here = self.at_any_time(here);
            for threshold in &clock.thresholds {
                ways.acts(threshold.acts, &self.where_true(here.clone(), [threshold.when, None]));
            }
        }
        for reaction in self.p.reactions.values() {
            let here = match &reaction.during {
                Place::Open => self.opening.clone(),
                Place::Closed => self.ends.get(self.p.graph.root.index()).unwrap_or(&self.opening).clone(),
                Place::Cards(cards) => self.at_cards(cards),
            };
            ways.acts(reaction.acts, &self.triggered(self.at_any_time(here), &reaction.trigger));
        }
        for hold in self.p.holds.values() {
            let here = self.triggered(self.at_any_time(self.at_cards(&hold.during)), &hold.trigger);
            hold.also.iter().for_each(|also| ways.beside(*also, &here));
        }
        for rule in self.p.rules.values() {
            let here = rule.during.as_ref().map_or(self.opening.clone(), |cards| self.at_cards(cards));
            let here = self.at_any_time(here);
            rule.broken.iter().for_each(|acts| ways.acts(*acts, &here));
        }
        ways.known
    }

    /// What comes from outside comes when so much is surely known; by then anything may be.
    fn at_any_time(&self, surely: Fields) -> Fields {
        match self.sure {
            Sure::Always => surely,
            Sure::Perhaps => Fields::all(self.p),
        }
    }

    fn triggered(&self, mut here: Fields, trigger: &Trigger) -> Fields {
        trigger.fills.iter().for_each(|fill| here.put(fill.field));
        self.where_true(here, [trigger.when, trigger.becomes])
    }

    fn at_step(&self, step: StepId) -> Fields {
        self.at_places(step, &self.before)
    }

    fn past_step(&self, step: StepId) -> Fields {
        self.at_places(step, &self.behind)
    }

    /// What all places of a step know.
    fn at_places(&self, step: StepId, known: &[Fields]) -> Fields {
        let mut here = Fields::all(self.p);
        for id in self.places.get(&step).into_iter().flatten() {
            here.meet(known.get(id.index()).unwrap_or(&self.opening));
        }
        here
    }

    fn at_scope(&self, scope: ScopeId) -> Fields {
        let start = self.p.graph.scopes.get(scope).map(|scope| scope.start);
        start.and_then(|flow| self.ways_in.get(&flow)).cloned().unwrap_or_else(|| Fields::all(self.p))
    }

    /// While one of these cards is open.
    fn at_cards(&self, cards: &[CardRef]) -> Fields {
        let mut here = Fields::all(self.p);
        for card in cards {
            match card {
                CardRef::Step(step) => here.meet(&self.at_step(*step)),
                CardRef::Scope(scope) => here.meet(&self.at_scope(*scope)),
                CardRef::Gate(node) => here.meet(self.before.get(node.index()).unwrap_or(&self.opening)),
                CardRef::Reaction(_) | CardRef::Hold(_) => here.meet(&self.opening),
            }
        }
        here
    }

    /// Once one of these has happened.
    fn at_marks(&self, marks: &[Mark]) -> Fields {
        let mut here = if marks.is_empty() { self.opening.clone() } else { Fields::all(self.p) };
        for mark in marks {
            match mark {
                Mark::StepOpened(step) | Mark::StepClaimed(step) => here.meet(&self.at_step(*step)),
                Mark::StepDone(step) => here.meet(&self.past_step(*step)),
                Mark::ScopeOpened(scope) => here.meet(&self.at_scope(*scope)),
                Mark::ScopeDone(scope) => here.meet(self.ends.get(scope.index()).unwrap_or(&self.opening)),
                Mark::HoldBegan(_) | Mark::HoldEnded(_) | Mark::CaseOpened | Mark::CaseClosed => {
                    here.meet(&self.opening)
                }
                Mark::Signal(_) | Mark::Filled(_) => here.meet(&self.opening),
            }
        }
        here
    }
}

/// The ways in that are taken, with what is known on all of them.
struct Ways<'p> {
    p: &'p Procedure,
    sure: Sure,
    known: BTreeMap<FlowId, Fields>,
}

impl Ways<'_> {
    fn put(&mut self, flow: FlowId, here: &Fields) {
        let sure = self.sure;
        self.known.entry(flow).and_modify(|known| sure.meet(known, here)).or_insert_with(|| here.clone());
    }

    fn enter(&mut self, scope: ScopeId, here: &Fields) {
        if let Some(scope) = self.p.graph.scopes.get(scope) {
            self.put(scope.start, here);
        }
    }

    fn beside(&mut self, card: CardRef, here: &Fields) {
        if let CardRef::Scope(scope) = card {
            self.enter(scope, here);
        }
    }

    fn acts(&mut self, acts: ActsId, here: &Fields) {
        let Some(list) = self.p.acts.get(acts) else { return };
        let mut here = here.clone();
        for action in list {
            match action {
                Action::Set(field, _) => here.put(*field),
                Action::Also(card) => self.beside(*card, &here),
                Action::Go(GoTo::Card(card)) => {
                    let scopes = self.p.graph.scopes.values();
                    let ways = scopes.flat_map(|scope| scope.entries.iter().chain(&scope.instead));
                    let taken: Vec<FlowId> = ways.filter(|(to, _)| to == card).map(|(_, flow)| *flow).collect();
                    taken.into_iter().for_each(|flow| self.put(flow, &here));
                }
                Action::Go(GoTo::Next) | Action::Remind(_) | Action::Escalate(_) | Action::Tell(_) => {}
                Action::Write(_) | Action::Say(_) | Action::Done | Action::Climb => {}
            }
        }
    }
}

/// Whether a way through a scope ends here, and the scope with it: it goes no further, and leads nowhere else.
pub(super) fn ends_scope(p: &Procedure, node: &Node) -> bool {
    let jumps = |acts: ActsId| p.acts.get(acts).is_some_and(|list| list.iter().any(|it| matches!(it, Action::Go(_))));
    let leaves = match node.work {
        Work::Stop => true,
        Work::Act(acts) => jumps(acts),
        Work::Step(_) | Work::Scope(_) | Work::Nothing | Work::End => false,
    };
    node.outs.is_empty() && !leaves
}

/// The fields that a card surely asks for, or brings.
fn fills(p: &Procedure, step: StepId) -> Vec<FieldId> {
    if p.steps.get(step).is_some_and(|step| step.optional) { Vec::new() } else { asks(p, step) }
}

/// The fields that a card asks for, or brings, where it is done.
pub(super) fn asks(p: &Procedure, step: StepId) -> Vec<FieldId> {
    let Some(step) = p.steps.get(step) else { return Vec::new() };
    match &step.kind {
        StepKind::Task(task) => task.fills.iter().map(|fill| fill.field).collect(),
        StepKind::Wait(signal) => {
            signal.and_then(|signal| p.signals.get(signal)).map_or_else(Vec::new, |signal| signal.give.to_vec())
        }
        StepKind::Call(call) => call.take.iter().map(|(field, _)| *field).collect(),
        StepKind::Lookup(_) => Vec::new(),
    }
}

/// The fields that a list of actions sets.
pub(super) fn sets(p: &Procedure, acts: ActsId) -> Vec<FieldId> {
    let set = |action: &Action| match action {
        Action::Set(field, _) => Some(*field),
        Action::Remind(_) | Action::Escalate(_) | Action::Tell(_) | Action::Write(_) | Action::Say(_) => None,
        Action::Go(_) | Action::Also(_) | Action::Done | Action::Climb => None,
    };
    p.acts.get(acts).map_or_else(Vec::new, |list| list.iter().filter_map(set).collect())
}
