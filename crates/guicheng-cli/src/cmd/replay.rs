//! `guicheng replay`: every command of a history is decided again, under the version that the case is pinned to.

use super::history;
use crate::{
    desk::Desk,
    failure::{Exit, Failure},
    faults,
    shell::Shell,
    tree, words,
};
use clap::Args;
use guicheng_history::verify_across;
use serde::Serialize;

/// Which cases.
#[derive(Debug, Args)]
pub(crate) struct Replay {
    /// 个案 · the case
    #[arg(required_unless_present = "all", conflicts_with = "all")]
    case: Option<String>,
    /// 全部个案 · all cases
    #[arg(long)]
    all: bool,
}

#[derive(Serialize)]
struct Doc {
    schema: &'static str,
    identical: usize,
    differing: usize,
    cases: Vec<One>,
}

#[derive(Serialize)]
struct One {
    case: String,
    identical: bool,
    records: usize,
    digest: Option<String>,
    why: Option<String>,
}

/// Decides them again: of many cases, one is held at a time.
pub(crate) fn run(args: &Replay, shell: &Shell) -> Result<Exit, Failure> {
    let mut desk = Desk::existing(shell)?;
    let mut doc = Doc { schema: "guicheng/replay/1", identical: 0, differing: 0, cases: Vec::new() };
    let mut each = |desk: &mut Desk, case: &str| -> Result<(), Failure> {
        let one = replay(desk, case)?;
        doc.identical += usize::from(one.identical);
        doc.differing += usize::from(!one.identical);
        if shell.json() {
            doc.cases.push(one);
        } else {
            shell.line(&told(shell, &one));
        }
        Ok(())
    };
    match &args.case {
        Some(case) => each(&mut desk, case)?,
        None => tree::each_case(&mut desk, each)?,
    }
    if shell.json() {
        shell.document(&doc)?;
    } else if args.all {
        shell.line(&words::replay_total(shell.lang, doc.identical, doc.identical + doc.differing));
    }
    Ok(if doc.differing == 0 { Exit::Done } else { Exit::Refused })
}

fn replay(desk: &mut Desk, case: &str) -> Result<One, Failure> {
    let view = desk.view(case)?;
    let lines = history::lines(desk, case)?;
    let texts: Vec<&str> = lines.iter().map(|line| &**line).collect();
    let case = case.to_owned();
    let versions = desk.versions_of(&view.row.head.procedure, &lines)?;
    let versions: Vec<_> = versions.iter().map(|linked| linked.as_version()).collect();
    Ok(match verify_across(&versions, &texts) {
        Ok(verified) if verified.link != view.row.head.link => One {
            case,
            identical: false,
            records: lines.len(),
            digest: None,
            why: Some(words::wrong_head(desk.shell.lang)),
        },
        Ok(verified) => {
            let digest = guicheng_history::to_hex(&verified.link);
            One { case, identical: true, records: verified.records, digest: Some(digest), why: None }
        }
        Err(difference) => One {
            case,
            identical: false,
            records: lines.len(),
            digest: None,
            why: Some(faults::difference(desk.shell.lang, &difference)),
        },
    })
}

/// The outcome for one case, in words.
fn told(shell: &Shell, one: &One) -> String {
    match &one.why {
        None => words::replay_same(shell.lang, &one.case, one.records),
        Some(why) => words::replay_differs(shell.lang, &one.case, why),
    }
}

/// Decides one case again, in words; whether it came out the same.
pub(crate) fn one(desk: &mut Desk, case: &str) -> Result<(bool, String), Failure> {
    let done = replay(desk, case)?;
    Ok((done.identical, told(&desk.shell, &done)))
}
