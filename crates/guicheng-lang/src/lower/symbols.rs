//! Names to ids: minted in byte order of the names, one space for all cards.

use crate::{
    diagnostic::Diagnostic,
    doc::{Cx, Spanned},
    finding::{Kind, LinkFinding, TextFinding},
    model::{
        CallCard, ChoiceCard, Common, File, GateCard, HoldCard, LookupCard, Name, OnCard, RouteCard, StepCard, WaitCard,
    },
};
use alloc::{boxed::Box, collections::BTreeMap, vec::Vec};
use core::marker::PhantomData;
use guicheng_core::{
    ClockId, FieldId, HoldId, Id, Label, NoticeId, ReactionId, RegisterId, RoleId, RuleId, ScopeId, SignalId, StepId,
    TableId,
};

/// Ids of one kind: the positions of the names in their order.
#[derive(Clone, Debug)]
pub(crate) struct Ids<I> {
    names: Vec<Box<str>>,
    id: PhantomData<I>,
}

impl<I> Default for Ids<I> {
    fn default() -> Self {
        Self { names: Vec::new(), id: PhantomData }
    }
}

impl<I: Id> Ids<I> {
    pub(crate) fn new<'n>(names: impl IntoIterator<Item = &'n str>) -> Self {
        let mut names: Vec<Box<str>> = names.into_iter().map(Into::into).collect();
        names.sort();
        names.dedup();
        Self { names, id: PhantomData }
    }
    pub(crate) fn get(&self, name: &str) -> Option<I> {
        self.names.binary_search_by(|known| (**known).cmp(name)).ok().map(I::from_index)
    }
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(|name| &**name)
    }
    /// The ids whose names begin so, in order.
    pub(crate) fn with_prefix<'p>(&'p self, prefix: &'p str) -> impl Iterator<Item = (&'p str, I)> {
        let from = self.names.partition_point(|name| **name < *prefix);
        let all = self.names.iter().enumerate().skip(from);
        all.take_while(move |(_, name)| name.starts_with(prefix)).map(|(at, name)| (&**name, I::from_index(at)))
    }
    pub(crate) fn name(&self, id: I) -> &str {
        self.names.get(id.index()).map_or("", |name| name)
    }
}

/// A card of the one id space.
#[derive(Clone, Copy, Debug)]
pub(crate) enum CardOf<'f> {
    Step(&'f StepCard),
    Wait(&'f WaitCard),
    Call(&'f CallCard),
    Lookup(&'f LookupCard),
    Route(&'f RouteCard),
    Choice(&'f ChoiceCard),
    Gate(&'f GateCard),
    Hold(&'f HoldCard),
    On(&'f OnCard),
}

impl<'f> CardOf<'f> {
    pub(crate) fn common(self) -> &'f Common {
        match self {
            Self::Step(c) => &c.common,
            Self::Wait(c) => &c.common,
            Self::Call(c) => &c.common,
            Self::Lookup(c) => &c.common,
            Self::Route(c) => &c.common,
            Self::Choice(c) => &c.common,
            Self::Gate(c) => &c.common,
            Self::Hold(c) => &c.common,
            Self::On(c) => &c.common,
        }
    }
    /// The table it stands in.
    pub(crate) fn key(self) -> &'static str {
        match self {
            Self::Step(_) => "step",
            Self::Wait(_) => "wait",
            Self::Call(_) => "call",
            Self::Lookup(_) => "lookup",
            Self::Route(_) => "route",
            Self::Choice(_) => "choice",
            Self::Gate(_) => "gate",
            Self::Hold(_) => "hold",
            Self::On(_) => "on",
        }
    }
    /// Whether it opens work.
    pub(crate) fn is_work(self) -> bool {
        matches!(self, Self::Step(_) | Self::Wait(_) | Self::Call(_) | Self::Lookup(_))
    }
    pub(crate) fn only_if(self) -> Option<&'f Name> {
        match self {
            Self::Step(c) => c.only_if.as_ref(),
            Self::Wait(c) => c.only_if.as_ref(),
            Self::Call(c) => c.only_if.as_ref(),
            Self::Lookup(c) => c.only_if.as_ref(),
            Self::Route(c) => c.only_if.as_ref(),
            Self::Gate(c) => c.only_if.as_ref(),
            Self::Choice(_) | Self::Hold(_) | Self::On(_) => None,
        }
    }
}

/// All names of a file.
#[derive(Debug, Default)]
pub(crate) struct Symbols<'f> {
    pub(crate) cards: BTreeMap<&'f str, CardOf<'f>>,
    pub(crate) steps: Ids<StepId>,
    pub(crate) scopes: Ids<ScopeId>,
    pub(crate) holds: Ids<HoldId>,
    pub(crate) ons: Ids<ReactionId>,
    pub(crate) fields: Ids<FieldId>,
    pub(crate) roles: Ids<RoleId>,
    pub(crate) tables: Ids<TableId>,
    pub(crate) clocks: Ids<ClockId>,
    pub(crate) notices: Ids<NoticeId>,
    pub(crate) registers: Ids<RegisterId>,
    pub(crate) rules: Ids<RuleId>,
    pub(crate) signals: Ids<SignalId>,
    /// Steps that stand in `flows` without a card: anyone does them.
    pub(crate) bare: Vec<&'f str>,
    /// Whether there are steps that anyone does.
    pub(crate) anyone: bool,
}

impl<'f> Symbols<'f> {
    pub(crate) fn read(cx: &mut Cx, file: &'f File) -> Self {
        let mut all: Vec<CardOf<'f>> = Vec::new();
        all.extend(file.steps.iter().map(CardOf::Step));
        all.extend(file.waits.iter().map(CardOf::Wait));
        all.extend(file.calls.iter().map(CardOf::Call));
        all.extend(file.lookups.iter().map(CardOf::Lookup));
        all.extend(file.routes.iter().map(CardOf::Route));
        all.extend(file.choices.iter().map(CardOf::Choice));
        all.extend(file.gates.iter().map(CardOf::Gate));
        all.extend(file.holds.iter().map(CardOf::Hold));
        all.extend(file.ons.iter().map(CardOf::On));
        let mut cards: BTreeMap<&'f str, CardOf<'f>> = BTreeMap::new();
        for card in all {
            let name = &card.common().name;
            if RESERVED.contains(&&*name.value) {
                cx.found(TextFinding::BadId { id: name.value.clone() }, name.span);
            } else if let Some(first) = cards.get(&*name.value) {
                let (one, other) = ordered(first.common().name.span, name.span);
                let found = TextFinding::Clash { id: name.value.clone() };
                cx.findings.push(Diagnostic::new(found, other).label(one, "先写在这里", "first written here"));
            } else {
                cards.insert(&name.value, card);
            }
        }
        let mut symbols = Self { cards, ..Self::default() };
        symbols.bare = symbols.bare_names(file);
        symbols.mint(file);
        symbols
    }

    fn bare_names(&self, file: &'f File) -> Vec<&'f str> {
        let Some(graph) = &file.graph else { return Vec::new() };
        let ends = graph.flows.iter().flat_map(|(_, from, to)| [from, to]).chain(&graph.start);
        let mut bare: Vec<&str> = ends.map(|name| &*name.value).filter(|name| !self.cards.contains_key(name)).collect();
        bare.sort_unstable();
        bare.dedup();
        bare
    }

    fn mint(&mut self, file: &'f File) {
        let works = self.cards.iter().filter(|(_, card)| card.is_work()).map(|(name, _)| *name);
        self.steps = Ids::new(works.chain(self.bare.iter().copied()));
        self.holds = Ids::new(names(&file.holds, |c| &c.common));
        self.ons = Ids::new(names(&file.ons, |c| &c.common));
        self.fields = Ids::new(names(&file.fields, |c| &c.common));
        // In the graph form a step without `who` is done by anyone.
        let open = |step: &StepCard| step.who.is_empty() && step.together.is_empty();
        self.anyone = file.graph.is_some() && (!self.bare.is_empty() || file.steps.iter().any(open));
        let anyone = self.anyone.then_some(ANYONE);
        self.roles = Ids::new(names(&file.roles, |c| &c.common).chain(anyone));
        self.tables = Ids::new(names(&file.tables, |c| &c.common));
        self.notices = Ids::new(names(&file.notices, |c| &c.common));
        self.registers = Ids::new(names(&file.registers, |c| &c.common));
        self.rules = Ids::new(names(&file.rules, |c| &c.common));
        self.signals = Ids::new(names(&file.events, |c| &c.common));
    }

    /// A card's label by its name.
    pub(crate) fn title(&self, name: &str) -> Label {
        self.cards.get(name).map_or_else(|| Label::plain(name), |card| super::names::label(card.common()))
    }

    /// The cards that open work, in the order of their ids.
    pub(crate) fn works(&self) -> Vec<(StepId, &str, Option<CardOf<'f>>)> {
        let with = |(at, name)| (StepId::from_index(at), name, self.cards.get(name).copied());
        self.steps.names().enumerate().map(with).collect()
    }

    pub(crate) fn route(&self, name: &str) -> Option<&'f RouteCard> {
        match self.cards.get(name) {
            Some(CardOf::Route(route)) => Some(route),
            _ => None,
        }
    }
}

/// The role of steps without a card.
pub(crate) const ANYONE: &str = "anyone";

/// Names that mean something else.
const RESERVED: [&str; 5] = ["next", "stop", "otherwise", "closed", "case"];

fn ordered<T: Ord + Copy>(a: T, b: T) -> (T, T) {
    (a.min(b), a.max(b))
}

fn names<'f, T>(cards: &'f [T], common: impl Fn(&'f T) -> &'f Common) -> impl Iterator<Item = &'f str> {
    cards.iter().map(move |card| &*common(card).name.value)
}

/// Reports a name that stands for nothing of this kind.
pub(crate) fn dangling<'c>(cx: &mut Cx, kind: Kind, name: &Name, candidates: impl IntoIterator<Item = &'c str>) {
    let Spanned { value, span } = name;
    let near: Option<Box<str>> = cx.near(value, candidates).map(Into::into);
    let found = LinkFinding::Unknown { kind, name: value.clone(), near: near.clone() };
    cx.findings.push(Diagnostic::new(found, *span).near(near.as_deref(), true));
}
