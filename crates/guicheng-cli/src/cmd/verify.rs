//! `guicheng verify`: whether histories are whole and unaltered, by their digests.

use super::history;
use crate::{
    desk::{Desk, TENANT},
    failure::{Exit, Failure},
    shell::Shell,
    words,
};
use clap::Args;
use guicheng_history::{Replay, state_digest};
use guicheng_store::{CaseQuery, Store};
use serde::Serialize;

/// What to check: every case of the store.
#[derive(Debug, Args)]
pub(crate) struct Verify {}

#[derive(Serialize)]
struct Doc {
    schema: &'static str,
    right: usize,
    wrong: usize,
    records: usize,
    cases: Vec<One>,
}

/// One case.
#[derive(Serialize)]
struct One {
    case: String,
    right: bool,
    records: usize,
    states: usize,
    why: Option<String>,
}

/// Checks them.
pub(crate) fn run(_: &Verify, shell: &Shell) -> Result<Exit, Failure> {
    let lang = shell.lang;
    let mut desk = Desk::existing(shell)?;
    let rows = desk.host.store().cases(TENANT, &CaseQuery::default()).map_err(|e| desk.failed(e.into()))?;
    let mut cases = Vec::new();
    for row in rows {
        let one = case(&mut desk, &row.case)?;
        if !shell.json() {
            shell.line(&match &one.why {
                None => words::verified_case(lang, &one.case, one.records, one.states),
                Some(why) => words::not_verified(lang, &one.case, why),
            });
        }
        cases.push(one);
    }
    let right = cases.iter().filter(|one| one.right).count();
    let records = cases.iter().map(|one| one.records).sum();
    let exit = if right == cases.len() { Exit::Done } else { Exit::Refused };
    if shell.json() {
        let wrong = cases.len() - right;
        shell.document(&Doc { schema: "guicheng/verify/1", right, wrong, records, cases })?;
    } else {
        shell.line(&words::verified_total(lang, right, cases.len(), records));
        shell.line(words::chain_only(lang));
    }
    Ok(exit)
}

/// The chain of one case, the digest of its state after every batch, and the digest that the store has noted.
fn case(desk: &mut Desk, case: &str) -> Result<One, Failure> {
    let lang = desk.shell.lang;
    let view = desk.view(case)?;
    let lines = history::lines(desk, case)?;
    let lexicon = &view.linked.lexicon;
    let mut replay = Replay::new(lexicon);
    let mut one = One { case: case.into(), right: false, records: lines.len(), states: 0, why: None };
    for line in &lines {
        let decoded = match replay.read(line) {
            Ok(decoded) => decoded,
            Err(error) => return Ok(One { why: Some(error.to_string()), ..one }),
        };
        if let Some(state) = decoded.state {
            if state != state_digest(lexicon, replay.case()) {
                return Ok(One { why: Some(words::wrong_state(lang, decoded.seq.0)), ..one });
            }
            one.states += 1;
        }
    }
    if replay.link() != view.row.head.link {
        return Ok(One { why: Some(words::wrong_head(lang)), ..one });
    }
    Ok(One { right: true, ..one })
}
