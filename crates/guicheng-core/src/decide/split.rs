//! Which leaving flows a node takes, and why.

use super::draft::{Draft, Outcome};
use crate::{
    Activation, Because, Branch, Chooser, Few, FieldId, FlowId, Item, LineId, Node, NodeId, Refused, Split, Value,
};
use alloc::vec::Vec;

/// The flows taken and why; no flows at all (`gave` none): a person must choose first.
#[derive(Default)]
pub(crate) struct Ways {
    /// The flows; none: a person has to choose.
    pub(crate) gave: Option<Few<FlowId>>,
    /// The guards and fields that decided.
    pub(crate) because: Vec<Because>,
    /// A bounded line that was taken, and how often it is then.
    pub(crate) line: Option<(LineId, u16)>,
}

/// Chooses the flows that a node gives.
pub(crate) fn ways(d: &Draft<'_>, id: NodeId, node: &Node, of: Activation, item: Option<Item>) -> Outcome<Ways> {
    let all = || Ways { gave: Some(Few::from_slice(&node.outs)), ..Ways::default() };
    match &node.split {
        Split::All | Split::Race => Ok(all()),
        Split::One(_) | Split::Some(_) if node.outs.is_empty() => Ok(all()),
        Split::One(Chooser::Guards(branches)) => first_true(d, id, branches, of, item),
        Split::Some(Chooser::Guards(branches)) => every_true(d, id, branches, of, item),
        Split::One(Chooser::Field(field, table)) | Split::Some(Chooser::Field(field, table)) => {
            by_field(d, id, *field, table, item)
        }
        Split::One(Chooser::YesNo(field, yes, no)) | Split::Some(Chooser::YesNo(field, yes, no)) => {
            let value = read(d, *field, item);
            let flow = match value {
                Value::YesNo(true) => *yes,
                Value::YesNo(false) => *no,
                _ => return unfilled(d, *field),
            };
            Ok(taken(Few::from_slice(&[flow]), because_field(*field, value)))
        }
        Split::One(Chooser::Person) => by_person(d, node, true),
        Split::Some(Chooser::Person) => by_person(d, node, false),
    }
}

fn taken(gave: Few<FlowId>, because: Vec<Because>) -> Ways {
    Ways { gave: Some(gave), because, line: None }
}

fn read(d: &Draft<'_>, field: FieldId, item: Option<Item>) -> Value {
    match (d.p.fields.get(field).and_then(|f| f.per), item) {
        (Some(_), Some(item)) => d.case().value_for(field, item.index).clone(),
        _ => d.case().value(field).clone(),
    }
}

fn because_field(field: FieldId, value: Value) -> Vec<Because> {
    alloc::vec![Because { guard: None, outcome: value.clone(), read: alloc::vec![(field, value)] }]
}

fn first_true(d: &Draft<'_>, id: NodeId, branches: &[Branch], of: Activation, item: Option<Item>) -> Outcome<Ways> {
    let mut because = Vec::new();
    let mut bound = false;
    for branch in branches {
        if d.case_bound(branch) {
            bound = true;
            continue;
        }
        let true_now = judge(d, branch, of, item, &mut because);
        if true_now {
            let line = branch.at_most.map(|(line, _)| (line, d.case().taken(line).saturating_add(1)));
            return Ok(Ways { gave: Some(Few::from_slice(&[branch.flow])), because, line });
        }
    }
    // As at the bound of a loop: the owner of the procedure decides.
    if bound { Ok(Ways::default()) } else { no_way(d, id) }
}

fn every_true(d: &Draft<'_>, id: NodeId, branches: &[Branch], of: Activation, item: Option<Item>) -> Outcome<Ways> {
    let mut because = Vec::new();
    let mut gave = Few::new();
    for branch in branches.iter().filter(|b| b.guard.is_some()) {
        if judge(d, branch, of, item, &mut because) {
            gave.push(branch.flow);
        }
    }
    if gave.is_empty() {
        gave.extend(branches.iter().filter(|b| b.guard.is_none()).map(|b| b.flow));
    }
    if gave.is_empty() { no_way(d, id) } else { Ok(taken(gave, because)) }
}

fn judge(d: &Draft<'_>, branch: &Branch, of: Activation, item: Option<Item>, because: &mut Vec<Because>) -> bool {
    let Some(guard) = branch.guard else { return true };
    let outcome = d.value(guard, item, of);
    let is_true = outcome == Value::YesNo(true);
    because.push(d.because(guard, outcome, item, of));
    is_true
}

fn by_field(
    d: &Draft<'_>,
    id: NodeId,
    field: FieldId,
    table: &[(crate::OptionId, FlowId)],
    item: Option<Item>,
) -> Outcome<Ways> {
    let value = read(d, field, item);
    let gave: Few<FlowId> = match &value {
        Value::Choice(option) => table.iter().filter(|(o, _)| o == option).map(|(_, flow)| *flow).take(1).collect(),
        Value::Choices(bits) => {
            let ticked = |o: &crate::OptionId| bits.checked_shr(u32::from(o.0)).is_some_and(|b| b & 1 == 1);
            table.iter().filter(|(o, _)| ticked(o)).map(|(_, flow)| *flow).collect()
        }
        _ => return unfilled(d, field),
    };
    if gave.is_empty() { no_way(d, id) } else { Ok(taken(gave, because_field(field, value))) }
}

fn by_person(d: &Draft<'_>, node: &Node, one: bool) -> Outcome<Ways> {
    let chosen: Few<FlowId> = node
        .outs
        .iter()
        .copied()
        .filter(|flow| d.p.graph.flows.get(*flow).is_some_and(|f| d.choose.contains(&f.to)))
        .collect();
    match chosen.len() {
        0 if node.outs.len() == 1 => Ok(taken(Few::from_slice(&node.outs), Vec::new())),
        0 if d.completing => Err(d.refuse(Refused::MissingChoice)),
        0 => Ok(Ways::default()),
        1 => Ok(taken(chosen, Vec::new())),
        _ if one => Err(d.refuse(Refused::WrongChoice)),
        _ => Ok(taken(chosen, Vec::new())),
    }
}

/// No way is open. Whoever is completing something is refused; where a clock or an event came here, the owner of the
/// procedure is asked instead, so that the case cannot stick.
fn no_way(d: &Draft<'_>, id: NodeId) -> Outcome<Ways> {
    if d.completing {
        Err(super::refuse::by_card(d, d.p.card_of(id), crate::Key::When, Refused::ConditionFails))
    } else {
        Ok(Ways::default())
    }
}

fn unfilled(d: &Draft<'_>, field: FieldId) -> Outcome<Ways> {
    if d.completing { Err(d.refuse(Refused::MissingField(field))) } else { Ok(Ways::default()) }
}

impl Draft<'_> {
    /// Whether a bounded line was taken as often as allowed.
    fn case_bound(&self, branch: &Branch) -> bool {
        branch.at_most.is_some_and(|(line, most)| self.case().taken(line) >= most)
    }
}
