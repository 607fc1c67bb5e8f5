//! Conditions that are always or never true, and lines of a choice that are never reached.

use super::cases::{Cases, chosen};
use crate::{
    diagnostic::Diagnostic,
    doc::Cx,
    finding::{DataFinding, Finding, GraphFinding},
    model::{File, GoLine, Name, Ways},
};
use alloc::vec::Vec;
use guicheng_core::{ExprId, Procedure, expr::Op};

pub(super) fn guards(cx: &mut Cx, file: &File, p: &Procedure) {
    let ways = file.choices.iter().map(|card| &card.ways).chain(file.gates.iter().map(|card| &card.ways));
    for ways in ways {
        match ways {
            Ways::First(lines) => {
                alone(cx, p, lines);
                shadowed(cx, p, lines);
            }
            Ways::All(lines) => alone(cx, p, lines),
            Ways::By(..) | Ways::Race(_) | Ways::Open => {}
        }
    }
    for condition in conditions(file) {
        constant(cx, p, condition);
    }
}

/// Says of choices and tables that leave something out which case that is.
pub(crate) fn gaps(cx: &mut Cx, file: &File, p: &Procedure) {
    no_line(cx, file, p);
    let ways = file.choices.iter().map(|card| &card.ways).chain(file.gates.iter().map(|card| &card.ways));
    let by = ways.filter_map(|ways| if let Ways::By(by, _) = ways { Some(by) } else { None });
    let by: Vec<&Name> = by.chain(file.tables.iter().filter_map(|table| table.by.as_ref())).collect();
    for found in &mut cx.findings {
        let (Finding::Graph(GraphFinding::NoWay { option, case }) | Finding::Data(DataFinding::NoRow { option, case })) =
            &mut found.finding
        else {
            continue;
        };
        let field = by.iter().find(|by| by.span == found.primary);
        *case = field.and_then(|field| chosen(p, &field.value, option));
    }
}

/// Says of choices without `otherwise` in which case no line is true.
fn no_line(cx: &mut Cx, file: &File, p: &Procedure) {
    let told = |cx: &Cx| {
        cx.findings.iter().any(|found| found.finding == Finding::from(GraphFinding::NoOtherwise { case: None }))
    };
    if !told(cx) {
        return;
    }
    let ways = file.choices.iter().map(|card| &card.ways).chain(file.gates.iter().map(|card| &card.ways));
    for ways in ways {
        let (Ways::First(lines) | Ways::All(lines)) = ways else { continue };
        let guards: Option<Vec<ExprId>> = lines.iter().map(|line| guard(p, line).map(|(id, _)| id)).collect();
        let (Some(guards), Some(last)) = (guards, lines.last()) else { continue };
        let none = |is: &[bool]| is.iter().all(|is| !is);
        let Some(cases) = Cases::of(p, &guards) else { continue };
        let Some(case) = cases.one_where(&guards, none).map(|one| cases.told(&one)) else { continue };
        let here = |found: &&mut Diagnostic| {
            found.primary == last.span && found.finding == Finding::from(GraphFinding::NoOtherwise { case: None })
        };
        if let Some(found) = cx.findings.iter_mut().find(here) {
            found.finding = GraphFinding::NoOtherwise { case: Some(case) }.into();
        }
    }
}

/// The compiled form of a condition as written.
fn compiled(p: &Procedure, text: &Name) -> Option<ExprId> {
    p.code.exprs.iter().find(|(_, expr)| expr.source == text.value).map(|(id, _)| id)
}

/// The guard of a line, unless it is `otherwise`.
fn guard<'l>(p: &Procedure, line: &'l GoLine) -> Option<(ExprId, &'l Name)> {
    let text = line.when.as_ref()?;
    Some((compiled(p, text)?, text))
}

/// Says of a condition that it is the same in every case, if it is.
fn constant(cx: &mut Cx, p: &Procedure, text: &Name) -> Option<()> {
    let id = compiled(p, text)?;
    let cases = Cases::of(p, &[id])?;
    // That a field may be left empty counts where the condition asks for it.
    let asks = p.code.exprs.get(id).is_some_and(|expr| expr.ops.contains(&Op::IsEmpty));
    let (mut ever, mut always) = (false, true);
    cases.each(&[id], |seen| {
        let is = seen.is.first() == Some(&true);
        ever |= is;
        always &= is || seen.empty && !asks;
    });
    if !ever {
        cx.found(GraphFinding::NeverTrue, text.span);
    } else if always {
        cx.found(GraphFinding::AlwaysTrue, text.span);
    }
    Some(())
}

fn alone(cx: &mut Cx, p: &Procedure, lines: &[GoLine]) {
    for (_, text) in lines.iter().filter_map(|line| guard(p, line)) {
        constant(cx, p, text);
    }
}

/// Lines that are true in some case, but never the first that is.
fn shadowed(cx: &mut Cx, p: &Procedure, lines: &[GoLine]) -> Option<()> {
    let all: Vec<(ExprId, &Name)> = lines.iter().filter_map(|line| guard(p, line)).collect();
    // Lines that read more than fields are left out: without them a line is reached more often, never less.
    let known: Vec<(ExprId, &Name)> = all.into_iter().filter(|(id, _)| Cases::of(p, &[*id]).is_some()).collect();
    let ids: Vec<ExprId> = known.iter().map(|(id, _)| *id).collect();
    let cases = Cases::of(p, &ids)?;
    let mut reached = alloc::vec![false; ids.len()];
    cases.each(&ids, |seen| {
        if let Some(first) = seen.is.iter().position(|is| *is).and_then(|at| reached.get_mut(at)) {
            *first = true;
        }
    });
    if !reached.contains(&false) {
        return Some(());
    }
    let ones = cases.one_each(&ids);
    for (((_, text), one), _) in known.iter().zip(&ones).zip(&reached).filter(|(_, reached)| !**reached) {
        let Some(one) = one else { continue };
        let found = Diagnostic::new(GraphFinding::Shadowed { case: cases.told(one) }, text.span);
        let before = one.first.and_then(|at| known.get(at));
        cx.findings.push(
            before.into_iter().fold(found, |found, (_, before)| {
                found.label(before.span, "这一行先成立", "this line is true before it")
            }),
        );
    }
    Some(())
}

/// Every condition of a file that is no line of a choice.
fn conditions(file: &File) -> Vec<&Name> {
    let mut all: Vec<&Name> = Vec::new();
    all.extend(file.fields.iter().filter_map(|card| card.when.as_ref()));
    all.extend(file.routes.iter().filter_map(|card| card.only_if.as_ref()));
    all.extend(file.steps.iter().flat_map(|card| card.only_if.iter().chain(&card.opens_when)));
    all.extend(file.rules.iter().flat_map(|card| card.must.iter().chain(&card.when)));
    all.extend(file.ons.iter().flat_map(|card| card.trigger.when.iter().chain(&card.trigger.becomes)));
    all.extend(file.holds.iter().flat_map(|card| card.trigger.when.iter().chain(&card.trigger.becomes)));
    all.extend(file.clocks.iter().flat_map(|card| card.late.iter().filter_map(|line| line.when.as_ref())));
    all.extend(file.steps.iter().flat_map(|card| card.late.iter().filter_map(|line| line.when.as_ref())));
    all
}
