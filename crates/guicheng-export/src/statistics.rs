//! What can be counted in a log: cases, variants, how long they took, what follows what.

use crate::{Log, Trace};
use std::collections::BTreeMap;

/// Counts and times of a log.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Statistics {
    /// Cases that have an event.
    pub cases: usize,
    /// Cases without any.
    pub empty: usize,
    /// Events.
    pub events: usize,
    /// Who did something, and how often.
    pub resources: BTreeMap<Box<str>, usize>,
    /// What was done, and how often.
    pub activities: BTreeMap<Box<str>, usize>,
    /// What came first.
    pub starts: BTreeMap<Box<str>, usize>,
    /// What came last.
    pub ends: BTreeMap<Box<str>, usize>,
    /// Orders of activities, the most frequent first.
    pub variants: Vec<Variant>,
    /// How long the cases took from the first to the last event, in microseconds, shortest first.
    pub durations: Vec<i64>,
    /// What followed what, by the two.
    pub follows: BTreeMap<(Box<str>, Box<str>), Follows>,
}

/// An order of activities.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variant {
    /// The activities.
    pub activities: Vec<Box<str>>,
    /// How many cases have it.
    pub cases: usize,
}

/// How one activity followed another directly: the times between the two, in microseconds, shortest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Follows {
    /// The times.
    pub times: Vec<i64>,
}

impl Follows {
    /// How often.
    pub fn count(&self) -> usize {
        self.times.len()
    }

    /// The median of the times.
    pub fn median(&self) -> i64 {
        median(&self.times)
    }
}

impl Statistics {
    /// Counts a log; with `only`, only events of this transition. Events count in the order of their instants.
    pub fn of(log: &Log, only: Option<&str>) -> Self {
        let mut all = Self::default();
        let mut variants: BTreeMap<Vec<Box<str>>, usize> = BTreeMap::new();
        for trace in &log.traces {
            all.trace(trace, only, &mut variants);
        }
        all.durations.sort_unstable();
        all.follows.values_mut().for_each(|follows| follows.times.sort_unstable());
        all.variants = variants.into_iter().map(|(activities, cases)| Variant { activities, cases }).collect();
        // A stable sort: equally frequent variants stand in the order of their activities.
        all.variants.sort_by_key(|variant| core::cmp::Reverse(variant.cases));
        all
    }

    fn trace(&mut self, trace: &Trace, only: Option<&str>, variants: &mut BTreeMap<Vec<Box<str>>, usize>) {
        let wanted = trace.events.iter().filter(|e| only.is_none_or(|only| e.transition() == Some(only)));
        let mut events: Vec<(&str, i64)> = Vec::new();
        for event in wanted {
            self.events += 1;
            *self.activities.entry(event.activity().into()).or_default() += 1;
            if let Some(resource) = event.resource() {
                *self.resources.entry(resource.into()).or_default() += 1;
            }
            // Without an instant an event counts as of the one before it.
            let at = event.at().map(|at| at.micros).or(events.last().map(|(_, at)| *at)).unwrap_or_default();
            events.push((event.activity(), at));
        }
        events.sort_by_key(|(_, at)| *at);
        let (Some((first, from)), Some((last, to))) = (events.first(), events.last()) else {
            self.empty += 1;
            return;
        };
        self.cases += 1;
        *self.starts.entry((*first).into()).or_default() += 1;
        *self.ends.entry((*last).into()).or_default() += 1;
        self.durations.push(to.saturating_sub(*from));
        for ((one, before), (next, after)) in events.iter().zip(events.iter().skip(1)) {
            let follows = self.follows.entry(((*one).into(), (*next).into())).or_default();
            follows.times.push(after.saturating_sub(*before));
        }
        *variants.entry(events.iter().map(|(activity, _)| (*activity).into()).collect()).or_default() += 1;
    }

    /// The median of how long cases took, in microseconds.
    pub fn median(&self) -> i64 {
        median(&self.durations)
    }

    /// How long all cases took together, in microseconds.
    pub fn total(&self) -> i64 {
        self.durations.iter().fold(0, |sum, one| sum.saturating_add(*one))
    }
}

/// The middle of sorted values; between the two in the middle, where there is an even number.
fn median(sorted: &[i64]) -> i64 {
    let middle = sorted.len() / 2;
    let at = |index: usize| sorted.get(index).copied().unwrap_or_default();
    if sorted.len() % 2 == 1 { at(middle) } else { at(middle.saturating_sub(1)).midpoint(at(middle)) }
}

#[cfg(test)]
mod tests {
    use super::{Statistics, median};
    use crate::xes;

    #[test]
    fn a_small_log_is_counted() {
        let event = |name: &str, at: &str| {
            format!(
                "<event><string key='concept:name' value='{name}'/><date key='time:timestamp' value='{at}'/></event>"
            )
        };
        let one = event("a", "2026-01-01T00:00:00Z") + &event("b", "2026-01-01T00:01:00Z");
        let other = event("b", "2026-01-01T00:03:00+01:00") + &event("a", "2026-01-01T00:00:00+01:00");
        let text = format!("<log><trace>{one}</trace><trace>{other}</trace><trace/></log>");
        let counted = Statistics::of(&xes::read(&text).unwrap_or_default(), None);
        assert_eq!((counted.cases, counted.empty, counted.events), (2, 1, 4));
        assert_eq!(counted.variants.len(), 1, "events count in the order of their instants");
        assert_eq!(counted.durations, [60_000_000, 180_000_000]);
        assert_eq!(counted.median(), 120_000_000);
        assert_eq!(counted.follows.len(), 1);
        assert_eq!(Statistics::of(&xes::read(&text).unwrap_or_default(), Some("complete")).empty, 3);
    }

    #[test]
    fn the_median_lies_in_the_middle() {
        assert_eq!(median(&[]), 0);
        assert_eq!(median(&[7]), 7);
        assert_eq!(median(&[1, 2]), 1);
        assert_eq!(median(&[1, 2, 9]), 2);
    }
}
