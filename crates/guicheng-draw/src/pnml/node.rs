//! The nodes of a run: what comes before, the work, the ways on.

use super::{
    join::Forks,
    net::Spot,
    run::{Build, Mode},
};
use alloc::vec::Vec;
use guicheng_core::{Count, FlowId, Instances, Join, Need, Node, NodeId, ScopeId, Split, StepId, Work};

/// Pieces of work that are told apart; more of them are any number.
const PIECES: u16 = 8;
/// Ways on of which every combination is written.
const COMBINED: usize = 6;

impl Build<'_> {
    /// The nodes of the run on top.
    pub(super) fn inside(&mut self, scope: ScopeId) {
        let p = self.p;
        self.after = crate::tree::post_dominators(p, scope);
        let nodes: Vec<(NodeId, &Node)> = p.graph.nodes.iter().filter(|(_, n)| n.scope == scope).collect();
        for (id, _) in &nodes {
            let place = self.net.place();
            if let Some(level) = self.stack.last_mut() {
                level.before.insert(*id, place);
            }
        }
        for (id, node) in &nodes {
            for flow in &node.ins {
                let fresh = self.net.place();
                let Some(level) = self.stack.last_mut() else { return };
                let before = level.before.get(id).copied().unwrap_or(fresh);
                let own = node.join != Join::Each && node.ins.len() > 1;
                level.flows.insert(*flow, if own { fresh } else { before });
            }
        }
        let forks = Forks::of(self, scope);
        self.gather_forks(&forks);
        for (id, node) in &nodes {
            self.join(&forks, *id, node);
        }
        for (id, node) in &nodes {
            self.node(*id, node, &forks);
        }
    }

    pub(super) fn flow(&self, flow: FlowId) -> Option<Spot> {
        self.stack.last().and_then(|l| l.flows.get(&flow)).copied()
    }

    fn node(&mut self, id: NodeId, node: &Node, forks: &Forks) {
        let Some(before) = self.stack.last().and_then(|l| l.before.get(&id)).copied() else { return };
        let regions = self.stack.last().map_or(&[][..], |l| &l.regions);
        let regions: Vec<Mode> = regions.iter().filter(|(n, _)| *n == id).map(|(_, mode)| *mode).collect();
        let depth = self.modes.len();
        self.modes.extend(regions);
        let end = forks.end_of(id).or_else(|| self.stack.last().map(|l| l.end)).unwrap_or(before);
        let done = match node.outs.as_ref() {
            [] => end,
            [one] => self.flow(*one).unwrap_or(end),
            _ => self.net.place(),
        };
        if node.only_if.is_some() {
            self.net.silent(&[before], &[done]);
        }
        match node.work {
            Work::Nothing | Work::End => self.net.silent(&[before], &[done]),
            Work::Step(step) => self.step(step, before, done),
            Work::Scope(scope) => self.scope(scope, before, done),
            Work::Act(acts) => self.act(acts, before, done, end),
            Work::Stop => self.jump(before, end, |b, takes, gives| b.leave(0, None, takes, gives)),
        }
        if node.outs.len() > 1 {
            self.split(id, node, done, forks);
        }
        self.modes.truncate(depth);
    }

    /// A jump: the token goes to the end of its own path, and a run begins to be left, unless one already is.
    fn jump(&mut self, before: Spot, end: Spot, leave: impl FnOnce(&mut Self, &mut Vec<Spot>, &mut Vec<Spot>)) {
        let (mut takes, mut gives) = (alloc::vec![before], alloc::vec![end]);
        leave(self, &mut takes, &mut gives);
        self.net.silent(&takes, &gives);
        self.unseen(before, end);
    }

    /// Passes unseen while anything around is being left.
    fn unseen(&mut self, before: Spot, after: Spot) {
        for mode in self.modes.clone() {
            self.net.silent(&[before, mode.leaving], &[after, mode.leaving]);
        }
    }

    fn act(&mut self, acts: guicheng_core::ActsId, before: Spot, done: Spot, end: Spot) {
        let Some((takes, gives)) = self.moves(acts) else { return self.net.silent(&[before], &[done]) };
        let goes = crate::words::goes_to(self.p, acts).is_some();
        let on = if goes { end } else { done };
        self.net.silent(&[&[before], takes.as_slice()].concat(), &[&[on], gives.as_slice()].concat());
        self.unseen(before, on);
    }

    fn step(&mut self, id: StepId, before: Spot, done: Spot) {
        let Some(def) = self.p.steps.get(id) else { return self.net.silent(&[before], &[done]) };
        let Instances { count, need, grow, .. } = def.instances;
        self.happen_at_step(id, before, done);
        self.unseen(before, done);
        if def.optional {
            self.net.silent(&[before], &[done]);
        }
        let pieces = match count {
            Count::One if !grow => Some(1),
            Count::Fixed(n) if !grow && need == Need::All && (1..=PIECES).contains(&n) => Some(n),
            Count::One | Count::Fixed(_) | Count::Number(_) | Count::Items(_) | Count::Roles => None,
        };
        let Some(pieces) = pieces else {
            let open = self.net.place();
            self.happen_at_step(id, open, done);
            self.unseen(open, done);
            self.seen(id, before, open);
            self.seen(id, open, open);
            self.net.silent(&[open], &[done]);
            if matches!(count, Count::Number(_) | Count::Items(_)) {
                self.net.silent(&[before], &[done]);
            }
            return;
        };
        let mut at = before;
        for piece in 1..=pieces {
            let next = if piece == pieces { done } else { self.net.place() };
            self.seen(id, at, next);
            if piece < pieces {
                self.happen_at_step(id, next, done);
                self.unseen(next, done);
            }
            at = next;
        }
    }

    /// A step that is done where all may see it: nothing around it is being left.
    fn seen(&mut self, id: StepId, before: Spot, after: Spot) {
        let ok: Vec<Spot> = self.modes.iter().map(|m| m.ok).collect();
        self.net.add(Some(id), &[&[before], ok.as_slice()].concat(), &[&[after], ok.as_slice()].concat());
    }

    fn split(&mut self, id: NodeId, node: &Node, done: Spot, forks: &Forks) {
        let ways: Vec<(Spot, Option<Spot>)> = node
            .outs
            .iter()
            .enumerate()
            .filter_map(|(at, flow)| Some((self.flow(*flow)?, forks.without(id, at))))
            .collect();
        match node.split {
            Split::All => {
                let all: Vec<Spot> = ways.iter().map(|(way, _)| *way).collect();
                self.net.silent(&[done], &all);
            }
            Split::One(_) | Split::Race => {
                for (way, _) in ways {
                    self.net.silent(&[done], &[way]);
                }
            }
            Split::Some(_) if ways.len() <= COMBINED => {
                for set in 1..1_usize << ways.len() {
                    let chosen = ways
                        .iter()
                        .enumerate()
                        .filter_map(|(at, (way, without))| if set >> at & 1 == 1 { Some(*way) } else { *without });
                    let chosen: Vec<Spot> = chosen.collect();
                    self.net.silent(&[done], &chosen);
                }
            }
            Split::Some(_) => self.each_or_not(&ways, done),
        }
    }

    /// Many ways, each taken or not.
    fn each_or_not(&mut self, ways: &[(Spot, Option<Spot>)], done: Spot) {
        let begun: Vec<Spot> = ways.iter().map(|_| self.net.place()).collect();
        self.net.silent(&[done], &begun);
        for ((way, without), from) in ways.iter().zip(begun) {
            self.net.silent(&[from], &[*way]);
            let none: Vec<Spot> = without.iter().copied().collect();
            self.net.silent(&[from], &none);
        }
    }
}
