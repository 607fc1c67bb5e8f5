//! Running the tests of a file, each on a clock of its own.

use super::{
    command::{self, Scene},
    coverage::{Coverage, covered},
    history::History,
    instant,
    library::Library,
    names,
    people::People,
    played::Played,
    report::{Failure, Outcome, Report},
    requests,
    stage::{FIRST, Sending, Stage},
    story::{Deed, Line, Person, Story, Test, Verb, When, Word},
};
use alloc::{boxed::Box, format, string::String, vec, vec::Vec};
use guicheng_core::{Act, Case, Procedure, Refused, Refuser, Rejection, Timestamp};
use guicheng_lang::Both;

/// Runs all tests of a file against the procedure that they name, which calls nothing for real.
pub fn run(story: &Story, procedure: &Procedure) -> Report {
    play(story, procedure, &Library::default())
}

/// Runs all tests of a file against the procedure that they name. Calls of a procedure that the library has are played:
/// the child is a case of its own in the same test, unless the story tells by a line `child` how that call ended.
pub fn play(story: &Story, procedure: &Procedure, library: &Library<'_>) -> Report {
    played(story, procedure, library, None)
}

/// Runs all tests of a file as [`play`] does, and gives the records of each case that a test had, also of a test that
/// failed.
pub fn tell<'a>(story: &Story, procedure: &'a Procedure, library: &'a Library<'a>) -> (Report, Vec<History<'a>>) {
    let mut histories = Vec::new();
    let report = played(story, procedure, library, Some(&mut histories));
    (report, histories)
}

fn played<'a>(
    story: &Story,
    procedure: &'a Procedure,
    library: &'a Library<'a>,
    mut histories: Option<&mut Vec<History<'a>>>,
) -> Report {
    let mut coverage = vec![Coverage { tried: true, ..Coverage::of(procedure) }];
    let mut tests = Vec::new();
    for test in &story.tests {
        let mut cases = Vec::new();
        let recorded = histories.is_some().then_some(&mut cases);
        let why = one(story, test, procedure, library, &mut coverage, recorded).err();
        tests.push(Outcome { file: story.path.clone(), name: test.name.value.clone(), why });
        if let Some(histories) = histories.as_deref_mut() {
            histories.append(&mut cases);
        }
    }
    coverage.retain(|c| c.procedure != procedure.id || c.version == procedure.version);
    Report { tests, coverage }
}

fn fail(line: u32, words: Both) -> Failure {
    Failure { line, words }
}

fn one<'a>(
    story: &Story,
    test: &Test,
    tried: &'a Procedure,
    library: &'a Library<'a>,
    coverage: &mut Vec<Coverage>,
    histories: Option<&mut Vec<History<'a>>>,
) -> Result<(), Failure> {
    let first = test.story.first().map_or(0, |l| l.number);
    let start = test.start.or(story.start).unwrap_or(When::At(0));
    let start = instant::resolve(start, Timestamp(0), &tried.zone);
    let mut lines = Vec::new();
    flatten(story, &test.story, &mut lines, 0)?;
    let people = cast(story, test, library).map_err(|words| fail(first, words))?;
    let mut stage = Stage::new(library, people, start, core::mem::take(coverage));
    stage.recorded = histories.is_some();
    let ends = lines.iter().filter_map(|l| l.deed.as_ref()).filter(|d| d.verb == Verb::Child);
    stage.told = ends.map(|d| Box::from(d.target.as_str().rsplit('.').next().unwrap_or_default())).collect();
    let p = library.in_force(&tried.id, start).unwrap_or(tried);
    let came = told(story, test, &lines, &mut stage, p, start);
    *coverage = core::mem::take(&mut stage.reached);
    if let Some(histories) = histories {
        histories.extend(stage.cases.iter_mut().filter_map(|played| {
            let lines = played.records.take()?.lines;
            Some(History { test: test.name.value.clone(), case: played.id.clone(), procedure: played.p, lines })
        }));
    }
    came?;
    stage.cases.iter().try_for_each(|case| case.replay()).map_err(|words| fail(first, words))
}

/// Tells the story: opens its case and goes through its lines.
fn told<'a>(
    story: &Story,
    test: &Test,
    lines: &[&Line],
    stage: &mut Stage<'a>,
    p: &'a Procedure,
    start: Timestamp,
) -> Result<(), Failure> {
    let first = test.story.first().map_or(0, |l| l.number);
    open(story, test, lines, stage, p).map_err(|words| fail(first, words))?;
    lines.iter().try_for_each(|line| step(stage, line, start).map_err(|words| fail(line.number, words)))
}

/// The people of a test.
fn cast<'a>(story: &Story, test: &Test, library: &'a Library<'a>) -> Result<People<'a>, Both> {
    if story.organisation.is_none() {
        return Ok(People::invented(&story.people, &test.people));
    }
    let missing = || Both::new("找不到组织文件 org.toml", "the organisation's file org.toml is not there");
    let org = library.org.ok_or_else(missing)?;
    let duties = story.duties.iter().map(|(duty, person)| (duty.value.clone(), person.value.clone())).collect();
    Ok(People::real(org, duties))
}

/// Story lines with openings taken in.
fn flatten<'s>(story: &'s Story, lines: &'s [Line], all: &mut Vec<&'s Line>, depth: u8) -> Result<(), Failure> {
    for line in lines {
        if all.len() >= super::LINES {
            return Err(fail(line.number, Both::new("故事太长", "the story is too long")));
        }
        let Some(deed) = line.deed.as_ref().filter(|d| d.verb == Verb::Use) else {
            all.push(line);
            continue;
        };
        let name = deed.target.as_str();
        match story.openings.iter().find(|(n, _)| n.as_str() == name) {
            Some((_, opening)) if depth < 16 => flatten(story, opening, all, depth + 1)?,
            Some(_) => return Err(fail(line.number, Both::new("开头互相照搬", "the openings use each other"))),
            None => {
                let words = Both::new(format!("没有开头 `{name}`"), format!("there is no opening `{name}`"));
                return Err(fail(line.number, words));
            }
        }
    }
    Ok(())
}

fn open<'a>(story: &Story, test: &Test, lines: &[&Line], stage: &mut Stage<'a>, p: &'a Procedure) -> Result<(), Both> {
    let given = if test.give.is_empty() { &story.give } else { &test.give };
    let fill = Scene { p, case: &Case::default(), start: stage.now }.entries(given)?;
    let who = lines.iter().find_map(|l| l.deed.as_ref()?.who.as_ref()).map(|w| w.value.clone());
    if let Some(barred) = barred(stage, p, who.as_deref()) {
        let by = barred.join(" / ");
        return Err(Both::new(format!("开案被拒绝：`{by}`"), format!("opening was refused by `{by}`")));
    }
    let act = Act::Open { pins: requests::pins(p), fill, parent: None, first: None };
    let sending = Sending { person: who, ..Sending::default() };
    let outcome = stage.open(Played::new(FIRST, FIRST, p), sending, act)?;
    stage.drain()?;
    outcome.map_err(|rejection| refused(p, &rejection))
}

/// The key paths of the permissions that somebody lacks for opening a case, then the code of such a refusal.
fn barred(stage: &Stage<'_>, p: &Procedure, who: Option<&str>) -> Option<Vec<String>> {
    let lacking = stage.people.barred(&p.id, who, stage.now);
    let mut paths: Vec<String> = lacking.iter().map(|one| format!("permission.{}", one.id)).collect();
    if paths.is_empty() {
        return None;
    }
    paths.push("not_permitted".into());
    Some(paths)
}

fn step(stage: &mut Stage<'_>, line: &Line, start: Timestamp) -> Result<(), Both> {
    let zone = stage.cases.first().map(|c| &c.p.zone);
    let at = zone.map_or(start, |zone| instant::resolve(line.at, start, zone));
    if line.jump {
        stage.jump(at);
        if line.deed.is_none() {
            for case in 0..stage.cases.len() {
                let _ = stage.send(case, Sending::default(), Act::Tick)?;
            }
        }
    } else if at < stage.now {
        return Err(Both::new("这一行的时刻早于上一行", "this line lies before the one above it"));
    }
    if !line.jump {
        stage.pass(at)?;
    }
    if let Some(deed) = &line.deed {
        let done = act(stage, line, deed, start)?;
        judge(stage, line, deed, done)?;
    }
    stage.says = None;
    stage.pass(at)?;
    if line.expect.is_empty() {
        return Ok(());
    }
    let case = stage.find(line.case.as_ref())?;
    let found = super::expect::compare(stage, case, &line.expect, start);
    if let Some(played) = stage.cases.get_mut(case) {
        played.log = super::log::Log::default();
    }
    found
}

/// What came of a deed: the case that was asked, and its refusal if it did.
struct Done<'a> {
    p: &'a Procedure,
    refusal: Result<(), Why>,
}

/// Why a deed was refused.
enum Why {
    /// The procedure refuses it.
    Rejected(Box<Rejection>),
    /// The organisation permits it to others only: the paths of its permissions.
    Barred(Vec<String>),
}

fn act<'a>(stage: &mut Stage<'a>, line: &Line, deed: &Deed, start: Timestamp) -> Result<Done<'a>, Both> {
    let who = deed.who.as_ref().map(|w| w.value.clone());
    for name in who.iter().chain(&deed.names) {
        if !stage.people.knows(name) {
            return Err(Both::new(format!("没有 `{name}` 这个人"), format!("there is no person `{name}` here")));
        }
    }
    if deed.verb == Verb::People && !stage.people.change(&people(deed)) {
        return Err(Both::new(
            "人来自组织文件，这里不能改",
            "people come from the organisation; they cannot change here",
        ));
    }
    if deed.verb == Verb::Opens {
        return opens(stage, deed, start);
    }
    let own = stage.find(line.case.as_ref())?;
    let (asked, act) = match deed.verb {
        Verb::Merges | Verb::Unmerges => {
            let other = stage.find(Some(&deed.target))?;
            let into = stage.cases.get(own).map_or_else(Box::default, |c| c.id.clone());
            (other, if deed.verb == Verb::Merges { Act::MergeInto(into) } else { Act::Unmerge })
        }
        _ => {
            let Some(played) = stage.cases.get(own) else { return Err(gone()) };
            (own, Scene { p: played.p, case: &played.case, start }.act(deed)?)
        }
    };
    let Some(played) = stage.cases.get(asked) else { return Err(gone()) };
    let p = played.p;
    let resolve = |when| instant::resolve(when, start, &p.zone);
    let seen = line.seen.map(|when| played.seen(resolve(when)));
    let key = match (&line.key, line.again) {
        (Some(key), _) => Some(key.value.clone()),
        (None, true) => Some(format!("again-{}", line.number).into()),
        (None, false) => None,
    };
    let occurred = deed.occurred.map(resolve);
    let mut refusal = Ok(());
    for _ in 0..if line.again { 2 } else { 1 } {
        let sending = Sending { person: who.clone(), occurred, key: key.clone(), seen };
        refusal = stage.send(asked, sending, act.clone())?;
    }
    Ok(Done { p, refusal: refusal.map_err(Why::Rejected) })
}

fn gone() -> Both {
    Both::new("没有这个个案", "there is no such case")
}

/// A further case is opened.
fn opens<'a>(stage: &mut Stage<'a>, deed: &Deed, start: Timestamp) -> Result<Done<'a>, Both> {
    let Some(tried) = stage.cases.first().map(|c| c.p) else { return Err(gone()) };
    let p = match &deed.procedure {
        None => stage.library.in_force(&tried.id, stage.now).unwrap_or(tried),
        Some(id) if *id.value == *tried.id => stage.library.in_force(&tried.id, stage.now).unwrap_or(tried),
        Some(id) => stage.library.in_force(id.as_str(), stage.now).ok_or_else(|| {
            Both::new(format!("没有规程 `{}`", id.as_str()), format!("there is no procedure `{}`", id.as_str()))
        })?,
    };
    let name = deed.target.as_str();
    if stage.find(Some(&deed.target)).is_ok() {
        return Err(Both::new(format!("已有个案 `{name}`"), format!("a case `{name}` is there already")));
    }
    let fill = Scene { p, case: &Case::default(), start }.entries(&deed.with)?;
    let act = Act::Open { pins: requests::pins(p), fill, parent: None, first: None };
    let sending = Sending { person: deed.who.as_ref().map(|w| w.value.clone()), ..Sending::default() };
    if let Some(barred) = barred(stage, p, sending.person.as_deref()) {
        return Ok(Done { p, refusal: Err(Why::Barred(barred)) });
    }
    let refusal = stage.open(Played::new(name, name, p), sending, act)?;
    stage.drain()?;
    Ok(Done { p, refusal: refusal.map_err(Why::Rejected) })
}

/// People as a line gives them: id, what they hold, and an empty word.
fn people(deed: &Deed) -> Vec<Person> {
    let mut all: Vec<Person> = Vec::new();
    for words in deed.given.split(|w| w.value.is_empty()) {
        if let [id, holds @ ..] = words {
            all.push(Person { id: id.value.clone(), holds: holds.iter().map(|w| w.value.clone()).collect() });
        }
    }
    all
}

fn judge(stage: &mut Stage<'_>, line: &Line, deed: &Deed, done: Done<'_>) -> Result<(), Both> {
    let Done { p, refusal: outcome } = done;
    let told = command::told(deed);
    match (outcome, &line.refused) {
        (Ok(()), None) => Ok(()),
        (Ok(()), Some(path)) => Err(Both::new(
            format!("“{told}”应当被 `{}` 拒绝，却办成了", path.as_str()),
            format!("“{told}” should be refused by `{}`, yet it was done", path.as_str()),
        )),
        (Err(Why::Barred(paths)), path) => judged(&told, &paths, path.as_ref()),
        (Err(Why::Rejected(rejection)), Some(path)) => {
            if let Some((Refuser::Rule(rule), _)) = rejection.by {
                covered(&mut stage.reached, p).rule(p, rule);
            }
            if let Refused::RuleForbids(rule) = rejection.code {
                covered(&mut stage.reached, p).rule(p, rule);
            }
            judged(&told, &names::refusal(p, &rejection), Some(path))
        }
        (Err(Why::Rejected(rejection)), None) => {
            let words = refused(p, &rejection);
            Err(Both::new(format!("“{told}”{}", words.zh), format!("“{told}” {}", words.en)))
        }
    }
}

/// Whether a refusal is the one that was expected.
fn judged(told: &str, paths: &[String], expected: Option<&Word>) -> Result<(), Both> {
    let by = paths.join(" / ");
    let Some(path) = expected else {
        return Err(Both::new(format!("“{told}”被拒绝：`{by}`"), format!("“{told}” was refused by `{by}`")));
    };
    if paths.iter().any(|known| known == path.as_str()) {
        return Ok(());
    }
    Err(Both::new(
        format!("“{told}”应当被 `{}` 拒绝，实际是被 `{by}` 拒绝", path.as_str()),
        format!("“{told}” should be refused by `{}`, but it was refused by `{by}`", path.as_str()),
    ))
}

fn refused(p: &Procedure, rejection: &Rejection) -> Both {
    let by = names::refusal(p, rejection).join(" / ");
    let open: Vec<&str> = rejection.allowed.iter().map(|c| names::card_name(p, *c)).collect();
    let open = open.join(", ");
    Both::new(
        format!("被拒绝：`{by}`；现在能办的：[{open}]"),
        format!("was refused by `{by}` ({}); open now: [{open}]", rejection.code),
    )
}
