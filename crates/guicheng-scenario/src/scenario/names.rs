//! Names of what is open, as stories write them: a card, and the item it is for.

use alloc::{format, string::String, vec::Vec};
use guicheng_core::{
    CardRef, Case, Cause, HoldId, Item, Key, ListRef, NodeId, Procedure, ReactionId, Refuser, Rejection, ScopeId,
    StepId, StepKind, Value, What,
};

/// The name of a piece of work's card.
pub(crate) fn work(p: &Procedure, what: What) -> &str {
    match what {
        What::Step(id) => p.names.steps.get(id),
        What::Choose(id) => p.names.nodes.get(id),
        What::Round(id) => p.names.scopes.get(id),
    }
    .map_or("", |l| &*l.id)
}

/// The name of an item: the entry of its list.
pub(crate) fn item(p: &Procedure, case: &Case, item: Item) -> String {
    let at = usize::from(item.index);
    match item.list {
        ListRef::Field(field) => match case.value(field) {
            // Of ticked options the index is the option itself.
            Value::Choices(_) => {
                let label = p.names.option_label(field, guicheng_core::OptionId(item.index));
                label.map_or_else(String::new, |l| l.id.as_ref().into())
            }
            value => match value.items().get(at) {
                Some(Value::Text(text)) => text.as_ref().into(),
                Some(Value::Person(ix)) => case.person(*ix).into(),
                Some(other) => String::from(crate::scenario::value::told(p, case, field, other).trim_matches('"')),
                None => format!("{at}"),
            },
        },
        ListRef::Found(step) => {
            let found = case.found.iter().find(|(s, _)| *s == step).and_then(|(_, cases)| cases.get(at));
            found.map_or_else(|| format!("{at}"), |c| c.as_ref().into())
        }
    }
}

/// What a name in `does` and the like may mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Meant {
    Step(StepId),
    Gate(NodeId),
    Scope(ScopeId),
    Reaction(ReactionId),
    Hold(HoldId),
}

/// Finds a card by name; `step.X` and the like are read too.
pub(crate) fn card(p: &Procedure, name: &str) -> Option<Meant> {
    let (kind, bare) = name.split_once('.').map_or(("", name), |(kind, bare)| (kind, bare));
    let names = &p.names;
    let is = |l: &guicheng_core::Label| &*l.id == bare;
    let allowed = |kinds: &[&str]| kind.is_empty() || kinds.contains(&kind);
    let step = || names.steps.find(is).filter(|_| allowed(&["step", "wait", "call", "lookup"])).map(Meant::Step);
    let on = || names.reactions.find(is).filter(|_| allowed(&["on"])).map(Meant::Reaction);
    let hold = || names.holds.find(is).filter(|_| allowed(&["hold"])).map(Meant::Hold);
    let gate = || names.nodes.find(is).filter(|_| allowed(&["choice", "gate"])).map(Meant::Gate);
    let scope = || names.scopes.find(is).filter(|_| allowed(&["route"])).map(Meant::Scope);
    step().or_else(on).or_else(hold).or_else(scope).or_else(gate)
}

/// The key paths by which a refusal may be named, the most telling first.
pub(crate) fn refusal(p: &Procedure, rejection: &Rejection) -> Vec<String> {
    let mut paths = Vec::new();
    if let Some((by, key)) = &rejection.by {
        for whole in refuser(p, *by) {
            if *key != Key::Whole {
                paths.push(format!("{whole}.{}", key.word()));
            }
            paths.push(whole);
        }
    }
    let field = match &rejection.code {
        guicheng_core::Refused::MissingField(f)
        | guicheng_core::Refused::WrongValue(f)
        | guicheng_core::Refused::NotAsked(f)
        | guicheng_core::Refused::NotSealed(f) => p.names.fields.get(*f),
        _ => None,
    };
    paths.extend(field.map(|l| format!("fields.{}", l.id)));
    paths.push(rejection.code.code().into());
    paths
}

fn refuser(p: &Procedure, by: Refuser) -> Vec<String> {
    let named = |kinds: &[&str], label: Option<&guicheng_core::Label>| {
        let id = label.map_or("", |l| &*l.id);
        kinds.iter().map(|kind| format!("{kind}.{id}")).collect()
    };
    match by {
        Refuser::Card(CardRef::Step(id)) => {
            let kind = match p.steps.get(id).map(|s| &s.kind) {
                Some(StepKind::Task(_)) | None => "step",
                Some(StepKind::Wait(_)) => "wait",
                Some(StepKind::Call(_)) => "call",
                Some(StepKind::Lookup(_)) => "lookup",
            };
            let kinds: &[&str] = if kind == "step" { &["step"] } else { &[kind, "step"] };
            named(kinds, p.names.steps.get(id))
        }
        Refuser::Card(CardRef::Scope(id)) => named(&["route"], p.names.scopes.get(id)),
        Refuser::Card(CardRef::Gate(id)) => named(&["choice", "gate"], p.names.nodes.get(id)),
        Refuser::Card(CardRef::Reaction(id)) => named(&["on"], p.names.reactions.get(id)),
        Refuser::Card(CardRef::Hold(id)) => named(&["hold"], p.names.holds.get(id)),
        Refuser::Rule(id) => named(&["rule"], p.names.rules.get(id)),
        Refuser::Field(id) => named(&["fields", "field"], p.names.fields.get(id)),
        Refuser::Notice(id) => named(&["notice"], p.names.notices.get(id)),
        Refuser::Work(_) => Vec::new(),
    }
}

/// The rule or other card behind a cause, if it has one.
pub(crate) fn rule_of(cause: Cause) -> Option<guicheng_core::RuleId> {
    if let Cause::Rule(rule) = cause { Some(rule) } else { None }
}

/// The name of a card.
pub(crate) fn card_name(p: &Procedure, card: CardRef) -> &str {
    match card {
        CardRef::Step(id) => p.names.steps.get(id),
        CardRef::Scope(id) => p.names.scopes.get(id),
        CardRef::Gate(id) => p.names.nodes.get(id),
        CardRef::Reaction(id) => p.names.reactions.get(id),
        CardRef::Hold(id) => p.names.holds.get(id),
    }
    .map_or("", |l| &*l.id)
}
