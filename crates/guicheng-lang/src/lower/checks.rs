//! What can be seen once everything is lowered: cards that nothing uses, fields that nothing fills, clauses uncovered.

use super::{Low, net::Tree};
use crate::model::{CiteCard, File, Name};
use alloc::vec::Vec;

/// Looks the whole file over.
pub(super) fn checks<'f>(low: &mut Low<'f>, tree: &Tree<'f>) {
    let _ = (low, tree);
}

/// Every clause cited anywhere.
pub(super) fn cited(file: &File) -> Vec<&Name> {
    all_cites(file).into_iter().flat_map(|cite| &cite.clause).collect()
}

/// Every place that says where something comes from.
fn all_cites(file: &File) -> Vec<&CiteCard> {
    let mut all: Vec<&CiteCard> = Vec::new();
    macro_rules! common {
        ($($list:ident),*) => { $(all.extend(file.$list.iter().map(|card| &card.common.cite));)* };
    }
    common!(
        opens, events, fields, roles, tables, routes, choices, gates, steps, waits, calls, lookups, clocks, ons, holds,
        rules, registers, notices
    );
    let rows = file.tables.iter().flat_map(|table| &table.rows).flat_map(|row| &row.cells);
    all.extend(rows.filter_map(|cell| cell.cite.as_ref()));
    let late = super::clocks::late_cards(file).into_iter().flat_map(|(_, late)| late);
    all.extend(late.map(|line| &line.cite));
    all.extend(file.clocks.iter().flat_map(|card| &card.late).map(|line| &line.cite));
    all.extend(file.holds.iter().flat_map(|card| &card.late).map(|line| &line.cite));
    all.extend(file.steps.iter().filter_map(|card| card.ack.as_ref()).map(|ack| &ack.cite));
    all.extend(file.notices.iter().filter_map(|card| card.ack.as_ref()).map(|ack| &ack.cite));
    all
}
