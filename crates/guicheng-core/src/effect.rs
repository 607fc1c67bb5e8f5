//! Effects: requests to the host, as data. The engine itself dials nobody.

use crate::{FieldId, NoticeId, PersonIx, RegisterId, Seq, Status, StepId, Value, WorkId};
use alloc::{boxed::Box, vec::Vec};

/// A request to the host. Its id is made of the case, the record and its index there, so that a repeat is recognised.
#[derive(Clone, Debug, PartialEq)]
pub struct Effect {
    /// The record it comes from.
    pub seq: Seq,
    /// Its index among the effects of that record.
    pub index: u8,
    /// What is asked.
    pub kind: EffectKind,
}

/// What is asked of the host.
#[derive(Clone, Debug, PartialEq)]
pub enum EffectKind {
    /// Deliver a notice.
    Notify {
        /// Which.
        notice: NoticeId,
        /// Its number in the case.
        number: u32,
        /// To whom; empty where it goes to an address in a field.
        to: Vec<PersonIx>,
        /// The address field.
        address: Option<FieldId>,
    },
    /// Tell people that they are urged, or that it was handed up to them.
    Alert {
        /// To whom.
        to: Vec<PersonIx>,
        /// Handed up, not only urged.
        escalated: bool,
    },
    /// Tell people that work waits for them.
    Offer {
        /// Which work.
        work: WorkId,
        /// To whom.
        to: Vec<PersonIx>,
    },
    /// Open a child case.
    OpenChild {
        /// For this work.
        work: WorkId,
        /// The card.
        step: StepId,
        /// The child's id.
        child: Box<str>,
        /// The version to open.
        version: u32,
        /// What it is given.
        give: Vec<(Box<str>, Value)>,
    },
    /// Withdraw a child case.
    WithdrawChild {
        /// The child's id.
        child: Box<str>,
    },
    /// Tell the calling case how this one ended.
    TellParent {
        /// The calling case.
        parent: Box<str>,
        /// Its work.
        work: WorkId,
        /// How.
        status: Status,
    },
    /// Tell another case that this one was merged into it (or taken out again).
    TellMerged {
        /// The other case.
        into: Box<str>,
        /// Taken out again.
        undone: bool,
    },
    /// Answer a look-up by [`crate::Act::Answered`].
    LookUp {
        /// For this work.
        work: WorkId,
        /// The card.
        step: StepId,
    },
    /// Write a register row.
    WriteRegister {
        /// Which register.
        register: RegisterId,
    },
    /// A duty passed.
    PassDuty {
        /// The duty.
        duty: Box<str>,
        /// Who had it.
        from: PersonIx,
        /// Who has it now.
        to: PersonIx,
    },
}

/// The requests that freshly decided events make; `case` is the case after them, whose last record is the last event's.
/// Never call it for events read back from history.
pub fn effects(procedure: &crate::Procedure, case: &crate::Case, events: &[crate::Event]) -> Vec<Effect> {
    let _ = (procedure, case, events);
    Vec::new()
}
