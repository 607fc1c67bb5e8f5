//! What a finding looks like to whoever shows it: code, place, words in both languages, fixes.

use crate::finding::Finding;
use alloc::{boxed::Box, string::String, vec::Vec};

/// A language that findings are written in.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Lang {
    /// Chinese.
    #[default]
    Zh,
    /// English.
    En,
}

/// The same words in both languages: neither can be forgotten.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Both {
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

impl Both {
    /// These words.
    pub fn new(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { zh: zh.into(), en: en.into() }
    }
    /// The words in one language.
    pub fn of(&self, lang: Lang) -> &str {
        match lang {
            Lang::Zh => &self.zh,
            Lang::En => &self.en,
        }
    }
}

/// What a finding says, and what helps.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Words {
    /// The finding itself.
    pub message: Both,
    /// What to do about it.
    pub help: Option<Both>,
}

impl Words {
    /// A finding without advice.
    pub fn new(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { message: Both::new(zh, en), help: None }
    }
    /// The same with advice.
    #[must_use]
    pub fn help(mut self, zh: impl Into<String>, en: impl Into<String>) -> Self {
        self.help = Some(Both::new(zh, en));
        self
    }
}

/// How grave a finding is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Severity {
    /// No procedure comes out of the file.
    Error,
    /// A procedure comes out, but somebody should look.
    Warning,
    /// Worth knowing.
    Note,
}

/// Which of the sources read together.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub struct FileId(pub u16);

/// A stretch of a source, in bytes of its text.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub struct Span {
    /// The source.
    pub file: FileId,
    /// First byte.
    pub start: u32,
    /// Byte after the last.
    pub end: u32,
}

impl Span {
    /// The stretch of a byte range; beyond 4 GiB it saturates (sources are far smaller).
    pub fn new(file: FileId, range: core::ops::Range<usize>) -> Self {
        let narrow = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Self { file, start: narrow(range.start), end: narrow(range.end) }
    }
    /// The byte range.
    pub fn range(self) -> core::ops::Range<usize> {
        self.start as usize..self.end as usize
    }
    /// A stretch inside this one, `range` counted from its first byte.
    #[must_use]
    pub fn inner(self, range: core::ops::Range<usize>) -> Self {
        let base = self.start as usize;
        Self::new(self.file, base.saturating_add(range.start)..base.saturating_add(range.end))
    }
}

/// A further place that explains a finding.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Label {
    /// Where.
    pub span: Span,
    /// Why it matters.
    pub words: Both,
}

/// A change of one stretch of a source.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Edit {
    /// What is replaced.
    pub span: Span,
    /// By what.
    pub with: String,
}

/// A way to repair what was found. A fix without edits means: write the text back as it was read (in UTF-8).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Fix {
    /// What it does.
    pub words: Both,
    /// The changes, apart from each other.
    pub edits: Vec<Edit>,
    /// Changes no meaning that the author can have wanted: may be applied without asking.
    pub safe: bool,
}

/// A finding with its place.
#[derive(Clone, PartialEq, Debug)]
pub struct Diagnostic {
    /// What was found.
    pub finding: Finding,
    /// Where.
    pub primary: Span,
    /// Further places.
    pub labels: Vec<Label>,
    /// Ways to repair it.
    pub fixes: Vec<Fix>,
    /// The clause it touches.
    pub clause: Option<Box<str>>,
}

impl Diagnostic {
    /// A finding at a place.
    pub fn new(finding: impl Into<Finding>, primary: Span) -> Self {
        Self { finding: finding.into(), primary, labels: Vec::new(), fixes: Vec::new(), clause: None }
    }
    /// Its code, such as `T003`: stable, with a page of its own.
    pub fn code(&self) -> &'static str {
        self.finding.code()
    }
    /// How grave it is.
    pub fn severity(&self) -> Severity {
        self.finding.severity()
    }
    /// Its words. Where it has neither advice nor a fix of its own, the advice is that of its code's page: no finding is
    /// without a way out.
    pub fn words(&self) -> Words {
        let words = self.finding.words();
        match crate::explain::page(self.code()) {
            Some(page) if words.help.is_none() && self.fixes.is_empty() => words.help(page.mend.zh, page.mend.en),
            _ => words,
        }
    }
    /// Adds a further place.
    #[must_use]
    pub fn label(mut self, span: Span, zh: impl Into<String>, en: impl Into<String>) -> Self {
        self.labels.push(Label { span, words: Both::new(zh, en) });
        self
    }
    /// Adds a fix that replaces one stretch.
    #[must_use]
    pub fn fix(mut self, words: Both, span: Span, with: impl Into<String>, safe: bool) -> Self {
        self.fixes.push(Fix { words, edits: alloc::vec![Edit { span, with: with.into() }], safe });
        self
    }
    /// Offers the near name, if there is one, in place of what stands at the primary span.
    #[must_use]
    pub fn near(self, near: Option<&str>, quoted: bool) -> Self {
        let Some(near) = near else { return self };
        let with = if quoted { alloc::format!("\"{near}\"") } else { near.into() };
        let span = self.primary;
        self.fix(Both::new(alloc::format!("改成 `{near}`"), alloc::format!("write `{near}`")), span, with, false)
    }
    /// Names the clause it touches.
    #[must_use]
    pub fn clause(mut self, clause: &str) -> Self {
        self.clause = Some(clause.into());
        self
    }
}

/// Whether any of these keeps a procedure from coming out.
pub fn has_errors(findings: &[Diagnostic]) -> bool {
    findings.iter().any(|f| f.severity() == Severity::Error)
}
