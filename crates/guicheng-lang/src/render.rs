//! Showing findings: drawn for a terminal, or as data.

use crate::{
    diagnostic::{Both, Diagnostic, Severity, Span},
    digest::Json,
    source::Source,
};
use alloc::{
    boxed::Box,
    collections::{BTreeMap, BTreeSet},
    vec::Vec,
};

/// The words of gravity that scripts read.
pub fn severity_word(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}

/// Findings of one source as data: code, severity, words, lines and columns from 1 in characters, fixes as edits.
pub fn to_json(source: &Source, findings: &[Diagnostic]) -> Json {
    Json::List(findings.iter().map(|found| one(source, found)).collect())
}

fn one(source: &Source, found: &Diagnostic) -> Json {
    let words = found.words();
    let mut all = place(source, found.primary);
    all.push(("code", text(found.code())));
    all.push(("severity", text(severity_word(found.severity()))));
    all.push(("message", both(&words.message)));
    if let Some(help) = &words.help {
        all.push(("help", both(help)));
    }
    if let Some(clause) = &found.clause {
        all.push(("clause", text(clause)));
    }
    if !found.labels.is_empty() {
        let label = |label: &crate::Label| {
            let mut at = place(source, label.span);
            at.push(("message", both(&label.words)));
            object(at)
        };
        all.push(("labels", Json::List(found.labels.iter().map(label).collect())));
    }
    if !found.fixes.is_empty() {
        let edit = |edit: &crate::Edit| {
            let mut at = place(source, edit.span);
            at.push(("start", Json::Whole(edit.span.start.into())));
            at.push(("end", Json::Whole(edit.span.end.into())));
            at.push(("with", text(&edit.with)));
            object(at)
        };
        let fix = |fix: &crate::Fix| {
            object(Vec::from([
                ("title", both(&fix.words)),
                ("safe", Json::YesNo(fix.safe)),
                ("edits", Json::List(fix.edits.iter().map(edit).collect())),
            ]))
        };
        all.push(("fixes", Json::List(found.fixes.iter().map(fix).collect())));
    }
    object(all)
}

fn place(source: &Source, span: Span) -> Vec<(&'static str, Json)> {
    let (start, end) = (source.place(span.start), source.place(span.end));
    let whole = |n: u32| Json::Whole(n.into());
    Vec::from([
        ("line", whole(start.line)),
        ("column", whole(start.column)),
        ("end_line", whole(end.line)),
        ("end_column", whole(end.column)),
    ])
}

fn both(words: &Both) -> Json {
    object(Vec::from([("zh", text(&words.zh)), ("en", text(&words.en))]))
}

fn text(text: &str) -> Json {
    Json::Text(text.into())
}

fn object(entries: Vec<(&'static str, Json)>) -> Json {
    let all: BTreeMap<Box<str>, Json> = entries.into_iter().map(|(key, value)| (key.into(), value)).collect();
    Json::Object(all)
}

/// The text of a source with fixes applied: the safe ones, or the first of each finding. Fixes that overlap an earlier
/// one are left for the next time.
pub fn fixed(source: &Source, findings: &[Diagnostic], unsafe_too: bool) -> alloc::string::String {
    let mut edits: Vec<&crate::Edit> = Vec::new();
    // Where the edits taken so far stand, apart from each other: only the last that begins before one can reach into it.
    let mut taken: BTreeSet<(u32, u32)> = BTreeSet::new();
    for fix in findings.iter().filter_map(|found| found.fixes.iter().find(|fix| unsafe_too || fix.safe)) {
        let apart = |edit: &crate::Edit| {
            let before = taken.range(..(edit.span.end, 0)).next_back();
            before.is_none_or(|(_, end)| *end <= edit.span.start)
        };
        if fix.edits.iter().all(apart) {
            taken.extend(fix.edits.iter().map(|edit| (edit.span.start, edit.span.end)));
            edits.extend(&fix.edits);
        }
    }
    edits.sort_by_key(|edit| edit.span);
    let mut out = alloc::string::String::with_capacity(source.text.len());
    let mut at = 0;
    for edit in edits {
        out.push_str(source.text.get(at..edit.span.range().start).unwrap_or_default());
        out.push_str(&edit.with);
        at = edit.span.range().end;
    }
    out.push_str(source.text.get(at..).unwrap_or_default());
    out
}

#[cfg(feature = "render")]
pub use drawn::render;

#[cfg(feature = "render")]
mod drawn {
    use super::{Diagnostic, Severity, Source, Span};
    use crate::diagnostic::{Edit, Fix, Lang};
    use alloc::{string::String, vec::Vec};
    use annotate_snippets::{AnnotationKind, Group, Level, Patch, Renderer, Snippet, renderer::DecorStyle};
    use core::ops::Range;

    /// Lines of context around what is shown.
    const CONTEXT: u32 = 1;

    /// Draws findings, each with its place, its advice and its fix as a patch.
    pub fn render(sources: &[Source], findings: &[Diagnostic], lang: Lang, styled: bool) -> String {
        let renderer = if styled { Renderer::styled() } else { Renderer::plain() };
        let renderer = renderer.decor_style(DecorStyle::Ascii);
        let mut out = String::new();
        for found in findings {
            out.push_str(&renderer.render(&report(sources, found, lang)));
            out.push_str("\n\n");
        }
        out
    }

    fn level(severity: Severity, lang: Lang) -> Level<'static> {
        let (level, zh) = match severity {
            Severity::Error => (Level::ERROR, "错误"),
            Severity::Warning => (Level::WARNING, "警告"),
            Severity::Note => (Level::NOTE, "说明"),
        };
        named(level, zh, lang)
    }

    fn named(level: Level<'static>, zh: &'static str, lang: Lang) -> Level<'static> {
        match lang {
            Lang::Zh => level.with_name(zh),
            Lang::En => level,
        }
    }

    fn report<'s>(sources: &'s [Source], found: &Diagnostic, lang: Lang) -> Vec<Group<'s>> {
        let words = found.words();
        let title = level(found.severity(), lang).primary_title(String::from(words.message.of(lang)));
        let mut group = Group::with_title(title.id(found.code()));
        if let Some(source) = source(sources, found.primary) {
            group = group.element(marked(source, found.primary, AnnotationKind::Primary, None));
        }
        // One label a snippet: a second one on a line with wide text would be misplaced.
        for label in &found.labels {
            if let Some(source) = source(sources, label.span) {
                let words = String::from(label.words.of(lang));
                group = group.element(marked(source, label.span, AnnotationKind::Context, Some(words)));
            }
        }
        let mut groups = alloc::vec![group];
        let help = named(Level::HELP, "建议", lang);
        if let Some(advice) = &words.help {
            groups.push(Group::with_title(help.clone().secondary_title(String::from(advice.of(lang)))));
        }
        for fix in found.fixes.iter().filter(|fix| !fix.edits.is_empty()).take(1) {
            let title = help.clone().secondary_title(String::from(fix.words.of(lang)));
            groups.push(Group::with_title(title).elements(patched(sources, fix)));
        }
        groups
    }

    /// A fix as patches: edits of one line are drawn as one, so that what it comes to can be read.
    fn patched<'s>(sources: &'s [Source], fix: &Fix) -> Vec<Snippet<'s, Patch<'s>>> {
        let mut edits: Vec<&Edit> = fix.edits.iter().collect();
        edits.sort_by_key(|edit| edit.span);
        let touch = |a: &&Edit, b: &&Edit| {
            a.span.file == b.span.file
                && source(sources, a.span).is_some_and(|s| s.place(a.span.end).line == s.place(b.span.start).line)
        };
        let together = edits.chunk_by(touch).filter_map(|edits| {
            let (first, last) = (edits.first()?, edits.last()?);
            let source = source(sources, first.span)?;
            let (text, start, line) = window(source, Span { end: last.span.end, ..first.span });
            let patches = edits.iter().map(|edit| Patch::new(within(text, start, edit.span), edit.with.clone()));
            Some(Snippet::source(text).line_start(line).path(&*source.path).patches(patches))
        });
        together.collect()
    }

    fn source(sources: &[Source], span: Span) -> Option<&Source> {
        sources.iter().find(|source| source.id == span.file)
    }

    fn marked<'s>(
        source: &'s Source,
        span: Span,
        kind: AnnotationKind,
        label: Option<String>,
    ) -> Snippet<'s, annotate_snippets::Annotation<'s>> {
        let (text, start, line) = window(source, span);
        let mut mark = kind.span(within(text, start, span));
        if let Some(label) = label {
            mark = mark.label(label);
        }
        Snippet::source(text).line_start(line).path(&*source.path).annotation(mark)
    }

    fn within(text: &str, start: usize, span: Span) -> Range<usize> {
        let at = |byte: usize| byte.saturating_sub(start).min(text.len());
        at(span.range().start)..at(span.range().end)
    }

    /// The lines around a span: the text, where it starts, the number of its first line.
    fn window(source: &Source, span: Span) -> (&str, usize, usize) {
        let first = source.place(span.start).line.saturating_sub(CONTEXT).max(1);
        let last = source.place(span.end).line.saturating_add(CONTEXT);
        let start = source.line_start(first);
        let end = source.line_start(last.saturating_add(1));
        let text = source.text.get(start..end).unwrap_or_default();
        (text.trim_end_matches(['\n', '\r']), start, first as usize)
    }
}
