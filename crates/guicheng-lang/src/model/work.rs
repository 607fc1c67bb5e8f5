//! Cards that open work, registers, notices.

use super::{
    AckCard, Common, Name, ThresholdCard,
    flow::{leave, wait},
    pairs, whole_or_name, wrong,
};
use crate::{
    doc::{Card, Cx, Spanned, Value},
    finding::{TextFinding, Want},
};
use alloc::vec::Vec;
use guicheng_core::Pick;

/// How many instances.
#[derive(Clone, Debug)]
pub enum CountCard {
    /// So many.
    Fixed(Spanned<u16>),
    /// As many as a field says.
    Field(Name),
}

/// How often a card is done at once.
#[derive(Clone, Debug, Default)]
pub struct InstancesCard {
    /// How many.
    pub count: Option<CountCard>,
    /// Once per item.
    pub each: Option<Name>,
    /// How many suffice.
    pub wait: Option<Spanned<Option<u16>>>,
    /// Tested after each.
    pub enough: Option<Name>,
    /// The rest is left alone.
    pub leave: bool,
    /// More may be added.
    pub add: bool,
}

impl InstancesCard {
    fn read(cx: &mut Cx, card: &mut Card<'_>) -> Self {
        Self {
            count: whole_or_name(cx, card, "count", 1..=1_000).map(|count| match count {
                Ok(number) => CountCard::Fixed(number),
                Err(name) => CountCard::Field(name),
            }),
            each: card.text(cx, "each"),
            wait: wait(cx, card),
            enough: card.text(cx, "enough"),
            leave: leave(cx, card),
            add: card.yes_no(cx, "add").is_some_and(|yes| yes.value),
        }
    }
}

/// `[step.X]`.
#[derive(Clone, Debug, Default)]
pub struct StepCard {
    /// What every card has.
    pub common: Common,
    /// Any of these may do it.
    pub who: Vec<Name>,
    /// One of each of these, together.
    pub together: Vec<Name>,
    /// How often.
    pub instances: InstancesCard,
    /// How a person is picked.
    pub pick: Pick,
    /// Those who did these.
    pub same_as: Vec<Name>,
    /// Nobody who did these.
    pub not_same: Vec<Name>,
    /// Names who does a later step, in what role.
    pub names: Option<(Name, Name)>,
    /// Asked.
    pub fill: Vec<Name>,
    /// Shown.
    pub show: Vec<Name>,
    /// Attested.
    pub check: Vec<CheckLine>,
    /// A reason is asked.
    pub why: bool,
    /// A signature is asked.
    pub sign: bool,
    /// The ladder.
    pub ack: Option<AckCard>,
    /// Else skipped.
    pub only_if: Option<Name>,
    /// Hidden until true.
    pub opens_when: Option<Name>,
    /// May be left out.
    pub optional: bool,
    /// A duty that passes.
    pub passes: Option<PassesCard>,
    /// Advice.
    pub say: Option<Name>,
    /// Notices.
    pub tell: Vec<Name>,
    /// Register.
    pub write: Option<Name>,
    /// Thresholds.
    pub late: Vec<ThresholdCard>,
    /// Two tokens of one activation are meant.
    pub many: bool,
}

/// An attested item.
#[derive(Clone, Debug)]
pub struct CheckLine {
    /// Its id.
    pub name: Name,
    /// Its words.
    pub text: Name,
    /// A number is asked.
    pub count: bool,
    /// May be left out.
    pub optional: bool,
}

/// A duty that passes.
#[derive(Clone, Debug)]
pub struct PassesCard {
    /// The duty.
    pub duty: Name,
    /// From whom.
    pub from: Name,
    /// To whom.
    pub to: Name,
}

impl StepCard {
    pub(super) fn read(cx: &mut Cx, name: Name, mut card: Card<'_>) -> Self {
        let common = Common::read(cx, name, &mut card);
        let step = Self {
            common,
            who: card.text_or_texts(cx, "who"),
            together: card.text_or_texts(cx, "together"),
            instances: InstancesCard::read(cx, &mut card),
            pick: pick(cx, &mut card),
            same_as: card.text_or_texts(cx, "same_as"),
            not_same: card.text_or_texts(cx, "not_same"),
            names: names(cx, &mut card),
            fill: card.texts(cx, "fill"),
            show: card.texts(cx, "show"),
            check: checks(cx, &mut card),
            why: card.truth(cx, "why").is_some(),
            sign: card.truth(cx, "sign").is_some(),
            ack: AckCard::read(cx, &mut card),
            only_if: card.text(cx, "only_if"),
            opens_when: card.text(cx, "opens_when"),
            optional: card.truth(cx, "optional").is_some(),
            passes: passes(cx, &mut card),
            say: card.text(cx, "say"),
            tell: card.text_or_texts(cx, "tell"),
            write: card.text(cx, "write"),
            late: ThresholdCard::read_all(cx, &mut card),
            many: card.truth(cx, "many").is_some(),
        };
        if card.has("who") && card.has("together") {
            cx.found(TextFinding::Together { one: "who", other: "together" }, card.at);
        }
        card.finish(cx);
        step
    }
}

fn pick(cx: &mut Cx, card: &mut Card<'_>) -> Pick {
    match card.word(cx, "pick", &["claim", "nearest", "rotate", "least_busy"]).map(|word| word.value) {
        Some(0) => Pick::Claim,
        Some(1) => Pick::Nearest,
        Some(2) => Pick::Rotate,
        Some(_) => Pick::LeastBusy,
        None => Pick::Offer,
    }
}

fn names(cx: &mut Cx, card: &mut Card<'_>) -> Option<(Name, Name)> {
    let mut names = card.table(cx, "names")?;
    let (step, role) = (names.need_text(cx, "step"), names.need_text(cx, "role"));
    names.finish(cx);
    step.zip(role)
}

fn passes(cx: &mut Cx, card: &mut Card<'_>) -> Option<PassesCard> {
    let mut passes = card.table(cx, "passes")?;
    let duty = passes.need_text(cx, "duty");
    let from = passes.need_text(cx, "from");
    let to = passes.need_text(cx, "to");
    passes.finish(cx);
    Some(PassesCard { duty: duty?, from: from?, to: to? })
}

/// `check`: items of one own key each, with `count` and `optional` beside it.
pub(super) fn checks(cx: &mut Cx, card: &mut Card<'_>) -> Vec<CheckLine> {
    let mut lines: Vec<CheckLine> = Vec::new();
    for mut item in card.tables(cx, "check") {
        let count = item.yes_no(cx, "count").is_some_and(|yes| yes.value);
        let optional = item.yes_no(cx, "optional").is_some_and(|yes| yes.value);
        let own: Vec<_> = item.rest().collect();
        let [entry] = own.as_slice() else {
            cx.found(TextFinding::WrongType { key: "check".into(), want: Want::Tables }, item.at);
            continue;
        };
        match entry.node.text() {
            Some(text) => lines.push(CheckLine { name: entry.name(), text, count, optional }),
            None => wrong(cx, entry, Want::Text),
        }
    }
    for (at, line) in lines.iter().enumerate() {
        if lines.iter().take(at).any(|other| other.name.value == line.name.value) {
            cx.found(TextFinding::DuplicateKey { key: line.name.value.clone() }, line.name.span);
        }
    }
    lines
}

/// `[wait.X]`.
#[derive(Clone, Debug)]
pub struct WaitCard {
    /// What every card has.
    pub common: Common,
    /// The event.
    pub event: Option<Name>,
    /// A time.
    pub after: Option<Name>,
    /// Start of the time, if not its opening.
    pub from: Vec<Name>,
    /// In which the time counts.
    pub calendar: Option<Name>,
    /// Else skipped.
    pub only_if: Option<Name>,
    /// Thresholds.
    pub late: Vec<ThresholdCard>,
}

impl WaitCard {
    pub(super) fn read(cx: &mut Cx, name: Name, mut card: Card<'_>) -> Self {
        let common = Common::read(cx, name, &mut card);
        let wait = Self {
            common,
            event: card.text(cx, "event"),
            after: card.text(cx, "after"),
            from: card.text_or_texts(cx, "from"),
            calendar: card.text(cx, "calendar"),
            only_if: card.text(cx, "only_if"),
            late: ThresholdCard::read_all(cx, &mut card),
        };
        if let (Some(from), None) = (wait.from.first(), &wait.after) {
            cx.found(TextFinding::MissingKey { key: "after" }, from.span);
        }
        if card.has("event") && card.has("after") {
            cx.found(TextFinding::Together { one: "event", other: "after" }, card.at);
        }
        if !card.has("event") && !card.has("after") {
            cx.found(TextFinding::MissingKey { key: "event" }, card.at);
        }
        card.finish(cx);
        wait
    }
}

/// `[call.X]`.
#[derive(Clone, Debug)]
pub struct CallCard {
    /// What every card has.
    pub common: Common,
    /// The procedure called.
    pub procedure: Option<Name>,
    /// The version; none: the one in force.
    pub version: Option<u32>,
    /// What it is given.
    pub give: Vec<(Name, Name)>,
    /// What is taken from it.
    pub take: Vec<(Name, Name)>,
    /// How often.
    pub instances: InstancesCard,
    /// Else skipped.
    pub only_if: Option<Name>,
    /// Thresholds.
    pub late: Vec<ThresholdCard>,
}

impl CallCard {
    pub(super) fn read(cx: &mut Cx, name: Name, mut card: Card<'_>) -> Self {
        let common = Common::read(cx, name, &mut card);
        let procedure = card.need_text(cx, "procedure");
        let version = card.take("version").and_then(|entry| match &entry.node.value {
            Value::Whole(n) => match u32::try_from(*n) {
                Ok(version) if version > 0 => Some(version),
                _ => {
                    let max = i64::from(u32::MAX);
                    cx.found(TextFinding::OutOfRange { key: "version".into(), min: 1, max }, entry.node.span);
                    None
                }
            },
            Value::Text(text) => {
                let text = Name::new((&**text).into(), entry.node.span);
                let _ = crate::doc::closed(cx, &text, &["in_force"]);
                None
            }
            _ => {
                wrong(cx, entry, Want::TextOrWhole);
                None
            }
        });
        let call = Self {
            common,
            procedure,
            version,
            give: pairs(cx, &mut card, "give"),
            take: pairs(cx, &mut card, "take"),
            instances: InstancesCard::read(cx, &mut card),
            only_if: card.text(cx, "only_if"),
            late: ThresholdCard::read_all(cx, &mut card),
        };
        card.finish(cx);
        call
    }
}

/// `[lookup.X]`.
#[derive(Clone, Debug)]
pub struct LookupCard {
    /// What every card has.
    pub common: Common,
    /// The procedure of the cases sought.
    pub of: Option<Name>,
    /// Same values there as here.
    pub same: Vec<Name>,
    /// A condition on the other case.
    pub filter: Option<Name>,
    /// `open` or `closed`; none: not said.
    pub state: Option<Spanned<usize>>,
    /// Closed at most so long ago.
    pub closed_within: Option<Name>,
    /// Closed in the month of the date in this field.
    pub closed_in: Option<Name>,
    /// Work held by these.
    pub held_by: Option<Name>,
    /// Else skipped.
    pub only_if: Option<Name>,
    /// Thresholds.
    pub late: Vec<ThresholdCard>,
}

impl LookupCard {
    pub(super) fn read(cx: &mut Cx, name: Name, mut card: Card<'_>) -> Self {
        let common = Common::read(cx, name, &mut card);
        let lookup = Self {
            common,
            of: card.need_text(cx, "of"),
            same: card.text_or_texts(cx, "match"),
            filter: card.text(cx, "where"),
            state: card.word(cx, "state", &["open", "closed"]),
            closed_within: card.text(cx, "closed_within"),
            closed_in: card.text(cx, "closed_in"),
            held_by: card.text(cx, "held_by"),
            only_if: card.text(cx, "only_if"),
            late: ThresholdCard::read_all(cx, &mut card),
        };
        card.finish(cx);
        lookup
    }
}

/// `[register.X]`.
#[derive(Clone, Debug)]
pub struct RegisterCard {
    /// What every card has.
    pub common: Common,
    /// Printed columns.
    pub columns: Vec<Name>,
    /// Masked ones.
    pub mask: Vec<(Name, Name)>,
    /// Whether masks are written at all, be it none.
    pub masks: bool,
    /// Sorted by these.
    pub sort: Vec<Name>,
    /// Kept so long.
    pub keep: Option<Name>,
}

impl RegisterCard {
    pub(super) fn read(cx: &mut Cx, name: Name, mut card: Card<'_>) -> Self {
        let common = Common::read(cx, name, &mut card);
        card.need("columns");
        let register = Self {
            common,
            columns: card.texts(cx, "columns"),
            masks: card.has("mask"),
            mask: pairs(cx, &mut card, "mask"),
            sort: card.text_or_texts(cx, "sort"),
            keep: card.text(cx, "keep"),
        };
        card.finish(cx);
        register
    }
}

/// `[notice.X]`.
#[derive(Clone, Debug)]
pub struct NoticeCard {
    /// What every card has.
    pub common: Common,
    /// To all of these.
    pub to: Vec<Name>,
    /// To either of these.
    pub to_any: Vec<Name>,
    /// By which means.
    pub by: Vec<Name>,
    /// Its text.
    pub text: Option<Name>,
    /// Its ladder.
    pub ack: Option<AckCard>,
}

impl NoticeCard {
    pub(super) fn read(cx: &mut Cx, name: Name, mut card: Card<'_>) -> Self {
        let common = Common::read(cx, name, &mut card);
        if card.has("to") && card.has("to_any") {
            cx.found(TextFinding::Together { one: "to", other: "to_any" }, card.at);
        }
        if !card.has("to_any") {
            card.need("to");
        }
        let notice = Self {
            common,
            to: card.text_or_texts(cx, "to"),
            to_any: card.text_or_texts(cx, "to_any"),
            by: card.text_or_texts(cx, "by"),
            text: card.need_text(cx, "text"),
            ack: AckCard::read(cx, &mut card),
        };
        card.finish(cx);
        notice
    }
}
