//! Moving a case to another version: the plan, which says for everything that is open where it goes, and the reasons
//! why there is none. A plan is made beforehand from both versions and the case, and travels in a command.

mod names;
mod place;

use crate::{Case, ClockKey, Pins, Procedure, Status, Timestamp};
use alloc::{boxed::Box, vec::Vec};

/// A version as a case is linked to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Linkage {
    /// The version; 0 is a draft.
    pub version: u32,
    /// The digests of definition, calendars and zone.
    pub pins: Pins,
}

/// What becomes of everything that is open in a case, in names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// The version that the case is on.
    pub from: Linkage,
    /// The version that it moves to.
    pub to: Linkage,
    /// Everything open, and whatever is kept under another name or lost.
    pub places: Vec<Placement>,
    /// Every clock that runs or stands still, and those that begin.
    pub clocks: Vec<ClockPlan>,
}

/// Where one thing goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placement {
    /// What kind of thing.
    pub kind: Thing,
    /// Its name in the old version.
    pub old: Box<str>,
    /// Its name in the new one; none: it is lost (the history still has it).
    pub new: Option<Box<str>>,
    /// The case is put at another card: what was open at the old one is withdrawn.
    pub put: bool,
}

/// A kind of thing that a case has.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Thing {
    /// An open card or gate.
    Card,
    /// A run of a route.
    Route,
    /// A token that waits before a join.
    Flow,
    /// A hold in force.
    Hold,
    /// A role that work is for.
    Role,
    /// A field with a value.
    Field,
    /// Who did a card last, or was named for it, or what a look-up found.
    Step,
    /// A kept outside event.
    Event,
    /// How often a bounded line was taken.
    Line,
    /// A register that was written.
    Register,
    /// A notice that waits to be confirmed.
    Notice,
    /// A clock that was stopped.
    Clock,
}

/// What becomes of one clock.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClockPlan {
    /// Its name: in the new version, or in the old one where it ends.
    pub clock: Box<str>,
    /// What it belongs to.
    pub of: ClockKey,
    /// What becomes of its due.
    pub how: Due,
    /// The due under the old version.
    pub old: Option<Timestamp>,
    /// The due under the new one.
    pub new: Option<Timestamp>,
}

/// What becomes of a due.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Due {
    /// It stays.
    Keep,
    /// It is counted again from the clock's start, with its pauses, by the new version.
    Recount,
    /// The clock is new and begins.
    Begin,
    /// The clock ends: the new version has none of that name, or what it belonged to is put elsewhere.
    End,
}

/// A thing that finds no place in the new version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unplaced {
    /// What kind of thing.
    pub kind: Thing,
    /// Its name in the old version.
    pub name: Box<str>,
    /// Why.
    pub why: Obstacle,
}

/// Why a thing finds no place.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Obstacle {
    /// The case is not open.
    #[error("the case is not open")]
    Over,
    /// It is another procedure.
    #[error("this is another procedure")]
    OtherProcedure,
    /// The new version says that cases of the old one finish there.
    #[error("the new version lets cases of this version finish where they are")]
    Finishes,
    /// The new version has nothing of that name, nor a `rename` or `at` for it.
    #[error("the new version has nothing of this name: write `rename` or `at`")]
    Gone,
    /// It is of another kind there.
    #[error("in the new version this is of another kind: write `at`")]
    OtherKind,
    /// It stands in another route there.
    #[error("in the new version this stands in another route: write `at`")]
    Elsewhere,
    /// Nothing leads to the card that `at` names from where the case is.
    #[error("the card named by `at` cannot be reached from here")]
    NoWayIn,
    /// A value does not fit: another type, or an option that is gone.
    #[error("the value does not fit the field of the new version")]
    Value,
}

/// Why a case cannot move.
pub type Obstacles = Vec<Unplaced>;

/// A case in the ids of the new version, with what was found on the way.
pub(crate) struct Translated {
    /// The case. Clocks that are kept have it written on them.
    pub(crate) case: Case,
    /// Where things went.
    pub(crate) places: Vec<Placement>,
    /// Clocks that end.
    pub(crate) ended: Vec<ClockPlan>,
    /// Clocks of the new version that the old one did not have.
    pub(crate) new_clocks: Vec<crate::ClockId>,
    /// Fields of the new version that the old one did not have.
    pub(crate) new_fields: Vec<crate::FieldId>,
}

/// Puts a case into the ids of another version. `keep` says of which clocks (by their new name) the due stays.
pub(crate) fn translate(
    old: &Procedure,
    new: &Procedure,
    case: &Case,
    keep: &dyn Fn(&str) -> bool,
) -> Result<Translated, Obstacles> {
    let whole = |why| Err([Unplaced { kind: Thing::Card, name: old.id.clone(), why }].into());
    if old.id != new.id {
        return whole(Obstacle::OtherProcedure);
    }
    if case.status != Status::Open {
        return whole(Obstacle::Over);
    }
    let said = new.from.iter().find(|from| from.version == old.version && old.digest != new.digest);
    if said.is_some_and(|from| !from.moves) {
        return whole(Obstacle::Finishes);
    }
    place::translate(old, new, said, case, keep)
}
