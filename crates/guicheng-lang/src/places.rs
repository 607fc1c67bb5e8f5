//! Where a procedure file cites which clause: one half of the two-way coverage of a register of clauses.

use crate::model::{CiteCard, File, Name};
use alloc::{boxed::Box, format, vec::Vec};
use guicheng_core::Basis;

/// What a file cites, and what in it cites nothing.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Places {
    /// Every clause cited, in the order of the kinds of cards.
    pub cited: Vec<Cited>,
    /// Steps, clocks, rules and the like, and limits, that stand on no clause.
    pub uncited: Vec<Uncited>,
}

/// A clause cited by a card.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Cited {
    /// The clause's id.
    pub clause: Box<str>,
    /// Every clause below it is meant too.
    pub all: bool,
    /// The card, as `step.take`.
    pub card: Box<str>,
}

/// A card, or a limit of it, without a clause.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Uncited {
    /// The card, as `step.take`; a limit with a ground of its own as `step.take.late`.
    pub card: Box<str>,
    /// The ground that it gives instead; none: it gives none.
    pub basis: Option<Basis>,
}

impl Places {
    pub(crate) fn of(file: &File) -> Self {
        let mut places = Self::default();
        for (at, cite) in every_cite(file) {
            let card: Box<str> = match at.part {
                "" => format!("{}.{}", at.kind, at.name.value).into(),
                part => format!("{}.{}.{part}", at.kind, at.name.value).into(),
            };
            places.cited.extend(cite.clause.iter().map(|clause| Cited {
                clause: clause.value.clone(),
                all: cite.whole.contains(&clause.value),
                card: card.clone(),
            }));
            let basis = cite.basis.map(|basis| basis.value);
            let asked = if at.acts() { true } else { at.limits() && basis.is_some() };
            let uncited = Uncited { card, basis };
            // Lines of one part stand together: only those need a look.
            let mut same = places.uncited.iter().rev().take_while(|known| known.card == uncited.card);
            if asked && cite.clause.is_empty() && !same.any(|known| *known == uncited) {
                places.uncited.push(uncited);
            }
        }
        places
    }
}

/// What says where it comes from.
#[derive(Clone, Copy, Debug)]
pub(crate) struct At<'f> {
    /// The kind of its card, as the table is called.
    kind: &'static str,
    /// The card.
    name: &'f Name,
    /// The part of the card; empty: the card itself.
    part: &'static str,
}

impl At<'_> {
    /// Whether it is a card by which something happens.
    fn acts(self) -> bool {
        let kinds = ["step", "wait", "call", "lookup", "clock", "on", "hold", "rule"];
        self.part.is_empty() && kinds.contains(&self.kind)
    }

    /// Whether it sets limits: what says nothing itself stands on the ground of its card.
    fn limits(self) -> bool {
        !self.part.is_empty() || self.kind == "table"
    }
}

/// Every place that says where something comes from.
pub(crate) fn every_cite(file: &File) -> Vec<(At<'_>, &CiteCard)> {
    let mut all: Vec<(At<'_>, &CiteCard)> = Vec::new();
    macro_rules! common {
        ($($kind:literal $list:ident),*) => { $(all.extend(file.$list.iter().map(|card| {
            (At { kind: $kind, name: &card.common.name, part: "" }, &card.common.cite)
        }));)* };
    }
    common!(
        "opens" opens, "events" events, "fields" fields, "roles" roles, "table" tables, "route" routes,
        "choice" choices, "gate" gates, "step" steps, "wait" waits, "call" calls, "lookup" lookups, "clock" clocks,
        "on" ons, "hold" holds, "rule" rules, "register" registers, "notice" notices
    );
    for table in &file.tables {
        let cells = table.rows.iter().flat_map(|row| &row.cells).filter_map(|cell| cell.cite.as_ref());
        all.extend(cells.map(|cite| (At { kind: "table", name: &table.common.name, part: "rows" }, cite)));
    }
    macro_rules! late {
        ($($kind:literal $list:ident),*) => { $(for card in &file.$list {
            let at = At { kind: $kind, name: &card.common.name, part: "late" };
            all.extend(card.late.iter().map(|line| (at, &line.cite)));
        })* };
    }
    late!("step" steps, "wait" waits, "call" calls, "lookup" lookups, "clock" clocks, "hold" holds);
    macro_rules! ack {
        ($($kind:literal $list:ident),*) => { $(for card in &file.$list {
            let at = At { kind: $kind, name: &card.common.name, part: "ack" };
            all.extend(card.ack.iter().map(|ack| (at, &ack.cite)));
        })* };
    }
    ack!("step" steps, "notice" notices);
    all
}

/// Whether a clause is this one or lies below it.
pub(crate) fn lies_in(clause: &str, parent: &str) -> bool {
    let Some(rest) = clause.strip_prefix(parent) else { return false };
    let (last, next) = (parent.chars().next_back(), rest.chars().next());
    match (last, next) {
        (_, None) => true,
        // A number, or a word, ends where it ends.
        (Some(last), Some(next)) => {
            last.is_alphanumeric() && !next.is_ascii_digit() && !(last.is_alphabetic() && next.is_alphabetic())
        }
        (None, Some(_)) => false,
    }
}
