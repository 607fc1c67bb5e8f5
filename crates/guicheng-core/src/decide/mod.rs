//! Deciding: from a procedure, a case and a command to the events that follow.

mod actions;
mod acts;
mod clocks;
mod draft;
mod events;
mod fields;
mod happen;
mod kernel;
mod known;
mod life;
mod migrate;
mod norms;
mod notice;
mod people;
mod personal;
mod piece;
mod refuse;
mod scope;
mod section;
mod split;
#[cfg(test)]
mod tests;
mod visit;
mod work;

use crate::{Act, Case, Command, Event, EventKind, Procedure, Question, Refused, Rejection, Status, undo::Undo};
use alloc::{boxed::Box, vec::Vec};
use draft::{Draft, Outcome};
pub use fields::fits;
pub use migrate::{migrate, plan};

/// What a decision needs besides its inputs: the draft of the case and the buffers, kept between calls so that a steady
/// step allocates nothing.
#[derive(Clone, Debug, Default)]
pub struct Scratch {
    /// After [`Decision::Decided`] of [`decide`]: the case as it is once the events are applied. [`advance`] has no use for it.
    pub draft: Case,
    /// After [`Decision::Decided`]: the events. After a rejection: what was due anyway and stays (often nothing).
    pub events: Vec<Event>,
    /// How many of the events form the leading batch of what was due before the command (it opens with an
    /// [`EventKind::Accepted`] of its own, for a tick by the system); 0: there is no such batch.
    pub due: usize,
    /// After [`Decision::Ask`]: the questions to answer.
    pub questions: Vec<Question>,
    undo: Undo,
}

/// The outcome of [`decide`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Decision {
    /// The events stand in the scratch. None at all: a tick with nothing due, nothing is to be stored.
    Decided,
    /// Questions stand in the scratch: send the same command again with their answers. Nothing is to be stored.
    Ask,
}

/// Decides a command: first what was due before it, then the command itself. The case stays as it is; how it stands
/// afterwards is in the scratch, as its draft.
///
/// # Errors
/// A [`Rejection`]; it changes nothing but for what was already due, whose events are left in the scratch, with the case
/// after them as its draft.
pub fn decide(
    procedure: &Procedure,
    case: &Case,
    command: &Command,
    scratch: &mut Scratch,
) -> Result<Decision, Box<Rejection>> {
    let Scratch { draft, events, due, questions, undo } = scratch;
    draft.clone_from(case);
    undo.idle();
    let Decided { outcome, stays } = decided(&mut Draft::new(procedure, command, draft, events, questions, undo), due);
    if !questions.is_empty() {
        *due = 0;
        return Ok(Decision::Ask);
    }
    if outcome.is_err() {
        draft.clone_from(case);
        left_of(events, stays, draft);
    }
    outcome
}

/// Decides a command as [`decide`] does and carries the case along: afterwards it stands as [`Case::apply`] of the events
/// leaves it. Where something is asked, or the command is refused, the case is put back (but for what was already due):
/// nothing is copied that the command does not change, so this is the way to play a case in memory.
///
/// # Errors
/// A [`Rejection`]; it changes nothing but for what was already due, whose events are left in the scratch.
pub fn advance(
    procedure: &Procedure,
    case: &mut Case,
    command: &Command,
    scratch: &mut Scratch,
) -> Result<Decision, Box<Rejection>> {
    let Scratch { events, due, questions, undo, .. } = scratch;
    undo.begin(case);
    let Decided { outcome, stays } = decided(&mut Draft::new(procedure, command, case, events, questions, undo), due);
    if !questions.is_empty() {
        *due = 0;
        undo.put_back(case);
        return Ok(Decision::Ask);
    }
    if outcome.is_err() {
        undo.put_back(case);
        left_of(events, stays, case);
    }
    outcome
}

/// What became of a command, and how many of its first events stay whatever became of it.
struct Decided {
    outcome: Result<Decision, Box<Rejection>>,
    stays: usize,
}

fn decided(d: &mut Draft<'_>, due: &mut usize) -> Decided {
    let fired = if known::known(d.p, &d.command.act) { what_was_due(d) } else { Err(d.refuse(Refused::NotOpen)) };
    let stays = if fired.is_ok() { d.count() } else { 0 };
    *due = if matches!(d.command.act, Act::Tick) { 0 } else { stays };
    Decided { outcome: fired.and_then(|()| carry_out(d)).map(|()| Decision::Decided), stays }
}

/// After a refusal only what was due is left, and the case goes on by that.
fn left_of(events: &mut Vec<Event>, stays: usize, case: &mut Case) {
    events.truncate(stays);
    for event in events.iter() {
        case.apply(event);
    }
}

/// Fires everything due, as a batch of its own. A tick that fires nothing writes nothing.
fn what_was_due(d: &mut Draft<'_>) -> Outcome<()> {
    if d.case().next_due().is_none_or(|due| due > d.now) {
        return Ok(());
    }
    let reported = (d.command.now < d.now).then_some(d.command.now);
    d.emit(EventKind::Accepted { actor: None, occurred: None, reported });
    fire_due(d)
}

/// Fires thresholds in the order (due, id) until none is due; after each the case settles.
fn fire_due(d: &mut Draft<'_>) -> Outcome<()> {
    while let Some(follows) = clocks::fire_next(d)? {
        if let Some((acts, scene)) = follows {
            actions::run(d, acts, scene)?;
        }
        kernel::settle(d)?;
    }
    Ok(())
}

/// The command itself.
fn carry_out(d: &mut Draft<'_>) -> Outcome<()> {
    let command = d.command;
    if matches!(command.act, Act::Tick) {
        return Ok(());
    }
    let reported = (command.now < d.now).then_some(command.now);
    let occurred = occurred(d)?;
    let at = d.count();
    d.emit(EventKind::Accepted { actor: None, occurred, reported });
    d.at = occurred.unwrap_or(d.now);
    if let Some(name) = &command.actor.person {
        let actor = d.meet(name);
        d.actor = Some(actor);
        d.set_actor(at, actor);
    }
    fit_status(d)?;
    d.choose = command.act.input().map_or(&[], |input| &input.choose);
    run(d, &command.act)?;
    kernel::settle(d)?;
    // A due that the command moved into the past fires with it.
    d.completing = false;
    fire_due(d)
}

/// When it happened, if that was earlier; never in the future, never before the case.
fn occurred(d: &Draft<'_>) -> Outcome<Option<crate::Timestamp>> {
    match d.command.occurred {
        None => Ok(None),
        Some(at) if at == d.now => Ok(None),
        Some(at) if at > d.now => Err(d.refuse(Refused::WrongOccurred)),
        Some(at) if d.case().status != Status::New && at < d.case().opened_at => Err(d.refuse(Refused::WrongOccurred)),
        Some(at) => Ok(Some(at)),
    }
}

/// Whether the act fits where the case stands.
fn fit_status(d: &Draft<'_>) -> Outcome<()> {
    let fits = match (&d.command.act, d.case().status) {
        (Act::Open { .. }, status) => {
            return if status == Status::New { Ok(()) } else { Err(d.refuse(Refused::WrongState)) };
        }
        (_, Status::New) => return Err(d.refuse(Refused::WrongState)),
        (_, Status::Open)
        | (Act::Correct(..) | Act::Erase(_) | Act::Disclose(_) | Act::Unmerge | Act::Absorb(..), _)
        | (Act::React(..) | Act::Signal(..) | Act::Confirm(_) | Act::PeopleChanged, Status::Closed) => true,
        _ => false,
    };
    if fits { Ok(()) } else { Err(d.refuse(Refused::Ended)) }
}

fn run(d: &mut Draft<'_>, act: &Act) -> Outcome<()> {
    d.completing = matches!(act, Act::Complete(..) | Act::React(..) | Act::Skip(..));
    match act {
        Act::Open { pins, fill, parent, first } => {
            d.completing = false;
            life::open(d, pins, fill, parent.clone())?;
            events::first_step(d, first.as_deref())
        }
        Act::Tick => Ok(()),
        Act::Complete(..)
        | Act::Skip(..)
        | Act::Claim(_)
        | Act::Release(..)
        | Act::Start(_)
        | Act::Delegate(..)
        | Act::Reassign(..)
        | Act::Substitute(..)
        | Act::AddSigner(..)
        | Act::Urge(_) => acts::on_work(d, act),
        Act::AddInstance(step) => acts::add_instance(d, *step),
        Act::MoreRounds(work, again) => acts::more_rounds(d, *work, *again),
        Act::Confirm(number) => events::confirm(d, *number),
        Act::Fill(fill, item) => events::fill(d, fill, *item),
        Act::React(on, item, input) => events::react(d, *on, *item, input),
        Act::Hold(hold, item, input) => events::hold(d, *hold, *item, input),
        Act::EndHold(hold, item) => events::end_hold(d, *hold, *item),
        Act::Signal(signal, fill) => events::signal(d, *signal, fill),
        Act::Answered(work, answer) => events::answered(d, *work, answer),
        Act::ChildClosed(work, status, give) => events::child_closed(d, *work, *status, give),
        Act::Abort(reason) => life::abort(d, reason),
        Act::MergeInto(into) => {
            life::merge(d, into);
            Ok(())
        }
        Act::Unmerge => life::unmerge(d),
        Act::Absorb(case, undone) => {
            d.emit(EventKind::Absorbed { case: case.clone(), undone: *undone });
            Ok(())
        }
        Act::Correct(record, words) => events::correct(d, *record, words),
        Act::Erase(of) => personal::erase(d, of),
        Act::Disclose(of) => personal::disclose(d, of),
        Act::PeopleChanged => {
            events::people_changed(d);
            Ok(())
        }
        // It needs both versions: see `migrate`.
        Act::Migrate(..) => Err(d.refuse(Refused::WrongState)),
    }
}
