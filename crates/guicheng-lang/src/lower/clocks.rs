//! Clocks: those of the case, the `late` of cards, ladders.

use super::{Low, Pending, Where, refs::table_of, symbols::Ids};
use crate::{
    diagnostic::Span,
    finding::{ClockFinding, Kind},
    model::{AckCard, AtCard, CiteCard, ClockCard, Common, File, Name, ThresholdCard, WaitCard},
};
use alloc::{boxed::Box, collections::BTreeMap, format, vec::Vec};
use guicheng_core::{Again, At, ClockDef, ClockId, ClockOwner, Label, Threshold, TimeRef, limits};

/// A clock that will be lowered.
#[derive(Clone)]
pub(crate) struct Plan<'f> {
    pub(crate) name: Box<str>,
    pub(crate) of: Of<'f>,
}

/// What a clock comes from.
#[derive(Clone)]
pub(crate) enum Of<'f> {
    /// A `clock` card.
    Case(&'f ClockCard),
    /// Lines of a card's `late` that count alike.
    Work(&'f Common, Vec<&'f ThresholdCard>),
    /// Lines of a hold's `late`.
    Hold(&'f Common, Vec<&'f ThresholdCard>),
    /// The time of a `wait`.
    Timer(&'f WaitCard, &'f Name),
    /// The ladder of a step.
    AckWork(&'f Common, &'f AckCard),
    /// The ladder of a notice.
    AckNotice(&'f Common, &'f AckCard),
}

/// Lines that count from the same start, in the same calendar, with the same pauses, form one clock.
fn alike<'f>(late: &'f [ThresholdCard]) -> Vec<Vec<&'f ThresholdCard>> {
    let text = |name: &'f Option<Name>| name.as_ref().map(|name| &*name.value);
    let key = |line: &'f ThresholdCard| {
        let from: Vec<&str> = line.from.iter().map(|name| &*name.value).collect();
        (from, text(&line.calendar), text(&line.pause_while))
    };
    let mut groups: Vec<Vec<&ThresholdCard>> = Vec::new();
    let mut known = BTreeMap::new();
    for line in late {
        let at = *known.entry(key(line)).or_insert(groups.len());
        match groups.get_mut(at) {
            Some(group) => group.push(line),
            None => groups.push(alloc::vec![line]),
        }
    }
    groups
}

/// All clocks of a file, in byte order of their names.
pub(crate) fn plan(file: &File) -> Vec<Plan<'_>> {
    let mut plans: Vec<Plan<'_>> = Vec::new();
    let number =
        |base: &str, at: usize| -> Box<str> { if at == 0 { base.into() } else { format!("{base}#{}", at + 1).into() } };
    for card in &file.clocks {
        plans.push(Plan { name: card.common.name.value.clone(), of: Of::Case(card) });
    }
    for (common, late) in late_cards(file) {
        for (at, lines) in alike(late).into_iter().enumerate() {
            let name = number(&format!("step.{}", common.name.value), at);
            plans.push(Plan { name, of: Of::Work(common, lines) });
        }
    }
    for card in &file.holds {
        for (at, lines) in alike(&card.late).into_iter().enumerate() {
            let name = number(&format!("hold.{}", card.common.name.value), at);
            plans.push(Plan { name, of: Of::Hold(&card.common, lines) });
        }
    }
    for card in &file.waits {
        if let Some(after) = &card.after {
            let name = format!("step.{}#timer", card.common.name.value).into();
            plans.push(Plan { name, of: Of::Timer(card, after) });
        }
    }
    for card in &file.steps {
        if let Some(ack) = &card.ack {
            let name = format!("ack.{}", card.common.name.value).into();
            plans.push(Plan { name, of: Of::AckWork(&card.common, ack) });
        }
    }
    for card in &file.notices {
        if let Some(ack) = &card.ack {
            let name = format!("ack.notice.{}", card.common.name.value).into();
            plans.push(Plan { name, of: Of::AckNotice(&card.common, ack) });
        }
    }
    plans.sort_by(|a, b| a.name.cmp(&b.name));
    plans
}

/// Cards that open work, with their `late`.
pub(crate) fn late_cards(file: &File) -> Vec<(&Common, &[ThresholdCard])> {
    let mut cards: Vec<(&Common, &[ThresholdCard])> = Vec::new();
    cards.extend(file.steps.iter().map(|c| (&c.common, &*c.late)));
    cards.extend(file.waits.iter().map(|c| (&c.common, &*c.late)));
    cards.extend(file.calls.iter().map(|c| (&c.common, &*c.late)));
    cards.extend(file.lookups.iter().map(|c| (&c.common, &*c.late)));
    cards
}

/// The ids of planned clocks.
pub(crate) fn ids(plans: &[Plan<'_>]) -> Ids<ClockId> {
    Ids::new(plans.iter().map(|plan| &*plan.name))
}

/// The labels of planned clocks.
pub(crate) fn labels(plans: &[Plan<'_>]) -> Vec<Label> {
    let of = |plan: &Plan<'_>| {
        let common = match &plan.of {
            Of::Case(card) => &card.common,
            Of::Timer(card, _) => &card.common,
            Of::Work(common, _) | Of::Hold(common, _) | Of::AckWork(common, _) | Of::AckNotice(common, _) => common,
        };
        Label { id: plan.name.clone(), ..super::names::label(common) }
    };
    plans.iter().map(of).collect()
}

impl<'f> Low<'f> {
    /// The clocks that belong to a card, a hold, by the names made for them.
    pub(crate) fn clocks_named(&self, base: &str) -> Box<[ClockId]> {
        let own = self.sym.clocks.get(base).into_iter();
        let more = self
            .sym
            .clocks
            .with_prefix(base)
            .filter(|(name, _)| name.get(base.len()..).is_some_and(|rest| rest.starts_with('#')));
        own.chain(more.map(|(_, clock)| clock)).collect()
    }

    pub(crate) fn clocks(&mut self, plans: &[Plan<'f>]) -> Vec<ClockDef> {
        plans.iter().map(|plan| self.clock(plan)).collect()
    }

    fn clock(&mut self, plan: &Plan<'f>) -> ClockDef {
        match &plan.of {
            Of::Case(card) => self.case_clock(card),
            Of::Work(common, lines) => {
                let owner = ClockOwner::Work(self.sym.steps.get(&common.name.value).unwrap_or_default());
                self.card_clock(owner, common, lines, Where::Work)
            }
            Of::Hold(common, lines) => {
                let owner = ClockOwner::Hold(self.sym.holds.get(&common.name.value).unwrap_or_default());
                self.card_clock(owner, common, lines, Where::Hold)
            }
            Of::Timer(card, after) => self.timer(card, after),
            Of::AckWork(common, ack) => {
                let owner = ClockOwner::AckWork(self.sym.steps.get(&common.name.value).unwrap_or_default());
                self.ladder(owner, common, ack)
            }
            Of::AckNotice(common, ack) => {
                let owner = ClockOwner::AckNotice(self.sym.notices.get(&common.name.value).unwrap_or_default());
                self.ladder(owner, common, ack)
            }
        }
    }

    fn blank(&mut self, owner: ClockOwner, calendar: Option<&Name>) -> ClockDef {
        let file = self.file;
        ClockDef {
            owner,
            from: Box::default(),
            until: Box::default(),
            limit: None,
            plus: None,
            due: None,
            calendar: self.calendar(calendar.or(file.head.calendar.as_ref())),
            pause_while: None,
            again: Again::Stay,
            thresholds: Box::default(),
            ladder: Box::default(),
            cites: Box::default(),
        }
    }

    fn case_clock(&mut self, card: &'f ClockCard) -> ClockDef {
        let (common, span) = (&card.common, card.common.name.span);
        let mut clock = self.blank(ClockOwner::Case, card.calendar.as_ref());
        clock.from = self.marks(&card.from);
        clock.until = self.marks(&card.until);
        if let Some(both) = card.until.iter().find(|until| card.from.iter().any(|from| from.value == until.value)) {
            self.cx.found(ClockFinding::StopsAtStart, both.span);
        }
        clock.limit = card.limit.as_ref().and_then(|limit| self.time(limit));
        if let Some(plus) = &card.plus {
            if card.limit.is_none() {
                self.cx.lacking(span, ClockFinding::PlusWithoutLimit, plus.span);
            }
            clock.plus = self.field_of(plus, Kind::DurationField);
        }
        clock.due = card.due.as_ref().and_then(|due| self.field_of(due, Kind::MomentField));
        clock.pause_while = self.condition_if(card.pause_while.as_ref());
        clock.again = card.again;
        let due = card.limit.is_some() || card.due.is_some();
        if card.limit.is_none() && card.due.is_none() && card.until.is_empty() {
            self.cx.lacking(span, ClockFinding::Idle, span);
        }
        for line in &card.late {
            for (key, there) in [("from", line.from.first()), ("pause_while", line.pause_while.as_ref())] {
                if let Some(name) = there {
                    self.cx.found(ClockFinding::OnlyOnCards { key }, name.span);
                }
            }
            if !due && !matches!(line.at, AtCard::After(_)) {
                self.cx.lacking(span, ClockFinding::NoDue, line.span);
            }
            if let (AtCard::At(percent), None) = (&line.at, &card.limit)
                && card.from.is_empty()
                && due
            {
                self.cx.found(ClockFinding::NoLength, percent.span);
            }
        }
        clock.cites = if due { self.said(clock.limit, span, &[&common.cite]) } else { self.cites(&[&common.cite]) };
        let lines: Vec<&ThresholdCard> = card.late.iter().collect();
        clock.thresholds = self.thresholds(&lines, common, Where::Clock);
        clock
    }

    /// The cites of a limit; a table may speak for it.
    fn said(&mut self, limit: Option<TimeRef>, span: Span, cites: &[&CiteCard]) -> Box<[guicheng_core::Cite]> {
        let table = limit.and_then(table_of).is_some_and(|table| self.data.cited(table));
        if table { self.cites(cites) } else { self.limit_cites(span, cites) }
    }

    fn card_clock(
        &mut self,
        owner: ClockOwner,
        common: &'f Common,
        lines: &[&'f ThresholdCard],
        place: Where,
    ) -> ClockDef {
        let first = lines.first().copied();
        let mut clock = self.blank(owner, first.and_then(|line| line.calendar.as_ref()));
        if let Some(line) = first {
            clock.from = self.marks(&line.from);
            clock.pause_while = self.condition_if(line.pause_while.as_ref());
        }
        clock.cites = self.cites(&[&common.cite]);
        for line in lines {
            if !matches!(line.at, AtCard::After(_)) {
                self.cx.found(ClockFinding::NeedsAfter, line.span);
            }
        }
        clock.thresholds = self.thresholds(lines, common, place);
        clock
    }

    fn timer(&mut self, card: &'f WaitCard, after: &'f Name) -> ClockDef {
        let common = &card.common;
        let owner = ClockOwner::Work(self.sym.steps.get(&common.name.value).unwrap_or_default());
        let mut clock = self.blank(owner, card.calendar.as_ref());
        clock.from = self.marks(&card.from);
        let time = self.time(after);
        clock.cites = self.said(time, after.span, &[&common.cite]);
        let acts = self.later(Pending::Done);
        clock.thresholds = time.into_iter().map(|time| plain(At::After(time), acts)).collect();
        clock
    }

    fn ladder(&mut self, owner: ClockOwner, common: &'f Common, ack: &'f AckCard) -> ClockDef {
        let mut clock = self.blank(owner, ack.calendar.as_ref());
        if ack.ladder.is_empty() {
            self.cx.found(ClockFinding::EmptyLadder, ack.span);
        }
        clock.cites = self.limit_cites(ack.span, &[&ack.cite, &common.cite]);
        let time = ack.within.as_ref().and_then(|within| self.time(within));
        clock.ladder = ack.ladder.iter().map(|rung| self.who(rung)).collect();
        let acts = self.later(Pending::Climb);
        clock.thresholds = time.into_iter().map(|time| plain(At::After(time), acts)).collect();
        clock
    }

    fn thresholds(&mut self, lines: &[&'f ThresholdCard], common: &'f Common, place: Where) -> Box<[Threshold]> {
        if lines.len() > limits::THRESHOLDS {
            self.cx.found(ClockFinding::TooMany { limit: limits::THRESHOLDS }, common.name.span);
        }
        lines.iter().filter_map(|line| self.threshold(line, common, place)).collect()
    }

    fn threshold(&mut self, line: &'f ThresholdCard, common: &'f Common, place: Where) -> Option<Threshold> {
        if line.acts.is_empty() {
            self.cx.lacking(line.span, ClockFinding::NoAction, line.span);
        }
        if let (Some(done), false) = (line.acts.done, place == Where::Work) {
            self.cx.found(ClockFinding::DoneNowhere, done);
        }
        let at = self.moment(&line.at);
        let every = line.every.as_ref().and_then(|every| self.period(every));
        if let (Some(every), None) = (&line.every, line.at_most) {
            self.cx.lacking(line.span, ClockFinding::Endless, every.span);
        }
        let most = line.at_most.map(|most| most.value);
        let cites = match at {
            Some(At::After(TimeRef::Table(column))) if self.data.cited(column.table) => {
                self.cites(&[&line.cite, &common.cite])
            }
            _ => self.limit_cites(line.span, &[&line.cite, &common.cite]),
        };
        let at_most = if line.every.is_none() { most.map(|most| (self.line(), most)) } else { None };
        let when = self.condition_if(line.when.as_ref());
        let acts = self.later(Pending::Written(&line.acts));
        Some(Threshold {
            at: at?,
            when,
            every: every.map(|every| (every, most.unwrap_or(u16::MAX))),
            at_most,
            acts,
            reminder: line.acts.only_words(),
            cites,
        })
    }

    fn moment(&mut self, at: &AtCard) -> Option<At> {
        Some(match at {
            AtCard::After(after) => At::After(self.time(after)?),
            AtCard::Before(before) => At::Before(self.limit(before)?),
            AtCard::At(percent) => At::Percent(percent.value),
            AtCard::Over(over) => At::Over(self.limit(over)?),
            AtCard::Due => At::Due,
        })
    }
}

fn plain(at: At, acts: guicheng_core::ActsId) -> Threshold {
    Threshold { at, when: None, every: None, at_most: None, acts, reminder: false, cites: Box::default() }
}
