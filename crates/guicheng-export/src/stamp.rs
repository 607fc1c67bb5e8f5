//! Instants of event logs: to the microsecond, with the offset at which they were written.

use chrono::{DateTime, FixedOffset, SecondsFormat};
use guicheng_core::{Timestamp, Zone};

/// An instant with its offset. Finer parts than a microsecond are cut off: mining tools do so too.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub struct Stamp {
    /// Microseconds since 1970-01-01T00:00:00Z.
    pub micros: i64,
    /// Seconds east of Greenwich.
    pub offset: i32,
}

impl Stamp {
    /// An instant of a case, as a clock on the wall of this zone shows it.
    pub fn at(at: Timestamp, zone: &Zone) -> Self {
        let offset = i32::try_from(zone.offset_at(at) / 1_000).unwrap_or(0);
        Self { micros: at.0.saturating_mul(1_000), offset }
    }

    /// The instant, to the millisecond.
    pub const fn instant(self) -> Timestamp {
        Timestamp(self.micros.div_euclid(1_000))
    }

    /// Reads RFC 3339 (XES writes `xs:dateTime`, of which this is the part with an offset).
    pub fn read(text: &str) -> Option<Self> {
        let at = DateTime::parse_from_rfc3339(text.trim()).ok()?;
        Some(Self { micros: at.timestamp_micros(), offset: at.offset().local_minus_utc() })
    }

    /// As RFC 3339, with milliseconds, or microseconds where there are any.
    pub fn write(self) -> String {
        self.text(self.offset)
    }

    /// The same in UTC.
    pub fn utc(self) -> String {
        self.text(0)
    }

    fn text(self, offset: i32) -> String {
        let form = if self.micros % 1_000 == 0 { SecondsFormat::Millis } else { SecondsFormat::Micros };
        let zone = FixedOffset::east_opt(offset);
        let at = DateTime::from_timestamp_micros(self.micros).zip(zone).map(|(at, zone)| at.with_timezone(&zone));
        // Years beyond those of chrono are no instants of a case.
        at.map_or_else(|| self.micros.to_string(), |at| at.to_rfc3339_opts(form, offset == 0))
    }
}

#[cfg(test)]
mod tests {
    use super::Stamp;

    #[test]
    fn what_is_read_is_written_again() {
        for text in [
            "2026-12-01T08:00:00.000+08:00",
            "2006-07-24T00:00:00.000+02:00",
            "2011-10-11T13:45:40.276Z",
            "2011-10-11T13:45:40.276123-05:30",
            "1969-12-31T23:59:59.999Z",
        ] {
            assert_eq!(Stamp::read(text).map(Stamp::write).as_deref(), Some(text));
        }
        assert_eq!(
            Stamp::read("2026-12-01T08:00:00+08:00").map(Stamp::utc).as_deref(),
            Some("2026-12-01T00:00:00.000Z")
        );
        assert_eq!(Stamp::read("yesterday"), None);
    }
}
