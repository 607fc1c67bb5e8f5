//! The observable state of a case: a canonical JSON document by names, and its digest.
//!
//! One object; what is nothing (none, false, an empty list) is left out. Its keys, in order: `absorbed`, `broken` (rules
//! with the activation), `clocks`, `closed_at`, `done` (who did what in the latest round), `escalated`, `fields` (value
//! and the record that filled it), `found`, `frames`, `holds`, `lines`, `mailbox`, `marks`, `merged_into`, `named`,
//! `next_id`, `notices`, `now`, `opened_at`, `parent`, `people`, `per` (values per item), `pins`, `reopened`, `seq`,
//! `status`, `tokens`, `true_now`, `unconfirmed`, `v` (1), `visits`, `work`, `written`. Lists keep the order in which
//! things came. `docs/records.md` describes each; the digest of a record is over exactly these bytes.

use crate::{
    DecodeError, Lexicon,
    canonical::{Writer, parse},
    digest::sha256,
    part::{Context, case_of, put_state},
};
use alloc::string::String;
use guicheng_core::{Case, Digest};

/// The observable state of a case.
pub fn state_json(lexicon: &Lexicon, case: &Case) -> String {
    let mut out = Writer::with_capacity(4_096);
    write_state(lexicon, case, &mut out);
    out.finish()
}

pub(crate) fn write_state(lexicon: &Lexicon, case: &Case, out: &mut Writer) {
    out.open();
    put_state(case, out, &Context { lexicon, people: &case.people });
    out.close();
}

/// The SHA-256 of the observable state.
pub fn state_digest(lexicon: &Lexicon, case: &Case) -> Digest {
    let mut out = Writer::with_capacity(4_096);
    write_state(lexicon, case, &mut out);
    sha256(out.as_bytes())
}

/// The case whose observable state this is.
///
/// # Errors
/// Where the text is no observable state of a case of this procedure.
pub fn case_of_state(lexicon: &Lexicon, text: &str) -> Result<Case, DecodeError> {
    case_of(&parse(text)?, lexicon)
}
