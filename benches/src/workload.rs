//! The workload: an emergency patient escorted to hospital, twelve commands from opening to closing.

use crate::Failure;
use guicheng_core::{
    Act, Actor, Answer, Case, Command, Decision, Entry, FieldId, Input, OptionId, Pointer, Procedure, Question,
    RoleSource, Scratch, Status, Timestamp, Value, decide,
    org::{Group, Org, OrgPerson},
};
use guicheng_lang::{
    FileId, Library, Source,
    doc::{self, Cx},
    load, side,
    zone::Zones,
};
use guicheng_store::pins;

/// The text of the procedure.
pub const TEXT: &str = include_str!("../workload.toml");
/// The calendar that it counts by.
const CALENDARS: &str =
    "[calendar.all_day]\ntitle = \"全天\"\nversion = 1\ntime_zone = \"Asia/Shanghai\"\nhours = \"always\"\n";
/// When every case opens: 2026-12-02T10:00:00+08:00. Each command comes ten seconds after the one before.
const START: i64 = 1_796_176_800_000;
const APART: i64 = 10_000;
/// Who stands in which group.
const GROUPS: [(&str, &[&str]); 4] =
    [("desk", &["an"]), ("guards", &["bo", "chen"]), ("drivers", &["ding"]), ("supervisors", &["er"])];
/// Who does what after the opening, in order.
const STEPS: [(&str, &str); 11] = [
    ("an", "take_call"),
    ("an", "ask_mode"),
    ("bo", "guards"),
    ("chen", "guards"),
    ("ding", "vehicle"),
    ("bo", "escort"),
    ("bo", "settle"),
    ("bo", "more"),
    ("bo", "return"),
    ("an", "register"),
    ("er", "report"),
];
/// Commands in a case, the opening among them.
pub const COMMANDS: usize = STEPS.len() + 1;

/// Whether personal values come sealed or in clear (for a host, which seals them).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Personal {
    /// As a commitment.
    Sealed,
    /// As typed in.
    Clear,
}

/// What the procedure is loaded against.
pub fn library() -> Result<Library, Failure> {
    let mut cx = Cx::default();
    let source = Source::from_text(FileId(1), "calendars.toml", CALENDARS);
    let table = doc::parse(&source, &mut cx.findings).ok_or_else(|| Failure("the calendar cannot be read".into()))?;
    let calendars = side::calendars(&mut cx, &table, &mut Zones::default());
    Ok(Library { calendars, ..Library::default() })
}

/// The procedure.
pub fn procedure() -> Result<Procedure, Failure> {
    let loaded = load(&Source::from_text(FileId(0), "workload.toml", TEXT), &library()?);
    loaded.procedure.ok_or_else(|| Failure::at("workload.toml does not load", &loaded.findings))
}

/// The organisation whose people do it.
pub fn organisation() -> Org {
    let groups = GROUPS
        .iter()
        .map(|(id, people)| Group { id: (*id).into(), people: people.iter().map(|person| (*person).into()).collect() });
    let people =
        GROUPS.iter().flat_map(|(_, people)| *people).map(|p| OrgPerson { id: (*p).into(), name: (*p).into() });
    Org { version: 1, people: people.collect(), groups: groups.collect(), ..Org::default() }
}

/// The commands of one case after its opening, without answers; keys begin with `case`.
pub fn commands(p: &Procedure, case: &str, personal: Personal) -> Result<Vec<Command>, Failure> {
    let mut commands = Vec::with_capacity(STEPS.len());
    for (n, (person, step)) in (1_i64..).zip(STEPS) {
        let id = p.names.steps.find(|label| &*label.id == step);
        let id = id.ok_or_else(|| Failure(format!("there is no step {step}")))?;
        let input = Input { fill: fill(p, step, personal)?, ..Input::default() };
        let act = Act::Complete(Pointer::Step(id, None), Box::new(input));
        commands.push(Command {
            key: format!("{case}/{n}").into(),
            now: Timestamp(START + n * APART),
            occurred: None,
            actor: actor(person),
            seen: None,
            act,
            answers: Vec::new(),
        });
    }
    Ok(commands)
}

/// When every case opens.
pub const fn opens() -> Timestamp {
    Timestamp(START)
}

/// A person at a desk.
pub fn actor(person: &str) -> Actor {
    Actor { person: Some(person.into()), on_behalf: None, via: "bench".into() }
}

fn fill(p: &Procedure, step: &str, personal: Personal) -> Result<Vec<Entry>, Failure> {
    let field = |name: &str| -> Result<FieldId, Failure> {
        p.names.fields.find(|label| &*label.id == name).ok_or_else(|| Failure(format!("there is no field {name}")))
    };
    let private = |clear: &str, byte: u8| match personal {
        Personal::Sealed => Value::Sealed([byte; 32].into()),
        Personal::Clear => Value::Text(clear.into()),
    };
    Ok(match step {
        "take_call" => {
            vec![(field("address")?, private("3-1201", 1)), (field("phone")?, private("13800000001", 2))]
        }
        "ask_mode" => vec![(field("mode")?, Value::Choice(OptionId(0)))],
        "more" => vec![(field("more_help")?, Value::YesNo(false))],
        _ => Vec::new(),
    })
}

/// All commands of a case with the answers that deciding asks for, found by a dry run.
///
/// # Errors
/// A command is refused, or the case does not close.
pub fn answered(p: &Procedure) -> Result<Vec<Command>, Failure> {
    let mut all = vec![opening(p)];
    all.extend(commands(p, "case", Personal::Sealed)?);
    with_answers(p, all)
}

/// The command that opens a case.
pub fn opening(p: &Procedure) -> Command {
    Command {
        key: "case/0".into(),
        now: opens(),
        occurred: None,
        actor: actor("an"),
        seen: None,
        act: Act::Open { pins: pins(p).into(), fill: Vec::new(), parent: None, first: None },
        answers: Vec::new(),
    }
}

/// Commands of a whole case with the answers that deciding asks for, found by a dry run.
///
/// # Errors
/// A command is refused, or the case does not close.
pub fn with_answers(p: &Procedure, mut commands: Vec<Command>) -> Result<Vec<Command>, Failure> {
    let org = organisation();
    let (mut case, mut scratch) = (Case::default(), Scratch::default());
    for command in &mut commands {
        while decided(p, &case, command, &mut scratch)? == Decision::Ask {
            for question in std::mem::take(&mut scratch.questions) {
                let answer = answer(p, &org, &question);
                command.answers.push((question, answer));
            }
        }
        scratch.events.iter().for_each(|event| case.apply(event));
    }
    closed(case.status)?;
    Ok(commands)
}

/// Decides; a refusal is a failure of the workload.
pub fn decided(p: &Procedure, case: &Case, command: &Command, scratch: &mut Scratch) -> Result<Decision, Failure> {
    decide(p, case, command, scratch).map_err(|why| Failure::at(&command.key, &why))
}

/// The case must have come to its end.
pub fn closed(status: Status) -> Result<(), Failure> {
    if status == Status::Closed { Ok(()) } else { Err(Failure::at("a case does not close", &status)) }
}

fn answer(p: &Procedure, org: &Org, question: &Question) -> Answer {
    match question {
        Question::Holders { role, at, .. } | Question::Order { role, at, .. } => {
            match p.roles.get(*role).map(|role| &role.from) {
                Some(RoleSource::Organisation(source)) => org.holders(source, *at, &[]),
                _ => Answer::default(),
            }
        }
        Question::VersionInForce { .. } => Answer::default(),
    }
}
