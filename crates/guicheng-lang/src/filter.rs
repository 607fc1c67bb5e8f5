//! The condition of a look-up, over another case: compiled against that case's own procedure.

use crate::{
    doc::Cx,
    guard::{FieldInfo, Scope, Tables, Type, compile},
};
use guicheng_core::{Activation, Case, Procedure, StepId, StepKind, Value, expr};

/// Whether the condition holds for the case; none where it makes no sense there, or its answer is not known.
pub fn holds(condition: &str, procedure: &Procedure, case: &Case) -> Option<bool> {
    let compiled = compile(condition, &scope(procedure), Type::YES_NO, &mut Cx::default()).ok()?;
    // The condition is put behind the procedure's own expressions, whose ids must stay what they are.
    let mut code = procedure.code.exprs.values().cloned().collect();
    let id = compiled.place(&mut code);
    let mut with = procedure.clone();
    with.code.exprs = code.into_iter().collect();
    match expr::eval(&with, case, None, ROOT, id) {
        Value::YesNo(yes) => Some(yes),
        // Unknown is not true.
        _ => Some(false),
    }
}

/// The root of every case.
const ROOT: Activation = Activation(1);

fn scope(p: &Procedure) -> Scope {
    let n = &p.names;
    let field = |(id, field): (guicheng_core::FieldId, &guicheng_core::Field)| FieldInfo {
        label: n.fields.get(id).cloned().unwrap_or_default(),
        kind: field.kind,
        many: field.many,
        options: n.options.get(id).cloned().unwrap_or_default(),
        order: field.order.to_vec(),
        per: field.per,
        personal: field.personal.is_some(),
    };
    let is_lookup = |id: &StepId| matches!(p.steps.get(*id).map(|s| &s.kind), Some(StepKind::Lookup(_)));
    Scope::new(Tables {
        fields: p.fields.iter().map(field).collect(),
        holds: n.holds.values().cloned().collect(),
        clocks: n.clocks.values().cloned().collect(),
        registers: n.registers.values().cloned().collect(),
        steps: n.steps.values().cloned().collect(),
        lookups: p.steps.ids().filter(is_lookup).collect(),
        scopes: n.scopes.values().cloned().collect(),
    })
}
