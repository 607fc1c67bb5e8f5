//! Running a list of actions.

use super::{
    clocks,
    draft::{Draft, Outcome, Scene},
    fields, notice, people, scope, work,
};
use crate::{Action, ActsId, Cause, ClockKey, EventKind, GoTo, Place, What, WorkId};
use alloc::vec::Vec;

/// Does the actions of a list in their order; an interruption comes last whatever its place.
pub(crate) fn run(d: &mut Draft<'_>, acts: ActsId, scene: Scene) -> Outcome<()> {
    let p = d.p;
    let Some(list) = p.acts.get(acts) else { return Ok(()) };
    for action in list.iter().filter(|a| !matches!(a, Action::Go(_) | Action::Done)) {
        one(d, action, scene)?;
    }
    for action in list.iter().filter(|a| matches!(a, Action::Go(_) | Action::Done)) {
        one(d, action, scene)?;
    }
    Ok(())
}

fn one(d: &mut Draft<'_>, action: &Action, scene: Scene) -> Outcome<()> {
    let Scene { cause, of, item, key, .. } = scene;
    match action {
        Action::Remind(who) => {
            let to = people::who(d, who, item, of);
            d.emit(EventKind::Reminded { to, by: cause });
        }
        Action::Escalate(who) => {
            let to = people::who(d, who, item, of);
            let nobody = to.is_empty();
            d.emit(EventKind::Escalated { to, by: cause });
            if nobody {
                people::tell_owner(d, Cause::Nobody);
            }
        }
        Action::Tell(id) => notice::send(d, *id, item, of)?,
        Action::Write(register) => d.emit(EventKind::Registered(*register)),
        Action::Say(say) => d.emit(EventKind::Advised { say: *say, by: cause }),
        Action::Set(field, e) => {
            let value = d.value(*e, item, of);
            fields::set(d, *field, item, value, None)?;
        }
        Action::Go(GoTo::Card(card)) => scope::go(d, of, *card, cause)?,
        Action::Also(card) => scope::begin_beside(d, *card, scene)?,
        Action::Go(GoTo::Next) | Action::Done => {
            for id in interrupted(d, scene) {
                give_up(d, id)?;
            }
        }
        Action::Climb => {
            if let Some(key) = key {
                clocks::climb_now(d, key)?;
            }
        }
    }
    Ok(())
}

/// The work that is given up: that of the clock, or that of the cards during which an `on` card acts.
fn interrupted(d: &Draft<'_>, scene: Scene) -> Vec<WorkId> {
    match (scene.key, scene.cause) {
        (Some(ClockKey::Work(id)), _) => alloc::vec![id],
        (_, Cause::Reaction(on)) => match &d.p.reactions.at(on).during {
            Place::Cards(cards) => {
                let meant = |w: &&crate::WorkItem| cards.iter().any(|c| scope::covers(d, *c, scene.of, w.what, w.of));
                d.case().work.iter().filter(meant).map(|w| w.id).collect()
            }
            Place::Open | Place::Closed => Vec::new(),
        },
        _ => Vec::new(),
    }
}

/// Open work is given up as done: all instances of its visit.
fn give_up(d: &mut Draft<'_>, id: WorkId) -> Outcome<()> {
    let Some(visit) = d.case().work_item(id).filter(|w| matches!(w.what, What::Step(_))).map(|w| w.visit) else {
        return Ok(());
    };
    let open: Vec<WorkId> = d.case().work.iter().filter(|w| w.visit == visit).map(|w| w.id).collect();
    for work in open {
        work::end(d, work, None)?;
    }
    Ok(())
}
