//! Findings in SARIF, for code scanning tools.

use crate::library::Checked;
use guicheng_lang::severity_word;
use serde_json::{Value, json};

/// The findings of all files as one run.
pub(crate) fn document(checked: &[Checked]) -> Value {
    let results: Vec<Value> = checked.iter().flat_map(|one| one.findings.iter().map(move |f| result(one, f))).collect();
    let driver = json!({ "name": "guicheng", "version": env!("CARGO_PKG_VERSION") });
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{ "tool": { "driver": driver }, "columnKind": "unicodeCodePoints", "results": results }],
    })
}

fn result(checked: &Checked, finding: &guicheng_lang::Diagnostic) -> Value {
    let (from, to) = (checked.source.place(finding.primary.start), checked.source.place(finding.primary.end));
    let words = finding.words().message;
    json!({
        "ruleId": finding.code(),
        "level": severity_word(finding.severity()),
        "message": { "text": format!("{} · {}", words.zh, words.en) },
        "locations": [{
            "physicalLocation": {
                "artifactLocation": { "uri": checked.source.path.replace('\\', "/") },
                "region": {
                    "startLine": from.line, "startColumn": from.column,
                    "endLine": to.line, "endColumn": to.column,
                },
            },
        }],
    })
}
