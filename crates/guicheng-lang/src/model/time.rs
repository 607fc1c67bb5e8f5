//! Clocks, thresholds, actions.

use super::{CiteCard, Common, Name, bound, wrong};
use crate::{
    diagnostic::Span,
    doc::{Card, Cx, Node, Spanned, Value},
    finding::{TextFinding, Want},
};
use alloc::vec::Vec;
use guicheng_core::Again;

/// A clock of the case.
#[derive(Clone, Debug)]
pub struct ClockCard {
    /// What every card has.
    pub common: Common,
    /// What starts it.
    pub from: Vec<Name>,
    /// What stops it.
    pub until: Vec<Name>,
    /// Its limit.
    pub limit: Option<Name>,
    /// A granted extension.
    pub plus: Option<Name>,
    /// A fixed instant.
    pub due: Option<Name>,
    /// In which it counts.
    pub calendar: Option<Name>,
    /// Stands still while this is true.
    pub pause_while: Option<Name>,
    /// When work goes back behind its stop.
    pub again: Again,
    /// What happens when.
    pub late: Vec<ThresholdCard>,
}

impl ClockCard {
    pub(super) fn read(cx: &mut Cx, name: Name, mut card: Card<'_>) -> Self {
        let common = Common::read(cx, name, &mut card);
        let again = match card.word(cx, "again", &["stay", "resume", "run_on", "restart"]).map(|word| word.value) {
            Some(1) => Again::Resume,
            Some(2) => Again::RunOn,
            Some(3) => Again::Restart,
            Some(_) | None => Again::Stay,
        };
        let clock = Self {
            common,
            from: card.text_or_texts(cx, "from"),
            until: card.text_or_texts(cx, "until"),
            limit: card.text(cx, "limit"),
            plus: card.text(cx, "plus"),
            due: card.text(cx, "due"),
            calendar: card.text(cx, "calendar"),
            pause_while: card.text(cx, "pause_while"),
            again,
            late: ThresholdCard::read_all(cx, &mut card),
        };
        card.finish(cx);
        clock
    }
}

/// When a threshold lies.
#[derive(Clone, Debug)]
pub enum AtCard {
    /// So long after the start.
    After(Name),
    /// So long before the due.
    Before(Name),
    /// At a share of the way.
    At(Spanned<u8>),
    /// So long past the due.
    Over(Name),
    /// At the due.
    Due,
}

/// A threshold.
#[derive(Clone, Debug)]
pub struct ThresholdCard {
    /// Where it stands.
    pub span: Span,
    /// When.
    pub at: AtCard,
    /// Start of `after` on a card.
    pub from: Vec<Name>,
    /// Repeats.
    pub every: Option<Name>,
    /// How often.
    pub at_most: Option<Spanned<u16>>,
    /// Only with this condition.
    pub when: Option<Name>,
    /// In which it counts.
    pub calendar: Option<Name>,
    /// Stands still while this is true.
    pub pause_while: Option<Name>,
    /// What happens.
    pub acts: ActsCard,
    /// Where it comes from.
    pub cite: CiteCard,
}

impl ThresholdCard {
    pub(super) fn read_all(cx: &mut Cx, card: &mut Card<'_>) -> Vec<Self> {
        card.tables(cx, "late").into_iter().map(|line| Self::read(cx, line)).collect()
    }

    fn read(cx: &mut Cx, mut card: Card<'_>) -> Self {
        let span = card.at;
        let threshold = Self {
            span,
            at: AtCard::read(cx, &mut card),
            from: card.text_or_texts(cx, "from"),
            every: card.text(cx, "every"),
            at_most: bound(cx, &mut card, "at_most"),
            when: card.text(cx, "when"),
            calendar: card.text(cx, "calendar"),
            pause_while: card.text(cx, "pause_while"),
            acts: ActsCard::read(cx, &mut card),
            cite: CiteCard::read(cx, &mut card),
        };
        card.finish(cx);
        threshold
    }
}

impl AtCard {
    const KEYS: [&'static str; 4] = ["after", "before", "at", "over"];

    fn read(cx: &mut Cx, card: &mut Card<'_>) -> Self {
        let there: Vec<&'static str> = Self::KEYS.into_iter().filter(|key| card.has(key)).collect();
        if let [one, other, ..] = there.as_slice() {
            cx.found(TextFinding::Together { one, other }, card.at);
        }
        let [after, before, over] = ["after", "before", "over"].map(|key| card.text(cx, key));
        let percent = Self::percent(cx, card);
        match (after, before, percent, over) {
            (Some(after), ..) => Self::After(after),
            (_, Some(before), ..) => Self::Before(before),
            (_, _, Some(percent), _) => Self::At(percent),
            (_, _, _, Some(over)) => Self::Over(over),
            (None, None, None, None) => Self::Due,
        }
    }

    fn percent(cx: &mut Cx, card: &mut Card<'_>) -> Option<Spanned<u8>> {
        let text = card.text(cx, "at")?;
        let number = text.value.strip_suffix(['%', '％']).and_then(|n| n.trim().parse::<u8>().ok());
        match number.filter(|n| (1..=99).contains(n)) {
            Some(number) => Some(Spanned::new(number, text.span)),
            None => {
                cx.found(TextFinding::OutOfRange { key: "at".into(), min: 1, max: 99 }, text.span);
                None
            }
        }
    }
}

/// A list of actions.
#[derive(Clone, Debug, Default)]
pub struct ActsCard {
    /// Urge these.
    pub remind: Vec<Name>,
    /// Hand up to these.
    pub escalate: Vec<Name>,
    /// Send these notices.
    pub tell: Vec<Name>,
    /// Write these registers.
    pub write: Vec<Name>,
    /// Show advice.
    pub say: Option<Name>,
    /// Set fields.
    pub set: Vec<SetLine>,
    /// Interrupt and go.
    pub go: Option<Name>,
    /// Beside the work.
    pub also: Option<Name>,
    /// Suspend (in a rule).
    pub hold: Vec<Name>,
    /// Given up as done.
    pub done: Option<Span>,
}

/// A field that is set.
#[derive(Clone, Debug)]
pub struct SetLine {
    /// The field.
    pub field: Name,
    /// The value.
    pub value: Node<'static>,
}

impl ActsCard {
    pub(super) fn read(cx: &mut Cx, card: &mut Card<'_>) -> Self {
        let set = super::head::values(cx, card, "set");
        Self {
            remind: card.text_or_texts(cx, "remind"),
            escalate: card.text_or_texts(cx, "escalate"),
            tell: card.text_or_texts(cx, "tell"),
            write: card.text_or_texts(cx, "write"),
            say: card.text(cx, "say"),
            set: set.into_iter().map(|(field, value)| SetLine { field, value }).collect(),
            go: card.text(cx, "go"),
            also: card.text(cx, "also"),
            hold: Vec::new(),
            done: card.truth(cx, "done"),
        }
    }

    /// Whether nothing is said to happen.
    pub fn is_empty(&self) -> bool {
        self.only_words() && self.remind.is_empty() && self.say.is_none()
    }

    /// Whether a line does nothing beside going on.
    pub fn is_empty_but_go(&self) -> bool {
        let Self { remind, escalate, tell, write, say, set, go: _, also, hold, done } = self;
        [remind, escalate, tell, write, hold].iter().all(|list| list.is_empty())
            && say.is_none()
            && set.is_empty()
            && also.is_none()
            && done.is_none()
    }

    /// Whether it urges or advises at most.
    pub fn only_words(&self) -> bool {
        let Self { remind: _, escalate, tell, write, say: _, set, go, also, hold, done } = self;
        escalate.is_empty()
            && tell.is_empty()
            && write.is_empty()
            && set.is_empty()
            && go.is_none()
            && also.is_none()
            && hold.is_empty()
            && done.is_none()
    }
}

/// An acknowledgement ladder.
#[derive(Clone, Debug)]
pub struct AckCard {
    /// Where it stands.
    pub span: Span,
    /// So long for each rung.
    pub within: Option<Name>,
    /// The rungs.
    pub ladder: Vec<Vec<Name>>,
    /// In which it counts.
    pub calendar: Option<Name>,
    /// Where it comes from.
    pub cite: CiteCard,
}

impl AckCard {
    pub(super) fn read(cx: &mut Cx, card: &mut Card<'_>) -> Option<Self> {
        let mut ack = card.table(cx, "ack")?;
        let span = ack.at;
        let within = ack.need_text(cx, "within");
        ack.need("ladder");
        let mut ladder = Vec::new();
        if let Some(entry) = ack.take("ladder") {
            match &entry.node.value {
                Value::List(rungs) => ladder = rungs.iter().filter_map(|rung| Self::rung(cx, rung)).collect(),
                _ => wrong(cx, entry, Want::List),
            }
        }
        let calendar = ack.text(cx, "calendar");
        let cite = CiteCard::read(cx, &mut ack);
        ack.finish(cx);
        Some(Self { span, within, ladder, calendar, cite })
    }

    /// A rung is a role, or several of which any may answer.
    fn rung(cx: &mut Cx, rung: &Node) -> Option<Vec<Name>> {
        if let Some(one) = rung.text() {
            return Some(alloc::vec![one]);
        }
        let roles: Option<Vec<Name>> = rung.list().and_then(|roles| roles.iter().map(Node::text).collect());
        if roles.is_none() {
            cx.found(TextFinding::WrongType { key: "ladder".into(), want: Want::Texts }, rung.span);
        }
        roles
    }
}
