//! Norms that are not transitions: rules, holds, `on` cards; and where a thing comes from.

use super::{CardRef, CheckItem, Fill, RoleSource, Who};
use crate::{ActsId, ClauseId, ClockId, ExprId, LineId, Mark, RoleId, TextId};
use alloc::boxed::Box;

/// A clause and the basis on which it counts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Cite {
    /// The clause; none where only a basis is given.
    pub clause: Option<ClauseId>,
    /// The basis.
    pub basis: Basis,
}

/// On what basis a step, limit or rule stands.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Basis {
    /// The manual's own text.
    Manual,
    /// A manual of the same family.
    Family,
    /// Law.
    Law,
    /// A contract or covenant.
    Contract,
    /// House policy.
    House,
}

/// While what is open something applies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// The whole open case.
    Open,
    /// After the end.
    Closed,
    /// One of these cards is open.
    Cards(Box<[CardRef]>),
}

/// A rule.
#[derive(Clone, Debug)]
pub struct Rule {
    /// While this is open `must` holds, or `never` bars people.
    pub during: Option<Box<[CardRef]>>,
    /// Acts refused until `must` holds: completing these cards, doing these acts.
    pub before: Box<[CardRef]>,
    /// Closing the case is refused until `must` holds.
    pub before_closing: bool,
    /// Applies only if.
    pub when: Option<ExprId>,
    /// What must be true.
    pub must: Option<ExprId>,
    /// People barred.
    pub never: Box<[RoleSource]>,
    /// Who takes over: the first role of these that is not barred.
    pub instead: Box<[RoleId]>,
    /// Suspends these cards while broken.
    pub hold: Option<CardRef>,
    /// What happens when it is broken.
    pub broken: Option<ActsId>,
    /// The words of the refusal.
    pub say: Option<TextId>,
    /// Clauses.
    pub cites: Box<[Cite]>,
}

/// A hold: the `during` cards stop.
#[derive(Clone, Debug)]
pub struct Hold {
    /// The cards that stop.
    pub during: Box<[CardRef]>,
    /// What sets it off.
    pub trigger: Trigger,
    /// Ends it; or `who` ends it by an act.
    pub until: Box<[Mark]>,
    /// Its limits (clocks owned by the hold).
    pub late: Box<[ClockId]>,
    /// Begun beside while it lasts.
    pub also: Option<CardRef>,
    /// Clauses.
    pub cites: Box<[Cite]>,
}

/// An `on` card.
#[derive(Clone, Debug)]
pub struct Reaction {
    /// While what is open.
    pub during: Place,
    /// What sets it off.
    pub trigger: Trigger,
    /// What happens.
    pub acts: ActsId,
    /// Clauses.
    pub cites: Box<[Cite]>,
}

/// What sets off a hold or an `on` card, and on what terms.
#[derive(Clone, Debug, Default)]
pub struct Trigger {
    /// A person's act.
    pub who: Option<Who>,
    /// A happening.
    pub upon: Box<[Mark]>,
    /// A condition turning true.
    pub becomes: Option<ExprId>,
    /// Only while that clock runs and is not past its due.
    pub within: Option<ClockId>,
    /// And only if.
    pub when: Option<ExprId>,
    /// How often a case may do it.
    pub at_most: Option<(LineId, u16)>,
    /// Fields asked with the act.
    pub fills: Box<[Fill]>,
    /// Attested items.
    pub check: Box<[CheckItem]>,
    /// A reason is asked.
    pub why: bool,
}
