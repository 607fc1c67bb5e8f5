//! `guicheng test`: scenario files on a virtual clock, and what they covered.

use crate::{
    failure::{Exit, Failure},
    library::{self, Checked, File, Kind, Library},
    shell::Shell,
    table::Table,
    words,
};
use clap::Args;
use guicheng_lang::{FileId, Source, has_errors};
use guicheng_scenario::scenario::{self, Report};
use serde::Serialize;
use std::path::{Path, PathBuf};

/// Which scenarios.
#[derive(Debug, Args)]
pub(crate) struct Test {
    /// 文件或文件夹；不写是当前文件夹 · files or folders; the current one if none
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// 列出没走到的 · list what was never reached
    #[arg(long)]
    missing: bool,
}

#[derive(Serialize)]
struct Doc {
    schema: &'static str,
    passed: usize,
    failed: usize,
    tests: Vec<One>,
    coverage: Vec<CoverageDoc>,
}

#[derive(Serialize)]
struct One {
    file: String,
    name: String,
    ok: bool,
    line: Option<u32>,
    why: Option<Why>,
}

#[derive(Serialize)]
struct Why {
    zh: String,
    en: String,
}

#[derive(Serialize)]
struct CoverageDoc {
    procedure: String,
    version: String,
    steps: [usize; 2],
    flows: [usize; 2],
    clocks: [usize; 2],
    rules: [usize; 2],
    missing: Missing,
}

#[derive(Serialize)]
struct Missing {
    steps: Vec<String>,
    flows: Vec<String>,
    clocks: Vec<String>,
    rules: Vec<String>,
}

/// Runs them.
pub(crate) fn run(args: &Test, shell: &Shell) -> Result<Exit, Failure> {
    let files = library::files(&args.paths, shell.lang)?;
    let files: Vec<File> = files.into_iter().filter(|f| library::kind(&f.path, &f.bytes) == Kind::Tests).collect();
    if files.is_empty() {
        let paths: Vec<String> = args.paths.iter().map(|p| p.display().to_string()).collect();
        let paths = if paths.is_empty() { ".".into() } else { paths.join(shell.lang.comma()) };
        return Err(Failure::unreadable(words::no_files(shell.lang, paths)));
    }
    let mut report = Report::default();
    let mut broken = false;
    for file in &files {
        match story(file, shell)? {
            Ok(one) => report.absorb(one),
            Err(shown) => {
                broken = true;
                shell.complain(shown.trim_end());
            }
        }
    }
    if shell.json() {
        shell.document(&document(&report))?;
    } else {
        text(&report, args, shell);
    }
    Ok(if broken || report.failed() > 0 { Exit::Refused } else { Exit::Done })
}

/// Plays one file, or says what is wrong with it or its procedure.
fn story(file: &File, shell: &Shell) -> Result<Result<Report, String>, Failure> {
    let source = Source::from_bytes(FileId(0), &file.path, &file.bytes);
    let (story, findings) = scenario::parse(&source);
    let bad = has_errors(&findings);
    let checked = Checked { source, findings, procedure: None };
    let Some(story) = story.filter(|_| !bad) else { return Ok(Err(super::check::rendered(shell, &checked))) };
    let path = Path::new(&file.path);
    let wanted = &story.procedure.value;
    let Some(checked) = procedure(path, wanted, shell)? else {
        return Ok(Err(words::no_procedure(shell.lang, wanted, "—")));
    };
    if has_errors(&checked.findings) {
        return Ok(Err(super::check::rendered(shell, &checked)));
    }
    let Some(procedure) = &checked.procedure else { return Ok(Err(words::has_findings(shell.lang, wanted))) };
    Ok(Ok(scenario::run(&story, procedure)))
}

/// The procedure that a scenario file tries: beside it, or of its library.
fn procedure(path: &Path, id: &str, shell: &Shell) -> Result<Option<Checked>, Failure> {
    let library = Library::of_path(path, shell.lang)?;
    if let Some((checked, _)) = library.find(id) {
        return Ok(Some(checked));
    }
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let beside = library::files(&[folder.to_owned()], shell.lang)?;
    let wanted = beside.iter().find(|f| library::id_of(&f.path, &f.bytes).as_deref() == Some(id));
    Ok(wanted.map(|f| library.compile(&f.path, &f.bytes)))
}

fn document(report: &Report) -> Doc {
    let one = |t: &scenario::Outcome| One {
        file: t.file.to_string(),
        name: t.name.to_string(),
        ok: t.ok(),
        line: t.why.as_ref().map(|w| w.line),
        why: t.why.as_ref().map(|w| Why { zh: w.words.zh.clone(), en: w.words.en.clone() }),
    };
    let missing = |r: &scenario::Reached| r.missing().map(str::to_owned).collect();
    let coverage = |c: &scenario::Coverage| CoverageDoc {
        procedure: c.procedure.to_string(),
        version: crate::picture::version(c.version),
        steps: pair(&c.steps),
        flows: pair(&c.flows),
        clocks: pair(&c.clocks),
        rules: pair(&c.rules),
        missing: Missing {
            steps: missing(&c.steps),
            flows: missing(&c.flows),
            clocks: missing(&c.clocks),
            rules: missing(&c.rules),
        },
    };
    Doc {
        schema: "guicheng/test/1",
        passed: report.passed(),
        failed: report.failed(),
        tests: report.tests.iter().map(one).collect(),
        coverage: report.coverage.iter().map(coverage).collect(),
    }
}

fn pair(reached: &scenario::Reached) -> [usize; 2] {
    let (done, all) = reached.counts();
    [done, all]
}

fn text(report: &Report, args: &Test, shell: &Shell) {
    let lang = shell.lang;
    let mut file = "";
    for test in &report.tests {
        if *test.file != *file {
            file = &test.file;
            shell.line(file);
        }
        match &test.why {
            None => shell.line(&format!("  ✓ {}", test.name)),
            Some(why) => {
                shell.line(&format!("  ✗ {}", test.name));
                let language: guicheng_lang::Lang = lang.into();
                shell.line(&format!("      {}:{}: {}", test.file, why.line, why.words.of(language)));
            }
        }
    }
    shell.line("");
    let mut table = Table::new([
        words::col_procedure(lang),
        words::col_step(lang),
        words::col_flow(lang),
        words::col_clock(lang),
        words::col_rule(lang),
    ]);
    let shown = |r: &scenario::Reached| {
        let [done, all] = pair(r);
        format!("{done}/{all}")
    };
    for c in &report.coverage {
        table.row([c.procedure.to_string(), shown(&c.steps), shown(&c.flows), shown(&c.clocks), shown(&c.rules)]);
    }
    shell.print(&table.render(""));
    for c in report.coverage.iter().filter(|_| args.missing) {
        for (title, reached) in [
            (words::col_step(lang), &c.steps),
            (words::col_flow(lang), &c.flows),
            (words::col_clock(lang), &c.clocks),
            (words::col_rule(lang), &c.rules),
        ] {
            let missing: Vec<&str> = reached.missing().collect();
            if !missing.is_empty() {
                shell.line(&words::never_reached(lang, &c.procedure, title, missing.join(lang.comma())));
            }
        }
    }
    shell.line(&words::tests_total(lang, report.passed(), report.failed()));
}
