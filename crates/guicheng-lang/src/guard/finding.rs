//! What can be wrong with a guard or a time (family E).

use crate::diagnostic::{Severity, Words};
use alloc::{boxed::Box, format};

/// A finding in a guard, a condition, a computed value or a time.
#[derive(Clone, PartialEq, Debug)]
pub enum GuardFinding {
    /// It cannot be read.
    Unreadable {
        /// As written.
        text: Box<str>,
    },
}

impl GuardFinding {
    /// Its code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unreadable { .. } => "E001",
        }
    }
    /// How grave it is.
    pub fn severity(&self) -> Severity {
        match self {
            Self::Unreadable { .. } => Severity::Error,
        }
    }
    /// Its words.
    pub fn words(&self) -> Words {
        match self {
            Self::Unreadable { text } => {
                Words::new(format!("看不懂条件 `{text}`"), format!("condition `{text}` cannot be read"))
            }
        }
    }
}
