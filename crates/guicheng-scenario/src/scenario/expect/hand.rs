//! What people have in hand, and what messages reached whom.

use super::{Check, differs, malformed, texts};
use crate::scenario::{log::listed, names, people::Asking, played::Played, stage::Stage, story::Expect};
use alloc::{
    boxed::Box,
    collections::BTreeSet,
    format,
    string::{String, ToString as _},
    vec::Vec,
};
use guicheng_core::{Act, Actor, Command, Decision, Pointer, Scratch, WorkItem, WorkState, decide};
use guicheng_lang::doc::{Node, Value};

/// Rounds of questions for one look.
const ASKED: usize = 64;

/// What a person has in hand in this case, or may take up now: the engine itself is asked whether they may.
pub(super) fn todo(stage: &Stage<'_>, played: &Played<'_>, person: &str, node: &Node) -> Check {
    let wanted: BTreeSet<Box<str>> = texts(Expect::Todo, node)?.into_iter().collect();
    let open = played.case.work.iter().filter(|w| w.state != WorkState::Hidden);
    let theirs: Vec<(String, String)> = open
        .filter(|work| may(stage, played, person, work))
        .map(|work| {
            let name = names::work(played.p, work.what).to_string();
            let full = work.item.map(|item| format!("{name} {}", names::item(played.p, &played.case, item)));
            (full.unwrap_or_else(|| name.clone()), name)
        })
        .collect();
    let means = |wanted: &str, is: &(String, String)| wanted == is.0 || wanted == is.1;
    let there = wanted.iter().all(|w| theirs.iter().any(|is| means(w, is)));
    if there && theirs.iter().all(|is| wanted.iter().any(|w| means(w, is))) {
        return Ok(());
    }
    let told = |list: String| format!("{person} = {list}");
    let is = told(listed(theirs.iter().map(|(full, _)| full.as_str())));
    Err(differs(Expect::Todo, &told(listed(wanted.iter().map(|w| &**w))), &is))
}

fn may(stage: &Stage<'_>, played: &Played<'_>, person: &str, work: &WorkItem) -> bool {
    if let Some(holder) = work.holder {
        return played.case.person(holder) == person;
    }
    let mut command = Command {
        key: "look".into(),
        now: stage.now,
        occurred: None,
        actor: Actor { person: Some(person.into()), on_behalf: None, via: "tests".into() },
        seen: None,
        act: Act::Claim(Pointer::Work(work.id)),
        answers: Vec::new(),
    };
    let mut scratch = Scratch::default();
    for _ in 0..ASKED {
        match decide(played.p, &played.case, &command, &mut scratch) {
            Ok(Decision::Decided) => return true,
            Ok(Decision::Ask) => {
                let asking = Asking { p: played.p, cases: &stage.cases, library: stage.library };
                let answers = scratch.questions.iter().map(|q| (q.clone(), stage.people.answer(&asking, q)));
                command.answers.extend(answers);
            }
            Err(_) => return false,
        }
    }
    false
}

/// Messages of a notice: how many went out, or whom they reached.
pub(super) fn told(played: &Played<'_>, name: &str, node: &Node) -> Check {
    let sent: Vec<&str> = played.log.sent.iter().filter(|(n, _)| &**n == name).map(|(_, whom)| &**whom).collect();
    let told = |what: String| format!("{name} = {what}");
    match &node.value {
        Value::Whole(wanted) if usize::try_from(*wanted) == Ok(sent.len()) => Ok(()),
        Value::Whole(wanted) => Err(differs(Expect::Told, &told(wanted.to_string()), &told(sent.len().to_string()))),
        Value::Text(_) | Value::List(_) => {
            let mut wanted = texts(Expect::Told, node)?;
            let mut is: Vec<Box<str>> = sent.iter().map(|whom| Box::from(*whom)).collect();
            wanted.sort();
            is.sort();
            if wanted == is {
                return Ok(());
            }
            let list = |all: &[Box<str>]| told(listed(all.iter().map(|w| &**w)));
            Err(differs(Expect::Told, &list(&wanted), &list(&is)))
        }
        _ => Err(malformed(Expect::Told)),
    }
}
