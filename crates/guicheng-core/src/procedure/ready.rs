//! What deciding asks of a procedure at every step, worked out once.

use super::{Again, ClockOwner, Join, Procedure};
use crate::{
    ExprId, FieldId, Map, Mark, OptionId, Value,
    expr::{Expr, Op},
};
use alloc::{boxed::Box, vec::Vec};

/// Made by [`Procedure::ready`]. A procedure without it decides the same and looks more up.
#[derive(Clone, Debug, Default)]
pub struct Ready {
    made: bool,
    heard: Box<[u32]>,
    /// The kinds among them, a bit for each.
    kinds: u32,
    bars: bool,
    optional: bool,
    gathers: bool,
    guards: Map<ExprId, Guard>,
}

/// What most guards ask of a field that the case keeps once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Guard {
    /// Is it this option?
    Is(FieldId, OptionId),
    /// Is it yes?
    Yes(FieldId),
    /// Is it no?
    No(FieldId),
    /// Something else.
    Other,
}

impl Ready {
    /// Whether something may start, stop or be set off by a happening.
    #[inline]
    pub(crate) fn hears(&self, mark: Mark) -> bool {
        let number = number(mark);
        !self.made || self.kinds & kind(number) != 0 && self.heard.binary_search(&number).is_ok()
    }

    /// Whether some rule may bar people.
    #[inline]
    pub(crate) fn bars(&self) -> bool {
        !self.made || self.bars
    }

    /// Whether some step may be left out.
    #[inline]
    pub(crate) fn leaves_out(&self) -> bool {
        !self.made || self.optional
    }

    /// Whether some join waits for what can still come.
    #[inline]
    pub(crate) fn gathers(&self) -> bool {
        !self.made || self.gathers
    }

    /// What a guard asks, where that is known.
    #[inline]
    pub(crate) fn guard(&self, e: ExprId) -> Guard {
        self.guards.get(e).copied().unwrap_or(Guard::Other)
    }
}

impl Procedure {
    /// The procedure, with everything worked out that deciding would look up at every step. Called once all else stands.
    #[must_use]
    pub fn ready(mut self) -> Self {
        let guards = self.code.exprs.values().map(|expr| self.guard(expr)).collect();
        let heard = self.heard();
        let kinds = heard.iter().fold(0, |kinds, number| kinds | kind(*number));
        let bars = self.rules.values().any(|rule| !rule.never.is_empty());
        let optional = self.steps.values().any(|step| step.optional);
        let gathers = self.graph.nodes.values().any(|node| node.join == Join::Some);
        self.ready = Ready { made: true, heard, kinds, bars, optional, gathers, guards };
        self
    }

    fn guard(&self, expr: &Expr) -> Guard {
        let once = |field: &FieldId| self.fields.get(*field).is_some_and(|f| f.per.is_none());
        match &*expr.ops {
            [Op::Field(field), Op::Const(Value::Choice(option)), Op::Eq] if once(field) => Guard::Is(*field, *option),
            [Op::Field(field)] if once(field) => Guard::Yes(*field),
            [Op::Field(field), Op::Not] if once(field) => Guard::No(*field),
            _ => Guard::Other,
        }
    }

    /// Happenings that a clock, a hold or an `on` card waits for. A clock that goes on when work goes back behind its stop
    /// waits for every opening.
    fn heard(&self) -> Box<[u32]> {
        let mut heard: Vec<Mark> = Vec::new();
        for clock in self.clocks.values() {
            heard.extend(clock.from.iter().chain(&clock.until));
        }
        for hold in self.holds.values() {
            heard.extend(hold.until.iter().chain(&hold.trigger.upon));
        }
        heard.extend(self.reactions.values().flat_map(|on| on.trigger.upon.iter()));
        let goes_back = |clock: &super::ClockDef| clock.owner == ClockOwner::Case && clock.again != Again::Stay;
        if self.clocks.values().any(goes_back) {
            heard.extend(self.steps.ids().map(Mark::StepOpened));
            heard.extend(self.graph.scopes.ids().map(Mark::ScopeOpened));
        }
        let mut heard: Vec<u32> = heard.into_iter().map(number).collect();
        heard.sort_unstable();
        heard.dedup();
        heard.into()
    }
}

/// A number of its own for each happening.
#[inline]
fn number(mark: Mark) -> u32 {
    let (kind, id) = match mark {
        Mark::StepOpened(step) => (0, step.0),
        Mark::StepClaimed(step) => (1, step.0),
        Mark::StepDone(step) => (2, step.0),
        Mark::ScopeOpened(scope) => (3, scope.0),
        Mark::ScopeDone(scope) => (4, scope.0),
        Mark::HoldBegan(hold) => (5, hold.0),
        Mark::HoldEnded(hold) => (6, hold.0),
        Mark::CaseOpened => (7, 0),
        Mark::CaseClosed => (8, 0),
        Mark::Signal(signal) => (9, signal.0),
        Mark::Filled(field) => (10, field.0),
    };
    kind << 16 | u32::from(id)
}

/// The bit of its kind.
#[inline]
fn kind(number: u32) -> u32 {
    1 << (number >> 16)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{ActsId, Field, FieldKind, ListRef, Place, Reaction, SignalId, StepId, Trigger, expr::Code};

    fn field(kind: FieldKind, per: Option<ListRef>) -> Field {
        Field { per, ..Field::of(kind) }
    }

    fn expr(ops: &[Op]) -> Expr {
        Expr { ops: ops.into(), reads: Box::default(), source: "".into() }
    }

    #[test]
    fn hears_what_something_waits_for() {
        let upon = Box::new([Mark::Signal(SignalId(3)), Mark::StepDone(StepId(3))]);
        let trigger = Trigger { upon, ..Trigger::default() };
        let reaction = Reaction { during: Place::Open, trigger, acts: ActsId(0), cites: Box::default() };
        let p = Procedure { reactions: Map::new(alloc::vec![reaction]), ..Procedure::default() };
        assert!(p.ready.hears(Mark::CaseOpened), "nothing is worked out yet: all must be looked for");
        let p = p.ready();
        assert!(p.ready.hears(Mark::Signal(SignalId(3))) && p.ready.hears(Mark::StepDone(StepId(3))));
        assert!(!p.ready.hears(Mark::StepOpened(StepId(3))) && !p.ready.hears(Mark::CaseOpened));
    }

    /// What a procedure does not have is not looked for; before that is worked out, all is.
    #[test]
    fn knows_what_need_not_be_looked_for() {
        let p = Procedure::default();
        assert!(p.ready.bars() && p.ready.leaves_out() && p.ready.gathers());
        let p = p.ready();
        assert!(!p.ready.bars() && !p.ready.leaves_out() && !p.ready.gathers());
        let rule = crate::Rule {
            during: None,
            before: Box::default(),
            before_closing: false,
            when: None,
            must: None,
            never: Box::new([crate::RoleSource::Field(FieldId(0))]),
            instead: Box::default(),
            hold: None,
            broken: None,
            say: None,
            cites: Box::default(),
        };
        let p = Procedure { rules: Map::new(alloc::vec![rule]), ..Procedure::default() }.ready();
        assert!(p.ready.bars() && !p.ready.leaves_out());
    }

    #[test]
    fn knows_the_shapes_of_guards() {
        let (choice, yes) = (FieldId(0), FieldId(1));
        let is = [Op::Field(choice), Op::Const(Value::Choice(OptionId(1))), Op::Eq];
        let each = [Op::Field(FieldId(2))];
        let exprs = [&is[..], &[Op::Field(yes)], &[Op::Field(yes), Op::Not], &each, &[Op::OpenedAt]];
        let per = Some(ListRef::Field(FieldId(3)));
        let p = Procedure {
            fields: [field(FieldKind::Choice(2), None), field(FieldKind::YesNo, None), field(FieldKind::YesNo, per)]
                .into_iter()
                .collect(),
            code: Code { exprs: exprs.into_iter().map(expr).collect() },
            ..Procedure::default()
        };
        assert_eq!(p.ready.guard(ExprId(0)), Guard::Other, "nothing is worked out yet");
        let p = p.ready();
        let found: Vec<Guard> = (0..6).map(|e| p.ready.guard(ExprId(e))).collect();
        let is = Guard::Is(choice, OptionId(1));
        assert_eq!(found, [is, Guard::Yes(yes), Guard::No(yes), Guard::Other, Guard::Other, Guard::Other]);
    }
}
