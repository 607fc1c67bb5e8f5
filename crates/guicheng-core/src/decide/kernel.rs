//! The token game: nodes pass when their joins allow, until nothing moves any more.

use super::{
    actions,
    draft::{Draft, Outcome, Scene},
    norms, scope, section, split, visit,
};
use crate::{
    Activation, Cause, EventKind, Few, FlowId, Join, Node, NodeId, Passage, Procedure, Rest, Status, Token, Work,
};
use alloc::vec::Vec;
use core::ops::Range;
use smallvec::SmallVec;

/// Tokens that make a node pass: those taken, and flows whose tokens stay spent until the rest has come.
struct Enabled {
    node: NodeId,
    of: Activation,
    took: Few<Token, 2>,
    kept: Few<FlowId>,
    /// A late arrival at an n-of-m join: swallowed, the node does not pass again.
    swallowed: bool,
}

/// Moves tokens and re-evaluates conditions until nothing changes.
pub(crate) fn settle(d: &mut Draft<'_>) -> Outcome<()> {
    while d.case().status == Status::Open {
        d.within_bounds()?;
        if let Some(enabled) = next_enabled(d) {
            pass(d, enabled)?;
        } else if d.dirty {
            d.dirty = false;
            norms::refresh(d)?;
        } else if let Some(enabled) = inclusive(d) {
            pass(d, enabled)?;
        } else if !visit::drop_optional(d)? && !scope::complete_next(d)? {
            break;
        }
    }
    d.back = false;
    d.within_bounds()
}

/// A node of one activation.
pub(crate) type At = (NodeId, Activation);

/// Which tokens need no look.
#[derive(Default)]
pub(crate) struct Waiting {
    /// So many of the first tokens are known to wait at joins that cannot pass.
    pub(crate) asleep: usize,
    /// Joins whose tokens have changed since.
    awake: Few<At>,
}

/// The first token, in the order of arrival, whose node can pass. Inclusive joins wait until all else is quiet. A token
/// that waits is not looked at again before its join is among those that [`wake`] names.
fn next_enabled(d: &mut Draft<'_>) -> Option<Enabled> {
    if !d.waiting.awake.is_empty() {
        let found = first_enabled(d, 0..d.waiting.asleep, Some(&d.waiting.awake));
        if let Some((_, found)) = found {
            return Some(found);
        }
        d.waiting.awake.truncate(0);
    }
    let all = d.case().tokens.len();
    if all <= d.waiting.asleep {
        return None;
    }
    match first_enabled(d, d.waiting.asleep..all, None) {
        Some((at, found)) => {
            d.waiting.asleep = at;
            Some(found)
        }
        None => {
            d.waiting.asleep = all;
            None
        }
    }
}

/// The first of these tokens whose node can pass, among those at the places named. Each place is judged once: however
/// many tokens wait at a join, they wait for the same thing.
fn first_enabled(d: &Draft<'_>, range: Range<usize>, among: Option<&[At]>) -> Option<(usize, Enabled)> {
    let mut judged: SmallVec<[(At, Waits); 4]> = SmallVec::new();
    for at in range {
        let token = d.case().tokens.get(at)?;
        let Some(flow) = d.p.graph.flows.get(token.flow).filter(|_| !token.spent) else { continue };
        let (id, of) = (flow.to, token.of);
        let Some(node) = d.p.graph.nodes.get(id) else { continue };
        if among.is_some_and(|places| !places.contains(&(id, of))) || section::closed(d, node, of) {
            continue;
        }
        if flow.from.is_none() || passes_each(node) {
            let took = Few::one(*token);
            return Some((at, Enabled { node: id, of, took, kept: Few::new(), swallowed: false }));
        }
        let found = match judged.iter().find(|(place, _)| *place == (id, of)) {
            Some((_, waits)) => waits.swallow(id, token),
            None => match judge(d, id, node, of) {
                Ok(enabled) => Some(enabled),
                Err(waits) => {
                    let swallowed = waits.swallow(id, token);
                    judged.push(((id, of), waits));
                    swallowed
                }
            },
        };
        if let Some(enabled) = found {
            return Some((at, enabled));
        }
    }
    None
}

/// Whether each token passes a node by itself: it joins nothing, or has one way in.
fn passes_each(node: &Node) -> bool {
    match node.join {
        Join::Each => true,
        Join::All => node.ins.len() == 1,
        Join::Some | Join::First { .. } => false,
    }
}

/// A join that cannot pass now: the flows by which it has passed already, if it has (n of m).
struct Waits(Few<FlowId>);

impl Waits {
    fn still() -> Self {
        Self(Few::new())
    }

    /// A late arrival at a join that has passed already, by a flow that had not come then.
    fn swallow(&self, node: NodeId, token: &Token) -> Option<Enabled> {
        let Self(spent) = self;
        if spent.is_empty() || spent.contains(&token.flow) {
            return None;
        }
        let kept = Few::from_slice(&[token.flow]);
        Some(Enabled { node, of: token.of, took: Few::new(), kept, swallowed: true })
    }
}

/// Whether a join can pass in an activation.
fn judge(d: &Draft<'_>, id: NodeId, node: &Node, of: Activation) -> Result<Enabled, Waits> {
    match node.join {
        Join::All => all(d, id, node, of).ok_or_else(Waits::still),
        Join::First { n, .. } if usize::from(n) > node.ins.len() => {
            threads(d, id, node, of, n).ok_or_else(Waits::still)
        }
        Join::First { n, rest } => first(d, id, node, of, n, rest),
        Join::Each | Join::Some => Err(Waits::still()),
    }
}

/// Which joins an event may let pass is noted where it is emitted: those that a token reaches, whose tokens are spent, or
/// which become ready again. All others stay as they are, so that a step need not look at every token.
impl Waiting {
    /// So many tokens go, perhaps all of them from among the first.
    pub(crate) fn removed(&mut self, tokens: usize) {
        self.asleep = self.asleep.saturating_sub(tokens);
    }

    /// Tokens are put on flows.
    pub(crate) fn wake_behind(&mut self, p: &Procedure, of: Activation, flows: &[FlowId]) {
        for flow in flows {
            if let Some(to) = p.graph.flows.get(*flow).filter(|_| self.asleep > 0).map(|f| f.to) {
                self.wake_node(p, to, of);
            }
        }
    }

    /// The tokens before a node are others now. Where none sleeps, all are looked at anyway.
    pub(crate) fn wake_node(&mut self, p: &Procedure, id: NodeId, of: Activation) {
        let joins = || p.graph.nodes.get(id).is_some_and(|n| matches!(n.join, Join::All | Join::First { .. }));
        if self.asleep > 0 && joins() && !self.awake.contains(&(id, of)) {
            self.awake.push((id, of));
        }
    }
}

fn has(d: &Draft<'_>, flow: FlowId, of: Activation, spent: bool) -> bool {
    d.case().tokens.contains(&Token { flow, of, spent })
}

fn all(d: &Draft<'_>, id: NodeId, node: &Node, of: Activation) -> Option<Enabled> {
    let here = d.case().tokens.iter().filter(|t| t.of == of && !t.spent);
    let arrived = here.filter(|t| d.p.graph.flows.get(t.flow).is_some_and(|f| f.to == id)).count();
    if arrived < node.ins.len() || !node.ins.iter().all(|flow| has(d, *flow, of, false)) {
        return None;
    }
    let took = node.ins.iter().map(|flow| Token { flow: *flow, of, spent: false }).collect();
    Some(Enabled { node: id, of, took, kept: Few::new(), swallowed: false })
}

/// An n-of-m join: before it has passed it waits for n filled flows; afterwards each late arrival is swallowed.
fn first(d: &Draft<'_>, id: NodeId, node: &Node, of: Activation, n: u16, rest: Rest) -> Result<Enabled, Waits> {
    let (mut arrived, mut passed) = (0, false);
    for token in d.case().tokens.iter().filter(|t| t.of == of) {
        if d.p.graph.flows.get(token.flow).is_some_and(|f| f.to == id) {
            passed |= token.spent;
            arrived += usize::from(!token.spent);
        }
    }
    if passed {
        return Err(Waits(node.ins.iter().copied().filter(|flow| has(d, *flow, of, true)).collect()));
    }
    if arrived < usize::from(n) {
        return Err(Waits::still());
    }
    let filled: Few<FlowId> = node.ins.iter().copied().filter(|flow| has(d, *flow, of, false)).collect();
    if filled.len() < usize::from(n) {
        return Err(Waits::still());
    }
    let (took, kept) = match rest {
        Rest::Withdraw => (filled.iter().map(|flow| Token { flow: *flow, of, spent: false }).collect(), Few::new()),
        Rest::Leave => (Few::new(), filled),
    };
    Ok(Enabled { node: id, of, took, kept, swallowed: false })
}

/// A join of more tokens than it has flows merges threads: it waits for so many tokens, whichever way they come.
fn threads(d: &Draft<'_>, id: NodeId, node: &Node, of: Activation, n: u16) -> Option<Enabled> {
    let here = d.case().tokens.iter().filter(|t| t.of == of && !t.spent && node.ins.contains(&t.flow));
    let took: Few<Token, 2> = here.take(usize::from(n)).copied().collect();
    let enough = took.len() == usize::from(n);
    enough.then(|| Enabled { node: id, of, took, kept: Few::new(), swallowed: false })
}

/// An inclusive join that need not wait any more: no token of its activation can still reach an empty incoming flow
/// without passing it, unless it can also reach a filled one.
fn inclusive(d: &Draft<'_>) -> Option<Enabled> {
    if !d.p.ready.gathers() {
        return None;
    }
    let mut waiting: Few<(NodeId, Activation)> = Few::new();
    d.case().tokens.iter().filter(|t| !t.spent).find_map(|token| {
        let flow = d.p.graph.flows.get(token.flow)?;
        let node = d.p.graph.nodes.get(flow.to)?;
        let place = (flow.to, token.of);
        let passes_alone = flow.from.is_none() || node.join != Join::Some;
        if passes_alone || waiting.contains(&place) || section::closed(d, node, token.of) {
            return None;
        }
        if waits(d, node, token.of) {
            waiting.push(place);
            return None;
        }
        let filled = node.ins.iter().filter(|f| has(d, **f, token.of, false));
        let took = filled.map(|flow| Token { flow: *flow, of: token.of, spent: false }).collect();
        Some(Enabled { node: flow.to, of: token.of, took, kept: Few::new(), swallowed: false })
    })
}

fn waits(d: &Draft<'_>, node: &Node, of: Activation) -> bool {
    let here: Few<bool> = node.ins.iter().map(|flow| has(d, *flow, of, false)).collect();
    let reaches = |reach: &[FlowId], at: FlowId| reach.binary_search(&at).is_ok();
    let may_fill = |at: FlowId| {
        let pairs = || here.iter().zip(node.reach.iter());
        pairs().any(|(filled, reach)| !filled && reaches(reach, at))
            && !pairs().any(|(filled, reach)| *filled && reaches(reach, at))
    };
    let case = d.case();
    let on_flows = case.tokens.iter().filter(|t| t.of == of && !t.spent && !node.ins.contains(&t.flow));
    let in_nodes = case.visits.iter().filter(|v| v.of == of);
    on_flows.map(|t| t.flow).any(may_fill)
        || in_nodes
            .filter_map(|v| d.p.graph.nodes.get(v.node))
            .any(|n| n.outs.iter().any(|out| may_fill_from(node, *out, &may_fill)))
}

/// A token that leaves an open node may step straight onto an incoming flow.
fn may_fill_from(node: &Node, out: FlowId, may_fill: &impl Fn(FlowId) -> bool) -> bool {
    may_fill(out) || (node.ins.contains(&out) && may_fill(out))
}

/// Lets a node pass: withdraws what its join withdraws, does its work or opens it.
fn pass(d: &mut Draft<'_>, enabled: Enabled) -> Outcome<()> {
    let Enabled { node: id, of, took, kept, swallowed } = enabled;
    let p = d.p;
    let node = &p.graph.nodes.at(id);
    if swallowed {
        emit_passage(d, Passage { node: id, of, took, kept, gave: Few::new(), because: Vec::new(), skipped: false });
        reset_join(d, id, of);
        return Ok(());
    }
    let item = d.item_of(of);
    if let Some(condition) = node.only_if {
        let outcome = d.value(condition, item, of);
        if outcome != crate::Value::YesNo(true) {
            let mut ways = split::ways(d, id, node, of, item)?;
            ways.because.insert(0, d.because(condition, outcome, item, of));
            let gave = ways.gave.unwrap_or_default();
            emit_passage(d, Passage { node: id, of, took, kept, gave, because: ways.because, skipped: true });
            return after_join(d, id, node, of);
        }
    }
    match node.work {
        Work::Step(_) | Work::Scope(_) => {
            visit::enter(d, id, of, took, kept);
            after_join(d, id, node, of)?;
            visit::open(d, id, of)
        }
        Work::Nothing | Work::Act(_) | Work::End | Work::Stop => pass_at_once(d, id, node, of, took, kept),
    }
}

fn pass_at_once(
    d: &mut Draft<'_>,
    id: NodeId,
    node: &Node,
    of: Activation,
    took: Few<Token, 2>,
    kept: Few<FlowId>,
) -> Outcome<()> {
    let item = d.item_of(of);
    let ways = split::ways(d, id, node, of, item)?;
    let Some(gave) = ways.gave else {
        visit::enter(d, id, of, took, kept);
        after_join(d, id, node, of)?;
        visit::open_choice(d, id, of);
        return Ok(());
    };
    emit_passage(d, Passage { node: id, of, took, kept, gave, because: ways.because, skipped: false });
    if let Some((line, count)) = ways.line {
        d.back = true;
        d.emit(EventKind::LineTaken { line, count });
    }
    after_join(d, id, node, of)?;
    match node.work {
        Work::Act(acts) => {
            actions::run(d, acts, Scene { cause: Cause::Choice(acts), of, bound: true, item, key: None })
        }
        Work::Stop => {
            scope::stop(d, Cause::End);
            Ok(())
        }
        Work::Nothing | Work::End | Work::Step(_) | Work::Scope(_) => Ok(()),
    }
}

fn emit_passage(d: &mut Draft<'_>, passage: Passage) {
    d.waiting.removed(passage.took.len());
    d.waiting.wake_node(d.p, passage.node, passage.of);
    d.waiting.wake_behind(d.p, passage.of, &passage.gave);
    d.emit(EventKind::NodePassed(passage));
}

/// What follows a join that has just passed: withdraw its region, or note that all have come.
fn after_join(d: &mut Draft<'_>, id: NodeId, node: &Node, of: Activation) -> Outcome<()> {
    match node.join {
        Join::First { rest: Rest::Withdraw, .. } => scope::withdraw_region(d, id, node, of),
        Join::First { rest: Rest::Leave, .. } => {
            reset_join(d, id, of);
            Ok(())
        }
        Join::Each | Join::All | Join::Some => Ok(()),
    }
}

fn reset_join(d: &mut Draft<'_>, id: NodeId, of: Activation) {
    let p = d.p;
    let ins = &p.graph.nodes.at(id).ins;
    if ins.iter().all(|flow| has(d, *flow, of, true)) {
        d.waiting.removed(ins.len());
        d.waiting.wake_node(p, id, of);
        d.emit(EventKind::JoinReset { node: id, of, flows: ins.iter().copied().collect() });
    }
}
