//! Critical sections: of the steps and routes in one `one_at_a_time`, one is under way at a time. A step is under way from
//! its start until it is done or given back, a route from its first card until its last: a second route waits outside.

use super::{draft::Draft, kernel::Waiting};
use crate::{Activation, EventKind, Node, Procedure, SectionId, Visit, What, Work, WorkId, WorkState};

/// The section of a route that a node enters.
fn of_node(d: &Draft<'_>, node: &Node) -> Option<SectionId> {
    match node.work {
        Work::Scope(scope) => d.p.section_of(scope),
        Work::Nothing | Work::Step(_) | Work::Act(_) | Work::End | Work::Stop => None,
    }
}

/// Whether a node enters a route whose section is taken: its token waits outside.
pub(crate) fn closed(d: &Draft<'_>, node: &Node, of: Activation) -> bool {
    !d.p.section_routes.is_empty() && of_node(d, node).is_some_and(|section| is_busy(d, section, of, None))
}

/// Whether a section is taken, for whoever stands in an activation (what lies around it does not count) or has this work.
pub(crate) fn is_busy(d: &Draft<'_>, section: SectionId, of: Activation, besides: Option<WorkId>) -> bool {
    let case = d.case();
    let started = case.work.iter().any(|w| {
        let here = matches!(w.what, What::Step(step) if d.p.steps.at(step).section == Some(section));
        here && Some(w.id) != besides && w.state == WorkState::Started
    });
    if started || d.p.section_routes.is_empty() {
        return started;
    }
    let around = |visit: &Visit| case.frames.iter().any(|f| f.visit == Some(visit.id) && case.is_inside(of, f.id));
    let entered = |visit: &Visit| {
        let node = d.p.graph.nodes.get(visit.node);
        node.and_then(|node| of_node(d, node)) == Some(section) && !around(visit)
    };
    let beside =
        |f: &crate::Frame| f.visit.is_none() && d.p.section_of(f.scope) == Some(section) && !case.is_inside(of, f.id);
    case.visits.iter().any(entered) || case.frames.iter().any(beside)
}

/// Looks at every waiting token again where something ends that may have taken a section.
pub(crate) fn wake(p: &Procedure, waiting: &mut Waiting, event: &EventKind) {
    if p.section_routes.is_empty() {
        return;
    }
    let frees = matches!(
        event,
        EventKind::NodeLeft { .. }
            | EventKind::FrameClosed { .. }
            | EventKind::Withdrawn(_)
            | EventKind::WorkDone(_)
            | EventKind::WorkSkipped { .. }
            | EventKind::WorkEnded { .. }
            | EventKind::WorkReleased { .. }
    );
    if frees {
        waiting.asleep = 0;
    }
}
