//! `guicheng check`: every independent finding in procedure files at once.

use crate::{
    args::Format,
    failure::{Exit, Failure},
    library::{self, Checked, File, Kind, Library},
    shell::Shell,
    words,
};
use clap::Args;
use guicheng_core::Procedure;
use guicheng_lang::{Diagnostic, Lang as Language, Severity, Source};
use serde::Serialize;
use std::path::{Path, PathBuf};

/// What to check.
#[derive(Debug, Args)]
pub(crate) struct Check {
    /// 文件或文件夹；不写是当前文件夹 · files or folders; the current one if none
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// 能放心改的直接改好 · repair what can be repaired safely
    #[arg(long)]
    fix: bool,
    /// 提醒也算错 · count warnings as errors
    #[arg(long, value_name = "warnings")]
    deny: Option<Deny>,
}

/// What counts as an error besides errors.
#[derive(Clone, Copy, PartialEq, Eq, Debug, clap::ValueEnum)]
enum Deny {
    /// Warnings.
    Warnings,
}

#[derive(Serialize)]
struct Doc {
    schema: &'static str,
    files: Vec<FileDoc>,
}

#[derive(Serialize)]
struct FileDoc {
    path: String,
    findings: Vec<FindingDoc>,
    procedures: Vec<ProcedureDoc>,
}

#[derive(Serialize)]
struct FindingDoc {
    code: &'static str,
    severity: &'static str,
    message: BothDoc,
    help: Option<BothDoc>,
    line: u32,
    column: u32,
    end_line: u32,
    end_column: u32,
    clause: Option<String>,
    fixes: Vec<FixDoc>,
}

#[derive(Serialize)]
struct BothDoc {
    zh: String,
    en: String,
}

#[derive(Serialize)]
struct FixDoc {
    words: BothDoc,
    safe: bool,
    edits: Vec<EditDoc>,
}

#[derive(Serialize)]
struct EditDoc {
    line: u32,
    column: u32,
    end_line: u32,
    end_column: u32,
    with: String,
}

#[derive(Serialize)]
struct ProcedureDoc {
    id: String,
    version: String,
    digest: String,
    soundness: Soundness,
}

/// What is known about soundness.
#[derive(Serialize)]
struct Soundness {
    verdict: &'static str,
    property: Option<&'static str>,
    trace: Option<Vec<String>>,
    states: Option<u64>,
    method: &'static str,
}

/// Checks it.
pub(crate) fn run(args: &Check, shell: &Shell) -> Result<Exit, Failure> {
    let mut checked = Vec::new();
    for file in library::files(&args.paths, shell.lang)? {
        if let Some(mut one) = check(&file, shell)? {
            if args.fix && repair(&file, &one, shell)? > 0 {
                let again = library::read(Path::new(&file.path), shell.lang)?;
                one = check(&again, shell)?.unwrap_or(one);
            }
            checked.push(one);
        }
    }
    if checked.is_empty() {
        let paths: Vec<String> = args.paths.iter().map(|p| p.display().to_string()).collect();
        let paths = if paths.is_empty() { ".".into() } else { paths.join(shell.lang.comma()) };
        return Err(Failure::unreadable(words::no_files(shell.lang, paths)));
    }
    let count = |severity| checked.iter().flat_map(|c| &c.findings).filter(|f| f.severity() == severity).count();
    let (errors, warnings) = (count(Severity::Error), count(Severity::Warning));
    match shell.format {
        Format::Json => shell.document(&document(&checked))?,
        Format::Github => checked.iter().for_each(|one| shell.print(&github(one, shell))),
        Format::Sarif => shell.document(&super::sarif::document(&checked))?,
        Format::Human => {
            checked.iter().for_each(|one| shell.print(&rendered(shell, one)));
            shell.line(&words::checked(shell.lang, checked.len(), errors, warnings));
        }
    }
    let wrong = errors > 0 || (args.deny.is_some() && warnings > 0);
    Ok(if wrong { Exit::Refused } else { Exit::Done })
}

/// Checks one file as what it is; none: it is nothing of ours.
fn check(file: &File, shell: &Shell) -> Result<Option<Checked>, Failure> {
    let path = Path::new(&file.path);
    Ok(match library::kind(&file.path, &file.bytes) {
        Kind::Procedure => Some(Library::of_path(path, shell.lang)?.compile(&file.path, &file.bytes)),
        Kind::Tests => {
            let source = Source::from_bytes(guicheng_lang::FileId(0), &file.path, &file.bytes);
            let mut findings = Vec::new();
            let _ = guicheng_lang::doc::parse(&source, &mut findings);
            Some(Checked { source, findings, procedure: None })
        }
        Kind::Org | Kind::Calendars | Kind::Clauses => Some(library::side(file)),
        // A broken file does not say what it is: its own text has something to say.
        Kind::Other => Some(library::side(file)).filter(|one| !one.findings.is_empty()),
    })
}

/// Applies the safe fixes; how many.
fn repair(file: &File, checked: &Checked, shell: &Shell) -> Result<usize, Failure> {
    let mut text = checked.source.text.clone();
    let safe = |f: &Diagnostic| f.fixes.iter().find(|fix| fix.safe).cloned();
    let fixes: Vec<_> = checked.findings.iter().filter_map(safe).collect();
    if fixes.is_empty() {
        return Ok(0);
    }
    let mut edits: Vec<_> = fixes.iter().flat_map(|fix| &fix.edits).collect();
    // From the end, so that places before stay what they are; of two that overlap the later one waits for the next run.
    edits.sort_by_key(|edit| core::cmp::Reverse((edit.span.start, edit.span.end)));
    let mut before = usize::MAX;
    for edit in edits {
        let range = edit.span.range();
        if range.end <= before && text.get(range.clone()).is_some() {
            before = range.start;
            text.replace_range(range, &edit.with);
        }
    }
    let written = std::fs::write(&file.path, &text);
    written.map_err(|e| Failure::unreadable(words::cannot_write(shell.lang, &file.path, e)))?;
    if shell.format == Format::Human {
        shell.line(&words::fixed(shell.lang, &file.path, fixes.len()));
    }
    Ok(fixes.len())
}

/// The findings of a file, for people.
pub(crate) fn rendered(shell: &Shell, checked: &Checked) -> String {
    let language: Language = shell.lang.into();
    let mut out = String::new();
    for finding in &checked.findings {
        let place = checked.source.place(finding.primary.start);
        let words = finding.words();
        let (code, path) = (finding.code(), &checked.source.path);
        out.push_str(&format!(
            "{path}:{}:{}: {}[{code}]: {}\n",
            place.line,
            place.column,
            severity(finding.severity()),
            words.message.of(language)
        ));
        if let Some(help) = &words.help {
            out.push_str(&format!("    {}\n", help.of(language)));
        }
    }
    out
}

fn document(checked: &[Checked]) -> Doc {
    let file = |one: &Checked| FileDoc {
        path: one.source.path.to_string(),
        findings: one.findings.iter().map(|f| finding(&one.source, f)).collect(),
        procedures: one.procedure.iter().map(procedure).collect(),
    };
    Doc { schema: "guicheng/check/1", files: checked.iter().map(file).collect() }
}

fn finding(source: &Source, finding: &Diagnostic) -> FindingDoc {
    let (from, to) = (source.place(finding.primary.start), source.place(finding.primary.end));
    let words = finding.words();
    let edit = |edit: &guicheng_lang::Edit| {
        let (from, to) = (source.place(edit.span.start), source.place(edit.span.end));
        let with = edit.with.clone();
        EditDoc { line: from.line, column: from.column, end_line: to.line, end_column: to.column, with }
    };
    let fix = |fix: &guicheng_lang::Fix| FixDoc {
        words: both(&fix.words),
        safe: fix.safe,
        edits: fix.edits.iter().map(edit).collect(),
    };
    FindingDoc {
        code: finding.code(),
        severity: severity(finding.severity()),
        message: both(&words.message),
        help: words.help.as_ref().map(both),
        line: from.line,
        column: from.column,
        end_line: to.line,
        end_column: to.column,
        clause: finding.clause.as_ref().map(ToString::to_string),
        fixes: finding.fixes.iter().map(fix).collect(),
    }
}

fn both(both: &guicheng_lang::Both) -> BothDoc {
    BothDoc { zh: both.zh.clone(), en: both.en.clone() }
}

fn procedure(procedure: &Procedure) -> ProcedureDoc {
    ProcedureDoc {
        id: procedure.id.to_string(),
        version: crate::picture::version(procedure.version),
        digest: guicheng_history::to_hex(&procedure.digest),
        soundness: Soundness {
            verdict: "unknown",
            property: None,
            trace: None,
            states: None,
            method: "not yet proved",
        },
    }
}

/// How grave a finding is, as a stable word.
pub(crate) const fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}

/// Findings as annotations of a build.
fn github(checked: &Checked, shell: &Shell) -> String {
    let language: Language = shell.lang.into();
    let escape = |text: &str| text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A");
    let one = |f: &Diagnostic| {
        let place = checked.source.place(f.primary.start);
        let command = match f.severity() {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "notice",
        };
        let (path, words) = (escape(&checked.source.path), escape(f.words().message.of(language)));
        format!("::{command} file={path},line={},col={},title={}::{words}\n", place.line, place.column, f.code())
    };
    checked.findings.iter().map(one).collect()
}
