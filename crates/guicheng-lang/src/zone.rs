//! Zone rules taken from the time-zone database at load, so that a case is pinned to them by digest.

use crate::digest::{Json, sha256};
use alloc::{boxed::Box, collections::BTreeMap, vec::Vec};
use chrono::{DateTime, Offset, TimeZone};
use chrono_tz::{TZ_VARIANTS, Tz};
use guicheng_core::{Timestamp, Zone};

/// 2000-01-01T00:00:00Z, in seconds: no case is older.
const FIRST: i64 = 946_684_800;
/// 2061-01-01T00:00:00Z: no clock runs longer.
const LAST: i64 = 2_871_763_200;
/// No zone changes its offset twice within a week.
const STEP: i64 = 7 * 86_400;

/// The rules of a zone for the years 2000 to 2060, by its name (`Asia/Shanghai`). Costs some milliseconds: keep it.
pub fn zone(name: &str) -> Option<Zone> {
    let tz: Tz = name.parse().ok()?;
    let first = offset(tz, FIRST);
    let mut changes = Vec::new();
    let (mut at, mut before) = (FIRST, first);
    while at < LAST {
        let next = (at + STEP).min(LAST);
        let after = offset(tz, next);
        if after != before {
            changes.push((Timestamp(change(tz, at, next) * 1_000), after * 1_000));
        }
        (at, before) = (next, after);
    }
    let mut zone = Zone { name: name.into(), first: first * 1_000, changes: changes.into(), ..Zone::default() };
    zone.digest = sha256(&json(&zone));
    Some(zone)
}

/// Zones already taken from the database.
#[derive(Clone, Debug, Default)]
pub struct Zones(BTreeMap<Box<str>, Zone>);

impl Zones {
    /// A zone by its name, extracted at first use.
    pub fn zone(&mut self, name: &str) -> Option<Zone> {
        if let Some(known) = self.0.get(name) {
            return Some(known.clone());
        }
        let found = zone(name)?;
        self.0.insert(name.into(), found.clone());
        Some(found)
    }
}

/// The names of all zones.
pub fn names() -> impl Iterator<Item = &'static str> {
    TZ_VARIANTS.iter().map(|tz| tz.name())
}

/// Seconds east of Greenwich at an instant in seconds.
fn offset(tz: Tz, at: i64) -> i64 {
    let utc = DateTime::from_timestamp(at, 0).unwrap_or_default().naive_utc();
    i64::from(tz.offset_from_utc_datetime(&utc).fix().local_minus_utc())
}

/// The first second with the later offset, in a stretch that holds one change.
fn change(tz: Tz, from: i64, to: i64) -> i64 {
    let after = offset(tz, to);
    let (mut low, mut high) = (from, to);
    while high - low > 1 {
        let middle = low + (high - low) / 2;
        if offset(tz, middle) == after { high = middle } else { low = middle }
    }
    high
}

/// What the digest of a zone is over: its name, its first offset and its changes, in milliseconds.
fn json(zone: &Zone) -> Json {
    let change = |(at, offset): &(Timestamp, i64)| Json::List([at.0, *offset].map(Json::Whole).into());
    Json::Object(
        [
            ("changes".into(), Json::List(zone.changes.iter().map(change).collect())),
            ("first".into(), Json::Whole(zone.first)),
            ("name".into(), Json::Text(zone.name.clone())),
        ]
        .into(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: i64 = 3_600_000;

    #[test]
    fn zones_change_when_they_do() {
        let shanghai = zone("Asia/Shanghai").unwrap();
        assert_eq!((shanghai.first, shanghai.changes.len()), (8 * HOUR, 0));
        let berlin = zone("Europe/Berlin").unwrap();
        assert_eq!((berlin.first, berlin.changes.len()), (HOUR, 122));
        // 2026-03-29T01:00:00Z and 2026-10-25T01:00:00Z
        let year: Vec<_> =
            berlin.changes.iter().filter(|(at, _)| (1_767_225_600_000..1_798_761_600_000).contains(&at.0)).collect();
        assert_eq!(year, [&(Timestamp(1_774_746_000_000), 2 * HOUR), &(Timestamp(1_792_890_000_000), HOUR)]);
        // Half an hour of summer time, and a country that crossed the date line.
        assert!(zone("Australia/Lord_Howe").unwrap().changes.iter().any(|(_, offset)| *offset == 11 * HOUR));
        assert!(zone("Pacific/Apia").unwrap().changes.windows(2).any(|w| w[1].1 - w[0].1 == 24 * HOUR));
    }

    #[test]
    fn agrees_with_the_database() {
        for name in ["America/New_York", "Africa/Casablanca", "Asia/Tehran", "Antarctica/Troll"] {
            let (zone, tz) = (zone(name).unwrap(), name.parse::<Tz>().unwrap());
            for at in (FIRST..LAST).step_by(1_000_003) {
                assert_eq!(zone.offset_at(Timestamp(at * 1_000)), offset(tz, at) * 1_000, "{name} {at}");
            }
        }
    }

    /// Nothing lies between two looks at the database, in any zone.
    #[test]
    fn no_zone_changes_twice_within_a_step() {
        for tz in TZ_VARIANTS {
            let zone = zone(tz.name()).unwrap();
            for at in (FIRST + STEP / 2..LAST).step_by(43_201) {
                assert_eq!(zone.offset_at(Timestamp(at * 1_000)), offset(tz, at) * 1_000, "{} {at}", tz.name());
            }
        }
    }

    #[test]
    fn digest_tells_zones_apart() {
        assert_eq!(zone("Nowhere/Atall"), None);
        assert_ne!(zone("Asia/Shanghai").unwrap().digest, zone("Asia/Hong_Kong").unwrap().digest);
        assert_eq!(zone("Asia/Shanghai").unwrap().digest, zone("Asia/Shanghai").unwrap().digest);
        assert!(names().any(|name| name == "Asia/Shanghai"));
    }
}
