//! A walk that moves to another version on its way.

use super::{CASE, Failure, TENANT, Walk, Walked, pins, same};
use guicheng_core::{
    Act, Actor, Case, ClockState, Command, Decision, Due, Obstacles, Phase, Plan, Procedure, Scratch, Status, WorkItem,
    migrate, plan,
};
use guicheng_history::{Lexicon, Recorder, Version, verify_across};

/// What came of it.
#[derive(Debug)]
pub enum Moved {
    /// It moved, and walked on.
    On(Box<Walked>, Box<Plan>),
    /// Something found no place; nothing was changed.
    Refused(Obstacles),
    /// It was over, or merged, before it could move.
    Over,
}

/// Walks on one version, moves to another, and walks on there. The dues of all clocks are kept, or all are counted again.
///
/// # Errors
/// The first thing that did not hold.
pub fn move_between(old: &Procedure, new: &Procedure, seed: u64, keep: bool) -> Result<Moved, Failure> {
    let mut walk = Walk::new(old, seed);
    walk.open()?;
    walk.go(12)?;
    walk.send(Act::Tick)?;
    if walk.case.status != Status::Open || walk.bounded {
        return Ok(Moved::Over);
    }
    let before = walk.case.clone();
    let now = walk.now.max(before.now);
    let planned = match plan(old, new, &pins(new), &before, now, &|_| keep) {
        Ok(planned) => planned,
        Err(obstacles) => return Ok(Moved::Refused(obstacles)),
    };
    let (mut walk, moved) = carried_out(walk, old, new, &planned)?;
    as_planned(&before, &moved, &planned, old, new)?;
    walk.go(12)?;
    let lines: Vec<&str> = walk.lines.iter().map(String::as_str).collect();
    let words = Lexicon::new(old);
    let versions = [
        Version { pins: pins(old), procedure: old, lexicon: &words },
        Version { pins: pins(new), procedure: new, lexicon: &walk.lexicon },
    ];
    let verified = verify_across(&versions, &lines).map_err(|difference| Failure(format!("{difference:?}")))?;
    same("the whole history and the case", &verified.case, &walk.case)?;
    Ok(Moved::On(Box::new(walk.over()), Box::new(planned)))
}

/// The walk on the new version, and the case right after the move itself.
fn carried_out<'p>(
    walk: Walk<'_>,
    old: &Procedure,
    new: &'p Procedure,
    planned: &Plan,
) -> Result<(Walk<'p>, Case), Failure> {
    let mut on = Walk { lines: walk.lines, case: walk.case, now: walk.now, key: walk.key, ..Walk::new(new, 0) };
    on.random = walk.random;
    on.key += 1;
    let actor = Actor { person: Some("an".into()), on_behalf: None, via: "walk".into() };
    let (key, act) = (format!("k{}", on.key).into(), Act::Migrate(Box::new(planned.clone()), "a new version".into()));
    let mut command = Command { key, now: on.now, occurred: None, actor, seen: None, act, answers: Vec::new() };
    let mut scratch = Scratch::default();
    for _ in 0..50 {
        match migrate(old, new, &on.case, &command, &mut scratch) {
            Ok(Decision::Decided) => {
                let before = on.case.clone();
                let mut moved = Case::default();
                for event in &scratch.events {
                    on.case.apply(event);
                    if matches!(event.kind, guicheng_core::EventKind::Migrated(_)) {
                        moved = on.case.clone();
                    }
                }
                same("the events of a move and its draft", &on.case, &scratch.draft)?;
                let recorder = Recorder::new(&on.lexicon, TENANT, CASE);
                let lines = recorder.encode(&before, &command, &scratch.events, scratch.due, &on.case).lines;
                on.read_lines(before, &lines)?;
                on.lines.extend(lines);
                on.restart()?;
                on.invariants()?;
                return Ok((on, moved));
            }
            Ok(Decision::Ask) => {
                let questions = std::mem::take(&mut scratch.questions);
                command.answers.extend(questions.iter().map(|q| (q.clone(), on.answer(q))));
            }
            Err(rejection) => return Err(Failure(format!("a plan that was just made is refused: {rejection:?}"))),
        }
    }
    Err(Failure("moving asks without end".into()))
}

/// Everything is where the plan says: work, holders and marks as they were, dues kept, or as they were told.
fn as_planned(before: &Case, moved: &Case, planned: &Plan, old: &Procedure, new: &Procedure) -> Result<(), Failure> {
    let fail = |what: String| Err(Failure(format!("{what}\nplan {planned:#?}\nbefore {before:#?}\nafter {moved:#?}")));
    let put = planned.places.iter().any(|place| place.put);
    let like = |w: &WorkItem| (w.id, w.visit, w.state, w.held, w.holder, w.opened_at, w.rung);
    let (was, is): (Vec<_>, Vec<_>) = (before.work.iter().map(like).collect(), moved.work.iter().map(like).collect());
    if !put && was != is {
        return fail("work is not as it was".into());
    }
    for (id, label) in old.names.fields.iter() {
        let there = new.names.fields.find(|other| other.id == label.id);
        if let Some(there) = there.filter(|_| !before.value(id).is_empty())
            && moved.value(there).is_empty()
        {
            return fail(format!("the field {} is lost", label.id));
        }
    }
    for one in &planned.clocks {
        match one.how {
            Due::Keep if one.old != one.new => return fail(format!("{} is kept, and moves", one.clock)),
            Due::Keep | Due::Recount => {
                let named = |id| new.names.clocks.get(id).is_some_and(|label| label.id == one.clock);
                let is = moved.clocks.iter().find(|k| named(k.clock) && k.of == one.of);
                let Some(is) = is else { return fail(format!("{} is not there", one.clock)) };
                let alike = |k: &&ClockState| {
                    (k.of, k.due, k.start, k.generation) == (is.of, one.old, is.start, is.generation)
                        && k.pauses == is.pauses
                };
                if !before.clocks.iter().any(|k| alike(&k)) {
                    return fail(format!("{} is another clock now", one.clock));
                }
            }
            Due::Begin | Due::End => {}
        }
    }
    let running = before.clocks.iter().filter(|k| k.phase != Phase::Stopped).count();
    let told = planned.clocks.iter().filter(|one| one.how != Due::Begin).count();
    if running == told { Ok(()) } else { fail(format!("{running} clocks run, the plan tells of {told}")) }
}
