//! Playing cases of the workload through the public API: deciding, applying, recording.

use crate::{Failure, workload};
use guicheng_core::{Case, Command, Decision, Digest, Procedure, Scratch, advance};
use guicheng_history::{Lexicon, Recorder, chain, sha256};

/// Plays one case from its opening to its end; how many steps it took.
///
/// # Errors
/// A command is refused, an answer is missing, or the case does not close.
pub fn one(p: &Procedure, commands: &[Command], case: &mut Case, scratch: &mut Scratch) -> Result<u64, Failure> {
    let steps = some(p, commands, case, scratch)?;
    workload::closed(case.status)?;
    Ok(steps)
}

/// Plays these commands; how many they are.
///
/// # Errors
/// A command is refused, or an answer is missing.
pub fn some(p: &Procedure, commands: &[Command], case: &mut Case, scratch: &mut Scratch) -> Result<u64, Failure> {
    let mut steps = 0;
    for command in commands {
        let done = advance(p, case, command, scratch).map_err(|why| Failure::at(&command.key, &why))?;
        if done == Decision::Ask {
            return Err(Failure::at("an answer is missing", &scratch.questions));
        }
        steps += 1;
    }
    Ok(steps)
}

/// The chained records of one case.
///
/// # Errors
/// As [`one`].
pub fn lines(p: &Procedure, lexicon: &Lexicon) -> Result<Vec<String>, Failure> {
    let recorder = Recorder::new(lexicon, "t", "BENCH-1");
    let (mut case, mut scratch, mut link) = (Case::default(), Scratch::default(), Digest::default());
    let mut lines = Vec::new();
    for command in workload::answered(p)? {
        if workload::decided(p, &case, &command, &mut scratch)? == Decision::Ask {
            return Err(Failure::at("an answer is missing", &scratch.questions));
        }
        let encoded = recorder.encode(&case, &command, &scratch.events, scratch.due, &scratch.draft);
        for line in encoded.lines {
            let line = chain(&line, &link).map_err(|why| Failure::at("chain", &why))?;
            link = sha256(line.as_bytes());
            lines.push(line);
        }
        scratch.events.iter().for_each(|event| case.apply(event));
    }
    workload::closed(case.status)?;
    Ok(lines)
}
