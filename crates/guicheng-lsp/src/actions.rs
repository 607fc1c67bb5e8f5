//! Quick fixes: what findings offer, in Chinese.

use crate::place::range;
use guicheng_lang::{Diagnostic, Severity, Source};
use serde_json::{Value, json};

/// A finding as the editor shows it: Chinese, the advice, English.
pub(crate) fn diagnostic(source: &Source, uri: &str, found: &Diagnostic) -> Value {
    let words = found.words();
    let mut message = words.message.zh.clone();
    if let Some(help) = &words.help {
        message.push_str(&format!("\n建议：{}", help.zh));
    }
    message.push_str(&format!("\n{}", words.message.en));
    let severity = match found.severity() {
        Severity::Error => 1,
        Severity::Warning => 2,
        Severity::Note => 3,
    };
    let label = |label: &guicheng_lang::Label| json!({ "location": { "uri": uri, "range": range(source, label.span) }, "message": label.words.zh });
    json!({
        "range": range(source, found.primary),
        "severity": severity,
        "code": found.code(),
        "source": "规程",
        "message": message,
        "relatedInformation": found.labels.iter().map(label).collect::<Vec<_>>(),
    })
}

/// The fixes of findings that touch a stretch of bytes.
pub(crate) fn actions(source: &Source, uri: &str, findings: &[Diagnostic], from: usize, to: usize) -> Vec<Value> {
    let touches = |found: &&Diagnostic| {
        let span = found.primary.range();
        span.start <= to && from <= span.end.max(span.start)
    };
    let mut all = Vec::new();
    for found in findings.iter().filter(touches) {
        for fix in found.fixes.iter().filter(|fix| !fix.edits.is_empty()) {
            let edits: Vec<Value> = fix
                .edits
                .iter()
                .map(|edit| json!({ "range": range(source, edit.span), "newText": edit.with }))
                .collect();
            all.push(json!({
                "title": fix.words.zh,
                "kind": "quickfix",
                "isPreferred": fix.safe,
                "diagnostics": [diagnostic(source, uri, found)],
                "edit": { "changes": { uri: edits } },
            }));
        }
    }
    all
}
