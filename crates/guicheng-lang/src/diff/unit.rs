//! Units of time in what is written, as people see them.

use crate::{digest::Json, times};

/// Words for each unit, Chinese and English first; longer ones before those that they contain.
const UNITS: [&[&str]; 8] = [
    &["工作日", "workdays", "workday", "wd"],
    &["日历天", "calendar days", "calendar day"],
    &["个月", "months", "month"],
    &["年", "years", "year"],
    &["分钟", "minutes", "minute", "mins", "min", "分", "m"],
    &["小时", "hours", "hour", "h", "时"],
    &["天", "days", "day", "d", "日"],
    &["秒", "seconds", "second", "s"],
];

/// Whether two texts are times in different units.
pub(super) fn changed(old: Option<&Json>, new: Option<&Json>) -> bool {
    let of = |json: Option<&Json>| match json {
        Some(Json::Text(text)) => of(text),
        _ => None,
    };
    matches!((of(old), of(new)), (Some(old), Some(new)) if old != new)
}

/// The one unit of a time.
pub(super) fn of(text: &str) -> Option<usize> {
    times::limit(text).ok()?;
    let unit = text.trim().trim_start_matches(|c: char| c.is_ascii_digit() || c == '.' || c == ' ' || c == '个');
    UNITS.iter().position(|words| words.contains(&unit) || (unit.starts_with('月') && words.contains(&"个月")))
}

/// Its name: Chinese, English.
pub(super) fn names(text: &str) -> Option<(&'static str, &'static str)> {
    match UNITS.get(of(text)?)? {
        [zh, en, ..] => Some((zh, en)),
        _ => None,
    }
}
