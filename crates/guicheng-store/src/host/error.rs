//! Why a host does not do what it was asked to.

use super::Linked;
use crate::{Receipt, StoreError, Timestamp};
use guicheng_core::{
    Rejection,
    org::{Permission, Right},
};
use std::sync::Arc;

/// Why a host does not do what it was asked to.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum HostError {
    /// The procedure refuses; what was due anyway has fired.
    #[error("refused: {}", rejection.code)]
    Rejected {
        /// Why, and what is allowed now.
        rejection: Box<Rejection>,
        /// The procedure, whose names the refusal uses.
        linked: Arc<Linked>,
    },
    /// The key was used for another command.
    #[error("the key was used for another command")]
    KeyReused(Receipt),
    /// There is no such case.
    #[error("there is no case `{0}`")]
    NoCase(Box<str>),
    /// There is no such procedure, or none in force.
    #[error("there is no version {version:?} of the procedure `{procedure}`")]
    NoProcedure {
        /// The procedure.
        procedure: Box<str>,
        /// The version asked for; none: the one in force.
        version: Option<u32>,
    },
    /// The version cannot be loaded, or is not the one that the case is pinned to.
    #[error("version {version} of the procedure `{procedure}` cannot be loaded: {why}")]
    NotLoaded {
        /// The procedure.
        procedure: Box<str>,
        /// The version.
        version: u32,
        /// Why.
        why: Box<str>,
    },
    /// The clock has jumped ahead by more than a day: confirm it first.
    #[error("the clock has jumped ahead by more than a day")]
    Jump {
        /// The latest instant known.
        last: Timestamp,
        /// The instant given.
        now: Timestamp,
    },
    /// Others change the case faster than this host can decide.
    #[error("the case `{0}` changes too fast")]
    Contended(Box<str>),
    /// What is stored of the case makes no sense.
    #[error("what is stored of the case `{case}` makes no sense: {why}")]
    Damaged {
        /// The case.
        case: Box<str>,
        /// Why.
        why: Box<str>,
    },
    /// A look-up asks what this host cannot tell.
    #[error("the look-up's condition `{0}` cannot be told here")]
    NoFilter(Box<str>),
    /// No rostered duty of this name passes by signature.
    #[error("`{0}` is no duty that passes by signature")]
    NoDuty(Box<str>),
    /// The organisation knows no such person.
    #[error("the organisation knows no person `{0}`")]
    NoPerson(Box<str>),
    /// The organisation permits it to others only.
    #[error("`{}` of `{procedure}` is permitted to others only", right.word())]
    NotPermitted {
        /// What.
        right: Right,
        /// For which procedure.
        procedure: Box<str>,
        /// The permissions that give it.
        of: Vec<Permission>,
    },
    /// A reason is wanted.
    #[error("a reason is wanted")]
    NoReason,
    /// The case finds no place in the version that it should move to.
    #[error("the case `{case}` cannot move: {} things find no place", unplaced.len())]
    Unplaced {
        /// The case.
        case: Box<str>,
        /// What, and why.
        unplaced: guicheng_core::Obstacles,
    },
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}
