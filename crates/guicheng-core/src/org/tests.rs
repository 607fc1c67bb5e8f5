//! Rosters across midnight, deputies, absences and signed duties, as tables.

use super::*;
use crate::Answer;
use alloc::{vec, vec::Vec};

const HOUR: i64 = 3_600_000;
/// 2026-12-01, a Tuesday.
const DAY_ONE: i32 = 20_788;

fn ids(words: &str) -> Vec<Box<str>> {
    words.split_whitespace().map(Into::into).collect()
}

/// Local time of a day in December 2026, in Shanghai.
fn at(day: i32, hour: i64, minute: i64) -> Timestamp {
    Timestamp(i64::from(DAY_ONE + day - 1) * 24 * HOUR + (hour - 8) * HOUR + minute * 60_000)
}

fn org() -> Org {
    let shift = |id: &str, from, to| Shift { id: id.into(), from: from * HOUR, to: to * HOUR };
    let days = |rows: &[(i32, u8, &str)]| rows.iter().map(|(d, s, p)| (DAY_ONE + d - 1, *s, ids(p))).collect();
    let two = vec![shift("day", 8, 20), shift("night", 20, 8)];
    let rows = [(1, 0, "li"), (1, 1, "zhao ma"), (2, 0, "zhao"), (2, 1, "li")];
    Org {
        version: 7,
        zone: Zone::fixed("Asia/Shanghai", 8 * HOUR),
        until: Some(DAY_ONE + 1),
        people: ids("wang li zhao ma").into_iter().map(|id| OrgPerson { name: id.clone(), id }).collect(),
        posts: vec![
            Post { id: "chief".into(), holder: Some("wang".into()), deputies: ids("li zhao") },
            Post { id: "empty".into(), holder: None, deputies: vec![] },
        ],
        rosters: vec![
            Roster { id: "guard".into(), signed: false, shifts: two.clone(), days: days(&rows) },
            Roster { id: "desk".into(), signed: true, shifts: two, days: days(&rows) },
            Roster {
                id: "duty".into(),
                signed: false,
                shifts: vec![shift("whole", 8, 8)],
                days: days(&[(1, 0, "wang"), (2, 0, "ma")]),
            },
        ],
        groups: vec![Group { id: "staff".into(), people: ids("zhao ma zhao") }],
        departments: vec![
            Department { id: "ga".into(), head: "post:chief".into() },
            Department { id: "repair".into(), head: "ma".into() },
            Department { id: "odd".into(), head: "head:odd".into() },
        ],
        absences: vec![
            Absence { person: "wang".into(), from: at(2, 9, 0), to: at(3, 9, 0) },
            Absence { person: "li".into(), from: at(2, 10, 0), to: at(2, 11, 0) },
        ],
        ..Org::default()
    }
}

#[test]
fn roles_are_held_in_local_time() {
    let org = org();
    let table = [
        ("roster:guard", at(1, 8, 0), "li", "org 7: roster:guard 2026-12-01 day"),
        ("roster:guard", at(1, 19, 59), "li", "org 7: roster:guard 2026-12-01 day"),
        ("roster:guard", at(1, 20, 0), "zhao ma", "org 7: roster:guard 2026-12-01 night"),
        ("roster:guard", at(2, 7, 59), "zhao ma", "org 7: roster:guard 2026-12-01 night"),
        ("roster:guard", at(2, 8, 0), "zhao", "org 7: roster:guard 2026-12-02 day"),
        ("roster:guard", at(3, 7, 59), "li", "org 7: roster:guard 2026-12-02 night"),
        ("roster:guard", at(3, 8, 0), "", "org 7: roster:guard, past its last day"),
        ("roster:guard", at(1, 7, 59), "", "org 7: roster:guard, no shift"),
        ("roster:duty", at(2, 7, 59), "wang", "org 7: roster:duty 2026-12-01 whole"),
        ("roster:duty", at(2, 8, 0), "ma", "org 7: roster:duty 2026-12-02 whole"),
        ("post:chief", at(2, 8, 59), "wang", "org 7: post:chief"),
        ("post:chief", at(2, 9, 0), "li", "org 7: post:chief, wang absent, deputy li"),
        ("post:chief", at(2, 10, 0), "zhao", "org 7: post:chief, wang absent, li absent, deputy zhao"),
        ("post:chief", at(3, 9, 0), "wang", "org 7: post:chief"),
        ("post:empty", at(1, 9, 0), "", "org 7: post:empty, vacant"),
        ("post:none", at(1, 9, 0), "", "org 7: post:none unknown"),
        ("group:staff", at(1, 9, 0), "zhao ma", "org 7: group:staff"),
        ("head:ga", at(2, 9, 0), "li", "org 7: head:ga is post:chief, wang absent, deputy li"),
        ("head:repair", at(1, 9, 0), "ma", "org 7: head:repair is person:ma"),
        ("head:odd", at(1, 9, 0), "", "org 7: head:odd is head:odd unknown"),
        ("person:wang", at(2, 9, 0), "", "org 7: person:wang, wang absent"),
        ("nonsense", at(1, 9, 0), "", "org 7: nonsense unknown"),
    ];
    for (source, instant, people, how) in table {
        let want = Answer { people: ids(people), number: None, source: how.into() };
        assert_eq!(org.holders(source, instant, &[]), want, "{source} {instant:?}");
    }
}

#[test]
fn a_signed_duty_wins_over_its_roster() {
    let org = org();
    let duties: [(Box<str>, Box<str>); 2] = [("roster:desk".into(), "ma".into()), ("roster:guard".into(), "ma".into())];
    let desk = org.holders("roster:desk", at(3, 12, 0), &duties);
    assert_eq!((desk.people, &*desk.source), (ids("ma"), "org 7: roster:desk as signed for"));
    assert_eq!(org.holders("roster:desk", at(1, 12, 0), &[]).people, ids("li"));
    assert_eq!(org.holders("roster:guard", at(1, 12, 0), &duties).people, ids("li"));
}

#[test]
fn wall_time_survives_a_change_of_clocks() {
    // Spring forward in the night of day 1 to day 2, at 02:00 local: the night shift is an hour shorter.
    let mut org = org();
    let change = Timestamp(i64::from(DAY_ONE + 1) * 24 * HOUR + (2 - 8) * HOUR);
    org.zone = Zone { changes: [(change, 9 * HOUR)].into(), ..Zone::fixed("x", 8 * HOUR) };
    let runs = org.runs("guard", at(1, 12, 0), at(2, 12, 0));
    let [night, day] = &runs[..] else { panic!("{runs:?}") };
    assert_eq!((night.shift, night.to.since(night.from)), ("night", 11 * HOUR));
    assert_eq!((day.shift, day.from), ("day", night.to));
    assert_eq!(org.holders("roster:guard", at(2, 6, 59), &[]).people, ids("zhao ma"));
    assert_eq!(org.holders("roster:guard", at(2, 7, 0), &[]).people, ids("zhao"));
}

#[test]
fn runs_tell_when_shifts_change() {
    let org = org();
    let runs = org.runs("guard", at(1, 8, 0), at(2, 8, 0));
    let brief: Vec<_> = runs.iter().map(|r| (r.day - DAY_ONE + 1, r.shift, r.from, r.people.len())).collect();
    assert_eq!(brief, [(1, "day", at(1, 8, 0), 1), (1, "night", at(1, 20, 0), 2)]);
    assert!(org.runs("nothing", at(1, 8, 0), at(2, 8, 0)).is_empty());
}

#[test]
fn order_is_total() {
    let people = ids("c a d b a");
    let of = |pairs: &[(&str, u64)]| pairs.iter().map(|(p, n)| (Box::from(*p), *n)).collect::<Vec<_>>();
    let far = of(&[("a", 300), ("b", 20), ("c", 20)]);
    assert_eq!(order(&people, Ranking::Nearest(&far)), ids("b c a d"));
    assert_eq!(order(&people, Ranking::LeastBusy(&far)), ids("d b c a"));
    let picked: Vec<(Box<str>, i64)> = [("a", 5), ("b", 9), ("c", 1)].map(|(p, n)| (p.into(), n)).into();
    assert_eq!(order(&people, Ranking::Rotate(&picked)), ids("d c a b"));
    assert_eq!(order(&people, Ranking::Rotate(&[])), ids("a b c d"));
}

#[test]
fn a_roster_changes_when_a_shift_ends() {
    let org = org();
    let told = |after, until| -> Vec<(Timestamp, &str, Option<&str>)> {
        let changes = org.changes("desk", after, until);
        changes.iter().map(|c| (c.at, c.ends.shift, c.next.map(|run| run.shift))).collect()
    };
    let evening = (at(1, 20, 0), "day", Some("night"));
    let morning = (at(2, 8, 0), "night", Some("day"));
    assert_eq!(told(at(1, 8, 0), at(2, 8, 0)), [evening, morning]);
    assert_eq!(told(at(1, 20, 0), at(2, 8, 0)), [morning], "the window leaves its begin out");
    assert_eq!(told(at(1, 8, 0), at(1, 20, 0).plus(-1)), []);
    assert_eq!(told(at(3, 0, 0), at(3, 8, 0)), [(at(3, 8, 0), "night", None)], "nothing is entered beyond");
    let change = org.changes("desk", at(1, 8, 0), at(1, 20, 0)).into_iter().next();
    assert_eq!(change.map(|c| (c.ends.people.to_vec(), c.next.map(|n| n.people.to_vec()))), {
        Some((ids("li"), Some(ids("zhao ma"))))
    });
    assert_eq!(org.changes("nobody", at(1, 0, 0), at(9, 0, 0)), []);
}

#[test]
fn a_right_that_is_restricted_is_for_those_who_have_it() {
    let mut org = org();
    let permission = |id: &str, who: &str, rights: &[(Right, Reach)]| Permission {
        id: id.into(),
        title: id.into(),
        title_en: None,
        clauses: Vec::new(),
        who: ids(who),
        rights: rights.to_vec(),
    };
    let of = |words: &str| Reach::Procedures(ids(words));
    org.permissions = vec![
        permission("desk", "roster:desk group:staff", &[(Right::Open, of("call")), (Right::Read, of("call"))]),
        permission("chief", "post:chief person:ma head:repair", &[(Right::Read, Reach::Any)]),
    ];
    let duties: [(Box<str>, Box<str>); 1] = [("roster:desk".into(), "li".into())];
    let none: [(Box<str>, Box<str>); 0] = [];
    let may = |right, procedure, person, at, duties: &[_]| org.permits(right, procedure, person, at, duties);
    assert!(may(Right::Open, "other", "nobody", at(1, 9, 0), &none), "not restricted");
    assert!(may(Right::Erase, "call", "nobody", at(1, 9, 0), &none), "not restricted");
    assert!(may(Right::Open, "call", "li", at(1, 9, 0), &none), "on the roster");
    assert!(!may(Right::Open, "call", "wang", at(1, 9, 0), &none), "in none of its sources");
    assert!(may(Right::Open, "call", "zhao", at(1, 9, 0), &none), "of the group, whenever");
    // Day 3, noon: the roster has ended; only whoever signed last holds the desk.
    assert!(!may(Right::Open, "call", "li", at(3, 12, 0), &none));
    assert!(may(Right::Open, "call", "li", at(3, 12, 0), &duties));
    // The chief is on leave: the deputy has the permission meanwhile, and the chief keeps it.
    assert!(may(Right::Read, "other", "wang", at(2, 9, 30), &none));
    assert!(may(Right::Read, "other", "li", at(2, 9, 30), &none));
    assert!(!may(Right::Read, "other", "li", at(1, 9, 30), &none));
    assert!(may(Right::Read, "other", "ma", at(1, 9, 0), &none), "a person, and the head of a department");
    let names: Vec<&str> = org.permissions_for(Right::Read, "call").map(|one| &*one.id).collect();
    assert_eq!(names, ["desk", "chief"]);
    assert_eq!(org.permissions_for(Right::Report, "call").count(), 0);
}
