//! What may happen while something is open: reactions, clocks, holds and broken rules that go elsewhere or begin
//! something beside.

use super::{net::Spot, run::Build};
use alloc::vec::Vec;
use guicheng_core::{Action, ActsId, CardRef, ClockId, ClockOwner, GoTo, HoldId, Place, ScopeId, StepId};

impl Build<'_> {
    /// The places of a route that is begun beside: one that says that it is not under way, and one to begin it.
    pub(super) fn begin_beside(&mut self, scope: ScopeId) -> (Spot, Spot) {
        if let Some(known) = self.beside.get(&scope) {
            return *known;
        }
        let places = (self.net.place(), self.net.place());
        self.beside.insert(scope, places);
        places
    }

    /// Lets actions happen while a place holds a token.
    fn while_held(&mut self, held: Spot, acts: ActsId) {
        let Some((takes, gives)) = self.moves(acts) else { return };
        // Where the run that it looks at is itself the one that is left, there is but the one token.
        let held: &[Spot] = if takes.contains(&held) { &[] } else { &[held] };
        self.net.silent(&[held, takes.as_slice()].concat(), &[held, gives.as_slice()].concat());
    }

    /// What may happen while a card is open whose token lies at `held`.
    pub(super) fn happen_at(&mut self, card: CardRef, held: Spot) {
        for acts in self.acts_during(card) {
            self.while_held(held, acts);
        }
        let holds: Vec<HoldId> =
            self.p.holds.iter().filter(|(_, h)| h.during.contains(&card)).map(|(id, _)| id).collect();
        for id in holds {
            self.hold(id, held);
        }
    }

    fn acts_during(&self, card: CardRef) -> Vec<ActsId> {
        let p = self.p;
        let on = |place: &Place| matches!(place, Place::Cards(cards) if cards.contains(&card));
        let reactions = p.reactions.values().filter(|r| on(&r.during)).map(|r| r.acts);
        let rules = p.rules.values().filter(|r| r.during.as_ref().is_some_and(|c| c.contains(&card)));
        reactions.chain(rules.filter_map(|r| r.broken)).collect()
    }

    /// A hold begins its card beside; its clocks may go elsewhere.
    fn hold(&mut self, id: HoldId, held: Spot) {
        let Some(hold) = self.p.holds.get(id) else { return };
        let (also, late) = (hold.also, hold.late.to_vec());
        if let Some(CardRef::Scope(scope)) = also {
            let (idle, first) = self.begin_beside(scope);
            self.net.silent(&[held, idle], &[held, first]);
        }
        for clock in late {
            self.clock(clock, held, None);
        }
    }

    /// The thresholds of a clock; those that give work up as done pass to `done`.
    pub(super) fn clock(&mut self, id: ClockId, held: Spot, done: Option<Spot>) {
        let Some(clock) = self.p.clocks.get(id) else { return };
        let all: Vec<ActsId> = clock.thresholds.iter().map(|t| t.acts).collect();
        for acts in all {
            self.while_held(held, acts);
            let gives_up = |a: &Action| matches!(a, Action::Done | Action::Go(GoTo::Next));
            let up = self.p.acts.get(acts).is_some_and(|list| list.iter().any(gives_up));
            if let Some(done) = done.filter(|_| up) {
                self.net.silent(&[held], &[done]);
            }
        }
    }

    /// The clocks of a step's work and what may happen while it is open.
    pub(super) fn happen_at_step(&mut self, step: StepId, held: Spot, done: Spot) {
        let clocks: Vec<ClockId> = self.p.steps.get(step).map_or(&[][..], |s| &s.late).to_vec();
        for clock in clocks {
            self.clock(clock, held, Some(done));
        }
        self.happen_at(CardRef::Step(step), held);
    }

    /// What may happen during a run.
    pub(super) fn happen_in(&mut self, scope: ScopeId) {
        if let Some(mode) = self.stack.last().and_then(|l| l.mode) {
            self.happen_at(CardRef::Scope(scope), mode.ok);
        }
    }

    /// What may happen during the whole case.
    pub(super) fn happen_in_case(&mut self) {
        let Some(mode) = self.stack.last().and_then(|l| l.mode) else { return };
        self.happen_in(self.p.graph.root);
        let reactions = self.p.reactions.values().filter(|r| r.during == Place::Open).map(|r| r.acts);
        let rules = self.p.rules.values().filter(|r| r.during.is_none()).filter_map(|r| r.broken);
        let acts: Vec<ActsId> = reactions.chain(rules).collect();
        for acts in acts {
            self.while_held(mode.ok, acts);
        }
        let of_case = |owner: ClockOwner| owner == ClockOwner::Case;
        let clocks: Vec<ClockId> = self.p.clocks.iter().filter(|(_, c)| of_case(c.owner)).map(|(id, _)| id).collect();
        for clock in clocks {
            self.clock(clock, mode.ok, None);
        }
    }

    /// Makes places for what is begun beside a closed case.
    pub(super) fn begin_after_closing(&mut self) {
        let reactions = self.p.reactions.values().filter(|r| r.during == Place::Closed);
        let acts = reactions.filter_map(|r| self.p.acts.get(r.acts)).flat_map(|acts| acts.iter());
        let begun = acts.filter_map(|a| if let Action::Also(CardRef::Scope(s)) = a { Some(*s) } else { None });
        for scope in begun.collect::<Vec<_>>() {
            self.begin_beside(scope);
        }
    }

    /// What opens a closed case again: the root begins at the card gone to, or with nothing but what is begun beside.
    pub(super) fn reopen(&mut self, closed: Spot) {
        let reactions = self.p.reactions.values().filter(|r| r.during == Place::Closed).map(|r| r.acts);
        let acts: Vec<ActsId> = reactions.collect();
        for acts in acts {
            let list = self.p.acts.get(acts).map_or(&[][..], |a| a).to_vec();
            let Some(level) = self.stack.first() else { return };
            let awake: Vec<Spot> = level.mode.iter().map(|m| m.ok).chain(level.idle.iter().copied()).collect();
            let end = level.end;
            let entries = self.p.graph.scopes.get(level.scope).map_or(&[][..], |s| &s.entries);
            let way = |card: CardRef| {
                let flow = entries.iter().find(|(c, _)| *c == card).map(|(_, f)| *f)?;
                let to = self.p.graph.flows.get(flow)?.to;
                level.before.get(&to).copied()
            };
            let (mut gives, mut moved) = (awake, false);
            let mut first = end;
            for action in &list {
                match action {
                    Action::Go(GoTo::Card(card)) => {
                        moved = true;
                        first = way(*card).unwrap_or(end);
                    }
                    Action::Also(CardRef::Scope(scope)) => {
                        if let Some((idle, begin)) = self.beside.get(scope) {
                            moved = true;
                            gives.retain(|g| g != idle);
                            gives.push(*begin);
                        }
                    }
                    Action::Also(_)
                    | Action::Remind(_)
                    | Action::Escalate(_)
                    | Action::Tell(_)
                    | Action::Write(_)
                    | Action::Say(_)
                    | Action::Set(..)
                    | Action::Go(GoTo::Next)
                    | Action::Done
                    | Action::Climb => {}
                }
            }
            if moved {
                gives.push(first);
                self.net.silent(&[closed], &gives);
            }
        }
    }
}
