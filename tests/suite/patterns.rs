//! The 43 control-flow patterns of the Workflow Patterns Initiative, each as a small procedure with scenarios.

use guicheng_core::{
    Act, Actor, Case, Command, Decimal, Decision, Digest, EventKind, Pins, Pointer, Procedure, Scratch, Status,
    Timestamp, Value, WorkId, decide,
};
use guicheng_lang::{Diagnostic, FileId, Library, Severity, Source, load};
use guicheng_scenario::scenario;
use std::{
    collections::BTreeSet,
    env, fs,
    path::{Path, PathBuf},
};

/// How many patterns there are.
const PATTERNS: u8 = 43;
/// Set to write the table anew instead of comparing it.
const BLESS: &str = "GUICHENG_BLESS";

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace").to_path_buf()
}

/// A pattern, as the head of its file tells it.
struct Pattern {
    number: u8,
    name: String,
    /// How it is said in a procedure.
    said: String,
    /// `direct`, or the construct by which it is had.
    support: String,
    /// The stem of its files.
    stem: String,
}

impl Pattern {
    fn path(&self, ending: &str) -> PathBuf {
        root().join(format!("tests/patterns/{}{ending}", self.stem))
    }

    fn source(&self, ending: &str) -> Source {
        let path = self.path(ending);
        let text = fs::read_to_string(&path).unwrap_or_else(|why| panic!("{}: {why}", path.display()));
        Source::from_text(FileId(0), &format!("{}{ending}", self.stem), &text)
    }

    fn procedure(&self) -> Result<Procedure, String> {
        let loaded = load(&self.source(".toml"), &Library::default());
        let grave: Vec<String> = loaded.findings.iter().filter(|f| f.severity() != Severity::Note).map(words).collect();
        match loaded.procedure {
            Some(procedure) if grave.is_empty() => Ok(procedure),
            Some(_) | None => Err(format!("{}.toml: {}", self.stem, grave.join("; "))),
        }
    }
}

fn words(found: &Diagnostic) -> String {
    format!("{} {}", found.code(), found.words().message.en)
}

fn patterns() -> Vec<Pattern> {
    let folder = root().join("tests/patterns");
    let entries = fs::read_dir(&folder).expect("tests/patterns");
    let names = entries.map(|e| e.expect("a readable folder").file_name().to_string_lossy().into_owned());
    let mut stems: Vec<String> = names.filter_map(|n| n.strip_suffix(".toml").map(String::from)).collect();
    stems.retain(|stem| !stem.ends_with(".test"));
    stems.sort();
    stems.into_iter().map(|stem| read(&folder, stem)).collect()
}

fn read(folder: &Path, stem: String) -> Pattern {
    let text = fs::read_to_string(folder.join(format!("{stem}.toml"))).expect("UTF-8");
    let line = |head: &str| {
        let found = text.lines().find_map(|line| line.strip_prefix(head));
        found.unwrap_or_else(|| panic!("{stem}.toml has no line `{head}…`")).to_owned()
    };
    let title = line("# WCP-");
    let (number, name) = title.split_once(' ').expect("a number and a name");
    let number: u8 = number.parse().expect("a number");
    assert!(stem.starts_with(&format!("{number:02}_")), "{stem} calls itself pattern {number}");
    Pattern { number, name: name.into(), said: line("# Said: "), support: line("# Support: "), stem }
}

#[test]
fn none_is_missing() {
    let numbers: Vec<u8> = patterns().iter().map(|pattern| pattern.number).collect();
    assert_eq!(numbers, (1..=PATTERNS).collect::<Vec<_>>());
}

/// Each step of each pattern is done in some scenario, so none of them is there for show. The runner compares a replay
/// with the case after every command, and a replay from nothing at the end.
#[test]
fn each_behaves_as_its_scenarios_say() {
    let mut wrong = Vec::new();
    for pattern in patterns() {
        match played(&pattern) {
            Ok(missing) if missing.is_empty() => {}
            Ok(missing) => wrong.push(format!("{}: no scenario does {}", pattern.stem, missing.join(", "))),
            Err(why) => wrong.push(why),
        }
    }
    assert!(wrong.is_empty(), "{} of {PATTERNS} are wrong:\n{}", wrong.len(), wrong.join("\n"));
}

/// Plays the scenarios of a pattern; gives the steps that none of them does.
fn played(pattern: &Pattern) -> Result<Vec<String>, String> {
    let procedure = pattern.procedure()?;
    let (story, findings) = scenario::parse(&pattern.source(".test.toml"));
    let told = || findings.iter().map(words).collect::<Vec<_>>().join("; ");
    let story = story.ok_or_else(|| format!("{}.test.toml: {}", pattern.stem, told()))?;
    let report = scenario::run(&story, &procedure);
    if report.tests.is_empty() {
        return Err(format!("{}.test.toml has no test", pattern.stem));
    }
    let failed: Vec<String> = report
        .tests
        .iter()
        .filter_map(|test| {
            let why = test.why.as_ref()?;
            Some(format!("{}.test.toml:{}: {}: {}", pattern.stem, why.line, test.name, why.words.en))
        })
        .collect();
    if !failed.is_empty() {
        return Err(failed.join("\n"));
    }
    Ok(report.coverage.iter().flat_map(|c| c.steps.missing()).map(String::from).collect())
}

#[test]
fn the_table_is_that_of_the_folder() {
    let path = root().join("docs/patterns.md");
    let table = table(&patterns());
    if env::var_os(BLESS).is_some() {
        fs::write(&path, &table).expect("docs/patterns.md");
    }
    let written = fs::read_to_string(&path).unwrap_or_default();
    assert!(written == table, "docs/patterns.md differs from tests/patterns: run the tests with {BLESS}=1");
}

fn table(patterns: &[Pattern]) -> String {
    let direct = patterns.iter().filter(|pattern| pattern.support.starts_with("direct")).count();
    let mut text = format!(
        "# Control-flow patterns\n\nThe yardstick for what a procedure can say: the {PATTERNS} control-flow patterns of \
         the Workflow Patterns Initiative\n(van der Aalst, ter Hofstede, Russell, Mulyar, 2006). Each has a small \
         procedure in `tests/patterns` and scenarios beside it\nthat show it behaving, with what must not happen. \
         {direct} of {PATTERNS} have a word of their own; the others say by which construct.\n\nThis page is written by \
         the tests (`{BLESS}=1`) from the heads of those files.\n\n| WCP | Pattern | Said here | Support | File |\n\
         |---:|---|---|---|---|\n"
    );
    for Pattern { number, name, said, support, stem } in patterns {
        let line = format!("| {number} | {name} | {said} | {support} | [{stem}](../tests/patterns/{stem}.toml) |\n");
        text.push_str(&line);
    }
    text
}

/// One case of a chain of calls, driven by hand.
struct Boxed {
    case: Case,
    keys: u32,
}

impl Boxed {
    fn send(&mut self, procedure: &Procedure, act: Act) -> Vec<EventKind> {
        self.keys += 1;
        let command = Command {
            key: format!("k{}", self.keys).into(),
            now: Timestamp(1_000),
            occurred: None,
            actor: Actor { person: Some("ann".into()), on_behalf: None, via: "tests".into() },
            seen: None,
            act,
            answers: Vec::new(),
        };
        let mut scratch = Scratch::default();
        let mut command = command;
        loop {
            match decide(procedure, &self.case, &command, &mut scratch).expect("allowed") {
                Decision::Decided => break,
                Decision::Ask => {
                    let people = || guicheng_core::Answer { people: vec!["ann".into()], ..Default::default() };
                    command.answers.extend(scratch.questions.iter().map(|question| (question.clone(), people())));
                }
            }
        }
        for event in &scratch.events {
            self.case.apply(event);
        }
        scratch.events.iter().map(|event| event.kind.clone()).collect()
    }
}

/// WCP-22: every call opens a case of the very same procedure, until the innermost calls none.
#[test]
fn a_procedure_calls_itself() {
    let patterns = patterns();
    let pattern = patterns.iter().find(|pattern| pattern.number == 22).expect("recursion");
    let procedure = pattern.procedure().unwrap_or_else(|why| panic!("{why}"));
    let step = |name: &str| procedure.names.steps.find(|label| &*label.id == name).expect("a step");
    let depth = procedure.names.fields.find(|label| &*label.id == "depth").expect("a field");
    let mut open: Vec<(Boxed, WorkId)> = Vec::new();
    let mut given = Value::Decimal(Decimal::whole(3));
    let mut parent = None;
    let pins = Pins { procedure: procedure.digest, calendars: Digest::default(), zone: procedure.zone.digest };
    loop {
        let mut inner = Boxed { case: Case::default(), keys: 0 };
        let fill = vec![(depth, given.clone())];
        inner.send(&procedure, Act::Open { pins: pins.clone().into(), fill, parent, first: None });
        let events = inner.send(&procedure, Act::Complete(Pointer::Step(step("open_box"), None), Box::default()));
        let called = events.into_iter().find_map(|event| match event {
            EventKind::Called { work, give, .. } => Some((work, give)),
            _ => None,
        });
        let work = called.as_ref().map_or(WorkId(0), |(work, _)| *work);
        open.push((inner, work));
        let Some((work, give)) = called else { break };
        given = give.first().expect("the depth").1.clone();
        parent = Some((Box::from("outer"), work));
    }
    assert_eq!(open.len(), 4, "boxes of depth 3, 2, 1 and 0");
    let mut closed = BTreeSet::new();
    while let Some((mut inner, work)) = open.pop() {
        if work != WorkId(0) {
            inner.send(&procedure, Act::ChildClosed(work, Status::Closed, Vec::new()));
        }
        inner.send(&procedure, Act::Complete(Pointer::Step(step("close_box"), None), Box::default()));
        assert_eq!(inner.case.status, Status::Closed);
        closed.insert(open.len());
    }
    assert_eq!(closed.len(), 4);
}
