//! On which flows a token can ever come: a route out of which every way jumps leaves none behind it, so that no story
//! could be asked to pass there.
//!
//! The look is generous: every way out of a reached node counts, whatever its guard says, and whatever an `on` card, a
//! threshold or a rule does counts as done. So a flow that it rules out is one that no case can take (short of a
//! migration, which puts tokens where a person says).

use alloc::{boxed::Box, vec, vec::Vec};
use guicheng_core::{
    Action, ActsId, CardRef, Count, FlowId, GoTo, Id, Join, Node, NodeId, Procedure, Scope, ScopeId, Work,
};

/// For each flow, whether a token can come on it.
pub(super) fn passable(p: &Procedure) -> Box<[bool]> {
    let g = &p.graph;
    let mut look = Look {
        p,
        flows: vec![false; g.flows.len()],
        nodes: vec![false; g.nodes.len()],
        scopes: vec![false; g.scopes.len()],
        queue: Vec::new(),
    };
    look.enter(g.root);
    let mut of_gates = vec![false; p.acts.len()];
    for node in g.nodes.values() {
        if let Work::Act(acts) = node.work {
            mark(&mut of_gates, acts);
        }
    }
    for (acts, _) in p.acts.iter() {
        if !of_gates.get(acts.index()).copied().unwrap_or(false) {
            look.acts(acts);
        }
    }
    let beside = p.holds.values().filter_map(|hold| hold.also);
    beside.for_each(|card| look.beside(card));
    while let Some(flow) = look.queue.pop() {
        look.come(flow);
    }
    look.flows.into()
}

/// Sets a mark; whether it is new.
fn mark<I: Id>(marks: &mut [bool], id: I) -> bool {
    marks.get_mut(id.index()).is_some_and(|mark| !core::mem::replace(mark, true))
}

struct Look<'p> {
    p: &'p Procedure,
    /// A token can come.
    flows: Vec<bool>,
    /// It can pass or open.
    nodes: Vec<bool>,
    /// A run can end by itself.
    scopes: Vec<bool>,
    /// Flows just reached.
    queue: Vec<FlowId>,
}

impl<'p> Look<'p> {
    fn give(&mut self, flow: FlowId) {
        if mark(&mut self.flows, flow) {
            self.queue.push(flow);
        }
    }

    fn enter(&mut self, scope: ScopeId) {
        if let Some(scope) = self.p.graph.scopes.get(scope) {
            self.give(scope.start);
        }
    }

    fn beside(&mut self, card: CardRef) {
        if let CardRef::Scope(scope) = card {
            self.enter(scope);
        }
    }

    fn come(&mut self, flow: FlowId) {
        let p = self.p;
        let Some(flow) = p.graph.flows.get(flow) else { return };
        let Some(node) = p.graph.nodes.get(flow.to) else { return };
        let ready = flow.from.is_none() || node.join != Join::All || node.ins.iter().all(|at| self.came(*at));
        if ready && mark(&mut self.nodes, flow.to) {
            self.reach(node);
        }
    }

    fn came(&self, flow: FlowId) -> bool {
        self.flows.get(flow.index()).copied().unwrap_or(false)
    }

    fn reach(&mut self, node: &'p Node) {
        match node.work {
            Work::Step(_) | Work::Nothing | Work::End => self.leave(node),
            Work::Scope(scope) => {
                self.enter(scope);
                let done = self.scopes.get(scope.index()).copied().unwrap_or(false);
                if done || node.only_if.is_some() || self.p.graph.scopes.get(scope).is_some_and(may_be_empty) {
                    self.leave(node);
                }
            }
            Work::Act(acts) => {
                if !self.acts(acts) {
                    self.leave(node);
                }
            }
            Work::Stop => {}
        }
    }

    /// On from a node; behind the last of a run the run is over, and it goes on from whatever opened it.
    fn leave(&mut self, node: &'p Node) {
        node.outs.iter().for_each(|flow| self.give(*flow));
        if !node.outs.is_empty() || !mark(&mut self.scopes, node.scope) {
            return;
        }
        let opened = |(id, other): &(NodeId, &Node)| {
            other.work == Work::Scope(node.scope) && self.nodes.get(id.index()).copied().unwrap_or(false)
        };
        let waiting: Vec<&Node> = self.p.graph.nodes.iter().filter(opened).map(|(_, other)| other).collect();
        waiting.into_iter().for_each(|other| self.leave(other));
    }

    /// Where a list of actions leads; whether it jumps away.
    fn acts(&mut self, acts: ActsId) -> bool {
        let p = self.p;
        let mut jumps = false;
        for action in p.acts.get(acts).into_iter().flatten() {
            match action {
                Action::Go(GoTo::Card(card)) => jumps |= self.jump(*card),
                Action::Also(card) => self.beside(*card),
                Action::Go(GoTo::Next)
                | Action::Remind(_)
                | Action::Escalate(_)
                | Action::Tell(_)
                | Action::Write(_)
                | Action::Say(_)
                | Action::Set(..)
                | Action::Done
                | Action::Climb => {}
            }
        }
        jumps
    }

    /// The ways in to a card; whether there is any.
    fn jump(&mut self, card: CardRef) -> bool {
        let ways = self.p.graph.scopes.values().flat_map(|scope| scope.entries.iter().chain(&scope.instead));
        let ways: Vec<FlowId> = ways.filter(|(to, _)| *to == card).map(|(_, flow)| *flow).collect();
        ways.iter().for_each(|flow| self.give(*flow));
        !ways.is_empty()
    }
}

/// A loop may have no round, and there may be nobody or nothing to run it for.
fn may_be_empty(scope: &Scope) -> bool {
    let none = match scope.instances.count {
        Count::One | Count::Roles => false,
        Count::Fixed(n) => n == 0,
        Count::Number(_) | Count::Items(_) => true,
    };
    none || scope.repeat.is_some()
}

#[cfg(test)]
mod tests {
    use crate::scenario::Coverage;
    use alloc::{borrow::ToOwned, format, string::String, vec::Vec};
    use guicheng_lang::{FileId, Library, Source, load};

    /// A file whose middle route is left as the lines of a choice say, and entered on the terms given.
    fn never(back: &str, terms: &str) -> Vec<String> {
        let text = format!(
            r#"
[procedure]
id = "p"
title = "P"
version = 1
time_zone = "Asia/Shanghai"
[roles]
desk = {{ title = "Desk", from = "post:desk" }}
[fields]
far = {{ type = "yes_no", title = "Far", required = true }}
list = {{ type = "department", title = "List", many = true, required = true }}
[route.main]
steps = ["a", "gate", "b"]
entry = ["a"]
[route.inner]
{terms}
steps = ["c", "back"]
[choice.gate]
first = [{{ when = "far", go = "inner" }}, {{ when = "otherwise", go = "next" }}]
[choice.back]
first = [{back}]
[step.a]
title = "A"
who = "desk"
fill = ["far", "list"]
basis = "house"
[step.b]
title = "B"
who = "desk"
basis = "house"
[step.c]
title = "C"
who = "desk"
basis = "house"
"#
        );
        let loaded = load(&Source::from_text(FileId(0), "p.toml", &text), &Library::default());
        let procedure = loaded.procedure.unwrap_or_else(|| panic!("{:?}", loaded.findings));
        let flows = Coverage::of(&procedure).flows;
        assert_eq!(flows.counts(), (0, flows.all.len() - flows.never.len()));
        flows.never.iter().map(|at| flows.all[*at].as_ref().to_owned()).collect()
    }

    const AWAY: &str = r#"{ when = "otherwise", go = "a", at_most = 3 }"#;

    #[test]
    fn behind_a_route_that_only_jumps_away_nothing_comes() {
        assert_eq!(never(AWAY, ""), ["inner -> b"]);
    }

    #[test]
    fn a_way_on_is_asked_for_even_beside_a_jump() {
        let on = r#"{ when = "far", go = "a", at_most = 3 }, { when = "otherwise", go = "next" }"#;
        assert_eq!(never(on, ""), Vec::<String>::new());
    }

    #[test]
    fn a_route_that_may_have_no_run_is_passed() {
        for terms in [r#"only_if = "not far""#, r#"each = "list""#, r#"repeat = { while = "far", at_most = 2 }"#] {
            assert_eq!(never(AWAY, terms), Vec::<String>::new(), "{terms}");
        }
    }
}
