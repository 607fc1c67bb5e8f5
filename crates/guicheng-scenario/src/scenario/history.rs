//! The records that a case of a story leaves, as a store would keep them.

use alloc::{boxed::Box, string::String, vec::Vec};
use guicheng_core::{Case, Command, Digest, Event, Procedure};
use guicheng_history::{Lexicon, Recorder, chain, sha256};

/// The history of one case of a story.
#[derive(Clone, Debug)]
pub struct History<'a> {
    /// The name of the test.
    pub test: Box<str>,
    /// How the records call the case.
    pub case: Box<str>,
    /// What it was decided under; its records are pinned to [`super::pins`] of it.
    pub procedure: &'a Procedure,
    /// The records, linked.
    pub lines: Vec<String>,
}

/// Writes the records of a case while it is played.
pub(crate) struct Writing {
    lexicon: Lexicon,
    link: Digest,
    pub(crate) lines: Vec<String>,
}

/// What was decided: the command, the case before, the events, how many of them were due before the command.
pub(crate) struct Decided<'a> {
    pub(crate) command: &'a Command,
    pub(crate) before: &'a Case,
    pub(crate) events: &'a [Event],
    pub(crate) due: usize,
    pub(crate) after: &'a Case,
}

impl Writing {
    pub(crate) fn of(p: &Procedure) -> Self {
        Self { lexicon: Lexicon::new(p), link: Digest::default(), lines: Vec::new() }
    }

    pub(crate) fn write(&mut self, case: &str, decided: &Decided<'_>) {
        let Decided { command, before, events, due, after } = *decided;
        let recorder = Recorder::new(&self.lexicon, "", case);
        for line in recorder.encode(before, command, events, due, after).lines {
            // INVARIANT: a fresh line of a recorder can be linked.
            let line = chain(&line, &self.link).unwrap_or(line);
            self.link = sha256(line.as_bytes());
            self.lines.push(line);
        }
    }
}
