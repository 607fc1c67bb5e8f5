//! Pictures as SVG: of many cases a dotted chart and a process map, of one case a timeline and a Gantt chart.
//!
//! They need nothing from outside, every mark has a title, and what they show stands in their description as text.

mod axis;
mod dots;
mod gantt;
mod labels;
mod layout;
mod map;
mod svg;
mod timeline;

pub use dots::dots;
pub use gantt::gantt;
pub use map::map;
pub use timeline::timeline;

use guicheng_history::Lang;

/// One of two wordings.
pub(crate) const fn pick<'t>(lang: Lang, zh: &'t str, en: &'t str) -> &'t str {
    match lang {
        Lang::Zh => zh,
        Lang::En => en,
    }
}

/// A length of time in its two greatest units; `micros` are microseconds.
pub fn span(micros: i64, lang: Lang) -> String {
    const SECOND: i64 = 1_000_000;
    let units = [
        (86_400 * SECOND, pick(lang, "天", "d")),
        (3_600 * SECOND, pick(lang, "小时", "h")),
        (60 * SECOND, pick(lang, "分", "min")),
        (SECOND, pick(lang, "秒", "s")),
    ];
    let mut rest = micros.saturating_abs();
    let mut parts = Vec::new();
    for (size, unit) in units {
        let count = rest / size;
        rest %= size;
        if count > 0 {
            parts.push(format!("{count} {unit}"));
        }
    }
    parts.truncate(2);
    if parts.is_empty() { format!("0 {}", pick(lang, "秒", "s")) } else { parts.join(" ") }
}

#[cfg(test)]
mod tests;
