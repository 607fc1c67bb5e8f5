//! `guicheng check`: every independent finding in procedure files at once.

use crate::{
    args::Format,
    coverage::{self, Coverage},
    desk::Desk,
    failure::{Exit, Failure},
    library::{self, Checked, File, Kind, Shelf},
    proof, published,
    shell::Shell,
    told, words,
};
use clap::Args;
use guicheng_core::Procedure;
use guicheng_lang::{
    Diagnostic, FileId, Lang as Language, Places, Severity, Source, doc::Parsed, fixed, render, to_json,
};
use guicheng_scenario::scenario;
use serde::Serialize;
use std::path::{Path, PathBuf};

/// How often `--fix` goes over a file; what is left then is told of.
const ROUNDS: usize = 16;

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
    /// 有没有事会等这么久都没有人知道，如 10m · can anything wait so long with nobody told, such as 10m
    #[arg(long, value_name = "TIME", value_parser = within)]
    told: Option<i64>,
}

/// A length of time as files write it.
fn within(text: &str) -> Result<i64, String> {
    match guicheng_lang::times::limit(text) {
        Ok(guicheng_core::Limit::Span(ms)) => Ok(ms),
        Ok(_) | Err(_) => Err("10m, 2h".into()),
    }
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
    /// Of the registers of clauses whose whole folder was checked; none: there is none, or a procedure beside it is broken.
    coverage: Option<coverage::Doc>,
}

#[derive(Serialize)]
struct FileDoc {
    path: String,
    findings: serde_json::Value,
    procedures: Vec<ProcedureDoc>,
}

#[derive(Serialize)]
struct ProcedureDoc {
    id: String,
    version: String,
    digest: String,
    soundness: serde_json::Value,
    #[serde(skip_serializing_if = "Option::is_none")]
    told: Option<serde_json::Value>,
}

/// Checks it.
pub(crate) fn run(args: &Check, shell: &Shell) -> Result<Exit, Failure> {
    let (mut checked, mut shelf) = (Vec::new(), Shelf::default());
    // Versions are compared with the store that was named with this very command.
    let mut desk = if shell.store_is_typed() { Some(Desk::reading(shell)?) } else { None };
    for file in library::files(&args.paths, shell.lang)? {
        if let Some(mut one) = check(&file, &mut shelf, args.told, shell)? {
            if args.fix {
                one = repaired(one, &mut shelf, args.told, shell)?;
            }
            if let Some(desk) = &mut desk {
                let now = desk.now()?;
                published::compare(&mut one, desk, now)?;
            }
            checked.push(one);
        }
    }
    if checked.is_empty() {
        let paths: Vec<String> = args.paths.iter().map(|p| p.display().to_string()).collect();
        let paths = if paths.is_empty() { ".".into() } else { paths.join(shell.lang.comma()) };
        return Err(Failure::unreadable(words::no_files(shell.lang, paths)));
    }
    coverage::unknown_procedures(&args.paths, &mut checked);
    let coverage = coverage::of(&args.paths, &mut checked);
    let count = |severity| checked.iter().flat_map(|c| &c.findings).filter(|f| f.severity() == severity).count();
    let (errors, warnings) = (count(Severity::Error), count(Severity::Warning));
    match shell.format {
        Format::Json => shell.document(&document(&checked, &coverage)?)?,
        Format::Github => checked.iter().for_each(|one| shell.print(&github(one, shell))),
        Format::Sarif => shell.document(&super::sarif::document(&checked))?,
        Format::Human => {
            checked.iter().for_each(|one| shell.print(&rendered(shell, one)));
            shell.print(&coverage::table(&coverage, shell.lang));
            for (answer, p) in checked.iter().filter_map(|one| one.told.as_ref().zip(one.procedure.as_ref())) {
                shell.print(&answer.text(p, shell.lang));
            }
            shell.line(&words::checked(shell.lang, checked.len(), errors, warnings));
        }
    }
    let waits = checked.iter().any(|one| one.told.as_ref().is_some_and(told::Answer::can_wait));
    let wrong = errors > 0 || waits || (args.deny.is_some() && warnings > 0);
    Ok(if wrong { Exit::Refused } else { Exit::Done })
}

/// Checks one file as what it is; none: it is nothing of ours.
fn check(file: &File, shelf: &mut Shelf, within: Option<i64>, shell: &Shell) -> Result<Option<Checked>, Failure> {
    let path = Path::new(&file.path);
    let source = Source::from_bytes(FileId(0), &file.path, &file.bytes);
    let parsed = Parsed::of(&source);
    Ok(match library::kind(&parsed) {
        Kind::Procedure => {
            let library = shelf.of_path(path, shell.lang)?;
            let mut one = library.compile_parsed(&source, parsed);
            proof::prove(&mut one);
            if let Some(within) = within {
                told::ask(&mut one, &library.org, within);
            }
            Some(one)
        }
        Kind::Tests => {
            let (_, findings) = scenario::parse_read(&source, parsed);
            Some(Checked::found(source, findings))
        }
        Kind::Org | Kind::Calendars | Kind::Clauses => Some(library::side(file, &source, parsed)),
        // A broken file does not say what it is: its own text has something to say, and it may be a procedure, of which
        // nobody knows what it cites.
        Kind::Other => {
            let one = Checked { places: Some(Places::default()), ..library::side(file, &source, parsed) };
            Some(one).filter(|one| !one.findings.is_empty())
        }
    })
}

/// A file with its safe fixes applied, again and again until none is left: one repair may show the next mistake.
fn repaired(mut one: Checked, shelf: &mut Shelf, within: Option<i64>, shell: &Shell) -> Result<Checked, Failure> {
    let mut count = 0;
    for _ in 0..ROUNDS {
        let safe = one.findings.iter().filter(|found| found.fixes.iter().any(|fix| fix.safe)).count();
        if safe == 0 {
            break;
        }
        count += safe;
        let path = one.source.path.to_string();
        let written = std::fs::write(&path, fixed(&one.source, &one.findings, false));
        written.map_err(|e| Failure::unreadable(words::cannot_write(shell.lang, &path, e)))?;
        *shelf = Shelf::default();
        let again = library::read(Path::new(&path), shell.lang)?;
        one = check(&again, shelf, within, shell)?.unwrap_or(one);
    }
    if count > 0 && shell.format == Format::Human {
        shell.line(&words::fixed(shell.lang, &one.source.path, count));
    }
    Ok(one)
}

/// The findings of a file, for people.
pub(crate) fn rendered(shell: &Shell, checked: &Checked) -> String {
    render(core::slice::from_ref(&checked.source), &checked.findings, shell.lang.into(), shell.colours())
}

fn document(checked: &[Checked], coverage: &Coverage) -> Result<Doc, Failure> {
    let file = |one: &Checked| {
        let findings = serde_json::from_str(&to_json(&one.source, &one.findings).canonical());
        Ok(FileDoc {
            path: one.source.path.to_string(),
            findings: findings.map_err(|e| Failure::internal(e.to_string()))?,
            procedures: one.procedure.iter().map(|found| procedure(found, one)).collect(),
        })
    };
    let files = checked.iter().map(file).collect::<Result<_, Failure>>()?;
    Ok(Doc { schema: "guicheng/check/1", files, coverage: coverage.document() })
}

fn procedure(procedure: &Procedure, checked: &Checked) -> ProcedureDoc {
    ProcedureDoc {
        id: procedure.id.to_string(),
        version: crate::picture::version(procedure.version),
        digest: guicheng_history::to_hex(&procedure.digest),
        soundness: proof::document(checked.report.as_ref()),
        told: checked.told.as_ref().map(|answer| answer.document(procedure)),
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
