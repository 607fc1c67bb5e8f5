//! Routes, choices, and the graph form.

use super::{ActsCard, CiteCard, Common, Name, bound, check_id, whole_or_name, wrong};
use crate::{
    diagnostic::Span,
    doc::{Card, Cx, Entry, Node, Spanned, Value},
    finding::{TextFinding, Want},
};
use alloc::vec::Vec;

/// A stop of a route: a card, or several together.
#[derive(Clone, Debug)]
pub enum Stop {
    /// One card.
    One(Name),
    /// These together.
    Together(Span, Vec<Name>),
}

/// `[route.X]`.
#[derive(Clone, Debug)]
pub struct RouteCard {
    /// What every card has.
    pub common: Common,
    /// Its stops, in order.
    pub steps: Vec<Stop>,
    /// What may be jumped to.
    pub entry: Vec<Name>,
    /// Else skipped.
    pub only_if: Option<Name>,
    /// Once per item.
    pub each: Option<Name>,
    /// How many suffice; none in the number: `all`.
    pub wait: Option<Spanned<Option<u16>>>,
    /// What becomes of the rest: left alone or (as a rule) withdrawn.
    pub leave: bool,
    /// A bounded loop.
    pub repeat: Option<RepeatCard>,
    /// Of these one at a time.
    pub one_at_a_time: Vec<Name>,
    /// Where it stands.
    pub many: bool,
}

/// A bounded loop.
#[derive(Clone, Debug)]
pub struct RepeatCard {
    /// Where it stands.
    pub span: Span,
    /// Another round while this is true.
    pub again: Option<Name>,
    /// The bound.
    pub at_most: Option<Spanned<u16>>,
}

impl RouteCard {
    pub(super) fn read(cx: &mut Cx, name: Name, mut card: Card<'_>) -> Self {
        let common = Common::read(cx, name, &mut card);
        card.need("steps");
        let steps = card.take("steps").map_or_else(Vec::new, |entry| stops(cx, entry));
        let repeat = card.table(cx, "repeat").map(|mut line| {
            line.need("at_most");
            let repeat = RepeatCard {
                span: line.at,
                again: line.need_text(cx, "while"),
                at_most: bound(cx, &mut line, "at_most"),
            };
            line.finish(cx);
            repeat
        });
        let route = Self {
            common,
            steps,
            entry: card.text_or_texts(cx, "entry"),
            only_if: card.text(cx, "only_if"),
            each: card.text(cx, "each"),
            wait: wait(cx, &mut card),
            leave: leave(cx, &mut card),
            repeat,
            one_at_a_time: card.texts(cx, "one_at_a_time"),
            many: card.truth(cx, "many").is_some(),
        };
        card.finish(cx);
        route
    }
}

/// `wait`: `all`, `any`, or a number; with 0 nobody waits.
pub(super) fn wait(cx: &mut Cx, card: &mut Card<'_>) -> Option<Spanned<Option<u16>>> {
    match whole_or_name(cx, card, "wait", 0..=1_000)? {
        Ok(number) => Some(Spanned::new(Some(number.value), number.span)),
        Err(word) => {
            let word = crate::doc::closed(cx, &word, &["all", "any"])?;
            Some(Spanned::new((word.value == 1).then_some(1), word.span))
        }
    }
}

/// `rest`: `withdraw` as a rule, or `leave`.
pub(super) fn leave(cx: &mut Cx, card: &mut Card<'_>) -> bool {
    card.word(cx, "rest", &["withdraw", "leave"]).is_some_and(|word| word.value == 1)
}

fn stops(cx: &mut Cx, entry: &Entry) -> Vec<Stop> {
    let Some(items) = entry.node.list() else {
        wrong(cx, entry, Want::List);
        return Vec::new();
    };
    let mut stops = Vec::new();
    for item in items {
        let inner: Option<Vec<Name>> = item.list().and_then(|inner| inner.iter().map(Node::text).collect());
        match (item.text(), inner) {
            (Some(name), _) => stops.push(Stop::One(name)),
            (None, Some(together)) => stops.push(Stop::Together(item.span, together)),
            (None, None) => {
                cx.found(TextFinding::WrongType { key: entry.name().value, want: Want::Texts }, item.span);
            }
        }
    }
    stops
}

/// A line of a choice.
#[derive(Clone, Debug)]
pub struct GoLine {
    /// Where it stands.
    pub span: Span,
    /// Its guard; none: `otherwise`.
    pub when: Option<Name>,
    /// What is done.
    pub acts: ActsCard,
    /// How often a case may take it.
    pub at_most: Option<Spanned<u16>>,
    /// Whether a bound is written, be it a good one.
    pub bounded: bool,
    /// Where it comes from.
    pub cite: CiteCard,
}

/// A line of a race.
#[derive(Clone, Debug)]
pub struct RaceLine {
    /// Where it stands.
    pub span: Span,
    /// What may happen first.
    pub on: Option<Name>,
    /// Where it goes on then.
    pub go: Option<Name>,
}

/// How a choice chooses.
#[derive(Clone, Debug)]
pub enum Ways {
    /// By a field: a way per option.
    By(Name, Vec<(Name, Name)>),
    /// The first true line.
    First(Vec<GoLine>),
    /// Every true line.
    All(Vec<GoLine>),
    /// The first that happens.
    Race(Vec<RaceLine>),
    /// Not said.
    Open,
}

/// `[choice.X]`.
#[derive(Clone, Debug)]
pub struct ChoiceCard {
    /// What every card has.
    pub common: Common,
    /// How it chooses.
    pub ways: Ways,
}

impl ChoiceCard {
    pub(super) fn read(cx: &mut Cx, name: Name, mut card: Card<'_>) -> Self {
        let common = Common::read(cx, name, &mut card);
        let ways = Ways::read(cx, &mut card);
        if matches!(ways, Ways::Open) {
            cx.found(TextFinding::MissingKey { key: "first" }, card.at);
        }
        card.finish(cx);
        Self { common, ways }
    }
}

impl Ways {
    const KEYS: [&'static str; 4] = ["by", "first", "all", "race"];

    fn read(cx: &mut Cx, card: &mut Card<'_>) -> Self {
        let there: Vec<&'static str> = Self::KEYS.into_iter().filter(|key| card.has(key)).collect();
        if let [one, other, ..] = there.as_slice() {
            cx.found(TextFinding::Together { one, other }, card.at);
        }
        let by = card.text(cx, "by");
        if by.is_some() {
            card.need("go");
        }
        let go = super::pairs(cx, card, "go");
        let [first, all] = ["first", "all"].map(|key| {
            let lines = card.tables(cx, key).into_iter().map(|line| GoLine::read(cx, line)).collect();
            (key, lines)
        });
        let race: Vec<RaceLine> = card.tables(cx, "race").into_iter().map(|line| RaceLine::read(cx, line)).collect();
        let lines = |(_, lines): (&str, Vec<GoLine>)| lines;
        match (by, there.first()) {
            (Some(by), _) => Self::By(by, go),
            (None, Some(&"first")) => Self::First(lines(first)),
            (None, Some(&"all")) => Self::All(lines(all)),
            (None, Some(&"race")) => Self::Race(race),
            (None, _) => Self::Open,
        }
    }
}

impl GoLine {
    fn read(cx: &mut Cx, mut card: Card<'_>) -> Self {
        let when = card.need_text(cx, "when");
        let line = Self {
            span: card.at,
            when: when.filter(|when| !matches!(&*when.value, "otherwise" | "否则" | "其他")),
            acts: ActsCard::read(cx, &mut card),
            bounded: card.has("at_most"),
            at_most: bound(cx, &mut card, "at_most"),
            cite: CiteCard::read(cx, &mut card),
        };
        card.need("go");
        card.finish(cx);
        line
    }
}

impl RaceLine {
    fn read(cx: &mut Cx, mut card: Card<'_>) -> Self {
        let line = Self { span: card.at, on: card.need_text(cx, "on"), go: card.need_text(cx, "go") };
        card.finish(cx);
        line
    }
}

/// `[gate.X]` of the graph form.
#[derive(Clone, Debug)]
pub struct GateCard {
    /// What every card has.
    pub common: Common,
    /// Its join.
    pub join: Option<Result<Spanned<u16>, Spanned<usize>>>,
    /// Its split, as a position in [`GateCard::SPLITS`].
    pub split: Option<Spanned<usize>>,
    /// What becomes of those that come after the n-th.
    pub withdraw: bool,
    /// How it chooses.
    pub ways: Ways,
    /// Two tokens of one activation are meant.
    pub many: bool,
    /// Ends everything.
    pub stop: bool,
    /// Else skipped.
    pub only_if: Option<Name>,
}

impl GateCard {
    /// The words of `join`, beside numbers.
    pub const JOINS: &[&str] = &["all", "one", "some"];
    /// The words of `split`.
    pub const SPLITS: &[&str] = &["all", "one", "some", "race"];

    pub(super) fn read(cx: &mut Cx, name: Name, mut card: Card<'_>) -> Self {
        let common = Common::read(cx, name, &mut card);
        let join = match whole_or_name(cx, &mut card, "join", 1..=10_000) {
            Some(Ok(number)) => Some(Ok(number)),
            Some(Err(word)) => crate::doc::closed(cx, &word, Self::JOINS).map(Err),
            None => None,
        };
        let gate = Self {
            common,
            join,
            split: card.word(cx, "split", Self::SPLITS),
            withdraw: card.word(cx, "rest", &["withdraw", "leave"]).is_some_and(|word| word.value == 0),
            ways: Ways::read(cx, &mut card),
            many: card.truth(cx, "many").is_some(),
            stop: card.truth(cx, "stop").is_some(),
            only_if: card.text(cx, "only_if"),
        };
        card.finish(cx);
        gate
    }
}

/// `[graph]`.
#[derive(Clone, Debug)]
pub struct GraphCard {
    /// Where it stands.
    pub span: Span,
    /// The node entered first.
    pub start: Option<Name>,
    /// Its flows.
    pub flows: Vec<(Span, Name, Name)>,
}

impl GraphCard {
    pub(super) fn read(cx: &mut Cx, mut card: Card<'_>) -> Self {
        let start = card.need_text(cx, "start");
        card.need("flows");
        let mut flows = Vec::new();
        if let Some(entry) = card.take("flows") {
            match &entry.node.value {
                Value::List(items) => {
                    for item in items {
                        match pair(item) {
                            Some((from, to)) => {
                                check_id(cx, &from.value, from.span);
                                check_id(cx, &to.value, to.span);
                                flows.push((item.span, from, to));
                            }
                            None => {
                                let found = TextFinding::WrongType { key: "flows".into(), want: Want::Pair };
                                cx.found(found, item.span);
                            }
                        }
                    }
                }
                _ => wrong(cx, entry, Want::List),
            }
        }
        let span = card.at;
        card.finish(cx);
        Self { span, start, flows }
    }
}

fn pair(item: &Node) -> Option<(Name, Name)> {
    match item.list()? {
        [from, to] => Some((from.text()?, to.text()?)),
        _ => None,
    }
}
