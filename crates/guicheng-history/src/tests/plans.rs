//! A plan with one of everything.

use guicheng_core::{ClockKey, ClockPlan, Digest, Due, Linkage, Pins, Placement, Plan, Thing, Timestamp, WorkId};

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
