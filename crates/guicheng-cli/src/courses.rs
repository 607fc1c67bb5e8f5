//! Cases as courses: what exports, pictures of many cases and tables are made of. Nothing here writes to the store.

use crate::{
    cmd::{history, test},
    desk::{Desk, TENANT},
    failure::Failure,
    faults,
    shell::Shell,
    words,
};
use guicheng_core::Procedure;
use guicheng_export::Course;
use guicheng_history::{Lexicon, Version, to_hex, verify_across};
use guicheng_scenario::scenario::{self, History, Story};
use guicheng_store::{CaseQuery, Store};
use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

/// The cases named, or all, in byte order.
pub(crate) fn named(desk: &Desk, cases: &[String]) -> Result<Vec<Box<str>>, Failure> {
    let mut named: Vec<Box<str>> = if cases.is_empty() {
        let rows = desk.host.store().cases(TENANT, &CaseQuery::default()).map_err(|e| desk.failed(e.into()))?;
        rows.into_iter().map(|row| row.case).collect()
    } else {
        cases.iter().map(|case| case.as_str().into()).collect()
    };
    named.sort();
    named.dedup();
    Ok(named)
}

/// The same for one case of many, if whoever reads may read what they come to.
pub(crate) fn one_of_many(desk: &mut Desk, case: &str) -> Result<(Course, Vec<Box<str>>), Failure> {
    may_report(desk, case)?;
    read(desk, case)
}

/// Refused where whoever reads may not read what many cases come to.
pub(crate) fn may_report(desk: &mut Desk, case: &str) -> Result<(), Failure> {
    let procedure = desk.view(case)?.row.head.procedure;
    desk.may_report(&procedure)
}

/// What happened in a case, with its records.
pub(crate) fn read(desk: &mut Desk, case: &str) -> Result<(Course, Vec<Box<str>>), Failure> {
    let told = told(desk, case, false)?;
    Ok((told.course, told.records))
}

/// A case with what is written of it.
pub(crate) struct Told {
    pub(crate) course: Course,
    pub(crate) records: Vec<Box<str>>,
    /// The net of the version that it is on at the end.
    pub(crate) net: Option<Net>,
    /// Of a story: whether deciding its records again gives the same.
    pub(crate) identical: Option<bool>,
}

/// A procedure as a Petri net.
pub(crate) struct Net {
    /// The name of its file.
    pub(crate) file: String,
    /// As PNML; none where it would be too large.
    pub(crate) text: Option<String>,
}

/// A case of the store, with its net if wanted.
pub(crate) fn told(desk: &mut Desk, case: &str, nets: bool) -> Result<Told, Failure> {
    let lang = desk.shell.lang;
    let view = desk.view(case)?;
    let records = history::lines(desk, case)?;
    let versions = desk.versions_of(&view.row.head.procedure, &records)?;
    let versions: Vec<_> = versions.iter().map(|linked| linked.as_version()).collect();
    let course = Course::read(&versions, lang.into(), records.iter().map(|line| &**line));
    let course = course.map_err(|e| Failure::internal(words::damaged(lang, case, faults::replay(lang, &e))))?;
    let net = nets.then(|| net(&view.linked.procedure, &desk.shell));
    Ok(Told { course, records, net, identical: None })
}

fn net(procedure: &Procedure, shell: &Shell) -> Net {
    let digest = to_hex(&procedure.digest);
    let file = format!("{}-v{}-{}.pnml", procedure.id, procedure.version, digest.get(..12).unwrap_or_default());
    Net { file, text: guicheng_draw::pnml(procedure, shell.lang.into()) }
}

/// Cases of stories, called `FILE/TEST/CASE`; files that cannot be played, and stories that fail, are complained of.
/// False: there were such.
pub(crate) fn of_stories(paths: &[PathBuf], nets: bool, shell: &Shell) -> Result<(Vec<Told>, bool), Failure> {
    let (mut all, mut whole) = (Vec::new(), true);
    for file in test::story_files(paths, shell)? {
        let name = Path::new(&file.path).file_name().map_or_else(String::new, |n| n.to_string_lossy().into_owned());
        let name = name.trim_end_matches(".toml").trim_end_matches(".test").to_owned();
        let played = test::with_story(&file, shell, |story, procedure, library| {
            of_story(&name, story, procedure, library, nets, shell)
        })?;
        match played {
            Ok(Ok((told, good))) => {
                all.extend(told);
                whole &= good;
            }
            Ok(Err(failure)) => return Err(failure),
            Err(shown) => {
                shell.complain(shown.trim_end());
                whole = false;
            }
        }
    }
    Ok((all, whole))
}

fn of_story<'a>(
    file: &str,
    story: &Story,
    procedure: &'a Procedure,
    library: &'a scenario::Library<'a>,
    nets: bool,
    shell: &Shell,
) -> Result<(Vec<Told>, bool), Failure> {
    let (report, histories) = scenario::tell(story, procedure, library);
    for outcome in report.tests.iter().filter(|outcome| !outcome.ok()) {
        shell.complain(&words::story_failed(shell.lang, &outcome.file, &outcome.name));
    }
    let told = histories.iter().map(|history| of_history(file, history, nets, shell));
    Ok((told.collect::<Result<_, _>>()?, report.failed() == 0))
}

fn of_history(file: &str, history: &History<'_>, nets: bool, shell: &Shell) -> Result<Told, Failure> {
    let lexicon = Lexicon::new(history.procedure);
    let pins = Arc::unwrap_or_clone(scenario::pins(history.procedure));
    let versions = [Version { pins, procedure: history.procedure, lexicon: &lexicon }];
    let lines: Vec<&str> = history.lines.iter().map(String::as_str).collect();
    let case = format!("{file}/{}/{}", history.test, history.case);
    let course = Course::read(&versions, shell.lang.into(), lines.iter().copied());
    let course =
        course.map_err(|e| Failure::internal(words::damaged(shell.lang, &case, faults::replay(shell.lang, &e))))?;
    Ok(Told {
        course: Course { case: case.into(), ..course },
        records: lines.iter().map(|line| Box::from(*line)).collect(),
        net: nets.then(|| net(history.procedure, shell)),
        identical: Some(verify_across(&versions, &lines).is_ok()),
    })
}
