//! Effects: requests to the host, as data. The engine itself dials nobody.

use crate::{
    Case, ClockKey, Event, EventKind, FieldId, NoticeId, NoticeTo, Opening, PersonIx, Procedure, RegisterId, Seq,
    Status, StepId, StepKind, Value, What, WorkId,
};
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
        /// Cases merged into this one: the address in the same field of each gets it too.
        absorbed: Vec<Box<str>>,
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
    /// Tell the calling case how this one ended (closed, broken off, merged away), if its work still waits for this very
    /// child: a call that was taken back is sent out afresh under another id.
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
    /// Show another code for the case in a host's own lists.
    HostStatus {
        /// The host, as in `[status.HOST]`.
        host: Box<str>,
        /// The code.
        code: Box<str>,
    },
}

/// The requests that freshly decided events make; `before` is the case before them and `case` after them, whose last
/// record is the last event's. Codes for hosts are compared before and after: what a code was in between is not told.
/// Never call it for events read back from history.
pub fn effects(procedure: &Procedure, before: &Case, case: &Case, events: &[Event]) -> Vec<Effect> {
    let first = case.seq.0.saturating_sub(u32::try_from(events.len()).unwrap_or(u32::MAX));
    let mut effects = Vec::new();
    for (n, event) in (1_u32..).zip(events) {
        let seq = Seq(first.saturating_add(n));
        let mut kinds = of_event(procedure, case, &event.kind);
        if let EventKind::Migrated(migration) = &event.kind {
            kinds.extend(put_elsewhere(before, &migration.case));
        }
        if seq == case.seq {
            kinds.extend(host_codes(procedure, before, case));
        }
        for (index, kind) in (0_u8..).zip(kinds) {
            effects.push(Effect { seq, index, kind });
        }
    }
    effects
}

/// Child cases of calls that a migration put at another card: nobody waits for them any more.
fn put_elsewhere<'c>(before: &'c Case, after: &'c Case) -> impl Iterator<Item = EffectKind> + use<'c> {
    let waits = |child: &str| after.work.iter().any(|w| w.child.as_deref() == Some(child));
    let called = before.work.iter().filter_map(|w| w.child.clone());
    called.filter(move |child| !waits(child)).map(|child| EffectKind::WithdrawChild { child })
}

fn host_codes(p: &Procedure, before: &Case, case: &Case) -> impl Iterator<Item = EffectKind> {
    p.hosts.iter().filter_map(|codes| {
        let code = case.host_code(codes)?;
        let other = before.host_code(codes) != Some(code);
        other.then(|| EffectKind::HostStatus { host: codes.host.clone(), code: code.into() })
    })
}

fn of_event(p: &Procedure, case: &Case, kind: &EventKind) -> Vec<EffectKind> {
    let one = |kind: EffectKind| alloc::vec![kind];
    match kind {
        EventKind::Noticed { number, notice, to, .. } => {
            let address = match p.notices.get(*notice).map(|n| &n.to) {
                Some(NoticeTo::Field(field)) => Some(*field),
                Some(NoticeTo::All(_) | NoticeTo::Any(_)) | None => None,
            };
            let absorbed = if address.is_some() { case.absorbed.clone() } else { Vec::new() };
            one(EffectKind::Notify { notice: *notice, number: *number, to: to.to_vec(), address, absorbed })
        }
        EventKind::Reminded { to, .. } => one(EffectKind::Alert { to: to.to_vec(), escalated: false }),
        EventKind::Escalated { to, .. } => one(EffectKind::Alert { to: to.to_vec(), escalated: true }),
        EventKind::Climbed { of: ClockKey::Work(work), to, .. } => {
            one(EffectKind::Offer { work: *work, to: to.to_vec() })
        }
        EventKind::Climbed { of: ClockKey::Notice(number), to, .. } => renotify(case, *number, to),
        EventKind::WorkOpened(opening) => opened(p, opening),
        EventKind::WorkTaken { work, by, .. } => one(EffectKind::Offer { work: *work, to: alloc::vec![*by] }),
        EventKind::Called { work, child, version, give } => {
            let (work, child, version) = (*work, child.clone(), *version);
            let open = |step| EffectKind::OpenChild { work, step, child, version, give: give.clone() };
            step_of(case, work).map(open).into_iter().collect()
        }
        EventKind::Withdrawn(withdrawal) => {
            let children = withdrawal.work.iter().filter_map(|(_, _, child)| child.clone());
            children.map(|child| EffectKind::WithdrawChild { child }).collect()
        }
        EventKind::CallWithdrawn { child, .. } => one(EffectKind::WithdrawChild { child: child.clone() }),
        EventKind::Closed { status, .. } => tell_parent(case, *status),
        EventKind::Merged { into } => {
            let mut effects = one(EffectKind::TellMerged { into: into.clone(), undone: false });
            effects.extend(tell_parent(case, Status::Merged));
            effects
        }
        EventKind::Unmerged { from } => one(EffectKind::TellMerged { into: from.clone(), undone: true }),
        EventKind::Registered(register) => one(EffectKind::WriteRegister { register: *register }),
        EventKind::DutyPassed { duty, from, to } => {
            one(EffectKind::PassDuty { duty: duty.clone(), from: *from, to: *to })
        }
        EventKind::WorkShown(work) => step_of(case, *work).map_or_else(Vec::new, |step| look_up(p, *work, step)),
        EventKind::Climbed { of: ClockKey::Case, .. } => Vec::new(),
        EventKind::Accepted { .. }
        | EventKind::PersonMet(..)
        | EventKind::Opened { .. }
        | EventKind::Reopened
        | EventKind::Migrated(_)
        | EventKind::Absorbed { .. }
        | EventKind::Corrected { .. }
        | EventKind::Erased { .. }
        | EventKind::Disclosed { .. }
        | EventKind::NodePassed(_)
        | EventKind::NodeEntered { .. }
        | EventKind::NodeLeft { .. }
        | EventKind::Entered { .. }
        | EventKind::JoinReset { .. }
        | EventKind::FrameOpened(_)
        | EventKind::FrameClosed { .. }
        | EventKind::Counted { .. }
        | EventKind::WorkReleased { .. }
        | EventKind::WorkStarted { .. }
        | EventKind::WorkHeld { .. }
        | EventKind::WorkDone(_)
        | EventKind::WorkSkipped { .. }
        | EventKind::WorkEnded { .. }
        | EventKind::Found { .. }
        | EventKind::Nobody { .. }
        | EventKind::Urged { .. }
        | EventKind::Named { .. }
        | EventKind::Filled { .. }
        | EventKind::Confirmed { .. }
        | EventKind::Advised { .. }
        | EventKind::LineTaken { .. }
        | EventKind::Signalled { .. }
        | EventKind::MailTaken { .. }
        | EventKind::HoldBegan { .. }
        | EventKind::HoldEnded { .. }
        | EventKind::RuleBroken { .. }
        | EventKind::RuleKept { .. }
        | EventKind::Watched { .. }
        | EventKind::Reacted { .. }
        | EventKind::Marked { .. }
        | EventKind::ClockStarted(_)
        | EventKind::ClockMoved(_)
        | EventKind::ClockPaused { .. }
        | EventKind::ClockStopped { .. }
        | EventKind::ClockFired(_)
        | EventKind::ClockEnded { .. } => Vec::new(),
    }
}

fn step_of(case: &Case, work: WorkId) -> Option<StepId> {
    match case.work_item(work)?.what {
        What::Step(step) => Some(step),
        What::Choose(_) | What::Round(_) => None,
    }
}

fn opened(p: &Procedure, opening: &Opening) -> Vec<EffectKind> {
    let to = if opening.only.is_empty() { &opening.how.found } else { &opening.only };
    match opening.what {
        _ if opening.hidden => Vec::new(),
        What::Step(step) => {
            let mut effects = look_up(p, opening.work, step);
            if !to.is_empty() {
                effects.push(EffectKind::Offer { work: opening.work, to: to.to_vec() });
            }
            effects
        }
        What::Choose(_) | What::Round(_) => alloc::vec![EffectKind::Offer { work: opening.work, to: to.to_vec() }],
    }
}

fn look_up(p: &Procedure, work: WorkId, step: StepId) -> Vec<EffectKind> {
    match p.steps.get(step).map(|s| &s.kind) {
        Some(StepKind::Lookup(_)) => alloc::vec![EffectKind::LookUp { work, step }],
        Some(StepKind::Task(_) | StepKind::Wait(_) | StepKind::Call(_)) | None => Vec::new(),
    }
}

fn renotify(case: &Case, number: u32, to: &[PersonIx]) -> Vec<EffectKind> {
    let waiting = case.unconfirmed.iter().find(|n| n.number == number);
    let send = |n: &crate::Unconfirmed| EffectKind::Notify {
        notice: n.notice,
        number,
        to: to.to_vec(),
        address: None,
        absorbed: Vec::new(),
    };
    waiting.map(send).into_iter().collect()
}

fn tell_parent(case: &Case, status: Status) -> Vec<EffectKind> {
    let tell =
        |(parent, work): &(Box<str>, WorkId)| EffectKind::TellParent { parent: parent.clone(), work: *work, status };
    case.parent.as_ref().map(tell).into_iter().collect()
}
