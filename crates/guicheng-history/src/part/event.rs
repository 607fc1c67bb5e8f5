//! Events: the word for each kind, and its data.

use super::{
    Context, Object, Part,
    case::{case_of, put_state},
    put,
    value::{put_value, take_value},
};
use crate::{
    DecodeError,
    canonical::{Json, Writer},
};
use alloc::boxed::Box;
use guicheng_core::{
    Arithmetic, Because, CalendarId, Cause, ClockRun, Completion, EventKind, Firing, Heard, Migration, Opening,
    Passage, PersonIx, Resolution, Taken, Value, Verdict, What, Why, Withdrawal, WorkId,
};

/// Declares the kinds: the word of each, and how its data is put into an object.
/// `unit` has none, `whole` is an object already, `many` and `fields` name their parts, keys in ascending order.
macro_rules! kinds {
    (
        unit { $($u:ident = $un:literal),* $(,)? }
        whole { $($w:ident = $wn:literal),* $(,)? }
        many { $($m:ident($($mp:ident),*) = $mn:literal {$($mk:ident),*}),* $(,)? }
        fields { $($f:ident = $fname:literal {$($fk:ident),*}),* $(,)? }
        own { $($x:pat => $xn:literal, $write:expr, $read:expr),* $(,)? }
    ) => {
        /// The words of all kinds.
        pub(crate) const KINDS: &[&str] = &[$($un,)* $($wn,)* $($mn,)* $($fname,)* $($xn,)*];

        /// The word of a kind.
        pub(crate) fn kind_name(kind: &EventKind) -> &'static str {
            match kind {
                $(EventKind::$u => $un,)*
                $(EventKind::$w(_) => $wn,)*
                $(EventKind::$m(..) => $mn,)*
                $(EventKind::$f { .. } => $fname,)*
                $($x => $xn,)*
            }
        }

        /// Writes the data of an event.
        pub(crate) fn data_of(kind: &EventKind, out: &mut Writer, cx: &Context<'_>) {
            match kind {
                $(EventKind::$u => {
                    out.open();
                    out.close();
                })*
                $(EventKind::$w(whole) => whole.write(out, cx),)*
                $(EventKind::$m($($mp),*) => {
                    out.open();
                    $(put(out, key!($mk), $mk, cx);)*
                    out.close();
                })*
                $(EventKind::$f { $($fk),* } => {
                    out.open();
                    $(put(out, key!($fk), $fk, cx);)*
                    out.close();
                })*
                $($x => $write(kind, out, cx),)*
            }
        }

        /// Reads the data of an event of a kind.
        pub(crate) fn read_data(kind: &str, json: &Json<'_>, cx: &Context<'_>) -> Result<EventKind, DecodeError> {
            match kind {
                $($un => Object::of(json, &[]).map(|_| EventKind::$u),)*
                $($wn => Part::read(json, cx).map(EventKind::$w),)*
                $($mn => {
                    let object = Object::of(json, &[$(stringify!($mk)),*])?;
                    $(let $mp = object.take(stringify!($mp), cx)?;)*
                    Ok(EventKind::$m($($mp),*))
                })*
                $($fname => {
                    let object = Object::of(json, &[$(stringify!($fk)),*])?;
                    Ok(EventKind::$f { $($fk: object.take(stringify!($fk), cx)?),* })
                })*
                $($xn => $read(json, cx),)*
                other => Err(DecodeError::UnknownKind(other.into())),
            }
        }
    };
}

kinds! {
    unit { Reopened = "reopened" }
    whole {
        NodePassed = "node_passed",
        FrameOpened = "frame_opened",
        Withdrawn = "withdrawn",
        WorkOpened = "work_opened",
        WorkDone = "work_done",
        ClockStarted = "clock_started",
        ClockMoved = "clock_moved",
        ClockFired = "clock_fired",
    }
    many {
        WorkShown(work) = "work_shown" {work},
        Registered(register) = "registered" {register},
    }
    fields {
        Opened = "opened" {parent, pins},
        Closed = "closed" {reason, status},
        Merged = "merged" {into},
        Unmerged = "unmerged" {from},
        Absorbed = "absorbed" {case, undone},
        Corrected = "corrected" {record, words},
        Erased = "erased" {by, of},
        Disclosed = "disclosed" {by, of},
        DutyPassed = "duty_passed" {duty, from, to},
        NodeEntered = "node_entered" {kept, took, visit},
        NodeLeft = "node_left" {because, gave, visit},
        Entered = "entered" {flow, of},
        JoinReset = "join_reset" {flows, node, of},
        FrameClosed = "frame_closed" {of},
        Counted = "counted" {done, total, visit},
        WorkTaken = "work_taken" {by, how, work},
        WorkReleased = "work_released" {by, reason, work},
        WorkStarted = "work_started" {by, work},
        WorkHeld = "work_held" {held, work},
        WorkSkipped = "work_skipped" {by, reason, work},
        WorkEnded = "work_ended" {done, work},
        Called = "called" {child, give, version, work},
        CallWithdrawn = "call_withdrawn" {child, work},
        Found = "found" {cases, source, step, work},
        Nobody = "nobody" {notice, roles, source, work},
        Climbed = "climbed" {of, rung, to},
        Urged = "urged" {by, work},
        Named = "named" {people, step},
        Noticed = "noticed" {confirm, notice, number, to},
        Confirmed = "confirmed" {by, number},
        Reminded = "reminded" {by, to},
        Escalated = "escalated" {by, to},
        Advised = "advised" {by, say},
        LineTaken = "line_taken" {count, line},
        Signalled = "signalled" {how, signal},
        MailTaken = "mail_taken" {signal},
        HoldBegan = "hold_began" {by, hold, reason},
        HoldEnded = "hold_ended" {hold, id},
        RuleBroken = "rule_broken" {of, rule},
        RuleKept = "rule_kept" {of, rule},
        Watched = "watched" {now, watch},
        Reacted = "reacted" {by, reaction, reason},
        Marked = "marked" {at, mark},
        ClockPaused = "clock_paused" {clock, of, since},
        ClockStopped = "clock_stopped" {clock, of, since, verdict},
        ClockEnded = "clock_ended" {clock, of},
    }
    own {
        EventKind::Accepted { .. } => "accepted", write_accepted, read_accepted,
        EventKind::Filled { .. } => "filled", write_filled, read_filled,
        EventKind::PersonMet(..) => "person_met", write_met, read_met,
        EventKind::Migrated(_) => "migrated", write_migrated, read_migrated,
    }
}

/// Who and when stand beside the data of the first record of a batch, with its command.
fn write_accepted(kind: &EventKind, out: &mut Writer, cx: &Context<'_>) {
    if let EventKind::Accepted { reported, .. } = kind {
        out.open();
        put(out, key!("reported"), reported, cx);
        out.close();
    }
}

fn read_accepted(json: &Json<'_>, cx: &Context<'_>) -> Result<EventKind, DecodeError> {
    let object = Object::of(json, &["reported"])?;
    Ok(EventKind::Accepted { actor: None, occurred: None, reported: object.take("reported", cx)? })
}

/// Only here a person stands by number too: the place in the case's table of people.
fn write_met(kind: &EventKind, out: &mut Writer, cx: &Context<'_>) {
    if let EventKind::PersonMet(PersonIx(number), person) = kind {
        out.open();
        put(out, key!("number"), number, cx);
        put(out, key!("person"), person, cx);
        out.close();
    }
}

fn read_met(json: &Json<'_>, cx: &Context<'_>) -> Result<EventKind, DecodeError> {
    let object = Object::of(json, &["number", "person"])?;
    Ok(EventKind::PersonMet(PersonIx(object.take("number", cx)?), object.take("person", cx)?))
}

/// The value names its options by the field, which the general form cannot know.
fn write_filled(kind: &EventKind, out: &mut Writer, cx: &Context<'_>) {
    if let EventKind::Filled { field, item, value, reason } = kind {
        out.open();
        put(out, key!("field"), field, cx);
        put(out, key!("item"), item, cx);
        put(out, key!("reason"), reason, cx);
        put_value(out, value, *field, cx);
        out.close();
    }
}

fn read_filled(json: &Json<'_>, cx: &Context<'_>) -> Result<EventKind, DecodeError> {
    let object = Object::of(json, &["field", "item", "reason", "value"])?;
    let field = object.take("field", cx)?;
    let value = take_value(&object, field, cx)?;
    Ok(EventKind::Filled { field, item: object.take("item", cx)?, value, reason: object.take("reason", cx)? })
}

/// The whole case stands in it, so that nothing but the new version is needed from here on.
fn write_migrated(kind: &EventKind, out: &mut Writer, cx: &Context<'_>) {
    if let EventKind::Migrated(migration) = kind {
        let Migration { from, to, reason, case } = &**migration;
        out.open();
        out.known_key(key!("case"));
        out.open();
        put_state(case, out, &Context { lexicon: cx.lexicon, people: &case.people });
        out.close();
        put(out, key!("from"), from, cx);
        put(out, key!("reason"), reason, cx);
        put(out, key!("to"), to, cx);
        out.close();
    }
}

fn read_migrated(json: &Json<'_>, cx: &Context<'_>) -> Result<EventKind, DecodeError> {
    let object = Object::of(json, &["case", "from", "reason", "to"])?;
    let case = case_of(object.need("case")?, cx.lexicon)?;
    let (from, reason, to) = (object.take("from", cx)?, object.take("reason", cx)?, object.take("to", cx)?);
    Ok(EventKind::Migrated(Box::new(Migration { from, to, reason, case })))
}

objects! {
    Passage { because, gave, kept, node, of, skipped, took }
    Because { guard, outcome, read }
    Withdrawal { cause, frames, holds, tokens, visits, work }
    Opening { hidden, how, item, of, only, role, visit, what, work }
    Resolution { found, roles, skipped, source }
    Completion { checks, done, on_behalf, reason, signed, work }
    ClockRun { clock, due, fired, generation, next, of, paused, pauses, start, sum }
    Arithmetic { calendar, clamped, counted, outside, shifted }
    Firing { clock, generation, late, missed, muted, next, of, planned, repeat, threshold }
}

tuples! {
    (person: PersonIx, why: Why) {person, why}
    (field: Box<str>, value: Value) {field, value}
    (calendar: CalendarId, version: u32) {calendar, version}
    (count: u16, again: bool) {again, count}
    (work: WorkId, what: What, child: Option<Box<str>>) {child, what, work}
}

choices! { Why as "reason to pass over":
    unit { HasAnother = "has_another" }
    one { DidAnother = "did_another", DidNotDo = "did_not_do", Barred = "barred" }
}

choices! { Taken as "way to take up":
    unit { Claimed = "claimed", Allocated = "allocated" }
    one { Given = "given" }
}

choices! { Cause as "cause":
    unit { Nobody = "nobody", End = "end" }
    one {
        Rule = "rule", Reaction = "reaction", Step = "step", Choice = "choice", Enough = "enough", Race = "race",
        Person = "person",
    }
    many { Clock(clock, threshold) = "clock" {clock, threshold} }
}

choices! { Heard as "fate of an event":
    unit { Heard = "heard", Kept = "kept", Lost = "lost" }
}

choices! { Verdict as "verdict":
    unit { Kept = "kept", Broken = "broken", KeptEnteredLate = "kept_entered_late", Measured = "measured" }
}
