//! What cases ask of each other, carried out as a host does: children are opened, told and withdrawn, merged cases are
//! taken in, duties pass. Messages to people are only counted.

use super::{
    people::pick,
    played::Played,
    secrets::Side,
    stage::{Sending, Stage},
};
use crate::scenario::names;
use alloc::{boxed::Box, format, string::String, sync::Arc, vec::Vec};
use guicheng_core::{
    Act, Digest, EffectKind, Entry, FieldId, Pick, Pins, Procedure, Refused, Rejection, Status, StepId, StepKind,
    Value, What, WorkId, WorkState, expr::Op,
};
use guicheng_lang::Both;

/// The most requests carried out after one command.
const MOST: usize = 10_000;

/// What a case asks for.
pub(crate) struct Request {
    pub(crate) from: usize,
    pub(crate) kind: EffectKind,
}

/// A child that is to be opened.
struct Opening<'s> {
    work: WorkId,
    step: StepId,
    child: &'s str,
    version: u32,
    give: &'s [(Box<str>, Value)],
}

/// The pins of a case that a story opens on a procedure.
pub fn pins(p: &Procedure) -> Arc<Pins> {
    Arc::new(Pins { procedure: p.digest, calendars: Digest::default(), zone: p.zone.digest })
}

/// Messages that go out: the notice, and to whom. One to an address in a field goes to that of the case, and to that of
/// each case merged into it.
pub(crate) fn delivered(from: &Played<'_>, kind: &EffectKind) -> Vec<(Box<str>, Box<str>)> {
    let EffectKind::Notify { notice, to, address, absorbed, .. } = kind else { return Vec::new() };
    let name = from.p.names.notices.get(*notice).map_or_else(Box::default, |l| l.id.clone());
    let people = to.iter().map(|ix| Box::from(from.case.person(*ix)));
    let callers = address.iter().flat_map(|_| core::iter::once(&from.id).chain(absorbed)).cloned();
    people.chain(callers).map(|whom| (name.clone(), whom)).collect()
}

impl<'a> Stage<'a> {
    /// Carries out what cases ask of each other, until nothing is left.
    pub(crate) fn drain(&mut self) -> Result<(), Both> {
        for _ in 0..MOST {
            let Some(Request { from, kind }) = self.requests.pop_front() else { return Ok(()) };
            self.carry_out(from, &kind)?;
        }
        Err(Both::new("个案互相调用，没有尽头", "the cases call each other without end"))
    }

    fn carry_out(&mut self, from: usize, kind: &EffectKind) -> Result<(), Both> {
        match kind {
            EffectKind::OpenChild { work, step, child, version, give } => {
                self.open_child(from, &Opening { work: *work, step: *step, child, version: *version, give })
            }
            EffectKind::WithdrawChild { child } => {
                let Some(id) = self.cases.get(from).map(|c| format!("{}.{child}", c.id)) else { return Ok(()) };
                self.tell(&id, Act::Abort("withdrawn by the calling case".into()))
            }
            EffectKind::TellParent { parent, work, status } => self.tell_parent(from, parent, *work, *status),
            EffectKind::TellMerged { into, undone } => {
                let Some(own) = self.cases.get(from).map(|c| c.id.clone()) else { return Ok(()) };
                self.tell(into, Act::Absorb(own, *undone))
            }
            EffectKind::PassDuty { duty, to, .. } => {
                let Some(to) = self.cases.get(from).map(|c| Box::<str>::from(c.case.person(*to))) else {
                    return Ok(());
                };
                self.people.pass(duty, &to);
                self.people_changed()
            }
            EffectKind::Notify { .. }
            | EffectKind::Alert { .. }
            | EffectKind::Offer { .. }
            | EffectKind::HostStatus { .. }
            | EffectKind::LookUp { .. }
            | EffectKind::WriteRegister { .. } => Ok(()),
        }
    }

    /// Sends a command that answers a request; what it was meant for may be over.
    fn tell(&mut self, id: &str, act: Act) -> Result<(), Both> {
        let Some(at) = self.cases.iter().position(|c| &*c.id == id) else { return Ok(()) };
        match self.by_system(at, act)? {
            Err(rejection) if !over(&rejection) => Err(self.refused(at, &rejection)),
            Ok(()) | Err(_) => Ok(()),
        }
    }

    fn refused(&self, at: usize, rejection: &Rejection) -> Both {
        let Some(to) = self.cases.get(at) else { return Both::new("", "") };
        let by = names::refusal(to.p, rejection).join(" / ");
        Both::new(
            format!("个案 `{}` 被 `{by}` 拒绝", to.name),
            format!("the case `{}` was refused by `{by}` ({})", to.name, rejection.code),
        )
    }

    fn open_child(&mut self, from: usize, opening: &Opening<'_>) -> Result<(), Both> {
        let Some(parent) = self.cases.get(from) else { return Ok(()) };
        let Some(StepKind::Call(call)) = parent.p.steps.get(opening.step).map(|s| &s.kind) else { return Ok(()) };
        let card = parent.p.names.steps.get(opening.step).map_or("", |l| &*l.id);
        let told = self.told.contains(card) || self.told.contains("");
        let Some(work) = parent.case.work_item(opening.work).filter(|_| !told) else { return Ok(()) };
        let Some(p) = self.library.version(&call.procedure, opening.version) else { return Ok(()) };
        let name = match work.item {
            Some(item) => format!("{card} {}", names::item(parent.p, &parent.case, item)),
            None => card.into(),
        };
        let mut fill: Vec<Entry> = Vec::new();
        for (field, value) in opening.give {
            let Some(to) = named(p, field) else {
                return Err(Both::new(
                    format!("`{card}` 调用的 `{}` 没有字段 `{field}`", p.id),
                    format!("`{}`, which `{card}` calls, has no field `{field}`", p.id),
                ));
            };
            let side = Side { p: parent.p, case: &parent.case, field: given_field(parent.p, opening.step, field) };
            let value = self.secrets.carried(value, side, p, to);
            fill.extend((!value.is_empty()).then_some((to, value)));
        }
        let id = format!("{}.{}", parent.id, opening.child);
        let act = Act::Open { pins: pins(p), fill, parent: Some((parent.id.clone(), opening.work)), first: None };
        let name = self.free(name);
        match self.open(Played::new(&name, &id, p), Sending::default(), act)? {
            Ok(()) => Ok(()),
            Err(rejection) => {
                let by = names::refusal(p, &rejection).join(" / ");
                Err(Both::new(
                    format!("`{name}` 打不开：被 `{by}` 拒绝"),
                    format!("`{name}` could not be opened: it was refused by `{by}` ({})", rejection.code),
                ))
            }
        }
    }

    /// A name that no case has yet: the second of a call is `X 2`, and so on.
    fn free(&self, name: String) -> String {
        let taken = |name: &str| self.cases.iter().any(|c| &*c.name == name);
        let numbered = (2..).map(|n: u32| format!("{name} {n}"));
        core::iter::once(name.clone()).chain(numbered).find(|n| !taken(n)).unwrap_or(name)
    }

    fn tell_parent(&mut self, from: usize, parent: &str, work: WorkId, status: Status) -> Result<(), Both> {
        let caller = self.cases.iter().find(|c| &*c.id == parent);
        let (Some(caller), Some(child)) = (caller, self.cases.get(from)) else { return Ok(()) };
        // A call that was taken back, and perhaps sent out afresh, does not end with its first child.
        let own = |own: &str| *format!("{parent}.{own}") == *child.id;
        let waiting = caller.case.work_item(work).filter(|w| w.child.as_deref().is_some_and(own));
        let Some(What::Step(step)) = waiting.map(|w| w.what) else { return Ok(()) };
        let Some(StepKind::Call(call)) = caller.p.steps.get(step).map(|s| &s.kind) else { return Ok(()) };
        let mut taken = Vec::new();
        for (own, name) in &call.take {
            let Some(field) = named(child.p, name) else { continue };
            let side = Side { p: child.p, case: &child.case, field: Some(field) };
            let value = self.secrets.carried(child.case.value(field), side, caller.p, *own);
            taken.extend((!value.is_empty()).then_some((*own, value)));
        }
        self.tell(parent, Act::ChildClosed(work, status, taken))
    }

    /// Other people hold roles now: cases with work that nobody could be given are looked at again.
    pub(crate) fn people_changed(&mut self) -> Result<(), Both> {
        let waiting: Vec<usize> = (0..self.cases.len()).filter(|at| self.cases.get(*at).is_some_and(waits)).collect();
        for at in waiting {
            if let Err(rejection) = self.by_system(at, Act::PeopleChanged)? {
                return Err(self.refused(at, &rejection));
            }
        }
        Ok(())
    }
}

fn over(rejection: &Rejection) -> bool {
    matches!(rejection.code, Refused::NotOpen | Refused::Ended | Refused::WrongState)
}

fn waits(played: &Played<'_>) -> bool {
    played.case.work.iter().any(|work| {
        let given = match work.what {
            What::Step(step) => !matches!(pick(played.p, step), Pick::Offer | Pick::Claim),
            What::Choose(_) | What::Round(_) => false,
        };
        given && work.holder.is_none() && work.state == WorkState::Offered && played.case.status == Status::Open
    })
}

fn named(p: &Procedure, field: &str) -> Option<FieldId> {
    p.names.fields.find(|l| &*l.id == field)
}

/// The field whose options a given value has: the last that its expression reads.
fn given_field(p: &Procedure, step: StepId, name: &str) -> Option<FieldId> {
    let StepKind::Call(call) = &p.steps.get(step)?.kind else { return None };
    let (_, id) = call.give.iter().find(|(field, _)| **field == *name)?;
    let ops = &p.code.exprs.get(*id)?.ops;
    ops.iter().rev().find_map(|op| if let Op::Field(f) | Op::Next(f) = op { Some(*f) } else { None })
}
