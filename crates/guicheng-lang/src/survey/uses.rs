//! Fields that are required and never asked for, and such as are set and serve nothing.

use crate::{
    doc::Cx,
    finding::DataFinding,
    model::{FieldCard, File, Name, Ways},
};
use alloc::collections::BTreeSet;
use guicheng_core::{Action, ExprId, FieldId, FieldKind, Procedure, StepKind};

pub(super) fn uses(cx: &mut Cx, file: &File, p: &Procedure) {
    let asked = asked(file);
    let read = read(p);
    for (at, card) in (0_u16..).zip(&file.fields) {
        let name = &card.common.name;
        let field = name.value.clone();
        let (is_asked, is_set) = (asked.contains(&*name.value), sets(file, name));
        let opened = file.opens.iter().flat_map(|opens| &opens.give).any(|(given, _)| given.value == name.value);
        if card.required && !is_asked && !opened && card.default.is_none() {
            // That nothing fills it at all is said as such.
            if is_set || comes_from_outside(file, name) {
                cx.found(DataFinding::NeverAsked { field }, name.span);
            }
        } else if is_set && !is_asked && !sorts(p, FieldId(at)) && !read.contains(&FieldId(at)) && !shown(file, card) {
            cx.found(DataFinding::NeverRead { field }, name.span);
        }
    }
}

/// Whether it sorts cases, as results do, for those who count them.
fn sorts(p: &Procedure, field: FieldId) -> bool {
    p.fields
        .get(field)
        .is_some_and(|def| matches!(def.kind, FieldKind::Choice(_) | FieldKind::Choices(_) | FieldKind::YesNo))
}

/// Fields that somebody is asked for.
fn asked(file: &File) -> BTreeSet<&str> {
    let mut asked: BTreeSet<&str> = BTreeSet::new();
    asked.extend(file.steps.iter().flat_map(|card| &card.fill).map(|name| &*name.value));
    asked.extend(file.ons.iter().flat_map(|card| &card.trigger.fill).map(|name| &*name.value));
    asked.extend(file.holds.iter().flat_map(|card| &card.trigger.fill).map(|name| &*name.value));
    asked
}

fn comes_from_outside(file: &File, field: &Name) -> bool {
    let same = |name: &Name| name.value == field.value;
    file.events.iter().flat_map(|event| &event.give).any(same)
        || file.calls.iter().flat_map(|call| &call.take).any(|(name, _)| same(name))
}

/// Whether an action sets it.
fn sets(file: &File, field: &Name) -> bool {
    let same = |acts: &crate::model::ActsCard| acts.set.iter().any(|line| line.field.value == field.value);
    crate::lower::every_acts(file).into_iter().any(same)
}

/// Fields that anything reads but a computed value that sets the field itself.
fn read(p: &Procedure) -> BTreeSet<FieldId> {
    let mut read: BTreeSet<FieldId> = BTreeSet::new();
    let own = counters(p);
    let exprs = p.code.exprs.iter().filter(|(id, _)| !own.contains(id));
    read.extend(exprs.flat_map(|(_, expr)| expr.reads.iter().copied()));
    read.extend(p.tables.values().map(|table| table.by));
    read.extend(p.clocks.values().flat_map(|clock| clock.plus.into_iter().chain(clock.due)));
    for step in p.steps.values() {
        if let StepKind::Lookup(lookup) = &step.kind {
            read.extend(lookup.same.iter().copied());
        }
    }
    read
}

/// Expressions that only serve to set the field which they read, such as counters.
fn counters(p: &Procedure) -> BTreeSet<ExprId> {
    let own = |action: &Action| match action {
        Action::Set(field, expr) => p.code.exprs.get(*expr).filter(|it| *it.reads == [*field]).map(|_| *expr),
        Action::Remind(_) | Action::Escalate(_) | Action::Tell(_) | Action::Write(_) | Action::Say(_) => None,
        Action::Go(_) | Action::Also(_) | Action::Done | Action::Climb => None,
    };
    p.acts.values().flat_map(|acts| acts.iter().filter_map(own)).collect()
}

/// Whether somebody is shown it, or anything but an expression goes by it.
fn shown(file: &File, card: &FieldCard) -> bool {
    let name = &card.common.name.value;
    let same = |other: &Name| other.value == *name;
    let slot = alloc::format!("{{{name}}}");
    let by = |ways: &Ways| matches!(ways, Ways::By(field, _) if field.value == *name);
    let source = |from: &Name| from.value.split_once(':').is_some_and(|(_, field)| *field == **name);
    file.steps.iter().any(|step| step.show.iter().any(same))
        || file.registers.iter().any(|register| register.columns.iter().chain(&register.sort).any(same))
        || file.notices.iter().any(|notice| {
            notice.text.as_ref().is_some_and(|text| text.value.contains(&slot)) || notice.to.iter().any(source)
        })
        || file.choices.iter().any(|choice| by(&choice.ways))
        || file.gates.iter().any(|gate| by(&gate.ways))
        || file.roles.iter().any(|role| role.from.as_ref().is_some_and(source))
        || file.rules.iter().any(|rule| rule.never.iter().any(source))
        || file.routes.iter().any(|route| route.each.as_ref().is_some_and(same))
        || file.steps.iter().any(|step| step.instances.each.as_ref().is_some_and(same))
        || file.calls.iter().any(|call| call.give.iter().any(|(_, ours)| same(ours)))
        || file.lookups.iter().any(|lookup| lookup.closed_in.as_ref().is_some_and(same))
}
