//! Rules, holds, `on` cards.

use super::{ActsCard, CheckLine, Common, Name, ThresholdCard, bound, work::checks};
use crate::{
    diagnostic::Span,
    doc::{Card, Cx, Spanned},
};
use alloc::vec::Vec;

/// What sets off a hold or an `on` card.
#[derive(Clone, Debug, Default)]
pub struct TriggerCard {
    /// A person's act.
    pub who: Vec<Name>,
    /// A happening.
    pub upon: Vec<Name>,
    /// A condition turning true.
    pub becomes: Option<Name>,
    /// Only while that clock runs.
    pub within: Option<Name>,
    /// And only if.
    pub when: Option<Name>,
    /// How often.
    pub at_most: Option<Spanned<u16>>,
    /// Fields asked.
    pub fill: Vec<Name>,
    /// Attested items.
    pub check: Vec<CheckLine>,
    /// A reason is asked.
    pub why: bool,
}

impl TriggerCard {
    fn read(cx: &mut Cx, card: &mut Card<'_>) -> Self {
        Self {
            who: card.text_or_texts(cx, "who"),
            upon: card.text_or_texts(cx, "upon"),
            becomes: card.text(cx, "becomes"),
            within: card.text(cx, "within"),
            when: card.text(cx, "when"),
            at_most: bound(cx, card, "at_most"),
            fill: card.texts(cx, "fill"),
            check: checks(cx, card),
            why: card.truth(cx, "why").is_some(),
        }
    }
}

/// `[on.X]`.
#[derive(Clone, Debug)]
pub struct OnCard {
    /// What every card has.
    pub common: Common,
    /// While one of these is open.
    pub during: Vec<Name>,
    /// What sets it off.
    pub trigger: TriggerCard,
    /// What happens.
    pub acts: ActsCard,
}

impl OnCard {
    pub(super) fn read(cx: &mut Cx, name: Name, mut card: Card<'_>) -> Self {
        let on = Self {
            common: Common::read(cx, name, &mut card),
            during: card.text_or_texts(cx, "during"),
            trigger: TriggerCard::read(cx, &mut card),
            acts: ActsCard::read(cx, &mut card),
        };
        card.finish(cx);
        on
    }
}

/// `[hold.X]`.
#[derive(Clone, Debug)]
pub struct HoldCard {
    /// What every card has.
    pub common: Common,
    /// The cards that stop.
    pub during: Vec<Name>,
    /// What sets it off.
    pub trigger: TriggerCard,
    /// Ends it.
    pub until: Vec<Name>,
    /// Work beside.
    pub also: Option<Name>,
    /// Limits of the hold itself.
    pub late: Vec<ThresholdCard>,
}

impl HoldCard {
    pub(super) fn read(cx: &mut Cx, name: Name, mut card: Card<'_>) -> Self {
        let common = Common::read(cx, name, &mut card);
        card.need("during");
        let hold = Self {
            common,
            during: card.text_or_texts(cx, "during"),
            trigger: TriggerCard::read(cx, &mut card),
            until: card.text_or_texts(cx, "until"),
            also: card.text(cx, "also"),
            late: ThresholdCard::read_all(cx, &mut card),
        };
        card.finish(cx);
        hold
    }
}

/// `[rule.X]`.
#[derive(Clone, Debug)]
pub struct RuleCard {
    /// What every card has.
    pub common: Common,
    /// Holds while these are open.
    pub during: Vec<Name>,
    /// Must be true.
    pub must: Option<Name>,
    /// Refused until it holds.
    pub before: Vec<Name>,
    /// People barred.
    pub never: Vec<Name>,
    /// Who takes over.
    pub instead: Vec<Name>,
    /// Applies only if.
    pub when: Option<Name>,
    /// What happens when it is broken.
    pub broken: Option<(Span, ActsCard)>,
    /// The words of the refusal.
    pub say: Option<Name>,
}

impl RuleCard {
    pub(super) fn read(cx: &mut Cx, name: Name, mut card: Card<'_>) -> Self {
        let common = Common::read(cx, name, &mut card);
        let broken = card.table(cx, "broken").map(|mut broken| {
            let hold = broken.text_or_texts(cx, "hold");
            let mut acts = ActsCard::read(cx, &mut broken);
            acts.hold = hold;
            let span = broken.at;
            broken.finish(cx);
            (span, acts)
        });
        let rule = Self {
            common,
            during: card.text_or_texts(cx, "during"),
            must: card.text(cx, "must"),
            before: card.text_or_texts(cx, "before"),
            never: card.text_or_texts(cx, "never"),
            instead: card.text_or_texts(cx, "instead"),
            when: card.text(cx, "when"),
            broken,
            say: card.text(cx, "say"),
        };
        card.finish(cx);
        rule
    }
}
