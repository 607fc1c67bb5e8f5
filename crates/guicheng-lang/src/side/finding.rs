//! What can be wrong with a side file (family S).

use crate::diagnostic::{Severity, Words};
use alloc::{boxed::Box, format};

/// A finding in a side file.
#[derive(Clone, PartialEq, Debug)]
pub enum SideFinding {
    /// A time zone that is not known.
    UnknownZone {
        /// As written.
        name: Box<str>,
    },
}

impl SideFinding {
    /// Its code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::UnknownZone { .. } => "S001",
        }
    }
    /// How grave it is.
    pub fn severity(&self) -> Severity {
        match self {
            Self::UnknownZone { .. } => Severity::Error,
        }
    }
    /// Its words.
    pub fn words(&self) -> Words {
        match self {
            Self::UnknownZone { name } => {
                Words::new(format!("没有时区 `{name}`"), format!("there is no time zone `{name}`"))
            }
        }
    }
}
