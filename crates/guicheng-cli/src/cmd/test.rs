//! `guicheng test`: scenario files on a virtual clock, and what they covered.

use crate::{
    failure::{Exit, Failure},
    lang::Lang,
    library::{self, Checked, File, Kind, Library},
    shell::Shell,
    table::Table,
    words,
};
use clap::Args;
use guicheng_core::{Procedure, StepKind, Timestamp};
use guicheng_lang::{FileId, Source, doc, has_errors};
use guicheng_scenario::scenario::{self, Edition, Organisation, Part, Report, Story};
use serde::Serialize;
use std::path::{Path, PathBuf};

/// Which scenarios.
#[derive(Debug, Args)]
pub(crate) struct Test {
    /// 文件或文件夹；不写是当前文件夹 · files or folders; the current one if none
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// 有没走到的就算不过 · fail when anything was never reached
    #[arg(long)]
    require_coverage: bool,
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
    /// A file that was run tries it; else it was only called.
    tried: bool,
    steps: [usize; 2],
    flows: [usize; 2],
    clocks: [usize; 2],
    rules: [usize; 2],
    registers: [usize; 2],
    notices: [usize; 2],
    clauses: [usize; 2],
    missing: Missing,
}

#[derive(Serialize)]
struct Missing {
    steps: Vec<String>,
    flows: Vec<String>,
    clocks: Vec<String>,
    rules: Vec<String>,
    registers: Vec<String>,
    notices: Vec<String>,
    clauses: Vec<String>,
}

/// Runs them.
pub(crate) fn run(args: &Test, shell: &Shell) -> Result<Exit, Failure> {
    let files = story_files(&args.paths, shell)?;
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
        text(&report, shell);
    }
    let uncovered = args.require_coverage && report.coverage.iter().any(|c| c.tried && !c.whole());
    if uncovered {
        shell.complain(words::not_covered(shell.lang));
    }
    Ok(if broken || uncovered || report.failed() > 0 { Exit::Refused } else { Exit::Done })
}

/// Files of stories at these paths; there must be one.
pub(crate) fn story_files(paths: &[PathBuf], shell: &Shell) -> Result<Vec<File>, Failure> {
    let files = library::files(paths, shell.lang)?;
    let files: Vec<File> = files.into_iter().filter(|f| f.kind() == Kind::Tests).collect();
    if files.is_empty() {
        let paths: Vec<String> = paths.iter().map(|p| p.display().to_string()).collect();
        let paths = if paths.is_empty() { ".".into() } else { paths.join(shell.lang.comma()) };
        return Err(Failure::unreadable(words::no_files(shell.lang, paths)));
    }
    Ok(files)
}

/// Plays one file, or says what is wrong with it or its procedure.
fn story(file: &File, shell: &Shell) -> Result<Result<Report, String>, Failure> {
    with_story(file, shell, scenario::play)
}

/// Does something with one file of stories and what they need; or says what is wrong with it or its procedure.
pub(crate) fn with_story<T>(
    file: &File,
    shell: &Shell,
    play: impl for<'a> FnOnce(&'a Story, &'a Procedure, &'a scenario::Library<'a>) -> T,
) -> Result<Result<T, String>, Failure> {
    let source = Source::from_bytes(FileId(0), &file.path, &file.bytes);
    let (story, findings) = scenario::parse(&source);
    let bad = has_errors(&findings);
    let checked = Checked::found(source, findings);
    let Some(story) = story.filter(|_| !bad) else { return Ok(Err(super::check::rendered(shell, &checked))) };
    let wanted = &story.procedure.value;
    let shelf = Shelf::of(Path::new(&file.path), shell)?;
    let Some(checked) = shelf.compile(wanted) else {
        return Ok(Err(words::no_procedure(shell.lang, wanted, "—")));
    };
    if has_errors(&checked.findings) {
        return Ok(Err(super::check::rendered(shell, &checked)));
    }
    let Some(procedure) = &checked.procedure else { return Ok(Err(words::has_findings(shell.lang, wanted))) };
    let org = match &story.organisation {
        None => None,
        Some(Organisation::Nearest) => shelf.library.org_bytes.is_some().then(|| shelf.library.org.clone()),
        Some(Organisation::File(name)) => {
            let beside = Path::new(&file.path).with_file_name(&*name.value);
            Some(library::org_of(&library::read(&beside, shell.lang)?.bytes))
        }
    };
    let called = shelf.called(&story, procedure);
    let versions = match shelf.versions(file, &story, &checked, procedure, shell)? {
        Ok(versions) => versions,
        Err(shown) => return Ok(Err(shown)),
    };
    let editions = called.iter().map(|procedure| Edition { procedure, effective: Timestamp(i64::MIN) });
    let later = versions.iter().map(|(procedure, effective)| Edition { procedure, effective: *effective });
    let library = scenario::Library { editions: editions.chain(later).collect(), org: org.as_ref() };
    Ok(Ok(play(&story, procedure, &library)))
}

/// The procedure files that a scenario file can name: of its library, and beside it.
struct Shelf {
    library: Library,
    files: Vec<(String, File)>,
}

impl Shelf {
    fn of(path: &Path, shell: &Shell) -> Result<Self, Failure> {
        let library = Library::of_path(path, shell.lang)?;
        let mut files = library.procedures();
        let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let beside = library::files(&[folder.to_owned()], shell.lang)?;
        files.extend(beside.into_iter().filter_map(|f| library::id_of(&f.path, &f.bytes).map(|id| (id, f))));
        Ok(Self { library, files })
    }

    fn compile(&self, id: &str) -> Option<Checked> {
        let (_, file) = self.files.iter().find(|(own, _)| own == id)?;
        Some(self.library.compile(&file.path, &file.bytes))
    }

    /// Further versions of the procedure tried, or what is wrong with one.
    fn versions(
        &self,
        file: &File,
        story: &Story,
        tried: &Checked,
        procedure: &Procedure,
        shell: &Shell,
    ) -> Result<Result<Vec<(Procedure, Timestamp)>, String>, Failure> {
        let mut all = Vec::new();
        for version in &story.versions {
            let (path, bytes) = match &version.file {
                Some(name) => {
                    let beside = library::read(&Path::new(&file.path).with_file_name(&*name.value), shell.lang)?;
                    (beside.path, beside.bytes)
                }
                None => {
                    let base = doc::parse(&tried.source, &mut Vec::new()).unwrap_or_default();
                    (format!("{} ({})", tried.source.path, version.number), version.overlay(&base).into_bytes())
                }
            };
            let mut checked = self.library.compile(&path, &bytes);
            let Some(mut changed) = checked.procedure.take().filter(|_| !has_errors(&checked.findings)) else {
                return Ok(Err(super::check::rendered(shell, &checked)));
            };
            changed.version = version.number;
            all.push((changed, version.from(procedure)));
        }
        Ok(Ok(all))
    }

    /// The procedure tried and what it calls, and what that calls; and what the story opens besides. One with errors is
    /// not there: calls of it stay open.
    fn called(&self, story: &Story, tried: &Procedure) -> Vec<Procedure> {
        let lines = story.tests.iter().map(|t| &t.story).chain(story.openings.iter().map(|(_, lines)| lines));
        let opened = lines.flatten().filter_map(|l| l.deed.as_ref()?.procedure.as_ref());
        let mut wanted: Vec<Box<str>> = opened.map(|p| p.value.clone()).collect();
        wanted.extend(calls(tried));
        let mut all = vec![tried.clone()];
        while let Some(id) = wanted.pop() {
            if all.iter().any(|p| p.id == id) {
                continue;
            }
            let checked = self.compile(&id).filter(|c| !has_errors(&c.findings));
            if let Some(procedure) = checked.and_then(|c| c.procedure) {
                wanted.extend(calls(&procedure));
                all.push(procedure);
            }
        }
        all
    }
}

/// The procedures that one calls.
fn calls(procedure: &Procedure) -> Vec<Box<str>> {
    let called = procedure.steps.values().filter_map(|step| match &step.kind {
        StepKind::Call(call) => Some(call.procedure.clone()),
        StepKind::Task(_) | StepKind::Wait(_) | StepKind::Lookup(_) => None,
    });
    called.collect()
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
        tried: c.tried,
        steps: pair(&c.steps),
        flows: pair(&c.flows),
        clocks: pair(&c.clocks),
        rules: pair(&c.rules),
        registers: pair(&c.registers),
        notices: pair(&c.notices),
        clauses: pair(&c.clauses),
        missing: Missing {
            steps: missing(&c.steps),
            flows: missing(&c.flows),
            clocks: missing(&c.clocks),
            rules: missing(&c.rules),
            registers: missing(&c.registers),
            notices: missing(&c.notices),
            clauses: missing(&c.clauses),
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

fn text(report: &Report, shell: &Shell) {
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
    covered(report, shell);
    shell.line(&words::tests_total(lang, report.passed(), report.failed()));
}

/// What was reached, in numbers; then by name what was not.
fn covered(report: &Report, shell: &Shell) {
    let lang = shell.lang;
    let titles = Part::ALL.map(|part| title(part, lang));
    let [steps, flows, clocks, rules, registers, notices, clauses] = titles;
    let head = [words::col_procedure(lang), steps, flows, clocks, rules, registers, notices, clauses];
    let mut table = Table::new(head);
    for c in &report.coverage {
        let [steps, flows, clocks, rules, registers, notices, clauses] = Part::ALL.map(|part| {
            let [done, all] = pair(c.part(part));
            format!("{done}/{all}")
        });
        let name = if c.tried { c.procedure.to_string() } else { words::only_called(lang, &c.procedure) };
        table.row([name, steps, flows, clocks, rules, registers, notices, clauses]);
    }
    shell.print(&table.render(""));
    for c in report.coverage.iter().filter(|c| c.tried) {
        for part in Part::ALL {
            let missing: Vec<&str> = c.part(part).missing().collect();
            if !missing.is_empty() {
                let list = missing.join(lang.comma());
                shell.line(&words::never_reached(lang, &c.procedure, title(part, lang), list));
            }
        }
    }
}

const fn title(part: Part, lang: Lang) -> &'static str {
    match part {
        Part::Steps => words::col_step(lang),
        Part::Flows => words::col_flow(lang),
        Part::Clocks => words::col_clock(lang),
        Part::Rules => words::col_rule(lang),
        Part::Registers => words::col_register(lang),
        Part::Notices => words::col_notice(lang),
        Part::Clauses => words::col_clause(lang),
    }
}
