//! Making refusals: code, refuser, clauses, and what is allowed now.

use super::draft::Draft;
use crate::{CardRef, Cite, ClauseId, Key, Refused, Refuser, Rejection, RuleId, StepId, What, WorkState};
use alloc::{boxed::Box, vec::Vec};

/// A refusal with nothing but its code.
pub(crate) fn plain(d: &Draft<'_>, code: Refused) -> Box<Rejection> {
    Box::new(Rejection { code, by: None, clauses: Vec::new(), say: None, allowed: allowed(d) })
}

/// A refusal by a key of a card.
pub(crate) fn by_card(d: &Draft<'_>, card: CardRef, key: Key, code: Refused) -> Box<Rejection> {
    let cites = cites(d, card);
    Box::new(Rejection {
        code,
        by: Some((Refuser::Card(card), key)),
        clauses: clauses(cites),
        say: None,
        allowed: allowed(d),
    })
}

/// A refusal by a key of a step.
pub(crate) fn by_step(d: &Draft<'_>, step: StepId, key: Key, code: Refused) -> Box<Rejection> {
    by_card(d, CardRef::Step(step), key, code)
}

/// A refusal by a rule.
pub(crate) fn by_rule(d: &Draft<'_>, rule: RuleId) -> Box<Rejection> {
    let def = &d.p.rules.at(rule);
    Box::new(Rejection {
        code: Refused::RuleForbids(rule),
        by: Some((Refuser::Rule(rule), Key::Whole)),
        clauses: clauses(&def.cites),
        say: def.say,
        allowed: allowed(d),
    })
}

/// A refusal of held work, by the rule or hold that holds it.
pub(crate) fn held(d: &Draft<'_>, by: Refuser) -> Box<Rejection> {
    let mut rejection = match by {
        Refuser::Rule(rule) => by_rule(d, rule),
        Refuser::Card(card) => by_card(d, card, Key::Whole, Refused::Held),
        Refuser::Field(_) | Refuser::Notice(_) | Refuser::Work(_) => plain(d, Refused::Held),
    };
    rejection.code = Refused::Held;
    rejection
}

fn cites<'p>(d: &Draft<'p>, card: CardRef) -> &'p [Cite] {
    match card {
        CardRef::Step(step) => &d.p.steps.at(step).cites,
        CardRef::Reaction(on) => &d.p.reactions.at(on).cites,
        CardRef::Hold(hold) => &d.p.holds.at(hold).cites,
        CardRef::Scope(_) | CardRef::Gate(_) => &[],
    }
}

fn clauses(cites: &[Cite]) -> Vec<ClauseId> {
    cites.iter().filter_map(|c| c.clause).collect()
}

/// Cards that are open now, each once, in the order in which they were opened.
fn allowed(d: &Draft<'_>) -> Vec<CardRef> {
    let mut open: Vec<CardRef> = Vec::new();
    for work in d.case().work.iter().filter(|w| w.state != WorkState::Hidden && !w.held) {
        let card = match work.what {
            What::Step(step) => CardRef::Step(step),
            What::Choose(node) => CardRef::Gate(node),
            What::Round(scope) => CardRef::Scope(scope),
        };
        if !open.contains(&card) {
            open.push(card);
        }
    }
    open
}
