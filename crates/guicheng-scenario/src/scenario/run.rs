//! Running the tests of a file, each on a clock of its own.

use super::{
    command::{self, Scene},
    coverage::Coverage,
    instant, names,
    player::Player,
    report::{Failure, Outcome, Report},
    story::{Deed, Line, Person, Story, Test, Verb, When},
    value,
    world::World,
};
use alloc::{boxed::Box, format, vec::Vec};
use guicheng_core::{Act, Digest, Pins, Procedure, Refused, Refuser, Rejection, Timestamp};
use guicheng_lang::Both;

/// Runs all tests of a file against the procedure that they name.
pub fn run(story: &Story, procedure: &Procedure) -> Report {
    let mut reached = Coverage { tried: true, ..Coverage::of(procedure) };
    let mut tests = Vec::new();
    for test in &story.tests {
        let why = play(story, test, procedure, &mut reached).err();
        tests.push(Outcome { file: story.path.clone(), name: test.name.value.clone(), why });
    }
    Report { tests, coverage: [reached].into() }
}

fn fail(line: u32, words: Both) -> Failure {
    Failure { line, words }
}

fn play(story: &Story, test: &Test, p: &Procedure, reached: &mut Coverage) -> Result<(), Failure> {
    let first = test.story.first().map_or(0, |l| l.number);
    let start = test.start.or(story.start).unwrap_or(When::At(0));
    let start = instant::resolve(start, Timestamp(0), &p.zone);
    let mut lines = Vec::new();
    flatten(story, &test.story, &mut lines, 0)?;
    let world = World::new(&story.people, &test.people);
    let mut player = Player::new(p, world, start, reached);
    open(story, test, &lines, &mut player).map_err(|words| fail(first, words))?;
    for line in &lines {
        step(&mut player, line, start).map_err(|words| fail(line.number, words))?;
    }
    player.replay().map_err(|words| fail(first, words))
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

fn open(story: &Story, test: &Test, lines: &[&Line], player: &mut Player<'_>) -> Result<(), Both> {
    let p = player.p;
    let given = if test.give.is_empty() { &story.give } else { &test.give };
    let mut fill = Vec::new();
    for (name, node) in given {
        let field = p.names.fields.find(|l| l.id == name.value);
        let field = field.ok_or_else(|| {
            Both::new(format!("没有字段 `{}`", name.value), format!("there is no field `{}`", name.value))
        })?;
        fill.push((field, value::read(p, field, node, player.now)?));
    }
    let pins = Pins { procedure: p.digest, calendars: Digest::default(), zone: p.zone.digest };
    let who = lines.iter().find_map(|l| l.deed.as_ref()?.who.as_ref()).map(|w| w.value.clone());
    let act = Act::Open { pins: Box::new(pins), fill, parent: None, first: None };
    match player.send(who.as_deref(), None, act)? {
        Ok(()) => Ok(()),
        Err(rejection) => Err(refused(p, &rejection)),
    }
}

fn step(player: &mut Player<'_>, line: &Line, start: Timestamp) -> Result<(), Both> {
    let at = instant::resolve(line.at, start, &player.p.zone);
    if line.jump {
        player.jump(at);
        if line.deed.is_none() {
            let _ = player.send(None, None, Act::Tick)?;
        }
    } else if at < player.now {
        return Err(Both::new("这一行的时刻早于上一行", "this line lies before the one above it"));
    }
    if !line.jump {
        player.pass(at)?;
    }
    if let Some(deed) = &line.deed {
        let outcome = act(player, deed, start)?;
        judge(player, line, deed, outcome)?;
    }
    player.pass(at)?;
    if line.expect.is_empty() {
        return Ok(());
    }
    let found = super::expect::compare(player, &line.expect, start);
    player.log = super::log::Log::default();
    found
}

fn act(player: &mut Player<'_>, deed: &Deed, start: Timestamp) -> Result<Result<(), Box<Rejection>>, Both> {
    let who = deed.who.as_ref().map(|w| w.value.clone());
    for name in who.iter().chain(&deed.names) {
        if !player.world.knows(name) {
            return Err(Both::new(
                format!("[tests.people] 里没有 `{name}`"),
                format!("[tests.people] has no `{name}`"),
            ));
        }
    }
    if deed.verb == Verb::People {
        player.world.change(&people(deed));
    }
    let occurred = deed.occurred.map(|when| instant::resolve(when, start, &player.p.zone));
    let act = Scene { p: player.p, case: &player.case, start }.act(deed)?;
    player.send(who.as_deref(), occurred, act)
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

fn judge(player: &mut Player<'_>, line: &Line, deed: &Deed, outcome: Result<(), Box<Rejection>>) -> Result<(), Both> {
    let p = player.p;
    let told = command::told(deed);
    match (outcome, &line.refused) {
        (Ok(()), None) => Ok(()),
        (Ok(()), Some(path)) => Err(Both::new(
            format!("“{told}”应当被 `{}` 拒绝，却办成了", path.as_str()),
            format!("“{told}” should be refused by `{}`, yet it was done", path.as_str()),
        )),
        (Err(rejection), Some(path)) => {
            if let Some((Refuser::Rule(rule), _)) = rejection.by {
                player.reached.rule(p, rule);
            }
            if let Refused::RuleForbids(rule) = rejection.code {
                player.reached.rule(p, rule);
            }
            let paths = names::refusal(p, &rejection);
            if paths.iter().any(|known| known == path.as_str()) {
                return Ok(());
            }
            let by = paths.join(" / ");
            Err(Both::new(
                format!("“{told}”应当被 `{}` 拒绝，实际是被 `{by}` 拒绝", path.as_str()),
                format!("“{told}” should be refused by `{}`, but it was refused by `{by}`", path.as_str()),
            ))
        }
        (Err(rejection), None) => {
            let words = refused(p, &rejection);
            Err(Both::new(format!("“{told}”{}", words.zh), format!("“{told}” {}", words.en)))
        }
    }
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
