//! The compiled procedure: what a definition says, as dense tables.
//!
//! Made only by a loader (`guicheng-lang`) through [`crate::compile`]; nothing here is read from a live source later.

mod card;
mod clock;
mod field;
mod from;
mod graph;
mod host;
mod names;
mod norm;
mod people;
mod ready;

pub use card::{
    Action, Call, CallVersion, CheckItem, Fill, GoTo, Lookup, Notice, NoticeTo, Passes, Pick, Register, Signal, Slot,
    Step, StepKind, TableColumn, Task,
};
pub use clock::{Again, At, ClockDef, ClockOwner, Threshold, TimeRef};
pub use field::{Cell, Field, FieldKind, Keep, ValueTable};
pub use from::FromVersion;
pub use graph::{
    Branch, CardRef, Chooser, Count, Flow, Graph, Instances, Join, ListRef, Need, Node, Repeat, Rest, Scope, Split,
    Work,
};
pub use host::{HostCodes, Opens, OpensAt, OpensValue, Standing};
pub use names::{Label, Names};
pub use norm::{Basis, Cite, Hold, Place, Reaction, Rule, Trigger};
pub use people::{Role, RoleRef, RoleSource, Who};
pub(crate) use ready::Guard;
pub use ready::Ready;

use crate::{
    ActsId, Calendar, CalendarId, ClockId, FieldId, HoldId, Map, NoticeId, ReactionId, RegisterId, RoleId, RuleId,
    ScopeId, SectionId, SignalId, StepId, TableId, TextId, Zone, expr::Code,
};
use alloc::boxed::Box;

/// A SHA-256 digest.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct Digest(pub [u8; 32]);

/// One version of one procedure, compiled, with the calendars and zone that it is linked to.
#[derive(Clone, Debug, Default)]
pub struct Procedure {
    /// The name by which it is called.
    pub id: Box<str>,
    /// The version, from 1; 0 is a draft.
    pub version: u32,
    /// Digest of the definition's data as written (without translations and layout).
    pub digest: Digest,
    /// The kernel graph.
    pub graph: Graph,
    /// Cards that open work.
    pub steps: Map<StepId, Step>,
    /// Fields of the case.
    pub fields: Map<FieldId, Field>,
    /// Roles.
    pub roles: Map<RoleId, Role>,
    /// The role that owns the procedure: told when nobody else is there, decides at a loop's bound.
    pub owner: Option<RoleId>,
    /// Values by option.
    pub tables: Map<TableId, ValueTable>,
    /// Clocks.
    pub clocks: Map<ClockId, ClockDef>,
    /// Rules.
    pub rules: Map<RuleId, Rule>,
    /// Holds.
    pub holds: Map<HoldId, Hold>,
    /// `on` cards.
    pub reactions: Map<ReactionId, Reaction>,
    /// Outside events.
    pub signals: Map<SignalId, Signal>,
    /// Notices.
    pub notices: Map<NoticeId, Notice>,
    /// Registers.
    pub registers: Map<RegisterId, Register>,
    /// Lists of actions.
    pub acts: Map<ActsId, Box<[Action]>>,
    /// Guards, conditions and computed values.
    pub code: Code,
    /// Calendars that clocks count in.
    pub calendars: Map<CalendarId, Calendar>,
    /// The procedure's time zone.
    pub zone: Zone,
    /// How many bounded lines (`at_most`) there are.
    pub lines: u16,
    /// How many critical sections there are.
    pub sections: u16,
    /// Routes that are done one at a time with what else is in their section.
    pub section_routes: Box<[(ScopeId, SectionId)]>,
    /// Names and titles of everything.
    pub names: Names,
    /// Codes for hosts, in byte order of the hosts' names.
    pub hosts: Box<[HostCodes]>,
    /// Cases that the host opens by a roster or by the calendar, in the order of their names.
    pub opens: Box<[Opens]>,
    /// Texts shown to people (`say`), by id.
    pub texts: Map<TextId, Label>,
    /// What becomes of running cases of earlier versions.
    pub from: Box<[FromVersion]>,
    /// What was worked out of all this.
    pub ready: Ready,
}

impl Procedure {
    /// The card of a node: what it opens, or itself as a gate.
    pub fn card_of(&self, node: crate::NodeId) -> CardRef {
        match self.graph.nodes.get(node).map(|n| n.work) {
            Some(Work::Step(step)) => CardRef::Step(step),
            Some(Work::Scope(scope)) => CardRef::Scope(scope),
            Some(Work::Nothing | Work::Act(_) | Work::End | Work::Stop) | None => CardRef::Gate(node),
        }
    }

    /// The critical section that a route belongs to.
    pub fn section_of(&self, scope: ScopeId) -> Option<SectionId> {
        self.section_routes.iter().find(|(route, _)| *route == scope).map(|(_, section)| *section)
    }

    /// The ways out of a gate: the node that is chosen, and the card that stands there, or that is gone to from there.
    pub fn ways(&self, gate: crate::NodeId) -> impl Iterator<Item = (crate::NodeId, CardRef)> + '_ {
        let outs = self.graph.nodes.get(gate).map_or(&[][..], |node| &node.outs);
        let to = |flow: &crate::FlowId| self.graph.flows.get(*flow).map(|flow| flow.to);
        outs.iter().filter_map(to).map(move |node| {
            let it = self.graph.nodes.get(node);
            let Some(Work::Act(acts)) = it.map(|it| it.work) else { return (node, self.card_of(node)) };
            let jump = self.acts.get(acts).into_iter().flatten().find_map(|action| match action {
                Action::Go(GoTo::Card(card)) => Some(*card),
                _ => None,
            });
            let behind = || it.and_then(|it| it.outs.first()).and_then(to).map(|node| self.card_of(node));
            (node, jump.or_else(behind).unwrap_or(CardRef::Gate(node)))
        })
    }

    /// The task of a step, if it is one.
    pub fn task(&self, step: StepId) -> Option<&Task> {
        match &self.steps.get(step)?.kind {
            StepKind::Task(task) => Some(task),
            StepKind::Wait(_) | StepKind::Call(_) | StepKind::Lookup(_) => None,
        }
    }
}
