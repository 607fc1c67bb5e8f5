//! One case of the store: its chain, the digest of its state after every batch, what the store has noted of it, and what
//! became of personal values.

use crate::{
    cmd::history,
    desk::{Desk, TENANT},
    evidence,
    failure::Failure,
    faults,
    lang::Lang,
    shell::Shell,
    words,
};
use guicheng_history::{
    Lexicon, Personal, PersonalFault, Replay, personal, personal_of, restore, state_digest, verify_across,
};
use guicheng_store::{CaseKey, Loaded, Store};
use serde::Serialize;

/// What came of it.
#[derive(Debug, Serialize)]
pub(super) struct One {
    pub(super) case: String,
    pub(super) right: bool,
    pub(super) records: usize,
    states: usize,
    erased: usize,
    erasures: Vec<u32>,
    why: Option<String>,
}

impl One {
    pub(super) fn words(&self, lang: Lang) -> String {
        match &self.why {
            None => words::verified_case(lang, &self.case, self.records, self.states),
            Some(why) => words::not_verified(lang, &self.case, why),
        }
    }

    pub(super) fn say(&self, shell: &Shell) {
        let lang = shell.lang;
        shell.line(&self.words(lang));
        if self.erased > 0 {
            let records: Vec<String> = self.erasures.iter().map(ToString::to_string).collect();
            shell.line(&words::values_erased(lang, &self.case, self.erased, records.join(lang.comma())));
        }
    }
}

/// Personal values of a case; or why they do not hold together.
type Values = Result<Personal, PersonalFault>;

/// Looks at it; with its lines.
pub(super) fn look(desk: &mut Desk, case: &str) -> Result<(One, Vec<Box<str>>), Failure> {
    let loaded = desk.host.store().load(&CaseKey::new(TENANT, case)).map_err(|e| desk.failed(e.into()))?;
    let loaded = loaded.ok_or_else(|| Failure::usage(words::no_case(desk.shell.lang, case)))?;
    let lines = history::lines(desk, case)?;
    let texts: Vec<&str> = lines.iter().map(|line| &**line).collect();
    let (case, records) = (case.to_owned(), lines.len());
    let mut one = One { case, right: false, records, states: 0, erased: 0, erasures: Vec::new(), why: None };
    one.why = match records_wrong(desk, &loaded, &lines, &texts, &mut one.states)? {
        Ok(personal) => personal_wrong(desk, personal, &mut one)?,
        Err(why) => Some(why),
    };
    one.right = one.why.is_none();
    Ok((one, lines))
}

/// The personal values of the records; or what is wrong with these, in words. `states` counts digests that agree.
fn records_wrong(
    desk: &mut Desk,
    loaded: &Loaded,
    lines: &[Box<str>],
    texts: &[&str],
    states: &mut usize,
) -> Result<Result<Values, String>, Failure> {
    let lang = desk.shell.lang;
    let versions = desk.versions_of(&loaded.head.procedure, lines)?;
    let versions: Vec<_> = versions.iter().map(|linked| linked.as_version()).collect();
    // What is decided again and written as it stands here need not be read. Where it is not, reading tells what is wrong;
    // or that nothing is, for another engine may decide otherwise.
    if let Ok(verified) = verify_across(&versions, texts)
        && verified.link == loaded.head.link
        && *verified.snapshot == *loaded.snapshot
    {
        *states = verified.batches;
        return Ok(Ok(personal_of(&verified, texts)));
    }
    let nothing = Lexicon::default();
    let mut replay = Replay::across(&versions, &nothing);
    for line in texts {
        let decoded = match replay.read(line) {
            Ok(decoded) => decoded,
            Err(error) => return Ok(Err(faults::replay(lang, &error))),
        };
        if let Some(state) = decoded.state {
            if state != state_digest(replay.lexicon(), replay.case()) {
                return Ok(Err(words::wrong_state(lang, decoded.seq.0)));
            }
            *states += 1;
        }
    }
    if replay.link() != loaded.head.link {
        return Ok(Err(words::wrong_head(lang)));
    }
    if restore(replay.lexicon(), &loaded.snapshot).as_ref() != Ok(replay.case()) {
        return Ok(Err(words::wrong_snapshot(lang)));
    }
    Ok(Ok(personal(texts.iter().copied())))
}

/// What is wrong with personal values, in words; notes how many were erased, and under which records.
fn personal_wrong(desk: &Desk, values: Values, one: &mut One) -> Result<Option<String>, Failure> {
    let personal = match values {
        Ok(personal) => personal,
        Err(fault) => return Ok(Some(faults::personal_fault(desk.shell.lang, &fault))),
    };
    one.erased = personal.erased.len();
    one.erasures = personal.erased.values().map(|lifted| lifted.record.0).collect();
    one.erasures.sort_unstable();
    one.erasures.dedup();
    evidence::values_against(desk, &one.case, &personal)
}
