//! What if: the commands of a past case, decided again under another version, beside the same under its own.
//!
//! Both runs are woken at every instant at which something is due, so that what differs comes from the versions, not from
//! when a host happened to look. Answers that stand in the history are used first; who holds a role that nobody asked for
//! then, the caller says. A case that moved moves again where it runs as it was, and is on the other version from the start
//! where it runs under that; what the other version says that it renamed (`from.N`) counts as the same. Nothing is written
//! anywhere.

mod compare;
mod renames;
mod rerun;

pub use compare::{Change, Clock, Outcome, Run, Shift};
pub use rerun::{Ask, Stuck, StuckWhy};

use crate::{Replay, ReplayError, Version};
use alloc::{boxed::Box, vec::Vec};
use guicheng_core::{About, Act, Pointer, Seq, Timestamp};
use renames::Renames;
use rerun::{Own, Past, Target, rerun};

/// What became of a past case under another version.
#[derive(Clone, Debug, PartialEq)]
pub enum WhatIf {
    /// The same, at the same times.
    Same(Box<Outcome>),
    /// The same work was done, but clocks run otherwise.
    Timing(Box<Outcome>),
    /// Every command is accepted, but something else is done or left out.
    Course(Box<Outcome>),
    /// A command is refused, or something is missing: where.
    NotReplayable(Box<Stuck>),
}

/// Decides a past case again under `new`. `old` are the versions that the case was on, and `lines` its records.
///
/// # Errors
/// At the first line that is not the next record of the case.
pub fn what_if(old: &[Version<'_>], new: &Version<'_>, lines: &[&str], ask: &Ask<'_>) -> Result<WhatIf, ReplayError> {
    let (pasts, until) = pasts(old, lines)?;
    let renames = Renames::of(new, old);
    let before = match rerun(Own::As(old), &pasts, until, ask) {
        Ok(run) => run.renamed(&renames),
        Err(mut why) => {
            why.own = true;
            return Ok(WhatIf::NotReplayable(why));
        }
    };
    let lexicon = renames.understood(new.lexicon);
    let reading = Version { lexicon: &lexicon, ..new.clone() };
    let after = match rerun(Own::Under(&reading, &renames), &pasts, until, ask) {
        Ok(run) => run,
        Err(why) => return Ok(WhatIf::NotReplayable(why)),
    };
    if before.ended() && !after.ended() {
        let step = after.waits.first().cloned();
        let last = pasts.last().map_or(Seq(0), |past| past.seq);
        return Ok(WhatIf::NotReplayable(Box::new(Stuck { record: last, step, why: StuckWhy::Waits, own: false })));
    }
    let outcome = Box::new(compare::compare(&before, &after));
    Ok(match (outcome.left_out.is_empty() && outcome.added.is_empty(), outcome.shifts.is_empty()) {
        (true, true) => WhatIf::Same(outcome),
        (true, false) => WhatIf::Timing(outcome),
        (false, _) => WhatIf::Course(outcome),
    })
}

/// The commands of a history, but for ticks, and the instant of its last record.
fn pasts<'l>(old: &[Version<'_>], lines: &[&'l str]) -> Result<(Vec<Past<'l>>, Timestamp), ReplayError> {
    let nothing = crate::Lexicon::default();
    let mut replay = Replay::across(old, &nothing);
    let mut pasts = Vec::new();
    for line in lines {
        let before = replay.case().clone();
        let decoded = replay.read(line)?;
        let Some((mut command, _)) = decoded.accepted else { continue };
        if matches!(command.act, Act::Tick | Act::PeopleChanged) {
            continue;
        }
        let Some(version) = old.get(replay.at()) else { continue };
        let target = command.act.about_mut().and_then(|about| match about {
            About::Pointer(Pointer::Work(id)) | About::Work(id) => Target::of(version, &before, *id),
            About::Pointer(Pointer::Step(step, item)) => Some(Target::named(version, *step, *item)),
            About::Pointer(Pointer::Gate(node)) => Some(Target::gate(version, *node)),
        });
        let migrates = matches!(command.act, Act::Migrate(..));
        pasts.push(Past { seq: decoded.seq, line, target, migrates, at: replay.at() });
    }
    Ok((pasts, replay.case().now))
}
