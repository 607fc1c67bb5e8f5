//! What can be seen once a procedure has come out of its file: guards by trying every case, people by looking through
//! the rosters, clocks by the calendars they count in.
//!
//! Everything here is a warning: the procedure runs, but hardly as its author means.

mod cases;
mod clocks;
mod figures;
mod guards;
mod known;
mod people;
mod permission;
mod reads;
mod staff;
mod twice;
mod uses;

pub(crate) use guards::gaps;

use crate::{doc::Cx, lower::Library, model::File};
use guicheng_core::Procedure;

/// Looks a procedure over.
pub(crate) fn survey(cx: &mut Cx, file: &File, p: &Procedure, library: &Library) {
    guards::guards(cx, file, p);
    reads::reads(cx, file, p);
    twice::twice(cx, file, p);
    uses::uses(cx, file, p);
    clocks::clocks(cx, file, p, library);
    if let Some(clauses) = &library.clauses {
        figures::figures(cx, file, clauses);
    }
    if let Some(org) = &library.org {
        people::people(cx, file, org);
        permission::permission(cx, file, org);
    }
}
