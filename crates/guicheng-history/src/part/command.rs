//! Commands.

use super::{Context, Object, Part, put};
use crate::{
    DecodeError,
    canonical::{Json, Writer},
};
use alloc::boxed::Box;
use guicheng_core::{
    Act, Actor, Answer, ClockPlan, Due, Hidden, Input, Linkage, LookupAnswer, OfPerson, Pins, Placement, Plan, Pointer,
    Question, Status, Thing, WorkId,
};

objects! {
    Actor { on_behalf, person, via }
    Answer { number, people, source }
    LookupAnswer { cases, source }
    Pins { calendars, procedure, zone }
    Plan { clocks, from, places, to }
    Linkage { pins, version }
    Placement { kind, new, old, put }
    ClockPlan { clock, how, new, of, old }
    OfPerson { approved, beyond, places, subject, values, why }
    Hidden { commitment, field, record }
}

tuples! {
    (id: Box<str>, count: Option<i64>) {count, id}
    (case: Box<str>, work: WorkId) {case, work}
    (question: Question, answer: Answer) {answer, question}
}

choices! { Pointer as "way to mean work":
    one { Work = "work", Gate = "gate" }
    many { Step(step, item) = "step" {item, step} }
}

choices! { Question as "question":
    fields {
        Holders = "holders" {at, of, role},
        Order = "order" {at, role, step},
        VersionInForce = "version_in_force" {at, step}
    }
}

choices! { Act as "act":
    unit { Tick = "tick", Unmerge = "unmerge", PeopleChanged = "people_changed" }
    one {
        Claim = "claim",
        Start = "start",
        Urge = "urge",
        AddInstance = "add_instance",
        Confirm = "confirm",
        Abort = "abort",
        MergeInto = "merge_into",
        Erase = "erase",
        Disclose = "disclose",
    }
    many {
        Complete(work, input) = "complete" {input, work},
        Skip(work, reason) = "skip" {reason, work},
        Release(work, reason) = "release" {reason, work},
        Delegate(work, to) = "delegate" {to, work},
        Reassign(work, to, reason) = "reassign" {reason, to, work},
        Substitute(from, to, reason) = "substitute" {from, reason, to},
        AddSigner(work, signer) = "add_signer" {signer, work},
        Fill(fill, item) = "fill" {fill, item},
        React(reaction, item, input) = "react" {input, item, reaction},
        Hold(hold, item, input) = "hold" {hold, input, item},
        EndHold(hold, item) = "end_hold" {hold, item},
        Signal(event, fill) = "signal" {event, fill},
        Answered(work, answer) = "answered" {answer, work},
        ChildClosed(work, status, give) = "child_closed" {give, status, work},
        MoreRounds(work, more) = "more_rounds" {more, work},
        Absorb(case, undone) = "absorb" {case, undone},
        Migrate(plan, reason) = "migrate" {plan, reason},
        Correct(record, words) = "correct" {record, words}
    }
    fields { Open = "open" {fill, first, parent, pins} }
}

choices! { Thing as "kind of thing":
    unit {
        Card = "card", Route = "route", Flow = "flow", Hold = "hold", Role = "role", Field = "field", Step = "step",
        Event = "event", Line = "line", Register = "register", Notice = "notice", Clock = "clock",
    }
}

choices! { Due as "change of a due":
    unit { Keep = "keep", Recount = "recount", Begin = "begin", End = "end" }
}

choices! { Status as "status":
    unit { New = "new", Open = "open", Closed = "closed", Aborted = "aborted", Merged = "merged" }
}

/// Input that says nothing is left out.
impl Part for Input {
    fn write(&self, out: &mut Writer, cx: &Context<'_>) {
        let Self { fill, check, why, sign, names, choose } = self;
        out.open();
        put(out, key!("check"), check, cx);
        put(out, key!("choose"), choose, cx);
        put(out, key!("fill"), fill, cx);
        put(out, key!("names"), names, cx);
        put(out, key!("sign"), sign, cx);
        put(out, key!("why"), why, cx);
        out.close();
    }
    fn read(json: &Json<'_>, cx: &Context<'_>) -> Result<Self, DecodeError> {
        let object = Object::of(json, &["check", "choose", "fill", "names", "sign", "why"])?;
        Ok(Self {
            fill: object.take("fill", cx)?,
            check: object.take("check", cx)?,
            why: object.take("why", cx)?,
            sign: object.take("sign", cx)?,
            names: object.take("names", cx)?,
            choose: object.take("choose", cx)?,
        })
    }
}
