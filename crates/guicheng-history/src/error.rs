//! Why a record or a state cannot be decoded.

use crate::canonical::JsonError;
use alloc::boxed::Box;

/// Why a record or a state cannot be decoded.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DecodeError {
    /// It is no canonical JSON.
    #[error("no canonical document: {0}")]
    Json(#[from] JsonError),
    /// It is of a format version that this engine does not know.
    #[error("format version {0} is not known")]
    Version(i64),
    /// It belongs to another procedure or version.
    #[error("it belongs to another procedure or version")]
    OtherProcedure,
    /// A kind of event that does not exist.
    #[error("no such kind of record: `{0}`")]
    UnknownKind(Box<str>),
    /// A name that the procedure (or the case, for people) does not have.
    #[error("no such {what}: `{name}`")]
    UnknownName {
        /// What was to be named.
        what: &'static str,
        /// The name.
        name: Box<str>,
    },
    /// A value of another type, or out of its range.
    #[error("`{key}` should be {expected}")]
    WrongType {
        /// The key that holds it.
        key: &'static str,
        /// What was expected.
        expected: &'static str,
    },
    /// A key that must be there.
    #[error("the key `{0}` is missing")]
    MissingKey(&'static str),
    /// A key that does not belong there.
    #[error("the key `{0}` does not belong here")]
    UnknownKey(Box<str>),
}

impl DecodeError {
    pub(crate) const fn expected(expected: &'static str) -> Self {
        Self::WrongType { key: "", expected }
    }

    /// Names the key that holds the value of another type, if no inner one was named yet.
    pub(crate) fn under(self, key: &'static str) -> Self {
        match self {
            Self::WrongType { key: "", expected } => Self::WrongType { key, expected },
            other @ (Self::Json(_)
            | Self::Version(_)
            | Self::OtherProcedure
            | Self::UnknownKind(_)
            | Self::UnknownName { .. }
            | Self::WrongType { .. }
            | Self::MissingKey(_)
            | Self::UnknownKey(_)) => other,
        }
    }
}
