//! What `check` proves about a procedure, as findings and as JSON.

use crate::library::Checked;
use guicheng_lang::{
    Diagnostic,
    finding::{GraphFinding, Unsound},
    place_of,
};
use guicheng_verify::{Counterexample, Property, Report, Trace, Verdict, soundness};
use serde_json::{Value, json};

/// Proves what can be proved about the procedure of a file, and adds a finding where it fails.
pub(crate) fn prove(checked: &mut Checked) {
    let Some(procedure) = &checked.procedure else { return };
    let report = soundness(procedure);
    let found = match &report.verdict {
        Verdict::Sound => None,
        Verdict::Unknown => Some((GraphFinding::Unproved, "")),
        Verdict::Unsound(shown) => Some((finding(shown), &*shown.at)),
    };
    if let Some((finding, at)) = found {
        checked.findings.push(Diagnostic::new(finding, place_of(&checked.source, at)));
    }
    checked.report = Some(report);
}

fn finding(shown: &Counterexample) -> GraphFinding {
    let how = match shown.property {
        Property::OptionToComplete => Unsound::Stuck,
        Property::ProperCompletion => Unsound::Doubled,
        Property::NoDeadStep => Unsound::Dead,
    };
    GraphFinding::Unsound { how, zh: shown.zh.as_str().into(), en: shown.en.as_str().into() }
}

/// The `soundness` of a procedure in the output of `check`.
pub(crate) fn document(report: Option<&Report>) -> Value {
    let Some(report) = report else {
        return json!({ "verdict": "unknown", "property": null, "trace": null, "states": null, "method": "not looked at" });
    };
    let (verdict, shown) = match &report.verdict {
        Verdict::Sound => ("sound", None),
        Verdict::Unsound(shown) => ("unsound", Some(shown)),
        Verdict::Unknown => ("unknown", None),
    };
    json!({
        "verdict": verdict,
        "property": shown.map(|shown| shown.property.name()),
        "trace": shown.map(|shown| trace(&shown.trace)),
        "states": report.states,
        "method": report.method.words(),
    })
}

fn trace(trace: &Trace) -> Value {
    let steps: Vec<Value> = trace.steps.iter().map(|step| json!({ "do": step.card, "take": step.take })).collect();
    json!({ "schema": guicheng_verify::TRACE_SCHEMA, "steps": steps })
}
