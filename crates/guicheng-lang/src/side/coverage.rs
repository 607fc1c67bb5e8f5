//! The register of clauses against the procedures: what has a place, what has a reason to have none.

use super::{Clause, Clauses};
use crate::{
    diagnostic::Diagnostic,
    finding::NormFinding,
    places::{Places, lies_in},
};
use alloc::{boxed::Box, vec::Vec};

/// A clause of the register, with its places.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Covered<'r> {
    /// Its id.
    pub id: &'r str,
    /// The clause.
    pub clause: &'r Clause,
    /// Every card that cites it, or a parent of it with `all = true`; in the order of the procedures given.
    pub places: Vec<Spot>,
}

/// A card of a procedure.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Spot {
    /// The procedure's id.
    pub procedure: Box<str>,
    /// The card, as `step.take`.
    pub card: Box<str>,
}

/// Each clause of a register with its places in these procedures (ids and what they cite), in the order of the ids.
pub fn coverage<'r>(register: &'r Clauses, procedures: &[(&str, &Places)]) -> Vec<Covered<'r>> {
    let of = |(id, clause): (&'r str, &'r Clause)| {
        let mut places: Vec<Spot> = Vec::new();
        for (procedure, cites) in procedures {
            let here = cites.cited.iter().filter(|c| &*c.clause == id || (c.all && lies_in(id, &c.clause)));
            for cited in here {
                let spot = Spot { procedure: (*procedure).into(), card: cited.card.clone() };
                if !places.contains(&spot) {
                    places.push(spot);
                }
            }
        }
        Covered { id, clause, places }
    };
    register.clauses.iter().map(|(id, clause)| (&**id, clause)).map(of).collect()
}

impl Covered<'_> {
    /// What is wrong with it, at its place in the register: neither a place nor a reason, or both.
    pub fn finding(&self) -> Option<Diagnostic> {
        let found = match (self.places.first(), &self.clause.not_here) {
            (None, None) => NormFinding::ClauseNowhere { clause: self.id.into() },
            (Some(spot), Some(_)) => NormFinding::ReasonAndPlace {
                clause: self.id.into(),
                procedure: spot.procedure.clone(),
                card: spot.card.clone(),
            },
            (Some(_), None) | (None, Some(_)) => return None,
        };
        Some(Diagnostic::new(found, self.clause.span))
    }
}
