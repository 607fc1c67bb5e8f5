//! Where a card of a file stands: for findings about a procedure that is compiled already.

use crate::{
    diagnostic::Span,
    doc::{self, Cx},
    model::{Common, File, Name},
    source::Source,
};
use alloc::vec::Vec;

/// Where the card of a node is named; for a gate that was made (`work#1`) the card that it was made for; failing both
/// the procedure's own id.
pub fn place_of(source: &Source, node: &str) -> Span {
    let mut cx = Cx::default();
    let Some(table) = doc::parse(source, &mut cx.findings) else { return Span::default() };
    let file = File::read(&mut cx, source.id, &table);
    let made_for = node.split('#').next().unwrap_or(node);
    let named = |name: &&Name| &*name.value == node || &*name.value == made_for;
    names(&file).into_iter().find(named).map_or(file.head.id.span, |name| name.span)
}

/// Names of cards, then those that only flows name.
fn names(file: &File) -> Vec<&Name> {
    let mut commons: Vec<&Common> = Vec::new();
    commons.extend(file.gates.iter().map(|card| &card.common));
    commons.extend(file.steps.iter().map(|card| &card.common));
    commons.extend(file.waits.iter().map(|card| &card.common));
    commons.extend(file.calls.iter().map(|card| &card.common));
    commons.extend(file.lookups.iter().map(|card| &card.common));
    commons.extend(file.routes.iter().map(|card| &card.common));
    commons.extend(file.choices.iter().map(|card| &card.common));
    let bare = file.graph.iter().flat_map(|graph| graph.flows.iter().flat_map(|(_, from, to)| [from, to]));
    commons.into_iter().map(|common| &common.name).chain(bare).collect()
}
