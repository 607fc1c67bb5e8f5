//! People: from roles to persons, and who may do a piece of work.

use super::{
    draft::{Draft, Outcome},
    norms,
    piece::Piece,
    refuse,
};
use crate::{
    Activation, Answer, Cause, Cell, EventKind, Few, FieldId, Item, Key, OptionId, PersonIx, Pick, Question, Refused,
    Resolution, RoleId, RoleRef, RoleSource, StepId, TableColumn, Task, Value, What, Who, Why, WorkId, WorkItem,
};
use alloc::{boxed::Box, sync::Arc, vec::Vec};

/// People found, and where it was read.
#[derive(Clone, Default)]
pub(crate) struct Found<'a> {
    pub(crate) people: Few<PersonIx>,
    pub(crate) source: Option<&'a Arc<str>>,
}

/// Who can take work, and those to whom it is bound, if it is.
#[derive(Default)]
pub(crate) struct Resolved<'a> {
    roles: Few<RoleId>,
    found: Few<PersonIx>,
    skipped: Vec<(PersonIx, Why)>,
    source: Option<&'a Arc<str>>,
    pub(crate) only: Few<PersonIx>,
}

impl Resolved<'_> {
    /// Whether somebody can take it.
    pub(crate) fn is_served(&self) -> bool {
        !self.found.is_empty() || !self.only.is_empty()
    }

    /// As an event carries it.
    pub(crate) fn recorded(self) -> Resolution {
        let Self { roles, found, skipped, source, .. } = self;
        Resolution { roles, found, skipped, source: source.cloned().unwrap_or_default() }
    }
}

/// The cell of a table that applies now.
pub(crate) fn cell<'p>(d: &Draft<'p>, at: TableColumn) -> Option<&'p Cell> {
    let table = d.p.tables.get(at.table)?;
    let row = match d.case().value(table.by) {
        Value::Choice(OptionId(option)) => Some(usize::from(*option)),
        Value::YesNo(yes) => Some(usize::from(*yes)),
        _ => None,
    };
    let otherwise = table.rows.len().checked_sub(1)?;
    table.rows.get(row.unwrap_or(otherwise))?.get(usize::from(at.column.0))
}

/// The roles that a `who` means now.
pub(crate) fn roles(d: &Draft<'_>, who: &Who, _item: Option<Item>) -> Few<RoleId> {
    if let [RoleRef::Role(role)] = *who.0 {
        return Few::one(role);
    }
    let mut roles = Few::new();
    for entry in &who.0 {
        match entry {
            RoleRef::Role(role) => roles.push(*role),
            RoleRef::Table(at) => match cell(d, *at) {
                Some(Cell::Who(Who(entries))) => roles.extend(entries.iter().filter_map(|r| match r {
                    RoleRef::Role(role) => Some(*role),
                    RoleRef::Table(_) => None,
                })),
                Some(Cell::None | Cell::Time(_) | Cell::Value(_)) | None => {}
            },
        }
    }
    roles
}

/// The people of a role now.
pub(crate) fn role_people<'a>(d: &mut Draft<'a>, role: RoleId, item: Option<Item>, of: Activation) -> Found<'a> {
    let p = d.p;
    match &p.roles.at(role).from {
        RoleSource::Organisation(_) => holders(d, role),
        RoleSource::HeadOf(field) => {
            let mut found = Found::default();
            for department in departments(d, *field, item) {
                let answer = d.ask(Question::Holders { role, at: d.now, of: Some(department) });
                let one = answer.map_or_else(Found::default, |answer| met(d, answer));
                found.people.extend_from_slice(&one.people);
                found.source = one.source;
            }
            found
        }
        source @ (RoleSource::Field(_) | RoleSource::Did(_) | RoleSource::Anyone) => {
            let _ = of;
            Found { people: named_by(d, source, item), source: None }
        }
    }
}

/// People that a source names from the case itself.
pub(crate) fn named_by(d: &Draft<'_>, source: &RoleSource, item: Option<Item>) -> Few<PersonIx> {
    match source {
        RoleSource::Field(field) => field_value(d, *field, item)
            .items()
            .iter()
            .filter_map(|v| if let Value::Person(ix) = v { Some(*ix) } else { None })
            .collect(),
        RoleSource::Did(step) => did(d, *step, item),
        RoleSource::Organisation(_) | RoleSource::HeadOf(_) | RoleSource::Anyone => Few::new(),
    }
}

/// Whoever did a step in its latest round (for the item at hand, if it was done per item).
pub(crate) fn did(d: &Draft<'_>, step: StepId, item: Option<Item>) -> Few<PersonIx> {
    if !d.case().done.has(step) {
        return Few::new();
    }
    let done = || d.case().done.iter().filter(|n| n.step == step);
    let per_item = done().any(|n| n.item == item);
    let mut people = Few::new();
    for note in done().filter(|n| !per_item || n.item == item) {
        if let Some(by) = note.by
            && !people.contains(&by)
        {
            people.push(by);
        }
    }
    people
}

fn field_value(d: &Draft<'_>, field: FieldId, item: Option<Item>) -> Value {
    match (d.p.fields.get(field).and_then(|f| f.per), item) {
        (Some(_), Some(item)) => d.case().value_for(field, item.index).clone(),
        _ => d.case().value(field).clone(),
    }
}

fn departments(d: &Draft<'_>, field: FieldId, item: Option<Item>) -> Vec<Box<str>> {
    let text = |v: &Value| if let Value::Text(t) = v { Some(t.clone()) } else { None };
    let value = d.case().value(field);
    match item {
        Some(item) if super::visit::list_field(item.list) == Some(field) => {
            value.items().get(usize::from(item.index)).and_then(text).into_iter().collect()
        }
        _ => value.items().iter().filter_map(text).collect(),
    }
}

/// The holders of a role, asked for and met; whoever asks for the same once more has them at hand.
fn holders<'a>(d: &mut Draft<'a>, role: RoleId) -> Found<'a> {
    if let Some((known, found)) = &d.holders
        && *known == role
    {
        return found.clone();
    }
    let Some(answer) = d.holders_of(role) else { return Found::default() };
    let found = met(d, answer);
    d.holders = Some((role, found.clone()));
    found
}

/// The people of an answer.
fn met<'a>(d: &mut Draft<'a>, answer: &'a Answer) -> Found<'a> {
    let mut people = Few::new();
    for name in &answer.people {
        people.push(d.meet(name));
    }
    Found { people, source: Some(&answer.source) }
}

/// Whether a task is for anyone at all.
pub(crate) fn open_to_anyone(d: &Draft<'_>, task: &Task) -> bool {
    task.who.0.iter().any(|r| matches!(r, RoleRef::Role(role) if d.p.roles.at(*role).from == RoleSource::Anyone))
}

/// Who can take a card's work now, who was passed over and why; and those to whom it is bound, if it is.
pub(crate) fn resolve<'a>(
    d: &mut Draft<'a>,
    step: StepId,
    task: &Task,
    role: Option<RoleId>,
    item: Option<Item>,
    of: Activation,
) -> Resolved<'a> {
    if d.case().named.iter().any(|(s, _)| *s == step) {
        let named: Few<PersonIx> = d.case().named.iter().filter(|(s, _)| *s == step).map(|(_, p)| *p).collect();
        return Resolved { found: named.clone(), only: named, ..Resolved::default() };
    }
    let bound = !task.same_as.is_empty();
    let roles = role.map_or_else(|| roles(d, &task.who, item), Few::one);
    let mut all = Resolved { roles, ..Resolved::default() };
    if bound {
        for earlier in &task.same_as {
            let did = did(d, *earlier, item);
            keep_fit(d, step, task, item, of, &did, &mut all);
        }
    } else {
        for at in 0..all.roles.len() {
            let Some(role) = all.roles.get(at).copied() else { break };
            let one = role_people(d, role, item, of);
            all.source = one.source;
            keep_fit(d, step, task, item, of, &one.people, &mut all);
        }
    }
    if all.found.is_empty() && !all.skipped.is_empty() {
        stand_ins(d, step, task, item, of, &mut all);
    }
    if bound {
        all.only = all.found.clone();
    }
    all
}

/// Sorts people into those who may and those passed over.
fn keep_fit(
    d: &Draft<'_>,
    step: StepId,
    task: &Task,
    item: Option<Item>,
    of: Activation,
    people: &[PersonIx],
    all: &mut Resolved<'_>,
) {
    for person in people {
        if all.found.contains(person) {
            continue;
        }
        match unfit(d, step, task, item, of, *person) {
            Some(why) => all.skipped.push((*person, why)),
            None => all.found.push(*person),
        }
    }
}

/// Everybody was barred by a rule: the first role of its `instead` with somebody who is not takes over.
fn stand_ins<'a>(
    d: &mut Draft<'a>,
    step: StepId,
    task: &Task,
    item: Option<Item>,
    of: Activation,
    all: &mut Resolved<'a>,
) {
    let Some(rule) =
        all.skipped.iter().find_map(|(_, why)| if let Why::Barred(rule) = why { Some(*rule) } else { None })
    else {
        return;
    };
    let p = d.p;
    for role in &p.rules.at(rule).instead {
        let one = role_people(d, *role, item, of);
        keep_fit(d, step, task, item, of, &one.people, all);
        if !all.found.is_empty() {
            all.roles.push(*role);
            all.source = one.source;
            return;
        }
    }
}

/// Why a person cannot do a card's work, apart from the role.
#[inline]
pub(crate) fn unfit(
    d: &Draft<'_>,
    step: StepId,
    task: &Task,
    item: Option<Item>,
    of: Activation,
    person: PersonIx,
) -> Option<Why> {
    if task.not_same.is_empty() && !d.p.ready.bars() {
        return None;
    }
    if let Some(other) = task.not_same.iter().find(|s| did(d, **s, item).contains(&person)) {
        return Some(Why::DidAnother(*other));
    }
    norms::barred(d, step, of, item, person).map(Why::Barred)
}

/// Picks a person by the card's policy: the first in the host's order who has no other instance of the same visit.
pub(crate) fn pick(d: &mut Draft<'_>, step: StepId, work: WorkId) -> Option<PersonIx> {
    let item = d.case().work_item(work).map(Piece::of)?;
    let p = d.p;
    let task = p.task(step)?;
    let mut order: Few<PersonIx> = item.only(d);
    if order.is_empty() {
        let roles = item.role.map_or_else(|| roles(d, &task.who, item.item), |r| Few::from_slice(&[r]));
        for role in roles {
            if let Some(answer) = d.ask(Question::Order { step, role, at: d.now }) {
                order.extend(answer.people.iter().map(|name| d.meet(name)));
            }
        }
    }
    let free = |person: &PersonIx| {
        !has_another(d, &item, *person) && unfit(d, step, task, item.item, item.of, *person).is_none()
    };
    order.iter().copied().find(free)
}

/// Whether a person has (or did) another instance of the same visit.
pub(crate) fn has_another(d: &Draft<'_>, work: &Piece, person: PersonIx) -> bool {
    if !shares(d, work) {
        return false;
    }
    let case = d.case();
    let theirs = |w: &WorkItem| w.holder == Some(person) || (w.holder.is_none() && *w.only == [person]);
    let open = case.work.iter().any(|w| w.visit == work.visit && w.id != work.id && theirs(w));
    open || case.done.iter().any(|n| n.visit == work.visit && n.by == Some(person))
}

/// Whether another open instance of the same visit can only be done by this person, who would then be missing there.
pub(crate) fn is_needed_elsewhere(
    d: &mut Draft<'_>,
    work: &Piece,
    step: StepId,
    task: &Task,
    person: PersonIx,
    besides: Option<WorkId>,
) -> bool {
    if !shares(d, work) || open_to_anyone(d, task) {
        return false;
    }
    let free =
        |w: &&WorkItem| w.visit == work.visit && Some(w.id) != besides && w.holder.is_none() && w.only.is_empty();
    let others: Few<_> = d.case().work.iter().filter(free).map(|w| (w.role, w.item, w.of)).collect();
    others.into_iter().any(|(role, item, of)| *resolve(d, step, task, role, item, of).found == [person])
}

/// Whether the instances of this work are for distinct people: a number of them, or one a role.
fn shares(d: &Draft<'_>, work: &Piece) -> bool {
    match work.what {
        What::Step(step) => match d.p.steps.at(step).instances.count {
            crate::Count::Fixed(_) | crate::Count::Number(_) | crate::Count::Roles => true,
            crate::Count::One | crate::Count::Items(_) => d.p.steps.at(step).instances.grow,
        },
        What::Choose(_) | What::Round(_) => false,
    }
}

/// Whether a person may do a piece of work, or the refusal.
pub(crate) fn may_do(d: &mut Draft<'_>, work: &Piece, person: PersonIx) -> Outcome<()> {
    let step = match work.what {
        What::Step(step) => step,
        What::Choose(_) | What::Round(_) => return may_decide(d, work, person),
    };
    let p = d.p;
    let Some(task) = p.task(step) else { return Err(refuse::by_step(d, step, Key::Whole, Refused::NotYours)) };
    if work.holder.is_some_and(|holder| holder != person) && !work.is_added(d, person) {
        let key = if task.pick == Pick::Offer || task.pick == Pick::Claim { Key::Who } else { Key::Pick };
        return Err(refuse::by_step(d, step, key, Refused::TakenByAnother));
    }
    if has_another(d, work, person) {
        let together = p.steps.at(step).instances.count == crate::Count::Roles;
        let key = if together { Key::Together } else { Key::Count };
        return Err(refuse::by_step(d, step, key, Refused::NotDistinct));
    }
    match unfit(d, step, task, work.item, work.of, person) {
        Some(Why::Barred(rule)) => return Err(refuse::by_rule(d, rule)),
        Some(_) => return Err(refuse::by_step(d, step, Key::NotSame, Refused::NotDistinct)),
        None => {}
    }
    if work.holder == Some(person) || work.is_added(d, person) || open_to_anyone(d, task) {
        return Ok(());
    }
    if takes_up(d, step, task, work, person) {
        return Ok(());
    }
    let Resolved { found, only, .. } = resolve(d, step, task, work.role, work.item, work.of);
    let bound = work.only(d);
    let allowed = if bound.is_empty() { &found } else { &bound };
    if allowed.contains(&person) {
        return Ok(());
    }
    let key = match (only.is_empty() && bound.is_empty(), work.role) {
        (false, _) if !task.same_as.is_empty() => Key::SameAs,
        (false, _) => Key::Names,
        (true, Some(_)) => Key::Together,
        (true, None) => Key::Who,
    };
    Err(refuse::by_step(d, step, key, Refused::NotYours))
}

/// Whether a person who is not unfit is among those of the roles of work that is bound to nobody: then no more need be
/// found out.
fn takes_up(d: &mut Draft<'_>, step: StepId, task: &Task, work: &Piece, person: PersonIx) -> bool {
    let bound = !task.same_as.is_empty() || !work.only(d).is_empty() || d.case().named.iter().any(|(s, _)| *s == step);
    if bound {
        return false;
    }
    let roles = work.role.map_or_else(|| roles(d, &task.who, work.item), Few::one);
    // All of them are asked, as for an answer in full.
    let mut among = false;
    for role in roles {
        among |= role_people(d, role, work.item, work.of).people.contains(&person);
    }
    among
}

/// A choice or the decision on another round is the owner's (anyone's, if the procedure names no owner).
fn may_decide(d: &mut Draft<'_>, work: &Piece, person: PersonIx) -> Outcome<()> {
    let Some(owner) = d.p.owner else { return Ok(()) };
    if role_people(d, owner, work.item, work.of).people.contains(&person) {
        return Ok(());
    }
    Err(d.refuse(Refused::NotYours))
}

/// The people that a `who` means now, each once.
pub(crate) fn who(d: &mut Draft<'_>, who: &Who, item: Option<Item>, of: Activation) -> Few<PersonIx> {
    let mut people = Few::new();
    for role in roles(d, who, item) {
        for person in role_people(d, role, item, of).people {
            if !people.contains(&person) {
                people.push(person);
            }
        }
    }
    people
}

/// Whether a person is one of those whom a `who` means now.
pub(crate) fn is_one_of(d: &mut Draft<'_>, these: &Who, person: PersonIx, item: Option<Item>, of: Activation) -> bool {
    let anyone = roles(d, these, item).iter().any(|role| d.p.roles.at(*role).from == RoleSource::Anyone);
    anyone || who(d, these, item, of).contains(&person)
}

/// Hands up to the owner of the procedure.
pub(crate) fn tell_owner(d: &mut Draft<'_>, by: Cause) {
    let Some(owner) = d.p.owner else { return };
    let to = role_people(d, owner, None, super::scope::ROOT).people;
    d.emit(EventKind::Escalated { to, by });
}
