//! Wake-ups against a sorted set of the same.

use super::*;
use proptest::prelude::*;

const MINUTE: i64 = 60_000;
const DAY: i64 = 24 * 60 * MINUTE;

/// The plainest reading.
#[derive(Default)]
struct Model(BTreeMap<u32, Timestamp>);

impl Model {
    fn sorted(&self) -> Vec<Due> {
        let mut all: Vec<Due> = self.0.iter().map(|(number, at)| Due { at: *at, number: *number }).collect();
        all.sort_unstable();
        all
    }

    fn pop(&mut self, now: Timestamp) -> Option<Due> {
        let first = self.sorted().into_iter().next().filter(|due| due.at <= now)?;
        self.0.remove(&first.number);
        Some(first)
    }

    fn until(&self, now: Timestamp, limit: usize) -> Vec<Due> {
        let all: Vec<Due> = self.sorted().into_iter().filter(|due| due.at <= now).collect();
        let last = limit.checked_sub(1).and_then(|n| all.get(n)).map(|due| due.at);
        all.iter().enumerate().filter(|(n, due)| *n < limit || Some(due.at) == last).map(|(_, due)| *due).collect()
    }
}

#[derive(Clone, Debug)]
enum Do {
    Arm(u32, i64),
    Cancel(u32),
    Pop(i64),
    Advance(i64),
    Until(i64, usize),
}

/// How far ahead: the same instant, the same minute, hours, weeks, years, generations, the past.
fn ahead() -> impl Strategy<Value = i64> {
    prop_oneof![
        4 => Just(0_i64),
        4 => 0..MINUTE,
        8 => 0..DAY,
        4 => 0..90 * DAY,
        2 => 0..40 * 365 * DAY,
        1 => 0..200 * 365 * DAY,
        1 => -DAY..0,
        1 => prop_oneof![Just(1_i64 << 16), Just(1 << 28), Just((1 << 28) - 1), Just(1 << 40), Just((1 << 40) + 1)],
    ]
}

fn acts() -> impl Strategy<Value = Vec<Do>> {
    let number = prop_oneof![20 => 0..24_u32, 1 => Just(DENSE), 1 => Just(u32::MAX)];
    let one = prop_oneof![
        8 => (number.clone(), ahead()).prop_map(|(number, at)| Do::Arm(number, at)),
        3 => number.prop_map(Do::Cancel),
        4 => ahead().prop_map(Do::Pop),
        1 => ahead().prop_map(Do::Advance),
        2 => (ahead(), 0..6_usize).prop_map(|(at, limit)| Do::Until(at, limit)),
    ];
    proptest::collection::vec(one, 1..200)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever is armed, moved, cancelled and fired, and however the clock is set: what comes out is what a sorted set
    /// of the same gives.
    #[test]
    fn they_are_what_a_sorted_set_says(start in prop_oneof![Just(0), Just(1_796_176_800_000_i64), -DAY..DAY], acts in acts()) {
        let (mut wakes, mut model) = (Wakes::new(Timestamp(start)), Model::default());
        // A clock that follows what was asked for, so that acts are about the present; it may be set back.
        let mut now = start;
        for act in acts {
            match act {
                Do::Arm(number, at) => {
                    wakes.arm(number, Timestamp(now + at));
                    model.0.insert(number, Timestamp(now + at));
                }
                Do::Cancel(number) => prop_assert_eq!(wakes.cancel(number), model.0.remove(&number).is_some()),
                Do::Pop(at) => {
                    now += at;
                    prop_assert_eq!(wakes.pop(Timestamp(now)), model.pop(Timestamp(now)));
                }
                Do::Advance(at) => wakes.advance(Timestamp(now + at)),
                Do::Until(at, limit) => {
                    let at = Timestamp(now + at);
                    prop_assert_eq!(wakes.until(at, limit), model.until(at, limit));
                }
            }
            prop_assert_eq!(wakes.len(), model.0.len());
            prop_assert_eq!(wakes.next_due(), model.sorted().first().map(|due| due.at));
        }
        while let Some(due) = model.pop(Timestamp(i64::MAX)) {
            prop_assert_eq!(wakes.pop(Timestamp(i64::MAX)), Some(due));
        }
        prop_assert!(wakes.is_empty() && wakes.pop(Timestamp(i64::MAX)).is_none() && wakes.next_due().is_none());
    }
}

/// A small generator: a run is told by its seed.
fn random(seed: &mut u64) -> i64 {
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    i64::try_from(*seed >> 1).unwrap()
}

#[test]
fn very_many_are_neither_lost_nor_doubled_and_come_in_order() {
    let (mut wakes, mut model, mut seed) = (Wakes::new(Timestamp(0)), BTreeSet::new(), 7);
    for number in 0..100_000 {
        let at = Timestamp(random(&mut seed) % (40 * DAY));
        wakes.arm(number, at);
        model.insert(Due { at, number });
    }
    let cancelled: Vec<Due> = model.iter().copied().filter(|due| due.number % 3 == 0).collect();
    for due in &cancelled {
        assert!(wakes.cancel(due.number) && model.remove(due));
    }
    for now in (0..=40 * DAY).step_by(usize::try_from(10 * MINUTE).unwrap()).map(Timestamp) {
        while let Some(due) = wakes.pop(now) {
            assert!(due.at <= now);
            assert_eq!(Some(due), model.pop_first());
        }
        assert!(model.first().is_none_or(|due| due.at > now));
    }
    assert!(model.is_empty() && wakes.is_empty());
}

#[test]
fn what_is_taken_again_and_again_takes_no_more_room() {
    let mut wakes = Wakes::new(Timestamp(0));
    let mut now = 0;
    for round in 0..2_000_u32 {
        for number in 0..64 {
            wakes.arm(number, Timestamp(now + i64::from(number % 7 + round % 5 + 1) * MINUTE));
        }
        now += 3 * MINUTE;
        while wakes.pop(Timestamp(now)).is_some() {}
    }
    let room = wakes.slab.room();
    assert!(room <= 64 * 32, "{room} entries of room for 64 wake-ups");
    assert!(wakes.ready.capacity() <= 1_024, "{} of what is ready", wakes.ready.capacity());
}
