//! Lists of actions.

use super::{Low, Pending};
use crate::{
    doc::Value as Toml,
    finding::{Kind, LinkFinding},
    guard,
    model::{ActsCard, Name, SetLine},
};
use alloc::{boxed::Box, vec::Vec};
use guicheng_core::{
    Action, CardRef, ExprId, FieldId, GoTo, Id, Value,
    expr::{Expr, Op},
};

impl Low<'_> {
    /// Lowers every list of actions, in the order of their ids.
    pub(crate) fn all_acts(&mut self) -> Vec<Box<[Action]>> {
        let mut lists = Vec::new();
        let mut at = 0;
        while let Some(pending) = self.pending.get(at).copied() {
            at += 1;
            lists.push(match pending {
                Pending::Written(acts) => self.acts(acts, true),
                Pending::Line { acts, jump } => self.acts(acts, jump),
                Pending::Jump(target) => self.go(target).into_iter().collect(),
                Pending::Climb => Box::from([Action::Climb]),
                Pending::Done => Box::from([Action::Done]),
            });
        }
        lists
    }

    /// Fields are set first, so that whatever follows reads them; a jump comes last.
    fn acts(&mut self, acts: &ActsCard, with_go: bool) -> Box<[Action]> {
        let mut list = Vec::new();
        for line in &acts.set {
            list.extend(self.set(line));
        }
        for register in &acts.write {
            list.extend(self.register(register).map(Action::Write));
        }
        for notice in &acts.tell {
            list.extend(self.notice(notice).map(Action::Tell));
        }
        if !acts.remind.is_empty() {
            list.push(Action::Remind(self.who(&acts.remind)));
        }
        if !acts.escalate.is_empty() {
            list.push(Action::Escalate(self.who(&acts.escalate)));
        }
        if let Some(say) = &acts.say {
            list.push(Action::Say(self.text(say, "")));
        }
        if let Some(also) = &acts.also {
            list.extend(self.beside(also).map(Action::Also));
        }
        if acts.done.is_some() {
            list.push(Action::Done);
        }
        if let Some(go) = acts.go.as_ref().filter(|_| with_go) {
            list.extend(self.go(go));
        }
        list.into()
    }

    fn go(&mut self, target: &Name) -> Option<Action> {
        match &*target.value {
            "next" => Some(Action::Go(GoTo::Next)),
            // Names that lead nowhere were reported with the graph.
            name => self
                .card_ref(name)
                .or_else(|| self.gates.get(name).copied().map(CardRef::Gate))
                .map(GoTo::Card)
                .map(Action::Go),
        }
    }

    /// A card begun beside the work: its route, or the scope made around it.
    pub(crate) fn beside(&mut self, name: &Name) -> Option<CardRef> {
        match self.card(name)? {
            CardRef::Hold(_) | CardRef::Reaction(_) => {
                self.cx.found(LinkFinding::WrongKind { name: name.value.clone(), want: Kind::Route }, name.span);
                None
            }
            CardRef::Scope(scope) => Some(CardRef::Scope(scope)),
            CardRef::Step(_) | CardRef::Gate(_) => self.made.get(&name.value).copied().map(CardRef::Scope),
        }
    }

    fn set(&mut self, line: &SetLine) -> Option<Action> {
        let field = self.field(&line.field)?;
        let expr = match &line.value.value {
            Toml::Text(text) if guard::is_computed(text) => {
                let expect = self.guards.type_of(field)?;
                let told = self.cx.findings.len();
                let found = guard::computed_at(self.cx, text, line.value.span, &self.guards, expect);
                self.hold_back(told, text);
                found?.place(&mut self.exprs)
            }
            _ => {
                let value = self.value(field, &line.field.value, &line.value)?;
                self.constant(value)
            }
        };
        Some(Action::Set(field, expr))
    }

    /// An expression that is a constant.
    pub(crate) fn constant(&mut self, value: Value) -> ExprId {
        self.push(Expr { ops: Box::from([Op::Const(value)]), reads: Box::default(), source: Box::default() })
    }

    /// An expression that is a field.
    pub(crate) fn read(&mut self, field: FieldId) -> ExprId {
        let source = self.sym.fields.name(field).into();
        self.push(Expr { ops: Box::from([Op::Field(field)]), reads: Box::from([field]), source })
    }

    fn push(&mut self, expr: Expr) -> ExprId {
        self.exprs.push(expr);
        ExprId::from_index(self.exprs.len().saturating_sub(1))
    }
}
