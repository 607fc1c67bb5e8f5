//! Figures that are presented as the manual's, though its clause names none.

use crate::{
    doc::Cx,
    finding::NormFinding,
    model::{AtCard, CiteCard, File, Name, StepCard, ThresholdCard},
    side::Clauses,
};
use alloc::collections::BTreeSet;
use guicheng_core::Basis;

/// Numerals, and words for a time that is one without a numeral.
const NUMERALS: &str = "零一二三四五六七八九十百千两半每当次同即";

pub(super) fn figures(cx: &mut Cx, file: &File, clauses: &Clauses) {
    for step in &file.steps {
        figures_of(cx, step, clauses);
    }
    for card in &file.clocks {
        if let Some(limit) = &card.limit {
            figure(cx, limit, &[&card.common.cite], clauses);
        }
        for line in &card.late {
            threshold(cx, line, &card.common.cite, clauses);
        }
    }
}

fn figures_of(cx: &mut Cx, step: &StepCard, clauses: &Clauses) {
    for line in &step.late {
        threshold(cx, line, &step.common.cite, clauses);
    }
    if let Some((ack, within)) = step.ack.as_ref().and_then(|ack| Some((ack, ack.within.as_ref()?))) {
        figure(cx, within, &[&ack.cite, &step.common.cite], clauses);
    }
}

fn threshold(cx: &mut Cx, line: &ThresholdCard, card: &CiteCard, clauses: &Clauses) {
    match &line.at {
        AtCard::After(time) | AtCard::Before(time) | AtCard::Over(time) => {
            figure(cx, time, &[&line.cite, card], clauses);
        }
        AtCard::At(_) | AtCard::Due => {}
    }
}

/// A time with where it comes from, the nearest first.
fn figure(cx: &mut Cx, time: &Name, nearest_first: &[&CiteCard], clauses: &Clauses) {
    let said = |cite: &&&CiteCard| !cite.clause.is_empty() || cite.basis.is_some();
    let Some(cite) = nearest_first.iter().find(said) else { return };
    let manual = cite.basis.as_ref().is_none_or(|basis| basis.value == Basis::Manual);
    let written = time.value.chars().any(|c| c.is_ascii_digit());
    if !manual || !written || cite.clause.is_empty() {
        return;
    }
    let texts: BTreeSet<&str> =
        cite.clause.iter().filter_map(|id| clauses.clauses.get(&id.value)).map(|clause| &*clause.label.title).collect();
    let names_one = |text: &&str| text.chars().any(|c| c.is_ascii_digit() || NUMERALS.contains(c));
    if let (false, Some(clause)) = (texts.is_empty() || texts.iter().any(names_one), cite.clause.first()) {
        cx.found(NormFinding::NotOfTheManual { clause: clause.value.clone() }, time.span);
    }
}
