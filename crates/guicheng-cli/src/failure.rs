//! How a command ends: done, with findings, or not at all.

use crate::refusal::Refusal;
use std::process::ExitCode;

/// The exit codes that scripts rely on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Exit {
    /// Done.
    Done,
    /// Findings, refused, failed, differs.
    Refused,
    /// Usage, or something unreadable.
    Usage,
    /// Our own fault.
    Internal,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(match exit {
            Exit::Done => 0,
            Exit::Refused => 1,
            Exit::Usage => 2,
            Exit::Internal => 3,
        })
    }
}

/// Why a command did not do what it was asked to: the words are ready to be shown.
#[derive(Debug)]
pub(crate) struct Failure {
    /// The exit code.
    pub(crate) exit: Exit,
    /// A stable code, as in JSON.
    pub(crate) code: &'static str,
    /// The words, in the language asked for.
    pub(crate) words: String,
    /// A refusal by a procedure, for programs.
    pub(crate) refusal: Option<Box<Refusal>>,
}

impl Failure {
    /// What was typed cannot be understood, or names what is not there.
    pub(crate) fn usage(words: impl Into<String>) -> Self {
        Self { exit: Exit::Usage, code: "usage", words: words.into(), refusal: None }
    }

    /// A file or a store cannot be read or written.
    pub(crate) fn unreadable(words: impl Into<String>) -> Self {
        Self { exit: Exit::Usage, code: "unreadable", words: words.into(), refusal: None }
    }

    /// It was understood, and refused.
    pub(crate) fn refused(code: &'static str, words: impl Into<String>) -> Self {
        Self { exit: Exit::Refused, code, words: words.into(), refusal: None }
    }

    /// A procedure refused it.
    pub(crate) fn refused_by(refusal: Refusal, words: String) -> Self {
        Self { exit: Exit::Refused, code: refusal.code, words, refusal: Some(Box::new(refusal)) }
    }

    /// Something is wrong with the program or its store.
    pub(crate) fn internal(words: impl Into<String>) -> Self {
        Self { exit: Exit::Internal, code: "internal", words: words.into(), refusal: None }
    }
}
