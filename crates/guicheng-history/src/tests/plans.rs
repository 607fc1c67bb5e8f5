//! Samples that acts carry: a plan with one of everything, personal values that are deleted or shown; and the acts there
//! are.

use alloc::vec;
use guicheng_core::{
    Act, ClockKey, ClockPlan, Digest, Due, Hidden, Linkage, OfPerson, Pins, Placement, Plan, Seq, Thing, Timestamp,
    WorkId,
};

const T: Timestamp = Timestamp(1_800_000_000_000);

fn pins() -> Pins {
    Pins { procedure: Digest([1; 32]), calendars: Digest([2; 32]), zone: Digest([3; 32]) }
}

pub(super) fn plan() -> Plan {
    let place =
        |kind, new: Option<&str>| Placement { kind, old: "old".into(), new: new.map(Into::into), put: new.is_none() };
    let kinds = [
        Thing::Card,
        Thing::Route,
        Thing::Flow,
        Thing::Hold,
        Thing::Role,
        Thing::Field,
        Thing::Step,
        Thing::Event,
        Thing::Line,
        Thing::Register,
        Thing::Notice,
        Thing::Clock,
    ];
    let clock = |how| ClockPlan { clock: "c".into(), of: ClockKey::Work(WorkId(3)), how, old: Some(T), new: None };
    Plan {
        from: Linkage { version: 1, pins: pins() },
        to: Linkage { version: 2, pins: pins() },
        places: kinds.into_iter().map(|kind| place(kind, (kind != Thing::Line).then_some("new"))).collect(),
        clocks: [Due::Keep, Due::Recount, Due::Begin, Due::End].map(clock).to_vec(),
    }
}

/// A value that is deleted or shown.
pub(super) fn of_person() -> OfPerson {
    let value = Hidden { record: Seq(2), field: "phone".into(), commitment: Digest([7; 32]) };
    OfPerson {
        values: vec![value],
        why: "PIPL 47".into(),
        approved: "zhou".into(),
        subject: Some("s-1".into()),
        places: vec!["index".into()],
        beyond: vec!["old.db".into()],
    }
}

/// Fails to compile when an act is added: then `samples::acts` needs one more.
pub(super) fn known(act: &Act) {
    match act {
        Act::Open { .. }
        | Act::Tick
        | Act::Complete(..)
        | Act::Skip(..)
        | Act::Claim(_)
        | Act::Release(..)
        | Act::Start(_)
        | Act::Delegate(..)
        | Act::Reassign(..)
        | Act::Substitute(..)
        | Act::AddSigner(..)
        | Act::Urge(_)
        | Act::AddInstance(_)
        | Act::Confirm(_)
        | Act::Fill(..)
        | Act::React(..)
        | Act::Hold(..)
        | Act::EndHold(..)
        | Act::Signal(..)
        | Act::Answered(..)
        | Act::ChildClosed(..)
        | Act::MoreRounds(..)
        | Act::Abort(_)
        | Act::MergeInto(_)
        | Act::Unmerge
        | Act::Absorb(..)
        | Act::Correct(..)
        | Act::Erase(_)
        | Act::Disclose(_)
        | Act::Migrate(..)
        | Act::PeopleChanged => {}
    }
}
