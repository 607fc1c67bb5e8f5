//! `check --told TIME`: can work wait so long with nobody told? A proof, or a story day by day.

use crate::{instant, lang::Lang, library::Checked, words};
use guicheng_core::{Procedure, org::Org};
use guicheng_verify::{Gap, Told, told};
use serde_json::{Value, json};

/// Gaps told one by one.
const SHOWN: usize = 20;

/// The answer for a procedure.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    within: i64,
    org: Org,
    told: Told,
}

/// Asks it of the procedure of a file, if it came out.
pub(crate) fn ask(checked: &mut Checked, org: &Org, within: i64) {
    checked.told = checked.procedure.as_ref().map(|p| Answer { within, org: org.clone(), told: told(p, org, within) });
}

impl Answer {
    /// Whether it can wait so long.
    pub(crate) fn can_wait(&self) -> bool {
        !self.told.gaps.is_empty()
    }

    fn verdict(&self) -> &'static str {
        match (self.told.span, self.told.gaps.is_empty()) {
            (None, _) => "unknown",
            (Some(_), true) => "never",
            (Some(_), false) => "can_wait",
        }
    }

    /// For people.
    pub(crate) fn text(&self, p: &Procedure, lang: Lang) -> String {
        let span = instant::span(self.within, lang);
        let Some((first, last)) = self.told.span else { return words::told_unknown(lang, &p.id) + "\n" };
        let show = |at| instant::show(at, &self.org.zone);
        let (first, last) = (show(first), show(last));
        let mut out = if self.told.gaps.is_empty() {
            words::told_never(lang, &p.id, self.told.steps, first, last, span)
        } else {
            words::told_waits(lang, &p.id, span, self.told.gaps.len(), first, last)
        };
        out.push('\n');
        for gap in self.told.gaps.iter().take(SHOWN) {
            let to = gap.to.map_or_else(|| words::told_end(lang).into(), show);
            out += &format!("  {}\n", words::told_gap(lang, show(gap.from), to, title(p, *gap, lang)));
        }
        if let Some(more) = self.told.gaps.len().checked_sub(SHOWN).filter(|more| *more > 0) {
            out += &format!("  {}\n", words::told_more(lang, more));
        }
        if !self.told.open.is_empty() {
            let names: Vec<&str> =
                self.told.open.iter().map(|step| p.names.steps.at(*step).title_in(lang.code())).collect();
            out += &format!("  {}\n", words::told_open(lang, names.join(lang.comma())));
        }
        out
    }

    /// For programs.
    pub(crate) fn document(&self, p: &Procedure) -> Value {
        let show = |at| instant::rfc3339(at, &self.org.zone);
        let id = |step| p.names.steps.at(step).id.to_string();
        let gap = |gap: &Gap| json!({ "step": id(gap.step), "from": show(gap.from), "to": gap.to.map(show) });
        json!({
            "verdict": self.verdict(),
            "within_ms": self.within,
            "from": self.told.span.map(|span| show(span.0)),
            "to": self.told.span.map(|span| show(span.1)),
            "steps": self.told.steps,
            "not_looked_at": self.told.open.iter().map(|step| id(*step)).collect::<Vec<_>>(),
            "gaps": self.told.gaps.iter().map(gap).collect::<Vec<_>>(),
        })
    }
}

fn title(p: &Procedure, gap: Gap, lang: Lang) -> String {
    let label = p.names.steps.at(gap.step);
    format!("{} ({})", label.title_in(lang.code()), label.id)
}
