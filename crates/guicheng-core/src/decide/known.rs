//! Checking that the ids in a command are the procedure's: they come from outside.

use crate::{Act, Entry, Input, Pointer, Procedure};

/// Whether every id of an act is one of the procedure's.
pub(crate) fn known(p: &Procedure, act: &Act) -> bool {
    match act {
        Act::Open { fill, first, .. } => entries(p, fill) && first.as_deref().is_none_or(|i| input(p, i)),
        Act::Complete(at, i) => pointer(p, *at) && input(p, i),
        Act::Skip(at, _)
        | Act::Claim(at)
        | Act::Release(at, _)
        | Act::Start(at)
        | Act::Delegate(at, _)
        | Act::Reassign(at, _, _)
        | Act::AddSigner(at, _)
        | Act::Urge(at) => pointer(p, *at),
        Act::AddInstance(step) => p.steps.get(*step).is_some(),
        Act::Fill(fill, _) => entries(p, fill),
        Act::React(on, _, i) => p.reactions.get(*on).is_some() && input(p, i),
        Act::Hold(hold, _, i) => p.holds.get(*hold).is_some() && input(p, i),
        Act::EndHold(hold, _) => p.holds.get(*hold).is_some(),
        Act::Signal(signal, fill) => p.signals.get(*signal).is_some() && entries(p, fill),
        Act::ChildClosed(_, _, give) => entries(p, give),
        Act::Tick
        | Act::Substitute(..)
        | Act::Confirm(_)
        | Act::Answered(..)
        | Act::MoreRounds(..)
        | Act::Abort(_)
        | Act::MergeInto(_)
        | Act::Unmerge
        | Act::Absorb(..)
        | Act::Correct(..)
        | Act::Erase(_)
        | Act::Disclose(_)
        | Act::PeopleChanged
        | Act::Migrate(..) => true,
    }
}

fn pointer(p: &Procedure, at: Pointer) -> bool {
    match at {
        Pointer::Work(_) => true,
        Pointer::Step(step, _) => p.steps.get(step).is_some(),
        Pointer::Gate(node) => p.graph.nodes.get(node).is_some(),
    }
}

fn entries(p: &Procedure, fill: &[Entry]) -> bool {
    fill.iter().all(|(field, _)| p.fields.get(*field).is_some())
}

fn input(p: &Procedure, input: &Input) -> bool {
    entries(p, &input.fill) && input.choose.iter().all(|node| p.graph.nodes.get(*node).is_some())
}
