//! Effects as rows of the outbox: by names, so that whoever delivers them needs no procedure at hand.

use super::json;
use crate::{EffectId, Lane, OutboxRow};
use guicheng_core::{
    CallVersion, Case, Effect, EffectKind, Event, FieldId, PersonIx, Procedure, Status, StepId, StepKind, effects,
    expr::{Expr, Op},
};
use guicheng_history::canonical::{Json, Writer, parse};

/// The rows of what freshly decided events ask for.
pub(super) fn outbox(
    procedure: &Procedure,
    case: &str,
    before: &Case,
    after: &Case,
    events: &[Event],
) -> Vec<OutboxRow> {
    effects(procedure, before, after, events).iter().map(|effect| row(procedure, case, after, effect)).collect()
}

fn row(procedure: &Procedure, case: &str, after: &Case, effect: &Effect) -> OutboxRow {
    let (lane, kind) = kind(&effect.kind);
    let mut out = Writer::default();
    out.open();
    body(&mut Body { out: &mut out, procedure, case, after }, &effect.kind);
    out.close();
    let id = EffectId { case: case.into(), seq: effect.seq, index: effect.index };
    OutboxRow { id, lane, kind: kind.into(), body: out.finish().into() }
}

fn kind(kind: &EffectKind) -> (Lane, &'static str) {
    match kind {
        EffectKind::Notify { .. } => (Lane::World, "notify"),
        EffectKind::Alert { .. } => (Lane::World, "alert"),
        EffectKind::Offer { .. } => (Lane::World, "offer"),
        EffectKind::WriteRegister { .. } => (Lane::World, "write_register"),
        EffectKind::HostStatus { .. } => (Lane::World, "host_status"),
        EffectKind::OpenChild { .. } => (Lane::Cases, "open_child"),
        EffectKind::WithdrawChild { .. } => (Lane::Cases, "withdraw_child"),
        EffectKind::TellParent { .. } => (Lane::Cases, "tell_parent"),
        EffectKind::TellMerged { .. } => (Lane::Cases, "tell_merged"),
        EffectKind::LookUp { .. } => (Lane::Cases, "look_up"),
        EffectKind::PassDuty { .. } => (Lane::Cases, "pass_duty"),
    }
}

/// A child's id: the core numbers children within their case.
pub(super) fn child_id(case: &str, child: &str) -> Box<str> {
    format!("{case}.{child}").into()
}

struct Body<'a> {
    out: &'a mut Writer,
    procedure: &'a Procedure,
    case: &'a str,
    after: &'a Case,
}

impl Body<'_> {
    fn text(&mut self, key: &str, text: &str) {
        self.out.key(key);
        self.out.text(text);
    }
    fn int(&mut self, key: &str, n: i64) {
        self.out.key(key);
        self.out.int(n);
    }
    fn flag(&mut self, key: &str, flag: bool) {
        self.out.key(key);
        self.out.bool(flag);
    }
    fn people(&mut self, key: &str, people: &[PersonIx]) {
        self.out.key(key);
        self.out.open_list();
        for ix in people {
            self.out.item();
            self.out.text(self.after.person(*ix));
        }
        self.out.close_list();
    }
    fn step(&mut self, step: StepId) {
        let name = self.procedure.names.steps.get(step).map_or("", |l| &l.id);
        self.text("step", name);
    }
    fn at(&mut self) {
        let at = self.after.now.0;
        self.int("at", at);
    }
}

/// Keys in ascending order, as the canonical form wants them.
fn body(b: &mut Body<'_>, kind: &EffectKind) {
    let procedure = b.procedure;
    match kind {
        EffectKind::Notify { notice, number, to, address, absorbed } => {
            if !absorbed.is_empty() {
                b.out.key("absorbed");
                b.out.open_list();
                for case in absorbed {
                    b.out.item();
                    b.out.text(case);
                }
                b.out.close_list();
            }
            if let Some(field) = address {
                b.text("address", procedure.names.fields.get(*field).map_or("", |l| &l.id));
            }
            b.at();
            b.text("notice", procedure.names.notices.get(*notice).map_or("", |l| &l.id));
            b.int("number", i64::from(*number));
            b.people("to", to);
        }
        EffectKind::Alert { to, escalated } => {
            b.at();
            b.flag("escalated", *escalated);
            b.people("to", to);
        }
        EffectKind::Offer { work, to } => {
            b.at();
            b.people("to", to);
            b.int("work", i64::from(work.0));
        }
        EffectKind::WriteRegister { register } => {
            b.at();
            b.text("register", procedure.names.registers.get(*register).map_or("", |l| &l.id));
        }
        EffectKind::OpenChild { work, step, child, version, give } => {
            b.text("child", &child_id(b.case, child));
            write_give(b, *step, give);
            write_called(b, *step);
            b.int("version", i64::from(*version));
            b.int("work", i64::from(work.0));
        }
        EffectKind::WithdrawChild { child } => b.text("child", &child_id(b.case, child)),
        EffectKind::TellParent { parent, work, status } => {
            b.text("parent", parent);
            b.text("status", status_word(*status));
            b.int("work", i64::from(work.0));
        }
        EffectKind::TellMerged { into, undone } => {
            b.text("into", into);
            b.flag("undone", *undone);
        }
        EffectKind::LookUp { work, step } => {
            b.step(*step);
            b.int("work", i64::from(work.0));
        }
        EffectKind::PassDuty { duty, from, to } => {
            b.at();
            b.text("duty", duty);
            b.text("from", b.after.person(*from));
            b.text("to", b.after.person(*to));
        }
        EffectKind::HostStatus { host, code } => {
            b.at();
            b.text("code", code);
            b.text("host", host);
        }
    }
}

fn write_called(b: &mut Body<'_>, step: StepId) {
    let called = match b.procedure.steps.get(step).map(|s| &s.kind) {
        Some(StepKind::Call(call)) => Some(call),
        Some(StepKind::Task(_) | StepKind::Wait(_) | StepKind::Lookup(_)) | None => None,
    };
    b.flag("in_force", called.is_some_and(|c| c.version == CallVersion::InForce));
    b.text("procedure", called.map_or("", |c| &c.procedure));
    b.step(step);
}

fn write_give(b: &mut Body<'_>, step: StepId, give: &[(Box<str>, guicheng_core::Value)]) {
    b.out.key("give");
    b.out.open_list();
    for (name, value) in give {
        let field = given_field(b.procedure, step, name);
        b.out.item();
        b.out.open();
        b.out.key("field");
        b.out.text(name);
        if let Some(field) = field {
            b.out.key("from");
            b.out.text(b.procedure.names.fields.get(field).map_or("", |l| &l.id));
        }
        b.out.key("value");
        json::write(b.out, value, field, b.procedure, b.after);
        b.out.close();
    }
    b.out.close_list();
}

/// The field whose options a given value has: the last that its expression reads.
fn given_field(procedure: &Procedure, step: StepId, name: &str) -> Option<FieldId> {
    let StepKind::Call(call) = &procedure.steps.get(step)?.kind else { return None };
    let (_, id) = call.give.iter().find(|(field, _)| **field == *name)?;
    let expr: &Expr = procedure.code.exprs.get(*id)?;
    expr.ops.iter().rev().find_map(|op| if let Op::Field(f) | Op::Next(f) = op { Some(*f) } else { None })
}

pub(super) const fn status_word(status: Status) -> &'static str {
    match status {
        Status::New => "new",
        Status::Open => "open",
        Status::Closed => "closed",
        Status::Aborted => "aborted",
        Status::Merged => "merged",
    }
}

pub(super) fn status(word: &str) -> Option<Status> {
    [Status::New, Status::Open, Status::Closed, Status::Aborted, Status::Merged]
        .into_iter()
        .find(|status| status_word(*status) == word)
}

/// The body of a row, being read.
pub(super) struct Fields<'a>(Vec<(std::borrow::Cow<'a, str>, Json<'a>)>);

impl<'a> Fields<'a> {
    pub(super) fn read(row: &'a OutboxRow) -> Option<Self> {
        match parse(&row.body) {
            Ok(Json::Object(pairs)) => Some(Self(pairs)),
            _ => None,
        }
    }
    pub(super) fn get(&self, key: &str) -> Option<&Json<'a>> {
        self.0.iter().find(|(k, _)| k == key).map(|(_, v)| v)
    }
    pub(super) fn text(&self, key: &str) -> Option<&str> {
        if let Some(Json::Text(text)) = self.get(key) { Some(text) } else { None }
    }
    pub(super) fn int(&self, key: &str) -> Option<i64> {
        self.get(key).and_then(json::integer)
    }
    pub(super) fn small(&self, key: &str) -> Option<u32> {
        self.int(key).and_then(|n| u32::try_from(n).ok())
    }
    pub(super) fn flag(&self, key: &str) -> bool {
        matches!(self.get(key), Some(Json::Bool(true)))
    }
    pub(super) fn list(&self, key: &str) -> &[Json<'a>] {
        if let Some(Json::List(items)) = self.get(key) { items } else { &[] }
    }
}
